"""What would an older program ask? Searches and charts of API v1, in its own language, and the same as SQL."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from . import literals
from .answers import same, shape_of
from .literals import Term
from .tables import ORDER, Field, Table

COMPARISONS = {"=": "=", "==": "=", ":": "=", "<": "<", "<=": "<=", ">": ">", ">=": ">="}
SHOWN = ("int", "double", "bool", "date", "datetime", "text")
PRECISIONS = {"year": ["year"], "month": ["year", "month"], "day": ["year", "month", "day"]}


@dataclass
class Old:
    """A request of version 1: its parameters, the condition in SQL, and the time zone."""

    table: Table
    zone: str = "UTC"
    parameters: list[tuple[str, str]] = field(default_factory=list)
    filters: list[str] = field(default_factory=list)

    def ask(self, name: str, value: Any) -> None:
        self.parameters.append((name, str(value)))

    def where(self) -> str:
        return " AND ".join(self.filters) or "true"


def begin(dice: random.Random, table: Table) -> Old:
    """A request with its filters: `q`, once or twice, `refine.…` and `exclude.…`."""
    old = Old(table)
    old.ask("dataset", table.name)
    if dice.random() < 0.4:
        old.zone = dice.choice(literals.ZONES)
        old.ask("timezone", old.zone)
    for _ in range(dice.choice([0, 1, 1, 1, 2])):
        made = condition(dice, table, old.zone)
        old.ask("q", made.odsql)
        old.filters.append(made.sql)
    if dice.random() < 0.3:
        _chosen(dice, old)
    return old


def condition(dice: random.Random, table: Table, zone: str, depth: int = 2) -> Term:
    """AND, OR and NOT of tests."""
    choice = dice.random()
    if depth == 0 or choice < 0.4:
        return test(dice, table, zone)
    if choice < 0.55:
        inner = condition(dice, table, zone, depth - 1)
        return Term(f"NOT ({inner.odsql})", f"(NOT {inner.sql})", "bool", 3)
    parts = [condition(dice, table, zone, depth - 1) for _ in range(2)]
    joiner, level = ("AND", 2) if choice < 0.8 else ("OR", 1)
    text = f" {joiner} ".join(each.inside(level + 1) for each in parts)
    return Term(text, "(" + f" {joiner} ".join(each.sql for each in parts) + ")", "bool", level)


def test(dice: random.Random, table: Table, zone: str) -> Term:
    """One field compared, within an interval, without a value, or with an exact text."""
    of = dice.choice([each for each in table.fields if each.kind != "point" and each.known])
    if dice.random() < 0.1:
        return Term(f"#null({of.name})", f"({of.sql} IS NULL)", "bool")
    if of.kind == "text":
        value = dice.choice([each for each in of.known if '"' not in each and "\\" not in each])
        if dice.random() < 0.6:
            return _known(f'#exact({of.name}, "{value}")', f"{of.sql} = {literals.quoted(value)}")
        start = value[: dice.randint(1, 5)]
        return _known(f'#startswith({of.name}, "{start}")', f"starts_with({of.sql}, {literals.quoted(start)})")
    if of.kind == "list":
        value = dice.choice(of.known)
        return _known(f'#exact({of.name}, "{value}")', f"list_contains({of.sql}, {literals.quoted(value)})")
    if of.kind == "bool":
        truth = dice.choice(["true", "false"])
        return _known(f"{of.name}{dice.choice([':', '=', '=='])}{truth}", f"{of.sql} = {truth}")
    if of.kind in ("int", "double"):
        return _number(dice, of)
    return _time(dice, of, zone)


def _known(text: str, sql: str) -> Term:
    return Term(text, f"coalesce({sql}, false)", "bool")


def _number(dice: random.Random, of: Field) -> Term:
    def one() -> Term:
        made = literals.number(dice, of.known)
        return made if of.kind == "double" or made.kind == "int" else literals.integer(dice.randint(-10, 60))

    value = of.sql if of.kind == "int" else f"CAST({of.sql} AS DOUBLE)"
    low, high = one(), one()
    if dice.random() < 0.4:
        opening, closing = dice.choice("[]"), dice.choice("[]")
        text, tests = f"{of.name}:{opening}{low.odsql} TO {high.odsql}{closing}", []
        if dice.random() < 0.2:
            text = f"{of.name}:[{low.odsql} TO *]"
            return _known(text, f"{value} >= {low.sql}")
        tests = [f"{value} {'>=' if opening == '[' else '>'} {low.sql}", f"{value} {'<=' if closing == ']' else '<'} {high.sql}"]
        return _known(text, " AND ".join(tests))
    sign = dice.choice(list(COMPARISONS))
    gap = dice.choice(["", " "])
    return _known(f"{of.name}{gap}{sign}{gap}{low.odsql}", f"{value} {COMPARISONS[sign]} {low.sql}")


def _period(dice: random.Random, of: Field, zone: str) -> tuple[str, str, str]:
    """A date as older programs write it, its first instant and the one after it."""
    near = dice.choice(of.known)
    start = datetime(near.year, near.month, near.day)
    month = start.replace(day=1)
    after = datetime(month.year + month.month // 12, month.month % 12 + 1, 1)
    written, low, high = dice.choice(
        [
            (f"{start:%Y}", start.replace(month=1, day=1), datetime(start.year + 1, 1, 1)),
            (f"{start:%Y/%m}", month, after),
            (f"{start:%Y-%m}", month, after),
            (f"{start:%Y/%m/%d}", start, start + timedelta(days=1)),
            (f"{start:%Y-%m-%d}", start, start + timedelta(days=1)),
        ]
    )
    if of.kind == "datetime":
        low, high = literals.instant(low, zone), literals.instant(high, zone)
    return written, literals.stamp(low), literals.stamp(high)


def _time(dice: random.Random, of: Field, zone: str) -> Term:
    value = f"CAST({of.sql} AS TIMESTAMP)"
    written, low, high = _period(dice, of, zone)
    if dice.random() < 0.4:
        other, _, end = _period(dice, of, zone)
        return _known(f"{of.name}:[{written} TO {other}]", f"{value} >= {low} AND {value} < {end}")
    sign = dice.choice(["=", ":", "<", "<=", ">", ">="])
    sql = {
        "=": f"{value} >= {low} AND {value} < {high}",
        "<": f"{value} < {low}",
        "<=": f"{value} < {high}",
        ">": f"{value} >= {high}",
        ">=": f"{value} >= {low}",
    }[COMPARISONS[sign]]
    gap = dice.choice(["", " "])
    return _known(f"{of.name}{gap}{sign}{gap}{written}", sql)


def _chosen(dice: random.Random, old: Old) -> None:
    """`refine.field=value`, perhaps disjunctive, and `exclude.field=value`."""
    fields = [each for each in old.table.fields if each.kind in ("text", "list", "bool") and 1 < len(each.known) < 500]
    of = dice.choice(fields)

    def has(value: Any) -> str:
        if of.kind == "list":
            return f"coalesce(list_contains({of.sql}, {literals.quoted(value)}), false)"
        return f"coalesce({of.sql} = {value if of.kind == 'bool' else literals.quoted(value)}, false)"

    def written(value: Any) -> str:
        return str(value).lower() if of.kind == "bool" else value

    if dice.random() < 0.3:
        value = dice.choice(of.known)
        old.ask(f"exclude.{of.name}", written(value))
        old.filters.append(f"(NOT {has(value)})")
        return
    values = [dice.choice(of.known) for _ in range(dice.choice([1, 1, 2]))]
    disjunctive = dice.random() < 0.5
    if disjunctive:
        old.ask(f"disjunctive.{of.name}", "true")
    for value in values:
        old.ask(f"refine.{of.name}", written(value))
    old.filters.append("(" + (" OR " if disjunctive else " AND ").join(map(has, values)) + ")")


@dataclass
class Search:
    """A search: its request, its query, how many records it finds, and which fields it shows."""

    old: Old
    sql: str
    counting: str
    shown: list[Field]

    def difference(self, rows: list[tuple[Any, ...]], total: int, body: dict[str, Any]) -> str | None:
        if body["nhits"] != total:
            return f"nhits {total} expected, {body['nhits']} found"
        found = [record["fields"] for record in body["records"]]
        if len(found) != len(rows):
            return f"{len(rows)} records expected, {len(found)} found"
        for index, (row, record) in enumerate(zip(rows, found, strict=True)):
            for of, value in zip(self.shown, row, strict=True):
                # What has no value is left out.
                wanted = None if value is None else shape_of(of.kind, self.old.zone)(value)
                if not same(wanted, record.get(of.name)):
                    return f"record {index}, {of.name}: {wanted!r} expected, {record.get(of.name)!r} found"
        return None


def search(dice: random.Random, table: Table) -> Search:
    """Records in some order, without a bare name the largest first."""
    old = begin(dice, table)
    shown = dice.sample([each for each in table.fields if each.kind in SHOWN], 4)
    old.ask("fields", ",".join(each.name for each in shown))
    order = [ORDER]
    if dice.random() < 0.6:
        of = dice.choice(table.of("int", "double", "date", "datetime", "text"))
        minus = dice.choice(["", "-"])
        old.ask("sort", minus + of.name)
        order.insert(0, f"{of.sql} {'ASC' if minus else 'DESC'} NULLS LAST")
    rows, start = dice.choice([0, 1, 5, 40, 300]), dice.choice([0, 0, 3, 50])
    old.ask("rows", rows)
    old.ask("start", start)
    columns = ", ".join(each.sql for each in shown)
    source = f"FROM {table.sql} WHERE {old.where()}"
    sql = f"SELECT {columns} {source} ORDER BY {', '.join(order)} LIMIT {rows} OFFSET {start}"
    return Search(old, sql, f"SELECT count(*) {source}", shown)


@dataclass
class Chart:
    """A chart: its request, its query, the parts of its axis when that is a date, and its series."""

    old: Old
    sql: str
    parts: list[str]
    series: list[str]

    def difference(self, rows: list[tuple[Any, ...]], body: list[dict[str, Any]]) -> str | None:
        if len(rows) != len(body):
            return f"{len(rows)} points expected, {len(body)} found"
        keys = max(len(self.parts), 1)
        for index, (row, point) in enumerate(zip(rows, body, strict=True)):
            x = dict(zip(self.parts, row)) if self.parts else row[0]
            if not same(x, point["x"]):
                return f"point {index}: x {x!r} expected, {point['x']!r} found"
            for name, value in zip(self.series, row[keys:], strict=True):
                if not same(value, point.get(name)):
                    return f"point {index}, {name}: {value!r} expected, {point.get(name)!r} found"
        return None


def chart(dice: random.Random, table: Table) -> Chart:
    """Series over the values of a field, or over years, months or days."""
    old = begin(dice, table)
    of = dice.choice([each for each in table.fields if each.kind in ("text", "bool", "int", "date", "datetime") and each.name != "big"])
    old.ask("x", of.name)
    parts: list[str] = []
    keys = [of.sql]
    if of.kind in ("date", "datetime"):
        precision = dice.choice(list(PRECISIONS))
        old.ask("precision", precision)
        parts = PRECISIONS[precision]
        clock = literals.wall(of.sql, of.kind, old.zone)
        keys = [f"{part}({clock})" for part in parts]
    series, computed = [], []
    for index in range(dice.randint(1, 3)):
        name = f"serie{index}-1"
        function, sql = _function(dice, old, name)
        old.ask(f"y.{name}.func", function)
        series.append(name)
        computed.append(sql)
    old.ask("sort", "x")
    most = dice.choice([0, 1, 10, 50])
    old.ask("maxpoints", most)
    names = [f"k{index}" for index in range(len(keys))]
    grouped = ", ".join(f"{key} AS {name}" for key, name in zip(keys, names))
    limit = f" LIMIT {most}" if most else ""
    sql = (
        f"SELECT {', '.join(names + computed)} FROM (SELECT *, {grouped} FROM {table.sql} WHERE {old.where()} AND {of.sql} IS NOT NULL) "
        f"GROUP BY {', '.join(names)} ORDER BY {', '.join(names)}{limit}"
    )
    return Chart(old, sql, parts, series)


def _function(dice: random.Random, old: Old, name: str) -> tuple[str, str]:
    """A function of a series and the same in SQL; its expression is added to the request."""
    function = dice.choice(["COUNT", "SUM", "AVG", "MIN", "MAX", "STDDEV"])
    if function == "COUNT":
        return dice.choice(["COUNT", "count"]), "count(*)"
    of = dice.choice([each for each in old.table.of("int", "double") if each.name not in ("wild", "big")])
    old.ask(f"y.{name}.expr", of.name)
    number = f"CAST({of.sql} AS DOUBLE)"
    sql = {
        "SUM": f"whole(sum({of.sql}))" if of.kind == "int" else f"fin(sum({of.sql}))",
        "AVG": f"avg({number})",
        "MIN": f"min({of.sql})",
        "MAX": f"max({of.sql})",
        "STDDEV": f"stddev_pop({number})",
    }
    return function, sql[function]
