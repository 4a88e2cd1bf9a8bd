"""Has a portal words of its own for its datasets? Defined in the settings, filled in on a form, asked for before readers see the dataset, and
told to readers and programs."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any, Iterator

import pytest
import requests

from automation import Program
from conftest import Portal
from test_publishing import PASSWORD, Publisher, fields, unescape

SETTINGS = "/backoffice/settings/metadata/"
CSV = b"id,name\n1,Oak\n2,Elm\n"


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    portal = Portal(tmp_path / "data")
    for email, role in [("root@example.org", "administrator"), ("ann@example.org", "publisher")]:
        portal.run("user", "add", email, "--role", role, "--password-stdin", stdin=PASSWORD + "\n")
    portal.serve()
    yield portal
    portal.stop()


@pytest.fixture
def root(portal: Portal) -> Publisher:
    return Publisher(portal, "root@example.org")


@pytest.fixture
def ann(portal: Portal) -> Publisher:
    return Publisher(portal, "ann@example.org")


def save(root: Publisher, changes: dict[str, str]) -> requests.Response:
    return root.post(SETTINGS, fields(root.get(SETTINGS).text, changes))


def define(root: Publisher) -> None:
    """One field after the other, as somebody would who sees one blank form below the others."""
    wanted = [
        {"label": "Data owner", "need": "mandatory", "facet": "1", "help": "The department."},
        {"label": "Rhythm", "name": "rhythm", "form": "choice", "choices": "daily\nweekly", "facet": "1"},
        {"label": "Staff", "name": "staff", "form": "int"},
        {"label": "Reviewed", "name": "reviewed", "form": "date", "need": "recommended"},
        {"label": "Notes", "name": "notes", "form": "long_text", "internal": "1"},
    ]
    for number, field in enumerate(wanted):
        answer = save(root, {f"{part}_{number}": value for part, value in field.items()})
        assert answer.status_code == 303, answer.text


def metas(portal: Portal) -> dict[str, Any]:
    answer = portal.api("/catalog/datasets/parks")
    assert answer.status_code == 200, answer.text
    return answer.json()["metas"]["custom"]


def test_fields_are_asked_for_and_told(portal: Portal, root: Publisher, ann: Publisher) -> None:
    define(root)
    path = ann.upload("parks.csv", CSV)
    about = ann.get(path + "about/").text
    assert "Fields of this portal" in about and "The department." in about
    sent = fields(about, {"title": "Parks", "id": "parks", "own_staff": "many", "own_notes": "ask Bob"})
    answer = ann.post(path + "about/", [*sent, ("go", "publish")])
    assert answer.status_code == 422
    page = unescape(answer.text)
    assert "Fill this in before the dataset is published" in page and "Write a whole number" in page
    assert "ask Bob" in page, "nothing that was typed is lost"

    ann.publish(path, own_data_owner="Parks department", own_rhythm="weekly", own_staff="12", own_notes="ask Bob")
    assert metas(portal) == {"data_owner": "Parks department", "rhythm": "weekly", "staff": 12, "reviewed": None}
    shown = portal.get("/explore/dataset/parks/information/").text
    assert "Data owner" in shown and "Parks department" in shown and "ask Bob" not in shown

    found = portal.api("/catalog/datasets", where="custom.staff > 10 and custom.data_owner = 'Parks department'").json()
    assert found["total_count"] == 1
    assert portal.api("/catalog/datasets", refine="custom.rhythm:weekly").json()["total_count"] == 1
    facets = {facet["name"]: facet for facet in portal.api("/catalog/facets").json()["facets"]}
    assert facets["custom.data_owner"]["facets"][0]["name"] == "Parks department"
    assert "custom.staff" not in facets
    table = portal.api("/catalog/exports/csv").text.lstrip("\ufeff")
    row = next(csv.DictReader(io.StringIO(table), delimiter=";"))
    assert row["custom.rhythm"] == "weekly" and "custom.notes" not in row
    template = portal.api("/catalog/metadata_templates/basic/custom").json()["metadata_template"]["schema"]
    told = {field["name"]: field for field in template}
    assert list(told) == ["data_owner", "rhythm", "staff", "reviewed"]
    assert told["rhythm"]["values"] == ["daily", "weekly"] and told["data_owner"]["allow_empty"] is False
    old = portal.get("/api/datasets/1.0/parks/").json()["metas"]
    assert old["rhythm"] == "weekly" or old.get("custom", {}).get("rhythm") == "weekly"
    catalog = portal.get("/explore/").text
    assert "Data owner" in catalog and "refine.custom.rhythm=weekly" in catalog
    assert "Parks" in portal.get("/explore/?refine.custom.rhythm=weekly").text
    assert "Parks department" not in portal.get("/explore/?refine.custom.rhythm=daily").text

    office = unescape(ann.get("/backoffice/datasets/parks/").text)
    assert "ask Bob" in office and "Readers do not see it." in office
    assert "without a field that this portal wants" in unescape(ann.get("/backoffice/").text)


def test_the_rule_is_one_for_pages_programs_and_the_command_line(portal: Portal, root: Publisher, ann: Publisher) -> None:
    define(root)
    file = portal.data / "parks.csv"
    file.write_bytes(CSV)
    with pytest.raises(AssertionError, match="data_owner.*has to be filled in"):
        portal.run("import", str(file))
    portal.run("import", str(file), "--draft")
    key = portal.run("key", "create", "--user", "ann@example.org", "--label", "test").splitlines()[-1]
    program = Program(portal, key)
    uid = program.call("GET", "/datasets/", 200)["results"][0]["uid"]
    custom = f"/datasets/{uid}/metadata/custom/"

    refused = program.call("POST", f"/datasets/{uid}/publish/", 400)
    assert "data_owner" in str(refused)
    draft = ann.get("/backoffice/datasets/parks/").text
    revision = dict(fields(draft, {}))["revision"]
    page = ann.post("/backoffice/datasets/parks/publish/", {"revision": revision})
    assert page.status_code == 409 and "data_owner" in page.text

    for name, wrong in [("staff", "many"), ("reviewed", "soon"), ("rhythm", "hourly"), ("data_owner", ["a", "b"])]:
        refused = program.call("PUT", f"{custom}{name}/", 400, json={"value": wrong})
        assert f"custom.{name}" in str(refused), refused
    for name, right in [("staff", 12), ("reviewed", "2026-11-25"), ("rhythm", "daily"), ("data_owner", "Parks")]:
        program.call("PUT", f"{custom}{name}/", 200, json={"value": right})
    program.call("POST", f"/datasets/{uid}/publish/", 200)
    words = program.call("GET", "/metadata/templates/custom/", 200)["fields"]
    assert [(word["name"], word["type"], word["required"]) for word in words][:2] == [
        ("data_owner", "text", True),
        ("rhythm", "enum", False),
    ]
    suggested = program.call("GET", "/metadata/templates/custom/fields/rhythm/suggest/", 200)["results"]
    assert [one["value"] for one in suggested] == ["daily", "weekly"]
    refused = program.call("DELETE", f"{custom}data_owner/", 400)
    assert "has to be filled in" in str(refused)
    assert metas(portal)["data_owner"] == "Parks"


def test_what_is_taken_away_comes_back(portal: Portal, root: Publisher, ann: Publisher) -> None:
    define(root)
    ann.publish(ann.upload("parks.csv", CSV), own_data_owner="Parks", own_rhythm="weekly", own_staff="3", own_notes="ask Bob")
    assert "notes" not in portal.api("/catalog/datasets/parks?version=1").text
    assert save(root, {"remove_0": "1", "remove_2": "1", "remove_4": "1"}).status_code == 303
    assert "notes" not in metas(portal), "what was internal does not become public"
    assert "notes" not in portal.api("/catalog/datasets/parks?version=1").text
    assert "notes" not in portal.api("/catalog/exports/csv").text
    assert metas(portal)["data_owner"] == "Parks", "as a word that somebody added"
    sent = fields(ann.get("/backoffice/datasets/parks/").text, {"title": "Parks and trees"})
    assert ann.post("/backoffice/datasets/parks/", sent).status_code == 303
    assert save(root, {"label_3": "Staff", "name_3": "staff", "form_3": "int", "place_3": "1"}).status_code == 303
    assert metas(portal)["staff"] == 3


def test_settings_say_what_is_wrong_and_two_who_change_them_learn_of_each_other(portal: Portal, root: Publisher, ann: Publisher) -> None:
    define(root)
    assert ann.get(SETTINGS).status_code == 403
    for changes, told in [
        ({"label_5": "Days", "name_5": "the days"}, "is no name"),
        ({"label_5": "Days", "name_5": "staff"}, "twice"),
        ({"label_5": "Days", "form_5": "choices"}, "what there is to choose from"),
        ({"label_5": "x" * 300}, "200"),
    ]:
        answer = save(root, changes)
        assert answer.status_code == 422 and told in unescape(answer.text), answer.text
    first = fields(root.get(SETTINGS).text, {"label_0": "Owner"})
    second = fields(root.get(SETTINGS).text, {"label_0": "Keeper"})
    assert root.post(SETTINGS, first).status_code == 303
    again = root.post(SETTINGS, second)
    assert again.status_code == 409 and "Keeper" in again.text
    trail = unescape(root.get("/backoffice/trail/?thing=settings").text)
    assert "Data owner" in trail and "Owner" in trail


def test_markup_stays_words(portal: Portal, root: Publisher, ann: Publisher) -> None:
    nasty = '"><script>alert(1)</script>'
    assert save(root, {"label_0": nasty, "name_0": "x", "help_0": nasty, "form_0": "choice", "choices_0": nasty}).status_code == 303
    ann.publish(ann.upload("parks.csv", CSV), own_x=nasty)
    for page in ["/explore/dataset/parks/information/", "/explore/", "/backoffice/datasets/parks/", SETTINGS]:
        assert "<script>alert" not in root.get(page).text, page
    assert metas(portal) == {"x": nasty}
