//! Which cookies and services has this portal, what does its policy say, and how do visitors choose?

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::{Days, Utc};
use portico_cookies::policy::{Draft, PolicyFacts};
use portico_i18n::Say;
use portico_model::{Fault, FaultKind};
use portico_services::{Choice, Policy};
use portico_web::{AppState, Protected, WebResult};
use serde::Deserialize;

use super::shell::{Confirm, Office, Officer, done};
use crate::page::{Page, show};
use crate::policy::{RowView, TextView, no_text};
use crate::policy_versions::{VersionRow, day, version_rows};

/// The first screen.
pub(super) const PLACE: &str = "/backoffice/cookies/";
/// Days of choices that are shown.
const DAYS: u64 = 30;
/// Versions that are listed here; all of them are on the public page.
const VERSIONS: usize = 10;

#[derive(Debug, Template)]
#[template(path = "office_cookies.html")]
struct CookiesTemplate {
    page: Page,
    office: Office,
    /// Says whether visitors are asked at all.
    state: String,
    columns: [String; 7],
    rows: Vec<OfficeRow>,
    services: Vec<ServiceRow>,
    sha256: String,
    versions: Vec<VersionRow>,
    kinds: Vec<String>,
    choices: Vec<ChoiceRow>,
}

/// One row of the register.
#[derive(Debug)]
struct OfficeRow {
    view: RowView,
    /// The portal's own: nobody can change it.
    fixed: bool,
}

/// One service, and what is missing of it.
#[derive(Debug)]
struct ServiceRow {
    key: String,
    title: String,
    provider: String,
    kind: String,
    since: String,
    /// Languages without words of their own.
    missing: Vec<&'static str>,
}

/// The choices of one day under one version.
#[derive(Debug)]
struct ChoiceRow {
    day: String,
    policy: i64,
    cells: Vec<String>,
}

/// `GET /backoffice/cookies/`
pub(super) async fn show_cookies(State(state): State<AppState>, officer: Officer) -> WebResult<Response> {
    let say = officer.say();
    let policy = state.portal.policy(&facts(&state)).await?;
    let document = &policy.current.document;
    let view = TextView::of(document, say.lang.code()).ok_or_else(no_text)?;
    let own = document
        .items
        .iter()
        .filter(|item| item.service.is_none())
        .count();
    let rows = view.rows.into_iter().enumerate();
    let mut versions = version_rows(&policy, say);
    versions.truncate(VERSIONS);
    let (page, office) = officer.frame(say.t("office-cookies"));
    let key = if policy.register.needs_consent() {
        "consent-office-asks"
    } else {
        "consent-office-asks-not"
    };
    show(&CookiesTemplate {
        page,
        office,
        state: say.t(key).into_owned(),
        columns: view.text.table.columns,
        rows: rows
            .map(|(place, view)| OfficeRow {
                view,
                fixed: place < own,
            })
            .collect(),
        services: services(&policy, &state, say),
        sha256: policy.current.sha256.clone(),
        versions,
        kinds: Choice::ALL.map(|choice| choice_word(choice, say)).into(),
        choices: choices(&state, say).await?,
    })
}

/// What the portal says of itself.
pub(super) fn facts(state: &AppState) -> PolicyFacts {
    state.site().policy_facts()
}

fn services(policy: &Policy, state: &AppState, say: Say) -> Vec<ServiceRow> {
    let fallback = state.site().default_language().code();
    let rows = policy.register.added().map(|service| ServiceRow {
        key: service.key.clone(),
        title: service.words(say.lang.code(), fallback).title.clone(),
        provider: service.provider.clone(),
        kind: say
            .t(&format!("consent-purpose-{}", service.purpose.as_str()))
            .into_owned(),
        since: say.t1("consent-office-since", "version", service.since),
        missing: state
            .site()
            .languages
            .iter()
            .filter(|lang| !service.words.contains_key(lang.code()))
            .map(|lang| lang.autonym())
            .collect(),
    });
    rows.collect()
}

fn choice_word(choice: Choice, say: Say) -> String {
    say.t(&format!("consent-office-choice-{}", choice.as_str()))
        .into_owned()
}

/// The choices of the last days, newest first, without the small numbers.
async fn choices(state: &AppState, say: Say) -> Result<Vec<ChoiceRow>, Fault> {
    let first = Utc::now().date_naive() - Days::new(DAYS);
    let counts = state.portal.choices_since(first).await?;
    let threshold = state.site().statistics.unwrap_or_default().audience.threshold;
    let mut rows: Vec<ChoiceRow> = Vec::new();
    for count in counts.iter().rev() {
        let told = day(&count.day, say);
        let is_same = |row: &&mut ChoiceRow| row.day == told && row.policy == count.policy;
        if rows.iter_mut().find(is_same).is_none() {
            let cells = Choice::ALL.map(|choice| {
                let of_it = counts.iter().find(|other| {
                    other.day == count.day && other.policy == count.policy && other.kind == choice.as_str()
                });
                match of_it.map(|count| count.value) {
                    None => "–".to_owned(),
                    Some(None) => say.t1("consent-office-under", "count", threshold),
                    Some(Some(value)) => value.to_string(),
                }
            });
            rows.push(ChoiceRow {
                day: told,
                policy: count.policy,
                cells: cells.into(),
            });
        }
    }
    Ok(rows)
}

/// What the form of a removal sends: the version that was seen.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Removal {
    seen: u32,
}

/// `GET /backoffice/cookies/services/{key}/remove/`
pub(super) async fn ask_removal(
    State(state): State<AppState>,
    officer: Officer,
    Path(key): Path<String>,
) -> WebResult<Response> {
    let say = officer.say();
    let policy = state.portal.policy(&facts(&state)).await?;
    let service = policy.register.service(&key).ok_or_else(|| no_service(&key))?;
    let fallback = state.site().default_language().code();
    let title = service.words(say.lang.code(), fallback).title.clone();
    let (page, office) = officer.frame(say.t1("consent-office-remove-title", "title", title.as_str()));
    Confirm {
        page,
        office,
        text: say.t1("consent-office-remove-text", "title", title.as_str()),
        warning: None,
        action: format!("{PLACE}services/{key}/remove/"),
        fields: vec![("seen".to_owned(), policy.current.document.number.to_string())],
        button: say.t("consent-office-remove").into_owned(),
        back: PLACE.to_owned(),
    }
    .show()
}

/// `POST /backoffice/cookies/services/{key}/remove/`
pub(super) async fn remove(
    State(state): State<AppState>,
    officer: Officer,
    Path(key): Path<String>,
    Protected(form): Protected<Removal>,
) -> WebResult<Response> {
    let facts = facts(&state);
    let policy = state.portal.policy(&facts).await?;
    policy.register.service(&key).ok_or_else(|| no_service(&key))?;
    let mut draft: Draft = policy.current.document.draft();
    draft.services.retain(|service| service.key != key);
    state
        .portal
        .change_policy(officer.who(), &facts, &draft, form.seen)
        .await?;
    Ok(done(PLACE, "deleted"))
}

pub(super) fn no_service(key: &str) -> Fault {
    let key: String = key.chars().take(60).collect();
    let message = format!("There is no service {key:?}.");
    Fault::new(FaultKind::NotFound, "NotFoundResource", message)
}
