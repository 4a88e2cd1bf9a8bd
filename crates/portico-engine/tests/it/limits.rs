//! What holds whatever is asked? Ceilings of facets, deep pages, limits of time and memory, versions written once.

use std::sync::Arc;
use std::time::Duration;

use arrow::array::{ArrayRef, Int64Array, StringArray};
use arrow::record_batch::RecordBatch;
use object_store::memory::InMemory;
use portico_engine::{Engine, EngineError, EngineSettings, Table};
use portico_formats::layout::arrow_schema;
use portico_model::{Field, FieldType, Schema};

use crate::fixture::{bench, cities_schema, query, rows, shared};

fn batch(fields: &[Field], columns: Vec<ArrayRef>) -> RecordBatch {
    RecordBatch::try_new(arrow_schema(fields), columns).expect("the fixture is well formed")
}

fn numbers(records: i64) -> (Schema, RecordBatch) {
    let fields = vec![Field::new("n", FieldType::Int), Field::new("k", FieldType::Text)];
    let columns: Vec<ArrayRef> = vec![
        Arc::new(Int64Array::from_iter_values(1..=records)),
        Arc::new(StringArray::from_iter_values(
            (1..=records).map(|n| format!("k{n}")),
        )),
    ];
    let batch = batch(&fields, columns);
    (Schema { fields }, batch)
}

#[test]
fn a_facet_lists_a_hundred_values_and_pages_go_deep() {
    let shared = shared();
    shared.runtime.block_on(async {
        let (schema, batch) = numbers(10_500);
        let table = shared.bench.store("big", &schema, vec![batch]).await;
        let engine = &shared.bench.engine;
        let facets = engine.facets(&table, &query("facet=k")).await.unwrap();
        assert_eq!(facets[0].values.len(), 100);
        assert_eq!(engine.count(&table, &query("group_by=k")).await.unwrap(), 10_500);
        for (text, expected) in [
            ("offset=10490 & limit=2", [10_491, 10_492]),
            ("where=n > 1 & offset=10490 & limit=2", [10_492, 10_493]),
            ("order_by=n desc & offset=10490 & limit=2", [10, 9]),
            ("select=n & where=n in [9000..9001]", [9000, 9001]),
        ] {
            let answer = rows(engine, &table, &query(&format!("{text} & select=n")))
                .await
                .unwrap();
            assert_eq!(answer, expected.map(|n| format!("{{\"n\": {n}}}")), "{text}");
        }
        let all = rows(engine, &table, &query("select=n & limit=-1")).await.unwrap();
        assert_eq!((all.len(), all[10_499].as_str()), (10_500, r#"{"n": 10500}"#));
    });
}

#[test]
fn limits_of_time_and_memory_are_faults_of_their_own() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let scratch = tempfile::tempdir().unwrap();
        let settings = EngineSettings {
            query_time: Duration::ZERO,
            query_memory: 1,
            running: 1,
            waiting: 1,
            scratch: scratch.path().to_owned(),
        };
        let engine = Engine::open(Arc::new(InMemory::new()), settings.clone()).unwrap();
        let (schema, batch) = numbers(5000);
        let table = Table::memory("n", schema.clone(), vec![batch.clone()]);
        let slow = engine.select(&table, &query("group_by=k")).await;
        assert!(matches!(slow, Err(EngineError::Limit(_))), "{slow:?}");
        let settings = EngineSettings {
            query_time: Duration::from_secs(60),
            ..settings
        };
        let engine = Engine::open(Arc::new(InMemory::new()), settings.clone()).unwrap();
        let big = engine.select(&table, &query("group_by=k")).await;
        assert!(matches!(big, Err(EngineError::Limit(_))), "{big:?}");
        // Dropped answers give their permit back: one runs at a time here.
        let settings = EngineSettings {
            query_memory: 64 << 20,
            ..settings
        };
        let engine = Engine::open(Arc::new(InMemory::new()), settings).unwrap();
        for _ in 0..5 {
            drop(
                engine
                    .select(&table, &query("select=n & where=n > 0"))
                    .await
                    .unwrap(),
            );
        }
    });
}

#[test]
fn a_version_is_never_overwritten() {
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let bench = bench();
        let (schema, three) = numbers(3);
        bench.store("v", &schema, vec![three]).await;
        let uid = portico_model::DatasetUid::new("da_test00").unwrap();
        let again = bench.engine.write_version(&uid, "v", &schema).await;
        assert!(matches!(again, Err(EngineError::Storage(_))), "{again:?}");
        let mut other = bench.engine.write_version(&uid, "w", &schema).await.unwrap();
        let wrong = RecordBatch::new_empty(arrow_schema(&cities_schema().fields));
        other.write(wrong).await.unwrap();
        let fields = vec![Field::new("only", FieldType::Int)];
        let wrong = batch(&fields, vec![Arc::new(Int64Array::from(vec![1]))]);
        assert!(other.write(wrong).await.is_err());
        assert!(other.finish().await.is_err());
        assert_eq!(bench.engine.stored_versions().await.unwrap().len(), 1);
    });
}
