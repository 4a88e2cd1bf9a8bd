//! In which layers is every route dressed, and why in this order?

mod caching;
mod counting;
mod faults;
mod guarding;
mod limits;
mod security;

use std::sync::Arc;

use axum::Router;
use axum::extract::{DefaultBodyLimit, Request};
use axum::middleware::{Next, from_fn, from_fn_with_state};
use axum::response::Response;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;

use crate::{Asked, Hall, jar};

/// Dresses the routes. The list reads from the handler outwards: the last layer meets the request first and the answer last.
pub fn dress(routes: Router, hall: Arc<Hall>) -> Router {
    let limits = hall.site().limits;
    routes
        .fallback(faults::unknown_path)
        .method_not_allowed_fallback(faults::wrong_method)
        // Bodies: next to the routes, so that an upload's route can allow more.
        .layer(DefaultBodyLimit::max(limits.body))
        // Time: outside of the handler's work, inside of what turns faults into answers.
        .layer(from_fn_with_state(limits.time, limits::limit_time))
        // A panic becomes a fault like any other, with its request id.
        .layer(CatchPanicLayer::custom(faults::of_panic))
        // Size of address and headers: before any handler, inside of the rendering.
        .layer(from_fn_with_state(limits, limits::limit_size))
        // Faults become JSON or a page; outside of everything that makes one, inside of what reads the final headers.
        .layer(from_fn(opened(faults::render)))
        // Cookies: after the fault is known, since an answer of ours that went wrong sets none.
        .layer(from_fn(opened(jar::write_cookies)))
        // `Vary`, `Cache-Control`, `Content-Language`: after handler, fault page and cookies have read what they read.
        .layer(from_fn(opened(caching::tell_caches)))
        // Statistics: the answer is final, and nothing of the visitor goes further out.
        .layer(from_fn(opened(counting::count_visit)))
        // The request is opened: its id, address, cookies, for all layers above and outside.
        .layer(from_fn_with_state(Arc::clone(&hall), guarding::open_request))
        // Compression sees final bodies and headers.
        .layer(CompressionLayer::new().compress_when(caching::IsWorthCompressing))
        // Entity tags: right after the layer that changes the bytes.
        .layer(from_fn(caching::weaken_tag))
        // Security headers are on every answer, faults and files included.
        .layer(from_fn(security::add_headers))
        // The log has the final status; outside of compression, so that its time includes it.
        .layer(from_fn(guarding::log_request))
        // The guard is last: whatever set a cookie, nothing undeclared leaves.
        .layer(from_fn_with_state(hall, guarding::guard_cookies))
}

/// A layer that works on the opened request.
fn opened<F, A>(layer: F) -> impl Fn(Request, Next) -> futures::future::BoxFuture<'static, Response> + Clone
where
    F: Fn(Asked, Request, Next) -> A + Clone + Send + Sync + 'static,
    A: Future<Output = Response> + Send + 'static,
{
    move |request, next| {
        let asked = request.extensions().get::<Asked>().cloned();
        let layer = layer.clone();
        Box::pin(async move {
            match asked {
                Some(asked) => layer(asked, request, next).await,
                None => next.run(request).await,
            }
        })
    }
}

#[cfg(test)]
mod tests;
