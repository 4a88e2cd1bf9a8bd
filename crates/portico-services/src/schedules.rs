//! Which datasets are kept up to date from an address, and who may decide it? The plans of updates.

mod cron;
mod drifted;
mod keeping;
mod planner;

use chrono_tz::Tz;
use portico_model::{Action, Author, Dataset, DatasetUid, Fault, FaultKind, Principal, Thing};
use portico_registry::{Begun, ScheduleRecord};
use serde_json::{Value, json};

use self::cron::Plan;
pub use self::drifted::DriftNote;
pub(crate) use self::keeping::Keeping;
pub(crate) use self::planner::look_ahead;
use crate::import_dataset::check_address;
use crate::jobs::{Asker, UpdateDataset, busy};
use crate::{Change, ImportMode, Portal, clock};

/// Schedules of one dataset.
const MOST: usize = 5;

/// What somebody wants: where, when, and what happens to the records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ScheduleRequest {
    /// An `http` or `https` address.
    pub address: String,
    /// Five fields of cron, in the portal's time zone.
    pub cron: String,
    /// `Create` is none of them.
    pub mode: ImportMode,
    /// It does not run for now.
    pub paused: bool,
}

/// What came of a run.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum RunOutcome {
    /// A new version.
    Updated,
    /// The source is what it was: no version.
    Unchanged,
    /// The source has other fields, and waits for a decision.
    Drift,
    /// It did not go well.
    Failed,
    /// Somebody ended it.
    Cancelled,
}

/// The last run of a schedule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct LastRun {
    /// Its end, microseconds since the epoch, UTC.
    pub at: i64,
    /// What came of it.
    pub outcome: RunOutcome,
    /// Why.
    pub reason: Option<String>,
    /// Its job.
    pub job: Option<String>,
}

/// A plan of updates, as people see it.
#[derive(Debug, Clone, PartialEq)]
pub struct ScheduleInfo {
    /// `sc_…`.
    pub uid: String,
    /// Public identifier of the dataset.
    pub dataset: String,
    /// Its title.
    pub title: String,
    /// What was asked for.
    pub request: ScheduleRequest,
    /// Whose rights count: an e-mail address; none for the operator of the machine.
    pub person: Option<String>,
    /// The next run, microseconds since the epoch, UTC; none while it is paused.
    pub next_at: Option<i64>,
    /// The job that waits or runs now.
    pub running: Option<String>,
    /// The last run.
    pub last: Option<LastRun>,
    /// How many runs in a row did not go well.
    pub failures: i64,
    /// How the fields of the source differ, while nobody has decided about it.
    pub drift: Option<DriftNote>,
    /// Grows with every change.
    pub revision: i64,
    /// When it was made.
    pub created_at: i64,
    /// When a person changed it last.
    pub updated_at: i64,
}

impl ScheduleInfo {
    /// What a person has to decide before it goes on. One that failed since then fails first of all: a run that drifted leaves no failure.
    #[must_use]
    pub fn to_decide(&self) -> Option<&DriftNote> {
        self.drift.as_ref().filter(|_| self.failures == 0)
    }
}

impl RunOutcome {
    /// The name in the registry and in the API.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Updated => "updated",
            Self::Unchanged => "unchanged",
            Self::Drift => "drift",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }

    fn parse(text: &str) -> Self {
        match text {
            "updated" => Self::Updated,
            "unchanged" => Self::Unchanged,
            "drift" => Self::Drift,
            "cancelled" => Self::Cancelled,
            _ => Self::Failed,
        }
    }
}

impl Portal {
    /// The schedules of a dataset.
    ///
    /// # Errors
    /// Not found, or no right to change the dataset.
    pub async fn schedules(&self, who: &Principal, id: &str) -> Result<Vec<ScheduleInfo>, Fault> {
        let dataset = self.dataset_to_edit_or_publish(who, id).await?;
        let records = self.inner.registry.schedules_of(&dataset.uid).await?;
        records.into_iter().map(|record| info(record, &dataset)).collect()
    }

    /// One of them.
    ///
    /// # Errors
    /// As [`Self::schedules`]; not found when there is none.
    pub async fn schedule(&self, who: &Principal, id: &str, uid: &str) -> Result<ScheduleInfo, Fault> {
        let dataset = self.dataset_to_edit_or_publish(who, id).await?;
        info(self.record_of(&dataset, uid).await?, &dataset)
    }

    /// Keeps a dataset up to date from now on. It runs with the rights of whoever decides it.
    ///
    /// # Errors
    /// `InvalidCron`, `TooOften`, `InvalidAddress`, `UnusableKey`, `TooManySchedules`; no right to change the dataset.
    pub async fn add_schedule(
        &self,
        who: &Principal,
        id: &str,
        request: &ScheduleRequest,
    ) -> Result<ScheduleInfo, Fault> {
        let dataset = self.dataset_to_change(who, id).await?;
        let record = self.new_schedule(who, Some(&dataset), request).await?;
        if self.inner.registry.schedules_of(&dataset.uid).await?.len() >= MOST {
            let message = format!("a dataset has at most {MOST} scheduled updates");
            return Err(Fault::new(FaultKind::Conflict, "TooManySchedules", message)
                .with_hint("change one of them, or remove one first"));
        }
        self.inner.registry.insert_schedule(&record).await?;
        let change =
            Change::of(Thing::Schedule, name(&dataset, &record), Action::Create).after(told(&record));
        self.record_change(&Author::from(who), change).await?;
        info(record, &dataset)
    }

    /// Changes one, as it was seen with that revision. What is known of another address, mode or key counts no more.
    ///
    /// # Errors
    /// As [`Self::add_schedule`]; `Changed` (a conflict) when somebody else changed it meanwhile.
    pub async fn change_schedule(
        &self,
        who: &Principal,
        id: &str,
        uid: &str,
        seen: i64,
        request: &ScheduleRequest,
    ) -> Result<ScheduleInfo, Fault> {
        let dataset = self.dataset_to_change(who, id).await?;
        let before = self.record_of(&dataset, uid).await?;
        let wanted = self.new_schedule(who, Some(&dataset), request).await?;
        let same_source = (&before.address, &before.mode, &before.key_field)
            == (&wanted.address, &wanted.mode, &wanted.key_field);
        let after = ScheduleRecord {
            address: wanted.address,
            cron: wanted.cron,
            mode: wanted.mode,
            key_field: wanted.key_field,
            person: wanted.person,
            limits_doc: wanted.limits_doc,
            paused: wanted.paused,
            zone: wanted.zone,
            next_at: wanted.next_at,
            failures: 0,
            seen_doc: before.seen_doc.clone().filter(|_| same_source),
            drift_doc: before.drift_doc.clone().filter(|_| same_source),
            updated_at: clock::now(),
            revision: seen + 1,
            ..before.clone()
        };
        if !self.inner.registry.change_schedule(&after, seen).await? {
            let message = "somebody else changed this scheduled update meanwhile";
            return Err(Fault::new(FaultKind::Conflict, "Changed", message)
                .with_hint("look at what is there now, and save again what you want to change"));
        }
        let change = Change::of(Thing::Schedule, name(&dataset, &after), Action::Change)
            .before(told(&before))
            .after(told(&after));
        self.record_change(&Author::from(who), change).await?;
        info(after, &dataset)
    }

    /// Lets one rest, or run again; everything else stays.
    ///
    /// # Errors
    /// As [`Self::change_schedule`].
    pub async fn pause_schedule(
        &self,
        who: &Principal,
        id: &str,
        uid: &str,
        paused: bool,
    ) -> Result<ScheduleInfo, Fault> {
        let now = self.schedule(who, id, uid).await?;
        let request = ScheduleRequest {
            paused,
            ..now.request
        };
        self.change_schedule(who, id, uid, now.revision, &request).await
    }

    /// Takes one away. What it brought stays.
    ///
    /// # Errors
    /// As [`Self::schedule`].
    pub async fn remove_schedule(&self, who: &Principal, id: &str, uid: &str) -> Result<(), Fault> {
        let dataset = self.dataset_to_change(who, id).await?;
        let record = self.record_of(&dataset, uid).await?;
        if !self.inner.registry.delete_schedule(&record.uid).await? {
            return Err(missing(uid));
        }
        let change =
            Change::of(Thing::Schedule, name(&dataset, &record), Action::Delete).before(told(&record));
        self.record_change(&Author::from(who), change).await
    }

    /// Runs one now, as a job; `accepts` is the difference that somebody saw and accepts ([`crate::Drift::fingerprint`]). Returns the job.
    ///
    /// # Errors
    /// `ImportRunning` when a job works on the dataset already; as [`Self::schedule`].
    pub async fn run_schedule(
        &self,
        who: &Principal,
        id: &str,
        uid: &str,
        accepts: Option<&str>,
    ) -> Result<String, Fault> {
        let dataset = self.dataset_to_change(who, id).await?;
        let record = self.record_of(&dataset, uid).await?;
        let work = UpdateDataset::by_hand(&record, accepts);
        let job = work.job(&dataset, who.author())?;
        match self
            .inner
            .registry
            .begin_run(&record, None, &job, clock::now())
            .await?
        {
            Begun::Taken => {
                self.inner.new_work.notify_one();
                let action = if accepts.is_some() {
                    "drift accepted"
                } else {
                    "update now"
                };
                let change = Change::of(Thing::Schedule, name(&dataset, &record), Action::Import)
                    .after(json!({"asked for": action, "job": job.id}));
                self.record_change(&Author::from(who), change).await?;
                Ok(job.id)
            }
            Begun::Busy(other) => Err(busy(dataset.id.as_str(), &other)),
            Begun::No => match self.inner.registry.schedule(uid).await?.and_then(|now| now.job) {
                Some(other) => Err(busy(dataset.id.as_str(), &other)),
                None => Err(missing(uid)),
            },
        }
    }

    /// The schedules that need somebody's attention, of datasets that this principal may change: a source with other fields, or runs
    /// that fail.
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn schedules_to_mind(&self, who: &Principal) -> Result<Vec<ScheduleInfo>, Fault> {
        let mut found = Vec::new();
        for record in self.inner.registry.list_schedules().await? {
            let fails = record.failures > 0 && !record.paused;
            if record.drift_doc.is_none() && !fails {
                continue;
            }
            let Ok(uid) = DatasetUid::new(record.dataset_uid.clone()) else {
                continue;
            };
            let Some(dataset) = self.inner.registry.dataset_by_uid(&uid).await? else {
                continue;
            };
            if self.dataset_to_change(who, dataset.id.as_str()).await.is_ok() {
                found.push(info(record, &dataset)?);
            }
        }
        Ok(found)
    }

    /// A new schedule, checked. `dataset` is none for one that will be.
    pub(crate) async fn new_schedule(
        &self,
        who: &Principal,
        dataset: Option<&Dataset>,
        request: &ScheduleRequest,
    ) -> Result<ScheduleRecord, Fault> {
        let address = check_address(&request.address).map_err(|fault| fault.with_position("url", None))?;
        let at = |fault: Fault| fault.with_position("cron_schedule", None);
        let plan = Plan::parse(&request.cron).map_err(at)?;
        let now = clock::now();
        plan.check(self.inner.settings.fetch.interval, now).map_err(at)?;
        let (mode, key) = match &request.mode {
            ImportMode::Replace | ImportMode::Create => ("replace", None),
            ImportMode::Append => ("append", None),
            ImportMode::Upsert(key) => ("upsert", Some(key.trim().to_owned())),
        };
        if let Some(key) = &key {
            check_key(dataset, key).map_err(|fault| fault.with_position("key", None))?;
        }
        let zone = self.zone().await?;
        Ok(ScheduleRecord {
            uid: format!("sc_{:016x}", rand::random::<u64>())[..13].to_owned(),
            dataset_uid: dataset
                .map(|dataset| dataset.uid.as_str().to_owned())
                .unwrap_or_default(),
            address: address.to_string(),
            cron: plan.as_str().to_owned(),
            mode: mode.to_owned(),
            key_field: key,
            person: who.member().map(|member| member.email.clone()),
            limits_doc: Asker::of(who).limits_text()?,
            paused: request.paused,
            zone: zone.name().to_owned(),
            next_at: plan.next(zone, now).filter(|_| !request.paused),
            job: None,
            last_at: None,
            outcome: None,
            reason: None,
            last_job: None,
            failures: 0,
            seen_doc: None,
            drift_doc: None,
            revision: 1,
            created_at: now,
            updated_at: now,
        })
    }

    /// The time zone of the portal.
    pub(crate) async fn zone(&self) -> Result<Tz, Fault> {
        let state = self.site_state().await?;
        let zone = state.document.general.timezone;
        Ok(zone.and_then(|zone| zone.parse().ok()).unwrap_or(Tz::UTC))
    }

    async fn record_of(&self, dataset: &Dataset, uid: &str) -> Result<ScheduleRecord, Fault> {
        let record = self.inner.registry.schedule(uid).await?;
        record
            .filter(|record| record.dataset_uid == dataset.uid.as_str())
            .ok_or_else(|| missing(uid))
    }

    /// A line of the audit trail for a schedule that began with an import.
    pub(crate) async fn record_new_schedule(
        &self,
        who: &Principal,
        dataset: &Dataset,
        record: &ScheduleRecord,
    ) -> Result<(), Fault> {
        let change = Change::of(Thing::Schedule, name(dataset, record), Action::Create).after(told(record));
        self.record_change(&Author::from(who), change).await
    }
}

/// The first run of a schedule after that moment.
pub(crate) fn next_run(record: &ScheduleRecord, zone: Tz, after: i64) -> Result<Option<i64>, Fault> {
    Ok(Plan::parse(&record.cron)?.next(zone, after))
}

/// What is done with the records.
pub(crate) fn mode_of(record: &ScheduleRecord) -> ImportMode {
    match (record.mode.as_str(), &record.key_field) {
        ("append", _) => ImportMode::Append,
        ("upsert", Some(key)) => ImportMode::Upsert(key.clone()),
        _ => ImportMode::Replace,
    }
}

fn check_key(dataset: Option<&Dataset>, key: &str) -> Result<(), Fault> {
    let unusable = |message: String| Fault::invalid("UnusableKey", message);
    if key.is_empty() {
        return Err(unusable("no key was chosen".to_owned())
            .with_hint("name the field that tells which record is which"));
    }
    let version = dataset.and_then(|dataset| dataset.current.as_ref());
    let Some(version) = version else { return Ok(()) };
    match version.schema.field(key) {
        Some(field) if field.ty.is_geo() || field.is_multivalued() => {
            Err(unusable(format!("the field `{key}` cannot be a key"))
                .with_hint("choose a field with one plain value a record"))
        }
        Some(_) => Ok(()),
        None => Err(unusable(format!("the dataset has no field `{key}`"))),
    }
}

fn missing(uid: &str) -> Fault {
    let message = format!("The requested schedule {uid} does not exist.");
    Fault::new(FaultKind::NotFound, "NotFoundResource", message)
}

/// How the trail names it.
fn name(dataset: &Dataset, record: &ScheduleRecord) -> String {
    format!("{}/{}", dataset.id, record.uid)
}

/// What the trail says of it.
fn told(record: &ScheduleRecord) -> Value {
    json!({
        "address": record.address,
        "cron": record.cron,
        "mode": record.mode,
        "key field": record.key_field,
        "paused": record.paused,
        "with the rights of": record.person.as_deref().unwrap_or("command line"),
    })
}

fn info(record: ScheduleRecord, dataset: &Dataset) -> Result<ScheduleInfo, Fault> {
    let last = record.last_at.map(|at| LastRun {
        at,
        outcome: RunOutcome::parse(record.outcome.as_deref().unwrap_or_default()),
        reason: record.reason.clone(),
        job: record.last_job.clone(),
    });
    Ok(ScheduleInfo {
        dataset: dataset.id.to_string(),
        title: dataset.metadata.title.clone(),
        drift: record.drift_doc.as_deref().map(DriftNote::parse).transpose()?,
        request: ScheduleRequest {
            mode: mode_of(&record),
            address: record.address,
            cron: record.cron,
            paused: record.paused,
        },
        uid: record.uid,
        person: record.person,
        next_at: record.next_at,
        running: record.job,
        last,
        failures: record.failures,
        revision: record.revision,
        created_at: record.created_at,
        updated_at: record.updated_at,
    })
}
