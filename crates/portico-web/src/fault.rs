//! How does a fault look to a program and to a person? The one place where faults become responses.

use std::borrow::Cow;

use axum::body::Body;
use axum::response::{IntoResponse, Response};
use chrono::Utc;
use http::{HeaderValue, StatusCode, header};
use portico_cookies::CookieName;
use portico_i18n::Say;
use portico_model::{Fault, FaultKind, Principal};
use serde_json::{Map, Value, json};

use crate::{Asked, Hall};

/// What handlers return.
pub type WebResult<T> = Result<T, WebFault>;

/// A fault on its way out. `?` makes it from any error that converts to [`Fault`].
#[derive(Debug, Clone)]
pub struct WebFault(Box<Inner>);

#[derive(Debug, Clone)]
struct Inner {
    fault: Fault,
    status: StatusCode,
    as_json: bool,
}

impl<E: Into<Fault>> From<E> for WebFault {
    fn from(error: E) -> Self {
        let fault = error.into();
        let status = status_of(fault.kind);
        Self(Box::new(Inner {
            fault,
            status,
            as_json: false,
        }))
    }
}

impl WebFault {
    /// The stable word for what went wrong.
    pub(crate) fn code(&self) -> &'static str {
        self.0.fault.code
    }

    /// The fault that a bare status means: a wrong method, a body that is too large…
    #[must_use]
    pub fn of_status(status: StatusCode) -> Self {
        let (kind, code, message) = match status.as_u16() {
            401 => (FaultKind::Unauthenticated, "Unauthenticated", "Sign in first."),
            403 => return Self::from(Fault::forbidden()),
            404 => (
                FaultKind::NotFound,
                "NotFoundResource",
                "The requested resource does not exist.",
            ),
            405 => (
                FaultKind::Invalid,
                "MethodNotAllowed",
                "This address does not answer that method.",
            ),
            408 | 503 | 504 => (FaultKind::Timeout, "Timeout", "The answer was not ready in time."),
            409 => (
                FaultKind::Conflict,
                "Conflict",
                "This has changed in the meantime.",
            ),
            410 => (FaultKind::Gone, "Gone", "This was removed for good."),
            413 => (
                FaultKind::TooLarge,
                "BodyTooLarge",
                "The body is larger than this portal accepts.",
            ),
            414 => (
                FaultKind::TooLarge,
                "AddressTooLong",
                "The address is longer than this portal accepts.",
            ),
            415 => (
                FaultKind::Unsupported,
                "UnsupportedFormat",
                "This format is not supported here.",
            ),
            422 => (
                FaultKind::Unprocessable,
                "UnusableContent",
                "The content cannot be used.",
            ),
            429 => (FaultKind::Busy, "TooManyRequests", "Too many requests at once."),
            431 => (
                FaultKind::TooLarge,
                "HeadersTooLarge",
                "The headers are larger than this portal accepts.",
            ),
            400..500 => (
                FaultKind::Invalid,
                "BadRequest",
                "The request cannot be understood.",
            ),
            _ => (
                FaultKind::Internal,
                "InternalError",
                "An internal error occurred.",
            ),
        };
        Self(Box::new(Inner {
            fault: Fault::new(kind, code, message),
            status,
            as_json: false,
        }))
    }

    /// Answers in JSON whatever the path.
    #[must_use]
    pub fn json(mut self) -> Self {
        self.0.as_json = true;
        self
    }

    /// With another status than the kind's own.
    #[must_use]
    pub fn with_status(mut self, status: StatusCode) -> Self {
        self.0.status = status;
        self
    }

    /// The fault.
    #[must_use]
    pub fn fault(&self) -> &Fault {
        &self.0.fault
    }

    pub(crate) fn with_message(mut self, message: String) -> Self {
        self.0.fault.message = message;
        self
    }

    /// What may be told: our own mistakes are told without their message.
    fn told(&self) -> (Cow<'_, str>, Option<&str>) {
        match self.0.fault.kind {
            FaultKind::Internal => ("An internal error occurred.".into(), None),
            _ => (self.0.fault.message.as_str().into(), self.0.fault.hint.as_deref()),
        }
    }

    fn body_json(&self, request_id: Option<&str>) -> String {
        let (message, hint) = self.told();
        let fault = &self.0.fault;
        let mut body = Map::new();
        body.insert("error_code".into(), fault.code.into());
        body.insert("message".into(), message.into());
        if let Some(hint) = hint {
            body.insert("hint".into(), hint.into());
        }
        if fault.clause.is_some() || fault.position.is_some() {
            let mut position = Map::new();
            if let Some(clause) = &fault.clause {
                position.insert("clause".into(), clause.as_str().into());
            }
            if let Some(range) = &fault.position {
                position.insert("start".into(), json!(range.start));
                position.insert("end".into(), json!(range.end));
            }
            body.insert("position".into(), position.into());
        }
        if let Some(id) = request_id {
            body.insert("request_id".into(), id.into());
        }
        serde_json::to_string_pretty(&Value::Object(body)).unwrap_or_default()
    }

    fn response(&self, kind: &'static str, body: String) -> Response {
        let mut response = Response::new(Body::from(body));
        *response.status_mut() = self.0.status;
        let headers = response.headers_mut();
        headers.insert(header::CONTENT_TYPE, HeaderValue::from_static(kind));
        headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
        if matches!(self.0.fault.kind, FaultKind::Busy | FaultKind::Timeout) {
            let wait = match self.0.fault.code {
                // Counted by the day.
                "QuotaExceeded" => 86_400 - Utc::now().timestamp().rem_euclid(86_400),
                _ => 5,
            };
            headers.insert(header::RETRY_AFTER, HeaderValue::from(wait));
        }
        if self.0.status == StatusCode::PAYLOAD_TOO_LARGE {
            // What is left of the body is not read: the connection cannot serve another request.
            headers.insert(header::CONNECTION, HeaderValue::from_static("close"));
        }
        if self.0.status == StatusCode::UNAUTHORIZED {
            headers.insert(
                header::WWW_AUTHENTICATE,
                HeaderValue::from_static("Apikey realm=\"portal\""),
            );
        }
        response
    }

    /// The answer for this request, with the log line of what was our fault.
    pub(crate) fn render(&self, asked: &Asked) -> Response {
        self.log(asked);
        if self.0.as_json || speaks_json(asked.path()) {
            let mut response = self.response("application/json", self.body_json(Some(asked.request_id())));
            // A page of another site reads why it was refused, also where no route was reached.
            response
                .headers_mut()
                .insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
            return response;
        }
        let anonymous = Principal::Anonymous;
        let principal = asked
            .known_identity()
            .map_or(&anonymous, |identity| &identity.principal);
        let view = self.view(asked, principal);
        let html = asked
            .hall()
            .fault_page
            .as_ref()
            .map_or_else(|| plain_page(&view), |page| page(&view));
        self.response("text/html; charset=utf-8", html)
    }

    fn log(&self, asked: &Asked) {
        if self.0.fault.kind == FaultKind::Internal {
            let mut causes = Vec::new();
            let mut next = std::error::Error::source(&self.0.fault);
            while let Some(cause) = next {
                causes.push(cause.to_string());
                next = cause.source();
            }
            tracing::error!(
                request_id = asked.request_id(),
                code = self.0.fault.code,
                message = self.0.fault.message,
                cause = causes.join(": "),
                "a request failed through our own fault"
            );
        }
    }

    fn view<'a>(&'a self, asked: &'a Asked, principal: &'a Principal) -> FaultView<'a> {
        let say = asked.say();
        let status = self.0.status.as_u16();
        let (told, hint) = self.told();
        let known = |key: String| say.has(&key).then(|| say.t(&key).into_owned());
        let general = |what: &str| known(format!("errors-{status}-{what}"));
        let (title, text, hint) = match self.0.fault.code {
            // Without the cookie it was blocked, or the form is no page of ours: the first is what people can do something about.
            "CsrfFailed" if asked.cookie(CookieName::CsrfToken).is_none() => (
                Some(say.t("errors-cookies-title").into_owned()),
                Some(say.t("account-cookies-needed").into_owned()),
                Some(say.t("errors-csrf-hint").into_owned()),
            ),
            "CsrfFailed" => (
                Some(say.t("errors-csrf-title").into_owned()),
                Some(say.t("errors-csrf-text").into_owned()),
                Some(say.t("errors-csrf-hint").into_owned()),
            ),
            "ForeignOrigin" => (
                general("title"),
                Some(say.t("errors-origin-text").into_owned()),
                None,
            ),
            _ if matches!(self.0.fault.kind, FaultKind::Invalid | FaultKind::Unprocessable)
                && status != 405 =>
            {
                (
                    general("title"),
                    Some(told.clone().into_owned()),
                    hint.map(str::to_owned),
                )
            }
            _ => (general("title"), general("text"), None),
        };
        FaultView {
            status,
            code: self.0.fault.code,
            title: title.unwrap_or_else(|| say.t("errors-500-title").into_owned()),
            text: text.unwrap_or_else(|| told.into_owned()),
            hint,
            request_id: asked.request_id(),
            say,
            principal,
            asked,
        }
    }
}

/// Until the layers have rendered it, a fault is a bare answer that carries itself.
impl IntoResponse for WebFault {
    fn into_response(self) -> Response {
        let mut response = self.response("application/json", self.body_json(None));
        response.extensions_mut().insert(self);
        response
    }
}

/// What the page of a fault shows: said in the visitor's language where the portal has words for it.
#[derive(Debug)]
pub struct FaultView<'a> {
    /// HTTP status.
    pub status: u16,
    /// Stable code.
    pub code: &'a str,
    /// A short title without the code.
    pub title: String,
    /// One or two sentences: what went wrong.
    pub text: String,
    /// What to do.
    pub hint: Option<String>,
    /// The number to mention.
    pub request_id: &'a str,
    /// The messages of the visitor's language.
    pub say: Say,
    /// Who is asking, as far as known.
    pub principal: &'a Principal,
    /// The rest of the request.
    pub asked: &'a Asked,
}

impl FaultView<'_> {
    /// The settings and counters of the hall.
    #[must_use]
    pub fn hall(&self) -> &Hall {
        self.asked.hall()
    }
}

/// Programs ask under these paths: faults are JSON there, never a page.
#[must_use]
pub fn speaks_json(path: &str) -> bool {
    let path = path.trim_end_matches('/');
    path == "/api"
        || path.starts_with("/api/")
        || path.ends_with(".json")
        || (path.starts_with("/explore/dataset/") && path.ends_with("/download"))
}

fn status_of(kind: FaultKind) -> StatusCode {
    match kind {
        FaultKind::Invalid => StatusCode::BAD_REQUEST,
        FaultKind::Unauthenticated => StatusCode::UNAUTHORIZED,
        FaultKind::Forbidden => StatusCode::FORBIDDEN,
        FaultKind::NotFound => StatusCode::NOT_FOUND,
        FaultKind::Gone => StatusCode::GONE,
        FaultKind::Conflict => StatusCode::CONFLICT,
        FaultKind::TooLarge => StatusCode::PAYLOAD_TOO_LARGE,
        FaultKind::Unsupported => StatusCode::UNSUPPORTED_MEDIA_TYPE,
        FaultKind::Unprocessable => StatusCode::UNPROCESSABLE_ENTITY,
        FaultKind::Busy => StatusCode::TOO_MANY_REQUESTS,
        FaultKind::Timeout => StatusCode::SERVICE_UNAVAILABLE,
        FaultKind::Internal => StatusCode::INTERNAL_SERVER_ERROR,
    }
}

/// The page of a portal whose site registered none.
fn plain_page(view: &FaultView<'_>) -> String {
    let escape = |text: &str| {
        text.replace('&', "&amp;")
            .replace('<', "&lt;")
            .replace('>', "&gt;")
            .replace('"', "&quot;")
    };
    let hint = view
        .hint
        .as_deref()
        .map(|hint| format!("<p>{}</p>", escape(hint)))
        .unwrap_or_default();
    format!(
        "<!doctype html><html lang=\"{}\"><meta charset=\"utf-8\"><title>{title}</title><h1>{title}</h1><p>{}</p>{hint}<p>{}</p></html>",
        view.say.lang,
        escape(&view.text),
        escape(&view.say.t1("errors-request-id", "id", view.request_id)),
        title = escape(&view.title),
    )
}
