//! What was found in a file? The schema, how each column is to be read, and remarks for people.

use portico_model::Schema;

use super::{BadCells, Format, Limits, plan::Plan};

/// What the first pass found: enough to read the records in a second pass.
#[derive(Debug, Clone)]
pub struct Inspection {
    /// The format.
    pub format: Format,
    /// Name of the encoding of a text format: `UTF-8`, `windows-1252`…
    pub encoding: Option<String>,
    /// What separates the cells of a CSV file.
    pub separator: Option<char>,
    /// The line (CSV) or row (workbooks) of the header, from 1; 0 when there is none; none for other formats.
    pub header_row: Option<usize>,
    /// Where the records were found in a JSON document, dotted; empty for the top.
    pub records_path: Option<String>,
    /// The sheet of a workbook that was read.
    pub sheet: Option<String>,
    /// The fields, in the order of the batches. Names, labels and annotations may be changed before reading; types and order may not.
    pub schema: Schema,
    /// Records that will be read.
    pub rows: u64,
    /// Rows that will be refused.
    pub refused_rows: u64,
    /// Remarks for people.
    pub notes: Vec<Note>,
    /// One entry per column of the source.
    pub columns: Vec<ColumnFinding>,
    /// How to read it again.
    pub(crate) plan: Plan,
    /// The limits in force.
    pub(crate) limits: Limits,
    /// What happens to cells that do not fit.
    pub(crate) bad_cells: BadCells,
}

/// A remark about the file: something that was decided, and that a person may want to decide otherwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// A stable word for programs: `ambiguous_dates`, `leading_zeros`…
    pub code: &'static str,
    /// The column, by its header.
    pub column: Option<String>,
    /// One English sentence.
    pub message: String,
}

impl Note {
    pub(crate) fn new(code: &'static str, message: impl Into<String>) -> Self {
        Self {
            code,
            column: None,
            message: message.into(),
        }
    }

    /// A remark on a column.
    #[must_use]
    pub fn column(code: &'static str, column: &str, message: impl Into<String>) -> Self {
        Self {
            code,
            column: Some(column.to_owned()),
            message: message.into(),
        }
    }
}

/// What was found in one column.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ColumnFinding {
    /// The header, or the dotted path in a JSON record; with a number when columns before it have that header. Decisions name it.
    pub header: String,
    /// Name of the field that it became; none when it is left out.
    pub field: Option<String>,
    /// Records without a value.
    pub empty: u64,
    /// Different values, when they are at most 10 000.
    pub distinct: Option<u64>,
    /// The first value, clipped.
    pub sample: Option<String>,
}

/// A row that is left out, or a cell that is left empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Line of a text file, row of a sheet, else number of the record; from 1.
    pub line: u64,
    /// Header of the column; none when the whole row is left out.
    pub column: Option<String>,
    /// Why.
    pub reason: String,
    /// The value, clipped to 200 characters.
    pub value: String,
}

/// What the second pass did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct ReadSummary {
    /// Records handed over.
    pub rows: u64,
    /// Rows left out.
    pub refused_rows: u64,
    /// Cells left empty because they did not fit.
    pub refused_cells: u64,
}

/// At most `limit` characters, with an ellipsis when cut.
pub(crate) fn clip(text: &str, limit: usize) -> String {
    match text.char_indices().nth(limit) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}
