//! Which datasets are updated from an address by themselves, when is the next time, and what came of the last one?

pub(crate) mod runs;

use portico_model::DatasetUid;

use crate::db::{reading, row, writing};
use crate::{Registry, RegistryError};

pub use runs::{Begun, EndedRun, RunEnd, RunRecord, ScheduleStep};
pub(crate) use runs::{insert_schedule, record_run};

row! {
    /// A plan of updates, as it is kept. Its words are those of the services; documents are theirs too.
    #[derive(Clone, PartialEq, Eq)]
    pub struct ScheduleRecord {
        /// `sc_…`.
        pub uid: String,
        /// Internal identifier of the dataset.
        pub dataset_uid: String,
        /// Where the file is.
        pub address: String,
        /// When it is fetched.
        pub cron: String,
        /// `replace`, `append` or `upsert`.
        pub mode: String,
        /// The field that records are told apart by.
        pub key_field: Option<String>,
        /// Whose rights count: an e-mail address; none for the operator of the machine.
        pub person: Option<String>,
        /// The limits of the API key that made it: a document.
        pub limits_doc: Option<String>,
        /// It does not run for now.
        pub paused: bool,
        /// The time zone that `next_at` was found in.
        pub zone: String,
        /// The next run; none while it is paused.
        pub next_at: Option<i64>,
        /// The run that waits or works.
        pub job: Option<String>,
        /// The end of the last run.
        pub last_at: Option<i64>,
        /// What came of it.
        pub outcome: Option<String>,
        /// Why it did not go well.
        pub reason: Option<String>,
        /// Its job.
        pub last_job: Option<String>,
        /// How many runs in a row did not go well.
        pub failures: i64,
        /// What the last fetch brought: a document.
        pub seen_doc: Option<String>,
        /// How the fields of the file differ: a document.
        pub drift_doc: Option<String>,
        /// Grows with every change that a person makes.
        pub revision: i64,
        /// When it was made.
        pub created_at: i64,
        /// When a person changed it last.
        pub updated_at: i64,
    }
}

/// The statement that reads schedules of datasets that are not deleted, with its ending.
macro_rules! select_schedules {
    ($ending:literal) => {
        concat!(
            "SELECT s.uid, s.dataset_uid, s.address, s.cron, s.mode, s.key_field, s.person, s.limits_doc, s.paused, s.zone, s.next_at, s.job, \
             s.last_at, s.outcome, s.reason, s.last_job, s.failures, s.seen_doc, s.drift_doc, s.revision, s.created_at, s.updated_at \
             FROM schedules s JOIN datasets d ON d.uid = s.dataset_uid WHERE d.deleted_at IS NULL ",
            $ending
        )
    };
}

impl Registry {
    /// The schedules of a dataset, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn schedules_of(&self, dataset: &DatasetUid) -> Result<Vec<ScheduleRecord>, RegistryError> {
        const SQL: &str = select_schedules!("AND s.dataset_uid = $1 ORDER BY s.created_at, s.uid");
        Ok(reading!(self, pool => {
            sqlx::query_as(SQL).bind(dataset.as_str()).fetch_all(pool).await?
        }))
    }

    /// Every schedule, by dataset.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_schedules(&self) -> Result<Vec<ScheduleRecord>, RegistryError> {
        const SQL: &str = select_schedules!("ORDER BY s.dataset_uid, s.created_at, s.uid");
        Ok(reading!(self, pool => sqlx::query_as(SQL).fetch_all(pool).await?))
    }

    /// The schedule of that identifier; none while its dataset is deleted.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn schedule(&self, uid: &str) -> Result<Option<ScheduleRecord>, RegistryError> {
        const SQL: &str = select_schedules!("AND s.uid = $1");
        Ok(reading!(self, pool => sqlx::query_as(SQL).bind(uid).fetch_optional(pool).await?))
    }

    /// The schedules whose turn has come, the longest overdue first, at most `most`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn schedules_due(&self, now: i64, most: i64) -> Result<Vec<ScheduleRecord>, RegistryError> {
        const SQL: &str = select_schedules!(
            "AND s.next_at <= $1 AND s.job IS NULL AND NOT s.paused ORDER BY s.next_at, s.uid LIMIT $2"
        );
        Ok(reading!(self, pool => sqlx::query_as(SQL).bind(now).bind(most).fetch_all(pool).await?))
    }

    /// Changes what a person decides of a schedule that was read with the revision `seen`. False when it changed since, or is gone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_schedule(&self, schedule: &ScheduleRecord, seen: i64) -> Result<bool, RegistryError> {
        const SQL: &str = "UPDATE schedules SET address = $1, cron = $2, mode = $3, key_field = $4, person = $5, paused = $6, \
            zone = $7, next_at = $8, failures = $9, seen_doc = $10, drift_doc = $11, revision = revision + 1, updated_at = $12, \
            limits_doc = $13 WHERE uid = $14 AND revision = $15";
        let rows = writing!(self, pool => {
            sqlx::query(SQL)
                .bind(&schedule.address)
                .bind(&schedule.cron)
                .bind(&schedule.mode)
                .bind(&schedule.key_field)
                .bind(&schedule.person)
                .bind(schedule.paused)
                .bind(&schedule.zone)
                .bind(schedule.next_at)
                .bind(schedule.failures)
                .bind(&schedule.seen_doc)
                .bind(&schedule.drift_doc)
                .bind(schedule.updated_at)
                .bind(&schedule.limits_doc)
                .bind(&schedule.uid)
                .bind(seen)
                .execute(pool)
                .await?
                .rows_affected()
        });
        Ok(rows == 1)
    }

    /// Forgets a schedule. False when there was none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_schedule(&self, uid: &str) -> Result<bool, RegistryError> {
        const SQL: &str = "DELETE FROM schedules WHERE uid = $1";
        let rows = writing!(self, pool => sqlx::query(SQL).bind(uid).execute(pool).await?.rows_affected());
        Ok(rows == 1)
    }

    /// Gives a schedule another moment, when it still has the one that was seen: for another time zone, or when it has to wait.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn move_schedule(
        &self,
        schedule: &ScheduleRecord,
        zone: &str,
        next_at: Option<i64>,
    ) -> Result<bool, RegistryError> {
        const SQL: &str =
            "UPDATE schedules SET zone = $1, next_at = $2 WHERE uid = $3 AND next_at = $4 AND revision = $5";
        let rows = writing!(self, pool => {
            sqlx::query(SQL)
                .bind(zone)
                .bind(next_at)
                .bind(&schedule.uid)
                .bind(schedule.next_at)
                .bind(schedule.revision)
                .execute(pool)
                .await?
                .rows_affected()
        });
        Ok(rows == 1)
    }
}
