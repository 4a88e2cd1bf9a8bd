//! What became of `/aggregates` and `/query`? Gone in v2.1; `/aggregates` still answers under its old addresses.

use axum::extract::Path;
use axum::response::Response;
use axum::routing::{MethodRouter, get};
use portico_engine::Table;
use portico_model::{Fault, FaultKind};
use portico_web::{AppState, WebResult};

use super::params::ExploreParams;
use super::rows;
use crate::ask::Ask;
use crate::reply;

/// What was aggregated.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Of {
    /// The datasets.
    Catalog,
    /// The records of one.
    Dataset,
}

/// The endpoint: alive under an old version's address, gone under the current one.
pub(crate) fn answer(alive: bool, of: Of) -> MethodRouter<AppState> {
    match (alive, of) {
        (false, _) => get(tell_gone).post(tell_gone),
        (true, Of::Catalog) => get(aggregate_catalog).post(aggregate_catalog),
        (true, Of::Dataset) => get(aggregate_records).post(aggregate_records),
    }
}

async fn tell_gone() -> WebResult<Response> {
    Err(Fault::new(
        FaultKind::Gone,
        "GoneResource",
        "This resource was removed in version 2.1 of the API.",
    )
    .with_hint("use /records or /datasets with `select` and `group_by`")
    .into())
}

async fn aggregate_catalog(ask: Ask) -> WebResult<Response> {
    let table = ask.portal.catalog(&ask.principal).await?.table;
    aggregate(&ask, &table).await
}

async fn aggregate_records(Path(id): Path<String>, ask: Ask) -> WebResult<Response> {
    let table = ask.portal.dataset(&ask.principal, &id).await?.table()?;
    aggregate(&ask, &table).await
}

/// `{"links": [], "aggregations": [row, …]}`
async fn aggregate(ask: &Ask, table: &Table) -> WebResult<Response> {
    let params = ExploreParams::read(&ask.params, ask.lang)?;
    let mut query = params.page(&ask.limits)?;
    if query.group_by.is_empty() {
        query.limit = Some(1);
    }
    let rows = rows::collect(ask.portal.engine().select(table, &query).await?, &query).await?;
    let mut body = b"{\"links\": [], \"aggregations\": ".to_vec();
    rows.write_array(&mut body);
    body.push(b'}');
    Ok(reply::json_bytes(ask, body))
}
