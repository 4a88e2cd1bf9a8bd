//! What is one value, how do columns give values, and how do values become columns? For whoever changes records after reading them.

use arrow::array::ArrayRef;
use chrono_tz::Tz;
use portico_model::{Field, FieldType};

pub use crate::read::builders::{Builder, Value};

use crate::FormatError;
use crate::read::builders;
use crate::read::plan::{Cell as SourceCell, Reading};
use crate::read::values::dates::{DateStyle, Orders};
use crate::read::values::numbers::NumberStyle;
use crate::write::cells::{Cell, Cells};
use crate::write::{JsonStyle, geometry, scalars};

/// The values of a column in the result layout, or in a near relative of it.
#[derive(Debug, Clone)]
pub struct Column(Cells);

impl Column {
    /// # Errors
    /// When the column cannot hold the field's type.
    pub fn new(field: &Field, column: &ArrayRef) -> Result<Self, FormatError> {
        Ok(Self(Cells::new(field, column)?))
    }

    /// The value of a row; rows beyond the end have none.
    #[must_use]
    pub fn value(&self, row: usize) -> Value {
        match self.0.cell(row) {
            Cell::Null => Value::Null,
            Cell::Text(text) | Cell::File(text) | Cell::Json(text) => Value::Text(text.to_owned()),
            Cell::List(items) => Value::List(items.into_iter().map(str::to_owned).collect()),
            Cell::Int(number) => Value::Int(number),
            Cell::Double(number) => Value::Double(number),
            Cell::Boolean(flag) => Value::Boolean(flag),
            Cell::Date(days) => Value::Day(days),
            Cell::Instant(micros) => Value::Instant(micros),
            Cell::Point { lon, lat } => Value::Point(geo_types::Point::new(lon, lat)),
            Cell::Shape(wkb) => Value::Shape(wkb.to_vec()),
        }
    }
}

/// The value as text: numbers and times as the API writes them, a point as `lat, lon`, a geometry as GeoJSON, a list as JSON. None
/// when there is no value.
#[must_use]
pub fn text(value: &Value) -> Option<String> {
    let written = |write: &dyn Fn(&mut Vec<u8>) -> bool| {
        let mut out = Vec::new();
        write(&mut out).then(|| String::from_utf8_lossy(&out).into_owned())
    };
    match value {
        Value::Null => None,
        Value::Text(text) => Some(text.clone()),
        Value::Int(number) => Some(number.to_string()),
        Value::Double(number) => written(&|out| scalars::double(*number, out)),
        Value::Boolean(flag) => Some(flag.to_string()),
        Value::Day(days) => written(&|out| scalars::date(*days, None, out)),
        Value::Instant(micros) => written(&|out| scalars::instant(*micros, Tz::UTC, out)),
        Value::Point(point) => written(&|out| {
            scalars::double(point.y(), out);
            out.extend_from_slice(b", ");
            scalars::double(point.x(), out)
        }),
        Value::Shape(wkb) => written(&|out| geometry::write(wkb, JsonStyle::Compact, out)),
        Value::List(items) => serde_json::to_string(items).ok(),
    }
}

/// How texts become values of another type.
#[derive(Debug, Clone)]
pub struct Conversion {
    reading: Reading,
}

impl Conversion {
    /// To the type of that field. `date_format` is in `strftime` words; `decimal_comma` reads `1 234,5` and `1.234,5`.
    #[must_use]
    pub fn to(field: &Field, date_format: Option<&str>, decimal_comma: bool) -> Self {
        let dates = || match date_format {
            Some(pattern) => DateStyle::Pattern(pattern.to_owned()),
            None => DateStyle::Orders {
                preferred: Orders::ALL,
            },
        };
        let number = match decimal_comma {
            true => NumberStyle {
                decimal: ',',
                group: Some('.'),
            },
            false => NumberStyle {
                decimal: '.',
                group: Some(','),
            },
        };
        let reading = match (field.ty, &field.annotations.multivalued) {
            (FieldType::Text, Some(separator)) => Reading::List {
                separator: separator.clone(),
            },
            (FieldType::Text | FieldType::File | FieldType::JsonBlob, _) => Reading::Text,
            (FieldType::Int, _) => Reading::Int(number),
            (FieldType::Double, _) => Reading::Double(number),
            (FieldType::Boolean, _) => Reading::Boolean,
            (FieldType::Date, _) => Reading::Date(dates()),
            (FieldType::Datetime, _) => Reading::Datetime(dates()),
            (FieldType::GeoPoint2d, _) => Reading::Point {
                longitude_first: false,
            },
            (FieldType::GeoShape, _) => Reading::Shape,
        };
        Self { reading }
    }

    /// The value in the new type.
    ///
    /// # Errors
    /// Why it is none.
    pub fn convert(&self, value: &Value) -> Result<Value, String> {
        let said;
        let cell = match value {
            Value::Null => return Ok(Value::Null),
            Value::Text(text) => SourceCell::Text(text),
            Value::Int(number) => match self.reading {
                Reading::Date(_) | Reading::Datetime(_) => {
                    said = number.to_string();
                    SourceCell::Text(&said)
                }
                _ => SourceCell::Int(*number),
            },
            Value::Double(number) => SourceCell::Float(*number),
            Value::Boolean(flag) => match self.reading {
                Reading::Int(_) => SourceCell::Int(i64::from(*flag)),
                _ => SourceCell::Bool(*flag),
            },
            Value::Day(days) => SourceCell::Date(*days),
            Value::Instant(micros) => SourceCell::Instant(*micros),
            Value::List(items) => SourceCell::List(items),
            Value::Point(_) | Value::Shape(_) => return self.of_place(value),
        };
        builders::convert(&self.reading, cell)
    }

    fn of_place(&self, value: &Value) -> Result<Value, String> {
        let geometry = match value {
            Value::Point(point) => (*point).into(),
            Value::Shape(wkb) => crate::geometry::read_wkb(wkb).ok_or("the geometry is damaged")?,
            _ => return Ok(Value::Null),
        };
        match self.reading {
            Reading::Text => Ok(text(value).map_or(Value::Null, Value::Text)),
            Reading::Shape => Ok(Value::Shape(crate::geometry::write_wkb(&geometry))),
            Reading::Point { .. } => {
                Ok(crate::geometry::representative(&geometry).map_or(Value::Null, Value::Point))
            }
            _ => Err("a place is none of these".to_owned()),
        }
    }
}
