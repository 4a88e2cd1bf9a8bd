//! What happens when someone goes back to an earlier version? Its records and its words become a new version: nothing of history is lost.

use std::sync::Arc;

use futures::TryStreamExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};
use portico_model::{Action, Author, Dataset, Fault, FaultKind, Principal, Thing, Version};
use portico_registry::{JobClaim, JobStep, Switch};

use crate::edit_dataset::{changed, document};
use crate::import_dataset::{ImportResult, StagedImport};
use crate::jobs::{self, RestoreVersion};
use crate::{Change, Portal, clock};

impl Portal {
    /// Makes the records and the metadata of an earlier version those of a new one, as a job. Returns the job's identifier.
    ///
    /// # Errors
    /// Not found when there is no such version; a conflict when it is the current one, or another job works on the dataset;
    /// `ForbiddenAccess` and the like.
    pub async fn enqueue_restore(
        &self,
        who: &Principal,
        id: &str,
        number: i64,
        note: Option<String>,
    ) -> Result<String, Fault> {
        let dataset = self.dataset_to_change(who, id).await?;
        let version = self.numbered(&dataset, number).await?;
        if dataset
            .current
            .as_ref()
            .is_some_and(|current| current.id == version.id)
        {
            let message = format!("version {number} is what readers see already");
            return Err(Fault::new(FaultKind::Conflict, "AlreadyCurrent", message));
        }
        let work = RestoreVersion::new(who, id, number, note);
        jobs::enqueue(&self.inner, &work.job(who.author())?).await
    }

    /// Does it.
    pub(crate) async fn restore_version(
        &self,
        who: &Principal,
        id: &str,
        number: i64,
        note: Option<String>,
        job: &JobClaim,
    ) -> Result<Dataset, Fault> {
        let inner = &self.inner;
        let before = self.dataset_to_change(who, id).await?;
        let old = self.numbered(&before, number).await?;
        let recipe = inner
            .registry
            .recipe(&old.id)
            .await?
            .unwrap_or_else(|| "{}".to_owned());
        let metadata = inner.registry.version_metadata(&old.id).await?;
        let staged = StagedImport::begin_for(inner, &before.id, &before.uid).await?;
        let made = async {
            copy(&inner.store, before.uid.as_str(), &old.id, staged.version_id()).await?;
            let version = Version {
                id: staged.version_id().to_owned(),
                number: 0,
                author: who.author().to_owned(),
                note: note.or_else(|| Some(format!("as version {number}"))),
                created_at: clock::now(),
                ..old.clone()
            };
            let after = Dataset {
                metadata: metadata.unwrap_or_else(|| before.metadata.clone()),
                ..before.clone()
            };
            let result = ImportResult {
                dataset: id.to_owned(),
                version: version.id.clone(),
                records: version.profile.records,
                ..ImportResult::default()
            };
            let switch = Switch {
                dataset: &after,
                version: &version,
                recipe: &recipe,
                seen: Some(before.updated_at),
                pushes: &[],
                supersedes: None,
                now: clock::now(),
                job: Some(JobStep {
                    claim: job,
                    result: &serde_json::to_string(&result).map_err(Fault::internal)?,
                }),
                schedule: None,
            };
            inner.registry.switch_version(switch).await.map_err(changed)
        };
        match made.await {
            Ok(after) => {
                staged.published();
                inner.catalog.expire().await;
                let change = Change::of(Thing::Dataset, id, Action::Restore)
                    .before(document(&before))
                    .after(document(&after));
                let author = Author::from(who);
                self.record_description(&author, change, &before, &after).await?;
                self.restore_steps(&author, &after).await?;
                Ok(after)
            }
            Err(fault) => {
                staged.take_back().await;
                Err(fault)
            }
        }
    }

    async fn numbered(&self, dataset: &Dataset, number: i64) -> Result<Version, Fault> {
        let versions = self.inner.registry.list_versions(&dataset.uid).await?;
        let found = versions.into_iter().find(|version| version.number == number);
        found.ok_or_else(|| crate::versions::missing(&number.to_string()))
    }
}

/// Every file of a version, under the name of another one.
async fn copy(store: &Arc<dyn ObjectStore>, uid: &str, from: &str, to: &str) -> Result<(), Fault> {
    let folder = Path::from_iter(["datasets", uid, from]);
    let mut files = store.list(Some(&folder));
    while let Some(file) = files.try_next().await.map_err(Fault::internal)? {
        let Some(rest) = file.location.prefix_match(&folder) else {
            continue;
        };
        let parts = ["datasets", uid, to].map(Into::into);
        let target = Path::from_iter(parts.into_iter().chain(rest));
        store
            .copy(&file.location, &target)
            .await
            .map_err(Fault::internal)?;
    }
    Ok(())
}
