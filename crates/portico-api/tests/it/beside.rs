//! Does what lies beside datasets and records answer? Snapshots, reuses, feedback, templates of metadata, pages.

use http::{Method, StatusCode};

use crate::fixture::{BASE, call, check, get, refused};

const CITIES: &str = "/api/explore/v2.1/catalog/datasets/fx-cities";

#[test]
fn versions_are_snapshots_that_can_be_downloaded() {
    let body = get(&format!("{CITIES}/snapshots/")).json();
    let snapshot = &body["snapshots"][0];
    assert_eq!(body["snapshots"].as_array().unwrap().len(), 1);
    assert_eq!(snapshot["description"], "Version 1");
    let href = snapshot["href"].as_str().unwrap();
    assert!(
        href.ends_with(snapshot["snapshot_id"].as_str().unwrap()),
        "{href}"
    );
    let file = get(href.strip_prefix("http://portal.example").unwrap());
    assert_eq!(file.header("content-type"), "text/csv; charset=utf-8");
    assert!(
        file.header("content-disposition").contains("fx-cities-1.csv"),
        "{}",
        file.header("content-disposition")
    );
    assert_eq!(file.text().lines().count(), 9);
    refused(
        &format!("{CITIES}/snapshots/nope"),
        404,
        &["NotFoundResource", "snapshot nope"],
    );
}

#[test]
fn reuses_are_an_empty_list_and_feedback_is_for_those_who_are_signed_in() {
    check(
        &format!("{CITIES}/reuses?rows=10&start=0"),
        200,
        r#"{"total_count": 0, "reuses": []}"#,
    );
    refused(
        &format!("{CITIES}/reuses/1"),
        404,
        &["NotFoundResource", "reuse 1"],
    );
    let reply = call(
        Method::PUT,
        &format!("{CITIES}/feedback"),
        &[("content-type", "application/json")],
        "{}",
    );
    assert_eq!(reply.status, StatusCode::UNAUTHORIZED);
    assert_eq!(reply.json()["error_code"], "AuthenticationRequired");
    assert!(reply.json()["hint"].as_str().unwrap().contains("Apikey"));
    let unknown = call(
        Method::PUT,
        &format!("{BASE}/catalog/datasets/nope/feedback"),
        &[],
        "",
    );
    assert_eq!(unknown.status, StatusCode::NOT_FOUND);
}

#[test]
fn templates_describe_the_metadata_that_datasets_have() {
    let templates = format!("{BASE}/catalog/metadata_templates");
    let rels: Vec<String> = get(&templates).json()["links"]
        .as_array()
        .unwrap()
        .iter()
        .map(|link| link["rel"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(rels, ["self", "catalog", "basic", "interop", "extra", "admin"]);
    let basic = get(&format!("{templates}/basic/default")).json();
    let schema = basic["metadata_template"]["schema"].as_array().unwrap();
    let dataset = get(CITIES).json();
    let metas: Vec<&String> = dataset["metas"]["default"].as_object().unwrap().keys().collect();
    let names: Vec<&str> = schema
        .iter()
        .map(|field| field["name"].as_str().unwrap())
        .collect();
    assert_eq!(names, metas);
    assert_eq!(schema[0]["widget"], "textinput");
    check(
        &format!("{templates}/interop"),
        200,
        r#"{"metadata_templates": [{"links": [{"rel": "self"}], "metadata_template": {"type": "interop", "name": "dcat"}}]}"#,
    );
    for missing in ["/nope", "/basic/dcat", "/nope/default"] {
        refused(
            &format!("{templates}{missing}"),
            404,
            &["NotFoundResource", "metadata template"],
        );
    }
}

#[test]
fn pages_have_a_title_in_every_language() {
    let body = get(&format!("{BASE}/pages")).json();
    assert_eq!(body["pages"].as_array().unwrap().len(), 3);
    let page = get("/api/v2/pages/privacy-policy").json();
    assert_eq!(page["page"]["slug"], "privacy-policy");
    assert_eq!(page["page"]["title"]["en"], "Privacy policy");
    assert!(page["page"]["title"]["fr"].is_string());
    assert_eq!(page["page"]["url"], "http://portal.example/terms/privacy-policy/");
    refused(
        &format!("{BASE}/pages/nope"),
        404,
        &["NotFoundResource", "page nope"],
    );
}
