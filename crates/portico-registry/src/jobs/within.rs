//! How does a job begin and end together with other changes? Steps for the transactions of this crate.

pub(crate) const INSERT_JOB: &str = "INSERT INTO jobs (id, kind, subject, unique_key, payload, author, state, priority, not_before, \
    attempts, attempts_allowed, fence, cancel_wanted, created_at) \
    VALUES ($1, $2, $3, $4, $5, $6, 'waiting', $7, $8, 0, $9, 0, $10, $11) \
    ON CONFLICT (unique_key) WHERE state IN ('waiting', 'running') DO NOTHING";
pub(crate) const SAME_KEY: &str =
    "SELECT id FROM jobs WHERE unique_key = $1 AND state IN ('waiting', 'running')";
pub(crate) const FINISH_IN_STEP: &str = "UPDATE jobs SET state = 'done', result = $1, reason = NULL, owner = NULL, lease_until = NULL, \
    finished_at = $2 WHERE id = $3 AND fence = $4 AND state = 'running'";

/// Takes a job within a transaction of the registry: it is there if, and only if, the rest of the transaction is.
macro_rules! enqueue {
    ($tx:ident, $job:expr, $now:expr) => {{
        let job: &$crate::NewJob = $job;
        let rows = sqlx::query($crate::jobs::within::INSERT_JOB)
            .bind(&job.id)
            .bind(&job.kind)
            .bind(&job.subject)
            .bind(&job.unique_key)
            .bind(&job.payload)
            .bind(&job.author)
            .bind(job.priority)
            .bind(job.not_before)
            .bind(job.attempts_allowed)
            .bind(false)
            .bind($now)
            .execute(&mut *$tx)
            .await
            .map_err(|error| {
                $crate::RegistryError::from_write(error, || format!("a job `{}` exists already", job.id))
            })?
            .rows_affected();
        if rows == 1 {
            $crate::Enqueued::New
        } else {
            let id: String = sqlx::query_scalar($crate::jobs::within::SAME_KEY)
                .bind(&job.unique_key)
                .fetch_one(&mut *$tx)
                .await?;
            $crate::Enqueued::Existing(id)
        }
    }};
}

/// Ends a job as done within a transaction of the registry; leaves the transaction when the claim does not hold any more.
macro_rules! finish_in_step {
    ($tx:ident, $claim:expr, $result:expr, $now:expr) => {{
        let claim: &$crate::JobClaim = $claim;
        let rows = sqlx::query($crate::jobs::within::FINISH_IN_STEP)
            .bind($result)
            .bind($now)
            .bind(&claim.id)
            .bind(claim.fence)
            .execute(&mut *$tx)
            .await?
            .rows_affected();
        if rows != 1 {
            let message = "the job was taken over by somebody else, or ended".to_owned();
            return Err($crate::RegistryError::Conflict(message));
        }
    }};
}

pub(crate) use {enqueue, finish_in_step};
