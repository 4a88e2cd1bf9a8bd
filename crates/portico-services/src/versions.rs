//! Which versions has a dataset had, and what did one of them hold? Under the rights that hold today.

use portico_model::{Fault, FaultKind, Version};

use crate::{DatasetView, Portal};

impl Portal {
    /// The versions of a dataset, newest first; none for one without records yet.
    ///
    /// # Errors
    /// `ForbiddenAccess` when the records are not for this principal; when the registry fails.
    pub async fn versions(&self, view: &DatasetView) -> Result<Vec<Version>, Fault> {
        if !view.data_visible {
            return Err(Fault::forbidden());
        }
        let versions = self.inner.registry.list_versions(&view.dataset.uid).await?;
        if view.is_whole() {
            return Ok(versions);
        }
        let mut told = Vec::with_capacity(versions.len());
        for version in versions {
            let number = version.number;
            let earlier = view.at(version);
            let earlier = self.inner.measures.complete(&self.inner.engine, earlier).await;
            match earlier.map(|view| view.version) {
                Ok(Some(version)) => told.push(version),
                Ok(None) => {}
                Err(fault) => tracing::debug!(number, ?fault, "a version cannot be measured"),
            }
        }
        Ok(told)
    }

    /// The dataset as it was in the version of that identifier.
    ///
    /// # Errors
    /// As [`Self::versions`]; `NotFoundResource` when there is no such version.
    pub async fn dataset_at(&self, view: &DatasetView, version_id: &str) -> Result<DatasetView, Fault> {
        if !view.data_visible {
            return Err(Fault::forbidden());
        }
        let versions = self.inner.registry.list_versions(&view.dataset.uid).await?;
        let version = versions.into_iter().find(|version| version.id == version_id);
        let missing = || {
            let message = format!("The requested snapshot {version_id} does not exist.");
            Fault::new(FaultKind::NotFound, "NotFoundResource", message)
        };
        let earlier = view.at(version.ok_or_else(missing)?);
        self.inner.measures.complete(&self.inner.engine, earlier).await
    }
}
