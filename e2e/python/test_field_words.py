"""Can an editor describe the fields of a published dataset on a form, and do the words last?"""

from __future__ import annotations

from pathlib import Path
from typing import Iterator

import pytest
import requests

from automation import CSV, Program
from conftest import Portal
from test_publishing import PASSWORD, Publisher, fields, unescape

PATH = "/backoffice/datasets/parks/fields/"


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    portal = Portal(tmp_path / "data")
    for email, role in [("ann@example.org", "publisher"), ("bob@example.org", "publisher"), ("ray@example.org", "reader")]:
        portal.run("user", "add", email, "--role", role, "--password-stdin", stdin=PASSWORD + "\n")
    portal.serve()
    yield portal
    portal.stop()


@pytest.fixture
def ann(portal: Portal) -> Publisher:
    ann = Publisher(portal, "ann@example.org")
    ann.publish(ann.upload("parks.csv", CSV))
    return ann


def told(portal: Portal) -> dict[str, dict]:
    answer = portal.api("/catalog/datasets/parks")
    assert answer.status_code == 200, answer.text
    return {field["name"]: field for field in answer.json()["fields"]}


def send(who: Publisher, page: str, act: str, off: tuple[str, ...] = (), **changes: str) -> requests.Response:
    """The form as a browser sends it: in the order of the page, with these fields changed and these boxes not ticked."""
    import re

    form = re.search(r'<form class="office-form".*?</form>', page, re.S)
    assert form, page
    pairs: list[tuple[str, str]] = []
    for tag, name, rest in re.findall(r'<(input|textarea)[^>]*? name="([^"]+)"([^>]*>(?:[^<]*</textarea>)?)', form[0]):
        if name == "csrfmiddlewaretoken" or name in off:
            continue
        if 'type="checkbox"' in rest and not re.search(r"\schecked", rest) and name not in changes:
            continue
        value = re.search(r'value="([^"]*)"', rest) if tag == "input" else re.search(r">\n?([^<]*)</textarea>", rest)
        pairs.append((name, changes.get(name, unescape(value[1]) if value else "")))
    return who.post(PATH, [*pairs, ("act", act)])


def use(ann: Publisher, off: tuple[str, ...] = (), **changes: str) -> str:
    answer = send(ann, ann.get(PATH).text, "apply", off, **changes)
    assert answer.status_code == 303, answer.text
    return ann.wait(answer.headers["location"].split("?")[0])


def test_words_of_fields_hold_now_and_for_every_later_file(portal: Portal, ann: Publisher) -> None:
    before = told(portal)
    use(ann, **{"f0.label": "Measuring station", "f0.description": "As on the map <b>of</b> 2020.", "f2.unit": "°C", "f1.facet": "1", "f1.hierarchical": ", "})
    now = told(portal)
    assert now["station"]["label"] == "Measuring station" and "<b>of</b>" in now["station"]["description"]
    assert now["reading"]["annotations"]["unit"] == "°C"
    assert now["town"]["annotations"]["hierarchical"] == ","
    assert now["station"]["type"] == before["station"]["type"]
    assert portal.api("/catalog/datasets/parks/records").json()["total_count"] == 3
    assert "<b>of</b>" not in portal.get("/explore/dataset/parks/information/").text

    # The next file has the old headers, and the words stay.
    path = ann.upload("parks.csv", CSV + b"Lake;Nord, Lille;3\n", dataset="parks")
    ann.wait(ann.update(path).headers["location"])
    assert told(portal)["station"]["label"] == "Measuring station"
    assert portal.api("/catalog/datasets/parks/records").json()["total_count"] == 4

    # What is said anew takes the place of what was said; what is taken back goes.
    use(ann, off=("f1.facet",), **{"f0.label": "Station", "f0.description": "", "f2.unit": "", "f1.hierarchical": ""})
    last = told(portal)
    assert last["station"]["label"] == "Station" and not last["station"]["description"]
    key = portal.run("key", "create", "--user", "ann@example.org", "--label", "test").splitlines()[-1]
    program = Program(portal, key)
    uid = program.call("GET", "/datasets/", 200)["results"][0]["uid"]
    steps = program.call("GET", f"/datasets/{uid}/fields/", 200)["results"]
    assert "unit" not in last["reading"]["annotations"] and "hierarchical" not in last["town"]["annotations"]
    assert len(steps) <= 6, "words that are said again are no further steps"


def test_words_that_were_said_with_the_file_can_be_said_anew(portal: Portal) -> None:
    ann = Publisher(portal, "ann@example.org")
    path = ann.upload("parks.csv", CSV)
    page = ann.get(path).text
    sent = fields(page, {"c0.label": "Place", "c0.description": "Where.", "c2.unit": "mm"})
    assert ann.post(path, [*sent, ("go", "look")]).status_code == 303
    ann.publish(path)
    assert told(portal)["station"]["label"] == "Place"
    shown = ann.get(PATH).text
    assert 'value="Place"' in shown and "Where." in shown and 'value="mm"' in shown
    assert send(ann, shown, "save").headers["location"].endswith("?done=unchanged")
    use(ann, **{"f0.label": "Site", "f0.description": "Where it stands.", "f2.unit": "cm"})
    now = told(portal)
    assert (now["station"]["label"], now["station"]["description"]) == ("Site", "Where it stands.")
    assert now["reading"]["annotations"]["unit"] == "cm"
    path = ann.upload("parks.csv", CSV, dataset="parks")
    ann.wait(ann.update(path).headers["location"])
    assert told(portal)["station"]["label"] == "Site"


def test_saved_words_wait_and_are_told_to(portal: Portal, ann: Publisher) -> None:
    answer = send(ann, ann.get(PATH).text, "save", **{"f0.label": "Later"})
    assert answer.status_code == 303
    assert told(portal)["station"]["label"] == "Station"
    page = ann.get(PATH).text
    assert "not used yet" in page and 'value="Later"' in page


def test_of_two_the_second_learns_of_the_first_and_loses_nothing(portal: Portal, ann: Publisher) -> None:
    bob = Publisher(portal, "bob@example.org")
    (hers, his) = (ann.get(PATH).text, bob.get(PATH).text)
    assert send(ann, hers, "save", **{"f0.label": "Hers"}).status_code == 303
    answer = send(bob, his, "save", **{"f0.label": "His"})
    assert answer.status_code == 409 and 'value="His"' in answer.text and "somebody else" in answer.text


def test_who_may_not_change_a_dataset_describes_no_field(portal: Portal, ann: Publisher) -> None:
    ray = Publisher(portal, "ray@example.org")
    assert ray.get(PATH).status_code in (403, 404)
    token = ("csrfmiddlewaretoken", ray.http.cookies["csrftoken"])
    answer = ray.http.post(portal.address + PATH, data=[token, ("seen", "0"), ("f0.name", "station"), ("f0.label", "x")], timeout=60)
    assert answer.status_code in (403, 404)
    assert told(portal)["station"]["label"] == "Station"


def test_bad_forms_are_answered(portal: Portal, ann: Publisher) -> None:
    for form in [[("seen", "x")], [("seen", "0"), ("f0.label", "of nobody")], [("seen", "0"), ("f.name", "gone"), ("f.label", "Gone")]]:
        assert ann.post(PATH, form).status_code in (303, 409), form
    assert told(portal)["station"]["label"] == "Station"
