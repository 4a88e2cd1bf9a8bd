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
use super::old::{self, OldColumns};
use super::params::ExploreParams;
use super::records::listing;
use super::rows::{self, Rows};
use super::{catalog_exports, links};
use crate::ask::Ask;
use crate::reply;
use crate::wire::dataset::{DatasetObject, Wanted};
use crate::wire::json;
use crate::wire::link::Link;
use crate::wire::old as wire;

/// Members of a dataset object that `select` may name although they are no metadata.
const MEMBERS: [&str; 5] = [
    "fields",
    "visibility",
    "data_visible",
    "attachments",
    "alternative_exports",
];

/// `GET /catalog/datasets`: `{"total_count": n, "results": […]}`; in version 2.0 `{"total_count", "links", "datasets"}`.
pub(crate) async fn list_datasets(ask: Ask) -> WebResult<Response> {
    if let Some(format) = ask.params.text("export_as") {
        let format = format.to_owned();
        return catalog_exports::export_catalog(Path(format), ask).await;
    }
    let params = ExploreParams::read(&ask.params, ask.lang)?;
    let mut query = Query {
        with_record_ids: false,
        ..params.page(&ask.limits)?
    };
    let catalog = ask.portal.catalog(&ask.principal).await?;
    if ask.version.is_old() {
        old::read(&mut query, catalog.table.schema());
    }
    let (limit, offset) = (query.limit.unwrap_or(0), query.offset);
    let total = ask
        .portal
        .engine()
        .count(&catalog.table, &countable(&query))
        .await?;
    let shape = Shape::of(&ask, &params);
    let is_grouped = !query.group_by.is_empty();
    let rows = dataset_rows(&ask, &catalog, &params, query, shape).await?;
    let path = ask.base.catalog("/datasets");
    let links = (shape != Shape::Flat).then(|| {
        let mut links = if is_grouped && ask.version.is_old() {
            vec![links::own_link(&ask, &path)]
        } else {
            links::page_links(&ask, &path, limit, offset, total)
        };
        links.push(Link::new("catalog", ask.base.catalog("")));
        links
    });
    let body = match shape {
        Shape::Old => listing("datasets", (!is_grouped).then_some(total), &rows, links)?,
        Shape::Flat | Shape::Linked => listing("results", Some(total), &rows, links)?,
    };
    Ok(reply::json_bytes(&ask, body))
}

/// `GET /catalog/datasets/{id}`: the object, not wrapped.
pub(crate) async fn show_dataset(Path(id): Path<String>, ask: Ask) -> WebResult<Response> {
    let params = ExploreParams::read(&ask.params, ask.lang)?;
    let view = ask.dataset(&id).await?;
    let question = params.question.query()?;
    let shape = Shape::of(&ask, &params);
    if is_everything(&question.select) {
        let object = object(&ask, &view, &params, &question);
        return Ok(match shape {
            Shape::Old => {
                let members = members_of(&object)?;
                reply::json_bytes(&ask, wire::dataset(members, &links::dataset_links(&ask, &id))?)
            }
            Shape::Flat | Shape::Linked => reply::json_value(&ask, &object)?,
        });
    }
    let query = Query {
        filter: vec![is_dataset(&id)],
        limit: Some(1),
        select: question.select,
        ..Query::default()
    };
    let catalog = ask.portal.catalog(&ask.principal).await?;
    let rows = dataset_rows(&ask, &catalog, &params, query, shape).await?;
    let row = rows.into_first().ok_or_else(|| Fault::no_dataset(&id))?;
    Ok(reply::json_bytes(&ask, row))
}

/// How each dataset of an answer is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// As it is.
    Flat,
    /// With `_links`.
    Linked,
    /// Wrapped, as version 2.0 did.
    Old,
}

impl Shape {
    fn of(ask: &Ask, params: &ExploreParams) -> Self {
        match (ask.version.is_old(), params.include_links) {
            (true, _) => Self::Old,
            (false, true) => Self::Linked,
            (false, false) => Self::Flat,
        }
    }
}

/// Rows of the catalog: whole objects, or what `select` and `group_by` ask for.
pub(crate) async fn dataset_rows(
    ask: &Ask,
    catalog: &Catalog,
    params: &ExploreParams,
    query: Query,
    shape: Shape,
) -> Result<Rows, Fault> {
    let engine = ask.portal.engine();
    if is_aggregated(&query) {
        let mut rows = rows::collect(engine.select(&catalog.table, &query).await?, &query).await?;
        match shape {
            Shape::Flat => {}
            Shape::Linked => rows.add_links(true, |_| vec![Link::new("catalog", ask.base.catalog(""))])?,
            Shape::Old => {
                let mut written = Rows::default();
                for row in OldColumns::of(&query, catalog.table.schema()).objects(&rows)? {
                    written.push(wire::dataset(row, &[])?);
                }
                rows = written;
            }
        }
        return Ok(rows);
    }
    let whole = is_everything(&query.select);
    let members: Vec<(usize, String, &str)> = query.select.iter().enumerate().filter_map(member).collect();
    if !whole && members.is_empty() && shape == Shape::Flat {
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
    let columns = OldColumns::of(&query, catalog.table.schema());
    let found = if shape == Shape::Old {
        columns.objects(&found)?
    } else {
        found.objects()?
    };
    let mut rows = Rows::default();
    for mut row in found {
        let id = row.shift_remove(HIDDEN).unwrap_or_default();
        let id = id.as_str().unwrap_or_default();
        let entry = catalog
            .entry(id)
            .ok_or_else(|| Fault::internal(format!("the catalog lists `{id}` without knowing it")))?;
        let object = object(ask, entry, params, &query);
        if whole && shape != Shape::Old {
            rows.push(json::to_bytes(&object)?);
            continue;
        }
        let mut row = if whole {
            members_of(&object)?
        } else {
            with_members(row, &members, &object)?
        };
        rows.push(match shape {
            Shape::Flat => json::to_bytes(&row)?,
            Shape::Linked => {
                let links = serde_json::to_value(links::dataset_links(ask, id)).map_err(Fault::internal)?;
                row.insert("_links".to_owned(), links);
                json::to_bytes(&row)?
            }
            Shape::Old => wire::dataset(row, &links::dataset_links(ask, id))?,
        });
    }
    Ok(rows)
}

fn members_of(object: &DatasetObject<'_>) -> Result<Map<String, Value>, Fault> {
    match serde_json::to_value(object).map_err(Fault::internal)? {
        Value::Object(members) => Ok(members),
        other => Err(Fault::internal(format!("a dataset is no object: {other}"))),
    }
}

/// The identifiers of the datasets that answer, in the order asked for.
pub(crate) async fn dataset_ids(ask: &Ask, catalog: &Catalog, query: &Query) -> Result<Vec<String>, Fault> {
    let narrow = Query {
        select: vec![identifier()],
        ..query.clone()
    };
    let found = rows::collect(
        ask.portal.engine().select(&catalog.table, &narrow).await?,
        &narrow,
    )
    .await?;
    let id = |mut row: Map<String, Value>| match row.shift_remove(HIDDEN) {
        Some(Value::String(id)) => Some(id),
        _ => None,
    };
    Ok(found.objects()?.into_iter().filter_map(id).collect())
}

/// Column that carries the identifier and is taken out again.
const HIDDEN: &str = "__dataset_id";

/// The identifier, under a name that nobody selects.
pub(crate) fn identifier() -> SelectItem {
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

/// No column is chosen.
pub(crate) fn is_everything(select: &[SelectItem]) -> bool {
    select.iter().all(|item| matches!(item, SelectItem::All))
}

/// A column that is no metadata: its place, its key and the member of the object.
pub(crate) fn member((place, item): (usize, &SelectItem)) -> Option<(usize, String, &'static str)> {
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
) -> Result<Map<String, Value>, Fault> {
    let mut whole = serde_json::to_value(object).map_err(Fault::internal)?;
    for (place, key, name) in members {
        let place = (*place).min(row.len());
        row.shift_insert(place, key.clone(), whole[*name].take());
    }
    Ok(row)
}

fn object<'a>(ask: &Ask, view: &'a DatasetView, params: &ExploreParams, query: &Query) -> DatasetObject<'a> {
    let links = params
        .include_links
        .then(|| links::dataset_links(ask, view.dataset.id.as_str()));
    DatasetObject::new(
        view,
        Wanted {
            zone: query.timezone,
            app_metas: params.include_app_metas,
            base: ask.base.clone(),
            links,
        },
    )
}
