//! Which imports are running? Rows that protect their files from the sweeper and their dataset from a second import.

use crate::db::{reading, row, transaction, writing};
use crate::{Registry, RegistryError};

/// A running import.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Staging {
    /// Public identifier of the dataset, which may not exist yet.
    pub dataset_id: String,
    /// Folder of the dataset.
    pub dataset_uid: String,
    /// Folder of the version.
    pub version_id: String,
    /// The process: its folder among the running ones.
    pub owner: String,
    /// Last sign of life.
    pub heartbeat_at: i64,
}

row! {
    struct StagingRow { dataset_id: String, dataset_uid: String, version_id: String, owner: String, heartbeat_at: i64 }
}

impl From<StagingRow> for Staging {
    fn from(row: StagingRow) -> Self {
        Self {
            dataset_id: row.dataset_id,
            dataset_uid: row.dataset_uid,
            version_id: row.version_id,
            owner: row.owner,
            heartbeat_at: row.heartbeat_at,
        }
    }
}

impl Registry {
    /// Announces an import before its first file is written.
    ///
    /// # Errors
    /// [`RegistryError::Conflict`] while another import of that dataset is running.
    pub async fn begin_staging(&self, staging: &Staging) -> Result<(), RegistryError> {
        const SQL: &str = "INSERT INTO stagings (dataset_id, dataset_uid, version_id, owner, heartbeat_at) \
            VALUES ($1, $2, $3, $4, $5)";
        let taken = || format!("another import of `{}` is running", staging.dataset_id);
        writing!(self, pool => {
            sqlx::query(SQL)
                .bind(&staging.dataset_id)
                .bind(&staging.dataset_uid)
                .bind(&staging.version_id)
                .bind(&staging.owner)
                .bind(staging.heartbeat_at)
                .execute(pool)
                .await
                .map_err(|error| RegistryError::from_write(error, taken))?;
        });
        Ok(())
    }

    /// A sign of life. False when the import was given up for dead.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn beat_staging(&self, version_id: &str, now: i64) -> Result<bool, RegistryError> {
        const SQL: &str = "UPDATE stagings SET heartbeat_at = $1 WHERE version_id = $2";
        let rows = writing!(self, pool => {
            sqlx::query(SQL).bind(now).bind(version_id).execute(pool).await?.rows_affected()
        });
        Ok(rows == 1)
    }

    /// Forgets an import that ended without a version: from then on it cannot publish. False when it had been published or given up
    /// already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn end_staging(&self, version_id: &str) -> Result<bool, RegistryError> {
        const SQL: &str = "DELETE FROM stagings WHERE version_id = $1";
        let rows =
            writing!(self, pool => sqlx::query(SQL).bind(version_id).execute(pool).await?.rows_affected());
        Ok(rows == 1)
    }

    /// The imports that are running, or were when their process died.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_stagings(&self) -> Result<Vec<Staging>, RegistryError> {
        const SQL: &str = "SELECT dataset_id, dataset_uid, version_id, owner, heartbeat_at FROM stagings";
        let rows: Vec<StagingRow> = reading!(self, pool => sqlx::query_as(SQL).fetch_all(pool).await?);
        Ok(rows.into_iter().map(Staging::from).collect())
    }

    /// Gives an import up for dead, unless it gave a sign of life since it was seen. From then on it cannot publish.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn abandon_staging(&self, seen: &Staging) -> Result<bool, RegistryError> {
        const SQL: &str = "DELETE FROM stagings WHERE version_id = $1 AND heartbeat_at = $2";
        let rows = transaction!(self, tx => {
            sqlx::query(SQL).bind(&seen.version_id).bind(seen.heartbeat_at).execute(&mut *tx).await?.rows_affected()
        });
        Ok(rows == 1)
    }
}
