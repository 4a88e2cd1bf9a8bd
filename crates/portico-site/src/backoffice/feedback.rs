//! What do readers say about the records of a dataset? A list of remarks and values that would be right, and the end of the matter.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use portico_model::{Dataset, Feedback};
use portico_services::FeedbackFilter;
use portico_web::{AppState, Params, Protected, WebResult};
use serde::Deserialize;

use super::dataset_tabs::{DatasetScreen, dataset_tabs};
use super::shell::{Office, Officer, done};
use crate::page::{Page, show};

#[derive(Debug, Template)]
#[template(path = "office_feedback.html")]
struct FeedbackTemplate {
    page: Page,
    office: Office,
    path: String,
    /// Those that were dealt with, instead of those that were not.
    archived: bool,
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    uid: String,
    record: String,
    who: Option<String>,
    when: String,
    comment: String,
    /// Field and what would be right; none means that it should be empty.
    values: Vec<(String, Option<String>)>,
}

/// What was dealt with.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Dealt {
    feedback: String,
}

/// `GET /backoffice/datasets/{id}/feedback/?archived=`
pub(super) async fn show_feedback(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
    params: Params,
) -> WebResult<Response> {
    let (portal, who, say) = (&state.portal, officer.who(), officer.say());
    let dataset = portal.dataset_to_edit_or_publish(who, &id).await?;
    let rights = portal.rights_on(who, &dataset.uid).await?;
    let archived = params.last("archived").is_some();
    let filter = FeedbackFilter {
        archived,
        ..FeedbackFilter::default()
    };
    let found = portal.feedbacks(who, dataset.uid.as_str(), &filter).await?;
    let (page, office) = officer.frame(say.t("feedback-title"));
    show(&FeedbackTemplate {
        page,
        office: office
            .under(
                dataset.metadata.title.clone(),
                format!("/backoffice/datasets/{id}/"),
            )
            .beside(dataset_tabs(&dataset, rights, DatasetScreen::Feedback, say)),
        path: format!("/backoffice/datasets/{id}/feedback/"),
        archived,
        rows: found
            .into_iter()
            .map(|one| row(one, &dataset, &officer))
            .collect(),
    })
}

/// `POST /backoffice/datasets/{id}/feedback/`: somebody has dealt with it.
pub(super) async fn archive(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
    Protected(form): Protected<Dealt>,
) -> WebResult<Response> {
    let dataset = state
        .portal
        .dataset_to_edit_or_publish(officer.who(), &id)
        .await?;
    state
        .portal
        .archive_feedback(officer.who(), dataset.uid.as_str(), &form.feedback)
        .await?;
    Ok(done(&format!("/backoffice/datasets/{id}/feedback/"), "feedback"))
}

fn row(feedback: Feedback, dataset: &Dataset, officer: &Officer) -> Row {
    let fields = dataset.current.as_ref().map(|version| &version.schema.fields);
    let label = |name: &str| {
        let known = fields.and_then(|fields| fields.iter().find(|field| field.name == name));
        known.map_or_else(|| name.to_owned(), |field| field.label.clone())
    };
    Row {
        record: format!("/explore/dataset/{}/record/{}/", dataset.id, feedback.record_id),
        who: feedback.email,
        when: officer.time(feedback.created_at),
        comment: feedback.comment,
        values: feedback
            .values
            .into_iter()
            .map(|suggested| (label(&suggested.field), suggested.value))
            .collect(),
        uid: feedback.uid,
    }
}
