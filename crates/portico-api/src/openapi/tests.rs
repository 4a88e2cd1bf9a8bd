//! Does the description say everything, and nothing else? It is compared with the table of addresses and with the golden file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde_json::Value;

use super::document;
use crate::explore::{BASE, OLD_BASES};
use crate::limits::ApiLimits;
use crate::routes;

/// Set, the golden file is written anew instead of compared.
const UPDATE: &str = "PORTICO_UPDATE_GOLDEN";

fn described() -> Value {
    document(&ApiLimits::default())
}

/// Old names are described once, under the current one.
fn current(path: &str) -> String {
    let old = OLD_BASES.iter().find_map(|base| path.strip_prefix(base));
    old.map_or(path.to_owned(), |rest| format!("{BASE}{rest}"))
}

/// How many segments of a described address are literally those of a route; none when the route does not answer it.
fn likeness(route: &str, described: &str) -> Option<usize> {
    let (route, described): (Vec<&str>, Vec<&str>) =
        (route.split('/').collect(), described.split('/').collect());
    if route.len() != described.len() {
        return None;
    }
    route
        .iter()
        .zip(&described)
        .try_fold(0, |same, (route, described)| {
            if route == described {
                Some(same + 1)
            } else {
                route.starts_with('{').then_some(same)
            }
        })
}

#[test]
fn every_route_is_described_and_every_described_address_has_a_route() {
    let table = routes::table();
    let routes: BTreeSet<String> = table.paths().map(current).collect();
    let document = described();
    let mut covered = BTreeMap::new();
    for path in document["paths"].as_object().unwrap().keys() {
        let best = routes
            .iter()
            .filter_map(|route| Some((likeness(route, path)?, route)))
            .max();
        let (_, route) = best.unwrap_or_else(|| panic!("{path} is described, and nothing answers there"));
        covered.insert(route.as_str(), path);
    }
    let missing: Vec<_> = routes
        .iter()
        .filter(|route| !covered.contains_key(route.as_str()))
        .collect();
    assert!(
        missing.is_empty(),
        "without a description in src/openapi: {missing:?}"
    );
}

#[test]
fn the_document_is_the_golden_one() {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../spec/api/openapi.json");
    let found = format!("{}\n", serde_json::to_string_pretty(&described()).unwrap());
    if std::env::var_os(UPDATE).is_some() {
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        std::fs::write(&path, found).unwrap();
        return;
    }
    let golden = std::fs::read_to_string(&path).unwrap();
    assert!(
        golden == found,
        "the description of the API has changed: look at it, then run this test with {UPDATE}=1 to write spec/api/openapi.json anew"
    );
}

#[test]
fn every_reference_leads_somewhere_and_every_component_is_used() {
    let document = described();
    let mut references = BTreeSet::new();
    collect(&document, &mut references);
    for reference in &references {
        let target = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(target).is_some(), "{reference}");
    }
    for kind in ["parameters", "headers", "responses", "schemas"] {
        for name in document["components"][kind].as_object().unwrap().keys() {
            let reference = format!("#/components/{kind}/{name}");
            assert!(references.contains(&reference), "{reference} is used nowhere");
        }
    }
}

fn collect(value: &Value, into: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            if let Some(Value::String(reference)) = members.get("$ref") {
                into.insert(reference.clone());
            }
            members.values().for_each(|value| collect(value, into));
        }
        Value::Array(items) => items.iter().for_each(|value| collect(value, into)),
        _ => {}
    }
}

#[test]
fn operations_have_names_of_their_own_and_words() {
    let document = described();
    let mut ids = BTreeSet::new();
    for (path, item) in document["paths"].as_object().unwrap() {
        for (method, operation) in item.as_object().unwrap() {
            let id = operation["operationId"].as_str().unwrap();
            assert!(ids.insert(id.to_owned()), "{method} {path}: {id} is taken");
            assert!(!operation["summary"].as_str().unwrap().is_empty());
        }
    }
}
