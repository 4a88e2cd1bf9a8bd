//! Which version of the Explore API was asked, and how does a program learn that its version is old?

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue, header};
use portico_web::Asked;

/// The address of the current version.
pub(crate) const CURRENT: &str = "/api/explore/v2.1";
/// The addresses of version 2.0.
pub(crate) const OLD: [&str; 2] = ["/api/explore/v2.0", "/api/v2"];

/// A version of the Explore API, by the address under which it was called.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum ApiVersion {
    /// Version 2.0, under one of its two addresses: things are wrapped and carry links.
    Old(&'static str),
    /// Version 2.1.
    Current,
}

impl ApiVersion {
    /// The version that answers at this path; addresses outside of the Explore API speak of the current one.
    pub(crate) fn of(path: &str) -> Self {
        let is_below = |base: &&str| {
            path.strip_prefix(base)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
        };
        OLD.into_iter().find(is_below).map_or(Self::Current, Self::Old)
    }

    /// Where its addresses begin.
    pub(crate) fn base(self) -> &'static str {
        match self {
            Self::Old(base) => base,
            Self::Current => CURRENT,
        }
    }

    /// What this version calls an export format: spreadsheets had another name.
    pub(crate) fn name_of_format(self, name: &str) -> &str {
        if self.is_old() && name == "xlsx" {
            "xls"
        } else {
            name
        }
    }

    pub(crate) fn is_old(self) -> bool {
        self != Self::Current
    }
}

/// Layer of the old addresses: says in the role model's headers what changed since, and where the current version is.
pub(crate) async fn tell_old(asked: Asked, request: Request, next: Next) -> Response {
    let successor = format!(
        "<{}>; rel=\"successor-version\"",
        asked.address().absolute(CURRENT)
    );
    let mut response = next.run(request).await;
    response.headers_mut().insert(
        HeaderName::from_static("ods-explore-api-deprecation"),
        HeaderValue::from_static(
            "API_V2_0: version 2.0 of the Explore API is deprecated, use version 2.1; \
             DATE_KEYS_AS_ISOFORMAT: from version 2.1 on, keys of groups by date are ISO 8601 text",
        ),
    );
    if let Ok(link) = HeaderValue::try_from(successor) {
        response.headers_mut().append(header::LINK, link);
    }
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_says_the_version() {
        assert_eq!(ApiVersion::of("/api/v2"), ApiVersion::Old("/api/v2"));
        assert_eq!(
            ApiVersion::of("/api/explore/v2.0/catalog"),
            ApiVersion::Old("/api/explore/v2.0")
        );
        for current in ["/api/explore/v2.1/catalog", "/api/v20", "/data.json"] {
            assert_eq!(ApiVersion::of(current), ApiVersion::Current, "{current}");
        }
    }
}
