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
mod near;
mod ods;
mod options;
mod parquet;
pub(crate) mod plan;
mod sample;
mod shapefile;
mod survey;
pub(crate) mod values;
mod workbook;
mod xlsx;

use std::collections::BTreeSet;
use std::ops::ControlFlow;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

use arrow::record_batch::RecordBatch;

pub use self::inspection::{ColumnFinding, Inspection, Note, ReadSummary, Refusal};
pub use self::options::{BadCells, Format, Limits, Override, ReadOptions};
pub use self::sample::sample;

use self::plan::{Layout, Sink};
use crate::FormatError;

/// Rows of a full batch; a batch of large geometries has fewer.
pub const BATCH_ROWS: usize = 8192;

/// Nothing, when that names a coordinate reference system: `EPSG:2267`, `2267`, `urn:ogc:def:crs:EPSG::3857`.
///
/// # Errors
/// When it is not known.
pub fn check_crs(name: &str) -> Result<(), FormatError> {
    geometry::crs::Reprojection::from_name(name).map(|_| ())
}

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
    let inspection = inspect_once(path, original_name, options, progress)?;
    let wishes = options
        .overrides
        .iter()
        .any(|one| one.ty.is_some() || one.date_format.is_some());
    if options.bad_cells != BadCells::Text || !wishes {
        return Ok(inspection);
    }
    // Whether every cell fits a wish is known once all are read that way.
    let mut misfits: BTreeSet<String> = BTreeSet::new();
    let mut refused = |refusal: Refusal| misfits.extend(refusal.column);
    let mut rows = 0;
    let mut enough = |batch: RecordBatch| {
        rows += batch.num_rows() as u64;
        match options.sample_rows.is_some_and(|most| rows >= most) {
            true => ControlFlow::Break(()),
            false => ControlFlow::Continue(()),
        }
    };
    read(path, &inspection, &mut enough, &mut refused, progress)?;
    let mut options = options.clone();
    let mut notes = Vec::new();
    for header in misfits {
        if let Some(place) = survey::place_of(&options.overrides, &header) {
            let one = &mut options.overrides[place];
            (one.ty, one.date_format) = (Some(portico_model::FieldType::Text), None);
            notes.push(Note::column(
                "kept_as_text",
                &header,
                "some cells do not have the type that was chosen: the column is a text",
            ));
        }
    }
    if notes.is_empty() {
        return Ok(inspection);
    }
    let mut inspection = inspect_once(path, original_name, &options, progress)?;
    inspection.notes.append(&mut notes);
    Ok(inspection)
}

fn inspect_once(
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
            Format::Xlsx | Format::Ods => workbook::inspect(path, format, options, &mut survey)?,
            Format::Parquet => parquet::inspect(path, options, &mut survey)?,
        };
        decide::inspection(found, survey, options)
    })
}

/// The names of the sheets of a workbook, for somebody who chooses one; none of any other file. Blocking.
///
/// # Errors
/// When it is of no format of ours, or a workbook that cannot be opened.
pub fn sheets(path: &Path, original_name: &str, options: &ReadOptions) -> Result<Vec<String>, FormatError> {
    guarded(|| match detect::format(path, original_name, options)? {
        format if format.is_workbook() => workbook::sheets(path, format, &options.limits),
        _ => Ok(Vec::new()),
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
        Layout::Sheet(layout) => workbook::scan(path, layout, limits, sink),
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
