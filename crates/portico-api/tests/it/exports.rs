//! Are files written as programs read them? Cases 260 to 287.

use std::io::Read;

use crate::fixture::{BASE, get, refused};

const EXPORTS: &str = "/api/explore/v2.1/catalog/datasets/fx-cities/exports";

fn text(target: &str) -> String {
    let reply = get(target);
    assert_eq!(reply.status.as_u16(), 200, "{target}\n{}", reply.text());
    reply.text()
}

#[test]
fn formats_are_listed_by_what_the_data_has() {
    let rels = |id: &str| -> Vec<String> {
        let body = get(&format!("{BASE}/catalog/datasets/{id}/exports")).json();
        body["links"]
            .as_array()
            .unwrap()
            .iter()
            .map(|link| link["rel"].as_str().unwrap().to_owned())
            .collect()
    };
    assert_eq!(
        rels("fx-cities"),
        [
            "self", "csv", "json", "fgb", "geojson", "gpx", "ical", "jsonl", "kml", "ov2", "parquet",
            "rdfxml", "jsonld", "turtle", "n3", "shp", "xlsx"
        ]
    );
    assert_eq!(
        rels("fx-big"),
        [
            "self", "csv", "json", "fgb", "jsonl", "parquet", "rdfxml", "jsonld", "turtle", "n3", "xlsx"
        ]
    );
}

#[test]
fn json_is_a_bare_array_of_any_length() {
    let reply = get(&format!("{EXPORTS}/json"));
    assert_eq!(reply.header("content-type"), "application/json; charset=utf-8");
    assert_eq!(
        reply.header("content-disposition"),
        "attachment; filename=\"fx-cities.json\""
    );
    assert!(
        reply.text().starts_with("[{\"id\": 1, \"name\": \"Paris\", "),
        "{}",
        reply.text()
    );
    assert!(reply.text().contains("},{\"id\": 2"));
    assert_eq!(reply.json().as_array().map(Vec::len), Some(8));
    let big = get(&format!("{BASE}/catalog/datasets/fx-big/exports/json?limit=-1"));
    assert_eq!(big.json().as_array().map(Vec::len), Some(10_500));
    assert_eq!(
        get(&format!("{EXPORTS}/json/?limit=2"))
            .json()
            .as_array()
            .map(Vec::len),
        Some(2)
    );
    assert_eq!(text(&format!("{EXPORTS}/json?where=id=99")), "[]");
}

#[test]
fn csv_has_the_role_models_conventions() {
    let reply = get(&format!("{EXPORTS}/csv"));
    assert_eq!(reply.header("content-type"), "text/csv; charset=utf-8");
    let body = reply.text();
    assert!(body.starts_with(
        "\u{feff}id;name;country;region;tags;population;area;capital;founded;updated;pos;note;12\r\n"
    ));
    assert!(body.contains("1;Paris;FR;Europe/France/Ile-de-France;capital,river;2100000;105.4;True;1958-10-04;2024-03-01T10:00:00+00:00;48.8566, 2.3522;City of light;x1\r\n"), "{body}");
    assert!(body.ends_with("8;Ghost;;;;;0.0;;;;;;x8\r\n"), "{body}");
    let plain = |options: &str| {
        text(&format!(
            "{EXPORTS}/csv?with_bom=false&select=name,tags,pos&where=id=1&{options}"
        ))
    };
    assert_eq!(
        plain("delimiter=,"),
        "name,tags,pos\r\nParis,\"capital,river\",\"48.8566, 2.3522\"\r\n"
    );
    assert_eq!(
        plain("delimiter=\t&list_separator=/"),
        "name\ttags\tpos\r\nParis\tcapital/river\t48.8566, 2.3522\r\n"
    );
    assert_eq!(
        plain("quote_all=true").lines().next(),
        Some("\"name\";\"tags\";\"pos\"")
    );
    refused(
        &format!("{EXPORTS}/csv?delimiter=x"),
        400,
        &["InvalidRESTParameterError", "delimiter"],
    );
}

#[test]
fn groups_are_exported_in_order() {
    assert_eq!(
        text(&format!(
            "{EXPORTS}/csv?with_bom=false&group_by=country&select=count(*) as n"
        )),
        "country;n\r\n;1\r\nFR;4\r\nIT;2\r\nMX;1\r\n"
    );
    let sorted =
        format!("{EXPORTS}/csv?with_bom=false&group_by=country&select=count(*) as n&order_by=n desc");
    refused(&sorted, 400, &["ODSQLError", "20001"]);
    assert!(text(&format!("{sorted}&limit=100")).starts_with("country;n\r\nFR;4\r\n"));
}

#[test]
fn the_other_formats_are_whole() {
    let lines = text(&format!("{EXPORTS}/jsonl"));
    assert_eq!(
        lines
            .lines()
            .filter(|line| serde_json::from_str::<serde_json::Value>(line).is_ok())
            .count(),
        8
    );
    let shapes = get(&format!("{EXPORTS}/geojson?where=country:\"FR\"")).json();
    assert_eq!(shapes["features"].as_array().map(Vec::len), Some(4));
    assert_eq!(
        shapes["features"][0]["geometry"]["coordinates"],
        serde_json::json!([2.3522, 48.8566])
    );
    for compression in ["snappy", "zstd"] {
        let file = get(&format!("{EXPORTS}/parquet?parquet_compression={compression}")).body;
        assert!(file.starts_with(b"PAR1") && file.ends_with(b"PAR1"));
    }
    let zipped = get(&format!(
        "{EXPORTS}/csv?compressed=true&with_bom=false&select=name&where=id=1"
    ));
    let mut unzipped = String::new();
    flate2::read::GzDecoder::new(&zipped.body[..])
        .read_to_string(&mut unzipped)
        .unwrap();
    assert_eq!(unzipped, "name\r\nParis\r\n");
    assert_eq!(zipped.header("content-encoding"), "");
}

#[test]
fn errors_come_before_the_first_byte() {
    refused(
        &format!("{EXPORTS}/csv?select=nope"),
        400,
        &["ODSQLError", "Unknown field: nope"],
    );
    refused(&format!("{EXPORTS}/docx"), 404, &["NotFoundResource"]);
    assert_eq!(
        get(&format!("{EXPORTS}/csv?select=nope")).header("content-disposition"),
        ""
    );
}

#[test]
fn the_older_download_answers_too() {
    let target = "/explore/dataset/fx-cities/download/?format=csv&use_labels_for_header=True&csv_separator=,&refine.country=IT";
    let body = text(target);
    assert!(body.starts_with("id,name,country,"), "{body}");
    assert_eq!(body.lines().count(), 3);
    refused(
        "/explore/dataset/fx-cities/download/?format=docx",
        404,
        &["NotFoundResource"],
    );
    let missing = get("/explore/dataset/does-not-exist/download/").json();
    assert_eq!(
        missing["error"],
        "The requested dataset does-not-exist does not exist."
    );
}
