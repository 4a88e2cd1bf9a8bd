//! What does a new version say to a schedule? That it begins, or that a run of it went well; in the step that makes the version.

use portico_model::{DatasetUid, Fault};
use portico_registry::{JobClaim, RunRecord, ScheduleRecord, ScheduleStep};

use super::RunOutcome;
use crate::import_dataset::Seen;

/// An import that has to do with a schedule.
#[derive(Debug)]
pub(crate) enum Keeping {
    /// The dataset is kept up to date from now on; the file came from its address already.
    Begin(Box<ScheduleRecord>, Seen),
    /// It is a run.
    Ran {
        /// Of this schedule.
        uid: String,
        /// The next one.
        next_at: Option<i64>,
        /// What the fetch brought.
        seen: Seen,
    },
}

/// The same, once the version has a name.
#[derive(Debug)]
pub(crate) enum Kept<'a> {
    Begin(Box<ScheduleRecord>),
    Ran {
        uid: &'a str,
        job: &'a str,
        next_at: Option<i64>,
        seen_doc: String,
    },
}

impl Keeping {
    /// With the dataset and the version that it is about.
    pub(crate) fn with_version<'a>(
        &'a self,
        dataset: &DatasetUid,
        version: &str,
        job: Option<&'a JobClaim>,
    ) -> Result<Kept<'a>, Fault> {
        let text = |seen: &Seen| {
            let seen = Seen {
                version: Some(version.to_owned()),
                ..seen.clone()
            };
            serde_json::to_string(&seen).map_err(Fault::internal)
        };
        Ok(match self {
            Self::Begin(record, seen) => Kept::Begin(Box::new(ScheduleRecord {
                dataset_uid: dataset.as_str().to_owned(),
                seen_doc: Some(text(seen)?),
                ..(**record).clone()
            })),
            Self::Ran { uid, next_at, seen } => Kept::Ran {
                uid,
                job: job.map_or("", |claim| claim.id.as_str()),
                next_at: *next_at,
                seen_doc: text(seen)?,
            },
        })
    }

    /// The schedule that begins.
    pub(crate) fn begins(&self) -> Option<&ScheduleRecord> {
        match self {
            Self::Begin(record, _) => Some(record),
            Self::Ran { .. } => None,
        }
    }
}

impl Kept<'_> {
    /// For the registry.
    pub(crate) fn step(&self, now: i64) -> ScheduleStep<'_> {
        match self {
            Self::Begin(record) => ScheduleStep::Begin(record),
            Self::Ran {
                uid,
                job,
                next_at,
                seen_doc,
            } => ScheduleStep::Ran(RunRecord {
                uid,
                job,
                outcome: RunOutcome::Updated.as_str(),
                at: now,
                next_at: *next_at,
                seen_doc: Some(seen_doc),
                drift_doc: None,
            }),
        }
    }
}
