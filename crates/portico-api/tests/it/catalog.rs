//! Is the catalog searched in the language of records? Cases 236 to 258.

use crate::fixture::{BASE, check, get, refused};

const DATASETS: &str = "/api/explore/v2.1/catalog/datasets";

#[test]
fn a_dataset_is_described() {
    let body = get(&format!("{DATASETS}/fx-cities")).json();
    for key in [
        "dataset_id",
        "dataset_uid",
        "has_records",
        "data_visible",
        "features",
        "attachments",
        "metas",
        "fields",
    ] {
        assert!(body.get(key).is_some(), "{key}: {body}");
    }
    check(
        &format!("{DATASETS}/fx-cities"),
        200,
        r#"{"visibility": "domain", "dataset_id": "fx-cities", "has_records": true, "data_visible": true,
            "metas": {"default": {"title": "Cities of the world", "theme": ["Geography"], "publisher": "Team A",
                "modified": "2020-11-05T10:00:00+00:00", "records_count": 8, "federated": false}}}"#,
    );
    assert_eq!(body["fields"][4]["annotations"]["multivalued"], ",");
    let listed = get(&format!("{DATASETS}?where=dataset_id=\"fx-cities\"")).json();
    assert_eq!(
        (&listed["total_count"], &listed["results"][0]),
        (&1.into(), &body)
    );
}

#[test]
fn the_catalog_is_searched() {
    let found = |query: &str, expected: &[&str]| {
        let reply = get(&format!(
            "{DATASETS}?select=dataset_id&order_by=dataset_id&{query}"
        ));
        assert_eq!(reply.status.as_u16(), 200, "{query}\n{}", reply.text());
        let body = reply.json();
        let ids: Vec<_> = body["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|row| row["dataset_id"].clone())
            .collect();
        assert_eq!(ids, expected, "{query}");
    };
    found("limit=100", &["fx-areas", "fx-big", "fx-cities"]);
    found("where=features='geo'", &["fx-areas", "fx-cities"]);
    found("where=features='geo'&where=\"world\"", &["fx-cities"]);
    found("where=datasetid:\"fx-big\"", &["fx-big"]);
    found("where=\"numbers\"", &["fx-big"]);
    found("refine=publisher:Team A", &["fx-big", "fx-cities"]);
    found("exclude=publisher:\"Team A\"", &["fx-areas"]);
    found("refine=theme:Geography", &["fx-cities"]);
    found("refine=modified:2020", &["fx-cities"]);
    found(
        "where=modified is not null and modified <= date'2020-11-30T00:00:00Z'",
        &["fx-big", "fx-cities"],
    );
}

#[test]
fn columns_of_the_catalog_are_chosen() {
    check(
        &format!("{DATASETS}?select=default.title&where=dataset_id=\"fx-big\""),
        200,
        r#"{"results": [{"default.title": "Numbers"}]}"#,
    );
    let body = get(&format!(
        "{DATASETS}?select=dataset_id, fields&limit=1&order_by=dataset_id"
    ))
    .json();
    assert!(body["results"][0]["fields"][0]["name"].is_string(), "{body}");
    check(
        &format!("{DATASETS}/fx-big?select=title"),
        200,
        r#"{"title": "Numbers"}"#,
    );
    refused(
        &format!("{DATASETS}?select=metas"),
        400,
        &["ODSQLError", "Unknown field: metas"],
    );
    refused(
        &format!("{DATASETS}?limit=101"),
        400,
        &["InvalidRESTParameterError"],
    );
}

#[test]
fn the_catalog_has_facets_and_groups() {
    check(
        &format!("{BASE}/catalog/facets?facet=publisher"),
        200,
        r#"{"links": [{"rel": "self"}, {"rel": "source"}],
            "facets": [{"name": "publisher", "facets": [{"name": "Team A", "count": 2}, {"name": "Team B", "count": 1}]}]}"#,
    );
    check(
        &format!("{DATASETS}?select=count(*) as n&group_by=publisher"),
        200,
        r#"{"results": [{"publisher": "Team A", "n": 2}, {"publisher": "Team B", "n": 1}]}"#,
    );
}

#[test]
fn the_catalog_is_exported() {
    let json = get(&format!("{BASE}/catalog/exports/json"));
    assert_eq!(json.json().as_array().map(Vec::len), Some(3));
    let csv = get(&format!("{BASE}/catalog/exports/csv?with_bom=false"));
    assert!(
        csv.header("content-disposition")
            .contains("filename=\"datasets.csv\"")
    );
    assert!(
        csv.text().lines().next().unwrap().ends_with("datasetid"),
        "{}",
        csv.text()
    );
    assert_eq!(csv.text().lines().count(), 4);
    let rows = get(&format!(
        "{BASE}/catalog/exports/csv?with_bom=false&select=dataset_id&order_by=dataset_id&limit=1"
    ));
    assert_eq!(rows.text(), "dataset_id\r\nfx-areas\r\n");
    let harvest = get("/data.json").json();
    assert_eq!(
        (
            &harvest["conformsTo"],
            harvest["dataset"].as_array().map(Vec::len)
        ),
        (&"https://project-open-data.cio.gov/v1.1/schema".into(), Some(3))
    );
}

#[test]
fn every_metadata_is_there_in_the_wires_order() {
    let body = get(&format!("{DATASETS}/fx-cities?include_app_metas=true")).json();
    let keys =
        |value: &serde_json::Value| -> Vec<String> { value.as_object().unwrap().keys().cloned().collect() };
    assert_eq!(
        keys(&body["metas"]),
        [
            "dcat",
            "default",
            "custom",
            "explore",
            "processing",
            "visualization",
            "internal"
        ]
    );
    let default = &body["metas"]["default"];
    assert_eq!(
        keys(default).join(" "),
        "title description theme keyword license license_url language metadata_languages timezone modified \
         modified_updates_on_metadata_change modified_updates_on_data_change data_processed metadata_processed \
         geographic_reference geographic_reference_auto territory geometry_types bbox publisher references records_count \
         attributions source_domain source_domain_title source_domain_address source_dataset shared_catalog federated \
         parent_domain update_frequency"
    );
    assert_eq!(
        default["bbox"]["geometry"]["coordinates"][0][0],
        serde_json::json!([12.4964, 48.8566])
    );
    assert_eq!(default["geometry_types"], serde_json::json!(["Point"]));
    let processed = default["metadata_processed"].as_str().unwrap();
    assert_eq!((processed.len(), &processed[26..]), (32, "+00:00"), "{processed}");
    assert_eq!(body["metas"]["dcat"]["creator"], "Cartographers");
    assert_eq!(
        body["metas"]["custom"],
        serde_json::json!({"data-owner": ["Maps", "Roads"]})
    );
    let plain = get(&format!("{DATASETS}/fx-cities")).json();
    assert_eq!(keys(&plain["metas"]), ["dcat", "default", "custom"]);
}

#[test]
fn metadata_of_every_template_can_be_asked_for() {
    for condition in [
        "dcat.creator = 'Cartographers'",
        "`custom.data-owner` = 'Maps'",
        "default.records_count = 8",
        "explore.download_count = 0 and dataset_id = 'fx-cities'",
        "in_bbox(bbox, 48, -100, 49, -99) and features = 'timeserie'",
        "metadata_languages = 'en'",
    ] {
        check(
            &format!("{DATASETS}?select=dataset_id&where={condition}"),
            200,
            r#"{"total_count": 1, "results": [{"dataset_id": "fx-cities"}]}"#,
        );
    }
    check(
        &format!("{BASE}/catalog/facets?facet=custom.data-owner&facet=keyword"),
        200,
        r#"{"facets": [{"name": "custom.data-owner", "facets": [{"name": "Maps", "count": 1}, {"name": "Roads", "count": 1}]},
            {"name": "keyword", "facets": [{"name": "city", "count": 1}, {"name": "world", "count": 1}]}]}"#,
    );
}
