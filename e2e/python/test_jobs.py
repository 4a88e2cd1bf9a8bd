"""Is a job ever lost or stuck? The real program, killed in the middle of its work."""

from __future__ import annotations

import json
import signal
import time
from pathlib import Path
from typing import Callable, Iterator

import pytest

from conftest import Portal

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
