//! What is inside an answer? The kinds of values, and the members of each object.

use serde_json::Value;

use super::reader::{list, text};
use super::words::{Piece, pieces};

/// A kind of value in a few words; an object has a description of its own to go to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Kind {
    pub(crate) words: String,
    /// The object in it, if any.
    pub(crate) of: Option<String>,
}

/// An object.
#[derive(Debug)]
pub(crate) struct Shape {
    pub(crate) name: String,
    pub(crate) text: Vec<Piece>,
    pub(crate) members: Vec<Member>,
}

/// A member of an object.
#[derive(Debug)]
pub(crate) struct Member {
    pub(crate) name: String,
    pub(crate) always: bool,
    pub(crate) kind: Kind,
    pub(crate) text: Vec<Piece>,
}

/// The objects of the description that have members to tell.
pub(crate) fn shapes(document: &Value) -> Vec<Shape> {
    let schemas = document["components"]["schemas"].as_object();
    let shape = |(name, schema): (&String, &Value)| Shape {
        name: name.clone(),
        text: pieces(&text(&schema["description"])),
        members: members(schema),
    };
    schemas.into_iter().flatten().map(shape).collect()
}

fn members(schema: &Value) -> Vec<Member> {
    let required: Vec<&str> = list(&schema["required"]).filter_map(Value::as_str).collect();
    let properties = schema["properties"].as_object();
    properties
        .into_iter()
        .flatten()
        .map(|(name, member)| Member {
            always: required.contains(&name.as_str()),
            kind: kind_of(member),
            text: pieces(&text(&member["description"])),
            name: name.clone(),
        })
        .collect()
}

/// The kind of value that a schema describes.
pub(crate) fn kind_of(schema: &Value) -> Kind {
    if let Some(reference) = schema["$ref"].as_str() {
        let name = reference.rsplit('/').next().unwrap_or_default();
        return Kind {
            words: String::new(),
            of: Some(name.to_owned()),
        };
    }
    if schema["type"] == "array" {
        let inner = kind_of(&schema["items"]);
        return Kind {
            words: match inner.words.as_str() {
                "" => "array".to_owned(),
                words => format!("array of {words}"),
            },
            of: inner.of,
        };
    }
    Kind {
        words: simple(schema),
        of: choice(schema),
    }
}

/// The object among alternatives.
fn choice(schema: &Value) -> Option<String> {
    list(&schema["anyOf"])
        .chain(list(&schema["oneOf"]))
        .find_map(|schema| kind_of(schema).of)
}

fn simple(schema: &Value) -> String {
    if let Some(value) = schema.get("const") {
        return value.to_string();
    }
    if let Some(values) = schema["enum"].as_array() {
        return values
            .iter()
            .map(Value::to_string)
            .collect::<Vec<_>>()
            .join(" | ");
    }
    let types: Vec<&str> = match &schema["type"] {
        Value::Array(types) => types.iter().filter_map(Value::as_str).collect(),
        ty => ty.as_str().into_iter().collect(),
    };
    let types = types.join(" | ");
    match (schema.get("minimum"), schema.get("maximum")) {
        (Some(least), Some(most)) => format!("{types}, {least} to {most}"),
        (Some(least), None) => format!("{types}, from {least}"),
        (None, Some(most)) => format!("{types}, up to {most}"),
        (None, None) => types,
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn kinds_are_told_in_a_few_words() {
        let words = |schema: Value| kind_of(&schema).words;
        assert_eq!(
            words(json!({"type": "integer", "minimum": -1, "maximum": 100})),
            "integer, -1 to 100"
        );
        assert_eq!(words(json!({"type": ["string", "null"]})), "string | null");
        assert_eq!(
            words(json!({"type": "array", "items": {"type": "string"}})),
            "array of string"
        );
        assert_eq!(words(json!({"enum": [";", ","]})), "\";\" | \",\"");
        let record = json!({"type": "array", "items": {"$ref": "#/components/schemas/Record"}});
        assert_eq!(kind_of(&record).of.as_deref(), Some("Record"));
    }

    #[test]
    fn members_that_are_always_there_are_marked() {
        let schema =
            json!({"required": ["a"], "properties": {"a": {"type": "string"}, "b": {"type": "string"}}});
        let always: Vec<bool> = members(&schema).iter().map(|member| member.always).collect();
        assert_eq!(always, [true, false]);
    }
}
