//! What lies in the store, and how does it go away?

use std::collections::BTreeSet;
use std::sync::Arc;

use futures::TryStreamExt;
use object_store::path::Path;
use object_store::{ObjectStore, ObjectStoreExt};

use super::{DATASETS, version_path};
use crate::EngineError;

/// Deletes every file of a version.
pub(crate) async fn delete(
    store: &Arc<dyn ObjectStore>,
    uid: &str,
    version_id: &str,
) -> Result<(), EngineError> {
    let files: Vec<Path> = store
        .list(Some(&version_path(uid, version_id)))
        .map_ok(|file| file.location)
        .try_collect()
        .await?;
    for file in files {
        match store.delete(&file).await {
            Ok(()) | Err(object_store::Error::NotFound { .. }) => {}
            Err(error) => return Err(error.into()),
        }
    }
    Ok(())
}

/// Every version folder that holds a file.
pub(crate) async fn versions(store: &Arc<dyn ObjectStore>) -> Result<Vec<(String, String)>, EngineError> {
    let mut found = BTreeSet::new();
    let mut files = store.list(Some(&Path::from(DATASETS)));
    while let Some(file) = files.try_next().await? {
        let mut parts = file.location.parts().skip(1);
        if let (Some(uid), Some(version)) = (parts.next(), parts.next()) {
            found.insert((uid.as_ref().to_owned(), version.as_ref().to_owned()));
        }
    }
    Ok(found.into_iter().collect())
}
