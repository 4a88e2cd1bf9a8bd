//! `portico user`: people, their roles, their passwords.

use std::path::Path;

use anyhow::Result;
use portico_model::{Principal, Role};
use serde_json::{Value, json};

use super::passwords;
use crate::cli::UserCommand;
use crate::exit::WrongUse;

pub(super) async fn run(data: &Path, command: UserCommand) -> Result<()> {
    match command {
        UserCommand::Add {
            email,
            role,
            password_stdin,
        } => {
            let role = Role::parse(&role).ok_or_else(|| {
                WrongUse(format!(
                    "`{role}` is not a role; use administrator, publisher, contributor or reader"
                ))
            })?;
            let portal = super::open(data).await?;
            let person = portal
                .add_person(&email, role, &passwords::read(password_stdin)?)
                .await?;
            tell!("added {} as {}", person.email, person.role.as_str());
        }
        UserCommand::List { json: as_json } => list(data, as_json).await?,
        UserCommand::Link { email } => {
            let portal = super::open_existing(data).await?;
            let link = portal.link_for(&email).await?;
            let settings = super::settings(data, None)?;
            let address = settings.base_url.unwrap_or(format!("http://{}", settings.bind));
            tell!(
                "{} chooses a password here; the link works once, for seven days:",
                link.email
            );
            tell!("{address}{}", link.path);
        }
        UserCommand::Disable { email } => {
            super::open_existing(data).await?.disable_person(&email).await?;
            tell!("disabled {email}: sessions ended, keys dead");
        }
        UserCommand::Erase { email } => {
            let portal = super::open_existing(data).await?;
            let alias = portal.erase_person(&Principal::Operator, &email).await?;
            tell!("erased {email}: what that account did is now what {alias} did");
        }
        UserCommand::Password {
            email,
            password_stdin,
        } => {
            let portal = super::open_existing(data).await?;
            portal
                .set_password(&email, &passwords::read(password_stdin)?)
                .await?;
            tell!("changed the password of {email}: sessions ended");
        }
    }
    Ok(())
}

async fn list(data: &Path, as_json: bool) -> Result<()> {
    let people = super::open_existing(data).await?.list_people().await?;
    if as_json {
        let list: Vec<Value> = people
            .iter()
            .map(|person| json!({"email": person.email, "role": person.role.as_str(), "disabled": person.disabled}))
            .collect();
        tell!("{}", serde_json::to_string_pretty(&list)?);
        return Ok(());
    }
    for person in people {
        let state = if person.disabled { "  disabled" } else { "" };
        tell!("{:13}  {}{state}", person.role.as_str(), person.email);
    }
    Ok(())
}
