"""How is a value written, in ODSQL and in SQL? Texts, numbers, dates as periods, all in both languages."""

from __future__ import annotations

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta, timezone
from zoneinfo import ZoneInfo

UTC = ZoneInfo("UTC")
ZONES = ["UTC", "Europe/Paris", "America/New_York", "Asia/Kolkata", "Australia/Lord_Howe", "America/St_Johns", "America/Sao_Paulo"]


@dataclass(frozen=True)
class Term:
    """An expression in both languages. `level`: how tightly its outermost operator binds, for brackets."""

    odsql: str
    sql: str
    kind: str
    level: int = 9

    def inside(self, level: int) -> str:
        """The text as an operand of an operator that binds so tightly."""
        return self.odsql if self.level >= level else f"({self.odsql})"


def quoted(text: str) -> str:
    """A text in SQL."""
    return "'" + text.replace("'", "''") + "'"


def text(dice: random.Random, value: str) -> str:
    """A text in ODSQL, in one of its two quotes."""
    mark = dice.choice("'\"")
    return mark + value.replace("\\", "\\\\").replace(mark, "\\" + mark) + mark


def name(dice: random.Random, plain: str) -> str:
    """A field name, sometimes between backquotes."""
    return f"`{plain}`" if dice.random() < 0.2 else plain


def word(dice: random.Random, keyword: str) -> str:
    """A keyword in some letter case."""
    return dice.choice([keyword, keyword, keyword.upper(), keyword.capitalize()])


def key(text: str) -> str:
    """The key of the answer for an expression without an alias: its text, a field name without its backquotes."""
    return text.strip("`") if text.strip("`").isidentifier() else text


def integer(value: int) -> Term:
    return Term(str(value), f"CAST({value} AS BIGINT)", "int", 9 if value >= 0 else 8)


def double(value: float) -> Term:
    written = f"{value:f}".rstrip("0")
    written += "0" if written.endswith(".") else ""
    return Term(written, f"CAST('{written}' AS DOUBLE)", "double", 9 if value >= 0 else 8)


def number(dice: random.Random, known: list) -> Term:
    """A number, often one that the data holds."""
    if known and dice.random() < 0.6:
        value = dice.choice(known)
        if isinstance(value, int):
            return integer(value)
        if 1e-4 < abs(value) < 1e9 and float(f"{value:f}") == value:
            return double(value)
    if dice.random() < 0.5:
        return integer(dice.randint(-10, 60))
    return double(round(dice.uniform(-30, 60), dice.choice([1, 2])))


def instant(wall: datetime, zone: str) -> datetime:
    """The first instant, as naive UTC, at which clocks there show that time, or jump over it."""
    return wall.replace(tzinfo=ZoneInfo(zone), fold=0).astimezone(timezone.utc).replace(tzinfo=None)


def stamp(moment: datetime) -> str:
    return f"TIMESTAMP '{moment.isoformat(sep=' ')}'"


@dataclass(frozen=True)
class Moment:
    """A date literal: its text and the period that it means, on the wall clock and in UTC."""

    odsql: str
    wall: tuple[datetime, datetime]
    utc: tuple[datetime, datetime]
    # In quotes alone, without the word `date`.
    quoted: bool = False

    def bounds(self, kind: str) -> tuple[str, str]:
        low, high = self.wall if kind == "date" else self.utc
        return stamp(low), stamp(high)


def moment(dice: random.Random, zone: str, near: date | datetime | None) -> Moment:
    """A date literal of some precision, often about a date that the data holds."""
    if near is None or dice.random() < 0.2:
        near = datetime(dice.choice([1900, 1969, 1990, 2018, 2023, 2024]), dice.randint(1, 12), dice.randint(1, 28), dice.randint(0, 23))
    start = datetime(near.year, near.month, near.day)
    clock = near if isinstance(near, datetime) else start + timedelta(hours=dice.randint(0, 23))
    mark = dice.choice("'\"")
    keyword = dice.choice(["date", "DATE", "Date"])

    def made(written: str, low: datetime, high: datetime, offset: str | None = None) -> Moment:
        utc = (low, high) if offset else (instant(low, zone), instant(high, zone))
        return Moment(f"{keyword}{mark}{written}{offset or ''}{mark}", (low, high), utc)

    precision = dice.choice(["year", "month", "day", "day", "day", "slashes", "minute", "second", "micro", "zulu", "quoted"])
    if precision == "year":
        return made(f"{start.year:04}", start.replace(month=1, day=1), datetime(start.year + 1, 1, 1))
    if precision == "month":
        after = datetime(start.year + start.month // 12, start.month % 12 + 1, 1)
        return made(f"{start:%Y-%m}", start.replace(day=1), after)
    day = start + timedelta(days=1)
    if precision == "day":
        return made(f"{start:%Y-%m-%d}", start, day)
    if precision == "slashes":
        return made(f"{start:%Y/%m/%d}", start, day)
    if precision == "quoted":
        plain = made(f"{start:%Y-%m-%d}", start, day)
        return Moment(f"{mark}{start:%Y-%m-%d}{mark}", plain.wall, plain.utc, quoted=True)
    gap = dice.choice("T ")
    if precision == "minute":
        low = clock.replace(second=0, microsecond=0)
        return made(f"{low:%Y-%m-%d}{gap}{low:%H:%M}", low, low + timedelta(minutes=1))
    low = clock.replace(microsecond=0)
    if precision == "micro":
        low = clock.replace(microsecond=clock.microsecond or 500_000)
        written = low.isoformat(sep=gap, timespec="microseconds")
        return made(written, low, low + timedelta(microseconds=1))
    offset = "Z" if precision == "zulu" else None
    return made(low.isoformat(sep=gap), low, low + timedelta(seconds=1), offset)


def wall(sql: str, kind: str, zone: str) -> str:
    """What the clock shows, in SQL: dates are not shifted."""
    if kind == "date":
        return f"CAST({sql} AS TIMESTAMP)"
    return sql if zone == "UTC" else f"timezone('{zone}', timezone('UTC', {sql}))"
