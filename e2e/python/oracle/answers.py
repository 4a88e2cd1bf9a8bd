"""Are these two answers the same? Values as JSON and CSV write them, numbers nearly, everything else exactly."""

from __future__ import annotations

import json
import math
import re
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from typing import Any, Callable
from zoneinfo import ZoneInfo

# Turns what DuckDB answers into what JSON must hold.
Shape = Callable[[Any], Any]
NEAR = 1e-9


@dataclass(frozen=True)
class Interval:
    """A key of `range()`: bounds, none where it is open. A closed one, of whole numbers, ends with the number before `high`."""

    low: Any
    high: Any
    closed: bool = False


def shape_of(kind: str, zone: str) -> Shape:
    """How values of that type are written in that time zone."""
    if kind == "datetime":
        return lambda value: _instant(value, zone)
    if kind == "point":
        return lambda value: {"lon": value[0], "lat": value[1]}
    if kind == "date":
        return lambda value: value.isoformat() if isinstance(value, date) else value
    return lambda value: value


def _instant(value: datetime, zone: str) -> str:
    return value.replace(tzinfo=ZoneInfo("UTC")).astimezone(ZoneInfo(zone)).isoformat()


def shaped(shape: Shape, value: Any) -> Any:
    return None if value is None else shape(value)


def same(expected: Any, found: Any) -> bool:
    """The same value. Numbers may differ in their last digits, and offsets of local mean time in their seconds."""
    if isinstance(expected, Interval):
        return isinstance(found, str) and _same_interval(expected, found)
    if isinstance(expected, bool) or isinstance(found, bool) or expected is None or found is None:
        return expected is found
    if isinstance(expected, (int, float)) and isinstance(found, (int, float)):
        if isinstance(expected, int) and isinstance(found, int):
            return expected == found
        return math.isclose(expected, found, rel_tol=NEAR, abs_tol=NEAR)
    if isinstance(expected, dict) and isinstance(found, dict):
        return expected.keys() == found.keys() and all(same(value, found[key]) for key, value in expected.items())
    if isinstance(expected, list) and isinstance(found, list):
        return len(expected) == len(found) and all(map(same, expected, found))
    if isinstance(expected, str) and isinstance(found, str):
        return expected == found or _without_seconds(expected) == _without_seconds(found)
    return False


def _without_seconds(text: str) -> str:
    """`T10:09:29+00:09:21` is written `T10:09:08+00:09`, the same instant: no format of dates holds the seconds of old offsets."""
    match = re.fullmatch(r"(.+T.+)([+-])(\d\d):(\d\d):(\d\d)", text)
    if not match:
        return text
    wall, sign, hours, minutes, seconds = match.groups()
    total = int(hours) * 60 + int(minutes) + (int(seconds) >= 30)
    moment = datetime.fromisoformat(f"{wall}{sign}{hours}:{minutes}:{seconds}")
    offset = timezone(timedelta(minutes=total if sign == "+" else -total))
    return moment.astimezone(offset).isoformat()


def _cut(text: str) -> str:
    """The same with the wall clock as it is: bounds of periods are written so, at midnight."""
    match = re.fullmatch(r"(.+T[\d:.]+)[+-]\d\d:\d\d:\d\d", text)
    return match[1] + _without_seconds(text)[-6:] if match else text


def _same_interval(expected: Interval, found: str) -> bool:
    match = re.fullmatch(r"\[(.+), (.+)([\[\]])", found)
    if not match:
        return False
    low, high, end = match.groups()
    if not _same_bound(expected.low, low):
        return False
    if end == "]" and expected.closed and expected.high is not None:
        # Whole numbers are written both ways: `[10, 14]` on portals, `[10, 15[` in the manual.
        return _same_bound(expected.high - 1, high)
    return (end == "[" or expected.closed and expected.high is None) and _same_bound(expected.high, high)


def _same_bound(expected: Any, found: str) -> bool:
    if expected is None:
        return found == "*"
    if isinstance(expected, str):
        return _without_seconds(expected) == found or _cut(expected) == found or expected == found
    try:
        number = int(found) if isinstance(expected, int) and found.lstrip("-").isdigit() else float(found)
    except ValueError:
        return False
    return same(expected, number)


def difference(keys: list[str], expected: list[list[Any]], found: list[dict[str, Any]]) -> str | None:
    """What differs between rows, in words; nothing when they are the same."""
    if len(expected) != len(found):
        return f"{len(expected)} rows expected, {len(found)} found"
    for index, (wanted, row) in enumerate(zip(expected, found, strict=True)):
        if list(row) != keys:
            return f"row {index}: keys {keys} expected, {list(row)} found"
        for key, value in zip(keys, wanted, strict=True):
            if not same(value, row[key]):
                return f"row {index}, {key}: {value!r} expected, {row[key]!r} found"
    return None


def loose_difference(loose: tuple[int, int], keys: list[str], page: list[list[Any]], whole: list[list[Any]], found: list[dict[str, Any]]) -> str | None:
    """The same for groups in the order of a column that is only nearly the same: each row is that of its group, and the page
    holds the same numbers in the same order."""
    grouped, sorted_by = loose
    order = keys[sorted_by]
    if len(page) != len(found):
        return f"{len(page)} rows expected, {len(found)} found"
    for index, (wanted, row) in enumerate(zip(page, found, strict=True)):
        if not same(wanted[sorted_by], row.get(order)):
            return f"row {index}, {order}: {wanted[sorted_by]!r} expected, {row.get(order)!r} found"
        if all(difference(keys, [each], [row]) for each in whole):
            return f"row {index}: {row} found, no group is like this"
    names = [str([row[key] for key in keys[:grouped]]) for row in found]
    return None if len(set(names)) == len(names) else "a group comes twice"


def csv_difference(keys: list[str], expected: list[list[Any]], found: list[list[str]]) -> str | None:
    """The same for rows of a CSV, the first of which holds the keys."""
    if found[0] != keys:
        return f"header {keys} expected, {found[0]} found"
    if len(expected) != len(found) - 1:
        return f"{len(expected)} rows expected, {len(found) - 1} found"
    for index, (wanted, cells) in enumerate(zip(expected, found[1:], strict=True)):
        for key, value, cell in zip(keys, wanted, cells, strict=True):
            if not _same_cell(value, cell):
                return f"line {index}, {key}: {value!r} expected, {cell!r} found"
    return None


def _same_cell(value: Any, cell: str) -> bool:
    if value is None:
        return cell == ""
    if isinstance(value, Interval):
        return _same_interval(value, cell)
    if isinstance(value, bool):
        return cell.lower() in (str(value).lower(), str(int(value)))
    if isinstance(value, (int, float)):
        try:
            return same(value, json.loads(cell))
        except json.JSONDecodeError:
            return False
    if isinstance(value, dict):
        return same([value["lat"], value["lon"]], [float(part) for part in cell.split(", ")])
    if isinstance(value, list):
        return ",".join(value) == cell
    return same(value, cell)
