//! How do values become Arrow columns? One builder a field, in the result layout.

use std::sync::Arc;

use arrow::array::{
    ArrayRef, BinaryBuilder, BooleanBuilder, Date32Builder, Float64Builder, Int64Builder, ListBuilder,
    StringBuilder, StructArray, TimestampMicrosecondBuilder,
};
use arrow::buffer::NullBuffer;
use geo_types::{Geometry, Point};
use portico_model::{Field, FieldType};

use super::geometry::{clean, repair::as_point, wkb};
use super::plan::{Cell, Reading};
use super::values::{dates, numbers, places, words};
use crate::FormatError;
use crate::layout::point_fields;

/// A value of the result layout.
#[derive(Debug, Clone, PartialEq)]
pub enum Value {
    /// No value.
    Null,
    /// A text; also the JSON of a stored file.
    Text(String),
    /// A whole number.
    Int(i64),
    /// A number.
    Double(f64),
    /// True or false.
    Boolean(bool),
    /// Days since 1970-01-01.
    Day(i32),
    /// Microseconds since 1970-01-01T00:00:00Z.
    Instant(i64),
    /// Degrees, longitude first.
    Point(Point<f64>),
    /// WKB.
    Shape(Vec<u8>),
    /// The values of a list.
    List(Vec<String>),
}

/// The cell as a value of the column's type.
///
/// # Errors
/// Why it is none.
pub(crate) fn convert(reading: &Reading, cell: Cell<'_>) -> Result<Value, String> {
    if let Cell::Unusable { reason, .. } = cell {
        return Err(reason.to_owned());
    }
    if let (Cell::Text(text), false) = (cell, matches!(reading, Reading::Text | Reading::List { .. }))
        && (text.trim().is_empty() || words::means_nothing(text.trim()))
    {
        return Ok(Value::Null);
    }
    let value = match reading {
        Reading::Text => return Ok(text_of(cell).map_or(Value::Null, Value::Text)),
        Reading::List { separator } => return Ok(list_of(cell, separator)),
        _ if matches!(cell, Cell::Null) => return Ok(Value::Null),
        Reading::Int(style) => match cell {
            Cell::Int(value) => Some(Value::Int(value)),
            Cell::Float(value) if value.fract() == 0.0 && value.abs() < 9.0e15 => {
                Some(Value::Int(value as i64))
            }
            Cell::Text(text) => numbers::int(text.trim(), *style).map(Value::Int),
            _ => None,
        },
        Reading::Double(style) => match cell {
            Cell::Int(value) => Some(Value::Double(value as f64)),
            Cell::Float(value) if value.is_finite() => Some(Value::Double(value)),
            Cell::Float(_) => return Ok(Value::Null),
            Cell::Text(text) => numbers::double(text.trim(), *style).map(Value::Double),
            _ => None,
        },
        Reading::Boolean => match cell {
            Cell::Bool(value) => Some(Value::Boolean(value)),
            Cell::Int(value @ (0 | 1)) => Some(Value::Boolean(value == 1)),
            Cell::Text(text) => words::boolean(text.trim()).map(Value::Boolean),
            _ => None,
        },
        Reading::Date(style) => match cell {
            Cell::Date(days) => Some(Value::Day(days)),
            Cell::Instant(micros) => Some(Value::Day(dates::day_of(micros))),
            Cell::Text(text) => {
                dates::read(text.trim(), style).map(|micros| Value::Day(dates::day_of(micros)))
            }
            Cell::Int(number) => {
                dates::read(&number.to_string(), style).map(|micros| Value::Day(dates::day_of(micros)))
            }
            _ => None,
        },
        Reading::Datetime(style) => match cell {
            Cell::Date(days) => Some(Value::Instant(i64::from(days) * 86_400_000_000)),
            Cell::Instant(micros) => Some(Value::Instant(micros)),
            Cell::Text(text) => dates::read(text.trim(), style).map(Value::Instant),
            Cell::Int(number) => dates::read(&number.to_string(), style).map(Value::Instant),
            _ => None,
        },
        Reading::Epoch { milliseconds } => {
            let count = match cell {
                Cell::Int(value) => Some(value),
                Cell::Text(text) => text.trim().parse().ok(),
                _ => None,
            };
            count
                .and_then(|count| count.checked_mul(if *milliseconds { 1000 } else { 1_000_000 }))
                .map(Value::Instant)
        }
        Reading::Point { longitude_first } => point_of(cell, *longitude_first).map(Value::Point),
        Reading::Shape => return shape_of(cell),
    };
    value.ok_or_else(|| format!("it is not {}", words_for(reading)))
}

fn words_for(reading: &Reading) -> &'static str {
    match reading {
        Reading::Text | Reading::List { .. } => "a text",
        Reading::Int(_) => "an integer",
        Reading::Double(_) => "a number",
        Reading::Boolean => "true or false",
        Reading::Date(_) => "a date",
        Reading::Datetime(_) | Reading::Epoch { .. } => "a date with a time",
        Reading::Point { .. } => "a latitude and a longitude",
        Reading::Shape => "a geometry",
    }
}

/// The cell as text, whatever it is; none when empty.
pub(crate) fn text_of(cell: Cell<'_>) -> Option<String> {
    match cell {
        Cell::Null | Cell::Unusable { .. } => None,
        Cell::Text(text) => {
            let text = text.trim();
            (!text.is_empty()).then(|| text.to_owned())
        }
        Cell::Json(text) => Some(text.to_owned()),
        Cell::Int(value) => Some(value.to_string()),
        Cell::Float(value) => value.is_finite().then(|| value.to_string()),
        Cell::Bool(value) => Some(value.to_string()),
        Cell::Date(days) => Some(dates::day_text(days)),
        Cell::Instant(micros) => Some(dates::instant_text(micros)),
        Cell::List(items) => (!items.is_empty()).then(|| {
            let mut text = String::from("[");
            for (index, item) in items.iter().enumerate() {
                if index > 0 {
                    text.push(',');
                }
                super::json::value::quote(item, &mut text);
            }
            text + "]"
        }),
        Cell::Shape { geometry, .. } => {
            use geozero::ToJson;
            geometry.to_json().ok()
        }
    }
}

fn list_of(cell: Cell<'_>, separator: &str) -> Value {
    let items: Vec<String> = match cell {
        Cell::List(items) => items
            .iter()
            .map(|item| item.trim().to_owned())
            .filter(|item| !item.is_empty())
            .collect(),
        Cell::Text(text) => text
            .split(separator)
            .map(|item| item.trim().to_owned())
            .filter(|item| !item.is_empty())
            .collect(),
        other => text_of(other).into_iter().collect(),
    };
    if items.is_empty() {
        Value::Null
    } else {
        Value::List(items)
    }
}

fn point_of(cell: Cell<'_>, longitude_first: bool) -> Option<Point<f64>> {
    match cell {
        Cell::Shape { geometry, .. } => as_point(geometry),
        Cell::Text(text) => {
            if let Some((first, second)) = places::pair(text.trim()) {
                return places::point(first, second, longitude_first);
            }
            let (geometry, _) = clean(places::geometry(text)?, None).ok()??;
            as_point(&geometry)
        }
        Cell::List([first, second]) => {
            places::point(first.parse().ok()?, second.parse().ok()?, longitude_first)
        }
        Cell::Json(text) => as_point(&clean(places::geometry(text)?, None).ok()??.0),
        _ => None,
    }
}

fn shape_of(cell: Cell<'_>) -> Result<Value, String> {
    let encode = |geometry: &Geometry<f64>| {
        let mut bytes = Vec::new();
        wkb::write(geometry, &mut bytes);
        Value::Shape(bytes)
    };
    match cell {
        Cell::Shape { geometry, .. } => Ok(encode(geometry)),
        Cell::Text(text) | Cell::Json(text) => {
            let geometry = places::geometry(text).ok_or("it is not a geometry in WKT or GeoJSON")?;
            Ok(clean(geometry, None)?.map_or(Value::Null, |(geometry, _)| encode(&geometry)))
        }
        _ => Err("it is not a geometry".to_owned()),
    }
}

/// The column under construction of one field.
#[derive(Debug)]
pub struct Builder(Kind);

#[derive(Debug)]
enum Kind {
    Text(StringBuilder),
    Int(Int64Builder),
    Double(Float64Builder),
    Boolean(BooleanBuilder),
    Day(Date32Builder),
    Instant(TimestampMicrosecondBuilder),
    Point {
        lon: Float64Builder,
        lat: Float64Builder,
        valid: Vec<bool>,
    },
    Shape(BinaryBuilder),
    List(ListBuilder<StringBuilder>),
}

impl Builder {
    /// An empty column for the field.
    #[must_use]
    pub fn new(field: &Field) -> Self {
        Self(Kind::new(field))
    }

    /// Appends a value; roughly how many bytes it takes. A value of another type counts as none.
    pub fn append(&mut self, value: Value) -> usize {
        self.0.append(value)
    }

    /// The column, leaving the builder empty.
    ///
    /// # Errors
    /// When Arrow refuses it.
    pub fn finish(&mut self) -> Result<ArrayRef, FormatError> {
        self.0.finish()
    }
}

impl Kind {
    fn new(field: &Field) -> Self {
        match field.ty {
            FieldType::Text if field.is_multivalued() => Self::List(ListBuilder::new(StringBuilder::new())),
            FieldType::Text | FieldType::File | FieldType::JsonBlob => Self::Text(StringBuilder::new()),
            FieldType::Int => Self::Int(Int64Builder::new()),
            FieldType::Double => Self::Double(Float64Builder::new()),
            FieldType::Boolean => Self::Boolean(BooleanBuilder::new()),
            FieldType::Date => Self::Day(Date32Builder::new()),
            FieldType::Datetime => Self::Instant(TimestampMicrosecondBuilder::new()),
            FieldType::GeoPoint2d => Self::Point {
                lon: Float64Builder::new(),
                lat: Float64Builder::new(),
                valid: Vec::new(),
            },
            FieldType::GeoShape => Self::Shape(BinaryBuilder::new()),
        }
    }

    fn append(&mut self, value: Value) -> usize {
        match (self, value) {
            (Self::Text(column), Value::Text(text)) => {
                column.append_value(&text);
                text.len() + 4
            }
            (Self::Int(column), Value::Int(value)) => {
                column.append_value(value);
                8
            }
            (Self::Double(column), Value::Double(value)) => {
                column.append_value(value);
                8
            }
            (Self::Boolean(column), Value::Boolean(value)) => {
                column.append_value(value);
                1
            }
            (Self::Day(column), Value::Day(value)) => {
                column.append_value(value);
                4
            }
            (Self::Instant(column), Value::Instant(value)) => {
                column.append_value(value);
                8
            }
            (Self::Point { lon, lat, valid }, Value::Point(point)) => {
                lon.append_value(point.x());
                lat.append_value(point.y());
                valid.push(true);
                16
            }
            (Self::Shape(column), Value::Shape(bytes)) => {
                column.append_value(&bytes);
                bytes.len() + 4
            }
            (Self::List(column), Value::List(items)) => {
                let size = items.iter().map(|item| item.len() + 4).sum();
                items.iter().for_each(|item| column.values().append_value(item));
                column.append(true);
                size
            }
            (builder, _) => {
                builder.append_null();
                1
            }
        }
    }

    fn append_null(&mut self) {
        match self {
            Self::Text(column) => column.append_null(),
            Self::Int(column) => column.append_null(),
            Self::Double(column) => column.append_null(),
            Self::Boolean(column) => column.append_null(),
            Self::Day(column) => column.append_null(),
            Self::Instant(column) => column.append_null(),
            Self::Point { lon, lat, valid } => {
                lon.append_null();
                lat.append_null();
                valid.push(false);
            }
            Self::Shape(column) => column.append_null(),
            Self::List(column) => column.append_null(),
        }
    }

    fn finish(&mut self) -> Result<ArrayRef, FormatError> {
        Ok(match self {
            Self::Text(column) => Arc::new(column.finish()),
            Self::Int(column) => Arc::new(column.finish()),
            Self::Double(column) => Arc::new(column.finish()),
            Self::Boolean(column) => Arc::new(column.finish()),
            Self::Day(column) => Arc::new(column.finish()),
            Self::Instant(column) => Arc::new(column.finish()),
            Self::Point { lon, lat, valid } => {
                let nulls = NullBuffer::from(std::mem::take(valid));
                let arrays: Vec<ArrayRef> = vec![Arc::new(lon.finish()), Arc::new(lat.finish())];
                Arc::new(StructArray::try_new(point_fields(), arrays, Some(nulls))?)
            }
            Self::Shape(column) => Arc::new(column.finish()),
            Self::List(column) => Arc::new(column.finish()),
        })
    }
}
