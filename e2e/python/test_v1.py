"""Do programs written for API v1 still work? Requests as they write them, and odsclient itself."""

from __future__ import annotations

import json
import re

import odsclient
import pytest

from conftest import Portal

SEARCH = "/api/records/1.0/search/"


def search(portal: Portal, **params) -> dict:
    """A search as most programs make it."""
    response = portal.get(SEARCH, params={"dataset": "fx-cities", **params})
    assert response.status_code == 200, response.text
    return response.json()


def test_a_list_of_stations_is_read_field_by_field(portal: Portal) -> None:
    data = search(portal, rows=-1, facet=["country", "tags"])
    assert data["nhits"] == len(data["records"]) == 8
    assert data["parameters"]["facet"] == ["country", "tags"]
    for record in data["records"]:
        assert record["datasetid"] == "fx-cities" and record["recordid"]
        latitude, longitude = record["fields"].get("pos", [0, 0])
        assert -90 <= latitude <= 90 and -180 <= longitude <= 180
    groups = {group["name"]: group["facets"] for group in data["facet_groups"]}
    assert {facet["name"]: facet["count"] for facet in groups["country"]} == {"FR": 4, "IT": 2, "MX": 1}


def test_the_newest_row_is_asked_for_by_a_bare_sort(portal: Portal) -> None:
    assert search(portal, sort="updated", rows=1)["records"][0]["fields"]["name"] == "Lorient"


def test_a_query_in_the_old_language_is_put_into_an_address_by_hand(portal: Portal) -> None:
    url = f"{SEARCH}?dataset=fx-cities&q=population%3E100000+AND+country%3AFR&refine.tags=river"
    assert portal.get(url).json()["nhits"] == 3
    assert portal.get(f"{SEARCH}?dataset=fx-cities&q=country%3DIT&rows=0").json()["nhits"] == 2


def test_what_is_around_a_place_comes_nearest_first(portal: Portal) -> None:
    data = search(portal, **{"geofilter.distance": "48.8566,2.3522,350000"})
    distances = [float(record["fields"]["dist"]) for record in data["records"]]
    assert data["nhits"] == 3 and distances == sorted(distances)


def test_a_widget_describes_a_dataset_then_counts_then_draws(portal: Portal) -> None:
    dataset = portal.get("/api/datasets/1.0/fx-cities/", params={"extrametas": "true"}).json()
    assert dataset["datasetid"] == "fx-cities" and dataset["metas"]["records_count"] == 8
    facets = [
        field["name"]
        for field in dataset["fields"]
        if any(annotation["name"] == "facet" for annotation in field["annotations"])
    ]
    assert "country" in facets
    rows = portal.get(
        "/api/records/1.0/analyze/",
        params={"dataset": "fx-cities", "x": "country", "y.serie1.func": "COUNT", "sort": "serie1"},
    ).json()
    assert rows[0] == {"x": "FR", "serie1": 4}
    box = portal.get("/api/records/1.0/boundingbox/", params={"dataset": "fx-cities"}).json()
    west, south, east, north = box["bbox"]
    clusters = portal.get(
        "/api/records/1.0/geocluster/",
        params={
            "dataset": "fx-cities",
            "clusterprecision": 5,
            "geofilter.bbox": f"{south - 1},{west - 1},{north + 1},{east + 1}",
        },
    ).json()
    assert sum(cluster["count"] for cluster in clusters["clusters"]) == box["count"] == 7


def test_a_page_of_another_site_loads_records_as_a_script(portal: Portal) -> None:
    response = portal.get(SEARCH, params={"dataset": "fx-cities", "rows": 1, "callback": "jQuery17_1"})
    assert response.headers["content-type"].startswith("application/javascript")
    found = re.fullmatch(r"(?:/\*\*/)?jQuery17_1\((.*)\);", response.text, re.S)
    assert found and json.loads(found[1])["nhits"] == 8


def test_a_harvester_walks_the_catalog(portal: Portal) -> None:
    seen: list[str] = []
    while True:
        page = portal.get("/api/datasets/1.0/search/", params={"start": len(seen), "rows": 2}).json()
        if not page["datasets"]:
            break
        seen += [dataset["datasetid"] for dataset in page["datasets"]]
    assert len(seen) == len(set(seen)) == page["nhits"] and "fx-cities" in seen


def test_a_csv_of_everything_has_the_old_conventions(portal: Portal) -> None:
    text = portal.get("/api/records/1.0/download/", params={"dataset": "fx-cities"}).content.decode()
    assert text.startswith("id;") and "48.8566,2.3522" in text and text.count("\r\n") == 9


def test_odsclient_reads_a_dataset_and_explains_a_missing_one(portal: Portal) -> None:
    client = odsclient.ODSClient(base_url=portal.address, enforce_apikey=False)
    frame = client.get_whole_dataframe("fx-cities")
    assert len(frame) == 8 and frame.shape[1] == 13
    with pytest.raises(Exception) as refusal:
        client.get_whole_dataframe("does-not-exist")
    assert "does-not-exist" in str(refusal.value)
