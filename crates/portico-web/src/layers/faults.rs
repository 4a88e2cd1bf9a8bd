//! Which answers are faults, and who renders them?

use std::any::Any;

use axum::body::{Body, to_bytes};
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, Method, StatusCode, header};
use portico_model::{Fault, FaultKind};

use crate::{Asked, WebFault};

/// Bytes of a framework's own message that are passed on.
const MESSAGE_LIMIT: usize = 4096;

/// Handler of every address that is nobody's.
pub(super) async fn unknown_path() -> WebFault {
    WebFault::of_status(StatusCode::NOT_FOUND)
}

/// Handler of a method that a known address does not answer.
pub(super) async fn wrong_method() -> WebFault {
    WebFault::of_status(StatusCode::METHOD_NOT_ALLOWED)
}

/// A panic is our fault; its text goes to the log.
#[expect(
    clippy::needless_pass_by_value,
    reason = "the signature is that of the panic layer"
)]
pub(super) fn of_panic(panic: Box<dyn Any + Send>) -> Response {
    let text = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied());
    WebFault::from(Fault::internal(format!(
        "panic: {}",
        text.unwrap_or("without a text")
    )))
    .into_response()
}

/// Renders the fault that an answer carries. A refusal of the framework's own, plain text, is rendered likewise.
pub(super) async fn render(asked: &Asked, response: Response) -> Response {
    let status = response.status();
    if !status.is_client_error() && !status.is_server_error() {
        return response;
    }
    if let Some(fault) = response.extensions().get::<WebFault>() {
        let mut rendered = fault.render(asked);
        // What the handler said besides, such as `Allow`, stays.
        for (name, value) in response.headers() {
            if !rendered.headers().contains_key(name) && *name != header::CONTENT_LENGTH {
                rendered.headers_mut().append(name, value.clone());
            }
        }
        return without_body(asked, rendered);
    }
    if !is_bare(&response) {
        return response;
    }
    let (parts, body) = response.into_parts();
    let text = to_bytes(body, MESSAGE_LIMIT).await.unwrap_or_default();
    let text = String::from_utf8_lossy(&text).trim().to_owned();
    let fault = WebFault::of_status(status);
    let is_told = !text.is_empty() && fault.fault().kind == FaultKind::Invalid;
    let fault = if is_told { fault.with_message(text) } else { fault };
    let mut rendered = fault.render(asked);
    if let Some(allow) = parts.headers.get(header::ALLOW) {
        rendered.headers_mut().insert(header::ALLOW, allow.clone());
    }
    without_body(asked, rendered)
}

/// Nobody gave the answer a form: no type, or the framework's plain text.
fn is_bare(response: &Response) -> bool {
    let kind = response.headers().get(header::CONTENT_TYPE);
    kind.is_none_or(|kind| kind.as_bytes().starts_with(b"text/plain"))
}

/// HEAD answers with the headers of GET.
fn without_body(asked: &Asked, mut response: Response) -> Response {
    if *asked.method() == Method::HEAD {
        let length = http_body::Body::size_hint(response.body()).exact();
        *response.body_mut() = Body::empty();
        if let Some(length) = length {
            response
                .headers_mut()
                .insert(header::CONTENT_LENGTH, HeaderValue::from(length));
        }
    }
    response
}
