//! Which API keys are there, whose, and what for? The administrator's list of all.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use portico_web::{AppState, Protected, WebResult};
use serde::Deserialize;

use super::shell::{Office, Officer, done};
use crate::account::{KeyLine, dataset_names, key_line};
use crate::page::{Page, show};

/// The list.
const LIST: &str = "/backoffice/keys/";

#[derive(Debug, Template)]
#[template(path = "office_keys.html")]
struct KeysTemplate {
    page: Page,
    office: Office,
    keys: Vec<KeyLine>,
}

/// The form that revokes one.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Revoked {
    key: String,
}

/// `GET /backoffice/keys/`
pub(super) async fn show_keys(State(state): State<AppState>, officer: Officer) -> WebResult<Response> {
    let say = officer.say();
    let keys = state.portal.list_keys_for(officer.who()).await?;
    let names = dataset_names(&state, &officer.visitor).await?;
    let (page, office) = officer.frame(say.t("office-keys"));
    show(&KeysTemplate {
        page,
        office,
        keys: keys.into_iter().map(|key| key_line(key, &names, say)).collect(),
    })
}

/// `POST /backoffice/keys/revoke/`
pub(super) async fn revoke_key(
    State(state): State<AppState>,
    officer: Officer,
    Protected(form): Protected<Revoked>,
) -> WebResult<Response> {
    state.portal.revoke_key_for(officer.who(), &form.key).await?;
    Ok(done(LIST, "key"))
}
