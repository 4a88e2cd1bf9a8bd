//! `portico key`: API keys; a key is shown once, when it is made.

use std::path::Path;

use anyhow::Result;
use serde_json::{Value, json};

use crate::cli::KeyCommand;

pub(super) async fn run(data: &Path, command: KeyCommand) -> Result<()> {
    let portal = super::open_existing(data).await?;
    match command {
        KeyCommand::Create { user, label } => {
            let created = portal.create_key(&user, &label).await?;
            tell!("key {} of {user}; it is shown once:", created.id);
            tell!("{}", created.key);
        }
        KeyCommand::List { json: as_json } => {
            let keys = portal.list_keys().await?;
            if as_json {
                let list: Vec<Value> = keys
                    .iter()
                    .map(|key| json!({"id": key.id, "label": key.label, "user": key.email, "revoked": key.revoked}))
                    .collect();
                tell!("{}", serde_json::to_string_pretty(&list)?);
                return Ok(());
            }
            for key in keys {
                let state = if key.revoked { "  revoked" } else { "" };
                tell!("{}  {}  {}{state}", key.id, key.email, key.label);
            }
        }
        KeyCommand::Revoke { id } => {
            portal.revoke_key(&id).await?;
            tell!("revoked {id}");
        }
    }
    Ok(())
}
