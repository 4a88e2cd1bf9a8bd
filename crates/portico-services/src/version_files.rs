//! Where are the files that records name, and who may read one? Under the version: they come and go with it.

use futures::{StreamExt, TryStreamExt};
use object_store::ObjectStoreExt;
use object_store::path::Path;
use portico_engine::Query;
use portico_model::{Fault, FaultKind, FieldType};
use portico_odsql::{parse_where, quote_field};
use serde::Deserialize;

use crate::{DatasetView, Portal, StoredFile};

/// The folder of a version's files.
pub(crate) fn folder(uid: &str, version: &str) -> Path {
    Path::from_iter(["datasets", uid, version, "files"])
}

/// The content of a file.
pub(crate) fn content(uid: &str, version: &str, id: &str) -> Path {
    folder(uid, version).join(id)
}

/// The file's object, as records hold it.
pub(crate) fn about(uid: &str, version: &str, id: &str) -> Path {
    folder(uid, version).join(format!("{id}.json"))
}

/// What of the object is needed to send the file.
#[derive(Debug, Deserialize)]
struct About {
    filename: String,
    mimetype: String,
    etag: String,
}

impl Portal {
    /// Opens a file that a record of the dataset names.
    ///
    /// # Errors
    /// `ForbiddenAccess` when the records are not for this principal; `NotFoundResource` when there is none of that identifier.
    pub async fn open_file(&self, view: &DatasetView, id: &str) -> Result<StoredFile, Fault> {
        if !view.data_visible {
            return Err(Fault::forbidden());
        }
        let missing = || {
            let message = format!("The requested file {id} does not exist.");
            Fault::new(FaultKind::NotFound, "NotFoundResource", message)
        };
        let is_id = id.len() == 32 && id.bytes().all(|byte| byte.is_ascii_hexdigit());
        let version = view.version.as_ref().filter(|_| is_id).ok_or_else(missing)?;
        if !view.is_whole() && !self.names_file(view, id).await? {
            return Err(missing());
        }
        let (uid, store) = (view.dataset.uid.as_str(), &self.inner.store);
        let failed = |error: object_store::Error| match error {
            object_store::Error::NotFound { .. } => missing(),
            other => Fault::internal(other),
        };
        let about = store.get(&about(uid, &version.id, id)).await.map_err(failed)?;
        let about: About = serde_json::from_slice(&about.bytes().await.map_err(Fault::internal)?)
            .map_err(Fault::internal)?;
        let found = store.get(&content(uid, &version.id, id)).await.map_err(failed)?;
        Ok(StoredFile {
            file_name: about.filename,
            media_type: about.mimetype,
            bytes: found.meta.size,
            sha256: about.etag,
            content: found.into_stream().map_err(Fault::internal).boxed(),
        })
    }

    /// A record that the principal sees names the file, in a field that the principal sees. The identifier is hexadecimal.
    async fn names_file(&self, view: &DatasetView, id: &str) -> Result<bool, Fault> {
        let files = view
            .schema
            .fields
            .iter()
            .filter(|field| field.ty == FieldType::File);
        let conditions: Vec<String> = files
            .map(|field| format!("{} like \"%{id}%\"", quote_field(&field.name)))
            .collect();
        if conditions.is_empty() {
            return Ok(false);
        }
        let condition =
            parse_where(&conditions.join(" or ")).map_err(|error| Fault::internal(error.to_string()))?;
        let query = Query {
            filter: vec![condition],
            ..Query::default()
        };
        Ok(self.inner.engine.count(&view.table()?, &query).await? > 0)
    }
}
