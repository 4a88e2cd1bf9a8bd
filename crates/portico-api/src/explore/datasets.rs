//! Which datasets answer this? The catalog in the language of records, and one dataset by its identifier.

use axum::extract::Path;
use axum::response::Response;
use portico_engine::Query;
use portico_model::Fault;
use portico_odsql::{CompareOp, Expr, ExprKind, Literal, SelectItem, Spanned};
use portico_services::{Catalog, DatasetView};
use portico_web::WebResult;
use serde_json::{Map, Value};

use super::aggregates::is_aggregated;
use super::params::ExploreParams;
use super::records::listing;
use super::rows::{self, Rows};
use crate::ask::Ask;
use crate::reply;
use crate::wire::dataset::{DatasetObject, Wanted};
use crate::wire::json;
use crate::wire::link::Link;

/// Members of a dataset object that `select` may name although they are no metadata.
const MEMBERS: [&str; 5] = [
    "fields",
    "visibility",
    "data_visible",
    "attachments",
    "alternative_exports",
];

/// `GET /catalog/datasets`: `{"total_count": n, "results": […]}`
pub(crate) async fn list_datasets(ask: Ask) -> WebResult<Response> {
    let params = ExploreParams::read(&ask.params, ask.lang)?;
    let query = Query {
        with_record_ids: false,
        ..params.page(&ask.limits)?
    };
    let catalog = ask.portal.catalog(&ask.principal).await?;
    let total = ask
        .portal
        .engine()
        .count(&catalog.table, &countable(&query))
        .await?;
    let rows = dataset_rows(&ask, &catalog, &params, query).await?;
    let own = format!(
        "{}?{}",
        ask.base.catalog("/datasets"),
        ask.params.without("apikey").to_query()
    );
    let links = params
        .include_links
        .then(|| vec![Link::new("self", own), Link::new("catalog", ask.base.catalog(""))]);
    Ok(reply::json_bytes(&ask, listing(total, &rows, links)?))
}

/// `GET /catalog/datasets/{id}`: the object, not wrapped.
pub(crate) async fn show_dataset(Path(id): Path<String>, ask: Ask) -> WebResult<Response> {
    let params = ExploreParams::read(&ask.params, ask.lang)?;
    let view = ask.portal.dataset(&ask.principal, &id).await?;
    let question = params.question.query()?;
    if is_everything(&question.select) {
        return Ok(reply::json_value(&ask, &object(&ask, &view, &params, &question))?);
    }
    let query = Query {
        filter: vec![is_dataset(&id)],
        limit: Some(1),
        select: question.select,
        ..Query::default()
    };
    let catalog = ask.portal.catalog(&ask.principal).await?;
    let rows = dataset_rows(&ask, &catalog, &params, query).await?;
    let row = rows.into_first().ok_or_else(|| Fault::no_dataset(&id))?;
    Ok(reply::json_bytes(&ask, row))
}

/// Rows of the catalog: whole objects, or what `select` and `group_by` ask for.
pub(crate) async fn dataset_rows(
    ask: &Ask,
    catalog: &Catalog,
    params: &ExploreParams,
    query: Query,
) -> Result<Rows, Fault> {
    let engine = ask.portal.engine();
    if is_aggregated(&query) {
        return rows::collect(engine.select(&catalog.table, &query).await?, &query).await;
    }
    let whole = is_everything(&query.select);
    let members: Vec<(usize, String, &str)> = query.select.iter().enumerate().filter_map(member).collect();
    if !whole && members.is_empty() {
        return rows::collect(engine.select(&catalog.table, &query).await?, &query).await;
    }
    let kept = |(place, item): (usize, &SelectItem)| {
        (!whole && !members.iter().any(|(other, _, _)| *other == place)).then(|| item.clone())
    };
    let select = std::iter::once(identifier())
        .chain(query.select.iter().enumerate().filter_map(kept))
        .collect();
    let narrow = Query {
        select,
        ..query.clone()
    };
    let found = rows::collect(engine.select(&catalog.table, &narrow).await?, &narrow).await?;
    let mut rows = Rows::default();
    for mut row in found.objects()? {
        let id = row.shift_remove(HIDDEN).unwrap_or_default();
        let entry = id
            .as_str()
            .and_then(|id| catalog.entry(id))
            .ok_or_else(|| Fault::internal(format!("the catalog lists `{id}` without knowing it")))?;
        let object = object(ask, entry, params, &query);
        rows.push(if whole {
            json::to_bytes(&object)?
        } else {
            with_members(row, &members, &object)?
        });
    }
    Ok(rows)
}

/// Column that carries the identifier and is taken out again.
const HIDDEN: &str = "__dataset_id";

fn identifier() -> SelectItem {
    let expr = Spanned {
        node: ExprKind::Field("dataset_id".to_owned()),
        span: 0..0,
    };
    let alias = Some(Spanned {
        node: HIDDEN.to_owned(),
        span: 0..0,
    });
    SelectItem::Expr {
        expr,
        alias,
        key: HIDDEN.to_owned(),
    }
}

/// The same without columns and order: some of them are no metadata.
fn countable(query: &Query) -> Query {
    if is_aggregated(query) {
        return query.clone();
    }
    Query {
        select: Vec::new(),
        order_by: Vec::new(),
        ..query.clone()
    }
}

fn is_dataset(id: &str) -> Expr {
    let at = |node| Box::new(Spanned { node, span: 0..0 });
    let left = at(ExprKind::Field("dataset_id".to_owned()));
    let right = at(ExprKind::Literal(Literal::Text(id.to_owned())));
    Spanned {
        node: ExprKind::Compare {
            op: CompareOp::Equal,
            left,
            right,
        },
        span: 0..0,
    }
}

fn is_everything(select: &[SelectItem]) -> bool {
    select.iter().all(|item| matches!(item, SelectItem::All))
}

fn member((place, item): (usize, &SelectItem)) -> Option<(usize, String, &'static str)> {
    let SelectItem::Expr { expr, key, .. } = item else {
        return None;
    };
    let ExprKind::Field(name) = &expr.node else {
        return None;
    };
    let name = MEMBERS.into_iter().find(|member| member == name)?;
    Some((place, key.clone(), name))
}

/// The selected row with members of the whole object in their places.
fn with_members(
    mut row: Map<String, Value>,
    members: &[(usize, String, &str)],
    object: &DatasetObject<'_>,
) -> Result<Vec<u8>, Fault> {
    let mut whole = serde_json::to_value(object).map_err(Fault::internal)?;
    for (place, key, name) in members {
        let place = (*place).min(row.len());
        row.shift_insert(place, key.clone(), whole[*name].take());
    }
    json::to_bytes(&row)
}

fn object<'a>(ask: &Ask, view: &'a DatasetView, params: &ExploreParams, query: &Query) -> DatasetObject<'a> {
    let id = view.dataset.id.as_str();
    let links = params.include_links.then(|| {
        let parts = ["attachments", "records", "exports"];
        let own = [
            Link::new("self", ask.base.dataset(id, "")),
            Link::new("catalog", ask.base.catalog("")),
        ];
        let parts = parts
            .iter()
            .map(|rel| Link::new(*rel, ask.base.dataset(id, &format!("/{rel}"))));
        own.into_iter().chain(parts).collect()
    });
    DatasetObject::new(
        view,
        Wanted {
            zone: query.timezone,
            app_metas: params.include_app_metas,
            links,
        },
    )
}
