"""Is anything lost when two publishers change the same dataset at one moment, or when the server dies under one of them?"""

from __future__ import annotations

import io
import json
import re
import signal
import sqlite3
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Callable, Iterator

import openpyxl
import pytest
import requests

from automation import Program, settled as published
from conftest import Portal
from source import File, Source
from test_publishing import PARKS, PASSWORD, Publisher, fields, unescape

SCREEN = "/backoffice/datasets/parks/"
STEPS = SCREEN + "processing/"
NEXT = b"id,name,acres,opened\n9,Fir,1,2025-01-01\n"
LONGEST = 120


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    portal = Portal(tmp_path / "data")
    portal.data.mkdir()
    (portal.data / "portico.toml").write_text('[fetch]\nnetworks = ["127.0.0.0/8"]\n')
    for name in ["ann", "bob"]:
        portal.run("user", "add", f"{name}@example.org", "--role", "publisher", "--password-stdin", stdin=PASSWORD + "\n")
    portal.serve()
    yield portal
    portal.stop()


@pytest.fixture
def ann(portal: Portal) -> Publisher:
    return Publisher(portal, "ann@example.org")


@pytest.fixture
def bob(portal: Portal) -> Publisher:
    return Publisher(portal, "bob@example.org")


def at_once(*acts: Callable[[], requests.Response]) -> list[requests.Response]:
    """Everything at one moment."""
    gate = threading.Barrier(len(acts))

    def begin(act: Callable[[], requests.Response]) -> requests.Response:
        gate.wait()
        return act()

    with ThreadPoolExecutor(len(acts)) as pool:
        return list(pool.map(begin, acts))


def sender(one: Publisher, path: str, form: dict[str, str] | list[tuple[str, str]]) -> Callable[[], requests.Response]:
    """A form that is ready to be sent: the token is there already."""
    pairs = [("csrfmiddlewaretoken", one.token()), *(form.items() if isinstance(form, dict) else form)]
    address = one.portal.address + path
    return lambda: one.http.post(address, data=pairs, allow_redirects=False, timeout=120)


def revision(one: Publisher) -> str:
    found = re.search(r'name="revision" value="(\d+)"', one.get(SCREEN).text)
    assert found
    return found[1]


def rows(portal: Portal, question: str) -> list[tuple]:
    """What the registry says."""
    database = sqlite3.connect(portal.data / "portico.db", timeout=30)
    try:
        return database.execute(question).fetchall()
    finally:
        database.close()


def statuses(answers: list[requests.Response]) -> list[int]:
    return sorted(answer.status_code for answer in answers)


def test_of_two_who_do_something_at_one_moment_one_is_told_of_the_other(portal: Portal, ann: Publisher, bob: Publisher) -> None:
    ann.publish(ann.upload("parks.csv", PARKS.encode()), title="Parks")
    for turn in range(4):
        page = ann.get(SCREEN).text
        saved = [sender(one, SCREEN, fields(page, {"title": f"Parks {turn} of {name}"})) for one, name in ((ann, "Ann"), (bob, "Bob"))]
        answers = at_once(*saved)
        assert statuses(answers) == [303, 409], [answer.text for answer in answers]
        winner = "Ann" if answers[0].status_code == 303 else "Bob"
        assert portal.api("/catalog/datasets/parks").json()["metas"]["default"]["title"] == f"Parks {turn} of {winner}"
        [loser] = [answer for answer in answers if answer.status_code == 409]
        assert f"Parks {turn} of Ann" in loser.text and f"Parks {turn} of Bob" in loser.text
    changes = rows(portal, "SELECT COUNT(*) FROM trail WHERE object_id = 'parks' AND action = 'change'")
    assert changes == [(4,)], "what did not happen is not in the trail"

    # The description, and the state.
    form = fields(ann.get(SCREEN).text, {"title": "Parks at last"})
    answers = at_once(sender(ann, SCREEN, form), sender(bob, SCREEN + "unpublish/", {"revision": revision(bob)}))
    assert statuses(answers) == [303, 409]
    if answers[1].status_code == 409:
        assert bob.post(SCREEN + "unpublish/", {"revision": revision(bob)}).status_code == 303
    assert portal.api("/catalog/datasets/parks").status_code == 404
    answers = at_once(*[sender(one, SCREEN + "publish/", {"revision": revision(one)}) for one in (ann, bob)])
    assert statuses(answers) == [303, 409]

    # New data of both: one job at a time, the other is told which one is at work.
    sent = []
    for one, number in ((ann, 50), (bob, 60)):
        path = one.upload("parks.csv", f"id,name,acres,opened\n{number},Oak,1,2024-01-01\n".encode(), dataset="parks")
        sent.append(sender(one, path, [*fields(one.get(path).text, {"accept_drift": "1"}), ("go", "update")]))
    answers = at_once(*sent)
    assert statuses(answers) in ([303, 409], [303, 303]), [answer.text for answer in answers]
    for answer, one in zip(answers, (ann, bob)):
        if answer.status_code == 303:
            one.wait(answer.headers["location"])
        else:
            assert "waits or runs" in answer.text
    assert len(rows(portal, "SELECT id FROM versions")) == 1 + statuses(answers).count(303)

    # Deleted by one, described by the other.
    form = fields(ann.get(SCREEN).text, {"title": "Parks too late"})
    answers = at_once(sender(ann, SCREEN, form), sender(bob, SCREEN + "delete/", {"revision": revision(bob)}))
    assert answers[0].status_code in (303, 404, 409) and 303 in statuses(answers), [answer.text for answer in answers]
    if answers[1].status_code != 303:
        assert answers[1].status_code == 409
        assert bob.post(SCREEN + "delete/", {"revision": revision(bob)}).status_code == 303
    assert ann.get(SCREEN).status_code == 404
    answers = at_once(*[sender(one, SCREEN + "bring-back/", {}) for one in (ann, bob)])
    assert 303 in statuses(answers) and all(answer.status_code in (303, 404, 409) for answer in answers)
    assert ann.get(SCREEN).status_code == 200


def step_form(page: str, act: str, **changes: str) -> list[tuple[str, str]]:
    """The form of one step, filled in."""
    return [*fields(page, {name.replace("_", "-", 1): value for name, value in changes.items()}), ("act", act)]


def steps(portal: Portal) -> list[dict]:
    """The steps that the next publication applies."""
    [(text,)] = rows(portal, "SELECT steps_doc FROM processing")
    return json.loads(text)["steps"]


def buttons(page: str) -> list[dict[str, str]]:
    """The forms with buttons, one for each step of the list, with what they hold."""
    found = re.findall(r'<form method="post"[^>]*class="step-acts".*?</form>', page, re.S)
    return [dict(fields(f"<main>{form}</main>", {})) for form in found]


def key_of(portal: Portal, email: str) -> Program:
    return Program(portal, portal.run("key", "create", "--user", email, "--label", "test").splitlines()[-1])


def test_of_two_who_change_the_steps_at_one_moment_one_is_told_and_keeps_his_words(portal: Portal, ann: Publisher, bob: Publisher) -> None:
    ann.publish(ann.upload("parks.csv", PARKS.encode()), title="Parks")
    page = ann.get(STEPS + "?add=copy_field").text
    for turn in range(3):
        named = [(one, f"{name}_{turn}") for one, name in ((ann, "ann"), (bob, "bob"))]
        answers = at_once(*[sender(one, STEPS, step_form(page, "add", p_field="name", p_output=name)) for one, name in named])
        assert statuses(answers) == [303, 409], [answer.text for answer in answers]
        place = [answer.status_code for answer in answers].index(409)
        loser, lost = named[place]
        kept = [name for one, name in named if one is not loser]
        assert [step["output"] for step in steps(portal)[2 * turn :]] == kept
        told = answers[place].text
        assert "somebody else changed the steps meanwhile" in told
        assert f'value="{lost}"' in told and f"output: {kept[0]}" in told, "his words, beside what the other did"
        assert loser.post(STEPS, step_form(told, "add")).status_code == 303, "once he has seen it, he may"
        assert [step["output"] for step in steps(portal)[2 * turn :]] == [*kept, lost]
        page = ann.get(STEPS + "?add=copy_field").text
    assert rows(portal, "SELECT COUNT(*) FROM trail WHERE object_id = 'parks' AND action = 'change'") == [(6,)]

    # The same step opened by both, and every button of a list that is old.
    first = steps(portal)[0]["uid"]
    page, listed = ann.get(f"{STEPS}?edit={first}").text, buttons(ann.get(STEPS).text)
    assert ann.post(STEPS, step_form(page, "save", label="The words of Ann")).status_code == 303
    late = bob.post(STEPS, step_form(page, "save", label="The words of Bob"))
    assert late.status_code == 409 and "The words of Bob" in late.text and "The words of Ann" in late.text
    for act in ("up", "down", "off", "delete"):
        late = bob.post(STEPS, {**listed[2], "act": act})
        assert late.status_code == 409 and "somebody else changed" in late.text, act
    assert bob.post(STEPS, {**listed[2], "act": "move", "to": "0"}).status_code == 409
    assert [step.get("label", "") for step in steps(portal)] == ["The words of Ann", "", "", "", "", ""]
    assert [step["uid"] for step in steps(portal)] == [form["uid"] for form in listed]


def test_a_step_that_somebody_else_deleted_does_not_take_the_words_of_its_editor_along(portal: Portal, ann: Publisher, bob: Publisher) -> None:
    ann.publish(ann.upload("parks.csv", PARKS.encode()), title="Parks")
    page = ann.get(STEPS + "?add=expression").text
    assert ann.post(STEPS, step_form(page, "add", p_expression="=name", p_output="words")).status_code == 303
    page = bob.get(f"{STEPS}?edit={steps(portal)[0]['uid']}").text
    [form] = buttons(ann.get(STEPS).text)
    assert ann.post(STEPS, {**form, "act": "delete"}).status_code == 303
    written = "=upper(name) & ' is a park'"
    late = bob.post(STEPS, step_form(page, "save", p_expression=written))
    assert late.status_code == 409, late.text
    assert "somebody else changed the steps meanwhile" in late.text and written in unescape(late.text)
    assert steps(portal) == []
    assert bob.post(STEPS, step_form(late.text, "add")).status_code == 303
    assert [step["expression"] for step in steps(portal)] == [written]


def test_records_are_not_made_with_steps_that_the_one_who_starts_it_has_not_seen(portal: Portal, ann: Publisher, bob: Publisher) -> None:
    ann.publish(ann.upload("parks.csv", PARKS.encode()), title="Parks")
    page = ann.get(STEPS + "?add=copy_field").text
    assert ann.post(STEPS, step_form(page, "add", p_field="name", p_output="twice")).status_code == 303
    seen = bob.get(STEPS).text
    [start] = [form for form in re.findall(r"<form.*?</form>", seen, re.S) if 'value="apply"' in form]
    page = ann.get(STEPS + "?add=skip_records").text
    assert ann.post(STEPS, step_form(page, "add", p_condition="id < 100")).status_code == 303
    late = bob.post(STEPS, [*fields(f"<main>{start}</main>", {}), ("act", "apply")])
    assert late.status_code == 409, late.headers
    assert "somebody else changed the steps meanwhile" in late.text and "id &#60; 100" in late.text
    assert len(portal.api("/catalog/datasets/parks/records").json()["results"]) == 3


def test_an_update_does_not_take_away_a_field_that_came_after_the_look(portal: Portal, ann: Publisher, bob: Publisher) -> None:
    """The fields of a dataset: Bob agrees to what he was shown, and Ann has added another field meanwhile."""
    ann.publish(ann.upload("parks.csv", PARKS.encode()), title="Parks")
    path = bob.upload("parks.csv", b"id,name,acres,opened,height\n1,Oak,12,2024-05-01,20\n", dataset="parks")
    page = bob.get(path).text
    assert "height" in page and "species" not in page
    other = ann.upload("parks.csv", b"id,name,acres,opened,species\n1,Oak,12,2024-05-01,Quercus\n", dataset="parks")
    ann.wait(ann.update(other, accept_drift="1").headers["location"])
    late = bob.post(path, [*fields(page, {"accept_drift": "1"}), ("go", "update")])
    assert late.status_code == 409, late.headers
    assert "species" in late.text.split("<main", 1)[1], "he is told what would go"
    assert portal.api("/catalog/datasets/parks/records").json()["results"][0]["species"] == "Quercus"
    answer = bob.post(path, [*fields(late.text, {"accept_drift": "1"}), ("go", "update")])
    bob.wait(answer.headers["location"])
    assert portal.api("/catalog/datasets/parks/records").json()["results"][0]["height"] == 20


def test_records_that_came_after_the_look_are_not_replaced_unseen(portal: Portal, ann: Publisher, bob: Publisher) -> None:
    ann.publish(ann.upload("parks.csv", PARKS.encode()), title="Parks")
    path = bob.upload("parks.csv", NEXT, dataset="parks")
    page = bob.get(path).text
    ann.wait(ann.update(ann.upload("parks.csv", NEXT, dataset="parks"), mode="append").headers["location"])
    late = bob.post(path, [*fields(page, {}), ("go", "update")])
    assert late.status_code == 409 and "Version 2 by ann@example.org came since you looked" in late.text
    assert portal.api("/catalog/datasets/parks/records").json()["total_count"] == 4
    again = bob.post(path, [*fields(late.text, {}), ("go", "update")])
    bob.wait(again.headers["location"])
    assert portal.api("/catalog/datasets/parks/records").json()["total_count"] == 1


def test_another_sheet_with_other_columns_is_looked_at(portal: Portal, ann: Publisher) -> None:
    """A cover sheet comes first: as in most workbooks of towns."""
    book = openpyxl.Workbook()
    book.active.title = "Notes"
    book.active["A1"] = "This is a cover sheet"
    data = book.create_sheet("Data")
    for row in [["name", "trees"], *([f"Park {number}", number] for number in range(20))]:
        data.append(row)
    content = io.BytesIO()
    book.save(content)
    path = ann.upload("parks.xlsx", content.getvalue())
    page = ann.look(path, sheet="Data")
    assert "Park 7" in page and "there is no field" not in page
    page = ann.look(path, **{"c1.description": "How many trees"})
    assert "there is no field `trees` any more" in ann.look(path, sheet="Notes")
    assert "Park 7" in ann.look(path, sheet="Data")
    ann.publish(path)
    assert portal.api("/catalog/datasets/parks/records").json()["total_count"] == 20


def test_a_column_is_left_out_of_the_table_and_comes_back(portal: Portal, ann: Publisher) -> None:
    """Hidden from sight only: readers can ask for it, programs and exports have it."""
    path = ann.upload("parks.csv", PARKS.encode())
    refused = ann.look(path, crs="EPSG:999999")
    assert "the coordinate reference system `EPSG:999999` is not known" in refused
    assert 'name="c2.hidden" type="checkbox" value="1" checked' in ann.look(path, **{"c2.hidden": "1"})
    ann.publish(path)
    table = "/explore/dataset/parks/table/"
    heads = lambda page: re.findall(r'<th scope="col".*?</th>', page.split("<tbody", 1)[0], re.S)
    shown = [name for name in ("name", "acres", "opened") if any(name in head for head in heads(ann.get(table).text))]
    assert shown == ["name", "opened"]
    assert any("acres" in head for head in heads(ann.get(table + "?cols=name,acres").text))
    schema = portal.api("/catalog/datasets/parks").json()["fields"]
    assert [field["annotations"].get("hideintable") for field in schema if field["name"] == "acres"] == [True]
    assert portal.api("/catalog/datasets/parks/records").json()["results"][0]["acres"]
    again = ann.upload("parks.csv", PARKS.encode(), dataset="parks")
    form = [(name, value) for name, value in fields(ann.get(again).text, {}) if name != "c2.hidden"]
    assert ("c2.was_hidden", "1") in form
    ann.wait(ann.post(again, [*form, ("go", "update")]).headers["location"])
    assert any("acres" in head for head in heads(ann.get(table).text))


def test_the_fields_of_a_file_are_decided_by_one_window_at_a_time(portal: Portal, ann: Publisher) -> None:
    path = ann.upload("parks.csv", PARKS.encode())
    page = ann.get(path).text
    for turn in range(3):
        windows = [f"Name {turn} of window {number}" for number in range(2)]
        answers = at_once(*[sender(ann, path, [*fields(page, {"c1.label": words}), ("go", "look")]) for words in windows])
        assert statuses(answers) == [303, 409], [answer.text for answer in answers]
        page = ann.get(path).text
        place = [answer.status_code for answer in answers].index(303)
        assert windows[place] in page and windows[1 - place] not in page


def test_programs_that_change_fields_and_steps_at_one_moment_lose_nothing_that_was_confirmed(portal: Portal, ann: Publisher, bob: Publisher) -> None:
    ann.publish(ann.upload("parks.csv", PARKS.encode()), title="Parks")
    two = [key_of(portal, f"{name}@example.org") for name in ("ann", "bob")]
    sent = {"type": "rename", "from_name": "acres", "to_name": "size"}
    path = "/datasets/parks/fields/"
    made = [two[0].call("POST", path, 201, json={**sent, "label": "made"})["uid"] for _ in range(8)]

    def put(number: int, **more: object) -> Callable[[], requests.Response]:
        """Program and step by number; the label says who it was."""
        one, uid = two[number % 2], made[number // 2 % len(made)]
        body = {**sent, "to_name": f"size{number}", "label": f"by {number}", **more}
        return lambda: requests.put(f"{one.address}{path}{uid}/", json=body, headers=one.headers, timeout=60)

    for positions in ({}, {"position": 0}):
        before = {step["uid"]: step["label"] for step in steps(portal)}
        answers = at_once(*[put(number, **positions) for number in range(16)])
        assert {answer.status_code for answer in answers} <= {200, 409}, [answer.text for answer in answers]
        labels = {step["uid"]: step["label"] for step in steps(portal)}
        for place, uid in enumerate(made):
            kept = [f"by {n}" for n in (2 * place, 2 * place + 1) if answers[n].status_code == 200]
            assert labels[uid] in (kept or [before[uid]]), "what was refused is not half done"
        for answer in answers:
            if answer.status_code == 409:
                assert answer.json()["error_code"] == "conflict" and "somebody else" in answer.json()["message"]

    # A program and a person: the page is old as soon as the program was at work.
    page, [form, *_] = bob.get(f"{STEPS}?edit={made[0]}").text, buttons(bob.get(STEPS).text)
    two[0].call("PUT", f"{path}{made[0]}/", 200, json={**sent, "label": "The program"})
    late = bob.post(STEPS, step_form(page, "save", label="The person"))
    assert late.status_code == 409 and "The person" in late.text and "The program" in late.text
    assert bob.post(STEPS, {**form, "act": "delete"}).status_code == 409
    answers = at_once(*[lambda one=one: requests.delete(f"{one.address}{path}{made[0]}/", headers=one.headers, timeout=60) for one in two])
    assert statuses(answers) in ([204, 404], [204, 409]), [answer.text for answer in answers]
    assert len(steps(portal)) == 7
    for uid in made[1:]:
        two[1].call("DELETE", f"{path}{uid}/", 204)
    two[1].call("POST", path, 201, json=sent)
    two[0].call("POST", "/datasets/parks/publish/", 200)
    assert published(two[0], "parks")["status"] == "idle"
    assert sorted(portal.api("/catalog/datasets/parks/records").json()["results"][0]) == ["id", "name", "opened", "size"]


def test_the_identifier_of_a_deleted_dataset_stays_its_own(portal: Portal, ann: Publisher, bob: Publisher) -> None:
    ann.publish(ann.upload("parks.csv", PARKS.encode()), title="Parks")
    assert ann.post(SCREEN + "delete/", {"revision": revision(ann)}).status_code == 303
    job = bob.publish(bob.upload("parks.csv", NEXT), title="Other parks")
    assert "was deleted a while ago and can still be brought back" in job
    assert portal.api("/catalog/datasets/parks").status_code == 404
    assert ann.post(SCREEN + "bring-back/", {}).status_code == 303
    assert portal.api("/catalog/datasets/parks").json()["metas"]["default"]["title"] == "Parks"
    assert [row["id"] for row in portal.api("/catalog/datasets/parks/records", order_by="id").json()["results"]] == [1, 2, 3]


def test_a_server_that_dies_in_any_step_leaves_a_clean_state(portal: Portal, ann: Publisher) -> None:
    source = Source().start()
    source.files["/parks.csv"] = File(PARKS.encode() * 200, pause=0.01)
    try:
        ann.publish(ann.upload("parks.csv", PARKS.encode()), title="Parks")
        path = ann.upload("parks.csv", NEXT, dataset="parks")
        ann.wait(ann.update(path, accept_drift="1").headers["location"])
        waiting = ann.upload("trees.csv", PARKS.encode())

        def about() -> tuple[str, list[tuple[str, str]]]:
            page = ann.get(waiting + "about/").text
            return waiting + "about/", [*fields(page, {"title": "Trees", "id": "trees"}), ("go", "publish")]

        steps: list[tuple[str, Callable[[], tuple[str, object]]]] = [
            ("describe", lambda: (SCREEN, fields(ann.get(SCREEN).text, {"title": f"Parks {time.time()}"}))),
            ("unpublish", lambda: (SCREEN + "unpublish/", {"revision": revision(ann)})),
            ("publish", lambda: (SCREEN + "publish/", {"revision": revision(ann)})),
            ("restore", lambda: (SCREEN + "restore/", {"number": "1"})),
            ("look", lambda: (waiting, [*fields(ann.get(waiting).text, {"c1.label": "Name"}), ("go", "look")])),
            ("fetch", lambda: ("/backoffice/datasets/new/", {"address": source.address + "/parks.csv", "dataset": ""})),
            ("first publication", about),
            ("delete", lambda: (SCREEN + "delete/", {"revision": revision(ann)})),
            ("bring back", lambda: (SCREEN + "bring-back/", {})),
        ]
        for number, (name, make) in enumerate(steps):
            path, form = make()
            act = sender(ann, path, form)

            def send() -> None:
                try:
                    act()
                except requests.RequestException:
                    pass

            worker = threading.Thread(target=send)
            worker.start()
            time.sleep(0.015 * (number % 3))
            restart(portal, ann)
            worker.join()
            settled(portal, name)
            if name in ("unpublish", "delete") and ann.get(SCREEN).status_code == 200:
                # Done or not at all: what was not, is done now, so that the next step has something to do.
                ann.post(path, {"revision": revision(ann)})
            for screen in ("/backoffice/", "/backoffice/datasets/", "/backoffice/jobs/"):
                assert ann.get(screen).status_code == 200, f"{name}: {screen}"
            shown = portal.api("/catalog/datasets/parks/records", order_by="id")
            assert shown.status_code in (200, 404), f"{name}: {shown.text}"
            if shown.status_code == 200:
                found = [row["id"] for row in shown.json()["results"]]
                assert found in ([1, 2, 3], [9]), f"{name}: {found}"
        folders = {folder.name for folder in portal.data.glob("objects/datasets/*/*") if folder.is_dir()}
        assert folders == {row[0] for row in rows(portal, "SELECT id FROM versions")}
        uploads = {folder.name for folder in (portal.data / "uploads").iterdir()}
        assert uploads == {row[0] for row in rows(portal, "SELECT id FROM uploads")}
        restart(portal, ann)
        assert rows(portal, "PRAGMA integrity_check") == [("ok",)]
        assert rows(portal, "PRAGMA foreign_key_check") == []
    finally:
        source.stop()


def restart(portal: Portal, one: Publisher) -> None:
    """As a power cut ends it, and then it is switched on again."""
    assert portal.process
    portal.process.send_signal(signal.SIGKILL)
    portal.process.wait()
    portal.serve()
    one.http.headers["origin"] = portal.address


def settled(portal: Portal, name: str) -> None:
    """Every job comes to an end."""
    end = time.monotonic() + LONGEST
    while left := rows(portal, "SELECT kind, state, reason FROM jobs WHERE state NOT IN ('done', 'failed', 'cancelled')"):
        assert time.monotonic() < end, f"after {name}: {left}"
        time.sleep(0.2)
    failed = rows(portal, "SELECT kind, reason FROM jobs WHERE state = 'failed'")
    assert failed == [], f"after {name}: {failed}"
