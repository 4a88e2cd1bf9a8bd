//! What can be wrong with a tile?

use portico_model::{Fault, FaultKind};
use thiserror::Error;

/// Why there is no tile.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum TileError {
    /// The address names no tile.
    #[error("there is no tile {z}/{x}/{y}")]
    NoSuchTile {
        /// Zoom as asked.
        z: u8,
        /// Column as asked.
        x: u32,
        /// Row as asked.
        y: u32,
    },
    /// A line of an outline is not a list of coordinates.
    #[error("line {line} of the outline: {text:?} is not a pair of degrees")]
    Outline {
        /// Counted from one.
        line: usize,
        /// What stands there.
        text: String,
    },
    /// The encoder refused what we gave it: our fault.
    #[error("internal: {0}")]
    Encoder(String),
}

impl From<TileError> for Fault {
    fn from(error: TileError) -> Self {
        match error {
            TileError::NoSuchTile { .. } => {
                Self::new(FaultKind::NotFound, "NotFoundResource", error.to_string())
                    .with_hint("zoom is 0 to 22, and there are 2^zoom columns and rows, counted from 0")
            }
            TileError::Outline { .. } | TileError::Encoder(_) => Self::internal(error),
        }
    }
}
