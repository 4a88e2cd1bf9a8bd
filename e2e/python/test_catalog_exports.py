"""Do other catalogs read ours? Every export of the catalog is read back by a program that is not ours."""

from __future__ import annotations

import csv
import html
import io
import json
import re
import shutil
import tempfile
from pathlib import Path
from typing import Iterator

import feedparser
import openpyxl
import pytest
import rdflib
from rdflib.compare import to_isomorphic
from rdflib.namespace import DCAT, DCTERMS, FOAF, RDF, SKOS

from conftest import BASE, Portal

TITLE = 'Étang "A" <b>&amp;</b> \u202eعربى 😀 ]]> \\ end'
DESCRIPTION = "<p>Line one\r\nLine two & <em>more</em> ]]> \u0001\u001b done\t.</p>"
NATIONAL = ["dcat_ap_ch", "dcat_ap_de", "dcat_ap_se", "dcat_ap_sp", "dcat_ap_it", "dcat_ap_vl", "dcat_ap_benap"]


@pytest.fixture(scope="module")
def catalog() -> Iterator[Portal]:
    """A portal with a rich dataset, one with a nasty description, one without any, one whose records are hidden, and a draft."""
    folder = Path(tempfile.mkdtemp(prefix="portico-catalog-"))
    own = Portal(folder / "data")
    table = folder / "plain.csv"
    table.write_text("id,place\n1,\"48.1, 2.5\"\n2,\"47.5, -1.5\"\n")
    meta = {
        "language": "fr",
        "license": "CC BY 4.0",
        "modified": "2020-11-05T10:00:00+00:00",
        "territory": "Nantes",
        "update_frequency": "Annually",
        "references": "https://example.org/source?a=1&b={2}",
        "dcat.creator": "Cartographers",
        "dcat.contributor": "Surveyors",
        "dcat.contact_name": "Desk",
        "dcat.contact_email": "desk@example.org",
        "dcat.issued": "2019-02-03",
        "dcat.created": "2019-01-01T00:00:00Z",
        "dcat.temporal_coverage_start": "2018-01-01",
        "dcat.temporal_coverage_end": "2018-12-31",
        "custom.data-owner": "Maps",
    }
    words = [f"--meta={name}={value}" for name, value in meta.items()]
    own.run(
        "import", str(table), "--id", "rich", "--title", "Rich", "--description", "All said", "--publisher", "Team A & B",
        "--theme", "Transports", "--theme", "Environment", "--keyword", "city", "--keyword", "world", "--type", "place=geo_point_2d",
        *words,
    )  # fmt: skip
    own.run(
        "import", str(table), "--id", "nasty", "--title", TITLE, "--description", DESCRIPTION, "--publisher", '"><&\'{}|^`\\',
        "--keyword", "a,b;c", "--keyword", "<x>", "--theme", "th\u0007eme",
    )  # fmt: skip
    own.run("import", str(table), "--id", "bare")
    own.run("import", str(table), "--id", "hidden", "--data-visible", "false", "--meta", "modified_updates_on_data_change=false")
    own.run("import", str(table), "--id", "draft", "--draft")
    yield own.serve()
    own.stop()
    shutil.rmtree(folder, ignore_errors=True)


def export(portal: Portal, name: str, **params):
    answer = portal.api(f"/catalog/exports/{name}", **params)
    assert answer.status_code == 200, answer.text
    return answer


def graph(portal: Portal, name: str, **params) -> rdflib.Graph:
    answer = export(portal, name, **params)
    syntax = "turtle" if answer.headers["content-type"].startswith("text/turtle") else "xml"
    return rdflib.Graph().parse(data=answer.content, format=syntax)


def dataset(portal: Portal, name: str) -> rdflib.URIRef:
    return rdflib.URIRef(f"{portal.address}/explore/dataset/{name}/")


def test_every_listed_format_is_served(catalog: Portal) -> None:
    links = catalog.api("/catalog/exports").json()["links"]
    rels = [link["rel"] for link in links]
    assert rels[0] == "self"
    for rel in ["csv", "xlsx", "json", "rdf", "ttl", "rss", "data.json", "dcat", "dublin_core", *NATIONAL]:
        assert rel in rels
    kinds = {"rdf": "application/rdf+xml", "ttl": "text/turtle", "rss": "text/xml", "csv": "text/csv", "dcat": "application/rdf+xml"}
    for link in links[1:]:
        answer = catalog.get(link["href"].removeprefix(catalog.address))
        assert answer.status_code == 200, link
        assert answer.content
        assert 'attachment; filename="datasets.' in answer.headers["content-disposition"]
        kind = kinds.get(link["rel"], "application/")
        assert answer.headers["content-type"].startswith(kind), link
    missing = catalog.api("/catalog/exports/docx")
    assert missing.status_code == 404
    assert missing.json()["error_code"] == "NotFoundResource"


def test_rdf_xml_and_turtle_say_the_same(catalog: Portal) -> None:
    xml, turtle = graph(catalog, "rdf"), graph(catalog, "ttl")
    assert len(xml) > 150
    assert to_isomorphic(xml) == to_isomorphic(turtle)
    assert to_isomorphic(xml) == to_isomorphic(graph(catalog, "dcat"))


def test_dcat_has_the_skeleton_that_harvesters_know(catalog: Portal) -> None:
    found = graph(catalog, "dcat")
    home = rdflib.URIRef(f"{catalog.address}/explore/")
    assert (home, RDF.type, DCAT.Catalog) in found
    ids = ["rich", "nasty", "bare", "hidden"]
    assert set(found.objects(home, DCAT.dataset)) == {dataset(catalog, name) for name in ids}
    rich = dataset(catalog, "rich")
    assert found.value(rich, DCTERMS.title) == rdflib.Literal("Rich", lang="fr")
    assert found.value(rich, DCTERMS.identifier) == rdflib.Literal(str(rich))
    assert found.value(rich, DCTERMS.modified).toPython().isoformat() == "2020-11-05T10:00:00+00:00"
    assert found.value(rich, DCTERMS.issued).toPython().isoformat() == "2019-02-03T00:00:00+00:00"
    publisher = found.value(rich, DCTERMS.publisher)
    assert str(publisher) == f"{catalog.address}/explore/?refine.publisher=Team%20A%20%26%20B"
    assert str(found.value(publisher, FOAF.name)) == "Team A & B"
    assert str(found.value(rich, DCTERMS.license)) == "https://creativecommons.org/licenses/by/4.0/"
    assert str(found.value(rich, DCTERMS.language)) == "http://id.loc.gov/vocabulary/iso639-1/fr"
    assert {str(word) for word in found.objects(rich, DCAT.keyword)} == {"city", "world"}
    labels = {str(found.value(theme, SKOS.prefLabel)) for theme in found.objects(rich, DCAT.theme)}
    assert labels == {"Transports", "Environment"}
    contact = found.value(rich, DCAT.contactPoint)
    vcard = rdflib.Namespace("http://www.w3.org/2006/vcard/ns#")
    assert str(found.value(contact, vcard.hasEmail)) == "mailto:desk@example.org"
    files = list(found.objects(rich, DCAT.distribution))
    names = {link["rel"] for link in catalog.api("/catalog/datasets/rich/exports").json()["links"]} - {"self"}
    assert {str(found.value(file, DCTERMS.title)) for file in files} == {f"rich.{name}" for name in names}
    for file in files:
        assert found.value(file, DCAT.downloadURL) == file
        assert catalog.get(str(file).removeprefix(catalog.address), stream=True).status_code == 200
    assert not list(found.objects(dataset(catalog, "hidden"), DCAT.distribution))


def test_what_publishers_write_never_breaks_a_file(catalog: Portal) -> None:
    shown = TITLE
    for name in ["dcat", "ttl", *NATIONAL[:1]]:
        found = graph(catalog, name)
        nasty = dataset(catalog, "nasty")
        assert str(found.value(nasty, DCTERMS.title)) == shown
        description = str(found.value(nasty, DCTERMS.description))
        assert description == "<p>Line one\nLine two & <em>more</em> ]]>  done\t.</p>"
        assert {str(word) for word in found.objects(nasty, DCAT.keyword)} == {"a,b;c", "<x>"}
    feed = feedparser.parse(export(catalog, "rss", where="dataset_id='nasty'").content)
    assert not feed.bozo
    assert feed.entries[0].title.startswith("Étang")
    described = json.loads(export(catalog, "data.json").content)["dataset"]
    assert any(one["title"] == TITLE for one in described)
    dublin = graph(catalog, "dublin_core")
    title = rdflib.URIRef("http://purl.org/dc/elements/1.1/title")
    assert str(dublin.value(dataset(catalog, "nasty"), title)) == TITLE


def test_exports_can_be_chosen_for_dcat(catalog: Portal) -> None:
    found = graph(catalog, "dcat", include_exports="csv,json", where="dataset_id='rich'")
    rich = dataset(catalog, "rich")
    base = f"{catalog.address}{BASE}/catalog/datasets/rich/exports"
    assert {str(file) for file in found.objects(rich, DCAT.distribution)} == {f"{base}/csv?use_labels=true", f"{base}/json"}
    plain = export(catalog, "dcat", use_labels_in_exports="false").text
    assert "use_labels" not in plain
    wrong = catalog.api("/catalog/exports/dcat", include_exports="csv,docx")
    assert wrong.status_code == 400
    assert "include_exports" in wrong.json()["message"]
    grouped = catalog.api("/catalog/exports/ttl", group_by="publisher")
    assert grouped.status_code == 400


@pytest.mark.parametrize("name", NATIONAL)
def test_profiles_say_what_dcat_ap_demands(catalog: Portal, name: str) -> None:
    found = graph(catalog, name)
    assert to_isomorphic(found) == to_isomorphic(graph(catalog, name.replace("_", "-")))
    authority = "http://publications.europa.eu/resource/authority"
    assert found.value(rdflib.URIRef(f"{catalog.address}/explore/"), DCTERMS.publisher)
    for one in found.subjects(RDF.type, DCAT.Dataset):
        for demanded in [DCTERMS.title, DCTERMS.description, DCTERMS.publisher, DCAT.contactPoint, DCTERMS.accessRights]:
            assert found.value(one, demanded), (one, demanded)
    for file in found.subjects(RDF.type, DCAT.Distribution):
        assert found.value(file, DCAT.accessURL)
    rich = dataset(catalog, "rich")
    themes = {str(theme) for theme in found.objects(rich, DCAT.theme)}
    assert {f"{authority}/data-theme/TRAN", f"{authority}/data-theme/ENVI"} <= themes
    assert str(found.value(rich, DCTERMS.language)) == f"{authority}/language/FRA"
    assert str(found.value(rich, DCTERMS.accrualPeriodicity)) == f"{authority}/frequency/ANNUAL"
    assert str(found.value(dataset(catalog, "hidden"), DCTERMS.accessRights)) == f"{authority}/access-right/RESTRICTED"
    formats = {str(kind) for kind in found.objects(None, DCTERMS.format)}
    assert f"{authority}/file-type/CSV" in formats


def test_feed_readers_read_the_feed(catalog: Portal) -> None:
    answer = export(catalog, "rss", where="modified <= date'2020'", order_by="dataset_id")
    feed = feedparser.parse(answer.content)
    assert not feed.bozo and feed.version == "rss20"
    assert feed.feed.link == f"{catalog.address}/explore/"
    assert [entry.title for entry in feed.entries] == ["Rich"]
    entry = feed.entries[0]
    assert entry.link == entry.id == str(dataset(catalog, "rich"))
    assert entry.published_parsed[:6] == (2020, 11, 5, 10, 0, 0)
    assert [tag.term for tag in entry.tags] == ["Transports", "Environment", "city", "world"]
    assert len(feedparser.parse(export(catalog, "rss").content).entries) == 4
    assert len(feedparser.parse(export(catalog, "rss", limit=2, offset=1).content).entries) == 2


def test_project_open_data_has_its_required_fields(catalog: Portal) -> None:
    exported = json.loads(export(catalog, "data.json").content)
    public = catalog.get("/data.json").json()
    assert exported["conformsTo"] == "https://project-open-data.cio.gov/v1.1/schema"
    assert {one["identifier"] for one in exported["dataset"]} - {one["identifier"] for one in public["dataset"]} == {
        str(dataset(catalog, "hidden"))
    }
    for one in exported["dataset"]:
        for required in ["title", "description", "modified", "identifier", "accessLevel"]:
            assert isinstance(one[required], str) and one[required], (required, one)
        assert one["keyword"] and all(isinstance(word, str) for word in one["keyword"])
        assert one["publisher"]["name"]
    by_id = {one["identifier"]: one for one in exported["dataset"]}
    rich = by_id[str(dataset(catalog, "rich"))]
    assert rich["contactPoint"] == {"@type": "vcard:Contact", "fn": "Desk", "hasEmail": "mailto:desk@example.org"}
    assert rich["license"] == "https://creativecommons.org/licenses/by/4.0/"
    assert rich["accrualPeriodicity"] == "R/P1Y"
    assert rich["spatial"] == "-1.5,47.5,2.5,48.1"
    assert rich["temporal"] == "2018-01-01T00:00:00+00:00/2018-12-31T00:00:00+00:00"
    assert rich["distribution"][0]["mediaType"] == "text/csv"
    assert by_id[str(dataset(catalog, "hidden"))]["accessLevel"] == "restricted public"


def test_the_table_of_metadata_has_a_column_for_each(catalog: Portal) -> None:
    answer = export(catalog, "csv", order_by="dataset_id")
    assert answer.headers["content-disposition"] == 'attachment; filename="datasets.csv"'
    text = answer.content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline=""), delimiter=";"))
    columns = list(rows[0])
    assert columns[0] == "dcat.created" and columns[-1] == "datasetid"
    assert columns.index("dcat.relation") < columns.index("default.title") < columns.index("custom.data-owner")
    assert [row["datasetid"] for row in rows] == ["bare", "hidden", "nasty", "rich"]
    rich, nasty = rows[3], rows[2]
    assert rich["default.federated"] == "False"
    assert rich["default.modified_updates_on_data_change"] == "False"
    assert rich["default.keyword"] == "city,world"
    assert json.loads(rich["default.bbox"])["type"] == "Polygon"
    assert rich["custom.data-owner"] == "Maps"
    assert nasty["default.title"] == TITLE
    other = export(catalog, "csv", delimiter=",", with_bom="false", select="dataset_id,title", where="dataset_id='bare'")
    assert other.text == "dataset_id,title\r\nbare,Plain\r\n"


def test_a_spreadsheet_holds_the_same_table(catalog: Portal) -> None:
    book = openpyxl.load_workbook(io.BytesIO(export(catalog, "xlsx", order_by="dataset_id").content))
    rows = list(book.active.iter_rows(values_only=True))
    header = list(rows[0])
    text = export(catalog, "csv", with_bom="false").content.decode().splitlines()[0]
    assert header == text.split(";")
    assert [row[header.index("datasetid")] for row in rows[1:]] == ["bare", "hidden", "nasty", "rich"]
    assert rows[4][header.index("default.title")] == "Rich"
    assert rows[4][header.index("default.records_count")] == 2


def test_the_page_of_the_catalog_names_the_feed(catalog: Portal) -> None:
    page = catalog.get("/explore/?refine.publisher=Team+A+%26+B").text
    found = re.search(r'<link rel="alternate" type="application/rss\+xml"[^>]* href="([^"]+)"', page)
    assert found
    feed = feedparser.parse(catalog.get(html.unescape(found[1])).content)
    assert [entry.title for entry in feed.entries] == ["Rich"]
    assert 'type="application/rdf+xml"' in page


def test_the_catalog_as_json_is_what_the_listing_says(catalog: Portal) -> None:
    exported = json.loads(export(catalog, "json", order_by="dataset_id").content)
    listed = catalog.api("/catalog/datasets", order_by="dataset_id").json()["results"]
    assert exported == listed
    narrow = export(catalog, "json", select="dataset_id", refine="publisher:Team A & B").json()
    assert narrow == [{"dataset_id": "rich"}]
    assert export(catalog, "json", where="dataset_id='none'").json() == []
    assert "explore" in export(catalog, "json", include_app_metas="true").json()[0]["metas"]
