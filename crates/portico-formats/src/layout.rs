//! Which Arrow type carries which field? The result layout: one column per logical field.

use std::sync::Arc;

use arrow::datatypes::{DataType, Field as ArrowField, Fields, Schema as ArrowSchema, SchemaRef, TimeUnit};
use portico_model::{Field, FieldType};

/// The two coordinates of a point, in degrees, WGS 84.
#[must_use]
pub fn point_fields() -> Fields {
    Fields::from(vec![
        ArrowField::new("lon", DataType::Float64, true),
        ArrowField::new("lat", DataType::Float64, true),
    ])
}

/// The Arrow type of a field's column.
#[must_use]
pub fn arrow_type(field: &Field) -> DataType {
    match field.ty {
        FieldType::Text if field.is_multivalued() => {
            DataType::List(Arc::new(ArrowField::new("item", DataType::Utf8, true)))
        }
        FieldType::Text | FieldType::File | FieldType::JsonBlob => DataType::Utf8,
        FieldType::Int => DataType::Int64,
        FieldType::Double => DataType::Float64,
        FieldType::Boolean => DataType::Boolean,
        FieldType::Date => DataType::Date32,
        FieldType::Datetime => DataType::Timestamp(TimeUnit::Microsecond, None),
        FieldType::GeoPoint2d => DataType::Struct(point_fields()),
        FieldType::GeoShape => DataType::Binary,
    }
}

/// The Arrow field of a column: every column may hold nulls.
#[must_use]
pub fn arrow_field(field: &Field) -> ArrowField {
    ArrowField::new(&field.name, arrow_type(field), true)
}

/// The Arrow schema of record batches with these fields.
#[must_use]
pub fn arrow_schema(fields: &[Field]) -> SchemaRef {
    Arc::new(ArrowSchema::new(
        fields.iter().map(arrow_field).collect::<Vec<_>>(),
    ))
}
