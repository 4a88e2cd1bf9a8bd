//! Does the description say everything, and nothing else? It is compared with the table of addresses and with the golden file.

use std::collections::{BTreeMap, BTreeSet};
use std::path::PathBuf;

use serde_json::Value;

use super::document;
use crate::explore::{ABSENT, BASE, OLD_BASES};
use crate::limits::ApiLimits;
use crate::routes;

/// Set, the golden file is written anew instead of compared.
const UPDATE: &str = "PORTICO_UPDATE_GOLDEN";

fn described() -> Value {
    document(&ApiLimits::default())
}

/// The addresses to describe. Those under an old base are twins of the current ones; a source that is absent has nothing to tell.
fn routes_to_describe() -> BTreeSet<String> {
    let table = routes::table();
    let is_old = |path: &str| OLD_BASES.iter().any(|base| path.starts_with(base));
    let is_absent = |path: &str| {
        let source = path.strip_prefix(BASE).and_then(|rest| rest.split('/').nth(1));
        source.is_some_and(|source| ABSENT.contains(&source))
    };
    let paths = table.paths().filter(|path| !is_old(path) && !is_absent(path));
    paths.map(str::to_owned).collect()
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
    let routes = routes_to_describe();
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
