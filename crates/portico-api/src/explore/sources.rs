//! Which sources of datasets does this portal not have? The role model has more than one; their addresses answer clearly here.

use axum::response::Response;
use portico_model::{Fault, FaultKind};
use portico_web::{Asked, WebResult};

use crate::version::ApiVersion;

/// Usage of the portal, what is shared with it, and the role model's own network.
pub(crate) const ABSENT: [&str; 3] = ["monitoring", "shared", "opendatasoft"];

/// Every address of such a source: a program that asks for it gets what it gets for an unknown dataset.
pub(crate) async fn tell_absent(asked: Asked) -> WebResult<Response> {
    let rest = asked.path().strip_prefix(ApiVersion::of(asked.path()).base());
    let source = rest.unwrap_or_default().split('/').nth(1).unwrap_or_default();
    let message = format!("The requested source {source} does not exist.");
    Err(Fault::new(FaultKind::NotFound, "NotFoundResource", message)
        .with_hint("this portal has one source of datasets: catalog")
        .into())
}
