"""How do programs call the Automation API in tests? With somebody's API key, and what several tests do again and again."""

from __future__ import annotations

import re
import time
from typing import Any

import requests

from conftest import Portal

AUTOMATION = "/api/automation/v1.0"
PASSWORD = "columns of a temple in the sun"
CSV = b"Station;Town;Reading\nHill;Nord, Lille;7\nRiver;Sud, Nice;12\nPark;Nord, Lille;9\n"


class Program:
    """A program with somebody's API key."""

    def __init__(self, portal: Portal, key: str | None) -> None:
        self.address = portal.address + AUTOMATION
        self.headers = {"Authorization": f"apikey {key}"} if key else {}

    def call(self, method: str, path: str, status: int, **options: Any) -> Any:
        """Calls, and expects that status; the JSON of the answer."""
        answer = requests.request(method, self.address + path, headers=self.headers, timeout=60, **options)
        assert answer.status_code == status, f"{method} {path}: {answer.status_code} {answer.text}"
        return answer.json() if answer.content else None


def person(portal: Portal, email: str, role: str) -> str:
    """Adds someone; an API key of that person."""
    portal.run("user", "add", email, "--role", role, "--password-stdin", stdin=PASSWORD)
    return portal.run("key", "create", "--user", email, "--label", "test").splitlines()[-1]


def signed_in(portal: Portal) -> requests.Session:
    """A browser in which the administrator has signed in."""
    browser = requests.Session()
    page = browser.get(f"{portal.address}/login/", timeout=60).text
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert token
    form = {
        "csrfmiddlewaretoken": token[1],
        "email": "admin@example.org",
        "username": "admin@example.org",
        "password": PASSWORD,
        "next": "/",
    }
    browser.post(f"{portal.address}/login/", data=form, headers={"Origin": portal.address}, timeout=60)
    assert "sessionid" in browser.cookies, "a password is enough"
    return browser


def settled(program: Program, uid: str) -> dict[str, Any]:
    """The status of a dataset, once nothing is done with it any more."""
    for _ in range(600):
        status = program.call("GET", f"/datasets/{uid}/status/", 200)
        if status["status"] in ("idle", "error"):
            return status
        time.sleep(0.1)
    raise AssertionError(f"still {status}")


def made(program: Program, identifier: str, title: str) -> str:
    """A new dataset; its identifier inside."""
    sent = {"dataset_id": identifier, "metadata": {"default": {"title": {"value": title}}}}
    return program.call("POST", "/datasets/", 201, json=sent)["uid"]


def sent_file(program: Program, uid: str, name: str, content: bytes) -> dict[str, Any]:
    """A file that was sent for a dataset."""
    return program.call("POST", f"/datasets/{uid}/resources/files/", 201, files={"file": (name, content)})


def from_file(program: Program, uid: str, name: str, content: bytes, **more: Any) -> dict[str, Any]:
    """The resource of a file that is sent for a dataset."""
    file = sent_file(program, uid, name, content)
    source = {"type": "uploaded_file", "file": {"uid": file["uid"]}}
    return program.call("POST", f"/datasets/{uid}/resources/", 201, json={"datasource": source, **more})


def records(portal: Portal, identifier: str, **params: Any) -> list[dict[str, Any]]:
    """What readers see."""
    answer = portal.api(f"/catalog/datasets/{identifier}/records", **params)
    assert answer.status_code == 200, answer.text
    return answer.json()["results"]
