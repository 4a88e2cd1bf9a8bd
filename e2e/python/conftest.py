"""How do the tests in Python get a portal? The real program on a free port, with the fixtures of the specification.

Every check here is made by a program that is not ours: GDAL, pyarrow, openpyxl, rdflib, DuckDB, schemathesis, odsclient.
"""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import tempfile
import threading
import tomllib
from dataclasses import dataclass
from pathlib import Path
from typing import Iterator

import pytest
import requests

ROOT = Path(__file__).resolve().parents[2]
BASE = "/api/explore/v2.1"
START_SECONDS = 120


def clean_environment() -> dict[str, str]:
    """The environment without settings of the machine."""
    return {name: value for name, value in os.environ.items() if not name.startswith("PORTICO_")}


def binary() -> str:
    """The program under test: named by the test command, else the debug build."""
    return os.environ.get("PORTICO_TEST_BINARY", str(ROOT / "target/debug/portico"))


@dataclass
class Portal:
    """A portal of its own: a data directory and, once `serve` was called, an address."""

    data: Path
    address: str = ""
    process: subprocess.Popen[str] | None = None

    def run(self, *arguments: str, stdin: str | None = None) -> str:
        """Runs a command of the program to its end; its standard output."""
        result = subprocess.run(
            [binary(), *arguments, "--data", str(self.data)],
            input=stdin,
            capture_output=True,
            text=True,
            env=clean_environment(),
            check=False,
        )
        assert result.returncode == 0, f"portico {' '.join(arguments)}: {result.stderr}"
        return result.stdout

    def serve(self, command: str = "serve") -> "Portal":
        """Starts the server and waits for the address that it prints."""
        self.process = subprocess.Popen(
            [binary(), command, "--data", str(self.data), "--bind", "127.0.0.1:0"],
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            text=True,
            env=clean_environment(),
        )
        assert self.process.stdout is not None
        alarm = threading.Timer(START_SECONDS, self.process.kill)
        alarm.start()
        for line in self.process.stdout:
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            if found:
                self.address = found[0]
                break
        alarm.cancel()
        assert self.address, f"portico {command} printed no address"
        # Later lines are read so that the pipe never fills.
        threading.Thread(target=self.process.stdout.read, daemon=True).start()
        return self

    def stop(self) -> None:
        """Ends the server."""
        if self.process and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(timeout=60)

    def get(self, path: str, **options) -> requests.Response:
        """Calls an address below the portal."""
        return requests.get(self.address + path, timeout=120, **options)

    def api(self, path: str, **params) -> requests.Response:
        """Calls an address of the Explore API."""
        return self.get(BASE + path, params=params)


def publish(portal: Portal, manifest: str, folder: Path) -> None:
    """Publishes the datasets of a manifest of the specification (`spec/data/NAME.toml`), as the runner of the specification does."""
    data = ROOT / "spec/data"
    for dataset in tomllib.loads((data / f"{manifest}.toml").read_text("utf-8"))["datasets"]:
        if "file" in dataset:
            source = data / dataset["file"]
        else:
            source = folder / f"{dataset['id']}.csv"
            lines = [dataset["line"].replace("{n}", str(n)) for n in range(1, dataset["rows"] + 1)]
            source.write_text("\n".join([dataset["header"], *lines, ""]), "utf-8")
        options = ["--id", dataset["id"], "--title", dataset["title"]]
        if "schema" in dataset:
            options += ["--schema", str(data / dataset["schema"])]
        if "data_visible" in dataset:
            options += ["--data-visible", str(dataset["data_visible"]).lower()]
        for name, value in dataset.get("meta", []):
            options += ["--meta", f"{name}={value}"]
        portal.run("import", str(source), *options)


@pytest.fixture(scope="session")
def portal() -> Iterator[Portal]:
    """A portal with the fixtures of the specification, shared by all tests: nobody changes it."""
    folder = Path(tempfile.mkdtemp(prefix="portico-python-"))
    shared = Portal(folder / "data")
    publish(shared, "portal", folder)
    shared.serve()
    yield shared
    shared.stop()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture
def empty_portal(tmp_path: Path) -> Iterator[Portal]:
    """A portal without datasets that a test may fill and change; not started yet."""
    own = Portal(tmp_path / "data")
    yield own
    own.stop()


@pytest.fixture
def programs(empty_portal: Portal) -> Iterator[tuple]:
    """A portal without datasets, and programs of an administrator, of a reader, and of nobody."""
    from automation import Program, person

    admin = person(empty_portal, "admin@example.org", "administrator")
    reader = person(empty_portal, "reader@example.org", "reader")
    empty_portal.serve()
    yield empty_portal, Program(empty_portal, admin), Program(empty_portal, reader), Program(empty_portal, None)
