//! How is a batch laid out in storage? The result layout, with points and rectangles as plain numbers that statistics prune.

use std::sync::Arc;

use arrow::array::{
    Array, ArrayRef, AsArray, FixedSizeBinaryArray, Float64Array, Float64Builder, Int64Array, ListArray,
    UInt64Array,
};
use arrow::buffer::NullBuffer;
use arrow::compute::{cast, take};
use arrow::datatypes::{DataType, Field as ArrowField, Float64Type, Schema as ArrowSchema, SchemaRef};
use arrow::record_batch::RecordBatch;
use portico_formats::layout::{arrow_field, arrow_schema, arrow_type};
use portico_model::{FieldType, Schema};

use super::canon::{ID_BYTES, fingerprints};
use crate::EngineError;
use crate::functions::numbers::with_one_zero;
use crate::geometry::wkb_rectangle;

/// Position of the record in its version, from 0.
pub(crate) const ROW: &str = "_row";
/// SHA-1 of the record.
pub(crate) const ID: &str = "_id";
/// Bytes of the record's values.
pub(crate) const SIZE: &str = "_size";

/// The two columns of a point.
pub(crate) fn point_columns(name: &str) -> [String; 2] {
    [format!("{name}.lon"), format!("{name}.lat")]
}

/// The four columns of a shape's rectangle: west, south, east, north.
pub(crate) fn shape_columns(name: &str) -> [String; 4] {
    [".xmin", ".ymin", ".xmax", ".ymax"].map(|end| format!("{name}{end}"))
}

/// The Arrow schema of the stored columns. `views`: as queries read them, texts and bytes being views.
pub(crate) fn storage_schema(schema: &Schema, views: bool) -> SchemaRef {
    let mut columns = Vec::new();
    for field in &schema.fields {
        match field.ty {
            FieldType::GeoPoint2d => columns.extend(
                point_columns(&field.name).map(|name| ArrowField::new(name, DataType::Float64, true)),
            ),
            FieldType::GeoShape => {
                let shape = if views {
                    DataType::BinaryView
                } else {
                    DataType::Binary
                };
                columns.push(ArrowField::new(&field.name, shape, true));
                columns.extend(
                    shape_columns(&field.name).map(|name| ArrowField::new(name, DataType::Float64, true)),
                );
            }
            _ => columns.push(match (arrow_type(field), views) {
                (DataType::Utf8, true) => ArrowField::new(&field.name, DataType::Utf8View, true),
                _ => arrow_field(field),
            }),
        }
    }
    let id = DataType::FixedSizeBinary(i32::try_from(ID_BYTES).expect("20 fits"));
    columns.push(ArrowField::new(ROW, DataType::Int64, false));
    columns.push(ArrowField::new(ID, id, false));
    columns.push(ArrowField::new(SIZE, DataType::Int64, false));
    Arc::new(ArrowSchema::new(columns))
}

/// The batch with the exact types of the result layout, whatever text and binary types it came with.
pub(crate) fn to_result_layout(schema: &Schema, batch: &RecordBatch) -> Result<RecordBatch, EngineError> {
    let wanted = arrow_schema(&schema.fields);
    if batch.num_columns() != wanted.fields().len() {
        return Err(mismatch(format!(
            "{} columns, {} fields",
            batch.num_columns(),
            wanted.fields().len()
        )));
    }
    let mut columns = Vec::with_capacity(batch.num_columns());
    for (column, field) in batch.columns().iter().zip(wanted.fields()) {
        columns.push(if column.data_type() == field.data_type() {
            Arc::clone(column)
        } else {
            cast(column, field.data_type())
                .map_err(|error| mismatch(format!("column `{}`: {error}", field.name())))?
        });
    }
    let options = arrow::record_batch::RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    Ok(RecordBatch::try_new_with_options(wanted, columns, &options)?)
}

/// The stored columns of a batch in the exact result layout, whose first record has that position.
pub(crate) fn to_storage(
    schema: &Schema,
    stored: &SchemaRef,
    batch: &RecordBatch,
    first_row: i64,
) -> Result<RecordBatch, EngineError> {
    let mut columns: Vec<ArrayRef> = Vec::with_capacity(stored.fields().len());
    for (field, column) in schema.fields.iter().zip(batch.columns()) {
        match field.ty {
            FieldType::GeoPoint2d => columns.extend(point_parts(column)),
            FieldType::GeoShape => {
                columns.push(Arc::clone(column));
                columns.extend(rectangles(column));
            }
            FieldType::Double => columns.push(Arc::new(with_one_zero(column.as_primitive::<Float64Type>()))),
            _ if field.is_multivalued() => columns.push(without_empty_lists(column)?),
            _ => columns.push(Arc::clone(column)),
        }
    }
    let (ids, sizes) = fingerprints(schema, batch);
    let rows = i64::try_from(batch.num_rows()).expect("a batch fits");
    columns.push(Arc::new(Int64Array::from_iter_values(
        first_row..first_row + rows,
    )));
    columns.push(if ids.is_empty() {
        arrow::array::new_empty_array(stored.field_with_name(ID)?.data_type())
    } else {
        Arc::new(FixedSizeBinaryArray::try_from_iter(ids.iter())?)
    });
    columns.push(Arc::new(Int64Array::from(sizes)));
    for (column, field) in columns.iter_mut().zip(stored.fields()) {
        if column.data_type() != field.data_type() {
            *column = cast(column, field.data_type())?;
        }
    }
    Ok(RecordBatch::try_new(Arc::clone(stored), columns)?)
}

/// Longitudes and latitudes; a point without both has none.
fn point_parts(column: &ArrayRef) -> [ArrayRef; 2] {
    let points = column.as_struct();
    let lon = points.column(0).as_primitive::<Float64Type>();
    let lat = points.column(1).as_primitive::<Float64Type>();
    let nulls = [points.nulls(), lon.nulls(), lat.nulls()]
        .into_iter()
        .fold(None, |all, nulls| NullBuffer::union(all.as_ref(), nulls));
    [lon, lat].map(|part| Arc::new(Float64Array::new(part.values().clone(), nulls.clone())) as ArrayRef)
}

/// The rectangle around each geometry.
fn rectangles(column: &ArrayRef) -> [ArrayRef; 4] {
    let mut sides: [Float64Builder; 4] = Default::default();
    for shape in column.as_binary::<i32>() {
        let rectangle = shape.and_then(wkb_rectangle);
        let values = rectangle.map(|extent| [extent.west, extent.south, extent.east, extent.north]);
        for (index, side) in sides.iter_mut().enumerate() {
            side.append_option(values.map(|values| values[index]));
        }
    }
    sides.map(|mut side| Arc::new(side.finish()) as ArrayRef)
}

/// A list without items is no value, and neither is an item without text.
fn without_empty_lists(column: &ArrayRef) -> Result<ArrayRef, EngineError> {
    let lists = column.as_list::<i32>();
    let mut items = Vec::new();
    let mut offsets = vec![0_i32];
    let mut valid = Vec::with_capacity(lists.len());
    for row in 0..lists.len() {
        if lists.is_valid(row) {
            let (start, end) = (lists.value_offsets()[row], lists.value_offsets()[row + 1]);
            for item in start..end {
                let item = usize::try_from(item).expect("offsets are positive");
                if lists.values().is_valid(item) {
                    items.push(item as u64);
                }
            }
        }
        let end = i32::try_from(items.len()).expect("a batch holds fewer than 2^31 items");
        valid.push(offsets.last() != Some(&end));
        offsets.push(end);
    }
    let values = take(lists.values(), &UInt64Array::from(items), None)?;
    let DataType::List(item) = column.data_type() else {
        return Err(mismatch("a list was expected".to_owned()));
    };
    let lists = ListArray::new(
        Arc::clone(item),
        arrow::buffer::OffsetBuffer::new(offsets.into()),
        values,
        Some(NullBuffer::from(valid)),
    );
    Ok(Arc::new(lists))
}

fn mismatch(what: String) -> EngineError {
    EngineError::Arrow(arrow::error::ArrowError::SchemaError(format!(
        "the batch does not fit the schema: {what}"
    )))
}
