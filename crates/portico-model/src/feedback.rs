//! What did a reader say about a record? A remark, and values that would be right.

use crate::DatasetUid;

/// What somebody said about a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Feedback {
    /// `df_` and letters and digits: unique.
    pub uid: String,
    /// The dataset.
    pub dataset: DatasetUid,
    /// The identifier of the record at that time: other values make another record.
    pub record_id: String,
    /// Identifier of the person who said it; none when the account is gone.
    pub person_id: Option<String>,
    /// That person's e-mail address, as it is now.
    pub email: Option<String>,
    /// In words; may be empty when there are values.
    pub comment: String,
    /// Field by field what would be right.
    pub values: Vec<SuggestedValue>,
    /// Somebody has dealt with it.
    pub archived: bool,
    /// Microseconds since the epoch, UTC.
    pub created_at: i64,
}

/// A value that would be right.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct SuggestedValue {
    /// Name of the field.
    pub field: String,
    /// Its type at that time.
    #[serde(rename = "type")]
    pub ty: String,
    /// As text; none means empty.
    pub value: Option<String>,
}

impl Feedback {
    /// Makes a uid from random bits.
    #[must_use]
    pub fn uid_of(mut bits: u128) -> String {
        const DIGITS: &[u8; 36] = b"0123456789abcdefghijklmnopqrstuvwxyz";
        let mut text = String::from("df_");
        for _ in 0..10 {
            text.push(char::from(DIGITS[(bits % 36) as usize]));
            bits /= 36;
        }
        text
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_uid_says_what_it_is_of() {
        assert_eq!(Feedback::uid_of(0), "df_0000000000");
        assert_eq!(Feedback::uid_of(35), "df_z000000000");
        assert_ne!(Feedback::uid_of(u128::MAX), Feedback::uid_of(u128::MAX - 1));
    }
}
