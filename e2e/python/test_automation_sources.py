"""Can a program fill a dataset? Files, parameters, steps, publication by a job, and what is refused on the way."""

from __future__ import annotations

import io
import json
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import openpyxl
import pytest
import requests

from automation import CSV, Program, from_file, made, records, sent_file, settled
from conftest import Portal


def test_a_program_makes_fills_processes_publishes_updates_and_deletes_a_dataset(
    programs: tuple[Portal, Program, Program, Program],
) -> None:
    portal, admin, _, _ = programs
    uid = made(admin, "air", "Air")
    file = sent_file(admin, uid, "../air.csv", CSV)
    assert (file["filename"], file["size"]) == ("air.csv", len(CSV))
    content = requests.get(file["url"], headers=admin.headers, timeout=60)
    assert content.content == CSV and "no-store" in content.headers["cache-control"]
    assert requests.get(file["url"], timeout=60).status_code == 401
    source = {"datasource": {"type": "uploaded_file", "file": {"uid": file["uid"]}}}
    guessed = admin.call("POST", f"/datasets/{uid}/resources/guess_extractors/", 200, json=source)
    assert guessed[0]["type"] == "csvfile"
    params = admin.call("POST", f"/datasets/{uid}/resources/guess_extractor_params/", 200, json=source)["params"]
    assert (params["separator"], params["headers_first_row"], params["first_row_no"]) == (";", True, 1)
    wrong = {"type": "csvfile", "params": {"separator": ","}, **source}
    assert len(admin.call("POST", f"/datasets/{uid}/resources/preview/", 200, json=wrong)["fields"]) != 3
    look = admin.call("POST", f"/datasets/{uid}/resources/preview/", 200, json=source)
    assert [field["name"] for field in look["fields"]] == ["station", "town", "reading"]
    assert look["results"][0] == {"station": "Hill", "town": "Nord, Lille", "reading": "7"}
    kept = admin.call("POST", f"/datasets/{uid}/resources/", 201, json={"type": "csvfile", "params": params, **source})
    assert (kept["type"], kept["title"], kept["params"]["separator"]) == ("csvfile", "air.csv", ";")
    again = admin.call("GET", f"/datasets/{uid}/resources/{kept['uid']}/preview/", 200)
    assert again["results"] == look["results"]

    processors, fields = f"/datasets/{uid}/processors/", f"/datasets/{uid}/fields/"
    split = {"type": "split_text", "field": "town", "separator": ",", "part": 2, "output": "city", "label": "The city"}
    step = admin.call("POST", processors, 201, json=split)
    assert (step["uid"][:3], step["label"], step["output"]) == ("pr_", "The city", "city")
    admin.call("POST", fields, 201, json={"type": "rename", "from_name": "reading", "to_name": "no2", "field_label": "NO2"})
    unit = admin.call("POST", fields, 201, json={"type": "annotate", "field": "no2", "annotation": "unit", "args": ["ppm"]})
    admin.call("POST", fields, 201, json={"type": "type", "field": "no2", "type_param": "double"})
    admin.call("POST", fields, 201, json={"type": "description", "field": "no2", "description": "Nitrogen dioxide."})
    admin.call("POST", fields, 201, json={"type": "delete", "field": "town"})
    admin.call("POST", fields, 201, json={"type": "order", "args": ["city", "station"]})
    admin.call("PUT", f"{fields}{unit['uid']}/", 200, json={"type": "annotate", "field": "no2", "annotation": "unit", "args": ["µg/m³"]})
    assert admin.call("GET", f"{fields}{unit['uid']}/", 200)["args"] == ["µg/m³"]
    listed = admin.call("GET", fields, 200)
    assert [one["type"] for one in listed["results"]] == ["rename", "annotate", "type", "description", "delete", "order"]
    assert listed["schema"] == [], "nothing was read yet"

    admin.call("POST", f"/datasets/{uid}/publish/", 200)
    status = settled(admin, uid)
    assert (status["status"], status["is_published"]) == ("idle", True), status
    first = records(portal, "air", order_by="station")
    assert first[0] == {"city": "Lille", "station": "Hill", "no2": 7.0}
    schema = admin.call("GET", fields, 200)["schema"]
    assert [(one["name"], one["type"]) for one in schema] == [("city", "text"), ("station", "text"), ("no2", "double")]
    number = schema[2]
    assert (number["label"], number["description"], number["annotations"]["unit"]) == ("NO2", "Nitrogen dioxide.", "µg/m³")

    newer = sent_file(admin, uid, "air.csv", CSV + b"Quay;Ouest, Brest;4\n")
    changed = {"type": "csvfile", "datasource": {"type": "uploaded_file", "file": {"uid": newer["uid"]}}}
    admin.call("PUT", f"/datasets/{uid}/resources/{kept['uid']}/", 200, json=changed)
    assert admin.call("GET", f"/datasets/{uid}/resources/files/{file['uid']}/", 404)["error_code"] == "not_found"
    assert admin.call("DELETE", f"/datasets/{uid}/resources/files/{newer['uid']}/", 409)["error_code"] == "conflict"
    admin.call("DELETE", f"{fields}{unit['uid']}/", 204)
    assert len(records(portal, "air")) == 3, "readers see the version before until the next publication"
    admin.call("POST", f"/datasets/{uid}/publish/", 200)
    assert settled(admin, uid)["status"] == "idle"
    assert len(records(portal, "air")) == 4
    versions = admin.call("GET", f"/datasets/{uid}/versions/", 200)["results"]
    assert [version["username"] for version in versions] == ["admin@example.org"] * 2

    admin.call("POST", f"/datasets/{uid}/resources/{kept['uid']}/clean_cache/", 200)
    admin.call("DELETE", f"/datasets/{uid}/resources/{kept['uid']}/", 204)
    assert admin.call("GET", f"/datasets/{uid}/resources/files/", 200)["total_count"] == 0
    assert len(records(portal, "air")) == 4, "records stay without their source"
    admin.call("DELETE", f"/datasets/{uid}/", 204)
    assert portal.api("/catalog/datasets/air").status_code == 404


def test_steps_that_change_are_applied_to_the_file_that_is_there(
    programs: tuple[Portal, Program, Program, Program], tmp_path: Path
) -> None:
    portal, admin, _, _ = programs
    file = tmp_path / "air.csv"
    file.write_bytes(CSV)
    portal.run("import", str(file), "--id", "air", "--title", "Air")
    admin.call("POST", "/datasets/air/processors/", 201, json={"type": "skip_records", "condition": "=reading > 10"})
    admin.call("POST", "/datasets/air/publish/", 200)
    assert settled(admin, "air")["status"] == "idle"
    assert {record["station"] for record in records(portal, "air")} == {"Hill", "Park"}


def test_a_source_that_cannot_be_read_is_an_error_with_its_reason(
    programs: tuple[Portal, Program, Program, Program],
) -> None:
    portal, admin, _, _ = programs
    uid = made(admin, "air", "Air")
    address = {"type": "csvfile", "datasource": {"type": "http", "url": f"{portal.address}/robots.txt"}}
    kept = admin.call("POST", f"/datasets/{uid}/resources/", 201, json=address)
    assert kept["datasource"] == {"type": "http", "url": f"{portal.address}/robots.txt"}
    refused = admin.call("GET", f"/datasets/{uid}/resources/{kept['uid']}/preview/", 422)
    assert "cannot fetch" in refused["message"], "an address of this machine is not for programs"
    admin.call("POST", f"/datasets/{uid}/publish/", 200)
    for _ in range(600):
        status = admin.call("GET", f"/datasets/{uid}/status/", 200)
        if status["message"]:
            break
        time.sleep(0.1)
    assert (status["status"], "cannot fetch" in status["message"]) == ("queued", True), "it is tried again"
    assert admin.call("POST", f"/datasets/{uid}/publish/", 400)["error_code"] == "invalid_dataset_status"
    admin.call("POST", f"/datasets/{uid}/abort/", 200)
    assert settled(admin, uid)["status"] == "idle"
    file = sent_file(admin, uid, "air.json", b"[{]")
    broken = {"type": "json", "datasource": {"type": "uploaded_file", "file": {"uid": file["uid"]}}}
    admin.call("PUT", f"/datasets/{uid}/resources/{kept['uid']}/", 200, json=broken)
    admin.call("POST", f"/datasets/{uid}/publish/", 200)
    status = settled(admin, uid)
    assert (status["status"], bool(status["message"])) == ("error", True), status
    assert not status["is_published"]
    second = admin.call("POST", f"/datasets/{uid}/resources/", 409, json=address)
    assert second["error_code"] == "conflict"
    idle = admin.call("POST", f"/datasets/{uid}/abort/", 400)
    assert idle["error_code"] == "invalid_dataset_status"
    for sent, member in [
        ({"type": "csvfil", "datasource": address["datasource"]}, "type"),
        ({"type": "csvfile", "params": {"separatr": ";"}, "datasource": address["datasource"]}, "params.separatr"),
        ({"type": "csvfile", "datasource": {"type": "ftp"}}, "datasource"),
        ({"type": "csvfile", "datasource": {"type": "uploaded_file", "file": {"uid": "fi_none"}}}, "datasource"),
        ({"type": "csvfile", "datasource": {"type": "http", "url": "https://a:b@example.org/x.csv"}}, "datasource"),
    ]:
        wrong = admin.call("PUT", f"/datasets/{uid}/resources/{kept['uid']}/", 400, json=sent)
        assert list(wrong["detail"]) == [member], wrong
    admin.call("POST", f"/datasets/{uid}/resources/files/", 400, files={"other": ("a.csv", CSV)})
    admin.call("POST", f"/datasets/{uid}/resources/files/", 422, files={"file": ("a.csv", b"")})


def test_a_file_of_another_dataset_is_not_there(programs: tuple[Portal, Program, Program, Program]) -> None:
    portal, admin, reader, nobody = programs
    one, other = made(admin, "one", "One"), made(admin, "other", "Other")
    file = sent_file(admin, one, "a.csv", CSV)
    source = {"datasource": {"type": "uploaded_file", "file": {"uid": file["uid"]}}}
    for path in ("resources/", "resources/preview/", "resources/guess_extractors/"):
        assert "datasource" in admin.call("POST", f"/datasets/{other}/{path}", 400, json=source)["detail"]
    admin.call("GET", f"/datasets/{other}/resources/files/{file['uid']}/download/", 404)
    for program, status in ((reader, 404), (nobody, 401)):
        program.call("GET", f"/datasets/{one}/resources/files/", status)
        program.call("POST", f"/datasets/{one}/resources/files/", status, files={"file": ("b.csv", CSV)})
        program.call("POST", f"/datasets/{one}/processors/", status, json={"type": "rename"})
        program.call("POST", f"/datasets/{one}/publish/", status)
        program.call("POST", f"/datasets/{one}/copy/", status)
    assert portal.api("/catalog/datasets/one").status_code == 404


def test_steps_that_are_wrong_name_their_member(programs: tuple[Portal, Program, Program, Program]) -> None:
    _, admin, _, _ = programs
    uid = made(admin, "air", "Air")
    kinds = admin.call("GET", "/processors/?limit=100", 200)
    assert kinds["total_count"] > 25 and "rename" not in {kind["type"] for kind in kinds["results"]}
    assert admin.call("GET", "/extractors/", 200)["results"][0]["params"]
    for path, sent, member in [
        ("processors", {"type": "spilt_text"}, "type"),
        ("processors", {"type": "rename", "from_name": "a", "to_name": "b"}, "type"),
        ("processors", {"type": "split_text", "field": "a", "part": "x", "output": "b", "separator": ","}, "part"),
        ("processors", {"type": "split_text", "field": "a", "position": -1}, "position"),
        ("fields", {"type": "split_text"}, "type"),
        ("fields", {"type": "type", "field": "a", "type_param": "number"}, "type_param"),
        ("fields", {"type": "rename", "from_name": "a"}, "to_name"),
        ("fields", {"type": "annotate", "field": "a", "annotation": "unit", "args": ["a", "b"]}, "args"),
    ]:
        wrong = admin.call("POST", f"/datasets/{uid}/{path}/", 400, json=sent)
        assert list(wrong["detail"]) == [member], wrong
    assert admin.call("GET", f"/datasets/{uid}/processors/", 200)["total_count"] == 0
    first = admin.call("POST", f"/datasets/{uid}/processors/", 201, json={"type": "copy_field", "field": "a", "output": "b"})
    second = admin.call(
        "POST", f"/datasets/{uid}/fields/", 201, json={"type": "rename", "from_name": "x", "to_name": "a", "position": 0}
    )
    assert (second["position"], admin.call("GET", f"/datasets/{uid}/processors/{first['uid']}/", 200)["position"]) == (0, 1)
    admin.call("GET", f"/datasets/{uid}/fields/{first['uid']}/", 404)
    moved = {"type": "rename", "from_name": "x", "to_name": "a", "position": 1}
    assert admin.call("PUT", f"/datasets/{uid}/fields/{second['uid']}/", 200, json=moved)["position"] == 1
    admin.call("DELETE", f"/datasets/{uid}/processors/{second['uid']}/", 404)


def test_a_copy_shows_no_more_than_its_original(programs: tuple[Portal, Program, Program, Program]) -> None:
    portal, admin, _, _ = programs
    uid = made(admin, "air", "Air")
    from_file(admin, uid, "air.csv", CSV)
    admin.call("POST", f"/datasets/{uid}/fields/", 201, json={"type": "delete", "field": "town"})
    admin.call("PUT", f"/datasets/{uid}/", 200, json={"default_security": {"filter_query": "reading > 8"}})
    copy = admin.call("POST", f"/datasets/{uid}/copy/", 201)
    assert copy["metadata"]["default"]["title"]["value"] == "Air (copy)"
    assert (copy["dataset_id"], copy["is_published"]) == ("air-copy", False)
    assert copy["default_security"]["filter_query"] == "reading > 8"
    admin.call("DELETE", f"/datasets/{uid}/resources/{admin.call('GET', f'/datasets/{uid}/resources/', 200)['results'][0]['uid']}/", 204)
    admin.call("POST", f"/datasets/{copy['uid']}/publish/", 200)
    assert settled(admin, copy["uid"])["status"] == "idle"
    assert [sorted(record) for record in records(portal, "air-copy")] == [["reading", "station"]] * 2
    named = admin.call("POST", f"/datasets/{uid}/copy/", 201, json={"dataset_id": "wind", "title": "Wind"})
    assert (named["dataset_id"], named["metadata"]["default"]["title"]["value"]) == ("wind", "Wind")
    assert "dataset_id" in admin.call("POST", f"/datasets/{uid}/copy/", 409, json={"dataset_id": "wind"})["detail"]


def test_pushes_that_were_refused_are_recovered_or_forgotten(programs: tuple[Portal, Program, Program, Program]) -> None:
    _, admin, reader, _ = programs
    uid = made(admin, "air", "Air")
    admin.call("POST", f"/datasets/{uid}/resources/", 201, json={"type": "realtime"})
    for action in ("recover", "delete_recover_data"):
        admin.call("POST", f"/datasets/{uid}/resources/re_realtime/{action}/", 200)
        admin.call("POST", f"/datasets/{uid}/resources/re_other/{action}/", 404)
        reader.call("POST", f"/datasets/{uid}/resources/re_realtime/{action}/", 404)
    wrong = admin.call("PUT", f"/datasets/{uid}/resources/re_realtime/", 400, json={"type": "csvfile"})
    assert "renew_api_key" in wrong["hint"]


GEOJSON = json.dumps(
    {
        "type": "FeatureCollection",
        "features": [
            {"type": "Feature", "properties": {"name": name}, "geometry": {"type": "Point", "coordinates": [lon, 48.5]}}
            for name, lon in (("Hill", 2.5), ("River", 3.5))
        ],
    }
).encode()


def workbook() -> bytes:
    """A workbook whose second sheet has its headers in the third row."""
    book = openpyxl.Workbook()
    book.active.append(["Nothing", "here"])
    sheet = book.create_sheet("Data")
    for row in (["Parks of the city"], [], ["Name", "Acres"], ["Hill", 3], ["River", 5]):
        sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


@pytest.mark.parametrize(
    ("name", "content", "kind", "params", "fields"),
    [
        ("parks.geojson", GEOJSON, "geojson", {}, {"geo_point_2d": "geo_point_2d", "name": "text"}),
        ("parks.xlsx", workbook(), "xls", {"sheet": "Data", "first_row_no": 3}, {"name": "text", "acres": "int"}),
        ("parks.json", b'{"data": {"items": [{"name": "Hill", "acres": 3}]}}', "json", {"records_path": "data.items"},
         {"name": "text", "acres": "int"}),
        ("parks.jsonl", b'{"name": "Hill"}\n{"name": "River"}\n', "jsonl", {}, {"name": "text"}),
        ("parks.csv", b"x\nHill;3\nRiver;5\n", "csvfile", {"separator": ";", "headers_first_row": False}, None),
        ("parks.csv", b"x\ny\nName;Acres\nHill;3\n", "csvfile", {"separator": ";", "first_row_no": 3},
         {"name": "text", "acres": "int"}),
    ],
)
def test_every_kind_of_file_is_read_as_its_parameters_say(
    programs: tuple[Portal, Program, Program, Program],
    name: str,
    content: bytes,
    kind: str,
    params: dict[str, object],
    fields: dict[str, str] | None,
) -> None:
    _, admin, _, _ = programs
    uid = made(admin, "parks", "Parks")
    kept = from_file(admin, uid, name, content, type=kind, params=params)
    assert (kept["type"], kept["params"]) == (kind, params)
    look = admin.call("GET", f"/datasets/{uid}/resources/{kept['uid']}/preview/", 200)
    assert params.items() <= look["params"].items(), look["params"]
    admin.call("POST", f"/datasets/{uid}/publish/", 200)
    status = settled(admin, uid)
    assert status["status"] == "idle", status
    found = {field["name"]: field["type"] for field in admin.call("GET", f"/datasets/{uid}/fields/", 200)["schema"]}
    if fields is None:
        assert len(found) == 2 and status["params"]["result"]["records"] >= 2, (found, status)
    else:
        assert found == fields


def test_a_publication_that_is_aborted_leaves_readers_what_they_had(
    programs: tuple[Portal, Program, Program, Program],
) -> None:
    portal, admin, _, _ = programs
    uid = made(admin, "trees", "Trees")
    kept = from_file(admin, uid, "trees.csv", b"id,name\n1,Oak\n", type="csvfile")
    admin.call("POST", f"/datasets/{uid}/publish/", 200)
    assert settled(admin, uid)["status"] == "idle"
    many = b"id,name\n" + b"".join(b"%d,tree of the avenue %d\n" % (number, number % 977) for number in range(300_000))
    file = sent_file(admin, uid, "trees.csv", many)
    source = {"type": "csvfile", "datasource": {"type": "uploaded_file", "file": {"uid": file["uid"]}}}
    admin.call("PUT", f"/datasets/{uid}/resources/{kept['uid']}/", 200, json=source)
    admin.call("POST", f"/datasets/{uid}/publish/", 200)
    assert admin.call("GET", f"/datasets/{uid}/status/", 200)["status"] in ("queued", "processing")
    again = admin.call("POST", f"/datasets/{uid}/publish/", 400)
    assert again["error_code"] == "invalid_dataset_status"
    admin.call("POST", f"/datasets/{uid}/abort/", 200)
    assert settled(admin, uid)["status"] == "idle"
    assert records(portal, "trees") == [{"id": 1, "name": "Oak"}]
    admin.call("POST", f"/datasets/{uid}/publish/", 200)
    assert settled(admin, uid)["params"]["result"]["records"] == 300_000


def test_the_slower_of_two_programs_learns_of_the_other(programs: tuple[Portal, Program, Program, Program]) -> None:
    _, admin, _, _ = programs
    uid = made(admin, "air", "Air")

    def add(number: int) -> int:
        sent = {"type": "copy_field", "field": "a", "output": f"b{number}"}
        answer = requests.post(
            f"{admin.address}/datasets/{uid}/processors/", json=sent, headers=admin.headers, timeout=60
        )
        return answer.status_code

    with ThreadPoolExecutor(8) as pool:
        answers = list(pool.map(add, range(16)))
    assert set(answers) <= {201, 409}, answers
    assert admin.call("GET", f"/datasets/{uid}/processors/", 200)["total_count"] == answers.count(201)


def test_other_fields_than_before_are_told_by_the_status(programs: tuple[Portal, Program, Program, Program]) -> None:
    portal, admin, _, _ = programs
    uid = made(admin, "parks", "Parks")
    resource = from_file(admin, uid, "parks.csv", b"id,name\n1,Oak\n")
    admin.call("POST", f"/datasets/{uid}/publish/", 200)
    first = settled(admin, uid)["params"]["result"]
    assert "drift" not in first
    file = sent_file(admin, uid, "parks.csv", b"id,acres\none,12\n")
    admin.call("DELETE", f"/datasets/{uid}/resources/{resource['uid']}/", 204)
    source = {"type": "uploaded_file", "file": {"uid": file["uid"]}}
    admin.call("POST", f"/datasets/{uid}/resources/", 201, json={"datasource": source})
    admin.call("POST", f"/datasets/{uid}/publish/", 200)
    second = settled(admin, uid)["params"]["result"]
    assert second["drift"] == "`name` missing; `acres` new; `id` was int and is text"
