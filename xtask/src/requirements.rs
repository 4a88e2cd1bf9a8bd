//! Is every requirement of the cookies policy proven by a test that exists? Reads docs/cookies-requirements.md.

use std::collections::BTreeMap;
use std::path::Path;

use anyhow::{Context, Result, bail};

/// The page.
const PAGE: &str = "docs/cookies-requirements.md";
/// The last number; 112 does not exist.
const LAST: u32 = 123;
const ABSENT: u32 = 112;

/// Checks that each number is there once, and that each named test is where it is said to be.
pub(crate) fn check() -> Result<()> {
    let root = crate::root();
    let page = std::fs::read_to_string(root.join(PAGE)).with_context(|| format!("cannot read {PAGE}"))?;
    let problems = problems_of(&page, &|path| std::fs::read_to_string(root.join(path)).ok());
    if problems.is_empty() {
        println!("requirements: {} with their proofs", LAST - 1);
        return Ok(());
    }
    bail!("{PAGE}: {} problems\n{}", problems.len(), problems.join("\n"))
}

/// What is wrong with the page; `read` gives the text of a file of the project.
fn problems_of(page: &str, read: &dyn Fn(&Path) -> Option<String>) -> Vec<String> {
    let mut problems = Vec::new();
    let mut counts: BTreeMap<u32, usize> = BTreeMap::new();
    for line in page.lines() {
        let cells: Vec<&str> = line.split('|').map(str::trim).collect();
        let number = cells.get(1).and_then(|cell| cell.strip_prefix('R')?.parse().ok());
        let (Some(number), [_, _, _, proofs, ..]) = (number, cells.as_slice()) else {
            continue;
        };
        *counts.entry(number).or_default() += 1;
        let named: Vec<&str> = proofs
            .split('`')
            .skip(1)
            .step_by(2)
            .filter(|text| text.contains("::"))
            .collect();
        if named.is_empty() {
            problems.push(format!("R{number}: no test is named"));
        }
        let missing = named.into_iter().filter(|proof| !is_there(proof, read));
        problems.extend(missing.map(|proof| format!("R{number}: there is no test {proof}")));
    }
    for number in (1..=LAST).filter(|number| *number != ABSENT) {
        match counts.remove(&number) {
            Some(1) => {}
            Some(count) => problems.push(format!("R{number} stands there {count} times")),
            None => problems.push(format!("R{number} is missing")),
        }
    }
    problems.extend(counts.keys().map(|number| format!("R{number} is no requirement")));
    problems
}

/// `path::name`: the file has a test of that name. Titles of browser tests may be given by their beginning.
fn is_there(proof: &str, read: &dyn Fn(&Path) -> Option<String>) -> bool {
    let Some((path, name)) = proof.split_once("::") else {
        return false;
    };
    let whole = match path.split_once('/') {
        Some(("js" | "python", _)) => format!("e2e/{path}"),
        _ => format!("crates/portico-{path}"),
    };
    let own = format!("crates/{path}");
    let text = read(Path::new(&whole)).or_else(|| read(Path::new(&own)));
    let Some(text) = text else { return false };
    match Path::new(path).extension().and_then(|ending| ending.to_str()) {
        Some("rs") if name == "compile_fail" => text.contains("//! ```compile_fail"),
        Some("rs") => text.contains(&format!("fn {name}(")),
        Some("py") => text.contains(&format!("\ndef {name}(")),
        Some("mjs") => ['"', '\'', '`']
            .iter()
            .any(|quote| text.contains(&format!("test({quote}{name}"))),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(change: impl Fn(u32) -> Option<String>) -> String {
        (1..=LAST)
            .filter(|number| *number != ABSENT)
            .filter_map(|number| change(number).map(|proof| format!("| R{number} | words | {proof} |\n")))
            .collect()
    }

    fn files(path: &Path) -> Option<String> {
        let found = match path.to_str()? {
            "crates/portico-web/src/a.rs" => "#[test]\nfn it_holds() {}",
            "crates/portico/tests/b.rs" => "//! ```compile_fail",
            "e2e/js/c.test.mjs" => "test(\"it works in a browser\", () => {});",
            "e2e/python/d.py" => "\ndef test_it():",
            _ => return None,
        };
        Some(found.to_owned())
    }

    #[test]
    fn tests_that_exist_are_found() {
        for proof in [
            "`web/src/a.rs::it_holds`",
            "`portico/tests/b.rs::compile_fail`",
            "`js/c.test.mjs::it works`, `python/d.py::test_it`",
        ] {
            assert!(
                problems_of(&page(|_| Some(proof.to_owned())), &files).is_empty(),
                "{proof}"
            );
        }
    }

    #[test]
    fn what_is_missing_is_named() {
        let good = || Some("`web/src/a.rs::it_holds`".to_owned());
        let told = |change: &dyn Fn(u32) -> Option<String>| problems_of(&page(change), &files);
        let only = |number: u32, proof: Option<&str>| {
            let proof = proof.map(str::to_owned);
            told(&move |other| if other == number { proof.clone() } else { good() })
        };
        assert_eq!(only(7, None), ["R7 is missing"]);
        assert_eq!(only(7, Some("by reading")), ["R7: no test is named"]);
        assert_eq!(
            only(7, Some("`web/src/a.rs::it_hold`")),
            ["R7: there is no test web/src/a.rs::it_hold"]
        );
        assert_eq!(
            only(7, Some("`web/src/z.rs::it_holds`")),
            ["R7: there is no test web/src/z.rs::it_holds"]
        );
        let twice = page(|_| good())
            + "| R7 | again | `web/src/a.rs::it_holds` |\n| R500 | x | `web/src/a.rs::it_holds` |\n";
        assert_eq!(
            problems_of(&twice, &files),
            ["R7 stands there 2 times", "R500 is no requirement"]
        );
    }

    #[test]
    fn every_requirement_is_proven() {
        check().unwrap();
    }
}
