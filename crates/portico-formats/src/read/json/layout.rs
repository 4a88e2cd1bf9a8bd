//! Where are the records of a JSON document? Looked for in the whole document.

use std::io::Read;

use struson::reader::{JsonReader, JsonStreamReader, ReaderError, ValueType};

/// Deepest array of records.
const DEPTH: usize = 8;

/// Arrays of objects that are candidates.
#[derive(Debug, Default)]
pub(crate) struct Outline {
    /// Path, number of objects.
    pub(crate) arrays: Vec<(Vec<String>, u64)>,
    /// The `type` member at the top.
    pub(crate) kind: Option<String>,
    /// The top is an array.
    pub(crate) top_array: bool,
    /// Another value follows the first one.
    pub(crate) several: bool,
}

/// Looks through a document.
///
/// # Errors
/// What is malformed.
pub(crate) fn outline<R: Read>(reader: &mut JsonStreamReader<R>) -> Result<Outline, ReaderError> {
    let mut found = Outline::default();
    match reader.peek()? {
        ValueType::Array => found.top_array = true,
        ValueType::Object => walk(reader, &mut Vec::new(), &mut found)?,
        _ => reader.skip_value()?,
    }
    if !found.top_array {
        found.several = reader.has_next()?;
    }
    Ok(found)
}

fn walk<R: Read>(
    reader: &mut JsonStreamReader<R>,
    path: &mut Vec<String>,
    found: &mut Outline,
) -> Result<(), ReaderError> {
    reader.begin_object()?;
    while reader.has_next()? {
        let name = reader.next_name_owned()?;
        if path.is_empty() && name == "type" && reader.peek()? == ValueType::String {
            let mut budget = Some(200);
            if let super::value::Json::Text(kind) = super::value::next(reader, &mut budget)? {
                found.kind = Some(kind);
            }
            continue;
        }
        match reader.peek()? {
            ValueType::Object if path.len() < DEPTH => {
                path.push(name);
                walk(reader, path, found)?;
                path.pop();
            }
            ValueType::Array => {
                let mut objects = 0;
                reader.begin_array()?;
                while reader.has_next()? {
                    objects += u64::from(reader.peek()? == ValueType::Object);
                    reader.skip_value()?;
                }
                reader.end_array()?;
                if objects > 0 && found.arrays.len() < 1000 {
                    path.push(name);
                    found.arrays.push((path.clone(), objects));
                    path.pop();
                }
            }
            _ => reader.skip_value()?,
        }
    }
    reader.end_object()
}
