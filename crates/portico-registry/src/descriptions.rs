//! What was said of a dataset before a change of its description? Kept whole beside the row of the trail, to be said again.

use portico_model::{DatasetUid, Metadata};

use crate::db::{reading, transaction};
use crate::trail::add_to_trail;
use crate::{Registry, RegistryError, TrailRow, documents};

impl Registry {
    /// Adds a change of a description to the trail, and keeps what was said before it.
    ///
    /// # Errors
    /// [`RegistryError::Conflict`] when the dataset is gone.
    pub async fn add_description_change(
        &self,
        row: &TrailRow,
        dataset: &DatasetUid,
        before: &Metadata,
    ) -> Result<(), RegistryError> {
        const SQL: &str =
            "INSERT INTO descriptions (change_id, dataset_uid, metadata_doc) VALUES ($1, $2, $3)";
        let document = documents::write(before)?;
        transaction!(self, tx => {
            add_to_trail!(row, &mut *tx);
            sqlx::query(SQL)
                .bind(&row.id)
                .bind(dataset.as_str())
                .bind(&document)
                .execute(&mut *tx)
                .await
                .map_err(|error| RegistryError::from_write(error, || "the dataset is gone".to_owned()))?;
        });
        Ok(())
    }

    /// What was said of a dataset before that change; none when it is no change of its description, or was made before such were kept.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn description_before(
        &self,
        dataset: &DatasetUid,
        change: &str,
    ) -> Result<Option<Metadata>, RegistryError> {
        const SQL: &str = "SELECT metadata_doc FROM descriptions WHERE dataset_uid = $1 AND change_id = $2";
        let text: Option<String> = reading!(self, pool => sqlx::query_scalar(SQL)
            .bind(dataset.as_str())
            .bind(change)
            .fetch_optional(pool)
            .await?);
        text.map(|text| documents::read(&text, "a description"))
            .transpose()
    }

    /// The changes of a dataset before which was kept what was said.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn description_changes(&self, dataset: &DatasetUid) -> Result<Vec<String>, RegistryError> {
        const SQL: &str = "SELECT change_id FROM descriptions WHERE dataset_uid = $1 ORDER BY change_id DESC";
        Ok(reading!(self, pool => sqlx::query_scalar(SQL).bind(dataset.as_str()).fetch_all(pool).await?))
    }
}
