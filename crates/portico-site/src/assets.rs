//! Which files do pages load, and at which address? Embedded; the address changes with the content, so that browsers keep them.

use std::borrow::Cow;
use std::fmt::Write as _;
use std::sync::LazyLock;

use axum::body::Body;
use axum::extract::Path;
use axum::response::Response;
use bytes::Bytes;
use http::{HeaderMap, HeaderValue, StatusCode, header};
use portico_web::{WebFault, WebResult, is_unchanged};
use rust_embed::RustEmbed;

#[derive(RustEmbed)]
#[folder = "assets/"]
struct Files;

/// Browsers keep what will never change for a year.
const FOR_EVER: &str = "public, max-age=31536000, immutable";

/// The address of one of our own files: `/assets/<revision>/css/base.css`. Libraries carry their version in their path and keep
/// their address from release to release.
pub(crate) fn url(path: &str) -> String {
    if path.starts_with("vendor/") {
        format!("/assets/{path}")
    } else {
        format!("/assets/{}/{path}", *REVISION)
    }
}

/// One digest of everything that is ours: modules and style sheets name each other by relative addresses.
static REVISION: LazyLock<String> = LazyLock::new(|| {
    let mut digest: u64 = 0xcbf2_9ce4_8422_2325;
    let mut names: Vec<_> = Files::iter()
        .filter(|path| !path.starts_with("vendor/"))
        .collect();
    names.sort_unstable();
    let hashes = names
        .iter()
        .filter_map(|path| Files::get(path))
        .map(|file| file.metadata.sha256_hash());
    for byte in hashes.flatten() {
        digest = (digest ^ u64::from(byte)).wrapping_mul(0x0100_0000_01b3);
    }
    format!("{digest:016x}")[..10].to_owned()
});

/// The content of an embedded file.
pub(crate) fn bytes(path: &str) -> Option<Bytes> {
    Some(match Files::get(path)?.data {
        Cow::Borrowed(bytes) => Bytes::from_static(bytes),
        Cow::Owned(bytes) => Bytes::from(bytes),
    })
}

/// `GET /assets/{*path}`: the file, for ever when the address says which content is meant.
pub(crate) async fn show_asset(Path(path): Path<String>, headers: HeaderMap) -> WebResult<Response> {
    let (revision, file) = match path.split_once('/') {
        Some(("vendor", _)) => (None, path.as_str()),
        Some((revision, file)) => (Some(revision), file),
        None => return Err(WebFault::of_status(StatusCode::NOT_FOUND)),
    };
    let found = Files::get(file).ok_or_else(|| WebFault::of_status(StatusCode::NOT_FOUND))?;
    // While developing, files are read from the disk and change under the same address.
    let is_exact = revision.is_none_or(|revision| revision == *REVISION) && !cfg!(debug_assertions);
    let etag = tag(&found.metadata.sha256_hash());
    let mut response = if is_unchanged(&headers, &etag) {
        let mut response = Response::new(Body::empty());
        *response.status_mut() = StatusCode::NOT_MODIFIED;
        response
    } else {
        Response::new(Body::from(found.data.into_owned()))
    };
    let answer = response.headers_mut();
    answer.insert(header::CONTENT_TYPE, HeaderValue::from_static(media_type(file)));
    answer.insert(
        header::CACHE_CONTROL,
        HeaderValue::from_static(if is_exact { FOR_EVER } else { "no-cache" }),
    );
    if let Ok(etag) = HeaderValue::try_from(etag) {
        answer.insert(header::ETAG, etag);
    }
    Ok(response)
}

/// `GET /favicon.ico`: browsers ask for it by themselves; pages name the drawing.
pub(crate) async fn show_icon(headers: HeaderMap) -> WebResult<Response> {
    show_asset(Path(format!("{}/icon.svg", *REVISION)), headers).await
}

/// `GET /consent-o-matic.json`: how extensions that answer banners find and refuse ours.
pub(crate) async fn show_refusal_rule(headers: HeaderMap) -> WebResult<Response> {
    show_asset(Path(format!("{}/consent-o-matic.json", *REVISION)), headers).await
}

fn media_type(path: &str) -> &'static str {
    match path.rsplit_once('.').map_or("", |(_, ending)| ending) {
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "svg" => "image/svg+xml",
        "json" => "application/json",
        _ => "text/plain; charset=utf-8",
    }
}

fn tag(hash: &[u8]) -> String {
    let mut tag = String::from("\"");
    for byte in &hash[..10] {
        // Writing into a text cannot fail.
        let _ = write!(tag, "{byte:02x}");
    }
    tag.push('"');
    tag
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn our_own_files_change_address_with_their_content_and_libraries_carry_their_version() {
        assert!(
            url("css/base.css").starts_with("/assets/") && url("css/base.css").ends_with("/css/base.css")
        );
        assert_eq!(url("vendor/x@1/x.mjs"), "/assets/vendor/x@1/x.mjs");
        assert_eq!(REVISION.len(), 10);
    }

    #[tokio::test]
    async fn a_file_of_any_revision_is_served_and_an_unknown_one_is_not() {
        let get = |path: &str| show_asset(Path(path.to_owned()), HeaderMap::new());
        let response = get("0000000000/css/base.css").await.expect("a file");
        assert_eq!(
            response.headers()[header::CONTENT_TYPE],
            "text/css; charset=utf-8"
        );
        assert_eq!(response.headers()[header::CACHE_CONTROL], "no-cache");
        for path in ["x/css/none.css", "css", "x/../Cargo.toml", "x/"] {
            assert!(get(path).await.is_err(), "{path}");
        }
        let etag = response.headers()[header::ETAG].clone();
        let again = [(header::IF_NONE_MATCH, etag)].into_iter().collect();
        let path = Path("0000000000/css/base.css".to_owned());
        assert_eq!(
            show_asset(path, again).await.expect("known").status(),
            StatusCode::NOT_MODIFIED
        );
    }
}
