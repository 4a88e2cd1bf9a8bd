//! `portico push-key`: who may push records to which dataset; the address with the key is shown once.

use std::path::Path;

use anyhow::Result;
use portico_model::Principal;
use portico_services::{NewPushKey, PushKey};
use serde_json::{Value, json};

use crate::cli::PushKeyCommand;

pub(super) async fn run(data: &Path, command: PushKeyCommand) -> Result<()> {
    let portal = super::open_existing(data).await?;
    let who = Principal::Operator;
    match command {
        PushKeyCommand::Create {
            dataset,
            resource,
            new_fields,
        } => {
            let new = NewPushKey {
                dataset,
                resource: Some(resource),
                new_fields,
                author: "command line".to_owned(),
            };
            show(&portal.create_push_key(&who, new).await?);
        }
        PushKeyCommand::Renew { dataset, resource } => {
            show(&portal.renew_push_key(&who, &dataset, &resource).await?);
        }
        PushKeyCommand::Enable { dataset, resource } => {
            portal.enable_push(&who, &dataset, &resource, true).await?;
            tell!("{dataset}/{resource} takes pushes");
        }
        PushKeyCommand::Disable { dataset, resource } => {
            portal.enable_push(&who, &dataset, &resource, false).await?;
            tell!("{dataset}/{resource} refuses pushes");
        }
        PushKeyCommand::Remove { dataset, resource } => {
            portal.remove_push_key(&who, &dataset, &resource).await?;
            tell!("removed {dataset}/{resource}");
        }
        PushKeyCommand::List { json: as_json } => {
            let keys = portal.list_push_keys(&who).await?;
            if as_json {
                let list: Vec<Value> = keys
                    .iter()
                    .map(|key| {
                        json!({
                            "dataset": key.dataset, "resource": key.resource, "key_begins": key.prefix, "disabled": key.disabled,
                            "new_fields": key.new_fields, "author": key.author, "waiting": key.waiting, "refused": key.refused,
                        })
                    })
                    .collect();
                tell!("{}", serde_json::to_string_pretty(&list)?);
                return Ok(());
            }
            for key in keys {
                let state = if key.disabled { "  disabled" } else { "" };
                let refused = match key.refused {
                    0 => String::new(),
                    number => format!("  {number} refused"),
                };
                tell!(
                    "{}/{}  {}…  {} waiting{refused}{state}",
                    key.dataset,
                    key.resource,
                    key.prefix,
                    key.waiting
                );
            }
        }
    }
    Ok(())
}

fn show(key: &PushKey) {
    tell!(
        "programs send records of {} by POST to this address; its key is shown once:",
        key.dataset
    );
    tell!("{}", key.path());
}
