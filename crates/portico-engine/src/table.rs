//! What is asked? A stored version of a dataset, or rows in memory, with what the caller may see of it.

use std::sync::Arc;

use arrow::record_batch::RecordBatch;
use portico_model::{DatasetUid, Schema, Version};
use portico_odsql::Expr;

/// Something that can be queried: cheap to clone.
#[derive(Debug, Clone)]
pub struct Table {
    pub(crate) source: Source,
    /// The fields that the caller may see.
    pub(crate) schema: Arc<Schema>,
    /// All fields, as they are stored.
    pub(crate) all: Arc<Schema>,
    /// When the version was made, microseconds; the value of `record_timestamp`.
    pub(crate) recorded: i64,
    /// The value of `datasetid`.
    pub(crate) dataset: Arc<str>,
    pub(crate) row_filter: Option<Expr>,
    /// Number of records before any row filter, when known.
    pub(crate) records: u64,
}

/// Where the rows are.
#[derive(Debug, Clone)]
pub(crate) enum Source {
    /// A version in the object store.
    Stored { uid: DatasetUid, version_id: String },
    /// Rows in memory, in the result layout: the catalog. The key names the state for caches.
    Memory {
        key: String,
        batches: Arc<Vec<RecordBatch>>,
    },
}

impl Table {
    /// The table of a stored version.
    #[must_use]
    pub fn stored(uid: &DatasetUid, version: &Version) -> Self {
        Self {
            source: Source::Stored {
                uid: uid.clone(),
                version_id: version.id.clone(),
            },
            schema: Arc::new(version.schema.clone()),
            all: Arc::new(version.schema.clone()),
            recorded: version.created_at,
            dataset: uid.as_str().into(),
            row_filter: None,
            records: version.profile.records,
        }
    }

    /// A table over rows in memory. `key` changes whenever the rows do. Field names may be dotted (`default.title`).
    #[must_use]
    pub fn memory(key: impl Into<String>, schema: Schema, batches: Vec<RecordBatch>) -> Self {
        let records = batches.iter().map(|batch| batch.num_rows() as u64).sum();
        let schema = Arc::new(schema);
        Self {
            source: Source::Memory {
                key: key.into(),
                batches: Arc::new(batches),
            },
            all: Arc::clone(&schema),
            schema,
            recorded: 0,
            dataset: "".into(),
            row_filter: None,
            records,
        }
    }

    /// The public identifier of the dataset: what `datasetid` answers.
    #[must_use]
    pub fn with_dataset_id(mut self, id: &str) -> Self {
        self.dataset = id.into();
        self
    }

    /// Only these fields exist for the caller; others are unknown fields.
    #[must_use]
    pub fn with_visible_fields(mut self, names: &[String]) -> Self {
        let fields = self
            .schema
            .fields
            .iter()
            .filter(|field| names.contains(&field.name))
            .cloned()
            .collect();
        self.schema = Arc::new(Schema { fields });
        self
    }

    /// Only records that satisfy the condition exist for the caller. It may name fields that the caller may not see.
    #[must_use]
    pub fn with_row_filter(mut self, condition: Expr) -> Self {
        self.row_filter = Some(condition);
        self
    }

    /// The fields that the caller may see.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        &self.schema
    }
}
