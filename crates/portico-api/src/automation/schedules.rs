//! When is a dataset brought up to date by itself? Its schedules: an address, five fields of cron, what happens to the records.

use axum::extract::Path;
use axum::response::Response;
use portico_model::{Fault, FaultKind};
use portico_services::{ImportMode, ResourceSource, ScheduleInfo, ScheduleRequest};
use portico_web::WebResult;
use serde::Deserialize;
use serde_json::{Value, json};

use super::call::Call;
use super::{reply, shapes};

/// What is sent to make or replace one. What is left out stays as it is.
#[derive(Debug, Default, Deserialize)]
#[serde(default)]
struct Sent {
    cron_schedule: Option<String>,
    url: Option<String>,
    mode: Option<String>,
    key: Option<String>,
    paused: Option<bool>,
    /// As it was read, so that nobody overwrites what somebody else changed.
    revision: Option<i64>,
}

/// `GET /datasets/{uid}/schedules/`
pub(super) async fn list(Path(uid): Path<String>, call: Call) -> WebResult<Response> {
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    let schedules = call.portal.schedules(&call.who, dataset.id.as_str()).await?;
    let path = format!("/datasets/{uid}/schedules/");
    reply::ok(&call.page(&path, &schedules, shape)?)
}

/// `POST /datasets/{uid}/schedules/`: without `url`, the file comes from the address of the dataset's own resource, else from where all
/// other schedules of the dataset have it from. Where these differ, nobody guesses.
pub(super) async fn create(Path(uid): Path<String>, call: Call) -> WebResult<Response> {
    let sent: Sent = call.json()?;
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    let id = dataset.id.as_str();
    let address = match sent.url.is_some() {
        true => None,
        false => usual_address(&call, id).await?,
    };
    let request = sent.anew(address)?;
    let made = call.portal.add_schedule(&call.who, id, &request).await?;
    reply::created(&shape(&made))
}

/// `GET /datasets/{uid}/schedules/{schedule}/`
pub(super) async fn show(Path((uid, schedule)): Path<(String, String)>, call: Call) -> WebResult<Response> {
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    let found = call
        .portal
        .schedule(&call.who, dataset.id.as_str(), &schedule)
        .await?;
    reply::ok(&shape(&found))
}

/// `PUT /datasets/{uid}/schedules/{schedule}/`
pub(super) async fn replace(
    Path((uid, schedule)): Path<(String, String)>,
    call: Call,
) -> WebResult<Response> {
    let sent: Sent = call.json()?;
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    let id = dataset.id.as_str();
    let before = call.portal.schedule(&call.who, id, &schedule).await?;
    let seen = sent.revision.unwrap_or(before.revision);
    let request = sent.over(Some(before.request))?;
    let after = call
        .portal
        .change_schedule(&call.who, id, &schedule, seen, &request)
        .await?;
    reply::ok(&shape(&after))
}

/// `DELETE /datasets/{uid}/schedules/{schedule}/`
pub(super) async fn remove(Path((uid, schedule)): Path<(String, String)>, call: Call) -> WebResult<Response> {
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    call.portal
        .remove_schedule(&call.who, dataset.id.as_str(), &schedule)
        .await?;
    Ok(reply::deleted())
}

/// `POST /datasets/{uid}/schedules/{schedule}/run/`: now, as a job; `difference` is what the schedule told of other fields, to accept it.
pub(super) async fn run(Path((uid, schedule)): Path<(String, String)>, call: Call) -> WebResult<Response> {
    let dataset = call.portal.dataset_of_uid(&call.who, &uid).await?;
    let accepts = call.params.text("difference");
    call.portal
        .run_schedule(&call.who, dataset.id.as_str(), &schedule, accepts)
        .await?;
    reply::done()
}

/// Where the records of a dataset come from, when there is one answer.
async fn usual_address(call: &Call, id: &str) -> Result<Option<String>, Fault> {
    let named = call.portal.resource(&call.who, id).await?;
    if let Some(ResourceSource::Address(address)) = named.map(|named| named.source) {
        return Ok(Some(address));
    }
    let others = call.portal.schedules(&call.who, id).await?;
    let mut addresses: Vec<String> = others.into_iter().map(|other| other.request.address).collect();
    addresses.sort();
    addresses.dedup();
    Ok(addresses.pop().filter(|_| addresses.is_empty()))
}

impl Sent {
    /// What is sent, for a new one whose file comes from there unless it says so itself.
    fn anew(self, address: Option<String>) -> Result<ScheduleRequest, Fault> {
        let sent = Self {
            url: self.url.or(address),
            ..self
        };
        sent.over(None)
    }

    /// What is sent, over what is there.
    fn over(self, before: Option<ScheduleRequest>) -> Result<ScheduleRequest, Fault> {
        let missing = |field: &str| {
            let fault = Fault::invalid("MissingField", format!("`{field}` is needed"));
            reply::wrong_field(field, fault)
        };
        let (address, cron, mode, paused) = match before {
            Some(before) => (
                Some(before.address),
                Some(before.cron),
                before.mode,
                before.paused,
            ),
            None => (None, None, ImportMode::Replace, false),
        };
        let mode = match (self.mode.as_deref(), self.key) {
            (None, None) => mode,
            (None | Some("upsert"), Some(key)) => ImportMode::Upsert(key),
            (Some("upsert"), None) => match mode {
                ImportMode::Upsert(key) => ImportMode::Upsert(key),
                _ => return Err(missing("key")),
            },
            (Some("replace"), _) => ImportMode::Replace,
            (Some("append"), _) => ImportMode::Append,
            (Some(other), _) => {
                let fault = Fault::new(
                    FaultKind::Invalid,
                    "UnknownMode",
                    format!("`{other}` is no way to update"),
                )
                .with_hint("send `replace`, `append`, or `upsert` with `key`");
                return Err(reply::wrong_field("mode", fault));
            }
        };
        Ok(ScheduleRequest {
            address: self.url.or(address).ok_or_else(|| missing("url"))?,
            cron: self
                .cron_schedule
                .or(cron)
                .ok_or_else(|| missing("cron_schedule"))?,
            mode,
            paused: self.paused.unwrap_or(paused),
        })
    }
}

fn shape(schedule: &ScheduleInfo) -> Value {
    let request = &schedule.request;
    let (mode, key) = match &request.mode {
        ImportMode::Append => ("append", None),
        ImportMode::Upsert(key) => ("upsert", Some(key)),
        ImportMode::Replace | ImportMode::Create => ("replace", None),
    };
    let difference = schedule.drift.as_ref().map(|note| {
        let names = |fields: &[portico_model::Field]| -> Vec<String> {
            fields.iter().map(|field| field.name.clone()).collect()
        };
        let changed = note.drift.changed.iter();
        json!({
            "difference": note.drift.fingerprint(),
            "added": names(&note.drift.added),
            "missing": names(&note.drift.missing),
            "changed": changed
                .map(|(old, new)| json!({"name": old.name, "was": old.ty.as_str(), "is": new.ty.as_str()}))
                .collect::<Vec<_>>(),
        })
    });
    let last = schedule.last.as_ref().map(|last| {
        json!({
            "at": shapes::moment(last.at),
            "outcome": last.outcome.as_str(),
            "reason": last.reason,
            "job": last.job,
        })
    });
    json!({
        "uid": schedule.uid,
        "cron_schedule": request.cron,
        "url": request.address,
        "mode": mode,
        "key": key,
        "paused": request.paused,
        "username": schedule.person,
        "next_run": schedule.next_at.map(shapes::moment),
        "is_running": schedule.running.is_some(),
        "last_run": last,
        "failures": schedule.failures,
        "schema_difference": difference,
        "revision": schedule.revision,
        "created_at": shapes::moment(schedule.created_at),
        "updated_at": shapes::moment(schedule.updated_at),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_new_schedule_says_when_and_takes_the_usual_address() {
        let sent = |cron: Option<&str>, url: Option<&str>| Sent {
            cron_schedule: cron.map(str::to_owned),
            url: url.map(str::to_owned),
            ..Sent::default()
        };
        let usual = || Some("https://example.org/usual.csv".to_owned());
        let made = sent(Some("@daily"), None).anew(usual()).expect("made");
        assert_eq!(made.address, "https://example.org/usual.csv");
        assert_eq!(made.mode, ImportMode::Replace);
        let made = sent(Some("@daily"), Some("https://example.org/own.csv")).anew(usual());
        assert_eq!(made.expect("made").address, "https://example.org/own.csv");
        for (cron, address, missing) in [(None, usual(), "cron_schedule"), (Some("@daily"), None, "url")] {
            let fault = sent(cron, None).anew(address).expect_err("refused");
            assert_eq!(fault.clause.as_deref(), Some(missing));
        }
    }
}
