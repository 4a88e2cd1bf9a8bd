//! May pages of other sites call? Yes: public reads are open to every origin, without cookies.

use axum::extract::Request;
use axum::middleware::Next;
use axum::response::Response;
use http::{HeaderName, HeaderValue, StatusCode, header};

const HEADERS: [(HeaderName, &str); 5] = [
    (header::ACCESS_CONTROL_ALLOW_ORIGIN, "*"),
    (header::ACCESS_CONTROL_ALLOW_METHODS, "POST, GET, OPTIONS"),
    (header::ACCESS_CONTROL_MAX_AGE, "1000"),
    (
        header::ACCESS_CONTROL_ALLOW_HEADERS,
        "Authorization, X-Requested-With, Origin, ODS-API-Analytics-App, ODS-API-Analytics-Embed-Type, \
         ODS-API-Analytics-Embed-Referrer, ODS-Widgets-Version, Accept, Content-Type, If-None-Match",
    ),
    (
        header::ACCESS_CONTROL_EXPOSE_HEADERS,
        "ODS-Explore-API-Deprecation, Link, X-RateLimit-Remaining, X-RateLimit-Limit, X-RateLimit-Reset, \
         X-RateLimit-dataset-Remaining, X-RateLimit-dataset-Limit, X-RateLimit-dataset-Reset, ETag, Content-Disposition",
    ),
];

/// `OPTIONS` of every address: the headers are the answer.
pub(crate) async fn answer_preflight() -> StatusCode {
    StatusCode::OK
}

/// The methods of the one address that takes a `PUT`: what readers say of a record.
const WITH_PUT: &str = "POST, GET, PUT, OPTIONS";

/// Layer: tells browsers that everybody may read.
pub(crate) async fn open_to_all(request: Request, next: Next) -> Response {
    let takes_put = request.uri().path().trim_end_matches('/').ends_with("/feedback");
    let mut response = next.run(request).await;
    for (name, value) in HEADERS {
        response
            .headers_mut()
            .insert(name, HeaderValue::from_static(value));
    }
    if takes_put {
        response.headers_mut().insert(
            header::ACCESS_CONTROL_ALLOW_METHODS,
            HeaderValue::from_static(WITH_PUT),
        );
    }
    response
}
