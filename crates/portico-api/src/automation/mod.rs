//! How do programs manage a portal? The Automation API of the role model, on the same use cases as the back office.

mod absent;
mod addresses;
mod api_keys;
mod call;
mod cookies;
mod datasets;
mod feedbacks;
mod field_words;
mod files;
mod form;
mod groups;
mod images;
mod metadata;
mod realtime;
mod reply;
mod resource_files;
mod resources;
mod schedules;
mod security;
mod shapes;
mod steps;
mod templates;
mod users;
mod versions;

pub(crate) use absent::router as absent;

use axum::extract::DefaultBodyLimit;
use axum::middleware::from_fn;
use axum::routing::{MethodRouter, get, post};
use portico_web::AppState;

use crate::table::Table;

/// Where the Automation API begins.
pub(crate) const BASE: &str = "/api/automation/v1.0";
/// Largest file that is taken in one call, in bytes.
const FILE_LIMIT: usize = 240 << 20;
/// The form around it.
const FORM_LIMIT: usize = FILE_LIMIT + (1 << 20);

/// The addresses of the Automation API.
pub(crate) fn table() -> Table {
    let endpoints: Vec<(&str, MethodRouter<AppState>)> = vec![
        ("/datasets", get(datasets::list).post(datasets::create)),
        (
            "/datasets/{uid}",
            get(datasets::show)
                .put(datasets::replace)
                .delete(datasets::delete),
        ),
        ("/datasets/{uid}/status", get(datasets::status)),
        ("/datasets/{uid}/publish", post(datasets::publish)),
        ("/datasets/{uid}/unpublish", post(datasets::unpublish)),
        (
            "/datasets/{uid}/publish_metadata",
            post(datasets::publish_metadata),
        ),
        (
            "/datasets/{uid}/metadata",
            get(metadata::show).put(metadata::replace),
        ),
        (
            "/datasets/{uid}/metadata/{template}",
            get(metadata::show_template).put(metadata::replace_template),
        ),
        (
            "/datasets/{uid}/metadata/{template}/{field}",
            get(metadata::show_field)
                .put(metadata::replace_field)
                .delete(metadata::clear_field),
        ),
        (
            "/datasets/{uid}/attachments",
            get(files::list_attachments)
                .post(files::add_attachment)
                .layer(DefaultBodyLimit::max(FORM_LIMIT)),
        ),
        (
            "/datasets/{uid}/attachments/{file}",
            get(files::show_attachment).delete(files::remove_attachment),
        ),
        (
            "/datasets/{uid}/attachments/{file}/download",
            get(files::download_attachment),
        ),
        (
            "/datasets/{uid}/alternative_exports",
            get(files::list_exports)
                .post(files::add_export)
                .layer(DefaultBodyLimit::max(FORM_LIMIT)),
        ),
        (
            "/datasets/{uid}/alternative_exports/{file}",
            get(files::show_export).delete(files::remove_export),
        ),
        (
            "/datasets/{uid}/alternative_exports/{file}/download",
            get(files::download_export),
        ),
        ("/datasets/{uid}/feedbacks", get(feedbacks::list)),
        ("/datasets/{uid}/feedbacks/{feedback}", get(feedbacks::show)),
        (
            "/datasets/{uid}/feedbacks/{feedback}/archive",
            post(feedbacks::archive),
        ),
        (
            "/datasets/{uid}/schedules",
            get(schedules::list).post(schedules::create),
        ),
        (
            "/datasets/{uid}/schedules/{schedule}",
            get(schedules::show)
                .put(schedules::replace)
                .delete(schedules::remove),
        ),
        ("/datasets/{uid}/schedules/{schedule}/run", post(schedules::run)),
        ("/datasets/{uid}/versions", get(versions::list)),
        ("/datasets/{uid}/versions/{version}", get(versions::show)),
        (
            "/datasets/{uid}/versions/{version}/restore",
            post(versions::restore),
        ),
        (
            "/datasets/{uid}/security/{kind}",
            get(security::list).post(security::create),
        ),
        (
            "/datasets/{uid}/security/{kind}/{name}",
            get(security::show)
                .put(security::replace)
                .delete(security::remove),
        ),
        ("/cookies/services", get(cookies::list).post(cookies::create)),
        (
            "/cookies/services/{key}",
            get(cookies::show).put(cookies::replace).delete(cookies::remove),
        ),
        ("/groups", get(groups::list).post(groups::create)),
        (
            "/groups/{group}",
            get(groups::show).put(groups::replace).delete(groups::remove),
        ),
        (
            "/groups/{group}/users",
            get(groups::list_members).post(groups::add_member),
        ),
        (
            "/groups/{group}/users/{name}",
            axum::routing::delete(groups::remove_member),
        ),
    ];
    endpoints
        .into_iter()
        .chain(addresses::all())
        .fold(Table::new(), |table, (path, method)| {
            table.both(
                &format!("{BASE}{path}"),
                method.layer(from_fn(reply::in_words_of_automation)),
            )
        })
}
