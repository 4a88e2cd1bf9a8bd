//! Does API v1 compute what charts and maps of its time draw?

use serde_json::{Value, json};

use crate::fixture::{get, refused};

const ANALYZE: &str = "/api/records/1.0/analyze/?dataset=fx-cities";

fn analyzed(query: &str) -> Value {
    let target = format!("{ANALYZE}&{query}");
    let reply = get(&target);
    assert_eq!(reply.status.as_u16(), 200, "{target}: {}", reply.text());
    reply.json()
}

#[test]
fn a_value_has_its_series_and_missing_values_none() {
    assert_eq!(
        analyzed("x=country&y.n.func=COUNT"),
        json!([{"x": "FR", "n": 4}, {"x": "IT", "n": 2}, {"x": "MX", "n": 1}])
    );
    assert_eq!(
        analyzed("x=country&y.total.func=SUM&y.total.expr=population&sort=-total&maxpoints=2"),
        json!([{"x": "FR", "total": 2_594_000}, {"x": "IT", "total": 4_240_000}])
    );
    assert_eq!(
        analyzed("x=country&y.n.func=COUNT&sort=n&maxpoints=1")[0]["x"],
        "FR"
    );
    assert_eq!(analyzed("x=country&y.n.func=COUNT&sort=-x.country")[0]["x"], "MX");
    assert_eq!(
        analyzed("x=tags&y.n.func=COUNT&sort=n")[0],
        json!({"x": "river", "n": 4})
    );
    assert_eq!(
        analyzed("y.total.func=COUNT&refine.country=FR"),
        json!([{"total": 4}])
    );
}

#[test]
fn dates_are_objects_of_their_parts() {
    assert_eq!(
        analyzed("x=updated&precision=year&y.n.func=COUNT"),
        json!([{"x": {"year": 2022}, "n": 1}, {"x": {"year": 2023}, "n": 2}, {"x": {"year": 2024}, "n": 4}])
    );
    assert_eq!(
        analyzed("x=updated.year&x=updated.month&y.n.func=COUNT&refine.country=FR"),
        json!([{"x": {"year": 2023, "month": 12}, "n": 1}, {"x": {"year": 2024, "month": 3}, "n": 3}])
    );
    assert_eq!(
        analyzed("x=updated&periodic=weekday&y.n.func=COUNT&q=id:1"),
        json!([{"x": {"weekday": 4}, "n": 1}])
    );
    assert_eq!(
        analyzed("x=country&x=updated.year&y.n.func=COUNT&q=country:IT"),
        json!([{"x": {"country": "IT", "updated": {"year": 2023}}, "n": 1},
               {"x": {"country": "IT", "updated": {"year": 2024}}, "n": 1}])
    );
}

#[test]
fn functions_and_expressions_are_those_of_the_old_api() {
    let row = &analyzed(
        "x=country&q=country:IT&y.a.func=AVG&y.a.expr=population&y.b.func=STDDEV&y.b.expr=population&y.c.func=SUMSQUARES\
         &y.c.expr=id&y.d.func=MAX&y.d.expr=population / area&y.e.func=QUANTILES&y.e.expr=id&y.e.subsets=50",
    )[0];
    assert_eq!(row["a"], json!(2_120_000.0));
    assert_eq!(row["b"], json!(750_000.0));
    assert_eq!(row["c"], json!(61));
    assert!((row["d"].as_f64().unwrap() - 7535.7535).abs() < 0.01, "{row}");
    assert_eq!(row["e"], json!(5.5));
    let sums = analyzed("x=country&y.n.func=COUNT&y.n.cumulative=true");
    assert_eq!(sums[2], json!({"x": "MX", "n": 7}));
    refused(&format!("{ANALYZE}&x=gone&y.n.func=COUNT"), 400, &["gone"]);
    refused(&format!("{ANALYZE}&x=country&y.n.func=GUESS"), 400, &["y.n.func"]);
    refused(&format!("{ANALYZE}&x=country&y.n.func=SUM"), 400, &["y.n.expr"]);
    refused(
        &format!("{ANALYZE}&x=country&y.n.func=SUM&y.n.expr=name"),
        400,
        &["StatAggregation"],
    );
    refused(
        "/api/explore/v2.1/catalog/datasets/fx-cities/records?select=stddev(population)",
        400,
        &["ODSQLSyntaxError"],
    );
}

#[test]
fn more_rows_than_an_answer_holds_are_told_in_a_header() {
    let whole = get("/api/records/1.0/analyze/?dataset=fx-big&x=k&y.n.func=COUNT&maxpoints=0");
    assert_eq!(whole.json().as_array().unwrap().len(), 10_500);
    assert_eq!(whole.header("ods-analyze-truncated"), "");
}

#[test]
fn maps_get_boxes_clusters_and_shapes() {
    let found = get("/api/records/1.0/boundingbox/?dataset=fx-cities&q=country:FR").json();
    assert_eq!(found["count"], 4);
    assert_eq!(found["bbox"], json!([-3.3702, 47.2184, 6.0241, 48.8566]));
    assert_eq!(found["geometries"], json!({"Point": 4}));
    assert_eq!(
        get("/api/records/1.0/boundingbox/?dataset=fx-areas").json()["geometries"],
        json!({"Polygon": 2})
    );
    let clusters = get(
        "/api/records/1.0/geocluster/?dataset=fx-cities&clusterprecision=3&y.p.func=SUM&y.p.expr=population",
    )
    .json();
    let listed = clusters["clusters"].as_array().unwrap();
    let counts: i64 = listed
        .iter()
        .map(|cluster| cluster["count"].as_i64().unwrap())
        .sum();
    assert_eq!(counts, 7);
    assert_eq!(clusters["clusterprecision"], 3);
    assert_eq!(clusters["count"]["min"], 1);
    assert!(clusters["series"]["p"]["max"].as_f64().unwrap() >= 9_200_000.0);
    let mexico = listed
        .iter()
        .find(|cluster| cluster["series"]["p"] == 9_200_000)
        .unwrap();
    assert!(
        (mexico["cluster_center"][0].as_f64().unwrap() - 19.4326).abs() < 1e-6,
        "{mexico}"
    );
    assert_eq!(mexico["cluster"]["type"], "Point");
    let shapes = get("/api/records/1.0/geopolygon/?dataset=fx-areas&clusterprecision=3").json();
    assert_eq!(shapes["clusters"][0]["cluster"]["type"], "Polygon");
    let preview = get("/api/datasets/1.0/fx-areas/records/geopreview/?rows=1").json();
    assert_eq!(preview[0]["geometry"]["type"], "Polygon");
    refused(
        "/api/records/1.0/geocluster/?dataset=fx-cities&clusterprecision=99",
        400,
        &["clusterprecision"],
    );
}

#[test]
fn files_that_are_not_there_are_json_404() {
    for path in [
        "attachments/x",
        "alternative_exports/x",
        "files/x",
        "files/x/300",
        "images/x",
    ] {
        refused(&format!("/api/datasets/1.0/fx-cities/{path}/"), 404, &["x"]);
    }
}

#[test]
fn snapshots_and_templates_are_found_under_their_old_names() {
    let snapshots = get("/api/datasets/1.0/fx-cities/snapshots/").json();
    assert_eq!(snapshots["snapshots"].as_array().unwrap().len(), 1);
    assert!(get("/api/metadata/1.0/basic/").json()["metadata_templates"].is_array());
    assert_eq!(
        get("/api/metadata/1.0/basic/default/").json()["metadata_template"]["name"],
        "default"
    );
}
