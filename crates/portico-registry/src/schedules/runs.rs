//! When a schedule's turn has come: who begins the run, and how is its end written down? Each once, whoever asks at the same time.

use portico_model::JobState;

use super::ScheduleRecord;
use crate::db::{reading, row, transaction, writing};
use crate::jobs::{enqueue, finish_in_step};
use crate::{Enqueued, JobStep, NewJob, Registry, RegistryError};

/// Whether a run began.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Begun {
    /// Its job waits.
    Taken,
    /// Another job works on the dataset: this one.
    Busy(String),
    /// Somebody else was faster, or its turn has not come.
    No,
}

/// A run that ended well: what is known of the source now.
#[derive(Debug, Clone, Copy)]
pub struct RunRecord<'a> {
    /// The schedule.
    pub uid: &'a str,
    /// The job of the run.
    pub job: &'a str,
    /// What came of it.
    pub outcome: &'a str,
    /// When.
    pub at: i64,
    /// The next run, when the ones before did not go well; else the plan stays.
    pub next_at: Option<i64>,
    /// What the fetch brought.
    pub seen_doc: Option<&'a str>,
    /// Fields that differ and wait for a decision.
    pub drift_doc: Option<&'a str>,
}

/// What a new version has to do with a schedule.
#[derive(Debug, Clone, Copy)]
pub enum ScheduleStep<'a> {
    /// The dataset is kept up to date from now on.
    Begin(&'a ScheduleRecord),
    /// The version is a run of one.
    Ran(RunRecord<'a>),
}

/// A run whose job came to its end without writing it into the schedule: it failed, was cancelled, or is forgotten.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct EndedRun {
    /// The schedule.
    pub uid: String,
    /// The job.
    pub job: String,
    /// How it ended; none when it is forgotten.
    pub state: Option<JobState>,
    /// Why.
    pub reason: Option<String>,
    /// When.
    pub finished_at: Option<i64>,
}

/// How such a run is written down.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RunEnd {
    /// What came of it.
    pub outcome: String,
    /// Why.
    pub reason: Option<String>,
    /// When.
    pub at: i64,
    /// Runs in a row that did not go well.
    pub failures: i64,
    /// The next run; none when the plan stays.
    pub next_at: Option<i64>,
}

row! {
    struct EndedRow {
        uid: String,
        job: String,
        state: Option<String>,
        reason: Option<String>,
        finished_at: Option<i64>,
    }
}

pub(crate) const INSERT: &str = "INSERT INTO schedules (uid, dataset_uid, address, cron, mode, key_field, person, paused, zone, next_at, \
    job, last_at, outcome, reason, last_job, failures, seen_doc, drift_doc, revision, created_at, updated_at, limits_doc) \
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22)";
pub(crate) const RAN: &str = "UPDATE schedules SET job = NULL, last_job = $1, outcome = $2, reason = NULL, last_at = $3, failures = 0, \
    next_at = CASE WHEN paused THEN NULL WHEN failures > 0 THEN $4 ELSE next_at END, seen_doc = $5, drift_doc = $6 WHERE uid = $7";

/// Keeps a new schedule, within a transaction of the registry.
macro_rules! insert_schedule {
    ($tx:ident, $schedule:expr) => {{
        let schedule: &$crate::ScheduleRecord = $schedule;
        sqlx::query($crate::schedules::runs::INSERT)
            .bind(&schedule.uid)
            .bind(&schedule.dataset_uid)
            .bind(&schedule.address)
            .bind(&schedule.cron)
            .bind(&schedule.mode)
            .bind(&schedule.key_field)
            .bind(&schedule.person)
            .bind(schedule.paused)
            .bind(&schedule.zone)
            .bind(schedule.next_at)
            .bind(&schedule.job)
            .bind(schedule.last_at)
            .bind(&schedule.outcome)
            .bind(&schedule.reason)
            .bind(&schedule.last_job)
            .bind(schedule.failures)
            .bind(&schedule.seen_doc)
            .bind(&schedule.drift_doc)
            .bind(schedule.revision)
            .bind(schedule.created_at)
            .bind(schedule.updated_at)
            .bind(&schedule.limits_doc)
            .execute(&mut *$tx)
            .await
            .map_err(|error| {
                $crate::RegistryError::from_write(error, || {
                    format!("there is a schedule {} already", schedule.uid)
                })
            })?;
    }};
}

/// Writes the good end of a run down, within a transaction of the registry; leaves the transaction when the schedule is gone.
macro_rules! record_run {
    ($tx:ident, $run:expr) => {{
        let run: &$crate::RunRecord<'_> = $run;
        let rows = sqlx::query($crate::schedules::runs::RAN)
            .bind(run.job)
            .bind(run.outcome)
            .bind(run.at)
            .bind(run.next_at)
            .bind(run.seen_doc)
            .bind(run.drift_doc)
            .bind(run.uid)
            .execute(&mut *$tx)
            .await?
            .rows_affected();
        if rows != 1 {
            let message = "the schedule was removed meanwhile".to_owned();
            return Err($crate::RegistryError::Conflict(message));
        }
    }};
}

pub(crate) use {insert_schedule, record_run};

impl Registry {
    /// Keeps a new schedule.
    ///
    /// # Errors
    /// [`RegistryError::Conflict`] when there is one of that identifier.
    pub async fn insert_schedule(&self, schedule: &ScheduleRecord) -> Result<(), RegistryError> {
        transaction!(self, tx => insert_schedule!(tx, schedule));
        Ok(())
    }

    /// Takes the job of a run. `planned` is the next run after this one, for a run by the clock; none for one that a person asked for,
    /// which leaves the plan as it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn begin_run(
        &self,
        schedule: &ScheduleRecord,
        planned: Option<i64>,
        job: &NewJob,
        now: i64,
    ) -> Result<Begun, RegistryError> {
        const BY_CLOCK: &str = "UPDATE schedules SET job = $1, next_at = $2 WHERE uid = $3 AND job IS NULL AND NOT paused \
            AND next_at = $4 AND revision = $5";
        const BY_HAND: &str = "UPDATE schedules SET job = $1 WHERE uid = $2 AND job IS NULL";
        Ok(transaction!(self, tx => {
            let rows = match planned {
                Some(next) => {
                    sqlx::query(BY_CLOCK)
                        .bind(&job.id)
                        .bind(next)
                        .bind(&schedule.uid)
                        .bind(schedule.next_at)
                        .bind(schedule.revision)
                        .execute(&mut *tx)
                        .await?
                        .rows_affected()
                }
                None => {
                    sqlx::query(BY_HAND)
                        .bind(&job.id)
                        .bind(&schedule.uid)
                        .execute(&mut *tx)
                        .await?
                        .rows_affected()
                }
            };
            if rows != 1 {
                return Ok(Begun::No);
            }
            match enqueue!(tx, job, now) {
                Enqueued::New => Begun::Taken,
                // Leaving the transaction takes the first statement back too.
                Enqueued::Existing(id) => return Ok(Begun::Busy(id)),
            }
        }))
    }

    /// The good end of a run that made no version, together with the end of its job.
    ///
    /// # Errors
    /// [`RegistryError::Conflict`] when the schedule is gone, or the job was taken over.
    pub async fn end_run_without_version(
        &self,
        run: &RunRecord<'_>,
        step: JobStep<'_>,
    ) -> Result<(), RegistryError> {
        transaction!(self, tx => {
            record_run!(tx, run);
            finish_in_step!(tx, step.claim, step.result, run.at);
        });
        Ok(())
    }

    /// How the fields of a source differ, for whoever decides about it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn note_drift(&self, uid: &str, seen_doc: &str, drift_doc: &str) -> Result<(), RegistryError> {
        const SQL: &str = "UPDATE schedules SET seen_doc = $1, drift_doc = $2 WHERE uid = $3";
        writing!(self, pool => {
            sqlx::query(SQL).bind(seen_doc).bind(drift_doc).bind(uid).execute(pool).await?;
        });
        Ok(())
    }

    /// Runs whose job is at its end, or gone, and of which the schedule does not know.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn ended_runs(&self) -> Result<Vec<EndedRun>, RegistryError> {
        const SQL: &str = "SELECT s.uid, s.job, j.state, j.reason, j.finished_at FROM schedules s LEFT JOIN jobs j ON j.id = s.job \
            WHERE s.job IS NOT NULL AND (j.id IS NULL OR j.state NOT IN ('waiting', 'running')) ORDER BY s.uid";
        let rows: Vec<EndedRow> = reading!(self, pool => sqlx::query_as(SQL).fetch_all(pool).await?);
        let ended = |row: EndedRow| EndedRun {
            uid: row.uid,
            job: row.job,
            state: row.state.as_deref().and_then(JobState::parse),
            reason: row.reason,
            finished_at: row.finished_at,
        };
        Ok(rows.into_iter().map(ended).collect())
    }

    /// Writes the end of such a run down. False when somebody else did.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_run(&self, run: &EndedRun, end: &RunEnd) -> Result<bool, RegistryError> {
        const SQL: &str = "UPDATE schedules SET job = NULL, last_job = $1, outcome = $2, reason = $3, last_at = $4, failures = $5, \
            next_at = CASE WHEN paused THEN NULL ELSE COALESCE($6, next_at) END WHERE uid = $7 AND job = $1";
        let rows = writing!(self, pool => {
            sqlx::query(SQL)
                .bind(&run.job)
                .bind(&end.outcome)
                .bind(&end.reason)
                .bind(end.at)
                .bind(end.failures)
                .bind(end.next_at)
                .bind(&run.uid)
                .execute(pool)
                .await?
                .rows_affected()
        });
        Ok(rows == 1)
    }
}
