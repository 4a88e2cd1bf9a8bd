//! Which long tasks wait, which run and for whom? Leased rows: a claim has an end, and a number that grows with every claim.

mod lists;
pub(crate) mod within;

use portico_model::JobState;

use crate::db::{reading, row, transaction, writing};
use crate::{Registry, RegistryError};

pub use lists::{JobFilter, JobLevel, JobLine};
pub(crate) use within::{enqueue, finish_in_step};

/// A job to be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewJob {
    /// UUIDv7.
    pub id: String,
    /// What is to be done: a name of the services.
    pub kind: String,
    /// What it is about, for people: the identifier of a dataset, mostly.
    pub subject: Option<String>,
    /// While a job with this key waits or runs, no second one is taken.
    pub unique_key: Option<String>,
    /// What the kind needs to know: a document of the services.
    pub payload: String,
    /// Who asked: an e-mail address, `command line` or a name of the services.
    pub author: String,
    /// The larger, the sooner.
    pub priority: i64,
    /// Not to be started before, microseconds since the epoch, UTC.
    pub not_before: i64,
    /// How often it may be started.
    pub attempts_allowed: i64,
}

/// A job as it is kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobRecord {
    /// UUIDv7.
    pub id: String,
    /// What is to be done.
    pub kind: String,
    /// What it is about.
    pub subject: Option<String>,
    /// What the kind needs to know.
    pub payload: String,
    /// Who asked.
    pub author: String,
    /// Where it is.
    pub state: JobState,
    /// The larger, the sooner.
    pub priority: i64,
    /// Not to be started before.
    pub not_before: i64,
    /// How often it was started.
    pub attempts: i64,
    /// How often it may be started.
    pub attempts_allowed: i64,
    /// Number of the claim.
    pub fence: i64,
    /// The process that claimed it.
    pub owner: Option<String>,
    /// The claim holds until then.
    pub lease_until: Option<i64>,
    /// A person wants it to end.
    pub cancel_wanted: bool,
    /// How far it is: a document of the services.
    pub progress: Option<String>,
    /// What came of it: a document of the services.
    pub result: Option<String>,
    /// Why it failed, was cancelled or waits again.
    pub reason: Option<String>,
    /// When somebody asked.
    pub created_at: i64,
    /// When it was started last.
    pub started_at: Option<i64>,
    /// When it came to its end.
    pub finished_at: Option<i64>,
}

/// Whether a job was taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Enqueued {
    /// Yes.
    New,
    /// No: this one has the same key and is not at its end.
    Existing(String),
}

/// A claim on a job, as its worker knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobClaim {
    /// The job.
    pub id: String,
    /// Number of the claim.
    pub fence: i64,
}

/// What is answered to a sign of life.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Beat {
    /// Go on.
    Held,
    /// A person wants it to end.
    CancelWanted,
    /// Somebody else has the job, or it is at its end.
    Lost,
}

/// How an attempt ended.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum JobEnd {
    /// It did what it was for.
    Done {
        /// What came of it: a document.
        result: Option<String>,
    },
    /// It did not.
    Failed {
        /// Why.
        reason: String,
    },
    /// A person ended it.
    Cancelled,
    /// It is to be tried again.
    Again {
        /// Why.
        reason: String,
        /// When.
        not_before: i64,
    },
    /// Its process stops: somebody else does it, and this attempt does not count.
    Released,
}

row! {
    pub(crate) struct JobRow {
        id: String,
        kind: String,
        subject: Option<String>,
        payload: String,
        author: String,
        state: String,
        priority: i64,
        not_before: i64,
        attempts: i64,
        attempts_allowed: i64,
        fence: i64,
        owner: Option<String>,
        lease_until: Option<i64>,
        cancel_wanted: bool,
        progress: Option<String>,
        result: Option<String>,
        reason: Option<String>,
        created_at: i64,
        started_at: Option<i64>,
        finished_at: Option<i64>,
    }
}

/// The columns of a job, within a statement.
macro_rules! job_statement {
    ($before:literal, $after:literal) => {
        concat!(
            $before,
            "id, kind, subject, payload, author, state, priority, not_before, attempts, attempts_allowed, fence, owner, lease_until, \
             cancel_wanted, progress, result, reason, created_at, started_at, finished_at",
            $after
        )
    };
}
pub(crate) use job_statement;

impl Registry {
    /// Whether a job could be claimed, or has to be ended because its worker died once too often.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn has_work(&self, now: i64) -> Result<bool, RegistryError> {
        const SQL: &str = "SELECT COUNT(*) FROM jobs WHERE (state = 'waiting' AND not_before <= $1) \
            OR (state = 'running' AND lease_until < $1)";
        let count: i64 = reading!(self, pool => sqlx::query_scalar(SQL).bind(now).fetch_one(pool).await?);
        Ok(count > 0)
    }

    /// Claims the job whose turn it is, until `lease_until`; one of which the worker died counts as waiting.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_job(
        &self,
        owner: &str,
        now: i64,
        lease_until: i64,
    ) -> Result<Option<JobRecord>, RegistryError> {
        macro_rules! claim {
            ($lock:literal) => {
                concat!(
                    "UPDATE jobs SET state = 'running', owner = $1, fence = fence + 1, attempts = attempts + 1, started_at = $2, \
                     lease_until = $3, progress = NULL WHERE id = (SELECT id FROM jobs WHERE (state = 'waiting' AND not_before <= $2) \
                     OR (state = 'running' AND lease_until < $2) ORDER BY priority DESC, not_before, id LIMIT 1",
                    $lock,
                    job_statement!(") RETURNING ", "")
                )
            };
        }
        self.end_the_hopeless(now).await?;
        // One statement, so that two workers never take the same; PostgreSQL needs to be told to pass over rows that are being taken.
        let row: Option<JobRow> = match &self.db {
            crate::db::Db::Sqlite { writer, .. } => {
                sqlx::query_as(claim!(""))
                    .bind(owner)
                    .bind(now)
                    .bind(lease_until)
                    .fetch_optional(writer)
                    .await?
            }
            crate::db::Db::Postgres(pool) => {
                sqlx::query_as(claim!(" FOR UPDATE SKIP LOCKED"))
                    .bind(owner)
                    .bind(now)
                    .bind(lease_until)
                    .fetch_optional(pool)
                    .await?
            }
        };
        row.map(JobRow::into_record).transpose()
    }

    /// Ends jobs whose worker died while somebody wanted them to end, or in the last attempt that they had.
    async fn end_the_hopeless(&self, now: i64) -> Result<(), RegistryError> {
        const CANCELLED: &str = "UPDATE jobs SET state = 'cancelled', owner = NULL, lease_until = NULL, finished_at = $1 \
            WHERE state = 'running' AND lease_until < $1 AND cancel_wanted = $2";
        const FAILED: &str = "UPDATE jobs SET state = 'failed', owner = NULL, lease_until = NULL, finished_at = $1, \
            reason = 'the process that worked on it ended in the middle of it, ' || attempts || ' times' \
            WHERE state = 'running' AND lease_until < $1 AND attempts >= attempts_allowed";
        // Asked every second, and nearly always no: a look disturbs nobody who writes.
        const ANY: &str = "SELECT id FROM jobs WHERE state = 'running' AND lease_until < $1 LIMIT 1";
        let found: Option<String> =
            reading!(self, pool => sqlx::query_scalar(ANY).bind(now).fetch_optional(pool).await?);
        if found.is_none() {
            return Ok(());
        }
        writing!(self, pool => {
            sqlx::query(CANCELLED).bind(now).bind(true).execute(pool).await?;
            sqlx::query(FAILED).bind(now).execute(pool).await?;
        });
        Ok(())
    }

    /// A sign of life of the worker, with how far it is.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn beat_job(
        &self,
        claim: &JobClaim,
        lease_until: i64,
        progress: Option<&str>,
    ) -> Result<Beat, RegistryError> {
        const SQL: &str = "UPDATE jobs SET lease_until = $1, progress = COALESCE($2, progress) \
            WHERE id = $3 AND fence = $4 AND state = 'running' RETURNING cancel_wanted";
        let wanted: Option<bool> = writing!(self, pool => {
            sqlx::query_scalar(SQL)
                .bind(lease_until)
                .bind(progress)
                .bind(&claim.id)
                .bind(claim.fence)
                .fetch_optional(pool)
                .await?
        });
        Ok(match wanted {
            None => Beat::Lost,
            Some(true) => Beat::CancelWanted,
            Some(false) => Beat::Held,
        })
    }

    /// The end of an attempt. False when the claim does not hold any more: then nothing changes.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn finish_job(&self, claim: &JobClaim, end: &JobEnd, now: i64) -> Result<bool, RegistryError> {
        const SQL: &str = "UPDATE jobs SET state = $1, result = $2, reason = $3, not_before = COALESCE($4, not_before), \
            attempts = attempts - $5, finished_at = $6, owner = NULL, lease_until = NULL \
            WHERE id = $7 AND fence = $8 AND state = 'running'";
        let (state, result, reason, not_before) = match end {
            JobEnd::Done { result } => (JobState::Done, result.as_deref(), None, None),
            JobEnd::Failed { reason } => (JobState::Failed, None, Some(reason.as_str()), None),
            JobEnd::Cancelled => (JobState::Cancelled, None, None, None),
            JobEnd::Again { reason, not_before } => {
                (JobState::Waiting, None, Some(reason.as_str()), Some(*not_before))
            }
            JobEnd::Released => (JobState::Waiting, None, None, None),
        };
        let rows = writing!(self, pool => {
            sqlx::query(SQL)
                .bind(state.as_str())
                .bind(result)
                .bind(reason)
                .bind(not_before)
                .bind(i64::from(*end == JobEnd::Released))
                .bind(state.is_final().then_some(now))
                .bind(&claim.id)
                .bind(claim.fence)
                .execute(pool)
                .await?
                .rows_affected()
        });
        Ok(rows == 1)
    }

    /// The leases of a process that is known to be dead end now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn expire_leases(&self, owner: &str) -> Result<(), RegistryError> {
        const SQL: &str = "UPDATE jobs SET lease_until = 0 WHERE state = 'running' AND owner = $1";
        writing!(self, pool => { sqlx::query(SQL).bind(owner).execute(pool).await?; });
        Ok(())
    }

    /// The processes that have jobs.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn job_owners(&self) -> Result<Vec<String>, RegistryError> {
        const SQL: &str = "SELECT DISTINCT owner FROM jobs WHERE state = 'running' AND owner IS NOT NULL";
        Ok(reading!(self, pool => sqlx::query_scalar(SQL).fetch_all(pool).await?))
    }

    /// Ends a job that waits, or asks the worker of one that runs to end it. False when it is at its end.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn cancel_job(&self, id: &str, now: i64) -> Result<bool, RegistryError> {
        const WAITING: &str =
            "UPDATE jobs SET state = 'cancelled', finished_at = $1 WHERE id = $2 AND state = 'waiting'";
        const RUNNING: &str = "UPDATE jobs SET cancel_wanted = $1 WHERE id = $2 AND state = 'running'";
        Ok(transaction!(self, tx => {
            let ended = sqlx::query(WAITING).bind(now).bind(id).execute(&mut *tx).await?.rows_affected();
            let asked = sqlx::query(RUNNING).bind(true).bind(id).execute(&mut *tx).await?.rows_affected();
            ended + asked > 0
        }))
    }

    /// Lets a job that failed or was cancelled wait again, with all its attempts. False when it is in another state.
    ///
    /// # Errors
    /// [`RegistryError::Conflict`] when another job with its key waits or runs.
    pub async fn retry_job(&self, id: &str, now: i64) -> Result<bool, RegistryError> {
        const SQL: &str = "UPDATE jobs SET state = 'waiting', attempts = 0, not_before = $1, cancel_wanted = $2, reason = NULL, \
            progress = NULL, finished_at = NULL WHERE id = $3 AND state IN ('failed', 'cancelled')";
        let same = || "another job for the same thing waits or runs".to_owned();
        let rows = writing!(self, pool => {
            sqlx::query(SQL)
                .bind(now)
                .bind(false)
                .bind(id)
                .execute(pool)
                .await
                .map_err(|error| RegistryError::from_write(error, same))?
                .rows_affected()
        });
        Ok(rows == 1)
    }
}

impl JobRecord {
    /// The claim, for the worker that got this record by claiming it.
    #[must_use]
    pub fn claim(&self) -> JobClaim {
        JobClaim {
            id: self.id.clone(),
            fence: self.fence,
        }
    }
}

impl JobRow {
    pub(crate) fn into_record(self) -> Result<JobRecord, RegistryError> {
        let state = JobState::parse(&self.state)
            .ok_or_else(|| RegistryError::Damaged(format!("job {}: state `{}`", self.id, self.state)))?;
        Ok(JobRecord {
            state,
            id: self.id,
            kind: self.kind,
            subject: self.subject,
            payload: self.payload,
            author: self.author,
            priority: self.priority,
            not_before: self.not_before,
            attempts: self.attempts,
            attempts_allowed: self.attempts_allowed,
            fence: self.fence,
            owner: self.owner,
            lease_until: self.lease_until,
            cancel_wanted: self.cancel_wanted,
            progress: self.progress,
            result: self.result,
            reason: self.reason,
            created_at: self.created_at,
            started_at: self.started_at,
            finished_at: self.finished_at,
        })
    }
}
