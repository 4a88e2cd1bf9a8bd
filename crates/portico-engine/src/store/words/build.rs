//! How is the index made while records are written? Segment by segment, each in memory until it is full.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::DataType;
use arrow::record_batch::RecordBatch;
use foldhash::fast::RandomState;
use portico_model::{FieldType, Schema};

use super::{BLOCK, Directory, Entry, LONGEST, MAGIC, SEGMENT_BLOCKS, postings};
use crate::EngineError;
use crate::functions::fold::{fold_into, words};

/// Bytes of words and blocks after which a segment is closed early.
const MOST_BYTES: usize = 48 << 20;
/// What a word takes besides its letters, about.
const OVERHEAD: usize = 96;
/// Fewer records are read as fast without an index.
const LEAST_ROWS: u64 = 16_384;
/// Bytes of a folded text that are kept for the next one.
const KEPT_BYTES: usize = 1 << 20;

/// Whether words of such a field are in the index.
pub(super) fn is_indexed(field: FieldType) -> bool {
    matches!(field, FieldType::Text | FieldType::File | FieldType::JsonBlob)
}

/// Makes the index of one version.
#[derive(Debug)]
pub(crate) struct Builder {
    columns: Vec<usize>,
    most_blocks: usize,
    segment: Segment,
    first_row: u64,
    rows: u64,
    written: u64,
    directory: Directory,
    out: Vec<u8>,
}

/// The words of the segment at hand, each with its blocks, ascending.
#[derive(Debug, Default)]
struct Segment {
    words: HashMap<Box<str>, Vec<u16>, RandomState>,
    /// Blocks with a word that is too long for the dictionary.
    long: Vec<u16>,
    bytes: usize,
    folded: String,
}

impl Builder {
    /// None when there is no text in such records.
    pub(crate) fn new(schema: &Schema) -> Option<Self> {
        let columns: Vec<usize> = (0..schema.fields.len())
            .filter(|at| is_indexed(schema.fields[*at].ty))
            .collect();
        (!columns.is_empty()).then(|| Self {
            columns,
            most_blocks: SEGMENT_BLOCKS,
            segment: Segment::default(),
            first_row: 0,
            rows: 0,
            written: 0,
            directory: Directory::default(),
            out: Vec::new(),
        })
    }

    /// With shorter segments.
    #[cfg(test)]
    pub(super) fn with_segments_of(self, most_blocks: usize) -> Self {
        Self { most_blocks, ..self }
    }

    /// Adds a batch in the result layout.
    pub(crate) fn add(&mut self, batch: &RecordBatch) -> Result<(), EngineError> {
        let mut start = 0;
        while start < batch.num_rows() {
            let within = self.rows % BLOCK;
            if within == 0 && self.is_full() {
                self.close_segment()?;
            }
            let left = usize::try_from(BLOCK - within).expect("a block is small");
            let rows = start..batch.num_rows().min(start + left);
            let block = u16::try_from((self.rows - self.first_row) / BLOCK).expect("a segment is small");
            for column in &self.columns {
                self.segment
                    .add_column(batch.column(*column), rows.clone(), block);
            }
            self.rows += rows.len() as u64;
            start = rows.end;
        }
        Ok(())
    }

    /// The bytes that are ready to be sent.
    pub(crate) fn take(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.out)
    }

    /// Closes the index; the last bytes. None when there are too few records for one.
    pub(crate) fn finish(mut self) -> Result<Option<Vec<u8>>, EngineError> {
        if self.rows < LEAST_ROWS && self.directory.segments.is_empty() {
            return Ok(None);
        }
        self.close_segment()?;
        let directory = serde_json::to_vec(&self.directory).map_err(damaged)?;
        let length = u32::try_from(directory.len()).map_err(damaged)?;
        self.out.extend(directory);
        self.out.extend(length.to_le_bytes());
        self.out.extend(MAGIC);
        Ok(Some(self.out))
    }

    fn is_full(&self) -> bool {
        self.rows - self.first_row >= BLOCK * self.most_blocks as u64 || self.segment.bytes > MOST_BYTES
    }

    fn close_segment(&mut self) -> Result<(), EngineError> {
        let rows = self.rows - self.first_row;
        if rows == 0 {
            return Ok(());
        }
        let segment = std::mem::take(&mut self.segment);
        let mut sorted: Vec<_> = segment.words.into_iter().collect();
        sorted.sort_unstable_by(|(one, _), (other, _)| one.cmp(other));
        let mut bytes = Vec::new();
        let mut words = fst::MapBuilder::memory();
        if !segment.long.is_empty() {
            // No word is empty: this key is free for them.
            words
                .insert("", postings::write(&segment.long, &mut bytes))
                .map_err(damaged)?;
        }
        for (word, blocks) in &sorted {
            words
                .insert(word.as_bytes(), postings::write(blocks, &mut bytes))
                .map_err(damaged)?;
        }
        let words = words.into_inner().map_err(damaged)?;
        let entry = Entry {
            first_row: self.first_row,
            rows,
            postings: (self.written, bytes.len() as u64),
            words: (self.written + bytes.len() as u64, words.len() as u64),
        };
        self.written += entry.postings.1 + entry.words.1;
        self.directory.segments.push(entry);
        self.out.extend(bytes);
        self.out.extend(words);
        self.first_row = self.rows;
        Ok(())
    }
}

impl Segment {
    fn add_column(&mut self, column: &ArrayRef, rows: Range<usize>, block: u16) {
        let (texts, items) = match column.data_type() {
            DataType::List(_) => {
                let lists = column.as_list::<i32>();
                let offset = |at: usize| usize::try_from(lists.value_offsets()[at]).unwrap_or(0);
                (lists.values(), offset(rows.start)..offset(rows.end))
            }
            _ => (column, rows),
        };
        let texts = texts.as_string::<i32>();
        // Neighbours often say the same.
        let mut seen = HashSet::with_hasher(RandomState::default());
        for item in items.filter(|item| texts.is_valid(*item)) {
            let text = texts.value(item);
            if seen.insert(text) {
                self.add_text(text, block);
            }
        }
    }

    fn add_text(&mut self, text: &str, block: u16) {
        let mut folded = std::mem::take(&mut self.folded);
        fold_into(text, &mut folded);
        for word in words(&folded) {
            let known = if word.len() > LONGEST {
                Some(&mut self.long)
            } else {
                self.words.get_mut(word)
            };
            match known {
                Some(blocks) if blocks.last() == Some(&block) => {}
                Some(blocks) => {
                    blocks.push(block);
                    self.bytes += 2;
                }
                None => {
                    self.bytes += word.len() + OVERHEAD;
                    self.words.insert(word.into(), vec![block]);
                }
            }
        }
        if folded.capacity() <= KEPT_BYTES {
            self.folded = folded;
        }
    }
}

fn damaged(error: impl std::fmt::Display) -> EngineError {
    EngineError::Storage(format!("the index of words cannot be written: {error}"))
}
