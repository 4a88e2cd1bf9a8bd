"""Is a dataset that comes from an address kept up to date? Publishing from a server, by the clock and by hand, with all that a server may do."""

from __future__ import annotations

import json
import re
import sqlite3
import time
from pathlib import Path
from typing import Callable, Iterator

import pytest
import requests
from conftest import Portal
from source import File, Source
from test_publishing import PASSWORD, Publisher, fields, token, unescape

SETTINGS = """
[limits]
upload_mib = 1
[fetch]
networks = ["127.0.0.0/8"]
silence_seconds = 2
interval_minutes = 1
"""
PARKS = b"id,name,acres\n1,Oak,12\n2,Elm,7\n"
MORE = b"id,name,acres\n1,Oak,12\n2,Elm,7\n3,Ash,30\n"
LONGEST = 120


@pytest.fixture
def source() -> Iterator[Source]:
    one = Source().start()
    one.files["/parks.csv"] = File(PARKS)
    one.files["/old"] = File(status=302, location="/parks.csv")
    yield one
    one.stop()


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    portal = Portal(tmp_path / "data")
    portal.data.mkdir()
    (portal.data / "portico.toml").write_text(SETTINGS)
    for email, role in [("ann@example.org", "publisher"), ("cy@example.org", "contributor"), ("root@example.org", "administrator")]:
        portal.run("user", "add", email, "--role", role, "--password-stdin", stdin=PASSWORD + "\n")
    portal.serve()
    yield portal
    portal.stop()


@pytest.fixture
def ann(portal: Portal) -> Publisher:
    return Publisher(portal, "ann@example.org")


def until(holds: Callable[[], bool], what: str) -> None:
    end = time.monotonic() + LONGEST
    while not holds():
        assert time.monotonic() < end, f"never: {what}"
        time.sleep(0.2)


def fetch(ann: Publisher, address: str) -> str:
    """The address form; the page of the job at its end."""
    answer = ann.post("/backoffice/datasets/new/", {"address": address, "dataset": ""})
    assert answer.status_code == 303, answer.text
    return ann.wait(answer.headers["location"])


def to_look(job: str) -> str:
    """Where the button of the job's page leads."""
    found = re.search(r'href="(/backoffice/datasets/new/[^"]+/)"', job.split("<main", 1)[1])
    assert found, job
    return found[1]


def parks(portal: Portal, source: Source, ann: Publisher) -> str:
    """A dataset with a daily update from the source; the path of the update."""
    ann.publish(to_look(fetch(ann, source.address + "/old")), keep="0 3 * * *")
    page = ann.get("/backoffice/datasets/parks/updates/").text
    found = re.search(r'href="(/backoffice/datasets/parks/updates/sc_[^"/]+/)"', page)
    assert found, page
    return found[1]


def records(portal: Portal) -> list[dict]:
    return portal.api("/catalog/datasets/parks/records", order_by="id").json()["results"]


def versions(portal: Portal) -> int:
    return len(portal.api("/catalog/datasets/parks/snapshots").json()["snapshots"])


def make_due(portal: Portal) -> None:
    """Turns the clock for the next run of everything."""
    with sqlite3.connect(portal.data / "portico.db", timeout=30) as database:
        assert database.execute("UPDATE schedules SET next_at = 1 WHERE next_at IS NOT NULL").rowcount > 0
    database.close()


def rows(portal: Portal, what: str) -> list[tuple]:
    database = sqlite3.connect(portal.data / "portico.db", timeout=30)
    try:
        return database.execute(what).fetchall()
    finally:
        database.close()


def run_now(ann: Publisher, update: str, **form: str) -> str:
    answer = ann.post(update, {"act": "run", **form})
    assert answer.status_code == 303, answer.text
    return ann.wait(answer.headers["location"])


def test_from_an_address_to_a_page_that_stays_up_to_date(portal: Portal, source: Source, ann: Publisher) -> None:
    update = parks(portal, source, ann)
    assert [row["name"] for row in records(portal)] == ["Oak", "Elm"]
    page = ann.get("/backoffice/datasets/parks/updates/").text
    assert "every day at 3:00" in page and source.address + "/old" in page
    source.files["/parks.csv"] = File(MORE)
    assert "version 2 with 3 records" in run_now(ann, update)
    assert [row["name"] for row in records(portal)] == ["Oak", "Elm", "Ash"]
    assert "SHA-256 is the same" in run_now(ann, update)
    assert versions(portal) == 2, "the same file makes no version"
    make_due(portal)
    asked = len(source.asked)
    until(lambda: len(source.asked) == asked + 2, "the clock's run")
    until(lambda: rows(portal, "SELECT job FROM schedules") == [(None,)], "its end")
    assert "if-none-match" in source.asked[-1][1] and "if-none-match" not in source.asked[-2][1]
    assert versions(portal) == 2
    assert "nothing new" in ann.get(update).text
    source.files["/parks.csv"] = File(PARKS)
    make_due(portal)
    until(lambda: versions(portal) == 3, "the clock brings a change")
    assert len(records(portal)) == 2
    shown = portal.get("/explore/dataset/parks/versions/").text
    assert "scheduled update" in shown and source.address not in shown, "the source is nobody else's matter"


def test_pausing_changing_and_removing(portal: Portal, source: Source, ann: Publisher) -> None:
    update = parks(portal, source, ann)
    assert ann.post(update, {"act": "pause"}).status_code == 303
    assert "paused" in ann.get("/backoffice/datasets/parks/updates/").text
    assert rows(portal, "SELECT next_at FROM schedules") == [(None,)]
    assert ann.post(update, {"act": "resume"}).status_code == 303
    page = ann.get(update)
    changes = {"times": "own", "cron": "* * * *", "mode": "upsert", "key": "id"}
    refused = ann.post(update, [*fields(page.text, changes), ("act", "save")])
    assert refused.status_code == 422 and "four" not in refused.text and "4 fields instead of five" in refused.text
    assert 'value="* * * *"' in refused.text, "what was typed is kept"
    changes["cron"] = "*/30 6-20 * * 1-5"
    saved = ann.post(update, [*fields(page.text, changes), ("act", "save")])
    assert saved.status_code == 303, saved.text
    late = ann.post(update, [*fields(page.text, changes), ("act", "save")])
    assert late.status_code == 409 and "somebody else" in late.text
    for language in ["fr", "es", "de", "nl"]:
        spoken = ann.get(f"{update}?flg={language}").text
        assert ">updates-" not in spoken and "*/30 6-20 * * 1-5" in spoken
    asks = ann.get(update + "remove/").text
    assert source.address + "/old" in unescape(asks)
    assert ann.post(update + "remove/", {}).status_code == 303
    assert rows(portal, "SELECT COUNT(*) FROM schedules") == [(0,)]
    assert len(records(portal)) == 2
    root = Publisher(portal, "root@example.org")
    trail = json.loads(root.get("/backoffice/trail.json?thing=schedule").text)
    actions = [change["action"] for change in trail]
    assert actions[0] == "delete" and actions[-1] == "create" and "change" in actions, actions


def test_other_fields_wait_until_somebody_has_seen_them(portal: Portal, source: Source, ann: Publisher) -> None:
    update = parks(portal, source, ann)
    source.files["/parks.csv"] = File(b"id,name,colour\n1,Oak,green\n")
    make_due(portal)
    until(lambda: rows(portal, "SELECT outcome FROM schedules") == [("drift",)], "the difference is found")
    assert versions(portal) == 1 and records(portal)[0]["acres"] == 12
    home = ann.get("/backoffice/").text
    assert "1 source has other fields" in home and update in home
    page = ann.get(update).text
    assert "acres is missing" in unescape(page) and "colour is new" in unescape(page)
    print_of = re.search(r'name="difference" value="([^"]+)"', page)
    assert print_of
    source.files["/parks.csv"] = File(b"id,name,shade\n1,Oak,green\n")
    other = ann.post(update, {"act": "accept", "difference": print_of[1]})
    assert "the fields of the file have changed" in ann.wait(other.headers["location"])
    assert versions(portal) == 1, "what was not seen is not accepted"
    until(lambda: rows(portal, "SELECT job FROM schedules") == [(None,)], "the end is written down")
    page = ann.get(update).text
    print_of = re.search(r'name="difference" value="([^"]+)"', page)
    answer = ann.post(update, {"act": "accept", "difference": print_of[1]})
    ann.wait(answer.headers["location"])
    assert records(portal) == [{"id": 1, "name": "Oak", "shade": "green"}]
    assert "other fields" not in ann.get("/backoffice/").text


def test_a_run_that_was_missed_happens_once_at_the_start(portal: Portal, source: Source, ann: Publisher) -> None:
    parks(portal, source, ann)
    portal.stop()
    source.files["/parks.csv"] = File(MORE)
    make_due(portal)
    portal.serve()
    until(lambda: versions(portal) == 2, "the missed run")
    until(lambda: rows(portal, "SELECT job FROM schedules") == [(None,)], "its end")
    assert rows(portal, "SELECT COUNT(*) FROM jobs WHERE kind = 'update'") == [(1,)]
    ahead = rows(portal, "SELECT next_at FROM schedules")[0][0]
    assert ahead > time.time() * 1e6


def test_a_server_that_fails_is_told_and_asked_less_often(portal: Portal, source: Source, ann: Publisher) -> None:
    update = parks(portal, source, ann)
    source.files["/parks.csv"] = File(b"<!doctype html><html><body>Moved</body></html>", kind="text/html")
    make_due(portal)
    until(lambda: rows(portal, "SELECT failures FROM schedules") == [(1,)], "the failure")
    assert versions(portal) == 1
    home = ann.get("/backoffice/").text
    assert "1 scheduled update fails" in home
    assert "failed" in ann.get(update).text
    ann.post("/backoffice/datasets/parks/delete/", fields_of_delete(ann))
    make_due(portal)
    time.sleep(2.5)
    assert rows(portal, "SELECT COUNT(*) FROM jobs WHERE kind = 'update'") == [(1,)], "a deleted dataset is left alone"
    source.files["/parks.csv"] = File(MORE)
    ann.post("/backoffice/datasets/parks/bring-back/", {})
    until(lambda: versions(portal) == 2, "the update goes on with the dataset")


def fields_of_delete(ann: Publisher) -> list[tuple[str, str]]:
    return fields(ann.get("/backoffice/datasets/parks/delete/").text, {})


def test_what_cannot_be_fetched_is_explained(portal: Portal, source: Source, ann: Publisher) -> None:
    source.files |= {
        "/large.csv": File(b"a,b\n" + b"1,2\n" * 400_000),
        "/endless.csv": File(b"a,b\n" + b"1,2\n" * 400_000, unsaid=True),
        "/slow.csv": File(b"x" * 10_000, pause=30.0),
        "/loop": File(status=302, location="/loop"),
        "/inside": File(status=302, location="http://10.0.0.1/secret.csv"),
        "/other": File(status=302, location="file:///etc/passwd"),
        "/empty.csv": File(b""),
    }
    for path, expected in [
        ("/none.csv", "the server answers 404"),
        ("/large.csv", "larger than 1 MiB"),
        ("/endless.csv", "larger than 1 MiB"),
        ("/slow.csv", "silent for too long"),
        ("/loop", "redirects more than 5 times"),
        ("/inside", "not public"),
        ("/other", "only http and https"),
    ]:
        job = unescape(fetch(ann, source.address + path))
        assert expected in job and "failed" in job, f"{path}: {job}"
    for address in ["http://10.0.0.1/a.csv", "http://169.254.169.254/latest/", "http://[::1]:1/a.csv", "http://0x0a000001/"]:
        assert "not public" in unescape(fetch(ann, address)), address
    for wrong in ["parks.csv", "ftp://example.org/a.csv", "http://me:pw@example.org/a.csv", "javascript:alert(1)", ""]:
        answer = ann.post("/backoffice/datasets/new/", {"address": wrong, "dataset": ""})
        assert answer.status_code == 400, f"{wrong}: {answer.status_code}"
    assert list(portal.data.glob("running/*/*.csv")) == []


def test_a_page_instead_of_a_file_is_named_in_the_first_look(portal: Portal, source: Source, ann: Publisher) -> None:
    source.files["/page"] = File(b"<!doctype html><html><head><title>x</title></head><body>Sign in</body></html>", kind="text/html")
    look = ann.look(to_look(fetch(ann, source.address + "/page")))
    assert "HTML" in look or "web page" in look, look.split("<main", 1)[1][:2000]


def test_a_program_keeps_schedules(portal: Portal, source: Source, ann: Publisher) -> None:
    ann.publish(to_look(fetch(ann, source.address + "/parks.csv")))
    key = portal.run("key", "create", "--user", "ann@example.org", "--label", "updates").strip().splitlines()[-1]
    base = f"{portal.address}/api/automation/v1.0/datasets/parks/schedules/"

    def call(method: str, path: str = "", **options) -> requests.Response:
        return requests.request(method, base + path, headers={"Authorization": f"Apikey {key}"}, timeout=60, **options)

    assert call("GET").json()["total_count"] == 0
    missing = call("POST", json={"cron_schedule": "0 6 * * *"})
    assert missing.status_code == 400 and "url" in missing.json()["detail"]
    for body, place in [
        ({"cron_schedule": "soon", "url": source.address}, "cron_schedule"),
        ({"cron_schedule": "0 6 * * *", "url": "file:///etc/passwd"}, "url"),
        ({"cron_schedule": "0 6 * * *", "url": source.address, "mode": "guess"}, "mode"),
        ({"cron_schedule": "0 6 * * *", "url": source.address, "mode": "upsert"}, "key"),
        ({"cron_schedule": "0 6 * * *", "url": source.address, "mode": "upsert", "key": "none"}, "key"),
    ]:
        answer = call("POST", json=body)
        assert answer.status_code == 400 and place in answer.json()["detail"], answer.text
    made = call("POST", json={"cron_schedule": "0 6 * * 1", "url": source.address + "/parks.csv", "mode": "upsert", "key": "id"})
    assert made.status_code == 201, made.text
    one = made.json()
    assert one["uid"].startswith("sc_") and one["next_run"] and one["last_run"] is None
    path = one["uid"] + "/"
    changed = call("PUT", path, json={"paused": True, "revision": one["revision"]}).json()
    assert changed["paused"] and changed["next_run"] is None and changed["cron_schedule"] == "0 6 * * 1"
    late = call("PUT", path, json={"paused": False, "revision": one["revision"]})
    assert late.status_code == 409 and late.json()["error_code"] == "conflict"
    source.files["/parks.csv"] = File(b"id,name,acres\n3,Ash,30\n")
    assert call("POST", path + "run/").json() == {"detail": "ok"}
    until(lambda: call("GET", path).json()["last_run"] is not None, "the run")
    assert call("GET", path).json()["last_run"]["outcome"] == "updated"
    assert len(records(portal)) == 3
    second = call("POST", json={"cron_schedule": "@monthly"})
    assert second.json()["url"] == source.address + "/parks.csv", "from where the other one has it"
    assert call("DELETE", path).status_code == 204
    assert call("GET", path).status_code == 404
    cookie = ann.http.post(base, json={"cron_schedule": "@daily", "url": source.address}, headers={"origin": "https://evil.example"}, timeout=60)
    assert cookie.status_code == 403
    anonymous = requests.get(base, timeout=60)
    assert anonymous.status_code == 401
    reader = Publisher(portal, "cy@example.org")
    refused = reader.post("/backoffice/datasets/parks/updates/new/", {"act": "save", "address": source.address, "times": "0 3 * * *"})
    assert refused.status_code == 403, "a contributor does not change what readers see"
    assert token(ann.get("/backoffice/datasets/parks/updates/new/").text)


def test_what_was_said_before_can_be_read_in_the_history(portal: Portal, source: Source, ann: Publisher) -> None:
    parks(portal, source, ann)
    page = ann.get("/backoffice/datasets/parks/")
    sent = ann.post("/backoffice/datasets/parks/", fields(page.text, {"description": "<p>All parks</p>", "publisher": "City"}))
    assert sent.status_code == 303, sent.text
    page = ann.get("/backoffice/datasets/parks/")
    sent = ann.post("/backoffice/datasets/parks/", fields(page.text, {"publisher": "Town <b>"}))
    assert sent.status_code == 303, sent.text
    history = ann.get("/backoffice/datasets/parks/versions/").text
    assert "<del>City</del> <ins>Town &#60;b&#62;</ins>" in history or "<del>City</del> <ins>Town &lt;b&gt;</ins>" in history
    assert "All parks" in history and "ann@example.org" in history
    assert versions(portal) == 1, "words alone make no version"
    stranger = requests.get(portal.address + "/backoffice/datasets/parks/versions/", allow_redirects=False, timeout=60)
    assert stranger.status_code == 302
