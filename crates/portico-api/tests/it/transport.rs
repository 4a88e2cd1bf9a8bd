//! Do addresses, methods, headers and errors look as programs expect? Cases 1 to 25.

use http::{Method, StatusCode};

use crate::fixture::{BASE, REC, call, check, get, refused};

#[test]
fn every_address_answers_with_and_without_its_last_slash() {
    let dataset = format!("{BASE}/catalog/datasets/fx-cities");
    for path in [
        BASE.to_owned(),
        format!("{BASE}/catalog"),
        format!("{BASE}/catalog/datasets"),
        format!("{BASE}/catalog/facets"),
        format!("{BASE}/catalog/exports"),
        format!("{BASE}/catalog/exports/json"),
        dataset.clone(),
        format!("{dataset}/records"),
        format!("{dataset}/facets"),
        format!("{dataset}/exports"),
        format!("{dataset}/exports/json"),
        format!("{dataset}/attachments"),
        "/api/explore/v2.0/catalog/datasets".to_owned(),
        "/api/v2/catalog/datasets/fx-cities/records".to_owned(),
        "/explore/dataset/fx-cities/download".to_owned(),
    ] {
        let (bare, slashed) = (get(&path), get(&format!("{path}/")));
        assert_eq!(bare.status, StatusCode::OK, "{path}: {}", bare.text());
        assert_eq!(
            (slashed.status, slashed.text()),
            (bare.status, bare.text()),
            "{path}/"
        );
    }
}

#[test]
fn a_listing_has_a_count_and_results() {
    let reply = get(REC);
    assert_eq!(reply.header("content-type"), "application/json; charset=utf-8");
    assert!(
        reply
            .text()
            .starts_with("{\"total_count\": 8, \"results\": [{\"id\": 1, \"name\": \"Paris\"")
    );
    assert_eq!(reply.json()["results"].as_array().map(Vec::len), Some(8));
    assert!(!reply.text().contains("_links"));
    check(
        &format!("{REC}?limt=1&bogus=1&where="),
        200,
        r#"{"total_count": 8}"#,
    );
}

#[test]
fn headers_are_the_role_models() {
    let reply = get(REC);
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    assert!(
        reply
            .header("access-control-expose-headers")
            .contains("X-RateLimit-Remaining")
    );
    assert!(reply.header("x-ratelimit-limit").parse::<u64>().is_ok());
    assert!(reply.header("x-ratelimit-remaining").parse::<u64>().is_ok());
    assert!(reply.header("x-ratelimit-reset").ends_with(" 00:00:00+00:00"));
    assert!(!reply.headers.contains_key("set-cookie"));
    let preflight = call(
        Method::OPTIONS,
        REC,
        &[("access-control-request-headers", "ODS-Widgets-Version")],
        "",
    );
    assert_eq!(preflight.status, StatusCode::OK);
    assert!(
        preflight
            .header("access-control-allow-headers")
            .contains("ODS-Widgets-Version")
    );
    let zipped = call(Method::GET, REC, &[("accept-encoding", "gzip")], "");
    assert_eq!(zipped.header("content-encoding"), "gzip");
}

#[test]
fn a_program_that_has_the_answer_is_told_so() {
    for target in [
        REC,
        "/api/explore/v2.1/catalog/datasets",
        "/api/explore/v2.1/catalog/datasets/fx-cities/exports/csv",
    ] {
        let tag = get(target).header("etag").to_owned();
        assert!(tag.starts_with("W/\""), "{target}: {tag}");
        let again = call(Method::GET, target, &[("if-none-match", &tag)], "");
        assert_eq!(
            (again.status, again.body.len()),
            (StatusCode::NOT_MODIFIED, 0),
            "{target}"
        );
        let other = call(
            Method::GET,
            &format!("{target}?where=1=1"),
            &[("if-none-match", "W/\"other\"")],
            "",
        );
        assert_ne!(other.status, StatusCode::NOT_MODIFIED);
    }
    assert_eq!(get(&format!("{REC}?where=updated < now()")).header("etag"), "");
}

#[test]
fn head_and_form_post_ask_the_same() {
    let head = call(Method::HEAD, REC, &[], "");
    assert_eq!((head.status, head.body.len()), (StatusCode::OK, 0));
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let post = call(Method::POST, REC, &form, "select=name+as+n&limit=1&order_by=id");
    assert_eq!(post.text(), r#"{"total_count": 8, "results": [{"n": "Paris"}]}"#);
}

#[test]
fn the_identifier_that_a_dataset_has_on_another_portal_finds_it() {
    let own = get(REC).text();
    for id in ["@public", "%40some-portal"] {
        let target = REC.replacen("/records", &format!("{id}/records"), 1);
        assert_eq!(get(&target).text(), own, "{target}");
    }
    refused(
        &format!("{BASE}/catalog/datasets/does-not-exist@public/records"),
        404,
        &["The requested dataset does-not-exist@public does not exist."],
    );
}

#[test]
fn errors_have_a_code_and_a_message() {
    let reply = get(&format!("{BASE}/catalog/datasets/does-not-exist/records"));
    assert_eq!(reply.status, StatusCode::NOT_FOUND);
    assert_eq!(reply.header("content-type"), "application/json");
    assert_eq!(reply.header("access-control-allow-origin"), "*");
    assert!(reply.text().starts_with(
        "{\n  \"error_code\": \"NotFoundResource\",\n  \"message\": \"The requested dataset does-not-exist does not exist.\""
    ));
    for path in [
        "",
        "/facets",
        "/exports/json",
        "/exports",
        "/attachments",
        "/records/x",
    ] {
        let target = format!("{BASE}/catalog/datasets/does-not-exist{path}");
        refused(
            &target,
            404,
            &[
                "NotFoundResource",
                "The requested dataset does-not-exist does not exist.",
            ],
        );
    }
    refused(&format!("{BASE}/nowhere"), 404, &["NotFoundResource"]);
    refused(
        "/explore/dataset/does-not-exist/download/?format=csv",
        404,
        &["NotFoundResource"],
    );
    assert_eq!(
        get(&format!("{BASE}/nowhere")).header("access-control-allow-origin"),
        "*"
    );
}

#[test]
fn aggregates_are_gone_from_v2_1_and_alive_before() {
    let path = "/catalog/datasets/fx-cities/aggregates?select=count(*) as n";
    refused(&format!("{BASE}{path}"), 410, &[]);
    check(&format!("/api/v2{path}"), 200, r#"{"aggregations": [{"n": 8}]}"#);
}

#[test]
fn entry_points_are_links() {
    let rels = |target: &str| -> Vec<String> {
        let links = get(target).json()["links"].as_array().unwrap().clone();
        links
            .iter()
            .map(|link| link["rel"].as_str().unwrap().to_owned())
            .collect()
    };
    assert!(rels(BASE).contains(&"catalog".to_owned()));
    let catalog = rels(&format!("{BASE}/catalog"));
    assert!(catalog.contains(&"datasets".to_owned()) && catalog.contains(&"exports".to_owned()));
    check(
        &format!("{BASE}/catalog/datasets/fx-cities/attachments"),
        200,
        r#"{"links": [{"rel": "self"}, {"rel": "dataset"}], "attachments": []}"#,
    );
}

#[test]
fn the_process_tells_its_health() {
    assert_eq!(get("/healthz").status, StatusCode::OK);
    assert_eq!(get("/readyz").status, StatusCode::OK);
}

#[test]
fn every_error_is_readable_from_other_sites() {
    let wrong = call(Method::DELETE, REC, &[], "");
    assert_eq!(wrong.status, StatusCode::METHOD_NOT_ALLOWED);
    assert_eq!(wrong.header("allow"), "GET,HEAD,POST,OPTIONS");
    assert_eq!(wrong.json()["error_code"], "MethodNotAllowed");
    let long = get(&format!("{REC}?x={}", "a".repeat(20_000)));
    assert_eq!(long.status, StatusCode::URI_TOO_LONG);
    let loud = call(Method::GET, REC, &[("x-much", &"a".repeat(20_000))], "");
    assert_eq!(loud.status, StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE);
    let form = [("content-type", "application/x-www-form-urlencoded")];
    let large = call(Method::POST, REC, &form, &"a".repeat(5_000_000));
    assert_eq!(large.status, StatusCode::PAYLOAD_TOO_LARGE);
    assert_eq!(large.header("connection"), "close");
    let key = call(Method::GET, REC, &[("authorization", "APIKEY nobodys")], "");
    assert_eq!(key.status, StatusCode::UNAUTHORIZED);
    for reply in [wrong, long, loud, large, key] {
        assert_eq!(
            reply.header("access-control-allow-origin"),
            "*",
            "{}",
            reply.text()
        );
        assert_eq!(reply.header("content-type"), "application/json");
    }
}

#[test]
fn keys_are_found_wherever_programs_put_them() {
    for header in ["Apikey x", "ApiKey x", "apikey x", "Bearer x"] {
        let reply = call(Method::GET, REC, &[("authorization", header)], "");
        assert_eq!(reply.json()["error_code"], "InvalidApiKey", "{header}");
    }
    for name in ["apikey", "access_token"] {
        refused(&format!("{REC}?{name}=x"), 401, &["InvalidApiKey"]);
        let form = [("content-type", "application/x-www-form-urlencoded")];
        let reply = call(Method::POST, REC, &form, &format!("limit=1&{name}=x"));
        assert_eq!(reply.status, StatusCode::UNAUTHORIZED, "{name} in a form");
        assert_eq!(get(&format!("{REC}?{name}=")).status, StatusCode::OK);
    }
}

#[test]
fn an_unchanged_answer_still_has_its_headers() {
    let tag = get(REC).header("etag").to_owned();
    for encoding in ["gzip", "br", "zstd", "identity"] {
        let headers = [("if-none-match", tag.as_str()), ("accept-encoding", encoding)];
        let again = call(Method::GET, REC, &headers, "");
        assert_eq!(again.status, StatusCode::NOT_MODIFIED, "{encoding}");
        assert_eq!(again.header("access-control-allow-origin"), "*");
        assert!(again.header("access-control-expose-headers").contains("ETag"));
        assert_eq!(again.header("etag"), tag);
        assert!(again.header("x-ratelimit-remaining").parse::<u64>().is_ok());
        assert!(again.header("vary").contains("Cookie"));
    }
}

#[test]
fn an_answer_says_its_language() {
    assert_eq!(get(REC).header("content-language"), "en");
    assert_eq!(get(&format!("{REC}?lang=FR")).header("content-language"), "fr");
    assert_eq!(get(&format!("{REC}?lang=xx")).header("content-language"), "");
    let body = get(&format!("{REC}?lang=fx")).json();
    assert_eq!(body["error_code"], "InvalidRESTParameterError");
}

#[test]
fn a_wrong_zone_is_answered_with_the_nearest() {
    let body = get(&format!("{REC}?timezone=Europe/Pari")).json();
    assert_eq!(body["error_code"], "InvalidRESTParameterError");
    assert_eq!(body["hint"], "Did you mean `Europe/Paris`?");
    check(
        &format!("{REC}?timezone=europe/paris&where=id=6&select=updated"),
        200,
        r#"{"results": [{"updated": "2023-07-04T11:30:00+02:00"}]}"#,
    );
}

#[test]
fn odd_names_are_unknown_names() {
    let long = "x".repeat(3000);
    for id in [
        "a@b",
        "FX-CITIES",
        "%2e%2e",
        "%2E%2E%2F",
        "a%00b",
        "%ff",
        "%f0%28%8c%bc",
        "%",
        "%20",
        "a%2fb",
        &long,
    ] {
        for rest in ["", "/records", "/exports/csv", "/attachments", "/snapshots"] {
            let reply = get(&format!("{BASE}/catalog/datasets/{id}{rest}"));
            assert_eq!(reply.status, StatusCode::NOT_FOUND, "{id}{rest}");
            assert_eq!(reply.json()["error_code"], "NotFoundResource", "{id}{rest}");
        }
    }
}

#[test]
fn head_tells_the_length_where_it_is_known() {
    let length = get(REC).body.len().to_string();
    let head = call(Method::HEAD, REC, &[], "");
    assert_eq!(head.header("content-length"), length);
    let unknown = call(Method::HEAD, &format!("{BASE}/catalog/datasets/nope"), &[], "");
    assert_eq!((unknown.status, unknown.body.len()), (StatusCode::NOT_FOUND, 0));
}
