//! Which documents come with a dataset, and what is in one?

use axum::extract::Path;
use axum::response::Response;
use portico_model::AttachmentKind;
use portico_web::WebResult;
use serde::Serialize;

use crate::ask::Ask;
use crate::reply;
use crate::stored_file;
use crate::wire::document::address;
use crate::wire::link::Link;

#[derive(Debug, Serialize)]
struct AttachmentsObject {
    links: [Link; 2],
    attachments: Vec<AttachmentEntry>,
}

#[derive(Debug, Serialize)]
struct AttachmentEntry {
    href: String,
    metas: AttachmentMetas,
}

#[derive(Debug, Serialize)]
struct AttachmentMetas {
    #[serde(rename = "mime-type")]
    media_type: String,
    title: String,
    id: String,
    url: String,
}

/// `GET /catalog/datasets/{id}/attachments`
pub(crate) async fn list_attachments(Path(id): Path<String>, ask: Ask) -> WebResult<Response> {
    let view = ask.dataset(&id).await?;
    let id = view.dataset.id.as_str();
    let links = [
        Link::new("self", ask.base.dataset(id, "/attachments")),
        Link::new("dataset", ask.base.dataset(id, "")),
    ];
    let entry = |attachment: &portico_model::Attachment| {
        let href = address(&ask.base, id, attachment);
        AttachmentEntry {
            metas: AttachmentMetas {
                media_type: attachment.media_type.clone(),
                title: attachment.title.clone(),
                id: attachment.id.clone(),
                url: href.clone(),
            },
            href,
        }
    };
    let attachments = view.attachments(AttachmentKind::Attachment).map(entry).collect();
    Ok(reply::json_value(
        &ask,
        &AttachmentsObject { links, attachments },
    )?)
}

/// `GET /catalog/datasets/{id}/attachments/{attachment}`
pub(crate) async fn download_attachment(
    Path((id, attachment)): Path<(String, String)>,
    ask: Ask,
) -> WebResult<Response> {
    download(ask, &id, AttachmentKind::Attachment, &attachment).await
}

/// `GET /catalog/datasets/{id}/alternative_exports/{export}`
pub(crate) async fn download_alternative_export(
    Path((id, export)): Path<(String, String)>,
    ask: Ask,
) -> WebResult<Response> {
    download(ask, &id, AttachmentKind::AlternativeExport, &export).await
}

async fn download(ask: Ask, id: &str, kind: AttachmentKind, name: &str) -> WebResult<Response> {
    let view = ask.dataset(id).await?;
    let file = ask.portal.open_attachment(&view, kind, name).await?;
    Ok(stored_file::answer(&ask, file))
}
