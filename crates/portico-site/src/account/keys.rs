//! Which programs may ask in somebody's name? One's own API keys.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use portico_i18n::Say;
use portico_model::{Fault, FaultKind, KeyScope, Permission, Permissions};
use portico_services::{KeyInfo, KeyRequest};
use portico_web::{AppState, Params, Protected, Visitor, WebResult};
use serde::Deserialize;

use super::shell::{self, Account, owner};
use crate::backoffice::form::{Choice, Control, Field};
use crate::page::{Page, redirect, show_with};

/// Longest label, in characters.
const LONGEST_LABEL: usize = 200;
/// Datasets of one key at most.
const MOST_DATASETS: usize = 100;

#[derive(Debug, Template)]
#[template(path = "account_keys.html")]
struct KeysTemplate {
    page: Page,
    account: Account,
    done: Option<String>,
    /// The key that was just made: shown this once.
    made: Option<String>,
    keys: Vec<KeyLine>,
    fields: Vec<Field>,
}

/// A key in a list.
#[derive(Debug)]
pub(crate) struct KeyLine {
    pub(crate) id: String,
    pub(crate) label: String,
    pub(crate) owner: String,
    pub(crate) prefix: String,
    pub(crate) used: String,
    pub(crate) expires: String,
    pub(crate) limits: String,
    pub(crate) state: String,
    pub(crate) works: bool,
}

/// The form of a new key.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct NewKey {
    label: String,
    days: String,
    permissions: Vec<String>,
    datasets: String,
}

/// The form that revokes one.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Revoked {
    key: String,
}

/// `GET /account/keys/`
pub(crate) async fn show_keys(
    State(state): State<AppState>,
    visitor: Visitor,
    params: Params,
) -> WebResult<Response> {
    if visitor.person().is_none() {
        return Ok(redirect(StatusCode::FOUND, "/login/?next=/account/keys/"));
    }
    let say = visitor.say();
    let gone = params.last("done") == Some("revoked");
    let done = gone.then(|| say.t("people-key-gone").into_owned());
    let fields = fields(&visitor, &NewKey::default(), &[]);
    keys_page(&state, &visitor, done, None, fields).await
}

/// `POST /account/keys/`: the key is shown in the answer, and never again.
pub(crate) async fn create_key(
    State(state): State<AppState>,
    visitor: Visitor,
    Protected(form): Protected<NewKey>,
) -> WebResult<Response> {
    owner(&visitor)?;
    let say = visitor.say();
    let request = match request(&state, &visitor, &form).await {
        Ok(request) => request,
        Err((name, words)) => {
            let fields = fields(&visitor, &form, &[(name, words)]);
            return keys_page(&state, &visitor, None, None, fields).await;
        }
    };
    match state.portal.create_own_key(&visitor.principal, request).await {
        Ok(made) => {
            let fields = fields(&visitor, &NewKey::default(), &[]);
            keys_page(&state, &visitor, None, Some(made.key), fields).await
        }
        Err(fault) if fault.kind == FaultKind::Invalid => {
            let (name, words) = match fault.code {
                "InvalidExpiry" => ("days", say.t("people-key-bad-days").into_owned()),
                _ => ("label", fault.message),
            };
            let fields = fields(&visitor, &form, &[(name, words)]);
            keys_page(&state, &visitor, None, None, fields).await
        }
        Err(fault) => Err(fault.into()),
    }
}

/// `POST /account/keys/revoke/`
pub(crate) async fn revoke_key(
    State(state): State<AppState>,
    visitor: Visitor,
    Protected(form): Protected<Revoked>,
) -> WebResult<Response> {
    owner(&visitor)?;
    state.portal.revoke_key_for(&visitor.principal, &form.key).await?;
    Ok(redirect(StatusCode::SEE_OTHER, "/account/keys/?done=revoked"))
}

/// What the form asks for, or the field that is wrong and why.
async fn request(
    state: &AppState,
    visitor: &Visitor,
    form: &NewKey,
) -> Result<KeyRequest, (&'static str, String)> {
    let say = visitor.say();
    let days = match form.days.trim() {
        "" => None,
        text => match text.parse::<u32>() {
            Ok(days) => Some(days),
            Err(_) => return Err(("days", say.t("people-key-bad-days").into_owned())),
        },
    };
    let permissions: Permissions = form
        .permissions
        .iter()
        .filter_map(|name| Permission::parse(name))
        .collect();
    let ids: Vec<&str> = form
        .datasets
        .split(|c: char| c.is_whitespace() || c == ',')
        .filter(|id| !id.is_empty())
        .collect();
    let mut datasets = Vec::new();
    for id in ids.iter().take(MOST_DATASETS) {
        match state.portal.dataset(&visitor.principal, id).await {
            Ok(view) => datasets.push(view.dataset.uid.clone()),
            Err(_) => {
                let shown: String = id.chars().take(80).collect();
                return Err(("datasets", say.t1("people-key-bad-dataset", "id", shown)));
            }
        }
    }
    Ok(KeyRequest {
        label: form.label.clone(),
        days,
        scope: KeyScope {
            permissions: (!permissions.is_empty()).then_some(permissions),
            datasets: (!datasets.is_empty()).then_some(datasets),
            ..KeyScope::default()
        },
    })
}

fn fields(visitor: &Visitor, form: &NewKey, wrong: &[(&str, String)]) -> Vec<Field> {
    let say = visitor.say();
    let error = |name: &str| {
        wrong
            .iter()
            .find(|(of, _)| *of == name)
            .map(|(_, words)| words.clone())
    };
    let held = visitor.principal.permissions();
    let choices = held.iter().map(|permission| Choice {
        value: permission.as_str().to_owned(),
        text: permission_word(permission, say),
        chosen: form.permissions.iter().any(|name| name == permission.as_str()),
    });
    vec![
        Field::line("label", say.t("people-key-label"))
            .value(form.label.clone())
            .required()
            .longest(LONGEST_LABEL)
            .error(error("label")),
        Field::new(Control::Line("number"), "days", say.t("people-key-days"))
            .value(form.days.clone())
            .help(say.t("people-key-days-help"))
            .error(error("days")),
        Field::new(
            Control::Several(choices.collect()),
            "permissions",
            say.t("people-key-scope"),
        )
        .help(say.t("people-key-scope-help")),
        Field::new(Control::Lines(3), "datasets", say.t("people-key-datasets"))
            .value(form.datasets.clone())
            .help(say.t("people-key-datasets-help"))
            .error(error("datasets")),
    ]
}

async fn keys_page(
    state: &AppState,
    visitor: &Visitor,
    done: Option<String>,
    made: Option<String>,
    fields: Vec<Field>,
) -> WebResult<Response> {
    let say = visitor.say();
    let (page, account) = shell::frame(visitor, say.t("people-keys"));
    let keys = state.portal.list_own_keys(&visitor.principal).await?;
    let names = dataset_names(state, visitor).await?;
    let status = match crate::backoffice::form::has_errors(&fields) {
        true => StatusCode::UNPROCESSABLE_ENTITY,
        false => StatusCode::OK,
    };
    let mut response = show_with(
        status,
        &KeysTemplate {
            page,
            account,
            done,
            made,
            keys: keys.into_iter().map(|key| line(key, &names, say)).collect(),
            fields,
        },
    )?;
    let caching = HeaderValue::from_static("private, no-store");
    response.headers_mut().insert(header::CACHE_CONTROL, caching);
    Ok(response)
}

/// Public identifiers by internal ones, of datasets that the visitor may know of.
pub(crate) async fn dataset_names(
    state: &AppState,
    visitor: &Visitor,
) -> Result<Vec<(String, String)>, Fault> {
    let catalog = state.portal.catalog(&visitor.principal).await?;
    let pair = |dataset: &portico_model::Dataset| (dataset.uid.as_str().to_owned(), dataset.id.to_string());
    Ok(catalog.entries.iter().map(|entry| pair(&entry.dataset)).collect())
}

/// A key as a line of a list.
pub(crate) fn line(key: KeyInfo, names: &[(String, String)], say: Say) -> KeyLine {
    let works = key.works();
    let state = match (key.revoked, works) {
        (true, _) => say.t("people-key-revoked"),
        (false, true) => say.t("people-key-works"),
        (false, false) => say.t("people-key-expired"),
    };
    let day = |micros: i64| say.day_of_micros(micros);
    KeyLine {
        limits: limits(&key.scope, names, say),
        state: state.into_owned(),
        works,
        used: key
            .last_used_at
            .map_or_else(|| say.t("people-key-never").into_owned(), day),
        expires: key
            .expires_at
            .map_or_else(|| say.t("people-key-no-end").into_owned(), day),
        id: key.id,
        label: key.label,
        owner: key.email,
        prefix: key.prefix,
    }
}

fn limits(scope: &KeyScope, names: &[(String, String)], say: Say) -> String {
    let mut parts: Vec<String> = Vec::new();
    if let Some(permissions) = scope.permissions {
        parts.extend(
            permissions
                .iter()
                .map(|permission| permission_word(permission, say)),
        );
    }
    for uid in scope.datasets.iter().flatten() {
        let known = names.iter().find(|(known, _)| known == uid.as_str());
        parts.push(known.map_or_else(|| uid.as_str().to_owned(), |(_, id)| id.clone()));
    }
    if parts.is_empty() {
        return say.t("people-key-all").into_owned();
    }
    parts.join(" · ")
}

/// The words for a permission.
pub(crate) fn permission_word(permission: Permission, say: Say) -> String {
    say.t(&format!("people-permission-{}", permission.as_str()))
        .into_owned()
}
