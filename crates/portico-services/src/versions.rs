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
        self.earlier(view, version.ok_or_else(|| missing(version_id))?)
            .await
    }

    /// The dataset as it was in the version of that number, with the words that readers saw with it.
    ///
    /// # Errors
    /// As [`Self::dataset_at`].
    pub async fn dataset_in_version(&self, view: &DatasetView, number: i64) -> Result<DatasetView, Fault> {
        if view
            .version
            .as_ref()
            .is_some_and(|version| version.number == number)
        {
            return Ok(view.clone());
        }
        if !view.data_visible {
            return Err(Fault::forbidden());
        }
        let versions = self.inner.registry.list_versions(&view.dataset.uid).await?;
        let version = versions.into_iter().find(|version| version.number == number);
        let version = version.ok_or_else(|| missing(&number.to_string()))?;
        let metadata = self.inner.registry.version_metadata(&version.id).await?;
        let mut earlier = self.earlier(view, version).await?;
        if let Some(metadata) = metadata {
            earlier.dataset.metadata = metadata;
        }
        Ok(earlier)
    }

    async fn earlier(&self, view: &DatasetView, version: Version) -> Result<DatasetView, Fault> {
        let earlier = view.at(version);
        self.inner.measures.complete(&self.inner.engine, earlier).await
    }
}

pub(crate) fn missing(version: &str) -> Fault {
    let message = format!("The requested snapshot {version} does not exist.");
    Fault::new(FaultKind::NotFound, "NotFoundResource", message)
}
