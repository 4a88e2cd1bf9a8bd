//! Which steps does the next import of a dataset apply? A document of the services, with a number that grows with every change.

use portico_model::DatasetUid;

use crate::db::{reading, row, writing};
use crate::{Registry, RegistryError};

row! {
    struct Row { steps_doc: String, number: i64 }
}

/// The steps of a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct StepsRow {
    /// The document.
    pub steps_doc: String,
    /// How often it was changed.
    pub number: i64,
}

impl Registry {
    /// The steps of a dataset; none when nobody wrote any down.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn steps(&self, uid: &DatasetUid) -> Result<Option<StepsRow>, RegistryError> {
        const SQL: &str = "SELECT steps_doc, number FROM processing WHERE dataset_uid = $1";
        let row: Option<Row> =
            reading!(self, pool => sqlx::query_as(SQL).bind(uid.as_str()).fetch_optional(pool).await?);
        Ok(row.map(|row| StepsRow {
            steps_doc: row.steps_doc,
            number: row.number,
        }))
    }

    /// Writes the steps down, when they are still those of that number (0: none yet). False when somebody else was faster.
    ///
    /// # Errors
    /// When the database fails, or there is no such dataset.
    pub async fn set_steps(
        &self,
        uid: &DatasetUid,
        document: &str,
        seen: i64,
        now: i64,
    ) -> Result<bool, RegistryError> {
        const INSERT: &str = "INSERT INTO processing (dataset_uid, steps_doc, number, updated_at) VALUES ($1, $2, 1, $3) \
            ON CONFLICT (dataset_uid) DO NOTHING";
        const UPDATE: &str = "UPDATE processing SET steps_doc = $1, number = number + 1, updated_at = $2 \
            WHERE dataset_uid = $3 AND number = $4";
        let changed = writing!(self, pool => if seen == 0 {
            sqlx::query(INSERT).bind(uid.as_str()).bind(document).bind(now).execute(pool).await?.rows_affected()
        } else {
            sqlx::query(UPDATE).bind(document).bind(now).bind(uid.as_str()).bind(seen).execute(pool).await?.rows_affected()
        });
        Ok(changed == 1)
    }
}
