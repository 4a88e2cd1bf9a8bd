//! Which files were sent for the records of a dataset? Sent as a form with the member `file`, named by a resource, taken away.

use axum::extract::Path;
use axum::response::Response;
use http::{HeaderValue, header};
use portico_model::{Fault, FaultKind};
use portico_services::ResourceFileInfo;
use portico_web::WebResult;
use serde_json::{Value, json};

use super::call::{Call, Sending};
use super::form::Form;
use super::{reply, shapes};
use crate::ask::Ask;
use crate::stored_file;

/// `GET /datasets/{uid}/resources/files/`
pub(super) async fn list(Path(uid): Path<String>, call: Call) -> WebResult<Response> {
    let files = of(&call, &uid).await?;
    let path = format!("/datasets/{uid}/resources/files/");
    reply::ok(&call.page(&path, &files, |file| shape(&call, &uid, file))?)
}

/// `POST /datasets/{uid}/resources/files/`
pub(super) async fn send(Path(uid): Path<String>, sending: Sending) -> WebResult<Response> {
    let Sending { call, request } = sending;
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    let id = dataset.id.as_str();
    // The right first: a stranger's file is not read.
    call.portal.dataset_to_change(&call.who, id).await?;
    let limit = usize::try_from(call.portal.upload_limit()).unwrap_or(usize::MAX);
    let form = Form::read(request, call.portal.engine().scratch(), limit).await?;
    let kept = call
        .portal
        .keep_resource_file(&call.who, id, form.file()?)
        .await?;
    reply::created(&shape(&call, &uid, &kept))
}

/// `GET /datasets/{uid}/resources/files/{file}/`
pub(super) async fn show(Path((uid, id)): Path<(String, String)>, call: Call) -> WebResult<Response> {
    let files = of(&call, &uid).await?;
    let found = files.iter().find(|file| file.id == id);
    let file = found.ok_or_else(|| {
        let shown: String = id.chars().take(60).collect();
        let message = format!("The requested file {shown} does not exist.");
        Fault::new(FaultKind::NotFound, "NotFoundResource", message)
    })?;
    reply::ok(&shape(&call, &uid, file))
}

/// `DELETE /datasets/{uid}/resources/files/{file}/`
pub(super) async fn remove(Path((uid, id)): Path<(String, String)>, call: Call) -> WebResult<Response> {
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    call.portal
        .drop_resource_file(&call.who, dataset.id.as_str(), &id)
        .await?;
    Ok(reply::deleted())
}

/// `GET /datasets/{uid}/resources/files/{file}/download/`
pub(super) async fn download(Path((uid, id)): Path<(String, String)>, ask: Ask) -> WebResult<Response> {
    let dataset = ask.portal.dataset_of_uid(&ask.principal, &uid).await?;
    let file = ask
        .portal
        .open_resource_file(&ask.principal, dataset.id.as_str(), &id)
        .await?;
    let mut response = stored_file::answer(&ask, file);
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

async fn of(call: &Call, uid: &str) -> Result<Vec<ResourceFileInfo>, Fault> {
    let dataset = call.portal.dataset_of_uid(&call.who, uid).await?;
    call.portal.resource_files(&call.who, dataset.id.as_str()).await
}

/// A file as it is told.
pub(super) fn shape(call: &Call, uid: &str, file: &ResourceFileInfo) -> Value {
    json!({
        "uid": file.id,
        "filename": file.file_name,
        "size": file.bytes,
        "sha256": file.sha256,
        "author": file.author,
        "created_at": shapes::moment(file.created_at),
        "url": call.address(&format!("/datasets/{uid}/resources/files/{}/download/", file.id)),
    })
}
