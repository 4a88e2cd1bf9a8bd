//! What value does a cell of an Arrow column hold?

use arrow::array::{
    Array, ArrayRef, AsArray, BinaryArray, BooleanArray, Date32Array, Float64Array, Int64Array, StringArray,
    TimestampMicrosecondArray,
};
use arrow::compute::cast;
use arrow::datatypes::{DataType, TimeUnit};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use portico_model::FieldType;

use crate::FormatError;
use crate::read::Limits;
use crate::read::geometry::{clean, crs::Reprojection, wkb};
use crate::read::json::value::quote;
use crate::read::plan::{Cell, Sink};

/// The field type that an Arrow type declares.
pub(super) fn declared(ty: &DataType) -> FieldType {
    match ty {
        DataType::Dictionary(_, value) => declared(value),
        DataType::Boolean => FieldType::Boolean,
        ty if ty.is_integer() => FieldType::Int,
        DataType::Decimal128(precision, scale) if *scale <= 0 && *precision <= 18 => FieldType::Int,
        DataType::Float16 | DataType::Float32 | DataType::Float64 => FieldType::Double,
        DataType::Decimal32(..)
        | DataType::Decimal64(..)
        | DataType::Decimal128(..)
        | DataType::Decimal256(..) => FieldType::Double,
        DataType::Date32 | DataType::Date64 => FieldType::Date,
        DataType::Timestamp(..) => FieldType::Datetime,
        _ => FieldType::Text,
    }
}

/// A column of a batch in a shape that is quick to read.
pub(super) enum Column {
    Text(StringArray),
    Int(Int64Array),
    Double(Float64Array),
    /// Single precision: read as it prints, so that 0.1 stays 0.1.
    Single(StringArray),
    Boolean(BooleanArray),
    Day(Date32Array),
    Instant(TimestampMicrosecondArray),
    Wkb(BinaryArray, Option<Reprojection>),
    Nested(ArrayRef),
}

impl Column {
    /// Geometries.
    pub(super) fn wkb(array: &ArrayRef, reprojection: Option<Reprojection>) -> Result<Self, FormatError> {
        Ok(Self::Wkb(
            cast(array, &DataType::Binary)?.as_binary::<i32>().clone(),
            reprojection,
        ))
    }

    /// Anything else.
    pub(super) fn plain(array: &ArrayRef) -> Result<Self, FormatError> {
        let ty = array.data_type();
        let to = |ty: DataType| cast(array, &ty);
        if is_nested(ty) {
            return Ok(Self::Nested(array.clone()));
        }
        let single = matches!(ty, DataType::Float16 | DataType::Float32);
        Ok(match declared(ty) {
            FieldType::Double if single => Self::Single(to(DataType::Utf8)?.as_string().clone()),
            FieldType::Int => Self::Int(to(DataType::Int64)?.as_primitive().clone()),
            FieldType::Double => Self::Double(to(DataType::Float64)?.as_primitive().clone()),
            FieldType::Boolean => Self::Boolean(to(DataType::Boolean)?.as_boolean().clone()),
            FieldType::Date => Self::Day(to(DataType::Date32)?.as_primitive().clone()),
            FieldType::Datetime => Self::Instant(
                to(DataType::Timestamp(TimeUnit::Microsecond, None))?
                    .as_primitive()
                    .clone(),
            ),
            _ => Self::Text(printed(array)?),
        })
    }

    /// Hands the value of a row over.
    pub(super) fn emit(&self, row: usize, column: usize, limits: &Limits, sink: &mut dyn Sink) {
        match self {
            Self::Text(array) if array.is_valid(row) => sink.cell(column, Cell::Text(array.value(row))),
            Self::Int(array) if array.is_valid(row) => sink.cell(column, Cell::Int(array.value(row))),
            Self::Double(array) if array.is_valid(row) => sink.cell(column, Cell::Float(array.value(row))),
            Self::Single(array) if array.is_valid(row) => {
                if let Ok(value) = array.value(row).parse() {
                    sink.cell(column, Cell::Float(value));
                }
            }
            Self::Boolean(array) if array.is_valid(row) => sink.cell(column, Cell::Bool(array.value(row))),
            Self::Day(array) if array.is_valid(row) => sink.cell(column, Cell::Date(array.value(row))),
            Self::Instant(array) if array.is_valid(row) => sink.cell(column, Cell::Instant(array.value(row))),
            Self::Wkb(array, reprojection) if array.is_valid(row) => {
                geometry(array.value(row), reprojection.as_ref(), column, limits, sink);
            }
            Self::Nested(array) if array.is_valid(row) => nested(array, row, column, sink),
            _ => {}
        }
    }
}

fn is_nested(ty: &DataType) -> bool {
    ty.is_nested() && !matches!(ty, DataType::Dictionary(..))
}

/// Text, and everything that has no type of its own here: times, durations, intervals.
fn printed(array: &ArrayRef) -> Result<StringArray, FormatError> {
    if let Ok(text) = cast(array, &DataType::Utf8) {
        return Ok(text.as_string().clone());
    }
    let options = FormatOptions::default();
    let formatter = ArrayFormatter::try_new(array, &options)?;
    Ok((0..array.len())
        .map(|row| array.is_valid(row).then(|| formatter.value(row).to_string()))
        .collect())
}

fn geometry(
    bytes: &[u8],
    reprojection: Option<&Reprojection>,
    column: usize,
    limits: &Limits,
    sink: &mut dyn Sink,
) {
    let unusable =
        |reason: &str, sink: &mut dyn Sink| sink.cell(column, Cell::Unusable { reason, value: "" });
    if bytes.len() > limits.record_bytes {
        return unusable(
            &format!("the geometry is longer than {} bytes", limits.record_bytes),
            sink,
        );
    }
    // An empty point is written with coordinates that are no numbers.
    let Some(found) = wkb::read(bytes) else {
        return unusable("the geometry is not WKB", sink);
    };
    if matches!(found, geo_types::Geometry::Point(point) if point.x().is_nan() && point.y().is_nan()) {
        return;
    }
    match clean(found, reprojection) {
        Ok(Some((geometry, repaired))) => sink.cell(
            column,
            Cell::Shape {
                geometry: &geometry,
                repaired,
            },
        ),
        Ok(None) => {}
        Err(reason) => unusable(&reason, sink),
    }
}

/// Lists of plain values as lists, the rest as JSON text.
fn nested(array: &ArrayRef, row: usize, column: usize, sink: &mut dyn Sink) {
    let items = match array.data_type() {
        DataType::List(item) if !is_nested(item.data_type()) => Some(array.as_list::<i32>().value(row)),
        DataType::LargeList(item) if !is_nested(item.data_type()) => Some(array.as_list::<i64>().value(row)),
        _ => None,
    };
    if let Some(items) = items {
        if let Ok(texts) = printed(&items) {
            let texts: Vec<String> = texts.iter().flatten().map(str::to_owned).collect();
            if !texts.is_empty() {
                sink.cell(column, Cell::List(&texts));
            }
        }
        return;
    }
    let mut text = String::new();
    json(array, row, &mut text, 0);
    sink.cell(column, Cell::Json(&text));
}

fn json(array: &ArrayRef, row: usize, out: &mut String, depth: usize) {
    if depth > 32 || array.is_null(row) {
        out.push_str("null");
        return;
    }
    let list = |items: ArrayRef, out: &mut String| {
        out.push('[');
        for index in 0..items.len() {
            if index > 0 {
                out.push(',');
            }
            json(&items, index, out, depth + 1);
        }
        out.push(']');
    };
    match array.data_type() {
        DataType::Struct(fields) => {
            let columns = array.as_struct().columns();
            out.push('{');
            for (index, (field, column)) in fields.iter().zip(columns).enumerate() {
                if index > 0 {
                    out.push(',');
                }
                quote(field.name(), out);
                out.push(':');
                json(column, row, out, depth + 1);
            }
            out.push('}');
        }
        DataType::List(_) => list(array.as_list::<i32>().value(row), out),
        DataType::LargeList(_) => list(array.as_list::<i64>().value(row), out),
        DataType::FixedSizeList(..) => list(array.as_fixed_size_list().value(row), out),
        DataType::Map(..) => {
            let entries: ArrayRef = std::sync::Arc::new(array.as_map().value(row));
            list(entries, out);
        }
        ty => {
            let one = array.slice(row, 1);
            let text = printed(&one)
                .ok()
                .and_then(|text| text.is_valid(0).then(|| text.value(0).to_owned()));
            match text {
                None => out.push_str("null"),
                Some(text) if ty.is_numeric() || *ty == DataType::Boolean => {
                    let plain =
                        text.parse::<f64>().is_ok_and(f64::is_finite) || text == "true" || text == "false";
                    out.push_str(if plain { &text } else { "null" });
                }
                Some(text) => quote(&text, out),
            }
        }
    }
}
