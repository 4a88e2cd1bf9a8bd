//! `portico attachment`: files beside a dataset, documents or the data in another form.

use std::path::Path;

use anyhow::Result;
use portico_model::{AttachmentKind, Principal};
use portico_services::NewAttachment;
use serde_json::{Value, json};

use crate::cli::AttachmentCommand;

pub(super) async fn run(data: &Path, command: AttachmentCommand) -> Result<()> {
    let portal = super::open_existing(data).await?;
    match command {
        AttachmentCommand::Add {
            dataset,
            file,
            title,
            description,
            alternative_export,
        } => {
            let new = NewAttachment {
                path: file,
                kind: kind(alternative_export),
                title,
                description,
            };
            let added = portal.attach(&Principal::Operator, &dataset, new).await?;
            tell!("{}  {}  {} bytes", added.id, added.media_type, added.bytes);
        }
        AttachmentCommand::List {
            dataset,
            json: as_json,
        } => {
            let view = portal.dataset(&Principal::Operator, &dataset).await?;
            let all = [AttachmentKind::Attachment, AttachmentKind::AlternativeExport];
            let attachments = all.into_iter().flat_map(|kind| view.attachments(kind));
            if as_json {
                let list: Vec<Value> = attachments
                    .map(|it| {
                        json!({
                            "id": it.id, "kind": it.kind.as_str(), "title": it.title, "description": it.description,
                            "media_type": it.media_type, "bytes": it.bytes, "sha256": it.sha256, "author": it.author,
                        })
                    })
                    .collect();
                tell!("{}", serde_json::to_string_pretty(&list)?);
                return Ok(());
            }
            for it in attachments {
                tell!(
                    "{}  {}  {} bytes  {}",
                    it.id,
                    it.kind.as_str(),
                    it.bytes,
                    it.title
                );
            }
        }
        AttachmentCommand::Remove {
            dataset,
            id,
            alternative_export,
        } => {
            portal
                .detach(&Principal::Operator, &dataset, kind(alternative_export), &id)
                .await?;
            tell!("removed {id}");
        }
    }
    Ok(())
}

fn kind(is_alternative_export: bool) -> AttachmentKind {
    if is_alternative_export {
        AttachmentKind::AlternativeExport
    } else {
        AttachmentKind::Attachment
    }
}
