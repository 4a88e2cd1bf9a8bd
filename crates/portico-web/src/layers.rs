//! In which layers is every route dressed, and why in this order?

mod caching;
mod counting;
mod faults;
mod guarding;
mod limits;
mod refusing;
mod security;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request, State};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::Response;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::{Hall, jar};

/// Dresses the routes. The list reads from the handler outwards: the last layer meets the request first and the answer last.
///
/// What is ours stands in two functions, one on each side of the compression: a layer of the framework copies its whole inside for
/// each request, so that the time of many grows with the square of their number.
pub fn dress(routes: Router, hall: Arc<Hall>) -> Router {
    routes
        .fallback(faults::unknown_path)
        .method_not_allowed_fallback(faults::wrong_method)
        // Bodies: next to the routes, so that an upload's route can allow more.
        .layer(DefaultBodyLimit::max(hall.site().limits.body))
        // A panic becomes a fault like any other, with its request id.
        .layer(CatchPanicLayer::custom(faults::of_panic))
        .layer(from_fn_with_state(Arc::clone(&hall), inside))
        // Compression sees final bodies and headers.
        .layer(CompressionLayer::new().compress_when(caching::IsWorthCompressing))
        .layer(from_fn_with_state(hall, outside))
}

/// Everything that works on the opened request, in its order.
async fn inside(State(hall): State<Arc<Hall>>, request: Request, next: Next) -> Response {
    // The request is opened: its id, address, cookies, for all that follows and for what is outside.
    let (asked, request) = guarding::open_request(hall, request).await;
    let seen = counting::Seen::of(&asked, &request);
    let address = refusing::address_to_note(&asked, &request);
    // Size of address and headers: before any handler. Time: around the handler's work alone.
    let mut response = match limits::check_size(asked.site().limits, &request) {
        Ok(()) => limits::limit_time(asked.site().limits.time, request, next).await,
        Err(refused) => refused,
    };
    // Refusals: where the fault is still a value, with its code.
    refusing::note_refusal(&asked, address, &response);
    // Faults become JSON or a page: after everything that makes one, before what reads the final headers.
    response = faults::render(&asked, response).await;
    // Cookies: after the fault is known, since an answer of ours that went wrong sets none.
    jar::write_cookies(&asked, &mut response);
    // `Vary`, `Cache-Control`, `Content-Language`: after handler, fault page and cookies have read what they read.
    caching::tell_caches(&asked, &mut response);
    // Statistics: the answer is final, and nothing of the visitor goes further out.
    if let Some(seen) = seen {
        counting::count_visit(&asked, &seen, &response);
    }
    guarding::hand_out(asked, &mut response);
    response
}

/// What every answer passes last, whoever made it.
async fn outside(State(hall): State<Arc<Hall>>, request: Request, next: Next) -> Response {
    let line = guarding::LogLine::begin(&request);
    let mut response = next.run(request).await;
    // Entity tags: right after the layer that changes the bytes.
    caching::weaken_tag(&mut response);
    // Security headers are on every answer, faults and files included.
    security::add_headers(line.path(), &mut response);
    // The log has the final status; outside of compression, so that its time includes it.
    line.write(&response);
    // The guard is last: whatever set a cookie, nothing undeclared leaves.
    guarding::guard_cookies(&hall, line.path(), &mut response);
    response
}

#[cfg(test)]
mod tests;
