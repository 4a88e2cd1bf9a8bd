//! Which documents and files of a dataset do older programs open? Attachments, alternative exports, files of records, images.

use axum::extract::Path;
use axum::response::Response;
use portico_model::{AttachmentKind, Fault};
use portico_web::WebResult;

use super::reply::{Manner, finish, in_old_words};
use crate::ask::Ask;
use crate::explore::open_sized;
use crate::stored_file;

/// `GET /api/datasets/1.0/{id}/attachments/{attachment}/`
pub(crate) async fn open_attachment(
    Path((id, name)): Path<(String, String)>,
    ask: WebResult<Ask>,
) -> WebResult<Response> {
    match ask {
        Ok(ask) => finish(document(&ask, &id, AttachmentKind::Attachment, &name).await),
        Err(fault) => in_old_words(Err(fault)),
    }
}

/// `GET /api/datasets/1.0/{id}/alternative_exports/{export}/`
pub(crate) async fn open_alternative_export(
    Path((id, name)): Path<(String, String)>,
    ask: WebResult<Ask>,
) -> WebResult<Response> {
    match ask {
        Ok(ask) => finish(document(&ask, &id, AttachmentKind::AlternativeExport, &name).await),
        Err(fault) => in_old_words(Err(fault)),
    }
}

/// `GET /api/datasets/1.0/{id}/files/{file}/`, and the portal's own `/explore/dataset/{id}/images/{file}/download/`
pub(crate) async fn open_file(
    Path((id, name)): Path<(String, String)>,
    ask: WebResult<Ask>,
) -> WebResult<Response> {
    match ask {
        Ok(ask) => finish(file(&ask, &id, &name).await),
        Err(fault) => in_old_words(Err(fault)),
    }
}

/// `GET /api/datasets/1.0/{id}/files/{file}/{size}/`: an image of that size.
pub(crate) async fn open_sized_file(
    Path((id, name, size)): Path<(String, String, String)>,
    ask: WebResult<Ask>,
) -> WebResult<Response> {
    match ask {
        Ok(ask) => finish(sized(&ask, &id, &name, &size).await),
        Err(fault) => in_old_words(Err(fault)),
    }
}

/// `GET /api/datasets/1.0/{id}/snapshots/` and `/services/`: there are none under these names.
pub(crate) async fn list_nothing(Path(id): Path<String>, ask: WebResult<Ask>) -> WebResult<Response> {
    match ask {
        Ok(ask) => finish(nothing(&ask, &id).await),
        Err(fault) => in_old_words(Err(fault)),
    }
}

async fn document(ask: &Ask, id: &str, kind: AttachmentKind, name: &str) -> Result<Response, Fault> {
    let view = ask.dataset(id).await?;
    let file = ask.portal.open_attachment(&view, kind, name).await?;
    Ok(stored_file::answer(ask, file))
}

async fn file(ask: &Ask, id: &str, name: &str) -> Result<Response, Fault> {
    let view = ask.dataset(id).await?;
    let file = ask.portal.open_file(&view, name).await?;
    Ok(stored_file::answer(ask, file))
}

async fn sized(ask: &Ask, id: &str, name: &str, size: &str) -> Result<Response, Fault> {
    let view = ask.dataset(id).await?;
    let file = open_sized(ask, &view, name, size).await?;
    Ok(stored_file::answer(ask, file))
}

async fn nothing(ask: &Ask, id: &str) -> Result<Response, Fault> {
    let manner = Manner::read(&ask.params)?;
    ask.dataset(id).await?;
    manner.value(ask, &[(); 0])
}
