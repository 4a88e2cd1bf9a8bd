"""Can a stranger become a member, stay safe, and can nobody else? Invitations, links, second factors, sessions, keys, as a browser does it."""

from __future__ import annotations

import base64
import email
import email.policy
import hashlib
import hmac
import re
import shutil
import sqlite3
import struct
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Iterator

import pytest
import requests
from conftest import BASE, Portal, binary, clean_environment
from test_publishing import PASSWORD as OFFICE
from test_publishing import Publisher

ROOT_ADDRESS = "root@example.org"
PASSWORD = "a password to test with"
NEW_PASSWORD = "another password to test"


class Browser:
    """Forms and cookies, nothing else."""

    def __init__(self, portal: Portal) -> None:
        self.portal = portal
        self.session = requests.Session()
        self.page = ""
        self.status = 0
        self.path = ""

    def _took(self, answer: requests.Response) -> "Browser":
        self.page, self.status = answer.text, answer.status_code
        self.path = answer.url.removeprefix(self.portal.address)
        return self

    def open(self, path: str) -> "Browser":
        return self._took(self.session.get(self.portal.address + path, timeout=60))

    def send(self, path: str, /, **fields) -> "Browser":
        """Sends a form with the token of the page that is open."""
        token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', self.page)
        fields["csrfmiddlewaretoken"] = token[1] if token else ""
        answer = self.session.post(
            self.portal.address + path,
            data=fields,
            headers={"Origin": self.portal.address},
            timeout=60,
        )
        return self._took(answer)

    def sign_in(self, address: str, password: str, **fields) -> "Browser":
        return self.open("/login/").send("/login/", email=address, password=password, **fields)

    def is_signed_in(self) -> bool:
        answer = self.session.get(self.portal.address + "/account/", allow_redirects=False, timeout=60)
        return answer.status_code == 200


def code_of(secret: str, steps: int = 0) -> str:
    """What an authenticator shows: RFC 6238."""
    key = base64.b32decode(secret.replace(" ", ""))
    step = int(time.time()) // 30 + steps
    digest = hmac.new(key, struct.pack(">Q", step), hashlib.sha1).digest()
    begin = digest[-1] & 15
    return f"{(struct.unpack('>I', digest[begin:begin + 4])[0] & 0x7FFFFFFF) % 1_000_000:06d}"


def mails(portal: Portal, to: str) -> list[str]:
    """The texts of the mails to somebody, oldest first."""
    found = []
    for path in sorted((portal.data / "mail").glob("*.eml")):
        message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
        if message["To"] == to:
            assert message.get_content_type() == "text/plain"
            found.append(message.get_content())
    return found


def wait_for_mail(portal: Portal, to: str, count: int) -> str:
    """The newest mail to somebody, once there are so many."""
    for _ in range(300):
        found = mails(portal, to)
        if len(found) >= count:
            return found[-1]
        time.sleep(0.1)
    raise AssertionError(f"no mail {count} to {to}")


def link_in(text: str, address: str) -> str:
    """The path of the link in a mail; it leads to the portal's own address, whatever a request said."""
    found = re.search(r"https?://\S+", text)
    assert found and found[0].startswith(address + "/account/link/?token="), text
    return found[0].removeprefix(address)


@pytest.fixture(scope="module")
def portal() -> Iterator[Portal]:
    folder = Path(tempfile.mkdtemp(prefix="portico-accounts-"))
    (folder / "portico.toml").write_text('title = "Portail d\'essai"\n[mail]\ntransport = "file"\n', "utf-8")
    one = Portal(folder)
    one.run("user", "add", ROOT_ADDRESS, "--role", "administrator", "--password-stdin", stdin=PASSWORD)
    source = folder / "parks.csv"
    source.write_text("name,owner\nOak,ann@example.org\nElm,bob@example.org\n", "utf-8")
    one.run("import", str(source), "--id", "parks")
    one.serve()
    yield one
    one.stop()
    shutil.rmtree(folder, ignore_errors=True)


def member(portal: Portal, name: str, role: str = "reader") -> str:
    address = f"{name}@example.org"
    portal.run("user", "add", address, "--role", role, "--password-stdin", stdin=PASSWORD)
    return address


def test_the_first_start_prints_a_link_that_works_once():
    folder = Path(tempfile.mkdtemp(prefix="portico-first-"))
    command = [binary(), "serve", "--data", str(folder), "--bind", "127.0.0.1:0"]
    process = subprocess.Popen(
        command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, env=clean_environment()
    )
    try:
        assert process.stdout is not None
        printed = [process.stdout.readline() for _ in range(4)]
        link = next(line.strip() for line in printed if "/account/link/?token=" in line)
        address = link.split("/account/")[0]
        browser = Browser(Portal(folder, address))
        browser.open(link.removeprefix(address))
        assert "admin@localhost" in browser.page
        token = link.split("token=")[1]
        browser.send("/account/link/", link=token, password="short")
        assert browser.status == 422, "a weak password does not use the link up"
        browser.send("/account/link/", link=token, password=PASSWORD)
        assert browser.path == "/login/?done=password"
        assert browser.open(f"/account/link/?token={token}").status == 404
        assert browser.sign_in("admin@localhost", PASSWORD).is_signed_in()
        assert browser.open("/backoffice/").status == 200
    finally:
        process.terminate()
        process.wait(timeout=60)
        shutil.rmtree(folder, ignore_errors=True)


def test_a_forgotten_password_is_replaced_by_mail_and_nobody_learns_who_has_an_account(portal: Portal):
    ann = member(portal, "ann")
    other = Browser(portal).sign_in(ann, PASSWORD)
    assert other.is_signed_in()
    answers = []
    for address in (ann, "nobody@example.org"):
        browser = Browser(portal).open("/account/forgotten/")
        browser.session.headers["Host"] = portal.address.removeprefix("http://")
        browser.send("/account/forgotten/", email=address)
        answers.append((browser.status, browser.path, re.sub(r'value="[^"]+"', "", browser.page)))
    assert answers[0] == answers[1]
    link = link_in(wait_for_mail(portal, ann, 1), portal.address)
    assert not mails(portal, "nobody@example.org")
    browser = Browser(portal).open(link)
    assert browser.session.cookies.get("sessionid") is None
    browser.send("/account/link/", link=link.split("token=")[1], password=NEW_PASSWORD)
    assert browser.path == "/login/?done=password"
    assert not other.is_signed_in(), "sessions of before have ended"
    assert not Browser(portal).sign_in(ann, PASSWORD).is_signed_in()
    assert Browser(portal).sign_in(ann, NEW_PASSWORD).is_signed_in()


def test_links_in_mails_do_not_follow_the_host_that_a_request_claims(portal: Portal):
    eve = member(portal, "eve")
    browser = Browser(portal).open("/account/forgotten/")
    token = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', browser.page)
    assert token
    evil = {"Host": "evil.example", "Origin": "http://evil.example", "X-Forwarded-Host": "evil.example"}
    cookie = f"csrftoken={browser.session.cookies['csrftoken']}"
    answer = requests.post(
        portal.address + "/account/forgotten/",
        data={"email": eve, "csrfmiddlewaretoken": token[1]},
        headers={**evil, "Cookie": cookie},
        allow_redirects=False,
        timeout=60,
    )
    assert answer.status_code == 303
    assert "evil.example" not in wait_for_mail(portal, eve, 1)


def test_a_second_factor_is_set_up_asked_for_and_replaced_by_a_recovery_code(portal: Portal):
    tom = member(portal, "tom")
    browser = Browser(portal).sign_in(tom, PASSWORD)
    elsewhere = Browser(portal).sign_in(tom, PASSWORD)
    browser.open("/account/security/").send("/account/security/factor/", step="begin")
    secret = re.search(r'class="secret">([A-Z2-7 ]+)<', browser.page)
    assert secret and "<svg" in browser.page
    browser.send("/account/security/factor/", step="confirm", code="000000")
    assert browser.status == 422
    # Codes of the step before, of now and of the next are right; each counts once, and none before one that was shown.
    browser.send("/account/security/factor/", step="confirm", code=code_of(secret[1], -1))
    codes = re.findall(r"<code>([a-z2-9]{5}-[a-z2-9]{5})</code>", browser.page)
    assert len(codes) == 10, browser.page
    assert not elsewhere.is_signed_in() and browser.is_signed_in()

    fresh = Browser(portal).sign_in(tom, PASSWORD)
    assert fresh.session.cookies.get("sessionid") is None, "a password alone is no session"
    ticket = re.search(r'name="ticket" value="([^"]+)"', fresh.page)
    assert ticket
    fresh.send("/login/code/", ticket=ticket[1], code="123456")
    assert fresh.status == 422 and not fresh.is_signed_in()
    used = code_of(secret[1])
    fresh.send("/login/code/", ticket=ticket[1], code=used)
    assert fresh.is_signed_in()
    replay = Browser(portal).sign_in(tom, PASSWORD)
    ticket = re.search(r'name="ticket" value="([^"]+)"', replay.page)
    assert ticket
    replay.send("/login/code/", ticket=ticket[1], code=used)
    assert not replay.is_signed_in(), "no code counts twice"
    replay.send("/login/code/", ticket=ticket[1], code=codes[0].upper())
    assert replay.is_signed_in(), "a recovery code replaces it"
    again = Browser(portal).sign_in(tom, PASSWORD)
    ticket = re.search(r'name="ticket" value="([^"]+)"', again.page)
    assert ticket
    again.send("/login/code/", ticket=ticket[1], code=codes[0])
    assert not again.is_signed_in(), "once"
    stolen = Browser(portal).open("/login/").send("/login/code/", ticket="a" * 40, code=codes[1])
    assert not stolen.is_signed_in()


def test_sessions_are_listed_and_ended_and_a_password_change_ends_all(portal: Portal):
    sue = member(portal, "sue")
    here = Browser(portal)
    here.session.headers["User-Agent"] = "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0"
    here.sign_in(sue, PASSWORD)
    there = Browser(portal).sign_in(sue, PASSWORD, keep="1")
    cookie = next(one for one in there.session.cookies if one.name == "sessionid")
    assert cookie.expires and not next(one for one in here.session.cookies if one.name == "sessionid").expires
    here.open("/account/security/")
    assert "Firefox · Linux" in here.page
    handles = re.findall(r'name="session" value="([0-9a-f]+)"', here.page)
    assert len(handles) == 1 and there.session.cookies["sessionid"] not in here.page
    stranger = Browser(portal).sign_in(ROOT_ADDRESS, PASSWORD).open("/account/security/")
    stranger.send("/account/security/sessions/", session=handles[0])
    assert there.is_signed_in(), "a handle of somebody else's session ends nothing"
    here.send("/account/security/sessions/", session=handles[0])
    assert here.is_signed_in() and not there.is_signed_in()
    here.open("/account/security/").send("/account/security/password/", old="wrong", new=NEW_PASSWORD)
    assert here.status == 422 and here.is_signed_in()
    here.send("/account/security/password/", old=PASSWORD, new=NEW_PASSWORD)
    assert not here.is_signed_in()
    assert Browser(portal).sign_in(sue, NEW_PASSWORD).is_signed_in()


def test_an_account_that_the_command_line_closes_is_out_of_the_running_portal(portal: Portal):
    zoe = member(portal, "zoe")
    browser = Browser(portal).sign_in(zoe, PASSWORD)
    assert browser.is_signed_in()
    portal.run("user", "disable", zoe)
    # Another process did it: this one knows it a moment later, also while the person goes on asking.
    for _ in range(100):
        if not browser.is_signed_in():
            break
        time.sleep(0.1)
    else:
        raise AssertionError("the session of a closed account lives on")
    assert "sessionid" not in browser.session.cookies


def test_a_session_that_somebody_planted_is_not_the_one_after_signing_in(portal: Portal):
    browser = Browser(portal)
    browser.session.cookies.set("sessionid", "a" * 32)
    browser.sign_in(ROOT_ADDRESS, PASSWORD)
    keys = [one.value for one in browser.session.cookies if one.name == "sessionid"]
    assert any(value != "a" * 32 for value in keys)
    planted = requests.get(
        portal.address + "/account/", cookies={"sessionid": "a" * 32}, allow_redirects=False, timeout=60
    )
    assert planted.status_code == 302


def test_keys_are_made_with_limits_shown_once_and_revoked(portal: Portal):
    kim = member(portal, "kim", "publisher")
    browser = Browser(portal).sign_in(kim, PASSWORD).open("/account/keys/")
    browser.send("/account/keys/", label="", days="x")
    assert browser.status == 422
    browser.send("/account/keys/", label="x", datasets="nothing-here")
    assert browser.status == 422 and "nothing-here" in browser.page
    browser.send(
        "/account/keys/",
        label="<b>nightly</b>",
        days="30",
        permissions=["explore_restricted_dataset", "manage_people"],
        datasets="parks",
    )
    key = re.search(r"portico_[a-z0-9]{40}", browser.page)
    assert key and "<b>nightly" not in browser.page
    ask = lambda **headers: portal.get(f"{BASE}/catalog/datasets/parks/records", headers=headers)
    assert ask(Authorization=f"Apikey {key[0]}").status_code == 200
    # A key opens no page of its owner's account.
    page = portal.get("/account/security/", headers={"Authorization": f"Apikey {key[0]}"})
    assert page.status_code == 403
    browser.open("/account/keys/")
    assert key[0] not in browser.page and key[0][:12] in browser.page
    wanted = re.search(r'name="key" value="([^"]+)"', browser.page)
    assert wanted
    stranger = Browser(portal).sign_in(member(portal, "max"), PASSWORD).open("/account/keys/")
    assert stranger.send("/account/keys/revoke/", key=wanted[1]).status == 404
    assert ask(Authorization=f"Apikey {key[0]}").status_code == 200
    browser.send("/account/keys/revoke/", key=wanted[1])
    assert ask(Authorization=f"Apikey {key[0]}").status_code == 401


def test_forms_need_their_token_and_their_origin(portal: Portal):
    browser = Browser(portal).sign_in(ROOT_ADDRESS, PASSWORD).open("/account/security/")
    for path in ("/account/security/password/", "/account/security/factor/", "/account/security/sessions/",
                 "/account/keys/", "/account/keys/revoke/", "/login/code/", "/account/link/", "/account/forgotten/"):
        for fields, headers in (({"x": "1"}, {"Origin": portal.address}), ({"csrfmiddlewaretoken": "x" * 64}, {}),
                                ({"x": "1"}, {"Origin": "http://evil.example"})):
            answer = browser.session.post(portal.address + path, data=fields, headers=headers, timeout=60)
            assert answer.status_code == 403, (path, fields, answer.status_code)


def test_an_account_that_is_guessed_at_waits_and_so_does_the_address_in_the_end(portal: Portal):
    guessed = member(portal, "guessed")
    browser = Browser(portal)
    statuses = [browser.sign_in(guessed, f"wrong {n}").status for n in range(7)]
    assert statuses[0] == 422 and statuses[-1] == 429


def rows_of(portal: Portal, **headers) -> list[str]:
    answer = portal.get(f"{BASE}/catalog/datasets/parks/records", headers=headers)
    return [one["name"] for one in answer.json().get("results", [])]


def test_an_administrator_invites_groups_and_filters_what_somebody_sees(portal: Portal):
    root = Browser(portal).sign_in(ROOT_ADDRESS, PASSWORD).open("/backoffice/groups/new/")
    root.send("/backoffice/groups/new/", step="save", name="<i>Keepers</i>", permissions=["explore_monitoring"])
    assert "done=group" in root.path and "<i>Keepers" not in root.page
    group = re.search(r"/backoffice/groups/([0-9a-f-]{36})/", root.path)
    assert group
    root.open("/backoffice/people/invite/")
    root.send("/backoffice/people/invite/", email="nonsense", role="reader")
    assert root.status == 422
    root.send("/backoffice/people/invite/", email="bob@example.org", role="reader", groups=[group[1]])
    assert root.path == "/backoffice/people/?done=invited"
    link = link_in(wait_for_mail(portal, "bob@example.org", 1), portal.address)
    bob = Browser(portal).open(link)
    bob.send("/account/link/", link=link.split("token=")[1], password=PASSWORD)
    bob.sign_in("bob@example.org", PASSWORD)
    assert "Keepers" in bob.open("/account/").page

    access = "/backoffice/datasets/parks/access/"
    root.open(access).send(access, step="rules", subject="everyone", access="data", filter="owner = #mail and")
    assert root.status == 422, "a condition that cannot be read is refused"
    root.send(access, step="rules", subject="everyone", access="data", filter="nofield = 1")
    assert root.status == 422
    root.send(access, step="rules", subject="everyone", access="data", filter="owner = #email")
    assert "done=access" in root.path, root.page
    assert rows_of(portal) == []
    cookies = f"sessionid={bob.session.cookies['sessionid']}"
    assert rows_of(portal, Cookie=cookies) == ["Elm"]
    root.send(access, step="rules", subject=f"g:{group[1]}", access="metadata")
    assert portal.get(f"{BASE}/catalog/datasets/parks/records", headers={"Cookie": cookies}).status_code == 403
    root.send(access, step="no-rules", subject=f"g:{group[1]}")
    root.send(access, step="no-rules", subject="everyone")
    assert rows_of(portal) == ["Oak", "Elm"]

    # Nobody gives more than they have, and an administrator is not managed by somebody who is none.
    assert bob.open("/backoffice/people/").status == 403
    trail = root.open("/backoffice/trail/").page
    assert "bob@example.org" in trail and "Keepers" in trail

    people = root.open("/backoffice/people/").page
    person = re.search(r'href="(/backoffice/people/[0-9a-f-]{36}/)">bob@example.org', people)
    assert person
    root.open(person[1]).send(person[1], step="role", role="publisher")
    assert "done=person" in root.path and not bob.is_signed_in(), "another role ends sessions"
    bob.sign_in("bob@example.org", PASSWORD)
    root.send(person[1], step="close")
    assert bob.is_signed_in(), "a question comes first"
    root.send(person[1], step="close", sure="1")
    assert not bob.is_signed_in()
    assert not bob.sign_in("bob@example.org", PASSWORD).is_signed_in()


def test_the_last_administrator_and_ones_own_account_stay(portal: Portal):
    root = Browser(portal).sign_in(ROOT_ADDRESS, PASSWORD)
    people = root.open("/backoffice/people/").page
    own = re.search(rf'href="(/backoffice/people/[0-9a-f-]{{36}}/)">{ROOT_ADDRESS}', people)
    assert own
    root.open(own[1])
    assert root.send(own[1], step="close", sure="1").status == 422
    assert root.send(own[1], step="role", role="reader").status == 422
    assert root.is_signed_in()


def test_a_right_on_one_dataset_opens_the_back_office_for_that_one(portal: Portal):
    lea = member(portal, "lea")
    browser = Browser(portal).sign_in(lea, PASSWORD)
    access = "/backoffice/datasets/parks/access/"
    assert browser.open(access).status == 403
    root = Browser(portal).sign_in(ROOT_ADDRESS, PASSWORD).open(access)
    subject = re.search(r'value="(p:[0-9a-f-]{36})">lea@example.org', root.page)
    assert subject
    root.send(access, step="rights", subject=subject[1], rights=["edit", "manage"])
    assert "done=access" in root.path
    time.sleep(0.6)
    assert browser.open(access).status == 200
    browser.send(access, step="rights", subject=subject[1], rights=["publish"])
    assert browser.status == 403, "nobody gives more than they have"


def test_a_portal_may_demand_a_second_factor_of_those_who_do_more_than_read():
    folder = Path(tempfile.mkdtemp(prefix="portico-factor-"))
    (folder / "portico.toml").write_text('[accounts]\nsecond_factor = "office"\n', "utf-8")
    one = Portal(folder)
    one.run("user", "add", ROOT_ADDRESS, "--role", "administrator", "--password-stdin", stdin=PASSWORD)
    one.serve()
    try:
        root = Browser(one).sign_in(ROOT_ADDRESS, PASSWORD)
        assert root.open("/backoffice/people/").path == "/account/security/"
        root.send("/account/security/factor/", step="begin")
        secret = re.search(r'class="secret">([A-Z2-7 ]+)<', root.page)
        assert secret
        root.send("/account/security/factor/", step="confirm", code=code_of(secret[1]))
        assert root.open("/backoffice/people/").status == 200
        root.open("/account/security/").send("/account/security/factor/", step="off", password=PASSWORD)
        assert root.open("/backoffice/people/").status == 200, "it cannot be switched off"
    finally:
        one.stop()
        shutil.rmtree(folder, ignore_errors=True)


def test_an_account_is_erased_and_what_was_done_stays(tmp_path: Path) -> None:
    portal = Portal(tmp_path / "data")
    for email, role in [("root@example.org", "administrator"), ("ann@example.org", "publisher")]:
        portal.run("user", "add", email, "--role", role, "--password-stdin", stdin=OFFICE + "\n")
    file = tmp_path / "parks.csv"
    file.write_text("id,name\n1,Oak\n")
    portal.serve()
    try:
        ann, root = Publisher(portal, "ann@example.org"), Publisher(portal, "root@example.org")
        ann.publish(ann.upload("parks.csv", file.read_bytes()))
        people = root.get("/backoffice/people/").text
        path = re.search(r'href="(/backoffice/people/[^"/]+/)"[^>]*>ann@example.org', people)
        assert path, people
        page = path[1]
        refused = root.post(page, {"step": "erase", "sure": "1"})
        assert refused.status_code != 303 and "ann@example.org" in root.get("/backoffice/people/").text, "open accounts are closed first"
        assert root.post(page, {"step": "close", "sure": "1"}).status_code == 303
        asked = root.post(page, {"step": "erase"})
        assert asked.status_code == 200 and "for good" in asked.text, "nothing is erased by one click"
        assert root.post(page, {"step": "erase", "sure": "1"}).status_code == 303
        for shown in ["/backoffice/people/", "/backoffice/trail/", "/backoffice/jobs/", "/backoffice/datasets/parks/versions/"]:
            text = root.get(shown).text
            assert "ann@example.org" not in text, shown
        assert "erased-" in root.get("/backoffice/datasets/parks/versions/").text
        assert portal.api("/catalog/datasets/parks/records").json()["total_count"] == 1
        assert ann.get("/backoffice/").status_code in (302, 303, 401, 403) or "Sign in" in ann.get("/backoffice/").text
        with pytest.raises(AssertionError, match="no account|There is no"):
            portal.run("user", "erase", "ann@example.org")
        with pytest.raises(AssertionError, match="open"):
            portal.run("user", "erase", "root@example.org")
    finally:
        portal.stop()
    portal.run("user", "disable", "root@example.org")
    with pytest.raises(AssertionError, match="No administrator can sign in"):
        portal.run("user", "erase", "root@example.org")
    assert "root@example.org" in portal.run("user", "list")
    portal.run("user", "add", "new@example.org", "--role", "administrator", "--password-stdin", stdin=OFFICE + "\n")
    portal.run("user", "erase", "root@example.org")
    with sqlite3.connect(portal.data / "portico.db") as registry:
        for (table,) in registry.execute("SELECT name FROM sqlite_master WHERE type = 'table'").fetchall():
            for row in registry.execute(f'SELECT * FROM "{table}"'):
                assert "ann@example.org" not in str(row), f"{table}: {row}"
