"""How are records grouped? Fields, functions of dates, intervals of numbers and of time, elements of lists."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from . import literals, questions, values
from .answers import Interval, Shape, shape_of
from .literals import Term
from .questions import Column, Question
from .tables import Field, Table


@dataclass
class Key:
    """A grouping key: what the records have one of (`sql` over the records), and how the group shows it."""

    odsql: str
    sql: str
    shape: Shape
    # Records outside of every group.
    only: str = "true"


WIDTHS: dict[str, list[int | float]] = {"int": [1, 3, 10, 1000], "double": [0.5, 2.5, 10, 100]}
UNITS = ["year", "quarter", "month", "week", "day", "days", "hour", "hours", "minute", "minutes"]


def grouped(dice: random.Random, table: Table) -> Question:
    """Groups with aggregates."""
    question = questions.begin(dice, table)
    keys: list[Key] = []
    for _ in range(dice.choice([1, 1, 1, 2])):
        made = key(dice, table, question.zone)
        if all(made.odsql != each.odsql for each in keys):
            keys.append(made)
    names, texts = [], []
    for index, each in enumerate(keys):
        alias = f"k{index}" if dice.random() < 0.5 else None
        names.append(alias or each.odsql)
        texts.append(f"{each.odsql} {literals.word(dice, 'as')} {alias}" if alias else each.odsql)
        question.columns.append(Column(alias or literals.key(each.odsql), f"g{index}", each.shape))
    question.ask("group_by", ", ".join(texts))
    items = [questions.aggregate(dice, table, question.zone) for _ in range(dice.choice([0, 1, 1, 2, 3]))]
    if items:
        questions.select_aggregates(dice, question, items)
    shown = question.columns[len(keys) :]
    only = " AND ".join([question.where(), *(each.only for each in keys)])
    buckets = ", ".join(f"{each.sql} AS g{index}" for index, each in enumerate(keys))
    inner = f"SELECT *, {buckets} FROM {table.sql} WHERE {only}"
    by = ", ".join(f"g{index}" for index in range(len(keys)))
    computed = "".join(f", {each.sql} AS n_{index}" for index, each in enumerate(shown))
    question.source = f"(SELECT {by}{computed} FROM ({inner}) GROUP BY {by})"
    for index, each in enumerate(shown):
        each.sql = f"n_{index}"
    _order(dice, question, names, shown)
    questions.window(dice, question, 200)
    if "limit" not in dict(question.parameters):
        question.limit = 100
        question.ask("limit", 100)
    return question


def _order(dice: random.Random, question: Question, names: list[str], shown: list[Column]) -> None:
    """Aggregates first, then keys; the keys that are not named break ties."""
    texts, left = [], list(range(len(names)))
    if shown and dice.random() < 0.45:
        column = dice.choice(shown)
        text, sort = questions.directed(dice, Term(column.key, column.sql, column.kind))
        texts.append(text)
        question.order.append(sort + " NULLS LAST")
        if column.kind == "double":
            question.loose = (len(names), question.columns.index(column))
    if dice.random() < 0.3:
        index = dice.choice(left)
        text, sort = questions.directed(dice, Term(names[index], f"g{index}", ""))
        texts.append(text)
        # The null group is the lowest one.
        question.order.append(sort + (" NULLS LAST" if sort.endswith("DESC") else " NULLS FIRST"))
        left.remove(index)
    question.order += [f"g{index} ASC NULLS FIRST" for index in left]
    if texts:
        question.ask("order_by", ", ".join(texts))


def key(dice: random.Random, table: Table, zone: str) -> Key:
    """A grouping key."""
    choice = dice.random()
    timed, listed = table.pick(dice, "date", "datetime"), table.pick(dice, "list")
    if choice < 0.2:
        return numeric_range(dice, dice.choice(table.of("int", "double")))
    if choice < 0.4 and timed:
        return time_range(dice, timed, zone)
    if choice < 0.5 and listed:
        return Key(listed.name, f"unnest(coalesce(list_distinct({listed.sql}), [NULL]))", shape_of("text", zone))
    made = {
        0: lambda: values.part(dice, timed, zone),
        1: lambda: values.formatted(dice, timed, zone),
        2: lambda: values.lower(dice, dice.choice(table.of("text"))),
        3: lambda: values.if_null(dice, dice.choice(table.of("text", "int"))),
    }.get(dice.randint(0, 7) if timed else 2, lambda: _field(dice, table))()
    return Key(made.odsql, made.sql, shape_of(made.kind, zone))


def _field(dice: random.Random, table: Table) -> Term:
    return values.field(dice, dice.choice([each for each in table.fields if each.kind not in ("point", "list")]))


def numeric_range(dice: random.Random, of: Field) -> Key:
    name = literals.name(dice, of.name)
    known = f"{of.sql} IS NOT NULL"
    if dice.random() < 0.5:
        width = dice.choice(WIDTHS[of.kind])
        if of.name in ("big", "wild"):
            width = 10**15
        step = f"floor(CAST({of.sql} AS DOUBLE) / {float(width)})"
        if of.kind == "int":
            # Exact, also beyond the whole numbers that a double holds.
            step = f"(CAST({of.sql} AS HUGEINT) - ((CAST({of.sql} AS HUGEINT) % {width}) + {width}) % {width}) // {width}"
        whole = of.kind == "int"

        def stepped(value: Any) -> Interval:
            low = int(value) * width if whole else value * width
            return Interval(low, low + width, closed=whole)

        return Key(f"range({name}, {width})", f"({step})", stepped, known)
    sample = [each for each in of.known if abs(each) < 1e9 and (isinstance(each, int) or abs(each) > 1e-3 or each == 0)]
    bounds = sorted({dice.choice(sample) if dice.random() < 0.7 else dice.randint(-20, 60) for _ in range(dice.randint(2, 4))})
    if len(bounds) < 2:
        bounds = [bounds[0], bounds[0] + 7]
    whole = of.kind == "int"
    below, above = dice.random() < 0.5, dice.random() < 0.5
    # Decimals are written without an exponent and cut to what is written.
    texts = [str(each) if isinstance(each, int) else f"{each:.6f}".rstrip("0") + "0" for each in bounds]
    numbers = [each if isinstance(each, int) else float(text) for each, text in zip(bounds, texts, strict=True)]
    if any(first >= second for first, second in zip(numbers, numbers[1:])):
        return numeric_range(dice, of)
    listed = ", ".join((["*"] if below else []) + texts + (["*"] if above else []))
    ends = [None, *numbers, None]
    reached = " + ".join(f"CAST({of.sql} >= CAST({number!r} AS DOUBLE) AS INTEGER)" for number in numbers)

    def bounded(value: Any) -> Interval:
        return Interval(ends[value], ends[value + 1], closed=whole)

    return Key(f"range({name}, {listed})", f"({reached})", bounded, f"{known}{_inside(reached, below, above, len(numbers))}")


def _inside(reached: str, below: bool, above: bool, most: int) -> str:
    return ("" if below else f" AND ({reached}) > 0") + ("" if above else f" AND ({reached}) < {most}")


def time_range(dice: random.Random, of: Field, zone: str) -> Key:
    name, clock = literals.name(dice, of.name), literals.wall(of.sql, of.kind, zone)
    known = f"{of.sql} IS NOT NULL"
    if dice.random() < 0.3:
        return _dated(dice, of, name, zone, known)
    unit = dice.choice(UNITS if of.kind == "datetime" else UNITS[:6])
    count = dice.choice([2, 3, 6, 12]) if unit.endswith("s") else 1
    plain = unit.removesuffix("s")
    gap = dice.choice(["", " "])
    if zone == "Australia/Lord_Howe" and unit == "hour":
        # Its clock is set back by half an hour: what an hour is then, is not specified.
        unit = plain = "minute"
    short = of.kind == "datetime" and unit in ("hour", "minute", "minutes")
    if plain in ("hour", "minute", "day"):
        seconds = {"day": 86_400, "hour": 3600, "minute": 60}[plain] * count
        start = f"(epoch_us({clock}) - ((epoch_us({clock}) % {seconds * 10**6}) + {seconds * 10**6}) % {seconds * 10**6})"
        start = f"make_timestamp({start})"
        if short:
            # Back from the instant by what the clock shows beyond the beginning: shown twice, an hour is two hours.
            start = f"make_timestamp(epoch_us({of.sql}) - (epoch_us({clock}) - epoch_us({start})))"
    else:
        start = f"CAST(date_trunc('{plain}', {clock}) AS TIMESTAMP)"

    def period(value: Any) -> Interval:
        if short:
            return Interval(written(value, zone), written(_next(value, plain, count), zone))
        return Interval(_bound(value, zone), _bound(_next(value, plain, count), zone))

    return Key(f"range({name}, {count}{gap}{unit})", start, period, known)


def _next(start: datetime, unit: str, count: int) -> datetime:
    if unit in ("year", "quarter", "month"):
        months = {"year": 12, "quarter": 3, "month": 1}[unit]
        index = start.year * 12 + start.month - 1 + months
        return start.replace(year=index // 12, month=index % 12 + 1)
    return start + timedelta(**{f"{unit}s": count})


def _bound(wall: datetime, zone: str) -> str:
    """A bound as it is written: UTC in milliseconds, or with the zone's offset."""
    return written(literals.instant(wall, zone), zone)


def written(moment: datetime, zone: str) -> str:
    utc = moment.replace(tzinfo=literals.UTC)
    if zone == "UTC":
        return f"{utc:%Y-%m-%dT%H:%M:%S}.{utc.microsecond // 1000:03}Z"
    return utc.astimezone(literals.ZoneInfo(zone)).isoformat(timespec="seconds")


def _dated(dice: random.Random, of: Field, name: str, zone: str, known: str) -> Key:
    """Static bounds, read in the time zone and written in UTC."""
    days = sorted({datetime(dice.choice([1900, 1960, 1990, 2018, 2023, 2024]), dice.randint(1, 12), 1) for _ in range(3)})
    below, above = dice.random() < 0.5, dice.random() < 0.5
    if len(days) < 2:
        below = above = True
    listed = ", ".join((["*"] if below else []) + [f"date'{day:%Y-%m-%d}'" for day in days] + (["*"] if above else []))
    instants = [literals.instant(day, zone) for day in days]
    compared = days if of.kind == "date" else instants
    reached = " + ".join(f"CAST({of.sql} >= {literals.stamp(each)} AS INTEGER)" for each in compared)
    ends = [None, *(written(each, "UTC") for each in instants), None]

    def bounded(value: Any) -> Interval:
        return Interval(ends[value], ends[value + 1])

    return Key(f"range({name}, {listed})", f"({reached})", bounded, f"{known}{_inside(reached, below, above, len(days))}")
