//! The real program from outside: commands, exit codes, a server, a crash.

mod access;
mod canary;
mod commands;
mod crash;
mod hostile;
mod serving;

use std::path::{Path, PathBuf};

use testkit::program::Program;

fn portico() -> Program {
    Program::new(env!("CARGO_BIN_EXE_portico"))
}

/// Writes a file into the folder and gives its path as text.
fn file(folder: &Path, name: &str, content: impl AsRef<[u8]>) -> String {
    let path: PathBuf = folder.join(name);
    std::fs::write(&path, content).expect("a temporary folder can be written");
    path.to_string_lossy().into_owned()
}

/// The command's exit code, standard output and standard error.
fn run(arguments: &[&str]) -> (i32, String, String) {
    let output = portico().run(arguments).expect("the program runs");
    let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
    (
        output.status.code().unwrap_or(-1),
        text(&output.stdout),
        text(&output.stderr),
    )
}
