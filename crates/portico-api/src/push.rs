//! How do programs send records? The Push API of the role model: one object or an array, by POST, with a key in the address.

use axum::body::to_bytes;
use axum::extract::{Path, Request, State};
use axum::response::Response;
use axum::routing::{get, post};
use http::{StatusCode, header};
use portico_model::{Fault, FaultKind};
use portico_services::{PUSH_LIMIT, PushCall};
use portico_web::{AppState, Asked, WebFault, WebResult};
use serde::Serialize;

use crate::cors::answer_preflight;
use crate::reply;
use crate::table::Table;
use crate::wire::json;

/// Where the Push API begins.
pub(crate) const BASE: &str = "/api/push/1.0";

#[derive(Debug, Serialize)]
struct Done {
    status: &'static str,
}

/// The addresses of the Push API.
pub(crate) fn table() -> Table {
    let of_resource = |path: &str| format!("{BASE}/{{dataset}}/{{resource}}{path}");
    Table::new()
        .both(
            &of_resource("/push"),
            post(push_records).options(answer_preflight),
        )
        .both(
            &of_resource("/delete"),
            post(delete_records).options(answer_preflight),
        )
        .both(
            &of_resource("/{record}/delete"),
            // A look at the headers must not delete anything.
            get(delete_record)
                .head(refuse_method)
                .post(delete_record)
                .options(answer_preflight),
        )
}

/// What is done with the records of a body.
#[derive(Debug, Clone, Copy)]
enum Wish {
    /// They are added, or replace those with the same unique identifiers.
    Add,
    /// Those that are equal to them go.
    Remove,
}

/// `POST …/push/?pushkey=`
async fn push_records(
    place: Path<(String, String)>,
    asked: Asked,
    state: State<AppState>,
    request: Request,
) -> WebResult<Response> {
    take(Wish::Add, place, asked, state, request).await
}

/// `POST …/delete/?pushkey=`
async fn delete_records(
    place: Path<(String, String)>,
    asked: Asked,
    state: State<AppState>,
    request: Request,
) -> WebResult<Response> {
    take(Wish::Remove, place, asked, state, request).await
}

async fn take(
    wish: Wish,
    Path((dataset, resource)): Path<(String, String)>,
    asked: Asked,
    State(state): State<AppState>,
    request: Request,
) -> WebResult<Response> {
    let key = key(&asked)?;
    let call = PushCall {
        dataset: &dataset,
        resource: &resource,
        key: &key,
    };
    // The key first: a stranger's megabytes are not read.
    state.portal.check_push(call).await?;
    let body = read(request).await?;
    match wish {
        Wish::Add => state.portal.push_records(call, &body).await?,
        Wish::Remove => state.portal.push_deletions(call, &body).await?,
    }
    done()
}

/// `GET …/{record}/delete/?pushkey=`: removes one record. The role model does it by GET.
async fn delete_record(
    Path((dataset, resource, record)): Path<(String, String, String)>,
    asked: Asked,
    State(state): State<AppState>,
) -> WebResult<Response> {
    let key = key(&asked)?;
    let call = PushCall {
        dataset: &dataset,
        resource: &resource,
        key: &key,
    };
    state.portal.push_deletion_of(call, &record).await?;
    done()
}

async fn refuse_method() -> WebFault {
    WebFault::of_status(StatusCode::METHOD_NOT_ALLOWED)
}

fn done() -> WebResult<Response> {
    Ok(reply::Tag::none().mark(reply::body(reply::JSON, json::to_bytes(&Done { status: "OK" })?)))
}

/// The key in the address.
fn key(asked: &Asked) -> Result<String, Fault> {
    let missing = || {
        Fault::new(
            FaultKind::Unauthenticated,
            "InvalidPushKey",
            "The push key is missing.",
        )
        .with_hint("add ?pushkey= and the key to the address")
    };
    asked
        .params()
        .text("pushkey")
        .map(str::to_owned)
        .ok_or_else(missing)
}

/// The body, whatever media type it says it has.
async fn read(request: Request) -> Result<Vec<u8>, WebFault> {
    let too_large = || {
        let message = format!("The body of a push has at most {} MiB.", PUSH_LIMIT >> 20);
        WebFault::from(
            Fault::new(FaultKind::TooLarge, "PushTooLarge", message)
                .with_hint("send the records in several calls"),
        )
    };
    let declared = request
        .headers()
        .get(header::CONTENT_LENGTH)
        .and_then(|length| length.to_str().ok())
        .and_then(|length| length.parse::<usize>().ok());
    if declared.is_some_and(|length| length > PUSH_LIMIT) {
        return Err(too_large());
    }
    match to_bytes(request.into_body(), PUSH_LIMIT).await {
        Ok(bytes) => Ok(bytes.to_vec()),
        Err(error) => {
            let is_limit = std::error::Error::source(&error)
                .is_some_and(|source| source.to_string().contains("length limit"));
            Err(match is_limit {
                true => too_large(),
                false => WebFault::of_status(StatusCode::BAD_REQUEST),
            })
        }
    }
}
