//! What is a full test? Each step in order, the cheap ones first; the first failure ends it.

use std::path::PathBuf;
use std::process::Command;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::{floors, requirements, tidy, tools};

/// Longer than any file of browser tests takes on a machine with other work: what is not done by then hangs.
const LONGEST_FILE: Duration = Duration::from_secs(30 * 60);

/// Runs everything; `browser` also drives Chromium and the JavaScript client.
pub(crate) fn run(browser: bool) -> Result<()> {
    let begin = Instant::now();
    step("format", || cargo(&["fmt", "--all", "--check"]))?;
    step("tidy", || tidy::check().and_then(|()| requirements::check()))?;
    step("floors", floors::check)?;
    let tools = if browser { Some(tools::ensure()?) } else { None };
    step("lints", || {
        cargo(&["clippy", "--workspace", "--all-targets", "--", "-D", "warnings"])
    })?;
    step("tests", || {
        let mut command = cargo_command();
        command.args(["test", "--workspace"]);
        if browser {
            command.env("PORTICO_TEST_REQUIRE_POSTGRES", "1");
        }
        finish(command)
    })?;
    if let Some(tools) = tools {
        step("browser and python", || outside_tests(&tools))?;
    }
    println!("xtask: all steps passed in {} s", begin.elapsed().as_secs());
    Ok(())
}

/// Writes the pages that are made from code: the test that compares them does it when it is told to.
pub(crate) fn write_reference() -> Result<()> {
    let mut command = cargo_command();
    command
        .args([
            "test",
            "--quiet",
            "--package",
            "portico-odsql",
            "--lib",
            "reference",
        ])
        .env("UPDATE_REFERENCE", "1");
    finish(command)
}

fn step(name: &str, work: impl FnOnce() -> Result<()>) -> Result<()> {
    println!("xtask: {name}");
    let begin = Instant::now();
    work().with_context(|| format!("step `{name}`"))?;
    println!("xtask: {name} done in {} s", begin.elapsed().as_secs());
    Ok(())
}

fn cargo(arguments: &[&str]) -> Result<()> {
    let mut command = cargo_command();
    command.args(arguments);
    finish(command)
}

/// Cargo without what `cargo run` says of this package: build scripts that read it would run again, and a third of the dependencies be
/// compiled again, each time somebody changes between this command and cargo itself.
fn cargo_command() -> Command {
    let mut command = Command::new(env!("CARGO"));
    command.current_dir(crate::root());
    for (name, _) in std::env::vars_os() {
        let text = name.to_string_lossy();
        if text.starts_with("CARGO_MANIFEST_") || text.starts_with("CARGO_PKG_") {
            command.env_remove(&name);
        }
    }
    command
}

/// `cargo test` has built the program for its own tests: building it alone would choose other features and compile the engine again.
fn program() -> Result<PathBuf> {
    let program = crate::target().join("debug/portico");
    if !program.exists() {
        bail!("{} is missing: run the step `tests` first", program.display());
    }
    Ok(program)
}

/// The tests that drive the program from outside. Each half waits for its own portals most of the time, so both run at once; what the
/// Python half says comes after what the browsers say.
fn outside_tests(tools: &tools::Tools) -> Result<()> {
    let mut python = python_tests(tools)?;
    let browser = browser_tests(tools)?;
    let (browser, python) = std::thread::scope(|scope| {
        let python = scope.spawn(move || {
            let begin = Instant::now();
            let output = python.output().with_context(|| format!("cannot run {python:?}"));
            (output, python, begin.elapsed().as_secs())
        });
        let browser = finish(browser);
        (browser, python.join().expect("nothing in that thread panics"))
    });
    let (output, command, seconds) = python;
    let output = output?;
    println!("{}", String::from_utf8_lossy(&output.stdout));
    eprint!("{}", String::from_utf8_lossy(&output.stderr));
    println!("xtask: python done in {seconds} s");
    browser?;
    if !output.status.success() {
        bail!("{command:?} ended with {}", output.status);
    }
    Ok(())
}

fn python_tests(tools: &tools::Tools) -> Result<Command> {
    let mut command = Command::new(&tools.python);
    command
        .args(["-m", "pytest", "-q", "-p", "no:cacheprovider", "--durations=15"])
        .env("PYTHONDONTWRITEBYTECODE", "1")
        .env("PORTICO_TEST_BINARY", program()?)
        .current_dir(crate::root().join("e2e/python"));
    Ok(command)
}

fn browser_tests(tools: &tools::Tools) -> Result<Command> {
    let root = crate::root();
    let mut files: Vec<_> = std::fs::read_dir(root.join("e2e/js"))?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.to_string_lossy().ends_with(".test.mjs"))
        .collect();
    files.sort();
    let mut command = Command::new("node");
    command
        .args(["--test", "--test-concurrency=1", "--test-reporter=spec"])
        // A test that hangs is ended and named by the harness; a file that hangs elsewhere is ended here.
        .arg(format!("--test-timeout={}", LONGEST_FILE.as_millis()))
        .args(files)
        .env("PORTICO_TEST_BINARY", program()?)
        .env("PORTICO_TEST_CHROMIUM", &tools.chromium)
        .current_dir(root.join("e2e/js"));
    if let Some(lists) = &tools.lists {
        command.env("PORTICO_TEST_LISTS", lists);
    }
    Ok(command)
}

fn finish(mut command: Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot run {command:?}"))?;
    if !status.success() {
        bail!("{command:?} ended with {status}");
    }
    Ok(())
}
