//! Has the browser got this already? Comparison of entity tags.

use http::{HeaderMap, header};

/// One of the tags in `If-None-Match` is this one, weak or strong: the answer is 304. `etag` is quoted, as in the header.
#[must_use]
pub fn is_unchanged(headers: &HeaderMap, etag: &str) -> bool {
    let plain = |tag: &str| tag.trim().trim_start_matches("W/").to_owned();
    let wanted = plain(etag);
    headers
        .get_all(header::IF_NONE_MATCH)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .flat_map(|value| value.split(','))
        .any(|tag| tag.trim() == "*" || plain(tag) == wanted)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_compared_weakly() {
        let check = |sent: &str, expected: bool| {
            let headers = [(header::IF_NONE_MATCH, sent.parse().expect("a header"))]
                .into_iter()
                .collect();
            assert_eq!(is_unchanged(&headers, "\"v1-abc\""), expected, "{sent}");
        };
        check("\"v1-abc\"", true);
        check("W/\"v1-abc\"", true);
        check("\"x\", W/\"v1-abc\"", true);
        check("*", true);
        check("\"v1\"", false);
        check("", false);
    }
}
