//! How are stored records read? One Parquet file with a known schema, known number of records and known order, as a table.

use std::collections::HashMap;
use std::ops::Range;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::datatypes::SchemaRef;
use async_trait::async_trait;
use datafusion::catalog::Session;
use datafusion::common::Statistics;
use datafusion::common::config::TableParquetOptions;
use datafusion::common::stats::Precision;
use datafusion::datasource::listing::PartitionedFile;
use datafusion::datasource::physical_plan::parquet::{CachedParquetFileReaderFactory, ParquetRowSelection};
use datafusion::datasource::physical_plan::{FileScanConfigBuilder, ParquetSource};
use datafusion::datasource::source::DataSourceExec;
use datafusion::datasource::{TableProvider, TableType};
use datafusion::error::Result;
use datafusion::execution::object_store::ObjectStoreUrl;
use datafusion::logical_expr::{Expr, TableProviderFilterPushDown};
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_expr::{LexOrdering, PhysicalSortExpr};
use datafusion::physical_plan::ExecutionPlan;
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt};
use parquet::arrow::arrow_reader::{RowSelection, RowSelector};

use super::convert::ROW;
use crate::EngineError;

/// Files remembered at most.
const REMEMBERED: usize = 4096;
/// Bytes read from the end of a file at first: usually the whole footer.
const FOOTER_HINT: usize = 64 << 10;

/// What is known of the files, which never change.
#[derive(Debug, Default)]
pub(crate) struct KnownFiles {
    known: Mutex<HashMap<Path, ObjectMeta>>,
}

impl KnownFiles {
    /// Size of the file, asked of the store once.
    pub(crate) async fn meta(
        &self,
        store: &Arc<dyn ObjectStore>,
        path: &Path,
    ) -> Result<ObjectMeta, EngineError> {
        if let Some(meta) = self
            .known
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .get(path)
        {
            return Ok(meta.clone());
        }
        let meta = match store.head(path).await {
            Err(object_store::Error::NotFound { .. }) => {
                return Err(EngineError::Storage(format!("{path} does not exist")));
            }
            other => other?,
        };
        let mut known = self.known.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= REMEMBERED {
            known.clear();
        }
        known.insert(path.clone(), meta.clone());
        Ok(meta)
    }

    pub(crate) fn forget(&self, path: &Path) {
        self.known
            .lock()
            .unwrap_or_else(PoisonError::into_inner)
            .remove(path);
    }
}

/// The records of a version, all or some.
#[derive(Debug)]
pub(crate) struct StoredTable {
    pub(crate) url: ObjectStoreUrl,
    pub(crate) file: ObjectMeta,
    pub(crate) schema: SchemaRef,
    pub(crate) records: u64,
    /// Ranges of positions to read, ascending, apart; none means all.
    pub(crate) rows: Option<Vec<Range<u64>>>,
}

#[async_trait]
impl TableProvider for StoredTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    fn supports_filters_pushdown(&self, filters: &[&Expr]) -> Result<Vec<TableProviderFilterPushDown>> {
        Ok(vec![TableProviderFilterPushDown::Inexact; filters.len()])
    }

    async fn scan(
        &self,
        state: &dyn Session,
        projection: Option<&Vec<usize>>,
        _filters: &[Expr],
        limit: Option<usize>,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let runtime = state.runtime_env();
        let readers = CachedParquetFileReaderFactory::new(
            runtime.object_store(&self.url)?,
            runtime.cache_manager.get_file_metadata_cache(),
        );
        let options = TableParquetOptions {
            global: state.config_options().execution.parquet.clone(),
            ..Default::default()
        };
        let source = ParquetSource::new(Arc::clone(&self.schema))
            .with_table_parquet_options(options)
            .with_metadata_size_hint(FOOTER_HINT)
            .with_parquet_file_reader_factory(Arc::new(readers));
        let mut file = PartitionedFile::new_from_meta(self.file.clone());
        let mut statistics = Statistics::new_unknown(&self.schema);
        match &self.rows {
            Some(rows) => file = file.with_extension(ParquetRowSelection::new(selection(rows, self.records))),
            None => {
                let records = usize::try_from(self.records).unwrap_or(usize::MAX);
                statistics = statistics.with_num_rows(Precision::Exact(records));
            }
        }
        let row = self.schema.index_of(ROW)?;
        let order = LexOrdering::new([PhysicalSortExpr::new_default(Arc::new(Column::new(ROW, row)))]);
        let config = FileScanConfigBuilder::new(self.url.clone(), Arc::new(source))
            .with_file(file)
            .with_statistics(statistics)
            .with_projection_indices(projection.cloned())?
            .with_limit(limit)
            .with_output_ordering(order.into_iter().collect())
            .build();
        Ok(DataSourceExec::from_data_source(config))
    }
}

/// Positions, ascending and without repetition, as ranges.
pub(crate) fn ranges(positions: &[u64]) -> Vec<Range<u64>> {
    let mut ranges: Vec<Range<u64>> = Vec::new();
    for position in positions {
        match ranges.last_mut() {
            Some(last) if last.end == *position => last.end += 1,
            _ => ranges.push(*position..position + 1),
        }
    }
    ranges
}

/// The selection of those rows in a file of so many.
fn selection(rows: &[Range<u64>], records: u64) -> RowSelection {
    let length = |from: u64, to: u64| usize::try_from(to - from).unwrap_or(usize::MAX);
    let mut selectors = Vec::new();
    let mut at = 0;
    for range in rows {
        if range.start > at {
            selectors.push(RowSelector::skip(length(at, range.start)));
        }
        selectors.push(RowSelector::select(length(range.start, range.end)));
        at = range.end;
    }
    if at < records {
        selectors.push(RowSelector::skip(length(at, records)));
    }
    RowSelection::from(selectors)
}
