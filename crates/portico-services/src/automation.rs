//! What do programs that manage a portal ask besides? Which datasets somebody may change, whom a name means.

use portico_model::{Dataset, DatasetRight, DatasetUid, Fault, FaultKind, Permission, Principal, Subject};

use crate::Portal;

impl Portal {
    /// The datasets that this principal may change, publish or manage, by identifier.
    ///
    /// # Errors
    /// `AuthenticationRequired` for nobody known; when the registry fails.
    pub async fn datasets_to_manage(&self, who: &Principal) -> Result<Vec<Dataset>, Fault> {
        if *who == Principal::Anonymous {
            return Err(who.refusal(Permission::EditDataset.as_str()));
        }
        let mut held = Vec::new();
        for dataset in self.inner.registry.list_datasets().await? {
            let rights = self.rights_on(who, &dataset.uid).await?;
            if rights.iter().any(|right| right != DatasetRight::Explore) {
                held.push(dataset);
            }
        }
        Ok(held)
    }

    /// The dataset of that internal identifier (`da_…`), or of that public one, when this principal may change, publish or manage it.
    ///
    /// # Errors
    /// `NotFoundResource` when there is none or it may not be known; otherwise `AuthenticationRequired` or `ForbiddenAccess`.
    pub async fn dataset_of_uid(&self, who: &Principal, uid: &str) -> Result<Dataset, Fault> {
        if *who == Principal::Anonymous {
            return Err(who.refusal(Permission::EditDataset.as_str()));
        }
        let found = match DatasetUid::new(uid) {
            Ok(known) => self.inner.registry.dataset_by_uid(&known).await?,
            Err(_) => None,
        };
        let id = found.as_ref().map_or(uid, |dataset| dataset.id.as_str());
        for right in [DatasetRight::Edit, DatasetRight::Publish] {
            if let Ok(dataset) = self.dataset_for(who, id, right).await {
                return Ok(dataset);
            }
        }
        // The refusal of the last one says why, or that there is no such dataset.
        let missing = self.dataset_for(who, id, DatasetRight::Manage).await;
        // By the name that was asked: that of a hidden dataset is not told.
        missing.map_err(|fault| match fault.kind {
            FaultKind::NotFound => Fault::no_dataset(uid),
            _ => fault,
        })
    }

    /// Whom a name means in the rules of a dataset: the e-mail address of a person, or the identifier or name of a group.
    ///
    /// # Errors
    /// Those of [`Self::dataset_to_manage`]; not found for nobody.
    pub async fn reader_named(
        &self,
        who: &Principal,
        dataset: &str,
        group: bool,
        name: &str,
    ) -> Result<Subject, Fault> {
        self.dataset_to_manage(who, dataset).await?;
        if !group {
            return Ok(Subject::Person(self.account(name).await?.person.id));
        }
        let groups = self.inner.registry.list_groups().await?;
        let found = groups
            .into_iter()
            .find(|known| known.id == name || known.name == name);
        found.map(|known| Subject::Group(known.id)).ok_or_else(|| {
            Fault::new(
                FaultKind::NotFound,
                "NotFoundResource",
                format!("The requested group {name} does not exist."),
            )
        })
    }
}
