//! What is known of one record? Every field, whole; whoever is signed in may say that something is wrong with it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use futures::TryStreamExt;
use http::StatusCode;
use portico_engine::Query;
use portico_model::{Fault, FaultKind};
use portico_services::NewFeedback;
use portico_web::{AppState, Params, Protected, Visitor, WebResult};
use serde::Deserialize;
use serde_json::Map;

use super::{Head, Opened, Tab, naming_field};
use crate::cells::{self, Cell};
use crate::href::Pairs;
use crate::page::{Page, redirect, show_with};

#[derive(Debug, Template)]
#[template(path = "dataset_record.html")]
struct RecordTemplate {
    page: Page,
    head: Head,
    title: String,
    facts: Vec<Fact>,
    back: String,
    json: String,
    /// For those who may say something of the record.
    remark: Option<RemarkForm>,
    /// Something was said.
    thanks: bool,
}

/// The form for what is wrong with a record.
#[derive(Debug)]
struct RemarkForm {
    action: String,
    token: String,
    /// What was typed before.
    text: String,
    fault: Option<String>,
}

/// What somebody says of a record.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Remark {
    comment: String,
}

#[derive(Debug)]
struct Fact {
    label: String,
    about: Option<String>,
    unit: Option<String>,
    cell: Cell,
}

/// `GET /explore/dataset/{id}/record/{record}/`
pub(crate) async fn show_record(
    State(state): State<AppState>,
    visitor: Visitor,
    Path((id, record)): Path<(String, String)>,
    params: Params,
) -> WebResult<Response> {
    page(&state, &visitor, &id, &record, &params, None).await
}

/// `POST /explore/dataset/{id}/record/{record}/`: what is wrong with it, in words, for those who look after the dataset.
pub(crate) async fn say_of_record(
    State(state): State<AppState>,
    visitor: Visitor,
    Path((id, record)): Path<(String, String)>,
    params: Params,
    Protected(remark): Protected<Remark>,
) -> WebResult<Response> {
    let opened = Opened::open(&state, &visitor, &id, &params, None).await?;
    let new = NewFeedback {
        record_id: record.clone(),
        comment: remark.comment.clone(),
        values: Map::default(),
    };
    let sent = state
        .portal
        .send_feedback(&visitor.principal, &opened.view, new)
        .await;
    match sent {
        Ok(_) => {
            let path = Pairs::default().with("said", "1").on(&path_of(&opened, &record));
            Ok(redirect(StatusCode::SEE_OTHER, &path))
        }
        Err(fault) if matches!(fault.kind, FaultKind::Invalid | FaultKind::Busy) => {
            page(&state, &visitor, &id, &record, &params, Some((remark, fault))).await
        }
        Err(fault) => Err(fault.into()),
    }
}

fn path_of(opened: &Opened, record: &str) -> String {
    format!("/explore/dataset/{}/record/{record}/", opened.id)
}

async fn page(
    state: &AppState,
    visitor: &Visitor,
    id: &str,
    record: &str,
    params: &Params,
    refused: Option<(Remark, Fault)>,
) -> WebResult<Response> {
    let opened = Opened::open(state, visitor, id, params, None).await?;
    let table = opened.view.table()?;
    let missing = || {
        let message = format!("The requested record {record} does not exist.");
        Fault::new(FaultKind::NotFound, "NotFoundResource", message)
    };
    let answer = state
        .portal
        .engine()
        .record(&table, record, &Query::default())
        .await?
        .ok_or_else(missing)?;
    let batches: Vec<_> = answer.batches.try_collect().await.map_err(Fault::from)?;
    let batch = batches
        .iter()
        .find(|batch| batch.num_rows() > 0)
        .ok_or_else(missing)?;
    let cells = cells::rows(&answer.columns, batch, opened.say, true)?
        .into_iter()
        .next()
        .ok_or_else(missing)?;
    let fields = answer
        .columns
        .iter()
        .zip(cells)
        .filter(|(field, _)| !field.name.starts_with('_'));
    let facts: Vec<Fact> = fields
        .map(|(field, cell)| Fact {
            label: field.label.clone(),
            about: field.description.clone(),
            unit: field.annotations.unit.clone(),
            cell,
        })
        .collect();
    let naming = naming_field(&opened.view).map(|field| field.label.clone());
    let named = facts
        .iter()
        .find(|fact| Some(&fact.label) == naming.as_ref())
        .and_then(|fact| fact.cell.text.clone());
    let title = named.unwrap_or_else(|| opened.say.t("dataset-record").into_owned());
    let status = match &refused {
        None => StatusCode::OK,
        Some((_, fault)) if fault.kind == FaultKind::Busy => StatusCode::TOO_MANY_REQUESTS,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    // A key says what is wrong by the API.
    let may_say = visitor.session().is_some() && visitor.person().is_some();
    let remark = may_say.then(|| {
        let (typed, fault) = refused.unzip();
        RemarkForm {
            action: path_of(&opened, record),
            token: visitor.csrf_token(),
            text: typed.unwrap_or_default().comment,
            fault: fault.map(|fault| {
                let key = match fault.kind {
                    FaultKind::Busy => "feedback-too-many",
                    _ => "feedback-unsaid",
                };
                opened.say.t(key).into_owned()
            }),
        }
    });
    let mut page = opened.page(visitor, None).unlisted();
    page.title = format!("{title} · {}", opened.head.title);
    let template = RecordTemplate {
        page,
        title,
        facts,
        back: opened.filters.on(&opened.path(Tab::Table)),
        json: opened.api(&format!("/records/{record}")),
        head: opened.head,
        remark,
        thanks: params.text("said").is_some(),
    };
    show_with(status, &template)
}
