//! What may a page of ours do in a browser? Headers of every answer.

use axum::response::Response;
use http::{HeaderName, HeaderValue, header};

use crate::Asked;
use crate::consent::content_policy;

const PERMISSIONS: &str = "browsing-topics=(), camera=(), display-capture=(), microphone=(), payment=(), usb=(), geolocation=(self)";

/// Adds the headers that a handler has not set itself. Only embeds may be framed by other sites.
pub(super) fn add_headers(path: &str, response: &mut Response) {
    let is_embed = path.starts_with("/explore/embed/");
    let asked = response.extensions().get::<Asked>();
    let https = asked.is_some_and(|asked| asked.address().https);
    let policy = content_policy(asked.map(Asked::openings), is_embed);
    if let Ok(policy) = HeaderValue::try_from(policy) {
        response
            .headers_mut()
            .entry(header::CONTENT_SECURITY_POLICY)
            .or_insert(policy);
    }
    let mut add = |name: HeaderName, value: &'static str| {
        response
            .headers_mut()
            .entry(name)
            .or_insert(HeaderValue::from_static(value));
    };
    add(header::X_CONTENT_TYPE_OPTIONS, "nosniff");
    add(header::REFERRER_POLICY, "strict-origin-when-cross-origin");
    add(HeaderName::from_static("permissions-policy"), PERMISSIONS);
    if https {
        add(header::STRICT_TRANSPORT_SECURITY, "max-age=31536000");
    }
}
