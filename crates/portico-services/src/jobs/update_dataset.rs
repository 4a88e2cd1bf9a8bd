//! The job `update`: a dataset is brought to the state of its source, if that has changed.

use std::sync::{Arc, OnceLock};

use portico_formats::read::ReadOptions;
use portico_model::{Dataset, DatasetUid, Fault, FaultKind, Metadata, Principal, State};
use portico_registry::{JobLevel, JobStep, NewJob, RunRecord, ScheduleRecord};
use serde::{Deserialize, Serialize};

use super::asker::Asker;
use super::desk::JobDesk;
use super::kinds::{Ended, Work};
use super::{import_file, new_job};
use crate::import_dataset::{Guard, Run, Seen, fetch_if_changed};
use crate::schedules::{DriftNote, Keeping, RunOutcome, mode_of, next_run};
use crate::{Drift, ImportMode, ImportRequest, ImportResult, ImportSource, Portal, clock};

/// What versions say that came by themselves.
const NOTE: &str = "scheduled update";

/// A run of a schedule. A stored document.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct UpdateDataset {
    schedule: String,
    /// Internal identifier of the dataset.
    dataset: String,
    /// A person asked for it: what the server says of the file does not count, its content does.
    #[serde(default)]
    by_hand: bool,
    /// The difference of fields that a person accepts.
    #[serde(default)]
    accepts: Option<String>,
}

impl UpdateDataset {
    pub(crate) fn by_clock(schedule: &ScheduleRecord) -> Self {
        Self {
            schedule: schedule.uid.clone(),
            dataset: schedule.dataset_uid.clone(),
            by_hand: false,
            accepts: None,
        }
    }

    pub(crate) fn by_hand(schedule: &ScheduleRecord, accepts: Option<&str>) -> Self {
        Self {
            by_hand: true,
            accepts: accepts.map(str::to_owned),
            ..Self::by_clock(schedule)
        }
    }

    /// The job; of one dataset, one import at a time.
    pub(crate) fn job(&self, dataset: &Dataset, author: &str) -> Result<NewJob, Fault> {
        Ok(NewJob {
            subject: Some(dataset.id.to_string()),
            unique_key: Some(format!("dataset {}", dataset.id)),
            priority: if self.by_hand { 5 } else { -1 },
            ..new_job(self, author)?
        })
    }
}

impl Work for UpdateDataset {
    const KIND: &'static str = "update";

    async fn work(self, portal: &Portal, desk: &Arc<JobDesk>) -> Result<Ended, Fault> {
        let registry = &portal.inner.registry;
        let uid = DatasetUid::new(self.dataset.clone()).map_err(Fault::internal)?;
        let found = (
            registry.schedule(&self.schedule).await?,
            registry.dataset_by_uid(&uid).await?,
        );
        let (Some(schedule), Some(dataset)) = found else {
            desk.say(
                JobLevel::Info,
                "the scheduled update or its dataset is not there any more",
            );
            return Ok(Ended::Now(None));
        };
        let who = Asker::of_schedule(&schedule)?.principal(portal).await?;
        let request = request(&schedule, &dataset);
        portal
            .may_import(&who, &request, &dataset.id)
            .await
            .map_err(|fault| without_right(fault, &schedule))?;
        let look = Look::new(portal, &self, &schedule, &dataset).await?;
        desk.say(JobLevel::Info, format!("asking {}", schedule.address));
        let told = Arc::clone(desk);
        let tell: crate::import_dataset::Tell = Arc::new(move |at| told.import_progress(at));
        let guard = Guard::of(&portal.inner).up_to(portal.upload_limit());
        let folder = portal.inner.owner.folder();
        let fetched = fetch_if_changed(&schedule.address, folder, &guard, look.marks(), &tell).await?;
        let next_at = next_run(&schedule, portal.zone().await?, clock::now())?;
        let (source, seen) = match fetched {
            None => {
                desk.say(JobLevel::Info, "the server says that nothing has changed");
                return look.nothing_new(portal, desk, look.seen.clone(), next_at).await;
            }
            Some((_, seen)) if look.is_known(&seen.sha256) => {
                desk.say(
                    JobLevel::Info,
                    "the file is the one that is there: its SHA-256 is the same",
                );
                return look.nothing_new(portal, desk, Some(seen), next_at).await;
            }
            Some(fetched) => fetched,
        };
        let keeping = Keeping::Ran {
            uid: schedule.uid.clone(),
            next_at,
            seen: seen.clone(),
        };
        let drift = OnceLock::new();
        let run = Run {
            job: Some(desk.claim()),
            refuse_drift: true,
            accepts: self.accepts.as_deref(),
            drift: Some(&drift),
            keeping: Some(&keeping),
        };
        let report = match portal.import_source(&who, request, source, tell, run).await {
            Ok(report) => report,
            Err(fault) => {
                if let Some(drift) = drift.into_inner().filter(|_| fault.code == "SchemaDrift") {
                    look.note_drift(portal, &desk.claim().id, drift, seen).await?;
                }
                return Err(fault);
            }
        };
        import_file::say(desk, &report);
        Ok(Ended::InStep)
    }

    fn may_pass(fault: &Fault) -> bool {
        import_file::may_pass(fault) || fault.code == "Conflict"
    }
}

/// What is known before the source is asked.
struct Look<'a> {
    schedule: &'a ScheduleRecord,
    dataset: &'a Dataset,
    seen: Option<Seen>,
    note: Option<DriftNote>,
    by_hand: bool,
    accepts: bool,
    /// The records were made with other steps than those that are written down now, or there are none.
    is_due_anyhow: bool,
    /// The dataset has the version that it had after the last look.
    same_version: bool,
}

impl<'a> Look<'a> {
    async fn new(
        portal: &Portal,
        run: &UpdateDataset,
        schedule: &'a ScheduleRecord,
        dataset: &'a Dataset,
    ) -> Result<Self, Fault> {
        let read = |text: &String| serde_json::from_str(text).map_err(Fault::internal);
        let seen: Option<Seen> = schedule.seen_doc.as_ref().map(read).transpose()?;
        let note: Option<DriftNote> = match &schedule.drift_doc {
            Some(text) => Some(serde_json::from_str(text).map_err(Fault::internal)?),
            None => None,
        };
        let current = dataset.current.as_ref();
        // The same records are never added twice, whatever the steps are.
        let other_steps =
            mode_of(schedule) != ImportMode::Append && !portal.steps_are_applied(dataset).await?;
        let version = seen.as_ref().and_then(|seen| seen.version.as_deref());
        Ok(Self {
            same_version: version.is_some() && version == current.map(|current| current.id.as_str()),
            is_due_anyhow: current.is_none() || other_steps,
            by_hand: run.by_hand,
            accepts: run.accepts.is_some(),
            schedule,
            dataset,
            seen,
            note,
        })
    }

    /// What the server is told to be known; nothing when its word would not be enough.
    fn marks(&self) -> Option<&Seen> {
        let decided = self.note.is_none() || self.same_version;
        let usable = !self.by_hand && !self.accepts && !self.is_due_anyhow && decided;
        self.seen.as_ref().filter(|_| usable)
    }

    /// Whether a file of that hash brings nothing new.
    fn is_known(&self, sha256: &str) -> bool {
        if self.accepts || self.is_due_anyhow {
            return false;
        }
        let is_current = self
            .dataset
            .current
            .as_ref()
            .is_some_and(|version| version.sha256 == sha256);
        let was_seen = self.seen.as_ref().is_some_and(|seen| seen.sha256 == sha256);
        match (&self.note, self.by_hand) {
            // It waits for a decision; who asks by hand is told once more.
            (Some(_), by_hand) => was_seen && self.same_version && !by_hand,
            (None, _) if mode_of(self.schedule) == ImportMode::Append => is_current || was_seen,
            // Somebody went back to another version, and wants the source again.
            (None, true) => is_current || (was_seen && self.same_version),
            (None, false) => is_current || was_seen,
        }
    }

    /// The end of a run that made no version.
    async fn nothing_new(
        &self,
        portal: &Portal,
        desk: &JobDesk,
        seen: Option<Seen>,
        next_at: Option<i64>,
    ) -> Result<Ended, Fault> {
        let current = self.dataset.current.as_ref();
        let seen = seen.map(|seen| {
            let is_current = current.is_some_and(|version| version.sha256 == seen.sha256);
            let kept = self.seen.as_ref().and_then(|seen| seen.version.clone());
            Seen {
                version: match is_current {
                    true => current.map(|version| version.id.clone()),
                    false => kept,
                },
                ..seen
            }
        });
        let text = |seen: &Seen| serde_json::to_string(seen).map_err(Fault::internal);
        let seen_doc = seen.as_ref().map(text).transpose()?;
        let outcome = match self.note {
            Some(_) => {
                desk.say(
                    JobLevel::Warning,
                    "its fields differ from those of the dataset, and nobody has accepted that yet",
                );
                RunOutcome::Drift
            }
            None => RunOutcome::Unchanged,
        };
        let result = ImportResult {
            dataset: self.dataset.id.to_string(),
            ..ImportResult::default()
        };
        let result = serde_json::to_string(&result).map_err(Fault::internal)?;
        let run = RunRecord {
            uid: &self.schedule.uid,
            job: &desk.claim().id,
            outcome: outcome.as_str(),
            at: clock::now(),
            next_at,
            seen_doc: seen_doc.as_deref(),
            drift_doc: self.schedule.drift_doc.as_deref(),
        };
        let step = JobStep {
            claim: desk.claim(),
            result: &result,
        };
        portal.inner.registry.end_run_without_version(&run, step).await?;
        Ok(Ended::InStep)
    }

    /// For whoever decides about it.
    async fn note_drift(&self, portal: &Portal, job: &str, drift: Drift, seen: Seen) -> Result<(), Fault> {
        let current = self.dataset.current.as_ref();
        let seen = Seen {
            version: current.map(|version| version.id.clone()),
            ..seen
        };
        let seen = serde_json::to_string(&seen).map_err(Fault::internal)?;
        let note = DriftNote::new(job, drift).to_text()?;
        let registry = &portal.inner.registry;
        Ok(registry.note_drift(&self.schedule.uid, &seen, &note).await?)
    }
}

fn request(schedule: &ScheduleRecord, dataset: &Dataset) -> ImportRequest {
    ImportRequest {
        source: ImportSource::Url(schedule.address.clone()),
        id: Some(dataset.id.clone()),
        metadata: Metadata::default(),
        options: ReadOptions::default(),
        labels: Vec::new(),
        mode: mode_of(schedule),
        draft: dataset.state == State::Draft,
        dry_run: false,
        author: schedule
            .person
            .clone()
            .unwrap_or_else(|| Principal::Operator.author().to_owned()),
        note: Some(NOTE.to_owned()),
        steps: None,
    }
}

/// Whoever decided it may not do so any more.
fn without_right(fault: Fault, schedule: &ScheduleRecord) -> Fault {
    if fault.kind == FaultKind::Internal {
        return fault;
    }
    let person = schedule.person.as_deref().unwrap_or("command line");
    let message = format!("{person} may not change this dataset any more");
    Fault::new(FaultKind::Forbidden, "ForbiddenAccess", message)
        .with_hint("somebody who may has to save the scheduled update once more")
}
