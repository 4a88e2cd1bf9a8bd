//! What can go wrong in a query or in storage, and whose fault it is.

use std::ops::Range;

use portico_model::{Fault, FaultKind};
use thiserror::Error;

/// Why the engine did not answer.
#[derive(Debug, Error)]
pub enum EngineError {
    /// The query is wrong. Codes and sentences are the role model's (reference, section 10.2).
    #[error("{message}")]
    Query {
        /// `ODSQLError`, `IncompatibleTypesInComparisonFilter`…
        code: &'static str,
        /// `ODSQL query is malformed: Unknown field: nope. Clause(s) containing the error(s): select.`
        message: String,
        /// The nearest known name, or what to write instead.
        hint: Option<String>,
        /// `select`, `where`, `group_by`, `order_by`, `refine`, `exclude`, `facet`.
        clause: &'static str,
        /// Byte range in the clause.
        position: Option<Range<usize>>,
    },
    /// The query took longer or more memory than its limit.
    #[error("{0}")]
    Limit(String),
    /// Too many queries wait already.
    #[error("too many queries are waiting")]
    Busy,
    /// What decides which records the caller may see cannot be computed: our fault, and the caller's business in no way.
    #[error("row filter: {0}")]
    RowFilter(String),
    /// The records of a version are not where they should be.
    #[error("stored records are missing or damaged: {0}")]
    Storage(String),
    /// DataFusion failed: our fault.
    #[error("query engine: {0}")]
    DataFusion(#[from] datafusion::error::DataFusionError),
    /// The object store failed.
    #[error("object store: {0}")]
    ObjectStore(#[from] object_store::Error),
    /// Parquet failed.
    #[error("parquet: {0}")]
    Parquet(#[from] parquet::errors::ParquetError),
    /// Arrow failed.
    #[error("arrow: {0}")]
    Arrow(#[from] arrow::error::ArrowError),
    /// The operating system refused.
    #[error("i/o: {0}")]
    Io(#[from] std::io::Error),
}

impl From<EngineError> for Fault {
    fn from(error: EngineError) -> Self {
        match error {
            EngineError::Query {
                code,
                message,
                hint,
                clause,
                position,
            } => Self {
                hint,
                ..Self::invalid(code, message).with_position(clause, position)
            },
            EngineError::Limit(message) => Self::new(FaultKind::Timeout, "QueryLimitExceeded", message)
                .with_hint("narrow the query with `where`, or ask for fewer columns or groups"),
            EngineError::Busy => Self::new(FaultKind::Busy, "TooManyQueries", "too many queries are waiting")
                .with_hint("try again in a few seconds"),
            other => Self::internal(other),
        }
    }
}
