//! Are the parameters of a step right? Types, limits and defaults checked against the table, fields found.

use portico_model::{Fault, Field, FieldName, FieldType, Schema};
use portico_odsql::nearest;
use serde_json::{Map, Number, Value};

use crate::kind::{Kind, Param, ParamType};

/// Characters of a text parameter.
const LONGEST_TEXT: usize = 20_000;
/// Names in a list of fields.
const MOST_FIELDS: usize = 500;

/// What is wrong with a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Wrong {
    pub(crate) param: Option<String>,
    pub(crate) message: String,
    pub(crate) hint: Option<String>,
    /// A fault of the portal that is handed on as it is.
    pub(crate) kind: Option<(portico_model::FaultKind, &'static str)>,
}

impl Wrong {
    pub(crate) fn new(message: impl Into<String>) -> Self {
        Self {
            param: None,
            message: message.into(),
            hint: None,
            kind: None,
        }
    }

    pub(crate) fn of(param: &str, message: impl Into<String>) -> Self {
        Self {
            param: Some(param.to_owned()),
            ..Self::new(message)
        }
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// What the portal says of a parameter.
    pub(crate) fn from_fault(param: &str, fault: Fault) -> Self {
        Self {
            param: Some(param.to_owned()),
            message: fault.message,
            hint: fault.hint,
            kind: Some((fault.kind, fault.code)),
        }
    }

    /// The fault of the step at that place, counted from 1 for people.
    pub(crate) fn into_fault(self, index: usize, kind: &str) -> Fault {
        let place = index + 1;
        let message = match &self.param {
            Some(param) => format!("step {place} ({kind}), `{param}`: {}", self.message),
            None => format!("step {place} ({kind}): {}", self.message),
        };
        let mut fault = match self.kind {
            Some((portico_model::FaultKind::Internal, _)) => Fault::internal(message),
            Some((kind, code)) => Fault::new(kind, code, message),
            None => Fault::invalid("InvalidProcessor", message),
        };
        fault.hint = self.hint;
        let clause = match self.param {
            Some(param) => format!("steps[{index}].{param}"),
            None => format!("steps[{index}]"),
        };
        fault.with_position(clause, None)
    }
}

/// The parameters as they are stored: known names, right types, defaults left out.
pub(crate) fn normalised(kind: &Kind, given: &Map<String, Value>) -> Result<Map<String, Value>, Wrong> {
    if let Some(unknown) = given.keys().find(|name| kind.param(name).is_none()) {
        let known = kind.params.iter().map(|param| param.name);
        let wrong = Wrong::new(format!("`{unknown}` is no parameter of this step"));
        return Err(match nearest(unknown, known.clone()) {
            Some(name) => wrong.hint(format!("did you mean `{name}`?")),
            None => wrong.hint(format!(
                "its parameters are {}",
                known.collect::<Vec<_>>().join(", ")
            )),
        });
    }
    let mut values = Map::new();
    for param in kind.params {
        let value = match given.get(param.name) {
            None | Some(Value::Null) => None,
            Some(value) => typed(param, value).map_err(|message| Wrong::of(param.name, message))?,
        };
        match value {
            Some(value) => {
                values.insert(param.name.to_owned(), value);
            }
            None if param.required => {
                return Err(Wrong::of(param.name, "it is missing").hint(param.help.to_owned()));
            }
            None => {}
        }
    }
    Ok(values)
}

/// A whole number between these.
fn whole(said: &str, min: i64, max: i64) -> Result<Value, String> {
    let number: i64 = said
        .parse()
        .map_err(|_| format!("`{}` is not a whole number", clip(said)))?;
    if (min..=max).contains(&number) {
        Ok(Value::from(number))
    } else {
        Err(format!("{number} is not between {min} and {max}"))
    }
}

/// The value in the type of the parameter; forms send everything as text. None when it is empty.
fn typed(param: &Param, value: &Value) -> Result<Option<Value>, String> {
    if let Value::String(text) = value {
        if text.is_empty() {
            return Ok(None);
        }
        if text.chars().count() > LONGEST_TEXT {
            return Err(format!("it has more than {LONGEST_TEXT} letters"));
        }
    }
    let said = match value {
        Value::String(text) => text.clone(),
        other => other.to_string(),
    };
    let said = said.trim();
    match param.ty {
        ParamType::Fields => names(value).map(|names| (!names.is_empty()).then(|| Value::from(names))),
        ParamType::Flag => match (value, said.to_ascii_lowercase().as_str()) {
            (Value::Bool(flag), _) => Ok(Some(Value::Bool(*flag))),
            (_, "true" | "on" | "yes" | "1") => Ok(Some(Value::Bool(true))),
            (_, "false" | "off" | "no" | "0") => Ok(Some(Value::Bool(false))),
            _ => Err(format!("`{}` is neither true nor false", clip(said))),
        },
        ParamType::Integer { min, max } => whole(said, min, max).map(Some),
        ParamType::Epsg => {
            let code = match said.split_once(':') {
                Some((registry, code)) if registry.eq_ignore_ascii_case("epsg") => code,
                _ => said,
            };
            whole(code, 1, 999_999).map(Some)
        }
        ParamType::Number { min, max } => {
            let number: f64 = said
                .parse()
                .map_err(|_| format!("`{}` is not a number", clip(said)))?;
            match Number::from_f64(number) {
                Some(value) if (min..=max).contains(&number) => Ok(Some(Value::Number(value))),
                _ => Err(format!("{number} is not between {min} and {max}")),
            }
        }
        ParamType::Choice(words) => {
            if words.contains(&said) {
                return Ok(Some(Value::from(said)));
            }
            let hint = nearest(said, words.iter().copied())
                .map_or_else(String::new, |word| format!("; did you mean `{word}`?"));
            Err(format!("`{}` is none of {}{hint}", clip(said), words.join(", ")))
        }
        _ => match value {
            Value::String(text) => Ok(Some(Value::from(text.as_str()))),
            Value::Number(_) | Value::Bool(_) => Ok(Some(Value::from(said))),
            _ => Err("a text is wanted, not a list or an object".to_owned()),
        },
    }
}

/// A list of names: an array, or a text cut at commas and line ends.
fn names(value: &Value) -> Result<Vec<String>, String> {
    let names: Vec<String> = match value {
        Value::Array(items) => items
            .iter()
            .map(|item| item.as_str().map(str::to_owned))
            .collect::<Option<_>>()
            .ok_or("a list of names is wanted")?,
        Value::String(text) => text
            .split([',', '\n'])
            .map(|name| name.trim().to_owned())
            .collect(),
        _ => return Err("a list of names is wanted".to_owned()),
    };
    if names.len() > MOST_FIELDS {
        return Err(format!("it has more than {MOST_FIELDS} names"));
    }
    Ok(names.into_iter().filter(|name| !name.is_empty()).collect())
}

fn clip(text: &str) -> String {
    match text.char_indices().nth(60) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// The checked parameters of a step, beside the fields it finds.
#[derive(Debug)]
pub(crate) struct Arguments<'a> {
    kind: &'static Kind,
    values: Map<String, Value>,
    schema: &'a Schema,
}

impl<'a> Arguments<'a> {
    pub(crate) fn new(
        kind: &'static Kind,
        given: &Map<String, Value>,
        schema: &'a Schema,
    ) -> Result<Self, Wrong> {
        Ok(Self {
            kind,
            values: normalised(kind, given)?,
            schema,
        })
    }

    /// The fields before the step.
    pub(crate) fn schema(&self) -> &'a Schema {
        self.schema
    }

    /// The text, or the default; empty when there is neither.
    pub(crate) fn text(&self, name: &str) -> &str {
        let default = || self.kind.param(name).and_then(|param| param.default);
        self.given(name).or_else(default).unwrap_or_default()
    }

    /// The text, when it was given.
    pub(crate) fn given(&self, name: &str) -> Option<&str> {
        self.values.get(name).and_then(Value::as_str)
    }

    pub(crate) fn flag(&self, name: &str) -> bool {
        match self.values.get(name) {
            Some(value) => value.as_bool().unwrap_or_default(),
            None => self.text(name) == "true",
        }
    }

    pub(crate) fn int(&self, name: &str) -> i64 {
        match self.values.get(name) {
            Some(value) => value.as_i64().unwrap_or_default(),
            None => self.text(name).parse().unwrap_or_default(),
        }
    }

    pub(crate) fn has(&self, name: &str) -> bool {
        self.values.contains_key(name)
    }

    pub(crate) fn number(&self, name: &str) -> f64 {
        match self.values.get(name) {
            Some(value) => value.as_f64().unwrap_or_default(),
            None => self.text(name).parse().unwrap_or_default(),
        }
    }

    /// The index of the field that a parameter names.
    pub(crate) fn field(&self, name: &str) -> Result<usize, Wrong> {
        find(self.schema, self.text(name)).ok_or_else(|| unknown_field(name, self.text(name), self.schema))
    }

    /// The index of the field that an optional parameter names.
    pub(crate) fn field_if_given(&self, name: &str) -> Result<Option<usize>, Wrong> {
        self.given(name).map(|_| self.field(name)).transpose()
    }

    /// The indexes of the fields that a parameter names; none when it is left out.
    pub(crate) fn fields(&self, name: &str) -> Result<Vec<usize>, Wrong> {
        let mut found = Vec::new();
        for one in self.names(name) {
            let index = find(self.schema, &one).ok_or_else(|| unknown_field(name, &one, self.schema))?;
            if !found.contains(&index) {
                found.push(index);
            }
        }
        Ok(found)
    }

    /// The names of a list.
    pub(crate) fn names(&self, name: &str) -> Vec<String> {
        let Some(Value::Array(items)) = self.values.get(name) else {
            return Vec::new();
        };
        items
            .iter()
            .filter_map(|item| item.as_str().map(str::to_owned))
            .collect()
    }

    /// The field that a parameter names, when its type is one of these.
    pub(crate) fn field_of(&self, name: &str, types: &[FieldType]) -> Result<usize, Wrong> {
        let index = self.field(name)?;
        let field = &self.schema.fields[index];
        if types.contains(&field.ty) {
            return Ok(index);
        }
        let wanted: Vec<&str> = types.iter().map(|ty| ty.as_str()).collect();
        Err(Wrong::of(
            name,
            format!(
                "the field `{}` is {}, not {}",
                field.name,
                field.ty.as_str(),
                wanted.join(" or ")
            ),
        )
        .hint("put a step `type` before this one, or choose another field"))
    }

    /// A field that holds no place: its values can be said as text.
    pub(crate) fn sayable(&self, name: &str) -> Result<usize, Wrong> {
        let index = self.field(name)?;
        let field = &self.schema.fields[index];
        if field.ty.is_geo() {
            let message = format!("the field `{}` is {}, not a text", field.name, field.ty.as_str());
            return Err(Wrong::of(name, message)
                .hint("choose a field of texts, numbers or dates, or change its type"));
        }
        Ok(index)
    }

    /// The name of the field to write: the one that is given, or that of `or`.
    pub(crate) fn output(&self, name: &str, or: usize) -> Result<String, Wrong> {
        match self.given(name) {
            Some(_) => self.name(name),
            None => Ok(self.schema.fields[or].name.clone()),
        }
    }

    /// The name of a field to write.
    pub(crate) fn name(&self, name: &str) -> Result<String, Wrong> {
        let text = self.text(name).trim();
        if let Some(index) = self.schema.fields.iter().position(|field| field.name == text) {
            return Ok(self.schema.fields[index].name.clone());
        }
        match FieldName::new(text) {
            Ok(good) => Ok(good.as_str().to_owned()),
            Err(error) => Err(Wrong::of(name, error.to_string())
                .hint(format!("write `{}`", FieldName::from_label(text).as_str()))),
        }
    }
}

/// The field that people mean: by its name, its label or its header.
pub(crate) fn find(schema: &Schema, text: &str) -> Option<usize> {
    let text = text.trim();
    let by = |meant: &dyn Fn(&Field) -> bool| schema.fields.iter().position(meant);
    by(&|field| field.name == text)
        .or_else(|| by(&|field| field.label == text))
        .or_else(|| by(&|field| FieldName::from_label(text).as_str() == field.name))
}

fn unknown_field(param: &str, name: &str, schema: &Schema) -> Wrong {
    let known = || schema.fields.iter().map(|field| field.name.as_str());
    let wrong = Wrong::of(
        param,
        format!("there is no field `{}` before this step", clip(name)),
    );
    match nearest(name, known()) {
        Some(name) => wrong.hint(format!("did you mean `{name}`?")),
        None => wrong.hint(format!(
            "the fields are {}",
            known().take(50).collect::<Vec<_>>().join(", ")
        )),
    }
}
