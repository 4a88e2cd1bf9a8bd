//! What does a JSON value hold? Read from a stream with limits on depth and size.

use std::io::Read;

use struson::reader::{JsonReader, JsonStreamReader, ReaderError, ReaderSettings, ValueType};

/// Deepest nesting of a value.
const DEPTH: u32 = 100;
/// Most members of one object.
const MEMBERS: usize = 20_000;

/// A JSON value. Members keep their order; of two with the same name the last one counts.
#[derive(Debug, Clone, PartialEq)]
pub(crate) enum Json {
    Null,
    Bool(bool),
    Int(i64),
    Float(f64),
    Text(String),
    Array(Vec<Json>),
    Object(Vec<(String, Json)>),
}

impl Json {
    /// The member of that name.
    pub(crate) fn member(&self, name: &str) -> Option<&Self> {
        match self {
            Self::Object(members) => members
                .iter()
                .find(|(key, _)| key == name)
                .map(|(_, value)| value),
            _ => None,
        }
    }

    /// The text, when it is one.
    pub(crate) fn text(&self) -> Option<&str> {
        if let Self::Text(text) = self {
            Some(text)
        } else {
            None
        }
    }

    /// The number, when it is one.
    pub(crate) fn number(&self) -> Option<f64> {
        match self {
            Self::Int(value) => Some(*value as f64),
            Self::Float(value) => Some(*value),
            _ => None,
        }
    }

    /// As JSON text, without spaces.
    pub(crate) fn write(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(value) => out.push_str(if *value { "true" } else { "false" }),
            Self::Int(value) => out.push_str(&value.to_string()),
            Self::Float(value) if value.is_finite() => out.push_str(&value.to_string()),
            Self::Float(_) => out.push_str("null"),
            Self::Text(text) => quote(text, out),
            Self::Array(items) => {
                out.push('[');
                for (index, item) in items.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    item.write(out);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (index, (key, value)) in members.iter().enumerate() {
                    if index > 0 {
                        out.push(',');
                    }
                    quote(key, out);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

/// A JSON string.
pub(crate) fn quote(text: &str, out: &mut String) {
    out.push_str(&serde_json::Value::from(text).to_string());
}

/// Settings of every JSON reader here.
pub(crate) fn settings(multiple: bool) -> ReaderSettings {
    ReaderSettings {
        allow_comments: false,
        allow_trailing_comma: false,
        allow_multiple_top_level: multiple,
        track_path: false,
        max_nesting_depth: Some(DEPTH),
        restrict_number_values: false,
    }
}

/// Reads the next value, at most about `budget` bytes of it: the rest is skipped, and `budget` is then `None`.
pub(crate) fn next<R: Read>(
    reader: &mut JsonStreamReader<R>,
    budget: &mut Option<usize>,
) -> Result<Json, ReaderError> {
    let spend =
        |bytes: usize, budget: &mut Option<usize>| *budget = budget.and_then(|left| left.checked_sub(bytes));
    if budget.is_none() {
        reader.skip_value()?;
        return Ok(Json::Null);
    }
    Ok(match reader.peek()? {
        ValueType::Null => {
            reader.next_null()?;
            spend(4, budget);
            Json::Null
        }
        ValueType::Boolean => {
            spend(4, budget);
            Json::Bool(reader.next_bool()?)
        }
        ValueType::Number => {
            let text = reader.next_number_as_str()?;
            spend(text.len(), budget);
            number(text)
        }
        ValueType::String => Json::Text(text(reader, budget)?),
        ValueType::Array => {
            reader.begin_array()?;
            spend(2, budget);
            let mut items = Vec::new();
            while reader.has_next()? {
                let item = next(reader, budget)?;
                if budget.is_some() {
                    items.push(item);
                }
            }
            reader.end_array()?;
            Json::Array(items)
        }
        ValueType::Object => {
            reader.begin_object()?;
            spend(2, budget);
            let mut members: Vec<(String, Json)> = Vec::new();
            let mut places = std::collections::HashMap::new();
            while reader.has_next()? {
                let name = reader.next_name_owned()?;
                spend(name.len() + 3, budget);
                if members.len() >= MEMBERS {
                    *budget = None;
                }
                let value = next(reader, budget)?;
                if budget.is_none() {
                    continue;
                }
                match places.entry(name) {
                    std::collections::hash_map::Entry::Occupied(place) => {
                        let index: usize = *place.get();
                        members[index].1 = value;
                    }
                    std::collections::hash_map::Entry::Vacant(place) => {
                        members.push((place.key().clone(), value));
                        place.insert(members.len() - 1);
                    }
                }
            }
            reader.end_object()?;
            Json::Object(members)
        }
    })
}

fn number(text: &str) -> Json {
    match text.parse::<i64>() {
        Ok(value) => Json::Int(value),
        Err(_) => match text.parse::<f64>() {
            // A count beyond 64 bits keeps its digits as text.
            Ok(_) if text.bytes().all(|b| b.is_ascii_digit() || b == b'-') => Json::Text(text.to_owned()),
            Ok(value) if value.is_finite() => Json::Float(value),
            _ => Json::Null,
        },
    }
}

/// A string, read in pieces so that a hostile length never fills the memory.
fn text<R: Read>(
    reader: &mut JsonStreamReader<R>,
    budget: &mut Option<usize>,
) -> Result<String, ReaderError> {
    let mut bytes = Vec::new();
    let mut piece = [0_u8; 4096];
    let mut stream = reader.next_string_reader()?;
    loop {
        let length = match stream.read(&mut piece) {
            Ok(0) => break,
            Ok(length) => length,
            Err(error) => {
                let location = struson::reader::JsonReaderPosition {
                    path: None,
                    line_pos: None,
                    data_pos: None,
                };
                return Err(match error.downcast::<struson::reader::JsonSyntaxError>() {
                    Ok(syntax) => ReaderError::SyntaxError(syntax),
                    Err(error) => ReaderError::IoError { error, location },
                });
            }
        };
        *budget = budget.and_then(|left| left.checked_sub(length));
        if budget.is_some() {
            bytes.extend_from_slice(&piece[..length]);
        } else {
            bytes = Vec::new();
        }
    }
    Ok(String::from_utf8(bytes).unwrap_or_default())
}

/// One whole document held in memory.
pub(crate) fn parse(bytes: &[u8]) -> Result<Json, ReaderError> {
    let mut reader = JsonStreamReader::new_custom(bytes, settings(false));
    let value = next(&mut reader, &mut Some(bytes.len().saturating_mul(2).max(64)))?;
    reader.consume_trailing_whitespace()?;
    Ok(value)
}

/// What is wrong and where, in words for people. `line` is added to the line of the error.
pub(crate) fn complaint(error: &ReaderError) -> String {
    use struson::reader::{JsonReaderPosition, UnexpectedStructureKind};
    let place = |location: &JsonReaderPosition| {
        location.line_pos.as_ref().map_or_else(String::new, |at| {
            format!(" at line {}, column {}", at.line + 1, at.column + 1)
        })
    };
    match error {
        ReaderError::SyntaxError(syntax) => {
            format!(
                "it is not well-formed JSON ({}){}",
                syntax.kind,
                place(&syntax.location)
            )
        }
        ReaderError::UnexpectedValueType {
            expected,
            actual,
            location,
        } => {
            format!("{expected} was expected but {actual} found{}", place(location))
        }
        ReaderError::UnexpectedStructure {
            kind: UnexpectedStructureKind::FewerElementsThanExpected,
            location,
        } => {
            format!("it ends too early{}", place(location))
        }
        ReaderError::UnexpectedStructure { location, .. } => {
            format!("its structure is broken{}", place(location))
        }
        ReaderError::MaxNestingDepthExceeded {
            max_nesting_depth,
            location,
        } => {
            format!(
                "values are nested more than {max_nesting_depth} deep{}",
                place(location)
            )
        }
        ReaderError::UnsupportedNumberValue { location, .. } => {
            format!("a number is unusable{}", place(location))
        }
        ReaderError::IoError { error, .. } => format!("it cannot be read: {error}"),
        _ => error.to_string(),
    }
}
