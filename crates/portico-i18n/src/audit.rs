//! Does every language say everything, and does everything that is used exist? Helpers for tests, here and of the pages.

use std::collections::{BTreeMap, BTreeSet};

use crate::{Lang, Say, say};

/// The messages of a language, each with its variables.
#[must_use]
pub fn messages(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
    let mut found: BTreeMap<String, BTreeSet<String>> = BTreeMap::new();
    let mut key = None;
    for line in say::files(lang).iter().flat_map(|(_, text)| text.lines()) {
        if line.starts_with(|c: char| c.is_ascii_alphabetic()) {
            key = line.split_once('=').map(|(name, _)| name.trim().to_owned());
        } else if line.starts_with('#') {
            key = None;
        }
        if let Some(key) = &key {
            found.entry(key.clone()).or_default().extend(variables(line));
        }
    }
    found
}

/// The keys that a source text asks for: the literal first argument of `t(…)`, `t1(…)`, `t2(…)`, `t_with(…)`.
#[must_use]
pub fn keys_used(source: &str) -> BTreeSet<String> {
    let mut keys = BTreeSet::new();
    for call in ["t(\"", "t1(\"", "t2(\"", "t_with(\""] {
        for (at, _) in source.match_indices(call) {
            let is_name = |c: char| c.is_alphanumeric() || c == '_';
            let rest = &source[at + call.len()..];
            if !source[..at].ends_with(is_name)
                && let Some((key, _)) = rest.split_once('"')
            {
                keys.insert(key.to_owned());
            }
        }
    }
    keys
}

/// The keys that a source text asks for and nobody wrote.
#[must_use]
pub fn missing_keys(source: &str) -> Vec<String> {
    keys_used(source)
        .into_iter()
        .filter(|key| !Say::default().has(key))
        .collect()
}

fn variables(line: &str) -> impl Iterator<Item = String> + '_ {
    line.split('$').skip(1).map(|rest| {
        rest.chars()
            .take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '_' | '-'))
            .collect()
    })
}

#[cfg(test)]
mod tests {
    use fluent_bundle::FluentResource;

    use super::*;

    #[test]
    fn every_language_has_the_same_messages_with_the_same_variables() {
        let english = messages(Lang::En);
        assert!(english.len() > 100);
        for lang in Lang::ALL {
            let own = messages(lang);
            let missing: Vec<_> = english.keys().filter(|key| !own.contains_key(*key)).collect();
            let surplus: Vec<_> = own.keys().filter(|key| !english.contains_key(*key)).collect();
            assert!(
                missing.is_empty() && surplus.is_empty(),
                "{lang}: missing {missing:?}, surplus {surplus:?}"
            );
            for (key, variables) in &own {
                assert_eq!(Some(variables), english.get(key), "variables of {key} in {lang}");
            }
        }
    }

    #[test]
    fn every_file_is_well_formed_and_no_message_is_written_twice() {
        for lang in Lang::ALL {
            let mut seen = BTreeSet::new();
            for (area, text) in say::files(lang) {
                let parsed = FluentResource::try_new((*text).to_owned());
                assert!(
                    parsed.is_ok(),
                    "{lang}/{area}.ftl: {:?}",
                    parsed.err().map(|(_, errors)| errors)
                );
                for line in text
                    .lines()
                    .filter(|line| line.starts_with(|c: char| c.is_ascii_alphabetic()))
                {
                    let key = line.split_once('=').map_or(line, |(key, _)| key.trim());
                    assert!(
                        seen.insert(key.to_owned()),
                        "{lang}/{area}.ftl writes {key} twice"
                    );
                }
            }
        }
    }

    #[test]
    fn every_message_can_be_said() {
        for lang in Lang::ALL {
            for (key, variables) in messages(lang) {
                let args: Vec<_> = variables.iter().map(|name| (name.as_str(), 2.into())).collect();
                let said = Say::new(lang).t_with(&key, &args);
                assert!(
                    said != key && !said.contains("{$") && !said.is_empty(),
                    "{key} in {lang}: {said}"
                );
            }
        }
    }

    #[test]
    fn keys_are_found_in_templates_and_code() {
        let source =
            r#"{{ say.t("a-b") }} say.t1("c-d", "n", 3) other.start("no") x.t_with("e", &[]) t(variable)"#;
        let expected: BTreeSet<_> = ["a-b", "c-d", "e"].map(str::to_owned).into();
        assert_eq!(keys_used(source), expected);
        assert_eq!(
            missing_keys("say.t(\"account-sign-in\") say.t(\"nope\")"),
            ["nope"]
        );
    }
}
