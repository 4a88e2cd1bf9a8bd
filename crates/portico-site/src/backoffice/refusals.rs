//! Which requests were refused for the sake of security, and from where? The only list of network addresses, for some days.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use portico_i18n::Say;
use portico_web::{AppState, WebResult};

use super::shell::{Office, Officer};
use crate::page::{Page, show};

/// Rows that are shown, newest first.
const MOST: u16 = 500;

#[derive(Debug, Template)]
#[template(path = "office_refusals.html")]
struct RefusalsTemplate {
    page: Page,
    office: Office,
    /// For how long, and what for.
    lead: String,
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    when: String,
    what: String,
    address: String,
    path: String,
    count: String,
}

/// `GET /backoffice/trail/refusals/`
pub(super) async fn show_refusals(State(state): State<AppState>, officer: Officer) -> WebResult<Response> {
    let say = officer.say();
    let days = state.site().refusal_days;
    let rows = state.portal.refusals(officer.who(), MOST).await?;
    let (page, office) = officer.frame(say.t("office-refusals"));
    show(&RefusalsTemplate {
        page,
        office: office.under(
            say.t("office-trail").into_owned(),
            "/backoffice/trail/".to_owned(),
        ),
        lead: if days == 0 {
            say.t("office-refusals-off").into_owned()
        } else {
            say.t1("office-refusals-lead", "days", i64::from(days))
        },
        rows: rows
            .into_iter()
            .map(|row| Row {
                when: officer.time(row.minute),
                what: what(&row.code, say),
                address: row.address,
                path: row.path,
                count: say.integer(row.count.unsigned_abs()),
            })
            .collect(),
    })
}

/// What was refused, in a few words.
fn what(code: &str, say: Say) -> String {
    let key = match code {
        "WrongCredentials" | "WrongCode" => "office-refusal-sign-in",
        "TooManyAttempts" | "TooManyRequests" | "TooManyQueries" => "office-refusal-many",
        "CsrfFailed" | "ForeignOrigin" => "office-refusal-forged",
        "InvalidApiKey" | "InvalidPushKey" => "office-refusal-key",
        _ => "office-refusal-more",
    };
    say.t(key).into_owned()
}
