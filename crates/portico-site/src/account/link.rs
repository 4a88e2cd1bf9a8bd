//! How does someone choose a password who has none, or forgot it? A link by mail, and the page behind it.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use http::{HeaderValue, StatusCode, header};
use portico_model::FaultKind;
use portico_web::{AppState, Params, Protected, Visitor, WebResult};
use serde::Deserialize;

use super::agent::Device;
use super::security::password_words;
use crate::page::{Page, Section, redirect, show, show_with};

#[derive(Debug, Template)]
#[template(path = "account_forgotten.html")]
struct ForgottenTemplate {
    page: Page,
    token: String,
    can_mail: bool,
    sent: bool,
}

#[derive(Debug, Template)]
#[template(path = "account_link.html")]
struct LinkTemplate {
    page: Page,
    token: String,
    /// The link's own token and whose it is; none for a link that does not work.
    link: Option<(String, String)>,
    fault: Option<String>,
}

/// The form that asks for a link.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Forgotten {
    email: String,
}

/// The form of a new password.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct NewPassword {
    link: String,
    password: String,
}

/// `GET /account/forgotten/`
pub(crate) async fn show_forgotten(
    State(state): State<AppState>,
    visitor: Visitor,
    params: Params,
) -> WebResult<Response> {
    let sent = params.last("sent").is_some();
    forgotten_page(&state, &visitor, sent)
}

/// `POST /account/forgotten/`: the same answer whether or not the address has an account.
pub(crate) async fn ask_for_link(
    State(state): State<AppState>,
    visitor: Visitor,
    device: Device,
    Protected(form): Protected<Forgotten>,
) -> WebResult<Response> {
    state
        .portal
        .forgot_password(&form.email, device.client, visitor.say())?;
    Ok(redirect(StatusCode::SEE_OTHER, "/account/forgotten/?sent=1"))
}

fn forgotten_page(state: &AppState, visitor: &Visitor, sent: bool) -> WebResult<Response> {
    let title = visitor.say().t("people-forgotten-title");
    show(&ForgottenTemplate {
        page: Page::of(visitor, title).in_section(Section::Account).unlisted(),
        token: visitor.csrf_token(),
        can_mail: state.portal.can_mail(),
        sent,
    })
}

/// `GET /account/link/?token=…`: the form; the link still works afterwards, since programs that look at mail open links too.
pub(crate) async fn show_link(
    State(state): State<AppState>,
    visitor: Visitor,
    device: Device,
    params: Params,
) -> WebResult<Response> {
    let token = params.last("token").unwrap_or_default().to_owned();
    link_page(&state, &visitor, &device, token, None).await
}

/// `POST /account/link/`: the link is used up, and the password is that of its owner.
pub(crate) async fn use_link(
    State(state): State<AppState>,
    visitor: Visitor,
    device: Device,
    Protected(form): Protected<NewPassword>,
) -> WebResult<Response> {
    let used = state
        .portal
        .use_link(&form.link, &form.password, device.client)
        .await;
    match used {
        Ok(_) => Ok(redirect(StatusCode::SEE_OTHER, "/login/?done=password")),
        Err(fault) => match password_words(&fault, visitor.say()) {
            Some(words) => link_page(&state, &visitor, &device, form.link, Some(words)).await,
            None if fault.kind == FaultKind::NotFound => {
                link_page(&state, &visitor, &device, String::new(), None).await
            }
            None => Err(fault.into()),
        },
    }
}

async fn link_page(
    state: &AppState,
    visitor: &Visitor,
    device: &Device,
    token: String,
    fault: Option<String>,
) -> WebResult<Response> {
    let link = match state.portal.owner_of_link(&token, device.client).await {
        Ok(person) => Some((token, person.email)),
        Err(fault) if fault.kind == FaultKind::NotFound => None,
        Err(fault) => return Err(fault.into()),
    };
    let status = match (&link, &fault) {
        (None, _) => StatusCode::NOT_FOUND,
        (Some(_), Some(_)) => StatusCode::UNPROCESSABLE_ENTITY,
        (Some(_), None) => StatusCode::OK,
    };
    let mut page = Page::of(visitor, visitor.say().t("people-link-title"))
        .in_section(Section::Account)
        .unlisted();
    // The token stays on this page: not in forms that lead back here, nor in addresses for other languages.
    "/account/link/".clone_into(&mut page.here);
    page.canonical = visitor.asked.address().absolute("/account/link/");
    page.languages.clear();
    let mut response = show_with(
        status,
        &LinkTemplate {
            page,
            token: visitor.csrf_token(),
            link,
            fault,
        },
    )?;
    let headers = response.headers_mut();
    // The token goes into no `Referer`. Without any referrer a browser would send the form with `Origin: null`, which is refused.
    headers.insert(header::REFERRER_POLICY, HeaderValue::from_static("strict-origin"));
    headers.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static("private, no-store"),
    );
    Ok(response)
}
