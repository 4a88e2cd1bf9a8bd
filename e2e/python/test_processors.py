"""Do steps change what the portal answers? The real program: a list of steps on the command line, then the screen of the back office."""

from __future__ import annotations

import json
import re
import subprocess
import time
from pathlib import Path
from typing import Iterator

import pytest
import requests

from conftest import Portal, binary, clean_environment

PASSWORD = "a long enough password"
STEPS = {
    "steps": [
        {"type": "split_text", "field": "place", "separator": ",", "part": -1, "output": "town"},
        {"type": "expression", "expression": "=upper(town) & '!'", "output": "loud"},
        {"type": "geo_point", "lat": "y", "lon": "x", "output": "where_it_is"},
        {"type": "type", "field": "visits", "to": "int"},
        {"type": "skip_records", "condition": "visits < 10", "label": "Hardly visited"},
    ]
}
PARKS = (
    "name,place,x,y,visits\n"
    'Oak,"Main St, Tulsa",-95.99,36.15,120\n'
    'Elm,"Elm St, Owasso",-95.85,36.27,4\n'
    'Ash,"Ash St, Tulsa",-95.9,36.1,many\n'
)


@pytest.fixture
def portal(tmp_path: Path) -> Iterator[Portal]:
    """A portal of this test's own."""
    portal = Portal(tmp_path / "data")
    yield portal
    portal.stop()


def records(portal: Portal, identifier: str = "parks") -> list[dict]:
    """All records of the dataset."""
    address = f"{portal.address}/api/explore/v2.1/catalog/datasets/{identifier}/records?order_by=name"
    return requests.get(address, timeout=30).json()["results"]


def test_steps_are_applied_and_refusals_name_line_and_step(portal: Portal, tmp_path: Path) -> None:
    """What the command line says, and what the API answers."""
    (tmp_path / "parks.csv").write_text(PARKS)
    (tmp_path / "steps.json").write_text(json.dumps(STEPS))
    report = json.loads(
        portal.run("import", str(tmp_path / "parks.csv"), "--steps", str(tmp_path / "steps.json"), "--json")
    )
    assert (report["rows_read"], report["refused"]) == (3, 1)
    assert report["refusals"] == [
        {"line": 4, "column": "visits", "reason": "step 4 (type): it is not an integer", "value": "many"}
    ]
    portal.serve()
    assert [(row["name"], row["town"], row["loud"], row["visits"]) for row in records(portal)] == [
        ("Ash", "Tulsa", "TULSA!", None),
        ("Oak", "Tulsa", "TULSA!", 120),
    ]
    assert records(portal)[1]["where_it_is"] == {"lon": -95.99, "lat": 36.15}
    # A later file needs no telling.
    (tmp_path / "parks.csv").write_text(PARKS.replace("Oak", "Fir"))
    portal.run("import", str(tmp_path / "parks.csv"), "--replace")
    end = time.monotonic() + 30
    while records(portal)[1]["name"] != "Fir" and time.monotonic() < end:
        time.sleep(0.2)
    assert [row["name"] for row in records(portal)] == ["Ash", "Fir"]


def test_a_wrong_list_of_steps_is_told_before_anything_is_stored(portal: Portal, tmp_path: Path) -> None:
    """Unknown words get the nearest known one."""
    (tmp_path / "parks.csv").write_text(PARKS)
    for steps, part in [
        ([{"type": "splittext", "field": "place"}], "did you mean `split_text`?"),
        ([{"type": "rename", "field": "plase", "to": "b"}], "did you mean `place`?"),
        ([{"type": "rename", "field": "place", "too": "b"}], "did you mean `to`?"),
    ]:
        (tmp_path / "steps.json").write_text(json.dumps(steps))
        said = fails(portal, "import", str(tmp_path / "parks.csv"), "--steps", str(tmp_path / "steps.json"))
        assert part in said, said
    assert json.loads(portal.run("datasets", "--json")) == []


def fails(portal: Portal, *arguments: str) -> str:
    """What a command says that ends with an error."""
    result = subprocess.run(
        [binary(), *arguments, "--data", str(portal.data)],
        capture_output=True,
        text=True,
        env=clean_environment(),
        check=False,
    )
    assert result.returncode != 0, result.stdout
    return result.stderr


class Editor:
    """Someone who works in the back office, without scripts."""

    def __init__(self, portal: Portal) -> None:
        self.session = requests.Session()
        self.address = portal.address
        page = self.get("/login/")
        self.post(
            "/login/",
            {"csrfmiddlewaretoken": token(page), "email": "ann@example.org", "password": PASSWORD},
        )

    def get(self, path: str) -> str:
        """A page."""
        answer = self.session.get(self.address + path, timeout=30)
        assert answer.status_code == 200, f"{path}: {answer.status_code} {answer.text[:500]}"
        return answer.text

    def post(self, path: str, form: dict, status: int = 200) -> str:
        """What a form leads to."""
        answer = self.session.post(
            self.address + path, data=form, headers={"Origin": self.address}, timeout=30
        )
        assert answer.status_code == status, f"{path}: {answer.status_code} {answer.text[:800]}"
        return answer.text


def token(page: str) -> str:
    """The token of a form."""
    return re.search(r'name="csrfmiddlewaretoken" value="([^"]+)"', page)[1]


def seen(page: str) -> str:
    """The number of the list that the page shows."""
    return re.search(r'name="seen" value="(\d+)"', page)[1]


def test_an_editor_adds_previews_moves_and_applies_steps(portal: Portal, tmp_path: Path) -> None:
    """The whole story on the screen, with forms alone."""
    (tmp_path / "parks.csv").write_text(PARKS)
    portal.run("import", str(tmp_path / "parks.csv"))
    portal.run(
        "user", "add", "ann@example.org", "--role", "administrator", "--password-stdin", stdin=PASSWORD + "\n"
    )
    portal.serve()
    editor = Editor(portal)
    path = "/backoffice/datasets/parks/processing/"
    page = editor.get(path)
    assert "There is no step yet" in page
    page = editor.get(path + "?find=split")
    assert "add=split_text" in page and "add=geomask" not in page
    page = editor.get(path + "?add=split_text")
    form = {
        "csrfmiddlewaretoken": token(page),
        "seen": seen(page),
        "uid": "",
        "kind": "split_text",
        "p-field": "place",
        "p-separator": ",",
        "p-part": "-1",
        "p-output": "town",
    }
    # A preview keeps nothing.
    page = editor.post(path, form | {"act": "preview"})
    assert '<th scope="col" class="new">town' in page and "Owasso" in page
    assert "There is no step yet" in page
    # What is wrong is said at the field, and nothing of the form is lost.
    page = editor.post(path, form | {"act": "add", "p-part": "first"}, status=400)
    assert "not a whole number" in page and 'value="first"' in page
    nasty = "<script>alert(1)</script>"
    page = editor.post(path, form | {"act": "add", "label": nasty})
    assert nasty not in page and "&#60;script&#62;" in page.replace("&lt;", "&#60;").replace("&gt;", "&#62;")
    page = editor.get(path + "?add=delete")
    form = {
        "csrfmiddlewaretoken": token(page),
        "seen": seen(page),
        "uid": "",
        "kind": "delete",
        "act": "add",
    }
    page = editor.post(path, form | {"p-fields": ["x", "y"]})
    first, second = re.findall(r'data-uid="(pr_\w+)"', page)
    # Another tab was slower.
    page = editor.post(path, form | {"p-fields": ["name"]}, status=409)
    assert "somebody else changed the steps" in page
    act = {"csrfmiddlewaretoken": token(page), "seen": seen(page)}
    page = editor.post(path, act | {"uid": second, "act": "up"})
    assert re.findall(r'data-uid="(pr_\w+)"', page) == [second, first]
    page = editor.post(path, act | {"seen": seen(page), "uid": second, "act": "off"})
    page = editor.post(path, act | {"seen": seen(page), "uid": second, "act": "on"})
    page = editor.get(path)
    page = editor.post(path, act | {"seen": seen(page), "act": "apply"})
    job = wait_for(portal)
    assert job["state"] == "done", job
    assert sorted(records(portal)[0]) == ["geo_point", "name", "place", "town", "visits"]
    assert "were made with these steps" in editor.get(path)
    # Who may only read has nothing to look for here.
    stranger = requests.get(portal.address + path, allow_redirects=False, timeout=30)
    assert stranger.status_code == 302 and "/login/" in stranger.headers["Location"]


def wait_for(portal: Portal) -> dict:
    """The only job, at its end."""
    end = time.monotonic() + 60
    while True:
        job = json.loads(portal.run("jobs", "--json"))[0]
        if job["state"] not in ("waiting", "running") or time.monotonic() > end:
            return job
        time.sleep(0.3)
