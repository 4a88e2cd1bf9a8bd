//! Does the index ever rule out a record that a search finds? Many terms against many segments, beside the function that decides.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, StringArray};
use arrow::record_batch::RecordBatch;
use object_store::memory::InMemory;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use portico_formats::layout::arrow_schema;
use portico_model::{Field, FieldType, Schema};

use super::BLOCK;
use super::build::Builder;
use super::file::KnownWords;
use super::need::Need;
use crate::functions::text::{full_text_terms, like_terms, scan, search_terms, suggest_terms};

const RECORDS: u64 = 3_000;
const SYLLABLES: [&str; 12] = [
    "ba", "ro", "né", "tik", "sol", "am", "ster", "œ", "ul", "vi", "3", "nu",
];

/// A word of two or three syllables, decided by the number.
fn word(n: u64) -> String {
    let mixed = n.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> 20;
    let syllable = |at: u64| SYLLABLES[usize::try_from((mixed >> (4 * at)) % 12).expect("small")];
    (0..2 + mixed % 2).map(syllable).collect()
}

fn text(n: u64) -> Option<String> {
    match n % 500 {
        7 => None,
        8 => Some(
            "Donaudampfschifffahrtselektrizitätenhauptbetriebswerkbauunterbeamtengesellschaft".to_owned(),
        ),
        _ => Some(format!("{}, {} {}", word(n / 3), word(n + 10_000), word(n % 40))),
    }
}

struct Indexed {
    store: Arc<dyn ObjectStore>,
    path: Path,
    texts: ArrayRef,
}

async fn indexed() -> Indexed {
    let schema = Schema {
        fields: vec![Field::new("t", FieldType::Text)],
    };
    let texts: ArrayRef = Arc::new(StringArray::from_iter((0..RECORDS).map(text)));
    let batch = RecordBatch::try_new(arrow_schema(&schema.fields), vec![Arc::clone(&texts)]).unwrap();
    let mut builder = Builder::new(&schema).unwrap().with_segments_of(5);
    // Batches that end within blocks.
    let rows = batch.num_rows();
    let mut bytes = Vec::new();
    for start in (0..rows).step_by(777) {
        builder.add(&batch.slice(start, 777.min(rows - start))).unwrap();
        bytes.extend(builder.take());
    }
    bytes.extend(builder.finish().unwrap().unwrap());
    let store: Arc<dyn ObjectStore> = Arc::new(InMemory::new());
    let path = Path::from("words");
    store.put(&path, bytes.into()).await.unwrap();
    Indexed { store, path, texts }
}

#[tokio::test]
async fn no_record_that_a_search_finds_is_ruled_out() {
    let Indexed { store, path, texts } = indexed().await;
    let known = KnownWords::default();
    let index = known.index(&store, &path).await.unwrap().unwrap();
    assert_eq!(index.rows(), RECORDS);
    let mut narrowed = 0;
    for n in 0..30 {
        let (one, two) = (word(n * 31), word(n * 17 + 10_000));
        let short: String = one.chars().take(2).collect();
        for terms in [
            full_text_terms(&one),
            full_text_terms(&format!("{short}*")),
            search_terms(&format!("{two}x")),
            search_terms(&format!("{one} {short}")),
            suggest_terms(&format!("{short} {two}")),
            like_terms(&format!("%{two}%")),
            like_terms(&format!("%{short}")),
        ] {
            let truth = scan(&[Arc::clone(&texts)], &terms).unwrap();
            let need = Need::Words(terms);
            let Some(rows) = index.rows_with(&store, &need).await.unwrap() else {
                continue;
            };
            narrowed += 1;
            for (row, is_found) in (0..).zip(truth.as_boolean().values()) {
                let is_read = rows.iter().any(|range| range.contains(&row));
                assert!(is_read || !is_found, "{need:?}: record {row} is not read");
            }
            let blocks = (0..RECORDS)
                .step_by(64)
                .map(|start| start..(start + BLOCK).min(RECORDS));
            for block in blocks {
                let holds = block.clone().any(|row| {
                    let row = usize::try_from(row).expect("small");
                    let long = text(row as u64).is_some_and(|text| text.starts_with("Donau"));
                    long || truth.as_boolean().value(row)
                });
                let is_read = rows.iter().any(|range| range.contains(&block.start));
                // With one term, a block is read only for a record that has it.
                let single = matches!(&need, Need::Words(terms) if terms.len() == 1);
                assert!(
                    !single || holds || !is_read,
                    "{need:?}: block {block:?} is read in vain"
                );
            }
        }
    }
    assert!(narrowed > 60, "{narrowed} searches read less than all");
}

#[tokio::test]
async fn a_damaged_index_is_told_and_a_missing_one_is_none() {
    let Indexed { store, path, .. } = indexed().await;
    let whole = store.get(&path).await.unwrap().bytes().await.unwrap();
    let known = KnownWords::default();
    let missing = known.index(&store, &Path::from("nowhere")).await.unwrap();
    assert!(missing.is_none());
    for cut in [0, 1, 20, whole.len() / 2, whole.len() - 1] {
        let place = Path::from(format!("cut{cut}"));
        store.put(&place, whole.slice(..cut).into()).await.unwrap();
        let error = known.index(&store, &place).await.expect_err("a part is no index");
        assert!(error.to_string().contains("is damaged"), "{error}");
    }
    for at in (0..whole.len()).step_by(97) {
        let mut bytes = whole.to_vec();
        bytes[at] ^= 0xff;
        let place = Path::from(format!("turned{at}"));
        store.put(&place, bytes.into()).await.unwrap();
        // Told, or not noticed in postings, which have no sum; never a panic.
        let Ok(Some(index)) = known.index(&store, &place).await else {
            continue;
        };
        let need = Need::Words(full_text_terms("baro"));
        let _ = index.rows_with(&store, &need).await;
    }
}
