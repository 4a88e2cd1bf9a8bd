//! What is a full test? Each step in order, the cheap ones first; the first failure ends it.

use std::path::PathBuf;
use std::process::Command;
use std::time::Instant;

use anyhow::{Context, Result, bail};

use crate::{floors, outside, requirements, tidy, tools};

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
        step("browser and python", || outside::tests(&tools, &program()?))?;
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

fn finish(mut command: Command) -> Result<()> {
    let status = command
        .status()
        .with_context(|| format!("cannot run {command:?}"))?;
    if !status.success() {
        bail!("{command:?} ended with {status}");
    }
    Ok(())
}
