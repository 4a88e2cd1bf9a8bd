//! Which datasets answer a search of API v1, and what is one of them? `/api/datasets/1.0/search` and `/api/datasets/1.0/{id}`.

use arrow::array::AsArray;
use axum::extract::Path;
use axum::response::Response;
use futures::StreamExt;
use portico_engine::Query;
use portico_formats::write::{CsvOptions, ExportFormat, WriteOptions};
use portico_model::Fault;
use portico_odsql::parse_select;
use portico_services::{Catalog, CatalogEntry, Question};
use portico_web::WebResult;
use serde_json::{Map, Value};

use super::dataset::{Metas, object};
use super::params::{self, Page, SortKey};
use super::reply::{Manner, finish, in_old_words};
use super::{echo, facet_groups, feed};
use crate::ask::Ask;
use crate::file::{File, stream_file};

/// Formats of a search in the catalog.
const FORMATS: [&str; 5] = ["json", "jsonp", "csv", "rss", "atom"];
/// The columns of the catalog as a file.
const COLUMNS: &str = "dataset_id AS datasetid, title, description, theme, keyword, license, language, modified, publisher, \
                       references, records_count";

/// `GET /api/datasets/1.0/search/`
pub(crate) async fn search_datasets(ask: WebResult<Ask>) -> WebResult<Response> {
    match ask {
        Ok(ask) => finish(search(&ask).await),
        Err(fault) => in_old_words(Err(fault)),
    }
}

/// `GET /api/datasets/1.0/{id}/`
pub(crate) async fn show_dataset(Path(id): Path<String>, ask: WebResult<Ask>) -> WebResult<Response> {
    match ask {
        Ok(ask) => finish(show(&ask, &id).await),
        Err(fault) => in_old_words(Err(fault)),
    }
}

async fn show(ask: &Ask, id: &str) -> Result<Response, Fault> {
    let manner = Manner::read(&ask.params)?;
    let view = ask.dataset(id).await?;
    let zone = params::question(ask)?.query()?.timezone;
    manner.value(ask, &object(ask, &view, zone, Metas::read(&ask.params))?)
}

async fn search(ask: &Ask) -> Result<Response, Fault> {
    let manner = Manner::read(&ask.params)?;
    let format = ask.params.word("format", &FORMATS)?.unwrap_or("json");
    let page = params::page(&ask.params)?;
    let catalog = ask.portal.catalog(&ask.principal).await?;
    let (query, facets) = read(ask, &catalog)?;
    if format == "csv" {
        return file(ask, &catalog, query, page).await;
    }
    let engine = ask.portal.engine();
    let total = engine.count(&catalog.table, &query).await?;
    let found = entries(ask, &catalog, &query, page).await?;
    if format == "rss" || format == "atom" {
        return Ok(feed::of_datasets(ask, "Datasets", &found, format));
    }
    let metas = Metas::read(&ask.params);
    let datasets: Result<Vec<Value>, Fault> = found
        .into_iter()
        .map(|entry| object(ask, entry, query.timezone, metas))
        .collect();
    let mut body = Map::new();
    body.insert("nhits".to_owned(), total.into());
    let parameters = echo::of_catalog(&ask.params, page);
    body.insert("parameters".to_owned(), Value::Object(parameters));
    body.insert("datasets".to_owned(), Value::Array(datasets?));
    if ask.params.all("facet").next().is_some() {
        let groups = facet_groups::count(engine, &catalog.table, &query, &facets).await?;
        let groups = serde_json::to_value(groups).map_err(Fault::internal)?;
        body.insert("facet_groups".to_owned(), groups);
    }
    manner.value(ask, &body)
}

/// The query of the catalog, and the facets to count. Sort keys that are no metadata here are left out.
fn read(ask: &Ask, catalog: &Catalog) -> Result<(Query, Vec<portico_odsql::FacetSpec>), Fault> {
    let schema = catalog.table.schema();
    let sort: Vec<SortKey> = params::sort(&ask.params)
        .into_iter()
        .filter(|key| {
            schema
                .field(&key.name)
                .is_some_and(|field| !field.is_multivalued())
        })
        .collect();
    let question = Question {
        order_by: params::order_by(&sort),
        disjunctive: Vec::new(),
        ..params::question(ask)?
    };
    let (facets, others) = params::facets(&ask.params, schema);
    let mut query = question.query()?;
    query.facets = facets.iter().cloned().chain(others).collect();
    Ok((query, facets))
}

async fn entries<'c>(
    ask: &Ask,
    catalog: &'c Catalog,
    query: &Query,
    page: Page,
) -> Result<Vec<&'c CatalogEntry>, Fault> {
    let query = Query {
        limit: Some(page.rows),
        offset: page.start,
        ..with_columns(query, "dataset_id")?
    };
    let mut answer = ask.portal.engine().select(&catalog.table, &query).await?;
    let mut found = Vec::new();
    while let Some(batch) = answer.batches.next().await {
        let batch = batch?;
        let ids = batch.column(0).as_string::<i32>();
        found.extend(ids.iter().flatten().filter_map(|id| catalog.entry(id)));
    }
    Ok(found)
}

async fn file(ask: &Ask, catalog: &Catalog, query: Query, page: Page) -> Result<Response, Fault> {
    let query = Query {
        limit: Some(page.rows),
        offset: page.start,
        ..with_columns(&query, COLUMNS)?
    };
    let file = File {
        format: ExportFormat::Csv,
        name: "datasets".to_owned(),
        options: WriteOptions {
            timezone: query.timezone,
            csv: CsvOptions {
                with_bom: false,
                ..CsvOptions::default()
            },
            ..WriteOptions::default()
        },
        compressed: false,
    };
    let answer = ask.portal.engine().select(&catalog.table, &query).await?;
    stream_file(answer, file).await
}

fn with_columns(query: &Query, columns: &str) -> Result<Query, Fault> {
    Ok(Query {
        select: parse_select(columns).map_err(Fault::internal)?,
        ..query.clone()
    })
}
