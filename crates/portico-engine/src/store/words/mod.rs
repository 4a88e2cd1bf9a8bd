//! Which records may hold a word? A dictionary beside the records of a version, so that a search reads only where its words are.
//!
//! The index only rules records out: what remains is read, and `functions/text.rs` decides. Words are those that it sees (folded, in
//! texts, lists of texts, files' names and JSON), and each points at blocks of [`BLOCK`] records. A version without the file, or with one
//! that cannot be read, is searched record by record.
//!
//! | file | question |
//! | --- | --- |
//! | `build.rs` | how is the index made while records are written? |
//! | `postings.rs` | how are the blocks of a word written? |
//! | `file.rs` | how is it read back, and what of it is remembered? |
//! | `near.rs` | which words of a dictionary are a few edits away? |
//! | `lookup.rs` | in which blocks is a term? |
//! | `need.rs` | which words does a condition need? |
//!
//! The file, in this order: for each segment its postings and its dictionary (an `fst` map of words to postings), then the directory as
//! JSON, its length (four bytes, little endian) and [`MAGIC`].

pub(crate) mod build;
pub(crate) mod file;
mod lookup;
mod near;
mod need;
mod postings;

#[cfg(test)]
mod tests;

use serde::{Deserialize, Serialize};

pub(crate) use self::need::need;

/// Records that share an entry of the index: reading one of them reads its neighbours anyway.
pub(crate) const BLOCK: u64 = 64;
/// Blocks of a segment at most.
pub(crate) const SEGMENT_BLOCKS: usize = 2048;
/// Bytes of a word that is in the dictionary. Blocks with a longer one are read by every search.
const LONGEST: usize = 64;
/// The last bytes of the file.
const MAGIC: &[u8; 8] = b"PTWORDS1";

/// Where the segments are.
#[derive(Debug, Default, Serialize, Deserialize)]
struct Directory {
    segments: Vec<Entry>,
}

/// One segment: consecutive records with a dictionary of their own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Entry {
    first_row: u64,
    rows: u64,
    /// First byte and number of bytes in the file.
    postings: (u64, u64),
    words: (u64, u64),
}
