//! What happens when someone changes what is said of a dataset, makes it public, takes it back, deletes it or brings it back?

use portico_model::{
    Action, Author, Dataset, DatasetId, DatasetRight, DatasetUid, Fault, FaultKind, Metadata, Permission,
    Principal, State, Thing,
};
use portico_registry::RegistryError;
use serde_json::{Value, json};

use crate::{Change, Portal, clock, metadata_rules, own_fields};

/// A deleted dataset can be brought back for so long, in days.
pub const DAYS_TO_BRING_BACK: i64 = 30;

/// A dataset that was deleted and can be brought back.
#[derive(Debug, Clone)]
pub struct DeletedDataset {
    /// Identifier.
    pub id: DatasetId,
    /// Internal identifier.
    pub uid: DatasetUid,
    /// Title.
    pub title: String,
    /// When it was deleted, microseconds since the epoch, UTC.
    pub deleted_at: i64,
}

impl Portal {
    /// Changes what is said of a dataset that was read at `seen` (its `updated_at`).
    ///
    /// # Errors
    /// `Changed` (a conflict) when somebody else changed it since; `ForbiddenAccess` and the like.
    pub async fn change_metadata(
        &self,
        who: &Principal,
        id: &str,
        seen: i64,
        metadata: Metadata,
    ) -> Result<Dataset, Fault> {
        let before = self.dataset_to_change(who, id).await?;
        if metadata.title.trim().is_empty() {
            return Err(Fault::invalid("InvalidMetadata", "a dataset needs a title"));
        }
        metadata_rules::check(&before.metadata, &metadata)?;
        own_fields::check_change(&self.own_fields().await?, &before, &metadata)?;
        let after = Dataset {
            metadata,
            ..before.clone()
        };
        self.save(who, &before, after, seen, Action::Change).await
    }

    /// Makes a draft public.
    ///
    /// # Errors
    /// As [`Self::change_metadata`]; a conflict when it has no records.
    pub async fn publish_dataset(&self, who: &Principal, id: &str, seen: i64) -> Result<Dataset, Fault> {
        let before = self.dataset_to_publish(who, id).await?;
        if before.current.is_none() && !self.takes_pushes(&before).await? {
            let message = format!("the dataset `{id}` has no records yet");
            return Err(Fault::new(FaultKind::Conflict, "NoRecords", message).with_hint("send a file first"));
        }
        own_fields::check_complete(&self.own_fields().await?, &before.metadata)?;
        let after = Dataset {
            state: State::Published,
            ..before.clone()
        };
        self.save(who, &before, after, seen, Action::Publish).await
    }

    /// Takes a dataset back to a draft: only its editors see it.
    ///
    /// # Errors
    /// As [`Self::change_metadata`].
    pub async fn unpublish_dataset(&self, who: &Principal, id: &str, seen: i64) -> Result<Dataset, Fault> {
        let before = self.dataset_to_publish(who, id).await?;
        let after = Dataset {
            state: State::Draft,
            ..before.clone()
        };
        self.save(who, &before, after, seen, Action::Unpublish).await
    }

    /// Deletes a dataset; it can be brought back for [`DAYS_TO_BRING_BACK`] days.
    ///
    /// # Errors
    /// As [`Self::change_metadata`].
    pub async fn delete_dataset(&self, who: &Principal, id: &str, seen: i64) -> Result<(), Fault> {
        let dataset = self.dataset_to_manage(who, id).await?;
        let registry = &self.inner.registry;
        registry
            .set_aside_dataset(&dataset, seen, clock::now())
            .await
            .map_err(changed)?;
        self.inner.catalog.expire().await;
        let change = Change::of(Thing::Dataset, id, Action::Delete).before(document(&dataset));
        self.record_change(&Author::from(who), change).await
    }

    /// The datasets that this principal deleted, or may bring back.
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn deleted_datasets(&self, who: &Principal) -> Result<Vec<DeletedDataset>, Fault> {
        let mut mine = Vec::new();
        for (dataset, deleted_at) in self.inner.registry.list_deleted().await? {
            if self.may_bring_back(who, &dataset).await? {
                mine.push(DeletedDataset {
                    id: dataset.id,
                    uid: dataset.uid,
                    title: dataset.metadata.title,
                    deleted_at,
                });
            }
        }
        Ok(mine)
    }

    /// Brings a deleted dataset back, as it was.
    ///
    /// # Errors
    /// Not found when there is none that this principal may bring back.
    pub async fn bring_back_dataset(&self, who: &Principal, id: &str) -> Result<(), Fault> {
        let deleted = self.inner.registry.list_deleted().await?;
        let found = deleted.into_iter().find(|(dataset, _)| dataset.id.as_str() == id);
        let Some((dataset, _)) = found else {
            return Err(Fault::no_dataset(id));
        };
        if !self.may_bring_back(who, &dataset).await? {
            return Err(Fault::no_dataset(id));
        }
        self.inner.registry.bring_back_dataset(&dataset.uid).await?;
        self.inner.catalog.expire().await;
        let change = Change::of(Thing::Dataset, id, Action::Restore).after(document(&dataset));
        self.record_change(&Author::from(who), change).await
    }

    async fn may_bring_back(&self, who: &Principal, dataset: &Dataset) -> Result<bool, Fault> {
        if who.may(Permission::ManageDataset) {
            return Ok(true);
        }
        Ok(self
            .rights_on(who, &dataset.uid)
            .await?
            .contains(DatasetRight::Manage))
    }

    async fn save(
        &self,
        who: &Principal,
        before: &Dataset,
        mut after: Dataset,
        seen: i64,
        action: Action,
    ) -> Result<Dataset, Fault> {
        let registry = &self.inner.registry;
        after.updated_at = registry
            .update_dataset(&after, seen, clock::now())
            .await
            .map_err(changed)?;
        self.inner.catalog.expire().await;
        let change = Change::of(Thing::Dataset, after.id.as_str(), action)
            .before(document(before))
            .after(document(&after));
        self.record_description(&Author::from(who), change, before, &after)
            .await?;
        Ok(after)
    }

    /// Says of a dataset again what was said of it before that change of the trail. `seen` is the state of the dataset that was looked
    /// at.
    ///
    /// # Errors
    /// As [`Self::change_metadata`]; not found for a change that was none of this description.
    pub async fn restore_description(
        &self,
        who: &Principal,
        id: &str,
        seen: i64,
        change: &str,
    ) -> Result<Dataset, Fault> {
        let dataset = self.dataset_to_change(who, id).await?;
        let found = self
            .inner
            .registry
            .description_before(&dataset.uid, change)
            .await?;
        let metadata = found.ok_or_else(|| {
            let message = "What was said before this change is not kept.";
            Fault::new(FaultKind::NotFound, "NotFoundResource", message)
                .with_hint("the history of the dataset shows which changes can be taken back")
        })?;
        self.change_metadata(who, id, seen, metadata).await
    }
}

/// What the trail says of a dataset.
pub(crate) fn document(dataset: &Dataset) -> Value {
    let version = dataset.current.as_ref();
    json!({
        "state": match dataset.state {
            State::Draft => "draft",
            State::Published => "published",
        },
        "metadata": dataset.metadata,
        "version": version.map(|version| version.number),
        "records": version.map(|version| version.profile.records),
    })
}

/// Nothing of what the second one wrote is lost: the form keeps it.
pub(crate) fn changed(error: RegistryError) -> Fault {
    match error {
        RegistryError::Conflict(message) => Fault::new(FaultKind::Conflict, "Changed", message)
            .with_hint("look at what is there now, and save again what you want to change"),
        other => other.into(),
    }
}
