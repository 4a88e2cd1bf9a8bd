//! How does a password come in? Asked twice on a terminal, or one line of standard input; never an argument.

use std::io::BufRead;

use anyhow::{Context, Result};

use crate::exit::WrongUse;

/// Asks twice for a new password, or reads a line.
pub(super) fn read(from_input: bool) -> Result<String> {
    if from_input {
        return read_line();
    }
    let password = ask("Password: ")?;
    if ask("Once more: ")? != password {
        return Err(WrongUse("the two passwords differ".to_owned()).into());
    }
    Ok(password)
}

/// Asks once for a password that somebody has already, or reads a line.
pub(super) fn read_known(from_input: bool) -> Result<String> {
    if from_input {
        read_line()
    } else {
        ask("Password: ")
    }
}

fn read_line() -> Result<String> {
    let mut line = String::new();
    std::io::stdin()
        .lock()
        .read_line(&mut line)
        .context("cannot read the password from standard input")?;
    let password = line.trim_end_matches(['\r', '\n']).to_owned();
    if password.is_empty() {
        return Err(WrongUse("standard input held no password".to_owned()).into());
    }
    Ok(password)
}

fn ask(prompt: &str) -> Result<String> {
    rpassword::prompt_password(prompt).context("cannot ask for the password here: use --password-stdin")
}
