//! Which columns, in which order, and how are they computed? Cases 43 to 82 and 198 to 206.

use crate::fixture::ask;

#[track_caller]
fn check(query: &str, expected: &[&str]) {
    let rows = ask(query).unwrap_or_else(|error| panic!("{query}: {error}"));
    assert_eq!(rows, expected, "{query}");
}

/// The names in the order of the answer.
#[track_caller]
fn check_order(order: &str, expected: &str) {
    let rows =
        ask(&format!("select=id & order_by={order}")).unwrap_or_else(|error| panic!("{order}: {error}"));
    let ids: String = rows
        .iter()
        .map(|row| row.trim_start_matches("{\"id\": ").trim_end_matches('}'))
        .collect();
    assert_eq!(ids, expected, "{order}");
}

#[test]
fn a_whole_record_has_every_field_in_schema_order() {
    check(
        "where=id=1",
        &[
            r#"{"id": 1, "name": "Paris", "country": "FR", "region": "Europe/France/Ile-de-France", "tags": ["capital", "river"], "population": 2100000, "area": 105.4, "capital": true, "founded": "1958-10-04", "updated": "2024-03-01T10:00:00+00:00", "pos": {"lon": 2.3522, "lat": 48.8566}, "note": "City of light", "12": "x1"}"#,
        ],
    );
    check(
        "where=id=8",
        &[
            r#"{"id": 8, "name": "Ghost", "country": null, "region": null, "tags": null, "population": null, "area": 0.0, "capital": null, "founded": null, "updated": null, "pos": null, "note": null, "12": "x8"}"#,
        ],
    );
}

#[test]
fn columns_are_chosen_renamed_and_computed() {
    check(
        "select=name AS n, population & where=id=2",
        &[r#"{"n": "Nantes", "population": 320000}"#],
    );
    check(
        "select=include(pop*) & where=id=2",
        &[r#"{"population": 320000}"#],
    );
    check(
        "select=include(po*) & where=id=8",
        &[r#"{"population": null, "pos": null}"#],
    );
    check(
        "select=2 as c, \"hello\" as h & limit=1",
        &[r#"{"c": 2, "h": "hello"}"#],
    );
    check(
        "select=2 * population as dbl & where=id=1",
        &[r#"{"dbl": 4200000}"#],
    );
    check("select=population / area as d & where=id=8", &[r#"{"d": null}"#]);
    check("select=id / area as d & where=id=8", &[r#"{"d": null}"#]);
    check("select=length(name) & where=id=3", &[r#"{"length(name)": 7}"#]);
    check(
        "select=LENGTH( name ) & where=id=3",
        &[r#"{"LENGTH( name )": 7}"#],
    );
    check(
        "select=year(founded), month(founded) as m, day(founded) as d & where=id=1",
        &[r#"{"year(founded)": 1958, "m": 10, "d": 4}"#],
    );
    check("select=hour(updated) as h & where=id=2", &[r#"{"h": 23}"#]);
    check(
        "select=hour(updated) as h & where=id=2 & timezone=Europe/Paris",
        &[r#"{"h": 0}"#],
    );
    check(
        "select=lower(note) as l & where=id=5",
        &[r#"{"l": "secret defense"}"#],
    );
    check("select=ifnull(population, 0) as p & where=id=8", &[r#"{"p": 0}"#]);
    check("select=`12` & where=id=1", &[r#"{"12": "x1"}"#]);
    check("select=12 & limit=1", &[r#"{"12": 12}"#]);
    check(
        "select=updated & where=id=6 & timezone=Europe/Paris",
        &[r#"{"updated": "2023-07-04T11:30:00+02:00"}"#],
    );
}

#[test]
fn dates_are_written_by_patterns_and_languages() {
    check(
        "select=date_format(updated,'EEEE') as d & where=id=1 & lang=fr",
        &[r#"{"d": "vendredi"}"#],
    );
    check(
        "select=date_format(updated,'EEEE') as d & where=id=1 & lang=en",
        &[r#"{"d": "Friday"}"#],
    );
    check(
        "select=date_format(updated,'dd/MM/YYYY') as d & where=id=1",
        &[r#"{"d": "01/03/2024"}"#],
    );
    check(
        "select=date_format(updated,\"'The date is 'dd/MM/YYYY\") as d & where=id=1",
        &[r#"{"d": "The date is 01/03/2024"}"#],
    );
    check(
        "select=date_format(updated,\"'It''s 'w\") as d & where=id=1",
        &[r#"{"d": "It's 9"}"#],
    );
}

#[test]
fn an_aggregate_without_groups_stands_once_a_row_of_the_page() {
    check("select=count(*) as total & limit=1", &[r#"{"total": 8}"#]);
    check("select=COUNT(*) & limit=1", &[r#"{"COUNT(*)": 8}"#]);
    let rows = ask("select=count(*)").unwrap();
    assert_eq!(
        rows,
        vec![r#"{"count(*)": 8}"#; 8],
        "as many as the page has records"
    );
    check("select=count(population) as c & limit=1", &[r#"{"c": 7}"#]);
    check("select=count(distinct country) as c & limit=1", &[r#"{"c": 3}"#]);
    check(
        "select=count(distinct ifnull(country,'none')) as c & limit=1",
        &[r#"{"c": 4}"#],
    );
    check("select=sum(population) as s & limit=1", &[r#"{"s": 16034000}"#]);
    check(
        "select=min(founded) as a, max(population) as b & limit=1",
        &[r#"{"a": "1521-08-13", "b": 9200000}"#],
    );
    let rows = ask("select=avg(population) as a & limit=1").unwrap();
    assert!(rows[0].starts_with(r#"{"a": 2290571.428571"#), "{rows:?}");
}

#[test]
fn distances_are_along_the_earth() {
    let rows = ask("select=distance(pos, geom'POINT(2.3522 48.8566)') as d & where=id=2").unwrap();
    let metres: f64 = rows[0]
        .trim_start_matches("{\"d\": ")
        .trim_end_matches('}')
        .parse()
        .unwrap();
    assert!((metres - 342_700.0).abs() < 342_700.0 * 0.005, "{metres}");
}

#[test]
fn records_are_sorted_with_nothing_last() {
    check_order("population", "34261578");
    check_order("population desc", "75162438");
    check_order("-population", "75162438");
    check_order("`population` DESC, id asc", "75162438");
    check_order("country, population desc", "12435678");
    check_order("distance(pos, geom'POINT(2.3522 48.8566)')", "14236578");
    assert_eq!(
        ask("select=id & order_by=random(1)").unwrap(),
        ask("select=id & order_by=random(1)").unwrap()
    );
    assert!(ask("select=name & order_by=length(name) & limit=1").unwrap()[0].contains("Rome"));
}

#[test]
fn pages_are_cut_by_limit_and_offset() {
    check(
        "select=id & order_by=id & limit=2 & offset=3",
        &[r#"{"id": 4}"#, r#"{"id": 5}"#],
    );
    check("select=id & limit=0", &[]);
    check("select=id & order_by=id & offset=7", &[r#"{"id": 8}"#]);
}
