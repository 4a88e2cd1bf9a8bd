"""Do the sequences of requests that programs in the wild make end well? Cases 311 to 315 of the specification (spec/api/clients.md)."""

from __future__ import annotations

import io
import json
import subprocess
from pathlib import Path

import odsclient
import pandas
import pytest
import requests

from conftest import BASE, Portal

CITIES = f"{BASE}/catalog/datasets/fx-cities"


def odsclient_of(portal: Portal) -> odsclient.ODSClient:
    """odsclient as its users make it, for a portal that is not at opendatasoft.com."""
    return odsclient.ODSClient(base_url=portal.address, enforce_apikey=False)


def test_odsclient_reads_a_whole_data_frame(portal: Portal) -> None:
    frame = odsclient_of(portal).get_whole_dataframe("fx-cities", tqdm=False)
    assert frame.shape == (8, 13)
    assert list(frame.columns[:4]) == ["id", "Name", "Country", "Region"]
    assert sorted(frame["Name"])[:2] == ["Besançon", "Ghost"]


def test_odsclient_is_told_of_a_dataset_that_does_not_exist(portal: Portal) -> None:
    with pytest.raises(Exception) as caught:
        odsclient_of(portal).get_whole_dataframe("does-not-exist", tqdm=False)
    # An answer that is an HTML page would be taken for a missing sign-in.
    assert "does-not-exist" in str(caught.value), repr(caught.value)
    answer = portal.get("/explore/dataset/does-not-exist/download/?format=csv")
    assert answer.status_code == 404 and answer.headers["content-type"].startswith("application/json")
    assert isinstance(answer.json(), dict)


def test_a_statistician_reads_csv_and_groups(portal: Portal) -> None:
    """What VancouvR sends: a whole file without a byte order mark, groups as JSON, one row of aggregates."""
    text = portal.get(f"{CITIES}/exports/csv?with_bom=false").content.decode("utf-8")
    frame = pandas.read_csv(io.StringIO(text), sep=";")
    assert (frame.shape, list(frame["name"][:2])) == ((8, 13), ["Paris", "Nantes"])
    groups = portal.api(
        "/catalog/datasets/fx-cities/exports/json",
        group_by="country",
        select="count(*) as n, sum(population) as people",
        limit=-1,
    ).json()
    assert [(group["country"], group["n"]) for group in groups] == [(None, 1), ("FR", 4), ("IT", 2), ("MX", 1)]
    (total,) = portal.api(
        "/catalog/datasets/fx-cities/records", select="sum(population) as s, avg(area) as a", limit=1
    ).json()["results"]
    assert total["s"] == 16_034_000


def test_qgis_ends_with_a_layer(portal: Portal, tmp_path: Path) -> None:
    """The sequence of qgis-ods-plugin 1.1.0; the layer is opened by GDAL, as QGIS does."""
    listed = portal.api(
        "/catalog/datasets",
        select="dataset_id",
        limit=100,
        order_by="dataset_id",
        where=["features='geo'", '"world"'],
    ).json()
    assert (listed["total_count"], listed["results"]) == (1, [{"dataset_id": "fx-cities"}])
    (dataset,) = portal.api("/catalog/datasets", where='datasetid:"fx-cities"').json()["results"]
    assert dataset["metas"]["default"]["records_count"] == 8
    names = {field["name"] for field in dataset["fields"]}
    assert portal.api("/catalog/datasets/fx-cities/records", limit=1).status_code == 200
    wrong = portal.api("/catalog/datasets/fx-cities/exports/geojson", where="nope = 1")
    assert (wrong.status_code, "nope" in wrong.json()["message"]) == (400, True)
    file = tmp_path / "cities.geojson"
    with requests.get(
        f"{portal.address}{CITIES}/exports/geojson",
        params={"where": "country='FR'", "order_by": "id", "limit": 10000},
        stream=True,
        timeout=120,
    ) as answer:
        file.write_bytes(b"".join(answer.iter_content(65536)))
    for feature in json.loads(file.read_text("utf-8"))["features"]:
        assert set(feature["properties"]) <= names
    shown = subprocess.run(["ogrinfo", "-so", "-al", str(file)], capture_output=True, text=True, check=True).stdout
    assert "Feature Count: 4" in shown and "Geometry: Point" in shown, shown


def test_an_address_joined_with_a_slash_too_many_works(portal: Portal) -> None:
    answer = portal.get(f"/{CITIES}/records?limit=1")
    assert (answer.status_code, answer.json()["total_count"]) == (200, 8)
