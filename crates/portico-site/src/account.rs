//! How does someone sign in and out, and see who they are here?

mod agent;
mod keys;
mod link;
mod openid;
mod security;
mod shell;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::{HeaderName, HeaderValue, StatusCode, header};
use portico_cookies::{Binding, CookieName, SessionKey, SetCookie};
use portico_i18n::Say;
use portico_model::{Fault, FaultKind, Role};
use portico_services::{SignIn, SignedIn};
use portico_web::{AppState, Params, Protected, Visitor, WebResult, local_target};
use serde::Deserialize;

pub(crate) use self::keys::{
    KeyLine, create_key, dataset_names, line as key_line, permission_word, revoke_key, show_keys,
};
pub(crate) use self::link::{ask_for_link, show_forgotten, show_link, use_link};
pub(crate) use self::openid::{come_back, leave};
pub(crate) use self::security::{change_factor, change_password, end_sessions, show_security};

use self::agent::Device;
use self::shell::Account;
use crate::href::Pairs;
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
    /// What has just been done.
    done: Option<String>,
    /// An identity provider: its name, and the way there.
    elsewhere: Option<(String, String)>,
}

#[derive(Debug, Template)]
#[template(path = "login_code.html")]
struct CodeTemplate {
    page: Page,
    token: String,
    ticket: String,
    next: String,
    keep: bool,
    fault: Option<String>,
}

#[derive(Debug, Template)]
#[template(path = "account.html")]
struct AccountTemplate {
    page: Page,
    account: Account,
    email: String,
    role: String,
    groups: String,
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

/// The fields of the form that asks for a code.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Code {
    ticket: String,
    code: String,
    keep: String,
    next: String,
}

/// The fields of the sign-out form: none.
#[derive(Debug, Default, Deserialize)]
pub(crate) struct Nothing {}

/// `GET /login/`
pub(crate) async fn show_login(
    State(state): State<AppState>,
    visitor: Visitor,
    params: Params,
) -> WebResult<Response> {
    if visitor.person().is_some() {
        return show_account_page(&visitor);
    }
    let saved = params.last("done") == Some("password");
    let done = saved.then(|| visitor.say().t("people-password-saved").into_owned());
    let next = params
        .last("next")
        .and_then(|next| local_target(next, visitor.asked.address()));
    let next = next.unwrap_or_default().to_owned();
    let page = login_page(&state, &visitor, next, String::new(), false, None);
    show(&LoginTemplate { done, ..page })
}

/// `POST /login/`: a new session, or the question for a code.
pub(crate) async fn sign_in(
    State(state): State<AppState>,
    visitor: Visitor,
    Device { client, about }: Device,
    Protected(form): Protected<Credentials>,
) -> WebResult<Response> {
    let keep = !form.keep.is_empty();
    let next = local_target(&form.next, visitor.asked.address())
        .unwrap_or_default()
        .to_owned();
    let begun = state
        .portal
        .begin_sign_in(&form.email, &form.password, keep, client, &about);
    match begun.await {
        Ok(SignIn::Done(signed_in)) => welcome(&state, &visitor, &signed_in, &next).await,
        Ok(SignIn::Code(ticket)) => show(&code_page(&visitor, ticket, next, keep, None)),
        Err(fault) => refuse(&state, &visitor, fault, next, form.email, keep),
    }
}

/// `POST /login/code/`: the second step.
pub(crate) async fn show_code(
    State(state): State<AppState>,
    visitor: Visitor,
    Device { client, about }: Device,
    Protected(form): Protected<Code>,
) -> WebResult<Response> {
    let keep = !form.keep.is_empty();
    let say = visitor.say();
    let next = local_target(&form.next, visitor.asked.address())
        .unwrap_or_default()
        .to_owned();
    let finished = state
        .portal
        .finish_sign_in(&form.ticket, &form.code, keep, client, &about);
    match finished.await {
        Ok(signed_in) => welcome(&state, &visitor, &signed_in, &next).await,
        Err(fault) if fault.code == "WrongCode" => {
            visitor.asked.note_refusal(fault.code);
            let words = say.t("people-code-wrong").into_owned();
            let page = code_page(&visitor, form.ticket, next, keep, Some(words));
            show_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(fault) if fault.code == "SignInExpired" => {
            let words = say.t("people-code-expired").into_owned();
            let page = login_page(&state, &visitor, next, String::new(), keep, Some(words));
            show_with(StatusCode::UNPROCESSABLE_ENTITY, &page)
        }
        Err(fault) => refuse(&state, &visitor, fault, next, String::new(), keep),
    }
}

/// A session that nobody had before, and a new token; the session and the token of the page before mean nothing any more.
pub(crate) async fn welcome(
    state: &AppState,
    visitor: &Visitor,
    signed_in: &SignedIn,
    next: &str,
) -> WebResult<Response> {
    if let Some(old) = visitor.session() {
        state.portal.sign_out(old.as_str()).await?;
    }
    let key = SessionKey::parse(&signed_in.session_key)
        .ok_or_else(|| Fault::internal("the session key has not the shape of one"))?;
    let jar = visitor.jar();
    jar.put(SetCookie::session(&key, signed_in.keep));
    let token = state
        .hall
        .csrf
        .issue(Binding::Session(key.as_str()), &mut rand::rng());
    if let Some(cookie) = SetCookie::csrf(&token) {
        jar.put(cookie);
    }
    Ok(redirect(
        StatusCode::SEE_OTHER,
        if next.is_empty() { "/account/" } else { next },
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
    let Some(member) = visitor.principal.member() else {
        return Err(Fault::forbidden().into());
    };
    let groups: Vec<&str> = member.groups.iter().map(|group| group.name.as_str()).collect();
    let (page, account) = shell::frame(visitor, say.t("account-title"));
    show(&AccountTemplate {
        page,
        account,
        email: member.email.clone(),
        role: role_word(member.role, say),
        groups: match groups.is_empty() {
            true => say.t("people-none").into_owned(),
            false => groups.join(", "),
        },
        since: say.t1(
            "account-member-since",
            "date",
            say.day_of_micros(member.created_at),
        ),
    })
}

/// The word for a role.
pub(crate) fn role_word(role: Role, say: Say) -> String {
    match role {
        Role::Administrator => say.t("account-role-administrator"),
        Role::Publisher => say.t("account-role-publisher"),
        Role::Contributor => say.t("account-role-contributor"),
        Role::Reader => say.t("account-role-reader"),
    }
    .into_owned()
}

fn code_page(
    visitor: &Visitor,
    ticket: String,
    next: String,
    keep: bool,
    fault: Option<String>,
) -> CodeTemplate {
    let title = visitor.say().t("people-code-title");
    CodeTemplate {
        page: Page::of(visitor, title).in_section(Section::Account).unlisted(),
        token: visitor.csrf_token(),
        ticket,
        next,
        keep,
        fault,
    }
}

fn login_page(
    state: &AppState,
    visitor: &Visitor,
    next: String,
    email: String,
    keep: bool,
    fault: Option<String>,
) -> LoginTemplate {
    let title = visitor.say().t("account-sign-in-title");
    let way = Pairs::default().with("next", &next).on("/login/oidc/");
    let elsewhere = state.portal.openid_name().map(|name| (name.to_owned(), way));
    LoginTemplate {
        elsewhere,
        page: Page::of(visitor, title).in_section(Section::Account).unlisted(),
        token: visitor.csrf_token(),
        next,
        email,
        keep,
        fault,
        done: None,
    }
}

/// The form again, with what was typed except the password.
fn refuse(
    state: &AppState,
    visitor: &Visitor,
    fault: Fault,
    next: String,
    email: String,
    keep: bool,
) -> WebResult<Response> {
    let say = visitor.say();
    visitor.asked.note_refusal(fault.code);
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
        &login_page(state, visitor, next, email, keep, Some(words.into_owned())),
    )?;
    if status == StatusCode::TOO_MANY_REQUESTS {
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from_static("300"));
    }
    Ok(response)
}
