//! What was pushed and is in no version yet? Rows that outlive the process, taken over in the order in which they came.

use portico_model::DatasetUid;

use crate::db::{reading, row, transaction, writing};
use crate::{Registry, RegistryError};

/// What a push asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PushKind {
    /// The records of the body are added, or replace those with the same unique key.
    Push,
    /// The records that are equal to those of the body go.
    Delete,
    /// The record whose identifier is the body goes.
    DeleteId,
}

/// One push.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Push {
    /// UUIDv7.
    pub id: String,
    /// Internal identifier of the dataset.
    pub dataset_uid: String,
    /// What it asks for.
    pub kind: PushKind,
    /// JSON Lines; for [`PushKind::DeleteId`] an identifier.
    pub body: String,
    /// Whether it may bring new fields.
    pub new_fields: bool,
    /// When it came.
    pub received_at: i64,
}

/// What waits for one dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushQueue {
    /// Internal identifier of the dataset.
    pub dataset_uid: String,
    /// Pushes that wait.
    pub waiting: i64,
    /// Bytes of their bodies.
    pub bytes: i64,
    /// Pushes that could not be taken over.
    pub refused: i64,
}

row! {
    struct PushRow {
        id: String,
        dataset_uid: String,
        kind: String,
        body: String,
        new_fields: bool,
        received_at: i64,
    }
}

row! {
    struct QueueRow { dataset_uid: String, waiting: i64, bytes: i64, refused: i64 }
}

impl PushKind {
    fn as_str(self) -> &'static str {
        match self {
            Self::Push => "push",
            Self::Delete => "delete",
            Self::DeleteId => "delete_id",
        }
    }
}

impl PushRow {
    fn into_push(self) -> Result<Push, RegistryError> {
        let kind = match self.kind.as_str() {
            "push" => PushKind::Push,
            "delete" => PushKind::Delete,
            "delete_id" => PushKind::DeleteId,
            other => {
                return Err(RegistryError::Damaged(format!(
                    "push {}: kind `{other}`",
                    self.id
                )));
            }
        };
        Ok(Push {
            id: self.id,
            dataset_uid: self.dataset_uid,
            kind,
            body: self.body,
            new_fields: self.new_fields,
            received_at: self.received_at,
        })
    }
}

impl Registry {
    /// Keeps a push. When this returns, it survives the end of the process.
    ///
    /// # Errors
    /// [`RegistryError::Conflict`] when the dataset is gone.
    pub async fn insert_push(&self, push: &Push, resource: &str) -> Result<(), RegistryError> {
        const SQL: &str = "INSERT INTO pushes (id, dataset_uid, kind, body, bytes, new_fields, received_at, refused) \
            VALUES ($1, $2, $3, $4, $5, $6, $7, NULL)";
        const TOUCH: &str = "UPDATE push_resources SET last_at = $1 WHERE dataset_uid = $2 AND id = $3";
        let bytes = i64::try_from(push.body.len()).unwrap_or(i64::MAX);
        transaction!(self, tx => {
            sqlx::query(SQL)
                .bind(&push.id)
                .bind(&push.dataset_uid)
                .bind(push.kind.as_str())
                .bind(&push.body)
                .bind(bytes)
                .bind(push.new_fields)
                .bind(push.received_at)
                .execute(&mut *tx)
                .await
                .map_err(|error| RegistryError::from_write(error, || "the dataset of a push is gone".to_owned()))?;
            sqlx::query(TOUCH)
                .bind(push.received_at)
                .bind(&push.dataset_uid)
                .bind(resource)
                .execute(&mut *tx)
                .await?;
        });
        Ok(())
    }

    /// What waits, for every dataset for which something waits or was refused.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn push_queues(&self) -> Result<Vec<PushQueue>, RegistryError> {
        const SQL: &str = "SELECT dataset_uid, \
            CAST(SUM(CASE WHEN refused IS NULL THEN 1 ELSE 0 END) AS BIGINT) AS waiting, \
            CAST(SUM(CASE WHEN refused IS NULL THEN bytes ELSE 0 END) AS BIGINT) AS bytes, \
            CAST(SUM(CASE WHEN refused IS NULL THEN 0 ELSE 1 END) AS BIGINT) AS refused \
            FROM pushes GROUP BY dataset_uid ORDER BY dataset_uid";
        let rows: Vec<QueueRow> = reading!(self, pool => sqlx::query_as(SQL).fetch_all(pool).await?);
        Ok(rows
            .into_iter()
            .map(|row| PushQueue {
                dataset_uid: row.dataset_uid,
                waiting: row.waiting,
                bytes: row.bytes,
                refused: row.refused,
            })
            .collect())
    }

    /// The first pushes that wait for a dataset, in the order in which they came, at most `most`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn waiting_pushes(&self, uid: &DatasetUid, most: i64) -> Result<Vec<Push>, RegistryError> {
        const SQL: &str = "SELECT id, dataset_uid, kind, body, new_fields, received_at FROM pushes \
            WHERE dataset_uid = $1 AND refused IS NULL ORDER BY received_at, id LIMIT $2";
        let rows: Vec<PushRow> = reading!(self, pool => {
            sqlx::query_as(SQL).bind(uid.as_str()).bind(most).fetch_all(pool).await?
        });
        rows.into_iter().map(PushRow::into_push).collect()
    }

    /// Bytes that wait for a dataset.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn waiting_bytes(&self, uid: &DatasetUid) -> Result<i64, RegistryError> {
        const SQL: &str = "SELECT CAST(COALESCE(SUM(bytes), 0) AS BIGINT) FROM pushes WHERE dataset_uid = $1 AND refused IS NULL";
        Ok(reading!(self, pool => sqlx::query_scalar(SQL).bind(uid.as_str()).fetch_one(pool).await?))
    }

    /// Sets a push aside that cannot be taken over, with the reason.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn refuse_push(&self, id: &str, reason: &str) -> Result<(), RegistryError> {
        const SQL: &str = "UPDATE pushes SET refused = $1 WHERE id = $2";
        writing!(self, pool => { sqlx::query(SQL).bind(reason).bind(id).execute(pool).await?; });
        Ok(())
    }

    /// Lets the refused pushes of a dataset wait for their turn again: how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn retry_refused_pushes(&self, uid: &DatasetUid) -> Result<u64, RegistryError> {
        const SQL: &str = "UPDATE pushes SET refused = NULL WHERE dataset_uid = $1 AND refused IS NOT NULL";
        Ok(writing!(self, pool => sqlx::query(SQL).bind(uid.as_str()).execute(pool).await?.rows_affected()))
    }

    /// Forgets the refused pushes of a dataset: how many.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drop_refused_pushes(&self, uid: &DatasetUid) -> Result<u64, RegistryError> {
        const SQL: &str = "DELETE FROM pushes WHERE dataset_uid = $1 AND refused IS NOT NULL";
        Ok(writing!(self, pool => sqlx::query(SQL).bind(uid.as_str()).execute(pool).await?.rows_affected()))
    }

    /// Forgets pushes that changed nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_pushes(&self, ids: &[String]) -> Result<(), RegistryError> {
        transaction!(self, tx => {
            for id in ids {
                sqlx::query("DELETE FROM pushes WHERE id = $1").bind(id).execute(&mut *tx).await?;
            }
        });
        Ok(())
    }

    /// Forgets pushes that were refused, and versions that went out of use, before those moments.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn purge_pushes(&self, refused_before: i64, retired_before: i64) -> Result<(), RegistryError> {
        const PUSHES: &str = "DELETE FROM pushes WHERE refused IS NOT NULL AND received_at < $1";
        const RETIRED: &str = "DELETE FROM retired_versions WHERE retired_at < $1";
        transaction!(self, tx => {
            sqlx::query(PUSHES).bind(refused_before).execute(&mut *tx).await?;
            sqlx::query(RETIRED).bind(retired_before).execute(&mut *tx).await?;
        });
        Ok(())
    }
}
