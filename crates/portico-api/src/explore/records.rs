//! Which records, or groups of them, answer this? And one record by its identifier.

use axum::extract::Path;
use axum::response::Response;
use portico_engine::Query;
use portico_model::{Fault, FaultKind};
use portico_services::DatasetView;
use portico_web::WebResult;
use serde_json::Value;

use super::aggregates::is_aggregated;
use super::old::{self, OldColumns};
use super::params::ExploreParams;
use super::rows::{self, Rows};
use super::{exports, files, links};
use crate::ask::Ask;
use crate::reply::{self, JSON, Tag};
use crate::wire::json;
use crate::wire::link::Link;
use crate::wire::old as wire;

/// `GET /catalog/datasets/{id}/records`: `{"total_count": n, "results": […]}`; in version 2.0 `{"total_count", "links", "records"}`.
pub(crate) async fn list_records(Path(id): Path<String>, ask: Ask) -> WebResult<Response> {
    if let Some(format) = ask.params.text("export_as") {
        let format = format.to_owned();
        return exports::export_records(Path((id, format)), ask).await;
    }
    let view = ask.dataset(&id).await?;
    let params = ExploreParams::read(&ask.params, ask.lang)?;
    let mut query = params.page(&ask.limits)?;
    let table = view.table()?;
    let tag = tag_of(&ask, &view, &params, &query);
    if let Some(response) = tag.unchanged(&ask.headers) {
        return Ok(response);
    }
    let is_old = ask.version.is_old();
    if is_old {
        old::read(&mut query, &view.schema);
    }
    let is_aggregated = is_aggregated(&query);
    query.with_record_ids &= !is_aggregated;
    let with_links = params.include_links && !is_aggregated;
    let asked = Query {
        with_record_ids: !is_aggregated && (query.with_record_ids || with_links || is_old),
        ..query.clone()
    };
    let engine = ask.portal.engine();
    let counted = async { Ok(engine.count(&table, &asked).await?) };
    let selected = async {
        let answer = engine.select(&table, &asked).await?;
        rows::collect(files::with_addresses(&ask, &id, answer), &asked).await
    };
    let (total, mut rows): (u64, Rows) = futures::future::try_join(counted, selected).await?;
    if is_old {
        let body = old_listing(&ask, &view, &asked, &rows, total)?;
        return Ok(tag.mark(reply::body(JSON, body)));
    }
    let links = params.include_links.then(|| {
        let parents = links::parents_of_records(&ask, &id);
        pages(&ask, &id, &query, total)
            .into_iter()
            .chain(parents)
            .collect()
    });
    if with_links {
        rows.add_links(query.with_record_ids, |record| {
            links::record_links(&ask, &id, record)
        })?;
    } else if params.include_links {
        rows.add_links(true, |_| links::parents_of_records(&ask, &id))?;
    }
    Ok(tag.mark(reply::body(JSON, listing("results", Some(total), &rows, links)?)))
}

/// The listing of version 2.0: each record with its identity and links; groups have neither, nor are they counted.
fn old_listing(
    ask: &Ask,
    view: &DatasetView,
    query: &Query,
    rows: &Rows,
    total: u64,
) -> Result<Vec<u8>, Fault> {
    let id = view.dataset.id.as_str();
    let is_grouped = !query.group_by.is_empty();
    let mut written = Rows::default();
    for row in OldColumns::of(query, &view.schema).objects(rows)? {
        let record = row.get("_id").and_then(Value::as_str).map(str::to_owned);
        written.push(match record {
            Some(record) if query.with_record_ids => {
                wire::record(row, &links::record_links(ask, id, &record))?
            }
            _ => wire::group(row)?,
        });
    }
    let mut own = if is_grouped {
        vec![links::own_link(ask, &ask.base.dataset(id, "/records"))]
    } else {
        pages(ask, id, query, total)
    };
    own.extend(links::parents_of_records(ask, id));
    listing("records", (!is_grouped).then_some(total), &written, Some(own))
}

/// `GET /catalog/datasets/{id}/records/{record}`: the record, flat.
pub(crate) async fn show_record(Path((id, record)): Path<(String, String)>, ask: Ask) -> WebResult<Response> {
    let view = ask.dataset(&id).await?;
    // Addresses that people copied end with a blank now and then; identifiers have none.
    let record = record.trim().to_owned();
    let params = ExploreParams::read(&ask.params, ask.lang)?;
    let question = params.question.query()?;
    let query = Query {
        select: question.select,
        timezone: question.timezone,
        lang: question.lang,
        limit: Some(1),
        with_record_ids: params.include_app_metas || params.include_links || ask.version.is_old(),
        ..Query::default()
    };
    let answer = ask
        .portal
        .engine()
        .record(&view.table()?, &record, &query)
        .await?;
    let rows = match answer {
        Some(answer) => rows::collect(files::with_addresses(&ask, &id, answer), &query).await?,
        None => Rows::default(),
    };
    let rows = if ask.version.is_old() {
        let mut written = Rows::default();
        for row in OldColumns::of(&query, &view.schema).objects(&rows)? {
            written.push(wire::record(row, &links::record_links(&ask, &id, &record))?);
        }
        written
    } else {
        let mut rows = rows;
        if params.include_links {
            rows.add_links(params.include_app_metas, |record| {
                links::record_links(&ask, &id, record)
            })?;
        }
        rows
    };
    let row = rows.into_first().ok_or_else(|| {
        let message = format!("The requested record {record} does not exist.");
        Fault::new(FaultKind::NotFound, "NotFoundResource", message)
    })?;
    Ok(reply::json_bytes(&ask, row))
}

/// The body of a listing of `name`: links stand before the things in version 2.0, as `_links` behind them in the current one.
pub(crate) fn listing(
    name: &str,
    total: Option<u64>,
    rows: &Rows,
    links: Option<Vec<Link>>,
) -> Result<Vec<u8>, Fault> {
    let is_old = name != "results";
    let links = links.map(|links| json::to_bytes(&links)).transpose()?;
    let mut parts = Vec::new();
    parts.extend(total.map(|total| format!("\"total_count\": {total}").into_bytes()));
    if is_old {
        parts.extend(
            links
                .as_ref()
                .map(|links| [b"\"links\": ", links.as_slice()].concat()),
        );
    }
    let mut things = format!("\"{name}\": ").into_bytes();
    rows.write_array(&mut things);
    parts.push(things);
    if !is_old {
        parts.extend(links.map(|links| [b"\"_links\": ", links.as_slice()].concat()));
    }
    Ok([b"{".as_slice(), &parts.join(b", ".as_slice()), b"}"].concat())
}

/// The tag of what a version answers to a question.
fn tag_of(ask: &Ask, view: &DatasetView, params: &ExploreParams, query: &Query) -> Tag {
    let Some(version) = view
        .version
        .as_ref()
        .filter(|_| !params.question.depends_on_now())
    else {
        return Tag::none();
    };
    let window = format!("{:?} {} {}", query.limit, query.offset, params.include_app_metas);
    let has_links = params.include_links || ask.version.is_old();
    let links = if has_links { ask.base.root() } else { "" };
    let own = if has_links {
        ask.params.to_query()
    } else {
        String::new()
    };
    Tag::of(&[
        version.id.as_bytes(),
        b"records",
        view.dataset.updated_at.to_be_bytes().as_slice(),
        reply::caller_key(&ask.principal, &view.mark()).as_bytes(),
        format!("{:?}", params.question).as_bytes(),
        window.as_bytes(),
        links.as_bytes(),
        own.as_bytes(),
    ])
}

fn pages(ask: &Ask, id: &str, query: &Query, total: u64) -> Vec<Link> {
    let path = ask.base.dataset(id, "/records");
    links::page_links(ask, &path, query.limit.unwrap_or(0), query.offset, total)
}
