//! What is an import for? A dataset that is there, or one that will be, and what was decided about it before.

use portico_model::{Dataset, DatasetId, DatasetUid, Fault, FaultKind, State, Version, Visibility};

use super::fetch_source::LocalSource;
use super::recipe::Recipe;
use super::{ImportMode, ImportRequest, metadata};
use crate::clock;
use crate::portal::Inner;

/// What the import is for: a dataset that is there, or one that will be.
pub(super) struct Target {
    pub(super) id: DatasetId,
    pub(super) uid: DatasetUid,
    pub(super) existing: Option<Dataset>,
    /// What was decided at the last import.
    pub(super) recipe: Option<Recipe>,
}

impl Target {
    pub(super) async fn find(
        inner: &Inner,
        request: &ImportRequest,
        source: &LocalSource,
        id: DatasetId,
    ) -> Result<Self, Fault> {
        if id.as_str().contains('@') {
            let message = format!("`{id}` is an identifier of a federated dataset");
            return Err(Fault::invalid("InvalidDatasetId", message).with_hint("leave `@` out"));
        }
        let existing = inner.registry.dataset_by_id(&id).await?;
        if let Some(dataset) = &existing {
            check_existing(dataset, request, source)?;
        }
        let current = existing.as_ref().and_then(|dataset| dataset.current.as_ref());
        let recipe = match current {
            Some(version) => inner
                .registry
                .recipe(&version.id)
                .await?
                .map(|text| Recipe::parse(&text))
                .transpose()?,
            None => None,
        };
        let uid = match &existing {
            Some(dataset) => dataset.uid.clone(),
            None => free_uid(inner).await?,
        };
        Ok(Self {
            id,
            uid,
            existing,
            recipe,
        })
    }

    /// The version whose records are there already, if the import keeps any of them.
    pub(super) fn kept_version(&self, mode: &ImportMode) -> Option<&Version> {
        let keeps = matches!(mode, ImportMode::Append | ImportMode::Upsert(_));
        self.existing.as_ref()?.current.as_ref().filter(|_| keeps)
    }

    /// The version that readers see.
    pub(super) fn version(&self) -> Option<&Version> {
        self.existing.as_ref()?.current.as_ref()
    }

    /// The dataset as it is to be.
    pub(super) fn dataset(&self, request: &ImportRequest, source: &LocalSource) -> Dataset {
        let now = clock::now();
        let state = if request.draft {
            State::Draft
        } else {
            State::Published
        };
        match &self.existing {
            Some(dataset) => Dataset {
                state,
                metadata: metadata::merged(&dataset.metadata, &request.metadata),
                ..dataset.clone()
            },
            None => Dataset {
                uid: self.uid.clone(),
                id: self.id.clone(),
                state,
                visibility: Visibility::Domain,
                metadata: metadata::with_title(&request.metadata, &source.name),
                current: None,
                created_at: now,
                updated_at: now,
            },
        }
    }
}

fn check_existing(dataset: &Dataset, request: &ImportRequest, source: &LocalSource) -> Result<(), Fault> {
    let conflict = |message: String| Fault::new(FaultKind::Conflict, "DatasetExists", message);
    if request.mode == ImportMode::Create && dataset.current.is_some() {
        let hint = match request.id {
            Some(_) => "use --replace, --append or --upsert FIELD to change it, or another --id".to_owned(),
            None => format!(
                "the identifier was made from the name `{}`: use --replace, --append or --upsert FIELD to change that dataset, or \
                 choose another with --id",
                source.name
            ),
        };
        return Err(conflict(format!("the dataset `{}` exists already", dataset.id)).with_hint(hint));
    }
    if request.draft && dataset.state == State::Published {
        return Err(conflict(format!(
            "the dataset `{}` is published: it cannot become a draft by an import",
            dataset.id
        ))
        .with_hint("leave --draft out, or import under another --id"));
    }
    Ok(())
}

pub(super) async fn free_uid(inner: &Inner) -> Result<DatasetUid, Fault> {
    loop {
        let uid = DatasetUid::from_random(rand::random());
        if inner.registry.dataset_by_uid(&uid).await?.is_none() {
            return Ok(uid);
        }
    }
}
