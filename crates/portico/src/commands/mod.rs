//! What does each command do? One file a command.

/// Prints a line for whoever reads. A reader who has read enough and left (`| head`) is no mistake, unlike with `println!`.
macro_rules! tell {
    ($($text:tt)*) => {{
        let mut out = ::std::io::stdout().lock();
        drop(::std::io::Write::write_fmt(&mut out, format_args!("{}\n", format_args!($($text)*))));
    }};
}

mod attachment;
mod audit;
mod config;
mod cookies;
mod datasets;
mod demo;
mod export;
mod figures;
mod import;
mod jobs;
mod key;
mod passwords;
mod pictures;
mod progress;
mod proof;
mod push_key;
mod serve;
mod user;

use std::path::{Path, PathBuf};

use anyhow::Result;
use portico_services::Portal;

use crate::cli::{Arguments, Command};
use crate::config::{Raw, Settings, check};
use crate::exit::{self, WrongUse};

/// Runs the command; the number is the exit code.
pub(crate) async fn run(arguments: Arguments) -> Result<u8> {
    let data = |default: &str| arguments.data.clone().unwrap_or_else(|| PathBuf::from(default));
    let usual = data("./portico-data");
    match arguments.command {
        Command::Demo(options) => demo::run(&data("./portico-demo"), &options).await?,
        Command::Serve(options) => serve::run(&usual, &options).await?,
        Command::Import(options) => return import::run(&usual, *options).await,
        Command::Export(options) => export::run(&usual, options).await?,
        Command::Datasets { json, command: None } => datasets::list(&usual, json).await?,
        Command::Datasets {
            command: Some(command),
            ..
        } => datasets::change(&usual, command).await?,
        Command::User { command } => user::run(&usual, command).await?,
        Command::Key { command } => key::run(&usual, command).await?,
        Command::Jobs { json, command } => jobs::run(&usual, json, command).await?,
        Command::PushKey { command } => push_key::run(&usual, command).await?,
        Command::Attachment { command } => attachment::run(&usual, command).await?,
        Command::Cookies { command } => return cookies::run(&usual, command).await,
        Command::Config { command } => config::run(&usual, command)?,
    }
    Ok(exit::DONE)
}

/// The settings of a data directory: the file named, else `portico.toml` in it, then the environment.
fn settings(data: &Path, file: Option<&Path>) -> Result<Settings> {
    let (file, required) = file.map_or_else(
        || (data.join("portico.toml"), false),
        |file| (file.to_owned(), true),
    );
    check(Raw::read(&file, required), data)
        .map_err(|problems| WrongUse(format!("the settings are wrong:\n  {}", problems.join("\n  "))).into())
}

/// Opens the portal for a command that is not a server.
async fn open(data: &Path) -> Result<Portal> {
    Ok(Portal::open(settings(data, None)?.portal).await?)
}

/// Opens the portal of a directory that must already be one.
async fn open_existing(data: &Path) -> Result<Portal> {
    let settings = settings(data, None)?;
    if settings.portal.database.is_none() && !data.join("portico.db").exists() {
        let place = data.display();
        return Err(anyhow::Error::new(WrongUse(format!(
            "there is no portal in {place}\nhint: name its directory with --data, or publish a first file with `portico import FILE --data {place}`"
        ))));
    }
    Ok(Portal::open(settings.portal).await?)
}
