//! How does a file get in? Dropped, chosen or fetched from an address; in pieces with a script, as a plain form without.

use std::time::Duration;

use askama::Template;
use axum::body::Bytes;
use axum::extract::multipart::Field as Part;
use axum::extract::{Path, State};
use axum::response::{IntoResponse, Response};
use http::{HeaderMap, StatusCode};
use portico_model::{DatasetId, Fault, FaultKind};
use portico_services::{ImportMode, LARGEST_PIECE, UploadInfo};
use portico_web::{AppState, Csrf, Params, Protected, ProtectedFiles, WebFault, WebResult};
use serde::Deserialize;
use serde_json::{Value, json};

use super::shell::{Office, Officer, done};
use crate::page::{Page, file, redirect, show_with};

/// A sender of a plain form who is silent for so long has gone.
const SILENCE: Duration = Duration::from_secs(60);

#[derive(Debug, Template)]
#[template(path = "office_new_dataset.html")]
struct NewTemplate {
    page: Page,
    office: Office,
    /// The dataset that gets a new version; empty for a new one.
    dataset: String,
    limit: String,
    limit_bytes: u64,
    piece: usize,
    address: String,
    fault: Option<String>,
    waiting: Vec<Waiting>,
}

/// A file that was sent and not used yet.
#[derive(Debug)]
struct Waiting {
    id: String,
    name: String,
    size: String,
    when: String,
    complete: bool,
}

/// The address form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AddressForm {
    address: String,
    dataset: String,
}

/// What a script says of a file before it sends it.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Announcement {
    name: String,
    size: u64,
    fingerprint: String,
    dataset: String,
}

/// `GET /backoffice/datasets/new/`
pub(super) async fn show_new(
    State(state): State<AppState>,
    officer: Officer,
    params: Params,
) -> WebResult<Response> {
    let dataset = params.text("dataset").unwrap_or_default().to_owned();
    page(&state, &officer, StatusCode::OK, dataset, String::new(), None).await
}

/// `POST /backoffice/datasets/new/`: an address is fetched, as a job.
pub(super) async fn fetch(
    State(state): State<AppState>,
    officer: Officer,
    Protected(form): Protected<AddressForm>,
) -> WebResult<Response> {
    match state.portal.fetch_upload(officer.who(), &form.address).await {
        Ok((upload, job)) => {
            aim(&state, &officer, &upload, &form.dataset).await?;
            Ok(redirect(
                StatusCode::SEE_OTHER,
                &format!("/backoffice/jobs/{job}/"),
            ))
        }
        Err(fault) => refuse(&state, &officer, form.dataset, form.address, fault).await,
    }
}

/// `POST /backoffice/uploads/`: a plain form with a file.
pub(super) async fn receive(
    State(state): State<AppState>,
    officer: Officer,
    ProtectedFiles(mut form): ProtectedFiles,
) -> WebResult<Response> {
    let mut dataset = String::new();
    loop {
        let part = tokio::time::timeout(SILENCE, form.next_field()).await;
        let part = part
            .map_err(|_| silent())?
            .map_err(|error| Fault::invalid("InvalidForm", format!("The form cannot be read: {error}.")))?;
        let Some(mut part) = part else {
            let fault = Fault::invalid("NoFile", "The form has no file.").with_hint("choose a file first");
            return refuse(&state, &officer, dataset, String::new(), fault).await;
        };
        match part.name() {
            Some("dataset") => {
                let text = part.chunk().await.ok().flatten().unwrap_or_default();
                dataset = String::from_utf8_lossy(&text[..text.len().min(300)]).into_owned();
            }
            Some("file") => {
                let name = part.file_name().unwrap_or_default().to_owned();
                if name.is_empty() {
                    let fault = Fault::invalid("NoFile", "No file was chosen.")
                        .with_hint("choose a file first, then send the form");
                    return refuse(&state, &officer, dataset, String::new(), fault).await;
                }
                let pieces = Box::pin(pieces_of(part));
                return match state.portal.receive_upload(officer.who(), &name, pieces).await {
                    Ok(upload) => {
                        aim(&state, &officer, &upload, &dataset).await?;
                        Ok(redirect(StatusCode::SEE_OTHER, &look_at(&upload.id)))
                    }
                    Err(fault) => refuse(&state, &officer, dataset, String::new(), fault).await,
                };
            }
            _ => {}
        }
    }
}

fn pieces_of(part: Part<'_>) -> impl futures::Stream<Item = Result<Bytes, Fault>> + Send {
    futures::stream::try_unfold(part, |mut part| async move {
        let piece = tokio::time::timeout(SILENCE, part.chunk()).await;
        let piece = piece.map_err(|_| silent())?.map_err(|error| {
            Fault::invalid("InvalidForm", format!("The file did not arrive whole: {error}."))
                .with_hint("send it again; with scripts allowed, a file goes on where it stopped")
        })?;
        Ok(piece.map(|piece| (piece, part)))
    })
}

fn silent() -> Fault {
    let message = format!("Nothing came for {} seconds.", SILENCE.as_secs());
    Fault::new(FaultKind::Timeout, "Silence", message).with_hint("send the file again")
}

/// `POST /backoffice/uploads/begin/`: a script announces a file.
pub(super) async fn begin(
    State(state): State<AppState>,
    officer: Officer,
    Protected(form): Protected<Announcement>,
) -> WebResult<Response> {
    let who = officer.who();
    let begun = state
        .portal
        .begin_upload(who, &form.name, form.size, &form.fingerprint);
    let upload = match begun.await {
        Ok(upload) => upload,
        Err(fault) => return Ok(told(&fault)),
    };
    aim(&state, &officer, &upload, &form.dataset).await?;
    Ok(file("application/json", facts(&upload).to_string()))
}

/// `PUT /backoffice/uploads/{id}/?offset=`: the next piece of a file, with its hash in `X-Content-SHA256`.
pub(super) async fn take_piece(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
    params: Params,
    headers: HeaderMap,
    _csrf: Csrf,
    piece: Bytes,
) -> WebResult<Response> {
    let offset = params
        .integer_between("offset", 0, i64::MAX)?
        .unwrap_or(0)
        .unsigned_abs();
    let hash = headers
        .get("x-content-sha256")
        .and_then(|value| value.to_str().ok());
    let taken = state
        .portal
        .continue_upload(officer.who(), &id, offset, hash, piece);
    match taken.await {
        Ok(upload) => Ok(file("application/json", facts(&upload).to_string())),
        Err(fault) => Ok(told(&fault)),
    }
}

/// `GET /backoffice/uploads/{id}/`: how far a file is.
pub(super) async fn show_upload(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
) -> WebResult<Response> {
    let upload = state.portal.upload(officer.who(), &id).await?;
    Ok(file("application/json", facts(&upload).to_string()))
}

/// `POST /backoffice/uploads/{id}/discard/`
pub(super) async fn discard(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
    Protected(_form): Protected<super::jobs::Nothing>,
) -> WebResult<Response> {
    state.portal.drop_upload(officer.who(), &id).await?;
    Ok(done("/backoffice/datasets/new/", "upload-discarded"))
}

fn facts(upload: &UploadInfo) -> Value {
    json!({
        "id": upload.id,
        "received": upload.received,
        "size": upload.bytes,
        "complete": upload.is_complete(),
        "next": look_at(&upload.id),
    })
}

/// What went wrong, for a script that shows it.
fn told(fault: &Fault) -> Response {
    let status = WebFault::from(fault.clone()).into_response().status();
    let body = json!({
        "error_code": fault.code,
        "message": fault.message,
        "hint": fault.hint,
    });
    let mut response = file("application/json", body.to_string());
    *response.status_mut() = status;
    response
}

fn look_at(id: &str) -> String {
    format!("/backoffice/datasets/new/{id}/")
}

/// The file is for a dataset that is there.
async fn aim(state: &AppState, officer: &Officer, upload: &UploadInfo, dataset: &str) -> WebResult<()> {
    if dataset.is_empty() {
        return Ok(());
    }
    let who = officer.who();
    let dataset = state.portal.dataset_to_change(who, dataset).await?;
    let (upload, mut request) = state.portal.upload_request(who, &upload.id).await?;
    if request.id.is_none() {
        request.id = DatasetId::new(dataset.id.as_str()).ok();
        request.mode = ImportMode::Replace;
        // New data does not make a draft public.
        request.draft = dataset.state == portico_model::State::Draft;
        state
            .portal
            .decide_upload(who, &upload.id, upload.revision, &request)
            .await?;
    }
    Ok(())
}

async fn refuse(
    state: &AppState,
    officer: &Officer,
    dataset: String,
    address: String,
    fault: Fault,
) -> WebResult<Response> {
    if matches!(
        fault.kind,
        FaultKind::Internal | FaultKind::Forbidden | FaultKind::Unauthenticated
    ) {
        return Err(fault.into());
    }
    let words = words_of(&fault);
    let status = WebFault::from(fault).into_response().status();
    page(state, officer, status, dataset, address, Some(words)).await
}

/// What went wrong and what to do, in a sentence each.
pub(super) fn words_of(fault: &Fault) -> String {
    let message = fault.message.trim_end_matches('.');
    match &fault.hint {
        Some(hint) => format!("{message}: {hint}."),
        None => format!("{message}."),
    }
}

async fn page(
    state: &AppState,
    officer: &Officer,
    status: StatusCode,
    dataset: String,
    address: String,
    fault: Option<String>,
) -> WebResult<Response> {
    let say = officer.say();
    let waiting = state.portal.uploads(officer.who()).await?;
    let limit = state.portal.upload_limit();
    let title = match dataset.is_empty() {
        true => say.t("publish-new").into_owned(),
        false => say.t1("publish-update-title", "dataset", dataset.as_str()),
    };
    let (page, office) = officer.frame(title);
    show_with(
        status,
        &NewTemplate {
            page: page.with_script("js/upload.js"),
            office,
            dataset,
            limit: say.bytes(limit),
            limit_bytes: limit,
            piece: LARGEST_PIECE / 2,
            address,
            fault,
            waiting: waiting
                .into_iter()
                .map(|upload| Waiting {
                    size: match upload.is_complete() {
                        true => say.bytes(upload.bytes),
                        false => say.t2(
                            "jobs-bytes-of",
                            ("bytes", say.bytes(upload.received)),
                            ("total", say.bytes(upload.bytes)),
                        ),
                    },
                    when: officer.time(upload.touched_at),
                    complete: upload.is_complete(),
                    name: upload.file_name,
                    id: upload.id,
                })
                .collect(),
        },
    )
}
