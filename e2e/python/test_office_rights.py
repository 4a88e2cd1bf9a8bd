"""Can somebody get more than they were given? People who manage people, keys with limits, lists of jobs, and files of others."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Iterator

import pytest
import requests

from automation import AUTOMATION, Program
from conftest import Portal
from test_accounts import Browser
from test_publishing import PASSWORD, Publisher

ROOT = "root@example.org"
SECRET = "7 Hidden Lane"
PEOPLE = [(ROOT, "administrator"), ("mia@example.org", "contributor"), ("kay@example.org", "reader"), ("ann@example.org", "publisher")]


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    """Mia manages people and sees jobs, Kay publishes one dataset, and a group does so too."""
    portal = Portal(tmp_path / "data")
    portal.data.mkdir()
    for email, role in PEOPLE:
        portal.run("user", "add", email, "--role", role, "--password-stdin", stdin=PASSWORD + "\n")
    for name in ["parks", "roads"]:
        source = tmp_path / f"{name}.csv"
        source.write_text("id,name\n1,Oak\n2,Elm\n")
        portal.run("import", str(source), "--id", name)
    portal.serve()
    yield portal
    portal.stop()


@pytest.fixture
def root(portal: Portal) -> Browser:
    return Browser(portal).sign_in(ROOT, PASSWORD)


def group(root: Browser, name: str, permissions: list[str], members: list[str]) -> str:
    """A group and its members; its identifier."""
    root.open("/backoffice/groups/new/").send("/backoffice/groups/new/", step="save", name=name, permissions=permissions)
    found = re.search(r"/backoffice/groups/([0-9a-f-]{36})/", root.path)
    assert found, root.page
    for email in members:
        person = person_page(root, email)
        root.open(person).send(person, step="groups", groups=[found[1]])
        assert "done=person" in root.path, root.page
    return found[1]


def person_page(browser: Browser, email: str) -> str:
    found = re.search(rf'href="(/backoffice/people/[0-9a-f-]{{36}}/)">{email}', browser.open("/backoffice/people/").page)
    assert found, email
    return found[1]


def test_who_manages_people_gets_no_right_on_a_dataset_through_them(portal: Portal, root: Browser) -> None:
    group(root, "People office", ["manage_people"], ["mia@example.org"])
    keepers = group(root, "Keepers of parks", [], [])
    access = "/backoffice/datasets/parks/access/"
    root.open(access).send(access, step="rights", subject=f"g:{keepers}", rights=["publish"])
    assert "done=access" in root.path, root.page
    kay = re.search(r"/people/([0-9a-f-]{36})/", person_page(root, "kay@example.org"))[1]
    root.open(access).send(access, step="rights", subject=f"p:{kay}", rights=["manage"])
    assert "done=access" in root.path, root.page

    mia = Browser(portal).sign_in("mia@example.org", PASSWORD)
    own, other = person_page(mia, "mia@example.org"), person_page(mia, "kay@example.org")
    assert mia.open(own).send(own, step="groups", groups=[keepers]).status == 403
    mia.open("/backoffice/people/invite/")
    assert mia.send("/backoffice/people/invite/", email="new@example.org", role="reader", groups=[keepers]).status == 403
    # Where no mail leaves, a link is shown to who asks for it: that would be Kay's account.
    for step in ["link", "factor", "sessions", "close"]:
        assert mia.open(other).send(other, step=step, sure="1").status == 403, step
        assert "/account/link/?token=" not in mia.page
    key = portal.run("key", "create", "--user", "mia@example.org", "--label", "t").splitlines()[-1]
    program = Program(portal, key)
    program.call("POST", f"/groups/{keepers}/users/", 403, json={"username": "mia@example.org"})
    program.call("PUT", "/users/kay@example.org/", 403, json={"is_active": False})
    # Who may publish every dataset may do it.
    assert root.open(person_page(root, "mia@example.org")).send(root.path, step="groups", groups=[keepers]).status == 200
    assert "done=person" in root.path


def test_who_sees_jobs_sees_no_records_of_datasets_that_are_not_theirs(portal: Portal, root: Browser) -> None:
    ann = Publisher(portal, "ann@example.org")
    bad = f"id,name,height\n1,Oak,12\n2,Elm,{SECRET}\n".encode()
    path = ann.upload("trees.csv", bad)
    ann.look(path, **{"c2.type": "double"})
    job = ann.publish(path, title="Trees", id="trees")
    place = re.search(r'action="(/backoffice/jobs/[^"]+/)|data-state="(/backoffice/jobs/[^"]+/)state\.json', job)
    address = place[1] or place[2]
    access = "/backoffice/datasets/trees/access/"
    root.open(access).send(access, step="visibility", visibility="restricted")
    group(root, "Watchers", ["explore_monitoring"], ["kay@example.org"])
    assert SECRET in ann.get(address).text and SECRET in ann.get(address + "refused.csv").text
    kay = Publisher(portal, "kay@example.org")
    seen = kay.get(address)
    assert seen.status_code == 200 and SECRET not in seen.text, "the job is seen, its records are not"
    assert kay.get(address + "refused.csv").status_code == 403
    # A key for one dataset is not a way to the records of another.
    whole = Program(portal, portal.run("key", "create", "--user", "ann@example.org", "--label", "x").splitlines()[-1])
    page = ann.post("/account/keys/", {"label": "parks only", "datasets": "parks"})
    made = re.search(r'<code class="secret">(portico_[a-z0-9]+)</code>', page.text)
    assert made, page.text
    for headers, status, holds in [(whole.headers, 200, True), ({"Authorization": f"Apikey {made[1]}"}, 403, False)]:
        answer = requests.get(portal.address + address + "refused.csv", headers=headers, timeout=60)
        assert (answer.status_code, SECRET in answer.text) == (status, holds), answer.text


def test_every_call_that_changes_something_needs_the_token_of_a_signed_in_page(portal: Portal) -> None:
    browser = Browser(portal).sign_in(ROOT, PASSWORD)
    # A refusal does not wait for the body: the connection may end with it, and is not one for the next request.
    browser.session.headers["Connection"] = "close"
    asked = 0
    for path, methods in automation_paths(portal).items():
        for method in methods:
            answer = browser.session.request(
                method,
                portal.address + path,
                json={},
                headers={"Origin": "https://evil.example", "Sec-Fetch-Site": "cross-site"},
                allow_redirects=False,
                timeout=60,
            )
            assert answer.status_code in (403, 405), f"{method} {path}: {answer.status_code} {answer.text}"
            plain = browser.session.request(
                method,
                portal.address + path,
                data="{}",
                headers={"Origin": portal.address, "Content-Type": "text/plain"},
                allow_redirects=False,
                timeout=60,
            )
            assert plain.status_code in (403, 405), f"{method} {path} without a token: {plain.status_code} {plain.text}"
            asked += 1
    assert asked > 60, asked


def automation_paths(portal: Portal) -> dict[str, list[str]]:
    """Every address of the Automation API with the methods that change something, with something in its holes."""
    described = portal.get("/api/openapi.json").json()
    found: dict[str, list[str]] = {}
    for path, methods in described["paths"].items():
        if path.startswith(AUTOMATION):
            changing = [method for method in methods if method in ("post", "put", "patch", "delete")]
            found[re.sub(r"\{[^}]+\}", "parks", path).rstrip("/") + "/"] = changing
    return found
