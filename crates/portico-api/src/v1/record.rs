//! Which shape has a record in API v1? Values that are missing are left out, a point is latitude and longitude, lists are one text.

use arrow::record_batch::RecordBatch;
use chrono_tz::Tz;
use portico_formats::write::JsonStyle;
use portico_formats::write::value::{Columns, Rendering};
use portico_model::{Fault, Field, FieldType};
use serde::Serialize;
use serde_json::{Map, Value, json};

/// The column that carries a distance, and its name among the fields.
pub(crate) const DISTANCE: &str = "__dist";

/// One record.
#[derive(Debug, Serialize)]
pub(crate) struct RecordObject {
    pub(crate) datasetid: String,
    pub(crate) recordid: String,
    pub(crate) fields: Map<String, Value>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(crate) geometry: Option<Value>,
    pub(crate) record_timestamp: String,
    /// The field of `fields` that is a whole geometry.
    #[serde(skip)]
    pub(crate) shape: Option<String>,
}

/// Makes records of rows.
#[derive(Debug, Clone)]
pub(crate) struct Records<'a> {
    pub(crate) dataset: &'a str,
    pub(crate) timezone: Tz,
    /// Only these fields; none means all.
    pub(crate) wanted: Option<&'a [String]>,
}

impl Records<'_> {
    /// The records of a batch, which has the identity of records in front.
    ///
    /// # Errors
    /// When the batch is not what its columns say: a mistake of ours.
    pub(crate) fn of(&self, columns: &[Field], batch: &RecordBatch) -> Result<Vec<RecordObject>, Fault> {
        let rendering = Rendering {
            timezone: self.timezone,
            style: JsonStyle::Spaced,
        };
        let cells = Columns::new(columns, batch, rendering)?;
        let mut records = Vec::with_capacity(cells.rows());
        let mut text = Vec::new();
        for row in 0..cells.rows() {
            text.clear();
            cells.write_object(row, &mut text);
            let values: Map<String, Value> = serde_json::from_slice(&text).map_err(Fault::internal)?;
            records.push(self.record(columns, values));
        }
        Ok(records)
    }

    fn record(&self, columns: &[Field], mut values: Map<String, Value>) -> RecordObject {
        let mut taken = |name: &str| match values.shift_remove(name) {
            Some(Value::String(text)) => text,
            _ => String::new(),
        };
        let (recordid, record_timestamp) = (taken("_id"), taken("_timestamp"));
        values.shift_remove("_size");
        let distance = values.shift_remove(DISTANCE);
        let is_wanted = |name: &str| {
            self.wanted
                .is_none_or(|wanted| wanted.iter().any(|known| known == name))
        };
        let (mut fields, mut point, mut shape) = (Map::new(), None, None);
        for field in columns {
            let Some(value) = values
                .shift_remove(&field.name)
                .and_then(|value| old_value(field, value))
            else {
                continue;
            };
            match field.ty {
                FieldType::GeoPoint2d if point.is_none() => {
                    point = Some(json!({"type": "Point", "coordinates": [value[1], value[0]]}));
                }
                FieldType::GeoShape if shape.is_none() => shape = Some((field.name.clone(), middle(&value))),
                _ => {}
            }
            if is_wanted(&field.name) {
                fields.insert(field.name.clone(), value);
            }
        }
        if let Some(metres) = distance.filter(|metres| !metres.is_null()) {
            fields.insert("dist".to_owned(), Value::String(metres.to_string()));
        }
        let (shape, middle) = shape.map_or((None, None), |(name, middle)| (Some(name), middle));
        RecordObject {
            datasetid: self.dataset.to_owned(),
            recordid,
            fields,
            geometry: point.or(middle),
            record_timestamp,
            shape,
        }
    }
}

/// The value as the old API says it; nothing for a missing one.
pub(crate) fn old_value(field: &Field, value: Value) -> Option<Value> {
    match (field.ty, value) {
        (_, Value::Null) => None,
        (FieldType::GeoPoint2d, Value::Object(point)) => {
            Some(json!([point.get("lat").cloned(), point.get("lon").cloned()]))
        }
        (FieldType::GeoShape, Value::Object(mut feature)) => feature.shift_remove("geometry"),
        (FieldType::Text, Value::Array(items)) => {
            let separator = field.annotations.multivalued.as_deref().unwrap_or(",");
            let texts: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            Some(texts.join(separator).into())
        }
        (_, value) => Some(value),
    }
}

/// The middle of the rectangle around a geometry, as a point.
fn middle(geometry: &Value) -> Option<Value> {
    let mut sides = [f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY];
    widen(geometry, &mut sides);
    let [west, south, east, north] = sides;
    (west <= east)
        .then(|| json!({"type": "Point", "coordinates": [(west + east) / 2.0, (south + north) / 2.0]}))
}

fn widen(part: &Value, sides: &mut [f64; 4]) {
    match part {
        Value::Object(members) => {
            let inner = members.get("coordinates").or_else(|| members.get("geometries"));
            inner.iter().for_each(|inner| widen(inner, sides));
        }
        Value::Array(items) => match (items.first().and_then(Value::as_f64), items.get(1)) {
            (Some(lon), Some(lat)) => {
                let lat = lat.as_f64().unwrap_or_default();
                *sides = [
                    sides[0].min(lon),
                    sides[1].min(lat),
                    sides[2].max(lon),
                    sides[3].max(lat),
                ];
            }
            _ => items.iter().for_each(|item| widen(item, sides)),
        },
        _ => {}
    }
}

#[cfg(test)]
mod tests {
    use portico_model::Annotations;

    use super::*;

    #[test]
    fn values_are_said_as_they_were() {
        let point = Field::new("p", FieldType::GeoPoint2d);
        assert_eq!(
            old_value(&point, json!({"lon": 2.0, "lat": 48.0})),
            Some(json!([48.0, 2.0]))
        );
        let shape = Field::new("s", FieldType::GeoShape);
        let geometry = json!({"type": "Point", "coordinates": [2.0, 48.0]});
        assert_eq!(
            old_value(
                &shape,
                json!({"type": "Feature", "geometry": geometry, "properties": {}})
            ),
            Some(geometry)
        );
        let list = Field {
            annotations: Annotations {
                multivalued: Some(";".into()),
                ..Annotations::default()
            },
            ..Field::new("l", FieldType::Text)
        };
        assert_eq!(old_value(&list, json!(["a", "b"])), Some(json!("a;b")));
        assert_eq!(old_value(&list, Value::Null), None);
    }

    #[test]
    fn a_shape_has_a_middle() {
        let square = json!({"type": "Polygon", "coordinates": [[[0, 0], [4, 0], [4, 2], [0, 2], [0, 0]]]});
        assert_eq!(
            middle(&square),
            Some(json!({"type": "Point", "coordinates": [2.0, 1.0]}))
        );
        assert_eq!(middle(&json!({"type": "Polygon", "coordinates": []})), None);
    }
}
