//! How does a stored file leave? With its own type, for saving unless it is harmless to show, and never with rights in the portal.

use axum::body::Body;
use axum::response::Response;
use http::{HeaderName, HeaderValue, StatusCode, header};
use portico_services::{StoredFile, is_passive};
use portico_web::is_unchanged;

use crate::ask::Ask;

/// What a browser may do with a file of a publisher: show it, without scripts, forms, or the portal's origin.
const POLICY: &str =
    "sandbox; default-src 'none'; img-src 'self'; media-src 'self'; style-src 'unsafe-inline'";

/// The answer that holds the file, or says that the client has it already. Its tag is the content's own digest.
pub(crate) fn answer(ask: &Ask, file: StoredFile) -> Response {
    let tag = format!("\"{}\"", file.sha256.get(..32).unwrap_or(&file.sha256));
    let unchanged = is_unchanged(&ask.headers, &tag);
    let mut response = if unchanged {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response
    } else {
        let mut response = Response::new(Body::from_stream(file.content));
        put(&mut response, header::CONTENT_LENGTH, &file.bytes.to_string());
        put(&mut response, header::CONTENT_TYPE, &file.media_type);
        let how = if is_passive(&file.media_type) {
            "inline"
        } else {
            "attachment"
        };
        put(
            &mut response,
            header::CONTENT_DISPOSITION,
            &format!("{how}; {}", named(&file.file_name)),
        );
        response
    };
    put(&mut response, header::ETAG, &tag);
    put(
        &mut response,
        header::CACHE_CONTROL,
        "public, max-age=0, must-revalidate",
    );
    put(&mut response, header::CONTENT_SECURITY_POLICY, POLICY);
    put(&mut response, header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    response
}

/// `filename="plan.pdf"`, and the exact name beside an ASCII one where it has other characters (RFC 6266).
fn named(name: &str) -> String {
    let plain: String = name
        .chars()
        .map(|c| {
            if c.is_ascii_graphic() && !"\"\\/%;".contains(c) {
                c
            } else {
                '_'
            }
        })
        .collect();
    if plain == name {
        return format!("filename=\"{plain}\"");
    }
    let exact: String = name
        .bytes()
        .map(|byte| match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'.' | b'-' | b'_' => char::from(byte).to_string(),
            other => format!("%{other:02X}"),
        })
        .collect();
    format!("filename=\"{plain}\"; filename*=UTF-8''{exact}")
}

fn put(response: &mut Response, name: HeaderName, value: &str) {
    if let Ok(value) = HeaderValue::from_str(value) {
        response.headers_mut().insert(name, value);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_plain_and_exact_where_needed() {
        assert_eq!(named("plan.pdf"), "filename=\"plan.pdf\"");
        assert_eq!(
            named("été \"1\".pdf"),
            "filename=\"_t___1_.pdf\"; filename*=UTF-8''%C3%A9t%C3%A9%20%221%22.pdf"
        );
    }
}
