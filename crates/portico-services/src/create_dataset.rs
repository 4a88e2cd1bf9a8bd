//! What happens when someone makes a dataset before there are records? It waits for an upload, or for pushes.

use portico_model::{
    Action, Author, Dataset, DatasetId, DatasetUid, Fault, FaultKind, Metadata, Principal, State, Thing,
    Visibility,
};
use portico_registry::RegistryError;
use serde_json::json;

use crate::{Change, Portal, clock, own_fields};

/// A dataset to be made.
#[derive(Debug, Clone, Default)]
pub struct NewDataset {
    /// Public identifier; none means made from the title.
    pub id: Option<String>,
    /// What people read; the title must be there.
    pub metadata: Metadata,
    /// Others than editors do not know of it yet.
    pub draft: bool,
    /// Only those who may read restricted datasets see it.
    pub restricted: bool,
}

impl Portal {
    /// Makes a dataset without records. Its fields come with the first file or push.
    ///
    /// # Errors
    /// `ForbiddenAccess` without the right to make datasets; invalid without a title or with an unusable identifier; a conflict when the
    /// identifier is taken.
    pub async fn create_dataset(&self, who: &Principal, new: NewDataset) -> Result<Dataset, Fault> {
        let state = match new.draft {
            true => State::Draft,
            false => State::Published,
        };
        Self::may_create(who, state)?;
        if new.metadata.title.trim().is_empty() {
            return Err(Fault::invalid("InvalidMetadata", "a dataset has a title")
                .with_hint("say in a few words what the dataset is about"));
        }
        let id = match new.id {
            Some(id) => chosen(id)?,
            None => self.free_id(&DatasetId::from_title(&new.metadata.title)).await?,
        };
        let now = clock::now();
        let dataset = Dataset {
            uid: self.free_uid().await?,
            id,
            state,
            visibility: match new.restricted {
                true => Visibility::Restricted,
                false => Visibility::Domain,
            },
            metadata: new.metadata,
            current: None,
            created_at: now,
            updated_at: now,
        };
        own_fields::check_import(&self.own_fields().await?, None, &dataset)?;
        let inserted = self.inner.registry.insert_dataset(&dataset).await;
        inserted.map_err(|error| match error {
            RegistryError::Conflict(message) => Fault::new(FaultKind::Conflict, "DatasetExists", message)
                .with_hint("choose another identifier"),
            other => other.into(),
        })?;
        self.inner.catalog.expire().await;
        let change = Change::of(Thing::Dataset, dataset.id.as_str(), Action::Create).after(json!({
            "title": dataset.metadata.title,
            "published": dataset.state == State::Published,
        }));
        self.record_change(&Author::from(who), change).await?;
        Ok(dataset)
    }

    /// The identifier, or the first of `id-2`, `id-3`… that nobody has.
    async fn free_id(&self, id: &DatasetId) -> Result<DatasetId, Fault> {
        let registry = &self.inner.registry;
        if registry.dataset_by_id(id).await?.is_none() {
            return Ok(id.clone());
        }
        for number in 2..1000 {
            let next = DatasetId::from_title(&format!("{id} {number}"));
            if registry.dataset_by_id(&next).await?.is_none() {
                return Ok(next);
            }
        }
        let message = format!("too many datasets are named like `{id}`");
        Err(Fault::new(FaultKind::Conflict, "DatasetExists", message).with_hint("choose an identifier"))
    }

    async fn free_uid(&self) -> Result<DatasetUid, Fault> {
        loop {
            let uid = DatasetUid::from_random(rand::random());
            if self.inner.registry.dataset_by_uid(&uid).await?.is_none() {
                return Ok(uid);
            }
        }
    }
}

fn chosen(id: String) -> Result<DatasetId, Fault> {
    if id.contains('@') {
        let message = format!("`{id}` is an identifier of a federated dataset");
        return Err(Fault::invalid("InvalidDatasetId", message).with_hint("leave `@` out"));
    }
    DatasetId::new(id).map_err(|error| {
        Fault::invalid("InvalidDatasetId", error.to_string())
            .with_hint("use lower-case letters, digits, hyphens and underscores")
    })
}
