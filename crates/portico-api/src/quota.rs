//! How many calls are left today? One counter for the portal and the day, told in the role model's headers.

use std::sync::{Arc, Mutex, PoisonError};

use axum::body::Body;
use axum::extract::{Request, State};
use axum::middleware::Next;
use axum::response::Response;
use chrono::{Days, NaiveDate, NaiveTime, Utc};
use http::{HeaderName, HeaderValue, StatusCode, header};
use serde_json::json;

/// The calls of one day (UTC). Starts again at midnight and with the process.
#[derive(Debug)]
pub(crate) struct Quota {
    limit: u64,
    today: Mutex<(NaiveDate, u64)>,
}

impl Quota {
    pub(crate) fn new(limit: u64) -> Arc<Self> {
        Arc::new(Self {
            limit,
            today: Mutex::new((NaiveDate::MIN, 0)),
        })
    }

    /// Counts one call of that day; how many are left after it, none when there was none left.
    fn count(&self, day: NaiveDate) -> Option<u64> {
        let mut today = self.today.lock().unwrap_or_else(PoisonError::into_inner);
        if today.0 != day {
            *today = (day, 0);
        }
        today.1 = today.1.saturating_add(1);
        self.limit.checked_sub(today.1)
    }
}

/// Layer: counts the call, refuses it when the day is full, tells the rest in headers of answers that are no other errors.
pub(crate) async fn count_calls(State(quota): State<Arc<Quota>>, request: Request, next: Next) -> Response {
    let day = Utc::now().date_naive();
    let tomorrow = day.checked_add_days(Days::new(1)).unwrap_or(day);
    let Some(remaining) = quota.count(day) else {
        let mut response = refused(quota.limit, tomorrow);
        let midnight = tomorrow.and_time(NaiveTime::MIN).and_utc();
        let wait = (midnight - Utc::now()).num_seconds().max(1);
        tell(&mut response, quota.limit, 0, tomorrow);
        response
            .headers_mut()
            .insert(header::RETRY_AFTER, HeaderValue::from(wait));
        return response;
    };
    let mut response = next.run(request).await;
    if response.status().is_success() || response.status() == StatusCode::NOT_MODIFIED {
        tell(&mut response, quota.limit, remaining, tomorrow);
    }
    response
}

fn tell(response: &mut Response, limit: u64, remaining: u64, tomorrow: NaiveDate) {
    let headers = [
        ("x-ratelimit-limit", limit.to_string()),
        ("x-ratelimit-remaining", remaining.to_string()),
        ("x-ratelimit-reset", format!("{tomorrow} 00:00:00+00:00")),
    ];
    for (name, value) in headers {
        if let Ok(value) = HeaderValue::try_from(value) {
            response
                .headers_mut()
                .insert(HeaderName::from_static(name), value);
        }
    }
}

/// The role model's body for this case has other keys than its other errors.
fn refused(limit: u64, tomorrow: NaiveDate) -> Response {
    let body = json!({
        "errorcode": 10002,
        "reset_time": format!("{tomorrow}T00:00:00Z"),
        "limit_time_unit": "day",
        "call_limit": limit,
        "error": "Too many requests on the domain. Please contact the domain administrator.",
    });
    let mut response = Response::new(Body::from(body.to_string()));
    *response.status_mut() = StatusCode::TOO_MANY_REQUESTS;
    response
        .headers_mut()
        .insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    response
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_full_day_is_told_in_the_role_models_words() {
        let answered = || async { "an answer" };
        let layer = axum::middleware::from_fn_with_state(Quota::new(1), count_calls);
        let router = axum::Router::new()
            .route("/", axum::routing::get(answered))
            .layer(layer);
        let ask = || {
            let request = Request::get("/").body(Body::empty()).expect("a request");
            tower::ServiceExt::oneshot(router.clone(), request)
        };
        let first = ask().await.expect("an answer");
        assert_eq!(
            (first.status(), &first.headers()["x-ratelimit-remaining"]),
            (StatusCode::OK, &HeaderValue::from_static("0"))
        );
        let second = ask().await.expect("an answer");
        assert_eq!(second.status(), StatusCode::TOO_MANY_REQUESTS);
        let wait: u64 = second.headers()[header::RETRY_AFTER]
            .to_str()
            .expect("text")
            .parse()
            .expect("seconds");
        assert!((1..=86_400).contains(&wait));
        assert!(
            second.headers()["x-ratelimit-reset"]
                .to_str()
                .expect("text")
                .ends_with(" 00:00:00+00:00")
        );
        let body = axum::body::to_bytes(second.into_body(), 4096)
            .await
            .expect("a body");
        let body: serde_json::Value = serde_json::from_slice(&body).expect("JSON");
        let keys: Vec<&String> = body.as_object().expect("an object").keys().collect();
        assert_eq!(
            keys,
            [
                "errorcode",
                "reset_time",
                "limit_time_unit",
                "call_limit",
                "error"
            ]
        );
        assert_eq!(
            (&body["errorcode"], &body["call_limit"]),
            (&json!(10002), &json!(1))
        );
    }

    #[test]
    fn the_count_starts_again_every_day() {
        let quota = Quota::new(2);
        let (monday, tuesday) = (NaiveDate::MIN, NaiveDate::MIN + Days::new(1));
        assert_eq!(
            [quota.count(monday), quota.count(monday), quota.count(monday)],
            [Some(1), Some(0), None]
        );
        assert_eq!(quota.count(tuesday), Some(1));
    }
}
