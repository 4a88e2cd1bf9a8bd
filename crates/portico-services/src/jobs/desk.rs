//! What does a job have while it runs? Its claim, and a place to say how far it is and what happened.

use std::sync::{Mutex, MutexGuard, PoisonError};

use portico_registry::{Beat, JobClaim, JobLevel, JobLine, RegistryError};
use serde::{Deserialize, Serialize};

use crate::portal::Inner;
use crate::{ImportProgress, clock};

/// The claim holds so long after a sign of life, in microseconds.
pub(super) const LEASE: i64 = 60_000_000;

/// How far a job is. A stored document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct JobProgress {
    /// What it does now: `fetching`, `reading`, `storing`, or a word of its kind.
    pub phase: String,
    /// Bytes so far in this phase.
    pub bytes: u64,
    /// Bytes of this phase, when known.
    pub total_bytes: Option<u64>,
    /// Rows so far in this phase.
    pub rows: u64,
    /// When the phase began, microseconds since the epoch, UTC.
    pub since: i64,
    /// When this was true.
    pub at: i64,
}

impl JobProgress {
    /// Bytes a second in this phase.
    #[must_use]
    pub fn rate(&self) -> Option<u64> {
        let micros = u64::try_from(self.at - self.since)
            .ok()
            .filter(|micros| *micros > 0)?;
        let rate = u128::from(self.bytes) * 1_000_000 / u128::from(micros);
        u64::try_from(rate).ok().filter(|rate| *rate > 0)
    }

    /// Seconds that are left of this phase.
    #[must_use]
    pub fn seconds_left(&self) -> Option<u64> {
        Some(
            self.total_bytes?
                .saturating_sub(self.bytes)
                .div_ceil(self.rate()?),
        )
    }

    /// Hundredths of this phase.
    #[must_use]
    pub fn percent(&self) -> Option<u64> {
        let total = self.total_bytes.filter(|total| *total > 0)?;
        Some(self.bytes.min(total) * 100 / total)
    }
}

/// The place of a running job.
#[derive(Debug)]
pub(crate) struct JobDesk {
    claim: JobClaim,
    notes: Mutex<Notes>,
}

#[derive(Debug, Default)]
struct Notes {
    progress: JobProgress,
    changed: bool,
    lines: Vec<JobLine>,
}

impl JobDesk {
    pub(super) fn new(claim: JobClaim) -> Self {
        Self {
            claim,
            notes: Mutex::default(),
        }
    }

    /// The claim, for a step that ends the job together with what it did.
    pub(crate) fn claim(&self) -> &JobClaim {
        &self.claim
    }

    /// Says something, for whoever reads the log of the job.
    pub(crate) fn say(&self, level: JobLevel, text: impl Into<String>) {
        self.notes().lines.push(JobLine {
            at: clock::now(),
            level,
            text: text.into(),
        });
    }

    /// Says how far it is.
    pub(crate) fn progress(&self, phase: &str, bytes: u64, total_bytes: Option<u64>, rows: u64) {
        let mut notes = self.notes();
        let now = clock::now();
        if notes.progress.phase != phase {
            notes.progress.since = now;
            phase.clone_into(&mut notes.progress.phase);
        }
        notes.progress.bytes = bytes;
        notes.progress.total_bytes = total_bytes;
        notes.progress.rows = rows;
        notes.progress.at = now;
        notes.changed = true;
    }

    /// Says how far an import is.
    pub(crate) fn import_progress(&self, at: ImportProgress) {
        let phase = match at.pass {
            0 => "fetching",
            1 => "reading",
            _ => "storing",
        };
        self.progress(phase, at.bytes, at.total_bytes, at.rows);
    }

    /// Gives a sign of life and writes down what was said.
    pub(super) async fn report(&self, inner: &Inner) -> Result<Beat, RegistryError> {
        self.write_lines(inner).await?;
        let progress = {
            let mut notes = self.notes();
            let changed = std::mem::take(&mut notes.changed);
            changed
                .then(|| serde_json::to_string(&notes.progress).ok())
                .flatten()
        };
        let until = clock::now() + LEASE;
        inner
            .registry
            .beat_job(&self.claim, until, progress.as_deref())
            .await
    }

    /// Writes down what was said.
    pub(super) async fn write_lines(&self, inner: &Inner) -> Result<(), RegistryError> {
        let lines = std::mem::take(&mut self.notes().lines);
        inner.registry.add_job_lines(&self.claim.id, &lines).await
    }

    fn notes(&self) -> MutexGuard<'_, Notes> {
        self.notes.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_rate_and_what_is_left_come_from_the_phase() {
        let progress = JobProgress {
            bytes: 30,
            total_bytes: Some(100),
            since: 1_000_000,
            at: 4_000_000,
            ..JobProgress::default()
        };
        assert_eq!(
            (progress.rate(), progress.seconds_left(), progress.percent()),
            (Some(10), Some(7), Some(30))
        );
        let fresh = JobProgress::default();
        assert_eq!(
            (fresh.rate(), fresh.seconds_left(), fresh.percent()),
            (None, None, None)
        );
    }

    #[test]
    fn a_new_phase_starts_its_own_clock() {
        let desk = JobDesk::new(JobClaim {
            id: "a".to_owned(),
            fence: 1,
        });
        desk.progress("reading", 1, Some(2), 0);
        let reading = desk.notes().progress.since;
        desk.progress("reading", 2, Some(2), 0);
        assert_eq!(desk.notes().progress.since, reading);
        desk.progress("storing", 0, Some(2), 0);
        assert!(desk.notes().progress.since >= reading);
        assert_eq!(desk.notes().progress.phase, "storing");
    }
}
