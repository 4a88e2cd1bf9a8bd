//! Whose turn has come? Looked at every second by each process that serves; the registry lets one of them begin a run.

use chrono_tz::Tz;
use portico_model::{Fault, JobState};
use portico_registry::{Begun, EndedRun, RunEnd, ScheduleRecord};

use super::{DriftNote, RunOutcome, next_run};
use crate::jobs::UpdateDataset;
use crate::{Portal, clock};

/// Runs begun at one look.
const MOST: i64 = 20;
/// While another job works on the dataset, the run waits so long, in microseconds.
const LATER: i64 = 60_000_000;
/// After the first failure the next run waits at least so long, in microseconds; four times as long after each further one…
const PAUSE: i64 = 300_000_000;
/// …up to a day.
const LONGEST_PAUSE: i64 = 86_400_000_000;

impl Portal {
    /// Begins the updates whose turn has come at that moment (microseconds since the epoch, UTC), each once, also when it was missed
    /// several times; writes down runs that did not go well. How many began.
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn plan_updates(&self, now: i64) -> Result<usize, Fault> {
        let registry = &self.inner.registry;
        let ended = registry.ended_runs().await?;
        let due = registry.schedules_due(now, MOST).await?;
        if ended.is_empty() && due.is_empty() {
            return Ok(0);
        }
        let zone = self.zone().await?;
        // One that cannot be dealt with does not keep the others from their turn.
        for run in ended {
            if let Err(fault) = self.end_badly(&run, zone, now).await {
                tracing::warn!(schedule = run.uid, error = ?fault, "the end of a scheduled update cannot be written down");
            }
        }
        let mut begun = 0;
        for schedule in due {
            match self.begin(&schedule, zone, now).await {
                Ok(began) => begun += usize::from(began),
                Err(fault) => {
                    tracing::warn!(schedule = schedule.uid, error = ?fault, "a scheduled update cannot begin");
                }
            }
        }
        if begun > 0 {
            self.inner.new_work.notify_one();
        }
        Ok(begun)
    }

    async fn begin(&self, schedule: &ScheduleRecord, zone: Tz, now: i64) -> Result<bool, Fault> {
        let registry = &self.inner.registry;
        let Ok(uid) = portico_model::DatasetUid::new(schedule.dataset_uid.clone()) else {
            return Ok(false);
        };
        let Some(dataset) = registry.dataset_by_uid(&uid).await? else {
            return Ok(false);
        };
        // A time that this program does not understand never comes.
        let Some(next) = next_run(schedule, zone, now).ok().flatten() else {
            registry.move_schedule(schedule, zone.name(), None).await?;
            return Ok(false);
        };
        let author = schedule.person.as_deref().unwrap_or("command line");
        let job = UpdateDataset::by_clock(schedule).job(&dataset, author)?;
        match registry
            .begin_run(schedule, Some(next), &job, clock::now())
            .await?
        {
            Begun::Taken => Ok(true),
            Begun::No => Ok(false),
            Begun::Busy(_) => {
                let later = next.min(now.saturating_add(LATER));
                registry.move_schedule(schedule, zone.name(), Some(later)).await?;
                Ok(false)
            }
        }
    }

    /// A run that failed, was cancelled, or of which nothing is known.
    async fn end_badly(&self, run: &EndedRun, zone: Tz, now: i64) -> Result<(), Fault> {
        let registry = &self.inner.registry;
        // Of a deleted dataset: when it is brought back.
        let Some(schedule) = registry.schedule(&run.uid).await? else {
            return Ok(());
        };
        let note = schedule.drift_doc.as_deref().map(DriftNote::parse).transpose()?;
        let outcome = match run.state {
            Some(JobState::Failed) if note.is_some_and(|note| note.job == run.job) => RunOutcome::Drift,
            Some(JobState::Cancelled) => RunOutcome::Cancelled,
            // The schedule was changed back and forth, or the job found nothing to do.
            Some(JobState::Done) => RunOutcome::Unchanged,
            _ => RunOutcome::Failed,
        };
        let failures = match outcome {
            RunOutcome::Failed => schedule.failures + 1,
            RunOutcome::Cancelled => schedule.failures,
            _ => 0,
        };
        let end = RunEnd {
            outcome: outcome.as_str().to_owned(),
            reason: run.reason.clone(),
            at: run.finished_at.unwrap_or(now),
            failures,
            next_at: match failures {
                0 => None,
                _ => next_run(&schedule, zone, now.saturating_add(pause(failures)))?,
            },
        };
        if registry.end_run(run, &end).await? && outcome == RunOutcome::Failed {
            tracing::warn!(schedule = run.uid, failures, "a scheduled update did not go well");
        }
        Ok(())
    }

    /// Plans the next runs anew where they were found in another time zone than the portal has now.
    async fn follow_zone(&self) -> Result<(), Fault> {
        let zone = self.zone().await?;
        for schedule in self.inner.registry.list_schedules().await? {
            if schedule.zone != zone.name() && schedule.next_at.is_some() {
                let next = next_run(&schedule, zone, clock::now())?;
                self.inner
                    .registry
                    .move_schedule(&schedule, zone.name(), next)
                    .await?;
            }
        }
        Ok(())
    }
}

/// How long a schedule rests after so many failures, in microseconds.
fn pause(failures: i64) -> i64 {
    match u32::try_from(failures.clamp(0, 30)).unwrap_or(0) {
        0 => 0,
        count => PAUSE
            .saturating_mul(4_i64.saturating_pow(count - 1))
            .min(LONGEST_PAUSE),
    }
}

/// One look of a process that serves; `nth` counts them.
pub(crate) async fn look_ahead(portal: &Portal, nth: u64) {
    let looked = async {
        if nth.is_multiple_of(60) {
            portal.follow_zone().await?;
        }
        portal.plan_updates(clock::now()).await
    };
    if let Err(fault) = looked.await {
        tracing::warn!(error = ?fault, "scheduled updates cannot be looked at");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pauses_grow_up_to_a_day() {
        let minutes = |failures| pause(failures) / 60_000_000;
        assert_eq!([0, 1, 2, 3].map(minutes), [0, 5, 20, 80]);
        assert_eq!(minutes(6), 24 * 60);
        assert_eq!(minutes(i64::MAX), 24 * 60);
    }
}
