"""How fast does a portal answer, beside DuckDB and SQLite in the same run? The same questions on the same data, in turns, as ratios.

Portico is asked over HTTP, with JSON at the end of the wire. The peers are asked inside this process, without a server in between,
and write the same records as JSON or as a file: what they need is a lower bound of what a server around them would need.
"""

from __future__ import annotations

import argparse
import csv
import json
import os
import random
import shutil
import sqlite3
import statistics
import sys
import tempfile
import time
from dataclasses import dataclass
from datetime import date, timedelta
from pathlib import Path
from typing import Any, Callable

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT / "e2e/python"))

import duckdb  # noqa: E402
import requests  # noqa: E402
from conftest import BASE, Portal  # noqa: E402

SEED = 7
COLUMNS = "id,day,district,kind,amount,lon,lat,note"
WORDS = "broken lamp street corner water leak tree fallen noise night market bridge bicycle lane bin full graffiti wall bus stop".split()
KINDS = [f"kind {letter}" for letter in "ABCDEFGHIJKL"]
TEXTS = {"id": "INTEGER", "day": "DATE", "district": "VARCHAR", "kind": "VARCHAR", "amount": "DOUBLE", "lon": "DOUBLE", "lat": "DOUBLE", "note": "VARCHAR"}


@dataclass
class Question:
    """A question in the words of each rival; `rows` says how many rows its answer must have."""

    name: str
    path: str
    parameters: dict[str, str]
    # Statements whose rows a page needs; `{words}` is replaced by the peer's way to look for words.
    statements: list[str]
    export: str | None = None


QUESTIONS = [
    Question("page: the 100 greatest", "records", {"order_by": "amount desc", "limit": "100"}, ["SELECT count(*) FROM t", "SELECT * FROM t ORDER BY amount DESC, id LIMIT 100"]),
    Question(
        "filter: two conditions, 20 records",
        "records",
        {"where": 'amount > 900 and kind = "kind B"', "limit": "20"},
        ["SELECT count(*) FROM t WHERE amount > 900 AND kind = 'kind B'", "SELECT * FROM t WHERE amount > 900 AND kind = 'kind B' LIMIT 20"],
    ),
    Question(
        "facets: two fields under a filter",
        "facets",
        {"facet": "kind,district", "where": "amount > 500"},
        [f"SELECT {name}, count(*) AS n FROM t WHERE amount > 500 GROUP BY 1 ORDER BY n DESC, 1 LIMIT 100" for name in ("kind", "district")],
    ),
    Question(
        "group: months with count and sum",
        "records",
        {"group_by": "range(day, 1 month) as m", "select": "count(*) as n, sum(amount) as s", "limit": "1000"},
        ["SELECT {month} AS m, count(*) AS n, sum(amount) AS s FROM t GROUP BY 1 ORDER BY 1"],
    ),
    Question("search: two words", "records", {"where": '"fallen bridge"', "limit": "20"}, ["SELECT count(*) FROM t WHERE {words}", "SELECT * FROM t WHERE {words} LIMIT 20"]),
    Question("export: everything as CSV", "exports/csv", {}, ["SELECT * FROM t"], export="csv"),
    Question("export: everything as JSON Lines", "exports/jsonl", {}, ["SELECT * FROM t"], export="json"),
]


def make(path: Path, rows: int) -> None:
    """Writes the data: reports of a city, always the same."""
    dice = random.Random(SEED)
    first = date(2015, 1, 1)
    with path.open("w", newline="", encoding="utf-8") as file:
        sheet = csv.writer(file)
        sheet.writerow(COLUMNS.split(","))
        for number in range(1, rows + 1):
            day = first + timedelta(days=dice.randrange(3650))
            place = (round(2.2 + dice.random() / 5, 5), round(48.8 + dice.random() / 10, 5))
            note = " ".join(dice.choices(WORDS, k=8))
            sheet.writerow([number, day, f"district {dice.randrange(40)}", dice.choice(KINDS), round(dice.random() * 1000, 2), *place, note])


class Portico:
    def __init__(self, portal: Portal) -> None:
        self.session, self.base = requests.Session(), f"{portal.address}{BASE}/catalog/datasets/reports/"
        # The peers do not compress what they write.
        self.session.headers["accept-encoding"] = "identity"

    def ask(self, question: Question) -> int:
        parameters: list[tuple[str, str]] = []
        for name, value in question.parameters.items():
            parameters += [(name, part) for part in (value.split(",") if name == "facet" else [value])]
        answer = self.session.get(self.base + question.path, params=parameters, timeout=600)
        answer.raise_for_status()
        if question.export:
            return answer.content.count(b"\n") - (question.export == "csv")
        body = answer.json()
        return sum(len(each["facets"]) for each in body["facets"]) if "facets" in body else len(body["results"])


class DuckDb:
    def __init__(self, source: Path, folder: Path) -> None:
        self.base, self.file = duckdb.connect(), folder / "duckdb.out"
        types = ", ".join(f"'{name}': '{kind}'" for name, kind in TEXTS.items())
        self.base.execute(f"CREATE TABLE t AS SELECT * FROM read_csv('{source}', header = true, columns = {{{types}}})")

    def ask(self, question: Question) -> int:
        if question.export:
            self.base.execute(f"COPY t TO '{self.file}' (FORMAT {question.export})")
            return self.file.read_bytes().count(b"\n") - (question.export == "csv")
        words = "regexp_matches(lower(note), '\\bfallen\\b') AND regexp_matches(lower(note), '\\bbridge\\b')"
        return answer(question, lambda sql: self.base.execute(sql), {"month": "date_trunc('month', day)", "words": words})


class Sqlite:
    def __init__(self, source: Path, folder: Path) -> None:
        self.base, self.file = sqlite3.connect(folder / "peer.db"), folder / "sqlite.out"
        self.base.execute(f"CREATE TABLE t ({', '.join(f'{name} {kind}' for name, kind in TEXTS.items())})")
        with source.open(newline="", encoding="utf-8") as file:
            rows = csv.reader(file)
            next(rows)
            self.base.executemany(f"INSERT INTO t VALUES ({', '.join('?' * len(TEXTS))})", rows)
        self.base.commit()

    def ask(self, question: Question) -> int:
        if question.export:
            return self._export(question)
        words = "' ' || note || ' ' LIKE '% fallen %' AND ' ' || note || ' ' LIKE '% bridge %'"
        return answer(question, self.base.execute, {"month": "substr(day, 1, 7)", "words": words})

    def _export(self, question: Question) -> int:
        count, rows = 0, self.base.execute("SELECT * FROM t")
        with self.file.open("w", newline="", encoding="utf-8") as file:
            sheet = csv.writer(file)
            for row in rows:
                count += 1
                if question.export == "csv":
                    sheet.writerow(row)
                else:
                    file.write(json.dumps(dict(zip(TEXTS, row))) + "\n")
        return count


def answer(question: Question, execute: Callable[[str], Any], words: dict[str, str]) -> int:
    """Runs the statements and writes their rows as JSON, as a server would; how many rows there are, counts aside."""
    rows = 0
    for statement in question.statements:
        result = execute(statement.format(**words))
        names = [column[0] for column in result.description]
        found = result.fetchall()
        json.dumps([dict(zip(names, row)) for row in found], default=str)
        rows += 0 if statement.startswith("SELECT count(*) FROM") else len(found)
    return rows


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("program", type=Path, help="the program, built with optimisations")
    options.add_argument("--rows", type=int, default=300_000)
    options.add_argument("--rounds", type=int, default=7)
    asked = options.parse_args()
    os.environ["PORTICO_TEST_BINARY"] = str(asked.program.resolve())
    folder = Path(tempfile.mkdtemp(prefix="portico-bench-"))
    portal = Portal(folder / "data")
    try:
        source = folder / "reports.csv"
        make(source, asked.rows)
        portal.run("import", str(source))
        portal.serve()
        rivals = {"Portico": Portico(portal), "DuckDB": DuckDb(source, folder), "SQLite": Sqlite(source, folder)}
        print(f"{asked.rows:,} records, median of {asked.rounds} rounds in turns; a ratio above 1 means that Portico was faster\n")
        print(f"{'question':<36}{'Portico':>10}{'DuckDB':>10}{'SQLite':>10}{'DuckDB/P':>10}{'SQLite/P':>10}")
        for question in QUESTIONS:
            print(line(question, rivals, asked.rounds), flush=True)
    finally:
        portal.stop()
        shutil.rmtree(folder, ignore_errors=True)


def line(question: Question, rivals: dict[str, Any], rounds: int) -> str:
    """Asks all rivals in turns, and checks that their answers have as many rows."""
    counts = {name: rival.ask(question) for name, rival in rivals.items()}
    if len(set(counts.values())) != 1:
        raise SystemExit(f"{question.name}: the answers are not of one size: {counts}")
    times: dict[str, list[float]] = {name: [] for name in rivals}
    for _ in range(rounds):
        for name, rival in rivals.items():
            start = time.perf_counter()
            rival.ask(question)
            times[name].append(time.perf_counter() - start)
    medians = {name: statistics.median(taken) * 1000 for name, taken in times.items()}
    shown = "".join(f"{medians[name]:>8.1f}ms" for name in rivals)
    own = medians["Portico"]
    return f"{question.name:<36}{shown}{medians['DuckDB'] / own:>10.2f}{medians['SQLite'] / own:>10.2f}"


if __name__ == "__main__":
    main()
