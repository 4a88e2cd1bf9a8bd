//! What became of `/aggregates` and `/query`? Gone in v2.1; `/aggregates` still answers under its old addresses.

use axum::extract::Path;
use axum::response::Response;
use axum::routing::{MethodRouter, get};
use portico_engine::{Query, Table};
use portico_model::{Fault, FaultKind};
use portico_odsql::SelectItem;
use portico_web::{AppState, WebResult};
use serde_json::json;

use super::aggregates::has_aggregate;
use super::old::{self, OldColumns};
use super::params::ExploreParams;
use super::{links, rows};
use crate::ask::Ask;
use crate::reply;
use crate::wire::link::Link;

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
    let links = vec![
        links::own_link(&ask, &ask.base.catalog("/aggregates")),
        Link::new("datasets", ask.base.catalog("/datasets")),
        Link::new("catalog", ask.base.catalog("")),
    ];
    aggregate(&ask, &table, &links).await
}

async fn aggregate_records(Path(id): Path<String>, ask: Ask) -> WebResult<Response> {
    let table = ask.dataset(&id).await?.table()?;
    let own = links::own_link(&ask, &ask.base.dataset(&id, "/aggregates"));
    let links: Vec<Link> = [own]
        .into_iter()
        .chain(links::parents_of_records(&ask, &id))
        .collect();
    aggregate(&ask, &table, &links).await
}

/// `{"links": […], "aggregations": [row, …]}`: one row for each group, one of everything without groups.
async fn aggregate(ask: &Ask, table: &Table, links: &[Link]) -> WebResult<Response> {
    let params = ExploreParams::read(&ask.params, ask.lang)?;
    let mut query = params.page(&ask.limits)?;
    if query.group_by.is_empty() {
        only_sums(&query)?;
        query.limit = Some(1);
    }
    old::read(&mut query, table.schema());
    let rows = rows::collect(ask.portal.engine().select(table, &query).await?, &query).await?;
    let rows = OldColumns::of(&query, table.schema()).objects(&rows)?;
    Ok(reply::json_value(
        ask,
        &json!({"links": links, "aggregations": rows}),
    )?)
}

/// Without groups there is nothing but sums to select.
fn only_sums(query: &Query) -> Result<(), Fault> {
    let plain = query.select.iter().find_map(|item| match item {
        SelectItem::Expr { expr, key, .. } if !has_aggregate(expr) => Some(key.as_str()),
        SelectItem::Expr { .. } => None,
        SelectItem::All | SelectItem::Include(_) | SelectItem::Exclude(_) => Some("*"),
    });
    let what = match plain {
        None if !query.select.is_empty() => return Ok(()),
        None => "an aggregate is needed in select".to_owned(),
        Some(key) => format!("{key} is not an aggregate and not in group_by"),
    };
    Err(Fault::invalid(
        "ODSQLError",
        format!("ODSQL query is malformed: {what}. Clause(s) containing the error(s): select."),
    )
    .with_hint("select aggregates such as count(*), or name the field in group_by")
    .with_position("select", None))
}
