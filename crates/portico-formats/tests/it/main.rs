//! Do files become records, and records files, as their publishers expect? One binary, one module a subject.

#![allow(
    clippy::unwrap_used,
    clippy::print_stderr,
    clippy::print_stdout,
    reason = "helpers of tests"
)]

mod read_csv;
mod read_hostile;
mod read_json;
mod read_ods;
mod read_packed;
mod read_real;
mod support;
