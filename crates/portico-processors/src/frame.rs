//! What flows through the steps? Columns and, for each record, its place in the file.

use arrow::array::{ArrayRef, BooleanArray, UInt64Array};
use arrow::compute::{filter, take};
use arrow::error::ArrowError;
use portico_formats::values::Column;
use portico_model::Schema;

/// Records on their way.
#[derive(Debug, Clone)]
pub(crate) struct Frame {
    /// One column a field.
    pub(crate) columns: Vec<ArrayRef>,
    /// Line of a text file, row of a sheet, else number of the record; one a record.
    pub(crate) lines: Vec<u64>,
}

impl Frame {
    pub(crate) fn rows(&self) -> usize {
        self.lines.len()
    }

    /// The records that are marked.
    pub(crate) fn kept(&self, marks: Vec<bool>) -> Result<Self, ArrowError> {
        let lines = self
            .lines
            .iter()
            .zip(&marks)
            .filter_map(|(line, keep)| keep.then_some(*line))
            .collect();
        let marks = BooleanArray::from(marks);
        let columns = self.columns.iter().map(|column| filter(column, &marks));
        Ok(Self {
            columns: columns.collect::<Result<_, _>>()?,
            lines,
        })
    }

    /// The records of those positions, in that order; columns of `without` are left as they are, for the caller to replace.
    pub(crate) fn taken(&self, rows: &[u64], without: &[usize]) -> Result<Self, ArrowError> {
        let positions = UInt64Array::from(rows.to_vec());
        let columns = self.columns.iter().enumerate().map(|(index, column)| {
            if without.contains(&index) {
                Ok(column.slice(0, 0))
            } else {
                take(column, &positions, None)
            }
        });
        let line = |row: &u64| {
            usize::try_from(*row)
                .ok()
                .and_then(|row| self.lines.get(row).copied())
        };
        Ok(Self {
            columns: columns.collect::<Result<_, _>>()?,
            lines: rows.iter().filter_map(line).collect(),
        })
    }

    /// The values of these columns, ready to be read.
    pub(crate) fn readers(
        &self,
        schema: &Schema,
        columns: &[usize],
    ) -> Result<Vec<Column>, portico_formats::FormatError> {
        columns
            .iter()
            .map(|index| Column::new(&schema.fields[*index], &self.columns[*index]))
            .collect()
    }
}
