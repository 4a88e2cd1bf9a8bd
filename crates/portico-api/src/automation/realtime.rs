//! Where do the records of a dataset come from by themselves? Resources of the type `realtime`: places to push to, with a key.

use axum::extract::Path;
use axum::response::Response;
use portico_model::{Dataset, Fault, FaultKind};
use portico_services::{NewPushKey, PushKey, PushKeyInfo};
use portico_web::WebResult;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::call::Call;
use super::{reply, shapes};

/// What may be said of one.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Params {
    /// Records may bring fields that the dataset does not have yet.
    new_fields: bool,
}

/// Those of a dataset, as they are told.
pub(super) async fn all(call: &Call, dataset: &Dataset) -> Result<Vec<Value>, Fault> {
    Ok(of(call, dataset).await?.iter().map(shape).collect())
}

/// One of them, as it is told.
pub(super) async fn told(call: &Call, dataset: &Dataset, resource: &str) -> Result<Value, Fault> {
    Ok(shape(&one(call, dataset, resource).await?))
}

/// Makes one; its name is the title, or `realtime`. What is told holds the key, this once.
pub(super) async fn create(
    call: &Call,
    dataset: &Dataset,
    title: Option<String>,
    params: Map<String, Value>,
) -> Result<Value, Fault> {
    let params: Params = serde_json::from_value(params.into()).map_err(|error| {
        let fault = Fault::invalid("InvalidBody", format!("The parameters do not fit: {error}"));
        reply::wrong_field("params", fault)
    })?;
    let new = NewPushKey {
        dataset: dataset.id.to_string(),
        resource: title,
        new_fields: params.new_fields,
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
    let info = one(call, dataset, &made.resource).await?;
    Ok(with_key(call, shape(&info), &made))
}

/// Takes one away.
pub(super) async fn remove(call: &Call, dataset: &Dataset, resource: &str) -> Result<(), Fault> {
    let id = dataset.id.as_str();
    call.portal.remove_push_key(&call.who, id, name(resource)).await
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

/// `POST …/recover/`: pushes that could not be taken over wait for their turn again.
pub(super) async fn recover(
    Path((uid, resource)): Path<(String, String)>,
    call: Call,
) -> WebResult<Response> {
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    call.portal
        .recover_pushes(&call.who, dataset.id.as_str(), name(&resource))
        .await?;
    reply::done()
}

/// `POST …/delete_recover_data/`: they are forgotten.
pub(super) async fn forget(Path((uid, resource)): Path<(String, String)>, call: Call) -> WebResult<Response> {
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    call.portal
        .drop_pushes(&call.who, dataset.id.as_str(), name(&resource))
        .await?;
    reply::done()
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
