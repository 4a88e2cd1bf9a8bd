//! Which files were sent for the records of a dataset? Kept until they are replaced or their dataset is gone.

use std::path::{Path as LocalPath, PathBuf};

use futures::{StreamExt, TryStreamExt};
use object_store::ObjectStoreExt;
use object_store::path::Path;
use portico_model::{Action, Author, Dataset, Fault, FaultKind, Principal, Thing};
use portico_registry::ResourceFile;
use serde_json::json;
use uuid::Uuid;

use super::handle;
use crate::import_dataset::LocalSource;
use crate::object_copies::{copy_in, copy_out, listed, sweep_unknown};
use crate::portal::Inner;
use crate::{Change, Portal, StoredFile, clock, media};

/// Folder of the object store.
const FOLDER: &str = "resources";
/// Files of one dataset.
const MOST: usize = 100;

/// A file that was sent.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceFileInfo {
    /// `fi_` and letters.
    pub id: String,
    /// Name as its sender knows it.
    pub file_name: String,
    /// Size.
    pub bytes: i64,
    /// SHA-256 of the content, hexadecimal.
    pub sha256: String,
    /// Who sent it.
    pub author: String,
    /// Microseconds since the epoch, UTC.
    pub created_at: i64,
}

impl From<ResourceFile> for ResourceFileInfo {
    fn from(file: ResourceFile) -> Self {
        Self {
            id: file.id,
            file_name: file.file_name,
            bytes: file.bytes,
            sha256: file.sha256,
            author: file.author,
            created_at: file.created_at,
        }
    }
}

impl Portal {
    /// Keeps a file for the records of a dataset that this principal may change.
    ///
    /// # Errors
    /// As [`Self::dataset_to_change`]; `EmptyFile`, `FileTooLarge`, `TooManyFiles`.
    pub async fn keep_resource_file(
        &self,
        who: &Principal,
        dataset: &str,
        path: PathBuf,
    ) -> Result<ResourceFileInfo, Fault> {
        let dataset = self.dataset_to_change(who, dataset).await?;
        let name = path.file_name().map(|name| name.to_string_lossy().into_owned());
        let file_name = name.unwrap_or_default();
        let about = tokio::fs::metadata(&path).await.map_err(Fault::internal)?;
        if about.len() == 0 {
            let message = format!("the file `{file_name}` is empty");
            return Err(Fault::new(FaultKind::Unprocessable, "EmptyFile", message));
        }
        if about.len() > self.upload_limit() {
            let message = format!(
                "the file is larger than the limit of {} MiB",
                self.upload_limit() >> 20
            );
            return Err(Fault::new(FaultKind::TooLarge, "FileTooLarge", message)
                .with_hint("send it zipped, or ask who runs the portal to raise `limits.upload_mib`"));
        }
        if self.files_of(&dataset).await?.len() >= MOST {
            let message = format!("{MOST} files were sent for this dataset");
            return Err(Fault::new(FaultKind::Conflict, "TooManyFiles", message)
                .with_hint("delete those that are not used"));
        }
        self.keep_file(who, &dataset, &path, file_name).await
    }

    /// The files that were sent for a dataset.
    ///
    /// # Errors
    /// As [`Self::dataset_to_edit_or_publish`].
    pub async fn resource_files(
        &self,
        who: &Principal,
        dataset: &str,
    ) -> Result<Vec<ResourceFileInfo>, Fault> {
        let dataset = self.dataset_to_edit_or_publish(who, dataset).await?;
        let files = self.files_of(&dataset).await?;
        Ok(files.into_iter().map(ResourceFileInfo::from).collect())
    }

    /// The content of a file that was sent.
    ///
    /// # Errors
    /// As [`Self::dataset_to_edit_or_publish`]; `NotFoundResource`.
    pub async fn open_resource_file(
        &self,
        who: &Principal,
        dataset: &str,
        id: &str,
    ) -> Result<StoredFile, Fault> {
        let dataset = self.dataset_to_edit_or_publish(who, dataset).await?;
        let file = self.file_of(&dataset, id).await?;
        let found = self
            .inner
            .store
            .get(&place(&file))
            .await
            .map_err(Fault::internal)?;
        Ok(StoredFile {
            media_type: media::media_type(&file.file_name).to_owned(),
            file_name: file.file_name,
            bytes: found.meta.size,
            sha256: file.sha256,
            content: found.into_stream().map_err(Fault::internal).boxed(),
        })
    }

    /// Throws a file away that no resource reads.
    ///
    /// # Errors
    /// As [`Self::dataset_to_change`]; `NotFoundResource`; `FileInUse` (a conflict).
    pub async fn drop_resource_file(&self, who: &Principal, dataset: &str, id: &str) -> Result<(), Fault> {
        let dataset = self.dataset_to_change(who, dataset).await?;
        let file = self.file_of(&dataset, id).await?;
        let used = self.resource_row(&dataset).await?;
        if used.is_some_and(|(_, document)| document.reads(id)) {
            let message = format!("the resource of the dataset reads the file {id}");
            return Err(Fault::new(FaultKind::Conflict, "FileInUse", message)
                .with_hint("delete the resource, or give it another file"));
        }
        self.forget_file(&file).await?;
        let change = Change::of(Thing::Dataset, dataset.id.as_str(), Action::Change)
            .before(json!({"file": {"uid": file.id, "name": file.file_name, "sha256": file.sha256}}));
        self.record_change(&Author::from(who), change).await
    }

    /// The file of that handle, when it is this dataset's.
    pub(super) async fn file_of(&self, dataset: &Dataset, id: &str) -> Result<ResourceFile, Fault> {
        let found = self.inner.registry.resource_file(id).await?;
        let own = found.filter(|file| file.dataset_uid == dataset.uid.as_str());
        own.ok_or_else(|| missing(id))
    }

    /// A copy of a file for another dataset.
    pub(super) async fn copy_file(
        &self,
        who: &Principal,
        file: &ResourceFile,
        to: &Dataset,
    ) -> Result<ResourceFileInfo, Fault> {
        let copy = copy_out(&self.inner.store, &place(file), self.inner.owner.folder()).await?;
        self.keep_file(who, to, copy.path(), file.file_name.clone()).await
    }

    /// Row and content.
    pub(super) async fn forget_file(&self, file: &ResourceFile) -> Result<(), Fault> {
        self.inner.registry.delete_resource_file(&file.id).await?;
        if let Err(error) = self.inner.store.delete(&place(file)).await {
            tracing::warn!(%error, "a file that nobody needs cannot be removed now");
        }
        Ok(())
    }

    async fn files_of(&self, dataset: &Dataset) -> Result<Vec<ResourceFile>, Fault> {
        let mut files = self.inner.registry.list_resource_files().await?;
        files.retain(|file| file.dataset_uid == dataset.uid.as_str());
        Ok(files)
    }

    async fn keep_file(
        &self,
        who: &Principal,
        dataset: &Dataset,
        path: &LocalPath,
        file_name: String,
    ) -> Result<ResourceFileInfo, Fault> {
        let mut file = ResourceFile {
            id: handle("fi_"),
            dataset_uid: dataset.uid.as_str().to_owned(),
            object: Uuid::now_v7().to_string(),
            file_name,
            bytes: 0,
            sha256: String::new(),
            author: who.author().to_owned(),
            created_at: clock::now(),
        };
        let content = tokio::fs::File::open(path).await.map_err(Fault::internal)?;
        let copied = copy_in(&self.inner.store, place(&file), content).await?;
        file.bytes = i64::try_from(copied.bytes).unwrap_or(i64::MAX);
        file.sha256 = copied.sha256;
        self.inner.registry.insert_resource_file(&file).await?;
        let change = Change::of(Thing::Dataset, dataset.id.as_str(), Action::Change)
            .after(json!({"file": {"uid": file.id, "name": file.file_name, "sha256": file.sha256}}));
        self.record_change(&Author::from(who), change).await?;
        Ok(file.into())
    }
}

fn place(file: &ResourceFile) -> Path {
    Path::from_iter([FOLDER, file.dataset_uid.as_str(), file.object.as_str()])
}

fn missing(id: &str) -> Fault {
    let shown: String = id.chars().take(60).collect();
    let message = format!("The requested file {shown} does not exist.");
    Fault::new(FaultKind::NotFound, "NotFoundResource", message)
}

/// A file that was sent, copied to this machine under its name: what an import reads.
///
/// # Errors
/// `NotFoundResource` when it was thrown away meanwhile.
pub(crate) async fn open(inner: &Inner, id: &str) -> Result<LocalSource, Fault> {
    let found = inner.registry.resource_file(id).await?;
    let file = found.ok_or_else(|| missing(id))?;
    let copy = copy_out(&inner.store, &place(&file), inner.owner.folder()).await?;
    LocalSource::unpacked(file.file_name, copy)
}

/// Removes files that no row knows: what a process left that died, the files of a dataset that is gone.
///
/// # Errors
/// When the registry or the object store fails.
pub(crate) async fn sweep(inner: &Inner) -> Result<(), Fault> {
    let found = listed(&inner.store, FOLDER).await?;
    if found.is_empty() {
        return Ok(());
    }
    let rows = inner.registry.list_resource_files().await?;
    let known = rows.into_iter().map(|file| file.object).collect();
    sweep_unknown(&inner.store, found, &known).await
}
