"""Can a volunteer publish a file without a manual? The back office over HTTP, with good files, broken files and hostile ones."""

from __future__ import annotations

import hashlib
import io
import re
import time
import zipfile
from pathlib import Path
from typing import Iterator

import pytest
import requests

from conftest import Portal

PASSWORD = "a long enough password"
LONGEST = 120
LIMIT = 1 << 20


class Publisher:
    """Someone at work in the back office, with the forms of the pages and nothing else."""

    def __init__(self, portal: Portal, email: str) -> None:
        self.portal = portal
        self.http = requests.Session()
        self.http.headers["origin"] = portal.address
        page = self.http.get(portal.address + "/login/", timeout=60)
        form = {"csrfmiddlewaretoken": token(page.text), "email": email, "password": PASSWORD}
        answer = self.http.post(portal.address + "/login/", data=form, allow_redirects=False, timeout=60)
        assert answer.status_code == 303, answer.text

    def get(self, path: str) -> requests.Response:
        return self.http.get(self.portal.address + path, timeout=120)

    def token(self) -> str:
        return token(self.get("/backoffice/datasets/new/").text)

    def post(self, path: str, form: list[tuple[str, str]] | dict[str, str]) -> requests.Response:
        """Sends a form as a browser does, without following."""
        pairs = list(form.items()) if isinstance(form, dict) else form
        pairs = [("csrfmiddlewaretoken", self.token()), *pairs]
        return self.http.post(self.portal.address + path, data=pairs, allow_redirects=False, timeout=120)

    def send(self, name: str, content: bytes, dataset: str = "") -> requests.Response:
        """The plain form with a file."""
        files = [
            ("csrfmiddlewaretoken", (None, self.token())),
            ("dataset", (None, dataset)),
            ("file", (name, content, "application/octet-stream")),
        ]
        return self.http.post(self.portal.address + "/backoffice/uploads/", files=files, allow_redirects=False, timeout=120)

    def upload(self, name: str, content: bytes, dataset: str = "") -> str:
        """A file that is taken; the page that looks at it."""
        answer = self.send(name, content, dataset)
        assert answer.status_code == 303, answer.text
        return answer.headers["location"]

    def look(self, path: str, **changes: str) -> str:
        """The page of the first look, after some changes of its form."""
        page = self.get(path)
        assert page.status_code == 200, page.text
        if changes:
            answer = self.post(path, [*fields(page.text, changes), ("go", "look")])
            assert answer.status_code in (303, 409), answer.text
            page = self.get(path) if answer.status_code == 303 else answer
        return page.text

    def publish(self, path: str, go: str = "publish", **fields_of_about: str) -> str:
        """Through the last step to the end of the job; the job's page."""
        about = self.get(path + "about/")
        changes = {"title": "Parks", "id": "parks", **fields_of_about}
        answer = self.post(path + "about/", [*fields(about.text, changes), ("go", go)])
        assert answer.status_code == 303, answer.text
        return self.wait(answer.headers["location"])

    def update(self, path: str, **changes: str) -> requests.Response:
        """The button that updates a dataset."""
        page = self.get(path)
        return self.post(path, [*fields(page.text, changes), ("go", "update")])

    def wait(self, job: str) -> str:
        """Until a job is at its end."""
        end = time.monotonic() + LONGEST
        while not self.get(job + "state.json").json()["final"]:
            assert time.monotonic() < end, "the job never ends"
            time.sleep(0.2)
        return self.get(job).text


def token(page: str) -> str:
    found = re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)
    assert found, page
    return found[1]


def unescape(text: str) -> str:
    import html

    return html.unescape(text)


def fields(page: str, changes: dict[str, str]) -> list[tuple[str, str]]:
    """What the form of the main part holds, as a browser would send it."""
    main = page.split("<main", 1)[1].split("</main>")[0]
    forms = re.findall(r"<form[^>]*>.*?</form>", main, re.S)
    form = max(forms, key=len)
    found: dict[str, str] = {}
    several: list[tuple[str, str]] = []
    for tag in re.findall(r"<input[^>]*>", form):
        name = re.search(r'name="([^"]+)"', tag)
        value = unescape((re.search(r'value="([^"]*)"', tag) or ["", ""])[1])
        if not name or name[1] == "csrfmiddlewaretoken" or 'type="file"' in tag:
            continue
        if 'type="checkbox"' in tag:
            if re.search(r"\schecked", tag):
                several.append((unescape(name[1]), value))
            continue
        found[unescape(name[1])] = value
    for name, body in re.findall(r'<select[^>]*name="([^"]+)"[^>]*>(.*?)</select>', form, re.S):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        first = re.search(r'<option value="([^"]*)"', body)
        found[unescape(name)] = unescape((chosen or first)[1])
    for name, body in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\n?(.*?)</textarea>', form, re.S):
        found[unescape(name)] = unescape(body)
    found.update(changes)
    return [*found.items(), *[pair for pair in several if pair[0] not in changes]]


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    portal = Portal(tmp_path / "data")
    portal.data.mkdir()
    (portal.data / "portico.toml").write_text("[limits]\nupload_mib = 1\narchive_mib = 8\n")
    for email, role in [("ann@example.org", "publisher"), ("bob@example.org", "publisher"), ("cy@example.org", "contributor")]:
        portal.run("user", "add", email, "--role", role, "--password-stdin", stdin=PASSWORD + "\n")
    portal.serve()
    yield portal
    portal.stop()


@pytest.fixture
def ann(portal: Portal) -> Publisher:
    return Publisher(portal, "ann@example.org")


PARKS = "id,name,acres,opened\n1,Oak,12,2024-05-01\n2,Elm,7,2024-06-01\n3,Ash,many,2024-07-01\n"


def records(portal: Portal, **params: str) -> list[dict]:
    return portal.api("/catalog/datasets/parks/records", order_by="id", **params).json()["results"]


def test_from_a_file_to_a_page(portal: Portal, ann: Publisher) -> None:
    path = ann.upload("../../parks_of-the city.csv", PARKS.encode())
    page = ann.look(path)
    assert "parks_of-the city.csv" in page and "../" not in page.split("<main")[1]
    page = ann.look(path, **{"c2.type": "double", "c1.label": "Name of the park", "c3.name": "opening"})
    assert ">4<" in page and "many" in page, "the problem has its line and its value"
    assert "Name of the park" in page
    job = ann.publish(path, description="<p>Green</p><script>alert(1)</script>", keyword="tree, tree, grass")
    assert "Open the dataset" in job and "1 row with refused cells" in job
    assert [row["acres"] for row in records(portal)] == [12.0, 7.0, None]
    assert records(portal)[0]["opening"] == "2024-05-01"
    shown = portal.get("/explore/dataset/parks/information/").text
    assert "Green" in shown and "alert(1)" not in shown
    listed = ann.get("/backoffice/jobs/").text
    refused = ann.get(re.search(r'href="(/backoffice/jobs/[^"]+/)"', listed)[1] + "refused.csv")
    assert refused.headers["content-type"].startswith("text/csv")
    assert "4,acres,it is not a number,many" in refused.text.replace("\r\n", "\n")


def test_bad_cells_are_what_the_publisher_says(portal: Portal, ann: Publisher) -> None:
    path = ann.upload("parks.csv", PARKS.encode())
    ann.look(path, **{"c2.type": "int", "bad_cells": "refuse_row"})
    ann.publish(path)
    assert [row["id"] for row in records(portal)] == [1, 2]
    path = ann.upload("parks.csv", PARKS.encode(), dataset="parks")
    page = ann.look(path, **{"c2.type": "int", "bad_cells": "text"})
    assert "acres: was whole number, is text" in unescape(page)
    answer = ann.update(path)
    assert answer.status_code == 409 and "accept" in answer.text
    answer = ann.update(path, accept_drift="1", note="as text")
    assert answer.status_code == 303, answer.text
    ann.wait(answer.headers["location"])
    assert [row["acres"] for row in records(portal)] == ["12", "7", "many"]


def test_broken_files_are_explained(portal: Portal, ann: Publisher) -> None:
    picture = ann.look(ann.upload("data.csv", b"\x89PNG\r\n\x1a\n" + b"0" * 100))
    assert "PNG picture" in picture
    ragged = ann.look(ann.upload("ragged.csv", b"a,b\n" + b"1,2\n" * 20 + b"1,2,3,4\n"))
    assert "the row has 4 cells, the header 2" in ragged and ">22<" in ragged
    latin = ann.look(ann.upload("villes.csv", "ville;nb\nChâteauroux;1\nOrléans;2\nNîmes;3\n".encode("windows-1252")))
    assert "Châteauroux" in latin
    wrong = ann.look(ann.upload("villes.csv", "ville;nb\nOrléans;2\n".encode()), encoding="utf-16le")
    assert "Orléans" not in wrong.split('id="look"')[1].split("</table>")[0]
    cut = ann.look(ann.upload("cut.json", b'{"items": [{"a": 1}, {"a"'))
    assert "cannot be read" in cut
    empty = ann.send("empty.csv", b"")
    assert empty.status_code == 422 and "is empty" in empty.text
    none = ann.send("", b"")
    assert none.status_code == 400 and "choose a file" in none.text
    assert portal.api("/catalog/datasets").json()["total_count"] == 0


def test_limits_hold_to_the_byte(portal: Portal, ann: Publisher) -> None:
    line = b"1,2\n"
    just = b"a,b\n" + line * ((LIMIT - 4) // 4)
    assert len(just) == LIMIT
    assert ann.send("just.csv", just).status_code == 303
    refused = ann.send("more.csv", just + b"1")
    assert refused.status_code == 413 and "1 MiB" in refused.text
    form = {"name": "more.csv", "size": str(LIMIT + 1), "fingerprint": "x", "dataset": ""}
    begun = ann.post("/backoffice/uploads/begin/", form)
    assert begun.status_code == 413 and "1 MiB" in begun.json()["message"]
    page = ann.get("/backoffice/datasets/new/").text
    assert "1\u00a0MB" in page, "the limit stands beside the control"
    assert page.count("more.csv") == 0


def test_a_zip_that_unpacks_for_ever_and_one_that_climbs_are_harmless(portal: Portal, ann: Publisher) -> None:
    bomb = io.BytesIO()
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        archive.writestr("parks.csv", b"a,b\n" + b"0,0\n" * (16 << 18))
        archive.writestr("note.txt", "two files")
    assert len(bomb.getvalue()) < LIMIT
    page = ann.look(ann.upload("bomb.zip", bomb.getvalue()))
    assert "limit" in page and 'role="alert"' in page
    climber = io.BytesIO()
    with zipfile.ZipFile(climber, "w") as archive:
        archive.writestr("parks.csv", "id,photo\n1,../../../evil.txt\n")
        archive.writestr("../../../evil.txt", "evil")
    ann.look(ann.upload("climber.zip", climber.getvalue()))
    assert not list(portal.data.parent.glob("evil.txt"))
    assert not list(portal.data.rglob("evil.txt"))


def test_pieces_go_on_after_the_server_was_killed(portal: Portal, ann: Publisher) -> None:
    content = PARKS.encode() * 3
    form = {"name": "parks.csv", "size": str(len(content)), "fingerprint": "parks 1", "dataset": ""}
    begun = ann.post("/backoffice/uploads/begin/", form).json()
    place = f"{portal.address}/backoffice/uploads/{begun['id']}/"

    def put(offset: int, piece: bytes, digest: str | None = None) -> requests.Response:
        headers = {
            "x-csrftoken": ann.token(),
            "x-content-sha256": digest or hashlib.sha256(piece).hexdigest(),
            "content-type": "application/octet-stream",
        }
        return ann.http.put(f"{place}?offset={offset}", data=piece, headers=headers, timeout=60)

    assert put(0, content[:50]).json()["received"] == 50
    assert put(50, content[50:60], "0" * 64).status_code == 422
    assert put(60, content[60:70]).status_code == 409
    assert portal.process
    portal.process.kill()
    portal.process.wait()
    address = portal.address
    portal.serve()
    place = place.replace(address, portal.address)
    ann.http.headers["origin"] = portal.address
    again = ann.post("/backoffice/uploads/begin/", form).json()
    assert (again["id"], again["received"]) == (begun["id"], 50)
    whole = put(50, content[50:]).json()
    assert whole["complete"]
    assert "Oak" in ann.look(whole["next"])
    foreign = Publisher(portal, "bob@example.org")
    assert foreign.get(whole["next"]).status_code == 404
    assert foreign.get(f"/backoffice/uploads/{begun['id']}/").status_code == 404


def test_of_two_who_describe_a_dataset_the_second_loses_nothing(portal: Portal, ann: Publisher) -> None:
    ann.publish(ann.upload("parks.csv", PARKS.encode()))
    bob = Publisher(portal, "bob@example.org")
    path = "/backoffice/datasets/parks/"
    of_ann, of_bob = ann.get(path).text, bob.get(path).text
    assert ann.post(path, fields(of_ann, {"title": "Parks of Ann"})).status_code == 303
    answer = bob.post(path, fields(of_bob, {"title": "Parks of Bob"}))
    assert answer.status_code == 409
    assert "Parks of Bob" in answer.text and "Parks of Ann" in answer.text
    assert portal.api("/catalog/datasets/parks").json()["metas"]["default"]["title"] == "Parks of Ann"
    assert bob.post(path, fields(answer.text, {})).status_code == 303
    assert portal.api("/catalog/datasets/parks").json()["metas"]["default"]["title"] == "Parks of Bob"


def test_a_dataset_is_taken_back_deleted_and_brought_back(portal: Portal, ann: Publisher) -> None:
    ann.publish(ann.upload("parks.csv", PARKS.encode()), go="draft")
    assert portal.api("/catalog/datasets/parks").status_code == 404
    path = "/backoffice/datasets/parks/"

    def revision() -> str:
        return re.search(r'name="revision" value="(\d+)"', ann.get(path).text)[1]

    assert ann.post(path + "publish/", {"revision": revision()}).status_code == 303
    assert portal.api("/catalog/datasets/parks").status_code == 200
    assert ann.post(path + "unpublish/", {"revision": "1"}).status_code == 409
    assert ann.post(path + "unpublish/", {"revision": revision()}).status_code == 303
    assert portal.api("/catalog/datasets/parks").status_code == 404
    cy = Publisher(portal, "cy@example.org")
    assert cy.post(path + "publish/", {"revision": revision()}).status_code == 403
    assert cy.post(path + "delete/", {"revision": revision()}).status_code == 403
    assert "30 days" in ann.get(path + "delete/").text
    assert ann.post(path + "delete/", {"revision": revision()}).status_code == 303
    assert ann.get(path).status_code == 404
    assert "parks" in ann.get("/backoffice/datasets/").text
    assert ann.post(path + "bring-back/", {}).status_code == 303
    assert ann.get(path).status_code == 200
    trail = Portal.run(portal, "datasets", "--json")
    assert '"parks"' in trail


def test_versions_are_read_and_restored(portal: Portal, ann: Publisher) -> None:
    ann.publish(ann.upload("parks.csv", PARKS.encode()), title="Parks of 2024")
    path = ann.upload("parks.csv", b"id,name,acres,opened\n9,Fir,1,2025-01-01\n", dataset="parks")
    answer = ann.update(path, accept_drift="1", note="the new year")
    ann.wait(answer.headers["location"])
    assert [row["id"] for row in records(portal)] == [9]
    assert [row["id"] for row in records(portal, version="1")] == [1, 2, 3]
    assert portal.api("/catalog/datasets/parks/records", version="7").status_code == 404
    assert portal.api("/catalog/datasets/parks/records", version="x").status_code == 400
    csv = portal.get("/api/explore/v2.1/catalog/datasets/parks/exports/csv?version=1&delimiter=,").text
    assert "Oak" in csv and "Fir" not in csv
    page = portal.get("/explore/dataset/parks/versions/").text
    assert "the new year" in page and hashlib.sha256(PARKS.encode()).hexdigest() in page
    assert "ann@example.org" not in page, "who works for the portal is nobody's business"
    assert "Oak" in portal.get("/explore/dataset/parks/table/?version=1").text
    assert "ann@example.org" in ann.get("/backoffice/datasets/parks/versions/").text
    answer = ann.post("/backoffice/datasets/parks/restore/", {"number": "1"})
    assert answer.status_code == 303, answer.text
    assert "version 1 is there again, as version 3" in ann.wait(answer.headers["location"])
    assert [row["id"] for row in records(portal)] == [1, 2, 3]
    assert [row["id"] for row in records(portal, version="2")] == [9]
    again = ann.post("/backoffice/datasets/parks/restore/", {"number": "3"})
    assert again.status_code == 409
