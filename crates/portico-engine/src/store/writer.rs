//! How is a version written? Batch by batch into one Parquet file, streamed to the object store, visible only when whole.

use std::fmt;
use std::sync::Arc;

use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt, WriteMultipart};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, Encoding, ZstdLevel};
use parquet::file::metadata::SortingColumn;
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use portico_model::{Profile, Schema};

use super::convert::{ID, ROW, storage_schema, to_result_layout, to_storage};
use super::profile::Profiler;
use super::words::build::Builder;
use crate::EngineError;
use crate::executor::Workers;

/// Records of a row group.
const GROUP_RECORDS: usize = 122_880;
/// Bytes of a row group before it is closed early: wide geometries.
const GROUP_BYTES: usize = 128 << 20;
/// Bytes of a data page.
const PAGE_BYTES: usize = 64 << 10;
/// Bytes of a part sent to the store.
const PART_BYTES: usize = 8 << 20;
/// Records laid out at a time.
const SLICE_RECORDS: usize = 8192;

/// Where the files of a version go.
pub(crate) struct Place {
    /// The records.
    pub(crate) data: Path,
    /// The index of their words, where it is worth one.
    pub(crate) words: Path,
}

/// Writes one version; dropped without `finish`, it leaves nothing that a reader could see.
pub struct VersionWriter {
    workers: Workers,
    store: Arc<dyn ObjectStore>,
    place: Place,
    data: Option<WriteMultipart>,
    words: Option<WriteMultipart>,
    work: Option<Box<Work>>,
    bytes: u64,
}

/// Bytes that are ready to be sent.
struct Ready {
    data: Vec<u8>,
    words: Vec<u8>,
}

/// What runs on the workers.
struct Work {
    schema: Schema,
    stored: SchemaRef,
    parquet: ArrowWriter<Vec<u8>>,
    profiler: Profiler,
    words: Option<Builder>,
    records: i64,
}

impl fmt::Debug for VersionWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("VersionWriter")
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}

impl VersionWriter {
    /// Starts the files at that place, where nothing may be yet.
    pub(crate) async fn start(
        store: &Arc<dyn ObjectStore>,
        place: Place,
        schema: &Schema,
        workers: Workers,
    ) -> Result<Self, EngineError> {
        let path = &place.data;
        match store.head(path).await {
            Err(object_store::Error::NotFound { .. }) => {}
            Ok(_) => {
                return Err(EngineError::Storage(format!(
                    "{path} exists already and is never overwritten"
                )));
            }
            Err(error) => return Err(error.into()),
        }
        let stored = storage_schema(schema, false);
        let parquet = ArrowWriter::try_new(Vec::new(), Arc::clone(&stored), Some(properties()))?;
        let work = Work {
            schema: schema.clone(),
            stored,
            parquet,
            profiler: Profiler::new(schema),
            words: Builder::new(schema),
            records: 0,
        };
        Ok(Self {
            workers,
            data: Some(upload(store, path).await?),
            words: None,
            store: Arc::clone(store),
            place,
            work: Some(Box::new(work)),
            bytes: 0,
        })
    }

    /// Appends a batch.
    ///
    /// # Errors
    /// When the batch does not fit the schema or the store refuses; the writer is of no use after that.
    pub async fn write(&mut self, batch: RecordBatch) -> Result<(), EngineError> {
        let mut start = 0;
        while start < batch.num_rows() {
            let length = SLICE_RECORDS.min(batch.num_rows() - start);
            let slice = batch.slice(start, length);
            start += length;
            let mut work = self.work.take().ok_or_else(broken)?;
            let (work, done) = self
                .workers
                .blocking(move || {
                    let done = work.append(&slice);
                    (work, done)
                })
                .await?;
            let ready = done?;
            self.work = Some(work);
            self.send(ready).await?;
        }
        Ok(())
    }

    /// Closes the files and tells what they hold: profile and bytes.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn finish(mut self) -> Result<(Profile, u64), EngineError> {
        let work = self.work.take().ok_or_else(broken)?;
        let (profile, ready) = self.workers.blocking(move || work.close()).await??;
        self.send(ready).await?;
        // The records last: a version with them is whole.
        if let Some(words) = self.words.take() {
            words.finish().await?;
        }
        let data = self.data.take().ok_or_else(broken)?;
        data.finish().await?;
        Ok((profile, self.bytes))
    }

    async fn send(&mut self, ready: Ready) -> Result<(), EngineError> {
        let Ready { data, words } = ready;
        self.bytes += (data.len() + words.len()) as u64;
        send(self.data.as_mut().ok_or_else(broken)?, &data).await?;
        if !words.is_empty() {
            if self.words.is_none() {
                self.words = Some(upload(&self.store, &self.place.words).await?);
            }
            send(self.words.as_mut().ok_or_else(broken)?, &words).await?;
        }
        Ok(())
    }
}

async fn upload(store: &Arc<dyn ObjectStore>, path: &Path) -> Result<WriteMultipart, EngineError> {
    let upload = store.put_multipart(path).await?;
    Ok(WriteMultipart::new_with_chunk_size(upload, PART_BYTES))
}

async fn send(upload: &mut WriteMultipart, bytes: &[u8]) -> Result<(), EngineError> {
    for part in bytes.chunks(PART_BYTES) {
        upload.wait_for_capacity(2).await?;
        upload.write(part);
    }
    Ok(())
}

impl Drop for VersionWriter {
    fn drop(&mut self) {
        for upload in self.data.take().into_iter().chain(self.words.take()) {
            self.workers.spawn(async move {
                if let Err(error) = upload.abort().await {
                    tracing::debug!(%error, "an abandoned upload could not be aborted; the sweeper will see to it");
                }
            });
        }
    }
}

impl Work {
    /// Appends records and gives the bytes that are ready to be sent.
    fn append(&mut self, batch: &RecordBatch) -> Result<Ready, EngineError> {
        let batch = to_result_layout(&self.schema, batch)?;
        self.profiler.add(&batch);
        let Self { words, parquet, .. } = self;
        let stored = to_storage(&self.schema, &self.stored, &batch, self.records)?;
        // Both take about as long, and neither needs the other.
        let (indexed, written) = std::thread::scope(|scope| {
            let indexed = words
                .as_mut()
                .map(|words| scope.spawn(|| words.add(&batch).map(|()| words.take())));
            let written = parquet.write(&stored);
            (indexed.map(|thread| thread.join()), written)
        });
        written?;
        let words = match indexed {
            Some(Ok(words)) => words?,
            Some(Err(panic)) => std::panic::resume_unwind(panic),
            None => Vec::new(),
        };
        self.records += i64::try_from(batch.num_rows()).expect("a batch fits");
        if self.parquet.in_progress_size() > GROUP_BYTES {
            self.parquet.flush()?;
        }
        let data = std::mem::take(self.parquet.inner_mut());
        Ok(Ready { data, words })
    }

    fn close(mut self) -> Result<(Profile, Ready), EngineError> {
        self.parquet.finish()?;
        let data = std::mem::take(self.parquet.inner_mut());
        let words = self.words.map(Builder::finish).transpose()?.flatten();
        let words = words.unwrap_or_default();
        Ok((self.profiler.finish(), Ready { data, words }))
    }
}

fn properties() -> WriterProperties {
    let column = |name: &str| ColumnPath::new(vec![name.to_owned()]);
    WriterProperties::builder()
        .set_created_by(concat!("portico ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(Compression::ZSTD(
            ZstdLevel::try_new(3).expect("3 is a level of zstd"),
        ))
        .set_max_row_group_row_count(Some(GROUP_RECORDS))
        .set_data_page_size_limit(PAGE_BYTES)
        .set_statistics_enabled(EnabledStatistics::Page)
        .set_sorting_columns(None::<Vec<SortingColumn>>)
        .set_column_dictionary_enabled(column(ROW), false)
        .set_column_encoding(column(ROW), Encoding::DELTA_BINARY_PACKED)
        .set_column_dictionary_enabled(column(ID), false)
        .set_column_bloom_filter_enabled(column(ID), true)
        .set_column_bloom_filter_fpp(column(ID), 0.01)
        .build()
}

fn broken() -> EngineError {
    EngineError::Storage("the version was given up after an earlier failure".to_owned())
}
