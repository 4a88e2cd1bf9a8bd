//! How are rows in memory queried? As a table in the storage layout, kept while their key stays the same.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::record_batch::RecordBatch;
use datafusion::datasource::{MemTable, TableProvider};
use portico_model::Schema;

use super::convert::{storage_schema, to_result_layout, to_storage};
use crate::EngineError;

/// Tables kept at most.
const KEPT: usize = 16;

/// Rows in memory, already laid out.
#[derive(Debug, Default)]
pub(crate) struct MemoryTables {
    kept: Mutex<HashMap<String, Arc<MemTable>>>,
}

impl MemoryTables {
    /// The table of that key, laid out once.
    pub(crate) fn table(
        &self,
        key: &str,
        schema: &Schema,
        batches: &[RecordBatch],
    ) -> Result<Arc<MemTable>, EngineError> {
        let stored = storage_schema(schema, true);
        if let Some(table) = self.kept.lock().unwrap_or_else(PoisonError::into_inner).get(key)
            && table.schema() == stored
        {
            return Ok(Arc::clone(table));
        }
        let mut first_row = 0;
        let mut laid_out = Vec::with_capacity(batches.len());
        for batch in batches {
            let batch = to_result_layout(schema, batch)?;
            laid_out.push(to_storage(schema, &stored, &batch, first_row)?);
            first_row += i64::try_from(batch.num_rows()).expect("a batch fits");
        }
        let table = Arc::new(MemTable::try_new(stored, vec![laid_out])?);
        let mut kept = self.kept.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.len() >= KEPT {
            kept.clear();
        }
        kept.insert(key.to_owned(), Arc::clone(&table));
        Ok(table)
    }
}
