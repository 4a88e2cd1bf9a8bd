//! Lists and JSON: arrays as lists, lists as records, values out of documents.

use portico_formats::values::{self, Value};
use portico_model::{Field, FieldName, FieldType, Schema};
use serde_json::Value as Json;

use super::text::{FIELD, OUTPUT, list_field};
use crate::act::{Built, Rows, field_to_write, map, multiply, written};
use crate::arguments::{Arguments, Wrong};
use crate::kind::{Group, Kind, Param, ParamType};
use crate::plan::Context;

/// Items of one list.
const MOST_ITEMS: usize = 10_000;

const SEPARATOR: Param = Param::optional(
    "separator",
    ParamType::Text,
    "Where the text is cut, when the field is no list yet.",
)
.or(";");

pub(crate) static DEDUPLICATE: Kind = Kind {
    name: "deduplicate_multivalued",
    group: Group::Values,
    title: "Deduplicate multivalued fields",
    help: "Keeps each value of a list once, in the order in which they first come.",
    params: &[FIELD, SEPARATOR, OUTPUT],
    build: |arguments, _| {
        let index = arguments.sayable("field")?;
        let output = arguments.output("output", index)?;
        let (separator, field) = listed(arguments, index, &output);
        Ok(map(
            arguments.schema(),
            vec![index],
            vec![field],
            move |values, out| {
                let mut seen = std::collections::HashSet::new();
                let mut items = items(&values[0], &separator);
                items.retain(|item| seen.insert(item.clone()));
                if !items.is_empty() {
                    out[0] = Value::List(items);
                }
                Ok(())
            },
        ))
    },
};

/// The separator of a list, and the field that holds the list.
fn listed(arguments: &Arguments<'_>, index: usize, output: &str) -> (String, Field) {
    let own = arguments.schema().fields[index].annotations.multivalued.clone();
    let separator = own.unwrap_or_else(|| arguments.text("separator").to_owned());
    let field = list_field(arguments, output, &separator);
    (separator, field)
}

/// The items of a list, or of a text that is cut.
fn items(value: &Value, separator: &str) -> Vec<String> {
    match value {
        Value::List(items) => items.clone(),
        other => values::text(other)
            .unwrap_or_default()
            .split(separator)
            .map(|item| item.trim().to_owned())
            .filter(|item| !item.is_empty())
            .collect(),
    }
}

pub(crate) static EXPAND: Kind = Kind {
    name: "expand_multivalued",
    group: Group::Records,
    title: "Expand multivalued field",
    help: "Makes a record of every value of a list; the other fields are repeated.",
    params: &[FIELD, SEPARATOR, OUTPUT],
    build: |arguments, context| {
        let index = arguments.sayable("field")?;
        let output = arguments.output("output", index)?;
        let (separator, _) = listed(arguments, index, &output);
        let field = field_to_write(arguments.schema(), &output, FieldType::Text);
        let most = context.limits.rows_of_one;
        Ok(expanded(arguments.schema(), index, field, move |value, rows| {
            one_each(items(value, &separator), most, rows)
        }))
    },
};

/// A record for each of what comes of one value.
fn expanded(
    schema: &Schema,
    index: usize,
    output: Field,
    work: impl Fn(&Value, Rows<'_>) -> Result<(), String> + Send + 'static,
) -> Built {
    let (after, places) = written(schema, vec![output]);
    let picks = (0..after.fields.len())
        .map(|place| (place != places[0]).then_some(place))
        .collect();
    multiply(schema, after, vec![index], places, picks, move |values, rows| {
        work(&values[0], rows)
    })
}

fn one_each(items: Vec<String>, most: usize, rows: Rows<'_>) -> Result<(), String> {
    if items.len() > most {
        return Err(format!(
            "{} records would come of one; at most {most} may",
            items.len()
        ));
    }
    if items.is_empty() {
        rows.push(vec![Value::Null]);
    }
    rows.extend(items.into_iter().map(|item| vec![Value::Text(item)]));
    Ok(())
}

pub(crate) static EXPAND_JSON: Kind = Kind {
    name: "expand_json_array",
    group: Group::Records,
    title: "Expand JSON array",
    help: "Makes a record of every item of a JSON array; the other fields are repeated.",
    params: &[
        FIELD,
        Param::optional(
            "path",
            ParamType::Text,
            "Where the array is in the document, such as `result.items`; left out, the document is the array.",
        ),
        OUTPUT,
    ],
    build: |arguments, context| {
        let index = arguments.sayable("field")?;
        let output = arguments.output("output", index)?;
        let path = Path::read(arguments.text("path"));
        let field = field_to_write(arguments.schema(), &output, FieldType::Text);
        let most = context.limits.rows_of_one;
        Ok(expanded(arguments.schema(), index, field, move |value, rows| {
            one_each(array(value, &path)?, most, rows)
        }))
    },
};

pub(crate) static JSON_TO_LIST: Kind = Kind {
    name: "json_array_to_multivalued",
    group: Group::Values,
    title: "JSON array to multivalued",
    help: "Makes a list of a JSON array of texts and numbers.",
    params: &[
        FIELD,
        Param::optional(
            "path",
            ParamType::Text,
            "Where the array is in the document, such as `result.items`; left out, the document is the array.",
        ),
        OUTPUT,
    ],
    build: |arguments, _| {
        let index = arguments.sayable("field")?;
        let output = arguments.output("output", index)?;
        let path = Path::read(arguments.text("path"));
        let field = list_field(arguments, &output, ";");
        Ok(map(
            arguments.schema(),
            vec![index],
            vec![field],
            move |values, out| {
                let items = array(&values[0], &path)?;
                if items.len() > MOST_ITEMS {
                    return Err(format!(
                        "the array has {} items; at most {MOST_ITEMS} may be",
                        items.len()
                    ));
                }
                if !items.is_empty() {
                    out[0] = Value::List(items);
                }
                Ok(())
            },
        ))
    },
};

/// A way into a document: names and positions.
#[derive(Debug, Clone, Default)]
struct Path(Vec<String>);

impl Path {
    fn read(text: &str) -> Self {
        let text = text.trim().trim_start_matches('$').trim_start_matches('.');
        let steps = text.split(['.', '[', ']']).filter(|step| !step.is_empty());
        Self(steps.map(str::to_owned).collect())
    }

    fn of<'a>(&self, document: &'a Json) -> Option<&'a Json> {
        self.0.iter().try_fold(document, |value, step| match value {
            Json::Object(members) => members.get(step),
            Json::Array(items) => items.get(step.parse::<usize>().ok()?),
            _ => None,
        })
    }
}

/// The document that a value is the text of. The reader limits its depth.
fn document(value: &Value) -> Result<Option<Json>, String> {
    if let Value::List(items) = value {
        return Ok(Some(Json::from(items.clone())));
    }
    match values::text(value) {
        None => Ok(None),
        Some(text) => serde_json::from_str(&text)
            .map(Some)
            .map_err(|error| format!("it is no JSON: {error}")),
    }
}

fn array(value: &Value, path: &Path) -> Result<Vec<String>, String> {
    let Some(document) = document(value)? else {
        return Ok(Vec::new());
    };
    match path.of(&document) {
        None | Some(Json::Null) => Ok(Vec::new()),
        Some(Json::Array(items)) => Ok(items.iter().filter_map(said).collect()),
        Some(_) => Err("there is no array at that place".to_owned()),
    }
}

/// A text as it is, what is no text as JSON.
fn said(value: &Json) -> Option<String> {
    match value {
        Json::Null => None,
        Json::String(text) => (!text.is_empty()).then(|| text.clone()),
        other => Some(other.to_string()),
    }
}

pub(crate) static EXTRACT_JSON: Kind = Kind {
    name: "extract_json",
    group: Group::Values,
    title: "Extract from JSON",
    help: "Writes values out of a JSON document to fields of their own.",
    params: &[
        FIELD,
        Param::required(
            "rules",
            ParamType::Lines,
            "One a line: `path.to.value`, or `name: path.0.value` to choose the field's name.",
        ),
    ],
    build: extract_json,
};

fn extract_json(arguments: &Arguments<'_>, _: &Context<'_>) -> Result<Built, Wrong> {
    let index = arguments.sayable("field")?;
    let mut paths = Vec::new();
    let mut fields: Vec<Field> = Vec::new();
    for line in arguments
        .text("rules")
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
    {
        let (name, path) = match line.split_once(':') {
            Some((name, path)) => (name.trim(), path.trim()),
            None => (line, line),
        };
        if path.is_empty() {
            return Err(Wrong::of("rules", format!("the line `{line}` has no path"))
                .hint("write `name: path.to.value`"));
        }
        let name = FieldName::from_label(name);
        if fields.iter().any(|field| field.name == name.as_str()) {
            return Err(Wrong::of(
                "rules",
                format!("two lines would write the field `{}`", name.as_str()),
            ));
        }
        fields.push(field_to_write(arguments.schema(), name.as_str(), FieldType::Text));
        paths.push(Path::read(path));
    }
    if paths.is_empty() {
        return Err(Wrong::of("rules", "there is no rule").hint("write one a line, such as `address.town`"));
    }
    Ok(map(
        arguments.schema(),
        vec![index],
        fields,
        move |values, out| {
            let Some(document) = document(&values[0])? else {
                return Ok(());
            };
            for (path, out) in paths.iter().zip(out) {
                if let Some(text) = path.of(&document).and_then(said) {
                    *out = Value::Text(text);
                }
            }
            Ok(())
        },
    ))
}
