//! What comes back? Columns and a stream of record batches; facets as trees.

use std::fmt;
use std::pin::Pin;

use arrow::record_batch::RecordBatch;
use futures::Stream;
use portico_model::Field;

use crate::EngineError;

/// Record batches in the result layout, as they are computed.
pub type BatchStream = Pin<Box<dyn Stream<Item = Result<RecordBatch, EngineError>> + Send>>;

/// The answer to a query.
pub struct Answer {
    /// The columns: name is the key of the answer; type and annotations say how to write the values.
    pub columns: Vec<Field>,
    /// The rows, in batches that have exactly these columns.
    pub batches: BatchStream,
}

impl fmt::Debug for Answer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Answer")
            .field("columns", &self.columns)
            .finish_non_exhaustive()
    }
}

/// The values of one facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetTree {
    /// The field.
    pub name: String,
    /// Its values, in the facet's order, at most 100 a level.
    pub values: Vec<FacetNode>,
}

/// One value of a facet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct FacetNode {
    /// Last segment of the path: what people read.
    pub name: String,
    /// Whole path: what `refine` takes.
    pub value: String,
    /// Records; none for an excluded value.
    pub count: Option<u64>,
    /// Chosen or not.
    pub state: FacetState,
    /// The next level, under a refined node of a hierarchical facet.
    pub children: Vec<FacetNode>,
}

/// Whether a facet value was chosen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FacetState {
    /// Neither.
    Displayed,
    /// By `refine`.
    Refined,
    /// By `exclude`.
    Excluded,
}
