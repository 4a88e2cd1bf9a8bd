//! What must the portal give to steps? Other datasets, expressions of the query language, a secret.

use arrow::array::ArrayRef;
use arrow::record_batch::RecordBatch;
use portico_model::{Fault, Field, Schema};

/// The records of another dataset, as the editor may see them.
#[derive(Debug, Clone, Default)]
pub struct Remote {
    /// Its fields.
    pub schema: Schema,
    /// Its records, in the result layout.
    pub batches: Vec<RecordBatch>,
}

/// An expression of the query language over the fields of a schema.
pub trait Evaluate: Send {
    /// Type and annotations of the values; its name means nothing.
    fn field(&self) -> &Field;

    /// One value for each record of a batch in the result layout of the schema.
    ///
    /// # Errors
    /// Ours: what the query language cannot compute is no value.
    fn evaluate(&mut self, batch: &RecordBatch) -> Result<ArrayRef, Fault>;
}

/// What the portal gives.
pub trait Resources: Send + Sync {
    /// Reads an expression (`condition`: one that is true or false) over these fields.
    ///
    /// # Errors
    /// What is wrong with the expression, and where.
    fn expression(&self, schema: &Schema, text: &str, condition: bool) -> Result<Box<dyn Evaluate>, Fault>;

    /// The dataset of that identifier.
    ///
    /// # Errors
    /// When there is none that the editor may read, or it has too many records.
    fn dataset(&self, id: &str) -> Result<Remote, Fault>;

    /// What only this dataset's updates know: the same at each of them.
    fn secret(&self) -> [u8; 32];

    /// The present instant, in microseconds since 1970-01-01T00:00:00Z.
    fn now(&self) -> i64;
}

/// Nothing: for tests and for lists of steps that need nothing.
#[derive(Debug, Clone, Copy, Default)]
pub struct NoResources;

impl Resources for NoResources {
    fn expression(&self, _: &Schema, _: &str, _: bool) -> Result<Box<dyn Evaluate>, Fault> {
        Err(Fault::invalid(
            "InvalidProcessor",
            "expressions of the query language need a portal",
        )
        .with_hint("write a formula instead: it begins with `=`"))
    }

    fn dataset(&self, id: &str) -> Result<Remote, Fault> {
        Err(Fault::no_dataset(id))
    }

    fn secret(&self) -> [u8; 32] {
        [7; 32]
    }

    fn now(&self) -> i64 {
        0
    }
}
