"""Does every broken file end in a clear sentence and a way on? Files as cities send them, through the first look and the publication."""

from __future__ import annotations

import gzip
import io
import json
import re
import struct
import zipfile
from pathlib import Path
from typing import Iterator

import openpyxl
import pytest

from conftest import Portal
from test_publishing import PASSWORD, Publisher, unescape

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"


@pytest.fixture(scope="module")
def portal(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    portal = Portal(tmp_path_factory.mktemp("broken") / "data")
    portal.data.mkdir()
    (portal.data / "portico.toml").write_text("[limits]\nupload_mib = 64\narchive_mib = 64\n")
    portal.run("user", "add", "ann@example.org", "--role", "publisher", "--password-stdin", stdin=PASSWORD + "\n")
    portal.serve()
    yield portal
    portal.stop()


@pytest.fixture
def ann(portal: Portal) -> Publisher:
    return Publisher(portal, "ann@example.org")


def workbook(rows: list[list[object]]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def zipped(**files: bytes) -> bytes:
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in files.items():
            archive.writestr(name.replace("__", "."), content)
    return kept.getvalue()


def compound(*streams: str) -> bytes:
    """An OLE compound file with streams of those names: what Excel writes for a file with a password, and before 2007."""
    sector = 512
    header = bytearray(OLE + b"\0" * 16 + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + b"\0" * 6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, 0xFFFFFFFE, 0, 0xFFFFFFFE, 0)
    header += struct.pack("<I", 0) + b"\xff" * 4 * 108
    table = struct.pack("<II", 0xFFFFFFFD, 0xFFFFFFFE) + b"\xff" * (sector - 8)

    def entry(name: str, kind: int, child: int, right: int) -> bytes:
        text = name.encode("utf-16le") + b"\0\0"
        body = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1)
        body += struct.pack("<III", 0xFFFFFFFF, right, child) + b"\0" * 36
        return body + struct.pack("<IQ", 0xFFFFFFFE, 0)

    entries = [entry("Root Entry", 5, 1, 0xFFFFFFFF)]
    for place, name in enumerate(streams, start=1):
        entries.append(entry(name, 2, 0xFFFFFFFF, place + 1 if place < len(streams) else 0xFFFFFFFF))
    directory = b"".join(entries).ljust(sector, b"\0")
    return bytes(header).ljust(sector, b"\0") + table + directory


def feature(geometry: object, **properties: object) -> dict:
    return {"type": "Feature", "properties": properties, "geometry": geometry}


def collection(*features: dict, **more: object) -> bytes:
    return json.dumps({"type": "FeatureCollection", "features": features, **more}).encode()


POINT = {"type": "Point", "coordinates": [2.5, 48.5]}
SQUARE = {"type": "Polygon", "coordinates": [[[2, 48], [3, 48], [3, 49], [2, 48]]]}
LAMBERT = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2154"}}
NOWHERE = {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::999999"}}
BOOK = workbook([["id", "name"], [1, "Oak"], [2, "Elm"]])
#: A shapefile of one point, by hand: header, record, table.
SHP = struct.pack(">7i", 9994, 0, 0, 0, 0, 0, 64) + struct.pack("<2i8d", 1000, 1, 2.5, 48.5, 2.5, 48.5, 0, 0, 0, 0)
SHP += struct.pack(">2i", 1, 10) + struct.pack("<i2d", 1, 2.5, 48.5)
SHX = SHP[:24] + struct.pack(">i", 54) + SHP[28:100] + struct.pack(">2i", 50, 10)
DBF = struct.pack("<4BIHH20x", 3, 124, 1, 1, 1, 32 + 32 + 1, 11) + b"name".ljust(11, b"\0") + b"C" + b"\0" * 4 + bytes([10, 0]) + b"\0" * 14
DBF += b"\r" + b" " + b"Oak".ljust(10) + b"\x1a"

#: Name, content, and what must stand in the sentence.
REFUSED = [
    ("cut.xlsx", BOOK[: len(BOOK) // 2], "the workbook is damaged"),
    ("text.xlsx", b"id,name\n1,Oak\n" * 3, "named .xlsx"),
    ("secret.xlsx", compound("EncryptedPackage", "EncryptionInfo"), "password"),
    ("page.csv", b"<!doctype html><html><head><title>Sign in</title></head><body>Please sign in</body></html>", "page|HTML"),
    ("picture.geojson", b"\x89PNG\r\n\x1a\n" + b"\0" * 99, "PNG"),
    ("paper.csv", b"%PDF-1.7\n" + b"\0" * 99, "PDF"),
    ("empty.zip", zipped(), "archive is empty"),
    ("inner.zip", zipped(inner__zip=zipped(a__csv=b"a\n1\n")), "unpack it"),
    ("cut.geojson", collection(feature(POINT, name="Oak"))[:-40], "cannot be read|ends"),
    ("wide.csv", (",".join(f"column {n}" for n in range(2000)) + "\n" + ",".join("1" * 2000)).encode(), "2000 columns; the limit is 500"),
    ("nowhere.geojson", collection(feature(POINT, name="Oak"), crs=NOWHERE), "999999|coordinate"),
    ("lonely.zip", zipped(parks__dbf=DBF), "the .shp file beside"),
    ("nodbf.zip", zipped(parks__shp=SHP, parks__shx=SHX), "the .dbf file beside"),
    ("cutshape.zip", zipped(parks__shp=SHP[:90], parks__dbf=DBF), "its header is cut"),
    ("packed.csv.gz", gzip.compress(b"id,name\n1,Oak\n")[:-6], "gzip and damaged"),
    ("folder.tar.gz", gzip.compress(b"a.csv".ljust(257, b"\0") + b"ustar" + b"\0" * 250), "archive of tar"),
    ("blank.csv", b"\n\n\n  \n", "no column|no row"),
    ("zeros.csv", b"\0" * 5000, "not text"),
    ("sqlite.csv", b"SQLite format 3\0" + b"\0" * 500, "database"),
]

#: Name, content, and how many records come of it.
TAKEN = [
    ("wide.csv", (",".join(f"column {n}" for n in range(500)) + "\n" + ",".join("1" * 500)).encode(), 1),
    ("same.csv", b"name,name,Name,NAME ,,\nOak,a,b,c,d,e\n", 1),
    ("bom.csv", "\ufeffid;größe\n1;3,5\n".encode(), 1),
    ("utf16.csv", "id\tname\n1\tÉlan\n".encode("utf-16"), 1),
    ("latin.csv", "id;name\n1;Orléans\n2;Nîmes\n".encode("latin-1"), 2),
    ("header.csv", b"id,name\n", 0),
    ("mac.csv", b"id,name\r1,Oak\r2,Elm\r", 2),
    ("mixed.geojson", collection(feature(POINT, a=1), feature(SQUARE, a="x"), feature(None, b=[1])), 3),
    ("lambert.geojson", collection(feature({"type": "Point", "coordinates": [652469, 6862035]}, a=1), crs=LAMBERT), 1),
    ("noprj.zip", zipped(parks__shp=SHP, parks__shx=SHX, parks__dbf=DBF), 1),
    ("noindex.zip", zipped(parks__shp=SHP, parks__dbf=DBF), 1),
    ("number.json", b"42", 1),
    ("packed.csv.gz", gzip.compress(b"id,name\n1,Oak\n"), 1),
    ("one.zip", zipped(trees__csv=b"id,name\n1,Oak\n"), 1),
    ("long.csv", b"id,text\n1," + b"x" * 3_000_000 + b"\n", 1),
    ("quotes.csv", b'id,text\n1,"a\nb ""c"""\n2,d\n', 2),
    ("formula.xlsx", workbook([["a", "b"], [1, "=A2*2"], ["#REF!", None]]), 2),
]


def sentence(page: str) -> str:
    """What the first look says is wrong."""
    found = re.search(r'role="alert"[^>]*>(.*?)</div>', page, re.S)
    return unescape(re.sub(r"<[^>]+>", " ", found[1])).strip() if found else ""


@pytest.mark.parametrize(("name", "content", "words"), REFUSED, ids=[one[0] for one in REFUSED])
def test_a_file_that_cannot_be_used_says_why_and_what_to_do(ann: Publisher, name: str, content: bytes, words: str) -> None:
    answer = ann.send(name, content)
    if answer.status_code != 303:
        assert answer.status_code == 422, answer.text
        page = answer.text
    else:
        look = ann.get(answer.headers["location"])
        assert look.status_code == 200, look.text
        page = look.text
    said = sentence(page)
    print(f"{name}: {said}")
    assert len(said) > 30, f"{name}: {said!r}"
    assert re.search(words, said), f"{name}: {said}"
    assert not re.search(r"panick|unwrap|os error|Arrow|DataFusion|/tmp|invalid digit|0x[0-9a-f]{4}", said), said
    if answer.status_code == 303:
        # There is a way on: throw it away, or send another one.
        assert "/discard/" in page or "/backoffice/datasets/new/" in page
        token = ann.token()
        place = answer.headers["location"].replace("/datasets/new/", "/uploads/") + "discard/"
        gone = ann.http.post(ann.portal.address + place, data={"csrfmiddlewaretoken": token}, allow_redirects=False, timeout=60)
        assert gone.status_code == 303, gone.text


@pytest.mark.parametrize(("name", "content", "count"), TAKEN, ids=[one[0] for one in TAKEN])
def test_an_unusual_file_is_published(portal: Portal, ann: Publisher, name: str, content: bytes, count: int) -> None:
    path = ann.upload(name, content)
    page = ann.get(path).text
    assert sentence(page) == "", sentence(page)
    identifier = re.sub(r"\W", "-", name)
    job = ann.publish(path, title=name, id=identifier)
    answer = portal.api(f"/catalog/datasets/{identifier}/records", limit=3)
    assert answer.status_code == 200, job
    assert answer.json()["total_count"] == count
    assert portal.get(f"/explore/dataset/{identifier}/table/").status_code == 200
