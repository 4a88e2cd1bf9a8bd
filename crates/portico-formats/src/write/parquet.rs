//! How do records become a Parquet file? Typed columns, instants in UTC, geometries as GeoParquet says; a row group at a time.

use std::fs::File;
use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::compute::cast;
use arrow::datatypes::{DataType, Field as ArrowField, Schema as ArrowSchema, SchemaRef, TimeUnit};
use arrow::error::ArrowError;
use arrow::record_batch::{RecordBatch, RecordBatchOptions};
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression as Packing, ZstdLevel};
use parquet::errors::ParquetError;
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use portico_model::{Field, FieldType};
use serde_json::{Map, Value, json};

use super::cells::as_laid_out;
use super::{Compression, RecordWriter, WriteOptions};
use crate::{FormatError, layout};

/// A row group ends after so many records …
const GROUP_ROWS: usize = 122_880;
/// … or so many bytes, whichever comes first: what the writer keeps in memory.
const GROUP_BYTES: usize = 32 * 1024 * 1024;

/// Writes Parquet.
#[derive(Debug)]
pub(super) struct ParquetRecordWriter {
    fields: Vec<Field>,
    schema: SchemaRef,
    /// None once the file is finished.
    writer: Option<ArrowWriter<Vec<u8>>>,
}

impl ParquetRecordWriter {
    pub(super) fn new(fields: &[Field], options: &WriteOptions) -> Result<Self, FormatError> {
        let schema = Arc::new(ArrowSchema::new(
            fields.iter().map(file_field).collect::<Vec<_>>(),
        ));
        let packing = match options.parquet {
            Compression::Snappy => Packing::SNAPPY,
            Compression::Zstd => Packing::ZSTD(ZstdLevel::default()),
        };
        let metadata = geo_metadata(fields).map(|geo| vec![KeyValue::new("geo".to_owned(), geo.to_string())]);
        let properties = WriterProperties::builder()
            .set_compression(packing)
            .set_max_row_group_row_count(Some(GROUP_ROWS))
            .set_max_row_group_bytes(Some(GROUP_BYTES))
            .set_key_value_metadata(metadata)
            .build();
        let writer =
            ArrowWriter::try_new(Vec::new(), Arc::clone(&schema), Some(properties)).map_err(refused)?;
        Ok(Self {
            fields: fields.to_vec(),
            schema,
            writer: Some(writer),
        })
    }
}

impl RecordWriter for ParquetRecordWriter {
    fn start(&mut self, out: &mut Vec<u8>) -> Result<(), FormatError> {
        self.drain(out);
        Ok(())
    }

    fn write(&mut self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<(), FormatError> {
        if self.fields.len() != batch.num_columns() {
            let message = format!(
                "{} fields, but {} columns",
                self.fields.len(),
                batch.num_columns()
            );
            return Err(ArrowError::SchemaError(message).into());
        }
        let columns = self
            .fields
            .iter()
            .zip(batch.columns())
            .map(|(field, column)| file_column(field, column));
        let columns = columns.collect::<Result<Vec<_>, _>>()?;
        let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
        let batch = RecordBatch::try_new_with_options(Arc::clone(&self.schema), columns, &options)?;
        if let Some(writer) = &mut self.writer {
            writer.write(&batch).map_err(refused)?;
        }
        self.drain(out);
        Ok(())
    }

    fn finish(&mut self, out: &mut Vec<u8>) -> Result<Option<File>, FormatError> {
        if let Some(writer) = self.writer.take() {
            out.append(&mut writer.into_inner().map_err(refused)?);
        }
        Ok(None)
    }
}

impl ParquetRecordWriter {
    /// Hands out what is complete; the library counts positions itself.
    fn drain(&mut self, out: &mut Vec<u8>) {
        if let Some(writer) = &mut self.writer {
            out.append(writer.inner_mut());
        }
    }
}

/// The column in the file: that of the layout, with instants marked as UTC.
fn file_field(field: &Field) -> ArrowField {
    match field.ty {
        FieldType::Datetime => ArrowField::new(&field.name, utc(), true),
        _ => layout::arrow_field(field),
    }
}

fn utc() -> DataType {
    DataType::Timestamp(TimeUnit::Microsecond, Some("UTC".into()))
}

fn file_column(field: &Field, column: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    let column = as_laid_out(field, column)?;
    if field.ty == FieldType::Datetime {
        cast(&column, &utc())
    } else {
        Ok(column)
    }
}

/// What GeoParquet 1.1 wants to know of geometry columns. Points stay two numbers, which every reader of Parquet understands.
fn geo_metadata(fields: &[Field]) -> Option<Value> {
    let mut shapes = fields
        .iter()
        .filter(|field| field.ty == FieldType::GeoShape)
        .peekable();
    let primary = shapes.peek()?.name.clone();
    let columns: Map<String, Value> = shapes
        .map(|field| {
            (
                field.name.clone(),
                json!({"encoding": "WKB", "geometry_types": []}),
            )
        })
        .collect();
    Some(json!({"version": "1.1.0", "primary_column": primary, "columns": columns}))
}

fn refused(error: ParquetError) -> FormatError {
    FormatError::Arrow(ArrowError::ParquetError(error.to_string()))
}
