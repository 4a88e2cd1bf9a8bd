//! How is the index read back, and what of it is remembered? Dictionaries in memory, within a limit; postings when they are asked for.

use std::collections::HashMap;
use std::fmt;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use bytes::Bytes;
use object_store::path::Path;
use object_store::{GetOptions, GetRange, ObjectStore, ObjectStoreExt};

use super::{Directory, Entry, MAGIC};
use crate::EngineError;

/// Bytes of the dictionaries that are remembered, of all indexes.
const MOST_BYTES: u64 = 96 << 20;
/// Indexes that are remembered, or known to be missing.
const MOST_FILES: usize = 1024;
/// Bytes read from the end of a file at first: usually the whole directory.
const TAIL: u64 = 64 << 10;
/// Length and magic after the directory.
const END: usize = 4 + MAGIC.len();

/// The index of one version.
pub(crate) struct WordIndex {
    pub(super) path: Path,
    pub(super) segments: Vec<Segment>,
    rows: u64,
    bytes: u64,
}

/// A segment with its dictionary.
pub(super) struct Segment {
    pub(super) entry: Entry,
    pub(super) words: fst::Map<Bytes>,
}

impl fmt::Debug for WordIndex {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WordIndex")
            .field("path", &self.path)
            .field("rows", &self.rows)
            .finish_non_exhaustive()
    }
}

impl WordIndex {
    /// The records that it covers.
    pub(crate) fn rows(&self) -> u64 {
        self.rows
    }

    /// None when the version has none.
    async fn open(store: &Arc<dyn ObjectStore>, path: &Path) -> Result<Option<Self>, EngineError> {
        let options = GetOptions {
            range: Some(GetRange::Suffix(TAIL)),
            ..GetOptions::default()
        };
        let answer = match store.get_opts(path, options).await {
            Err(object_store::Error::NotFound { .. }) => return Ok(None),
            other => other?,
        };
        let size = answer.meta.size;
        let directory = directory(store, path, size, &answer.bytes().await?).await?;
        let ranges: Vec<Range<u64>> = directory.iter().map(|entry| range(entry.words)).collect();
        if ranges.iter().any(|range| range.end > size) {
            return Err(damaged(path, "a dictionary ends after the file"));
        }
        let dictionaries = store.get_ranges(path, &ranges).await?;
        let mut rows = 0;
        let mut bytes = 0;
        let mut segments = Vec::with_capacity(directory.len());
        for (entry, words) in directory.into_iter().zip(dictionaries) {
            if entry.first_row != rows {
                return Err(damaged(
                    path,
                    "a segment does not begin where the one before ends",
                ));
            }
            rows += entry.rows;
            bytes += words.len() as u64;
            let words = fst::Map::new(words).map_err(|error| damaged(path, error))?;
            words.as_fst().verify().map_err(|error| damaged(path, error))?;
            segments.push(Segment { entry, words });
        }
        Ok(Some(Self {
            path: path.clone(),
            segments,
            rows,
            bytes,
        }))
    }
}

async fn directory(
    store: &Arc<dyn ObjectStore>,
    path: &Path,
    size: u64,
    tail: &[u8],
) -> Result<Vec<Entry>, EngineError> {
    let rest = tail
        .strip_suffix(MAGIC)
        .ok_or_else(|| damaged(path, "its last bytes are others"))?;
    let (rest, length) = rest
        .split_last_chunk::<4>()
        .ok_or_else(|| damaged(path, "it is too short"))?;
    let length = u32::from_le_bytes(*length) as usize;
    let read =
        |bytes: &[u8]| serde_json::from_slice::<Directory>(bytes).map_err(|error| damaged(path, error));
    if let Some(start) = rest.len().checked_sub(length) {
        return Ok(read(&rest[start..])?.segments);
    }
    let end = size - END as u64;
    let start = end
        .checked_sub(length as u64)
        .ok_or_else(|| damaged(path, "its directory is longer than the file"))?;
    Ok(read(&store.get_range(path, start..end).await?)?.segments)
}

/// First byte and number of bytes, as a range.
pub(super) fn range((start, bytes): (u64, u64)) -> Range<u64> {
    start..start.saturating_add(bytes)
}

pub(super) fn damaged(path: &Path, what: impl fmt::Display) -> EngineError {
    EngineError::Storage(format!("{path} is damaged: {what}"))
}

/// The indexes that were asked for a while ago.
#[derive(Debug, Default)]
pub(crate) struct KnownWords(Mutex<Known>);

#[derive(Debug, Default)]
struct Known {
    indexes: HashMap<Path, Option<Arc<WordIndex>>>,
    bytes: u64,
}

impl KnownWords {
    /// The index at that path; none when there is none.
    pub(crate) async fn index(
        &self,
        store: &Arc<dyn ObjectStore>,
        path: &Path,
    ) -> Result<Option<Arc<WordIndex>>, EngineError> {
        if let Some(known) = self.known().indexes.get(path) {
            return Ok(known.clone());
        }
        let index = WordIndex::open(store, path).await?.map(Arc::new);
        let bytes = index.as_ref().map_or(0, |index| index.bytes);
        if bytes <= MOST_BYTES {
            let mut known = self.known();
            if known.bytes + bytes > MOST_BYTES || known.indexes.len() >= MOST_FILES {
                *known = Known::default();
            }
            // Another query may have been faster.
            if known.indexes.insert(path.clone(), index.clone()).is_none() {
                known.bytes += bytes;
            }
        }
        Ok(index)
    }

    pub(crate) fn forget(&self, path: &Path) {
        let mut known = self.known();
        if let Some(Some(index)) = known.indexes.remove(path) {
            known.bytes -= index.bytes;
        }
    }

    fn known(&self) -> std::sync::MutexGuard<'_, Known> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
