//! What of queries written to hurt? As long as an address may be, nested or repeated: each is answered or refused, and soon.

use portico_engine::EngineError;

use crate::fixture::{ask, facets};

/// Bytes that an address may have.
const LONGEST: usize = 16 * 1024;

/// The piece as often as it fits, joined.
fn repeated(piece: &str, join: &str) -> String {
    vec![piece; LONGEST / (piece.len() + join.len())].join(join)
}

/// A piece around a seed, that many times.
fn nested(open: &str, seed: &str, close: &str, times: usize) -> String {
    format!("{}{seed}{}", open.repeat(times), close.repeat(times))
}

/// Answered, or refused as the caller's fault.
#[track_caller]
fn check(query: &str) {
    match ask(query) {
        Ok(_) | Err(EngineError::Query { .. } | EngineError::Limit(_)) => {}
        Err(other) => panic!("{}: {other}", &query[..query.len().min(200)]),
    }
}

/// Refused with that in the sentence.
#[track_caller]
fn refused(query: &str, words: &str) {
    match ask(query) {
        Err(EngineError::Query { message, .. }) => assert!(message.contains(words), "{message}"),
        Err(other) => panic!("{other}"),
        Ok(_) => panic!("answered: {}", &query[..query.len().min(200)]),
    }
}

#[test]
fn conditions_without_end() {
    for piece in [
        "capital",
        "NOT capital",
        "id=1",
        "id*1=1.5",
        "name like 'a'",
        "\"a\"",
        "founded=date'2024'",
    ] {
        for join in [" OR ", " AND "] {
            check(&format!("where={}", repeated(piece, join)));
        }
    }
    let mixed = repeated("(id=1 AND capital OR NOT name='a')", " AND ");
    check(&format!("where={mixed}"));
    check(&format!("where={}", nested("NOT (", "capital", ")", 49)));
    check(&format!(
        "where={}",
        nested("(capital AND (id=1 OR ", "capital", "))", 48)
    ));
}

#[test]
fn lists_without_end() {
    for item in ["1", "1.5", "-1", "now()"] {
        check(&format!("where=area IN ({})", repeated(item, ",")));
        check(&format!("where=id IN ({})", repeated(item, ",")));
    }
    check(&format!("where=founded IN ({})", repeated("date'2024'", ",")));
    check(&format!(
        "where=ifnull(founded,updated) IN ({})",
        repeated("date'2024'", ",")
    ));
    let sum = vec!["id"; 90].join("*");
    check(&format!("where={sum} IN ({})", repeated("1.5", ",")));
    let nested_date = nested("ifnull(", "founded", ",founded)", 90);
    check(&format!(
        "where={nested_date} IN ({})",
        vec!["date'2024'"; 1000].join(",")
    ));
}

#[test]
fn values_nested_as_deep_as_they_go() {
    for value in [
        nested("ifnull(", "name", ",'a')", 90),
        nested("ifnull('a',", "name", ")", 90),
        nested("lower(", "name", ")", 90),
        nested("-(", "id", ")", 49),
        nested("(id+", "id", ")", 45),
        nested("json_format(", "name", ")", 90),
        vec!["id"; 49].join("/"),
    ] {
        check(&format!("select={value} as v & order_by=v"));
        check(&format!("group_by={value} as v & order_by=v"));
        check(&format!("where={value} = {value}"));
    }
    let sum = vec!["sum(id)"; 100].join("+");
    check(&format!("select={sum} as s & group_by=name & order_by={sum}"));
}

#[test]
fn columns_without_end() {
    check(&format!("select={}", repeated("id", ",")));
    let sums: Vec<String> = (0..500).map(|n| format!("sum(id+{n})")).collect();
    refused(
        &format!("select={}", sums.join(",")),
        "At most 200 different aggregates",
    );
    refused(
        &format!("select={} & group_by=name", sums.join(",")),
        "At most 200 different aggregates",
    );
    check(&format!("select={} & group_by=name", sums[..200].join(",")));
    let keys: Vec<String> = (0..2000).map(|n| format!("id+{n}")).collect();
    refused(&format!("group_by={}", keys.join(",")), "At most 32 keys");
    refused(&format!("order_by={}", keys.join(",")), "At most 64 keys");
    refused(&format!("select={}", keys.join(",")), "At most 1000 columns");
    check(&format!("group_by={}", keys[..32].join(",")));
    check(&format!("order_by={}", keys[..64].join(",")));
    check(&format!("select={}", keys[..1000].join(",")));
    check(&format!("select=include({})", repeated("n*", ",")));
    check(&format!("select=exclude({})", repeated("name", ",")));
}

#[test]
fn words_without_end() {
    let words: Vec<String> = (0..3000).map(|n| format!("w{n}")).collect();
    let words = words.join(" ");
    for condition in [
        format!("search('{words}')"),
        format!("suggest('{words}')"),
        format!("'{words}'"),
        format!("note like '{words}'"),
    ] {
        refused(&format!("where={condition}"), "At most 100 words");
    }
    for condition in [
        format!("search(name, '{}')", "x".repeat(LONGEST)),
        format!("note like '{}'", "%".repeat(LONGEST)),
        format!("startswith('{words}')"),
    ] {
        check(&format!("where={condition}"));
    }
    check(&format!(
        "select=date_format(updated, '{}') as d",
        "EEEE".repeat(4000)
    ));
    check(&format!(
        "group_by=range(id, {})",
        words.replace('w', "").replace(' ', ",")
    ));
}

#[test]
fn refinements_without_end() {
    let refinements = vec!["refine=region:Europe/France"; 500].join(" & ");
    check(&refinements);
    let deep = format!("refine=region:{} & facet=region", "a/".repeat(8000));
    assert!(facets(&deep).is_ok());
}
