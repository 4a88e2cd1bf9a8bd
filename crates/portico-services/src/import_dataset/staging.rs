//! How is a running import known to others? A row with a heartbeat, files that go away with it unless they are published.

use std::sync::Arc;
use std::time::Duration;

use portico_engine::VersionWriter;
use portico_model::{DatasetId, DatasetUid, Fault, FaultKind, Schema};
use portico_registry::{RegistryError, Staging};
use tokio::task::JoinHandle;

use super::{Target, new_version_id};
use crate::portal::Inner;
use crate::{clock, sweep};

/// Time between signs of life.
const BEAT: Duration = Duration::from_secs(15);

/// A version in the making. Dropped before it is published, it leaves nothing behind.
pub(crate) struct StagedImport {
    inner: Arc<Inner>,
    uid: DatasetUid,
    version_id: String,
    heart: JoinHandle<()>,
    is_published: bool,
}

impl StagedImport {
    /// Announces the import.
    ///
    /// # Errors
    /// A conflict while another import of the dataset is running.
    pub(super) async fn begin(inner: &Arc<Inner>, target: &Target) -> Result<Self, Fault> {
        Self::begin_for(inner, &target.id, &target.uid).await
    }

    /// Announces a version that comes from elsewhere than a file.
    ///
    /// # Errors
    /// As [`Self::begin`].
    pub(crate) async fn begin_for(
        inner: &Arc<Inner>,
        id: &DatasetId,
        uid: &DatasetUid,
    ) -> Result<Self, Fault> {
        let version_id = new_version_id();
        let staging = Staging {
            dataset_id: id.to_string(),
            dataset_uid: uid.as_str().to_owned(),
            version_id: version_id.clone(),
            owner: inner.owner.name().to_owned(),
            heartbeat_at: clock::now(),
        };
        match inner.registry.begin_staging(&staging).await {
            Err(RegistryError::Conflict(_)) => {
                // The other one may be dead: then it is swept away now and not within a minute.
                sweep::abandon_the_dead(inner).await?;
                inner
                    .registry
                    .begin_staging(&staging)
                    .await
                    .map_err(|error| match error {
                        RegistryError::Conflict(message) => {
                            Fault::new(FaultKind::Conflict, "ImportRunning", message)
                                .with_hint("wait until it is done, and try again")
                        }
                        other => other.into(),
                    })?;
            }
            other => other?,
        }
        let heart = tokio::spawn(beat(Arc::clone(inner), version_id.clone()));
        Ok(Self {
            inner: Arc::clone(inner),
            uid: uid.clone(),
            version_id,
            heart,
            is_published: false,
        })
    }

    pub(crate) fn uid(&self) -> &DatasetUid {
        &self.uid
    }

    pub(crate) fn version_id(&self) -> &str {
        &self.version_id
    }

    /// Starts the records.
    pub(crate) async fn write(&self, schema: &Schema) -> Result<VersionWriter, Fault> {
        Ok(self
            .inner
            .engine
            .write_version(&self.uid, &self.version_id, schema)
            .await?)
    }

    /// The registry points to it: it stays.
    pub(crate) fn published(mut self) {
        self.is_published = true;
    }

    /// Takes everything back, and waits until that is done.
    pub(crate) async fn take_back(mut self) {
        self.is_published = true;
        self.heart.abort();
        take_back(&self.inner, &self.uid, &self.version_id).await;
    }
}

impl Drop for StagedImport {
    fn drop(&mut self) {
        self.heart.abort();
        if self.is_published {
            return;
        }
        // Nobody waits for an import that was dropped; without a runtime, the next sweep does it.
        if let Ok(runtime) = tokio::runtime::Handle::try_current() {
            let (inner, uid, version_id) =
                (Arc::clone(&self.inner), self.uid.clone(), self.version_id.clone());
            runtime.spawn(async move { take_back(&inner, &uid, &version_id).await });
        }
    }
}

/// The row is the fence: who takes it away decides. When it is gone already, the version was published or the sweeper has it.
async fn take_back(inner: &Inner, uid: &DatasetUid, version_id: &str) {
    let removed = match inner.registry.end_staging(version_id).await {
        Ok(true) => sweep::remove_version(inner, uid, version_id).await,
        Ok(false) => Ok(()),
        Err(error) => Err(error.into()),
    };
    if let Err(fault) = removed {
        tracing::warn!(error = ?fault, "what an import left behind stays until the next sweep");
    }
}

async fn beat(inner: Arc<Inner>, version_id: String) {
    loop {
        tokio::time::sleep(BEAT).await;
        match inner.registry.beat_staging(&version_id, clock::now()).await {
            Ok(true) => {}
            Ok(false) => return,
            Err(error) => tracing::warn!(%error, "no sign of life could be given"),
        }
    }
}
