//! How does an answer leave? JSON of the role model's shapes; refusals in the words of this API.

use axum::body::Body;
use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderValue, Method, StatusCode, header};
use portico_model::{Fault, FaultKind};
use portico_web::{Asked, WebFault, WebResult};
use serde::Serialize;
use serde_json::{Value, json};

use crate::reply::{JSON, body};

/// An answer with that status.
pub(super) fn with_status<T: Serialize + ?Sized>(status: StatusCode, value: &T) -> WebResult<Response> {
    let mut response = body(JSON, crate::wire::json::to_bytes(value)?);
    *response.status_mut() = status;
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    Ok(response)
}

/// 200
pub(super) fn ok<T: Serialize + ?Sized>(value: &T) -> WebResult<Response> {
    with_status(StatusCode::OK, value)
}

/// 201
pub(super) fn created<T: Serialize + ?Sized>(value: &T) -> WebResult<Response> {
    with_status(StatusCode::CREATED, value)
}

/// `{"detail": "ok"}`
pub(super) fn done() -> WebResult<Response> {
    ok(&json!({"detail": "ok"}))
}

/// 204
pub(super) fn deleted() -> Response {
    let mut response = Response::new(Body::empty());
    *response.status_mut() = StatusCode::NO_CONTENT;
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

/// A value of one field is wrong: `detail` names the field.
pub(super) fn wrong_field(field: &str, fault: Fault) -> Fault {
    fault.with_position(field, None)
}

/// Layer: refusals get the codes that programs of this API know, with what is wrong by field and the number of the request.
pub(super) async fn in_words_of_automation(asked: Asked, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let Some(fault) = response.extensions_mut().remove::<WebFault>() else {
        return response;
    };
    let told = fault.fault();
    // Our own mistakes take the usual way, by the log.
    if told.kind == FaultKind::Internal {
        response.extensions_mut().insert(fault);
        return response;
    }
    let text = told_text(told, asked.request_id());
    let (mut parts, _) = response.into_parts();
    parts
        .headers
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    parts
        .headers
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    parts.headers.remove(header::CONTENT_LENGTH);
    if parts.status == StatusCode::UNAUTHORIZED {
        parts.headers.insert(
            header::WWW_AUTHENTICATE,
            HeaderValue::from_static("Apikey realm=\"portal\""),
        );
    }
    let body = match *asked.method() == Method::HEAD {
        true => Body::empty(),
        false => Body::from(text),
    };
    Response::from_parts(parts, body)
}

fn told_text(fault: &Fault, request_id: &str) -> String {
    let mut body = json!({"error_code": code_of(fault), "message": fault.message});
    if let Some(field) = &fault.clause {
        body["detail"] = json!({ field.as_str(): [fault.message] });
    }
    if let Some(hint) = &fault.hint {
        body["hint"] = hint.as_str().into();
    }
    body["trace_id"] = request_id.into();
    serde_json::to_string_pretty::<Value>(&body).unwrap_or_default()
}

fn code_of(fault: &Fault) -> &'static str {
    match (fault.kind, fault.code) {
        (FaultKind::Unauthenticated, _) => "not_authenticated",
        (FaultKind::Forbidden, "CsrfFailed" | "ForeignOrigin") => "csrf_failed",
        (FaultKind::Forbidden, _) => "permission_denied",
        (FaultKind::NotFound | FaultKind::Gone, _) => "not_found",
        (_, "InvalidDatasetStatus") => "invalid_dataset_status",
        (FaultKind::Conflict, _) => "conflict",
        (FaultKind::Busy, _) => "too_many_requests",
        (
            FaultKind::Invalid | FaultKind::Unprocessable,
            "InvalidJson" | "BadRequest" | "MethodNotAllowed",
        ) => "bad_request",
        _ => "validation_error",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_wrong_field_is_named_in_the_detail() {
        let fault = wrong_field(
            "default.title",
            Fault::invalid("InvalidMetadata", "a dataset has a title"),
        );
        let body: Value = serde_json::from_str(&told_text(&fault, "7")).expect("JSON");
        assert_eq!(body["error_code"], "validation_error");
        assert_eq!(body["detail"]["default.title"][0], "a dataset has a title");
        assert_eq!(body["trace_id"], "7");
        let missing: Value = serde_json::from_str(&told_text(&Fault::no_dataset("x"), "7")).expect("JSON");
        assert_eq!(missing["error_code"], "not_found");
    }
}
