//! Do plans avoid the work they can avoid? Physical plans over a stored version, read as text.

use std::time::Duration;

use arrow::array::{ArrayRef, Int64Array, StringArray};
use arrow::record_batch::RecordBatch;
use object_store::memory::InMemory;
use portico_formats::layout::arrow_schema;
use portico_model::{DatasetUid, Field, FieldType, Profile, Schema, Version};
use portico_odsql::parse_where;

use super::*;
use crate::EngineSettings;
use crate::executor::Read;
use crate::plan::order::by_position;

/// An engine over memory, and its folder for temporary files.
fn engine() -> (Engine, tempfile::TempDir) {
    let scratch = tempfile::tempdir().unwrap();
    let settings = EngineSettings {
        query_time: Duration::from_secs(60),
        query_memory: 64 << 20,
        running: 2,
        waiting: 2,
        scratch: scratch.path().to_owned(),
    };
    let engine = Engine::open(Arc::new(InMemory::new()), settings).unwrap();
    (engine, scratch)
}

/// A version of some megabytes, so that files are read in several pieces.
async fn stored(engine: &Engine) -> Table {
    let schema = Schema {
        fields: vec![Field::new("n", FieldType::Int), Field::new("t", FieldType::Text)],
    };
    let uid = DatasetUid::new("da_plans").unwrap();
    let mut writer = engine.write_version(&uid, "v", &schema).await.unwrap();
    let mixed = |n: i64| n.wrapping_mul(0x5851_F42D_4C95_7F2D);
    let columns: Vec<ArrayRef> = vec![
        Arc::new(Int64Array::from_iter_values(0..130_000)),
        Arc::new(StringArray::from_iter_values(
            (0..130_000).map(|n| format!("{:x}{:x}", mixed(n), mixed(n + 7))),
        )),
    ];
    writer
        .write(RecordBatch::try_new(arrow_schema(&schema.fields), columns).unwrap())
        .await
        .unwrap();
    let (profile, bytes): (Profile, u64) = writer.finish().await.unwrap();
    let version = Version {
        id: "v".to_owned(),
        number: 1,
        sha256: String::new(),
        schema,
        profile,
        bytes: i64::try_from(bytes).unwrap(),
        source_name: String::new(),
        author: String::new(),
        note: None,
        created_at: 0,
    };
    Table::stored(&uid, &version)
}

#[tokio::test]
async fn records_in_stored_order_are_not_sorted_again() {
    let (engine, _scratch) = engine();
    let table = stored(&engine).await;
    let query = Query {
        filter: vec![parse_where("n > 5 AND \"abc*\"").unwrap()],
        ..Query::default()
    };
    let scope = Scope::new(&table, &query);
    let records = Records::new(&engine, &table);
    for filter in [None, filter(&scope, &table, &query, None).unwrap()] {
        let filtered = filter.is_some();
        let plan = LogicalPlanBuilder::from(records.scan(filter, None).await.unwrap());
        let plan = plan.sort([by_position()]).unwrap().build().unwrap();
        let text = engine.executor.explain(&plan, Read::Selective).await;
        assert!(!text.contains("SortExec"), "{text}");
        assert!(text.contains("output_ordering"), "{text}");
        assert_eq!(text.contains("pruning_predicate"), filtered, "{text}");
    }
}

#[tokio::test]
async fn only_the_blocks_that_hold_a_word_are_read() {
    let (engine, _scratch) = engine();
    let table = stored(&engine).await;
    // The text of record 70 000.
    let mixed = |n: i64| n.wrapping_mul(0x5851_F42D_4C95_7F2D);
    let word = format!("{:x}{:x}", mixed(70_000), mixed(70_007));
    let block = 70_000 / 64 * 64..70_000 / 64 * 64 + 64;
    for (condition, expected) in [
        (format!("search(t, '{word}')"), Some(vec![block.clone()])),
        // With a digit in it, it may stand in the numbers too.
        (format!("\"{word}\""), None),
        (format!("t like '{word}' AND n > 5"), Some(vec![block])),
        ("\"nowhere\"".to_owned(), Some(Vec::new())),
        (format!("t like '{word}' OR n = 5"), None),
        ("t like '%a%'".to_owned(), None),
        ("n > 5".to_owned(), None),
    ] {
        let query = Query {
            filter: vec![parse_where(&condition).unwrap()],
            ..Query::default()
        };
        let scope = Scope::new(&table, &query);
        let condition = filter(&scope, &table, &query, None).unwrap().unwrap();
        let path = words_path("da_plans", "v");
        let rows = Records::new(&engine, &table)
            .rows_with_words(&condition, &path)
            .await;
        assert_eq!(rows, expected, "{condition}");
    }
}
