//! Do pages of records, single records and links come as asked? Cases 15 to 42.

use crate::fixture::{BASE, REC, check, get, refused};

const BIG: &str = "/api/explore/v2.1/catalog/datasets/fx-big/records";

fn rows(target: &str) -> usize {
    let reply = get(target);
    assert_eq!(reply.status.as_u16(), 200, "{target}: {}", reply.text());
    reply.json()["results"].as_array().map_or(0, Vec::len)
}

#[test]
fn pages_have_ten_rows_unless_another_limit_is_given() {
    check(
        &format!("{BIG}?limit=0"),
        200,
        r#"{"total_count": 10500, "results": []}"#,
    );
    assert_eq!(rows(BIG), 10);
    assert_eq!(rows(&format!("{BIG}?limit=100")), 100);
    assert_eq!(rows(&format!("{BIG}?limit=-1")), 100);
    check(
        &format!("{BIG}?offset=9900&limit=100&order_by=n&select=n"),
        200,
        r#"{"total_count": 10500}"#,
    );
    assert_eq!(
        get(&format!("{BIG}?offset=9900&limit=100&order_by=n")).json()["results"][0]["n"],
        9901
    );
    check(
        &format!("{BIG}?rows=2&start=2&order_by=n&select=n"),
        200,
        r#"{"results": [{"n": 3}, {"n": 4}]}"#,
    );
}

#[test]
fn ceilings_are_explained() {
    let code = "InvalidRESTParameterError";
    refused(
        &format!("{BIG}?limit=101"),
        400,
        &[
            code,
            "Invalid value for limit API parameter: 101 was found but -1 <= limit <= 100 is expected.",
        ],
    );
    refused(&format!("{BIG}?limit=-2"), 400, &[code]);
    refused(
        &format!("{BIG}?offset=9901&limit=100"),
        400,
        &[code, "sum of offset + limit", "<= 10000"],
    );
    refused(&format!("{BIG}?offset=10000"), 400, &[code]);
    refused(&format!("{BIG}?offset=-1"), 400, &[code]);
    refused(&format!("{BIG}?group_by=k&limit=20001"), 400, &[code]);
    refused(&format!("{BIG}?group_by=k&limit=100&offset=19950"), 400, &[code]);
    refused(&format!("{BIG}?limit=ten"), 400, &[code]);
    refused(&format!("{BIG}?timezone=Mars/Olympus"), 400, &[code]);
}

#[test]
fn groups_come_all_unless_a_limit_is_given() {
    assert_eq!(rows(&format!("{BIG}?group_by=k&limit=20000")), 10_500);
    assert_eq!(rows(&format!("{BIG}?group_by=k")), 10_500);
    check(
        &format!("{REC}?group_by=country&limit=1"),
        200,
        r#"{"total_count": 4, "results": [{"country": null}]}"#,
    );
}

#[test]
fn a_record_is_found_by_its_identifier() {
    let page = get(&format!("{REC}?include_app_metas=true&limit=1&order_by=id")).json();
    let row = &page["results"][0];
    let id = row["_id"].as_str().unwrap();
    assert_eq!(id.len(), 40);
    assert!(row["_timestamp"].is_string() && row["_size"].is_u64(), "{row}");
    let one = get(&format!("{REC}/{id}?include_app_metas=true"));
    assert_eq!((one.status.as_u16(), one.json()), (200, row.clone()));
    check(&format!("{REC}/{id}?select=name"), 200, r#"{"name": "Paris"}"#);
    refused(&format!("{REC}/nope"), 404, &["NotFoundResource"]);
    refused(&format!("{REC}/{}", "0".repeat(40)), 404, &["NotFoundResource"]);
}

#[test]
fn links_come_on_demand() {
    let page = get(&format!("{REC}?include_links=true&limit=2&offset=2&select=name")).json();
    let rels: Vec<_> = page["_links"]
        .as_array()
        .unwrap()
        .iter()
        .map(|link| link["rel"].clone())
        .collect();
    assert_eq!(
        rels,
        [
            "self", "first", "last", "prev", "next", "dataset", "datasets", "catalog"
        ]
    );
    let row = page["results"][0].as_object().unwrap();
    assert_eq!(row.keys().collect::<Vec<_>>(), ["name", "_links"]);
    let own = row["_links"][0]["href"].as_str().unwrap();
    assert!(
        own.starts_with("http://portal.example/api/explore/v2.1/catalog/datasets/fx-cities/records/"),
        "{own}"
    );
    let dataset = get(&format!("{BASE}/catalog/datasets/fx-cities?include_links=true")).json();
    assert!(dataset["_links"].is_array());
}

#[test]
fn values_are_written_by_type() {
    check(
        &format!("{REC}?where=id=1"),
        200,
        r#"{"results": [{
            "id": 1, "name": "Paris", "tags": ["capital", "river"], "population": 2100000, "area": 105.4, "capital": true,
            "founded": "1958-10-04", "updated": "2024-03-01T10:00:00+00:00",
            "pos": {"lon": 2.3522, "lat": 48.8566}, "note": "City of light", "12": "x1"
        }]}"#,
    );
    check(
        &format!("{REC}?where=id=8"),
        200,
        r#"{"results": [{"id": 8, "country": null, "tags": null, "population": null, "area": 0.0, "capital": null,
            "founded": null, "updated": null, "pos": null, "note": null, "12": "x8"}]}"#,
    );
    check(
        &format!("{REC}?timezone=Europe/Paris&where=id=6&select=updated"),
        200,
        r#"{"results": [{"updated": "2023-07-04T11:30:00+02:00"}]}"#,
    );
}
