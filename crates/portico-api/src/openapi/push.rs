//! How is the Push API described? Three addresses that take records, with a key of their own.

use serde_json::{Map, Value, json};

use super::operation::{Operation, Paths, reference};
use super::schemas::object;
use crate::push::BASE;

const TAG: &str = "Push";

/// Adds them.
pub(super) fn describe(paths: &mut Paths) {
    let of_resource = |path: &str| format!("{BASE}/{{dataset_id}}/{{resource_id}}{path}");
    let operation = |id, summary| {
        Operation::json(TAG, id, summary, "PushDone")
            .takes(["pushkey"])
            .refuses([403])
            .free()
            .untagged()
    };
    let push = operation("pushRecords", "Send records").says(
        "One object, or an array of objects, with a member for each field, as JSON whatever the `Content-Type`. A file is an object: \
         `{\"content\": \"<base64>\", \"content-type\": \"image/jpeg\"}`. In a dataset with unique identifiers a record replaces the one \
         with the same. All records of a call are taken or none; `OK` means that they are kept, and readers see them a moment later.",
    );
    paths.add_body(&of_resource("/push"), &push, &reference("PushBody"));
    let delete = operation("pushDeletions", "Remove records by their values").says(
        "The records that are equal to the given ones go; in a dataset with unique identifiers, those with the same ones.",
    );
    paths.add_body(&of_resource("/delete"), &delete, &reference("PushBody"));
    let one = operation("pushDeletion", "Remove a record by its identifier")
        .says("The identifier is that of `recordid`. One that is not there is no error.");
    paths.add(&of_resource("/{pushed_record_id}/delete"), &one);
}

/// The parts of their addresses, and the key.
pub(super) fn parameters() -> Vec<(String, Value)> {
    let part = |name: &str, text: &str, example: &str| {
        let schema = json!({"type": "string", "minLength": 1});
        let parameter = json!({
            "name": name, "in": "path", "required": true, "description": text, "schema": schema, "example": example,
        });
        (name.to_owned(), parameter)
    };
    let key = json!({
        "name": "pushkey", "in": "query", "required": true, "schema": {"type": "string"},
        "description": "The key of the resource: whoever publishes the dataset makes it.",
    });
    vec![
        part("resource_id", "The name of the resource.", "realtime"),
        part(
            "pushed_record_id",
            "The identifier of a record: forty hexadecimal digits.",
            "da39a3ee5e6b4b0d3255bfef95601890afd80709",
        ),
        ("pushkey".to_owned(), key),
    ]
}

/// What is sent and what is answered.
pub(super) fn schemas() -> Map<String, Value> {
    let record = json!({"type": "object", "description": "A record: a member for each field."});
    [
        (
            "PushBody",
            json!({"oneOf": [record, {"type": "array", "items": record}]}),
        ),
        (
            "PushDone",
            object("All is kept.", json!({"status": {"const": "OK"}}), json!({})),
        ),
    ]
    .into_iter()
    .map(|(name, schema)| (name.to_owned(), schema))
    .collect()
}
