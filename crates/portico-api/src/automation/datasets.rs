//! Which datasets may a program manage, and in which state are they? Listing, making, publishing, taking back, deleting.

use axum::extract::Path;
use axum::response::Response;
use portico_model::{
    Dataset, Fault, FaultKind, Field, JobState, Metadata, Principal, Shows, State, Visibility,
};
use portico_services::{JobQuery, NewDataset, Portal, ReaderRules};
use portico_web::WebResult;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::call::Call;
use super::{metadata, reply, security, shapes};
use crate::wire::field::FieldObject;

/// What is sent to make or replace a dataset.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Sent {
    dataset_id: Option<String>,
    is_restricted: Option<bool>,
    metadata: Option<Map<String, Value>>,
    default_security: Option<security::Sent>,
}

/// `GET /datasets/`
pub(super) async fn list(call: Call) -> WebResult<Response> {
    let mut datasets = call.portal.datasets_to_manage(&call.who).await?;
    if let Some(id) = call.params.text("dataset_id") {
        datasets.retain(|dataset| dataset.id.as_str() == id);
    }
    let everybody = rules_of(&call.portal, &call.who, &datasets).await?;
    let pairs: Vec<(Dataset, Option<Shows>)> = datasets.into_iter().zip(everybody).collect();
    reply::ok(&call.page("/datasets/", &pairs, |(dataset, shows)| {
        shapes::dataset(dataset, shows.as_ref())
    })?)
}

/// `POST /datasets/`
pub(super) async fn create(call: Call) -> WebResult<Response> {
    let sent: Sent = call.json()?;
    let mut words = Metadata::default();
    metadata::say_all(&mut words, sent.metadata.as_ref())?;
    let new = NewDataset {
        id: sent.dataset_id,
        metadata: words,
        draft: true,
        restricted: sent.is_restricted.unwrap_or(false),
    };
    let made = call
        .portal
        .create_dataset(&call.who, new)
        .await
        .map_err(|fault| match fault.code {
            "InvalidMetadata" => reply::wrong_field("metadata.default.title", fault),
            "InvalidDatasetId" | "DatasetExists" => reply::wrong_field("dataset_id", fault),
            _ => fault,
        })?;
    if let Some(sent) = sent.default_security {
        call.portal
            .set_rules(&call.who, made.id.as_str(), None, sent.shows()?)
            .await?;
    }
    reply::created(&told(&call, made.uid.as_str()).await?)
}

/// `GET /datasets/{uid}/`
pub(super) async fn show(Path(uid): Path<String>, call: Call) -> WebResult<Response> {
    reply::ok(&told(&call, &uid).await?)
}

/// `PUT /datasets/{uid}/`: what is sent is replaced; the identifier in addresses stays for ever.
pub(super) async fn replace(Path(uid): Path<String>, call: Call) -> WebResult<Response> {
    let sent: Sent = call.json()?;
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    let id = dataset.id.as_str();
    if sent.dataset_id.as_deref().is_some_and(|sent| sent != id) {
        let fault = Fault::invalid(
            "InvalidDatasetId",
            format!("the identifier of a dataset stays what it is: {id}"),
        );
        return Err(reply::wrong_field("dataset_id", fault.with_hint("leave it out")).into());
    }
    if sent.metadata.is_some() {
        let mut words = dataset.metadata.clone();
        metadata::say_all(&mut words, sent.metadata.as_ref())?;
        call.portal
            .change_metadata(&call.who, id, dataset.updated_at, words)
            .await?;
    }
    if let Some(restricted) = sent.is_restricted {
        let visibility = match restricted {
            true => Visibility::Restricted,
            false => Visibility::Domain,
        };
        call.portal.set_visibility(&call.who, id, visibility).await?;
    }
    if let Some(sent) = sent.default_security {
        call.portal.set_rules(&call.who, id, None, sent.shows()?).await?;
    }
    reply::ok(&told(&call, &uid).await?)
}

/// `DELETE /datasets/{uid}/`
pub(super) async fn delete(Path(uid): Path<String>, call: Call) -> WebResult<Response> {
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    call.portal
        .delete_dataset(&call.who, dataset.id.as_str(), dataset.updated_at)
        .await?;
    Ok(reply::deleted())
}

/// `POST /datasets/{uid}/publish/`
pub(super) async fn publish(Path(uid): Path<String>, call: Call) -> WebResult<Response> {
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    call.portal
        .publish_dataset(&call.who, dataset.id.as_str(), dataset.updated_at)
        .await?;
    reply::done()
}

/// `POST /datasets/{uid}/unpublish/`
pub(super) async fn unpublish(Path(uid): Path<String>, call: Call) -> WebResult<Response> {
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    call.portal
        .unpublish_dataset(&call.who, dataset.id.as_str(), dataset.updated_at)
        .await?;
    reply::done()
}

/// `POST /datasets/{uid}/publish_metadata/`: a change of metadata is seen at once here, so this only checks that it may be.
pub(super) async fn publish_metadata(Path(uid): Path<String>, call: Call) -> WebResult<Response> {
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    call.portal
        .dataset_to_publish(&call.who, dataset.id.as_str())
        .await?;
    reply::done()
}

/// `GET /datasets/{uid}/status/`: what a job does with it now.
pub(super) async fn status(Path(uid): Path<String>, call: Call) -> WebResult<Response> {
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    let query = JobQuery {
        subject: Some(dataset.id.to_string()),
        ..JobQuery::default()
    };
    let (jobs, _) = call.portal.jobs(&call.who, &query, 1, 0).await?;
    let (status, since, message) = match jobs.first() {
        Some(job) => match job.state {
            JobState::Waiting => ("queued", job.created_at, None),
            JobState::Running => ("processing", job.created_at, None),
            JobState::Failed => ("error", job.created_at, job.reason.clone()),
            _ => ("idle", dataset.updated_at, None),
        },
        None => ("idle", dataset.updated_at, None),
    };
    reply::ok(&json!({
        "status": status,
        "previous": null,
        "next": null,
        "since": shapes::moment(since),
        "is_published": dataset.state == State::Published,
        "records_errors": [],
        "message": message,
        "params": {},
    }))
}

/// `GET /datasets/{uid}/fields/`: the fields as the last version has them.
pub(super) async fn list_fields(Path(uid): Path<String>, call: Call) -> WebResult<Response> {
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    let schema = dataset.current.map(|version| version.schema).unwrap_or_default();
    let path = format!("/datasets/{uid}/fields/");
    let shape = |field: &Field| json!(FieldObject::from(field));
    reply::ok(&call.page(&path, &schema.fields, shape)?)
}

async fn told(call: &Call, uid: &str) -> Result<Value, Fault> {
    let dataset = call.portal.dataset_of_uid(&call.who, uid).await?;
    let rules = rules_of(&call.portal, &call.who, std::slice::from_ref(&dataset)).await?;
    let everybody = rules.into_iter().next().flatten();
    Ok(shapes::dataset(&dataset, everybody.as_ref()))
}

/// What everybody sees of each; none for a dataset that this caller does not manage.
async fn rules_of(
    portal: &Portal,
    who: &Principal,
    datasets: &[Dataset],
) -> Result<Vec<Option<Shows>>, Fault> {
    let mut rules = Vec::with_capacity(datasets.len());
    for dataset in datasets {
        let listed = match portal.list_rules(who, dataset.id.as_str()).await {
            Ok(listed) => Some(listed),
            Err(fault) if fault.kind == FaultKind::Forbidden => None,
            Err(fault) => return Err(fault),
        };
        let everybody = |listed: Vec<ReaderRules>| {
            let found = listed.into_iter().find(|rule| rule.subject.is_none());
            found.map(|rule| rule.shows).unwrap_or_default()
        };
        rules.push(listed.map(everybody));
    }
    Ok(rules)
}
