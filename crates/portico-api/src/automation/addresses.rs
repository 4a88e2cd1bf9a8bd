//! Under which addresses are sources, steps, people and words? Those of the Automation API beside datasets and groups.

use axum::extract::DefaultBodyLimit;
use axum::routing::{MethodRouter, get, post};
use portico_services::LOGO_LIMIT;
use portico_web::AppState;

use super::{api_keys, datasets, images, realtime, resource_files, resources, steps, templates, users};

type Endpoint = (&'static str, MethodRouter<AppState>);

/// All of them.
pub(super) fn all() -> Vec<Endpoint> {
    let mut all = of_sources();
    all.extend(of_steps());
    all.extend(of_people());
    all.extend(of_words());
    all
}

/// Where records come from.
fn of_sources() -> Vec<Endpoint> {
    vec![
        ("/extractors", get(resources::list_extractors)),
        ("/datasets/{uid}/abort", post(datasets::abort)),
        ("/datasets/{uid}/copy", post(datasets::copy)),
        (
            "/datasets/{uid}/resources",
            get(resources::list).post(resources::create),
        ),
        (
            "/datasets/{uid}/resources/guess_extractors",
            post(resources::guess_extractors),
        ),
        (
            "/datasets/{uid}/resources/guess_extractor_params",
            post(resources::guess_params),
        ),
        ("/datasets/{uid}/resources/preview", post(resources::preview)),
        (
            "/datasets/{uid}/resources/files",
            get(resource_files::list)
                .post(resource_files::send)
                // The form is read piece by piece, to the limit of files.
                .layer(DefaultBodyLimit::disable()),
        ),
        (
            "/datasets/{uid}/resources/files/{file}",
            get(resource_files::show).delete(resource_files::remove),
        ),
        (
            "/datasets/{uid}/resources/files/{file}/download",
            get(resource_files::download),
        ),
        (
            "/datasets/{uid}/resources/{resource}",
            get(resources::show)
                .put(resources::replace)
                .delete(resources::remove),
        ),
        (
            "/datasets/{uid}/resources/{resource}/preview",
            get(resources::preview_kept),
        ),
        (
            "/datasets/{uid}/resources/{resource}/clean_cache",
            post(resources::clean_cache),
        ),
        (
            "/datasets/{uid}/resources/{resource}/renew_api_key",
            post(realtime::renew),
        ),
        (
            "/datasets/{uid}/resources/{resource}/enable",
            post(realtime::enable),
        ),
        (
            "/datasets/{uid}/resources/{resource}/disable",
            post(realtime::disable),
        ),
        (
            "/datasets/{uid}/resources/{resource}/recover",
            post(realtime::recover),
        ),
        (
            "/datasets/{uid}/resources/{resource}/delete_recover_data",
            post(realtime::forget),
        ),
    ]
}

/// What is done to them.
fn of_steps() -> Vec<Endpoint> {
    vec![
        ("/processors", get(steps::list_kinds)),
        (
            "/datasets/{uid}/fields",
            get(steps::list_fields).post(steps::create_field),
        ),
        (
            "/datasets/{uid}/fields/{step}",
            get(steps::show_field)
                .put(steps::replace_field)
                .delete(steps::remove_field),
        ),
        (
            "/datasets/{uid}/processors",
            get(steps::list_processors).post(steps::create_processor),
        ),
        (
            "/datasets/{uid}/processors/{step}",
            get(steps::show_processor)
                .put(steps::replace_processor)
                .delete(steps::remove_processor),
        ),
    ]
}

/// Accounts and keys.
fn of_people() -> Vec<Endpoint> {
    vec![
        ("/users", get(users::list)),
        ("/users/invite", post(users::invite)),
        ("/users/provision", post(users::provision)),
        ("/users/export", get(users::export)),
        (
            "/users/{name}",
            get(users::show).put(users::replace).delete(users::remove),
        ),
        ("/apikeys", get(api_keys::list).post(api_keys::create)),
        ("/apikeys/search_key", post(api_keys::search)),
        (
            "/apikeys/{key}",
            get(api_keys::show)
                .put(api_keys::replace)
                .delete(api_keys::remove),
        ),
        ("/apikeys/{key}/revoke", post(api_keys::revoke)),
    ]
}

/// Words to describe datasets with, and pictures of the portal.
fn of_words() -> Vec<Endpoint> {
    vec![
        ("/metadata/templates", get(templates::list)),
        ("/metadata/templates/{template}", get(templates::show)),
        (
            "/metadata/templates/{template}/fields",
            get(templates::list_fields),
        ),
        (
            "/metadata/templates/{template}/fields/{field}",
            get(templates::show_field),
        ),
        (
            "/metadata/templates/{template}/fields/{field}/suggest",
            get(templates::suggest),
        ),
        (
            "/medias/images",
            get(images::list)
                .post(images::send)
                .layer(DefaultBodyLimit::max(LOGO_LIMIT + (1 << 16))),
        ),
        ("/medias/images/{image}", get(images::show).delete(images::remove)),
    ]
}
