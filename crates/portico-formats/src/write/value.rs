//! How is one record, or one cell, said? JSON for the API, text for a table on a page.

use std::io::Write as _;

use arrow::array::ArrayRef;
use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;
use chrono_tz::Tz;
use portico_model::Field;
use serde_json::Value;

use super::cells::{Cell, Cells};
use super::{JsonStyle, geometry, scalars};
use crate::FormatError;

/// How values are said.
#[derive(Debug, Clone, Copy)]
pub struct Rendering {
    /// The zone of instants.
    pub timezone: Tz,
    /// The spacing of JSON.
    pub style: JsonStyle,
}

impl Default for Rendering {
    fn default() -> Self {
        Self {
            timezone: Tz::UTC,
            style: JsonStyle::Spaced,
        }
    }
}

/// The columns of a batch, ready to be written row by row.
#[derive(Debug, Clone)]
pub struct Columns<'a> {
    fields: &'a [Field],
    cells: Vec<Cells>,
    rows: usize,
    rendering: Rendering,
}

impl<'a> Columns<'a> {
    /// Checks that the columns are those of the fields, in order.
    ///
    /// # Errors
    /// When there are more or fewer columns than fields, or a column cannot hold the field's type.
    pub fn new(fields: &'a [Field], batch: &RecordBatch, rendering: Rendering) -> Result<Self, FormatError> {
        if fields.len() != batch.num_columns() {
            let message = format!("{} fields, but {} columns", fields.len(), batch.num_columns());
            return Err(ArrowError::SchemaError(message).into());
        }
        let cells = fields
            .iter()
            .zip(batch.columns())
            .map(|(field, column)| Cells::new(field, column));
        Ok(Self {
            fields,
            cells: cells.collect::<Result<_, _>>()?,
            rows: batch.num_rows(),
            rendering,
        })
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        self.rows
    }

    /// The fields, in column order.
    #[must_use]
    pub fn fields(&self) -> &'a [Field] {
        self.fields
    }

    /// Appends a record as a JSON object: `{"a": 1, "b": null}`, every field present.
    pub fn write_object(&self, row: usize, out: &mut Vec<u8>) {
        out.push(b'{');
        self.write_members(row, |_| true, out);
        out.push(b'}');
    }

    /// Appends the members of a record's object, without braces, of the columns that `wanted` accepts. True when there was one.
    pub fn write_members(&self, row: usize, wanted: impl Fn(usize) -> bool, out: &mut Vec<u8>) -> bool {
        let mut any = false;
        for (column, field) in self
            .fields
            .iter()
            .enumerate()
            .filter(|(column, _)| wanted(*column))
        {
            if any {
                out.extend_from_slice(self.rendering.style.comma().as_bytes());
            }
            any = true;
            scalars::json_string(&field.name, out);
            out.extend_from_slice(self.rendering.style.colon().as_bytes());
            self.write_value(column, row, out);
        }
        any
    }

    /// Appends one cell as JSON; `null` when it is missing.
    pub fn write_value(&self, column: usize, row: usize, out: &mut Vec<u8>) {
        json_cell(
            &self.fields[column],
            &self.cells[column].cell(row),
            self.rendering,
            out,
        );
    }

    /// One cell as text for readers; none when it is missing. Numbers and times are in their wire form (ISO), a point is
    /// `lat, lon`, a geometry its kind, a file its name.
    #[must_use]
    pub fn text(&self, column: usize, row: usize) -> Option<String> {
        text_cell(
            &self.fields[column],
            &self.cells[column].cell(row),
            self.rendering,
        )
    }

    pub(crate) fn cell(&self, column: usize, row: usize) -> Cell<'_> {
        self.cells[column].cell(row)
    }
}

/// Appends one value of a column as JSON. For many rows, [`Columns`] prepares the columns once.
///
/// # Errors
/// When the column cannot hold the field's type.
pub fn write_json_value(
    field: &Field,
    column: &ArrayRef,
    row: usize,
    rendering: Rendering,
    out: &mut Vec<u8>,
) -> Result<(), FormatError> {
    json_cell(field, &Cells::new(field, column)?.cell(row), rendering, out);
    Ok(())
}

/// Appends any JSON value in a style.
pub fn write_json(value: &Value, style: JsonStyle, out: &mut Vec<u8>) {
    match value {
        Value::String(text) => scalars::json_string(text, out),
        Value::Array(items) => {
            out.push(b'[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.extend_from_slice(style.comma().as_bytes());
                }
                write_json(item, style, out);
            }
            out.push(b']');
        }
        Value::Object(members) => {
            out.push(b'{');
            for (at, (key, item)) in members.iter().enumerate() {
                if at > 0 {
                    out.extend_from_slice(style.comma().as_bytes());
                }
                scalars::json_string(key, out);
                out.extend_from_slice(style.colon().as_bytes());
                write_json(item, style, out);
            }
            out.push(b'}');
        }
        Value::Null | Value::Bool(_) | Value::Number(_) => scalars::put!(out, "{value}"),
    }
}

fn json_cell(field: &Field, cell: &Cell<'_>, rendering: Rendering, out: &mut Vec<u8>) {
    let Rendering { timezone, style } = rendering;
    let written = match cell {
        Cell::Null => false,
        Cell::Text(text) => {
            scalars::json_string(text, out);
            true
        }
        Cell::List(items) => {
            out.push(b'[');
            for (at, item) in items.iter().enumerate() {
                if at > 0 {
                    out.extend_from_slice(style.comma().as_bytes());
                }
                scalars::json_string(item, out);
            }
            out.push(b']');
            true
        }
        Cell::Int(number) => {
            scalars::put!(out, "{number}");
            true
        }
        Cell::Double(number) => scalars::double(*number, out),
        Cell::Boolean(flag) => {
            out.extend_from_slice(if *flag { b"true" } else { b"false" });
            true
        }
        Cell::Date(days) => quoted(out, |out| {
            scalars::date(*days, field.annotations.timeserie_precision, out)
        }),
        Cell::Instant(microseconds) => quoted(out, |out| scalars::instant(*microseconds, timezone, out)),
        Cell::Point { lon, lat } => {
            scalars::put!(out, "{{\"lon\"{}", style.colon());
            scalars::double(*lon, out);
            scalars::put!(out, "{}\"lat\"{}", style.comma(), style.colon());
            scalars::double(*lat, out);
            out.push(b'}');
            true
        }
        Cell::Shape(wkb) => feature(wkb, style, out),
        Cell::File(text) | Cell::Json(text) => {
            // What a query computes is JSON; should it not be, it is still a text.
            match serde_json::from_str::<Value>(text) {
                Ok(value) => write_json(&value, style, out),
                Err(_) => scalars::json_string(text, out),
            }
            true
        }
    };
    if !written {
        out.extend_from_slice(b"null");
    }
}

/// Text between quotes, or nothing at all.
fn quoted(out: &mut Vec<u8>, write: impl FnOnce(&mut Vec<u8>) -> bool) -> bool {
    let begin = out.len();
    out.push(b'"');
    if write(out) {
        out.push(b'"');
        return true;
    }
    out.truncate(begin);
    false
}

fn feature(wkb: &[u8], style: JsonStyle, out: &mut Vec<u8>) -> bool {
    let begin = out.len();
    let (comma, colon) = (style.comma(), style.colon());
    scalars::put!(out, "{{\"type\"{colon}\"Feature\"{comma}\"geometry\"{colon}");
    if !geometry::write(wkb, style, out) {
        out.truncate(begin);
        return false;
    }
    scalars::put!(out, "{comma}\"properties\"{colon}{{}}}}");
    true
}

fn text_cell(field: &Field, cell: &Cell<'_>, rendering: Rendering) -> Option<String> {
    let bytes = |write: &dyn Fn(&mut Vec<u8>) -> bool| {
        let mut out = Vec::new();
        write(&mut out).then(|| String::from_utf8_lossy(&out).into_owned())
    };
    match cell {
        Cell::Null => None,
        Cell::Text(text) | Cell::Json(text) => Some((*text).to_owned()),
        Cell::List(items) => Some(items.join(", ")),
        Cell::Int(number) => Some(number.to_string()),
        Cell::Double(number) => bytes(&|out| scalars::double(*number, out)),
        Cell::Boolean(flag) => Some(flag.to_string()),
        Cell::Date(days) => bytes(&|out| scalars::date(*days, field.annotations.timeserie_precision, out)),
        Cell::Instant(microseconds) => bytes(&|out| scalars::instant(*microseconds, rendering.timezone, out)),
        Cell::Point { lon, lat } => bytes(&|out| {
            scalars::double(*lat, out);
            out.extend_from_slice(b", ");
            scalars::double(*lon, out)
        }),
        Cell::Shape(wkb) => geometry::kind(wkb).map(str::to_owned),
        Cell::File(text) => Some(file_member(text, "filename").unwrap_or_else(|| (*text).to_owned())),
    }
}

/// A text member of a stored file's description.
pub(crate) fn file_member(json: &str, member: &str) -> Option<String> {
    match serde_json::from_str::<Value>(json).ok()?.get(member)? {
        Value::String(text) => Some(text.clone()),
        _ => None,
    }
}
