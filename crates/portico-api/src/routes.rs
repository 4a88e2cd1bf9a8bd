//! Which addresses belong to programs? All of them, with the layers that only they have.

use std::sync::Arc;

use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::{any, get};
use axum::{Extension, Router};
use http::StatusCode;
use portico_web::{AppState, BothWays, WebFault};

use crate::limits::ApiLimits;
use crate::quota::{self, Quota};
use crate::table::Table;
use crate::{automation, cors, data_json, explore, health, manners, openapi, push, tiles, v1};

/// The routes of this door with the usual ceilings.
pub fn routes() -> Router<AppState> {
    routes_with(ApiLimits::default())
}

/// The routes of this door.
pub fn routes_with(limits: ApiLimits) -> Router<AppState> {
    let quota = Quota::new(limits.daily_calls);
    let counted = counted().into_router();
    counted
        .layer(from_fn(manners::refuse_unreadable))
        .layer(from_fn(manners::tell_language))
        .layer(from_fn_with_state(quota, quota::count_calls))
        .merge(uncounted().into_router())
        // An unknown address below /api gets the same open headers as a known one.
        .both("/api", any(unknown))
        .route("/api/{*rest}", any(unknown))
        .layer(Extension(Arc::new(limits)))
        .layer(from_fn(cors::open_to_all))
        .merge(internal().into_router())
        .merge(automation::table().into_router())
        .merge(automation::absent())
}

/// The addresses of this door, as templates: `/api/tiles/{dataset}/{z}/{x}/{y}`.
#[must_use]
pub fn addresses() -> Vec<String> {
    table().paths().map(str::to_owned).collect()
}

/// Everything but what is unknown.
pub(crate) fn table() -> Table {
    counted()
        .merge(uncounted())
        .merge(internal())
        .merge(automation::table())
}

/// What takes one from the day's quota.
fn counted() -> Table {
    explore::table().merge(v1::table())
}

/// What is open to other origins too, and free.
fn uncounted() -> Table {
    let free = tiles::table().merge(openapi::table()).merge(push::table());
    free.route(
        "/data.json",
        get(data_json::show_data_json).options(cors::answer_preflight),
    )
}

/// What supervisors ask.
fn internal() -> Table {
    Table::new()
        .route("/healthz", get(health::show_health))
        .route("/readyz", get(health::show_readiness))
}

async fn unknown() -> WebFault {
    WebFault::of_status(StatusCode::NOT_FOUND)
}
