//! How does a reader say that a record is wrong? `PUT …/feedback` with a remark, values that would be right, or both.

use axum::body::{Body, to_bytes};
use axum::extract::{FromRequest, FromRequestParts, Path, Request};
use axum::response::Response;
use http::StatusCode;
use portico_model::{Fault, FaultKind, Principal};
use portico_services::NewFeedback;
use portico_web::{AppState, Csrf, WebFault, WebResult};
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::ask::Ask;
use crate::reply::{self, Tag};
use crate::wire::json;

/// Largest body, in bytes.
const BODY: usize = 256 << 10;

/// A call that keeps something: proven not to come from another site's page, its body not read yet.
#[derive(Debug)]
pub(crate) struct Sending {
    ask: Ask,
    body: Body,
}

/// What is sent. Others of its members are accepted: the role model's programs send the schema of the record too.
#[derive(Debug, Deserialize)]
struct Sent {
    #[serde(rename = "recordid", alias = "record_id")]
    record_id: String,
    #[serde(default)]
    comment: Option<String>,
    #[serde(default, rename = "newValues", alias = "new_values")]
    values: Option<Map<String, Value>>,
}

#[derive(Debug, Serialize)]
struct Taken {
    status: &'static str,
}

impl FromRequest<AppState> for Sending {
    type Rejection = WebFault;

    async fn from_request(request: Request, state: &AppState) -> Result<Self, WebFault> {
        let (mut parts, body) = request.into_parts();
        Csrf::from_request_parts(&mut parts, state).await?;
        let ask = Ask::from_request(Request::from_parts(parts, Body::empty()), state).await?;
        Ok(Self { ask, body })
    }
}

/// `PUT /catalog/datasets/{id}/feedback`: 201 `{"status": "ok"}`.
pub(crate) async fn send_feedback(Path(id): Path<String>, sending: Sending) -> WebResult<Response> {
    let Sending { ask, body } = sending;
    let view = ask.dataset(&id).await?;
    // A stranger's body is not read.
    if ask.principal == Principal::Anonymous {
        let fault = ask.principal.refusal("");
        return Err(fault
            .with_hint("send `Authorization: Apikey` and your key")
            .into());
    }
    let bytes = to_bytes(body, BODY).await.map_err(|_| {
        let message = format!("The body of this call has at most {} KiB.", BODY >> 10);
        Fault::new(FaultKind::TooLarge, "BodyTooLarge", message)
    })?;
    let sent = read(&bytes)?;
    let new = NewFeedback {
        record_id: sent.record_id,
        comment: sent.comment.unwrap_or_default(),
        values: sent.values.unwrap_or_default(),
    };
    ask.portal.send_feedback(&ask.principal, &view, new).await?;
    let mut response = reply::body(reply::JSON, json::to_bytes(&Taken { status: "ok" })?);
    *response.status_mut() = StatusCode::CREATED;
    Ok(Tag::none().mark(response))
}

fn read(bytes: &[u8]) -> Result<Sent, Fault> {
    let hint = r#"send {"recordid": "…", "comment": "…", "newValues": {"field": "value"}}"#;
    serde_json::from_slice(bytes).map_err(|error| {
        let code = if error.is_data() {
            "InvalidFeedback"
        } else {
            "InvalidJson"
        };
        Fault::invalid(code, format!("The body is no feedback: {error}.")).with_hint(hint)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_body_is_read_with_members_that_nobody_needs() {
        let sent =
            read(br#"{"recordid": "ab", "comment": "no", "newValues": {"n": 1}, "schema": {"n": {}}}"#);
        let sent = sent.expect("feedback");
        assert_eq!(
            (sent.record_id.as_str(), sent.comment.as_deref()),
            ("ab", Some("no"))
        );
        assert_eq!(sent.values.expect("values")["n"], 1);
        assert!(read(br#"{"recordid": "ab", "comment": null, "newValues": null}"#).is_ok());
        assert_eq!(read(b"{}").expect_err("no record").code, "InvalidFeedback");
        assert_eq!(read(b"x=1").expect_err("a form").code, "InvalidJson");
    }
}
