//! How many records does someone see who does not see all, and where are they? Asked once a version and filter.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

use portico_engine::{Engine, EngineError, Query};
use portico_model::Fault;

use super::{DatasetView, Measured};

/// Answers remembered at most; then all are forgotten.
const MOST: usize = 4096;

/// What was measured, by version and view.
#[derive(Debug, Default)]
pub(crate) struct Measures(Mutex<HashMap<(String, String), Measured>>);

impl Measures {
    /// The view with what can be told of its records. When its filter cannot be computed, such as after a field was removed, the
    /// records stay hidden.
    ///
    /// # Errors
    /// When the engine fails or is busy.
    pub(crate) async fn complete(&self, engine: &Engine, view: DatasetView) -> Result<DatasetView, Fault> {
        if !view.needs_measure() {
            return Ok(view);
        }
        let version = view.stored.as_ref().map(|version| version.id.clone());
        let key = (version.unwrap_or_default(), view.mark());
        if let Some(known) = self.known(&key) {
            return Ok(view.with_measure(&known));
        }
        let table = view.table()?;
        let query = Query::default();
        let measured = async {
            let records = engine.count(&table, &query).await?;
            let shapes = view.schema.fields.iter().any(|field| field.ty.is_geo());
            let extent = match shapes {
                true => engine.extent(&table, &query).await?.0,
                false => None,
            };
            Ok(Measured { records, extent })
        };
        match measured.await {
            Ok(measured) => {
                let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
                if all.len() >= MOST {
                    all.clear();
                }
                all.insert(key, measured.clone());
                drop(all);
                Ok(view.with_measure(&measured))
            }
            Err(EngineError::RowFilter(reason)) => {
                tracing::warn!(dataset = %view.dataset.id, reason, "a row filter cannot be computed: no record is shown through it");
                Ok(view.without_data())
            }
            Err(other) => Err(other.into()),
        }
    }

    fn known(&self, key: &(String, String)) -> Option<Measured> {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(key).cloned()
    }
}
