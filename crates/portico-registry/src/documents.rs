//! How are documents kept in a column? As JSON with the number of their format, so that a later program can tell old ones.

use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use crate::RegistryError;

/// The format that this program writes, and the newest that it reads.
const FORMAT: u64 = 1;

/// A document as text.
pub(crate) fn write<T: Serialize>(document: &T) -> Result<String, RegistryError> {
    let mut value =
        serde_json::to_value(document).map_err(|error| RegistryError::Damaged(error.to_string()))?;
    if let Value::Object(members) = &mut value {
        members.insert("format".to_owned(), FORMAT.into());
    }
    Ok(value.to_string())
}

/// A document from its text; `what` names it in an error.
pub(crate) fn read<T: DeserializeOwned>(text: &str, what: &str) -> Result<T, RegistryError> {
    let damaged = |reason: String| RegistryError::Damaged(format!("{what}: {reason}"));
    let value: Value = serde_json::from_str(text).map_err(|error| damaged(error.to_string()))?;
    let format = value.get("format").and_then(Value::as_u64).unwrap_or(FORMAT);
    if format > FORMAT {
        return Err(damaged(format!("its format {format} is newer than {FORMAT}")));
    }
    serde_json::from_value(value).map_err(|error| damaged(error.to_string()))
}
