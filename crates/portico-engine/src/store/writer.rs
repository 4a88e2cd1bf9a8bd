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

/// Writes one version; dropped without `finish`, it leaves nothing that a reader could see.
pub struct VersionWriter {
    workers: Workers,
    upload: Option<WriteMultipart>,
    work: Option<Box<Work>>,
    bytes: u64,
}

/// What runs on the workers.
struct Work {
    schema: Schema,
    stored: SchemaRef,
    parquet: ArrowWriter<Vec<u8>>,
    profiler: Profiler,
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
    /// Starts the file at that path, where nothing may be yet.
    pub(crate) async fn start(
        store: &Arc<dyn ObjectStore>,
        path: Path,
        schema: &Schema,
        workers: Workers,
    ) -> Result<Self, EngineError> {
        match store.head(&path).await {
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
            records: 0,
        };
        let upload = store.put_multipart(&path).await?;
        Ok(Self {
            workers,
            upload: Some(WriteMultipart::new_with_chunk_size(upload, PART_BYTES)),
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
            let bytes = done?;
            self.work = Some(work);
            self.send(&bytes).await?;
        }
        Ok(())
    }

    /// Closes the files and tells what they hold: profile and bytes.
    ///
    /// # Errors
    /// When the store refuses.
    pub async fn finish(mut self) -> Result<(Profile, u64), EngineError> {
        let work = self.work.take().ok_or_else(broken)?;
        let (profile, bytes) = self.workers.blocking(move || work.close()).await??;
        self.send(&bytes).await?;
        let upload = self.upload.take().ok_or_else(broken)?;
        upload.finish().await?;
        Ok((profile, self.bytes))
    }

    async fn send(&mut self, bytes: &[u8]) -> Result<(), EngineError> {
        let upload = self.upload.as_mut().ok_or_else(broken)?;
        for part in bytes.chunks(PART_BYTES) {
            upload.wait_for_capacity(2).await?;
            upload.write(part);
        }
        self.bytes += bytes.len() as u64;
        Ok(())
    }
}

impl Drop for VersionWriter {
    fn drop(&mut self) {
        if let Some(upload) = self.upload.take() {
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
    fn append(&mut self, batch: &RecordBatch) -> Result<Vec<u8>, EngineError> {
        let batch = to_result_layout(&self.schema, batch)?;
        self.profiler.add(&batch);
        self.parquet
            .write(&to_storage(&self.schema, &self.stored, &batch, self.records)?)?;
        self.records += i64::try_from(batch.num_rows()).expect("a batch fits");
        if self.parquet.in_progress_size() > GROUP_BYTES {
            self.parquet.flush()?;
        }
        Ok(std::mem::take(self.parquet.inner_mut()))
    }

    fn close(mut self) -> Result<(Profile, Vec<u8>), EngineError> {
        self.parquet.finish()?;
        let bytes = std::mem::take(self.parquet.inner_mut());
        Ok((self.profiler.finish(), bytes))
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
