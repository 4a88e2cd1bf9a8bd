//! Where do the records of a dataset come from by themselves? Resources of the type `realtime`: places to push to, with a key.

use axum::extract::Path;
use axum::response::Response;
use portico_model::{Dataset, Fault, FaultKind};
use portico_services::{NewPushKey, PushKey, PushKeyInfo};
use portico_web::WebResult;
use serde::Deserialize;
use serde_json::{Value, json};

use super::call::Call;
use super::{reply, shapes};

/// What is sent to make one.
#[derive(Debug, Deserialize)]
struct Sent {
    #[serde(rename = "type")]
    kind: String,
    /// Name in the address; none means `realtime`.
    title: Option<String>,
    #[serde(default)]
    params: Params,
}

#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Params {
    /// Records may bring fields that the dataset does not have yet.
    new_fields: bool,
}

/// `GET /datasets/{uid}/resources/`
pub(super) async fn list(Path(uid): Path<String>, call: Call) -> WebResult<Response> {
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    let keys = of(&call, &dataset).await?;
    let path = format!("/datasets/{uid}/resources/");
    reply::ok(&call.page(&path, &keys, shape)?)
}

/// `POST /datasets/{uid}/resources/`: the answer holds the key, this once.
pub(super) async fn create(Path(uid): Path<String>, call: Call) -> WebResult<Response> {
    let sent: Sent = call.json()?;
    if sent.kind != "realtime" {
        let message = format!("`{}` is no type of resource that is made here", sent.kind);
        let fault = Fault::invalid("UnknownType", message)
            .with_hint("send `realtime`; files are imported in the back office or with `portico import`");
        return Err(reply::wrong_field("type", fault).into());
    }
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    let new = NewPushKey {
        dataset: dataset.id.to_string(),
        resource: sent.title,
        new_fields: sent.params.new_fields,
        author: call.who.author().to_owned(),
    };
    let made = call
        .portal
        .create_push_key(&call.who, new)
        .await
        .map_err(|fault| match fault.code {
            "InvalidName" | "PushResourceExists" => reply::wrong_field("title", fault),
            _ => fault,
        })?;
    let info = one(&call, &dataset, &made.resource).await?;
    reply::created(&with_key(&call, shape(&info), &made))
}

/// `GET /datasets/{uid}/resources/{resource}/`
pub(super) async fn show(Path((uid, resource)): Path<(String, String)>, call: Call) -> WebResult<Response> {
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    reply::ok(&shape(&one(&call, &dataset, &resource).await?))
}

/// `DELETE /datasets/{uid}/resources/{resource}/`
pub(super) async fn remove(Path((uid, resource)): Path<(String, String)>, call: Call) -> WebResult<Response> {
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    call.portal
        .remove_push_key(&call.who, dataset.id.as_str(), name(&resource))
        .await?;
    Ok(reply::deleted())
}

/// `POST …/renew_api_key/`: the answer holds the new key, this once.
pub(super) async fn renew(Path((uid, resource)): Path<(String, String)>, call: Call) -> WebResult<Response> {
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    let made = call
        .portal
        .renew_push_key(&call.who, dataset.id.as_str(), name(&resource))
        .await?;
    let info = one(&call, &dataset, &resource).await?;
    reply::ok(&with_key(&call, shape(&info), &made))
}

/// `POST …/enable/`
pub(super) async fn enable(Path((uid, resource)): Path<(String, String)>, call: Call) -> WebResult<Response> {
    switch(&call, &uid, &resource, true).await
}

/// `POST …/disable/`
pub(super) async fn disable(
    Path((uid, resource)): Path<(String, String)>,
    call: Call,
) -> WebResult<Response> {
    switch(&call, &uid, &resource, false).await
}

async fn switch(call: &Call, uid: &str, resource: &str, enabled: bool) -> WebResult<Response> {
    let dataset = call.portal.dataset_of_uid(&call.who, uid).await?;
    call.portal
        .enable_push(&call.who, dataset.id.as_str(), name(resource), enabled)
        .await?;
    reply::done()
}

/// The name behind `re_`, as addresses of the Push API have it.
fn name(uid: &str) -> &str {
    uid.strip_prefix("re_").unwrap_or(uid)
}

async fn of(call: &Call, dataset: &Dataset) -> Result<Vec<PushKeyInfo>, Fault> {
    let mut keys = call.portal.list_push_keys(&call.who).await?;
    keys.retain(|key| key.dataset == dataset.id.as_str());
    Ok(keys)
}

async fn one(call: &Call, dataset: &Dataset, resource: &str) -> Result<PushKeyInfo, Fault> {
    let keys = of(call, dataset).await?;
    let found = keys.into_iter().find(|key| key.resource == name(resource));
    found.ok_or_else(|| {
        let message = format!("The requested resource {resource} does not exist.");
        Fault::new(FaultKind::NotFound, "NotFoundResource", message)
    })
}

fn shape(key: &PushKeyInfo) -> Value {
    json!({
        "uid": format!("re_{}", key.resource),
        "type": "realtime",
        "title": key.resource,
        "display_name": format!("Push: {}", key.resource),
        "params": {
            "disabled": key.disabled,
            "new_fields": key.new_fields,
            "push_key_begins": key.prefix,
        },
        "created_at": shapes::moment(key.created_at),
        "renewed_at": shapes::moment(key.renewed_at),
        "last_push_at": key.last_at.map(shapes::moment),
        "waiting": key.waiting,
        "refused": key.refused,
    })
}

fn with_key(call: &Call, mut shape: Value, key: &PushKey) -> Value {
    shape["params"]["push_key"] = key.key.as_str().into();
    shape["params"]["push_url"] = call.asked.address().absolute(&key.path()).into();
    shape
}
