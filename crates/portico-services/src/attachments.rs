//! What lies beside a dataset, and how does it get there? Documents and alternative exports, stored once and replaced as a whole.

use std::fmt;
use std::path::PathBuf;

use futures::stream::BoxStream;
use futures::{StreamExt, TryStreamExt};
use object_store::ObjectStoreExt;
use object_store::path::Path;
use portico_model::{Action, Attachment, AttachmentKind, Author, Fault, FaultKind, Principal, Thing, slug};
use serde_json::json;
use uuid::Uuid;

use crate::object_copies::{copy_in, listed, sweep_unknown};
use crate::portal::Inner;
use crate::{Change, DatasetView, Portal, clock, media};

/// Folder of the object store.
const FOLDER: &str = "attachments";

/// A file to be put beside a dataset.
#[derive(Debug, Clone)]
pub struct NewAttachment {
    /// Where it is now.
    pub path: PathBuf,
    /// Which list.
    pub kind: AttachmentKind,
    /// What people read; none means the file's name.
    pub title: Option<String>,
    /// One or two sentences.
    pub description: Option<String>,
}

/// Pieces of a stored file.
pub type FileStream = BoxStream<'static, Result<bytes::Bytes, Fault>>;

/// A stored file that is being read.
pub struct StoredFile {
    /// Name for saving it.
    pub file_name: String,
    /// Media type.
    pub media_type: String,
    /// Size.
    pub bytes: u64,
    /// SHA-256 of the content, hexadecimal.
    pub sha256: String,
    /// The content.
    pub content: FileStream,
}

impl fmt::Debug for StoredFile {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("StoredFile")
            .field("file_name", &self.file_name)
            .field("bytes", &self.bytes)
            .finish_non_exhaustive()
    }
}

impl Portal {
    /// Puts a file beside a dataset that this principal may change. Its identifier is made from its name; one with the same is replaced.
    ///
    /// # Errors
    /// Those of [`Self::dataset_to_change`]; `UnreadableFile`, or when the store refuses.
    pub async fn attach(
        &self,
        who: &Principal,
        dataset: &str,
        new: NewAttachment,
    ) -> Result<Attachment, Fault> {
        let dataset = self.dataset_to_change(who, dataset).await?;
        let inner = &self.inner;
        let unreadable = |error: std::io::Error| {
            let message = format!("cannot read {}: {error}", new.path.display());
            Fault::new(FaultKind::Unprocessable, "UnreadableFile", message)
        };
        let file_name = new
            .path
            .file_name()
            .map(|name| name.to_string_lossy().into_owned())
            .unwrap_or_default();
        let id = slug(&file_name, '_');
        if id.is_empty() {
            let message = format!("`{file_name}` has no letter or digit to make an identifier from");
            return Err(Fault::invalid("InvalidName", message).with_hint("rename the file"));
        }
        let file = tokio::fs::File::open(&new.path).await.map_err(unreadable)?;
        if file.metadata().await.map_err(unreadable)?.is_dir() {
            let message = format!("{} is a folder", new.path.display());
            return Err(
                Fault::invalid("UnreadableFile", message).with_hint("name a file, or pack the folder")
            );
        }
        let object = Uuid::now_v7().to_string();
        let place = Path::from_iter([FOLDER, dataset.uid.as_str(), &object]);
        let copied = copy_in(&inner.store, place, file).await?;
        let added = Attachment {
            id,
            kind: new.kind,
            title: new.title.unwrap_or_else(|| file_name.clone()),
            media_type: media::media_type(&file_name).to_owned(),
            file_name,
            description: new.description,
            bytes: i64::try_from(copied.bytes).unwrap_or(i64::MAX),
            sha256: copied.sha256,
            object,
            author: who.author().to_owned(),
            created_at: clock::now(),
        };
        let old = inner.registry.put_attachment(&dataset.uid, &added).await?;
        self.forget_object(&dataset.uid, old).await;
        inner.catalog.expire().await;
        let change = Change::of(
            Thing::Attachment,
            format!("{}/{}", dataset.id, added.id),
            Action::Create,
        )
        .after(json!({"title": added.title, "bytes": added.bytes, "sha256": added.sha256}));
        self.record_change(&Author::from(who), change).await?;
        Ok(added)
    }

    /// Takes a file away from beside a dataset that this principal may change.
    ///
    /// # Errors
    /// Those of [`Self::dataset_to_change`]; `NotFoundResource` for an unknown file.
    pub async fn detach(
        &self,
        who: &Principal,
        dataset: &str,
        kind: AttachmentKind,
        id: &str,
    ) -> Result<(), Fault> {
        let dataset = self.dataset_to_change(who, dataset).await?;
        let registry = &self.inner.registry;
        let old = registry.delete_attachment(&dataset.uid, kind, id).await?;
        if old.is_none() {
            return Err(missing(kind, id));
        }
        self.forget_object(&dataset.uid, old).await;
        self.inner.catalog.expire().await;
        let change = Change::of(Thing::Attachment, format!("{}/{id}", dataset.id), Action::Delete);
        self.record_change(&Author::from(who), change).await
    }

    /// Opens a file that lies beside a dataset which the caller may see. A document is public like the metadata; an alternative export is
    /// the records in another form.
    ///
    /// # Errors
    /// `ForbiddenAccess` for an alternative export when the records are not for the caller; `NotFoundResource` when there is none of that
    /// identifier.
    pub async fn open_attachment(
        &self,
        view: &DatasetView,
        kind: AttachmentKind,
        id: &str,
    ) -> Result<StoredFile, Fault> {
        if kind == AttachmentKind::AlternativeExport && !view.is_whole() {
            return Err(Fault::forbidden());
        }
        let attachment = view
            .attachments(kind)
            .find(|attachment| attachment.id == id)
            .ok_or_else(|| missing(kind, id))?;
        let place = Path::from_iter([FOLDER, view.dataset.uid.as_str(), attachment.object.as_str()]);
        let found = self.inner.store.get(&place).await.map_err(|error| match error {
            // Replaced between the catalog and now.
            object_store::Error::NotFound { .. } => missing(kind, id),
            other => Fault::internal(other),
        })?;
        Ok(StoredFile {
            file_name: attachment.file_name.clone(),
            media_type: attachment.media_type.clone(),
            bytes: found.meta.size,
            sha256: attachment.sha256.clone(),
            content: found.into_stream().map_err(Fault::internal).boxed(),
        })
    }

    /// The content of a row that is gone. What cannot be removed now is swept later.
    async fn forget_object(&self, uid: &portico_model::DatasetUid, object: Option<String>) {
        if let Some(object) = object {
            let place = Path::from_iter([FOLDER, uid.as_str(), object.as_str()]);
            if let Err(error) = self.inner.store.delete(&place).await {
                tracing::warn!(%error, "an old attachment cannot be removed now");
            }
        }
    }
}

/// Removes files that no row knows: an upload whose process died, the files of a dataset that is gone.
///
/// # Errors
/// When the registry or the object store fails.
pub(crate) async fn sweep(inner: &Inner) -> Result<(), Fault> {
    let found = listed(&inner.store, FOLDER).await?;
    if found.is_empty() {
        return Ok(());
    }
    let rows = inner.registry.list_attachments().await?;
    let known = rows
        .into_iter()
        .map(|(_, attachment)| attachment.object)
        .collect();
    sweep_unknown(&inner.store, found, &known).await
}

fn missing(kind: AttachmentKind, id: &str) -> Fault {
    let what = match kind {
        AttachmentKind::Attachment => "attachment",
        AttachmentKind::AlternativeExport => "alternative export",
    };
    let message = format!("The requested {what} {id} does not exist.");
    Fault::new(FaultKind::NotFound, "NotFoundResource", message)
}
