//! Who may see and change one dataset? Visibility, rights, and what readers see.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use http::StatusCode;
use portico_i18n::Say;
use portico_model::{
    Access, Dataset, DatasetRight, DatasetRights, Fault, FaultKind, Shows, Subject, Visibility,
};
use portico_services::ReaderRules;
use portico_web::{AppState, Params, Protected, WebResult};
use serde::Deserialize;

use super::dataset_tabs::{DatasetScreen, dataset_tabs};
use super::form::{Choice, Control, Field, has_errors};
use super::shell::{Office, Officer, done};
use crate::href::Pairs;
use crate::page::{Page, show_with};

#[derive(Debug, Template)]
#[template(path = "office_access.html")]
struct AccessTemplate {
    page: Page,
    office: Office,
    path: String,
    visibility: Vec<Field>,
    rights: Vec<RightsLine>,
    new_rights: Vec<Field>,
    rules: Vec<RulesLine>,
    /// For whom the form of rules is, as the form says it and as people say it.
    whose: (String, String),
    rule_fields: Vec<Field>,
    /// People and groups whose rules can be made.
    subjects: Vec<Choice>,
}

#[derive(Debug)]
struct RightsLine {
    subject: String,
    name: String,
    rights: String,
}

#[derive(Debug)]
struct RulesLine {
    subject: String,
    name: String,
    shows: String,
    href: String,
}

/// The forms of access; `step` says which. A subject is `p:` or `g:` and an identifier; `everyone` for everybody else.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct AccessForm {
    step: String,
    subject: String,
    visibility: String,
    rights: Vec<String>,
    access: String,
    fields: Vec<String>,
    filter: String,
    calls: String,
}

/// `GET /backoffice/datasets/{id}/access/`
pub(super) async fn show_access(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
    params: Params,
) -> WebResult<Response> {
    let whose = params.last("for").unwrap_or("everyone").to_owned();
    access_page(&state, &officer, &id, &whose, None).await
}

/// `POST /backoffice/datasets/{id}/access/`
pub(super) async fn change_access(
    State(state): State<AppState>,
    officer: Officer,
    Path(id): Path<String>,
    Protected(form): Protected<AccessForm>,
) -> WebResult<Response> {
    let (portal, who) = (&state.portal, officer.who());
    let subject = subject_of(&form.subject);
    let result = match (form.step.as_str(), &subject) {
        ("visibility", _) => {
            let visibility = match form.visibility.as_str() {
                "restricted" => Visibility::Restricted,
                _ => Visibility::Domain,
            };
            portal.set_visibility(who, &id, visibility).await.map(|_| ())
        }
        ("rights", Some(Some(subject))) => {
            let rights = form.rights.iter().filter_map(|name| DatasetRight::parse(name));
            portal.set_rights(who, &id, subject, rights.collect()).await
        }
        ("no-rights", Some(Some(subject))) => portal.set_rights(who, &id, subject, DatasetRights::NONE).await,
        ("rules", Some(subject)) => match shows(&form) {
            Ok(shows) => portal.set_rules(who, &id, subject.as_ref(), shows).await,
            Err(name) => {
                let words = officer.say().t("people-access-calls-bad").into_owned();
                let wrong = Some((&form, name, words));
                return access_page(&state, &officer, &id, &form.subject, wrong).await;
            }
        },
        ("no-rules", Some(subject)) => portal.remove_rules(who, &id, subject.as_ref()).await,
        _ => Err(Fault::invalid("InvalidForm", "Choose a person or a group.")),
    };
    match result {
        Ok(()) => Ok(done(&path_of(&id), "access")),
        Err(fault) if fault.kind == FaultKind::Invalid && form.step == "rules" => {
            let name = if fault.code == "UnknownField" {
                "fields"
            } else {
                "filter"
            };
            let words = match fault.hint {
                Some(hint) => format!("{} {hint}", fault.message),
                None => fault.message,
            };
            access_page(&state, &officer, &id, &form.subject, Some((&form, name, words))).await
        }
        Err(fault) => Err(fault.into()),
    }
}

fn path_of(id: &str) -> String {
    format!("/backoffice/datasets/{id}/access/")
}

/// What the form means: nothing understood, everybody else, or somebody.
fn subject_of(text: &str) -> Option<Option<Subject>> {
    match text.split_once(':') {
        Some(("p", id)) => Some(Some(Subject::Person(id.to_owned()))),
        Some(("g", id)) => Some(Some(Subject::Group(id.to_owned()))),
        _ => (text == "everyone").then_some(None),
    }
}

fn key_of(subject: Option<&Subject>) -> String {
    match subject {
        Some(Subject::Person(id)) => format!("p:{id}"),
        Some(Subject::Group(id)) => format!("g:{id}"),
        None => "everyone".to_owned(),
    }
}

/// The rules in the form, or the name of the field that is wrong.
fn shows(form: &AccessForm) -> Result<Shows, &'static str> {
    let calls = match form.calls.trim() {
        "" => None,
        text => Some(text.parse().map_err(|_| "calls")?),
    };
    Ok(Shows {
        access: Access::parse(&form.access).unwrap_or_default(),
        fields: (!form.fields.is_empty()).then(|| form.fields.clone()),
        filter: Some(form.filter.trim().to_owned()).filter(|text| !text.is_empty()),
        calls,
    })
}

async fn access_page(
    state: &AppState,
    officer: &Officer,
    id: &str,
    whose: &str,
    wrong: Option<(&AccessForm, &'static str, String)>,
) -> WebResult<Response> {
    let say = officer.say();
    let (portal, who) = (&state.portal, officer.who());
    let dataset = portal.dataset_to_manage(who, id).await?;
    let subjects: Vec<(String, String)> = portal
        .subjects_for(who, id)
        .await?
        .into_iter()
        .map(|(subject, name)| (key_of(Some(&subject)), named(&subject, &name, say)))
        .collect();
    let whose = match subjects.iter().find(|(key, _)| key == whose) {
        Some(found) => found.clone(),
        None => ("everyone".to_owned(), say.t("people-access-default").into_owned()),
    };
    let rules = portal.list_rules(who, id).await?;
    let current = rules
        .iter()
        .find(|rules| key_of(rules.subject.as_ref()) == whose.0)
        .map(|rules| rules.shows.clone())
        .unwrap_or_default();
    let rule_fields = match &wrong {
        Some((form, name, words)) => {
            let typed = Shows {
                calls: None,
                ..shows(form).unwrap_or_else(|_| current.clone())
            };
            rule_fields(&dataset, &typed, &form.calls, Some((*name, words.clone())), say)
        }
        None => {
            let calls = current.calls.map(|calls| calls.to_string()).unwrap_or_default();
            rule_fields(&dataset, &current, &calls, None, say)
        }
    };
    let choices = |chosen: &str| -> Vec<Choice> {
        subjects
            .iter()
            .map(|(key, name)| Choice::of(key.clone(), name.clone(), chosen))
            .collect()
    };
    let held = portal.rights_on(who, &dataset.uid).await?;
    let rights = portal.list_rights(who, id).await?;
    let (page, office) =
        officer.frame(say.t1("people-access-title", "title", dataset.metadata.title.as_str()));
    let status = match has_errors(&rule_fields) {
        true => StatusCode::UNPROCESSABLE_ENTITY,
        false => StatusCode::OK,
    };
    let mut every = vec![Choice::of("everyone", say.t("people-access-default"), &whose.0)];
    every.extend(choices(&whose.0));
    let template = AccessTemplate {
        page,
        office: office
            .under(
                dataset.metadata.title.clone(),
                format!("/backoffice/datasets/{id}/"),
            )
            .beside(dataset_tabs(&dataset, held, DatasetScreen::Access, say)),
        path: path_of(id),
        visibility: vec![visibility_field(&dataset, say)],
        rights: rights
            .into_iter()
            .map(|one| RightsLine {
                subject: key_of(Some(&one.subject)),
                name: named(&one.subject, &one.name, say),
                rights: words(one.rights, say),
            })
            .collect(),
        new_rights: rights_fields(choices(""), held, say),
        rules: rules.iter().map(|rules| rules_line(rules, id, say)).collect(),
        whose,
        rule_fields,
        subjects: every,
    };
    show_with(status, &template)
}

fn named(subject: &Subject, name: &str, say: Say) -> String {
    match subject {
        Subject::Person(_) => name.to_owned(),
        Subject::Group(_) => say.t1("people-access-group", "name", name),
    }
}

fn words(rights: DatasetRights, say: Say) -> String {
    let each: Vec<String> = rights.iter().map(|right| right_word(right, say)).collect();
    each.join(" · ")
}

fn right_word(right: DatasetRight, say: Say) -> String {
    say.t(&format!("people-right-{}", right.as_str())).into_owned()
}

fn access_word(access: Access, say: Say) -> String {
    say.t(&format!("people-access-{}", access.as_str())).into_owned()
}

fn rules_line(rules: &ReaderRules, id: &str, say: Say) -> RulesLine {
    let shows = &rules.shows;
    let mut parts = Vec::new();
    if shows.access != Access::Data {
        parts.push(access_word(shows.access, say));
    }
    if let Some(fields) = &shows.fields {
        parts.push(fields.join(", "));
    }
    parts.extend(shows.filter.clone());
    if let Some(calls) = shows.calls {
        parts.push(format!("{}: {calls}", say.t("people-access-calls")));
    }
    if parts.is_empty() {
        parts.push(say.t("people-access-whole").into_owned());
    }
    let subject = key_of(rules.subject.as_ref());
    RulesLine {
        name: match &rules.subject {
            Some(subject) => named(subject, &rules.name, say),
            None => say.t("people-access-default").into_owned(),
        },
        shows: parts.join(" · "),
        href: format!(
            "{}#rules-form",
            Pairs::default().with("for", &subject).on(&path_of(id))
        ),
        subject,
    }
}

fn visibility_field(dataset: &Dataset, say: Say) -> Field {
    let current = match dataset.visibility {
        Visibility::Domain => "domain",
        Visibility::Restricted => "restricted",
    };
    let choices = vec![
        Choice::of("domain", say.t("people-access-everyone"), current),
        Choice::of("restricted", say.t("people-access-restricted"), current),
    ];
    Field::new(
        Control::One(choices),
        "visibility",
        say.t("people-access-visibility"),
    )
}

fn rights_fields(mut subjects: Vec<Choice>, held: DatasetRights, say: Say) -> Vec<Field> {
    subjects.insert(0, Choice::of("", say.t("people-access-choose"), ""));
    let rights = held.iter().map(|right| Choice {
        value: right.as_str().to_owned(),
        text: right_word(right, say),
        chosen: false,
    });
    vec![
        Field::new(Control::One(subjects), "subject", say.t("people-access-for")).required(),
        Field::new(
            Control::Several(rights.collect()),
            "rights",
            say.t("people-access-rights"),
        ),
    ]
}

fn rule_fields(
    dataset: &Dataset,
    shows: &Shows,
    calls: &str,
    wrong: Option<(&'static str, String)>,
    say: Say,
) -> Vec<Field> {
    let error = |name: &str| {
        let of = wrong.as_ref().filter(|(of, _)| *of == name);
        of.map(|(_, words)| words.clone())
    };
    let current = shows.access.as_str();
    let access = Access::ALL
        .into_iter()
        .rev()
        .map(|access| Choice::of(access.as_str(), access_word(access, say), current));
    let schema = dataset.current.iter().flat_map(|version| &version.schema.fields);
    let fields = schema.map(|field| Choice {
        value: field.name.clone(),
        text: match field.label.is_empty() || field.label == field.name {
            true => field.name.clone(),
            false => format!("{} ({})", field.label, field.name),
        },
        chosen: shows
            .fields
            .as_ref()
            .is_some_and(|names| names.contains(&field.name)),
    });
    vec![
        Field::new(
            Control::One(access.collect()),
            "access",
            say.t("people-access-shows"),
        ),
        Field::new(
            Control::Several(fields.collect()),
            "fields",
            say.t("people-access-fields"),
        )
        .help(say.t("people-access-fields-help"))
        .error(error("fields")),
        Field::line("filter", say.t("people-access-filter"))
            .value(shows.filter.clone().unwrap_or_default())
            .help(say.t("people-access-filter-help"))
            .longest(10_000)
            .error(error("filter")),
        Field::new(Control::Line("number"), "calls", say.t("people-access-calls"))
            .value(calls)
            .help(say.t("people-access-calls-help"))
            .error(error("calls")),
    ]
}
