"""What is asked? Pages of records and aggregates over all of them, with everything that may stand in such a request."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from typing import Any, Callable

from . import conditions, facets, literals, values
from .answers import Shape, shape_of
from .literals import Term
from .tables import ORDER, Field, Table


@dataclass
class Column:
    """A column of the answer: its key, its value in SQL, and how that value is written in JSON."""

    key: str
    sql: str
    shape: Shape
    kind: str = ""


@dataclass
class Question:
    """A question in both languages: parameters of a request, and pieces of SQL."""

    table: Table
    zone: str = "UTC"
    parameters: list[tuple[str, str]] = field(default_factory=list)
    columns: list[Column] = field(default_factory=list)
    # Conditions, all of which hold.
    filters: list[str] = field(default_factory=list)
    # The rows before limit and offset; the columns are computed over it.
    source: str = ""
    order: list[str] = field(default_factory=list)
    limit: int | None = 10
    offset: int = 0
    # Rows are one repeated row: an aggregate without groups.
    repeated: bool = False
    # Of groups sorted by a column whose last digits depend on the engine: how many columns are keys, and which is sorted by.
    loose: tuple[int, int] | None = None

    def ask(self, name: str, value: Any) -> None:
        self.parameters.append((name, str(value)))

    def unbounded(self, dice: random.Random) -> None:
        """As an export takes it: sometimes without a limit."""
        aggregated = any(name == "order_by" for name, _ in self.parameters) and any(name == "group_by" for name, _ in self.parameters)
        if all(name != "limit" for name, _ in self.parameters) or dice.random() < 0.4 and not aggregated:
            self.parameters = [each for each in self.parameters if each[0] != "limit"]
            self.limit = None

    def where(self) -> str:
        return " AND ".join(self.filters) or "true"

    def sql(self, *, whole: bool = False) -> str:
        """The page, or the whole answer."""
        shown = ", ".join(f"{each.sql} AS c{index}" for index, each in enumerate(self.columns))
        order = f" ORDER BY {', '.join(self.order)}" if self.order else ""
        limit = f" LIMIT {self.limit}" if self.limit is not None else ""
        if whole:
            return f"SELECT {shown} FROM {self.source}"
        return f"SELECT {shown} FROM {self.source}{order}{limit} OFFSET {self.offset}"

    def counting(self) -> str:
        """How many rows there are on all pages."""
        if self.repeated:
            return f"SELECT count(*) FROM {self.table.sql} WHERE {self.where()}"
        return f"SELECT count(*) FROM {self.source}"


def begin(dice: random.Random, table: Table, *, choices: bool = True) -> Question:
    """A question with its filters: a time zone, `where`, and unless told otherwise `refine` and `exclude`."""
    question = Question(table)
    if dice.random() < 0.4:
        question.zone = dice.choice(literals.ZONES)
        question.ask("timezone", question.zone)
    question.ask("lang", "en")
    for _ in range(dice.choice([0, 1, 1, 1, 1, 1, 2])):
        made = conditions.condition(dice, table, question.zone)
        question.ask("where", made.odsql)
        question.filters.append(made.sql)
    if choices and dice.random() < 0.2:
        chosen = facets.choices(dice, table, question.zone)
        question.parameters += chosen.parameters
        question.filters += chosen.filters()
    return question


def window(dice: random.Random, question: Question, most: int) -> None:
    """`limit` and `offset`."""
    if dice.random() < 0.7:
        question.limit = dice.choice([0, 1, 2, 5, 20, 50, most])
        question.ask("limit", question.limit)
    if dice.random() < 0.3:
        question.offset = dice.choice([1, 3, 10, 100])
        question.ask("offset", question.offset)


def records(dice: random.Random, table: Table) -> Question:
    """A page of records."""
    question = begin(dice, table)
    selected = _select(dice, question) if dice.random() < 0.6 else []
    if not question.columns:
        question.columns = [plain(each, question.zone) for each in table.fields]
    question.order = _order(dice, question, selected) + [ORDER]
    question.source = f"{table.sql} WHERE {question.where()}"
    window(dice, question, 100)
    return question


def plain(of: Field, zone: str) -> Column:
    sql = f'CASE WHEN "{of.name}.lon" IS NOT NULL THEN ["{of.name}.lon", "{of.name}.lat"] END' if of.kind == "point" else of.sql
    return Column(of.name, sql, shape_of(of.kind, zone))


def _select(dice: random.Random, question: Question) -> list[tuple[str, Term]]:
    """Expressions with their keys; the parameter and the columns are added to the question."""
    table, items, selected = question.table, [], []
    if dice.random() < 0.2:
        items.append("*")
        question.columns += [plain(each, question.zone) for each in table.fields]
    elif dice.random() < 0.1:
        return _patterns(dice, question)
    for index in range(dice.randint(1, 4)):
        made = values.any_value(dice, table, question.zone)
        alias = f"a{index}" if dice.random() < 0.6 or made.kind == "text" and made.odsql[0] in "'\"" else None
        key = alias or literals.key(made.odsql)
        if any(key == each.key for each in question.columns):
            continue
        items.append(f"{made.odsql} {literals.word(dice, 'as')} {alias}" if alias else made.odsql)
        question.columns.append(Column(key, made.sql, shape_of(made.kind, question.zone)))
        selected.append((key, made))
    if items:
        question.ask("select", ", ".join(items))
    return selected


def _patterns(dice: random.Random, question: Question) -> list[tuple[str, Term]]:
    """`include(…)` or `exclude(…)`."""
    letter = dice.choice(question.table.fields).name[:1]
    wanted = dice.random() < 0.5
    question.ask("select", f"{'include' if wanted else 'exclude'}({letter}*)")
    kept = [each for each in question.table.fields if each.name.startswith(letter) == wanted]
    question.columns = [plain(each, question.zone) for each in kept]
    return [(each.name, Term(each.name, each.sql, each.kind)) for each in kept if each.kind not in ("point", "list")]


def _order(dice: random.Random, question: Question, selected: list[tuple[str, Term]]) -> list[str]:
    keys, sorts = [], []
    for _ in range(dice.choice([0, 0, 1, 1, 1, 2])):
        choice = dice.random()
        if choice < 0.25 and selected:
            key, term = dice.choice(selected)
            if not key.isidentifier():
                continue
            made = Term(key, term.sql, term.kind)
            if term.kind == "list":
                continue
        elif choice < 0.45:
            made = values.any_value(dice, question.table, question.zone)
            if made.kind == "list" or made.odsql[0] in "'\"-0123456789":
                continue
        else:
            fields = [each for each in question.table.fields if each.kind not in ("list", "point")]
            made = values.field(dice, dice.choice(fields))
        text, sort = directed(dice, made)
        keys.append(text)
        if not made.sql.startswith("'"):
            # A constant orders nothing, and DuckDB would not have it.
            sorts.append(sort + " NULLS LAST")
    if keys:
        question.ask("order_by", ", ".join(keys))
    return sorts


def directed(dice: random.Random, made: Term) -> tuple[str, str]:
    """A sort key with its direction."""
    if dice.random() < 0.15 and made.odsql.isidentifier():
        return f"-{made.odsql}", f"{made.sql} DESC"
    written, direction = dice.choice([("", "ASC"), (" asc", "ASC"), (" desc", "DESC"), (" DESC", "DESC")])
    return made.odsql + written, f"{made.sql} {direction}"


def aggregates(dice: random.Random, table: Table) -> Question:
    """Aggregates over all records: the same row again and again."""
    question = begin(dice, table)
    question.repeated = True
    items = [aggregate(dice, table, question.zone) for _ in range(dice.randint(1, 4))]
    select_aggregates(dice, question, items)
    question.source = f"(SELECT * FROM {table.sql} WHERE {question.where()})"
    question.limit = dice.choice([1, 1, 3])
    question.ask("limit", question.limit)
    return question


def select_aggregates(dice: random.Random, question: Question, items: list[Term]) -> None:
    """Puts aggregates into `select` and among the columns."""
    texts = []
    for index, made in enumerate(items):
        alias = f"n{index}" if dice.random() < 0.7 else None
        if any((alias or made.odsql) == each.key for each in question.columns):
            continue
        texts.append(f"{made.odsql} as {alias}" if alias else made.odsql)
        question.columns.append(Column(alias or made.odsql, made.sql, shape_of(made.kind, question.zone), made.kind))
    question.ask("select", ", ".join(texts))


def aggregate(dice: random.Random, table: Table, zone: str) -> Term:
    """An aggregate, sometimes arithmetic between two."""
    made = dice.choice(AGGREGATES)(dice, table)
    if made.kind in ("int", "double") and dice.random() < 0.15:
        other = dice.choice(AGGREGATES)(dice, table)
        if other.kind in ("int", "double"):
            return values.combined(dice, made, other)
    return made


def _numeric(dice: random.Random, table: Table, *, tame: bool = False) -> Field:
    """A field of numbers; a tame one has no extremes, whose sums depend on their order."""
    return dice.choice([each for each in table.of("int", "double") if not tame or each.name not in ("wild", "big")])


def _count(dice: random.Random, table: Table) -> Term:
    return Term(dice.choice(["count(*)", "COUNT(*)"]), "count(*)", "int")


def _count_of(dice: random.Random, table: Table) -> Term:
    of = dice.choice([each for each in table.fields if each.kind != "point"])
    return Term(f"count({literals.name(dice, of.name)})", f"count({of.sql})", "int")


def _count_distinct(dice: random.Random, table: Table) -> Term:
    of = dice.choice([each for each in table.fields if each.kind not in ("point", "list")])
    if of.kind == "text" and dice.random() < 0.3:
        return Term(f"count(distinct ifnull({of.name}, 'none'))", f"count(DISTINCT coalesce({of.sql}, 'none'))", "int")
    return Term(f"count({literals.word(dice, 'distinct')} {of.name})", f"count(DISTINCT {of.sql})", "int")


def _sum(dice: random.Random, table: Table) -> Term:
    of = dice.choice([each for each in table.of("int", "double") if each.name != "wild"])
    if of.kind == "int":
        return Term(f"sum({of.name})", f"whole(sum({of.sql}))", "int")
    if dice.random() < 0.4:
        other = _numeric(dice, table, tame=True)
        return Term(f"sum({of.name}*{other.name})", f"fin(sum({of.sql} * CAST({other.sql} AS DOUBLE)))", "double")
    return Term(f"sum({of.name})", f"fin(sum({of.sql}))", "double")


def _avg(dice: random.Random, table: Table) -> Term:
    of = _numeric(dice, table, tame=True)
    return Term(f"avg({of.name})", f"avg(CAST({of.sql} AS DOUBLE))", "double")


def _percentile(dice: random.Random, table: Table) -> Term:
    of = _numeric(dice, table, tame=True)
    if dice.random() < 0.5:
        return Term(f"median({of.name})", f"quantile_cont(CAST({of.sql} AS DOUBLE), 0.5)", "double")
    percent = dice.choice([0, 1, 10, 25, 33.3, 50, 75, 90, 99.5, 100])
    return Term(f"percentile({of.name}, {percent})", f"quantile_cont(CAST({of.sql} AS DOUBLE), {percent / 100})", "double")


def _extreme(dice: random.Random, table: Table) -> Term:
    of, call = dice.choice(table.of("int", "double", "date", "datetime")), dice.choice(["min", "max"])
    return Term(f"{literals.word(dice, call)}({of.name})", f"{call}({of.sql})", of.kind)


AGGREGATES: list[Callable[[random.Random, Table], Term]] = [
    _count,
    _count,
    _count_of,
    _count_distinct,
    _sum,
    _avg,
    _percentile,
    _extreme,
    _extreme,
]
