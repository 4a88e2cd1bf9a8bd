//! Which files lie beside a dataset? Documents and alternative exports: listed, sent as a form with the member `file`, taken away.

use std::io::Write;

use axum::extract::{FromRequest, Multipart, Path, Request};
use axum::response::Response;
use portico_model::{Attachment, AttachmentKind, Fault, FaultKind};
use portico_services::NewAttachment;
use portico_web::{WebFault, WebResult};

use super::call::{Call, Sending};
use super::{FILE_LIMIT, reply, shapes};
use crate::ask::Ask;
use crate::stored_file;

/// Longest text beside a file, in bytes.
const TEXT: usize = 10_000;

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

/// What came in a form.
struct Form {
    folder: tempfile::TempDir,
    name: Option<String>,
    title: Option<String>,
    description: Option<String>,
}

async fn add(sending: Sending, uid: &str, kind: AttachmentKind) -> WebResult<Response> {
    let Sending { call, request } = sending;
    // The right first: a stranger's file is not read.
    let dataset = call.portal.dataset_of_uid(&call.who, uid).await?;
    call.portal
        .dataset_to_change(&call.who, dataset.id.as_str())
        .await?;
    let form = read(request, call.portal.engine().scratch()).await?;
    let Some(name) = form.name else {
        let fault = Fault::invalid("NoFile", "The form has no file.");
        let hint = "send multipart/form-data with the member `file`";
        return Err(reply::wrong_field("file", fault.with_hint(hint)).into());
    };
    let new = NewAttachment {
        path: form.folder.path().join(name),
        kind,
        title: form.title,
        description: form.description,
        author: call.who.author().to_owned(),
    };
    let added = call.portal.attach(&call.who, dataset.id.as_str(), new).await?;
    reply::created(&shapes::file(&added, &address(&call, uid, kind, &added.id)))
}

/// Reads the form into a folder of its own; pieces of a file go to disk as they come.
async fn read(request: Request, scratch: &std::path::Path) -> Result<Form, WebFault> {
    std::fs::create_dir_all(scratch).map_err(Fault::internal)?;
    let mut form = Form {
        folder: tempfile::tempdir_in(scratch).map_err(Fault::internal)?,
        name: None,
        title: None,
        description: None,
    };
    let mut parts = Multipart::from_request(request, &())
        .await
        .map_err(|error| unreadable(&error.body_text()))?;
    while let Some(mut part) = parts
        .next_field()
        .await
        .map_err(|error| unreadable(&error.body_text()))?
    {
        let member = part.name().unwrap_or_default().to_owned();
        match member.as_str() {
            "file" => {
                let given = part.file_name().unwrap_or_default();
                let name = file_name(given).ok_or_else(|| {
                    reply::wrong_field("file", Fault::invalid("InvalidName", "the file has no name"))
                })?;
                let mut file =
                    std::fs::File::create(form.folder.path().join(&name)).map_err(Fault::internal)?;
                let mut bytes = 0;
                while let Some(piece) = part
                    .chunk()
                    .await
                    .map_err(|error| unreadable(&error.body_text()))?
                {
                    bytes += piece.len();
                    if bytes > FILE_LIMIT {
                        let message = format!("a file has at most {} MiB", FILE_LIMIT >> 20);
                        return Err(Fault::new(FaultKind::TooLarge, "FileTooLarge", message).into());
                    }
                    file.write_all(&piece).map_err(Fault::internal)?;
                }
                form.name = Some(name);
            }
            "title" | "description" => {
                let mut text = Vec::new();
                while let Some(piece) = part
                    .chunk()
                    .await
                    .map_err(|error| unreadable(&error.body_text()))?
                {
                    text.extend_from_slice(&piece);
                    if text.len() > TEXT {
                        let fault = Fault::invalid("TextTooLong", format!("at most {TEXT} bytes are kept"));
                        return Err(reply::wrong_field(&member, fault).into());
                    }
                }
                let text = String::from_utf8_lossy(&text).trim().to_owned();
                let text = Some(text).filter(|text| !text.is_empty());
                match member.as_str() {
                    "title" => form.title = text,
                    _ => form.description = text,
                }
            }
            _ => {}
        }
    }
    Ok(form)
}

/// The last part of the name, fit for a folder of ours.
fn file_name(given: &str) -> Option<String> {
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last.chars().filter(|c| !c.is_control()).take(150).collect();
    let plain = plain.trim().to_owned();
    (!plain.is_empty() && plain != "." && plain != "..").then_some(plain)
}

fn unreadable(why: &str) -> Fault {
    Fault::invalid("BadRequest", format!("The form cannot be read: {why}."))
        .with_hint("send multipart/form-data with the member `file`")
}

#[cfg(test)]
mod tests {
    use super::file_name;

    #[test]
    fn a_name_leads_nowhere() {
        assert_eq!(file_name("../../etc/plan.pdf").as_deref(), Some("plan.pdf"));
        assert_eq!(file_name("C:\\x\\plan.pdf").as_deref(), Some("plan.pdf"));
        assert_eq!(file_name(".."), None);
        assert_eq!(file_name("a/"), None);
    }
}
