//! What is different between two states of a thing? Value by value; secrets and very long texts are not repeated.

use serde::{Deserialize, Serialize};
use serde_json::Value;

/// Differences kept of one change.
const MOST: usize = 200;
/// Characters kept of one value.
const LONGEST: usize = 4000;
/// Levels that are compared value by value; below, a change is told as a whole.
const DEEPEST: usize = 12;
/// A name with one of these in it holds a secret, or what could be turned into one.
const SECRETS: [&str; 10] = [
    "password",
    "secret",
    "token",
    "key_hash",
    "apikey",
    "api_key",
    "totp",
    "recovery",
    "private",
    "credential",
];

/// One value that is different.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Difference {
    /// Where: names joined by points, places in lists in brackets. Empty for the whole.
    pub at: String,
    /// The value before; none when there was none, or it may not be told.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub before: Option<Value>,
    /// The value now, likewise.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub after: Option<Value>,
    /// It changed, and it is a secret.
    #[serde(skip_serializing_if = "std::ops::Not::not")]
    pub secret: bool,
    /// So many more differences were not kept.
    #[serde(skip_serializing_if = "is_zero")]
    pub more: usize,
}

fn is_zero(number: &usize) -> bool {
    *number == 0
}

/// Every difference, in the order of the later document.
pub(super) fn between(before: &Value, after: &Value) -> Vec<Difference> {
    let mut found = Found::default();
    found.compare(String::new(), before, after, 0);
    if found.more > 0 {
        found.list.push(Difference {
            more: found.more,
            ..Difference::default()
        });
    }
    found.list
}

#[derive(Default)]
struct Found {
    list: Vec<Difference>,
    more: usize,
}

impl Found {
    fn compare(&mut self, at: String, before: &Value, after: &Value, depth: usize) {
        if before == after {
            return;
        }
        let none = Value::Null;
        match (before, after) {
            (Value::Object(_) | Value::Null, Value::Object(_) | Value::Null) if depth < DEEPEST => {
                let empty = serde_json::Map::new();
                let old = before.as_object().unwrap_or(&empty);
                let new = after.as_object().unwrap_or(&empty);
                for (name, value) in new {
                    self.compare_named(&at, name, old.get(name).unwrap_or(&none), value, depth);
                }
                for (name, value) in old.iter().filter(|(name, _)| !new.contains_key(*name)) {
                    self.compare_named(&at, name, value, &none, depth);
                }
            }
            (Value::Array(old), Value::Array(new)) if old.len() == new.len() && depth < DEEPEST => {
                for (place, (old, new)) in old.iter().zip(new).enumerate() {
                    self.compare(format!("{at}[{place}]"), old, new, depth + 1);
                }
            }
            _ => self.push(at, told(before), told(after), false),
        }
    }

    fn compare_named(&mut self, at: &str, name: &str, before: &Value, after: &Value, depth: usize) {
        let lower = name.to_ascii_lowercase();
        let place = if at.is_empty() {
            name.to_owned()
        } else {
            format!("{at}.{name}")
        };
        if !SECRETS.iter().any(|secret| lower.contains(secret)) {
            self.compare(place, before, after, depth + 1);
        } else if before != after {
            self.push(place, None, None, true);
        }
    }

    fn push(&mut self, at: String, before: Option<Value>, after: Option<Value>, secret: bool) {
        if self.list.len() == MOST {
            self.more += 1;
            return;
        }
        self.list.push(Difference {
            at,
            before,
            after,
            secret,
            more: 0,
        });
    }
}

/// The value as it is kept: secrets inside of it masked, cut when it is very long.
fn told(value: &Value) -> Option<Value> {
    match value {
        Value::Null => None,
        Value::String(text) if text.chars().count() > LONGEST => Some(Value::String(cut(text))),
        Value::Array(_) | Value::Object(_) => {
            let masked = masked(value, 0);
            let text = masked.to_string();
            Some(if text.chars().count() > LONGEST {
                Value::String(cut(&text))
            } else {
                masked
            })
        }
        other => Some(other.clone()),
    }
}

fn masked(value: &Value, depth: usize) -> Value {
    match value {
        Value::Array(items) if depth < 64 => items.iter().map(|item| masked(item, depth + 1)).collect(),
        Value::Object(members) if depth < 64 => members
            .iter()
            .map(|(name, value)| {
                let lower = name.to_ascii_lowercase();
                let is_secret = SECRETS.iter().any(|secret| lower.contains(secret));
                let value = if is_secret {
                    Value::from("…")
                } else {
                    masked(value, depth + 1)
                };
                (name.clone(), value)
            })
            .collect::<serde_json::Map<_, _>>()
            .into(),
        Value::Array(_) | Value::Object(_) => Value::from("…"),
        other => other.clone(),
    }
}

fn cut(text: &str) -> String {
    text.chars().take(LONGEST).chain(std::iter::once('…')).collect()
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    fn check(before: &Value, after: &Value, expected: &[&str]) {
        let found: Vec<String> = between(before, after)
            .iter()
            .map(|difference| {
                let told = |value: &Option<Value>| value.as_ref().map_or("-".to_owned(), Value::to_string);
                if difference.secret {
                    format!("{} secret", difference.at)
                } else {
                    format!(
                        "{} {} {}",
                        difference.at,
                        told(&difference.before),
                        told(&difference.after)
                    )
                }
            })
            .collect();
        assert_eq!(found, expected);
    }

    #[test]
    fn differences_are_found_value_by_value() {
        check(
            &json!({"title": "a", "tags": ["x"], "in": {"deep": 1, "same": 2}, "gone": true, "list": [1, 2]}),
            &json!({"title": "b", "tags": ["x", "y"], "in": {"deep": 3, "same": 2}, "new": null, "list": [1, 5]}),
            &[
                r#"title "a" "b""#,
                r#"tags ["x"] ["x","y"]"#,
                "in.deep 1 3",
                "list[1] 2 5",
                "gone true -",
            ],
        );
        check(&json!({"a": 1}), &json!({"a": 1}), &[]);
    }

    #[test]
    fn what_is_new_or_gone_is_told_field_by_field() {
        check(
            &Value::Null,
            &json!({"a": 1, "b": {"c": 2}}),
            &["a - 1", "b.c - 2"],
        );
        check(&json!({"a": 1}), &Value::Null, &["a 1 -"]);
    }

    #[test]
    fn secrets_are_never_kept() {
        check(
            &json!({"password_hash": "x", "smtp": {"Password": "old"}, "keys": [1]}),
            &json!({"password_hash": "y", "smtp": {"Password": "new"}, "keys": [{"token": "abc"}, 2]}),
            &[
                "password_hash secret",
                "smtp.Password secret",
                r#"keys [1] [{"token":"…"},2]"#,
            ],
        );
    }

    #[test]
    fn a_huge_change_is_cut() {
        let many: serde_json::Map<_, _> = (0..500).map(|n| (format!("f{n}"), json!(n))).collect();
        let found = between(&Value::Null, &Value::Object(many));
        assert_eq!(found.len(), MOST + 1);
        assert_eq!(found[MOST].more, 500 - MOST);
        let found = between(&json!({"text": ""}), &json!({"text": "é".repeat(LONGEST * 2)}));
        let kept = found[0].after.as_ref().and_then(Value::as_str).expect("a text");
        assert_eq!(kept.chars().count(), LONGEST + 1);
    }
}
