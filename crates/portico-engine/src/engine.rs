//! The engine: one per process. Opens an object store, writes versions, answers queries.

use std::path::{Path, PathBuf};
use std::sync::{Arc, LazyLock};
use std::time::Duration;

use datafusion::execution::object_store::ObjectStoreUrl;
use futures::StreamExt;
use object_store::ObjectStore;
use portico_model::{DatasetUid, Extent, Schema};

use crate::executor::LocalExecutor;
use crate::permit::Queue;
use crate::plan::compare::id_is;
use crate::store::canon::parse_hex;
use crate::store::memory::MemoryTables;
use crate::store::reader::KnownFiles;
use crate::store::words::file::KnownWords;
use crate::store::writer::Place;
use crate::store::{data_path, sweep, words_path};
use crate::{Answer, EngineError, FacetTree, Query, Table, VersionWriter};

/// Under which address plans know the object store.
pub(crate) static STORE: LazyLock<ObjectStoreUrl> =
    LazyLock::new(|| ObjectStoreUrl::parse("portico://objects").expect("a constant address is well formed"));

/// Limits and places.
#[derive(Debug, Clone)]
pub struct EngineSettings {
    /// Longest run of one query.
    pub query_time: Duration,
    /// Memory of one query, in bytes.
    pub query_memory: usize,
    /// Queries that run at once; others wait.
    pub running: usize,
    /// Queries that may wait; more are refused.
    pub waiting: usize,
    /// Folder for spilled data and staged files.
    pub scratch: PathBuf,
}

/// The engine. Cheap to clone.
#[derive(Debug, Clone)]
pub struct Engine {
    pub(crate) store: Arc<dyn ObjectStore>,
    pub(crate) executor: Arc<LocalExecutor>,
    pub(crate) files: Arc<KnownFiles>,
    pub(crate) words: Arc<KnownWords>,
    pub(crate) memory: Arc<MemoryTables>,
    queue: Queue,
    scratch: Arc<Path>,
}

impl Engine {
    /// Opens the engine over an object store.
    ///
    /// # Errors
    /// [`EngineError::Io`] when the scratch folder cannot be made.
    pub fn open(store: Arc<dyn ObjectStore>, settings: EngineSettings) -> Result<Self, EngineError> {
        Ok(Self {
            executor: Arc::new(LocalExecutor::new(Arc::clone(&store), &STORE, &settings)?),
            store,
            files: Arc::default(),
            words: Arc::default(),
            memory: Arc::default(),
            queue: Queue::new(settings.running, settings.waiting),
            scratch: settings.scratch.into(),
        })
    }

    /// The folder for temporary files of this process; what is left there goes with it.
    #[must_use]
    pub fn scratch(&self) -> &Path {
        &self.scratch
    }

    /// Starts a version: `datasets/<uid>/<version_id>/`. Batches are in the result layout of `schema`.
    ///
    /// # Errors
    /// When the object store refuses, or the version exists.
    pub async fn write_version(
        &self,
        uid: &DatasetUid,
        version_id: &str,
        schema: &Schema,
    ) -> Result<VersionWriter, EngineError> {
        let place = Place {
            data: data_path(uid.as_str(), version_id),
            words: words_path(uid.as_str(), version_id),
        };
        VersionWriter::start(&self.store, place, schema, self.executor.workers().clone()).await
    }

    /// Plans and computes on the workers: their stacks are made for deep trees, those of the caller may not be.
    async fn on_workers<T, F>(
        &self,
        table: &Table,
        query: &Query,
        work: impl FnOnce(Self, Table, Query) -> F,
    ) -> Result<T, EngineError>
    where
        T: Send + 'static,
        F: Future<Output = Result<T, EngineError>> + Send + 'static,
    {
        let work = work(self.clone(), table.clone(), query.clone());
        self.executor.workers().run(work).await
    }

    /// Rows of the answer, streamed.
    ///
    /// # Errors
    /// [`EngineError::Query`] for a wrong query, before any row is read.
    pub async fn select(&self, table: &Table, query: &Query) -> Result<Answer, EngineError> {
        let permit = self.queue.permit().await?;
        self.on_workers(table, query, |engine, table, query| async move {
            engine.answer(&table, &query, None, permit).await
        })
        .await
    }

    /// How many rows the query has before `limit` and `offset`: records, or groups with `group_by`.
    ///
    /// # Errors
    /// As [`Self::select`].
    pub async fn count(&self, table: &Table, query: &Query) -> Result<u64, EngineError> {
        let _permit = self.queue.permit().await?;
        self.on_workers(table, query, |engine, table, query| async move {
            engine.rows(&table, &query).await
        })
        .await
    }

    /// The record with that identifier (40 hexadecimal digits), or nothing.
    ///
    /// # Errors
    /// As [`Self::select`].
    pub async fn record(
        &self,
        table: &Table,
        id: &str,
        query: &Query,
    ) -> Result<Option<Answer>, EngineError> {
        let permit = self.queue.permit().await?;
        let Some(id) = parse_hex(id) else { return Ok(None) };
        let query = Query {
            limit: Some(1),
            offset: 0,
            ..query.clone()
        };
        let answer = self
            .on_workers(table, &query, |engine, table, query| async move {
                engine.answer(&table, &query, Some(id_is(&id)), permit).await
            })
            .await?;
        let mut batches = answer.batches;
        let Some(first) = batches.next().await.transpose()? else {
            return Ok(None);
        };
        let batches = Box::pin(futures::stream::iter([Ok(first)]).chain(batches));
        Ok(Some(Answer {
            columns: answer.columns,
            batches,
        }))
    }

    /// The facets of `query.facets`, or those that the schema declares.
    ///
    /// # Errors
    /// As [`Self::select`].
    pub async fn facets(&self, table: &Table, query: &Query) -> Result<Vec<FacetTree>, EngineError> {
        let _permit = self.queue.permit().await?;
        self.on_workers(table, query, |engine, table, query| async move {
            engine.facet_trees(&table, &query).await
        })
        .await
    }

    /// The rectangle around the matching records' geometries and how many records have one.
    ///
    /// # Errors
    /// As [`Self::select`].
    pub async fn extent(&self, table: &Table, query: &Query) -> Result<(Option<Extent>, u64), EngineError> {
        let _permit = self.queue.permit().await?;
        self.on_workers(table, query, |engine, table, query| async move {
            engine.rectangle(&table, &query).await
        })
        .await
    }

    /// Records whose geometry touches the rectangle: columns `_id`, the geometry field, then those of `query.select` (none
    /// when it is empty). Records come in no particular order.
    ///
    /// # Errors
    /// As [`Self::select`].
    pub async fn features(
        &self,
        table: &Table,
        query: &Query,
        field: &str,
        area: Extent,
    ) -> Result<Answer, EngineError> {
        let permit = self.queue.permit().await?;
        let field = field.to_owned();
        self.on_workers(table, query, |engine, table, query| async move {
            engine.features_in(&table, &query, &field, area, permit).await
        })
        .await
    }

    /// Points of the rectangle counted in a grid of `columns` by `columns` cells of Web Mercator: columns `lon`, `lat` (mean), `count`, `_id` (of one record).
    ///
    /// # Errors
    /// As [`Self::select`].
    pub async fn point_grid(
        &self,
        table: &Table,
        query: &Query,
        field: &str,
        area: Extent,
        columns: u32,
    ) -> Result<Answer, EngineError> {
        let permit = self.queue.permit().await?;
        let field = field.to_owned();
        self.on_workers(table, query, |engine, table, query| async move {
            engine.grid(&table, &query, &field, (area, columns), permit).await
        })
        .await
    }

    /// Deletes the files of a version. Deleting what is not there is no error.
    ///
    /// # Errors
    /// When the object store refuses.
    pub async fn delete_version(&self, uid: &DatasetUid, version_id: &str) -> Result<(), EngineError> {
        self.files.forget(&data_path(uid.as_str(), version_id));
        self.words.forget(&words_path(uid.as_str(), version_id));
        sweep::delete(&self.store, uid.as_str(), version_id).await
    }

    /// Version folders in the store, as `(uid, version id)`: the sweeper compares them with the registry.
    ///
    /// # Errors
    /// When the object store refuses.
    pub async fn stored_versions(&self) -> Result<Vec<(String, String)>, EngineError> {
        sweep::versions(&self.store).await
    }
}
