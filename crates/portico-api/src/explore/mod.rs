//! Which addresses does the Explore API have? The current version and its older names, each with and without the last slash.

mod aggregates;
mod attachments;
mod catalog_exports;
mod catalog_table;
mod datasets;
mod entry;
mod exports;
mod extras;
mod facets;
mod feedback;
mod files;
mod links;
mod old;
mod pages;
mod params;
mod records;
mod removed;
mod rows;
mod snapshots;
mod sources;
mod templates;

use axum::extract::Path;
use axum::middleware::from_fn;
use axum::response::Response;
use axum::routing::{MethodRouter, any, get, put};
use portico_web::{AppState, WebResult};

use crate::ask::Ask;
use crate::cors::answer_preflight;
use crate::table::Table;
use crate::version::{self, tell_old};

pub(crate) use catalog_exports::catalog_formats;
pub(crate) use entry::VERSIONS;
pub(crate) use exports::{format_named, formats_of, write_export};
pub(crate) use files::{open_sized, with_addresses};
pub(crate) use params::ExploreParams;
pub(crate) use snapshots::{download_snapshot, list_snapshots};
#[cfg(test)]
pub(crate) use sources::ABSENT;
pub(crate) use templates::{list_templates, list_types, show_template};

/// Where the Explore API begins.
pub(crate) const BASE: &str = version::CURRENT;
/// The older names of the Explore API's base.
pub(crate) const OLD_BASES: [&str; 2] = version::OLD;

/// The addresses of the Explore API.
pub(crate) fn table() -> Table {
    let versions = get(entry::show_versions).post(entry::show_versions);
    let current = endpoints(version::CURRENT, false).both(VERSIONS, versions.options(answer_preflight));
    OLD_BASES
        .into_iter()
        .fold(current, |table, base| table.merge(endpoints(base, true)))
}

fn endpoints(base: &str, old: bool) -> Table {
    let dressed = |method: MethodRouter<AppState>| {
        let method = method.options(answer_preflight);
        if old {
            method.layer(from_fn(tell_old))
        } else {
            method
        }
    };
    let endpoints: [(&str, MethodRouter<AppState>); 30] = [
        ("", get(entry::show_root).post(entry::show_root)),
        ("/catalog", get(entry::show_catalog).post(entry::show_catalog)),
        (
            "/catalog/datasets",
            get(datasets::list_datasets).post(datasets::list_datasets),
        ),
        (
            "/catalog/facets",
            get(facets::list_catalog_facets).post(facets::list_catalog_facets),
        ),
        (
            "/catalog/exports",
            get(catalog_exports::list_formats).post(catalog_exports::list_formats),
        ),
        (
            "/catalog/exports/{format}",
            get(catalog_exports::export_catalog).post(catalog_exports::export_catalog),
        ),
        ("/catalog/aggregates", removed::answer(old, removed::Of::Catalog)),
        ("/catalog/query", removed::answer(false, removed::Of::Catalog)),
        (
            "/catalog/datasets/{id}",
            get(datasets::show_dataset).post(datasets::show_dataset),
        ),
        (
            "/catalog/datasets/{id}/records",
            get(records::list_records).post(records::list_records),
        ),
        (
            "/catalog/datasets/{id}/records/{record}",
            get(records::show_record).post(records::show_record),
        ),
        (
            "/catalog/datasets/{id}/facets",
            get(facets::list_facets).post(facets::list_facets),
        ),
        (
            "/catalog/datasets/{id}/exports",
            get(exports::list_formats).post(exports::list_formats),
        ),
        (
            "/catalog/datasets/{id}/exports/{format}",
            get(exports::export_records).post(exports::export_records),
        ),
        (
            "/catalog/datasets/{id}/attachments",
            get(attachments::list_attachments).post(attachments::list_attachments),
        ),
        (
            "/catalog/datasets/{id}/attachments/{attachment}",
            get(attachments::download_attachment).post(attachments::download_attachment),
        ),
        (
            "/catalog/datasets/{id}/files/{file}",
            get(files::download_file).post(files::download_file),
        ),
        (
            "/catalog/datasets/{id}/alternative_exports/{export}",
            get(attachments::download_alternative_export).post(attachments::download_alternative_export),
        ),
        (
            "/catalog/datasets/{id}/snapshots",
            get(snapshots::list_snapshots).post(snapshots::list_snapshots),
        ),
        (
            "/catalog/datasets/{id}/snapshots/{snapshot}",
            get(snapshots::download_snapshot).post(snapshots::download_snapshot),
        ),
        (
            "/catalog/datasets/{id}/reuses",
            get(extras::list_reuses).post(extras::list_reuses),
        ),
        (
            "/catalog/datasets/{id}/reuses/{reuse}",
            get(extras::show_reuse).post(extras::show_reuse),
        ),
        ("/catalog/datasets/{id}/feedback", put(feedback::send_feedback)),
        (
            "/catalog/metadata_templates",
            get(templates::list_types).post(templates::list_types),
        ),
        (
            "/catalog/metadata_templates/{type}",
            get(templates::list_templates).post(templates::list_templates),
        ),
        (
            "/catalog/metadata_templates/{type}/{template}",
            get(templates::show_template).post(templates::show_template),
        ),
        ("/pages", get(pages::list_pages).post(pages::list_pages)),
        ("/pages/{slug}", get(pages::show_page).post(pages::show_page)),
        (
            "/catalog/datasets/{id}/aggregates",
            removed::answer(old, removed::Of::Dataset),
        ),
        (
            "/catalog/datasets/{id}/query",
            removed::answer(false, removed::Of::Dataset),
        ),
    ];
    let table = endpoints.into_iter().fold(Table::new(), |table, (path, method)| {
        table.both(&format!("{base}{path}"), dressed(method))
    });
    let table = if old {
        let records = format!("{base}/catalog/datasets/{{id}}/exports/xls");
        let datasets = format!("{base}/catalog/exports/xls");
        table
            .both(&records, dressed(get(export_xls).post(export_xls)))
            .both(
                &datasets,
                dressed(get(export_catalog_xls).post(export_catalog_xls)),
            )
    } else {
        table
    };
    sources::ABSENT.into_iter().fold(table, |table, source| {
        table
            .both(&format!("{base}/{source}"), any(sources::tell_absent))
            .route(&format!("{base}/{source}/{{*rest}}"), any(sources::tell_absent))
    })
}

async fn export_catalog_xls(ask: Ask) -> WebResult<Response> {
    catalog_exports::export_catalog(Path("xlsx".to_owned()), ask).await
}

/// Version 2.0 named the spreadsheet so; today's programs read today's file under it.
async fn export_xls(Path(id): Path<String>, ask: Ask) -> WebResult<Response> {
    exports::export_records(Path((id, "xlsx".to_owned())), ask).await
}
