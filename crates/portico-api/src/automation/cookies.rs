//! Which content and tools of others has the portal, and what stands in front of it? A part of its cookies policy, complete or refused.

use std::collections::BTreeMap;

use axum::extract::Path;
use axum::response::Response;
use portico_cookies::policy::{Document, Draft};
use portico_cookies::{CookieClass, Purpose, Script, Service, Stored, Tiles, Words};
use portico_model::{Fault, FaultKind, Permission};
use portico_web::WebResult;
use serde::Deserialize;
use serde_json::{Value, json};

use super::call::Call;
use super::reply;

/// What is sent of a service. What is left out is empty, so that everything that is missing is told at once.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Sent {
    #[serde(default)]
    key: String,
    #[serde(default)]
    provider: String,
    #[serde(default)]
    controller: String,
    #[serde(default)]
    policy_url: String,
    #[serde(default)]
    class: Option<CookieClass>,
    #[serde(default)]
    purpose: Option<Purpose>,
    #[serde(default)]
    words: BTreeMap<String, Words>,
    #[serde(default)]
    hosts: Vec<String>,
    #[serde(default)]
    storage: Vec<Stored>,
    #[serde(default)]
    tiles: Option<Tiles>,
    #[serde(default)]
    script: Option<Script>,
    /// Its purpose is another one though the word stays: visitors are asked again.
    #[serde(default)]
    other_purpose: bool,
}

/// `GET /cookies/services/`
pub(super) async fn list(call: Call) -> WebResult<Response> {
    let document = current(&call).await?;
    reply::ok(&call.page("/cookies/services/", &document.services, shape)?)
}

/// `POST /cookies/services/`
pub(super) async fn create(call: Call) -> WebResult<Response> {
    let (service, _) = service(call.json()?)?;
    let document = current(&call).await?;
    if document.services.iter().any(|other| other.key == service.key) {
        let message = format!("There is already a service {:?}.", service.key);
        let fault = Fault::new(FaultKind::Conflict, "ServiceExists", message);
        return Err(reply::wrong_field("key", fault).into());
    }
    let mut draft = document.draft();
    let key = service.key.clone();
    draft.services.push(service);
    let after = change(&call, &document, &draft).await?;
    reply::created(&told(&after, &document, &key)?)
}

/// `GET /cookies/services/{key}/`
pub(super) async fn show(Path(key): Path<String>, call: Call) -> WebResult<Response> {
    let document = current(&call).await?;
    reply::ok(&shape(find(&document, &key)?))
}

/// `PUT /cookies/services/{key}/`
pub(super) async fn replace(Path(key): Path<String>, call: Call) -> WebResult<Response> {
    let sent: Sent = call.json()?;
    let sent = Sent {
        key: key.clone(),
        ..sent
    };
    let (mut service, other_purpose) = service(sent)?;
    let document = current(&call).await?;
    service.meaning = find(&document, &key)?.meaning + u32::from(other_purpose);
    let mut draft = document.draft();
    draft
        .services
        .iter_mut()
        .filter(|other| other.key == key)
        .for_each(|other| *other = service.clone());
    let after = change(&call, &document, &draft).await?;
    reply::ok(&told(&after, &document, &key)?)
}

/// `DELETE /cookies/services/{key}/`
pub(super) async fn remove(Path(key): Path<String>, call: Call) -> WebResult<Response> {
    let document = current(&call).await?;
    find(&document, &key)?;
    let mut draft = document.draft();
    draft.services.retain(|service| service.key != key);
    change(&call, &document, &draft).await?;
    Ok(reply::deleted())
}

/// The version of the policy that holds, for who may change it.
async fn current(call: &Call) -> Result<Document, Fault> {
    call.who.require(Permission::EditDomain)?;
    let facts = call.asked.site().policy_facts();
    Ok(call.portal.policy(&facts).await?.current.document.clone())
}

async fn change(call: &Call, seen: &Document, draft: &Draft) -> Result<Document, Fault> {
    let facts = call.asked.site().policy_facts();
    let policy = call
        .portal
        .change_policy(&call.who, &facts, draft, seen.number)
        .await?;
    Ok(policy.current.document.clone())
}

/// The service, and whether its purpose is another one.
fn service(sent: Sent) -> Result<(Service, bool), Fault> {
    let missing = |field: &str| {
        let message = format!("The service {:?} is not told completely: {field}.", sent.key);
        let fault = Fault::new(FaultKind::Unprocessable, "IncompleteService", message);
        reply::wrong_field(field, fault)
    };
    let class = sent.class.ok_or_else(|| missing("class"))?;
    let purpose = sent.purpose.ok_or_else(|| missing("purpose"))?;
    let service = Service {
        key: sent.key,
        slot: 0,
        since: 0,
        meaning: 0,
        provider: sent.provider,
        controller: sent.controller,
        policy_url: sent.policy_url,
        class,
        purpose,
        words: sent.words,
        hosts: sent.hosts,
        storage: sent.storage,
        tiles: sent.tiles,
        script: sent.script,
    };
    Ok((service, sent.other_purpose))
}

fn find<'a>(document: &'a Document, key: &str) -> Result<&'a Service, Fault> {
    document
        .services
        .iter()
        .find(|service| service.key == key)
        .ok_or_else(|| {
            let message = format!("There is no service {key:?}.");
            Fault::new(FaultKind::NotFound, "NotFoundResource", message)
        })
}

fn shape(service: &Service) -> Value {
    let mut told = json!(service);
    if let Some(fields) = told.as_object_mut() {
        // Its place in the choices is the program's own affair.
        for own in ["slot", "meaning"] {
            fields.remove(own);
        }
    }
    told
}

/// The service as it is now, and what its change means for visitors.
fn told(after: &Document, before: &Document, key: &str) -> Result<Value, Fault> {
    let is_new = after.number != before.number;
    let mut told = shape(find(after, key)?);
    told["policy"] = json!({
        "version": after.number,
        "asks_again": is_new && after.asks_again,
        "changes": if is_new { json!(after.changes) } else { json!([]) },
    });
    Ok(told)
}
