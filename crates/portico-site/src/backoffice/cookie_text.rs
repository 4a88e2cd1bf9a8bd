//! What does the owner say in the cookies policy in its own words? One text a language, in place of the general explanation; the
//! opening sentence, the classes, the table and the link to the choices stay generated.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::StatusCode;
use portico_cookies::policy::Draft;
use portico_model::FaultKind;
use portico_web::{AppState, Protected, WebResult};

use super::cookies::{PLACE, facts};
use super::form::{Control, Field};
use super::shell::{Office, Officer, done};
use crate::page::{Page, show_with};

/// Longest text in one language, in characters.
const LONGEST: usize = 20_000;

#[derive(Debug, Template)]
#[template(path = "office_cookie_text.html")]
struct TextTemplate {
    page: Page,
    office: Office,
    fields: Vec<Field>,
    seen: u32,
}

/// `GET /backoffice/cookies/text/`
pub(super) async fn show_text(State(state): State<AppState>, officer: Officer) -> WebResult<Response> {
    let policy = state.portal.policy(&facts(&state)).await?;
    let document = &policy.current.document;
    let text_of = |lang: &str| document.prose.get(lang).cloned().unwrap_or_default();
    page(&state, &officer, StatusCode::OK, text_of, document.number, None)
}

/// `POST /backoffice/cookies/text/`
pub(super) async fn save_text(
    State(state): State<AppState>,
    officer: Officer,
    Protected(form): Protected<Vec<(String, String)>>,
) -> WebResult<Response> {
    let facts = facts(&state);
    let policy = state.portal.policy(&facts).await?;
    let sent = |name: &str| {
        let found = form.iter().find(|(other, _)| other == name);
        found
            .map(|(_, value)| value.trim().to_owned())
            .unwrap_or_default()
    };
    let seen = sent("seen").parse().unwrap_or(0);
    let prose = state
        .site()
        .languages
        .iter()
        .map(|lang| (lang.code().to_owned(), sent(&format!("text-{lang}"))))
        .filter(|(_, text)| !text.is_empty())
        .collect();
    let draft = Draft {
        prose,
        ..policy.current.document.draft()
    };
    match state
        .portal
        .change_policy(officer.who(), &facts, &draft, seen)
        .await
    {
        Ok(policy) if policy.current.document.number == seen => Ok(done(PLACE, "unchanged")),
        Ok(_) => Ok(done(PLACE, "saved")),
        Err(fault) if fault.kind == FaultKind::Unprocessable => page(
            &state,
            &officer,
            StatusCode::UNPROCESSABLE_ENTITY,
            |lang| sent(&format!("text-{lang}")),
            seen,
            Some(officer.say().t("consent-problem-long").into_owned()),
        ),
        Err(fault) => Err(fault.into()),
    }
}

fn page(
    state: &AppState,
    officer: &Officer,
    status: StatusCode,
    text_of: impl Fn(&str) -> String,
    seen: u32,
    error: Option<String>,
) -> WebResult<Response> {
    let say = officer.say();
    let field = |lang: &portico_i18n::Lang| {
        let value = text_of(lang.code());
        let is_long = value.chars().count() > LONGEST;
        let field = Field::new(Control::Lines(10), format!("text-{lang}"), lang.autonym())
            .value(value)
            .error(error.clone().filter(|_| is_long));
        Field {
            lang: Some(lang.code().to_owned()),
            ..field
        }
    };
    let fields = state.site().languages.iter().map(field).collect();
    let (page, office) = officer.frame(say.t("consent-office-text"));
    show_with(
        status,
        &TextTemplate {
            page,
            office,
            fields,
            seen,
        },
    )
}
