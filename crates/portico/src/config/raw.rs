//! What was written? The settings file and the environment, flattened to `key = value`, unknown keys found.

use std::collections::BTreeMap;
use std::path::Path;

use toml::Value;

use super::catalogue::{SETTINGS, variable};

/// Variables that belong to the program without being settings.
const OTHER_VARIABLES: &[&str] = &["PORTICO_LOG"];
/// Variables with this beginning belong to tests.
const TEST_VARIABLES: &str = "PORTICO_TEST_";

/// Settings as written, and everything that was wrong already.
#[derive(Debug, Default)]
pub(crate) struct Raw {
    /// Dotted key to value.
    pub(super) values: BTreeMap<String, Value>,
    /// One sentence a problem.
    pub(super) problems: Vec<String>,
}

impl Raw {
    /// Reads the file, when there is one, then the environment. `required` says that the file was asked for by name.
    pub(crate) fn read(file: &Path, required: bool) -> Self {
        let mut raw = Self::default();
        match std::fs::read_to_string(file) {
            Ok(text) => raw.add_file(&file.display().to_string(), &text),
            Err(error) if error.kind() == std::io::ErrorKind::NotFound && !required => {}
            Err(error) => raw
                .problems
                .push(format!("{}: cannot be read: {error}", file.display())),
        }
        raw.add_environment(std::env::vars());
        raw
    }

    fn add_file(&mut self, name: &str, text: &str) {
        match toml::from_str::<toml::Table>(text) {
            Ok(table) => self.add_table(name, "", table),
            Err(error) => self
                .problems
                .push(format!("{name}: {}", error.to_string().trim_end())),
        }
    }

    fn add_table(&mut self, name: &str, prefix: &str, table: toml::Table) {
        for (key, value) in table {
            let key = if prefix.is_empty() {
                key
            } else {
                format!("{prefix}.{key}")
            };
            if SETTINGS.iter().any(|setting| setting.key == key) {
                self.values.insert(key, value);
                continue;
            }
            let is_section = SETTINGS
                .iter()
                .any(|setting| setting.key.starts_with(&format!("{key}.")));
            match value {
                Value::Table(inner) if is_section => self.add_table(name, &key, inner),
                _ => self.problems.push(unknown(
                    name,
                    "setting",
                    &key,
                    SETTINGS.iter().map(|s| s.key.to_owned()),
                )),
            }
        }
    }

    fn add_environment(&mut self, variables: impl Iterator<Item = (String, String)>) {
        for (name, text) in variables.filter(|(name, _)| name.starts_with("PORTICO_")) {
            if OTHER_VARIABLES.contains(&name.as_str()) || name.starts_with(TEST_VARIABLES) {
                continue;
            }
            match SETTINGS.iter().find(|setting| variable(setting.key) == name) {
                Some(setting) => {
                    self.values
                        .insert(setting.key.to_owned(), typed(setting.default, &text));
                }
                None => {
                    let known = SETTINGS.iter().map(|setting| variable(setting.key));
                    self.problems
                        .push(unknown("environment", "variable", &name, known));
                }
            }
        }
    }
}

/// A variable's text in the type of the setting's default: a number, a list cut at commas, or text.
fn typed(default: Option<&str>, text: &str) -> Value {
    match default {
        Some(default) if default.starts_with('[') => {
            let items = text.split(',').map(str::trim).filter(|item| !item.is_empty());
            Value::Array(items.map(|item| Value::String(item.to_owned())).collect())
        }
        Some("true" | "false") => match text.trim() {
            "true" | "1" => Value::Boolean(true),
            "false" | "0" => Value::Boolean(false),
            _ => Value::String(text.to_owned()),
        },
        Some(default) if default.starts_with(|c: char| c.is_ascii_digit()) => text
            .trim()
            .parse()
            .map_or_else(|_| Value::String(text.to_owned()), Value::Integer),
        _ => Value::String(text.to_owned()),
    }
}

fn unknown(place: &str, what: &str, given: &str, known: impl Iterator<Item = String>) -> String {
    let known: Vec<String> = known.collect();
    let hint = portico_odsql::nearest(given, known.iter().map(String::as_str));
    let hint = hint
        .map(|name| format!("; did you mean `{name}`?"))
        .unwrap_or_default();
    format!("{place}: unknown {what} `{given}`{hint}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn unknown_keys_are_problems_with_a_hint() {
        let mut raw = Raw::default();
        raw.add_file("portico.toml", "titel = \"x\"\n[limits]\nquery_second = 3\n");
        assert_eq!(
            raw.problems,
            [
                "portico.toml: unknown setting `limits.query_second`; did you mean `limits.query_seconds`?",
                "portico.toml: unknown setting `titel`; did you mean `title`?",
            ]
        );
    }

    #[test]
    fn the_environment_wins_over_the_file() {
        let mut raw = Raw::default();
        raw.add_file("portico.toml", "title = \"file\"\n");
        let variables = [
            ("PORTICO_TITLE", "env"),
            ("PORTICO_LANGUAGES", "fr, en"),
            ("PORTICO_LIMITS_QUERY_MIB", "64"),
        ];
        raw.add_environment(variables.map(|(k, v)| (k.to_owned(), v.to_owned())).into_iter());
        assert_eq!(raw.values["title"].as_str(), Some("env"));
        assert_eq!(raw.values["languages"].as_array().map(Vec::len), Some(2));
        assert_eq!(raw.values["limits.query_mib"].as_integer(), Some(64));
        assert!(raw.problems.is_empty(), "{:?}", raw.problems);
    }
}
