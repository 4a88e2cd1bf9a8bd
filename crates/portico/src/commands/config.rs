//! `portico config`: check the settings, or print them all.

use std::path::Path;

use anyhow::Result;

use crate::cli::ConfigCommand;
use crate::config::example;

pub(super) fn run(data: &Path, command: ConfigCommand) -> Result<()> {
    match command {
        ConfigCommand::Example => tell!("{}", example().trim_end()),
        ConfigCommand::Check { config } => {
            let settings = super::settings(data, config.as_deref())?;
            tell!("the settings are in order");
            tell!("title: {}", settings.title);
            tell!("bind: {}", settings.bind);
            tell!("languages: {}", settings.languages.join(", "));
        }
    }
    Ok(())
}
