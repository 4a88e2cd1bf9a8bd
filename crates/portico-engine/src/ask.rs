//! How is a question put to a table? The table opened, its filter read, plans built on both.

use std::ops::Range;
use std::sync::Arc;

use chrono_tz::Tz;
use datafusion::catalog::default_table_source::provider_as_source;
use datafusion::datasource::TableProvider;
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder};
use object_store::path::Path;

use crate::engine::{Engine, STORE};
use crate::plan::condition::all_of;
use crate::plan::refine;
use crate::plan::scope::Scope;
use crate::store::convert::storage_schema;
use crate::store::reader::{StoredTable, ranges};
use crate::store::words::need;
use crate::store::{data_path, words_path};
use crate::table::Source;
use crate::{EngineError, Query, Table};

/// The name of the table inside plans.
const RECORDS: &str = "records";

/// A table opened for one question.
pub(crate) struct Records<'a> {
    engine: &'a Engine,
    pub(crate) table: &'a Table,
}

impl<'a> Records<'a> {
    pub(crate) fn new(engine: &'a Engine, table: &'a Table) -> Self {
        Self { engine, table }
    }

    /// The records lie in a file, where some can be read by position.
    pub(crate) fn stored(&self) -> bool {
        matches!(self.table.source, Source::Stored { .. })
    }

    /// The plan that reads the records, all or those at these positions (ascending), that satisfy the filter. Where the words of the
    /// filter are known to be nowhere, nothing is read.
    pub(crate) async fn scan(
        &self,
        filter: Option<Expr>,
        rows: Option<Vec<u64>>,
    ) -> Result<LogicalPlan, EngineError> {
        let provider: Arc<dyn TableProvider> = match &self.table.source {
            Source::Stored { uid, version_id } => {
                let path = data_path(uid.as_str(), version_id);
                let rows = match (rows, &filter) {
                    (Some(positions), _) => Some(ranges(&positions)),
                    (None, Some(filter)) => {
                        let words = words_path(uid.as_str(), version_id);
                        self.rows_with_words(filter, &words).await
                    }
                    (None, None) => None,
                };
                Arc::new(StoredTable {
                    url: STORE.clone(),
                    file: self.engine.files.meta(&self.engine.store, &path).await?,
                    schema: storage_schema(&self.table.all, true),
                    records: self.table.records,
                    rows,
                })
            }
            Source::Memory { key, batches } => self.engine.memory.table(key, &self.table.all, batches)?,
        };
        let mut builder = LogicalPlanBuilder::scan(RECORDS, provider_as_source(provider), None)?;
        if let Some(filter) = filter {
            builder = builder.filter(filter)?;
        }
        Ok(builder.build()?)
    }

    /// The ranges of records that may hold the words that the filter needs; none when all must be read. What is wrong with an
    /// index is logged, and the records are read.
    async fn rows_with_words(&self, filter: &Expr, path: &Path) -> Option<Vec<Range<u64>>> {
        let need = need(filter, &self.table.all)?;
        let Engine { store, words, .. } = self.engine;
        let found = async {
            let index = words.index(store, path).await?;
            match index.filter(|index| index.rows() == self.table.records) {
                Some(index) => index.rows_with(store, &need).await,
                None => Ok(None),
            }
        };
        found.await.unwrap_or_else(|error| {
            tracing::warn!(%path, %error, "an index of words cannot be used: every record is read");
            None
        })
    }
}

/// Everything that decides which records count: conditions, refinements, and what the caller may see. `but`: the field
/// whose refinements are left out.
pub(crate) fn filter(
    scope: &Scope<'_>,
    table: &Table,
    query: &Query,
    but: Option<&str>,
) -> Result<Option<Expr>, EngineError> {
    let scope = scope.of_clause("where");
    let mut parts = query
        .filter
        .iter()
        .map(|node| scope.condition(node))
        .collect::<Result<Vec<_>, _>>()?;
    for clause in &query.old_words {
        parts.push(scope.old_words(clause)?);
    }
    parts.extend(refine::conditions(&scope, query, but)?);
    if let Some(row_filter) = &table.row_filter {
        // The condition is not the caller's: neither may its time zone move it, nor a mistake in it tell which fields there are.
        let own = Scope {
            timezone: Tz::UTC,
            lang: "en",
            hook: None,
            ..scope.over(&table.all)
        };
        let condition = own.condition(row_filter);
        parts.push(condition.map_err(|error| EngineError::RowFilter(error.to_string()))?);
    }
    Ok((!parts.is_empty()).then(|| all_of(parts)))
}

#[cfg(test)]
#[path = "ask_tests.rs"]
mod tests;
