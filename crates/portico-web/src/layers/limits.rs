//! How large may a request be, and how long may its answer take to begin?

use std::time::Duration;

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{StatusCode, header};
use portico_model::{Fault, FaultKind};

use crate::{WebFault, WebLimits};

/// Refuses long addresses (414) and large headers (431). `Cookie` is not counted: what is too much of it is ignored.
pub(super) fn check_size(limits: WebLimits, request: &Request) -> Result<(), Response> {
    let uri = request.uri();
    let address = uri.path().len() + uri.query().map_or(0, |query| query.len() + 1);
    if address > limits.address {
        return Err(WebFault::of_status(StatusCode::URI_TOO_LONG).into_response());
    }
    let counted = request
        .headers()
        .iter()
        .filter(|(name, _)| **name != header::COOKIE);
    let headers: usize = counted
        .map(|(name, value)| name.as_str().len() + value.len() + 4)
        .sum();
    if headers > limits.headers {
        return Err(WebFault::of_status(StatusCode::REQUEST_HEADER_FIELDS_TOO_LARGE).into_response());
    }
    Ok(())
}

/// Where a form may send a large file, which takes as long as it takes: its handler gives up when nothing comes for a while.
fn takes_files(path: &str) -> bool {
    let for_programs = || path.starts_with("/api/automation/") && path.contains("/resources/files");
    path == "/backoffice/uploads/" || for_programs()
}

/// Gives up when the answer has not begun in time; what the handler was doing is dropped.
pub(super) async fn limit_time(limit: Duration, request: Request, next: Next) -> Response {
    if takes_files(request.uri().path()) {
        return next.run(request).await;
    }
    match tokio::time::timeout(limit, next.run(request)).await {
        Ok(response) => response,
        Err(_) => {
            let message = format!("The answer was not ready within {} seconds.", limit.as_secs());
            let fault = Fault::new(FaultKind::Timeout, "Timeout", message);
            WebFault::from(fault.with_hint("Ask for less at once, or try again later.")).into_response()
        }
    }
}
