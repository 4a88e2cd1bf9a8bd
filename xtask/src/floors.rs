//! Which crate may depend on which? The table of ARCHITECTURE.md as a program.

use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

use crate::sources;

/// Crate and floor: a crate depends only on crates of lower floors. Scaffold crates may depend on all, none on them except in tests.
const FLOORS: &[(&str, u8)] = &[
    ("portico", 7),
    ("portico-api", 6),
    ("portico-site", 6),
    ("portico-web", 5),
    ("portico-services", 4),
    ("portico-engine", 3),
    ("portico-audience", 3),
    ("portico-audit", 3),
    ("portico-processors", 2),
    ("portico-registry", 2),
    ("portico-formats", 1),
    ("portico-tiles", 1),
    ("portico-cookies", 1),
    ("portico-i18n", 1),
    ("portico-paper", 1),
    ("portico-model", 0),
    ("portico-odsql", 0),
];

/// Crates of development only.
const SCAFFOLD: &[&str] = &["xtask", "testkit", "e2e", "benches"];

/// A library and the crates that alone may name it, with the reason.
const FENCES: &[(&str, &[&str], &str)] = &[
    (
        "datafusion",
        &["portico-engine"],
        "the query engine stays replaceable",
    ),
    ("sqlx", &["portico-registry"], "one place for SQL"),
    (
        "axum",
        &["portico-web", "portico-api", "portico-site", "portico"],
        "only doors know HTTP",
    ),
    (
        "tower-http",
        &["portico-web", "portico-api", "portico-site", "portico"],
        "only doors know HTTP",
    ),
    ("clap", &["portico"], "only the program has a command line"),
    ("askama", &["portico-site"], "only the site renders HTML"),
    (
        "reqwest",
        &["portico-services"],
        "one guard for outgoing requests",
    ),
    ("cookie", &["portico-cookies"], "one maker of cookies"),
    ("krilla", &["portico-paper"], "one maker of documents"),
];

/// Text in source files that only some crates may hold, with the reason.
const WORDS: &[(&str, &[&str], &str)] = &[
    (
        "std::env::var",
        &["portico"],
        "the environment is read in the binary only",
    ),
    (
        "env::vars",
        &["portico"],
        "the environment is read in the binary only",
    ),
    (
        "SET_COOKIE",
        &["portico-cookies", "portico-web"],
        "one way out for cookies",
    ),
];

/// Checks the table and the fences.
pub(crate) fn check() -> Result<()> {
    let root = crate::root();
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--format-version", "1", "--offline"])
        .current_dir(&root)
        .output()
        .context("cargo metadata")?;
    if !output.status.success() {
        bail!("cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    }
    let metadata: Value = serde_json::from_slice(&output.stdout)?;
    let packages = metadata["packages"]
        .as_array()
        .context("cargo metadata without packages")?;
    let mut problems: Vec<String> = packages.iter().flat_map(problems_of).collect();
    for path in sources::with_ending(&root, ".rs")? {
        let name = path.strip_prefix(&root).unwrap_or(&path).display().to_string();
        problems.extend(words_of(&name, &std::fs::read_to_string(&path)?));
    }
    if problems.is_empty() {
        println!(
            "floors: {} crates, {} fences",
            packages.len(),
            FENCES.len() + WORDS.len()
        );
        return Ok(());
    }
    bail!("{} problems\n{}", problems.len(), problems.join("\n"))
}

fn floor(name: &str) -> Option<u8> {
    FLOORS
        .iter()
        .find(|(crate_name, _)| *crate_name == name)
        .map(|(_, floor)| *floor)
}

fn problems_of(package: &Value) -> Vec<String> {
    let name = package["name"].as_str().unwrap_or_default();
    if SCAFFOLD.contains(&name) {
        return Vec::new();
    }
    let Some(own) = floor(name) else {
        return vec![format!(
            "{name}: not in the table of floors (xtask/src/floors.rs and ARCHITECTURE.md)"
        )];
    };
    let mut problems = Vec::new();
    for dependency in package["dependencies"].as_array().into_iter().flatten() {
        let on = dependency["name"].as_str().unwrap_or_default();
        let in_tests = dependency["kind"].as_str() == Some("dev");
        match floor(on) {
            Some(other) if other >= own && !in_tests => {
                problems.push(format!(
                    "{name} (floor {own}) depends on {on} (floor {other}): only downwards"
                ));
            }
            None if SCAFFOLD.contains(&on) && !in_tests => {
                problems.push(format!("{name} depends on {on}, which is for tests only"));
            }
            _ => {}
        }
        for (library, allowed, reason) in FENCES {
            if on == *library && !allowed.contains(&name) && !in_tests {
                problems.push(format!("{name} names `{library}`: {reason}"));
            }
        }
    }
    problems
}

/// `name` is relative to the workspace: `crates/<crate>/src/…`. Tests may read the environment.
fn words_of(name: &str, text: &str) -> Vec<String> {
    let Some((crate_name, file)) = name
        .strip_prefix("crates/")
        .and_then(|rest| rest.split_once("/src/"))
    else {
        return Vec::new();
    };
    if file.contains("test") {
        return Vec::new();
    }
    let shipped = text.split("#[cfg(test)]").next().unwrap_or(text);
    WORDS
        .iter()
        .filter(|(word, allowed, _)| shipped.contains(word) && !allowed.contains(&crate_name))
        .map(|(word, _, reason)| format!("{name}: `{word}`: {reason}"))
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn package(name: &str, dependency: &str) -> Value {
        serde_json::json!({"name": name, "dependencies": [{"name": dependency, "kind": null}]})
    }

    #[test]
    fn a_crate_depends_downwards_only() {
        assert!(problems_of(&package("portico-api", "portico-engine")).is_empty());
        assert_eq!(problems_of(&package("portico-engine", "portico-api")).len(), 1);
        assert_eq!(problems_of(&package("portico-api", "portico-site")).len(), 1);
        assert_eq!(problems_of(&package("portico-new", "serde")).len(), 1);
    }

    #[test]
    fn fences_hold() {
        assert_eq!(problems_of(&package("portico-api", "datafusion")).len(), 1);
        assert_eq!(
            words_of("crates/portico-site/src/a.rs", "std::env::var(\"X\")").len(),
            1
        );
        assert!(words_of("crates/portico/src/a.rs", "std::env::var(\"X\")").is_empty());
    }

    #[test]
    fn the_project_keeps_its_floors() {
        check().unwrap();
    }
}
