//! Does every source file say what it answers, and is it short enough to read?

use std::path::Path;

use anyhow::{Result, bail};

use crate::sources;

/// Hard stop, in lines.
const LONGEST: usize = 500;

/// Checks all Rust, JavaScript, style sheet and template files of the project.
pub(crate) fn check() -> Result<()> {
    let root = crate::root();
    let mut problems = Vec::new();
    let mut count = 0;
    for (ending, header) in [
        (".rs", "//!"),
        (".mjs", "//"),
        (".js", "//"),
        (".css", "/*"),
        (".html", ""),
    ] {
        for path in sources::with_ending(&root, ending)? {
            let name = path.strip_prefix(&root).unwrap_or(&path).display().to_string();
            if name.contains("/vendor/") {
                continue;
            }
            let text = std::fs::read_to_string(&path)?;
            problems.extend(problems_of(&name, &text, header));
            count += 1;
        }
    }
    if problems.is_empty() {
        println!("tidy: {count} files");
        return Ok(());
    }
    bail!("{} problems\n{}", problems.len(), problems.join("\n"))
}

fn problems_of(name: &str, text: &str, header: &str) -> Vec<String> {
    let mut problems = Vec::new();
    let lines = text.lines().count();
    if lines > LONGEST {
        problems.push(format!(
            "{name}: {lines} lines; the most is {LONGEST}: cut it where it answers two questions"
        ));
    }
    if !text.starts_with(header) {
        problems.push(format!(
            "{name}: begins without `{header}`: say in one sentence what the file answers"
        ));
    }
    if Path::new(name).extension().is_some_and(|ending| ending == "rs") {
        for (number, line) in text.lines().enumerate() {
            if line.contains("todo!(") && !line.contains('"') {
                problems.push(format!("{name}:{}: unfinished work", number + 1));
            }
        }
    }
    problems
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_without_a_header_or_too_long_is_a_problem() {
        assert!(problems_of("a.rs", "//! What is it?\nfn main() {}\n", "//!").is_empty());
        assert_eq!(problems_of("a.rs", "fn main() {}\n", "//!").len(), 1);
        assert_eq!(problems_of("a.rs", &"//! x\n".repeat(501), "//!").len(), 1);
    }

    #[test]
    fn the_project_is_tidy() {
        check().unwrap();
    }
}
