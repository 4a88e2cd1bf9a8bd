//! Where do the records of a dataset come from? The file of the version that readers see, the source that a program named, places to push to.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use portico_model::{Dataset, DatasetRight, DatasetRights, Fault, FaultKind};
use portico_services::{PushKeyInfo, ResourceFileInfo, ResourceInfo, ResourceSource};
use portico_web::{AppState, Protected, WebResult};
use serde::Deserialize;

use super::dataset::may_change;
use super::dataset_tabs::{DatasetScreen, dataset_tabs};
use super::new_dataset::words_of;
use super::shell::{Confirm, Office, Officer, done};
use crate::href::Pairs;
use crate::page::{Page, redirect, show_with};

#[derive(Debug, Template)]
#[template(path = "office_source.html")]
struct SourceTemplate {
    page: Page,
    office: Office,
    id: String,
    path: String,
    may_change: bool,
    may_publish: bool,
    fault: Option<String>,
    /// The file of the current version.
    current: Option<Current>,
    named: Option<Named>,
    files: Vec<FileRow>,
    places: Vec<PlaceRow>,
}

/// The file that the records of the current version are made from.
#[derive(Debug)]
struct Current {
    file: String,
    sha256: String,
    when: String,
    author: String,
}

/// The source that a program named.
#[derive(Debug)]
struct Named {
    title: String,
    kind: &'static str,
    /// An address, or none for a file.
    address: Option<String>,
    /// A file with its size, or none for an address.
    file: Option<String>,
    /// What was said of it: name and value.
    params: Vec<(String, String)>,
    author: String,
    when: String,
}

/// A file that a program sent.
#[derive(Debug)]
struct FileRow {
    id: String,
    name: String,
    size: String,
    sha256: String,
    author: String,
    when: String,
    is_read: bool,
}

/// A place that programs push records to.
#[derive(Debug)]
struct PlaceRow {
    name: String,
    prefix: String,
    disabled: bool,
    author: String,
    last: Option<String>,
    waiting: i64,
    refused: i64,
}

/// What a button of the screen says.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wish {
    act: String,
    /// The handle of a file, or the name of a place.
    what: String,
    sure: String,
}

/// `GET /backoffice/datasets/{id}/source/`
pub(super) async fn show_source(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
) -> WebResult<Response> {
    page(&state, &officer, &id, None).await
}

/// `POST /backoffice/datasets/{id}/source/`: what the button says.
pub(super) async fn change(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
    Protected(wish): Protected<Wish>,
) -> WebResult<Response> {
    let (portal, who, what) = (&state.portal, officer.who(), wish.what.as_str());
    let path = path_of(&id);
    let result = match wish.act.as_str() {
        "read" => match portal.publish_from_source(who, &id).await {
            Ok(()) => {
                let jobs = Pairs::default().with("dataset", &id).on("/backoffice/jobs/");
                return Ok(redirect(StatusCode::SEE_OTHER, &jobs));
            }
            Err(fault) => Err(fault),
        },
        "forget" if wish.sure.is_empty() => return ask(&state, &officer, &id).await,
        "forget" => match portal.resource(who, &id).await? {
            Some(named) => portal
                .remove_resource(who, &id, &named.id)
                .await
                .map(|()| "source-forgotten"),
            None => Ok("source-forgotten"),
        },
        "drop-file" => portal
            .drop_resource_file(who, &id, what)
            .await
            .map(|()| "source-file-dropped"),
        "open" => portal.enable_push(who, &id, what, true).await.map(|()| "saved"),
        "close" => portal.enable_push(who, &id, what, false).await.map(|()| "saved"),
        "again" => portal
            .recover_pushes(who, &id, what)
            .await
            .map(|_| "pushes-again"),
        _ => return Err(Fault::invalid("InvalidForm", "This form says nothing that is known here.").into()),
    };
    match result {
        Ok(code) => Ok(done(&path, code)),
        Err(fault) if is_told(&fault) => page(&state, &officer, &id, Some(&fault)).await,
        Err(fault) => Err(fault.into()),
    }
}

/// What can be mended on this screen is told on it.
fn is_told(fault: &Fault) -> bool {
    matches!(
        fault.kind,
        FaultKind::Conflict | FaultKind::Invalid | FaultKind::Unprocessable
    )
}

/// The file of a source goes with it: that is asked first.
async fn ask(state: &AppState, officer: &Officer, id: &str) -> WebResult<Response> {
    let dataset = state.portal.dataset_to_change(officer.who(), id).await?;
    let say = officer.say();
    let (page, office) = officer.frame(say.t("source-forget"));
    Confirm {
        page,
        office: office.under(
            dataset.metadata.title.clone(),
            format!("/backoffice/datasets/{id}/"),
        ),
        text: say.t1("source-forget-ask", "title", dataset.metadata.title.as_str()),
        warning: None,
        action: path_of(id),
        fields: vec![
            ("act".to_owned(), "forget".to_owned()),
            ("sure".to_owned(), "1".to_owned()),
        ],
        button: say.t("source-forget").into_owned(),
        back: path_of(id),
    }
    .show()
}

async fn page(state: &AppState, officer: &Officer, id: &str, fault: Option<&Fault>) -> WebResult<Response> {
    let (portal, who, say) = (&state.portal, officer.who(), officer.say());
    let dataset = portal.dataset_to_edit_or_publish(who, id).await?;
    let rights = portal.rights_on(who, &dataset.uid).await?;
    let named = portal.resource(who, id).await?;
    let files = portal.resource_files(who, id).await?;
    let mut places = portal.list_push_keys(who).await?;
    places.retain(|place| place.dataset == dataset.id.as_str());
    let status = match fault.map(|fault| fault.kind) {
        None => StatusCode::OK,
        Some(FaultKind::Conflict) => StatusCode::CONFLICT,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let (page, office) = officer.frame(say.t("source-title"));
    let template = SourceTemplate {
        page,
        office: office
            .under(
                dataset.metadata.title.clone(),
                format!("/backoffice/datasets/{id}/"),
            )
            .beside(dataset_tabs(&dataset, rights, DatasetScreen::Source, say)),
        id: dataset.id.to_string(),
        path: path_of(id),
        may_change: may_change(&dataset, rights),
        may_publish: may_read_again(rights),
        fault: fault.map(words_of),
        current: current(&dataset, officer),
        files: files
            .into_iter()
            .map(|file| file_row(file, named.as_ref(), officer))
            .collect(),
        named: named.map(|named| told(named, officer)),
        places: places
            .into_iter()
            .map(|place| place_row(place, officer))
            .collect(),
    };
    show_with(status, &template)
}

/// To read the source again is to publish what it holds.
fn may_read_again(rights: DatasetRights) -> bool {
    rights.contains(DatasetRight::Publish)
}

fn current(dataset: &Dataset, officer: &Officer) -> Option<Current> {
    let version = dataset.current.as_ref()?;
    Some(Current {
        file: version.source_name.clone(),
        sha256: version.sha256.clone(),
        when: officer.time(version.created_at),
        author: version.author.clone(),
    })
}

fn told(named: ResourceInfo, officer: &Officer) -> Named {
    let size = |bytes: i64| officer.say().bytes(bytes.unsigned_abs());
    Named {
        kind: named.kind.title,
        address: match &named.source {
            ResourceSource::Address(address) => Some(address.clone()),
            ResourceSource::File(_) => None,
        },
        file: named
            .file
            .as_ref()
            .map(|file| format!("{}, {}", file.file_name, size(file.bytes))),
        params: named
            .params
            .iter()
            .map(|(name, value)| (name.clone(), plain(value)))
            .collect(),
        author: named.author,
        when: officer.time(named.updated_at),
        title: named.title,
    }
}

/// A text without quotation marks, anything else as JSON.
fn plain(value: &serde_json::Value) -> String {
    value.as_str().map_or_else(|| value.to_string(), str::to_owned)
}

fn file_row(file: ResourceFileInfo, named: Option<&ResourceInfo>, officer: &Officer) -> FileRow {
    let is_read =
        named.is_some_and(|named| matches!(&named.source, ResourceSource::File(read) if *read == file.id));
    FileRow {
        size: officer.say().bytes(file.bytes.unsigned_abs()),
        when: officer.time(file.created_at),
        name: file.file_name,
        sha256: file.sha256,
        author: file.author,
        id: file.id,
        is_read,
    }
}

fn place_row(place: PushKeyInfo, officer: &Officer) -> PlaceRow {
    PlaceRow {
        last: place.last_at.map(|at| officer.time(at)),
        name: place.resource,
        prefix: place.prefix,
        disabled: place.disabled,
        author: place.author,
        waiting: place.waiting,
        refused: place.refused,
    }
}

fn path_of(id: &str) -> String {
    format!("/backoffice/datasets/{id}/source/")
}
