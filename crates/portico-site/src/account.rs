//! How does someone sign in and out, and see who they are here?

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::{HeaderName, HeaderValue, StatusCode, header};
use portico_cookies::{Binding, CookieName, SessionKey, SetCookie};
use portico_model::{Fault, FaultKind, Role};
use portico_web::{AppState, Params, Protected, Visitor, WebResult, local_target};
use serde::Deserialize;

use crate::page::{Page, Section, redirect, show, show_with};

#[derive(Debug, Template)]
#[template(path = "login.html")]
struct LoginTemplate {
    page: Page,
    token: String,
    next: String,
    email: String,
    keep: bool,
    fault: Option<String>,
}

#[derive(Debug, Template)]
#[template(path = "account.html")]
struct AccountTemplate {
    page: Page,
    token: String,
    email: String,
    role: String,
    since: String,
}

/// The fields of the sign-in form; the token is checked before they are read.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Credentials {
    email: String,
    password: String,
    keep: String,
    next: String,
}

/// The fields of the sign-out form: none.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Nothing {}

/// `GET /login/`
pub(crate) async fn show_login(visitor: Visitor, params: Params) -> WebResult<Response> {
    if visitor.person().is_some() {
        return show_account_page(&visitor);
    }
    let next = params
        .last("next")
        .and_then(|next| local_target(next, visitor.asked.address()));
    let next = next.unwrap_or_default().to_owned();
    show(&login_page(&visitor, next, String::new(), false, None))
}

/// `POST /login/`: a new session and a new token; the token of the page before means nothing any more.
pub(crate) async fn sign_in(
    State(state): State<AppState>,
    visitor: Visitor,
    Protected(form): Protected<Credentials>,
) -> WebResult<Response> {
    let keep = !form.keep.is_empty();
    let next = local_target(&form.next, visitor.asked.address())
        .unwrap_or_default()
        .to_owned();
    let signed_in = match state.portal.sign_in(&form.email, &form.password, keep).await {
        Ok(signed_in) => signed_in,
        Err(fault) => return refuse(&visitor, fault, next, form.email, keep),
    };
    if let Some(old) = visitor.session() {
        state.portal.sign_out(old.as_str()).await?;
    }
    let key = SessionKey::parse(&signed_in.session_key)
        .ok_or_else(|| Fault::internal("the session key has not the shape of one"))?;
    let jar = visitor.jar();
    jar.put(SetCookie::session(&key, keep));
    let token = state
        .hall
        .csrf
        .issue(Binding::Session(key.as_str()), &mut rand::rng());
    if let Some(cookie) = SetCookie::csrf(&token) {
        jar.put(cookie);
    }
    Ok(redirect(
        StatusCode::SEE_OTHER,
        if next.is_empty() { "/account/" } else { &next },
    ))
}

/// `POST /logout/`: the session ends, and nothing of it stays in the browser.
pub(crate) async fn sign_out(
    State(state): State<AppState>,
    visitor: Visitor,
    Protected(_form): Protected<Nothing>,
) -> WebResult<Response> {
    if let Some(session) = visitor.session() {
        state.portal.sign_out(session.as_str()).await?;
    }
    let jar = visitor.jar();
    jar.put(SetCookie::deletion(CookieName::SessionId));
    jar.put(SetCookie::deletion(CookieName::CsrfToken));
    let mut response = redirect(StatusCode::SEE_OTHER, "/");
    if visitor.asked.address().https {
        let cache = HeaderValue::from_static("\"cache\"");
        response
            .headers_mut()
            .insert(HeaderName::from_static("clear-site-data"), cache);
    }
    Ok(response)
}

/// `GET /account/`
pub(crate) async fn show_account(visitor: Visitor) -> WebResult<Response> {
    match visitor.person() {
        Some(_) => show_account_page(&visitor),
        None => Ok(redirect(StatusCode::FOUND, "/login/?next=/account/")),
    }
}

fn show_account_page(visitor: &Visitor) -> WebResult<Response> {
    let say = visitor.say();
    let Some(person) = visitor.person() else {
        return Err(Fault::forbidden().into());
    };
    let role = match person.role {
        Role::Administrator => say.t("account-role-administrator"),
        Role::Publisher => say.t("account-role-publisher"),
        Role::Contributor => say.t("account-role-contributor"),
        Role::Reader => say.t("account-role-reader"),
    };
    show(&AccountTemplate {
        page: Page::of(visitor, say.t("account-title"))
            .in_section(Section::Account)
            .unlisted(),
        token: visitor.csrf_token(),
        email: person.email.clone(),
        role: role.into_owned(),
        since: say.t1(
            "account-member-since",
            "date",
            say.day_of_micros(person.created_at),
        ),
    })
}

fn login_page(
    visitor: &Visitor,
    next: String,
    email: String,
    keep: bool,
    fault: Option<String>,
) -> LoginTemplate {
    let title = visitor.say().t("account-sign-in-title");
    LoginTemplate {
        page: Page::of(visitor, title).in_section(Section::Account).unlisted(),
        token: visitor.csrf_token(),
        next,
        email,
        keep,
        fault,
    }
}

/// The form again, with what was typed except the password.
fn refuse(visitor: &Visitor, fault: Fault, next: String, email: String, keep: bool) -> WebResult<Response> {
    let say = visitor.say();
    let (status, words) = match fault.kind {
        FaultKind::Unauthenticated => (
            StatusCode::UNPROCESSABLE_ENTITY,
            say.t("account-wrong-credentials"),
        ),
        FaultKind::Busy => (StatusCode::TOO_MANY_REQUESTS, say.t("account-too-many-attempts")),
        _ => return Err(fault.into()),
    };
    let mut response = show_with(
        status,
        &login_page(visitor, next, email, keep, Some(words.into_owned())),
    )?;
    if status == StatusCode::TOO_MANY_REQUESTS {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from_static("300"));
    }
    Ok(response)
}
