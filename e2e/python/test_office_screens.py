"""What do the screens of one dataset let an editor take back, see and close? The description of before, the source of a program, what readers say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Iterator

import pytest
import requests

from automation import CSV, Program, from_file, made, sent_file, settled
from conftest import BASE, Portal
from source import File, Source
from test_publishing import PARKS, PASSWORD, Publisher, fields, token, unescape

NASTY = '"><script>alert(1)</script><img src=x onerror=alert(1)>'
SETTINGS = '[fetch]\nnetworks = ["127.0.0.0/8"]\n'
PEOPLE = [
    ("root@example.org", "administrator"),
    ("ann@example.org", "publisher"),
    ("bob@example.org", "publisher"),
    ("cy@example.org", "contributor"),
    ("ray@example.org", "reader"),
]


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    portal = Portal(tmp_path / "data")
    portal.data.mkdir()
    (portal.data / "portico.toml").write_text(SETTINGS)
    for email, role in PEOPLE:
        portal.run("user", "add", email, "--role", role, "--password-stdin", stdin=PASSWORD + "\n")
    portal.serve()
    yield portal
    portal.stop()


@pytest.fixture
def ann(portal: Portal) -> Publisher:
    return Publisher(portal, "ann@example.org")


def key_of(portal: Portal, email: str) -> Program:
    return Program(portal, portal.run("key", "create", "--user", email, "--label", "test").splitlines()[-1])


def metas(portal: Portal) -> dict:
    return portal.api("/catalog/datasets/parks").json()["metas"]["default"]


def forms(page: str, action: str) -> list[dict[str, str]]:
    """What the forms hold that are sent there."""
    found = []
    for form in re.findall(rf'<form method="post" action="{re.escape(action)}".*?</form>', page, re.S):
        pairs = re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)
        found.append({name: unescape(value) for name, value in pairs if name != "csrfmiddlewaretoken"})
    return found


def test_a_description_is_brought_back_whole_with_one_click(portal: Portal, ann: Publisher) -> None:
    long = "<p>" + "Trees and grass. " * 600 + "</p>"
    assert len(long) > 8_000, "longer than what the trail keeps of a text"
    ann.publish(ann.upload("parks.csv", PARKS.encode()), title="Parks of Ann", description=long, keyword="tree, grass")
    path = "/backoffice/datasets/parks/"
    before = metas(portal)
    spoilt = {"title": "Spoilt", "description": "", "keyword": "x"}
    assert ann.post(path, fields(ann.get(path).text, spoilt)).status_code == 303
    assert metas(portal)["title"] == "Spoilt"
    history = ann.get(path + "versions/").text
    offered = forms(history, path + "description/")
    assert len(offered) == 1, "the first description was no change"
    cy = Publisher(portal, "cy@example.org")
    assert forms(cy.get(path + "versions/").text, path + "description/") == []
    assert cy.post(path + "description/", offered[0]).status_code == 403
    assert ann.post(path + "description/", {**offered[0], "change": "none"}).status_code == 404
    # Somebody saves something else between the look and the click: it is told, and nothing is lost.
    bob = Publisher(portal, "bob@example.org")
    assert bob.post(path, fields(bob.get(path).text, {"publisher": "City of X"})).status_code == 303
    late = ann.post(path + "description/", offered[0])
    assert late.status_code == 409 and "City of X" in late.text
    assert metas(portal)["publisher"] == "City of X"
    [newest, *rest] = forms(ann.get(path + "versions/").text, path + "description/")
    [first] = [one for one in [newest, *rest] if one["change"] == offered[0]["change"]]
    assert ann.post(path + "description/", first).status_code == 303
    after = metas(portal)
    assert {**after, "modified": None, "metadata_processed": None} == {**before, "modified": None, "metadata_processed": None}
    assert after["description"].count("Trees and grass.") == 600
    # That is a change as well: it can be taken back too.
    undo = forms(ann.get(path + "versions/").text, path + "description/")[0]
    assert ann.post(path + "description/", undo).status_code == 303
    assert (metas(portal)["title"], metas(portal)["publisher"]) == ("Spoilt", "City of X")


def test_the_source_of_a_program_is_seen_read_again_and_forgotten(portal: Portal, ann: Publisher) -> None:
    program = key_of(portal, "ann@example.org")
    uid = made(program, "air", "Air")
    screen = "/backoffice/datasets/air/source/"
    page = ann.get(screen).text
    assert "There are no records yet." in page and "No program has named one." in page
    from_file(program, uid, "air.csv", CSV, params={"separator": ";"}, title=NASTY)
    unused = sent_file(program, uid, "other.csv", CSV)
    place = program.call("POST", f"/datasets/{uid}/resources/", 201, json={"type": "realtime", "title": "sensors"})
    page = ann.get(screen).text
    assert "<script>alert" not in page and "<img src=x" not in page
    for text in ["air.csv", "other.csv", "separator", "sensors", "ann@example.org"]:
        assert text in unescape(page), text
    assert place["params"]["push_key"] not in page, "a key is shown once"
    read = ann.post(screen, {"act": "read"})
    assert read.status_code == 303 and read.headers["location"] == "/backoffice/jobs/?dataset=air"
    assert settled(program, uid)["status"] == "idle"
    assert "Jobs about the dataset air." in ann.get(read.headers["location"]).text
    assert portal.api("/catalog/datasets/air/records").json()["total_count"] == 3
    # What is in use stays; what is not, goes; what is another dataset's, is not there.
    other = made(program, "water", "Water")
    foreign = sent_file(program, other, "water.csv", CSV)
    in_use = program.call("GET", f"/datasets/{uid}/resources/", 200)["results"][0]["datasource"]["file"]["uid"]
    kept = ann.post(screen, {"act": "drop-file", "what": in_use})
    assert kept.status_code == 409 and "reads the file" in kept.text
    assert ann.post(screen, {"act": "drop-file", "what": foreign["uid"]}).status_code == 404
    assert ann.post(screen, {"act": "drop-file", "what": unused["uid"]}).status_code == 303
    assert ann.post(screen, {"act": "close", "what": "sensors"}).status_code == 303
    assert "closed" in ann.get(screen).text
    refused = requests.post(place["params"]["push_url"], json=[{"station": "A"}], timeout=60)
    assert refused.status_code in (400, 401, 403), refused.text
    assert ann.post(screen, {"act": "open", "what": "sensors"}).status_code == 303
    assert ann.post(screen, {"act": "dance"}).status_code == 400
    # A contributor sees where the records of a published dataset come from, and changes nothing.
    cy = Publisher(portal, "cy@example.org")
    assert cy.get(screen).status_code == 200
    for wish in [{"act": "read"}, {"act": "forget", "sure": "1"}, {"act": "close", "what": "sensors"}]:
        assert cy.post(screen, wish).status_code == 403, wish
    asked = ann.post(screen, {"act": "forget"})
    assert asked.status_code == 200 and "has no source any more" in asked.text
    assert program.call("GET", f"/datasets/{uid}/resources/", 200)["total_count"] == 2
    assert ann.post(screen, {"act": "forget", "sure": "1"}).status_code == 303
    assert program.call("GET", f"/datasets/{uid}/resources/", 200)["total_count"] == 1
    assert portal.api("/catalog/datasets/air/records").json()["total_count"] == 3, "the records stay"


def test_a_resource_at_an_address_is_read_at_each_publication_and_gives_schedules_their_address(portal: Portal) -> None:
    source = Source().start()
    try:
        source.files["/air.csv"] = File(CSV)
        program = key_of(portal, "ann@example.org")
        uid = made(program, "air", "Air")
        address = source.address + "/air.csv"
        sent = {"type": "csvfile", "params": {"separator": ";"}, "datasource": {"type": "http", "url": address}}
        program.call("POST", f"/datasets/{uid}/resources/", 201, json=sent)
        program.call("POST", f"/datasets/{uid}/publish/", 200)
        assert settled(program, uid)["status"] == "idle"
        rows = portal.api("/catalog/datasets/air/records", order_by="reading").json()
        assert [row["station"] for row in rows["results"]] == ["Hill", "Park", "River"]
        source.files["/air.csv"] = File(CSV + b"Lake;Est, Metz;99\n")
        program.call("POST", f"/datasets/{uid}/publish/", 200)
        assert settled(program, uid)["status"] == "idle"
        assert portal.api("/catalog/datasets/air/records").json()["total_count"] == 4
        schedules = f"/datasets/{uid}/schedules/"
        elsewhere = source.address + "/elsewhere.csv"
        program.call("POST", schedules, 201, json={"cron_schedule": "@monthly", "url": elsewhere})
        usual = program.call("POST", schedules, 201, json={"cron_schedule": "@daily"})
        assert usual["url"] == address, "the dataset's own source counts, not the first schedule"
        resource = program.call("GET", f"/datasets/{uid}/resources/", 200)["results"][0]["uid"]
        program.call("DELETE", f"/datasets/{uid}/resources/{resource}/", 204)
        unsure = program.call("POST", schedules, 400, json={"cron_schedule": "@weekly"})
        assert "url" in unsure["detail"], "two addresses, and nobody guesses"
        assert "cron_schedule" in program.call("POST", schedules, 400, json={"url": address})["detail"], "nor when"
    finally:
        source.stop()


def test_what_readers_say_is_read_and_closed(portal: Portal, ann: Publisher) -> None:
    ann.publish(ann.upload("parks.csv", PARKS.encode()), title="Parks")
    screen = "/backoffice/datasets/parks/feedback/"
    assert "Nobody has said anything" in ann.get(screen).text
    record = portal.api("/catalog/datasets/parks/records", limit=1, include_app_metas="true").json()["results"][0]
    identifier = record["_id"] if "_id" in record else record["recordid"]
    ray = key_of(portal, "ray@example.org")
    sent = {"record_id": identifier, "comment": "Closed since May " + NASTY, "newValues": {"name": "<b>Oak</b>"}}
    path = f"{portal.address}{BASE}/catalog/datasets/parks/feedback"
    answer = requests.put(path, json=sent, headers=ray.headers, timeout=60)
    assert answer.status_code == 201, answer.text
    assert "1 remark" in ann.get("/backoffice/").text and screen in ann.get("/backoffice/").text
    page = ann.get(screen).text
    assert "Closed since May" in page and "ray@example.org" in page and f"/record/{identifier}/" in page
    assert "<script>alert" not in page and "<b>Oak" not in page
    [form] = forms(page, screen)
    stranger = Publisher(portal, "ray@example.org")
    assert stranger.http.get(portal.address + screen, timeout=60).status_code == 403
    assert ann.post(screen, {"feedback": "df_none"}).status_code == 404
    assert ann.post(screen, form).status_code == 303
    assert "Nobody has said anything" in ann.get(screen).text
    assert "Closed since May" in ann.get(screen + "?archived=1").text
    assert "remark" not in ann.get("/backoffice/").text


def test_the_lists_of_jobs_and_keys_say_what_they_are(portal: Portal, ann: Publisher) -> None:
    assert "Nothing has been done in the background yet." in ann.get("/backoffice/jobs/").text
    failed = ann.get("/backoffice/jobs/?state=failed").text
    assert "No job is in this state." in failed and 'href="/backoffice/jobs/"' in failed
    missing = ann.get("/backoffice/jobs/0199aaaa-0000-7000-8000-000000000000/")
    assert missing.status_code == 404 and "Nothing here" in missing.text
    root = Publisher(portal, "root@example.org")
    assert 'href="/account/keys/"' in root.get("/backoffice/keys/").text


def test_a_reader_says_on_the_page_of_a_record_that_it_is_wrong(portal: Portal, ann: Publisher) -> None:
    ann.publish(ann.upload("parks.csv", PARKS.encode()))
    table = portal.get("/explore/dataset/parks/table/").text
    path = re.search(r"/explore/dataset/parks/record/[0-9a-f]+/", table)
    assert path, table
    strange = portal.get(path[0])
    assert "Something is wrong" not in strange.text and "set-cookie" not in strange.headers
    ray = Publisher(portal, "ray@example.org")
    page = ray.get(path[0]).text
    assert "Something is wrong with this record" in page

    def say(comment: str, path: str = path[0]) -> requests.Response:
        form = {"csrfmiddlewaretoken": token(page), "comment": comment}
        return ray.http.post(portal.address + path, data=form, allow_redirects=False, timeout=60)

    empty = say("  ")
    assert empty.status_code == 422 and "Say in words" in empty.text
    long = say(NASTY * 1000)
    assert long.status_code == 422 and "<script>alert" not in long.text
    sent = say(f"It is an elm. {NASTY}")
    assert sent.status_code == 303
    assert "Thank you" in ray.get(sent.headers["location"]).text
    told = ann.get("/backoffice/datasets/parks/feedback/").text
    assert "It is an elm." in told and "<script>alert" not in told
    forged = requests.post(portal.address + path[0], data={"comment": "x"}, cookies=ray.http.cookies, timeout=60)
    assert forged.status_code == 403
    assert requests.post(portal.address + path[0], data={"comment": "x"}, timeout=60).status_code in (401, 403)
    gone = say("x", "/explore/dataset/parks/record/" + "0" * 40 + "/")
    assert gone.status_code == 404
