//! How are records grouped? Cases 170 to 197.

use crate::fixture::ask;

#[track_caller]
fn check(query: &str, expected: &[&str]) {
    let rows = ask(&format!("{query} & limit=-1")).unwrap_or_else(|error| panic!("{query}: {error}"));
    assert_eq!(rows, expected, "{query}");
}

#[test]
fn groups_come_in_the_order_of_their_keys_nothing_first() {
    check(
        "group_by=country & select=count(*) as n",
        &[
            r#"{"country": null, "n": 1}"#,
            r#"{"country": "FR", "n": 4}"#,
            r#"{"country": "IT", "n": 2}"#,
            r#"{"country": "MX", "n": 1}"#,
        ],
    );
    check(
        "group_by=country",
        &[
            r#"{"country": null}"#,
            r#"{"country": "FR"}"#,
            r#"{"country": "IT"}"#,
            r#"{"country": "MX"}"#,
        ],
    );
    check(
        "group_by=country as c & order_by=c desc",
        &[
            r#"{"c": "MX"}"#,
            r#"{"c": "IT"}"#,
            r#"{"c": "FR"}"#,
            r#"{"c": null}"#,
        ],
    );
}

#[test]
fn groups_are_sorted_by_what_they_count() {
    for order in ["count(*) desc", "n desc", "-n"] {
        let rows = ask(&format!(
            "group_by=country & select=count(*) as n & order_by={order}"
        ))
        .unwrap();
        assert_eq!(rows[0], r#"{"country": "FR", "n": 4}"#, "{order}");
    }
}

#[test]
fn a_record_is_in_the_group_of_each_of_its_values() {
    check(
        "group_by=tags & select=count(*) as n",
        &[
            r#"{"tags": null, "n": 2}"#,
            r#"{"tags": "capital", "n": 3}"#,
            r#"{"tags": "port", "n": 1}"#,
            r#"{"tags": "river", "n": 4}"#,
        ],
    );
}

#[test]
fn parts_of_dates_group_in_the_time_zone() {
    let years = "group_by=year(updated) as y & select=count(*) as n & order_by=y";
    check(
        years,
        &[
            r#"{"y": null, "n": 1}"#,
            r#"{"y": 2022, "n": 1}"#,
            r#"{"y": 2023, "n": 2}"#,
            r#"{"y": 2024, "n": 4}"#,
        ],
    );
    check(
        &format!("{years} & timezone=Europe/Paris"),
        &[
            r#"{"y": null, "n": 1}"#,
            r#"{"y": 2022, "n": 1}"#,
            r#"{"y": 2023, "n": 1}"#,
            r#"{"y": 2024, "n": 5}"#,
        ],
    );
    check(
        "group_by=date_format(updated,'YYYY-MM') as m",
        &[
            r#"{"m": null}"#,
            r#"{"m": "2022-11"}"#,
            r#"{"m": "2023-07"}"#,
            r#"{"m": "2023-12"}"#,
            r#"{"m": "2024-01"}"#,
            r#"{"m": "2024-03"}"#,
        ],
    );
}

#[test]
fn numbers_group_in_ranges() {
    check(
        "group_by=range(population, *, 100000, 1000000, *) as r & select=count(*) as n & where=population is not null",
        &[
            r#"{"r": "[*, 99999]", "n": 1}"#,
            r#"{"r": "[100000, 999999]", "n": 2}"#,
            r#"{"r": "[1000000, *]", "n": 4}"#,
        ],
    );
}

#[test]
fn values_are_replaced_or_folded_before_they_group() {
    check(
        "group_by=ifnull(country,'none') as c",
        &[
            r#"{"c": "FR"}"#,
            r#"{"c": "IT"}"#,
            r#"{"c": "MX"}"#,
            r#"{"c": "none"}"#,
        ],
    );
    check(
        "group_by=lower(country)",
        &[
            r#"{"lower(country)": null}"#,
            r#"{"lower(country)": "fr"}"#,
            r#"{"lower(country)": "it"}"#,
            r#"{"lower(country)": "mx"}"#,
        ],
    );
}

#[test]
fn sums_stand_beside_their_groups() {
    check(
        "group_by=country & select=sum(population) as s, max(area) as m & where=country is not null",
        &[
            r#"{"country": "FR", "s": 2594000, "m": 105.4}"#,
            r#"{"country": "IT", "s": 4240000, "m": 1285.0}"#,
            r#"{"country": "MX", "s": 9200000, "m": 1485.0}"#,
        ],
    );
}

#[test]
fn an_alias_of_a_key_is_declared_once() {
    let twice = ask("select=year(updated) as y & group_by=year(updated) as y").unwrap_err();
    assert!(
        twice.to_string().contains("Alias 'y' is declared several times"),
        "{twice}"
    );
    check(
        "select=year(updated) as y, count(*) as n & group_by=y & where=id < 3",
        &[r#"{"y": 2024, "n": 2}"#],
    );
    check(
        "select=year(updated) as y & group_by=year(updated) & where=id < 3",
        &[r#"{"year(updated)": 2024, "y": 2024}"#],
    );
    check(
        "select=country as country, * & group_by=country & where=id < 3",
        &[r#"{"country": "FR"}"#],
    );
}

#[test]
fn patterns_beside_groups_name_keys() {
    check(
        "select=include(c*), exclude(n*), max(id) as m & group_by=country & where=id < 3",
        &[r#"{"country": "FR", "m": 2}"#],
    );
    let other = ask("select=include(name) & group_by=country").unwrap_err();
    assert!(other.to_string().contains("name"), "{other}");
    let unknown = ask("select=exclude(nope) & group_by=country").unwrap_err();
    assert!(unknown.to_string().contains("Unknown field: nope"), "{unknown}");
}

#[test]
fn groups_are_shuffled_by_a_seed() {
    let order = |seed: i32| ask(&format!("group_by=name & order_by=random({seed}) & limit=-1")).unwrap();
    let mut first = order(1);
    assert_eq!(first, order(1));
    assert!((2..6).any(|seed| order(seed) != first));
    first.sort();
    assert_eq!(first.len(), 8);
}

#[test]
fn different_values_of_any_type_are_counted() {
    let all = "select=count(distinct tags) as t, count(distinct pos) as p, count(distinct founded) as d, count(distinct capital) as c";
    assert_eq!(
        ask(&format!("{all} & limit=1")).unwrap(),
        [r#"{"t": 3, "p": 7, "d": 6, "c": 2}"#]
    );
    check(
        "select=count(distinct tags) as t & group_by=country",
        &[
            r#"{"country": null, "t": 0}"#,
            r#"{"country": "FR", "t": 3}"#,
            r#"{"country": "IT", "t": 2}"#,
            r#"{"country": "MX", "t": 1}"#,
        ],
    );
}

#[test]
fn clusters_merge_with_neighbours_closer_than_the_radius() {
    // Nantes and Lorient are 2 degrees apart: under zoom 5 that is less than 20 pixels, on whichever side of a cell they lie.
    let clusters = |zoom: u8, radius: u32| {
        ask(&format!(
            "group_by=geo_cluster(pos, {zoom}, {radius}) & select=count(*) as n & where=id in (2, 3)"
        ))
        .unwrap()
        .len()
    };
    for zoom in 0..=4 {
        assert_eq!(clusters(zoom, 40), 1, "zoom {zoom}");
    }
    assert_eq!(clusters(8, 40), 2);
    assert_eq!(clusters(25, 1), 2);
    assert_eq!(clusters(8, 1000), 1);
    let apart = ask(
        "group_by=geo_cluster(pos, 4), country & select=count(*) as n & where=pos is not null & limit=-1",
    );
    let apart = apart.unwrap();
    assert!(
        apart.iter().any(|row| row.contains(r#""country": "FR""#)),
        "{apart:?}"
    );
}
