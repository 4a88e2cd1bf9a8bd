//! How does an answer leave? JSON bodies, files, entity tags, and what caches may do with them.

use axum::body::Body;
use axum::response::Response;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use portico_model::{Fault, Principal};
use portico_web::is_unchanged;
use serde::Serialize;
use sha2::{Digest, Sha256};

use crate::ask::Ask;
use crate::wire::json;

/// The media type of JSON answers.
pub(crate) const JSON: &str = "application/json; charset=utf-8";

/// The entity tag of an answer; none for an answer that depends on the moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Tag(Option<String>);

impl Tag {
    /// A weak tag: equal inputs give answers that mean the same.
    pub(crate) fn of(parts: &[&[u8]]) -> Self {
        let mut hash = Sha256::new();
        for part in parts {
            hash.update((part.len() as u64).to_be_bytes());
            hash.update(part);
        }
        let digits: String = hash
            .finalize()
            .iter()
            .take(12)
            .map(|byte| format!("{byte:02x}"))
            .collect();
        Self(Some(format!("W/\"{digits}\"")))
    }

    /// Never the same twice.
    pub(crate) fn none() -> Self {
        Self(None)
    }

    /// The answer that says so when the client has this one already.
    pub(crate) fn unchanged(&self, headers: &HeaderMap) -> Option<Response> {
        let tag = self.0.as_deref().filter(|tag| is_unchanged(headers, tag))?;
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        self.write(tag, &mut response);
        Some(response)
    }

    fn write(&self, tag: &str, response: &mut Response) {
        if let Ok(value) = HeaderValue::from_str(tag) {
            response.headers_mut().insert(header::ETAG, value);
        }
        let caching = HeaderValue::from_static("public, max-age=0, must-revalidate");
        response.headers_mut().insert(header::CACHE_CONTROL, caching);
    }

    /// Marks an answer with it.
    pub(crate) fn mark(&self, mut response: Response) -> Response {
        match &self.0 {
            Some(tag) => self.write(tag, &mut response),
            None => {
                let caching = HeaderValue::from_static("no-store");
                response.headers_mut().insert(header::CACHE_CONTROL, caching);
            }
        }
        response
    }
}

/// What of a caller changes an answer about a dataset: who it is, nothing for the public, and what the caller sees of it.
pub(crate) fn caller_key(principal: &Principal, mark: &str) -> String {
    match principal {
        Principal::Anonymous => format!("public:{mark}"),
        Principal::Person(person) => format!("{}:{}:{mark}", person.id, person.role.as_str()),
        Principal::Operator => format!("operator:{mark}"),
    }
}

/// A body of that media type.
pub(crate) fn body(kind: &'static str, body: impl Into<Body>) -> Response {
    let mut response = Response::new(body.into());
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
    response
}

/// A small JSON answer whose tag is made of its own text.
///
/// # Errors
/// When a value cannot be JSON: a mistake of ours.
pub(crate) fn json_value<T: Serialize + ?Sized>(ask: &Ask, value: &T) -> Result<Response, Fault> {
    let bytes = json::to_bytes(value)?;
    Ok(json_bytes(ask, bytes))
}

/// JSON text whose tag is made of itself.
pub(crate) fn json_bytes(ask: &Ask, bytes: Vec<u8>) -> Response {
    let tag = Tag::of(&[&bytes]);
    tag.unchanged(&ask.headers)
        .unwrap_or_else(|| tag.mark(body(JSON, bytes)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_depend_on_every_part_and_on_where_it_ends() {
        assert_eq!(Tag::of(&[b"v1", b"a"]), Tag::of(&[b"v1", b"a"]));
        assert_ne!(Tag::of(&[b"v1", b"a"]), Tag::of(&[b"v1a", b""]));
    }

    #[test]
    fn a_client_that_has_the_answer_gets_304_without_a_body() {
        let tag = Tag::of(&[b"x"]);
        let response = tag.mark(body(JSON, "{}"));
        let etag = response.headers()[header::ETAG].clone();
        let headers: HeaderMap = [(header::IF_NONE_MATCH, etag)].into_iter().collect();
        assert_eq!(
            tag.unchanged(&headers).map(|response| response.status()),
            Some(StatusCode::NOT_MODIFIED)
        );
        assert!(Tag::of(&[b"y"]).unchanged(&headers).is_none());
        assert!(Tag::none().unchanged(&headers).is_none());
    }
}
