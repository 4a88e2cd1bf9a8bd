//! What happens at the outer wall? The request is opened and logged; no undeclared cookie leaves.

use std::sync::Arc;
use std::time::Instant;

use axum::extract::Request;
use axum::response::Response;
use chrono::Utc;
use http::{HeaderName, HeaderValue, Method, Uri, header};
use portico_cookies::{Moment, Verdict, guard};
use uuid::Uuid;

use crate::{Asked, Hall};

const REQUEST_ID: HeaderName = HeaderName::from_static("x-request-id");

/// Gives the request its number and makes it readable for the handlers.
pub(super) async fn open_request(hall: Arc<Hall>, request: Request) -> (Asked, Request) {
    let (parts, body) = request.into_parts();
    let policy = hall.policy().await;
    let asked = Asked::new(&parts, hall, policy, Uuid::now_v7().simple().to_string());
    let mut request = Request::from_parts(parts, body);
    request.extensions_mut().insert(asked.clone());
    (asked, request)
}

/// The answer carries the request's number, and what is known of it to those outside.
pub(super) fn hand_out(asked: Asked, response: &mut Response) {
    if let Ok(id) = HeaderValue::try_from(asked.request_id()) {
        response.headers_mut().insert(REQUEST_ID, id);
    }
    response.extensions_mut().insert(asked);
}

/// One line for each request, without address, browser, query or person.
pub(super) struct LogLine {
    begun: Instant,
    method: Method,
    uri: Uri,
}

impl LogLine {
    pub(super) fn begin(request: &Request) -> Self {
        Self {
            begun: Instant::now(),
            method: request.method().clone(),
            uri: request.uri().clone(),
        }
    }

    pub(super) fn path(&self) -> &str {
        self.uri.path()
    }

    pub(super) fn write(&self, response: &Response) {
        let id = response
            .extensions()
            .get::<Asked>()
            .map(Asked::request_id)
            .unwrap_or_default();
        tracing::info!(
            request_id = id,
            method = self.method.as_str(),
            path = self.path(),
            status = response.status().as_u16(),
            ms = u64::try_from(self.begun.elapsed().as_millis()).unwrap_or(u64::MAX),
            "request answered"
        );
    }
}

/// Removes each `Set-Cookie` that the register does not declare, puts attributes right, counts and logs the name.
pub(super) fn guard_cookies(hall: &Hall, path: &str, response: &mut Response) {
    if !response.headers().contains_key(header::SET_COOKIE) {
        return;
    }
    let asked = response.extensions().get::<Asked>().cloned();
    let identity = asked.as_ref().and_then(Asked::known_identity);
    let moment = Moment {
        path,
        https: asked
            .as_ref()
            .map_or(hall.site().https, |asked| asked.address().https),
        signed_in: identity.is_some_and(|identity| identity.session.is_some()),
        now: Utc::now().timestamp(),
        register: asked
            .as_ref()
            .map_or(&hall.bare_policy.register, |asked| &asked.policy().register),
    };
    let kept: Vec<_> = response
        .headers()
        .get_all(header::SET_COOKIE)
        .iter()
        .filter_map(|value| judge(value, moment, hall))
        .collect();
    response.headers_mut().remove(header::SET_COOKIE);
    for value in kept {
        response.headers_mut().append(header::SET_COOKIE, value);
    }
}

/// The header as it may leave, if it may.
fn judge(value: &HeaderValue, moment: Moment<'_>, hall: &Hall) -> Option<HeaderValue> {
    let path = moment.path;
    match guard(value.to_str().unwrap_or_default(), moment) {
        Verdict::Pass => Some(value.clone()),
        Verdict::Amended {
            header,
            disagreements,
        } => {
            hall.count_stray_cookie();
            tracing::warn!(
                path,
                ?disagreements,
                "a cookie disagreed with the register and was put right"
            );
            HeaderValue::try_from(header).ok()
        }
        Verdict::Refused { name, disagreement } => {
            hall.count_stray_cookie();
            tracing::warn!(
                path,
                cookie = name,
                ?disagreement,
                "a cookie outside the register was removed"
            );
            None
        }
    }
}
