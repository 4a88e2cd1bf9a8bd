//! How is a question put to a table? The table opened, its filter read, plans built on both.

use std::sync::Arc;

use chrono_tz::Tz;
use datafusion::catalog::default_table_source::provider_as_source;
use datafusion::datasource::TableProvider;
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder};

use crate::engine::{Engine, STORE};
use crate::plan::condition::all_of;
use crate::plan::refine;
use crate::plan::scope::Scope;
use crate::store::convert::storage_schema;
use crate::store::data_path;
use crate::store::reader::StoredTable;
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

    /// The plan that reads the records, all or those at these positions (ascending), that satisfy the filter.
    pub(crate) async fn scan(
        &self,
        filter: Option<Expr>,
        rows: Option<Vec<u64>>,
    ) -> Result<LogicalPlan, EngineError> {
        let provider: Arc<dyn TableProvider> = match &self.table.source {
            Source::Stored { uid, version_id } => {
                let path = data_path(uid.as_str(), version_id);
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
