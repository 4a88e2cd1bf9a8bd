"""Can a program manage a portal? The Automation API from an empty portal to a described, protected, fed and removed dataset."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any, Iterator

import requests

from automation import AUTOMATION, Program, signed_in
from conftest import BASE, Portal


def test_a_dataset_from_its_first_word_to_its_end(programs: tuple[Portal, Program, Program, Program]) -> None:
    portal, admin, _, _ = programs
    made = admin.call(
        "POST",
        "/datasets/",
        201,
        json={"dataset_id": "air", "metadata": {"default": {"title": {"value": "Air quality"}}}},
    )
    uid = made["uid"]
    assert re.fullmatch(r"da_[a-z0-9]{6}", uid) and not made["is_published"]
    assert portal.api("/catalog/datasets/air").status_code == 404, "a draft is for editors"
    page = admin.call("GET", "/datasets/?dataset_id=air", 200)
    assert (page["total_count"], page["next"], page["results"][0]["uid"]) == (1, None, uid)
    admin.call("PUT", f"/datasets/{uid}/metadata/default/keyword/", 200, json={"value": ["air", "city"]})
    changed = admin.call(
        "PUT", f"/datasets/{uid}/metadata/", 200, json={"dcat": {"creator": {"value": "Ann"}}, "custom": {"owner": "City"}}
    )
    assert changed["default"]["keyword"]["value"] == ["air", "city"]
    assert (changed["dcat"]["creator"]["value"], changed["custom"]["owner"]["value"]) == ("Ann", "City")
    admin.call("DELETE", f"/datasets/{uid}/metadata/dcat/creator/", 204)
    assert admin.call("GET", f"/datasets/{uid}/metadata/dcat/creator/", 200)["value"] is None
    assert admin.call("POST", f"/datasets/{uid}/publish/", 409)["error_code"] == "conflict", "nothing to read yet"
    admin.call("POST", f"/datasets/{uid}/resources/", 201, json={"type": "realtime"})
    assert admin.call("POST", f"/datasets/{uid}/publish/", 200) == {"detail": "ok"}
    assert portal.api("/catalog/datasets/air").json()["metas"]["default"]["keyword"] == ["air", "city"]
    status = admin.call("GET", f"/datasets/{uid}/status/", 200)
    assert (status["status"], status["is_published"]) == ("idle", True)
    admin.call("POST", f"/datasets/{uid}/unpublish/", 200)
    assert portal.api("/catalog/datasets/air").status_code == 404
    admin.call("DELETE", f"/datasets/{uid}/", 204)
    assert admin.call("GET", f"/datasets/{uid}/", 404)["error_code"] == "not_found"


def test_records_are_pushed_to_a_resource_that_a_program_made(
    programs: tuple[Portal, Program, Program, Program],
) -> None:
    _, admin, _, _ = programs
    uid = admin.call("POST", "/datasets/", 201, json={"metadata": {"default": {"title": {"value": "Air"}}}})["uid"]
    made = admin.call("POST", f"/datasets/{uid}/resources/", 201, json={"type": "realtime"})
    push = made["params"]["push_url"]
    assert requests.post(push, json={"station": "Hill", "no2": 7}, timeout=60).json() == {"status": "OK"}
    listed = admin.call("GET", f"/datasets/{uid}/resources/", 200)["results"][0]
    assert listed["uid"] == "re_realtime" and "push_key" not in listed["params"]
    admin.call("POST", f"/datasets/{uid}/resources/re_realtime/disable/", 200)
    assert requests.post(push, json={"no2": 7}, timeout=60).status_code == 403
    renewed = admin.call("POST", f"/datasets/{uid}/resources/re_realtime/renew_api_key/", 200)
    assert renewed["params"]["push_url"] != push
    admin.call("POST", f"/datasets/{uid}/resources/re_realtime/enable/", 200)
    assert requests.post(push, json={"no2": 7}, timeout=60).status_code == 401, "the old key"
    for _ in range(100):
        fields = admin.call("GET", f"/datasets/{uid}/fields/", 200)["schema"]
        if fields:
            break
        time.sleep(0.1)
    assert {field["name"]: field["type"] for field in fields} == {"station": "text", "no2": "int"}
    version = admin.call("GET", f"/datasets/{uid}/versions/", 200)["results"][0]
    assert (version["username"], version["records_count"], version["is_current"]) == ("Push API", 1, True)
    admin.call("DELETE", f"/datasets/{uid}/resources/re_realtime/", 204)
    assert admin.call("GET", f"/datasets/{uid}/resources/", 200)["total_count"] == 0


def test_documents_lie_beside_a_dataset(programs: tuple[Portal, Program, Program, Program]) -> None:
    portal, admin, _, _ = programs
    sent = {"dataset_id": "air", "metadata": {"default": {"title": {"value": "Air"}}}}
    uid = admin.call("POST", "/datasets/", 201, json=sent)["uid"]
    admin.call("POST", f"/datasets/{uid}/resources/", 201, json={"type": "realtime"})
    admin.call("POST", f"/datasets/{uid}/publish/", 200)
    file = {"file": ("../plan.txt", b"where the stations are", "text/plain")}
    made = admin.call("POST", f"/datasets/{uid}/attachments/", 201, files=file, data={"title": "The plan"})
    assert (made["uid"], made["title"]) == ("plan_txt", "The plan")
    content = requests.get(made["datasource"]["file"]["url"], headers=admin.headers, timeout=60)
    assert content.content == b"where the stations are"
    assert portal.api("/catalog/datasets/air/attachments").json()["attachments"][0]["metas"]["title"] == "The plan"
    export = {"file": ("air.gpkg", b"x")}
    admin.call("POST", f"/datasets/{uid}/alternative_exports/", 201, files=export)
    assert admin.call("GET", f"/datasets/{uid}/alternative_exports/", 200)["total_count"] == 1
    admin.call("DELETE", f"/datasets/{uid}/attachments/plan_txt/", 204)
    admin.call("DELETE", f"/datasets/{uid}/attachments/plan_txt/", 404)
    wrong = admin.call("POST", f"/datasets/{uid}/attachments/", 400, files={"other": ("a.txt", b"x")})
    assert "file" in wrong["detail"]


def test_rules_and_rights_of_groups_and_people(programs: tuple[Portal, Program, Program, Program]) -> None:
    portal, admin, reader, _ = programs
    sent = {"dataset_id": "air", "metadata": {"default": {"title": {"value": "Air"}}}}
    uid = admin.call("POST", "/datasets/", 201, json=sent)["uid"]
    admin.call("POST", f"/datasets/{uid}/resources/", 201, json={"type": "realtime"})
    admin.call("POST", f"/datasets/{uid}/publish/", 200)
    group = admin.call("POST", "/groups/", 201, json={"title": "Gardeners", "permissions": ["create_dataset"]})
    admin.call("POST", f"/groups/{group['uid']}/users/", 201, json={"username": "reader@example.org"})
    members = admin.call("GET", f"/groups/{group['uid']}/users/", 200)["results"]
    assert [member["username"] for member in members] == ["reader@example.org"]
    assert reader.call("GET", "/datasets/", 200)["total_count"] == 0
    rules = {"group": {"uid": group["uid"]}, "is_data_visible": True, "permissions": ["edit_dataset", "publish_dataset"]}
    made = admin.call("POST", f"/datasets/{uid}/security/groups/", 201, json=rules)
    assert made["permissions"] == ["explore_restricted_dataset", "edit_dataset", "publish_dataset"]
    assert reader.call("GET", "/datasets/", 200)["total_count"] == 1
    reader.call("PUT", f"/datasets/{uid}/metadata/default/title/", 200, json={"value": "Air of the city"})
    refused = reader.call("DELETE", f"/datasets/{uid}/", 403)
    assert refused["error_code"] == "permission_denied"
    wrong = admin.call(
        "PUT",
        f"/datasets/{uid}/security/users/reader@example.org/",
        400,
        json={"permissions": ["paint_dataset"]},
    )
    assert "permissions" in wrong["detail"]
    admin.call("DELETE", f"/datasets/{uid}/security/groups/{group['uid']}/", 204)
    assert reader.call("GET", "/datasets/", 200)["total_count"] == 0
    admin.call("PUT", f"/datasets/{uid}/", 200, json={"default_security": {"is_data_visible": False}})
    shown = admin.call("GET", f"/datasets/{uid}/", 200)
    assert shown["default_security"]["is_data_visible"] is False
    admin.call("DELETE", f"/groups/{group['uid']}/users/reader@example.org/", 204)
    admin.call("DELETE", f"/groups/{group['uid']}/", 204)


def test_refusals_have_the_words_of_this_api(programs: tuple[Portal, Program, Program, Program]) -> None:
    portal, admin, reader, nobody = programs
    assert nobody.call("GET", "/datasets/", 401)["error_code"] == "not_authenticated"
    assert Program(portal, "portico_" + "x" * 40).call("GET", "/datasets/", 401)["error_code"] == "not_authenticated"
    assert reader.call("POST", "/datasets/", 403, json={})["error_code"] == "permission_denied"
    wrong = admin.call("POST", "/datasets/", 400, json={"metadata": {"default": {}}})
    assert (wrong["error_code"], list(wrong["detail"])) == ("validation_error", ["metadata.default.title"])
    assert admin.call("POST", "/datasets/", 400, data=b"{")["error_code"] == "bad_request"
    sent = {"dataset_id": "air", "metadata": {"default": {"title": {"value": "Air"}}}}
    admin.call("POST", "/datasets/", 201, json=sent)
    assert admin.call("POST", "/datasets/", 409, json=sent)["detail"].keys() == {"dataset_id"}
    assert admin.call("GET", "/datasets/da_000000/", 404)["error_code"] == "not_found"
    assert "limit" in admin.call("GET", "/datasets/?limit=1001", 400)["message"]
    assert admin.call("GET", "/datasets/?limit=0", 200)["results"] == []


def test_a_signed_in_browser_needs_a_token(programs: tuple[Portal, Program, Program, Program]) -> None:
    portal, _, _, _ = programs
    browser = signed_in(portal)
    sent = {"metadata": {"default": {"title": {"value": "Air"}}}}
    refused = browser.post(f"{portal.address}{AUTOMATION}/datasets/", json=sent, timeout=60)
    assert (refused.status_code, refused.json()["error_code"]) == (403, "csrf_failed")
    assert browser.get(f"{portal.address}{AUTOMATION}/datasets/", timeout=60).status_code == 200
    assert portal.api("/catalog/datasets").json()["total_count"] == 0, BASE


def test_readers_say_what_is_wrong_and_editors_deal_with_it(
    programs: tuple[Portal, Program, Program, Program], tmp_path: Path
) -> None:
    portal, admin, reader, nobody = programs
    source = tmp_path / "parks.csv"
    source.write_text("name,trees\nOak Park,12\nElm Park,7\n")
    portal.run("import", str(source), "--id", "parks")
    record = portal.api("/catalog/datasets/parks/records", include_app_metas="true", where='name="Oak Park"').json()["results"][0]
    path = f"{portal.address}{BASE}/catalog/datasets/parks/feedback"

    def send(program: Program, **body: Any) -> requests.Response:
        return requests.put(path, headers=program.headers, json=body, timeout=60)

    assert send(nobody, recordid=record["_id"], comment="Hello").status_code == 401
    answer = send(
        reader,
        recordid=record["_id"],
        comment="There are more trees",
        newValues={"trees": 13, "name": "Oak <Park>"},
        schema={"trees": {"type": "int"}},
    )
    assert (answer.status_code, answer.json()) == (201, {"status": "ok"})
    assert send(reader, recordid=record["_id"], comment="Again").status_code == 201
    for status, code, body in [
        (404, "NotFoundResource", {"recordid": "ff" * 20, "comment": "x"}),
        (400, "InvalidFeedback", {"recordid": record["_id"]}),
        (400, "InvalidFeedback", {"comment": "x"}),
        (400, "InvalidFeedback", {"recordid": record["_id"], "newValues": {"nope": 1}}),
        (400, "InvalidFeedback", {"recordid": record["_id"], "comment": "x" * 5001}),
        (413, "BodyTooLarge", {"recordid": record["_id"], "comment": "x" * 300_000}),
    ]:
        refused = send(reader, **body)
        assert (refused.status_code, refused.json()["error_code"]) == (status, code), refused.text
    page = admin.call("GET", "/datasets/parks/feedbacks/?limit=1", 200)
    assert page["total_count"] == 2 and page["results"][0]["comment"] == "Again"
    oldest = admin.call("GET", "/datasets/parks/feedbacks/?sort=created_at", 200)["results"][0]
    assert oldest["values"] == {
        "trees": {"value": "13", "type": "int"},
        "name": {"value": "Oak <Park>", "type": "text"},
    }
    assert (oldest["record_id"], oldest["is_archived"]) == (record["_id"], False)
    assert oldest["user"]["username"] == "reader@example.org" and oldest["uid"].startswith("df_")
    one = f"/datasets/parks/feedbacks/{oldest['uid']}/"
    reader.call("GET", "/datasets/parks/feedbacks/", 403)
    reader.call("POST", f"{one}archive/", 403)
    nobody.call("GET", one, 401)
    assert admin.call("POST", f"{one}archive/", 200)["is_archived"] is True
    assert admin.call("POST", f"{one}archive/", 200)["is_archived"] is True, "twice is as good as once"
    assert admin.call("GET", one, 200)["is_archived"] is True
    assert admin.call("GET", "/datasets/parks/feedbacks/", 200)["total_count"] == 1
    archived = admin.call("GET", "/datasets/parks/feedbacks/?is_archived=true&limit=1", 200)
    assert [each["uid"] for each in archived["results"]] == [oldest["uid"]]
    of_record = admin.call("GET", f"/datasets/parks/feedbacks/?record_id={'ff' * 20}", 200)
    assert of_record["total_count"] == 0
    admin.call("GET", "/datasets/parks/feedbacks/df_nope/", 404)
    admin.call("GET", "/datasets/parks/feedbacks/?sort=comment", 400)
