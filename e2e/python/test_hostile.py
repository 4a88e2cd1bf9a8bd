"""Does the program stay calm? Requests that are too long, too deep, broken, too many or too slow get a clear answer, never a 500."""

from __future__ import annotations

import json
import shutil
import socket
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Iterator
from urllib.parse import quote, urlsplit

import pytest
import requests
from conftest import BASE, Portal

EARTHQUAKES = f"{BASE}/catalog/datasets/earthquakes"
ADDRESSES = [
    BASE,
    f"{BASE}/catalog",
    f"{BASE}/catalog/datasets",
    f"{BASE}/catalog/facets",
    f"{BASE}/catalog/exports",
    f"{BASE}/catalog/exports/csv",
    EARTHQUAKES,
    f"{EARTHQUAKES}/records",
    f"{EARTHQUAKES}/facets",
    f"{EARTHQUAKES}/exports",
    f"{EARTHQUAKES}/exports/json",
    f"{EARTHQUAKES}/attachments",
    "/api/v2/catalog/datasets",
    "/api/records/1.0/download?dataset=earthquakes",
    "/explore/dataset/earthquakes/download",
    "/api/tiles/earthquakes.json",
    "/api/tiles/earthquakes/0/0/0.mvt",
    "/api/openapi.json",
    "/data.json",
    "/api",
    "/api/nowhere",
]
# Clauses that were made to break something. Each is a part of an address, not encoded yet.
HOSTILE = [
    ("where", "(" * 3_000 + "1=1" + ")" * 3_000),
    ("where", "not " * 3_000 + "mag=1"),
    ("where", " or ".join(["mag=1"] * 1_100)),
    ("where", f"mag in ({','.join(['1'] * 6_000)})"),
    ("where", "search('" + " ".join(f"w{n}" for n in range(2_000)) + "')"),
    ("where", "a" * 16_000),
    ("where", "mag\0=1"),
    ("where", "place = '\0'"),
    ("where", "mag > 1e400"),
    ("where", "mag > " + "9" * 4_000),
    ("where", "time > date'99999-01-01'"),
    ("where", "time > now(months=9223372036854775807)"),
    ("where", "within_distance(geo_point_2d, geom'POINT(1e400 1)', 1km)"),
    ("where", "within_distance(geo_point_2d, geom'POINT(0 0)', 1e308km)"),
    ("where", "intersects(geo_point_2d, geom'POLYGON((0 0,1 1))')"),
    ("where", "intersects(geo_point_2d, geom'" + "GEOMETRYCOLLECTION(" * 500 + "POINT(0 0)" + ")" * 500 + "')"),
    ("where", "in_bbox(geo_point_2d, 1e308, 1e308, -1e308, -1e308)"),
    ("select", "lower(" * 2_000 + "place" + ")" * 2_000),
    ("select", "-" * 8_000 + "mag"),
    ("select", ",".join(f"mag as a{n}" for n in range(900))),
    ("select", "mag/0"),
    ("select", "sum(sig*9223372036854775807)"),
    ("select", "round(mag, -400)"),
    ("select", f"date_format(time, '{'M' * 5_000}')"),
    ("group_by", ",".join(["mag"] * 300)),
    ("group_by", "range(mag, 1e-300)"),
    ("group_by", "range(time, 99999999999 year)"),
    ("group_by", "geo_cluster(geo_point_2d, 1e300)"),
    ("order_by", ",".join(["mag"] * 2_000)),
    ("limit", "99999999999999999999"),
    ("limit", "-9223372036854775808"),
    ("offset", "9223372036854775807"),
    ("timezone", "../../etc/passwd"),
    ("lang", "\U0001f600"),
    ("refine", "time:2018/13/45"),
    ("refine", ":"),
    ("apikey", "k" * 15_000),
]


@pytest.fixture(scope="module")
def demo() -> Iterator[Portal]:
    """The demo, for this file alone: its answers must not depend on what was done to it."""
    folder = Path(tempfile.mkdtemp(prefix="portico-hostile-"))
    shared = Portal(folder / "data").serve("demo")
    yield shared
    shared.stop()
    shutil.rmtree(folder, ignore_errors=True)


def raw(demo: Portal, head: bytes) -> bytes:
    """Sends bytes and reads until the other side closes."""
    place = urlsplit(demo.address)
    with socket.create_connection((place.hostname, place.port), timeout=60) as connection:
        connection.sendall(head)
        answer = b""
        while chunk := connection.recv(65_536):
            answer += chunk
        return answer


def ask(demo: Portal, target: str, method: str = "GET", headers: str = "") -> tuple[int, dict[str, str], bytes]:
    """Sends a target as it is, which the libraries would put right; status, headers and body of the answer."""
    request = f"{method} {target} HTTP/1.1\r\nHost: portal\r\nConnection: close\r\n{headers}\r\n"
    head, _, body = raw(demo, request.encode("latin-1")).partition(b"\r\n\r\n")
    first, *lines = head.decode("latin-1").split("\r\n")
    return int(first.split(" ")[1]), {name.lower(): value for name, value in (line.split(": ", 1) for line in lines)}, body


def check_refusal(status: int, headers: dict[str, str], body: bytes, what: str) -> None:
    """The refusal is one that programs can read."""
    assert 400 <= status < 500, f"{what}: {status} {body[:300]!r}"
    assert headers["content-type"].startswith("application/json"), what
    assert "x-request-id" in headers, what
    assert headers.get("access-control-allow-origin") == "*", what
    told = json.loads(body)
    assert told["error_code"] and told["message"], what


@pytest.mark.parametrize("name, value", HOSTILE, ids=lambda value: value[:30].replace("\0", "0"))
def test_a_hostile_clause_gets_an_answer_or_a_clear_refusal(demo: Portal, name: str, value: str) -> None:
    target = f"{EARTHQUAKES}/records?limit=1&{name}={quote(value, safe='(),')}"
    status, headers, body = ask(demo, target)
    if status != 200:
        check_refusal(status, headers, body, value[:60])
    else:
        json.loads(body)


@pytest.mark.parametrize(
    "target",
    [
        f"{EARTHQUAKES}/records?where=%ff%fe",
        f"{EARTHQUAKES}/records?%ff=%ff&limit=1",
        f"{BASE}/catalog/datasets/%ff/records",
        f"{BASE}/catalog/datasets/a%00b/records",
        f"{BASE}/catalog/datasets/a%2Fb/records",
        f"{BASE}/catalog/datasets/../../etc/passwd",
        f"{EARTHQUAKES}/records?where={'a' * 17_000}",
        f"{EARTHQUAKES}/facets?{'&'.join(['facet=net'] * 1_500)}",
        f"{EARTHQUAKES}/records?{'&'.join(['refine=net:ci'] * 900)}",
        "/api/tiles/earthquakes/4294967296/0/0.mvt",
        "/api/tiles/earthquakes/-1/0/0.mvt",
        "/api/explore/v2.1/catalog/datasets/earthquakes/exports/docx",
    ],
    ids=lambda target: target[-40:],
)
def test_an_address_that_is_no_good_is_refused_as_json(demo: Portal, target: str) -> None:
    status, headers, body = ask(demo, target)
    if status != 200:
        check_refusal(status, headers, body, target[:80])


@pytest.mark.parametrize("address", ADDRESSES)
def test_every_method_is_answered_everywhere(demo: Portal, address: str) -> None:
    expected, _, whole = ask(demo, address)
    status, headers, body = ask(demo, address, "HEAD")
    assert (status, body) == (expected, b""), address
    status, headers, body = ask(demo, address, "OPTIONS")
    assert status in (200, 404) and headers["access-control-allow-origin"] == "*", address
    for method in ["PUT", "DELETE", "PATCH", "TRACE", "NONSENSE"]:
        status, headers, body = ask(demo, address, method)
        check_refusal(status, headers, body, f"{method} {address}")
        if status == 405:
            assert "GET" in headers["allow"], address


@pytest.mark.parametrize("address", ADDRESSES)
def test_a_tag_that_was_given_is_taken_back(demo: Portal, address: str) -> None:
    answer = demo.get(address)
    tag = answer.headers.get("etag")
    if answer.status_code != 200 or tag is None:
        return
    again = demo.get(address, headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b""), address
    other = demo.get(address, headers={"If-None-Match": '"something else"'})
    assert other.status_code == 200, address


def test_headers_twice_or_broken_are_survived(demo: Portal) -> None:
    for headers in [
        "Authorization: Apikey a\r\nAuthorization: Apikey b\r\n",
        "Accept-Encoding: nonsense, gzip;q=zz, *;q=2\r\n",
        "Accept-Language: " + "x," * 3_000 + "\r\n",
        "If-None-Match: " + '"a",' * 2_000 + "\r\n",
        "Range: bytes=-0,5-1,99999999999999999999-\r\n",
        "Cookie: " + "sessionid=x; " * 300 + "\r\n",
        "Content-Type: application/x-www-form-urlencoded; charset=klingon\r\n",
        "Content-Encoding: br\r\n",
        "X-Forwarded-For: \xff\xfe\r\nX-Forwarded-Proto: gopher\r\n",
        "Expect: a miracle\r\n",
    ]:
        status, _, body = ask(demo, f"{EARTHQUAKES}/records?limit=1", headers=headers)
        assert status < 500, f"{headers[:60]}: {body[:200]!r}"


def test_many_at_once_are_answered_or_asked_to_come_back(demo: Portal) -> None:
    def one(number: int) -> requests.Response:
        clauses = {"select": f"count(*) as n, {number} as x", "group_by": "net", "where": f"mag > {number / 100}"}
        return demo.api("/catalog/datasets/earthquakes/records", **clauses)

    with ThreadPoolExecutor(200) as pool:
        answers = list(pool.map(one, range(200)))
    for answer in answers:
        assert answer.status_code in (200, 429), answer.text[:300]
        if answer.status_code == 429:
            assert int(answer.headers["retry-after"]) > 0
    assert any(answer.status_code == 200 for answer in answers)
    assert demo.get("/readyz").status_code == 200


def test_slow_and_vanishing_clients_hold_up_nobody(demo: Portal) -> None:
    place = urlsplit(demo.address)
    slow = [socket.create_connection((place.hostname, place.port), timeout=60) for _ in range(50)]
    for number, connection in enumerate(slow):
        # Half a request line, or a whole request whose long answer nobody reads.
        target = "/api/explore/v2.1/catalog/datasets/us-zip-codes/exports/json"
        connection.sendall(b"GET /api" if number % 2 else f"GET {target} HTTP/1.1\r\nHost: x\r\n\r\n".encode())
    assert demo.api("/catalog/datasets/earthquakes/records", limit=1).status_code == 200
    for connection in slow:
        connection.close()
    assert demo.api("/catalog/datasets/earthquakes/records", limit=1).status_code == 200
