"""Does `portico cookies proof` find what was altered in the versions of the policy and in the receipts of how it was shown?"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
import sqlite3
import struct
import subprocess
import time
from pathlib import Path

import pytest

from conftest import Portal, binary, clean_environment


def proof(portal: Portal, *options: str) -> tuple[int, dict]:
    """Exit code and report."""
    result = subprocess.run(
        [binary(), "cookies", "proof", "--json", *options, "--data", str(portal.data)],
        capture_output=True,
        text=True,
        env=clean_environment(),
        check=False,
    )
    assert result.returncode in (0, 1), result.stderr
    return result.returncode, json.loads(result.stdout)


def served_once(portal: Portal) -> None:
    """Serves until the first receipt is kept."""
    portal.serve()
    until = time.monotonic() + 60
    while not proof(portal)[1]["receipts"] and time.monotonic() < until:
        time.sleep(0.2)
    portal.stop()


def altered(portal: Portal) -> str:
    """What the proof says."""
    code, report = proof(portal)
    assert code == (1 if report["altered"] else 0)
    return "\n".join(found["message"] for found in report["altered"])


def test_a_portal_keeps_receipts_and_any_change_of_them_is_named(empty_portal: Portal):
    served_once(empty_portal)
    code, report = proof(empty_portal)
    assert code == 0 and report["whole"], report["altered"]
    receipt = report["receipts"][-1]["receipt"]
    assert receipt["policy_sha256"] == report["head"]
    assert {"register", "text en", "text fr", "text es"} <= set(receipt["parts"])
    assert "templates/_consent.html" in receipt["files"] and "assets/js/enhance.js" in receipt["files"]
    assert receipt["files"] == report["this_program"]

    # The same program and policy served again add nothing; an earlier digest is still there, another is not.
    served_once(empty_portal)
    assert len(proof(empty_portal)[1]["receipts"]) == 1
    assert proof(empty_portal, "--head", report["head"])[0] == 0
    assert proof(empty_portal, "--head", "0" * 64)[0] == 1

    # Somebody makes a text sound nicer, and is careful with the digest beside it.
    with sqlite3.connect(empty_portal.data / "portico.db") as db:
        (document,) = db.execute("SELECT document FROM policy_versions WHERE number = 1").fetchone()
        told = json.loads(document)
        told["texts"]["fr"]["opening"] = "Nous ne faisons rien."
        forged = json.dumps(told, ensure_ascii=False, indent=2)
        digest = hashlib.sha256(forged.encode()).hexdigest()
        db.execute("UPDATE policy_versions SET document = ?, sha256 = ? WHERE number = 1", (forged, digest))
    assert "altered: text fr" in altered(empty_portal)

    # Put back, and a receipt is taken away instead.
    with sqlite3.connect(empty_portal.data / "portico.db") as db:
        digest = hashlib.sha256(document.encode()).hexdigest()
        db.execute("UPDATE policy_versions SET document = ?, sha256 = ? WHERE number = 1", (document, digest))
    assert altered(empty_portal) == ""
    with sqlite3.connect(empty_portal.data / "portico.db") as db:
        db.execute("UPDATE policy_receipts SET document = replace(document, '\"date\": \"20', '\"date\": \"19')")
    assert "document of receipt 1 is not the one that was written" in altered(empty_portal)


def test_receipts_hold_nothing_of_anybody(empty_portal: Portal):
    served_once(empty_portal)
    with sqlite3.connect(empty_portal.data / "portico.db") as db:
        columns = {row[1] for table in ("policy_versions", "policy_receipts", "choice_counts") for row in db.execute(f"PRAGMA table_info({table})")}
    assert columns == {"number", "day", "sha256", "document", "policy", "kind", "value"}


def browser() -> str | None:
    """A Chromium of this machine: the one of the test command, else the first that is found."""
    named = os.environ.get("PORTICO_TEST_CHROMIUM")
    return named or next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)


@pytest.mark.skipif(browser() is None, reason="pictures need a browser")
def test_pictures_of_what_visitors_see_are_part_of_the_proof(empty_portal: Portal, tmp_path: Path):
    (empty_portal.data).mkdir(parents=True)
    (empty_portal.data / "portico.toml").write_text('languages = ["en", "fr"]\n', "utf-8")
    served_once(empty_portal)
    saved = tmp_path / "pictures"
    options = ["--pictures", "--browser", browser(), "--no-sandbox", "--save", str(saved)]
    code, report = proof(empty_portal, *options)
    assert code == 0, report["altered"]
    receipt = report["receipts"][-1]["receipt"]
    names = {f"{page} {lang} {width}" for page in ("policy", "choices") for lang in ("en", "fr") for width in (1280, 390)}
    assert set(receipt["pictures"]) == names, "nothing is asked, so there is no banner"
    assert len(report["receipts"]) == 2 and receipt["policy"] == 1
    for name, digest in receipt["pictures"].items():
        stored = (empty_portal.data / "objects" / "policy" / f"{digest}.png").read_bytes()
        assert hashlib.sha256(stored).hexdigest() == digest
        assert (saved / f"receipt-2-{name.replace(' ', '-')}.png").read_bytes() == stored
        width, height = struct.unpack(">II", stored[16:24])
        assert stored.startswith(b"\x89PNG") and width == int(name.split()[-1]) and height >= 844, name

    # What visitors are asked is in the pictures too, once there is something; nothing of the shooting is counted.
    service = {
        "key": "video",
        "provider": "Example Tube",
        "controller": "Example Tube Ltd",
        "policy_url": "https://video.example.org/privacy",
        "class": "third-party",
        "purpose": "video",
        "words": {"en": {"title": "Videos", "text": "Shows films."}},
        "hosts": ["video.example.org"],
    }
    (tmp_path / "video.json").write_text(json.dumps(service), "utf-8")
    empty_portal.run("cookies", "add", str(tmp_path / "video.json"))
    code, report = proof(empty_portal, *options[:4])
    assert code == 0, report["altered"]
    receipt = report["receipts"][-1]["receipt"]
    assert receipt["policy"] == 2 and {"banner en 390", "banner fr 1280"} <= set(receipt["pictures"])
    digest = receipt["pictures"]["banner en 390"]
    (empty_portal.data / "objects" / "policy" / f"{digest}.png").write_bytes(b"nicer")
    assert "the picture `banner en 390` of receipt 3 is not the one that was taken" in altered(empty_portal)
    with sqlite3.connect(empty_portal.data / "portico.db") as db:
        assert db.execute("SELECT COUNT(*) FROM audience_days").fetchone() == (0,)
