//! Tasks of the project: `cargo xtask test` and what it is made of.

#![expect(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a command line program prints"
)]

mod basemap;
mod bench;
mod floors;
mod outside;
mod requirements;
mod sources;
mod test;
mod tidy;
mod tools;

use std::path::{Path, PathBuf};
use std::process::ExitCode;

const HELP: &str = "\
cargo xtask test [--no-browser]   everything: format, lints, floors, tidy, all tests, browser tests, tests in Python
cargo xtask floors                check which crate may depend on which
cargo xtask tidy                  check header comments, file lengths, and that each requirement of the cookies policy has its test
cargo xtask reference             write docs/odsql-reference.md again
cargo xtask tools                 install or name what the browser tests need
cargo xtask bench [--rows N] [--rounds N]   ratios against DuckDB and SQLite, with the release build that is there
cargo xtask bench --layers                  what the layers around every answer cost, in microseconds
cargo xtask basemap [FOLDER]      make the bundled base map again (maintainers; needs npm, pip, apt-get, python3)";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let words: Vec<&str> = arguments.iter().map(String::as_str).collect();
    let result = match words.as_slice() {
        ["test"] => test::run(true),
        ["test", "--no-browser"] => test::run(false),
        ["floors"] => floors::check(),
        ["tidy"] => tidy::check().and_then(|()| requirements::check()),
        ["reference"] => test::write_reference(),
        ["tools"] => tools::ensure().map(|_| ()),
        ["bench", "--layers"] => bench::layers(),
        ["bench", rest @ ..] => bench::bench(rest),
        ["basemap", rest @ ..] => basemap::basemap(rest),
        _ => {
            eprintln!("{HELP}");
            return ExitCode::from(2);
        }
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

/// Where cargo builds.
fn target() -> PathBuf {
    std::env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), PathBuf::from)
}

/// The folder of the workspace.
fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR"))
        .parent()
        .map_or_else(|| PathBuf::from("."), Path::to_path_buf)
}
