"""Are the files of exports what other programs understand? Each format is read back and compared with `exports/json`."""

import csv
import gzip
import io
import json
import re
import shutil
import subprocess
import tempfile
import time
import xml.etree.ElementTree as ET
import zipfile
from collections import defaultdict
from datetime import date, datetime
from pathlib import Path
from typing import Any, Iterator

import duckdb
import icalendar
import openpyxl
import pyarrow.csv
import pyarrow.json
import pyarrow.parquet
import pytest
import rdflib
import rdflib.compare

from conftest import BASE, Portal

SQUARE = [[0, 0], [10, 0], [10, 10], [0, 10], [0, 0]]
HOLE = [[2, 2], [4, 2], [4, 4], [2, 4], [2, 2]]
TRIANGLE = [[20, 20], [21, 20], [21, 21], [20, 20]]
LONG = "x" * 40_000
FEATURES: list[tuple[dict[str, Any], dict[str, Any] | None]] = [
    (
        {
            "id": 1,
            "name": "Quotes \" and ' ; , | \t tab",
            "tags": ["a", "b"],
            "amount": 4.6,
            "flag": True,
            "day": "2012-11-13",
            "moment": "2024-03-01T10:00:00Z",
            "note": "line\nfeed\r\nand <b>&amp;</b> ]]>",
        },
        {"type": "Polygon", "coordinates": [SQUARE, HOLE]},
    ),
    (
        {
            "id": 2,
            "name": "مرحبا بالعالم עברית",
            "tags": ["c"],
            "amount": -1e-7,
            "flag": False,
            "day": "1950-06-15",
            "moment": "1969-12-31T23:59:59Z",
            "note": "control \u0001\u0008\u001b\ufffe end",
        },
        {"type": "MultiPolygon", "coordinates": [[SQUARE, HOLE], [TRIANGLE]]},
    ),
    (
        dict.fromkeys(["id", "name", "tags", "amount", "flag", "day", "moment", "note"]),
        None,
    ),
    (
        {
            "id": 9_007_199_254_740_993,
            "name": "日本 \U0001f600 =1+1",
            "tags": ["a", "a"],
            "amount": 1e20,
            "flag": True,
            "day": "2024-02-29",
            "moment": "2024-07-01T12:30:15.250000Z",
            "note": LONG,
        },
        {"type": "Point", "coordinates": [2.3522, 48.8566]},
    ),
    (
        {
            "id": -5,
            "name": "_x0041_ {} \\ back",
            "tags": ["b", "c"],
            "amount": 0.1,
            "flag": False,
            "day": "2001-01-01",
            "moment": "2050-12-31T23:59:59Z",
            "note": "",
        },
        {"type": "LineString", "coordinates": [[0, 1], [2.5, 3]]},
    ),
]
FORMATS = [
    "csv", "json", "fgb", "geojson", "gpx", "ical", "jsonl", "kml", "ov2", "parquet", "rdfxml", "jsonld", "turtle", "n3", "shp", "xlsx",
]  # fmt: skip
ENDINGS = {"ical": "ics", "rdfxml": "rdf", "turtle": "ttl", "shp": "zip"}


@pytest.fixture(scope="module")
def filled(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Portal]:
    """A portal with records that are hard to write."""
    folder = tmp_path_factory.mktemp("exports")
    own = Portal(folder / "data")
    features = [{"type": "Feature", "geometry": place, "properties": values} for values, place in FEATURES]
    source = folder / "nasty.geojson"
    source.write_text(json.dumps({"type": "FeatureCollection", "features": features}))
    own.run("import", str(source))
    rows = "\r\n".join(f"Town {n};{n * 1.5};{47 + n / 100},{2 + n / 100};2024-01-{n:02}" for n in range(1, 31))
    (folder / "towns.csv").write_text(f"Name of town;Height;Place;Day\r\n{rows}\r\n")
    own.run("import", str(folder / "towns.csv"))
    own.serve()
    yield own
    own.stop()


def export(portal: Portal, name: str, kind: str, **params: Any) -> bytes:
    """A file, whole."""
    answer = portal.api(f"/catalog/datasets/{name}/exports/{kind}", **params)
    assert answer.status_code == 200, answer.text[:500]
    return answer.content


def records(portal: Portal, name: str, **params: Any) -> list[dict[str, Any]]:
    """The same records as JSON."""
    return json.loads(export(portal, name, "json", **params))


def ogr(content: bytes, ending: str, *layers: str) -> list[dict[str, Any]]:
    """The features of a file, as GDAL reads them."""
    with tempfile.TemporaryDirectory() as folder:
        source, target = Path(folder) / f"file.{ending}", Path(folder) / "out.geojson"
        source.write_bytes(content)
        path = f"/vsizip/{source}" if ending == "zip" else str(source)
        command = ["ogr2ogr", "-f", "GeoJSON", "-lco", "COORDINATE_PRECISION=12", str(target), path, *layers]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        assert done.returncode == 0 and "ERROR" not in done.stderr, done.stderr
        features = json.loads(target.read_text())["features"]
        # GDAL's writer makes the identifier of the feature of a field with that name, and leaves out what is missing.
        return [
            {**feature, "properties": defaultdict(lambda: None, {"id": feature.get("id"), **feature["properties"]})}
            for feature in features
        ]


def layer(content: bytes, ending: str) -> dict[str, Any]:
    """What GDAL says of a file's only layer."""
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / f"file.{ending}"
        source.write_bytes(content)
        path = f"/vsizip/{source}" if ending == "zip" else str(source)
        done = subprocess.run(["ogrinfo", "-al", "-so", path], capture_output=True, text=True, check=True)
        assert "ERROR" not in done.stderr, done.stderr
        return {
            "text": done.stdout,
            "count": int(re.search(r"Feature Count: (-?\d+)", done.stdout)[1]),  # type: ignore[index]
            "fields": dict(re.findall(r"^(\w+): (\w+(?:\(\w+\))?) \(", done.stdout, re.MULTILINE)),
        }


def without_controls(text: str | None) -> str | None:
    """The text without what XML cannot hold."""
    return text if text is None else re.sub("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]", "", text)


def flat(geometry: dict[str, Any] | None) -> list[float]:
    """All numbers of a geometry, in any order of its rings and parts."""
    found: list[float] = []

    def walk(part: Any) -> None:
        if isinstance(part, list):
            for item in part:
                walk(item)
        else:
            found.append(round(part, 9))

    walk(geometry["coordinates"] if geometry else [])
    return sorted(found)


def place_of(row: dict[str, Any]) -> dict[str, Any] | None:
    """The geometry of a record of JSON."""
    return row["geo_shape"]["geometry"] if row["geo_shape"] else None


def test_every_format_has_its_type_its_name_and_a_link(filled: Portal) -> None:
    links = filled.api("/catalog/datasets/nasty/exports").json()["links"]
    assert [link["rel"] for link in links] == ["self", *FORMATS]
    types = {
        "csv": "text/csv; charset=utf-8",
        "json": "application/json; charset=utf-8",
        "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "shp": "application/zip",
        "kml": "application/vnd.google-earth.kml+xml",
        "gpx": "application/gpx+xml",
        "fgb": "application/octet-stream; charset=utf-8",
        "ov2": "text/plain",
        "rdfxml": "application/rdf+xml",
        "turtle": "text/turtle",
        "n3": "text/n3",
        "jsonld": "application/ld+json",
        "parquet": "application/parquet",
    }
    for kind in FORMATS:
        answer = filled.api(f"/catalog/datasets/nasty/exports/{kind}")
        ending = ENDINGS.get(kind, kind)
        assert answer.headers["content-disposition"] == f'attachment; filename="nasty.{ending}"'
        if kind in types:
            assert answer.headers["content-type"] == types[kind]
    assert filled.api("/catalog/datasets/nasty/exports/docx").status_code == 404


def test_csv_is_read_by_two_readers(filled: Portal) -> None:
    rows = records(filled, "nasty")
    content = export(filled, "nasty", "csv")
    assert content.startswith(b"\xef\xbb\xbfid;name;tags;") and content.endswith(b"\r\n")
    read = list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""), delimiter=";"))
    for got, row in zip(read, rows, strict=True):
        assert got["name"] == (row["name"] or "") and got["note"] == (row["note"] or "")
        assert got["tags"] == ",".join(row["tags"] or [])
        assert got["flag"] == {True: "True", False: "False", None: ""}[row["flag"]]
        assert got["amount"] == ("" if row["amount"] is None else got["amount"])
        assert got["amount"] == "" or float(got["amount"]) == row["amount"]
        assert got["day"] == (row["day"] or "") and got["moment"] == (row["moment"] or "")
        point = row["geo_point_2d"]
        assert got["geo_point_2d"] == (f"{point['lat']}, {point['lon']}" if point else "")
        assert got["geo_shape"] == "" or json.loads(got["geo_shape"]) == place_of(row)
        assert got["geo_shape"] == "" or got["geo_shape"].startswith('{"coordinates": [')
    options = pyarrow.csv.ParseOptions(delimiter="\t", newlines_in_values=True)
    tabs = export(filled, "nasty", "csv", delimiter="\t", with_bom="false", quote_all="true", list_separator="/")
    table = pyarrow.csv.read_csv(io.BytesIO(tabs), parse_options=options)
    assert table.column("id").to_pylist() == [row["id"] for row in rows]
    assert table.column("tags").to_pylist()[0] == "a/b"
    assert all(line.startswith(b'"') for line in tabs.split(b"\r\n\"")[0:1])


def test_workbooks_hold_numbers_dates_and_truth(filled: Portal) -> None:
    rows = records(filled, "nasty")
    book = openpyxl.load_workbook(io.BytesIO(export(filled, "nasty", "xlsx")))
    sheet = list(book.active.iter_rows(values_only=True))
    assert len(book.sheetnames) == 1 and len(sheet) == 1 + len(rows)
    for values, row in zip(sheet[1:], rows, strict=True):
        got = dict(zip(sheet[0], values, strict=True))
        # Excel has fifteen digits: more are a text.
        assert got["id"] == row["id"] or int(got["id"]) == row["id"] > 10**15
        assert got["amount"] == row["amount"] and got["flag"] is row["flag"]
        assert got["day"] == (row["day"] and datetime.fromisoformat(row["day"]))
        moment = row["moment"] and datetime.fromisoformat(row["moment"]).replace(tzinfo=None)
        assert got["moment"] == moment or abs((got["moment"] - moment).total_seconds()) < 0.001
        note = (without_controls(row["note"]) or "").replace("\r\n", "\n")
        assert (got["note"] or "") == (note if len(note) <= 32_767 else note[:32_766] + "…")
    names = [values[1] for values in sheet[1:]]
    assert names[1] == rows[1]["name"] and names[3] == rows[3]["name"]


def test_parquet_has_types_and_the_codec_that_is_asked_for(filled: Portal) -> None:
    rows = records(filled, "nasty")
    for params, codec in (({}, "SNAPPY"), ({"parquet_compression": "zstd"}, "ZSTD")):
        file = pyarrow.parquet.ParquetFile(io.BytesIO(export(filled, "nasty", "parquet", **params)))
        assert file.metadata.row_group(0).column(0).compression == codec
        types = {field.name: str(field.type) for field in file.schema_arrow}
        assert types["id"] == "int64" and types["amount"] == "double" and types["flag"] == "bool"
        assert types["name"] == "string" and types["day"] == "date32[day]"
        assert types["moment"] == "timestamp[us, tz=UTC]" and types["tags"].startswith("list<")
        table = file.read()
        for name in ("id", "name", "tags", "amount", "flag", "note", "geo_point_2d"):
            assert table.column(name).to_pylist() == [row[name] for row in rows], name
        assert table.column("day").to_pylist() == [row["day"] and date.fromisoformat(row["day"]) for row in rows]
        moments = [row["moment"] and datetime.fromisoformat(row["moment"]) for row in rows]
        assert table.column("moment").to_pylist() == moments


def test_geojson_and_flatgeobuf_are_read_by_gdal(filled: Portal) -> None:
    rows = records(filled, "nasty")
    for kind in ("geojson", "fgb"):
        features = ogr(export(filled, "nasty", kind), kind)
        for feature, row in zip(features, rows, strict=True):
            got = feature["properties"]
            assert flat(feature["geometry"]) == flat(place_of(row)), kind
            assert (feature["geometry"] or {}).get("type") == (place_of(row) or {}).get("type")
            assert got["id"] == row["id"] and got["name"] == row["name"] and got["note"] == row["note"]
            assert got["amount"] == row["amount"]
            assert (got["flag"] is None and row["flag"] is None) or bool(got["flag"]) == row["flag"]
            assert (got["day"] or "").replace("/", "-")[:10] == (row["day"] or "")
    content = export(filled, "nasty", "fgb")
    assert content[:4] == b"fgb\x03" and content[4:7] == b"fgb"
    said = layer(content, "fgb")
    assert said["count"] == len(rows) and "Layer name: Layer1" in said["text"]
    assert 'ID["EPSG",4326]' in said["text"]
    assert said["fields"]["id"] == "Integer64" and said["fields"]["amount"] == "Real"
    assert said["fields"]["day"] == "DateTime" and said["fields"]["flag"].startswith("Integer")
    assert "geo_point_2d" not in said["fields"]
    points = layer(export(filled, "towns", "fgb"), "fgb")
    assert "Geometry: Point" in points["text"] and points["count"] == 30


def test_shapefiles_keep_one_kind_of_geometry_and_say_what_was_left_out(filled: Portal) -> None:
    rows = records(filled, "nasty")
    content = export(filled, "nasty", "shp")
    archive = zipfile.ZipFile(io.BytesIO(content))
    assert archive.testzip() is None
    assert {name.rsplit(".")[-1] for name in archive.namelist()} == {"shp", "shx", "dbf", "prj", "cpg", "txt"}
    assert "2 records of another kind were left out" in archive.read("nasty.txt").decode()
    kept = [row for row in rows if (place_of(row) or {}).get("type") not in ("Point", "LineString")]
    for feature, row in zip(ogr(content, "zip"), kept, strict=True):
        got = feature["properties"]
        assert flat(feature["geometry"]) == flat(place_of(row))
        assert got["id"] == row["id"] and got["name"] == row["name"]
        assert got["amount"] == row["amount"] and got["tags"] == (row["tags"] and ",".join(row["tags"]))
        assert (got["day"] or "").replace("/", "-") == (row["day"] or "")
        assert got["moment"] == row["moment"]
    with tempfile.TemporaryDirectory() as folder:
        archive.extractall(folder)
        command = ["ogrinfo", "-q", f"{folder}/nasty.shp", "-dialect", "sqlite", "-sql",
                   "select ST_IsValid(geometry) as ok, ST_NumInteriorRing(ST_GeometryN(geometry, 1)) as holes from nasty where id = 1"]  # fmt: skip
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        assert "ok (Integer) = 1" in said and "holes (Integer) = 1" in said
    towns = layer(export(filled, "towns", "shp", use_labels="true"), "zip")
    assert "Geometry: Point" in towns["text"] and towns["count"] == 30
    assert "Name of to: String" in towns["text"]


def test_other_reference_systems_are_named_in_the_file(filled: Portal) -> None:
    row = records(filled, "towns", limit=1)[0]
    gdal = subprocess.run(
        ["gdaltransform", "-s_srs", "EPSG:4326", "-t_srs", "EPSG:2154"],
        input=f"{row['place']['lon']} {row['place']['lat']}\n",
        capture_output=True,
        text=True,
        check=True,
    )
    x, y = (float(number) for number in gdal.stdout.split()[:2])
    files = {kind: export(filled, "towns", kind, epsg=2154, limit=1) for kind in ("geojson", "shp", "fgb")}
    for kind, content in files.items():
        said = layer(content, ENDINGS.get(kind, kind))["text"]
        assert "Lambert" in said or "2154" in said, kind
        extent = re.search(r"Extent: \(([\d.]+), ([\d.]+)\)", said)
        assert extent and abs(float(extent[1]) - x) < 0.01 and abs(float(extent[2]) - y) < 0.01, said
    assert json.loads(files["geojson"])["crs"]["properties"]["name"] == "urn:ogc:def:crs:EPSG::2154"
    for kind in ("kml", "gpx", "csv"):
        assert export(filled, "towns", kind, epsg=2154) == export(filled, "towns", kind)
    assert export(filled, "towns", "geojson", epsg=900913) == export(filled, "towns", "geojson", epsg=3857)
    for kind in FORMATS:
        answer = filled.api(f"/catalog/datasets/towns/exports/{kind}", epsg=99999)
        assert answer.status_code == 400 and answer.json()["error_code"] == "InvalidRESTParameterError"
        assert "99999" in answer.json()["message"]


@pytest.mark.parametrize("epsg", [3857, 2154, 3035, 3034, 3946, 4258, 25830, 25832, 32631, 54009, 6933, 3395, 2975])
def test_coordinates_are_those_that_gdal_computes(filled: Portal, epsg: int) -> None:
    places = [row["place"] for row in records(filled, "towns")]
    answer = filled.api("/catalog/datasets/towns/exports/geojson", epsg=epsg)
    command = ["gdaltransform", "-s_srs", "OGC:CRS84", "-t_srs", f"EPSG:{epsg}", "-output_xy"]
    text = "".join(f"{place['lon']} {place['lat']}\n" for place in places)
    gdal = subprocess.run(command, input=text, capture_output=True, text=True, check=False)
    if gdal.returncode != 0 or answer.status_code != 200:
        # No such number: both say so.
        assert gdal.returncode != 0 and answer.status_code == 400, (gdal.stderr, answer.text[:300])
        return
    expected = [[float(number) for number in line.split()[:2]] for line in gdal.stdout.splitlines()]
    found = [feature["geometry"]["coordinates"] for feature in answer.json()["features"]]
    near = 1e-7 if epsg == 4258 else 0.01
    assert len(found) == len(expected) == 30
    for mine, other in zip(found, expected, strict=True):
        assert abs(mine[0] - other[0]) < near and abs(mine[1] - other[1]) < near, (epsg, mine, other)


def test_kml_is_read_by_gdal(filled: Portal) -> None:
    rows = records(filled, "nasty")
    content = export(filled, "nasty", "kml")
    ET.fromstring(content)
    features = ogr(content, "kml")
    for feature, row in zip(features, rows, strict=True):
        got = feature["properties"]
        assert flat(feature["geometry"]) == flat(place_of(row))
        assert got["amount"] == row["amount"] and got["day"] == row["day"]
        assert (got["Name"] or "") == (row["name"] or "")
    space = {"k": "http://www.opengis.net/kml/2.2"}
    notes = ET.fromstring(content).findall(".//k:SimpleData[@name='note']", space)
    assert [note.text or "" for note in notes] == [
        without_controls(row["note"]) for row in rows if row["note"] is not None
    ]


def test_gpx_has_waypoints_then_tracks(filled: Portal) -> None:
    content = export(filled, "nasty", "gpx", name_field="day", description_field_list="id,amount")
    space = "{http://www.topografix.com/GPX/1/1}"
    root = ET.fromstring(content)
    assert [child.tag for child in root] == [space + name for name in ("metadata", "wpt", "trk", "trk", "trk")]
    wpt = root.find(f"{space}wpt")
    assert wpt is not None and (wpt.get("lat"), wpt.get("lon")) == ("48.8566", "2.3522")
    assert wpt.findtext(f"{space}name") == "2024-02-29"
    assert wpt.findtext(f"{space}desc") == "9007199254740993\n1e+20"
    assert wpt.findtext(f"{space}extension/{space}tags") == "a,a"
    plain = ET.fromstring(export(filled, "towns", "gpx", use_extension="false", limit=1))
    assert plain.find(f".//{space}extension") is None
    assert "height: 1.5" in (plain.findtext(f".//{space}desc") or "")
    towns = ogr(export(filled, "towns", "gpx"), "gpx", "waypoints")
    assert [feature["properties"]["name"] for feature in towns] == [f"Town {n}" for n in range(1, 31)]
    bad = filled.api("/catalog/datasets/towns/exports/gpx", name_field="nope")
    assert bad.status_code == 400 and "nope" in bad.json()["message"]


def test_ov2_is_a_list_of_places(filled: Portal) -> None:
    content = export(filled, "towns", "ov2")
    places = []
    while content:
        kind, length = content[0], int.from_bytes(content[1:5], "little")
        lon, lat = (int.from_bytes(content[at : at + 4], "little", signed=True) / 1e5 for at in (5, 9))
        assert kind == 2 and content[length - 1] == 0
        places.append((content[13 : length - 1].decode(), lon, lat))
        content = content[length:]
    assert places == [
        (row["name_of_town"], round(row["place"]["lon"], 5), round(row["place"]["lat"], 5))
        for row in records(filled, "towns")
    ]


@pytest.mark.skipif(shutil.which("gpsbabel") is None, reason="needs gpsbabel")
def test_ov2_is_read_by_gpsbabel(filled: Portal) -> None:
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "places.ov2"
        for name, field in (("towns", "name_of_town"), ("nasty", "name")):
            source.write_bytes(export(filled, name, "ov2", name_field=field))
            command = ["gpsbabel", "-i", "tomtom", "-f", str(source), "-o", "unicsv", "-F", "-"]
            done = subprocess.run(command, capture_output=True, text=True, check=True)
            found = list(csv.DictReader(io.StringIO(done.stdout)))
            rows = [row for row in records(filled, name) if row.get("place") or row.get("geo_point_2d")]
            assert len(found) == len(rows)
            for got, row in zip(found, rows, strict=True):
                if name == "towns":
                    assert got["Name"] == row[field]
                point = row.get("place") or row["geo_point_2d"]
                assert abs(float(got["Latitude"]) - point["lat"]) < 2e-5, (got, row)
                assert abs(float(got["Longitude"]) - point["lon"]) < 2e-5, (got, row)


def test_lines_of_json_are_read_by_arrow_and_duckdb(filled: Portal) -> None:
    columns = "id, name, tags, amount, flag, day, moment, note, geo_point_2d"
    rows = records(filled, "nasty", select=columns)
    lines = export(filled, "nasty", "jsonl", select=columns)
    found = pyarrow.json.read_json(io.BytesIO(lines), parse_options=pyarrow.json.ParseOptions(newlines_in_values=False))
    for name in ("id", "name", "tags", "amount", "flag", "note", "geo_point_2d"):
        assert found.column(name).to_pylist() == [row[name] for row in rows], name
    with tempfile.TemporaryDirectory() as folder:
        for kind, content in (("jsonl", lines), ("json", export(filled, "nasty", "json", select=columns))):
            source = Path(folder) / f"records.{kind}"
            source.write_bytes(content)
            base = duckdb.connect()
            read = base.execute(f"select id, name, amount, note from read_json_auto('{source}')").fetchall()
            assert read == [(row["id"], row["name"], row["amount"], row["note"]) for row in rows]


def test_the_four_syntaxes_of_rdf_say_the_same(filled: Portal) -> None:
    rows = records(filled, "nasty")
    syntaxes = {"rdfxml": "xml", "turtle": "turtle", "n3": "n3", "jsonld": "json-ld"}
    for params in ({}, {"group_by": "flag", "select": "count(*) as n, max(amount) as most"}):
        graphs = {}
        for kind, syntax in syntaxes.items():
            graph = rdflib.Graph()
            graph.parse(data=export(filled, "nasty", kind, **params), format=syntax)
            graphs[kind] = rdflib.compare.to_isomorphic(graph)
        first = graphs["turtle"]
        assert all(graph == first for graph in graphs.values()), {k: len(g) for k, g in graphs.items()}
    graph = rdflib.Graph()
    graph.parse(data=export(filled, "nasty", "turtle"), format="turtle")
    address = f"{filled.address}{BASE}/catalog/datasets/nasty"
    fields = rdflib.Namespace(f"{address}#")
    by_id = {int(str(value)): subject for subject, value in graph.subject_objects(fields["id"])}
    assert set(by_id) == {row["id"] for row in rows if row["id"] is not None}
    for row in (row for row in rows if row["id"] is not None):
        subject = by_id[row["id"]]
        assert str(subject).startswith(f"{address}/records/")
        assert filled.get(str(subject)[len(filled.address) :]).json()["id"] == row["id"]
        note = graph.value(subject, fields["note"])
        assert (note and str(note)) == without_controls(row["note"])
        assert sorted(map(str, graph.objects(subject, fields["tags"]))) == sorted(set(row["tags"]))
        assert graph.value(subject, fields["amount"]).toPython() == row["amount"]
        assert graph.value(subject, fields["flag"]).toPython() is row["flag"]
        assert graph.value(subject, fields["moment"]).toPython() == datetime.fromisoformat(row["moment"])
        shape = graph.value(subject, fields["geo_shape"])
        assert str(shape.datatype) == "http://www.opengis.net/ont/geosparql#wktLiteral"


def test_calendars_have_an_event_for_each_date(filled: Portal) -> None:
    rows = records(filled, "nasty")
    content = export(filled, "nasty", "ical")
    assert all(len(line) <= 75 for line in content.split(b"\r\n"))
    events = {str(event["SUMMARY"]): event for event in icalendar.Calendar.from_ical(content).walk("VEVENT")}
    dated = [row for row in rows if row["day"]]
    assert len(events) == len(dated) == len({str(event["UID"]) for event in events.values()})
    for row in dated:
        event = events[row["name"]]
        assert event["DTSTART"].dt == date.fromisoformat(row["day"])
        assert f"amount: {row['amount']}" in str(event["DESCRIPTION"])
    towns = icalendar.Calendar.from_ical(export(filled, "towns", "ical", name_field="name_of_town"))
    assert [event["DTSTART"].dt.day for event in towns.walk("VEVENT")] == list(range(1, 31))


def test_empty_answers_and_groups_are_whole_files_in_every_format(filled: Portal) -> None:
    grouped = {"group_by": "flag", "select": "count(*) as n"}
    groups = records(filled, "nasty", **grouped)
    assert {(row["flag"], row["n"]) for row in groups} == {(None, 1), (True, 2), (False, 2)}
    for params, expected in (({"where": "id = 12345"}, []), (grouped, groups)):
        count = len(expected)
        for kind in ("fgb", "geojson", "kml"):
            content = export(filled, "nasty", kind, **params)
            assert len(ogr(content, kind)) == count, kind
        assert layer(export(filled, "nasty", "shp", **params), "zip")["count"] == count
        sheet = openpyxl.load_workbook(io.BytesIO(export(filled, "nasty", "xlsx", **params))).active
        assert sheet.max_row == 1 + count
        table = pyarrow.parquet.read_table(io.BytesIO(export(filled, "nasty", "parquet", **params)))
        assert table.num_rows == count
        assert not icalendar.Calendar.from_ical(export(filled, "nasty", "ical", **params)).walk("VEVENT")
        ET.fromstring(export(filled, "nasty", "gpx", **params))
        assert export(filled, "nasty", "ov2", **params) == b""
        assert len(export(filled, "nasty", "csv", **params).splitlines()) == 1 + count
    assert [row["n"] for row in records(filled, "nasty", **grouped, offset=1, limit=1)] == [groups[1]["n"]]


def test_a_place_is_drawn_even_when_select_leaves_it_out(filled: Portal) -> None:
    features = json.loads(export(filled, "nasty", "geojson", select="id"))["features"]
    for feature, row in zip(features, records(filled, "nasty"), strict=True):
        assert feature["properties"] == {"id": row["id"]} and feature["geometry"] == place_of(row)
    for kind in ("kml", "fgb", "shp"):
        ending = ENDINGS.get(kind, kind)
        feature = ogr(export(filled, "towns", kind, select="name_of_town", limit=1), ending)[0]
        assert feature["geometry"]["type"] == "Point", kind


def test_files_made_on_disk_can_be_had_in_parts(filled: Portal) -> None:
    for kind in ("xlsx", "fgb"):
        path = f"{BASE}/catalog/datasets/nasty/exports/{kind}"
        whole = filled.get(path)
        length = len(whole.content)
        assert whole.headers["content-length"] == str(length) and whole.headers["accept-ranges"] == "bytes"
        parts = []
        for span in (f"0-{length // 2}", f"{length // 2 + 1}-"):
            part = filled.get(path, headers={"range": f"bytes={span}"})
            assert part.status_code == 206
            parts.append(part.content)
        assert b"".join(parts) == whole.content
        assert filled.get(path, headers={"range": "bytes=-7"}).content == whole.content[-7:]
        beyond = filled.get(path, headers={"range": f"bytes={length}-"})
        assert beyond.status_code == 416 and beyond.headers["content-range"] == f"bytes */{length}"


def test_a_program_that_asks_for_parts_is_given_the_whole_of_other_files(filled: Portal) -> None:
    """geopandas asks for two bytes: when it gets no more, GDAL must read the rest in parts, and know the format by the address."""
    for kind in ("geojson", "shp", "kml", "gpx", "csv", "parquet"):
        answer = filled.get(f"{BASE}/catalog/datasets/towns/exports/{kind}", headers={"range": "bytes=0-1"})
        assert answer.status_code == 200 and "accept-ranges" not in answer.headers, kind
        assert len(answer.content) > 2, kind


def test_gdal_reads_an_address(filled: Portal) -> None:
    """As QGIS opens a layer from the web."""
    base = f"{filled.address}{BASE}/catalog/datasets/towns/exports"
    for address, driver in (
        (f"{base}/geojson", "GeoJSON"),
        (f"/vsicurl_streaming/{base}/geojson", "GeoJSON"),
        (f"/vsicurl/{base}/fgb", "FlatGeobuf"),
    ):
        shown = subprocess.run(["ogrinfo", "-so", "-al", address], capture_output=True, text=True, check=False)
        assert f"using driver `{driver}'" in shown.stdout and "Feature Count: 30" in shown.stdout, shown.stdout + shown.stderr


def test_text_formats_are_packed_on_request(filled: Portal) -> None:
    for kind in ("csv", "json", "jsonl", "geojson", "kml", "gpx", "turtle"):
        answer = filled.api(f"/catalog/datasets/towns/exports/{kind}", compressed="true")
        ending = ENDINGS.get(kind, kind)
        assert answer.headers["content-disposition"].endswith(f'filename="towns.{ending}.gzip"')
        assert gzip.decompress(answer.content) == export(filled, "towns", kind)
    assert zipfile.is_zipfile(io.BytesIO(export(filled, "towns", "xlsx", compressed="true")))


def test_a_wrong_query_is_a_fault_in_every_format(filled: Portal) -> None:
    for kind in FORMATS:
        answer = filled.api(f"/catalog/datasets/towns/exports/{kind}", select="nope")
        assert answer.status_code == 400 and answer.json()["error_code"] == "ODSQLError", kind
        assert answer.headers["content-type"].startswith("application/json")


def test_the_command_line_writes_every_format(filled: Portal, tmp_path: Path) -> None:
    for kind in FORMATS:
        target = tmp_path / f"towns.{ENDINGS.get(kind, kind)}"
        filled.run("export", "towns", "-o", str(target))
        assert target.stat().st_size > 0, kind
    assert layer((tmp_path / "towns.zip").read_bytes(), "zip")["count"] == 30
    assert openpyxl.load_workbook(tmp_path / "towns.xlsx").active.max_row == 31
    graph = rdflib.Graph().parse(tmp_path / "towns.ttl")
    assert len(set(graph.subjects())) == 30 + 4
    filled.run("export", "towns", "--select", "name_of_town", "-o", str(tmp_path / "drawn.geojson"))
    drawn = json.loads((tmp_path / "drawn.geojson").read_text())["features"]
    assert drawn[0]["geometry"]["type"] == "Point" and list(drawn[0]["properties"]) == ["name_of_town"]
    filled.run("export", "towns", "--select", "count(*) as n", "--limit", "1", "-o", str(tmp_path / "sum.geojson"))
    assert json.loads((tmp_path / "sum.geojson").read_text())["features"][0]["properties"] == {"n": 30}


def held_files(portal: Portal) -> list[str]:
    """The files without a name that the server holds open, and those in its folder for such files."""
    assert portal.process is not None
    links = Path(f"/proc/{portal.process.pid}/fd").iterdir()
    targets = [str(link.readlink()) for link in links if link.is_symlink()]
    left = [str(path) for path in (portal.data / "running").rglob("*") if path.is_file() and path.name != "lock"]
    return [target for target in targets if "(deleted)" in target] + left


@pytest.mark.skipif(not Path("/proc/self/fd").exists(), reason="needs the list of open files that Linux keeps")
def test_no_temporary_file_is_left(filled: Portal) -> None:
    before = held_files(filled)
    for kind in ("xlsx", "shp", "fgb", "gpx"):
        export(filled, "nasty", kind)
        filled.api(f"/catalog/datasets/nasty/exports/{kind}", where="nope = 1")
        # A client that goes away after the first bytes.
        with filled.get(f"{BASE}/catalog/datasets/nasty/exports/{kind}", stream=True) as answer:
            answer.raw.read(10)
    deadline = time.monotonic() + 60
    while held_files(filled) != before and time.monotonic() < deadline:
        time.sleep(0.1)
    assert held_files(filled) == before
