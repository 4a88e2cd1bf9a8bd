//! What do the fields of a dataset mean, and how are they used? A form over all of them; what it says becomes steps.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use portico_model::{Fault, FaultKind, FieldType, Schema};
use portico_services::{DescribedField, ProcessingChange, ProcessingView, say_words};
use portico_web::{AppState, Protected, WebResult};

use super::dataset_tabs::{DatasetScreen, dataset_tabs};
use super::look::type_word;
use super::new_dataset::words_of;
use super::shell::{Office, Officer, done};
use crate::page::{Page, show_with};

/// More fields than this are closed at first.
const OPEN: usize = 12;

#[derive(Debug, Template)]
#[template(path = "office_fields.html")]
struct FieldsTemplate {
    page: Page,
    office: Office,
    action: String,
    processing: String,
    number: i64,
    fields: Vec<Row>,
    is_open: bool,
    is_applied: bool,
    /// Why the records cannot be made again now.
    obstacle: Option<String>,
    fault: Option<String>,
}

/// A field on the form.
#[derive(Debug)]
struct Row {
    place: usize,
    ty: String,
    is_text: bool,
    is_number: bool,
    may_be_filter: bool,
    words: DescribedField,
}

/// `GET /backoffice/datasets/{id}/fields/`
pub(super) async fn show_fields(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
) -> WebResult<Response> {
    let view = state.portal.processing(officer.who(), &id).await?;
    page(&state, &officer, &view, None, None).await
}

/// `POST /backoffice/datasets/{id}/fields/`: what is said, kept for the next file or used now.
pub(super) async fn change(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
    Protected(form): Protected<Vec<(String, String)>>,
) -> WebResult<Response> {
    let text = |name: &str| {
        let found = form.iter().find(|(known, _)| known == name);
        found.map_or("", |(_, value)| value.as_str())
    };
    let (portal, who) = (&state.portal, officer.who());
    let view = portal.processing(who, &id).await?;
    let seen: i64 = text("seen").parse().unwrap_or(-1);
    let wanted = read(&form);
    let fail = async |fault: Fault| match fault.kind {
        FaultKind::Conflict | FaultKind::Invalid | FaultKind::Unprocessable => {
            let view = state.portal.processing(officer.who(), &id).await?;
            page(&state, &officer, &view, Some(&wanted), Some(fault)).await
        }
        _ => Err(fault.into()),
    };
    if let Err(fault) = view.check_seen(seen) {
        return fail(fault).await;
    }
    let schema = match portal.fields_to_describe(who, &view).await {
        Ok(schema) => schema,
        Err(fault) => return fail(fault).await,
    };
    let steps = say_words(&view.steps, &schema, &wanted);
    let mut number = view.number;
    let is_new = steps != view.steps;
    if is_new {
        let change = ProcessingChange::Replace(steps);
        let author = officer.author();
        match portal.change_processing(who, &author, &id, seen, change).await {
            Ok(view) => number = view.number,
            Err(fault) => return fail(fault).await,
        }
    }
    if text("act") == "apply" {
        let author = officer.author();
        return match portal.apply_processing(who, author.name(), &id, number).await {
            Ok(job) => Ok(done(&format!("/backoffice/jobs/{job}/"), "steps-applied")),
            Err(fault) => fail(fault).await,
        };
    }
    let code = if is_new { "saved" } else { "unchanged" };
    Ok(done(&path_of(view.dataset.id.as_str()), code))
}

fn path_of(id: &str) -> String {
    format!("/backoffice/datasets/{id}/fields/")
}

/// What the form says, field by field: `f0.name`, `f0.label`…
fn read(form: &[(String, String)]) -> Vec<DescribedField> {
    let mut all: Vec<DescribedField> = Vec::new();
    // Each field begins with its name, and its parts follow.
    for (key, value) in form {
        let Some((_, part)) = key.strip_prefix('f').and_then(|key| key.split_once('.')) else {
            continue;
        };
        if part == "name" {
            all.push(DescribedField {
                name: value.clone(),
                ..DescribedField::default()
            });
            continue;
        }
        let Some(words) = all.last_mut() else { continue };
        match part {
            "label" => words.label = value.trim().to_owned(),
            "description" => words.description = value.trim().replace("\r\n", "\n"),
            "unit" => words.unit = value.trim().to_owned(),
            "hierarchical" => words.hierarchical = value.trim().to_owned(),
            "facet" => words.facet = true,
            "disjunctive" => words.disjunctive = true,
            "sortable" => words.sortable = true,
            "hideintable" => words.hideintable = true,
            _ => {}
        }
    }
    all
}

async fn page(
    state: &AppState,
    officer: &Officer,
    view: &ProcessingView,
    typed: Option<&[DescribedField]>,
    fault: Option<Fault>,
) -> WebResult<Response> {
    let say = officer.say();
    let dataset = &view.dataset;
    let (schema, trouble) = match state.portal.fields_to_describe(officer.who(), view).await {
        Ok(schema) => (schema, None),
        Err(fault) if fault.kind == FaultKind::Internal => return Err(fault.into()),
        Err(fault) => (Schema::default(), Some(fault)),
    };
    let rows = schema.fields.iter().enumerate().map(|(place, field)| {
        let sent = typed.and_then(|typed| typed.iter().find(|words| words.name == field.name));
        Row {
            place,
            ty: type_word(field.ty, say),
            is_text: field.ty == FieldType::Text,
            is_number: field.ty.is_number(),
            may_be_filter: DescribedField::may_be_filter(field.ty),
            words: sent.cloned().unwrap_or_else(|| DescribedField::of(field)),
        }
    });
    let fields: Vec<Row> = rows.collect();
    let status = match &fault {
        None => StatusCode::OK,
        Some(fault) if fault.kind == FaultKind::Conflict => StatusCode::CONFLICT,
        Some(_) => StatusCode::UNPROCESSABLE_ENTITY,
    };
    let rights = state.portal.rights_on(officer.who(), &dataset.uid).await?;
    let (page, office) = officer.frame(say.t("publish-fields"));
    let id = dataset.id.as_str();
    show_with(
        status,
        &FieldsTemplate {
            page,
            office: office
                .under(
                    dataset.metadata.title.clone(),
                    format!("/backoffice/datasets/{id}/"),
                )
                .beside(dataset_tabs(dataset, rights, DatasetScreen::Fields, say)),
            action: path_of(id),
            processing: format!("/backoffice/datasets/{id}/processing/"),
            number: view.number,
            is_open: fields.len() <= OPEN,
            fields,
            is_applied: view.is_applied,
            obstacle: view.obstacle.as_ref().map(words_of),
            fault: fault.or(trouble).as_ref().map(words_of),
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_field_begins_with_its_name() {
        let pairs = [
            ("seen", "3"),
            ("f0.name", "park"),
            ("f0.label", " Park "),
            ("f0.facet", "1"),
            ("f1.name", "acres"),
            ("f1.description", "a\r\nb"),
            ("f1.unit", "ha"),
        ];
        let form: Vec<_> = pairs
            .map(|(name, value)| (name.to_owned(), value.to_owned()))
            .into();
        let read = read(&form);
        assert_eq!(
            (read[0].name.as_str(), read[0].label.as_str(), read[0].facet),
            ("park", "Park", true)
        );
        assert_eq!(
            (read[1].description.as_str(), read[1].unit.as_str(), read[1].facet),
            ("a\nb", "ha", false)
        );
    }
}
