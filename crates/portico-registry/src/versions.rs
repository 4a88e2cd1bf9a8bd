//! Which versions has a dataset had?

use portico_model::{DatasetUid, Metadata, Version};

use crate::db::{reading, row};
use crate::{Registry, RegistryError, documents};

row! {
    struct VersionRow {
        id: String,
        number: i64,
        sha256: String,
        schema_doc: String,
        profile_doc: String,
        bytes: i64,
        source_name: String,
        author: String,
        note: Option<String>,
        created_at: i64,
    }
}

row! {
    struct FolderRow { dataset_uid: String, version_id: String }
}

impl VersionRow {
    fn into_version(self) -> Result<Version, RegistryError> {
        Ok(Version {
            schema: documents::read(&self.schema_doc, "the schema of a version")?,
            profile: documents::read(&self.profile_doc, "the profile of a version")?,
            id: self.id,
            number: self.number,
            sha256: self.sha256,
            bytes: self.bytes,
            source_name: self.source_name,
            author: self.author,
            note: self.note,
            created_at: self.created_at,
        })
    }
}

impl Registry {
    /// The versions of a dataset, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_versions(&self, uid: &DatasetUid) -> Result<Vec<Version>, RegistryError> {
        const SQL: &str = "SELECT id, number, sha256, schema_doc, profile_doc, bytes, source_name, author, note, created_at \
            FROM versions WHERE dataset_uid = $1 ORDER BY number DESC";
        let rows: Vec<VersionRow> =
            reading!(self, pool => sqlx::query_as(SQL).bind(uid.as_str()).fetch_all(pool).await?);
        rows.into_iter().map(VersionRow::into_version).collect()
    }

    /// The metadata that readers saw with that version; none for one that an earlier program made.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn version_metadata(&self, version_id: &str) -> Result<Option<Metadata>, RegistryError> {
        const SQL: &str = "SELECT metadata_doc FROM versions WHERE id = $1";
        let text: Option<Option<String>> =
            reading!(self, pool => sqlx::query_scalar(SQL).bind(version_id).fetch_optional(pool).await?);
        let text = text.flatten();
        text.map(|text| documents::read(&text, "the metadata of a version"))
            .transpose()
    }

    /// What the editor had decided when that version was imported: a document of the services; none for an unknown version.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn recipe(&self, version_id: &str) -> Result<Option<String>, RegistryError> {
        const SQL: &str = "SELECT recipe_doc FROM versions WHERE id = $1";
        Ok(reading!(self, pool => sqlx::query_scalar(SQL).bind(version_id).fetch_optional(pool).await?))
    }

    /// The folders that may be in the object store, as `(uid, version id)`: those of versions, of running imports and of
    /// versions that went out of use a moment ago, at one moment.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn known_versions(&self) -> Result<Vec<(String, String)>, RegistryError> {
        const SQL: &str = "SELECT dataset_uid, id AS version_id FROM versions \
            UNION SELECT dataset_uid, version_id FROM stagings \
            UNION SELECT dataset_uid, version_id FROM retired_versions";
        let rows: Vec<FolderRow> = reading!(self, pool => sqlx::query_as(SQL).fetch_all(pool).await?);
        Ok(rows
            .into_iter()
            .map(|row| (row.dataset_uid, row.version_id))
            .collect())
    }
}
