"""Do the files of records stay with them? A table and its files in one zip, added to, replaced by key, refused where a file is missing."""

from __future__ import annotations

import json
import struct
import subprocess
import zipfile
import zlib
from pathlib import Path
from typing import Any

from conftest import BASE, Portal, binary, clean_environment


def picture(width: int, height: int) -> bytes:
    """A grey PNG of that size."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + b"\x80" * width for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def packed(path: Path, table: str, files: dict[str, bytes]) -> Path:
    """A zip with a table and files."""
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("photos.csv", table)
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def refused(portal: Portal, *arguments: str) -> str:
    """Runs an import that must fail; what it says."""
    command = [binary(), "import", *arguments, "--data", str(portal.data)]
    done = subprocess.run(command, capture_output=True, text=True, env=clean_environment(), check=False)
    assert done.returncode == 1, done.stdout
    return done.stderr


def photos(portal: Portal) -> dict[int, dict[str, Any] | None]:
    """The photo of each record by the record's number."""
    return {row["id"]: row["photo"] for row in json.loads(portal.run("export", "photos", "--format", "json"))}


def test_files_are_added_replaced_and_never_lost(empty_portal: Portal, tmp_path: Path) -> None:
    portal = empty_portal
    column, arch, gate, dome = picture(4, 8), picture(6, 3), picture(5, 5), picture(9, 2)
    first = packed(
        tmp_path / "first.zip",
        "id,title,photo\n1,Column,column.png\n2,Arch,arch.png\n",
        {"column.png": column, "arch.png": arch},
    )
    portal.run("import", str(first), "--id", "photos")
    assert [(photo or {}).get("width") for photo in photos(portal).values()] == [4, 6]
    # One has no photo, and a text that happens to name a file stays a text.
    more = packed(
        tmp_path / "more.zip",
        "id,title,photo\n3,gate.png,in/gate.png\n4,gate.png,\n",
        {"in/gate.png": gate},
    )
    portal.run("import", str(more), "--id", "photos", "--append")
    found = photos(portal)
    assert {number: (photo or {}).get("width") for number, photo in found.items()} == {1: 4, 2: 6, 3: 5, 4: None}
    # By key: the second record has a new photo, the fourth its first one.
    newer = packed(tmp_path / "newer.zip", "id,title,photo\n2,Dome,dome.png\n4,Gate,dome.png\n", {"dome.png": dome})
    portal.run("import", str(newer), "--id", "photos", "--upsert", "id")
    found = photos(portal)
    assert {number: (photo or {}).get("width") for number, photo in found.items()} == {1: 4, 2: 9, 3: 5, 4: 9}
    plain = tmp_path / "plain.csv"
    plain.write_text("id,title,photo\n5,Nothing,\n")
    portal.run("import", str(plain), "--id", "photos", "--append")

    # What names no file is refused whole, also when it is only tried out.
    before = portal.run("export", "photos", "--format", "csv")
    lost = packed(tmp_path / "lost.zip", "id,title,photo\n6,Lost,missing.png\n", {"other.png": gate})
    plain.write_text("id,title,photo\n7,Text,column.png\n")
    for source in (lost, plain):
        for more_words in ([], ["--dry-run"]):
            said = refused(portal, str(source), "--id", "photos", "--append", *more_words)
            assert "`photo` holds files" in said and ("missing.png" in said or "column.png" in said), said
            assert "zip" in said
    assert portal.run("export", "photos", "--format", "csv") == before

    portal.serve()
    schema = portal.api("/catalog/datasets/photos").json()["fields"]
    assert [(field["name"], field["type"]) for field in schema] == [("id", "int"), ("title", "text"), ("photo", "file")]
    for number, content in {1: column, 2: dome, 3: gate, 4: dome}.items():
        row = portal.api("/catalog/datasets/photos/records", where=f"id={number}").json()["results"][0]
        answer = portal.get(row["photo"]["url"].removeprefix(portal.address))
        assert (answer.status_code, answer.content, answer.headers["content-type"]) == (200, content, "image/png")
    rows = portal.api("/catalog/datasets/photos/records", where="id=3").json()["results"]
    assert (rows[0]["title"], rows[0]["photo"]["filename"]) == ("gate.png", "gate.png")
    assert portal.get(f"{BASE}/catalog/datasets/photos/files/nope").status_code == 404


def test_replacing_by_another_zip_needs_no_words_about_fields(empty_portal: Portal, tmp_path: Path) -> None:
    portal = empty_portal
    for size in (3, 7):
        table = f"id,photo\n1,{size}.png\n"
        portal.run("import", str(packed(tmp_path / f"{size}.zip", table, {f"{size}.png": picture(size, 1)})), "--id", "photos", "--replace")
        assert [(photo or {}).get("width") for photo in photos(portal).values()] == [size]
