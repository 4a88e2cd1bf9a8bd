"""Is a job ever lost or stuck? The real program, killed in the middle of its work."""

from __future__ import annotations

import json
import signal
import sqlite3
import time
from pathlib import Path
from typing import Callable, Iterator

import pytest
import requests

from conftest import Portal
from source import File, Source

ROWS = 400_000
LONGEST = 180


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    """A portal of this test's own."""
    portal = Portal(tmp_path / "data")
    portal.serve()
    yield portal
    portal.stop()


@pytest.fixture
def trees(tmp_path: Path) -> Path:
    """A file that takes some seconds to import."""
    path = tmp_path / "trees.csv"
    with path.open("w") as file:
        file.write("id,name,height\n")
        for number in range(ROWS):
            file.write(f"{number},tree of the avenue {number % 977},{number % 40}.5\n")
    return path


def job(portal: Portal, identifier: str) -> dict:
    """The job as it is now."""
    return json.loads(portal.run("jobs", "show", identifier, "--json"))


def until(portal: Portal, identifier: str, holds: Callable[[dict], bool]) -> dict:
    """Waits until something is true of a job."""
    end = time.monotonic() + LONGEST
    while True:
        now = job(portal, identifier)
        if holds(now):
            return now
        assert time.monotonic() < end, f"it never came: {now}"
        time.sleep(0.1)


def enqueue(portal: Portal, file: Path, *options: str) -> str:
    """Leaves an import to the server."""
    return json.loads(portal.run("import", str(file), "--queue", "--json", *options))["job"]


def is_final(now: dict) -> bool:
    """At its end."""
    return now["state"] in ("done", "failed", "cancelled")


def kill(portal: Portal) -> None:
    """As a power cut ends it."""
    assert portal.process
    portal.process.send_signal(signal.SIGKILL)
    portal.process.wait()


@pytest.mark.parametrize("phase", ["reading", "storing"])
def test_an_import_survives_the_death_of_its_server(portal: Portal, trees: Path, phase: str) -> None:
    identifier = enqueue(portal, trees, "--id", "trees")
    until(portal, identifier, lambda now: is_final(now) or (now["progress"] or {}).get("phase") == phase)
    kill(portal)
    left = job(portal, identifier)
    assert left["state"] in ("running", "waiting"), "it was killed in the middle of its work"
    portal.serve()
    done = until(portal, identifier, is_final)
    assert (done["state"], done["attempts"]) == ("done", 2), done
    assert done["result"]["rows_read"] == ROWS
    assert portal.api("/catalog/datasets/trees/records", limit=0).json()["total_count"] == ROWS
    versions = [path for path in portal.data.glob("objects/datasets/*/*") if path.is_dir()]
    assert len(versions) == 1, "nothing is left of the first attempt"


def test_a_job_that_runs_is_cancelled_within_seconds(portal: Portal, trees: Path) -> None:
    identifier = enqueue(portal, trees, "--id", "trees")
    until(portal, identifier, lambda now: is_final(now) or now["progress"] is not None)
    portal.run("jobs", "cancel", identifier)
    ended = until(portal, identifier, is_final)
    assert ended["state"] == "cancelled", ended
    assert portal.api("/catalog/datasets/trees").status_code == 404
    portal.run("jobs", "retry", identifier)
    assert until(portal, identifier, is_final)["state"] == "done"
    assert portal.api("/catalog/datasets/trees/records", limit=0).json()["total_count"] == ROWS


def test_a_server_that_is_asked_to_stop_gives_its_job_back(portal: Portal, trees: Path) -> None:
    identifier = enqueue(portal, trees, "--id", "trees")
    until(portal, identifier, lambda now: is_final(now) or now["progress"] is not None)
    portal.stop()
    left = job(portal, identifier)
    assert left["state"] in ("waiting", "done"), left
    portal.serve()
    assert until(portal, identifier, is_final)["state"] == "done"


def test_the_reason_of_a_failure_is_told(portal: Portal, tmp_path: Path) -> None:
    empty = tmp_path / "empty.csv"
    empty.write_text("")
    ended = until(portal, enqueue(portal, empty, "--id", "empty"), is_final)
    assert ended["state"] == "failed"
    assert "empty" in ended["reason"]
    assert [line["level"] for line in ended["log"]] == ["error"]


PASSWORD = "a long enough password"


@pytest.fixture
def source(trees: Path) -> Iterator[Source]:
    """A server with that file, which takes some seconds to send it."""
    one = Source().start()
    one.files["/trees.csv"] = File(trees.read_bytes(), pause=0.02)
    yield one
    one.stop()


def state(portal: Portal, what: str) -> list[tuple]:
    """What the registry says."""
    database = sqlite3.connect(portal.data / "portico.db", timeout=30)
    try:
        return database.execute(what).fetchall()
    finally:
        database.close()


@pytest.mark.parametrize("phase", ["fetching", "reading", "storing"])
def test_a_scheduled_update_survives_the_death_of_its_server(tmp_path: Path, source: Source, phase: str) -> None:
    portal = Portal(tmp_path / "kept")
    portal.data.mkdir()
    (portal.data / "portico.toml").write_text('[fetch]\nnetworks = ["127.0.0.0/8"]\n')
    portal.run("user", "add", "ann@example.org", "--role", "publisher", "--password-stdin", stdin=PASSWORD + "\n")
    first = tmp_path / "first.csv"
    first.write_text("id,name,height\n1,oak,2.5\n")
    portal.run("import", str(first), "--id", "trees")
    key = portal.run("key", "create", "--user", "ann@example.org", "--label", "k").strip().splitlines()[-1]
    portal.serve()
    try:
        made = requests.post(
            f"{portal.address}/api/automation/v1.0/datasets/trees/schedules/",
            json={"cron_schedule": "0 3 * * *", "url": source.address + "/trees.csv"},
            headers={"Authorization": f"Apikey {key}"},
            timeout=60,
        )
        assert made.status_code == 201, made.text
        with sqlite3.connect(portal.data / "portico.db", timeout=30) as database:
            database.execute("UPDATE schedules SET next_at = 1")
        database.close()
        end = time.monotonic() + LONGEST
        while not (found := state(portal, "SELECT id FROM jobs WHERE kind = 'update'")):
            assert time.monotonic() < end, "its turn never comes"
            time.sleep(0.1)
        identifier = found[0][0]
        until(portal, identifier, lambda now: is_final(now) or (now["progress"] or {}).get("phase") == phase)
        kill(portal)
        left = job(portal, identifier)
        assert left["state"] in ("running", "waiting"), "it was killed in the middle of its work"
        portal.serve()
        assert portal.api("/catalog/datasets/trees/records", limit=0).json()["total_count"] in (1, ROWS)
        done = until(portal, identifier, is_final)
        assert (done["state"], done["attempts"]) == ("done", 2), done
        assert portal.api("/catalog/datasets/trees/records", limit=0).json()["total_count"] == ROWS
        assert state(portal, "SELECT outcome, job, failures FROM schedules") == [("updated", None, 0)]
        assert state(portal, "SELECT COUNT(*) FROM jobs WHERE kind = 'update'") == [(1,)], "once, not twice"
        assert state(portal, "SELECT next_at FROM schedules")[0][0] > time.time() * 1e6
        folders = [path for path in portal.data.glob("objects/datasets/*/*") if path.is_dir()]
        assert len(folders) == 2, "the version before and the new one, and nothing of the first attempt"
    finally:
        portal.stop()
