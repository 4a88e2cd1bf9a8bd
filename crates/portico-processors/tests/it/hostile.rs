//! What happens with expressions that explode, records that multiply, and lists of steps that nobody would write?

use std::ops::ControlFlow;
use std::sync::Arc;

use arrow::array::{ArrayRef, StringArray};
use arrow::record_batch::RecordBatch;
use portico_formats::layout::arrow_schema;
use portico_model::{Field, FieldType, Schema};
use portico_processors::{Limits, MOST_STEPS, NoResources, Plan, Preview, Steps, Trouble};

fn texts(values: &[&str]) -> (Schema, RecordBatch) {
    let schema = Schema {
        fields: vec![Field::new("a", FieldType::Text)],
    };
    let column: ArrayRef = Arc::new(StringArray::from(values.to_vec()));
    let batch = RecordBatch::try_new(arrow_schema(&schema.fields), vec![column]).expect("a batch");
    (schema, batch)
}

fn run(steps: &str, values: &[&str], limits: Limits) -> Result<(usize, Vec<Trouble>), String> {
    let steps = Steps::parse(steps).map_err(|fault| fault.message)?;
    let (schema, batch) = texts(values);
    let mut plan = Plan::new(&steps, &schema, &NoResources, limits).map_err(|fault| fault.message)?;
    let (mut rows, mut troubles) = (0, Vec::new());
    let lines = (1..=values.len() as u64).collect();
    let _ = plan
        .run(
            &batch,
            lines,
            &mut |trouble| troubles.push(trouble),
            &mut |batch, _| {
                rows += batch.num_rows();
                ControlFlow::Continue(())
            },
        )
        .map_err(|fault| fault.message)?;
    Ok((rows, troubles))
}

fn refused(steps: &str) -> String {
    run(steps, &["x"], Limits::default()).expect_err(steps)
}

#[test]
fn an_expression_that_would_run_for_ever_elsewhere_ends() {
    let text = format!("{}!", "a".repeat(50_000));
    let steps = r#"[{"type": "replace_regexp", "field": "a", "pattern": "(a+)+$", "new": "b"}]"#;
    assert_eq!(run(steps, &[&text], Limits::default()), Ok((1, Vec::new())));
}

#[test]
fn an_expression_that_is_too_large_or_wrong_is_refused_with_a_hint() {
    let large = r#"[{"type": "replace_regexp", "field": "a", "pattern": "((a{1000}){1000}){1000}"}]"#;
    assert!(refused(large).contains("too large"), "{}", refused(large));
    let ahead = r#"[{"type": "replace_regexp", "field": "a", "pattern": "(?=x)"}]"#;
    assert!(refused(ahead).contains("cannot be read"), "{}", refused(ahead));
    let group = r#"[{"type": "replace_regexp", "field": "a", "pattern": "x", "new": "\\1"}]"#;
    assert!(refused(group).contains("no group 1"), "{}", refused(group));
}

#[test]
fn a_text_does_not_grow_beyond_its_limit() {
    let new = "y".repeat(19_000);
    let steps = format!(r#"[{{"type": "replace_text", "field": "a", "old": "x", "new": "{new}"}}]"#);
    let text = "x".repeat(100_000);
    let (rows, troubles) = run(&steps, &[&text], Limits::default()).expect("it runs");
    assert_eq!((rows, troubles.len()), (1, 1));
    assert!(troubles[0].reason.contains("too long"));
    assert!(troubles[0].value.chars().count() <= 201);
}

#[test]
fn lists_of_steps_that_nobody_would_write_are_refused() {
    let many = format!(
        "[{}]",
        vec![r#"{"type": "order", "fields": ["a"]}"#; MOST_STEPS + 1].join(",")
    );
    for (steps, part) in [
        (many.as_str(), "at most"),
        ("{", "cannot be read"),
        (r#"{"steps": [], "stepz": 1}"#, "stepz"),
        (r#"{"format": 9, "steps": []}"#, "newer"),
        (r#"[{"type": "renam", "field": "a"}]"#, "no kind of step"),
        (
            r#"[{"type": "rename", "feld": "a", "to": "b"}]"#,
            "`feld` is no parameter",
        ),
        (r#"[{"type": "rename", "field": "a"}]"#, "it is missing"),
        (r#"[{"type": "rename", "field": "a", "to": "B c"}]"#, "`to`"),
        (r#"[{"type": "rename", "field": "b", "to": "c"}]"#, "no field `b`"),
        (
            r#"[{"type": "delete", "fields": ["a"]}]"#,
            "no field would be left",
        ),
        (
            r#"[{"type": "split_text", "field": "a", "separator": ";", "part": 5000}]"#,
            "between",
        ),
        (
            r#"[{"type": "split_text", "field": "a", "separator": ";", "part": "one"}]"#,
            "whole number",
        ),
        (
            r#"[{"type": "split_text", "field": {"a": 1}, "separator": ";"}]"#,
            "a text is wanted",
        ),
        (
            r#"[{"type": "copy_field", "field": "a", "output": "b"}, {"type": "rename", "field": "b", "to": "a"}]"#,
            "two fields",
        ),
        (
            r#"[{"type": "rename", "uid": "../etc", "field": "a", "to": "b"}]"#,
            "uid",
        ),
    ] {
        let reason = refused(steps);
        assert!(reason.contains(part), "{part}: {reason}");
    }
    let deep = format!(
        "[{{\"type\": \"rename\", \"field\": {}1{}}}]",
        "[".repeat(5000),
        "]".repeat(5000)
    );
    assert!(refused(&deep).contains("cannot be read"));
}

#[test]
fn remembered_records_are_limited() {
    let steps = r#"[{"type": "deduplicate_records"}]"#;
    let limits = Limits {
        remembered: 2,
        ..Limits::default()
    };
    assert_eq!(run(steps, &["x", "y", "x"], limits).map(|(rows, _)| rows), Ok(2));
    let reason = run(steps, &["x", "y", "z"], limits).expect_err("too many");
    assert!(reason.contains("remembered"), "{reason}");
}

#[test]
fn records_that_come_out_are_limited() {
    let limits = Limits {
        rows: 2,
        ..Limits::default()
    };
    let reason = run("[]", &["x", "y", "z"], limits).expect_err("too many");
    assert!(reason.contains("more than 2 records"), "{reason}");
}

#[test]
fn a_preview_shows_every_step_and_ends_at_the_wrong_one() {
    let steps = Steps::parse(
        r#"[{"type": "copy_field", "field": "a", "output": "b"},
            {"type": "type", "field": "b", "to": "int"},
            {"type": "rename", "field": "a", "to": "z", "disabled": true},
            {"type": "rename", "field": "nowhere", "to": "c"}]"#,
    )
    .expect("steps");
    let (schema, batch) = texts(&["1", "two", "3"]);
    let preview = Preview::new(&steps, &schema, &batch, vec![1, 2, 3], &NoResources, 2).expect("a preview");
    let shown: Vec<_> = preview
        .stages
        .iter()
        .map(|stage| {
            (
                stage.step,
                stage.schema.fields.len(),
                stage.batch.num_rows(),
                stage.troubles.len(),
            )
        })
        .collect();
    assert_eq!(shown, [(None, 1, 2, 0), (Some(0), 2, 2, 0), (Some(1), 2, 2, 1)]);
    let (step, fault) = preview.fault.expect("a wrong step");
    assert_eq!(step, 3);
    assert!(
        fault.message.starts_with("step 4 (rename), `field`"),
        "{}",
        fault.message
    );
}

#[test]
fn markup_of_many_scripts_takes_no_longer_than_its_length() {
    let text = "<script></SCRIPT>".repeat(60_000);
    let steps = r#"[{"type": "extract_html", "field": "a"}]"#;
    assert_eq!(run(steps, &[&text], Limits::default()), Ok((1, Vec::new())));
}

/// A line that goes to and fro: each corner is the farthest of those that are left.
fn saw(teeth: u32) -> String {
    let corners: Vec<String> = (0..teeth)
        .map(|tooth| {
            format!(
                "{} {}",
                f64::from(tooth) / 1000.0,
                if tooth % 2 == 0 {
                    0.0
                } else {
                    f64::from(tooth) / 1000.0
                }
            )
        })
        .collect();
    corners.join(", ")
}

#[test]
fn shapes_that_ask_for_endless_work_are_refused() {
    let line = format!("LINESTRING ({})", saw(80_000));
    let steps = r#"[{"type": "wkt_to_geojson", "field": "a"}, {"type": "simplify_shape", "field": "a", "tolerance": 1}]"#;
    let (rows, _) = run(steps, &[&line], Limits::default()).expect("it ends");
    assert_eq!(rows, 1);
    // Every stretch of a star crosses every other.
    let corners: Vec<String> = (0..4001)
        .map(|at| {
            let turn = f64::from(at) * std::f64::consts::PI * 2000.0 / 4001.0;
            format!("{:.9} {:.9}", 40.0 * turn.cos(), 40.0 * turn.sin())
        })
        .collect();
    let star = format!("POLYGON (({}))", corners.join(", "));
    let steps = r#"[{"type": "wkt_to_geojson", "field": "a"}, {"type": "correct_shape", "field": "a"}]"#;
    let (_, troubles) = run(steps, &[&star], Limits::default()).expect("it ends");
    assert!(troubles[0].reason.contains("too often"), "{troubles:?}");
}

#[test]
fn broken_geometries_are_refused_and_nothing_else_happens() {
    let bad = [
        "POINT (NaN NaN)",
        "POINT (inf 1)",
        "POINT (1e400 2)",
        "POLYGON ((0 0))",
        "POLYGON EMPTY",
        "0106000000ffffffff",
        "01070000000100000001070000000100000001",
        "SRID=99999999;POINT (1 2)",
        "{\"type\": \"Point\", \"coordinates\": [null, 1]}",
        "é",
        "0x",
    ];
    let steps = r#"[{"type": "wkt_to_geojson", "field": "a"}]"#;
    let (rows, troubles) = run(steps, &bad, Limits::default()).expect("it ends");
    assert_eq!((rows, troubles.len()), (bad.len(), bad.len()), "{troubles:?}");
}

#[test]
fn texts_of_any_kind_pass_every_step_of_texts() {
    let odd = [
        "",
        " ",
        "\u{0}",
        "é\u{301}",
        "<",
        "<!--",
        "&#x110000;",
        "&#0;",
        "https://",
        "http://[",
        "\\",
        "𝕏",
        "{",
        "[[",
        "°",
        "-",
        "%",
    ];
    for step in [
        r#"{"type": "extract_html", "field": "a"}"#,
        r#"{"type": "decode_html_entities", "field": "a"}"#,
        r#"{"type": "extract_urls", "field": "a", "output": "b"}"#,
        r#"{"type": "normalize_url", "field": "a"}"#,
        r#"{"type": "convert_degrees", "field": "a"}"#,
        r#"{"type": "geohash", "field": "a"}"#,
        r#"{"type": "decode_polyline", "field": "a"}"#,
        r#"{"type": "normalize_projection", "field": "a", "epsg": 2154}"#,
        r#"{"type": "extract_json", "field": "a", "rules": "a.0.b"}"#,
        r#"{"type": "expand_json_array", "field": "a"}"#,
        r#"{"type": "extract_bits", "field": "a", "start": 0, "length": 63, "output": "b"}"#,
        r#"{"type": "normalize_date", "field": "a", "format": "%Y"}"#,
        r#"{"type": "split_text", "field": "a", "separator": "é", "part": -3}"#,
        r#"{"type": "replace_regexp", "field": "a", "pattern": "x*", "new": "\\g<0>-"}"#,
    ] {
        let (rows, _) = run(&format!("[{step}]"), &odd, Limits::default()).expect(step);
        assert!(rows >= odd.len() - 1, "{step}: {rows}");
    }
}
