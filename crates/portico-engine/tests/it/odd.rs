//! What about tables that nobody expects? Wide, empty, without values, with odd text; shapes; limits; whole against its parts.

use std::sync::Arc;

use arrow::array::{ArrayRef, BinaryArray, Int64Array, StringArray, new_null_array};
use arrow::record_batch::RecordBatch;
use futures::StreamExt;
use portico_engine::Query;
use portico_formats::layout::arrow_schema;
use portico_model::{Extent, Field, FieldType, Schema};

use crate::fixture::{ask, cities_schema, query, rows, shared};

pub(crate) fn batch(fields: &[Field], columns: Vec<ArrayRef>) -> RecordBatch {
    RecordBatch::try_new(arrow_schema(fields), columns).expect("the fixture is well formed")
}

/// A table in the shared bench, and what it answers.
#[track_caller]
pub(crate) fn check(id: &str, fields: Vec<Field>, columns: Vec<ArrayRef>, questions: &[(&str, &[&str])]) {
    let shared = shared();
    shared.runtime.block_on(async {
        let batch = batch(&fields, columns);
        let table = shared.bench.store(id, &Schema { fields }, vec![batch]).await;
        for (text, expected) in questions {
            let answer = rows(&shared.bench.engine, &table, &query(text)).await;
            assert_eq!(
                answer.unwrap_or_else(|error| panic!("{text}: {error}")),
                *expected,
                "{text}"
            );
        }
    });
}

#[test]
fn five_hundred_columns() {
    let fields: Vec<Field> = (0..500)
        .map(|n| Field::new(format!("f{n}"), FieldType::Int))
        .collect();
    let columns = (0..500)
        .map(|n| Arc::new(Int64Array::from(vec![n, 1000 - n])) as ArrayRef)
        .collect();
    check(
        "wide",
        fields,
        columns,
        &[
            (
                "select=f0, f499 & order_by=f499 desc",
                &[r#"{"f0": 1000, "f499": 501}"#, r#"{"f0": 0, "f499": 499}"#],
            ),
            ("select=exclude(f*)", &["{}", "{}"]),
        ],
    );
    let order = "where=f3 > 5 & order_by=f3 desc & limit=1";
    let shared = shared();
    shared.runtime.block_on(async {
        let fields: Vec<Field> = (0..500)
            .map(|n| Field::new(format!("f{n}"), FieldType::Int))
            .collect();
        let columns = (0..500)
            .map(|n| Arc::new(Int64Array::from(vec![n, 1000 - n])) as ArrayRef)
            .collect();
        let batch = batch(&fields, columns);
        let table = shared.bench.store("wide2", &Schema { fields }, vec![batch]).await;
        let answer = rows(&shared.bench.engine, &table, &query(order)).await.unwrap();
        assert!(answer[0].starts_with(r#"{"f0": 1000, "f1": 999"#), "{answer:?}");
    });
}

#[test]
fn columns_without_values() {
    let schema = cities_schema();
    let arrow = arrow_schema(&schema.fields);
    let columns = arrow
        .fields()
        .iter()
        .map(|field| new_null_array(field.data_type(), 3))
        .collect();
    check(
        "nulls",
        schema.fields,
        columns,
        &[
            (
                "select=id, pos, tags & limit=1",
                &[r#"{"id": null, "pos": null, "tags": null}"#],
            ),
            (
                "where=population > 1 OR capital OR \"x\" OR year(founded) = 2000",
                &[],
            ),
            (
                "select=count(*) as n & where=NOT population > 1 & limit=1",
                &[r#"{"n": 3}"#],
            ),
            (
                "select=sum(population) as s, avg(area) as a, min(founded) as m, median(area) as e, bbox(pos) as b, envelope(pos) as v & limit=1",
                &[r#"{"s": null, "a": null, "m": null, "e": null, "b": null, "v": null}"#],
            ),
            (
                "group_by=tags & select=count(*) as n",
                &[r#"{"tags": null, "n": 3}"#],
            ),
            ("group_by=geo_cluster(pos, 3)", &[]),
            ("group_by=range(updated, 1 day)", &[]),
        ],
    );
}

#[test]
fn texts_of_every_kind() {
    let field = Field::new("t", FieldType::Text);
    let texts = ["🎨 Œuvre d’ÉTÉ", "a\"b\\c", "", "東京タワー", "100% _wild_"];
    check(
        "texts",
        vec![field],
        vec![Arc::new(StringArray::from(texts.to_vec()))],
        &[
            ("where=\"oeuvre ete\"", &[r#"{"t": "🎨 Œuvre d’ÉTÉ"}"#]),
            ("where=t = '🎨 Œuvre d’ÉTÉ'", &[r#"{"t": "🎨 Œuvre d’ÉTÉ"}"#]),
            ("where=t = ''", &[r#"{"t": ""}"#]),
            ("where=startswith(t, \"100% _\")", &[r#"{"t": "100% _wild_"}"#]),
            ("where=startswith(t, \"%\")", &[]),
            ("where=search(\"東京タワー\")", &[r#"{"t": "東京タワー"}"#]),
            ("select=length(t) as n & where=t like '東京*'", &[r#"{"n": 5}"#]),
            ("where=t like \"%ild%\"", &[r#"{"t": "100% _wild_"}"#]),
        ],
    );
}

#[test]
fn every_kind_of_range() {
    let all = |query: &str| ask(&format!("{query} & limit=-1")).unwrap();
    assert_eq!(
        all("group_by=range(population, 1000000) as r & select=count(*) as n"),
        [
            r#"{"r": "[0, 999999]", "n": 3}"#,
            r#"{"r": "[1000000, 1999999]", "n": 1}"#,
            r#"{"r": "[2000000, 2999999]", "n": 2}"#,
            r#"{"r": "[9000000, 9999999]", "n": 1}"#,
        ]
    );
    assert_eq!(
        all("group_by=range(population, 100000, 1000000) as r & select=count(*) as n"),
        [r#"{"r": "[100000, 999999]", "n": 2}"#]
    );
    assert_eq!(
        all("group_by=range(area, 20.5, *) as r"),
        [r#"{"r": "[20.5, *["}"#]
    );
    assert_eq!(
        all("group_by=range(area, *, 20, 100.5) as r"),
        [r#"{"r": "[*, 20.0["}"#, r#"{"r": "[20.0, 100.5["}"#]
    );
    assert_eq!(
        all("group_by=range(area, 1000) as r"),
        [r#"{"r": "[0, 1000["}"#, r#"{"r": "[1000, 2000["}"#]
    );
    let days = all("group_by=range(updated, 1 day) as d & select=count(*) as n");
    assert!(
        days.contains(&r#"{"d": "[2024-03-01T00:00:00.000Z, 2024-03-02T00:00:00.000Z[", "n": 2}"#.to_owned()),
        "{days:?}"
    );
    let days = all("group_by=range(updated, 1 day) as d & select=count(*) as n & timezone=Europe/Paris");
    assert!(
        days.contains(
            &r#"{"d": "[2024-03-02T00:00:00+01:00, 2024-03-03T00:00:00+01:00[", "n": 1}"#.to_owned()
        ),
        "{days:?}"
    );
    assert_eq!(
        all("group_by=range(founded, *, date'1600', date'1900') as r & select=count(*) as n"),
        [
            r#"{"r": "[*, 1600-01-01T00:00:00.000Z[", "n": 2}"#,
            r#"{"r": "[1600-01-01T00:00:00.000Z, 1900-01-01T00:00:00.000Z[", "n": 3}"#,
        ]
    );
}

#[test]
fn clusters_count_every_point_once() {
    let rows = ask("group_by=geo_cluster(pos, 3) & select=count(*) as n & limit=-1").unwrap();
    assert!(
        rows[0].starts_with(r#"{"geo_cluster(pos, 3)": {"cluster_centroid": {"l"#),
        "{rows:?}"
    );
    let count = |row: &String| {
        row.rsplit(' ')
            .next()
            .unwrap()
            .trim_end_matches('}')
            .parse::<u64>()
            .unwrap()
    };
    assert_eq!(rows.iter().map(count).sum::<u64>(), 7, "{rows:?}");
}

#[test]
fn more_aggregates_and_functions() {
    let one = |query: &str| ask(&format!("{query} & limit=1")).unwrap().remove(0);
    assert_eq!(
        one("select=median(population) as m, percentile(population,50) as p"),
        r#"{"m": 1370000.0, "p": 1370000.0}"#
    );
    assert!(one("select=sum(population)/sum(area)*100 as r").starts_with(r#"{"r": 5"#));
    assert!(one("select=bbox(pos) as b").contains("-99.1332"));
    assert!(one("select=envelope(pos) as e").contains("Polygon"));
    assert_eq!(
        one("select=json_format(name) & where=id=1"),
        r#"{"json_format(name)": "Paris"}"#
    );
    assert_eq!(
        one("select=json_format(name, null) as j & where=id=1"),
        r#"{"j": null}"#
    );
    assert_eq!(
        one("select=id, count(*) as n & order_by=id & offset=2"),
        r#"{"id": 3, "n": 8}"#
    );
    assert_eq!(
        one("select=year(updated) as y & group_by=y & where=id=1"),
        r#"{"y": 2024}"#
    );
    assert_eq!(
        one("select=id*9223372036854775807 as x & where=id=2"),
        r#"{"x": null}"#
    );
    assert_eq!(ask("select=id & where=recordid='nope'").unwrap(), [""; 0]);
}

#[test]
fn shapes_are_found_by_their_exact_form() {
    // Two triangles with the same rectangle, and nothing.
    let triangle = |points: [(f64, f64); 4]| {
        let mut wkb = vec![1, 3, 0, 0, 0, 1, 0, 0, 0, 4, 0, 0, 0];
        for (x, y) in points {
            wkb.extend(x.to_le_bytes());
            wkb.extend(y.to_le_bytes());
        }
        wkb
    };
    let low = triangle([(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 0.0)]);
    let high = triangle([(0.0, 0.0), (10.0, 10.0), (0.0, 10.0), (0.0, 0.0)]);
    let fields = vec![
        Field::new("n", FieldType::Int),
        Field::new("geom", FieldType::GeoShape),
    ];
    let columns: Vec<ArrayRef> = vec![
        Arc::new(Int64Array::from(vec![1, 2, 3])),
        Arc::new(BinaryArray::from_opt_vec(vec![Some(&low), Some(&high), None])),
    ];
    let small = "geom'POLYGON((8 1,9 1,9 2,8 2,8 1))'";
    let big = "geom'POLYGON((-1 -1,11 -1,11 11,-1 11,-1 -1))'";
    let ask = |condition: String| format!("select=n & where={condition}");
    check(
        "shapes",
        fields.clone(),
        columns.clone(),
        &[
            (&ask(format!("intersects(geom, {small})")), &[r#"{"n": 1}"#]),
            (&ask(format!("disjoint(geom, {small})")), &[r#"{"n": 2}"#]),
            (
                &ask(format!("within(geom, {big})")),
                &[r#"{"n": 1}"#, r#"{"n": 2}"#],
            ),
            (&ask(format!("within(geom, {small})")), &[]),
            (&ask("in_bbox(geom, 1, 8, 2, 9)".to_owned()), &[r#"{"n": 1}"#]),
            (
                &ask("within_distance(geom, geom'POINT(9 1)', 1m)".to_owned()),
                &[r#"{"n": 1}"#],
            ),
            (
                &ask("NOT in_bbox(geom, 1, 8, 2, 9)".to_owned()),
                &[r#"{"n": 2}"#, r#"{"n": 3}"#],
            ),
        ],
    );
    let shared = shared();
    shared.runtime.block_on(async {
        let schema = Schema {
            fields: fields.clone(),
        };
        let table = shared
            .bench
            .store("shapes2", &schema, vec![batch(&fields, columns)])
            .await;
        let engine = &shared.bench.engine;
        let all = Extent {
            west: 0.0,
            south: 0.0,
            east: 10.0,
            north: 10.0,
        };
        assert_eq!(
            engine.extent(&table, &Query::default()).await.unwrap(),
            (Some(all), 2)
        );
        let corner = Extent {
            west: 8.0,
            south: 1.0,
            east: 9.0,
            north: 2.0,
        };
        let mut found = engine
            .features(&table, &query("select=n"), "geom", corner)
            .await
            .unwrap();
        let names: Vec<&str> = found.columns.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(names, ["_id", "geom", "n"]);
        assert_eq!(found.batches.next().await.unwrap().unwrap().num_rows(), 1);
    });
}

#[test]
fn a_grid_counts_every_point_once() {
    let shared = shared();
    shared.runtime.block_on(async {
        let world = Extent {
            west: -180.0,
            south: -85.0,
            east: 180.0,
            north: 85.0,
        };
        let grid = shared
            .bench
            .engine
            .point_grid(&shared.cities, &Query::default(), "pos", world, 8)
            .await
            .unwrap();
        let names: Vec<&str> = grid.columns.iter().map(|field| field.name.as_str()).collect();
        assert_eq!(names, ["lon", "lat", "count", "_id"]);
        let batches: Vec<_> = grid.batches.map(Result::unwrap).collect().await;
        let counts = |batch: &RecordBatch| {
            let column = batch.column(2).as_any().downcast_ref::<Int64Array>().unwrap();
            column.iter().flatten().sum::<i64>()
        };
        assert_eq!(batches.iter().map(counts).sum::<i64>(), 7);
    });
}

#[test]
fn a_condition_and_its_negation_make_the_whole() {
    let shared = shared();
    shared.runtime.block_on(async {
        let count = async |condition: String| {
            shared
                .bench
                .engine
                .count(&shared.cities, &query(&format!("where={condition}")))
                .await
                .unwrap()
        };
        let leaves = [
            "population > 300000",
            "country = 'FR'",
            "country != 'FR'",
            "capital",
            "\"river\" IN tags",
            "tags != 'river'",
            "founded in [date'1500'..date'1700']",
            "updated < now()",
            "search(\"secret\")",
            "note like 'book'",
            "within_distance(pos, geom'POINT(2.3522 48.8566)', 350km)",
            "disjoint(pos, geom'POLYGON((-5 46,10 46,10 50,-5 50,-5 46))')",
            "length(note) > 3",
            "population = null",
        ];
        for (index, left) in leaves.iter().enumerate() {
            let right = leaves[(index * 5 + 3) % leaves.len()];
            for whole in [
                (*left).to_owned(),
                format!("({left}) AND ({right})"),
                format!("({left}) OR NOT ({right})"),
                format!("NOT (({left}) OR ({right}))"),
            ] {
                let parts = count(whole.clone()).await + count(format!("NOT ({whole})")).await;
                assert_eq!(parts, 8, "{whole}");
            }
        }
    });
}

#[test]
fn a_thousand_alternatives_make_no_deep_tree() {
    let ids: Vec<String> = (0..1500).map(|id| format!("id*1={id}")).collect();
    assert_eq!(
        ask(&format!("select=id & where={}", ids.join(" OR ")))
            .unwrap()
            .len(),
        8
    );
    let nested = format!("{}capital{}", "NOT (".repeat(40), ")".repeat(40));
    assert_eq!(ask(&format!("select=id & where={nested}")).unwrap().len(), 3);
}
