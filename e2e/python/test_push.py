"""Do programs that push records find what they expect? odsclient unchanged, and the refusals."""

from __future__ import annotations

import base64
import time
from pathlib import Path

import odsclient
import pandas
import pytest
import requests

from conftest import BASE, Portal, publish


def pushed(portal: Portal, dataset: str, wanted: int) -> list[dict]:
    """The records, once there are as many; a push is seen a moment after it was answered."""
    path = f"{BASE}/catalog/datasets/{dataset}/records?limit=100"
    for _ in range(300):
        answer = portal.get(path)
        if answer.status_code == 200 and answer.json()["total_count"] == wanted:
            return answer.json()["results"]
        time.sleep(0.1)
    raise AssertionError(f"never {wanted} records: {answer.text}")


@pytest.fixture
def cities(empty_portal: Portal, tmp_path: Path) -> tuple[Portal, str, str]:
    """A portal whose cities take pushes; the key and the address to push to."""
    publish(empty_portal, "push", tmp_path)
    path = empty_portal.run("push-key", "create", "fx-cities").splitlines()[-1]
    empty_portal.serve()
    return empty_portal, path.split("pushkey=")[1], empty_portal.address + path


def test_odsclient_pushes_and_readers_see_it(cities: tuple[Portal, str, str]) -> None:
    portal, key, _ = cities
    client = odsclient.ODSClient(base_url=portal.address, enforce_apikey=False)
    client.push_dataset_realtime("fx-cities", "id;name\n9;Oslo\n10;Bergen\n", key)
    frame = pandas.DataFrame({"id": [9, 11], "name": ["Oslo!", "Malmö"], "population": [717710, 350000]})
    client.push_dataset_realtime("fx-cities", frame, key, format="pandas")
    names = {row["id"]: row["name"] for row in pushed(portal, "fx-cities", 11)}
    assert (names[9], names[10], names[11]) == ("Oslo!", "Bergen", "Malmö")


def test_a_dataset_begins_with_a_push(empty_portal: Portal) -> None:
    empty_portal.run("datasets", "create", "photos", "--title", "Photos")
    path = empty_portal.run("push-key", "create", "photos").splitlines()[-1]
    empty_portal.serve()
    image = base64.b64decode(
        "iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=="
    )
    record = {
        "n": 1,
        "photo": {"content": base64.b64encode(image).decode(), "content-type": "image/png"},
    }
    answer = requests.post(empty_portal.address + path, json=record, timeout=60)
    assert (answer.status_code, answer.json()) == (200, {"status": "OK"})
    (found,) = pushed(empty_portal, "photos", 1)
    assert (found["photo"]["format"], found["photo"]["width"]) == ("PNG", 1)
    assert requests.get(found["photo"]["url"], timeout=60).content == image


def test_a_killed_server_keeps_what_it_answered(cities: tuple[Portal, str, str]) -> None:
    portal, _, address = cities
    assert requests.post(address, json={"id": 9, "name": "Oslo"}, timeout=60).json() == {"status": "OK"}
    portal.process.kill()
    portal.process.wait()
    portal.serve()
    pushed(portal, "fx-cities", 9)


def test_refusals_say_what_to_do(cities: tuple[Portal, str, str]) -> None:
    portal, _, address = cities
    large = requests.post(address, data=b"[" + b" " * (5 << 20) + b"]", timeout=60)
    assert (large.status_code, large.json()["error_code"]) == (413, "PushTooLarge")
    stranger = requests.post(address[:-4] + "xxxx", data=b"[" * 1000, timeout=60)
    assert (stranger.status_code, stranger.json()["error_code"]) == (401, "InvalidPushKey")
    assert requests.head(address.replace("/push/?", "/" + "0" * 40 + "/delete/?"), timeout=60).status_code == 405
    portal.run("push-key", "disable", "fx-cities")
    off = requests.post(address, json={"id": 9}, timeout=60)
    assert (off.status_code, off.json()["error_code"]) == (403, "PushDisabled")
