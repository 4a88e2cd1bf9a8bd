"""Are files of others published by programs as they are? Parquet by pyarrow, a Shapefile by GDAL, and whatever a server holds at an address."""

from __future__ import annotations

import datetime
import decimal
import io
import json
import math
import struct
import subprocess
import zipfile
from pathlib import Path
from typing import Any, Iterator

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
import requests

from automation import Program, from_file, made, records, sent_file, settled
from conftest import Portal
from source import File, Source

Programs = tuple[Portal, Program, Program, Program]
UTC = datetime.timezone.utc


@pytest.fixture
def empty_portal(tmp_path: Path) -> Iterator[Portal]:
    """A portal that may fetch from this machine; not started yet."""
    own = Portal(tmp_path / "data")
    own.data.mkdir()
    (own.data / "portico.toml").write_text('[fetch]\nnetworks = ["127.0.0.0/8"]\n')
    yield own
    own.stop()


@pytest.fixture
def source() -> Iterator[Source]:
    one = Source().start()
    yield one
    one.stop()


def parquet(table: pa.Table, **options: Any) -> bytes:
    """A file with that table."""
    kept = io.BytesIO()
    pq.write_table(table, kept, **options)
    return kept.getvalue()


def parks() -> pa.Table:
    """One column of every type that people keep, with gaps."""
    moment = datetime.datetime(2024, 7, 1, 12, 30, 15, 250_000, tzinfo=UTC)
    return pa.table({
        "Name of park": ["Hill", "Élan 日本", None],
        "id": pa.array([1, 2, 3], pa.int64()),
        "small": pa.array([200, None, 0], pa.uint8()),
        "height": pa.array([1.5, -0.25, None], pa.float32()),
        "price": pa.array([decimal.Decimal("12.50"), None, decimal.Decimal("-0.01")], pa.decimal128(9, 2)),
        "open": pa.array([True, False, None]),
        "day": pa.array([datetime.date(2024, 2, 29), None, datetime.date(1969, 12, 31)]),
        "moment": pa.array([moment, None, moment + datetime.timedelta(days=1)], pa.timestamp("us", tz="Europe/Paris")),
        "kind": pa.array(["wood", "lawn", "wood"]).dictionary_encode(),
        "tags": pa.array([["a", "b"], [], None], pa.list_(pa.string())),
    })  # fmt: skip


def point(lon: float, lat: float) -> bytes:
    """A point as WKB."""
    return struct.pack("<BIdd", 1, 1, lon, lat)


def publish(admin: Program, uid: str) -> dict[str, Any]:
    """Publishes, and expects that it works; how the fields are called and typed."""
    admin.call("POST", f"/datasets/{uid}/publish/", 200)
    status = settled(admin, uid)
    assert (status["status"], status["is_published"]) == ("idle", True), status
    return {field["name"]: field["type"] for field in admin.call("GET", f"/datasets/{uid}/fields/", 200)["schema"]}


def test_a_parquet_file_that_a_program_sends_keeps_its_types_and_values(programs: Programs) -> None:
    portal, admin, _, _ = programs
    uid = made(admin, "parks", "Parks")
    kept = from_file(admin, uid, "parks.parquet", parquet(parks(), compression="zstd", row_group_size=2))
    assert kept["type"] == "parquet", "it is seen by its content"
    look = admin.call("GET", f"/datasets/{uid}/resources/{kept['uid']}/preview/", 200)
    assert [field["name"] for field in look["fields"]][:3] == ["name_of_park", "id", "small"]
    assert publish(admin, uid) == {
        "name_of_park": "text", "id": "int", "small": "int", "height": "double", "price": "double", "open": "boolean",
        "day": "date", "moment": "datetime", "kind": "text", "tags": "text",
    }  # fmt: skip
    hill, elan, empty = records(portal, "parks", order_by="id")
    assert hill == {
        "name_of_park": "Hill", "id": 1, "small": 200, "height": 1.5, "price": 12.5, "open": True, "day": "2024-02-29",
        "moment": "2024-07-01T12:30:15.250000+00:00", "kind": "wood", "tags": ["a", "b"],
    }  # fmt: skip
    assert (elan["name_of_park"], elan["small"], elan["price"], elan["tags"]) == ("Élan 日本", None, None, None)
    assert (empty["name_of_park"], empty["height"], empty["open"], empty["day"]) == (None, None, None, "1969-12-31")
    assert len(records(portal, "parks", where="tags = 'b' and kind = 'wood' and day >= date'2024'")) == 1
    # What comes out is what pyarrow put in.
    back = pq.read_table(io.BytesIO(portal.api("/catalog/datasets/parks/exports/parquet", order_by="id").content)).to_pylist()
    for row, sent in zip(back, parks().to_pylist()):
        assert (row["id"], row["name_of_park"], row["day"]) == (sent["id"], sent["Name of park"], sent["day"])
        assert row["moment"] == sent["moment"]


def test_a_geoparquet_file_has_places_that_can_be_asked_for(programs: Programs) -> None:
    portal, admin, _, _ = programs
    geo = {"version": "1.0.0", "primary_column": "place", "columns": {"place": {"encoding": "WKB", "geometry_types": ["Point"]}}}
    table = pa.table({"name": ["Hill", "River"], "place": [point(2.5, 48.5), point(-3.5, 47.5)]})
    uid = made(admin, "places", "Places")
    from_file(admin, uid, "places.parquet", parquet(table.replace_schema_metadata({"geo": json.dumps(geo)})))
    types = publish(admin, uid)
    assert types["name"] == "text" and "geo_point_2d" in types.values(), types
    [place] = [name for name, kind in types.items() if kind == "geo_point_2d"]
    [found] = records(portal, "places", where=f"within_distance({place}, geom'POINT(2.5 48.5)', 1km)")
    assert (found["name"], found[place]) == ("Hill", {"lon": 2.5, "lat": 48.5})


def packed(folder: Path, features: list[dict[str, Any]], *options: str) -> bytes:
    """A Shapefile by GDAL, in a ZIP with all the parts."""
    folder.mkdir()
    (folder / "places.geojson").write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    command = ["ogr2ogr", "-f", "ESRI Shapefile", *options, str(folder / "places.shp"), str(folder / "places.geojson")]
    subprocess.run(command, check=True, capture_output=True)
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in sorted(folder.glob("places.*")):
            if part.suffix != ".geojson":
                archive.write(part, f"places of the town/{part.name}")
    return kept.getvalue()


def areas() -> list[dict[str, Any]]:
    """One with a hole, and one of two parts."""
    square = [[2.0, 48.0], [2.0, 49.0], [3.0, 49.0], [3.0, 48.0], [2.0, 48.0]]
    hole = [[2.4, 48.4], [2.6, 48.4], [2.6, 48.6], [2.4, 48.6], [2.4, 48.4]]
    far = [[[[5.0, 45.0], [5.0, 46.0], [6.0, 45.0], [5.0, 45.0]]], [[[7.0, 45.0], [7.0, 45.5], [7.5, 45.0], [7.0, 45.0]]]]
    shapes = [("Forêt", 1, {"type": "Polygon", "coordinates": [square, hole]}), ("Two parts", 2, {"type": "MultiPolygon", "coordinates": far})]
    return [
        {"type": "Feature", "properties": {"name": words, "acres": number, "opened": f"2024-0{number}-01"}, "geometry": shape}
        for words, number, shape in shapes
    ]


@pytest.mark.parametrize("options", [("-lco", "ENCODING=UTF-8"), ("-t_srs", "EPSG:2154", "-lco", "ENCODING=ISO-8859-1")], ids=["degrees", "metres"])
def test_a_zipped_shapefile_of_gdal_is_published_in_degrees(programs: Programs, tmp_path: Path, options: tuple[str, ...]) -> None:
    portal, admin, _, _ = programs
    content = packed(tmp_path / "areas", areas(), "-nlt", "MULTIPOLYGON", *options)
    uid = made(admin, "areas", "Areas")
    kept = from_file(admin, uid, "areas.zip", content)
    assert kept["type"] == "shapefile", "it is seen by what is in the archive"
    types = publish(admin, uid)
    assert types == {"geo_point_2d": "geo_point_2d", "geo_shape": "geo_shape", "name": "text", "acres": "int", "opened": "date"}
    wood, parts = records(portal, "areas", order_by="acres")
    assert (wood["name"], wood["opened"], parts["name"]) == ("Forêt", "2024-01-01", "Two parts")
    assert len(wood["geo_shape"]["geometry"]["coordinates"]) == 2, "the hole is there"
    assert parts["geo_shape"]["geometry"]["type"] == "MultiPolygon"
    inside = "intersects(geo_shape, geom'POINT({})')"
    assert [row["acres"] for row in records(portal, "areas", where=inside.format("2.1 48.1"))] == [1]
    assert records(portal, "areas", where=inside.format("2.5 48.5")) == [], "in the hole"
    near = "within_distance(geo_point_2d, geom'POINT(2.5 48.5)', 30km) and intersects(geo_point_2d, geom'{}')"
    square = "POLYGON((1.99 47.99, 3.01 47.99, 3.01 49.01, 1.99 49.01, 1.99 47.99))"
    assert [row["acres"] for row in records(portal, "areas", where=near.format(square))] == [1], "its point is in it"
    # What the portal writes as a Shapefile, it takes.
    again = made(admin, "areas-again", "Areas again")
    export = portal.api("/catalog/datasets/areas/exports/shp").content
    from_file(admin, again, "areas.zip", export, type="shapefile")
    publish(admin, again)
    back = {row["name"]: row["acres"] for row in records(portal, "areas-again")}
    assert back == {"Forêt": 1, "Two parts": 2}


#: Systems that town halls work in, each with a place where it is meant for.
SYSTEMS = {
    2154: (2.35, 48.85), 3947: (0.2, 47.5), 4171: (2.35, 48.85), 27700: (-1.5, 52.5), 28992: (5.4, 52.1), 31370: (4.4, 50.8), 3812: (4.4, 50.8),
    31467: (9.2, 48.8), 25832: (9.2, 48.8), 3035: (9.2, 48.8), 2056: (7.45, 46.95), 5514: (14.4, 50.1), 2180: (21.0, 52.2), 3763: (-8.6, 41.1),
    25830: (-3.7, 40.4), 26915: (-93.2, 44.9), 2263: (-73.9, 40.7), 5070: (-93.2, 44.9), 3857: (2.35, 48.85),
}  # fmt: skip


def test_the_systems_of_coordinates_that_towns_use_are_known_by_the_words_of_gdal(programs: Programs, tmp_path: Path) -> None:
    """A `.prj` file has words of its own and no number. A place may be some metres off: towns are wider."""
    _, admin, _, _ = programs
    uid = made(admin, "places", "Places")
    wrong = {}
    for code, (lon, lat) in SYSTEMS.items():
        feature = {"type": "Feature", "properties": {"id": 1}, "geometry": {"type": "Point", "coordinates": [lon, lat]}}
        file = sent_file(admin, uid, "places.zip", packed(tmp_path / str(code), [feature], "-t_srs", f"EPSG:{code}"))
        sent = {"type": "shapefile", "datasource": {"type": "uploaded_file", "file": {"uid": file["uid"]}}}
        answer = requests.post(f"{admin.address}/datasets/{uid}/resources/preview/", json=sent, headers=admin.headers, timeout=60)
        if answer.status_code != 200:
            wrong[code] = answer.json()["message"]
            continue
        south, west = (float(part) for part in answer.json()["results"][0]["geo_point_2d"].split(","))
        metres = math.hypot((south - lat) * 111_000, (west - lon) * 111_000 * math.cos(math.radians(lat)))
        if metres > 20:
            wrong[code] = f"{metres:.0f} m away"
    assert wrong == {}


def test_what_is_at_an_address_is_fetched_at_every_publication(programs: Programs, source: Source) -> None:
    portal, admin, _, _ = programs
    source.files["/data/parks.csv"] = File(b"id;name\n1;Oak\n2;Elm\n")
    source.files["/moved"] = File(status=302, location="/data/parks.csv")
    uid = made(admin, "parks", "Parks")
    asked = {"datasource": {"type": "http", "connection": {"type": "http", "url": source.address}, "relative_url": "/moved"}}
    guessed = admin.call("POST", f"/datasets/{uid}/resources/guess_extractors/", 200, json=asked)
    assert guessed[0]["type"] == "csvfile"
    params = admin.call("POST", f"/datasets/{uid}/resources/guess_extractor_params/", 200, json=asked)["params"]
    kept = admin.call("POST", f"/datasets/{uid}/resources/", 201, json={"type": "csvfile", "params": params, **asked})
    assert kept["datasource"] == {"type": "http", "url": f"{source.address}/moved"}
    look = admin.call("GET", f"/datasets/{uid}/resources/{kept['uid']}/preview/", 200)
    assert [row["name"] for row in look["results"]] == ["Oak", "Elm"]
    assert publish(admin, uid) == {"id": "int", "name": "text"}
    assert records(portal, "parks", order_by="id") == [{"id": 1, "name": "Oak"}, {"id": 2, "name": "Elm"}]
    assert source.address not in portal.get("/explore/dataset/parks/information/").text, "where it comes from is nobody's matter"

    source.files["/data/parks.csv"] = File(b"id;name\n3;Ash\n")
    assert len(records(portal, "parks")) == 2, "not before somebody publishes"
    publish(admin, uid)
    assert records(portal, "parks") == [{"id": 3, "name": "Ash"}]

    # Another kind of file at another address; the fields follow.
    source.files["/parks.parquet"] = File(parquet(parks()), "application/octet-stream", unsaid=True)
    changed = {"type": "parquet", "datasource": {"type": "http", "url": f"{source.address}/parks.parquet"}}
    admin.call("PUT", f"/datasets/{uid}/resources/{kept['uid']}/", 200, json=changed)
    assert publish(admin, uid)["moment"] == "datetime"
    assert [row["id"] for row in records(portal, "parks", order_by="id")] == [1, 2, 3]

    # A page instead of the file: an error with its reason, and readers keep what they have.
    source.files["/parks.parquet"] = File(b"<!doctype html><html><body>Sign in</body></html>", "text/html")
    admin.call("POST", f"/datasets/{uid}/publish/", 200)
    status = settled(admin, uid)
    assert status["status"] == "error" and status["message"], status
    assert len(records(portal, "parks")) == 3
