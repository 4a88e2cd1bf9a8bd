//! Which names are well formed? Checked identifiers, built only through constructors that refuse bad input.

use std::fmt;

use serde::{Deserialize, Serialize};
use thiserror::Error;

/// Why a name was refused.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum IdentError {
    /// Nothing was given.
    #[error("a {what} cannot be empty")]
    Empty {
        /// Which name: `dataset identifier`, `field name`.
        what: &'static str,
    },
    /// A character outside the allowed set.
    #[error("`{given}` is not a {what}: character `{character}` is not allowed; use {allowed}")]
    Character {
        /// Which name.
        what: &'static str,
        /// The text as given.
        given: String,
        /// The first character refused.
        character: char,
        /// The allowed set, in words.
        allowed: &'static str,
    },
    /// Longer than the limit.
    #[error("a {what} has at most {limit} characters, this one has {length}")]
    Length {
        /// Which name.
        what: &'static str,
        /// The limit, in characters.
        limit: usize,
        /// The length given, in characters.
        length: usize,
    },
}

/// The public identifier of a dataset, used in addresses; stable for ever.
///
/// Lower-case letters, digits, hyphen, underscore and `@` (reserved for federated datasets), 1 to 100 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DatasetId(String);

impl DatasetId {
    /// Longest identifier, in characters.
    pub const LIMIT: usize = 100;

    /// Checks and wraps.
    ///
    /// # Errors
    /// [`IdentError`] when empty, too long, or holding another character.
    pub fn new(text: impl Into<String>) -> Result<Self, IdentError> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || matches!(c, '-' | '_' | '@');
        let words = "lower-case letters, digits, `-` and `_`";
        check(text.into(), "dataset identifier", Self::LIMIT, allowed, words).map(Self)
    }

    /// The identifier made from a file name or a title: `Parks & Recreation.geojson` gives `parks-recreation`.
    #[must_use]
    pub fn from_title(title: &str) -> Self {
        let text: String = slug(title, '-').chars().take(Self::LIMIT).collect();
        let text = text.trim_matches('-');
        Self(if text.is_empty() {
            "dataset".to_owned()
        } else {
            text.to_owned()
        })
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The internal, immutable identifier of a dataset: `da_` and six base-36 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct DatasetUid(String);

impl DatasetUid {
    /// Checks and wraps.
    ///
    /// # Errors
    /// [`IdentError`] when it is not `da_` followed by lower-case letters and digits.
    pub fn new(text: impl Into<String>) -> Result<Self, IdentError> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        let words = "`da_` and lower-case letters or digits";
        check(text.into(), "dataset uid", 40, allowed, words).map(Self)
    }

    /// Makes a uid from 64 random bits.
    #[must_use]
    pub fn from_random(mut bits: u64) -> Self {
        const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
        let mut text = String::from("da_");
        for _ in 0..6 {
            text.push(char::from(DIGITS[(bits % 36) as usize]));
            bits /= 36;
        }
        Self(text)
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The technical name of a field: lower-case ASCII letters, digits and underscore, 1 to 100 characters.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct FieldName(String);

impl FieldName {
    /// Longest name, in characters.
    pub const LIMIT: usize = 100;

    /// Checks and wraps.
    ///
    /// # Errors
    /// [`IdentError`] when empty, too long, or holding another character.
    pub fn new(text: impl Into<String>) -> Result<Self, IdentError> {
        let allowed = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '_';
        check(
            text.into(),
            "field name",
            Self::LIMIT,
            allowed,
            "lower-case letters, digits and `_`",
        )
        .map(Self)
    }

    /// The name made from a column header: `Cost Total $` gives `cost_total`; an empty header gives `field`.
    #[must_use]
    pub fn from_label(label: &str) -> Self {
        let text: String = slug(label, '_').chars().take(Self::LIMIT).collect();
        let text = text.trim_matches('_');
        Self(if text.is_empty() {
            "field".to_owned()
        } else {
            text.to_owned()
        })
    }

    /// As text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Lower case, accents folded to ASCII, every other run of characters replaced by one `separator`.
#[must_use]
pub fn slug(text: &str, separator: char) -> String {
    let mut out = String::with_capacity(text.len());
    for c in deunicode::deunicode(text).chars() {
        if c.is_ascii_alphanumeric() {
            out.push(c.to_ascii_lowercase());
        } else if !out.ends_with(separator) {
            out.push(separator);
        }
    }
    out.trim_matches(separator).to_owned()
}

fn check(
    text: String,
    what: &'static str,
    limit: usize,
    allowed: impl Fn(char) -> bool,
    words: &'static str,
) -> Result<String, IdentError> {
    if text.is_empty() {
        return Err(IdentError::Empty { what });
    }
    let length = text.chars().count();
    if length > limit {
        return Err(IdentError::Length { what, limit, length });
    }
    match text.chars().find(|c| !allowed(*c)) {
        Some(character) => Err(IdentError::Character {
            what,
            given: text,
            character,
            allowed: words,
        }),
        None => Ok(text),
    }
}

macro_rules! text_type {
    ($name:ident) => {
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
        impl TryFrom<String> for $name {
            type Error = IdentError;
            fn try_from(text: String) -> Result<Self, IdentError> {
                Self::new(text)
            }
        }
        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0
            }
        }
        impl AsRef<str> for $name {
            fn as_ref(&self) -> &str {
                &self.0
            }
        }
    };
}
text_type!(DatasetId);
text_type!(DatasetUid);
text_type!(FieldName);

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn labels_become_names() {
        assert_eq!(FieldName::from_label("Cost Total $").as_str(), "cost_total");
        assert_eq!(FieldName::from_label("Département").as_str(), "departement");
        assert_eq!(FieldName::from_label("  ").as_str(), "field");
        assert_eq!(
            DatasetId::from_title("Parks & Recreation").as_str(),
            "parks-recreation"
        );
    }

    #[test]
    fn bad_identifiers_say_which_character() {
        let error = DatasetId::new("Parks").unwrap_err();
        assert!(error.to_string().contains("`P`"), "{error}");
        assert_eq!(
            DatasetId::new(""),
            Err(IdentError::Empty {
                what: "dataset identifier"
            })
        );
        assert!(matches!(
            DatasetId::new("a".repeat(101)),
            Err(IdentError::Length { .. })
        ));
    }
}
