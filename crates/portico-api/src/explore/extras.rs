//! What else did the role model keep beside a dataset? Reuses, of which this portal has none yet.

use axum::extract::Path;
use axum::response::Response;
use portico_model::{Fault, FaultKind};
use portico_web::WebResult;
use serde::Serialize;
use serde_json::Value;

use super::links;
use crate::ask::Ask;
use crate::reply;
use crate::wire::link::Link;

#[derive(Debug, Serialize)]
struct ReusesObject {
    total_count: u64,
    links: Vec<Link>,
    reuses: [Value; 0],
}

/// `GET /catalog/datasets/{id}/reuses`: nobody can declare a reuse here so far.
pub(crate) async fn list_reuses(Path(id): Path<String>, ask: Ask) -> WebResult<Response> {
    ask.dataset(&id).await?;
    let own = links::own_link(&ask, &ask.base.dataset(&id, "/reuses"));
    let body = ReusesObject {
        total_count: 0,
        links: [own]
            .into_iter()
            .chain(links::parents_of_records(&ask, &id))
            .collect(),
        reuses: [],
    };
    Ok(reply::json_value(&ask, &body)?)
}

/// `GET /catalog/datasets/{id}/reuses/{reuse}`
pub(crate) async fn show_reuse(Path((id, reuse)): Path<(String, String)>, ask: Ask) -> WebResult<Response> {
    ask.dataset(&id).await?;
    let message = format!("The requested reuse {reuse} does not exist.");
    Err(Fault::new(FaultKind::NotFound, "NotFoundResource", message).into())
}
