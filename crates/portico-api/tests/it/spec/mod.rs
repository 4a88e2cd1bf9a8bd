//! Does the portal answer as the specification says? Every request of `spec/**/*.md` is made, every answer compared.

mod cases;
mod compare;
mod facts;
mod markdown;
mod page;
mod portal;
mod reference;
mod run;
mod tables;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use cases::Unit;

/// The numbered cases that the specification must hold, each once.
const CASES: std::ops::RangeInclusive<u16> = 1..=317;
/// Requests that fail for now; each entry is checked to fail still.
const KNOWN: &str = "known-differences.md";

/// The folder of the specification.
fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("../../spec")
}

#[test]
fn the_portal_answers_as_the_specification_says() {
    let (units, mut complaints) = read();
    let known = known_differences();
    let only = std::env::var("SPEC_ONLY").unwrap_or_default();
    let mut failed: BTreeMap<String, Vec<String>> = BTreeMap::new();
    let mut ran = 0;
    for unit in units.iter().filter(|unit| unit.place().contains(&only)) {
        ran += 1;
        let label = unit.label.clone();
        if let Err(difference) = run::unit(unit) {
            let text = format!("{}\n{difference}", unit.place());
            failed.entry(label.clone()).or_default().push(text.clone());
            if !known.contains_key(&label) {
                complaints.push(text);
            }
        }
    }
    if only.is_empty() {
        for (label, place) in &known {
            if !failed.contains_key(label) {
                complaints.push(format!(
                    "{place}\n  `{label}` is listed as a known difference and holds: take it off the list"
                ));
            }
        }
    }
    assert!(
        complaints.is_empty(),
        "{} of {ran} requests of the specification differ\n\n{}\n",
        complaints.len(),
        complaints.join("\n\n")
    );
}

#[test]
fn every_numbered_case_is_there_once() {
    let (units, complaints) = read();
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
    let mut places: BTreeMap<u16, Vec<String>> = BTreeMap::new();
    for unit in &units {
        for number in &unit.numbers {
            places.entry(*number).or_default().push(unit.place());
        }
    }
    let missing: Vec<u16> = CASES.filter(|number| !places.contains_key(number)).collect();
    let twice: Vec<_> = places.iter().filter(|(_, places)| places.len() > 1).collect();
    let unknown: Vec<_> = places.keys().filter(|number| !CASES.contains(number)).collect();
    assert!(
        missing.is_empty() && twice.is_empty() && unknown.is_empty(),
        "cases without a request: {missing:?}\ncases more than once: {twice:#?}\nnumbers that are no case: {unknown:?}"
    );
}

/// Every unit of the specification, and what is wrong with its files.
fn read() -> (Vec<Unit>, Vec<String>) {
    let (mut units, mut complaints) = (Vec::new(), Vec::new());
    for chapter in ["odsql", "api"] {
        let mut files: Vec<PathBuf> = std::fs::read_dir(folder().join(chapter))
            .unwrap()
            .map(|entry| entry.unwrap().path())
            .filter(|path| path.extension().is_some_and(|ending| ending == "md"))
            .collect();
        files.sort();
        assert!(!files.is_empty(), "spec/{chapter} holds no page");
        for file in files {
            let name = format!("spec/{chapter}/{}", file.file_name().unwrap().to_string_lossy());
            let text = std::fs::read_to_string(&file).unwrap();
            match page::units(&name, &text) {
                Ok(found) if found.is_empty() => {
                    complaints.push(format!("{name}: no request in this page"));
                }
                Ok(found) => units.extend(found),
                Err(wrong) => complaints.push(wrong),
            }
        }
    }
    (units, complaints)
}

/// Labels of the list of known differences, each with its place: lines such as ``- `case 12`: why``.
fn known_differences() -> BTreeMap<String, String> {
    let text = std::fs::read_to_string(folder().join(KNOWN)).unwrap();
    let entries = text
        .lines()
        .enumerate()
        .filter(|(_, line)| line.starts_with("- "));
    entries
        .map(|(at, line)| {
            let label = line.split('`').nth(1).unwrap_or_else(|| {
                panic!("spec/{KNOWN}:{}: write - `label`: why", at + 1);
            });
            (label.to_owned(), format!("spec/{KNOWN}:{}", at + 1))
        })
        .collect()
}
