//! What can be done with one dataset? Its description, its state, new data, versions, and the way to delete it.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use portico_model::{
    Dataset, DatasetRight, DatasetRights, Fault, FaultKind, Metadata, State as DatasetState,
};
use portico_services::{DAYS_TO_BRING_BACK, own_problems_of_change};
use portico_web::{AppState, Protected, WebResult};
use serde::Deserialize;

use super::dataset_tabs::{DatasetScreen, dataset_tabs};
use super::datasets::state_word;
use super::form::{Field, has_errors};
use super::metadata_form::{self, Proposals, Suggestions};
use super::new_dataset::words_of;
use super::own_form;
use super::shell::{Confirm, Office, Officer, done};
use super::trail::described;
use crate::dataset::{VersionRow, version_row};
use crate::page::{Page, redirect, show, show_with};

/// Changes of a dataset that are looked through for its description.
const MOST_CHANGES: u32 = 200;

#[derive(Debug, Template)]
#[template(path = "office_dataset.html")]
struct DatasetTemplate {
    page: Page,
    office: Office,
    id: String,
    path: String,
    revision: i64,
    state: String,
    class: &'static str,
    records: String,
    is_draft: bool,
    has_records: bool,
    may_edit: bool,
    may_publish: bool,
    may_manage: bool,
    fields: Vec<Field>,
    suggestions: Suggestions,
    fault: Option<String>,
    /// What somebody else wrote meanwhile: field and text.
    theirs: Vec<(String, String)>,
}

#[derive(Debug, Template)]
#[template(path = "office_versions.html")]
struct VersionsTemplate {
    page: Page,
    office: Office,
    path: String,
    rows: Vec<VersionRow>,
    may_restore: bool,
    revision: i64,
    words: Vec<WordsRow>,
}

/// A change of the description.
#[derive(Debug)]
struct WordsRow {
    when: String,
    author: String,
    /// What: where, before, after.
    changes: Vec<(String, Option<String>, Option<String>)>,
    /// The change, when what was said before it can be said again.
    undo: Option<String>,
}

/// A form that says which state of the dataset was seen.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Seen {
    revision: i64,
}

/// A version that is wanted back.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Wanted {
    number: i64,
}

/// What was said before a change is to be said again.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Before {
    revision: i64,
    change: String,
}

/// `GET /backoffice/datasets/{id}/`
pub(super) async fn show_dataset(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
) -> WebResult<Response> {
    let (dataset, rights) = open(&state, &officer, &id).await?;
    page(&state, &officer, &dataset, rights, None).await
}

/// `POST /backoffice/datasets/{id}/`: the description. Of two who write at once, the second sees what the first wrote, and loses nothing.
pub(super) async fn change(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
    Protected(form): Protected<Vec<(String, String)>>,
) -> WebResult<Response> {
    let say = officer.say();
    let (dataset, rights) = open(&state, &officer, &id).await?;
    let seen = form.iter().find(|(name, _)| name == "revision");
    let seen = seen.and_then(|(_, value)| value.parse().ok()).unwrap_or(0);
    let settings = state.portal.site_state().await?.document;
    let (metadata, mut problems) = metadata_form::read(&form, &dataset.metadata, &settings, say);
    let wrong = own_problems_of_change(&settings.own, &dataset, &metadata);
    problems.extend(own_form::problems(wrong, &settings.own, say));
    if !problems.is_empty() {
        let typed = Typed {
            metadata,
            problems,
            fault: None,
        };
        return page(&state, &officer, &dataset, rights, Some(typed)).await;
    }
    let saved = state
        .portal
        .change_metadata(officer.who(), &id, seen, metadata.clone());
    match saved.await {
        Ok(_) => Ok(done(&path_of(&id), "saved")),
        Err(fault) if fault.kind == FaultKind::Conflict => {
            // As it is now: the other one may have saved after this request had looked.
            let (dataset, rights) = open(&state, &officer, &id).await?;
            let typed = Typed {
                metadata,
                problems,
                fault: Some(fault),
            };
            page(&state, &officer, &dataset, rights, Some(typed)).await
        }
        Err(fault) => Err(fault.into()),
    }
}

/// `POST /backoffice/datasets/{id}/publish/`
pub(super) async fn publish(
    state: State<AppState>,
    officer: Officer,
    id: Path<String>,
    form: Protected<Seen>,
) -> WebResult<Response> {
    bring_to(DatasetState::Published, state, officer, id, form).await
}

/// `POST /backoffice/datasets/{id}/unpublish/`
pub(super) async fn unpublish(
    state: State<AppState>,
    officer: Officer,
    id: Path<String>,
    form: Protected<Seen>,
) -> WebResult<Response> {
    bring_to(DatasetState::Draft, state, officer, id, form).await
}

async fn bring_to(
    wanted: DatasetState,
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
    Protected(form): Protected<Seen>,
) -> WebResult<Response> {
    let (portal, who) = (&state.portal, officer.who());
    let (result, word) = match wanted {
        DatasetState::Published => (
            portal.publish_dataset(who, &id, form.revision).await,
            "dataset-published",
        ),
        DatasetState::Draft => (
            portal.unpublish_dataset(who, &id, form.revision).await,
            "dataset-unpublished",
        ),
    };
    after(&state, &officer, &id, result.map(|_| ()), word).await
}

/// `GET /backoffice/datasets/{id}/delete/`: asks first.
pub(super) async fn ask_delete(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
) -> WebResult<Response> {
    let dataset = state.portal.dataset_to_manage(officer.who(), &id).await?;
    let say = officer.say();
    let (page, office) = officer.frame(say.t("publish-delete"));
    Confirm {
        page,
        office: office.under(dataset.metadata.title.clone(), path_of(&id)),
        text: say.t1("publish-delete-ask", "title", dataset.metadata.title.as_str()),
        warning: Some(say.t1("publish-delete-days", "count", DAYS_TO_BRING_BACK)),
        action: format!("{}delete/", path_of(&id)),
        fields: vec![("revision".to_owned(), dataset.updated_at.to_string())],
        button: say.t("publish-delete").into_owned(),
        back: path_of(&id),
    }
    .show()
}

/// `POST /backoffice/datasets/{id}/delete/`
pub(super) async fn delete(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
    Protected(form): Protected<Seen>,
) -> WebResult<Response> {
    match state
        .portal
        .delete_dataset(officer.who(), &id, form.revision)
        .await
    {
        Ok(()) => Ok(done("/backoffice/datasets/", "dataset-deleted")),
        Err(fault) => after(&state, &officer, &id, Err(fault), "").await,
    }
}

/// `POST /backoffice/datasets/{id}/bring-back/`
pub(super) async fn bring_back(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
    Protected(_form): Protected<super::jobs::Nothing>,
) -> WebResult<Response> {
    state.portal.bring_back_dataset(officer.who(), &id).await?;
    Ok(done(&path_of(&id), "dataset-back"))
}

/// `GET /backoffice/datasets/{id}/versions/`
pub(super) async fn show_versions(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
) -> WebResult<Response> {
    let say = officer.say();
    let (dataset, rights) = open(&state, &officer, &id).await?;
    let view = state.portal.dataset(officer.who(), &id).await?;
    let versions = state.portal.versions(&view).await?;
    let current = view.version.as_ref().map_or(0, |version| version.number);
    let words = state
        .portal
        .description_changes(officer.who(), &id, MOST_CHANGES)
        .await?;
    let (page, office) = officer.frame(say.t("dataset-tab-versions"));
    show(&VersionsTemplate {
        page,
        office: office
            .under(dataset.metadata.title.clone(), path_of(&id))
            .beside(dataset_tabs(&dataset, rights, DatasetScreen::Versions, say)),
        path: path_of(&id),
        rows: versions
            .iter()
            .map(|version| VersionRow {
                when: officer.time(version.created_at),
                ..version_row(version, &id, current, say)
            })
            .collect(),
        may_restore: may_change(&dataset, rights),
        revision: dataset.updated_at,
        words: words
            .iter()
            .map(|(change, can_be_taken_back)| WordsRow {
                when: officer.time(change.happened_at),
                author: change.author.name().to_owned(),
                changes: described(&change.differences),
                undo: can_be_taken_back.then(|| change.id.clone()),
            })
            .collect(),
    })
}

/// `POST /backoffice/datasets/{id}/description/`: what was said before a change is said again.
pub(super) async fn restore_description(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
    Protected(form): Protected<Before>,
) -> WebResult<Response> {
    let restored = state
        .portal
        .restore_description(officer.who(), &id, form.revision, &form.change)
        .await;
    after(&state, &officer, &id, restored.map(|_| ()), "description-back").await
}

/// `POST /backoffice/datasets/{id}/restore/`
pub(super) async fn restore(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
    Protected(form): Protected<Wanted>,
) -> WebResult<Response> {
    let job = state
        .portal
        .enqueue_restore(officer.who(), &id, form.number, None)
        .await?;
    Ok(redirect(
        StatusCode::SEE_OTHER,
        &format!("/backoffice/jobs/{job}/"),
    ))
}

/// What was typed and not saved.
struct Typed {
    metadata: Metadata,
    problems: Vec<(String, String)>,
    fault: Option<Fault>,
}

/// The dataset, for whoever may change something of it.
async fn open(state: &AppState, officer: &Officer, id: &str) -> WebResult<(Dataset, DatasetRights)> {
    let dataset = state.portal.dataset_to_edit_or_publish(officer.who(), id).await?;
    let rights = state.portal.rights_on(officer.who(), &dataset.uid).await?;
    Ok((dataset, rights))
}

/// Whether its data may be changed: a published dataset asks for more.
pub(super) fn may_change(dataset: &Dataset, rights: DatasetRights) -> bool {
    rights.contains(match dataset.state {
        DatasetState::Draft => DatasetRight::Edit,
        DatasetState::Published => DatasetRight::Publish,
    })
}

fn path_of(id: &str) -> String {
    format!("/backoffice/datasets/{id}/")
}

/// Back to the dataset with a word, or the page with what went wrong.
async fn after(
    state: &AppState,
    officer: &Officer,
    id: &str,
    result: Result<(), Fault>,
    code: &str,
) -> WebResult<Response> {
    match result {
        Ok(()) => Ok(done(&path_of(id), code)),
        Err(fault) if fault.kind == FaultKind::Conflict || fault.code == "MetadataMissing" => {
            let (dataset, rights) = open(state, officer, id).await?;
            let typed = Typed {
                metadata: dataset.metadata.clone(),
                problems: Vec::new(),
                fault: Some(fault),
            };
            page(state, officer, &dataset, rights, Some(typed)).await
        }
        Err(fault) => Err(fault.into()),
    }
}

async fn page(
    state: &AppState,
    officer: &Officer,
    dataset: &Dataset,
    rights: DatasetRights,
    typed: Option<Typed>,
) -> WebResult<Response> {
    let say = officer.say();
    let catalog = state.portal.catalog(officer.who()).await?;
    let suggestions = Suggestions::of(&catalog, &state.portal.site_state().await?.document);
    let proposals = Proposals::of(dataset);
    let own = metadata_form::fields(&dataset.metadata, &suggestions, &Proposals::default(), say);
    let mut theirs = Vec::new();
    let (mut fields, mut fault) = (Vec::new(), None);
    match typed {
        Some(typed) => {
            fields = metadata_form::fields(&typed.metadata, &suggestions, &Proposals::default(), say);
            if typed.fault.is_some() {
                theirs = own
                    .iter()
                    .zip(&fields)
                    .filter(|(own, typed)| own.value != typed.value)
                    .map(|(own, _)| (own.label.clone(), own.value.clone()))
                    .collect();
            }
            for (name, problem) in typed.problems {
                if let Some(field) = fields.iter_mut().find(|field| field.name == name) {
                    field.error = Some(problem);
                }
            }
            fault = typed.fault;
        }
        None => fields.extend(metadata_form::fields(
            &dataset.metadata,
            &suggestions,
            &proposals,
            say,
        )),
    }
    let may_edit = may_change(dataset, rights);
    if !may_edit {
        let reason = say.t("publish-not-yours").into_owned();
        for field in &mut fields {
            field.fixed = Some(reason.clone());
        }
    }
    let status = match (has_errors(&fields), &fault) {
        (true, _) => StatusCode::UNPROCESSABLE_ENTITY,
        (_, Some(_)) => StatusCode::CONFLICT,
        _ => StatusCode::OK,
    };
    let (state_words, class) = state_word(dataset.state, dataset.visibility, say);
    let records = dataset.current.as_ref().map(|version| version.profile.records);
    let (page, office) = officer.frame(dataset.metadata.title.clone());
    show_with(
        status,
        &DatasetTemplate {
            page,
            office: office.beside(dataset_tabs(dataset, rights, DatasetScreen::About, say)),
            id: dataset.id.to_string(),
            path: path_of(dataset.id.as_str()),
            revision: dataset.updated_at,
            state: state_words,
            class,
            records: records.map_or_else(String::new, |records| say.t1("common-records", "count", records)),
            is_draft: dataset.state == DatasetState::Draft,
            has_records: dataset.current.is_some(),
            may_edit,
            may_publish: rights.contains(DatasetRight::Publish),
            may_manage: rights.contains(DatasetRight::Manage),
            fields,
            suggestions,
            fault: fault.as_ref().map(words_of),
            theirs,
        },
    )
}
