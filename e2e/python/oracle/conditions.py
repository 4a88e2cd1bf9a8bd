"""Which records are wanted? Conditions grown at random, in ODSQL and as SQL that is true or false, never null."""

from __future__ import annotations

import random
from typing import Callable

from . import literals, nearly, values
from .literals import Term
from .tables import Field, Table

OPERATORS = {"=": "=", "==": "=", ":": "=", "!=": "<>", "<>": "<>", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
EQUALITIES = ["=", "=", "==", ":", "!=", "<>"]


def condition(dice: random.Random, table: Table, zone: str, depth: int = 2) -> Term:
    """A condition with AND, OR and NOT in it."""
    choice = dice.random()
    if depth == 0 or choice < 0.4:
        return predicate(dice, table, zone)
    if choice < 0.55:
        inner = condition(dice, table, zone, depth - 1)
        operand = f"({inner.odsql})" if dice.random() < 0.5 else inner.inside(3)
        return Term(f"{literals.word(dice, 'not')} {operand}", f"(NOT {inner.sql})", "bool", 3)
    parts = [condition(dice, table, zone, depth - 1) for _ in range(dice.choice([2, 2, 3]))]
    joiner, level = ("and", 2) if choice < 0.8 else ("or", 1)
    text = f" {literals.word(dice, joiner)} ".join(each.inside(level + 1) for each in parts)
    return Term(text, "(" + f" {joiner} ".join(each.sql for each in parts) + ")", "bool", level)


def predicate(dice: random.Random, table: Table, zone: str) -> Term:
    """A condition without AND, OR and NOT."""
    made = None
    while made is None:
        of = dice.choice(table.fields)
        if dice.random() < 0.1:
            made = null_test(dice, of)
        elif dice.random() < 0.1:
            made = bare_words(dice, table)
        elif dice.random() < 0.06:
            made = nearly.search(dice, table)
        elif dice.random() < 0.12:
            made = computed(dice, table, zone)
        else:
            made = BY_KIND[of.kind](dice, table, of, zone)
    return made


def _known(sql: str) -> str:
    """A comparison with null is false."""
    return f"coalesce({sql}, false)"


def _spaced(dice: random.Random, left: str, sign: str, right: str) -> str:
    gap = dice.choice(["", " ", " "])
    return f"{left}{gap}{sign}{gap}{right}"


def null_test(dice: random.Random, of: Field) -> Term:
    negated = dice.random() < 0.5
    column = f'"{of.name}.lon"' if of.kind == "point" else of.sql
    text = f"{literals.name(dice, of.name)} {literals.word(dice, 'is')} {'not ' if negated else ''}{literals.word(dice, 'null')}"
    return Term(text, f"({column} IS {'NOT ' if negated else ''}NULL)", "bool", 4)


def numbers(dice: random.Random, table: Table, of: Field, zone: str) -> Term:
    name = literals.name(dice, of.name)
    choice = dice.random()
    if choice < 0.2:
        items = [literals.number(dice, of.known) for _ in range(dice.randint(1, 4))]
        tests = " OR ".join(_equal(of, item) for item in items)
        return Term(f"{name} {literals.word(dice, 'in')} ({', '.join(item.odsql for item in items)})", _known(f"({tests})"), "bool", 4)
    if choice < 0.45:
        low, high = literals.number(dice, of.known), literals.number(dice, of.known)
        text, sql = interval(dice, name, of.sql, low.odsql, high.odsql, (low.sql, low.sql), (high.sql, high.sql))
        return Term(text, _known(sql), "bool", 4)
    sign = dice.choice(list(OPERATORS))
    if choice < 0.55 and (other := table.pick(dice, "int", "double")):
        right = values.field(dice, other)
    elif choice < 0.58:
        right = Term("null", "NULL", of.kind)
    else:
        right = literals.number(dice, of.known)
    return Term(_spaced(dice, name, sign, right.odsql), _known(_compared(Term(name, of.sql, of.kind), sign, right)), "bool", 4)


def _equal(of: Field, item: Term) -> str:
    return _compared(Term("", of.sql, of.kind), "=", item)


def _compared(left: Term, sign: str, right: Term) -> str:
    """Whole numbers compare exactly, others as decimals."""
    if left.kind == right.kind:
        return f"{left.sql} {OPERATORS[sign]} {right.sql}"
    return f"CAST({left.sql} AS DOUBLE) {OPERATORS[sign]} CAST({right.sql} AS DOUBLE)"


def interval(
    dice: random.Random, name: str, value: str, low: str, high: str, lows: tuple[str, str], highs: tuple[str, str]
) -> tuple[str, str]:
    """`name IN [low..high]`; a bound of time is a period: `lows` and `highs` are their first instants and those after them."""
    opening, closing = dice.choice("[]"), dice.choice("[]")
    middle = dice.choice(["..", " .. ", " TO ", " to "])
    text = f"{name} {literals.word(dice, 'in')} {opening}{low}{middle}{high}{closing}"
    above = f"{value} >= {lows[0]}" if opening == "[" else _after(value, lows)
    if closing == "]":
        below = f"{value} <= {highs[1]}" if highs[0] == highs[1] else f"{value} < {highs[1]}"
    else:
        below = f"{value} < {highs[0]}"
    return text, f"({above} AND {below})"


def _after(value: str, period: tuple[str, str]) -> str:
    return f"{value} > {period[1]}" if period[0] == period[1] else f"{value} >= {period[1]}"


def computed(dice: random.Random, table: Table, zone: str) -> Term:
    """A comparison of computed numbers."""
    left, right = values.number(dice, table, zone), values.number(dice, table, zone, 1)
    if left.odsql[0] in "-0123456789" and right.odsql[0] in "-0123456789":
        left = values.field(dice, dice.choice(table.of("int")))
    sign = dice.choice(["=", "!=", "<", "<=", ">", ">="])
    return Term(f"{left.odsql} {sign} {right.odsql}", _known(_compared(left, sign, right)), "bool", 4)


def texts(dice: random.Random, table: Table, of: Field, zone: str) -> Term:
    name = literals.name(dice, of.name)
    value = dice.choice(of.known)
    choice = dice.random()
    if choice < 0.3:
        sign = dice.choice(EQUALITIES)
        if dice.random() < 0.15:
            value = value.swapcase()
        return Term(_spaced(dice, name, sign, literals.text(dice, value)), _known(f"{of.sql} {OPERATORS[sign]} {literals.quoted(value)}"), "bool", 4)
    if choice < 0.45:
        items = [dice.choice(of.known) for _ in range(dice.randint(1, 5))]
        listed = ", ".join(literals.text(dice, item) for item in items)
        tests = ", ".join(literals.quoted(item) for item in items)
        return Term(f"{name} {literals.word(dice, 'in')} ({listed})", _known(f"{of.sql} IN ({tests})"), "bool", 4)
    if choice < 0.55:
        length = values.length(dice, of)
        sign, number = dice.choice(["=", "!=", "<", ">="]), dice.randint(0, 20)
        return Term(f"{length.odsql} {sign} {number}", _known(f"{length.sql} {OPERATORS[sign]} {number}"), "bool", 4)
    if choice < 0.65:
        lower = values.lower(dice, of)
        value = value.lower()
        return Term(f"{lower.odsql} = {literals.text(dice, value)}", _known(f"{lower.sql} = {literals.quoted(value)}"), "bool", 4)
    if choice < 0.75:
        start = value[: dice.randint(1, 6)]
        return Term(f"startswith({name}, {literals.text(dice, start)})", _known(f"starts_with({of.sql}, {literals.quoted(start)})"), "bool", 4)
    return like(dice, table, of)


def like(dice: random.Random, table: Table, of: Field) -> Term | None:
    """`LIKE` and `suggest()`: words of one field, whole or in part."""
    known = table.words[of.name]
    if not known:
        return None
    name, found = literals.name(dice, of.name), [dice.choice(known) for _ in range(dice.choice([1, 1, 2]))]
    if dice.random() < 0.3:
        starts = [each[: dice.randint(2, len(each))] for each in found]
        tests = " AND ".join(f"contains({of.words}, {literals.quoted(' ' + each)})" for each in starts)
        return Term(f"suggest({name}, {literals.text(dice, ' '.join(starts))})", _known(f"({tests})"), "bool", 4)
    pieces, tests = [], []
    for each in found:
        shape = dice.random()
        if shape < 0.5:
            pieces.append(_shouted(dice, each))
            tests.append(f" {each} ")
        elif shape < 0.75:
            start = each[: dice.randint(2, len(each))]
            pieces.append(start + dice.choice("*%"))
            tests.append(" " + start)
        else:
            middle = each[dice.randint(0, len(each) - 2) :]
            pieces.append(f"%{middle}%")
            tests.append(middle)
    sql = " AND ".join(f"contains({of.words}, {literals.quoted(each)})" for each in tests)
    return Term(f"{name} {literals.word(dice, 'like')} {literals.text(dice, ' '.join(pieces))}", _known(f"({sql})"), "bool", 4)


def _shouted(dice: random.Random, value: str) -> str:
    return value.upper() if dice.random() < 0.3 and value.isascii() else value


def bare_words(dice: random.Random, table: Table) -> Term:
    """A text alone: all its words, anywhere in the fields with texts, the last one perhaps cut by `*`."""
    everywhere = [each for each in table.of("text", "list") if table.words[each.name]]
    count = dice.choice([1, 1, 2, 3])
    found = [dice.choice(table.words[dice.choice(everywhere).name]) for _ in range(count)]
    pieces = [_shouted(dice, each) for each in found]
    needles = [f" {each} " for each in found]
    if dice.random() < 0.3:
        start = found[-1][: dice.randint(2, len(found[-1]))]
        pieces[-1], needles[-1] = start + "*", " " + start
    tests = []
    for needle in needles:
        tests.append("(" + " OR ".join(_known(f"contains({each.words}, {literals.quoted(needle)})") for each in table.of("text", "list")) + ")")
    return Term(literals.text(dice, " ".join(pieces)), "(" + " AND ".join(tests) + ")", "bool", 4)


def lists(dice: random.Random, table: Table, of: Field, zone: str) -> Term:
    name, value = literals.name(dice, of.name), dice.choice(of.known)
    held = f"list_contains({of.sql}, {literals.quoted(value)})"
    choice = dice.random()
    if choice < 0.4:
        return Term(f"{literals.text(dice, value)} {literals.word(dice, 'in')} {name}", _known(held), "bool", 4)
    if choice < 0.6:
        return Term(_spaced(dice, name, dice.choice(["=", ":", "=="]), literals.text(dice, value)), _known(held), "bool", 4)
    if choice < 0.75:
        return Term(f"{name} != {literals.text(dice, value)}", _known(f"NOT {held}"), "bool", 4)
    if choice < 0.9:
        other = dice.choice(of.known)
        tests = f"{held} OR list_contains({of.sql}, {literals.quoted(other)})"
        return Term(f"{name} in ({literals.text(dice, value)}, {literals.text(dice, other)})", _known(f"({tests})"), "bool", 4)
    known = table.words[of.name]
    each = dice.choice(known)
    return Term(f"{name} like {literals.text(dice, each)}", _known(f"contains({of.words}, {literals.quoted(f' {each} ')})"), "bool", 4)


def booleans(dice: random.Random, table: Table, of: Field, zone: str) -> Term:
    name = literals.name(dice, of.name)
    truth = dice.choice(["true", "false"])
    spelled = literals.word(dice, truth)
    choice = dice.random()
    if choice < 0.25:
        return Term(name, _known(of.sql), "bool", 4)
    if choice < 0.6:
        negated = dice.choice(["", "not "])
        return Term(f"{name} is {negated}{spelled}", f"({of.sql} IS {negated}{truth})", "bool", 4)
    sign = dice.choice(EQUALITIES)
    return Term(_spaced(dice, name, sign, spelled), _known(f"{of.sql} {OPERATORS[sign]} {truth}"), "bool", 4)


def times(dice: random.Random, table: Table, of: Field, zone: str) -> Term:
    name = literals.name(dice, of.name)
    value = f"CAST({of.sql} AS TIMESTAMP)"
    choice = dice.random()
    if choice < 0.15:
        part = values.part(dice, of, zone)
        number = dice.choice([0, 1, 2, 12, 23, 59, 1970, 2023, 2024])
        sign = dice.choice(["=", "!=", "<", ">="])
        return Term(f"{part.odsql} {sign} {number}", _known(f"{part.sql} {OPERATORS[sign]} {number}"), "bool", 4)
    if choice < 0.22:
        clock = literals.wall(of.sql, of.kind, zone)
        value = f"{dice.randint(1, 28):02}"
        return Term(f"date_format({name}, 'dd') = '{value}'", _known(f"strftime({clock}, '%d') = '{value}'"), "bool", 4)
    if choice < 0.25:
        return Term(f"{name} < now()", f"({of.sql} IS NOT NULL)", "bool", 4)
    first = literals.moment(dice, zone, dice.choice(of.known))
    low, high = first.bounds(of.kind)
    if choice < 0.45:
        second = literals.moment(dice, zone, dice.choice(of.known))
        text, sql = interval(dice, name, value, first.odsql, second.odsql, (low, high), second.bounds(of.kind))
        return Term(text, _known(sql), "bool", 4)
    # A date in plain quotes has an order, but equals nothing.
    sign = dice.choice(["<", "<=", ">", ">="] if first.quoted else list(OPERATORS))
    sql = {
        "=": f"({value} >= {low} AND {value} < {high})",
        "<>": f"({value} < {low} OR {value} >= {high})",
        "<": f"{value} < {low}",
        "<=": f"{value} < {high}",
        ">": f"{value} >= {high}",
        ">=": f"{value} >= {low}",
    }[OPERATORS[sign]]
    return Term(_spaced(dice, name, sign, first.odsql), _known(sql), "bool", 4)


def points(dice: random.Random, table: Table, of: Field, zone: str) -> Term:
    name = literals.name(dice, of.name)
    lon, lat = f'"{of.name}.lon"', f'"{of.name}.lat"'
    # Five decimals, the last one odd: on no point of the data.
    lon0, lat0 = (round(dice.uniform(-most, most), 4) + 0.00003 for most in (170, 80))
    choice = dice.random()
    if choice < 0.4:
        kilometres = dice.choice([150, 700, 2500, 6000, 12_000]) + dice.random()
        unit, metres = dice.choice([("km", 1000.0), ("m", 1.0), ("mi", 1609.344)])
        size = f"{kilometres * 1000 / metres:.3f}"
        text = f"within_distance({name}, {dice.choice(['geom', 'GEOM'])}'POINT({lon0:.5f} {lat0:.5f})', {size}{unit})"
        near = f"metres({lon}, {lat}, {lon0:.5f}, {lat0:.5f}) <= {float(size) * metres}"
        return Term(text, _known(near), "bool", 4)
    lon1, lat1 = (min(most, low + dice.uniform(1, most)) for low, most in ((lon0, 175), (lat0, 85)))
    inside = f"{lon} BETWEEN {lon0:.5f} AND {lon1:.5f} AND {lat} BETWEEN {lat0:.5f} AND {lat1:.5f}"
    if choice < 0.7:
        corners = [(lat0, lon0), (lat1, lon1)]
        dice.shuffle(corners)
        listed = ", ".join(f"{part:.5f}" for corner in corners for part in corner)
        return Term(f"in_bbox({name}, {listed})", _known(f"({inside})"), "bool", 4)
    ring = [(lon0, lat0), (lon1, lat0), (lon1, lat1), (lon0, lat1), (lon0, lat0)]
    shape = "geom'POLYGON((" + ", ".join(f"{x:.5f} {y:.5f}" for x, y in ring) + "))'"
    if choice < 0.9:
        return Term(f"{dice.choice(['intersects', 'within'])}({name}, {shape})", _known(f"({inside})"), "bool", 4)
    # What is disjoint of no position is not specified: only positions are asked.
    return Term(f"(disjoint({name}, {shape}) AND {name} is not null)", _known(f"({lon} IS NOT NULL AND NOT ({inside}))"), "bool", 9)


BY_KIND: dict[str, Callable[[random.Random, Table, Field, str], Term | None]] = {
    "int": numbers,
    "double": numbers,
    "text": texts,
    "list": lists,
    "bool": booleans,
    "date": times,
    "datetime": times,
    "point": points,
}
