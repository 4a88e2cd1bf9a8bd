//! Which files lie beside a dataset? Documents and alternative exports: listed, sent as a form with the member `file`, taken away.

use axum::extract::Path;
use axum::response::Response;
use portico_model::{Attachment, AttachmentKind, Fault, FaultKind};
use portico_services::NewAttachment;
use portico_web::WebResult;

use super::call::{Call, Sending};
use super::form::Form;
use super::{FILE_LIMIT, reply, shapes};
use crate::ask::Ask;
use crate::stored_file;

macro_rules! endpoints {
    ($kind:expr, $list:ident, $add:ident, $show:ident, $remove:ident, $download:ident) => {
        /// The list.
        pub(super) async fn $list(Path(uid): Path<String>, call: Call) -> WebResult<Response> {
            list(&call, &uid, $kind).await
        }

        /// A file is sent.
        pub(super) async fn $add(Path(uid): Path<String>, sending: Sending) -> WebResult<Response> {
            add(sending, &uid, $kind).await
        }

        /// One of them.
        pub(super) async fn $show(
            Path((uid, file)): Path<(String, String)>,
            call: Call,
        ) -> WebResult<Response> {
            show(&call, &uid, &file, $kind).await
        }

        /// Taken away.
        pub(super) async fn $remove(
            Path((uid, file)): Path<(String, String)>,
            call: Call,
        ) -> WebResult<Response> {
            let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
            call.portal
                .detach(&call.who, dataset.id.as_str(), $kind, &file)
                .await?;
            Ok(reply::deleted())
        }

        /// Its content.
        pub(super) async fn $download(
            Path((uid, file)): Path<(String, String)>,
            ask: Ask,
        ) -> WebResult<Response> {
            download(&ask, &uid, &file, $kind).await
        }
    };
}

endpoints!(
    AttachmentKind::Attachment,
    list_attachments,
    add_attachment,
    show_attachment,
    remove_attachment,
    download_attachment
);
endpoints!(
    AttachmentKind::AlternativeExport,
    list_exports,
    add_export,
    show_export,
    remove_export,
    download_export
);

/// The name of a list in addresses.
fn word(kind: AttachmentKind) -> &'static str {
    match kind {
        AttachmentKind::Attachment => "attachments",
        AttachmentKind::AlternativeExport => "alternative_exports",
    }
}

fn address(call: &Call, uid: &str, kind: AttachmentKind, id: &str) -> String {
    call.address(&format!("/datasets/{uid}/{}/{id}/download/", word(kind)))
}

async fn files(call: &Call, uid: &str, kind: AttachmentKind) -> Result<Vec<Attachment>, Fault> {
    let dataset = call.portal.dataset_of_uid(&call.who, uid).await?;
    let view = call.portal.dataset(&call.who, dataset.id.as_str()).await?;
    Ok(view.attachments(kind).cloned().collect())
}

async fn list(call: &Call, uid: &str, kind: AttachmentKind) -> WebResult<Response> {
    let files = files(call, uid, kind).await?;
    let path = format!("/datasets/{uid}/{}/", word(kind));
    reply::ok(&call.page(&path, &files, |file| {
        shapes::file(file, &address(call, uid, kind, &file.id))
    })?)
}

async fn show(call: &Call, uid: &str, id: &str, kind: AttachmentKind) -> WebResult<Response> {
    let files = files(call, uid, kind).await?;
    let found = files.iter().find(|file| file.id == id);
    let file = found.ok_or_else(|| missing(id))?;
    reply::ok(&shapes::file(file, &address(call, uid, kind, id)))
}

fn missing(id: &str) -> Fault {
    let message = format!("The requested file {id} does not exist.");
    Fault::new(FaultKind::NotFound, "NotFoundResource", message)
}

async fn download(ask: &Ask, uid: &str, id: &str, kind: AttachmentKind) -> WebResult<Response> {
    let dataset = ask.portal.dataset_of_uid(&ask.principal, uid).await?;
    let view = ask.dataset(dataset.id.as_str()).await?;
    let file = ask.portal.open_attachment(&view, kind, id).await?;
    Ok(stored_file::answer(ask, file))
}

async fn add(sending: Sending, uid: &str, kind: AttachmentKind) -> WebResult<Response> {
    let Sending { call, request } = sending;
    // The right first: a stranger's file is not read.
    let dataset = call.portal.dataset_of_uid(&call.who, uid).await?;
    call.portal
        .dataset_to_change(&call.who, dataset.id.as_str())
        .await?;
    let form = Form::read(request, call.portal.engine().scratch(), FILE_LIMIT).await?;
    let new = NewAttachment {
        path: form.file()?,
        kind,
        title: form.title.clone(),
        description: form.description.clone(),
    };
    let added = call.portal.attach(&call.who, dataset.id.as_str(), new).await?;
    reply::created(&shapes::file(&added, &address(&call, uid, kind, &added.id)))
}
