"""Do the sequences of known clients of the catalog work unchanged? QGIS plugin, Ceres, VancouvR, MCP servers."""

from __future__ import annotations

import csv
import io
import shutil
import tempfile
from pathlib import Path
from typing import Iterator

import pytest

from conftest import ROOT, Portal

CATALOG = "/catalog/datasets"


@pytest.fixture(scope="module")
def catalog() -> Iterator[Portal]:
    """A portal with the datasets that the specification names, and what it says of them."""
    folder = Path(tempfile.mkdtemp(prefix="portico-clients-"))
    own = Portal(folder / "data")
    gold = folder / "fx-gold.csv"
    gold.write_text("date,price\n1988-01-01,477.758\n1988-03-01,443.491\n")
    numbers = folder / "fx-big.csv"
    numbers.write_text("n,k\n" + "".join(f"{n},k{n}\n" for n in range(1, 101)))
    own.run(
        "import", str(ROOT / "spec/data/fx-cities.csv"), "--id", "fx-cities", "--title", "Cities of the world",
        "--theme", "Geography", "--keyword", "city", "--keyword", "world", "--publisher", "Team A", "--type", "pos=geo_point_2d",
        "--header-row", "1", "--meta", "language=en", "--meta", "modified=2020-11-05T10:00:00+00:00",
    )  # fmt: skip
    own.run(
        "import", str(gold), "--title", "Gold Prices", "--theme", "Economy", "--publisher", "Team B", "--meta", "language=en",
        "--meta", "modified=2020-12-01T10:00:00+00:00",
    )  # fmt: skip
    own.run(
        "import", str(numbers), "--title", "Numbers", "--publisher", "Team A", "--meta", "language=fr",
        "--meta", "modified=2019-06-01T00:00:00+00:00",
    )  # fmt: skip
    own.run(
        "import", str(numbers), "--id", "fx-secret", "--title", "Hidden", "--meta", "language=fr", "--data-visible", "false",
        "--meta", "modified_updates_on_data_change=false",
    )  # fmt: skip
    yield own.serve()
    own.stop()
    shutil.rmtree(folder, ignore_errors=True)


def results(portal: Portal, **params) -> list[dict]:
    answer = portal.api(CATALOG, **params)
    assert answer.status_code == 200, answer.text
    return answer.json()["results"]


def ids(portal: Portal, **params) -> list[str]:
    return [row["dataset_id"] for row in results(portal, **params)]


def test_the_qgis_plugin_finds_and_loads_a_layer(catalog: Portal) -> None:
    listing = {"select": "dataset_id", "limit": 100, "order_by": "dataset_id", "where": ["features='geo'", '"world"'], "offset": 0}
    answer = catalog.api(CATALOG, **listing).json()
    assert answer == {"total_count": 1, "results": [{"dataset_id": "fx-cities"}]}
    found = results(catalog, where='datasetid:"fx-cities"')[0]
    default = found["metas"]["default"]
    assert (default["title"], default["publisher"], default["records_count"]) == ("Cities of the world", "Team A", 8)
    assert ("pos", "geo_point_2d") in {(field["name"], field["type"]) for field in found["fields"]}
    assert len(catalog.api(f"{CATALOG}/fx-cities/records", limit=1).json()["results"]) == 1
    layer = catalog.api(f"{CATALOG}/fx-cities/exports/geojson", select="name, pos", where="population > 100000", order_by="name", limit=3)
    features = layer.json()["features"]
    assert [one["properties"]["name"] for one in features] == ["Besançon", "Mexico City", "Milan"]
    assert features[0]["geometry"]["type"] == "Point"
    wrong = catalog.api(f"{CATALOG}/fx-cities/exports/geojson", where="nope = 1")
    assert wrong.status_code == 400 and "nope" in wrong.json()["message"]


def test_the_qgis_plugin_pages_to_the_ceiling(catalog: Portal) -> None:
    assert ids(catalog, select="dataset_id", limit=2, offset=2, order_by="dataset_id") == ["fx-gold", "fx-secret"]
    assert ids(catalog, select="dataset_id", limit=100, offset=9900) == []
    beyond = catalog.api(CATALOG, select="dataset_id", limit=100, offset=9901)
    assert beyond.status_code == 400 and beyond.json()["error_code"] == "InvalidRESTParameterError"


def test_ceres_harvests_what_changed_since(catalog: Portal) -> None:
    changed = "modified is not null and modified <= date'2020-11-30T00:00:00Z'"
    page = {"limit": 100, "offset": 0, "order_by": "modified desc"}
    assert ids(catalog, where=changed, **page) == ["fx-cities", "fx-big"]
    assert ids(catalog, where="modified is null", **page) == ["fx-secret"]
    first = results(catalog, where=changed, **page)[0]["metas"]["default"]
    for key in ["title", "description", "publisher", "keyword", "theme", "license", "modified", "language"]:
        assert key in first
    assert ids(catalog, where="modified > date'2020'", select="dataset_id") == []
    assert ids(catalog, where="default.modified >= date'2020'", order_by="dataset_id") == ["fx-cities", "fx-gold"]


def test_vancouvr_lists_describes_and_reads(catalog: Portal) -> None:
    answer = catalog.api("/catalog/exports/csv")
    rows = list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"), newline=""), delimiter=";"))
    assert {row["datasetid"] for row in rows} == {"fx-big", "fx-cities", "fx-gold", "fx-secret"}
    assert rows[0]["default.title"] and "default.records_count" in rows[0]
    described = catalog.api(f"{CATALOG}/fx-gold").json()
    assert described["metas"]["default"]["title"] == "Gold Prices"
    facets = catalog.api("/catalog/facets").json()["facets"]
    assert {"value", "count"} <= set(facets[0]["facets"][0])
    table = catalog.api(f"{CATALOG}/fx-gold/exports/csv", with_bom="false", use_labels="true")
    assert table.content.startswith(b"date;price\r\n")
    grouped = catalog.api(f"{CATALOG}/fx-cities/exports/json", group_by="country", select="count(*) as n", limit=-1).json()
    assert {"country": "FR", "n": 4} in grouped
    total = catalog.api(f"{CATALOG}/fx-big/records", select="sum(n) as total", limit=1).json()["results"]
    assert total == [{"total": 5050}]
    unknown = catalog.api(f"{CATALOG}/nope")
    assert unknown.status_code == 404
    assert unknown.json()["message"] == "The requested dataset nope does not exist."


def test_mcp_servers_search_in_their_spelling(catalog: Portal) -> None:
    assert "datasets" in {link["rel"] for link in catalog.api("/catalog").json()["links"]}
    assert ids(catalog, where='search(*, "gold")') == ["fx-gold"]
    assert ids(catalog, where="search('gold')") == ["fx-gold"]
    assert ids(catalog, where="search('it''s')") == []
    assert ids(catalog, where="dataset_id = 'fx-gold'") == ["fx-gold"]
    assert ids(catalog, where='"prices"') == ["fx-gold"]
    assert ids(catalog, where='suggest("cit")') == ["fx-cities"]
    assert catalog.api("/catalog/aggregates").status_code == 410
    values = catalog.api("/catalog/facets", facet="publisher").json()["facets"][0]["facets"]
    assert [(value["name"], value["count"]) for value in values] == [("Team A", 2), ("Team B", 1)]


def test_the_catalog_is_grouped_refined_and_counted(catalog: Portal) -> None:
    groups = results(catalog, select="features, count(*) as n", group_by="features")
    counted = {row["features"]: row["n"] for row in groups}
    assert {name: counted[name] for name in ["analyze", "timeserie", "geo"]} == {"analyze": 3, "timeserie": 2, "geo": 1}
    assert results(catalog, select="sum(records_count)", limit=1) == [{"sum(records_count)": 210}]
    assert ids(catalog, refine="modified:2020", order_by="dataset_id") == ["fx-cities", "fx-gold"]
    assert ids(catalog, refine="theme:Geography") == ["fx-cities"]
    assert ids(catalog, exclude='publisher:"Team A"', order_by="dataset_id") == ["fx-gold", "fx-secret"]
    languages = catalog.api("/catalog/facets", facet="language", refine="modified:2020").json()["facets"][0]["facets"]
    assert [(one["value"], one["count"]) for one in languages] == [("en", 2)]
    years = catalog.api("/catalog/facets", facet="modified").json()["facets"][0]["facets"]
    assert {year["value"]: year["count"] for year in years} == {"2020": 2, "2019": 1}
    refused = catalog.api(CATALOG, select="metas")
    assert refused.status_code == 400 and "Unknown field: metas" in refused.json()["message"]
    both = results(catalog, select="dataset_id, fields", limit=1)[0]
    assert set(both) == {"dataset_id", "fields"}


def test_hidden_records_are_described_and_refused(catalog: Portal) -> None:
    described = catalog.api(f"{CATALOG}/fx-secret").json()
    assert described["data_visible"] is False and described["features"] == []
    assert described["metas"]["default"]["title"] == "Hidden"
    for path in ["records", "facets", "exports/csv"]:
        answer = catalog.api(f"{CATALOG}/fx-secret/{path}")
        assert answer.status_code == 403, path
        assert answer.json()["error_code"] == "ForbiddenAccess"
