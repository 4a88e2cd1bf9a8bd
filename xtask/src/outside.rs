//! The tests that drive the program from outside: browsers and JavaScript clients in `e2e/js`, Python in `e2e/python`.
//!
//! Each half waits for its own portals most of the time, so both run at once. What fails while the machine does both is run once more when
//! it does nothing else: a portal that answers late is no defect of the portal, a wrong answer fails again. Whatever needed the second try
//! is named at the end.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::tools::Tools;

/// Longer than any file of browser tests takes on a machine with other work: what is not done by then hangs.
const LONGEST_FILE: Duration = Duration::from_secs(30 * 60);
/// More failures than this, of files of browser tests or of Python tests, are not a matter of chance.
const MOST_TRIED_AGAIN: usize = 5;
/// How pytest ends when tests failed and nothing else did.
const TESTS_FAILED: i32 = 1;

/// Both halves, then what failed once more.
pub(crate) fn tests(tools: &Tools, program: &Path) -> Result<()> {
    let files = browser_files()?;
    let cache = crate::target().join("pytest");
    // What failed in an earlier run is not what failed in this one.
    let _ = std::fs::remove_dir_all(&cache);
    let python = |more: &[&str]| python_tests(tools, program, &cache, more);
    let browser = |file: &Path| browser_tests(tools, program, file);
    let (failed_files, python_output) = std::thread::scope(|scope| {
        let python = scope.spawn(|| run_python(python(&[])));
        let mut failed = Vec::new();
        for file in files {
            match passes(browser(&file)) {
                Ok(true) => {}
                Ok(false) => failed.push(file),
                Err(error) => return (Err(error), python.join()),
            }
        }
        (Ok(failed), python.join())
    });
    // What the Python half says comes after what the browsers say.
    let python_output = python_output.expect("nothing in that thread panics")?;
    show(&python_output);
    let failed_files = failed_files?;
    let failed_tests = failed_tests(&python_output, &cache)?;
    if failed_files.len() > MOST_TRIED_AGAIN || failed_tests.len() > MOST_TRIED_AGAIN {
        bail!(
            "{} files of browser tests and {} Python tests failed",
            failed_files.len(),
            failed_tests.len()
        );
    }
    for file in &failed_files {
        println!("xtask: {} once more, alone", file.display());
        if !passes(browser(file))? {
            bail!("{} failed twice", file.display());
        }
    }
    if !failed_tests.is_empty() {
        println!("xtask: {} once more, alone", failed_tests.join(", "));
        let output = run_python(python(&["--last-failed"]))?;
        show(&output);
        if !output.status.success() {
            bail!("Python tests failed twice");
        }
    }
    for file in &failed_files {
        println!(
            "xtask: passed at the second try only, look why: {}",
            file.display()
        );
    }
    for test in &failed_tests {
        println!("xtask: passed at the second try only, look why: {test}");
    }
    Ok(())
}

/// The names of the tests that failed; none when all passed.
fn failed_tests(output: &Output, cache: &Path) -> Result<Vec<String>> {
    match output.status.code() {
        Some(0) => Ok(Vec::new()),
        Some(TESTS_FAILED) => {
            let path = cache.join("v/cache/lastfailed");
            let text = std::fs::read_to_string(&path)
                .with_context(|| format!("tests failed, and {} does not say which", path.display()))?;
            let names: BTreeMap<String, bool> = serde_json::from_str(&text)?;
            Ok(names.into_keys().collect())
        }
        _ => bail!("the Python tests ended with {}", output.status),
    }
}

fn run_python(mut command: Command) -> Result<Output> {
    let begin = Instant::now();
    let output = command
        .output()
        .with_context(|| format!("cannot run {command:?}"))?;
    println!("xtask: python done in {} s", begin.elapsed().as_secs());
    Ok(output)
}

fn show(output: &Output) {
    println!("{}", String::from_utf8_lossy(&output.stdout));
    eprint!("{}", String::from_utf8_lossy(&output.stderr));
}

fn python_tests(tools: &Tools, program: &Path, cache: &Path, more: &[&str]) -> Command {
    let mut command = Command::new(&tools.python);
    command
        .args(["-m", "pytest", "-q", "--durations=15", "-o"])
        .arg(format!("cache_dir={}", cache.display()))
        .args(more)
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("PORTICO_TEST_BINARY", program)
        .current_dir(crate::root().join("e2e/python"));
    command
}

fn browser_files() -> Result<Vec<PathBuf>> {
    let mut files: Vec<_> = std::fs::read_dir(crate::root().join("e2e/js"))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    files.sort();
    Ok(files)
}

fn browser_tests(tools: &Tools, program: &Path, file: &Path) -> Command {
    let mut command = Command::new("node");
    command
        .args(["--test", "--test-reporter=spec"])
        // A test that hangs is ended and named by the harness; a file that hangs elsewhere is ended here.
        .arg(format!("--test-timeout={}", LONGEST_FILE.as_millis()))
        .arg(file)
        .env("PORTICO_TEST_BINARY", program)
        .env("PORTICO_TEST_CHROMIUM", &tools.chromium)
        .current_dir(crate::root().join("e2e/js"));
    if let Some(lists) = &tools.lists {
        command.env("PORTICO_TEST_LISTS", lists);
    }
    command
}

fn passes(mut command: Command) -> Result<bool> {
    let status = command
        .status()
        .with_context(|| format!("cannot run {command:?}"))?;
    Ok(status.success())
}
