//! Which records, or groups of them, answer this? And one record by its identifier.

use axum::extract::Path;
use axum::response::Response;
use portico_engine::Query;
use portico_model::{Fault, FaultKind};
use portico_services::DatasetView;
use portico_web::WebResult;

use super::aggregates::is_aggregated;
use super::params::ExploreParams;
use super::rows::{self, Rows};
use crate::ask::Ask;
use crate::reply::{self, JSON, Tag};
use crate::wire::json;
use crate::wire::link::Link;

/// `GET /catalog/datasets/{id}/records`: `{"total_count": n, "results": […]}`
pub(crate) async fn list_records(Path(id): Path<String>, ask: Ask) -> WebResult<Response> {
    let view = ask.portal.dataset(&ask.principal, &id).await?;
    let params = ExploreParams::read(&ask.params, ask.lang)?;
    let mut query = params.page(&ask.limits)?;
    let table = view.table()?;
    let tag = tag_of(&ask, &view, &params, &query);
    if let Some(response) = tag.unchanged(&ask.headers) {
        return Ok(response);
    }
    query.with_record_ids &= !is_aggregated(&query);
    let with_links = params.include_links && !is_aggregated(&query);
    let asked = Query {
        with_record_ids: query.with_record_ids || with_links,
        ..query.clone()
    };
    let engine = ask.portal.engine();
    let counted = async { Ok(engine.count(&table, &asked).await?) };
    let selected = async { rows::collect(engine.select(&table, &asked).await?, &asked).await };
    let (total, mut rows): (u64, Rows) = futures::future::try_join(counted, selected).await?;
    let links = params.include_links.then(|| page_links(&ask, &id, &query, total));
    if with_links {
        rows.add_links(query.with_record_ids, |record| {
            let own = ask.base.dataset(&id, &format!("/records/{record}"));
            vec![
                Link::new("self", own),
                Link::new("dataset", ask.base.dataset(&id, "")),
            ]
        })?;
    }
    Ok(tag.mark(reply::body(JSON, listing(total, &rows, links)?)))
}

/// `GET /catalog/datasets/{id}/records/{record}`: the record, flat.
pub(crate) async fn show_record(Path((id, record)): Path<(String, String)>, ask: Ask) -> WebResult<Response> {
    let view = ask.portal.dataset(&ask.principal, &id).await?;
    let params = ExploreParams::read(&ask.params, ask.lang)?;
    let question = params.question.query()?;
    let query = Query {
        select: question.select,
        timezone: question.timezone,
        lang: question.lang,
        limit: Some(1),
        with_record_ids: params.include_app_metas,
        ..Query::default()
    };
    let answer = ask
        .portal
        .engine()
        .record(&view.table()?, &record, &query)
        .await?;
    let rows = match answer {
        Some(answer) => rows::collect(answer, &query).await?,
        None => Rows::default(),
    };
    let row = rows.into_first().ok_or_else(|| {
        let message = format!("The requested record {record} does not exist.");
        Fault::new(FaultKind::NotFound, "NotFoundResource", message)
    })?;
    Ok(reply::json_bytes(&ask, row))
}

/// The body of a listing; `_links` come last.
pub(crate) fn listing(total: u64, rows: &Rows, links: Option<Vec<Link>>) -> Result<Vec<u8>, Fault> {
    let mut body = format!("{{\"total_count\": {total}, \"results\": ").into_bytes();
    rows.write_array(&mut body);
    if let Some(links) = links {
        body.extend_from_slice(b", \"_links\": ");
        body.extend(json::to_bytes(&links)?);
    }
    body.push(b'}');
    Ok(body)
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
    let links = if params.include_links { ask.base.root() } else { "" };
    Tag::of(&[
        version.id.as_bytes(),
        b"records",
        view.dataset.updated_at.to_be_bytes().as_slice(),
        reply::caller_key(&ask.principal).as_bytes(),
        format!("{:?}", params.question).as_bytes(),
        window.as_bytes(),
        links.as_bytes(),
    ])
}

/// Where this page stands among the others.
fn page_links(ask: &Ask, id: &str, query: &Query, total: u64) -> Vec<Link> {
    let path = ask.base.dataset(id, "/records");
    let own = ask.params.without("offset").without("start").without("apikey");
    let at = |offset: usize| format!("{path}?{}", own.with("offset", &offset.to_string()).to_query());
    let limit = query.limit.unwrap_or(0);
    let total = usize::try_from(total).unwrap_or(usize::MAX);
    let mut links = vec![Link::new("self", at(query.offset)), Link::new("first", at(0))];
    if let Some(pages) = total.saturating_sub(1).checked_div(limit) {
        links.push(Link::new("last", at(pages * limit)));
        if query.offset > 0 {
            links.push(Link::new("prev", at(query.offset.saturating_sub(limit))));
        }
        if query.offset.saturating_add(limit) < total {
            links.push(Link::new("next", at(query.offset + limit)));
        }
    }
    links.push(Link::new("dataset", ask.base.dataset(id, "")));
    links
}
