//! What have readers said about the records of a dataset? A list, one of them, and the end of the matter.

use axum::extract::Path;
use axum::response::Response;
use portico_model::Feedback;
use portico_services::FeedbackFilter;
use portico_web::WebResult;
use serde_json::{Map, Value, json};

use super::call::Call;
use super::{reply, shapes};

/// How the list can be sorted.
const SORTS: [&str; 2] = ["-created_at", "created_at"];

/// `GET /datasets/{uid}/feedbacks/?record_id=&is_archived=&sort=`: newest first, without those that are archived.
pub(super) async fn list(Path(uid): Path<String>, call: Call) -> WebResult<Response> {
    let filter = FeedbackFilter {
        record_id: call.params.text("record_id").map(str::to_owned),
        archived: call.params.boolean("is_archived")?.unwrap_or(false),
        oldest_first: call.params.word("sort", &SORTS)? == Some("created_at"),
    };
    let found = call.portal.feedbacks(&call.who, &uid, &filter).await?;
    reply::ok(&call.page(&format!("/datasets/{uid}/feedbacks/"), &found, shape)?)
}

/// `GET /datasets/{uid}/feedbacks/{feedback}/`
pub(super) async fn show(Path((uid, feedback)): Path<(String, String)>, call: Call) -> WebResult<Response> {
    reply::ok(&shape(&call.portal.feedback(&call.who, &uid, &feedback).await?))
}

/// `POST /datasets/{uid}/feedbacks/{feedback}/archive/`
pub(super) async fn archive(
    Path((uid, feedback)): Path<(String, String)>,
    call: Call,
) -> WebResult<Response> {
    let archived = call.portal.archive_feedback(&call.who, &uid, &feedback).await?;
    reply::ok(&shape(&archived))
}

fn shape(feedback: &Feedback) -> Value {
    let values: Map<String, Value> = feedback
        .values
        .iter()
        .map(|suggested| {
            let value = json!({"value": suggested.value, "type": suggested.ty});
            (suggested.field.clone(), value)
        })
        .collect();
    json!({
        "uid": feedback.uid,
        "record_id": feedback.record_id,
        "user": feedback.email.as_ref().map(|email| json!({"username": email, "email": email})),
        "comment": feedback.comment,
        "values": values,
        "is_archived": feedback.archived,
        "created_at": shapes::moment(feedback.created_at),
    })
}
