//! What is in a cell? Columns of the result layout, and near relatives of it, as typed values.

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryArray, BooleanArray, Date32Array, Float64Array, Int64Array, ListArray,
    StringArray, StructArray, TimestampMicrosecondArray, new_null_array,
};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Date32Type, Float64Type, Int64Type, TimestampMicrosecondType};
use arrow::error::ArrowError;
use portico_model::{Field, FieldType};

use crate::layout;

/// One cell. A missing value is [`Cell::Null`].
#[derive(Debug, Clone)]
pub(crate) enum Cell<'a> {
    Null,
    Text(&'a str),
    /// The values of a list; missing items are left out.
    List(Vec<&'a str>),
    Int(i64),
    Double(f64),
    Boolean(bool),
    /// Days since 1970-01-01.
    Date(i32),
    /// Microseconds since 1970-01-01T00:00:00Z.
    Instant(i64),
    Point {
        lon: f64,
        lat: f64,
    },
    /// WKB.
    Shape(&'a [u8]),
    /// JSON text of a stored file.
    File(&'a str),
    /// JSON text.
    Json(&'a str),
}

/// The cells of one column.
#[derive(Debug, Clone)]
pub(crate) enum Cells {
    Text(StringArray),
    List(ListArray),
    Int(Int64Array),
    Double(Float64Array),
    Boolean(BooleanArray),
    Date(Date32Array),
    Instant(TimestampMicrosecondArray),
    Point {
        points: StructArray,
        lon: Float64Array,
        lat: Float64Array,
    },
    Shape(BinaryArray),
    File(StringArray),
    Json(StringArray),
}

impl Cells {
    /// The column of a field. Types next to those of the layout (string views, other integers, zones) are converted.
    pub(crate) fn new(field: &Field, array: &ArrayRef) -> Result<Self, ArrowError> {
        let array = &as_laid_out(field, array)?;
        Ok(match field.ty {
            FieldType::Text if field.is_multivalued() => Self::List(array.as_list::<i32>().clone()),
            FieldType::Text => Self::Text(array.as_string::<i32>().clone()),
            FieldType::File => Self::File(array.as_string::<i32>().clone()),
            FieldType::JsonBlob => Self::Json(array.as_string::<i32>().clone()),
            FieldType::Int => Self::Int(array.as_primitive::<Int64Type>().clone()),
            FieldType::Double => Self::Double(array.as_primitive::<Float64Type>().clone()),
            FieldType::Boolean => Self::Boolean(array.as_boolean().clone()),
            FieldType::Date => Self::Date(array.as_primitive::<Date32Type>().clone()),
            FieldType::Datetime => Self::Instant(array.as_primitive::<TimestampMicrosecondType>().clone()),
            FieldType::GeoPoint2d => {
                let points = array.as_struct().clone();
                let lon = points.column(0).as_primitive::<Float64Type>().clone();
                let lat = points.column(1).as_primitive::<Float64Type>().clone();
                Self::Point { points, lon, lat }
            }
            FieldType::GeoShape => Self::Shape(array.as_binary::<i32>().clone()),
        })
    }

    /// The cell of a row; rows beyond the end are missing.
    pub(crate) fn cell(&self, row: usize) -> Cell<'_> {
        let array = self.array();
        if row >= array.len() || array.is_null(row) {
            return Cell::Null;
        }
        match self {
            Self::Text(texts) => Cell::Text(texts.value(row)),
            Self::List(lists) => {
                let Some(items) = lists.values().as_string_opt::<i32>() else {
                    return Cell::Null;
                };
                let offsets = lists.value_offsets();
                let index = |at: usize| usize::try_from(offsets[at]).unwrap_or(0);
                Cell::List(
                    (index(row)..index(row + 1))
                        .filter(|at| items.is_valid(*at))
                        .map(|at| items.value(at))
                        .collect(),
                )
            }
            Self::Int(numbers) => Cell::Int(numbers.value(row)),
            Self::Double(numbers) => Cell::Double(numbers.value(row)),
            Self::Boolean(flags) => Cell::Boolean(flags.value(row)),
            Self::Date(days) => Cell::Date(days.value(row)),
            Self::Instant(instants) => Cell::Instant(instants.value(row)),
            Self::Point { lon, lat, .. } if lon.is_valid(row) && lat.is_valid(row) => {
                let (lon, lat) = (lon.value(row), lat.value(row));
                if lon.is_finite() && lat.is_finite() {
                    Cell::Point { lon, lat }
                } else {
                    Cell::Null
                }
            }
            Self::Point { .. } => Cell::Null,
            Self::Shape(shapes) => Cell::Shape(shapes.value(row)),
            Self::File(texts) => Cell::File(texts.value(row)),
            Self::Json(texts) => Cell::Json(texts.value(row)),
        }
    }

    fn array(&self) -> &dyn Array {
        match self {
            Self::Text(array) | Self::File(array) | Self::Json(array) => array,
            Self::List(array) => array,
            Self::Int(array) => array,
            Self::Double(array) => array,
            Self::Boolean(array) => array,
            Self::Date(array) => array,
            Self::Instant(array) => array,
            Self::Point { points, .. } => points,
            Self::Shape(array) => array,
        }
    }
}

/// The array with exactly the type that the layout gives to the field.
pub(crate) fn as_laid_out(field: &Field, array: &ArrayRef) -> Result<ArrayRef, ArrowError> {
    let wanted = layout::arrow_type(field);
    match array.data_type() {
        same if *same == wanted => Ok(array.clone()),
        DataType::Null => Ok(new_null_array(&wanted, array.len())),
        // Field by field and by name: a struct made by a query may have its coordinates the other way round.
        DataType::Struct(_) if field.ty == FieldType::GeoPoint2d => {
            let points = array.as_struct();
            let part = |name: &str| {
                let column = points.column_by_name(name);
                let column =
                    column.ok_or_else(|| ArrowError::SchemaError(format!("{}: no `{name}`", field.name)))?;
                cast(column, &DataType::Float64)
            };
            let parts = vec![part("lon")?, part("lat")?];
            let points = StructArray::try_new(layout::point_fields(), parts, points.nulls().cloned())?;
            Ok(std::sync::Arc::new(points))
        }
        other => cast(array, &wanted).map_err(|error| {
            ArrowError::SchemaError(format!(
                "column `{}` is {other}, not {wanted}: {error}",
                field.name
            ))
        }),
    }
}
