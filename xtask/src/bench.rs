//! How fast are answers, beside others in the same run? Starts `benches/compare.py` on the program that is built already; what the layers
//! around every answer cost is a program of its own.

use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::tools;

/// Compares the program with its peers; `arguments` go to the script. Builds nothing.
pub(crate) fn bench(arguments: &[&str]) -> Result<()> {
    let program = program()?;
    let mut command = Command::new(tools::python_packages()?);
    command
        .arg(crate::root().join("benches/compare.py"))
        .arg(&program)
        .args(arguments)
        .env("PYTHONDONTWRITEBYTECODE", "1");
    let status = command
        .status()
        .with_context(|| format!("cannot run {command:?}"))?;
    if !status.success() {
        bail!("the comparison ended with {status}");
    }
    Ok(())
}

/// What the layers cost around a small handler: builds `crates/portico-web/benches/layers.rs` with optimisations and runs it.
pub(crate) fn layers() -> Result<()> {
    let mut command = Command::new(env!("CARGO"));
    command
        .args(["bench", "--package", "portico-web", "--bench", "layers"])
        .current_dir(crate::root());
    let status = command
        .status()
        .with_context(|| format!("cannot run {command:?}"))?;
    if !status.success() {
        bail!("the bench of the layers ended with {status}");
    }
    Ok(())
}

/// The program with optimisations: what a debug build takes says nothing.
fn program() -> Result<PathBuf> {
    let program = crate::target().join("release/portico");
    if program.exists() {
        return Ok(program);
    }
    bail!(
        "{} is missing. Build it, which takes a while: cargo build --release -p portico",
        program.display()
    );
}
