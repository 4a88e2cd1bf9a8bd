//! Which datasets were deleted and can still be brought back?

use portico_model::{Dataset, DatasetId, DatasetUid};

use crate::datasets::{DatasetRow, changed};
use crate::db::{BUMP, reading, transaction};
use crate::{Registry, RegistryError};

impl Registry {
    /// Takes a dataset away from everybody, until it is brought back or forgotten.
    ///
    /// # Errors
    /// [`RegistryError::Conflict`] when it changed since `seen` (its `updated_at`).
    pub async fn set_aside_dataset(
        &self,
        dataset: &Dataset,
        seen: i64,
        now: i64,
    ) -> Result<(), RegistryError> {
        const SQL: &str =
            "UPDATE datasets SET deleted_at = $1 WHERE uid = $2 AND updated_at = $3 AND deleted_at IS NULL";
        transaction!(self, tx => {
            let rows = sqlx::query(SQL)
                .bind(now)
                .bind(dataset.uid.as_str())
                .bind(seen)
                .execute(&mut *tx)
                .await?
                .rows_affected();
            if rows != 1 {
                return Err(changed(dataset));
            }
            sqlx::query(BUMP).execute(&mut *tx).await?;
        });
        Ok(())
    }

    /// Brings a deleted dataset back. False when there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn bring_back_dataset(&self, uid: &DatasetUid) -> Result<bool, RegistryError> {
        const SQL: &str = "UPDATE datasets SET deleted_at = NULL WHERE uid = $1 AND deleted_at IS NOT NULL";
        Ok(transaction!(self, tx => {
            let rows = sqlx::query(SQL).bind(uid.as_str()).execute(&mut *tx).await?.rows_affected();
            sqlx::query(BUMP).execute(&mut *tx).await?;
            rows == 1
        }))
    }

    /// Deleted datasets, the latest first, with the moment of their deletion.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_deleted(&self) -> Result<Vec<(Dataset, i64)>, RegistryError> {
        const SQL: &str = crate::datasets::select_datasets!(
            "WHERE d.deleted_at IS NOT NULL ORDER BY d.deleted_at DESC, d.id"
        );
        const MOMENTS: &str = "SELECT deleted_at FROM datasets d WHERE d.deleted_at IS NOT NULL ORDER BY d.deleted_at DESC, d.id";
        let rows: Vec<DatasetRow> = reading!(self, pool => sqlx::query_as(SQL).fetch_all(pool).await?);
        let moments: Vec<i64> = reading!(self, pool => sqlx::query_scalar(MOMENTS).fetch_all(pool).await?);
        rows.into_iter()
            .zip(moments)
            .map(|(row, moment)| Ok((row.into_dataset()?, moment)))
            .collect()
    }

    /// Whether a deleted dataset has that identifier.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn is_set_aside(&self, id: &DatasetId) -> Result<bool, RegistryError> {
        const SQL: &str = "SELECT COUNT(*) FROM datasets WHERE id = $1 AND deleted_at IS NOT NULL";
        let count: i64 =
            reading!(self, pool => sqlx::query_scalar(SQL).bind(id.as_str()).fetch_one(pool).await?);
        Ok(count > 0)
    }

    /// Forgets datasets that were deleted before `moment`; how many there were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_deleted(&self, moment: i64) -> Result<u64, RegistryError> {
        const SQL: &str = "DELETE FROM datasets WHERE deleted_at < $1";
        Ok(transaction!(self, tx => {
            let rows = sqlx::query(SQL).bind(moment).execute(&mut *tx).await?.rows_affected();
            if rows > 0 {
                sqlx::query(BUMP).execute(&mut *tx).await?;
            }
            rows
        }))
    }
}
