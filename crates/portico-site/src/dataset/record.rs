//! What is known of one record? Every field, whole.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use futures::TryStreamExt;
use portico_engine::Query;
use portico_model::{Fault, FaultKind};
use portico_web::{AppState, Params, Visitor, WebResult};

use super::{Head, Opened, Tab, naming_field};
use crate::cells::{self, Cell};
use crate::page::{Page, show};

#[derive(Debug, Template)]
#[template(path = "dataset_record.html")]
struct RecordTemplate {
    page: Page,
    head: Head,
    title: String,
    facts: Vec<Fact>,
    back: String,
    json: String,
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
    let opened = Opened::open(&state, &visitor, &id, &params, None).await?;
    let table = opened.view.table()?;
    let missing = || {
        let message = format!("The requested record {record} does not exist.");
        Fault::new(FaultKind::NotFound, "NotFoundResource", message)
    };
    let answer = state
        .portal
        .engine()
        .record(&table, &record, &Query::default())
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
    let mut page = opened.page(&visitor, None).unlisted();
    page.title = format!("{title} · {}", opened.head.title);
    show(&RecordTemplate {
        page,
        title,
        facts,
        back: opened.filters.on(&opened.path(Tab::Table)),
        json: opened.api(&format!("/records/{record}")),
        head: opened.head,
    })
}
