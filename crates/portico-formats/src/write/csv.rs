//! How do records become a CSV file? UTF-8 with a mark, `;`, CRLF, quotes only where they are needed.
//!
//! Cells are written as they are: a text that begins with `=` stays that text. Changing data to protect one spreadsheet program
//! would falsify it for all others; whoever opens files of strangers in a spreadsheet imports text columns as text.

use std::fs::File;
use std::io::Write as _;

use arrow::record_batch::RecordBatch;
use portico_model::Field;

use super::cells::Cell;
use super::value::{Columns, Rendering, file_member};
use super::{CsvOptions, JsonStyle, RecordWriter, WriteOptions, geometry, scalars};
use crate::FormatError;

/// Writes CSV.
#[derive(Debug)]
pub(super) struct CsvWriter {
    fields: Vec<Field>,
    use_labels: bool,
    options: CsvOptions,
    delimiter: u8,
    rendering: Rendering,
    /// The cell being written, before it is known whether it needs quotes.
    scratch: Vec<u8>,
}

impl CsvWriter {
    pub(super) fn new(fields: &[Field], options: &WriteOptions) -> Result<Self, FormatError> {
        let delimiter = options.csv.delimiter;
        let usable = delimiter.is_ascii() && !matches!(delimiter, '"' | '\r' | '\n' | '\0');
        let Some(delimiter) = u8::try_from(delimiter).ok().filter(|_| usable) else {
            return Err(FormatError::Unsupported {
                message: format!("{delimiter:?} cannot separate the cells of a CSV file"),
                hint: Some("use one of ; , | or a tabulator".to_owned()),
            });
        };
        Ok(Self {
            fields: fields.to_vec(),
            use_labels: options.use_labels,
            options: options.csv.clone(),
            delimiter,
            rendering: Rendering {
                timezone: options.timezone,
                style: JsonStyle::Spaced,
            },
            scratch: Vec::new(),
        })
    }

    /// Quotes when asked to, when the cell holds what would end it, or when an empty cell would be an empty line.
    fn flush_cell(&mut self, column: usize, out: &mut Vec<u8>) {
        if column > 0 {
            out.push(self.delimiter);
        }
        let special = |byte: &u8| *byte == self.delimiter || matches!(byte, b'"' | b'\r' | b'\n');
        let alone_and_empty = self.scratch.is_empty() && self.fields.len() == 1;
        if self.options.quote_all || alone_and_empty || self.scratch.iter().any(special) {
            out.push(b'"');
            for byte in &self.scratch {
                if *byte == b'"' {
                    out.push(b'"');
                }
                out.push(*byte);
            }
            out.push(b'"');
        } else {
            out.extend_from_slice(&self.scratch);
        }
        self.scratch.clear();
    }

    fn fill(&mut self, field: &Field, cell: &Cell<'_>) {
        let out = &mut self.scratch;
        match cell {
            Cell::Null => {}
            Cell::Text(text) | Cell::Json(text) => out.extend_from_slice(text.as_bytes()),
            Cell::List(items) => out.extend_from_slice(items.join(&self.options.list_separator).as_bytes()),
            Cell::Int(number) => scalars::put!(out, "{number}"),
            Cell::Double(number) => {
                scalars::double(*number, out);
            }
            Cell::Boolean(flag) => out.extend_from_slice(if *flag { b"True" } else { b"False" }),
            Cell::Date(days) => {
                scalars::date(*days, field.annotations.timeserie_precision, out);
            }
            Cell::Instant(microseconds) => {
                scalars::instant(*microseconds, self.rendering.timezone, out);
            }
            Cell::Point { lon, lat } => {
                scalars::double(*lat, out);
                out.extend_from_slice(self.options.point_separator.as_bytes());
                scalars::double(*lon, out);
            }
            Cell::Shape(wkb) => {
                geometry::write(wkb, self.rendering.style, out);
            }
            Cell::File(text) => {
                let url = file_member(text, "url");
                out.extend_from_slice(url.as_deref().unwrap_or(text).as_bytes());
            }
        }
    }
}

impl RecordWriter for CsvWriter {
    fn start(&mut self, out: &mut Vec<u8>) -> Result<(), FormatError> {
        if self.options.with_bom {
            out.extend_from_slice("\u{feff}".as_bytes());
        }
        for column in 0..self.fields.len() {
            let field = &self.fields[column];
            let title = if self.use_labels {
                &field.label
            } else {
                &field.name
            };
            self.scratch.extend_from_slice(title.as_bytes());
            self.flush_cell(column, out);
        }
        out.extend_from_slice(b"\r\n");
        Ok(())
    }

    fn write(&mut self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<(), FormatError> {
        let fields = self.fields.clone();
        let columns = Columns::new(&fields, batch, self.rendering)?;
        for row in 0..columns.rows() {
            for (column, field) in fields.iter().enumerate() {
                self.fill(field, &columns.cell(column, row));
                self.flush_cell(column, out);
            }
            out.extend_from_slice(b"\r\n");
        }
        Ok(())
    }

    fn finish(&mut self, _out: &mut Vec<u8>) -> Result<Option<File>, FormatError> {
        Ok(None)
    }
}
