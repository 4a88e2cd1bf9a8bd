//! May this request change something? Extractors that refuse what another site's page sent.

use axum::body::Bytes;
use axum::extract::{FromRequest, FromRequestParts, Multipart, Request};
use http::request::Parts;
use http::{HeaderMap, header};
use portico_cookies::csrf;
use portico_model::{Fault, FaultKind};
use serde::de::DeserializeOwned;

use crate::{Asked, OriginProof, Params, WebFault};

/// A protected form: the origin is ours, and the token of field or header is the cookie's. Holds the fields.
#[derive(Debug, Clone)]
pub struct Protected<T>(pub T);

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Protected<T> {
    type Rejection = WebFault;

    async fn from_request(request: Request, state: &S) -> Result<Self, WebFault> {
        let (mut parts, body) = request.into_parts();
        let asked = Asked::from_request_parts(&mut parts, state).await?;
        let by_key = asked.identity().await?.by_key;
        let is_form = is_form(&parts.headers);
        let header = text(&parts.headers, csrf::HEADER);
        let proof = check_origin(&parts.headers, &asked);
        let body = Bytes::from_request(Request::from_parts(parts, body), state).await;
        let body = body.map_err(|rejection| WebFault::of_status(rejection.status()))?;
        if !is_form {
            return Err(Fault::new(FaultKind::Unsupported, "UnsupportedForm", "This is not a form.").into());
        }
        if !by_key {
            proof?;
            let fields = Params::parse_bytes(&body);
            let field = fields.last(csrf::FIELD);
            asked.verify_csrf(field, header.as_deref()).map_err(csrf_fault)?;
        }
        serde_html_form::from_bytes(&body).map(Self).map_err(|error| {
            Fault::invalid("InvalidForm", format!("The form cannot be read: {error}.")).into()
        })
    }
}

/// A protected form with files: the origin is ours, and the token, which must be its first field, is the cookie's. Holds the fields
/// behind it; the files are read as they come.
#[derive(Debug)]
pub struct ProtectedFiles(pub Multipart);

impl<S: Send + Sync> FromRequest<S> for ProtectedFiles {
    type Rejection = WebFault;

    async fn from_request(request: Request, state: &S) -> Result<Self, WebFault> {
        let (mut parts, body) = request.into_parts();
        let asked = Asked::from_request_parts(&mut parts, state).await?;
        let by_key = asked.identity().await?.by_key;
        let proof = check_origin(&parts.headers, &asked);
        let form = Multipart::from_request(Request::from_parts(parts, body), state).await;
        let mut form = form.map_err(|_| {
            Fault::new(
                FaultKind::Unsupported,
                "UnsupportedForm",
                "This is not a form with files.",
            )
        })?;
        if by_key {
            return Ok(Self(form));
        }
        proof?;
        // What cannot be read holds no token.
        let first = form.next_field().await.ok().flatten();
        let token = match first.filter(|field| field.name() == Some(csrf::FIELD)) {
            // A token is short: a longer text is none, and is not held in memory.
            Some(mut field) => match field.chunk().await {
                Ok(Some(text)) if text.len() < 1024 => String::from_utf8(text.to_vec()).ok(),
                _ => None,
            },
            None => None,
        };
        asked.verify_csrf(token.as_deref(), None).map_err(csrf_fault)?;
        Ok(Self(form))
    }
}

/// A protected call without a form, such as a JSON body: the token is in the `X-CSRFToken` header. A call that shows an API key, or
/// that no session speaks for, has nothing that another site could misuse and passes.
#[derive(Debug, Clone, Copy)]
pub struct Csrf;

impl<S: Send + Sync> FromRequestParts<S> for Csrf {
    type Rejection = WebFault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, WebFault> {
        let asked = Asked::from_request_parts(parts, state).await?;
        let has_session = asked.identity().await?.session.is_some();
        if has_session && !csrf::is_safe_method(parts.method.as_str()) {
            check_origin(&parts.headers, &asked)?;
            let header = text(&parts.headers, csrf::HEADER);
            asked.verify_csrf(None, header.as_deref()).map_err(csrf_fault)?;
        }
        Ok(Self)
    }
}

/// A form that holds no secret, such as the choice of language: it must come from our own page, without a token and so without a
/// cookie for it.
#[derive(Debug, Clone, Copy)]
pub struct SameOrigin;

impl<S: Send + Sync> FromRequestParts<S> for SameOrigin {
    type Rejection = WebFault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, WebFault> {
        let asked = Asked::from_request_parts(parts, state).await?;
        check_origin(&parts.headers, &asked)?;
        Ok(Self)
    }
}

pub(crate) fn check_origin(headers: &HeaderMap, asked: &Asked) -> Result<(), WebFault> {
    let trusted = &asked.site().trusted_origins;
    OriginProof::of(headers)
        .check(asked.address(), trusted)
        .map_err(|error| {
            let message = format!("Request refused: {error}.");
            Fault::new(FaultKind::Forbidden, "ForeignOrigin", message)
                .with_hint("Send the form from a page of this portal.")
                .into()
        })
}

pub(crate) fn csrf_fault(error: csrf::CsrfError) -> WebFault {
    Fault::new(
        FaultKind::Forbidden,
        "CsrfFailed",
        format!("Request refused: {error}."),
    )
    .with_hint("Reload the page and send it again, with cookies allowed; a program sends an API key instead.")
    .into()
}

pub(crate) fn is_form(headers: &HeaderMap) -> bool {
    let kind = headers
        .get(header::CONTENT_TYPE)
        .and_then(|value| value.to_str().ok())
        .unwrap_or_default();
    kind.split(';')
        .next()
        .unwrap_or_default()
        .trim()
        .eq_ignore_ascii_case("application/x-www-form-urlencoded")
}

fn text(headers: &HeaderMap, name: &str) -> Option<String> {
    headers
        .get(name)
        .and_then(|value| value.to_str().ok())
        .map(str::to_owned)
}
