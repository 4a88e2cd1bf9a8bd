//! How is JSON spelled? With a space after each comma and colon, as the role model does.

use std::io;

use portico_model::Fault;
use serde::Serialize;
use serde_json::ser::{Formatter, Serializer};

/// The value as text.
///
/// # Errors
/// When a value cannot be JSON: a mistake of ours.
pub(crate) fn to_bytes<T: Serialize + ?Sized>(value: &T) -> Result<Vec<u8>, Fault> {
    let mut bytes = Vec::with_capacity(1024);
    value
        .serialize(&mut Serializer::with_formatter(&mut bytes, Spaced))
        .map_err(Fault::internal)?;
    Ok(bytes)
}

/// `{"a": 1, "b": [2, 3]}`
struct Spaced;

impl Formatter for Spaced {
    fn begin_array_value<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_key<W: ?Sized + io::Write>(&mut self, writer: &mut W, first: bool) -> io::Result<()> {
        if first { Ok(()) } else { writer.write_all(b", ") }
    }

    fn begin_object_value<W: ?Sized + io::Write>(&mut self, writer: &mut W) -> io::Result<()> {
        writer.write_all(b": ")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn commas_and_colons_are_followed_by_a_space() {
        let value = serde_json::json!({"a": 1, "b": [1.5, null, "x, y"], "c": {}, "d": []});
        let text = String::from_utf8(to_bytes(&value).expect("JSON")).expect("UTF-8");
        assert_eq!(text, r#"{"a": 1, "b": [1.5, null, "x, y"], "c": {}, "d": []}"#);
    }
}
