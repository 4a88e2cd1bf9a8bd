//! What of a pushed record belongs to which field? Names made the dataset's own, values written as a reader of files knows them.

use base64::Engine as _;
use base64::prelude::BASE64_STANDARD;
use portico_model::{Fault, Field, FieldName, FieldType, Schema};
use serde_json::{Map, Value, json};

/// Deepest object whose members are fields.
const DEPTH: usize = 4;
/// Longest value that a message repeats, in characters.
const SHOWN: usize = 60;

/// A record with one member for each field.
pub(super) type Flat = Map<String, Value>;

/// The record with the names of the dataset's fields. `number` counts records from 1, for messages.
///
/// # Errors
/// `UnknownField` for a member that is no field, unless new ones are allowed; `InvalidRecord` for a value that no field of that type can
/// hold, and for a record without any value.
pub(super) fn record(
    number: usize,
    record: &Map<String, Value>,
    known: Option<&Schema>,
    new_fields: bool,
) -> Result<Flat, Fault> {
    let mut flat = Flat::new();
    let shaper = Shaper {
        number,
        known,
        new_fields: new_fields || known.is_none(),
    };
    shaper.members("", record, 1, &mut flat)?;
    if flat.is_empty() {
        return Err(wrong(number, "it holds no value").with_hint("send at least one field"));
    }
    if let Some(schema) = known {
        let is_missing =
            |field: &&Field| field.annotations.id && flat.get(&field.name).is_none_or(Value::is_null);
        if let Some(field) = schema.fields.iter().find(is_missing) {
            let message = format!("the field `{}` tells records apart and has no value", field.name);
            return Err(wrong(number, &message).with_hint("send the unique identifier with every record"));
        }
    }
    Ok(flat)
}

/// The bytes of a file that a record brings, its name if it says one, and its media type.
pub(super) struct SentFile {
    pub(super) content: Vec<u8>,
    pub(super) name: Option<String>,
    pub(super) media_type: Option<String>,
}

/// Reads `{"content": "<base64>", "content-type": "image/jpeg"}`; none for another value.
pub(super) fn file(value: &Value) -> Option<Result<SentFile, &'static str>> {
    let object = value.as_object()?;
    let content = object.get("content")?.as_str()?;
    let text = |names: [&str; 2]| {
        names
            .iter()
            .find_map(|name| object.get(*name))
            .and_then(Value::as_str)
            .map(str::to_owned)
    };
    let media_type = text(["content-type", "content_type"]);
    let name = text(["filename", "name"]);
    let plain: String = content.chars().filter(|c| !c.is_ascii_whitespace()).collect();
    let decoded = BASE64_STANDARD
        .decode(plain)
        .map_err(|_| "its `content` is no base64");
    Some(decoded.map(|content| SentFile {
        content,
        name,
        media_type,
    }))
}

/// Whether a value of a field that nobody knows yet is a file.
pub(super) fn looks_like_file(value: &Value) -> bool {
    let has_type = |object: &Map<String, Value>| {
        object.contains_key("content-type") || object.contains_key("content_type")
    };
    value.as_object().is_some_and(has_type) && file(value).is_some()
}

struct Shaper<'a> {
    number: usize,
    known: Option<&'a Schema>,
    new_fields: bool,
}

impl Shaper<'_> {
    fn members(
        &self,
        path: &str,
        members: &Map<String, Value>,
        depth: usize,
        flat: &mut Flat,
    ) -> Result<(), Fault> {
        for (name, value) in members {
            let name = match path.is_empty() {
                true => name.clone(),
                false => format!("{path}.{name}"),
            };
            if let Some(field) = self.known.and_then(|schema| field_of(schema, &name)) {
                let value = self.value(field, value)?;
                flat.insert(field.name.clone(), value);
                continue;
            }
            match value {
                Value::Object(inner) if depth < DEPTH && !is_one_value(value) => {
                    self.members(&name, inner, depth + 1, flat)?;
                }
                _ if self.new_fields => {
                    if looks_like_file(value)
                        && let Some(Err(problem)) = file(value)
                    {
                        return Err(wrong(
                            self.number,
                            &format!("the file of `{name}` cannot be read: {problem}"),
                        ));
                    }
                    flat.insert(name, value.clone());
                }
                _ => return Err(self.unknown(&name)),
            }
        }
        Ok(())
    }

    fn unknown(&self, name: &str) -> Fault {
        let known = self.known.map(|schema| &schema.fields[..]).unwrap_or_default();
        let names = known.iter().map(|field| field.name.as_str());
        let message = format!(
            "record {}: the dataset has no field `{}`",
            self.number,
            shown(name)
        );
        let hint = match portico_odsql::nearest(name, names.clone()) {
            Some(near) => format!("did you mean `{near}`?"),
            None => {
                let list: Vec<&str> = names.take(50).collect();
                format!(
                    "the fields are {}; a resource made with `--new-fields` takes new ones",
                    list.join(", ")
                )
            }
        };
        Fault::invalid("UnknownField", message).with_hint(hint)
    }

    /// The value as the reader of JSON files knows it.
    fn value(&self, field: &Field, value: &Value) -> Result<Value, Fault> {
        let misfit = |why: &str| {
            let message = format!(
                "the field `{}` is {}; {} {why}",
                field.name,
                field.ty.as_str(),
                shown(&value.to_string())
            );
            wrong(self.number, &message)
        };
        Ok(match (field.ty, value) {
            (_, Value::Null) => Value::Null,
            (FieldType::File, value) => match file(value) {
                Some(Ok(_)) => value.clone(),
                Some(Err(problem)) => return Err(misfit(&format!("cannot be read: {problem}"))),
                None => {
                    let hint =
                        "send an object: {\"content\": \"<base64>\", \"content-type\": \"image/jpeg\"}";
                    return Err(misfit("is no file").with_hint(hint));
                }
            },
            // The role model's points in pushes: latitude first.
            (FieldType::GeoPoint2d, Value::Array(pair)) => match pair.as_slice() {
                [lat, lon] if lat.is_number() && lon.is_number() => json!({"lat": lat, "lon": lon}),
                _ => return Err(misfit("is no pair of latitude and longitude")),
            },
            (FieldType::GeoPoint2d | FieldType::GeoShape, Value::Object(_)) if !is_one_value(value) => {
                return Err(misfit("is no place").with_hint("send GeoJSON, or {\"lat\": …, \"lon\": …}"));
            }
            (FieldType::GeoPoint2d | FieldType::GeoShape, _) => value.clone(),
            (FieldType::Text, Value::Array(_)) if field.is_multivalued() => value.clone(),
            // Nested values of a text are kept as JSON.
            (FieldType::Text | FieldType::JsonBlob, Value::Object(_) | Value::Array(_)) => {
                Value::String(value.to_string())
            }
            (_, Value::Object(_) | Value::Array(_)) => return Err(misfit("is not one value")),
            _ => value.clone(),
        })
    }
}

/// A place or a file: an object that is one value.
fn is_one_value(value: &Value) -> bool {
    let Some(object) = value.as_object() else {
        return false;
    };
    let has = |names: &[&str]| names.iter().any(|name| object.contains_key(*name));
    let is_geometry = object.get("type").is_some_and(Value::is_string)
        && (has(&["coordinates"]) || has(&["geometries"]) || has(&["geometry"]));
    let is_position = object.len() == 2 && has(&["lat", "latitude"]) && has(&["lon", "lng", "longitude"]);
    is_geometry || is_position || looks_like_file(value)
}

/// The field that people mean: by its name, its label, or the name made from its label.
fn field_of<'a>(schema: &'a Schema, name: &str) -> Option<&'a Field> {
    let made = FieldName::from_label(name);
    schema.field(name).or_else(|| {
        let by_label = schema.fields.iter().find(|field| field.label == name);
        by_label.or_else(|| schema.field(made.as_str()))
    })
}

/// A record that cannot be taken.
pub(super) fn wrong(number: usize, what: &str) -> Fault {
    Fault::invalid("InvalidRecord", format!("record {number}: {what}"))
}

fn shown(text: &str) -> String {
    match text.char_indices().nth(SHOWN) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn schema() -> Schema {
        let mut fields = vec![
            Field::new("id", FieldType::Int),
            Field::new("name", FieldType::Text),
            Field::new("pos", FieldType::GeoPoint2d),
            Field::new("photo", FieldType::File),
            Field::new("wind_speed", FieldType::Double),
        ];
        fields[0].annotations.id = true;
        fields[1].label = "Name of the city".to_owned();
        Schema { fields }
    }

    fn shaped(value: &Value) -> Result<Value, Fault> {
        let flat = record(3, value.as_object().expect("an object"), Some(&schema()), false)?;
        Ok(Value::Object(flat))
    }

    #[test]
    fn names_labels_and_nested_names_find_their_field() {
        let sent = json!({"id": 1, "Name of the city": "Oslo", "wind": {"speed": 2.5}, "pos": [59.9, 10.7]});
        let expected = json!({"id": 1, "name": "Oslo", "wind_speed": 2.5, "pos": {"lat": 59.9, "lon": 10.7}});
        assert_eq!(shaped(&sent).expect("fits"), expected);
    }

    #[test]
    fn what_does_not_fit_is_named_with_its_record_and_a_hint() {
        let cases = [
            (
                json!({"id": 1, "nmae": "Oslo"}),
                "record 3: the dataset has no field `nmae`",
                "`name`",
            ),
            (json!({"name": "Oslo"}), "`id` tells records apart", "identifier"),
            (json!({"id": [1]}), "`id` is int; [1] is not one value", ""),
            (json!({"id": 1, "pos": {"x": 1}}), "is no place", "GeoJSON"),
            (json!({"id": 1, "photo": "a.jpg"}), "is no file", "base64"),
            (
                json!({"id": 1, "photo": {"content": "%%", "content-type": "image/png"}}),
                "no base64",
                "",
            ),
            (json!({}), "no value", ""),
        ];
        for (sent, message, hint) in cases {
            let fault = shaped(&sent).expect_err("does not fit");
            assert!(fault.message.contains(message), "{}", fault.message);
            assert!(fault.hint.unwrap_or_default().contains(hint), "{sent}");
        }
    }

    #[test]
    fn without_a_schema_everything_is_new_and_objects_are_opened() {
        let sent = json!({"a": {"b": 1}, "where": {"lat": 1, "lon": 2}, "list": [1, 2]});
        let flat = record(1, sent.as_object().expect("an object"), None, false).expect("fits");
        let expected = json!({"a.b": 1, "where": {"lat": 1, "lon": 2}, "list": [1, 2]});
        assert_eq!(Value::Object(flat), expected);
    }
}
