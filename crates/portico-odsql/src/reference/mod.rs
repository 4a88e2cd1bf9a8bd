//! What does each word of the language do? Signature, one sentence, and an example with its answer: the reference for users, as data.
//!
//! The examples are requests to the records of the dataset `fx-cities` of the specification (`spec/data`); a test makes each of them. A
//! test compares the names with the functions that exist, and the pages made of this with what is here.

mod aggregates;
mod conditions;
mod groups;
mod places;
mod values;
mod words;

use std::fmt::Write;

/// One part of the reference.
#[derive(Debug, Clone, Copy)]
pub struct Section {
    /// Its heading.
    pub title: &'static str,
    /// What it holds, in one sentence.
    pub summary: &'static str,
    /// Its entries, in the order of reading.
    pub entries: &'static [Entry],
}

/// One function, operator or keyword.
#[derive(Debug, Clone, Copy)]
pub struct Entry {
    /// Its name; of a function without the parentheses.
    pub name: &'static str,
    /// How it is written, with the types of its arguments.
    pub signature: &'static str,
    /// The type of what comes out; of a condition `boolean`; empty for what has no value.
    pub returns: &'static str,
    /// The clauses in which it stands.
    pub clauses: &'static [&'static str],
    /// What it does, in a sentence or two.
    pub summary: &'static str,
    /// Requests with their answers.
    pub examples: &'static [Example],
}

/// A request to the records of `fx-cities`, and what is in `results`.
#[derive(Debug, Clone, Copy)]
pub struct Example {
    /// Parameters and their values, in the order of writing.
    pub request: &'static [(&'static str, &'static str)],
    /// The results, as JSON; `…` in a text stands for what changes from day to day.
    pub answer: &'static str,
}

/// The whole reference.
pub const SECTIONS: &[Section] = &[
    words::LITERALS,
    conditions::OPERATORS,
    conditions::SEARCHES,
    values::ARITHMETIC,
    values::TEXTS,
    values::DATES,
    places::PLACES,
    aggregates::AGGREGATES,
    groups::GROUPS,
    words::CLAUSES,
];

/// Where everything may stand.
const EVERYWHERE: &[&str] = &["select", "where", "group_by", "order_by"];
/// Where conditions may stand.
const WHERE: &[&str] = &["where"];

impl Entry {
    /// A name for links to the entry: `in-bbox`, `not-equal`.
    #[must_use]
    pub fn anchor(&self) -> String {
        let mut anchor = String::new();
        for c in self.name.chars() {
            match c {
                c if c.is_ascii_alphanumeric() => anchor.push(c.to_ascii_lowercase()),
                '=' => anchor.push_str("-equal"),
                '<' => anchor.push_str("-less"),
                '>' => anchor.push_str("-greater"),
                '!' => anchor.push_str("-not"),
                ':' => anchor.push_str("-colon"),
                '+' => anchor.push_str("-plus"),
                '*' => anchor.push_str("-star"),
                '/' => anchor.push_str("-slash"),
                _ if anchor.ends_with('-') => {}
                _ => anchor.push('-'),
            }
        }
        anchor.trim_matches('-').to_owned()
    }
}

impl Example {
    /// The request as a line to read: `where=… & select=…`.
    #[must_use]
    pub fn line(&self) -> String {
        let pairs: Vec<String> = self
            .request
            .iter()
            .map(|(name, value)| format!("{name}={value}"))
            .collect();
        pairs.join("  &  ")
    }
}

/// The reference as a page in Markdown: `docs/odsql-reference.md`.
#[must_use]
pub fn markdown() -> String {
    let mut page = String::from(
        "# ODSQL: the reference\n\n\
         Every word of the query language, with an example that a test runs. The examples ask the records of the dataset `fx-cities` in\n\
         `spec/data`; chapters that explain more are in `spec/odsql`. This page is made from\n\
         `crates/portico-odsql/src/reference`: change it there, then run `cargo xtask reference`.\n",
    );
    for section in SECTIONS {
        // Writing into a String cannot fail.
        let _ = write!(page, "\n## {}\n\n{}\n", section.title, section.summary);
        for entry in section.entries {
            entry.write(&mut page);
        }
    }
    page
}

impl Entry {
    fn write(&self, page: &mut String) {
        let returns = match self.returns {
            "" => String::new(),
            returns => format!(" → {returns}"),
        };
        let clauses: Vec<String> = self.clauses.iter().map(|clause| format!("`{clause}`")).collect();
        let _ = write!(
            page,
            "\n### {}\n\n```text\n{}{returns}\n```\n\n{} Stands in {}.\n",
            self.name,
            self.signature,
            self.summary,
            clauses.join(", ")
        );
        for example in self.examples {
            let _ = write!(page, "\n```text\n{}\n{}\n```\n", example.line(), example.answer);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::functions::{Clause, FUNCTIONS, Function};

    fn entries() -> impl Iterator<Item = &'static Entry> {
        SECTIONS.iter().flat_map(|section| section.entries)
    }

    #[test]
    fn every_function_is_described_and_none_that_does_not_exist() {
        for (name, _) in FUNCTIONS {
            assert!(
                entries().any(|entry| entry.name == *name),
                "`{name}` has no entry in the reference"
            );
        }
        for entry in entries().filter(|entry| entry.signature.starts_with(&format!("{}(", entry.name))) {
            assert!(
                Function::named(entry.name).is_some(),
                "`{}` does not exist",
                entry.name
            );
        }
    }

    #[test]
    fn functions_stand_in_the_clauses_where_they_are_accepted() {
        let clauses = [
            ("select", Clause::Select),
            ("where", Clause::Where),
            ("group_by", Clause::GroupBy),
            ("order_by", Clause::OrderBy),
        ];
        for entry in entries() {
            // Columns are whole items of select, which its own rule reads.
            let Some(function) = Function::named(entry.name).filter(|found| *found != Function::Columns)
            else {
                continue;
            };
            let known: Vec<&str> = clauses
                .iter()
                .filter(|(_, clause)| {
                    let condition = *clause == Clause::Where;
                    function.refusal(*clause, condition, false).is_none()
                })
                .map(|(name, _)| *name)
                .collect();
            for clause in entry.clauses {
                assert!(
                    known.contains(clause),
                    "`{}` does not stand in {clause}: {known:?}",
                    entry.name
                );
            }
        }
    }

    #[test]
    fn entries_have_an_example_and_a_link_of_their_own() {
        let mut anchors = std::collections::BTreeSet::new();
        for entry in entries() {
            assert!(!entry.examples.is_empty(), "`{}` has no example", entry.name);
            assert!(!entry.clauses.is_empty(), "`{}` stands nowhere", entry.name);
            assert!(entry.summary.ends_with('.'), "`{}`: a sentence", entry.name);
            assert!(anchors.insert(entry.anchor()), "`{}` twice", entry.name);
        }
    }

    #[test]
    fn the_page_is_what_the_code_says() {
        let path = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/odsql-reference.md");
        if std::env::var_os("UPDATE_REFERENCE").is_some() {
            std::fs::write(&path, markdown()).expect("written");
        }
        let page = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(
            page == markdown(),
            "docs/odsql-reference.md is out of date: run `cargo xtask reference`"
        );
    }
}
