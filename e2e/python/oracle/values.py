"""Which values can be computed of a record? Fields, arithmetic and functions, grown at random in both languages."""

from __future__ import annotations

import random

from . import literals
from .literals import Term
from .tables import Field, Table

# Patterns of date_format() that strftime of DuckDB writes alike; names of days and months in English.
PATTERNS = {
    "yyyy": "%Y",
    "YYYY-MM": "%Y-%m",
    "dd/MM/yyyy": "%d/%m/%Y",
    "yy": "%y",
    "HH:mm:ss": "%H:%M:%S",
    "H": "%-H",
    "M.d": "%-m.%-d",
    "EEEE": "%A",
    "E": "%a",
    "MMMM yyyy": "%B %Y",
    "DDD": "%j",
    "D": "%-j",
    "e": "%u",
    "xxxx-ww": "%G-%V",
    "'on 'dd": "on %d",
    "m, s": "%-M, %-S",
}
PARTS = {"date": ["year", "month", "day"], "datetime": ["year", "month", "day", "hour", "minute", "second"]}


def field(dice: random.Random, of: Field) -> Term:
    """The plain value of a field."""
    return Term(literals.name(dice, of.name), of.sql, of.kind)


def whole(dice: random.Random, table: Table, zone: str) -> Term:
    """A whole number: a field, a length, a part of a date."""
    choice = dice.random()
    timed, texts = table.pick(dice, "date", "datetime"), table.pick(dice, "text")
    if choice < 0.2 and timed:
        return part(dice, timed, zone)
    if choice < 0.35 and texts:
        return length(dice, texts)
    return field(dice, dice.choice(table.of("int")))


def part(dice: random.Random, of: Field, zone: str) -> Term:
    name = dice.choice(PARTS[of.kind])
    clock = literals.wall(of.sql, of.kind, zone)
    return Term(f"{literals.word(dice, name)}({literals.name(dice, of.name)})", f"{name}({clock})", "int")


def length(dice: random.Random, of: Field) -> Term:
    return Term(f"length({literals.name(dice, of.name)})", f"length({of.sql})", "int")


def lower(dice: random.Random, of: Field) -> Term:
    return Term(f"lower({literals.name(dice, of.name)})", f"lower({of.sql})", "text")


def formatted(dice: random.Random, of: Field, zone: str) -> Term:
    pattern = dice.choice(list(PATTERNS))
    # The pattern holds single quotes: it is written between double ones then.
    mark = '"' if "'" in pattern else dice.choice("'\"")
    clock = literals.wall(of.sql, of.kind, zone)
    return Term(
        f"date_format({literals.name(dice, of.name)}, {mark}{pattern}{mark})",
        f"strftime({clock}, {literals.quoted(PATTERNS[pattern])})",
        "text",
    )


def if_null(dice: random.Random, of: Field) -> Term:
    """`ifnull(field, literal)` of a text or a number."""
    if of.kind == "text":
        value = dice.choice(["none", "Paris", "é", "it's"])
        other = Term(literals.text(dice, value), literals.quoted(value), "text")
    elif of.kind == "int":
        other = literals.integer(dice.choice([0, -1, 7]))
    else:
        other = literals.double(dice.choice([0.5, -2.25, 10.0]))
    return Term(f"ifnull({literals.name(dice, of.name)}, {other.odsql})", f"coalesce({of.sql}, {other.sql})", of.kind)


def number(dice: random.Random, table: Table, zone: str, depth: int = 2) -> Term:
    """A number: arithmetic of fields, functions and literals."""
    if depth == 0 or dice.random() < 0.35:
        choice = dice.random()
        if choice < 0.25:
            return literals.number(dice, [])
        if choice < 0.35:
            return if_null(dice, dice.choice(table.of("int", "double")))
        if choice < 0.6 and (decimal := table.pick(dice, "double")):
            return field(dice, decimal)
        return whole(dice, table, zone)
    if dice.random() < 0.08:
        inner = number(dice, table, zone, depth - 1)
        if inner.odsql[0].isalpha():
            zero = "CAST(0 AS BIGINT)" if inner.kind == "int" else "CAST(0 AS DOUBLE)"
            return Term(f"-{inner.inside(9)}", _arithmetic("-", Term("", zero, inner.kind), inner), inner.kind, 8)
    return combined(dice, number(dice, table, zone, depth - 1), number(dice, table, zone, depth - 1))


def combined(dice: random.Random, left: Term, right: Term) -> Term:
    """`left op right`"""
    sign = dice.choice("+-*/")
    level = 5 if sign in "+-" else 6
    kind = "int" if left.kind == right.kind == "int" and sign != "/" else "double"
    gap = dice.choice(["", " "])
    # `a -1` must stay a subtraction, and `a - -1` readable: blanks around.
    gap = " " if sign == "-" else gap
    text = f"{left.inside(level)}{gap}{sign}{gap}{right.inside(level + 1)}"
    return Term(text, _arithmetic(sign, left, right), kind, level)


def _arithmetic(sign: str, left: Term, right: Term) -> str:
    """Whole numbers beyond 64 bits, decimals beyond the finite, and divisions by zero are null."""
    if left.kind == right.kind == "int" and sign != "/":
        return f"whole(CAST({left.sql} AS HUGEINT) {sign} CAST({right.sql} AS HUGEINT))"
    first, second = f"CAST({left.sql} AS DOUBLE)", f"CAST({right.sql} AS DOUBLE)"
    return f"fin({first} {sign} {f'nullif({second}, 0)' if sign == '/' else second})"


def any_value(dice: random.Random, table: Table, zone: str) -> Term:
    """Anything that `select` can show."""
    choice = dice.random()
    timed, texts = table.pick(dice, "date", "datetime"), table.pick(dice, "text")
    if choice < 0.3:
        return number(dice, table, zone)
    if choice < 0.4 and texts:
        return length(dice, texts)
    if choice < 0.5 and texts:
        return lower(dice, texts)
    if choice < 0.6:
        return if_null(dice, dice.choice(table.of("int", "double", "text")))
    if choice < 0.7 and timed:
        return formatted(dice, timed, zone)
    if choice < 0.8 and timed:
        return part(dice, timed, zone)
    if choice < 0.85:
        value = dice.choice(["hello", "it's", 'a "b"', "é"])
        return Term(literals.text(dice, value), literals.quoted(value), "text")
    return field(dice, dice.choice([each for each in table.fields if each.kind != "point"]))
