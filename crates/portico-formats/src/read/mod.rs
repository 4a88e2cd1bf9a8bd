//! How does a file become record batches? Two passes: [`inspect`] decides types over every row, [`read()`] hands batches over.

mod archive;
mod assemble;
pub(crate) mod builders;
mod csv;
mod decide;
mod detect;
pub(crate) mod geometry;
mod input;
mod inspection;
mod json;
mod options;
mod parquet;
pub(crate) mod plan;
mod shapefile;
mod survey;
pub(crate) mod values;
mod xlsx;

use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use arrow::record_batch::RecordBatch;

pub use self::inspection::{ColumnFinding, Inspection, Note, ReadSummary, Refusal};
pub use self::options::{Format, Limits, Override, ReadOptions};

use self::plan::{Layout, Sink};
use crate::FormatError;

/// Rows of a full batch; a batch of large geometries has fewer.
pub const BATCH_ROWS: usize = 8192;

/// Reads the whole file once and decides how to read it. Blocking; constant memory.
///
/// `original_name` is the name that the publisher knows, for its extension. `progress` is told bytes and rows so far, now and then.
///
/// # Errors
/// When the file is not of a readable format, is damaged, or exceeds a limit.
pub fn inspect(
    path: &Path,
    original_name: &str,
    options: &ReadOptions,
    progress: &mut dyn FnMut(u64, u64),
) -> Result<Inspection, FormatError> {
    guarded(|| {
        let format = detect::format(path, original_name, options)?;
        let mut survey = survey::Survey::new(options, progress);
        let found = match format {
            Format::Csv => csv::inspect(path, options, &mut survey)?,
            Format::Json | Format::JsonLines | Format::GeoJson => {
                json::inspect(path, format, options, &mut survey)?
            }
            Format::Shapefile => shapefile::inspect(path, options, &mut survey)?,
            Format::Xlsx => xlsx::inspect(path, options, &mut survey)?,
            Format::Parquet => parquet::inspect(path, options, &mut survey)?,
        };
        decide::inspection(found, survey, options)
    })
}

/// Reads the records of an inspected file, in the result layout of `inspection.schema`. Blocking; constant memory.
///
/// Each batch is handed to `batch`, which may stop the reading; each refused row or cell to `refused`; `progress` is told bytes and
/// rows so far after each batch.
///
/// # Errors
/// When the file changed or is damaged.
pub fn read(
    path: &Path,
    inspection: &Inspection,
    batch: &mut dyn FnMut(RecordBatch) -> ControlFlow<()>,
    refused: &mut dyn FnMut(Refusal),
    progress: &mut dyn FnMut(u64, u64),
) -> Result<ReadSummary, FormatError> {
    read_with_lines(
        path,
        inspection,
        &mut |records, _| batch(records),
        refused,
        progress,
    )
}

/// As [`read()`], with the place of each record in the file: line of a text file, row of a sheet, else number of the record; from 1.
///
/// # Errors
/// When the file changed or is damaged.
pub fn read_with_lines(
    path: &Path,
    inspection: &Inspection,
    batch: &mut dyn FnMut(RecordBatch, Vec<u64>) -> ControlFlow<()>,
    refused: &mut dyn FnMut(Refusal),
    progress: &mut dyn FnMut(u64, u64),
) -> Result<ReadSummary, FormatError> {
    guarded(|| {
        let mut assembler = assemble::Assembler::new(inspection, batch, refused, progress)?;
        scan(path, inspection, &mut assembler)?;
        assembler.finish()
    })
}

fn scan(path: &Path, inspection: &Inspection, sink: &mut dyn Sink) -> Result<(), FormatError> {
    let limits = &inspection.limits;
    match &inspection.plan.layout {
        Layout::Csv(layout) => csv::scan(path, layout, limits, sink),
        Layout::Json(layout) => json::scan(path, layout, limits, sink),
        Layout::Shapefile(layout) => shapefile::scan(path, layout, limits, sink),
        Layout::Xlsx(layout) => xlsx::scan(path, layout, sink),
        Layout::Parquet(layout) => parquet::scan(path, layout, limits, sink),
    }
}

/// The decoders of others may panic on hostile files: that is an unreadable file, not the end of the process.
fn guarded<T>(work: impl FnOnce() -> Result<T, FormatError>) -> Result<T, FormatError> {
    catch_unwind(AssertUnwindSafe(work)).unwrap_or_else(|_| {
        Err(FormatError::content_with_hint(
            "the file is damaged in a way that its format does not allow for",
            "open it with the program that made it, save it again, or export it as CSV",
        ))
    })
}
