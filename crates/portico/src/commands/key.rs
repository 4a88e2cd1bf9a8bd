//! `portico key`: API keys; a key is shown once, when it is made.

use std::path::Path;

use anyhow::Result;
use portico_model::{KeyScope, Permission, Permissions, Principal};
use portico_services::{KeyInfo, KeyRequest, Portal};
use serde_json::{Value, json};

use crate::cli::KeyCommand;
use crate::exit::WrongUse;

pub(super) async fn run(data: &Path, command: KeyCommand) -> Result<()> {
    let portal = super::open_existing(data).await?;
    match command {
        KeyCommand::Create {
            user,
            label,
            days,
            permission,
            dataset,
        } => {
            let request = KeyRequest {
                label,
                days,
                scope: scope(&portal, &permission, &dataset).await?,
            };
            let created = portal.create_limited_key(&user, request).await?;
            tell!("key {} of {user}; it is shown once:", created.id);
            tell!("{}", created.key);
        }
        KeyCommand::List { json: as_json } => {
            let keys = portal.list_keys().await?;
            if as_json {
                let list: Vec<Value> = keys.iter().map(told).collect();
                tell!("{}", serde_json::to_string_pretty(&list)?);
                return Ok(());
            }
            for key in keys {
                let state = match (key.revoked, key.works()) {
                    (true, _) => "  revoked",
                    (false, false) => "  expired",
                    (false, true) => "",
                };
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

/// A key as a program reads it; moments are microseconds since the epoch.
fn told(key: &KeyInfo) -> Value {
    json!({
        "id": key.id,
        "label": key.label,
        "user": key.email,
        "revoked": key.revoked,
        "works": key.works(),
        "expires_at": key.expires_at,
        "last_used_at": key.last_used_at,
        "permissions": key.scope.permissions.map(|set| set.iter().map(Permission::as_str).collect::<Vec<_>>()),
        "datasets": key.scope.datasets.as_ref().map(Vec::len),
    })
}

/// What a key may be used for.
async fn scope(portal: &Portal, permissions: &[String], datasets: &[String]) -> Result<KeyScope> {
    let mut allowed = Permissions::NONE;
    for name in permissions {
        let known = Permission::parse(name).ok_or_else(|| {
            let names = Permission::ALL.map(Permission::as_str).join(", ");
            WrongUse(format!("`{name}` is not a permission; use one of {names}"))
        })?;
        allowed = allowed.with(known);
    }
    let mut uids = Vec::new();
    for id in datasets {
        uids.push(portal.dataset(&Principal::Operator, id).await?.dataset.uid);
    }
    Ok(KeyScope {
        permissions: (!permissions.is_empty()).then_some(allowed),
        datasets: (!uids.is_empty()).then_some(uids),
        ..KeyScope::default()
    })
}
