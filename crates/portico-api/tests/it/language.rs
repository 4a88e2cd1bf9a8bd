//! Do clauses reach the records? A passage through the language; its own cases are tested where it is read and answered.

use crate::fixture::{REC, check, get, refused};

fn ids(condition: &str, expected: &[i64]) {
    let target = format!("{REC}?select=id&order_by=id&where={condition}");
    let reply = get(&target);
    assert_eq!(reply.status.as_u16(), 200, "{target}\n{}", reply.text());
    let found: Vec<i64> = reply.json()["results"]
        .as_array()
        .unwrap()
        .iter()
        .map(|row| row["id"].as_i64().unwrap())
        .collect();
    assert_eq!(found, expected, "{condition}");
}

#[test]
fn conditions_choose_records() {
    ids("population > 300000", &[1, 2, 5, 6, 7]);
    ids("country : 'FR'", &[1, 2, 3, 4]);
    ids("NOT country = \"FR\"", &[5, 6, 7, 8]);
    ids("country != \"FR\"", &[5, 6, 7]);
    ids("country is null", &[8]);
    ids(
        "population > 1000000 OR country = \"FR\" AND capital",
        &[1, 5, 6, 7],
    );
    ids("population > 1000000&where=country = \"IT\"", &[5, 6]);
    ids("id in (1, 3, 99)", &[1, 3]);
    ids("id in [2..4[", &[2, 3]);
    ids("\"river\" IN tags", &[1, 2, 4, 5]);
    ids("updated > date'2024-03-01'", &[3]);
    ids("updated > date'2024-03-01'&timezone=Europe/Paris", &[2, 3]);
    ids("\"city light\"", &[1]);
    ids("startswith(note, \"SECRET\")", &[5]);
    ids(
        "within_distance(pos, geom'POINT(2.3522 48.8566)', 350km)",
        &[1, 2, 4],
    );
    ids("in_bbox(pos, 47, -4, 48, 0)", &[2, 3]);
    ids("`12` = \"x3\"", &[3]);
}

#[test]
fn columns_are_chosen_and_named() {
    check(
        &format!("{REC}?select=name as n&limit=1&order_by=id"),
        200,
        r#"{"results": [{"n": "Paris"}]}"#,
    );
    check(
        &format!("{REC}?select=2 * population as dbl&where=id=1"),
        200,
        r#"{"results": [{"dbl": 4200000}]}"#,
    );
    check(
        &format!("{REC}?select=count(*) as total&limit=1"),
        200,
        r#"{"total_count": 8, "results": [{"total": 8}]}"#,
    );
    assert_eq!(
        get(&format!("{REC}?select=count(*)")).json()["results"]
            .as_array()
            .map(Vec::len),
        Some(8)
    );
    check(
        &format!("{REC}?select=COUNT(*)&limit=1"),
        200,
        r#"{"results": [{"COUNT(*)": 8}]}"#,
    );
    check(
        &format!("{REC}?select=sum(population) as s, avg(population) as a&limit=1"),
        200,
        r#"{"results": [{"s": 16034000, "a": 2290571.428571}]}"#,
    );
}

#[test]
fn groups_have_their_keys_and_the_null_group_comes_first() {
    check(
        &format!("{REC}?group_by=country&select=count(*) as n"),
        200,
        r#"{"results": [{"country": null, "n": 1}, {"country": "FR", "n": 4}, {"country": "IT", "n": 2}, {"country": "MX", "n": 1}]}"#,
    );
    check(
        &format!("{REC}?group_by=country&select=count(*) as n&order_by=n desc&limit=1"),
        200,
        r#"{"results": [{"country": "FR", "n": 4}]}"#,
    );
}

#[test]
fn mistakes_name_the_clause() {
    let unknown = |clause: &str| format!("Unknown field: nope. Clause(s) containing the error(s): {clause}.");
    refused(
        &format!("{REC}?select=nope"),
        400,
        &["ODSQLError", &unknown("select")],
    );
    refused(
        &format!("{REC}?where=nope = 1"),
        400,
        &["ODSQLError", &unknown("where")],
    );
    refused(
        &format!("{REC}?group_by=nope"),
        400,
        &["ODSQLError", &unknown("group_by")],
    );
    refused(
        &format!("{REC}?order_by=nope"),
        400,
        &["ODSQLError", &unknown("order_by")],
    );
    refused(
        &format!("{REC}?where=contains(name, \"a\")"),
        400,
        &["ODSQLSyntaxError", "unexpected ( at position 8"],
    );
    refused(
        &format!("{REC}?where=name = "),
        400,
        &["ODSQLSyntaxError", "unexpected end of line"],
    );
    refused(
        &format!("{REC}?where=founded > 1800"),
        400,
        &["IncompatibleTypesInComparisonFilter", "Left type: date"],
    );
    refused(
        &format!("{REC}?select=sum(name)&limit=1"),
        400,
        &["StatAggregation only supports numeric or date expression"],
    );
    refused(&format!("{REC}?group_by=pos"), 400, &["geo_cluster"]);
}
