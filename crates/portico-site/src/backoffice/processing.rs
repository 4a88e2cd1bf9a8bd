//! Which steps change the records of this dataset, and what does each do to them? A list, a form made from the table of kinds, a preview.

mod change;
mod form;
mod look;

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use portico_i18n::Say;
use portico_model::{Fault, FaultKind, Schema};
use portico_processors::{ALL, Group, Kind, Preview, Step, Steps, find};
use portico_services::ProcessingView;
use portico_web::{AppState, Params, WebResult};
use serde_json::Value;

pub(super) use self::change::change;
use self::form::Editing;
use self::look::Look;
use super::dataset_tabs::{DatasetScreen, dataset_tabs};
use super::form::Field;
use super::shell::{Office, Officer};
use crate::href::Pairs;
use crate::page::{Page, show_with};

/// Records of a preview.
const ROWS: usize = 8;
/// Letters of what a step says of its parameters in the list.
const SHORT: usize = 140;

#[derive(Debug, Template)]
#[template(path = "office_processing.html")]
struct ProcessingTemplate {
    page: Page,
    office: Office,
    action: String,
    number: i64,
    is_applied: bool,
    obstacle: Option<String>,
    rows: Vec<Row>,
    fault: Option<Told>,
    form: Option<FormView>,
    look: Option<Look>,
    find: Field,
    groups: Vec<GroupView>,
}

/// A fault as people read it.
#[derive(Debug, Clone)]
struct Told {
    message: String,
    hint: Option<String>,
}

impl Told {
    fn of(fault: &Fault) -> Self {
        Self {
            message: fault.message.clone(),
            hint: fault.hint.clone(),
        }
    }
}

/// A step in the list.
#[derive(Debug)]
struct Row {
    uid: String,
    number: usize,
    title: String,
    label: String,
    summary: String,
    disabled: bool,
    first: bool,
    last: bool,
    /// How many values could not be used.
    refused: Option<String>,
    problem: Option<Told>,
    edit: String,
    look: String,
    is_shown: bool,
}

/// The form of one step.
#[derive(Debug)]
struct FormView {
    title: String,
    help: String,
    kind: &'static str,
    /// The step that is changed; empty for a new one.
    uid: String,
    fields: Vec<Field>,
    /// The fields before the step.
    known: Vec<String>,
}

/// Kinds of a group.
#[derive(Debug)]
struct GroupView {
    title: String,
    kinds: Vec<KindView>,
}

#[derive(Debug)]
struct KindView {
    title: String,
    help: String,
    href: String,
}

/// What the page is asked to show besides the list.
#[derive(Debug, Default)]
struct Wanted {
    editing: Option<Editing>,
    /// Handle of the step whose work is shown.
    look: Option<String>,
    find: String,
    fault: Option<Fault>,
}

/// `GET /backoffice/datasets/{id}/processing/`
pub(super) async fn show_processing(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
    params: Params,
) -> WebResult<Response> {
    let view = state.portal.processing(officer.who(), &id).await?;
    let text = |name: &str| params.text(name).unwrap_or_default().to_owned();
    let step = |uid: &str| view.steps.steps.iter().find(|step| step.uid == uid).cloned();
    let editing = match (find(&text("add")), step(&text("edit"))) {
        (_, Some(step)) => Some(Editing::of(step)),
        (Some(kind), None) => Some(Editing::of(Step {
            kind: kind.name.to_owned(),
            ..Step::default()
        })),
        (None, None) => None,
    };
    let wanted = Wanted {
        look: Some(text("look")).filter(|uid| !uid.is_empty()),
        find: text("find").chars().take(60).collect(),
        editing,
        fault: None,
    };
    page(&state, &officer, &view, wanted, StatusCode::OK).await
}

/// The whole page.
async fn page(
    state: &AppState,
    officer: &Officer,
    view: &ProcessingView,
    wanted: Wanted,
    status: StatusCode,
) -> WebResult<Response> {
    let say = officer.say();
    let id = view.dataset.id.as_str();
    let action = format!("/backoffice/datasets/{id}/processing/");
    let (steps, at) = drafted(&view.steps, wanted.editing.as_ref());
    let preview = match state
        .portal
        .preview_processing(officer.who(), id, &steps, ROWS)
        .await
    {
        Ok(preview) => Some(preview),
        Err(fault) if fault.kind == FaultKind::NotFound => None,
        Err(fault) => return Err(fault.into()),
    };
    // A form that nobody has filled in yet shows what there is to work on.
    let begun = wanted.editing.as_ref().is_some_and(Editing::is_begun);
    let shown = at.filter(|_| begun).or_else(|| {
        let uid = wanted.look.as_ref()?;
        steps.steps.iter().position(|step| step.uid == *uid)
    });
    let shown = shown.or_else(|| steps.steps.iter().rposition(|step| !step.disabled));
    let look = preview
        .as_ref()
        .map(|preview| Look::new(preview, shown, say))
        .transpose()?;
    let form = wanted.editing.as_ref().and_then(|editing| {
        let known = at.zip(preview.as_ref());
        let schema = known.map(|(at, preview)| before(preview, at)).unwrap_or_default();
        form_view(editing, &schema, wanted.fault.as_ref(), say)
    });
    let title = say.t("processors-title");
    let (page, office) = officer.frame(title);
    let page = page.with_script("js/processing.js");
    let dataset = &view.dataset;
    let rights = state.portal.rights_on(officer.who(), &dataset.uid).await?;
    show_with(
        status,
        &ProcessingTemplate {
            office: office
                .under(
                    dataset.metadata.title.clone(),
                    format!("/backoffice/datasets/{id}/"),
                )
                .beside(dataset_tabs(dataset, rights, DatasetScreen::Processing, say)),
            page,
            number: view.number,
            is_applied: view.is_applied,
            obstacle: view.obstacle.as_ref().map(|fault| fault.message.clone()),
            rows: rows(&view.steps, &steps, preview.as_ref(), &action, shown, say),
            fault: wanted.fault.as_ref().map(Told::of),
            groups: groups(&wanted.find, &action, say),
            find: Field::line("find", say.t("processors-find"))
                .value(wanted.find)
                .longest(60),
            action,
            form,
            look,
        },
    )
}

/// The list with the step of the form in it, and the place of that step.
fn drafted(steps: &Steps, editing: Option<&Editing>) -> (Steps, Option<usize>) {
    let mut steps = steps.clone();
    let Some(editing) = editing else {
        return (steps, None);
    };
    let mut draft = editing.step.clone();
    draft.disabled = false;
    let own = steps.steps.iter().position(|step| step.uid == draft.uid);
    let place = own.unwrap_or(steps.steps.len());
    match own {
        Some(place) => steps.steps[place] = draft,
        None if editing.is_begun() => steps.steps.push(draft),
        None => {}
    }
    (steps, Some(place))
}

/// The fields that a step finds.
fn before(preview: &Preview, at: usize) -> Schema {
    let earlier = preview
        .stages
        .iter()
        .rfind(|stage| stage.step.is_none_or(|step| step < at));
    earlier.map(|stage| stage.schema.clone()).unwrap_or_default()
}

fn form_view(editing: &Editing, schema: &Schema, fault: Option<&Fault>, say: Say) -> Option<FormView> {
    let kind = find(&editing.step.kind)?;
    Some(FormView {
        title: kind_title(kind, say),
        help: say.t(&format!("processors-help-{}", kind.name)).into_owned(),
        kind: kind.name,
        uid: editing.step.uid.clone(),
        fields: editing.fields(kind, schema, fault, say),
        known: schema.fields.iter().map(|field| field.name.clone()).collect(),
    })
}

fn kind_title(kind: &Kind, say: Say) -> String {
    say.t(&format!("processors-kind-{}", kind.name)).into_owned()
}

fn rows(
    stored: &Steps,
    drafted: &Steps,
    preview: Option<&Preview>,
    action: &str,
    shown: Option<usize>,
    say: Say,
) -> Vec<Row> {
    let last = stored.steps.len().saturating_sub(1);
    let row = |(index, step): (usize, &Step)| {
        let stage = preview.and_then(|preview| preview.stages.iter().find(|stage| stage.step == Some(index)));
        let refused = stage.map_or(0, |stage| stage.troubles.len());
        let fault = preview.and_then(|preview| preview.fault.as_ref());
        let title = match find(&step.kind) {
            Some(kind) => kind_title(kind, say),
            None => step.kind.clone(),
        };
        let link =
            |name: &str, mark: &str| format!("{}#{mark}", Pairs::default().with(name, &step.uid).on(action));
        Row {
            uid: step.uid.clone(),
            number: index + 1,
            title,
            label: step.label.clone(),
            summary: summary(step),
            disabled: step.disabled,
            first: index == 0,
            last: index == last,
            refused: (refused > 0).then(|| say.t1("processors-refused", "count", refused as u64)),
            // A step that the form changes is told of in the form.
            problem: fault
                .filter(|(at, _)| *at == index && drafted.steps.get(index) == Some(step))
                .map(|(_, fault)| Told::of(fault)),
            edit: link("edit", "step-form"),
            look: link("look", "preview"),
            is_shown: shown == Some(index),
        }
    };
    stored.steps.iter().enumerate().map(row).collect()
}

/// The parameters of a step in one line.
fn summary(step: &Step) -> String {
    let said = |value: &Value| match value {
        Value::String(text) => text.replace('\n', " ⏎ "),
        Value::Array(items) => {
            let names: Vec<&str> = items.iter().filter_map(Value::as_str).collect();
            names.join(", ")
        }
        other => other.to_string(),
    };
    let parts: Vec<String> = step
        .params
        .iter()
        .map(|(name, value)| format!("{name}: {}", said(value)))
        .collect();
    let text = parts.join(" · ");
    match text.char_indices().nth(SHORT) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// The kinds that have these words, by group.
fn groups(words: &str, action: &str, say: Say) -> Vec<GroupView> {
    let words = words.to_lowercase();
    let group = |group: &Group| {
        let kinds = ALL.iter().filter(|kind| kind.group == *group).filter_map(|kind| {
            let title = kind_title(kind, say);
            let help = say.t(&format!("processors-help-{}", kind.name)).into_owned();
            let text = format!("{title} {help} {}", kind.name).to_lowercase();
            words
                .split_whitespace()
                .all(|word| text.contains(word))
                .then(|| KindView {
                    href: format!("{}#step-form", Pairs::default().with("add", kind.name).on(action)),
                    title,
                    help,
                })
        });
        GroupView {
            title: say
                .t(&format!("processors-group-{}", group.as_str()))
                .into_owned(),
            kinds: kinds.collect(),
        }
    };
    Group::ALL
        .iter()
        .map(group)
        .filter(|group| !group.kinds.is_empty())
        .collect()
}
