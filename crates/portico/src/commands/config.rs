//! `portico config`: check the settings, or print them all.

use std::path::Path;

use anyhow::Result;

use crate::cli::ConfigCommand;
use crate::config::example;

pub(super) fn run(data: &Path, command: ConfigCommand) -> Result<()> {
    match command {
        ConfigCommand::Example => print!("{}", example()),
        ConfigCommand::Check { config } => {
            let settings = super::settings(data, config.as_deref())?;
            println!("the settings are in order");
            println!("title: {}", settings.title);
            println!("bind: {}", settings.bind);
            println!("languages: {}", settings.languages.join(", "));
        }
    }
    Ok(())
}
