//! How does a cookie reach the answer? The only place that writes `Set-Cookie`, with what portico-cookies made.

use axum::extract::FromRequestParts;
use axum::response::Response;
use chrono::Utc;
use http::request::Parts;
use http::{HeaderValue, header};
use portico_cookies::{Removal, SetCookie, is_cookieless};

use crate::{Asked, WebFault};

/// Takes the cookies that a handler wants to send.
#[derive(Debug, Clone)]
pub struct Jar(Asked);

impl Jar {
    /// The jar of that request.
    #[must_use]
    pub fn of(asked: &Asked) -> Self {
        Self(asked.clone())
    }

    /// Sends that cookie with the answer; a later one of the same name replaces it. An answer of ours that went wrong (5xx) sends
    /// none.
    pub fn put(&self, cookie: SetCookie) {
        self.0.set(cookie);
    }
}

impl<S: Send + Sync> FromRequestParts<S> for Jar {
    type Rejection = WebFault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, WebFault> {
        Asked::from_request_parts(parts, state).await.map(Self)
    }
}

/// Writes what is in the jar. Such an answer is for one browser only.
pub(crate) fn write_cookies(asked: &Asked, response: &mut Response) {
    let cookies = asked.take_cookies();
    if response.status().is_server_error() {
        return;
    }
    let now = Utc::now().timestamp();
    for cookie in cookies {
        if let Ok(value) = HeaderValue::try_from(cookie.header(now, asked.address().https)) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
    // What the script of a service left goes as soon as its visitor no longer agrees.
    for header in leftovers(asked) {
        if let Ok(value) = HeaderValue::try_from(header) {
            response.headers_mut().append(header::SET_COOKIE, value);
        }
    }
}

/// Deletions of cookies that services keep under our own address without consent; none on answers that never touch cookies.
fn leftovers(asked: &Asked) -> Vec<String> {
    if asked.kept_by_services().is_empty() || is_cookieless(asked.path()) {
        return Vec::new();
    }
    let register = &asked.policy().register;
    let standing = asked.standing();
    let is_unwanted = |name: &&String| {
        register
            .keeper_of(name)
            .is_some_and(|service| !standing.allows(service))
    };
    asked
        .kept_by_services()
        .iter()
        .filter(is_unwanted)
        .filter_map(|name| Removal::of(register, name))
        .flat_map(|removal| removal.headers(&asked.address().host))
        .collect()
}
