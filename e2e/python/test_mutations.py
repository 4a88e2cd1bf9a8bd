"""Does any nearly right request make the program fail? The requests of the specification, broken at random, never a 500.

Seeds are fixed, so that the same program always gets the same answer: `PORTICO_MUTATION_SEED` gives another one to look further,
`PORTICO_MUTATIONS` how many requests each seed makes.
"""

from __future__ import annotations

import json
import os
import random
import re
import threading
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import quote

import pytest
import requests

from conftest import BASE, ROOT, Portal

SEEDS = [os.environ["PORTICO_MUTATION_SEED"]] if "PORTICO_MUTATION_SEED" in os.environ else ["1", "2"]
COUNT = int(os.environ.get("PORTICO_MUTATIONS", "700"))
THREADS = 4
# What may stand in an address as it is; everything else is encoded, broken escapes apart.
SAFE = "/:?&=,()'*;@!~%"
# Pieces that have broken programs before.
PIECES = [
    "", " ", "\t", "\0", "\n", "%", "%ff", "%00", "%c3%28", "\u202e", "\U0001f600", "é", "'", '"', "`", "\\", "(", ")", "[", "]", "{", "}",
    "..", "*", ",", ";", "#", "--", "/*", "0", "-0", "-1", "1e400", "1e-400", "nan", "NaN", "inf", "-inf", "9" * 25, "0x10", "1_000",
    "9223372036854775807", "-9223372036854775808", "null", "true", "not", "and", "or", "in", "is", "like", "as", "desc", "to",
    "date'99999-12-31'", "date'0000-00-00'", "date'-44'", "date'2024-02-30'", "date'2024-13'", "date''", "now()", "now(years=99999)",
    "now(day=31,month=2)", "geom'POINT(0 0)'", "geom'POINT(400 -91)'", "geom'POLYGON EMPTY'", "geom'{\"type\":\"Point\"}'", "geom'00'",
    "1km", "1e308km", "count(*)", "sum(id)", "min(pos)", "avg(name)", "percentile(id, 50)", "median(area)", "envelope(pos)", "bbox(pos)",
    "range(id, 0)", "range(updated, 1 day)", "range(area, *, 1, *)", "geo_cluster(pos, 25)", "random(1)", "year(updated)", "year(id)",
    "date_format(updated, '')", "length(tags)", "ifnull(id, 'x')", "json_format(note)", "distance(pos, geom'POINT(0 0)')", "search('')",
    "suggest(*, '')", "startswith('')", "name", "country", "region", "tags", "population", "area", "capital", "founded", "updated", "pos",
    "note", "`12`", "recordid", "record_timestamp", "nothing", "#now(", "#null(", "#distance(1,2)", "TO", "AND NOT", "||", "&&",
]
NAMES = [
    "select", "where", "group_by", "order_by", "limit", "offset", "refine", "exclude", "facet", "lang", "timezone", "q", "qv1", "rows",
    "start", "sort", "x", "y.a.func", "y.a.expr", "y.a.subsets", "precision", "periodic", "maxpoints", "format", "callback", "fields",
    "geofilter.distance", "geofilter.polygon", "geofilter.bbox", "refine.country", "exclude.tags", "disjunctive.name", "facetsort.name",
    "clusterprecision", "clusterdistance", "shapeprecision", "epsg", "delimiter", "list_separator", "quote_all", "with_bom", "use_labels",
    "compressed", "name_field", "description_field_list", "parquet_compression", "include_links", "include_app_metas", "csv_separator",
]


def known_requests() -> list[str]:
    """The requests that the specification makes of the shared portal."""
    found = []
    for page in sorted((ROOT / "spec/api").glob("*.md")):
        for line in page.read_text("utf-8").splitlines():
            found += re.findall(r"`((?:/catalog|/api|/explore)[^`]*)`", line) if line.startswith("|") else []
            found += re.findall(r"^GET (/\S.*)$", line)
    return [each if each.startswith(("/api/", "/explore/", "//")) else BASE + each for each in dict.fromkeys(found)]


def mutated(dice: random.Random, known: list[str]) -> str:
    """One of the requests, broken in one to four places; or a clause of pieces that do not belong together."""
    path, _, query = dice.choice(known).partition("?")
    pairs = [each.split("=", 1) for each in query.split("&")] if query else []
    for _ in range(dice.choice([1, 1, 2, 3, 4])):
        choice = dice.random()
        if choice < 0.25 or not pairs:
            words = " ".join(dice.choice(PIECES) for _ in range(dice.randint(1, 6)))
            pairs.append([dice.choice(NAMES), words])
            continue
        index = dice.randrange(len(pairs))
        text = "=".join(pairs[index])
        at, end = sorted([dice.randint(0, len(text)), dice.randint(0, len(text))])
        if choice < 0.5:
            text = text[:at] + dice.choice(PIECES) + text[at:]
        elif choice < 0.65:
            text = text[:at] + dice.choice(PIECES) + text[end:]
        elif choice < 0.75:
            text = text[:at] + text[end:]
        elif choice < 0.85:
            text = text[:at] + text[at:end] * dice.choice([2, 3, 50]) + text[end:]
        elif choice < 0.93:
            text = "=".join(dice.choice(pairs))
        else:
            text = dice.choice(NAMES) + "=" + text.split("=", 1)[-1]
        if dice.random() < 0.3:
            pairs.insert(index, text.split("=", 1))
        else:
            pairs[index] = text.split("=", 1)
    if dice.random() < 0.05:
        at = dice.randint(1, len(path))
        path = path[:at] + dice.choice(PIECES) + path[at:]
    return path + "?" + "&".join("=".join(each) for each in pairs)


def encoded(target: str) -> str:
    """As programs that are careless with percent signs send it."""
    return quote(target, safe=SAFE)


def wrong(target: str, answer: requests.Response) -> str | None:
    """What is wrong with the answer, if anything."""
    body = answer.text[:400]
    if answer.status_code >= 500:
        return f"{answer.status_code} {target}\n  {body}"
    kind = answer.headers.get("content-type", "")
    if answer.status_code >= 400 and "/api/" in target and "json" in kind:
        told = answer.json()
        if not (told.get("message") or told.get("error")):
            return f"{answer.status_code} without a message: {target}\n  {body}"
    if answer.status_code == 200 and kind.startswith("application/json") and "jsonl" not in target and "callback" not in target:
        try:
            json.loads(answer.content, parse_constant=lambda word: pytest.fail(f"{word} in {target}"))
        except ValueError as error:
            return f"no JSON ({error}): {target}\n  {body}"
    return None


@pytest.mark.parametrize("seed", SEEDS)
def test_a_broken_request_never_breaks_the_program(portal: Portal, seed: str) -> None:
    known = known_requests()
    own = threading.local()

    def one(number: int) -> str | None:
        if not hasattr(own, "session"):
            own.session = requests.Session()
        target = encoded(mutated(random.Random(f"{seed} {number}"), known))
        try:
            return wrong(target, own.session.get(portal.address + target, timeout=120))
        except requests.RequestException as error:
            return f"{type(error).__name__}: {error}: {target}"

    with ThreadPoolExecutor(THREADS) as pool:
        failures = [f"{number}: {each}" for number, each in enumerate(pool.map(one, range(COUNT))) if each]
    assert not failures, f"seed {seed}: {len(failures)} of {COUNT}\n" + "\n".join(failures[:20])
    assert portal.get("/readyz").status_code == 200
