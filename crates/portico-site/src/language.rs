//! How does a visitor switch to another language? One form, without a token and so without a cookie for it.

use axum::Form;
use axum::extract::FromRequestParts;
use axum::response::Response;
use http::request::Parts;
use http::{HeaderMap, StatusCode, header};
use portico_cookies::SetCookie;
use portico_i18n::Lang;
use portico_web::{Asked, Jar, Read, SameOrigin, WebFault, local_target};
use serde::Deserialize;

use crate::page::redirect;

/// The fields of the form.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
pub(crate) struct Switch {
    language: String,
    next: String,
}

/// A portal with several languages; on another there is no such page.
pub(crate) struct Several;

impl<S: Send + Sync> FromRequestParts<S> for Several {
    type Rejection = WebFault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, WebFault> {
        let asked = Asked::from_request_parts(parts, state).await?;
        if asked.site().has_several_languages() {
            Ok(Self)
        } else {
            Err(WebFault::of_status(StatusCode::NOT_FOUND))
        }
    }
}

/// `POST /i18n/setlang/`: keeps the language if the portal speaks it, and goes back to where the visitor was.
pub(crate) async fn switch_language(
    // On a portal with one language there is nothing to switch, and no cookie for it.
    _several: Several,
    _proof: SameOrigin,
    asked: Asked,
    jar: Jar,
    headers: HeaderMap,
    Form(switch): Form<Switch>,
) -> Response {
    let spoken = Lang::parse(&switch.language).filter(|lang| asked.site().languages.contains(lang));
    if let Some(cookie) = spoken.and_then(|lang| SetCookie::language(lang.code())) {
        jar.put(cookie);
    }
    asked.note(Read::Accept);
    // Programs may name the target in the address of the form as well.
    let next = if switch.next.is_empty() {
        asked.params().last("next").unwrap_or_default().to_owned()
    } else {
        switch.next
    };
    if next.is_empty() && !accepts_html(&headers) {
        return redirect_nowhere();
    }
    back(&asked, &headers, &next)
}

/// `GET /i18n/setlang/`: changes nothing, goes back.
pub(crate) async fn stay(_several: Several, asked: Asked, headers: HeaderMap) -> Response {
    let next = asked.params().last("next").unwrap_or_default().to_owned();
    back(&asked, &headers, &next)
}

/// To `next` when it is ours, else to the page that sent the form, else home.
fn back(asked: &Asked, headers: &HeaderMap, next: &str) -> Response {
    let referer = headers.get(header::REFERER).and_then(|value| value.to_str().ok());
    let target = local_target(next, asked.address());
    let target = target
        .or_else(|| local_target(referer?, asked.address()))
        .unwrap_or("/");
    redirect(StatusCode::FOUND, target)
}

fn redirect_nowhere() -> Response {
    let mut response = Response::default();
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
}

fn accepts_html(headers: &HeaderMap) -> bool {
    let mut accept = headers
        .get_all(header::ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .peekable();
    accept.peek().is_none() || accept.any(|value| value.contains("text/html") || value.contains("*/*"))
}
