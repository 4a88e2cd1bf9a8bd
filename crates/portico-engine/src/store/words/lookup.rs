//! In which records may a need be met? Segment by segment: words from the dictionary, blocks from their postings, blocks to ranges.

use std::ops::Range;
use std::sync::Arc;

use bytes::Bytes;
use fst::{IntoStreamer, Streamer};
use object_store::{ObjectStore, ObjectStoreExt};

use super::file::{Segment, WordIndex, damaged, range};
use super::near::Near;
use super::need::Need;
use super::postings::{self, Blocks, Place};
use super::{BLOCK, LONGEST};
use crate::EngineError;
use crate::functions::text::Term;

/// From so many words on, all postings of a segment are read at once.
const MANY: usize = 64;
/// After so many segments, a word that is nearly everywhere is taken to be so in the rest.
const ENOUGH: usize = 4;

impl WordIndex {
    /// The ranges of records that may meet the need, ascending. None when they are so many that all can be read as well.
    pub(crate) async fn rows_with(
        &self,
        store: &Arc<dyn ObjectStore>,
        need: &Need,
    ) -> Result<Option<Vec<Range<u64>>>, EngineError> {
        let mut rows: Vec<Range<u64>> = Vec::new();
        let (mut found, mut covered) = (0, 0);
        for (at, segment) in self.segments.iter().enumerate() {
            for next in self.rows_of(store, segment, need).await? {
                found += next.end - next.start;
                match rows.last_mut() {
                    Some(last) if last.end == next.start => last.end = next.end,
                    _ => rows.push(next),
                }
            }
            covered += segment.entry.rows;
            let is_everywhere = at + 1 == ENOUGH && found > covered / 4 * 3;
            if is_everywhere || found > self.rows() / 2 {
                return Ok(None);
            }
        }
        Ok(Some(rows))
    }

    async fn rows_of(
        &self,
        store: &Arc<dyn ObjectStore>,
        segment: &Segment,
        need: &Need,
    ) -> Result<Vec<Range<u64>>, EngineError> {
        let terms = need.terms();
        let mut blocks = Vec::with_capacity(terms.len());
        for term in &terms {
            blocks.push(self.blocks_of(store, segment, term).await?);
        }
        let met = need.blocks(&|term| {
            let known = terms.iter().position(|other| *other == term);
            known.map_or(Blocks::ALL, |at| blocks[at].clone())
        });
        let entry = &segment.entry;
        let blocks = usize::try_from(entry.rows.div_ceil(BLOCK)).unwrap_or(usize::MAX);
        let rows = (0..blocks).filter(|block| met.contains(*block)).map(|block| {
            let start = block as u64 * BLOCK;
            entry.first_row + start..entry.first_row + entry.rows.min(start + BLOCK)
        });
        Ok(rows.collect())
    }

    /// The blocks of that segment where the term may be.
    async fn blocks_of(
        &self,
        store: &Arc<dyn ObjectStore>,
        segment: &Segment,
        term: &Term,
    ) -> Result<Blocks, EngineError> {
        let mut blocks = Blocks::NONE;
        let mut ranges = Vec::new();
        for value in values(&segment.words, term) {
            match postings::place(value) {
                Place::One(block) => blocks.add(block),
                Place::At { start, bytes } => ranges.push(start..start + bytes as u64),
            }
        }
        let (start, length) = segment.entry.postings;
        if ranges.iter().any(|range| range.end > length) {
            return Err(damaged(&self.path, "a word points behind the postings"));
        }
        if ranges.len() >= MANY {
            let all: Bytes = store.get_range(&self.path, range((start, length))).await?;
            for range in ranges {
                let place = |at: u64| usize::try_from(at).unwrap_or(usize::MAX);
                postings::read(&all[place(range.start)..place(range.end)], &mut blocks);
            }
        } else if !ranges.is_empty() {
            let ranges: Vec<_> = ranges
                .into_iter()
                .map(|range| start + range.start..start + range.end)
                .collect();
            for piece in store.get_ranges(&self.path, &ranges).await? {
                postings::read(&piece, &mut blocks);
            }
        }
        Ok(blocks)
    }
}

/// The values of the words that the term means, and of blocks with words that are too long to be told.
fn values(words: &fst::Map<Bytes>, term: &Term) -> Vec<u64> {
    let mut found: Vec<u64> = words.get("").into_iter().collect();
    match term {
        Term::Exact(word) | Term::Near(word, 0) => found.extend(words.get(word)),
        Term::Prefix(start) | Term::NearOrPrefix(start, 0) => found.extend(beginning(words, start)),
        Term::Suffix(end) => found.extend(all(words, |word| word.ends_with(end.as_bytes()))),
        Term::Part(part) => found.extend(all(words, |word| {
            std::str::from_utf8(word).is_ok_and(|word| word.contains(part.as_str()))
        })),
        Term::Near(word, edits) => found.extend(near(words, word, *edits)),
        Term::NearOrPrefix(word, edits) => {
            found.extend(near(words, word, *edits));
            found.extend(beginning(words, word));
        }
    }
    found
}

fn near(words: &fst::Map<Bytes>, word: &str, edits: usize) -> Vec<u64> {
    // Nothing in the dictionary is that long.
    if word.chars().count() > LONGEST + edits {
        return Vec::new();
    }
    words.search(Near::new(word, edits)).into_stream().into_values()
}

fn beginning(words: &fst::Map<Bytes>, start: &str) -> Vec<u64> {
    let mut stream = words.range().ge(start).into_stream();
    let mut found = Vec::new();
    while let Some((word, value)) = stream.next() {
        if !word.starts_with(start.as_bytes()) {
            break;
        }
        found.push(value);
    }
    found
}

fn all(words: &fst::Map<Bytes>, is_meant: impl Fn(&[u8]) -> bool) -> Vec<u64> {
    let mut stream = words.stream();
    let mut found = Vec::new();
    while let Some((word, value)) = stream.next() {
        if is_meant(word) {
            found.push(value);
        }
    }
    found
}
