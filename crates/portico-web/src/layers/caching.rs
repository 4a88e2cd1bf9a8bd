//! What may caches keep, and for whom? And which answers are worth compressing?

use axum::response::Response;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use http_body::Body;
use portico_model::Principal;
use tower_http::compression::Predicate;

use crate::Asked;

/// `Vary` names what was read; an answer made for one person, or that sets a cookie, is kept by nobody.
pub(super) fn tell_caches(asked: &Asked, response: &mut Response) {
    let is_personal = asked
        .known_identity()
        .is_some_and(|identity| identity.principal != Principal::Anonymous)
        || response.headers().contains_key(header::SET_COOKIE)
        || asked.shows_something_once();
    let headers = response.headers_mut();
    if is_personal {
        headers.insert(
            header::CACHE_CONTROL,
            HeaderValue::from_static("private, no-store"),
        );
    } else {
        headers
            .entry(header::CACHE_CONTROL)
            .or_insert(HeaderValue::from_static("no-cache"));
    }
    if let Some(lang) = asked.known_lang() {
        headers
            .entry(header::CONTENT_LANGUAGE)
            .or_insert(HeaderValue::from_static(lang.code()));
    }
    add_vary(headers, &asked.reads());
}

/// Adds to what the handler named itself, each name once.
fn add_vary(headers: &mut HeaderMap, reads: &[&str]) {
    let mut names: Vec<&str> = headers
        .get_all(header::VARY)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .map(str::trim)
        .filter(|name| !name.is_empty())
        .collect();
    for read in reads {
        if !names.iter().any(|name| name.eq_ignore_ascii_case(read)) {
            names.push(read);
        }
    }
    if names.is_empty() {
        return;
    }
    if let Ok(value) = HeaderValue::try_from(names.join(", ")) {
        headers.insert(header::VARY, value);
    }
}

/// A compressed answer is not the same bytes, so its tag becomes weak. [`crate::is_unchanged`] compares weakly.
pub(super) fn weaken_tag(response: &mut Response) {
    let headers = response.headers_mut();
    if headers.contains_key(header::CONTENT_ENCODING)
        && let Some(tag) = headers.get(header::ETAG).and_then(|tag| tag.to_str().ok())
        && tag.starts_with('"')
        && let Ok(weak) = HeaderValue::try_from(format!("W/{tag}"))
    {
        headers.insert(header::ETAG, weak);
    }
}

/// Text of some length, not what is compressed already.
#[derive(Debug, Clone, Copy)]
pub(super) struct IsWorthCompressing;

/// Below this many bytes compression costs more than it saves.
const LEAST: u64 = 860;

/// Types that shrink.
const SHRINKING: &[&str] = &[
    "text/",
    "application/json",
    "application/geo+json",
    "application/ld+json",
    "application/x-ndjson",
    "application/jsonl",
    "application/javascript",
    "application/manifest+json",
    "application/xml",
    "application/rss+xml",
    "application/atom+xml",
    "application/rdf+xml",
    "application/vnd.google-earth.kml+xml",
    "application/gpx+xml",
    "application/vnd.mapbox-vector-tile",
    "application/wasm",
    "image/svg+xml",
];

impl Predicate for IsWorthCompressing {
    fn should_compress<B: Body>(&self, response: &http::Response<B>) -> bool {
        let headers = response.headers();
        let kind = headers
            .get(header::CONTENT_TYPE)
            .and_then(|kind| kind.to_str().ok())
            .unwrap_or_default();
        let shrinks =
            SHRINKING.iter().any(|start| kind.starts_with(start)) && !kind.starts_with("text/event-stream");
        let is_long = response
            .body()
            .size_hint()
            .exact()
            .is_none_or(|bytes| bytes >= LEAST);
        shrinks && is_long && response.status() != StatusCode::PARTIAL_CONTENT
    }
}
