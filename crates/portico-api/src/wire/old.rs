//! How did version 2.0 write its answers? Each thing lies in an object that names its kind and carries links.

use chrono::{DateTime, SecondsFormat, Utc};
use portico_model::Fault;
use serde_json::{Map, Value, json};

use super::json;
use super::link::Link;

/// Members of a dataset in the order of version 2.0; others follow.
const DATASET: [&str; 8] = [
    "dataset_id",
    "dataset_uid",
    "attachments",
    "has_records",
    "data_visible",
    "fields",
    "metas",
    "features",
];

/// `{"links": […], "dataset": {…}}`: the current object, or a selection of its members, as version 2.0 wrote it.
///
/// # Errors
/// When a value cannot be JSON: a mistake of ours.
pub(crate) fn dataset(mut members: Map<String, Value>, links: &[Link]) -> Result<Vec<u8>, Fault> {
    let mut dataset = Map::new();
    for name in DATASET {
        if let Some(value) = members.shift_remove(name) {
            dataset.insert(name.to_owned(), value);
        }
    }
    members.shift_remove("_links");
    dataset.extend(members);
    if let Some(Value::Array(fields)) = dataset.get_mut("fields") {
        fields.iter_mut().for_each(spell_annotations);
    }
    json::to_bytes(&json!({"links": links, "dataset": dataset}))
}

/// `{"links": […], "record": {"id", "timestamp", "size", "fields": {…}}}`, of a row with its technical columns.
///
/// # Errors
/// When a value cannot be JSON: a mistake of ours.
pub(crate) fn record(mut row: Map<String, Value>, links: &[Link]) -> Result<Vec<u8>, Fault> {
    let id = row.shift_remove("_id").unwrap_or_default();
    let timestamp = row.shift_remove("_timestamp").unwrap_or_default();
    let size = row.shift_remove("_size").unwrap_or_default();
    let timestamp = timestamp.as_str().and_then(millisecond);
    json::to_bytes(&json!({
        "links": links,
        "record": {"id": id, "timestamp": timestamp, "size": size, "fields": row},
    }))
}

/// `{"links": [], "record": {"fields": {…}}}`: a group, or the sums of everything, has no identity.
///
/// # Errors
/// When a value cannot be JSON: a mistake of ours.
pub(crate) fn group(row: Map<String, Value>) -> Result<Vec<u8>, Fault> {
    json::to_bytes(&json!({"links": [], "record": {"fields": row}}))
}

/// Annotations were lists: `true` is an empty one, a value is one of one.
fn spell_annotations(field: &mut Value) {
    let Some(Value::Object(annotations)) = field.get_mut("annotations") else {
        return;
    };
    for (_, value) in annotations.iter_mut() {
        *value = match value.take() {
            Value::Bool(true) => json!([]),
            list @ Value::Array(_) => list,
            value => json!([value]),
        };
    }
}

/// `2021-06-22T08:02:59.954Z`
fn millisecond(instant: &str) -> Option<String> {
    let instant = DateTime::parse_from_rfc3339(instant).ok()?;
    Some(
        instant
            .with_timezone(&Utc)
            .to_rfc3339_opts(SecondsFormat::Millis, true),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn members(value: Value) -> Map<String, Value> {
        match value {
            Value::Object(members) => members,
            other => panic!("{other} is no object"),
        }
    }

    fn text(bytes: Result<Vec<u8>, Fault>) -> String {
        String::from_utf8(bytes.unwrap()).unwrap()
    }

    #[test]
    fn a_dataset_is_wrapped_and_its_annotations_are_lists() {
        let annotations = json!({"facet": true, "multivalued": ",", "decimals": 2});
        let flat = json!({
            "visibility": "domain",
            "fields": [{"name": "a", "annotations": annotations}],
            "dataset_id": "x",
            "_links": [],
        });
        assert_eq!(
            text(dataset(members(flat), &[Link::new("self", "/x")])),
            concat!(
                r#"{"links": [{"rel": "self", "href": "/x"}], "dataset": {"dataset_id": "x", "fields": [{"name": "a", "#,
                r#""annotations": {"facet": [], "multivalued": [","], "decimals": [2]}}], "visibility": "domain"}}"#
            )
        );
    }

    #[test]
    fn a_record_has_its_identity_beside_its_fields() {
        let row = json!({"_id": "ab", "_timestamp": "2024-03-01T11:00:00.5+01:00", "_size": 3, "n": 1});
        assert_eq!(
            text(record(members(row), &[])),
            r#"{"links": [], "record": {"id": "ab", "timestamp": "2024-03-01T10:00:00.500Z", "size": 3, "fields": {"n": 1}}}"#
        );
        assert_eq!(
            text(group(members(json!({"n": 1})))),
            r#"{"links": [], "record": {"fields": {"n": 1}}}"#
        );
    }
}
