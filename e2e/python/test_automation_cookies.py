"""Does a program keep the register of cookies complete? Services of others over the Automation API: refused, added, changed, removed."""

from __future__ import annotations

import json

import requests

from automation import Program
from conftest import Portal

SERVICES = "/cookies/services/"
VIDEO = {
    "key": "video",
    "provider": "Example Tube",
    "controller": "Example Tube Ltd, Dublin",
    "policy_url": "https://video.example.org/privacy",
    "class": "third-party",
    "purpose": "video",
    "words": {"en": {"title": "Videos from Example Tube", "text": "Shows films."}},
    "hosts": ["video.example.org"],
    "storage": [{"name": "visitor", "kind": "cookie", "days": 180}],
}


def asked(portal: Portal) -> bool:
    """Somebody who comes for the first time is asked."""
    return "data-consent-banner" in portal.get("/", headers={"Accept": "text/html"}).text


def test_a_service_that_is_not_told_completely_is_refused_with_its_fields(programs: tuple[Portal, Program, Program, Program]) -> None:
    portal, admin, reader, nobody = programs
    for left_out in VIDEO:
        if left_out == "storage":
            continue
        sent = {name: value for name, value in VIDEO.items() if name != left_out}
        refused = admin.call("POST", SERVICES, 422, json=sent)
        field = "words.en.title" if left_out == "words" else left_out
        assert refused["error_code"] == "validation_error" and list(refused["detail"]) == [field], refused
    for name, value, field in [
        ("class", "necessary", "class"),
        ("hosts", ["https://video.example.org"], "hosts"),
        ("storage", [{"name": "visitor", "kind": "cookie", "days": 4000}], "storage.0.days"),
        ("storage", [{"name": "sessionid", "kind": "cookie", "days": 1, "own": True}], "storage.0.name"),
        ("policy_url", "javascript:alert(1)", "policy_url"),
    ]:
        refused = admin.call("POST", SERVICES, 422, json=VIDEO | {name: value})
        assert list(refused["detail"]) == [field], refused
    for body in (VIDEO | {"preselected": True}, VIDEO | {"class": "harmless"}, [VIDEO]):
        assert admin.call("POST", SERVICES, 400, json=body)["error_code"] == "validation_error"
    assert reader.call("POST", SERVICES, 403, json=VIDEO)["error_code"] == "permission_denied"
    assert reader.call("GET", SERVICES, 403)["error_code"] == "permission_denied"
    assert nobody.call("POST", SERVICES, 401, json=VIDEO)["error_code"] == "not_authenticated"
    assert admin.call("GET", SERVICES, 200)["total_count"] == 0
    assert not asked(portal)


def test_a_program_keeps_the_register_and_the_trail_says_what_it_did(programs: tuple[Portal, Program, Program, Program]) -> None:
    portal, admin, reader, _ = programs
    made = admin.call("POST", SERVICES, 201, json=VIDEO)
    assert made["policy"] == {"version": 2, "asks_again": True, "changes": [{"service": "video", "what": "added"}]}
    assert asked(portal)
    assert admin.call("POST", SERVICES, 409, json=VIDEO)["detail"].keys() == {"key"}
    shown = admin.call("GET", f"{SERVICES}video/", 200)
    assert shown["provider"] == "Example Tube" and shown["since"] == 2
    assert admin.call("GET", SERVICES, 200)["results"] == [shown]

    reworded = VIDEO | {"words": {"en": {"title": "Videos", "text": "Shows what a description mentions."}}}
    changed = admin.call("PUT", f"{SERVICES}video/", 200, json=reworded)["policy"]
    assert (changed["version"], changed["asks_again"]) == (3, False)
    changed = admin.call("PUT", f"{SERVICES}video/", 200, json=reworded | {"other_purpose": True})["policy"]
    assert (changed["version"], changed["asks_again"]) == (4, True)
    same = admin.call("PUT", f"{SERVICES}video/", 200, json=reworded)["policy"]
    assert (same["version"], same["asks_again"], same["changes"]) == (4, False, [])
    assert admin.call("PUT", f"{SERVICES}none/", 404, json=reworded)["error_code"] == "not_found"
    assert reader.call("DELETE", f"{SERVICES}video/", 403)["error_code"] == "permission_denied"
    admin.call("DELETE", f"{SERVICES}video/", 204)
    admin.call("DELETE", f"{SERVICES}video/", 404)
    assert not asked(portal)

    trail = requests.get(f"{portal.address}/backoffice/trail.json?thing=cookies", headers=admin.headers, timeout=60).json()
    entries = trail["entries"] if isinstance(trail, dict) else trail
    assert len(entries) == 4
    told = json.dumps(entries)
    assert "admin@example.org" in told and "services.video.provider" in told and "Example Tube" in told
