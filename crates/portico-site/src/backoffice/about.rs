//! What is the new dataset about? The last step before it is a draft or published.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use portico_model::{DatasetId, Fault, FaultKind, Metadata, Permission, slug};
use portico_services::{ImportRequest, UploadInfo, own_problems};
use portico_web::{AppState, Protected, WebResult};

use super::form::{Field, has_errors};
use super::metadata_form::{self, Proposals, Suggestions};
use super::new_dataset::words_of;
use super::own_form;
use super::shell::{Office, Officer};
use super::updates::keep_field;
use crate::page::{Page, redirect, show_with};

#[derive(Debug, Template)]
#[template(path = "office_about.html")]
struct AboutTemplate {
    page: Page,
    office: Office,
    upload: String,
    revision: i64,
    fields: Vec<Field>,
    suggestions: Suggestions,
    fault: Option<String>,
    may_publish: bool,
}

/// `GET /backoffice/datasets/new/{upload}/about/`
pub(super) async fn show_about(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
) -> WebResult<Response> {
    let (upload, request) = state.portal.upload_request(officer.who(), &id).await?;
    let mut metadata = request.metadata.clone();
    if metadata.title.is_empty() {
        metadata.title = title_of(&upload);
    }
    let wish = Wish {
        id: request.id.as_ref().map(ToString::to_string),
        metadata,
        note: request.note,
        keep: String::new(),
    };
    page(&state, &officer, &upload, wish, Vec::new(), None).await
}

/// `POST /backoffice/datasets/new/{upload}/about/`
pub(super) async fn publish(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
    Protected(form): Protected<Vec<(String, String)>>,
) -> WebResult<Response> {
    let say = officer.say();
    let who = officer.who();
    let (mut upload, before) = state.portal.upload_request(who, &id).await?;
    let settings = state.portal.site_state().await?.document;
    let (metadata, mut problems) = metadata_form::read(&form, &before.metadata, &settings, say);
    let text = |name: &str| {
        let found = form.iter().find(|(known, _)| known == name);
        found
            .map(|(_, value)| value.trim().to_owned())
            .unwrap_or_default()
    };
    let wished = match text("id") {
        empty if empty.is_empty() => slug(&metadata.title, '-'),
        written => written,
    };
    let dataset = match DatasetId::new(wished.as_str()) {
        Ok(id) => Some(id),
        Err(error) => {
            problems.push(("id".to_owned(), error.to_string()));
            None
        }
    };
    let note = Some(text("note")).filter(|note| !note.is_empty());
    let draft = text("go") != "publish";
    let wrong = own_problems(&settings.own, &metadata, !draft);
    problems.extend(own_form::problems(wrong, &settings.own, say));
    let wish = Wish {
        id: Some(wished),
        metadata: metadata.clone(),
        note: note.clone(),
        keep: text("keep"),
    };
    if !problems.is_empty() {
        return page(&state, &officer, &upload, wish, problems, None).await;
    }
    let request = ImportRequest {
        id: dataset,
        metadata,
        draft,
        note,
        ..before
    };
    let revision = text("revision").parse().unwrap_or(upload.revision);
    if let Err(fault) = state.portal.decide_upload(who, &id, revision, &request).await {
        return page(&state, &officer, &upload, wish, problems, Some(fault)).await;
    }
    let cron = Some(wish.keep.as_str()).filter(|cron| !cron.is_empty());
    let published = state.portal.publish_upload_and_keep(who, &id, None, cron).await;
    match published {
        Ok(job) => Ok(redirect(
            StatusCode::SEE_OTHER,
            &format!("/backoffice/jobs/{job}/"),
        )),
        Err(fault) => {
            upload.revision = revision + 1;
            page(&state, &officer, &upload, wish, problems, Some(fault)).await
        }
    }
}

/// What the form holds.
struct Wish {
    id: Option<String>,
    metadata: Metadata,
    note: Option<String>,
    /// When the file is fetched again; empty for never.
    keep: String,
}

async fn page(
    state: &AppState,
    officer: &Officer,
    upload: &UploadInfo,
    wish: Wish,
    problems: Vec<(String, String)>,
    fault: Option<Fault>,
) -> WebResult<Response> {
    if let Some(fault) = fault
        .as_ref()
        .filter(|fault| matches!(fault.kind, FaultKind::Internal | FaultKind::NotFound))
    {
        return Err(fault.clone().into());
    }
    let say = officer.say();
    let catalog = state.portal.catalog(officer.who()).await?;
    let suggestions = Suggestions::of(&catalog, &state.portal.site_state().await?.document);
    // A file that cannot be looked at proposes nothing; the step before says why.
    let proposals = match state.portal.preview_upload(officer.who(), &upload.id).await {
        Ok(preview) => Proposals {
            period: preview.period,
            extent: preview.extent,
        },
        Err(_) => Proposals::default(),
    };
    let mut fields = metadata_form::fields(&wish.metadata, &suggestions, &proposals, say);
    let proposed = slug(&wish.metadata.title, '-');
    fields.insert(
        1,
        Field::line("id", say.t("publish-id"))
            .value(wish.id.filter(|id| !id.is_empty()).unwrap_or(proposed))
            .help(say.t("publish-id-help"))
            .longest(100),
    );
    fields.push(
        Field::line("note", say.t("publish-note"))
            .value(wish.note.unwrap_or_default())
            .longest(500),
    );
    // What was sent by hand has no place where newer data would be.
    if upload.address.is_some() {
        fields.push(keep_field(&wish.keep, say));
    }
    for (name, problem) in problems {
        if let Some(field) = fields.iter_mut().find(|field| field.name == name) {
            field.error = Some(problem);
        }
    }
    let status = match (has_errors(&fields), &fault) {
        (true, _) => StatusCode::UNPROCESSABLE_ENTITY,
        (_, Some(_)) => StatusCode::CONFLICT,
        _ => StatusCode::OK,
    };
    let (page, office) = officer.frame(say.t("publish-about"));
    let look = format!("/backoffice/datasets/new/{}/", upload.id);
    show_with(
        status,
        &AboutTemplate {
            page,
            office: office
                .under(say.t("publish-new"), "/backoffice/datasets/new/")
                .under(say.t("publish-look"), look),
            upload: upload.id.clone(),
            revision: upload.revision,
            fields,
            suggestions,
            fault: fault.as_ref().map(words_of),
            may_publish: officer.who().may(Permission::PublishDataset),
        },
    )
}

/// `parks_and-recreation.csv` gives `Parks and recreation`.
fn title_of(upload: &UploadInfo) -> String {
    let name = &upload.file_name;
    let stem = name.rsplit_once('.').map_or(name.as_str(), |(stem, _)| stem);
    let words = stem.replace(['_', '-', '+'], " ");
    let mut characters = words.trim().chars();
    match characters.next() {
        Some(first) => first.to_uppercase().chain(characters).collect(),
        None => String::new(),
    }
}
