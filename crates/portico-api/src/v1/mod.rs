//! Which addresses does API v1 have? Records, datasets and downloads as programs of its time call them, shapes and errors included.

mod analyze;
mod axis;
mod catalog;
mod coarse;
mod dataset;
mod download;
mod echo;
mod facet_groups;
mod feed;
mod geo;
mod params;
mod record;
mod reply;
mod search;
mod series;
mod stored;

use axum::routing::{MethodRouter, get};
use portico_web::AppState;

use crate::cors::answer_preflight;
use crate::explore;
use crate::table::Table;

pub(crate) use search::FORMATS as SEARCH_FORMATS;

/// The addresses of API v1: by GET and, for questions too long for an address, by POST of a form.
pub(crate) fn table() -> Table {
    let endpoints: [(&str, MethodRouter<AppState>); 31] = [
        (
            "/api/records/1.0/search",
            get(search::search_records).post(search::search_records),
        ),
        (
            "/api/records/1.0/download",
            get(download::download_records).post(download::download_records),
        ),
        (
            "/api/datasets/1.0/search",
            get(catalog::search_datasets).post(catalog::search_datasets),
        ),
        (
            "/api/datasets/1.0/{id}",
            get(catalog::show_dataset).post(catalog::show_dataset),
        ),
        (
            "/api/datasets/1.0/{id}/records",
            get(search::search_dataset).post(search::search_dataset),
        ),
        (
            "/api/datasets/1.0/{id}/records/search",
            get(search::search_dataset).post(search::search_dataset),
        ),
        (
            "/api/datasets/1.0/{id}/records/download",
            get(download::download_dataset).post(download::download_dataset),
        ),
        (
            "/api/datasets/1.0/{id}/records/{record}",
            get(search::show_record).post(search::show_record),
        ),
        (
            "/api/records/1.0/analyze",
            get(analyze::analyze_records).post(analyze::analyze_records),
        ),
        (
            "/api/datasets/1.0/{id}/records/analyze",
            get(analyze::analyze_dataset).post(analyze::analyze_dataset),
        ),
        (
            "/api/records/1.0/boundingbox",
            get(geo::bound_records).post(geo::bound_records),
        ),
        (
            "/api/datasets/1.0/{id}/records/boundingbox",
            get(geo::bound_dataset).post(geo::bound_dataset),
        ),
        (
            "/api/records/1.0/geocluster",
            get(geo::cluster_records).post(geo::cluster_records),
        ),
        (
            "/api/datasets/1.0/{id}/records/geocluster",
            get(geo::cluster_dataset).post(geo::cluster_dataset),
        ),
        (
            "/api/records/1.0/geopolygon",
            get(geo::shape_records).post(geo::shape_records),
        ),
        (
            "/api/datasets/1.0/{id}/records/geopolygon",
            get(geo::shape_dataset).post(geo::shape_dataset),
        ),
        (
            "/api/records/1.0/geopreview",
            get(geo::preview_records).post(geo::preview_records),
        ),
        (
            "/api/datasets/1.0/{id}/records/geopreview",
            get(geo::preview_dataset).post(geo::preview_dataset),
        ),
        (
            "/api/datasets/1.0/{id}/attachments/{attachment}",
            get(stored::open_attachment).post(stored::open_attachment),
        ),
        (
            "/api/datasets/1.0/{id}/alternative_exports/{export}",
            get(stored::open_alternative_export).post(stored::open_alternative_export),
        ),
        (
            "/api/datasets/1.0/{id}/files/{file}",
            get(stored::open_file).post(stored::open_file),
        ),
        (
            "/api/datasets/1.0/{id}/files/{file}/{size}",
            get(stored::open_sized_file).post(stored::open_sized_file),
        ),
        (
            "/api/datasets/1.0/{id}/images/{file}",
            get(stored::open_file).post(stored::open_file),
        ),
        (
            "/api/datasets/1.0/{id}/services",
            get(stored::list_nothing).post(stored::list_nothing),
        ),
        (
            "/explore/dataset/{id}/images/{file}/download",
            get(stored::open_file).post(stored::open_file),
        ),
        (
            "/api/datasets/1.0/{id}/snapshots",
            get(explore::list_snapshots).post(explore::list_snapshots),
        ),
        (
            "/api/datasets/1.0/{id}/snapshots/{snapshot}",
            get(explore::download_snapshot).post(explore::download_snapshot),
        ),
        (
            "/api/metadata/1.0",
            get(explore::list_types).post(explore::list_types),
        ),
        (
            "/api/metadata/1.0/{type}",
            get(explore::list_templates).post(explore::list_templates),
        ),
        (
            "/api/metadata/1.0/{type}/{template}",
            get(explore::show_template).post(explore::show_template),
        ),
        (
            "/explore/dataset/{id}/download",
            get(download::download_dataset).post(download::download_dataset),
        ),
    ];
    endpoints.into_iter().fold(Table::new(), |table, (path, method)| {
        table.both(path, method.options(answer_preflight))
    })
}
