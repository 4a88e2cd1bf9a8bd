//! Which documents come with a dataset?

use axum::extract::Path;
use axum::response::Response;
use portico_web::WebResult;
use serde::Serialize;
use serde_json::Value;

use crate::ask::Ask;
use crate::reply;
use crate::wire::link::Link;

#[derive(Debug, Serialize)]
struct AttachmentsObject {
    links: [Link; 2],
    attachments: [Value; 0],
}

/// `GET /catalog/datasets/{id}/attachments`. No dataset has a document so far: they come with the back office.
pub(crate) async fn list_attachments(Path(id): Path<String>, ask: Ask) -> WebResult<Response> {
    let view = ask.portal.dataset(&ask.principal, &id).await?;
    let id = view.dataset.id.as_str();
    let links = [
        Link::new("self", ask.base.dataset(id, "/attachments")),
        Link::new("dataset", ask.base.dataset(id, "")),
    ];
    Ok(reply::json_value(
        &ask,
        &AttachmentsObject {
            links,
            attachments: [],
        },
    )?)
}
