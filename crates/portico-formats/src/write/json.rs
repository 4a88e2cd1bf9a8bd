//! How do records become JSON: one array, or one object a line?

use arrow::record_batch::RecordBatch;
use portico_model::Field;
use std::fs::File;

use super::value::{Columns, Rendering};
use super::{RecordWriter, WriteOptions};
use crate::FormatError;

/// Writes objects.
#[derive(Debug)]
pub(super) struct JsonWriter {
    fields: Vec<Field>,
    rendering: Rendering,
    lines: bool,
    any: bool,
}

impl JsonWriter {
    /// `[{…},{…}]`
    pub(super) fn array(fields: &[Field], options: &WriteOptions) -> Self {
        let rendering = Rendering {
            timezone: options.timezone,
            style: options.json_style,
        };
        Self {
            fields: fields.to_vec(),
            rendering,
            lines: false,
            any: false,
        }
    }

    /// One object a line, each line ended.
    pub(super) fn lines(fields: &[Field], options: &WriteOptions) -> Self {
        Self {
            lines: true,
            ..Self::array(fields, options)
        }
    }
}

impl RecordWriter for JsonWriter {
    fn start(&mut self, out: &mut Vec<u8>) -> Result<(), FormatError> {
        if !self.lines {
            out.push(b'[');
        }
        Ok(())
    }

    fn write(&mut self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<(), FormatError> {
        let columns = Columns::new(&self.fields, batch, self.rendering)?;
        for row in 0..columns.rows() {
            if self.any && !self.lines {
                out.push(b',');
            }
            self.any = true;
            columns.write_object(row, out);
            if self.lines {
                out.push(b'\n');
            }
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut Vec<u8>) -> Result<Option<File>, FormatError> {
        if !self.lines {
            out.push(b']');
        }
        Ok(None)
    }
}
