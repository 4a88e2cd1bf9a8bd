//! Which API keys are there? One's own, everybody's for those who manage people; a key is shown once, when it is made.

use axum::extract::Path;
use axum::response::Response;
use portico_model::{Fault, KeyScope, Permission, Permissions};
use portico_services::{KeyChange, KeyInfo, KeyRequest};
use portico_web::WebResult;
use serde::Deserialize;
use serde_json::{Value, json};

use super::call::Call;
use super::{reply, shapes};

/// Most datasets of one key.
const MOST_DATASETS: usize = 100;

/// A key as it is sent.
#[derive(Debug, Deserialize)]
struct Sent {
    #[serde(default)]
    label: Option<String>,
    /// Days until it is useless.
    #[serde(default)]
    expires_in_days: Option<u32>,
    /// At most these; null for all that its owner has.
    #[serde(default)]
    permissions: Option<Vec<String>>,
    /// Only on these; null for all.
    #[serde(default)]
    datasets: Option<Vec<String>>,
}

#[derive(Debug, Deserialize)]
struct SentKey {
    #[serde(alias = "apikey")]
    key: String,
}

/// `GET /apikeys/`
pub(super) async fn list(call: Call) -> WebResult<Response> {
    let keys = call.portal.keys_in_reach(&call.who).await?;
    reply::ok(&call.page("/apikeys/", &keys, shape)?)
}

/// `POST /apikeys/`: the answer holds the key, this once.
pub(super) async fn create(call: Call) -> WebResult<Response> {
    let sent: Sent = call.json()?;
    let request = KeyRequest {
        scope: scope(&call, &sent).await?,
        label: sent.label.unwrap_or_default(),
        days: sent.expires_in_days,
    };
    let made = call
        .portal
        .create_own_key(&call.who, request)
        .await
        .map_err(by_member)?;
    let mut told = shape(&call.portal.key_in_reach(&call.who, &made.id).await?);
    told["key"] = made.key.into();
    reply::created(&told)
}

/// `GET /apikeys/{uid}/`
pub(super) async fn show(Path(id): Path<String>, call: Call) -> WebResult<Response> {
    reply::ok(&shape(&call.portal.key_in_reach(&call.who, &id).await?))
}

/// `PUT /apikeys/{uid}/`: label and limits are replaced; the end stays when `expires_in_days` is left out.
pub(super) async fn replace(Path(id): Path<String>, call: Call) -> WebResult<Response> {
    let sent: Sent = call.json()?;
    let change = KeyChange {
        scope: scope(&call, &sent).await?,
        label: sent.label,
        days: sent.expires_in_days,
    };
    let changed = call
        .portal
        .change_own_key(&call.who, &id, change)
        .await
        .map_err(by_member)?;
    reply::ok(&shape(&changed))
}

/// `DELETE /apikeys/{uid}/`: useless at once, and in no list any more.
pub(super) async fn remove(Path(id): Path<String>, call: Call) -> WebResult<Response> {
    call.portal.forget_key_for(&call.who, &id).await?;
    Ok(reply::deleted())
}

/// `POST /apikeys/{uid}/revoke/`: useless at once.
pub(super) async fn revoke(Path(id): Path<String>, call: Call) -> WebResult<Response> {
    call.portal.revoke_key_for(&call.who, &id).await?;
    reply::done()
}

/// `POST /apikeys/search_key/`: which key is this? In the body, because addresses are written to logs.
pub(super) async fn search(call: Call) -> WebResult<Response> {
    let sent: SentKey = call.json()?;
    let found = call.portal.find_key(&call.who, sent.key.trim()).await?;
    reply::ok(&shape(&found))
}

async fn scope(call: &Call, sent: &Sent) -> Result<KeyScope, Fault> {
    let permissions = sent.permissions.as_ref().map(|names| {
        let known = names.iter().map(|name| {
            Permission::parse(name).ok_or_else(|| {
                let list: Vec<&str> = Permission::ALL.iter().map(|one| one.as_str()).collect();
                let shown: String = name.chars().take(60).collect();
                let fault = Fault::invalid("UnknownPermission", format!("`{shown}` is no permission"));
                reply::wrong_field("permissions", fault.with_hint(format!("use {}", list.join(", "))))
            })
        });
        known.collect::<Result<Permissions, Fault>>()
    });
    let mut datasets = None;
    if let Some(ids) = &sent.datasets {
        if ids.len() > MOST_DATASETS {
            let fault = Fault::invalid(
                "InvalidBody",
                format!("a key is for at most {MOST_DATASETS} datasets"),
            );
            return Err(reply::wrong_field("datasets", fault));
        }
        let mut known = Vec::new();
        for id in ids {
            let found = match call.portal.dataset(&call.who, id).await {
                Ok(view) => Ok(view.dataset.uid.clone()),
                Err(_) => call
                    .portal
                    .dataset_of_uid(&call.who, id)
                    .await
                    .map(|dataset| dataset.uid),
            };
            known.push(found.map_err(|fault| {
                let fault = Fault::invalid("UnknownDataset", fault.message);
                reply::wrong_field("datasets", fault)
            })?);
        }
        datasets = Some(known);
    }
    Ok(KeyScope {
        permissions: permissions.transpose()?,
        datasets,
        ..KeyScope::default()
    })
}

fn by_member(fault: Fault) -> Fault {
    match fault.code {
        "InvalidLabel" => reply::wrong_field("label", fault),
        "InvalidExpiry" => reply::wrong_field("expires_in_days", fault),
        _ => fault,
    }
}

fn shape(key: &KeyInfo) -> Value {
    let permissions = key.scope.permissions.map(|permissions| {
        let names = permissions.iter().map(Permission::as_str);
        names.collect::<Vec<_>>()
    });
    let datasets = key.scope.datasets.as_ref().map(|uids| {
        let uids = uids.iter().map(|uid| uid.as_str());
        uids.collect::<Vec<_>>()
    });
    json!({
        "uid": key.id,
        "label": key.label,
        "username": key.email,
        "key_begins": key.prefix,
        "permissions": permissions,
        "datasets": datasets,
        "is_revoked": key.revoked,
        "created_at": shapes::moment(key.created_at),
        "last_used_at": key.last_used_at.map(shapes::moment),
        "expires_at": key.expires_at.map(shapes::moment),
    })
}
