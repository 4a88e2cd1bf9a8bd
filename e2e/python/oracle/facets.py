"""Which values do facets list, and what do `refine` and `exclude` leave? Counts in SQL, also of disjunctive facets."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Iterator

from . import literals
from .tables import Field, Table

MOST = 100


@dataclass
class Choice:
    """A chosen or excluded value of a facet: the condition, without null, and the value as facets list it."""

    of: Field
    sql: str
    value: str


@dataclass
class Choices:
    """`refine` and `exclude`, and which facets are disjunctive or hierarchical because `facet=` says so."""

    parameters: list[tuple[str, str]] = field(default_factory=list)
    refined: list[Choice] = field(default_factory=list)
    excluded: list[Choice] = field(default_factory=list)
    disjunctive: set[str] = field(default_factory=set)
    hierarchical: set[str] = field(default_factory=set)

    def filters(self, but: str | None = None) -> list[str]:
        """Conditions; `but`: the facet whose own refinements are left out."""
        made = []
        for name in dict.fromkeys(each.of.name for each in self.refined):
            joiner = " OR " if name in self.disjunctive else " AND "
            if name != but:
                made.append("(" + joiner.join(each.sql for each in self.refined if each.of.name == name) + ")")
        return made + [f"(NOT {each.sql})" for each in self.excluded]


def choices(dice: random.Random, table: Table, zone: str, fields: list[Field] | None = None) -> Choices:
    """Chosen and excluded values, in parameters of any endpoint."""
    made = Choices()
    fields = fields or [_facet(dice, table) for _ in range(dice.choice([1, 1, 2]))]
    for of in {each.name: each for each in fields}.values():
        options = []
        if dice.random() < 0.4:
            made.disjunctive.add(of.name)
            options.append("disjunctive=true")
        if of.name == "region" and dice.random() < 0.7:
            made.hierarchical.add(of.name)
            options.append('hierarchical=true, separator="/"')
        if options:
            made.parameters.append(("facet", f'facet(name="{of.name}", {", ".join(options)})'))
        for _ in range(dice.choice([0, 1, 1, 2])):
            made.refined.append(_chosen(dice, made, of, zone, "refine"))
        if dice.random() < 0.3:
            made.excluded.append(_chosen(dice, made, of, zone, "exclude"))
    return made


def _facet(dice: random.Random, table: Table) -> Field:
    fields = [each for each in table.fields if each.kind in ("text", "list", "int", "bool", "date", "datetime") and len(each.known) < 2900]
    return dice.choice([each for each in fields if each.name not in ("big", "url", "detail", "ids", "code")])


def _chosen(dice: random.Random, made: Choices, of: Field, zone: str, parameter: str) -> Choice:
    value = dice.choice(of.known)
    name = literals.name(dice, of.name)
    if of.kind in ("date", "datetime"):
        text, sql = _period(dice, of, value, zone)
    elif of.name in made.hierarchical:
        depth = dice.randint(1, value.count("/") + 1)
        text = "/".join(value.split("/")[:depth])
        sql = f"coalesce({of.sql} = {literals.quoted(text)} OR starts_with({of.sql}, {literals.quoted(text + '/')}), false)"
    elif of.kind == "list":
        text, sql = value, f"coalesce(list_contains({of.sql}, {literals.quoted(value)}), false)"
    elif of.kind == "bool":
        text, sql = str(value).lower(), f"coalesce({of.sql} = {value}, false)"
    elif of.kind == "int":
        text, sql = str(value), f"coalesce({of.sql} = {value}, false)"
    else:
        text, sql = value, f"coalesce({of.sql} = {literals.quoted(value)}, false)"
    plain = '"' not in text and "'" not in text
    written = dice.choice([f'"{text}"', f"'{text}'", text]) if plain else text
    made.parameters.append((parameter, f"{name}:{written}"))
    return Choice(of, sql, text)


def _period(dice: random.Random, of: Field, value: Any, zone: str) -> tuple[str, str]:
    """A year, a month or a day of a date facet: its path and the condition."""
    clock = literals.wall(of.sql, of.kind, zone)
    shown = datetime(value.year, value.month, value.day)
    pattern = dice.choice(["%Y", "%Y/%m", "%Y/%m/%d"])
    path = shown.strftime(pattern)
    return path, f"coalesce(strftime({clock}, '{pattern}') = '{path}', false)"


@dataclass
class Listing:
    """A request for facets: its parameters, and for each facet the query that lists its values with their counts."""

    table: Table
    parameters: list[tuple[str, str]]
    # Each facet, its values with their counts in order, and how many of them are listed.
    facets: list[tuple[Field, str, int]]
    choices: Choices

    def state(self, of: Field, value: str) -> str:
        """Chosen itself, or the way to a chosen one."""
        below = value + "/" if of.kind in ("date", "datetime") or of.name in self.choices.hierarchical else None
        chosen = [each.value for each in self.choices.refined if each.of.name == of.name]
        reached = any(each == value or below and each.startswith(below) for each in chosen)
        return "refined" if reached else "displayed"

    def difference(self, of: Field, most: int, expected: list[tuple[Any, int]], found: list[dict[str, Any]]) -> str | None:
        """What differs between the values of a facet on its first level, in words."""
        wanted = []
        for value, count in expected:
            text = str(value).lower() if isinstance(value, bool) else str(value)
            wanted.append((text, text, count, self.state(of, text)))
        # The first ones, and behind them chosen ones that are not among these. Chosen ones without a record come too.
        wanted = wanted[:most] + sorted(each for each in wanted[most:] if each[3] == "refined")
        shown = [(each["name"], each["value"], each["count"], each["state"]) for each in found if each.get("count")]
        shown = shown[:most] + sorted(shown[most:])
        if wanted != shown:
            return f"{wanted} expected, {shown} found"
        excluded = {each.value for each in self.choices.excluded if each.of.name == of.name}
        nodes = [each for each in _all(found) if each["state"] == "excluded"]
        if excluded != {each["value"] for each in nodes}:
            return f"excluded values {excluded} expected, {nodes} found"
        if any("count" in each for each in nodes):
            return "an excluded value has a count"
        return None


def _all(nodes: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """The nodes of all levels."""
    for node in nodes:
        yield node
        yield from _all(node.get("facets", []))


def listing(dice: random.Random, table: Table, zone: str, filters: list[str], parameters: list[tuple[str, str]]) -> Listing:
    """A request for the values of one to three facets."""
    fields = list({each.name: each for each in (_facet(dice, table) for _ in range(dice.choice([1, 2, 3])))}.values())
    made = choices(dice, table, zone, fields)
    made.parameters = [each for each in made.parameters if each[0] != "facet"]
    asked, listed = list(parameters) + made.parameters, []
    for of in fields:
        options = []
        if of.name in made.disjunctive:
            options.append("disjunctive=true")
        if of.name in made.hierarchical:
            options.append('hierarchical=true, separator="/"')
        sort = dice.choice(_sorts(of))
        limit = dice.choice([None, None, 3, 20])
        options += [f'sort="{sort}"'] if sort else []
        options += [f"limit={limit}"] if limit else []
        asked.append(("facet", f'facet(name="{of.name}", {", ".join(options)})' if options else of.name))
        own = of.name if of.name in made.disjunctive else None
        conditions = " AND ".join(filters + made.filters(own)) or "true"
        value = _listed(of, zone, made)
        order = {
            "count": "n, v",
            "alphanum": "v",
            "-alphanum": "v DESC",
            "num": "v",
            "-num": "v DESC",
        }.get(sort or "-count", "n DESC, v")
        inner = f"SELECT {value} AS v FROM {table.sql} WHERE {conditions}"
        sql = f"SELECT v, count(*) AS n FROM ({inner}) WHERE v IS NOT NULL GROUP BY v ORDER BY {order}"
        listed.append((of, sql, limit or MOST))
    return Listing(table, asked, listed, made)


def _sorts(of: Field) -> list[str | None]:
    return [None, None, "count", "-count"] + {"int": ["num", "-num"], "text": ["alphanum", "-alphanum"]}.get(of.kind, [])


def _listed(of: Field, zone: str, made: Choices) -> str:
    """The values of the first level."""
    if of.kind in ("date", "datetime"):
        return f"strftime({literals.wall(of.sql, of.kind, zone)}, '%Y')"
    if of.kind == "list":
        return f"unnest(list_distinct({of.sql}))"
    if of.name in made.hierarchical:
        return f"split_part({of.sql}, '/', 1)"
    return of.sql
