"""Does an independent engine answer 2 000 random queries the same? The real program over HTTP against DuckDB on the same files.

Every query comes from a seed and its number alone, so that a failure names all that is needed to see it again. Two seeds are fixed, so
that the same program always gets the same answer: `PORTICO_RANDOM_SEED` gives another one to look further, `PORTICO_RANDOM_SHARE` asks
so many times as many queries.
"""

from __future__ import annotations

import csv
import io
import os
import random
import shutil
import tempfile
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Callable, Iterator

import duckdb
import pytest
import requests

from conftest import BASE, ROOT, Portal
from oracle import answers, dirty, facets, groups, questions, tables, version1
from oracle.questions import Question
from oracle.tables import Table

FIXED = ["20261125", "2026-12-01"]
SEEDS = [os.environ["PORTICO_RANDOM_SEED"]] if "PORTICO_RANDOM_SEED" in os.environ else FIXED
SHARE = float(os.environ.get("PORTICO_RANDOM_SHARE", "1"))
THREADS = 4
# Failures shown in full.
SHOWN = 12
DEMO = ROOT / "demo/data"
VERSION_1 = "/api/records/1.0"


@dataclass
class Rivals:
    """The portal and DuckDB, with the same data."""

    portal: Portal
    base: duckdb.DuckDBPyConnection
    tables: list[Table]
    # One connection of each kind a thread.
    own: threading.local = field(default_factory=threading.local)

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        if not hasattr(self.own, "cursor"):
            self.own.cursor = self.base.cursor()
        return self.own.cursor.execute(sql).fetchall()

    def get(self, path: str, parameters: list[tuple[str, str]], base: str = BASE) -> requests.Response:
        """Calls the API; waits when the portal says that it is busy."""
        if not hasattr(self.own, "session"):
            self.own.session = requests.Session()
        for _ in range(100):
            answer = self.own.session.get(self.portal.address + base + path, params=parameters, timeout=120)
            if answer.status_code != 429:
                break
            time.sleep(0.2)
        return answer

    def table(self, dice: random.Random) -> Table:
        return dice.choices(self.tables, weights=[6, 2, 2])[0]


@pytest.fixture(scope="module")
def rivals() -> Iterator[Rivals]:
    folder = Path(tempfile.mkdtemp(prefix="portico-random-"))
    source = folder / "dirty.json"
    dirty.write(source)
    portal = Portal(folder / "data")
    for path in [source, DEMO / "birdstrikes.csv", DEMO / "earthquakes.geojson"]:
        portal.run("import", str(path))
    base, loaded = tables.load(DEMO, source)
    portal.serve()
    yield Rivals(portal, base, loaded)
    portal.stop()
    base.close()
    shutil.rmtree(folder, ignore_errors=True)


def check(rivals: Rivals, kind: str, count: int, ask: Callable[[Rivals, random.Random], str | None]) -> None:
    """Asks so many queries, and fails with those that were answered differently."""

    def one(number: int) -> str | None:
        try:
            return ask(rivals, random.Random(f"{seed_of(number)} {kind} {number}"))
        except Exception as error:
            return f"{type(error).__name__}: {error}"

    with ThreadPoolExecutor(THREADS) as pool:
        found = list(pool.map(one, range(round(count * SHARE))))
    failures = [f"seed {seed_of(number)}, {kind} {number}: {what}" for number, what in enumerate(found) if what]
    shown = "\n\n".join(failures[:SHOWN])
    assert not failures, f"{len(failures)} of {len(found)} queries differ\n\n{shown}"


def seed_of(number: int) -> str:
    """The seeds take turns."""
    return SEEDS[number % len(SEEDS)]


def told(question: str, sql: str, what: str) -> str:
    return f"{what}\n  {question}\n  {sql}"


def expected(rivals: Rivals, question: Question, *, whole: bool = False) -> list[list[Any]]:
    """The rows of the page, or of the whole answer, as DuckDB has them."""
    rows = rivals.rows(question.sql(whole=whole))
    if question.repeated:
        total = rivals.rows(question.counting())[0][0]
        rows = rows * min(total, question.limit or 0)
    return [[answers.shaped(column.shape, value) for column, value in zip(question.columns, row, strict=True)] for row in rows]


def difference(rivals: Rivals, question: Question, found: list[dict[str, Any]]) -> str | None:
    keys, page = [column.key for column in question.columns], expected(rivals, question)
    if question.loose:
        return answers.loose_difference(question.loose, keys, page, expected(rivals, question, whole=True), found)
    return answers.difference(keys, page, found)


def compare_page(rivals: Rivals, question: Question) -> str | None:
    answer = rivals.get(f"/catalog/datasets/{question.table.name}/records", question.parameters)
    if answer.status_code != 200:
        return told(answer.url, question.sql(), f"status {answer.status_code}: {answer.text[:500]}")
    body = answer.json()
    what = difference(rivals, question, body["results"])
    total = rivals.rows(question.counting())[0][0]
    if not what and body.get("total_count", total) != total:
        what = f"total_count {total} expected, {body['total_count']} found"
    return told(answer.url, question.sql(), what) if what else None


def compare_export(rivals: Rivals, question: Question, form: str) -> str | None:
    parameters = question.parameters + ([("with_bom", "false")] if form == "csv" else [])
    answer = rivals.get(f"/catalog/datasets/{question.table.name}/exports/{form}", parameters)
    if answer.status_code != 200:
        return told(answer.url, question.sql(), f"status {answer.status_code}: {answer.text[:500]}")
    if form == "json":
        what = difference(rivals, question, answer.json())
    else:
        keys, wanted = [column.key for column in question.columns], expected(rivals, question)
        what = answers.csv_difference(keys, wanted, list(csv.reader(io.StringIO(answer.content.decode(), newline=""), delimiter=";")))
    return told(answer.url, question.sql(), what) if what else None


def compare_facets(rivals: Rivals, dice: random.Random) -> str | None:
    table = rivals.table(dice)
    start = questions.begin(dice, table, choices=False)
    listing = facets.listing(dice, table, start.zone, start.filters, start.parameters)
    answer = rivals.get(f"/catalog/datasets/{table.name}/facets", listing.parameters)
    statements = "\n  ".join(sql for _, sql, _ in listing.facets)
    if answer.status_code != 200:
        return told(answer.url, statements, f"status {answer.status_code}: {answer.text[:500]}")
    found = answer.json()["facets"]
    if [each["name"] for each in found] != [of.name for of, _, _ in listing.facets]:
        return told(answer.url, statements, f"facets {[each['name'] for each in found]}")
    for (of, sql, most), each in zip(listing.facets, found, strict=True):
        what = listing.difference(of, most, rivals.rows(sql), each["facets"])
        if what:
            return told(answer.url, sql, f"{of.name}: {what}")
    return None


def test_pages_of_records_are_the_same(rivals: Rivals) -> None:
    check(rivals, "records", 650, lambda rivals, dice: compare_page(rivals, questions.records(dice, rivals.table(dice))))


def test_aggregates_over_all_records_are_the_same(rivals: Rivals) -> None:
    check(rivals, "aggregates", 200, lambda rivals, dice: compare_page(rivals, questions.aggregates(dice, rivals.table(dice))))


def test_groups_are_the_same(rivals: Rivals) -> None:
    check(rivals, "groups", 450, lambda rivals, dice: compare_page(rivals, groups.grouped(dice, rivals.table(dice))))


def test_facets_list_the_same_values_with_the_same_counts(rivals: Rivals) -> None:
    check(rivals, "facets", 200, compare_facets)


def test_exports_hold_the_same_rows(rivals: Rivals) -> None:
    def ask(rivals: Rivals, dice: random.Random) -> str | None:
        made = dice.choice([questions.records, groups.grouped])(dice, rivals.table(dice))
        made.unbounded(dice)
        return compare_export(rivals, made, "json" if made.loose else dice.choice(["csv", "json"]))

    check(rivals, "exports", 150, ask)


def test_searches_of_version_1_find_the_same_records(rivals: Rivals) -> None:
    def ask(rivals: Rivals, dice: random.Random) -> str | None:
        made = version1.search(dice, rivals.table(dice))
        answer = rivals.get("/search/", made.old.parameters, VERSION_1)
        if answer.status_code != 200:
            return told(answer.url, made.sql, f"status {answer.status_code}: {answer.text[:500]}")
        what = made.difference(rivals.rows(made.sql), rivals.rows(made.counting)[0][0], answer.json())
        return told(answer.url, made.sql, what) if what else None

    check(rivals, "version 1 search", 250, ask)


def test_charts_of_version_1_have_the_same_points(rivals: Rivals) -> None:
    def ask(rivals: Rivals, dice: random.Random) -> str | None:
        made = version1.chart(dice, rivals.table(dice))
        answer = rivals.get("/analyze/", made.old.parameters, VERSION_1)
        if answer.status_code != 200:
            return told(answer.url, made.sql, f"status {answer.status_code}: {answer.text[:500]}")
        what = made.difference(rivals.rows(made.sql), answer.json())
        return told(answer.url, made.sql, what) if what else None

    check(rivals, "version 1 chart", 150, ask)


def test_the_types_are_those_that_the_oracle_loads(rivals: Rivals) -> None:
    kinds = {"boolean": "bool", "geo_point_2d": "point"}
    for table in rivals.tables:
        fields = rivals.portal.api(f"/catalog/datasets/{table.name}").json()["fields"]
        found = [(each["name"], "list" if "multivalued" in each["annotations"] else kinds.get(each["type"], each["type"])) for each in fields]
        assert found == [(each.name, each.kind) for each in table.fields]
