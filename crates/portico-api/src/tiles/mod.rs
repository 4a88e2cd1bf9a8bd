//! Which tiles does a map get? Vector tiles of a dataset's records, under the same filters as records.

mod describe;
mod draw;
mod layer;

use axum::routing::get;

use crate::cors::answer_preflight;
use crate::table::Table;

/// The addresses of the tiles.
pub(crate) fn table() -> Table {
    Table::new()
        .both(
            "/api/tiles/{file}",
            get(describe::show_tilejson).options(answer_preflight),
        )
        .route(
            "/api/tiles/{dataset}/{z}/{x}/{y}",
            get(draw::show_tile).options(answer_preflight),
        )
}
