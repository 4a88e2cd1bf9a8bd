//! How does the catalog leave as a file? As dataset objects, as a table of metadata, or in the words of other catalogs.

use axum::extract::Path;
use axum::response::Response;
use chrono_tz::Tz;
use http::{HeaderValue, header};
use portico_engine::Query;
use portico_formats::write::ExportFormat;
use portico_model::{Fault, FaultKind};
use portico_services::DatasetView;
use portico_web::{Params, WebResult};

use super::aggregates::is_aggregated;
use super::catalog_table::export_table;
use super::datasets::{Shape, dataset_ids, dataset_rows, is_everything};
use super::exports::format_named;
use super::params::ExploreParams;
use crate::ask::Ask;
use crate::harvest::{CatalogFormat, CatalogWriter, Distributions, HarvestOptions, Places, stream_catalog};
use crate::reply;
use crate::wire::dataset::{DatasetObject, Wanted};
use crate::wire::json;
use crate::wire::link::{Base, Link, Links};

/// Formats of records in which the table of metadata can be had, where this program writes them.
const TABLES: [&str; 2] = ["csv", "xlsx"];

/// Every format as it is listed: its name and media type.
pub(crate) fn catalog_formats() -> impl Iterator<Item = (&'static str, &'static str)> {
    let media_type = |name: &'static str| {
        let table = ExportFormat::parse(name).map(ExportFormat::content_type);
        let described = CatalogFormat::parse(name).map(CatalogFormat::content_type);
        let kind = described.or(table).unwrap_or(reply::JSON);
        (name, kind.split(';').next().unwrap_or(kind))
    };
    names().map(media_type)
}

fn names() -> impl Iterator<Item = &'static str> {
    let tables = TABLES
        .into_iter()
        .filter(|name| ExportFormat::parse(name).is_some());
    ["json"].into_iter().chain(tables).chain(CatalogFormat::LISTED)
}

/// `GET /catalog/exports`
pub(crate) async fn list_formats(ask: Ask) -> WebResult<Response> {
    let link = |rel: &str| {
        let rel = ask.version.name_of_format(rel);
        Link::new(rel, ask.base.catalog(&format!("/exports/{rel}")))
    };
    let own = Link::new("self", ask.base.catalog("/exports"));
    let links = [own].into_iter().chain(names().map(link)).collect();
    Ok(reply::json_value(&ask, &Links { links })?)
}

/// `GET /catalog/exports/{format}`
pub(crate) async fn export_catalog(Path(format): Path<String>, ask: Ask) -> WebResult<Response> {
    let params = ExploreParams::read(&ask.params, ask.lang)?;
    let query = params.export(&ask.limits)?;
    let name = format.to_ascii_lowercase();
    if name == "json" {
        return Ok(json(&ask, &params, query).await?);
    }
    let table = ExportFormat::parse(&name).filter(|format| TABLES.contains(&format.as_str()));
    if let Some(format) = table {
        return Ok(export_table(&ask, format, query, params.include_app_metas).await?);
    }
    match CatalogFormat::parse(&name) {
        Some(format) => Ok(description(&ask, format, query).await?),
        None => Err(unknown(&format).into()),
    }
}

fn unknown(format: &str) -> Fault {
    let message = format!("The requested export format {format} does not exist.");
    let known: Vec<&str> = names().collect();
    Fault::new(FaultKind::NotFound, "NotFoundResource", message)
        .with_hint(format!("use one of {}", known.join(", ")))
}

async fn json(ask: &Ask, params: &ExploreParams, query: Query) -> Result<Response, Fault> {
    let catalog = ask.portal.catalog(&ask.principal).await?;
    let kind = reply::JSON;
    if is_aggregated(&query) || !is_everything(&query.select) {
        let rows = dataset_rows(ask, &catalog, params, query, Shape::Flat).await?;
        let mut body = Vec::new();
        rows.write_array(&mut body);
        return Ok(attachment(reply::json_bytes(ask, body), kind, "json"));
    }
    let ids = dataset_ids(ask, &catalog, &query).await?;
    let writer = ObjectWriter {
        zone: query.timezone,
        app_metas: params.include_app_metas,
        base: ask.base.clone(),
        is_first: true,
    };
    Ok(attachment(
        stream_catalog(catalog, ids, Box::new(writer)),
        kind,
        "json",
    ))
}

async fn description(ask: &Ask, format: CatalogFormat, query: Query) -> Result<Response, Fault> {
    if is_aggregated(&query) {
        let message = "Groups and aggregates cannot be described in the words of other catalogs.";
        return Err(Fault::invalid("InvalidRESTParameterError", message)
            .with_hint("leave `group_by` out, or export json, csv or xlsx"));
    }
    let options = HarvestOptions {
        places: Places::of(ask),
        files: distributions(&ask.params)?,
    };
    let catalog = ask.portal.catalog(&ask.principal).await?;
    let ids = dataset_ids(ask, &catalog, &query).await?;
    let response = stream_catalog(catalog, ids, format.writer(options));
    Ok(attachment(response, format.content_type(), format.extension()))
}

/// `include_exports` and `use_labels_in_exports`.
fn distributions(params: &Params) -> Result<Distributions, Fault> {
    let listed = |text: &str| {
        let names = text.split(',').map(str::trim).filter(|name| !name.is_empty());
        names.map(format_of_dataset).collect::<Result<Vec<_>, _>>()
    };
    Ok(Distributions {
        only: params.text("include_exports").map(listed).transpose()?,
        use_labels: params.boolean("use_labels_in_exports")?.unwrap_or(true),
    })
}

fn format_of_dataset(name: &str) -> Result<ExportFormat, Fault> {
    format_named(name).map_err(|fault| {
        let found: String = name.chars().take(40).collect();
        let message = format!(
            "Invalid value for include_exports API parameter: {found} was found but a list of export formats is expected."
        );
        Fault {
            hint: fault.hint,
            ..Fault::invalid("InvalidRESTParameterError", message)
        }
    })
}

fn attachment(mut response: Response, kind: &'static str, extension: &str) -> Response {
    let headers = response.headers_mut();
    headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    headers
        .entry(header::CACHE_CONTROL)
        .or_insert(HeaderValue::from_static("no-cache"));
    if let Ok(value) = HeaderValue::try_from(format!("attachment; filename=\"datasets.{extension}\"")) {
        headers.insert(header::CONTENT_DISPOSITION, value);
    }
    response
}

/// An array of dataset objects.
struct ObjectWriter {
    zone: Tz,
    app_metas: bool,
    base: Base,
    is_first: bool,
}

impl CatalogWriter for ObjectWriter {
    fn start(&mut self, out: &mut Vec<u8>) {
        out.push(b'[');
    }

    fn dataset(&mut self, view: &DatasetView, out: &mut Vec<u8>) {
        let wanted = Wanted {
            zone: self.zone,
            app_metas: self.app_metas,
            base: self.base.clone(),
            links: None,
        };
        // Texts, numbers and lists are always JSON.
        let Ok(text) = json::to_bytes(&DatasetObject::new(view, wanted)) else {
            return;
        };
        if !std::mem::take(&mut self.is_first) {
            out.push(b',');
        }
        out.extend(text);
    }

    fn finish(&mut self, out: &mut Vec<u8>) {
        out.push(b']');
    }
}
