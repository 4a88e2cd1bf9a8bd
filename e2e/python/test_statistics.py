"""Do the portal's own statistics say the same everywhere: on the public page, as CSV and JSON, and in the back office? Counted from outside."""

from __future__ import annotations

import csv
import io
import re
import sqlite3
from datetime import date, timedelta
from pathlib import Path

import pytest
import requests

from conftest import Portal

PASSWORD = "a password to test with"
AGENT = "Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0"


@pytest.fixture
def counted(tmp_path: Path):
    """A portal that was visited, whose day has ended: twelve people, three of them with a signal against being counted."""
    data = tmp_path / "data"
    data.mkdir()
    settings = 'trusted_proxies = ["127.0.0.0/8"]\n[statistics]\nthreshold = 8\nepsilon = 1.0\n'
    (data / "portico.toml").write_text(settings, "utf-8")
    portal = Portal(data)
    portal.run("user", "add", "admin@example.org", "--role", "administrator", "--password-stdin", stdin=PASSWORD)
    source = tmp_path / "trees.csv"
    source.write_text("id,species\n1,oak\n2,elm\n", "utf-8")
    portal.run("import", str(source), "--id", "trees")
    portal.serve()
    for number in range(12):
        signal = {"Sec-GPC": "1"} if number < 3 else {}
        for path in ("/explore/?q=oak", "/explore/dataset/trees/table/", "/explore/embed/dataset/trees/table/"):
            answer = portal.get(path, headers={"X-Forwarded-For": f"203.0.113.{number}", "User-Agent": AGENT, "Accept": "text/html", **signal})
            assert answer.status_code == 200
    portal.get("/api/explore/v2.1/catalog/datasets/trees/exports/csv", headers={"X-Forwarded-For": "203.0.113.50"})
    portal.stop()
    yesterday = (date.today() - timedelta(days=1)).isoformat()
    with sqlite3.connect(portal.data / "portico.db") as db:
        for table in ("audience_days", "audience_cells", "audience_hours"):
            db.execute(f"UPDATE {table} SET day = ?", (yesterday,))
    portal.serve()
    yield portal, yesterday
    portal.stop()


def told(html: str) -> list[str]:
    """Figures and tables of a page, as text."""
    main = html[html.index("<main") : html.index("</main>")]
    numbers = re.findall(r"<(?:dt|dd|td|strong|b)[^>]*>(.*?)</(?:dt|dd|td|strong|b)>", main, re.S)
    return [re.sub(r"<[^>]+>|\s+", " ", text).strip() for text in numbers]


def test_page_files_and_back_office_have_the_same_numbers(counted):
    portal, yesterday = counted
    rows = list(csv.DictReader(io.StringIO(portal.get("/statistics.csv").text)))
    of_day = [row for row in rows if row["day"] == yesterday]
    totals = {row["metric"]: row["value"] for row in of_day if row["dimension"] == "total"}
    assert int(totals["views"]) == 27, "nine people on three pages; who objects is in the total of requests alone"
    assert int(totals["requests"]) == 37
    assert int(totals["embeds"]) == 9
    assert int(totals["searches"]) == 9
    assert int(totals["downloads"]) == 1

    as_json = portal.get("/statistics.json").json()
    assert len(as_json) == len(rows)
    for row, found in zip(rows, as_json, strict=True):
        value = "" if found["value"] is None else str(found["value"])
        assert (row["day"], row["dimension"], row["name"], row["metric"], row["value"]) == (found["day"], found["dimension"], found["name"], found["metric"], value)

    public = portal.get("/statistics/?flg=en").text
    session = requests.Session()
    page = session.get(portal.address + "/login/", timeout=60)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]
    form = {"email": "admin@example.org", "password": PASSWORD, "csrfmiddlewaretoken": token}
    session.post(portal.address + "/login/", data=form, headers={"Origin": portal.address}, timeout=60)
    office = session.get(portal.address + "/backoffice/statistics/?days=30&flg=en", timeout=60).text
    on_page, in_office = told(public), told(office)
    assert on_page, "the page has figures"
    missing = [text for text in on_page if text not in in_office]
    assert not missing, missing
    for metric in ("views", "downloads", "searches"):
        assert totals[metric] in on_page, metric
    visitors = [row["value"] for row in of_day if (row["dimension"], row["name"], row["metric"]) == ("dataset", "trees", "visitors")]
    assert len(visitors) == 1
    if visitors[0]:
        assert visitors[0] in on_page

    # Noise was drawn once: whoever asks a hundred times learns nothing more.
    assert {portal.get("/statistics.csv").text for _ in range(100)} == {portal.get("/statistics.csv").text}


def test_the_note_on_the_method_has_the_settings_in_it(counted):
    portal, _ = counted
    words = re.sub(r"<[^>]+>|\s+", " ", portal.get("/statistics/?flg=en").text)
    for part in ("HyperLogLog", "8", "1.6", "midnight"):
        assert part in words, part
    assert "under 8" in words or "fewer than 8" in words or "less than 8" in words, "the threshold"
    assert re.search(r"noise|random", words, re.I), "noise is on, and said"


def test_what_is_kept_has_no_place_for_anybody(counted):
    portal, _ = counted
    with sqlite3.connect(portal.data / "portico.db") as db:
        tables = {row[0] for row in db.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
        columns = {table: {row[1] for row in db.execute(f"PRAGMA table_info({table})")} for table in tables}
    audience = set().union(*(columns[table] for table in tables if table.startswith("audience_")))
    assert audience == {"day", "dimension", "name", "metric", "value", "threshold", "pieces", "hour", "requests", "views", "year"}
    # Calls that an API key has left are counted in memory, by key and day; no table joins them with the statistics.
    assert not [table for table in tables if "quota" in table]
    address = [(table, column) for table in tables for column in columns[table] if re.search(r"address|agent|referr?er|campaign|city|country", column)]
    # The network address of a refusal, and the addresses of files that somebody publishes or keeps up to date: nothing else.
    assert set(address) <= {("refusals", "address"), ("uploads", "address"), ("schedules", "address")}, address


def test_people_groups_and_jobs_of_the_back_office_are_no_datasets(empty_portal: Portal, tmp_path: Path):
    source = tmp_path / "trees.csv"
    source.write_text("id,species\n1,oak\n", "utf-8")
    empty_portal.run("user", "add", "admin@example.org", "--role", "administrator", "--password-stdin", stdin=PASSWORD)
    empty_portal.run("import", str(source), "--id", "trees")
    empty_portal.serve()
    session = requests.Session()
    session.headers.update({"User-Agent": AGENT, "Accept": "text/html", "Sec-Fetch-Mode": "navigate"})
    page = session.get(empty_portal.address + "/login/", timeout=60)
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]
    form = {"email": "admin@example.org", "password": PASSWORD, "csrfmiddlewaretoken": token}
    session.post(empty_portal.address + "/login/", data=form, headers={"Origin": empty_portal.address}, timeout=60)
    people = session.get(empty_portal.address + "/backoffice/people/", timeout=60).text
    person = re.search(r'href="(/backoffice/people/[0-9a-f-]{36}/)"', people)[1]
    for path in (person, "/backoffice/datasets/trees/"):
        assert session.get(empty_portal.address + path, timeout=60).status_code == 200, path
    assert session.get(empty_portal.address + "/explore/dataset/trees/table/", timeout=60).status_code == 200
    empty_portal.stop()
    with sqlite3.connect(empty_portal.data / "portico.db") as db:
        cells = db.execute("SELECT name, metric FROM audience_cells WHERE dimension = 'dataset'").fetchall()
        views = db.execute("SELECT value FROM audience_cells WHERE dimension = 'total' AND metric = 'views'").fetchone()[0]
    assert {name for name, _ in cells} == {"trees"}
    assert views >= 5, "they are pages all the same"
