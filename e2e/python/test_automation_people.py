"""Can a program manage accounts, keys and words? And does the trail tell of it, and the portal of what it has not?"""

from __future__ import annotations

import re

import requests

from automation import CSV, Program, from_file, made, settled, signed_in
from conftest import Portal


def test_people_are_invited_changed_and_closed(programs: tuple[Portal, Program, Program, Program]) -> None:
    portal, admin, reader, nobody = programs
    group = admin.call("POST", "/groups/", 201, json={"title": "Gardeners", "permissions": ["create_dataset"]})
    sent = {"email": "Ann@Example.org", "role": "contributor", "groups": [group["uid"]]}
    ann = admin.call("POST", "/users/invite/", 201, json=sent)
    assert (ann["username"], ann["role"], ann["is_invited"]) == ("ann@example.org", "contributor", True)
    assert ann["groups"] == [{"uid": group["uid"], "title": "Gardeners"}]
    assert requests.get(ann["link"], timeout=60).status_code == 200, "no mail leaves: the link is for the caller"
    bob = admin.call("POST", "/users/provision/", 201, json={"username": "bob@example.org"})
    assert (bob["role"], bob["is_invited"], "link" in bob) == ("reader", False, False)
    assert "email" in admin.call("POST", "/users/provision/", 409, json={"email": "bob@example.org"})["detail"]
    assert "email" in admin.call("POST", "/users/invite/", 400, json={"email": "bob"})["detail"]
    assert "role" in admin.call("POST", "/users/invite/", 400, json={"email": "x@example.org", "role": "king"})["detail"]
    assert "groups" in admin.call("POST", "/users/invite/", 404, json={"email": "x@example.org", "groups": ["g"]})["detail"]
    listed = {user["username"]: user for user in admin.call("GET", "/users/", 200)["results"]}
    assert sorted(listed) == ["admin@example.org", "ann@example.org", "bob@example.org", "reader@example.org"]
    changed = {"role": "publisher", "groups": [], "attributes": {"office": ["north"]}}
    ann = admin.call("PUT", "/users/ann@example.org/", 200, json=changed)
    assert (ann["role"], ann["groups"], ann["attributes"]) == ("publisher", [], {"office": ["north"]})
    half = {"role": "reader", "attributes": {"office": ["south"]}, "groups": ["none"]}
    assert "groups" in admin.call("PUT", "/users/ann@example.org/", 404, json=half)["detail"]
    half = {"role": "reader", "attributes": {"of fice": ["south"]}}
    assert "attributes" in admin.call("PUT", "/users/ann@example.org/", 400, json=half)["detail"]
    ann = admin.call("GET", "/users/ann@example.org/", 200)
    assert (ann["role"], ann["attributes"]) == ("publisher", {"office": ["north"]}), "all of a change, or nothing"
    admin.call("PUT", "/users/admin@example.org/", 200, json={"role": "administrator", "is_active": True})
    admin.call("PUT", "/users/admin@example.org/", 400, json={"role": "reader"})
    table = requests.get(f"{admin.address}/users/export/", headers=admin.headers, timeout=60)
    assert table.headers["content-type"] == "text/csv; charset=utf-8"
    assert table.text.splitlines()[2].startswith("ann@example.org,ann@example.org,publisher,true,")
    admin.call("DELETE", "/users/ann@example.org/", 204)
    assert admin.call("GET", "/users/ann@example.org/", 200)["is_active"] is False
    assert admin.call("PUT", "/users/ann@example.org/", 200, json={"is_active": True})["is_active"] is True
    assert admin.call("DELETE", "/users/admin@example.org/", 400)["error_code"] == "validation_error", "one's own"
    assert admin.call("GET", "/users/nobody@example.org/", 404)["error_code"] == "not_found"
    for program, status in ((reader, 403), (nobody, 401)):
        for method, path in (("GET", ""), ("GET", "export/"), ("GET", "bob@example.org/"), ("DELETE", "bob@example.org/")):
            program.call(method, f"/users/{path}", status)
        for path in ("invite", "provision"):
            program.call("POST", f"/users/{path}/", status, json={"email": "eve@example.org", "role": "administrator"})
        program.call("PUT", "/users/reader@example.org/", status, json={"role": "administrator"})


def test_keys_make_no_keys_that_may_do_more(programs: tuple[Portal, Program, Program, Program]) -> None:
    portal, admin, reader, _ = programs
    sent = {"label": "People", "permissions": ["manage_people", "edit_dataset"], "expires_in_days": 30}
    first = admin.call("POST", "/apikeys/", 201, json=sent)
    assert re.fullmatch(r"portico_[a-z0-9]{40}", first["key"])
    assert first["key"].startswith(first["key_begins"]) and first["expires_at"]
    shown = admin.call("GET", f"/apikeys/{first['uid']}/", 200)
    assert "key" not in shown and shown["permissions"] == ["edit_dataset", "manage_people"]
    people = Program(portal, first["key"])
    inherited = people.call("POST", "/apikeys/", 201, json={"label": "Same"})
    assert inherited["permissions"] == ["edit_dataset", "manage_people"]
    assert inherited["expires_at"] == first["expires_at"], "it does not outlive the key that made it"
    people.call("POST", "/apikeys/", 403, json={"label": "Longer", "expires_in_days": 31})
    people.call("PUT", f"/apikeys/{first['uid']}/", 403, json={"expires_in_days": 31})
    more = people.call("POST", "/apikeys/", 403, json={"label": "More", "permissions": ["edit_domain"]})
    assert more["error_code"] == "permission_denied"
    less = people.call("POST", "/apikeys/", 201, json={"label": "Less", "permissions": ["edit_dataset"]})
    small = Program(portal, less["key"])
    for path in ("/apikeys/", f"/apikeys/{less['uid']}/"):
        small.call("GET", path, 403)
    small.call("POST", "/apikeys/", 403, json={"label": "Again"})
    small.call("POST", f"/apikeys/{first['uid']}/revoke/", 403)
    reader.call("POST", "/apikeys/", 403, json={"label": "Mine"})
    found = admin.call("POST", "/apikeys/search_key/", 200, json={"key": less["key"]})
    assert (found["uid"], found["username"]) == (less["uid"], "admin@example.org")
    admin.call("POST", "/apikeys/search_key/", 404, json={"key": "portico_" + "x" * 40})
    renamed = admin.call("PUT", f"/apikeys/{less['uid']}/", 200, json={"label": "Least", "permissions": []})
    assert (renamed["label"], renamed["permissions"]) == ("Least", [])
    people.call("PUT", f"/apikeys/{less['uid']}/", 403, json={"permissions": ["edit_domain"]})
    assert "label" in admin.call("POST", "/apikeys/", 400, json={"label": " "})["detail"]
    assert "expires_in_days" in admin.call("POST", "/apikeys/", 400, json={"label": "a", "expires_in_days": 0})["detail"]
    assert "datasets" in admin.call("POST", "/apikeys/", 400, json={"label": "a", "datasets": ["none"]})["detail"]
    admin.call("POST", f"/apikeys/{first['uid']}/revoke/", 200)
    people.call("GET", "/apikeys/", 401)
    assert admin.call("GET", f"/apikeys/{first['uid']}/", 200)["is_revoked"] is True
    assert admin.call("PUT", f"/apikeys/{first['uid']}/", 409, json={"label": "Back"})["error_code"] == "conflict"
    admin.call("DELETE", f"/apikeys/{first['uid']}/", 204)
    admin.call("GET", f"/apikeys/{first['uid']}/", 404)
    small.call("GET", "/apikeys/", 403)
    admin.call("DELETE", f"/apikeys/{less['uid']}/", 204)
    small.call("GET", "/apikeys/", 401)


def test_words_are_listed_and_suggested(programs: tuple[Portal, Program, Program, Program]) -> None:
    _, admin, reader, _ = programs
    uid = made(admin, "air", "Air")
    admin.call("PUT", f"/datasets/{uid}/metadata/default/keyword/", 200, json={"value": ["Nitrogen", "city"]})
    admin.call("PUT", f"/datasets/{uid}/metadata/custom/", 200, json={"owner": {"value": "Roads"}})
    templates = admin.call("GET", "/metadata/templates/", 200)["results"]
    assert [template["uid"] for template in templates] == ["default", "dcat", "custom"]
    fields = admin.call("GET", "/metadata/templates/default/fields/?limit=100", 200)["results"]
    assert {"name": "title", "required": True}.items() <= next(f for f in fields if f["name"] == "title").items()
    assert "records_count" not in {field["name"] for field in fields}, "the portal counts them"
    words = admin.call("GET", "/metadata/templates/default/fields/keyword/suggest/?q=nitro", 200)["results"]
    assert words == [{"value": "Nitrogen", "label": "Nitrogen"}]
    own = admin.call("GET", "/metadata/templates/custom/fields/owner/suggest/", 200)["results"]
    assert own == [{"value": "Roads", "label": "Roads"}]
    assert admin.call("GET", "/metadata/templates/default/fields/theme/suggest/?q=health", 200)["total_count"] == 1
    admin.call("GET", "/metadata/templates/default/fields/nope/suggest/", 404)
    admin.call("GET", "/metadata/templates/nope/", 404)
    reader.call("GET", "/metadata/templates/default/fields/keyword/suggest/", 403)


def test_the_logo_is_the_one_image(programs: tuple[Portal, Program, Program, Program]) -> None:
    portal, admin, reader, _ = programs
    picture = (
        b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR\x00\x00\x00\x01\x00\x00\x00\x01\x08\x06\x00\x00\x00\x1f\x15\xc4\x89"
        b"\x00\x00\x00\rIDATx\x9cc\xf8\xcf\xc0\xf0\x1f\x00\x05\x00\x01\xff\x89\x99=\x1d\x00\x00\x00\x00IEND\xaeB`\x82"
    )
    assert admin.call("GET", "/medias/images/", 200)["total_count"] == 0
    sent = admin.call("POST", "/medias/images/", 201, files={"file": ("logo.png", picture)})
    assert (sent["content_type"], sent["width"], sent["used_as"]) == ("image/png", 1, "logo")
    assert requests.get(sent["url"], timeout=60).content == picture
    assert sent["uid"] in portal.get("/").text
    admin.call("POST", "/medias/images/", 415, files={"file": ("logo.svg", b"<svg/>")})
    reader.call("POST", "/medias/images/", 403, files={"file": ("logo.png", picture)})
    reader.call("DELETE", f"/medias/images/{sent['uid']}/", 403)
    admin.call("DELETE", f"/medias/images/{sent['uid']}/", 204)
    assert sent["uid"] not in portal.get("/").text
    admin.call("GET", f"/medias/images/{sent['uid']}/", 404)


def test_what_is_absent_says_so(programs: tuple[Portal, Program, Program, Program]) -> None:
    _, admin, _, nobody = programs
    for program in (admin, nobody):
        for method, path in (
            ("GET", "/harvesters/"),
            ("POST", "/harvesters/ha_1/start/"),
            ("GET", "/code_editor_pages/home/"),
            ("PUT", "/studio_pages/pa_1/"),
            ("GET", "/datasource_connections/"),
        ):
            refused = program.call(method, path, 404)
            assert refused["error_code"] == "not_found" and refused["hint"], refused
            assert refused["message"].startswith("This portal has no "), refused
        assert program.call("GET", "/dataset/", 404)["message"].startswith("There is nothing")


def test_the_trail_tells_what_programs_changed(programs: tuple[Portal, Program, Program, Program]) -> None:
    portal, admin, _, _ = programs
    uid = made(admin, "air", "Air")
    from_file(admin, uid, "air.csv", CSV)
    admin.call("POST", f"/datasets/{uid}/fields/", 201, json={"type": "delete", "field": "town"})
    admin.call("POST", f"/datasets/{uid}/publish/", 200)
    settled(admin, uid)
    admin.call("POST", "/users/provision/", 201, json={"email": "bob@example.org"})
    key = admin.call("POST", "/apikeys/", 201, json={"label": "Nightly"})
    admin.call("DELETE", f"/apikeys/{key['uid']}/", 204)
    browser = signed_in(portal)
    rows = browser.get(f"{portal.address}/backoffice/trail.json", timeout=60).json()
    told = [(row["author_kind"], row["author"], row["action"], row["object_kind"], row["object_id"]) for row in rows]
    for action, kind, thing in [
        ("create", "dataset", "air"),
        ("change", "dataset", "air"),
        ("create", "person", "bob@example.org"),
        ("create", "key", key["uid"]),
        ("delete", "key", key["uid"]),
    ]:
        assert ("key", "admin@example.org", action, kind, thing) in told, (action, kind, thing)
    assert any(row["action"] == "import" and row["object_id"] == "air" for row in rows)
    text = browser.get(f"{portal.address}/backoffice/trail.json", timeout=60).text
    assert "air.csv" in text and key["key"] not in text
