//! What holds for every address of the Explore API? It must be readable text, and the answer says in which language it is.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::{IntoResponse, Response};
use http::{HeaderValue, StatusCode, header};
use portico_web::{Asked, WebFault};

/// Layer: an address whose escapes make no text names nothing: 404, like any other unknown name.
pub(crate) async fn refuse_unreadable(request: Request, next: Next) -> Response {
    if is_text(request.uri().path()) {
        next.run(request).await
    } else {
        WebFault::of_status(StatusCode::NOT_FOUND).into_response()
    }
}

/// Layer: `Content-Language` is the `lang` of the request, else the portal's first language.
pub(crate) async fn tell_language(asked: Asked, request: Request, next: Next) -> Response {
    let mut response = next.run(request).await;
    let params = asked.params();
    let wanted = params.text("lang").map(str::to_ascii_lowercase);
    let is_tag = |lang: &String| lang.len() == 2 && lang.bytes().all(|byte| byte.is_ascii_lowercase());
    let lang = wanted.filter(is_tag);
    let lang = lang
        .as_deref()
        .unwrap_or_else(|| asked.site().default_language().code());
    if response.status().is_success()
        && let Ok(lang) = HeaderValue::from_str(lang)
    {
        response
            .headers_mut()
            .entry(header::CONTENT_LANGUAGE)
            .or_insert(lang);
    }
    response
}

/// The path is UTF-8 when its escapes are undone.
fn is_text(path: &str) -> bool {
    let mut bytes = Vec::with_capacity(path.len());
    let mut rest = path.as_bytes();
    while let Some((&byte, after)) = rest.split_first() {
        let escaped = after
            .get(..2)
            .filter(|_| byte == b'%')
            .and_then(|digits| std::str::from_utf8(digits).ok())
            .and_then(|digits| u8::from_str_radix(digits, 16).ok());
        bytes.push(escaped.unwrap_or(byte));
        rest = if escaped.is_some() { &after[2..] } else { after };
    }
    std::str::from_utf8(&bytes).is_ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn escapes_must_make_text() {
        for path in ["/a", "/%C3%A9", "/%", "/%zz", "/%41%", "/%00"] {
            assert!(is_text(path), "{path}");
        }
        for path in ["/%ff", "/%C3", "/a%f0%28%8c%bc"] {
            assert!(!is_text(path), "{path}");
        }
    }
}
