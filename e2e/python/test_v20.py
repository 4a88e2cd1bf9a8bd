"""Do programs written for version 2.0 of the Explore API still work? Each test is such a program, made small."""

from __future__ import annotations

import csv
import io
import struct
import zipfile
import zlib
from datetime import datetime
from pathlib import Path
from time import sleep
from typing import Iterator
from urllib.parse import urljoin

import pytest
import requests

from conftest import ROOT, Portal

OLD = ["/api/v2", "/api/explore/v2.0"]


@pytest.fixture(scope="module", name="portal")
def portal_with_cities(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal with the cities of the specification."""
    own = Portal(tmp_path_factory.mktemp("v20") / "data")
    cities = str(ROOT / "spec/data/fx-cities.csv")
    own.run(
        "import", cities, "--header-row", "1", "--type", "pos=geo_point_2d", "--multivalued", "tags=,"
    )
    own.serve()
    yield own
    own.stop()


@pytest.mark.parametrize("base", OLD)
def test_a_script_reads_the_fields_of_records(portal: Portal, base: str) -> None:
    url = f"{portal.address}{base}/catalog/datasets/fx-cities/records"
    data = requests.get(url, params={"where": "country='FR'", "rows": 2, "start": 1, "sort": "-population"}).json()
    assert data["total_count"] == 4
    assert [r["record"]["fields"]["name"] for r in data["records"]] == ["Nantes", "Besançon"]
    record = data["records"][0]["record"]
    datetime.strptime(record["timestamp"], "%Y-%m-%dT%H:%M:%S.%fZ")
    assert isinstance(record["size"], int)
    assert set(record["fields"]["pos"]) == {"lat", "lon"}


@pytest.mark.parametrize("base", OLD)
def test_a_script_follows_the_next_link_to_the_end(portal: Portal, base: str) -> None:
    url: str | None = f"{portal.address}{base}/catalog/datasets/fx-cities/records?limit=3&order_by=id"
    names: list[str] = []
    pages = 0
    while url:
        page = requests.get(url).json()
        names += [entry["record"]["fields"]["name"] for entry in page["records"]]
        links = {link["rel"]: link["href"] for link in page["links"]}
        assert base in links["self"]
        url = links.get("next")
        pages += 1
    assert pages == 3
    assert len(names) == len(set(names)) == 8


@pytest.mark.parametrize("base", OLD)
def test_a_harvester_walks_from_the_root_to_the_files(portal: Portal, base: str) -> None:
    def follow(url: str, rel: str) -> str:
        links = requests.get(url).json()["links"]
        return next(link["href"] for link in links if link["rel"] == rel)

    catalog = follow(portal.address + base, "catalog")
    listing = requests.get(follow(catalog, "datasets"), params={"rows": 100}).json()
    entries = {entry["dataset"]["dataset_id"]: entry for entry in listing["datasets"]}
    assert "fx-cities" in entries
    dataset = entries["fx-cities"]["dataset"]
    assert dataset["has_records"] is True
    assert dataset["metas"]["default"]["records_count"] == 8
    own = {link["rel"]: link["href"] for link in entries["fx-cities"]["links"]}
    formats = {link["rel"]: link["href"] for link in requests.get(own["exports"]).json()["links"]}
    rows = requests.get(formats["json"]).json()
    assert len(rows) == 8 and "name" in rows[0]
    assert requests.get(own["self"]).json()["dataset"] == dataset


def test_a_script_finds_annotations_as_lists(portal: Portal) -> None:
    dataset = portal.get("/api/v2/catalog/datasets/fx-cities").json()["dataset"]
    for field in dataset["fields"]:
        assert set(field) >= {"name", "label", "type", "description", "annotations"}
        assert all(isinstance(value, list) for value in field["annotations"].values())


def test_a_map_sums_up_by_group(portal: Portal) -> None:
    """The shape that TerriaJS reads: `records[].record.fields`, no count of groups."""
    answer = portal.get(
        "/api/v2/catalog/datasets/fx-cities/records",
        params={
            "select": "min(updated) as min_time, max(updated) as max_time, count(updated) as num",
            "group_by": "country",
            "limit": 100,
        },
    ).json()
    groups = {entry["record"]["fields"]["country"]: entry["record"]["fields"] for entry in answer["records"]}
    assert set(groups) == {"FR", "IT", "MX"}
    assert groups["FR"]["num"] == 4
    datetime.fromisoformat(groups["FR"]["min_time"])


@pytest.mark.parametrize("base", OLD)
def test_a_dashboard_asks_for_aggregates(portal: Portal, base: str) -> None:
    url = f"{portal.address}{base}/catalog/datasets/fx-cities/aggregates"
    groups = requests.get(url, params={"select": "count(*) as n,country", "group_by": "country"}).json()["aggregations"]
    assert {group["country"]: group["n"] for group in groups} == {"FR": 4, "IT": 2, "MX": 1}
    assert requests.get(url, params={"select": "sum(population)"}).json()["aggregations"] == [
        {"sum(population)": 16034000}
    ]
    gone = portal.api("/catalog/datasets/fx-cities/aggregates", select="count(*)")
    assert gone.status_code == 410


def test_a_script_reads_csv_without_removing_a_mark(portal: Portal) -> None:
    text = portal.get("/api/v2/catalog/datasets/fx-cities/exports/csv").content.decode("utf-8")
    rows = list(csv.DictReader(io.StringIO(text), delimiter=";"))
    assert len(rows) == 8
    assert rows[0]["id"] == "1"


def test_parts_of_a_date_are_text(portal: Portal) -> None:
    data = portal.get(
        "/api/v2/catalog/datasets/fx-cities/records",
        params={"select": "year(founded) as y", "where": "id = 1"},
    ).json()
    assert data["records"][0]["record"]["fields"] == {"y": "1958"}
    data = portal.api("/catalog/datasets/fx-cities/records", select="year(founded) as y", where="id = 1").json()
    assert data["results"] == [{"y": 1958}]


def test_old_names_of_filters_are_understood(portal: Portal) -> None:
    records = "/api/v2/catalog/datasets/fx-cities/records"
    near = portal.get(records, params={"where": "distance(pos, geom'POINT(2.35 48.85)', 10km)"}).json()
    assert near["total_count"] == 1
    france = "POLYGON((-5 42, 8 42, 8 51, -5 51, -5 42))"
    for where in (f"polygon(pos, geom'{france}')", f"geometry(pos, geom'{france}', WITHIN)"):
        assert portal.get(records, params={"where": where}).json()["total_count"] == 4


@pytest.mark.parametrize("base", OLD)
def test_a_program_is_told_that_its_version_is_old(portal: Portal, base: str) -> None:
    answer = portal.get(f"{base}/catalog/datasets")
    assert answer.headers["ODS-Explore-API-Deprecation"].split(":")[0] == "API_V2_0"
    assert answer.links["successor-version"]["url"] == portal.address + "/api/explore/v2.1"
    assert "ODS-Explore-API-Deprecation" not in portal.api("/catalog/datasets").headers


def test_errors_are_read_as_before(portal: Portal) -> None:
    for path, status in (("/catalog/datasets/nope", 404), ("/catalog/datasets/fx-cities/records?select=nope", 400)):
        answer = portal.get("/api/v2" + path)
        assert answer.status_code == status
        assert {"error_code", "message"} <= set(answer.json())


def test_booleans_of_python_and_forms_are_read(portal: Portal) -> None:
    url = urljoin(portal.address, "/api/explore/v2.1/catalog/datasets/fx-cities/records?limit=7")
    answer = requests.post(url, data={"limit": 1, "include_app_metas": True, "where": "name = 'Paris'"}).json()
    assert answer["total_count"] == 1
    assert set(answer["results"][0]) >= {"_id", "_timestamp", "_size"}


def test_documents_beside_a_dataset_are_listed_and_downloaded(portal: Portal, tmp_path: Path) -> None:
    notice = tmp_path / "Notice d'été.pdf"
    notice.write_bytes(b"%PDF-1.4 nothing more")
    page = tmp_path / "page.html"
    page.write_text("<script>alert(1)</script>", encoding="utf-8")
    portal.run("attachment", "add", "fx-cities", str(notice), "--title", "Notice")
    portal.run("attachment", "add", "fx-cities", str(page))
    portal.run("attachment", "add", "fx-cities", str(page), "--alternative-export", "--description", "As a page")
    deadline = 50
    while not portal.api("/catalog/datasets/fx-cities").json()["attachments"] and deadline:
        sleep(0.1)
        deadline -= 1
    body = portal.api("/catalog/datasets/fx-cities/attachments").json()
    assert {link["rel"] for link in body["links"]} == {"self", "dataset"}
    by_title = {entry["metas"]["title"]: entry for entry in body["attachments"]}
    assert by_title["Notice"]["metas"]["mime-type"] == "application/pdf"
    assert by_title["Notice"]["metas"]["id"] == "notice_d_ete_pdf"
    answer = requests.get(by_title["Notice"]["href"])
    assert answer.content == notice.read_bytes()
    assert answer.headers["content-type"] == "application/pdf"
    assert answer.headers["content-length"] == str(len(answer.content))
    again = requests.get(by_title["Notice"]["href"], headers={"if-none-match": answer.headers["etag"]})
    assert again.status_code == 304
    active = requests.get(by_title["page.html"]["href"])
    assert active.headers["content-disposition"].startswith("attachment;")
    assert "sandbox" in active.headers["content-security-policy"]
    assert active.headers["x-content-type-options"] == "nosniff"
    dataset = portal.api("/catalog/datasets/fx-cities").json()
    assert {"id", "title", "mimetype", "url"} <= set(dataset["attachments"][0])
    export = dataset["alternative_exports"][0]
    assert export["description"] == "As a page"
    assert requests.get(export["url"]).status_code == 200
    assert portal.api("/catalog/datasets/fx-cities/attachments/nope").status_code == 404
    old = portal.get("/api/v2/catalog/datasets/fx-cities").json()["dataset"]["attachments"][0]
    assert old["url"].startswith(portal.address + "/api/v2/")
    portal.run("attachment", "remove", "fx-cities", "page_html")
    assert "notice_d_ete_pdf" in portal.run("attachment", "list", "fx-cities")


def png(width: int, height: int) -> bytes:
    """The smallest picture of that size."""

    def chunk(kind: bytes, content: bytes) -> bytes:
        return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = zlib.compress(b"".join(b"\0" + bytes(width) for _ in range(height)))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", rows) + chunk(b"IEND", b"")


def test_files_named_by_records_are_imported_with_them(empty_portal: Portal, tmp_path: Path) -> None:
    packed = tmp_path / "statues.zip"
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("statues.csv", "id;name;photo;notes\n1;Poet;poet.png;note.html\n2;Queen;queen.png;\n3;Unknown;;\n")
        archive.writestr("photos/poet.png", png(3, 2))
        archive.writestr("photos/queen.png", png(4, 5))
        archive.writestr("note.html", "<script>alert(1)</script>")
    empty_portal.run("import", str(packed))
    empty_portal.serve()
    dataset = empty_portal.api("/catalog/datasets/statues").json()
    types = {field["name"]: field["type"] for field in dataset["fields"]}
    assert types == {"id": "int", "name": "text", "photo": "file", "notes": "file"}
    assert "image" in dataset["features"]
    rows = empty_portal.api("/catalog/datasets/statues/records", order_by="id").json()["results"]
    photo = rows[0]["photo"]
    assert (photo["filename"], photo["format"], photo["width"], photo["height"]) == ("poet.png", "PNG", 3, 2)
    assert photo["mimetype"] == "image/png" and photo["thumbnail"] is True
    assert len(photo["id"]) == 32 and photo["url"].endswith("/catalog/datasets/statues/files/" + photo["id"])
    assert "width" not in rows[0]["notes"]
    assert rows[2]["photo"] is None
    answer = requests.get(photo["url"], params={"thumbnail_size": 300})
    assert answer.content == png(3, 2)
    assert answer.headers["content-type"] == "image/png"
    assert answer.headers["content-disposition"] == 'inline; filename="poet.png"'
    assert requests.get(photo["url"], headers={"if-none-match": answer.headers["etag"]}).status_code == 304
    active = requests.get(rows[0]["notes"]["url"])
    assert active.headers["content-disposition"].startswith("attachment;")
    assert "sandbox" in active.headers["content-security-policy"]
    for missing in ("0" * 32, "nope", "..%2fdata.parquet"):
        assert empty_portal.api(f"/catalog/datasets/statues/files/{missing}").status_code == 404
    exported = empty_portal.api("/catalog/datasets/statues/exports/json", order_by="id").json()
    assert exported[0]["photo"] == photo
    table = empty_portal.api("/catalog/datasets/statues/exports/csv", order_by="id", with_bom="false").text
    assert photo["url"] in table.splitlines()[1]
    named = empty_portal.api("/catalog/datasets/statues/records", where="photo is not null").json()
    assert named["total_count"] == 2
    old = empty_portal.get("/api/v2/catalog/datasets/statues/records?order_by=id").json()
    assert old["records"][0]["record"]["fields"]["photo"]["url"].startswith(empty_portal.address + "/api/v2/")
    bad = tmp_path / "only.csv"
    bad.write_text("id,name\n4,Fountain\n", encoding="utf-8")
    empty_portal.run("import", str(bad), "--id", "statues", "--append")
    deadline = 50
    while empty_portal.api("/catalog/datasets/statues/records", limit=0).json()["total_count"] != 4 and deadline:
        sleep(0.1)
        deadline -= 1
    assert requests.get(photo["url"]).content == png(3, 2)
