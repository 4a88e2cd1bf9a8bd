//! Which versions has a dataset had, and what did one of them hold? Under the rights that hold today.

use portico_model::{Dataset, Fault, FaultKind, Principal, Version};

use crate::access::{self, Class};
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
        Ok(self.inner.registry.list_versions(&view.dataset.uid).await?)
    }

    /// The dataset as it was in the version of that identifier.
    ///
    /// # Errors
    /// As [`Self::versions`]; `NotFoundResource` when there is no such version.
    pub async fn dataset_at(
        &self,
        who: &Principal,
        view: &DatasetView,
        version_id: &str,
    ) -> Result<DatasetView, Fault> {
        let versions = self.versions(view).await?;
        let version = versions.into_iter().find(|version| version.id == version_id);
        let missing = || {
            let message = format!("The requested snapshot {version_id} does not exist.");
            Fault::new(FaultKind::NotFound, "NotFoundResource", message)
        };
        let dataset = Dataset {
            current: Some(version.ok_or_else(missing)?),
            ..view.dataset.clone()
        };
        access::view(Class::of(who), &dataset).ok_or_else(missing)
    }
}
