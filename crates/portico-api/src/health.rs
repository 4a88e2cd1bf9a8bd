//! Does the process live, and is it ready for work? For load balancers and supervisors.

use axum::extract::State;
use axum::response::Response;
use portico_services::Portal;
use portico_web::WebResult;

use crate::reply;

const TEXT: &str = "text/plain; charset=utf-8";

/// `GET /healthz`: the process answers.
pub(crate) async fn show_health() -> Response {
    reply::Tag::none().mark(reply::body(TEXT, "ok\n"))
}

/// `GET /readyz`: the registry answers too.
pub(crate) async fn show_readiness(State(portal): State<Portal>) -> WebResult<Response> {
    if let Err(fault) = portal.is_ready().await {
        return Err(portico_web::WebFault::from(fault)
            .json()
            .with_status(http::StatusCode::SERVICE_UNAVAILABLE));
    }
    Ok(reply::Tag::none().mark(reply::body(TEXT, "ready\n")))
}
