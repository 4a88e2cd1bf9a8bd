//! Which jobs are there, and what did they say? Taking, listing, lines.

use portico_model::JobState;

use super::{Enqueued, JobRecord, JobRow, NewJob, enqueue, job_statement};
use crate::db::{reading, row, transaction, writing};
use crate::{Registry, RegistryError};

/// Lines that are kept of a job: the first ones, which say where it went wrong.
const LINES_KEPT: i64 = 2_000;

/// Which jobs to list; everything given must hold.
#[derive(Debug, Clone, Copy, Default)]
pub struct JobFilter<'a> {
    /// In this state.
    pub state: Option<JobState>,
    /// Of this kind.
    pub kind: Option<&'a str>,
    /// About this.
    pub subject: Option<&'a str>,
    /// Asked for by this person.
    pub author: Option<&'a str>,
}

/// A line that a job said.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct JobLine {
    /// When.
    pub at: i64,
    /// How serious.
    pub level: JobLevel,
    /// What.
    pub text: String,
}

/// How serious a line is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum JobLevel {
    /// Good to know.
    Info,
    /// Worth a look.
    Warning,
    /// Why it failed.
    Error,
}

impl JobLevel {
    /// The name in the registry.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Info => "info",
            Self::Warning => "warning",
            Self::Error => "error",
        }
    }

    fn parse(text: &str) -> Self {
        match text {
            "error" => Self::Error,
            "warning" => Self::Warning,
            _ => Self::Info,
        }
    }
}

row! {
    struct LineRow { at: i64, level: String, text: String }
}

impl Registry {
    /// Takes a job.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn enqueue(&self, job: &NewJob, now: i64) -> Result<Enqueued, RegistryError> {
        Ok(transaction!(self, tx => enqueue!(tx, job, now)))
    }

    /// The job of that identifier.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn job(&self, id: &str) -> Result<Option<JobRecord>, RegistryError> {
        const SQL: &str = job_statement!("SELECT ", " FROM jobs WHERE id = $1");
        let row: Option<JobRow> =
            reading!(self, pool => sqlx::query_as(SQL).bind(id).fetch_optional(pool).await?);
        row.map(JobRow::into_record).transpose()
    }

    /// Jobs, newest first, a page of them.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_jobs(
        &self,
        filter: JobFilter<'_>,
        limit: i64,
        offset: i64,
    ) -> Result<Vec<JobRecord>, RegistryError> {
        const SQL: &str = job_statement!(
            "SELECT ",
            " FROM jobs WHERE ($1 IS NULL OR state = $1) AND ($2 IS NULL OR kind = $2) AND ($3 IS NULL OR subject = $3) \
              AND ($4 IS NULL OR author = $4) ORDER BY created_at DESC, id DESC LIMIT $5 OFFSET $6"
        );
        let state = filter.state.map(JobState::as_str);
        let rows: Vec<JobRow> = reading!(self, pool => {
            sqlx::query_as(SQL)
                .bind(state)
                .bind(filter.kind)
                .bind(filter.subject)
                .bind(filter.author)
                .bind(limit)
                .bind(offset)
                .fetch_all(pool)
                .await?
        });
        rows.into_iter().map(JobRow::into_record).collect()
    }

    /// How many jobs there are.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_jobs(&self, filter: JobFilter<'_>) -> Result<i64, RegistryError> {
        const SQL: &str = "SELECT COUNT(*) FROM jobs WHERE ($1 IS NULL OR state = $1) AND ($2 IS NULL OR kind = $2) \
            AND ($3 IS NULL OR subject = $3) AND ($4 IS NULL OR author = $4)";
        let state = filter.state.map(JobState::as_str);
        Ok(reading!(self, pool => {
            sqlx::query_scalar(SQL)
                .bind(state)
                .bind(filter.kind)
                .bind(filter.subject)
                .bind(filter.author)
                .fetch_one(pool)
                .await?
        }))
    }

    /// Writes down what a job said, after what it said before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_job_lines(&self, job_id: &str, lines: &[JobLine]) -> Result<(), RegistryError> {
        const LAST: &str = "SELECT COALESCE(MAX(number), 0) FROM job_lines WHERE job_id = $1";
        const SQL: &str =
            "INSERT INTO job_lines (job_id, number, at, level, text) VALUES ($1, $2, $3, $4, $5)";
        if lines.is_empty() {
            return Ok(());
        }
        transaction!(self, tx => {
            let last: i64 = sqlx::query_scalar(LAST).bind(job_id).fetch_one(&mut *tx).await?;
            for (number, line) in (last + 1..=LINES_KEPT).zip(lines) {
                sqlx::query(SQL)
                    .bind(job_id)
                    .bind(number)
                    .bind(line.at)
                    .bind(line.level.as_str())
                    .bind(&line.text)
                    .execute(&mut *tx)
                    .await
                    .map_err(|error| RegistryError::from_write(error, || format!("the job {job_id} is gone")))?;
            }
        });
        Ok(())
    }

    /// What a job said, in order.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn job_lines(&self, job_id: &str) -> Result<Vec<JobLine>, RegistryError> {
        const SQL: &str = "SELECT at, level, text FROM job_lines WHERE job_id = $1 ORDER BY number";
        let rows: Vec<LineRow> =
            reading!(self, pool => sqlx::query_as(SQL).bind(job_id).fetch_all(pool).await?);
        let line = |row: LineRow| JobLine {
            at: row.at,
            level: JobLevel::parse(&row.level),
            text: row.text,
        };
        Ok(rows.into_iter().map(line).collect())
    }

    /// Forgets jobs that came to their end before `moment`; how many there were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn purge_jobs(&self, moment: i64) -> Result<u64, RegistryError> {
        const SQL: &str = "DELETE FROM jobs WHERE finished_at < $1";
        Ok(writing!(self, pool => sqlx::query(SQL).bind(moment).execute(pool).await?.rows_affected()))
    }
}
