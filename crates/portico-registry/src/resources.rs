//! Where do the records of a dataset come from, and which files were sent for that? One source a dataset, as a document of the services.

use portico_model::DatasetUid;

use crate::db::{reading, row, writing};
use crate::{Registry, RegistryError};

/// The source of a dataset's records.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceRow {
    /// Handle: `re_` and letters.
    pub id: String,
    /// The document.
    pub document: String,
    /// How often it was changed.
    pub number: i64,
    /// Who made it.
    pub author: String,
    /// When it was made.
    pub created_at: i64,
    /// When it was changed last.
    pub updated_at: i64,
}

/// A file that was sent for a dataset.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ResourceFile {
    /// Handle: `fi_` and letters.
    pub id: String,
    /// Internal identifier of the dataset.
    pub dataset_uid: String,
    /// Name in the object store.
    pub object: String,
    /// Name as its sender knows it.
    pub file_name: String,
    /// Size.
    pub bytes: i64,
    /// SHA-256 of the content, hexadecimal.
    pub sha256: String,
    /// Who sent it.
    pub author: String,
    /// When it came.
    pub created_at: i64,
}

row! {
    struct Row { id: String, document: String, number: i64, author: String, created_at: i64, updated_at: i64 }
}

row! {
    struct FileRow {
        id: String,
        dataset_uid: String,
        object: String,
        file_name: String,
        bytes: i64,
        sha256: String,
        author: String,
        created_at: i64,
    }
}

impl From<FileRow> for ResourceFile {
    fn from(row: FileRow) -> Self {
        Self {
            id: row.id,
            dataset_uid: row.dataset_uid,
            object: row.object,
            file_name: row.file_name,
            bytes: row.bytes,
            sha256: row.sha256,
            author: row.author,
            created_at: row.created_at,
        }
    }
}

/// The statement that reads files, with its ending.
macro_rules! select_files {
    ($ending:literal) => {
        concat!(
            "SELECT id, dataset_uid, object, file_name, bytes, sha256, author, created_at FROM resource_files ",
            $ending
        )
    };
}

impl Registry {
    /// The source of a dataset's records; none when nobody named one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn resource_of(&self, uid: &DatasetUid) -> Result<Option<ResourceRow>, RegistryError> {
        const SQL: &str = "SELECT id, document, number, author, created_at, updated_at FROM resources WHERE dataset_uid = $1";
        let row: Option<Row> =
            reading!(self, pool => sqlx::query_as(SQL).bind(uid.as_str()).fetch_optional(pool).await?);
        Ok(row.map(|row| ResourceRow {
            id: row.id,
            document: row.document,
            number: row.number,
            author: row.author,
            created_at: row.created_at,
            updated_at: row.updated_at,
        }))
    }

    /// Keeps the first source of a dataset.
    ///
    /// # Errors
    /// [`RegistryError::Conflict`] when the dataset has one, or is gone.
    pub async fn insert_resource(&self, uid: &DatasetUid, row: &ResourceRow) -> Result<(), RegistryError> {
        const SQL: &str = "INSERT INTO resources (dataset_uid, id, document, number, author, created_at, updated_at) \
            VALUES ($1, $2, $3, $4, $5, $6, $7)";
        writing!(self, pool => {
            sqlx::query(SQL)
                .bind(uid.as_str())
                .bind(&row.id)
                .bind(&row.document)
                .bind(row.number)
                .bind(&row.author)
                .bind(row.created_at)
                .bind(row.updated_at)
                .execute(pool)
                .await
                .map_err(|error| {
                    RegistryError::from_write(error, || "the dataset has a source of records already".to_owned())
                })?;
        });
        Ok(())
    }

    /// Changes the source of that number. False when somebody else was faster, or it is gone.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn update_resource(
        &self,
        id: &str,
        document: &str,
        seen: i64,
        now: i64,
    ) -> Result<bool, RegistryError> {
        const SQL: &str = "UPDATE resources SET document = $1, number = number + 1, updated_at = $2 WHERE id = $3 AND number = $4";
        let rows = writing!(self, pool => {
            sqlx::query(SQL).bind(document).bind(now).bind(id).bind(seen).execute(pool).await?.rows_affected()
        });
        Ok(rows == 1)
    }

    /// Forgets the source of a dataset. False when there was none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_resource(&self, id: &str) -> Result<bool, RegistryError> {
        const SQL: &str = "DELETE FROM resources WHERE id = $1";
        let rows = writing!(self, pool => sqlx::query(SQL).bind(id).execute(pool).await?.rows_affected());
        Ok(rows == 1)
    }

    /// Keeps a file for a dataset.
    ///
    /// # Errors
    /// [`RegistryError::Conflict`] when the dataset is gone.
    pub async fn insert_resource_file(&self, file: &ResourceFile) -> Result<(), RegistryError> {
        const SQL: &str = "INSERT INTO resource_files (id, dataset_uid, object, file_name, bytes, sha256, author, created_at) \
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        writing!(self, pool => {
            sqlx::query(SQL)
                .bind(&file.id)
                .bind(&file.dataset_uid)
                .bind(&file.object)
                .bind(&file.file_name)
                .bind(file.bytes)
                .bind(&file.sha256)
                .bind(&file.author)
                .bind(file.created_at)
                .execute(pool)
                .await
                .map_err(|error| {
                    RegistryError::from_write(error, || "the dataset was removed meanwhile".to_owned())
                })?;
        });
        Ok(())
    }

    /// A file that was sent.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn resource_file(&self, id: &str) -> Result<Option<ResourceFile>, RegistryError> {
        const SQL: &str = select_files!("WHERE id = $1");
        let row: Option<FileRow> =
            reading!(self, pool => sqlx::query_as(SQL).bind(id).fetch_optional(pool).await?);
        Ok(row.map(ResourceFile::from))
    }

    /// Every file that was sent, in the order in which they came.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_resource_files(&self) -> Result<Vec<ResourceFile>, RegistryError> {
        const SQL: &str = select_files!("ORDER BY created_at, id");
        let rows: Vec<FileRow> = reading!(self, pool => sqlx::query_as(SQL).fetch_all(pool).await?);
        Ok(rows.into_iter().map(ResourceFile::from).collect())
    }

    /// Forgets a file. False when it was forgotten already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_resource_file(&self, id: &str) -> Result<bool, RegistryError> {
        const SQL: &str = "DELETE FROM resource_files WHERE id = $1";
        let rows = writing!(self, pool => sqlx::query(SQL).bind(id).execute(pool).await?.rows_affected());
        Ok(rows == 1)
    }
}
