"""Can people sign in who are known elsewhere? Against a provider program that is not ours, over HTTP as a browser does it."""

from __future__ import annotations

import json
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
import requests
from conftest import BASE, Portal
from test_accounts import Browser, PASSWORD, ROOT_ADDRESS

USERS = [
    {"sub": "1", "email": "known@example.org", "email_verified": True, "town": "Lyon"},
    {"sub": "2", "email": "fresh@example.org", "email_verified": True, "town": "Nice"},
    {"sub": "3", "email": "closed@example.org", "email_verified": True},
    {"sub": "4", "email": ROOT_ADDRESS, "email_verified": False},
    {"sub": "5", "email": "other@example.org", "email_verified": True},
]


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return one.getsockname()[1]


@pytest.fixture(scope="module")
def provider() -> Iterator[str]:
    port = free_port()
    users = [part for user in USERS for part in ("--user-claims", json.dumps(user))]
    process = subprocess.Popen(
        [sys.executable, "-W", "ignore", "-m", "oidc_provider_mock", "--port", str(port), *users],
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    address = f"http://127.0.0.1:{port}"
    try:
        for _ in range(300):
            try:
                if requests.get(address + "/.well-known/openid-configuration", timeout=5).ok:
                    break
            except requests.ConnectionError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=30)


def portal_with(provider: str, settings: str) -> Portal:
    folder = Path(tempfile.mkdtemp(prefix="portico-openid-"))
    text = (
        f'[openid]\nissuer = "{provider}"\nclient_id = "portico"\nclient_secret = "a secret"\n'
        f'name = "City account"\nattributes = ["town"]\nallow_private = true\n{settings}'
    )
    (folder / "portico.toml").write_text(text, "utf-8")
    portal = Portal(folder)
    for address, role in ((ROOT_ADDRESS, "administrator"), ("known@example.org", "publisher"), ("closed@example.org", "reader")):
        portal.run("user", "add", address, "--role", role, "--password-stdin", stdin=PASSWORD)
    portal.run("user", "disable", "closed@example.org")
    source = folder / "towns.csv"
    source.write_text("name,town\nA,Lyon\nB,Nice\n", "utf-8")
    portal.run("import", str(source), "--id", "towns")
    return portal.serve()


@pytest.fixture(scope="module")
def portal(provider: str) -> Iterator[Portal]:
    one = portal_with(provider, "new_accounts = true\n")
    yield one
    one.stop()
    shutil.rmtree(one.data, ignore_errors=True)


def at_provider(browser: Browser, next: str = "") -> str:
    """Goes to the provider; the address of its form."""
    browser.open("/login/" + (f"?next={next}" if next else ""))
    way = re.search(r'href="(/login/oidc/[^"]*)"', browser.page)
    assert way and "City account" in browser.page
    answer = browser.session.get(
        browser.portal.address + way[1].replace("&amp;", "&"), allow_redirects=False, timeout=60
    )
    assert answer.status_code == 302, answer.text
    return answer.headers["Location"]


def accepted(browser: Browser, form: str, subject: str) -> str:
    """Signs in at the provider; the address that it sends the browser back to."""
    answer = requests.post(form, data={"sub": subject}, allow_redirects=False, timeout=60)
    assert answer.status_code in (302, 303), answer.text
    return answer.headers["Location"]


def come_back(browser: Browser, address: str) -> Browser:
    assert address.startswith(browser.portal.address + "/login/oidc/callback/")
    return browser._took(browser.session.get(address, timeout=60))


def test_somebody_known_signs_in_and_keeps_account_and_role(portal: Portal):
    browser = Browser(portal)
    form = at_provider(browser, "/backoffice/")
    asked = parse_qs(urlsplit(form).query)
    assert asked["code_challenge_method"] == ["S256"] and asked["response_type"] == ["code"]
    assert len(asked["state"][0]) >= 40 and len(asked["nonce"][0]) >= 40
    come_back(browser, accepted(browser, form, "1"))
    assert browser.path == "/backoffice/" and browser.status == 200
    assert "known@example.org" in browser.open("/account/").page


def test_somebody_new_becomes_a_reader_whose_claims_open_rows(portal: Portal):
    browser = Browser(portal)
    come_back(browser, accepted(browser, at_provider(browser), "2"))
    page = browser.open("/account/").page
    assert "fresh@example.org" in page and "Reader" in page
    root = Browser(portal).sign_in(ROOT_ADDRESS, PASSWORD).open("/backoffice/datasets/towns/access/")
    root.send("/backoffice/datasets/towns/access/", step="rules", subject="everyone", access="data", filter="town = #town")
    rows = browser.session.get(f"{portal.address}{BASE}/catalog/datasets/towns/records", timeout=60).json()
    assert [row["name"] for row in rows["results"]] == ["B"]
    again = Browser(portal)
    come_back(again, accepted(again, at_provider(again), "2"))
    assert again.is_signed_in()


@pytest.mark.parametrize("subject", ["3", "4"])
def test_a_closed_account_and_an_address_that_nobody_verified_open_nothing(portal: Portal, subject: str):
    browser = Browser(portal)
    come_back(browser, accepted(browser, at_provider(browser), subject))
    assert browser.status == 422 and not browser.is_signed_in()


def test_without_new_accounts_a_stranger_stays_out(provider: str):
    one = portal_with(provider, "")
    try:
        browser = Browser(one)
        come_back(browser, accepted(browser, at_provider(browser), "5"))
        assert browser.status == 422 and not browser.is_signed_in()
    finally:
        one.stop()
        shutil.rmtree(one.data, ignore_errors=True)


def test_an_answer_counts_once_and_in_the_browser_that_asked(portal: Portal):
    victim, attacker = Browser(portal), Browser(portal)
    answer = accepted(attacker, at_provider(attacker), "1")
    victim.open("/login/")
    come_back(victim, answer)
    assert victim.status == 422 and not victim.is_signed_in(), "somebody else's answer signs nobody in"
    come_back(attacker, answer)
    assert not attacker.is_signed_in(), "it is used up"
    own = accepted(attacker, at_provider(attacker), "1")
    come_back(attacker, own)
    assert attacker.is_signed_in()
    replay = Browser(portal).open("/login/")
    replay.session.cookies.set("csrftoken", attacker.session.cookies.get("csrftoken") or "")
    come_back(replay, own)
    assert not replay.is_signed_in()


def test_broken_answers_are_refused(portal: Portal):
    for query in ("", "state=x&code=y", "error=access_denied&state=x", "state=" + "a" * 40):
        browser = Browser(portal).open("/login/")
        browser.open("/login/oidc/callback/?" + query)
        assert browser.status == 422 and not browser.is_signed_in()
    for target in ("https://evil.example/", "//evil.example/", "/\\evil.example"):
        browser = Browser(portal)
        come_back(browser, accepted(browser, at_provider(browser, target), "1"))
        assert browser.path == "/account/", target


def test_a_refusal_at_the_provider_is_told(portal: Portal):
    browser = Browser(portal)
    form = at_provider(browser)
    answer = requests.post(form, data={"action": "deny"}, allow_redirects=False, timeout=60)
    come_back(browser, answer.headers["Location"])
    assert browser.status == 422 and not browser.is_signed_in()
