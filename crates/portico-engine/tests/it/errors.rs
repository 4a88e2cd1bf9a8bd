//! What does a wrong query hear? Codes and sentences of the reference, section 10.2.

use portico_engine::EngineError;

use crate::fixture::{ask, facets};

#[track_caller]
fn check(query: &str, expected_code: &str, words: &str) {
    match ask(query) {
        Err(EngineError::Query { code, message, .. }) => {
            assert_eq!(code, expected_code, "{query}: {message}");
            assert!(message.contains(words), "{query}: {message}");
        }
        other => panic!("{query}: {other:?}"),
    }
}

#[test]
fn unknown_fields_are_named_with_their_clause() {
    for (query, clause) in [
        ("select=nope", "select"),
        ("where=nope = 1", "where"),
        ("group_by=nope", "group_by"),
        ("order_by=nope", "order_by"),
    ] {
        check(
            query,
            "ODSQLError",
            &format!(
                "ODSQL query is malformed: Unknown field: nope. Clause(s) containing the error(s): {clause}."
            ),
        );
    }
    check(
        "where=POPULATION is not null",
        "ODSQLError",
        "Unknown field: POPULATION",
    );
}

#[test]
fn the_nearest_field_is_the_hint() {
    let Err(EngineError::Query {
        hint: Some(hint),
        position,
        ..
    }) = ask("where=populaton > 3")
    else {
        panic!("a query error with a hint")
    };
    assert!(hint.contains("population"), "{hint}");
    assert_eq!(position, Some(0..9));
}

#[test]
fn types_that_cannot_be_compared_are_told() {
    check(
        "where=founded > 1800",
        "IncompatibleTypesInComparisonFilter",
        "Left type: date",
    );
    check(
        "where=founded = \"1871\"",
        "IncompatibleTypesInComparisonFilter",
        "Left type: date",
    );
    for quoted in [
        "founded = \"1871-02-03\"",
        "'1871-02-03' : founded",
        "founded != '1871-02-03'",
    ] {
        check(
            &format!("where={quoted}"),
            "IncompatibleTypesInComparisonFilter",
            "Left type: date, right_type: text",
        );
    }
    check(
        "where=founded >= '-01'",
        "ODSQLError",
        "Invalid date to parse '-01'.",
    );
    check(
        "where=population = \"57000\"",
        "IncompatibleTypesInComparisonFilter",
        "Left type: int",
    );
    check(
        "select=sum(name)",
        "ODSQLError",
        "StatAggregation only supports numeric or date expression",
    );
}

#[test]
fn groups_have_rules() {
    check("group_by=pos", "ODSQLError", "geo_cluster");
    check("select=name & group_by=country", "ODSQLError", "name");
    check(
        "group_by=country as h & select=count(*) as h",
        "ODSQLError",
        "Alias 'h' is declared several times",
    );
    check(
        "group_by=country & order_by=country,count(*)",
        "ODSQLError",
        "order_by",
    );
}

#[test]
fn an_unknown_facet_is_named() {
    match facets("facet=nope") {
        Err(EngineError::Query { message, .. }) => {
            assert!(message.contains("Unknown field: nope"), "{message}")
        }
        other => panic!("{other:?}"),
    }
}
