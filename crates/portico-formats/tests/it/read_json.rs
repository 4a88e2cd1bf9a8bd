//! Are JSON, JSON Lines and GeoJSON read as their publishers meant them?

use portico_formats::read::{Format, ReadOptions};

use crate::support::{complaint, complaint_with, read_as, try_read};

fn check(name: &str, text: &str, schema: &str, rows: &str) {
    let outcome = read_as(name, text);
    assert_eq!(outcome.schema(), schema);
    assert_eq!(outcome.rows(), rows);
    assert_eq!(outcome.refusals(), "");
}

#[test]
fn an_array_of_objects_is_a_table() {
    check(
        "f.json",
        r#"[{"a": 1, "b": "x", "ok": true}, {"b": "y", "a": null, "c": 1.5}]"#,
        "a int\nb text\nok boolean facet\nc double",
        "1 | x | true | \n | y |  | 1.5",
    );
}

#[test]
fn numbers_in_strings_are_read_like_cells() {
    check(
        "f.json",
        r#"[{"id": "40", "zip": "00501"}, {"id": 41, "zip": "10001"}]"#,
        "id int\nzip text",
        "40 | 00501\n41 | 10001",
    );
}

#[test]
fn objects_are_flattened_and_what_is_deeper_kept_as_json() {
    check(
        "f.json",
        r#"[{"a": {"b": {"c": {"d": {"e": 1}}}}, "l": [{"x": 1}]}]"#,
        "a_b_c_d text\nl text",
        r#"{"e":1} | [{"x":1}]"#,
    );
    check(
        "f.json",
        r#"[{"a": {"b": 1}}, {"a": {"b": 2, "c": "x"}}]"#,
        "a_b int\na_c text",
        "1 | \n2 | x",
    );
    check(
        "f.json",
        r#"[{"a": {"b": 1}}, {"a": "plain"}]"#,
        "a text",
        "{\"b\":1}\nplain",
    );
}

#[test]
fn maps_are_kept_as_json() {
    let rows: Vec<String> = (0..40)
        .map(|n| format!(r#"{{"id": {n}, "names": {{"k{n}": "v"}}}}"#))
        .collect();
    let outcome = read_as("f.json", format!("[{}]", rows.join(",")));
    assert_eq!(outcome.schema(), "id int\nnames text");
    assert!(
        outcome.rows().starts_with("0 | {\"k0\":\"v\"}\n"),
        "{}",
        outcome.rows()
    );
}

#[test]
fn lists_of_plain_values_are_multivalued() {
    check(
        "f.json",
        r#"[{"t": ["a", "b"]}, {"t": []}, {"t": [1, null]}, {"t": "c"}]"#,
        "t text multivalued(,) facet",
        "[a, b]\n\n[1]\n[c]",
    );
}

#[test]
fn the_longest_list_of_objects_holds_the_records() {
    let text = r#"{"meta": {"n": 1}, "small": [{"x": 1}], "data": {"rows": [{"a": 1}, {"a": 2}]}}"#;
    let outcome = read_as("f.json", text);
    assert_eq!(
        (
            outcome.inspection.records_path.as_deref(),
            outcome.rows().as_str()
        ),
        (Some("data.rows"), "1\n2")
    );
    assert_eq!(outcome.notes(), ["several_arrays"]);
    let options = ReadOptions {
        records_path: Some("small".to_owned()),
        ..ReadOptions::default()
    };
    assert_eq!(try_read("f.json", text, &options).unwrap().rows(), "1");
    let options = ReadOptions {
        records_path: Some("data.nowhere".to_owned()),
        ..ReadOptions::default()
    };
    assert!(complaint_with("f.json", text, &options).contains("data.nowhere"));
}

#[test]
fn epochs_are_times_only_under_a_plausible_name() {
    check(
        "f.json",
        r#"[{"updated": 1517966773840, "created_at": 1517966773, "big": 1517966773840}]"#,
        "updated datetime facet\ncreated_at datetime facet\nbig int",
        "2018-02-07T01:26:13.840 | 2018-02-07T01:26:13 | 1517966773840",
    );
}

#[test]
fn the_last_of_two_equal_keys_counts() {
    check("f.json", r#"[{"a": 1, "a": 2}]"#, "a int", "2");
}

#[test]
fn json_lines_skip_blank_lines_and_refuse_bad_ones() {
    let outcome = read_as("f.jsonl", "{\"a\": 1}\r\n\r\n{\"a\": 2}\nnot json\n{\"a\": 3}");
    assert_eq!(
        (outcome.rows().as_str(), outcome.inspection.format),
        ("1\n2\n3", Format::JsonLines)
    );
    assert!(
        outcome
            .refusals()
            .starts_with("4 row: it is not well-formed JSON"),
        "{}",
        outcome.refusals()
    );
    assert_eq!(
        read_as("f.json", "{\"a\": 1}\n{\"a\": 2}\n").inspection.format,
        Format::JsonLines
    );
    assert!(complaint("f.jsonl", "what\nis this\n").contains("no line is a JSON object"));
}

#[test]
fn features_have_properties_and_a_geometry() {
    check(
        "f.geojson",
        r#"{"type": "FeatureCollection", "features": [
            {"type": "Feature", "id": 7, "properties": {"n": "1"}, "geometry": {"type": "Point", "coordinates": [2, 48, 100]}},
            {"type": "Feature", "id": 8, "properties": null, "geometry": null}]}"#,
        "n text\nid int\ngeo_point_2d geo_point_2d",
        "1 | 7 | {lon: 2.0, lat: 48.0}\n | 8 | ",
    );
    check(
        "f.json",
        r#"{"type": "FeatureCollection", "features": [
            {"type": "Feature", "properties": {"a": 1}, "geometry": {"type": "Polygon", "coordinates": [[[0,0],[0,2],[2,2],[2,0]]]}}]}"#,
        "a int\ngeo_shape geo_shape\ngeo_point_2d geo_point_2d",
        "1 | POLYGON((0 0,2 0,2 2,0 2,0 0)) | {lon: 1.0, lat: 1.0}",
    );
    check(
        "f.geojson",
        r#"{"type": "Point", "coordinates": [1, 2]}"#,
        "geo_point_2d geo_point_2d",
        "{lon: 1.0, lat: 2.0}",
    );
    assert_eq!(
        read_as("f.geojson", r#"{"type": "FeatureCollection", "features": []}"#)
            .summary
            .rows,
        0
    );
}

#[test]
fn features_are_brought_to_degrees_wherever_the_system_is_named() {
    let crs = r#""crs": {"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::3857"}}"#;
    let features = r#""features": [{"type": "Feature", "properties": {}, "geometry": {"type": "Point", "coordinates": [111319.49, 0]}}]"#;
    for text in [
        format!(r#"{{"type": "FeatureCollection", {crs}, {features}}}"#),
        format!(r#"{{"type": "FeatureCollection", {features}, {crs}}}"#),
    ] {
        let outcome = read_as("f.geojson", text);
        assert!(outcome.rows().starts_with("{lon: 0.99999"), "{}", outcome.rows());
        assert_eq!(outcome.notes(), ["reprojected"]);
    }
    let text = format!(r#"{{"type": "FeatureCollection", {features}}}"#);
    let outcome = read_as("f.geojson", &text);
    assert_eq!(
        (outcome.rows().as_str(), outcome.notes()),
        ("", vec!["unusable_geometries geo_shape".to_owned()])
    );
    assert!(
        outcome.refusals().contains("are not a longitude"),
        "{}",
        outcome.refusals()
    );
    let options = ReadOptions {
        crs: Some("EPSG:3857".to_owned()),
        ..ReadOptions::default()
    };
    assert!(
        try_read("f.geojson", text, &options)
            .unwrap()
            .rows()
            .starts_with("{lon: 0.99999")
    );
}

#[test]
fn broken_documents_are_located() {
    let check = |name: &str, text: &str, part: &str| {
        let message = complaint(name, text);
        assert!(message.contains(part), "{message}");
    };
    check("f.json", "[{\"a\": 1},\n{\"a\": ", "line 2");
    check("f.json", "[{\"a\": 1}] trailing", "JSON");
    check("f.json", "[1,", "JSON");
    check(
        "f.geojson",
        r#"{"type": "FeatureCollection", "features": [{"type": "Feature""#,
        "line 1",
    );
    check("f.geojson", "[]", "not GeoJSON");
    check("f.geojson", "{\"a\": 1}", "no list of features");
    check("f.json", "[]", "no record");
    check("f.json", r#"{"type": "Topology", "objects": {}}"#, "TopoJSON");
    check(
        "f.json",
        &format!("{}{}", "[".repeat(100_000), "]".repeat(100_000)),
        "nested",
    );
    check(
        "f.json",
        &format!("[{}1{}]", "{\"a\":".repeat(100_000), "}".repeat(100_000)),
        "nested",
    );
}

#[test]
fn geometries_inside_records_are_geometries() {
    check(
        "f.json",
        r#"[{"location": {"type": "Point", "coordinates": [2.5, 48.5]}}, {"location": null}]"#,
        "location geo_point_2d",
        "{lon: 2.5, lat: 48.5}\n",
    );
    check(
        "f.json",
        r#"[{"latlng": [48.5, 2.5]}]"#,
        "latlng geo_point_2d",
        "{lon: 2.5, lat: 48.5}",
    );
}

#[test]
fn what_the_explore_api_writes_is_read_back_with_its_types() {
    let text = r#"[
        {"code": "75056", "open": "OUI", "n": 3, "pos": {"lon": 2.35, "lat": 48.85}, "area": {"type": "Feature", "geometry": {"type": "Polygon", "coordinates": [[[0, 0], [1, 0], [1, 1], [0, 0]]]}, "properties": {}}},
        {"code": "16007", "open": "NON", "n": 4, "pos": null, "area": null}
    ]"#;
    let outcome = read_as("f.json", text);
    assert_eq!(
        outcome.schema(),
        "code text\nopen text\nn int\npos geo_point_2d\narea geo_shape\ngeo_point_2d geo_point_2d"
    );
    assert_eq!(outcome.refusals(), "");
}

#[test]
fn a_source_that_writes_everything_as_texts_is_read_like_a_csv() {
    let text = r#"[{"id": "7", "n": "12.5", "zip": "00501", "on": "true"}, {"id": "8", "n": "3", "zip": "94110", "on": "false"}]"#;
    assert_eq!(
        read_as("f.json", text).schema(),
        "id int\nn double\nzip text\non boolean facet"
    );
}
