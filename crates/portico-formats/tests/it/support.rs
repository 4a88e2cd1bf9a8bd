//! Text in, text out: a file as its schema, rows, notes and refusals.

use std::fmt::Write as _;
use std::io::Write as _;
use std::ops::ControlFlow;
use std::path::{Path, PathBuf};

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use portico_formats::FormatError;
use portico_formats::read::{Inspection, Override, ReadOptions, ReadSummary, Refusal, inspect, read};
use portico_model::{Field, FieldType};

/// A file that was read.
pub(crate) struct Outcome {
    pub(crate) inspection: Inspection,
    pub(crate) batches: Vec<RecordBatch>,
    pub(crate) refusals: Vec<Refusal>,
    pub(crate) summary: ReadSummary,
}

impl Outcome {
    /// One line a field: `name type annotations`.
    pub(crate) fn schema(&self) -> String {
        self.inspection
            .schema
            .fields
            .iter()
            .map(field_line)
            .collect::<Vec<_>>()
            .join("\n")
    }

    /// One line a record, cells separated by ` | `, nothing for null.
    pub(crate) fn rows(&self) -> String {
        let mut lines = Vec::new();
        for batch in &self.batches {
            for row in 0..batch.num_rows() {
                let cells: Vec<String> = (0..batch.num_columns())
                    .map(|column| cell(batch, column, row))
                    .collect();
                lines.push(cells.join(" | "));
            }
        }
        lines.join("\n")
    }

    /// The codes of the notes, with their columns.
    pub(crate) fn notes(&self) -> Vec<String> {
        let code = |note: &portico_formats::read::Note| match &note.column {
            Some(column) => format!("{} {column}", note.code),
            None => note.code.to_owned(),
        };
        self.inspection.notes.iter().map(code).collect()
    }

    /// One line a refusal.
    pub(crate) fn refusals(&self) -> String {
        let mut text = String::new();
        for one in &self.refusals {
            let column = one.column.as_deref().unwrap_or("row");
            writeln!(text, "{} {column}: {} [{}]", one.line, one.reason, one.value).unwrap();
        }
        text.trim_end().to_owned()
    }
}

fn field_line(field: &Field) -> String {
    let mut line = format!("{} {}", field.name, field.ty.as_str());
    if let Some(separator) = &field.annotations.multivalued {
        write!(line, " multivalued({separator})").unwrap();
    }
    if field.annotations.facet {
        line.push_str(" facet");
    }
    if let Some(precision) = field.annotations.timeserie_precision {
        write!(line, " {precision:?}").unwrap();
    }
    line
}

fn cell(batch: &RecordBatch, column: usize, row: usize) -> String {
    let array = batch.column(column);
    if array.is_null(row) {
        return String::new();
    }
    if let Some(bytes) = array.as_binary_opt::<i32>() {
        use geozero::ToWkt;
        return geozero::wkb::Wkb(bytes.value(row)).to_wkt().unwrap();
    }
    let options = FormatOptions::default();
    ArrayFormatter::try_new(array, &options)
        .unwrap()
        .value(row)
        .to_string()
}

/// Reads a file from disk.
pub(crate) fn read_path(path: &Path, name: &str, options: &ReadOptions) -> Result<Outcome, FormatError> {
    let inspection = inspect(path, name, options, &mut |_, _| {})?;
    let (mut batches, mut refusals) = (Vec::new(), Vec::new());
    let summary = read(
        path,
        &inspection,
        &mut |batch| {
            batches.push(batch);
            ControlFlow::Continue(())
        },
        &mut |refusal| refusals.push(refusal),
        &mut |_, _| {},
    )?;
    assert_eq!(summary.rows, inspection.rows, "both passes count the same rows");
    assert_eq!(
        summary.refused_rows, inspection.refused_rows,
        "both passes refuse the same rows"
    );
    Ok(Outcome {
        inspection,
        batches,
        refusals,
        summary,
    })
}

/// Reads bytes as a file of that name.
pub(crate) fn try_read(
    name: &str,
    bytes: impl AsRef<[u8]>,
    options: &ReadOptions,
) -> Result<Outcome, FormatError> {
    let mut file = tempfile::NamedTempFile::new().unwrap();
    file.write_all(bytes.as_ref()).unwrap();
    file.flush().unwrap();
    read_path(file.path(), name, options)
}

/// Reads bytes that are expected to be readable.
pub(crate) fn read_as(name: &str, bytes: impl AsRef<[u8]>) -> Outcome {
    try_read(name, bytes, &ReadOptions::default()).unwrap()
}

/// The error of bytes that are expected not to be readable, with its hint.
pub(crate) fn complaint(name: &str, bytes: impl AsRef<[u8]>) -> String {
    complaint_with(name, bytes, &ReadOptions::default())
}

/// Likewise, with options.
pub(crate) fn complaint_with(name: &str, bytes: impl AsRef<[u8]>, options: &ReadOptions) -> String {
    match try_read(name, bytes, options) {
        Ok(outcome) => panic!("{name} was read:\n{}\n{}", outcome.schema(), outcome.rows()),
        Err(error) => {
            let fault = portico_model::Fault::from(error);
            assert!(
                fault.code != "InternalError" && !fault.message.starts_with("internal"),
                "{}",
                fault.message
            );
            fault.message
        }
    }
}

/// Options with one decision about a column.
pub(crate) fn with_override(field: &str, change: impl FnOnce(&mut Override)) -> ReadOptions {
    let mut one = Override {
        field: field.to_owned(),
        ..Override::default()
    };
    change(&mut one);
    ReadOptions {
        overrides: vec![one],
        ..ReadOptions::default()
    }
}

/// Options that give a column a type.
pub(crate) fn with_type(field: &str, ty: FieldType) -> ReadOptions {
    with_override(field, |one| one.ty = Some(ty))
}

/// The folder of real files, when this machine has it: `PORTICO_TEST_SHARED_DATA`, or a `shared/data` beside the workspace or further up.
pub(crate) fn shared_data() -> Option<PathBuf> {
    if let Some(folder) = std::env::var_os("PORTICO_TEST_SHARED_DATA") {
        return Some(PathBuf::from(folder));
    }
    let found = Path::new(env!("CARGO_MANIFEST_DIR"))
        .ancestors()
        .map(|folder| folder.join("shared/data"))
        .find(|folder| folder.is_dir());
    if found.is_none() {
        eprintln!("skipped: there is no folder `shared/data` of real files beside the workspace or above it");
    }
    found
}
