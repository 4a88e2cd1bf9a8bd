//! Does the index of words change nothing but the time? The same records with an index, without one, and with a broken one.

use std::path::PathBuf;
use std::sync::Arc;

use arrow::array::{ArrayRef, Int64Array, ListBuilder, StringArray, StringBuilder};
use arrow::record_batch::RecordBatch;
use portico_engine::Table;
use portico_formats::layout::arrow_schema;
use portico_model::{Field, FieldType, Schema};

use crate::fixture::{Bench, bench, query, rows};

/// Just enough for an index.
const RECORDS: i64 = 20_000;

fn schema() -> Schema {
    let mut tags = Field::new("tags", FieldType::Text);
    tags.annotations.multivalued = Some(";".to_owned());
    Schema {
        fields: vec![
            Field::new("n", FieldType::Int),
            Field::new("title", FieldType::Text),
            tags,
        ],
    }
}

fn title(n: i64) -> Option<String> {
    Some(match n {
        77 => "Œuvre de Besançon".to_owned(),
        5_000 => format!("one long {} word", "zebra".repeat(40)),
        13_500 => "ZEBRA-crossing, repaired".to_owned(),
        19_999 => "the last one: 77".to_owned(),
        _ if n % 1_000 == 3 => return None,
        _ => format!("report {} of street {}", n % 50, n / 70),
    })
}

fn batch() -> RecordBatch {
    let mut tags = ListBuilder::new(StringBuilder::new());
    for n in 0..RECORDS {
        if n % 9_000 == 8 {
            tags.values().append_value("Night");
            tags.values().append_value("école maternelle");
        }
        tags.append(n % 9_000 != 5);
    }
    let schema = schema();
    let tags = arrow::compute::cast(&tags.finish(), arrow_schema(&schema.fields).field(2).data_type());
    let columns: Vec<ArrayRef> = vec![
        Arc::new(Int64Array::from_iter_values(0..RECORDS)),
        Arc::new(StringArray::from_iter((0..RECORDS).map(title))),
        tags.expect("a list of texts"),
    ];
    RecordBatch::try_new(arrow_schema(&schema.fields), columns).expect("the columns fit")
}

fn index_of(bench: &Bench, version: &str) -> PathBuf {
    let version = bench
        .folder
        .path()
        .join("objects/datasets/da_test00")
        .join(version);
    version.join("text/words")
}

async fn found(bench: &Bench, table: &Table, condition: &str) -> Vec<String> {
    let query = query(&format!("select=n & where={condition} & limit=-1"));
    rows(&bench.engine, table, &query).await.expect(condition)
}

#[tokio::test(flavor = "multi_thread")]
async fn searches_find_the_same_with_an_index_without_one_and_with_a_broken_one() {
    let bench = bench();
    let indexed = bench.store("indexed", &schema(), vec![batch()]).await;
    let plain = bench.store("plain", &schema(), vec![batch()]).await;
    let broken = bench.store("broken", &schema(), vec![batch()]).await;
    assert!(index_of(&bench, "indexed").exists());
    std::fs::remove_file(index_of(&bench, "plain")).unwrap();
    let whole = std::fs::read(index_of(&bench, "broken")).unwrap();
    let mut turned = whole.clone();
    turned[whole.len() / 2..]
        .iter_mut()
        .for_each(|byte| *byte ^= 0x55);
    std::fs::write(index_of(&bench, "broken"), turned).unwrap();
    for (condition, count) in [
        ("\"zebra\"", 1),
        ("\"zebra*\"", 2),
        ("search(\"zerba\")", 1),
        ("search(\"besancom\")", 1),
        ("search(\"zebr\")", 2),
        ("suggest(\"oeuv\")", 1),
        ("suggest(title, \"cross\")", 1),
        ("title like '%sanco%'", 1),
        ("title like '%ancon'", 1),
        ("title like 'besancon'", 1),
        ("search(tags, \"ecole\")", 3),
        ("tags like 'night'", 3),
        ("\"night\" AND \"report\"", 3),
        ("\"last 77\"", 1),
        ("\"77\" AND title is not null", 2 + 70),
        ("title like 'zebra' OR tags like 'night'", 4),
        ("title like 'zebra' OR n > 19990", 10),
        ("NOT title like 'report'", 4 + 20),
        ("\"nowhere\"", 0),
        ("\"nowhere\" OR \"zebra\"", 1),
        ("\"report\" AND n < 10", 9),
    ] {
        let expected = found(&bench, &plain, condition).await;
        assert_eq!(expected.len(), count, "{condition}");
        assert_eq!(found(&bench, &indexed, condition).await, expected, "{condition}");
        assert_eq!(found(&bench, &broken, condition).await, expected, "{condition}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn few_records_have_no_index_and_an_index_goes_with_its_version() {
    let bench = bench();
    bench
        .store("small", &schema(), vec![batch().slice(0, 1_000)])
        .await;
    assert!(!index_of(&bench, "small").exists());
    bench.store("large", &schema(), vec![batch()]).await;
    assert!(index_of(&bench, "large").exists());
    let uid = portico_model::DatasetUid::new("da_test00").unwrap();
    bench.engine.delete_version(&uid, "large").await.unwrap();
    assert!(!index_of(&bench, "large").exists());
}
