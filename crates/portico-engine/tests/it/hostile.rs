//! What of queries written to hurt? As long as an address may be, nested or repeated: each is answered or refused, and soon.

use std::sync::Arc;

use arrow::array::{ArrayRef, BinaryArray};
use arrow::record_batch::RecordBatch;
use portico_engine::EngineError;
use portico_formats::layout::arrow_schema;
use portico_model::{Field, FieldType, Schema};

use crate::fixture::{ask, facets, query, rows, shared};

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

const ODD_GEOMETRIES: &[&str] = &[
    "POLYGON((0 0,10 50,10 0,0 50,0 0))",
    "POLYGON((0 0,0 0,0 0,0 0))",
    "POLYGON((0 0,5 45,0 0))",
    "POLYGON((0 0,1 1))",
    "POLYGON((0 0,60 0,60 60,0 60,0 0),(70 70,80 70,80 80,70 70))",
    "MULTIPOLYGON(((0 0,60 0,60 60,0 60,0 0)),((0 0,60 0,60 60,0 60,0 0)))",
    "LINESTRING(0 0,0 0)",
    "LINESTRING(2.3522 48.8566)",
    "POINT(1e308 -1e308)",
    "POINT(9999 9999)",
    "POINT EMPTY",
    "POLYGON EMPTY",
    "GEOMETRYCOLLECTION(POINT(0 0),POLYGON((0 0,60 0,60 60,0 60,0 0)))",
    "GEOMETRYCOLLECTION EMPTY",
    "POINT(nan nan)",
    "POINT(1 2",
    "POINT Z (1 2 3)",
    "0101000000000000000000F03F0000000000000040",
    "01010000000000",
    "{\"type\": \"Polygon\", \"coordinates\": []}",
    "{\"type\": \"Polygon\", \"coordinates\": [[]]}",
    "{\"type\": \"Feature\", \"geometry\": null}",
    "{\"type\": \"Point\", \"coordinates\": [\"a\", 1]}",
    "{}",
    "",
];

#[test]
fn geometries_without_sense() {
    for literal in ODD_GEOMETRIES {
        for function in ["intersects", "disjoint", "within", "polygon"] {
            check(&format!("where={function}(pos, geom'{literal}')"));
        }
        check(&format!("where=within_distance(pos, geom'{literal}', 1000km)"));
        check(&format!("order_by=distance(pos, geom'{literal}')"));
    }
    check("where=in_bbox(pos, 1e308, -1e308, -1e308, 1e308)");
    check("where=within_distance(pos, geom'POINT(0 0)', 1e300km)");
    for zoom in 0..=25 {
        check(&format!("group_by=geo_cluster(pos, {zoom}, 0.001)"));
        check(&format!("group_by=geo_cluster(pos, {zoom}, 1e300)"));
    }
}

#[test]
fn numbers_and_dates_at_the_ends() {
    for query in [
        "where=id > 9223372036854775807 OR id < -9223372036854775808 OR id = 1e308",
        "where=id in [1e308..-1e308]",
        "where=updated > date'9999-12-31T23:59:59' OR updated < date'0001'",
        "where=updated > now(year=9999, months=11) OR updated < now(year=1, days=-400)",
        "group_by=range(updated, 3652425 day)",
        "group_by=range(updated, 4294967295 m)",
        "group_by=range(updated, 1 ms), range(updated, 1 year)",
        "group_by=range(id, 1e-300), range(area, 1e300)",
        "group_by=range(id, -9223372036854775808, 9223372036854775807)",
        "group_by=range(founded, date'0001', date'9999')",
        "select=percentile(id, 0), percentile(id, 100), percentile(id, 99.999999)",
        "select=id + 9223372036854775807 as a, -id - 9223372036854775807 as b, 1e308 * area as c",
        "select=sum(id * 4611686018427387904) as s",
        "order_by=random(-9223372036854775808)",
    ] {
        check(query);
        check(&format!("{query} & timezone=Pacific/Apia"));
    }
}

#[test]
fn shapes_without_sense() {
    // A bow tie, a polygon without area, a line of one place, and bytes that are no shape.
    let polygon = |points: &[(f64, f64)]| {
        let mut wkb = vec![1, 3, 0, 0, 0, 1, 0, 0, 0];
        wkb.extend(u32::try_from(points.len()).unwrap().to_le_bytes());
        for (x, y) in points {
            wkb.extend(x.to_le_bytes());
            wkb.extend(y.to_le_bytes());
        }
        wkb
    };
    let bow_tie = polygon(&[(0.0, 0.0), (10.0, 50.0), (10.0, 0.0), (0.0, 50.0), (0.0, 0.0)]);
    let flat = polygon(&[(5.0, 45.0), (5.0, 45.0), (5.0, 45.0), (5.0, 45.0)]);
    let empty = polygon(&[]);
    let fields = vec![Field::new("geom", FieldType::GeoShape)];
    let shapes: ArrayRef = Arc::new(BinaryArray::from_opt_vec(vec![
        Some(&bow_tie),
        Some(&flat),
        Some(&empty),
        Some(b"\x01\x03"),
        None,
    ]));
    let batch =
        RecordBatch::try_new(arrow_schema(&fields), vec![shapes]).expect("the fixture is well formed");
    let shared = shared();
    shared.runtime.block_on(async {
        let table = shared
            .bench
            .store("odd_shapes", &Schema { fields }, vec![batch])
            .await;
        for literal in ODD_GEOMETRIES {
            for condition in [
                format!("intersects(geom, geom'{literal}')"),
                format!("disjoint(geom, geom'{literal}')"),
                format!("within(geom, geom'{literal}')"),
                format!("within_distance(geom, geom'{literal}', 1000km)"),
            ] {
                match rows(
                    &shared.bench.engine,
                    &table,
                    &query(&format!("where={condition}")),
                )
                .await
                {
                    Ok(_) | Err(EngineError::Query { .. }) => {}
                    Err(other) => panic!("{condition}: {other}"),
                }
            }
        }
        let all = query("select=bbox(geom) as b, count(distinct geom) as n & limit=1");
        assert_eq!(rows(&shared.bench.engine, &table, &all).await.unwrap().len(), 1);
    });
}
