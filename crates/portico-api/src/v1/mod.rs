//! Which addresses does API v1 have? Records, datasets and downloads as programs of its time call them, shapes and errors included.

mod catalog;
mod dataset;
mod download;
mod echo;
mod facet_groups;
mod feed;
mod params;
mod record;
mod reply;
mod search;

use axum::routing::{MethodRouter, get};
use portico_web::AppState;

use crate::cors::answer_preflight;
use crate::table::Table;

pub(crate) use search::FORMATS as SEARCH_FORMATS;

/// The addresses of API v1: by GET and, for questions too long for an address, by POST of a form.
pub(crate) fn table() -> Table {
    let endpoints: [(&str, MethodRouter<AppState>); 9] = [
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
            "/explore/dataset/{id}/download",
            get(download::download_dataset).post(download::download_dataset),
        ),
    ];
    endpoints.into_iter().fold(Table::new(), |table, (path, method)| {
        table.both(path, method.options(answer_preflight))
    })
}
