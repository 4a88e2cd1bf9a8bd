//! Where does a program find the description, and what else does the portal tell programs?

use axum::response::Response;
use axum::routing::get;
use portico_web::WebResult;
use serde_json::json;

use super::document;
use super::operation::{Operation, Paths};
use crate::ask::Ask;
use crate::cors::answer_preflight;
use crate::reply;
use crate::table::Table;

const TAG: &str = "Portal";
const ADDRESSES: [&str; 4] = [
    "/api/openapi.json",
    "/api/explore/v2.1/swagger.json",
    "/api/explore/v2.0/swagger.json",
    "/api/v2/swagger.json",
];

/// The addresses of the description.
pub(crate) fn table() -> Table {
    ADDRESSES.into_iter().fold(Table::new(), |table, address| {
        table.route(address, get(show_document).options(answer_preflight))
    })
}

/// `GET /api/openapi.json`: the description, with this portal's own address.
async fn show_document(ask: Ask) -> WebResult<Response> {
    let mut description = document(&ask.limits);
    description["servers"][0]["url"] = ask.asked.address().base().into();
    Ok(reply::json_value(&ask, &description)?)
}

/// Adds what belongs to no dataset.
pub(super) fn describe(paths: &mut Paths) {
    let catalog = Operation::json(
        TAG,
        "showDataJson",
        "The catalog for harvesters",
        "OpenDataCatalog",
    )
    .says("The public datasets in the words of Project Open Data.")
    .free()
    .by_address_only();
    paths.add("/data.json", &catalog);
    let own = |id, what| {
        let content =
            json!({"application/json": {"schema": {"type": "object", "required": ["openapi", "paths"]}}});
        Operation::of(TAG, id, what, content)
            .says("OpenAPI 3.1.")
            .free()
            .by_address_only()
    };
    paths.add(ADDRESSES[0], &own("showDescription", "This description"));
    paths.add(
        ADDRESSES[1],
        &own("showDescriptionAsBefore", "This description under its older name"),
    );
    let text = |id, what| {
        let content = json!({"text/plain": {"schema": {"type": "string"}}});
        Operation::of(TAG, id, what, content)
            .free()
            .by_address_only()
            .untagged()
            .closed()
    };
    paths.add("/healthz", &text("showHealth", "The process answers"));
    paths.add("/readyz", &text("showReadiness", "The registry answers too"));
}
