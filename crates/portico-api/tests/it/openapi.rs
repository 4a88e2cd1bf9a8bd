//! Is the description served, and does what it describes answer? Every address of it is called.

use http::{Method, StatusCode};
use serde_json::Value;

use crate::fixture::{BASE, REC, call, get};

/// Nobody is answered there without a key.
const CLOSED: [&str; 2] = ["/api/push/1.0/", "/api/automation/v1.0/"];

fn document() -> Value {
    get("/api/openapi.json").json()
}

/// An address with the parts in braces filled from the fixtures.
fn filled(path: &str, record: &str, snapshot: &str) -> String {
    [
        ("{dataset_id}", "fx-cities"),
        ("{record_id}", record),
        ("{snapshot_id}", snapshot),
        ("{type}/{template}", "basic/default"),
        ("{type}", "basic"),
        ("{slug}", "privacy-policy"),
        ("{format}", "json"),
        ("{z}/{x}/{y}", "1/1/0"),
        ("{thumbnail_size}", "64"),
    ]
    .into_iter()
    .fold(path.to_owned(), |path, (part, value)| path.replace(part, value))
}

#[test]
fn the_description_is_served_under_its_names_with_the_portals_address() {
    let document = get("/api/openapi.json");
    assert_eq!(document.status, StatusCode::OK);
    assert_eq!(document.header("content-type"), "application/json; charset=utf-8");
    let body = document.json();
    assert_eq!(body["openapi"], "3.1.0");
    assert_eq!(body["servers"][0]["url"], "http://portal.example");
    for alias in [format!("{BASE}/swagger.json"), "/api/v2/swagger.json".to_owned()] {
        assert_eq!(get(&alias).text(), document.text(), "{alias}");
    }
    let tag = document.header("etag").to_owned();
    let again = call(Method::GET, "/api/openapi.json", &[("if-none-match", &tag)], "");
    assert_eq!(again.status, StatusCode::NOT_MODIFIED);
}

#[test]
fn everything_described_answers_and_with_a_described_status() {
    let record = get(&format!("{REC}?include_app_metas=true&limit=1")).json()["results"][0]["_id"]
        .as_str()
        .unwrap()
        .to_owned();
    let snapshots = get(&format!("{BASE}/catalog/datasets/fx-cities/snapshots")).json();
    let snapshot = snapshots["snapshots"][0]["snapshot_id"]
        .as_str()
        .unwrap()
        .to_owned();
    for (path, item) in document()["paths"].as_object().unwrap() {
        let target = match path.as_str() {
            path if path.starts_with("/api/records/1.0/") => format!("{path}?dataset=fx-cities"),
            path => filled(path, &record, &snapshot),
        };
        for (method, operation) in item.as_object().unwrap() {
            let method: Method = method.to_ascii_uppercase().parse().unwrap();
            let form = [("content-type", "application/x-www-form-urlencoded")];
            let reply = call(method.clone(), &target, &form, "");
            let status = reply.status.as_u16();
            let responses = &operation["responses"];
            let response = match &responses[reply.status.as_str()]["$ref"] {
                Value::String(reference) => document().pointer(&reference[1..]).unwrap().clone(),
                _ => responses[reply.status.as_str()].clone(),
            };
            let refused = responses.get("200").is_none();
            // What the fixtures do not have is not there; who wants to change something says who they are.
            let unknown = target.contains('{') && status == 404;
            let changes = method == Method::PUT || CLOSED.iter().any(|base| target.starts_with(base));
            let at_home = match changes {
                true => status == 401,
                false => unknown || !refused && status == 200 || refused && matches!(status, 403 | 404 | 410),
            };
            assert!(
                at_home && !response.is_null(),
                "{method} {target}: {status} {}",
                reply.text()
            );
            let kind = reply.header("content-type").split(';').next().unwrap();
            assert!(
                response["content"].get(kind).is_some(),
                "{method} {target}: {kind}"
            );
        }
        if target.starts_with(CLOSED[1]) {
            continue;
        }
        let wrong = call(Method::DELETE, &target, &[], "");
        assert_eq!(wrong.status, StatusCode::METHOD_NOT_ALLOWED, "DELETE {target}");
        for method in item.as_object().unwrap().keys() {
            assert!(
                wrong.header("allow").contains(&method.to_ascii_uppercase()),
                "{target}"
            );
        }
        let head = call(Method::HEAD, &target, &[], "");
        assert!(head.body.is_empty(), "HEAD {target}");
    }
}
