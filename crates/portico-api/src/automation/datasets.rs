//! Which datasets may a program manage, and in which state are they? Listing, making, publishing, taking back, deleting.

use axum::extract::Path;
use axum::response::Response;
use portico_model::{Dataset, Fault, FaultKind, JobState, Metadata, Principal, Shows, State, Visibility};
use portico_services::{JobInfo, NewDataset, Portal, ReaderRules};
use portico_web::WebResult;
use serde::Deserialize;
use serde_json::{Map, Value, json};

use super::call::Call;
use super::{metadata, reply, security, shapes};

/// What is sent to make or replace a dataset.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Sent {
    dataset_id: Option<String>,
    is_restricted: Option<bool>,
    metadata: Option<Map<String, Value>>,
    default_security: Option<security::Sent>,
}

/// What is sent to make a copy.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct SentCopy {
    dataset_id: Option<String>,
    title: Option<String>,
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
    let made = call.portal.create_dataset(&call.who, new).await.map_err(of_new)?;
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

/// `POST /datasets/{uid}/publish/`: the source is read by a job, when there is one; `status/` follows it.
pub(super) async fn publish(Path(uid): Path<String>, call: Call) -> WebResult<Response> {
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    call.portal
        .publish_from_source(&call.who, dataset.id.as_str())
        .await
        .map_err(of_status)?;
    reply::done()
}

/// `POST /datasets/{uid}/abort/`: what is done with it now ends.
pub(super) async fn abort(Path(uid): Path<String>, call: Call) -> WebResult<Response> {
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    call.portal
        .abort_work_on_dataset(&call.who, dataset.id.as_str())
        .await
        .map_err(of_status)?;
    reply::done()
}

/// `POST /datasets/{uid}/copy/`: a draft with the same metadata, rules, steps and source.
pub(super) async fn copy(Path(uid): Path<String>, call: Call) -> WebResult<Response> {
    let sent: SentCopy = match call.is_empty() {
        true => SentCopy::default(),
        false => call.json()?,
    };
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    let made = call
        .portal
        .copy_dataset(&call.who, dataset.id.as_str(), sent.dataset_id, sent.title)
        .await
        .map_err(of_new)?;
    reply::created(&told(&call, made.uid.as_str()).await?)
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

/// `GET /datasets/{uid}/status/`: what a job does with it now, or how the last one ended.
pub(super) async fn status(Path(uid): Path<String>, call: Call) -> WebResult<Response> {
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    let job = call
        .portal
        .work_on_dataset(&call.who, dataset.id.as_str())
        .await?;
    // Looked at after the job: one that has just ended has done what it says.
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    reply::ok(&status_of(&dataset, job.as_ref()))
}

fn status_of(dataset: &Dataset, job: Option<&JobInfo>) -> Value {
    let idle = ("idle", dataset.updated_at);
    let (status, since) = job.map_or(idle, |job| match job.state {
        JobState::Running if job.cancel_wanted => {
            ("aborting_processing", job.started_at.unwrap_or(job.created_at))
        }
        JobState::Running => ("processing", job.started_at.unwrap_or(job.created_at)),
        JobState::Waiting => ("queued", job.created_at),
        JobState::Failed => ("error", job.finished_at.unwrap_or(job.created_at)),
        JobState::Done | JobState::Cancelled => idle,
    });
    // A job that waits after a failure tries again: why, is worth knowing before it gives up.
    let troubled = job.filter(|job| matches!(job.state, JobState::Failed | JobState::Waiting));
    let mut result = job.and_then(|job| job.result.clone());
    // Where the list of refused rows is on the machine, is nobody's business; the back office hands it out.
    if let Some(members) = result.as_mut().and_then(Value::as_object_mut) {
        members.remove("refusal_file");
    }
    json!({
        "status": status,
        "previous": null,
        "next": null,
        "since": shapes::moment(since),
        "is_published": dataset.state == State::Published,
        "records_errors": [],
        "message": troubled.and_then(|job| job.reason.as_deref()),
        "params": {
            "job": job.map(|job| job.id.as_str()),
            "progress": job.and_then(|job| job.progress.as_ref()).map(|at| json!({
                "phase": at.phase,
                "rows": at.rows,
                "percent": at.percent(),
            })),
            "result": result,
        },
    })
}

/// Refusals because of what is done with the dataset now have a code and a status of their own here.
fn of_status(fault: Fault) -> Fault {
    match fault.code {
        "ImportRunning" | "JobEnded" => Fault {
            kind: FaultKind::Invalid,
            code: "InvalidDatasetStatus",
            ..fault
        },
        _ => fault,
    }
}

fn of_new(fault: Fault) -> Fault {
    match fault.code {
        "InvalidMetadata" | "MetadataMissing" => {
            let name = fault.clause.clone().unwrap_or("default.title".to_owned());
            reply::wrong_field(&format!("metadata.{name}"), fault)
        }
        "InvalidDatasetId" | "DatasetExists" => reply::wrong_field("dataset_id", fault),
        _ => fault,
    }
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
