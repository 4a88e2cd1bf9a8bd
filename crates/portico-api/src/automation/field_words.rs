//! In which words does this API configure a field? The role model's names of kinds and members, and those of our steps.

use portico_model::Fault;
use portico_processors::Step;
use serde_json::{Map, Value, json};

use super::reply;

/// Kinds of field configurations: in this API, and as steps.
const KINDS: [(&str, &str); 6] = [
    ("rename", "rename"),
    ("type", "type"),
    ("annotate", "annotate"),
    ("description", "describe"),
    ("order", "order"),
    ("delete", "delete"),
];

/// Members that have another name in a step of that kind.
const MEMBERS: [(&str, &str, &str); 6] = [
    ("rename", "from_name", "field"),
    ("rename", "to_name", "to"),
    ("type", "type_param", "to"),
    ("annotate", "args", "value"),
    ("order", "args", "fields"),
    ("delete", "args", "fields"),
];

/// Whether that kind, by either name, configures a field.
pub(super) fn is_of_fields(kind: &str) -> bool {
    KINDS.iter().any(|(word, step)| *word == kind || *step == kind)
}

/// What is sent, as the members of a step.
///
/// # Errors
/// For `args` that are not what the kind takes.
pub(super) fn read(mut sent: Map<String, Value>) -> Result<Map<String, Value>, Fault> {
    let kind = sent.get("type").and_then(Value::as_str).unwrap_or_default();
    let found = KINDS.iter().find(|(word, step)| *word == kind || *step == kind);
    let Some((_, kind)) = found else {
        let known = KINDS.map(|(word, _)| word).join(", ");
        let shown: String = kind.chars().take(60).collect();
        let fault = Fault::invalid("InvalidProcessor", format!("`{shown}` configures no field"));
        return Err(reply::wrong_field(
            "type",
            fault.with_hint(format!("use {known}")),
        ));
    };
    sent.insert("type".to_owned(), json!(kind));
    if *kind == "delete"
        && let Some(field) = sent.remove("field")
    {
        sent.insert("args".to_owned(), json!([field]));
    }
    for (_, word, own) in MEMBERS.iter().filter(|(of, ..)| of == kind) {
        if let Some(value) = sent.remove(*word) {
            let value = match *kind {
                "annotate" => argument(value)?,
                _ => value,
            };
            sent.insert((*own).to_owned(), value);
        }
    }
    Ok(sent)
}

/// A step in the words of this API.
pub(super) fn told(step: &Step) -> Map<String, Value> {
    let word = KINDS.iter().find(|(_, own)| *own == step.kind);
    let word = word.map_or(step.kind.as_str(), |(word, _)| word);
    let mut told = Map::from_iter([("type".to_owned(), json!(word))]);
    for (name, value) in &step.params {
        let member = MEMBERS
            .iter()
            .find(|(of, _, own)| *of == step.kind && *own == name.as_str());
        match (step.kind.as_str(), member, value) {
            ("annotate", Some((_, word, _)), value) => told.insert((*word).to_owned(), json!([value])),
            ("delete", Some(_), Value::Array(fields)) if fields.len() == 1 => {
                told.insert("field".to_owned(), fields[0].clone())
            }
            (_, Some((_, word, _)), value) => told.insert((*word).to_owned(), value.clone()),
            (_, None, value) => told.insert(name.clone(), value.clone()),
        };
    }
    told
}

/// The name in this API of a member of a step of that kind.
pub(super) fn name_of<'a>(kind: &str, own: &'a str) -> &'a str {
    let found = MEMBERS.iter().find(|(of, _, known)| *of == kind && *known == own);
    found.map_or(own, |(_, word, _)| word)
}

/// The one argument of an annotation: alone, in a list, or as the only member of an object.
fn argument(args: Value) -> Result<Value, Fault> {
    let mut all = match args {
        Value::Array(list) => list,
        Value::Object(members) => members.into_iter().map(|(_, value)| value).collect(),
        one => vec![one],
    };
    let wrong = |message: &str| reply::wrong_field("args", Fault::invalid("InvalidProcessor", message));
    if all.len() > 1 {
        return Err(wrong("an annotation takes one argument"));
    }
    match all.pop() {
        None | Some(Value::Null) => Ok(Value::Null),
        Some(value @ (Value::String(_) | Value::Number(_) | Value::Bool(_))) => Ok(value),
        Some(_) => Err(wrong("the argument is a text or a number")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn there_and_back(sent: &Value) -> Value {
        let members = read(sent.as_object().cloned().expect("an object")).expect("read");
        let step: Step = serde_json::from_value(members.into()).expect("a step");
        Value::Object(told(&step))
    }

    #[test]
    fn every_kind_is_told_in_the_words_in_which_it_was_sent() {
        for sent in [
            json!({"type": "rename", "from_name": "a", "to_name": "b", "field_label": "B"}),
            json!({"type": "type", "field": "a", "type_param": "int"}),
            json!({"type": "annotate", "field": "a", "annotation": "unit", "args": ["km"]}),
            json!({"type": "description", "field": "a", "description": "How far."}),
            json!({"type": "order", "args": ["b", "a"]}),
            json!({"type": "delete", "field": "a"}),
            json!({"type": "delete", "args": ["a", "b"]}),
        ] {
            assert_eq!(there_and_back(&sent), sent);
        }
    }

    #[test]
    fn one_argument_may_be_written_in_three_ways() {
        for args in [json!("km"), json!(["km"]), json!({"unit": "km"})] {
            assert_eq!(argument(args).expect("one"), json!("km"));
        }
        assert!(argument(json!(["a", "b"])).is_err());
        assert!(argument(json!([{"a": 1}])).is_err());
        assert_eq!(argument(json!([])).expect("none"), Value::Null);
    }
}
