//! How does the catalog leave as a file? As an array of dataset objects, or as a table of metadata.

use axum::extract::Path;
use axum::response::Response;
use http::{HeaderValue, header};
use portico_engine::Query;
use portico_formats::write::ExportFormat;
use portico_model::{Fault, FaultKind};
use portico_odsql::{parse_select, quote_field};
use portico_services::Catalog;
use portico_web::WebResult;

use super::datasets::{Shape, dataset_rows};
use super::exports::file_of;
use super::params::ExploreParams;
use crate::ask::Ask;
use crate::file::stream_file;
use crate::reply;
use crate::wire::link::{Link, Links};

/// The formats in the wire's order.
pub(crate) const FORMATS: [&str; 2] = ["csv", "json"];

/// `GET /catalog/exports`
pub(crate) async fn list_formats(ask: Ask) -> WebResult<Response> {
    let link = |rel: &str| Link::new(rel, ask.base.catalog(&format!("/exports/{rel}")));
    let own = Link::new("self", ask.base.catalog("/exports"));
    let twin = Link::new("data.json", ask.asked.address().absolute("/data.json"));
    let links = [own].into_iter().chain(FORMATS.map(link)).chain([twin]).collect();
    Ok(reply::json_value(&ask, &Links { links })?)
}

/// `GET /catalog/exports/{format}`
pub(crate) async fn export_catalog(Path(format): Path<String>, ask: Ask) -> WebResult<Response> {
    let params = ExploreParams::read(&ask.params, ask.lang)?;
    let query = params.export(&ask.limits)?;
    let mut response = match format.to_ascii_lowercase().as_str() {
        "json" => json(&ask, &params, query).await?,
        "csv" => csv(&ask, query, params.include_app_metas).await?,
        _ => {
            let message = format!("The requested export format {format} does not exist.");
            return Err(Fault::new(FaultKind::NotFound, "NotFoundResource", message)
                .with_hint(format!("use one of {}", FORMATS.join(", ")))
                .into());
        }
    };
    let disposition = format!(
        "attachment; filename=\"datasets.{}\"",
        format.to_ascii_lowercase()
    );
    if let Ok(value) = HeaderValue::try_from(disposition) {
        response.headers_mut().insert(header::CONTENT_DISPOSITION, value);
    }
    Ok(response)
}

async fn json(ask: &Ask, params: &ExploreParams, query: Query) -> Result<Response, Fault> {
    let catalog = ask.portal.catalog(&ask.principal).await?;
    let rows = dataset_rows(ask, &catalog, params, query, Shape::Flat).await?;
    let mut body = Vec::new();
    rows.write_array(&mut body);
    Ok(reply::json_bytes(ask, body))
}

async fn csv(ask: &Ask, mut query: Query, with_app_metas: bool) -> Result<Response, Fault> {
    let file = file_of(ExportFormat::Csv, "datasets", &ask.params, &query)?;
    let catalog = ask.portal.catalog(&ask.principal).await?;
    if query.select.is_empty() && query.group_by.is_empty() {
        let columns = columns_of(&catalog, with_app_metas);
        let text = format!("{}, dataset_id as datasetid", columns.join(", "));
        query.select = parse_select(&text)
            .map_err(|error| Fault::internal(format!("the catalog's own columns: {error}")))?;
    }
    let answer = ask.portal.engine().select(&catalog.table, &query).await?;
    let mut response = stream_file(answer, file).await?;
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}

/// Every metadata under its full name, template by template in the wire's order.
fn columns_of(catalog: &Catalog, with_app_metas: bool) -> Vec<String> {
    let app_metas: &[&str] = if with_app_metas {
        &["explore.", "processing."]
    } else {
        &[]
    };
    let fields = &catalog.table.schema().fields;
    let of = |template: &&str| {
        let names = fields.iter().map(|field| field.name.as_str());
        let named: Vec<String> = names
            .filter(|name| name.starts_with(*template))
            .map(quote_field)
            .collect();
        named
    };
    let templates = ["dcat.", "default.", "custom."];
    templates.iter().chain(app_metas).flat_map(of).collect()
}
