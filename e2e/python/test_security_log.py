"""Is a refused sign-in noted with its address in the one list that is for it, and nowhere else, and only for as long as is set?"""

from __future__ import annotations

import re
import sqlite3
import subprocess
import time
from pathlib import Path

import requests

from conftest import Portal, binary, clean_environment

CLIENT = "203.0.113.77"
AGENT = "CanaryBrowser/7"
PASSWORD = "a password to test with"


class Logged(Portal):
    """A portal whose log is kept."""

    def serve(self, command: str = "serve") -> "Logged":
        self.log = (self.data.parent / "log.txt").open("w+")
        self.process = subprocess.Popen(
            [binary(), command, "--data", str(self.data), "--bind", "127.0.0.1:0"],
            stdout=subprocess.PIPE,
            stderr=self.log,
            text=True,
            env=clean_environment(),
        )
        for line in self.process.stdout:
            found = re.search(r"http://127\.0\.0\.1:\d+", line)
            if found:
                self.address = found[0]
                break
        return self


def ask(portal: Portal, method: str, path: str, **options) -> requests.Response:
    headers = {"X-Forwarded-For": CLIENT, "User-Agent": AGENT, "Accept": "text/html", **options.pop("headers", {})}
    return requests.request(method, portal.address + path, headers=headers, allow_redirects=False, timeout=60, **options)


def misbehave(portal: Portal) -> None:
    """Two wrong passwords, a form of another site, a key that nobody owns; and what is nobody's business."""
    for _ in range(2):
        page = ask(portal, "GET", "/login/")
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]
        answer = ask(
            portal,
            "POST",
            "/login/",
            headers={"Origin": portal.address},
            cookies=dict(page.cookies),
            data={"email": "admin@example.org", "password": "guess", "csrfmiddlewaretoken": token},
        )
        assert answer.status_code == 422
    assert ask(portal, "POST", "/i18n/setlang/", headers={"Origin": "https://evil.example"}, data={"language": "fr"}).status_code == 403
    assert ask(portal, "GET", "/api/explore/v2.1/catalog/datasets?apikey=nobodys-key").status_code == 401
    assert ask(portal, "GET", "/none").status_code == 404
    assert ask(portal, "GET", "/explore/").status_code == 200


def start(tmp_path: Path, settings: str = "") -> Logged:
    data = tmp_path / "data"
    data.mkdir()
    (data / "portico.toml").write_text(f'trusted_proxies = ["127.0.0.0/8"]\n{settings}', "utf-8")
    portal = Logged(data)
    portal.run("user", "add", "admin@example.org", "--role", "administrator", "--password-stdin", stdin=PASSWORD)
    portal.serve()
    return portal


def refusals(portal: Portal) -> list[tuple]:
    with sqlite3.connect(portal.data / "portico.db") as db:
        return db.execute("SELECT code, address, path, SUM(count) FROM refusals GROUP BY 1, 2, 3 ORDER BY 1, 3").fetchall()


def test_refusals_are_noted_apart_and_the_access_log_knows_nobody(tmp_path: Path):
    portal = start(tmp_path)
    try:
        misbehave(portal)
        words = ask(portal, "GET", "/terms/privacy-policy/?flg=en").text
        assert "Against break-ins" in words and "30 days" in words
    finally:
        portal.stop()
    assert refusals(portal) == [
        ("ForeignOrigin", CLIENT, "/i18n/setlang/", 1),
        ("InvalidApiKey", CLIENT, "/api/explore/v2.1/catalog/datasets", 1),
        ("WrongCredentials", CLIENT, "/login/", 2),
    ]
    portal.log.seek(0)
    log = portal.log.read()
    assert log.count("request answered") >= 8, log
    for mark in (CLIENT, AGENT, "nobodys-key", "guess", "admin@example.org"):
        assert mark not in log, mark

    # Somebody who runs the portal reads it; thirty days later the next minute of the server has forgotten it.
    portal.serve()
    try:
        session = requests.Session()
        page = session.get(portal.address + "/login/", timeout=60)
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page.text)[1]
        form = {"email": "admin@example.org", "password": PASSWORD, "csrfmiddlewaretoken": token}
        session.post(portal.address + "/login/", data=form, headers={"Origin": portal.address}, timeout=60)
        screen = session.get(portal.address + "/backoffice/trail/refusals/?flg=en", timeout=60)
        assert screen.status_code == 200
        assert CLIENT in screen.text and "Sign-in that failed" in screen.text and "Forged form" in screen.text
        assert requests.get(portal.address + "/backoffice/trail/refusals/", allow_redirects=False, timeout=60).status_code == 302
    finally:
        portal.stop()
    with sqlite3.connect(portal.data / "portico.db") as db:
        db.execute("UPDATE refusals SET minute = minute - 31 * 86400000000")
    portal.serve()
    try:
        until = time.monotonic() + 60
        while refusals(portal) and time.monotonic() < until:
            time.sleep(0.2)
    finally:
        portal.stop()
    assert refusals(portal) == []


def test_where_none_are_to_be_kept_none_are(tmp_path: Path):
    portal = start(tmp_path, "[security]\ndays = 0\n")
    try:
        misbehave(portal)
        assert "Against break-ins" not in ask(portal, "GET", "/terms/privacy-policy/?flg=en").text
    finally:
        portal.stop()
    assert refusals(portal) == []
