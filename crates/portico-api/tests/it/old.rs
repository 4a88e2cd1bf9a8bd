//! Does version 2.0 answer as it did? Wrapped things with links, under both of its addresses, with the headers of an old version.

use serde_json::Value;

use crate::fixture::{check, get, refused};

const OLD: [&str; 2] = ["/api/explore/v2.0", "/api/v2"];

fn rels(links: &Value) -> Vec<&str> {
    links
        .as_array()
        .unwrap()
        .iter()
        .map(|link| link["rel"].as_str().unwrap())
        .collect()
}

#[test]
fn records_are_wrapped_and_linked() {
    for base in OLD {
        let body = get(&format!(
            "{base}/catalog/datasets/fx-cities/records?rows=3&start=1&sort=id"
        ))
        .json();
        assert_eq!(body["total_count"], 8);
        assert_eq!(
            rels(&body["links"])[..5],
            ["self", "first", "last", "prev", "next"]
        );
        let next = body["links"][4]["href"].as_str().unwrap();
        assert!(
            next.starts_with(&format!(
                "http://portal.example{base}/catalog/datasets/fx-cities/records?"
            )) && next.ends_with("offset=4"),
            "{next}"
        );
        let records = body["records"].as_array().unwrap();
        assert_eq!(records.len(), 3);
        let record = &records[0]["record"];
        assert_eq!(record["fields"]["name"], "Nantes");
        assert_eq!(record["fields"].as_object().unwrap().len(), 13);
        assert_eq!(record["id"].as_str().unwrap().len(), 40);
        assert!(record["size"].is_i64());
        let timestamp = record["timestamp"].as_str().unwrap();
        assert!(
            timestamp.ends_with('Z') && timestamp.as_bytes()[19] == b'.',
            "{timestamp}"
        );
        assert_eq!(rels(&records[0]["links"])[..3], ["self", "dataset", "datasets"]);

        let own = records[0]["links"][0]["href"].as_str().unwrap();
        let alone = get(own.strip_prefix("http://portal.example").unwrap()).json();
        assert_eq!(alone["record"], *record);
        assert_eq!(alone["links"], records[0]["links"]);
    }
}

#[test]
fn the_current_version_stays_flat() {
    let reply = get("/api/explore/v2.1/catalog/datasets/fx-cities/records?limit=1");
    assert_eq!(reply.header("ods-explore-api-deprecation"), "");
    assert!(reply.json().get("links").is_none() && reply.json().get("records").is_none());
}

#[test]
fn datasets_are_wrapped_and_their_annotations_are_lists() {
    let body = get("/api/v2/catalog/datasets?where=datasetid=\"fx-cities\"").json();
    assert_eq!(rels(&body["links"])[..3], ["self", "first", "last"]);
    let entry = &body["datasets"][0];
    let members: Vec<&String> = entry["dataset"].as_object().unwrap().keys().take(8).collect();
    assert_eq!(
        members,
        [
            "dataset_id",
            "dataset_uid",
            "attachments",
            "has_records",
            "data_visible",
            "fields",
            "metas",
            "features"
        ]
    );
    assert_eq!(
        entry["dataset"]["metas"]["default"]["title"],
        "Cities of the world"
    );
    let field = |name: &str| {
        let fields = entry["dataset"]["fields"].as_array().unwrap().clone();
        fields.into_iter().find(|field| field["name"] == name).unwrap()
    };
    assert_eq!(field("tags")["annotations"]["multivalued"][0], ",");
    assert_eq!(field("country")["annotations"]["facet"], serde_json::json!([]));
    for rel in [
        "self",
        "datasets",
        "catalog",
        "records",
        "exports",
        "aggregate",
        "facets",
        "attachments",
    ] {
        assert!(rels(&entry["links"]).contains(&rel), "{rel}");
    }
    let alone = get("/api/v2/catalog/datasets/fx-cities").json();
    assert_eq!(alone["dataset"], entry["dataset"]);
    let chosen = get("/api/v2/catalog/datasets?select=dataset_id,title&order_by=dataset_id&limit=1").json();
    assert_eq!(
        chosen["datasets"][0]["dataset"],
        serde_json::json!({"dataset_id": "fx-areas", "title": "Areas"})
    );
    check(
        "/api/v2/catalog/datasets/fx-cities?select=title",
        200,
        r#"{"dataset": {"title": "Cities of the world"}}"#,
    );
    refused(
        "/api/v2/catalog/datasets/nope",
        404,
        &["NotFoundResource", "nope"],
    );
}

#[test]
fn groups_are_records_without_identity_and_without_nulls() {
    let target =
        "/api/v2/catalog/datasets/fx-cities/records?group_by=country&select=count(*) as n&order_by=country";
    let body = get(target).json();
    assert!(body.get("total_count").is_none());
    assert_eq!(rels(&body["links"])[..3], ["self", "dataset", "datasets"]);
    let fields: Vec<&Value> = body["records"]
        .as_array()
        .unwrap()
        .iter()
        .map(|r| &r["record"]["fields"])
        .collect();
    assert_eq!(
        serde_json::to_string(&fields).unwrap(),
        r#"[{"country":"FR","n":4},{"country":"IT","n":2},{"country":"MX","n":1}]"#
    );
    check(
        "/api/v2/catalog/datasets/fx-cities/records?select=count(*) as n&limit=1",
        200,
        r#"{"records": [{"record": {"fields": {"n": 8}}}]}"#,
    );
    check(
        "/api/v2/catalog/datasets?group_by=publisher&select=count(*) as n&order_by=publisher",
        200,
        r#"{"datasets": [{"dataset": {"publisher": "Team A", "n": 2}}, {"dataset": {"publisher": "Team B"}}]}"#,
    );
}

#[test]
fn aggregates_are_alive() {
    let aggregates = "/api/v2/catalog/datasets/fx-cities/aggregates";
    check(
        &format!("{aggregates}?select=count(*) as n,max(population)"),
        200,
        r#"{"aggregations": [{"n": 8, "max(population)": 9200000}]}"#,
    );
    check(
        &format!("{aggregates}?select=country,count(*)&group_by=country&order_by=count(*) desc&limit=1"),
        200,
        r#"{"links": [{"rel": "self"}, {"rel": "dataset"}, {"rel": "datasets"}, {"rel": "catalog"}],
            "aggregations": [{"country": "FR", "count(*)": 4}]}"#,
    );
    check(
        "/api/explore/v2.0/catalog/aggregates?select=count(*) as n&group_by=features&where=datasetid=\"fx-big\"",
        200,
        r#"{"aggregations": [{"features": "analyze", "n": 1}]}"#,
    );
    refused(
        &format!("{aggregates}?select=country"),
        400,
        &["ODSQLError", "country", "select"],
    );
    refused(aggregates, 400, &["ODSQLError", "aggregate"]);
    for gone in ["aggregates", "query"] {
        refused(
            &format!("/api/explore/v2.1/catalog/datasets/fx-cities/{gone}"),
            410,
            &[],
        );
    }
}

#[test]
fn parts_of_dates_are_text_and_date_keys_are_numbers() {
    let records = "/api/v2/catalog/datasets/fx-cities/records";
    check(
        &format!("{records}?select=year(founded) as y&where=year(founded)=\"1958\""),
        200,
        r#"{"total_count": 1, "records": [{"record": {"fields": {"y": "1958"}}}]}"#,
    );
    check(
        &format!("{records}?group_by=founded&where=founded > date'1900'"),
        200,
        r#"{"records": [{"record": {"fields": {"founded": -354844800000}}}]}"#,
    );
}

#[test]
fn points_make_groups_as_maps_ask() {
    let records = "/api/v2/catalog/datasets/fx-cities/records";
    check(
        &format!(
            "{records}?group_by=pos&select=count(*) as n,max(population) as p&where=id in (1, 5)&order_by=p"
        ),
        200,
        r#"{"records": [{"record": {"fields": {"pos": "[48.8566, 2.3522]", "n": 1, "p": 2100000}}},
                        {"record": {"fields": {"pos": "[41.9028, 12.4964]", "n": 1}}}]}"#,
    );
    let all = get(&format!("{records}?group_by=pos&limit=100")).json();
    assert_eq!(all["records"].as_array().unwrap().len(), 7);
    refused(
        "/api/explore/v2.1/catalog/datasets/fx-cities/records?group_by=pos",
        400,
        &["ODSQLError", "geo"],
    );
}

#[test]
fn spreadsheets_have_their_old_name() {
    for listing in [
        "/api/v2/catalog/exports",
        "/api/v2/catalog/datasets/fx-cities/exports",
    ] {
        let links = get(listing).json()["links"].as_array().unwrap().clone();
        let link = links.iter().find(|link| link["rel"] == "xls").unwrap();
        assert!(links.iter().all(|link| link["rel"] != "xlsx"), "{listing}");
        let file = get(link["href"]
            .as_str()
            .unwrap()
            .strip_prefix("http://portal.example")
            .unwrap());
        assert!(file.body.starts_with(b"PK"), "{listing}: {}", file.text());
    }
    let current = get("/api/explore/v2.1/catalog/datasets/fx-cities/exports").text();
    assert!(current.contains("\"xlsx\"") && !current.contains("\"xls\""));
}

#[test]
fn an_old_version_says_so_and_points_to_the_next() {
    for base in OLD {
        for path in [
            "",
            "/catalog",
            "/catalog/datasets",
            "/catalog/datasets/nope/records",
        ] {
            let reply = get(&format!("{base}{path}"));
            assert!(
                reply
                    .header("ods-explore-api-deprecation")
                    .starts_with("API_V2_0: "),
                "{path}"
            );
            assert_eq!(
                reply.header("link"),
                "<http://portal.example/api/explore/v2.1>; rel=\"successor-version\""
            );
        }
    }
}

#[test]
fn files_begin_without_a_mark_and_may_be_asked_of_the_records() {
    let export = "/catalog/datasets/fx-cities/exports/csv?select=id&limit=1&order_by=id";
    assert_eq!(get(&format!("/api/v2{export}")).text(), "id\r\n1\r\n");
    assert!(
        get(&format!("/api/v2{export}&with_bom=true"))
            .text()
            .starts_with('\u{feff}')
    );
    assert!(
        get(&format!("/api/explore/v2.1{export}"))
            .text()
            .starts_with('\u{feff}')
    );
    let asked = get("/api/v2/catalog/datasets/fx-cities/records?export_as=json&select=id&rows=2&sort=-id");
    assert_eq!(asked.text(), r#"[{"id": 8},{"id": 7}]"#);
    assert!(asked.header("content-disposition").contains("fx-cities.json"));
}

#[test]
fn links_of_the_current_version_are_complete() {
    let base = "/api/explore/v2.1/catalog/datasets";
    let page = get(&format!(
        "{base}/fx-cities/records?include_links=true&limit=2&offset=2&order_by=id&apikey="
    ))
    .json();
    assert_eq!(
        rels(&page["_links"]),
        [
            "self", "first", "last", "prev", "next", "dataset", "datasets", "catalog"
        ]
    );
    assert!(!page["_links"].to_string().contains("apikey"));
    assert_eq!(
        rels(&page["results"][0]["_links"]),
        ["self", "dataset", "datasets", "catalog"]
    );
    let groups = get(&format!(
        "{base}/fx-cities/records?include_links=true&group_by=country"
    ))
    .json();
    assert_eq!(
        rels(&groups["results"][0]["_links"]),
        ["dataset", "datasets", "catalog"]
    );
    let datasets = get(&format!("{base}?include_links=true&select=title&limit=1")).json();
    assert_eq!(
        rels(&datasets["_links"]),
        ["self", "first", "last", "next", "catalog"]
    );
    assert!(rels(&datasets["results"][0]["_links"]).contains(&"records"));
    assert!(
        !datasets["results"][0]
            .as_object()
            .unwrap()
            .contains_key("__dataset_id")
    );
}

#[test]
fn other_sources_are_not_there() {
    for source in ["monitoring", "shared", "opendatasoft"] {
        for base in ["/api/explore/v2.1", "/api/v2"] {
            for rest in ["", "/", "/datasets", "/datasets/x/records/"] {
                refused(
                    &format!("{base}/{source}{rest}"),
                    404,
                    &[
                        "NotFoundResource",
                        &format!("The requested source {source} does not exist."),
                    ],
                );
            }
        }
    }
}

#[test]
fn technical_fields_can_be_asked_for() {
    for base in ["/api/v2", "/api/explore/v2.1"] {
        let records = format!("{base}/catalog/datasets/fx-cities/records");
        let reply = get(&format!(
            "{records}?select=recordid,datasetid,record_size,record_timestamp&where=datasetid='fx-cities' and record_size > 0&order_by=record_size desc,recordid&limit=1"
        ));
        assert!(
            reply.text().contains("\"datasetid\": \"fx-cities\""),
            "{}",
            reply.text()
        );
    }
    check(
        "/api/explore/v2.1/catalog/datasets/fx-cities/records?where=datasetid='other'",
        200,
        r#"{"total_count": 0}"#,
    );
}
