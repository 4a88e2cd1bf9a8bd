//! What happens when an editor hides the records of a dataset, or shows them? Its metadata stays public either way.

use portico_model::{Dataset, DatasetId, Fault};

use crate::{Portal, clock};

impl Portal {
    /// Lets whoever sees the dataset read its records (`shown`), or its editors alone. The current version stays what it is; who reads
    /// through another process sees the change within a second.
    ///
    /// # Errors
    /// Not found for an unknown dataset; a conflict when somebody else changes it at this moment.
    pub async fn show_records(&self, id: &str, shown: bool) -> Result<Dataset, Fault> {
        let known = DatasetId::new(id).map_err(|_| Fault::no_dataset(id))?;
        let registry = &self.inner.registry;
        let Some(mut dataset) = registry.dataset_by_id(&known).await? else {
            return Err(Fault::no_dataset(id));
        };
        let visible = &mut dataset.metadata.data_visible;
        if visible.unwrap_or(true) == shown {
            return Ok(dataset);
        }
        *visible = Some(shown);
        let seen = dataset.updated_at;
        dataset.updated_at = registry.update_dataset(&dataset, seen, clock::now()).await?;
        self.inner.catalog.expire().await;
        Ok(dataset)
    }
}
