//! Which files are on their way, how far did they come, and what did their publishers decide?

use crate::db::{reading, row, writing};
use crate::{Registry, RegistryError};

row! {
    struct UploadRow {
        id: String,
        author: String,
        file_name: String,
        fingerprint: String,
        bytes: i64,
        received: i64,
        address: Option<String>,
        decisions: String,
        revision: i64,
        created_at: i64,
        touched_at: i64,
    }
}

/// A file on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadRecord {
    /// UUIDv7; names its folder.
    pub id: String,
    /// Whose it is.
    pub author: String,
    /// Name as the publisher knows it, without folders.
    pub file_name: String,
    /// Tells the same file after a reload of the page: the browser makes it of what it knows of the file.
    pub fingerprint: String,
    /// Size in bytes.
    pub bytes: i64,
    /// Bytes that are here.
    pub received: i64,
    /// The address that it is fetched from, for one that is not sent.
    pub address: Option<String>,
    /// What was decided so far: a document of the services.
    pub decisions: String,
    /// Grows with each decision.
    pub revision: i64,
    /// When it began.
    pub created_at: i64,
    /// Last sign of its publisher.
    pub touched_at: i64,
}

impl Registry {
    /// Announces a file.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn insert_upload(&self, upload: &UploadRecord) -> Result<(), RegistryError> {
        const SQL: &str = "INSERT INTO uploads (id, author, file_name, fingerprint, bytes, received, address, decisions, revision, \
            created_at, touched_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)";
        writing!(self, pool => {
            sqlx::query(SQL)
                .bind(&upload.id)
                .bind(&upload.author)
                .bind(&upload.file_name)
                .bind(&upload.fingerprint)
                .bind(upload.bytes)
                .bind(upload.received)
                .bind(&upload.address)
                .bind(&upload.decisions)
                .bind(upload.revision)
                .bind(upload.created_at)
                .bind(upload.touched_at)
                .execute(pool)
                .await?;
        });
        Ok(())
    }

    /// The file of that identifier.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn upload(&self, id: &str) -> Result<Option<UploadRecord>, RegistryError> {
        const SQL: &str = "SELECT id, author, file_name, fingerprint, bytes, received, address, decisions, revision, created_at, \
            touched_at FROM uploads WHERE id = $1";
        let row: Option<UploadRow> =
            reading!(self, pool => sqlx::query_as(SQL).bind(id).fetch_optional(pool).await?);
        Ok(row.map(UploadRecord::from))
    }

    /// The files of one person, or of everybody; the latest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_uploads(&self, author: Option<&str>) -> Result<Vec<UploadRecord>, RegistryError> {
        const SQL: &str = "SELECT id, author, file_name, fingerprint, bytes, received, address, decisions, revision, created_at, \
            touched_at FROM uploads WHERE ($1 IS NULL OR author = $1) ORDER BY touched_at DESC, id DESC";
        let rows: Vec<UploadRow> =
            reading!(self, pool => sqlx::query_as(SQL).bind(author).fetch_all(pool).await?);
        Ok(rows.into_iter().map(UploadRecord::from).collect())
    }

    /// More bytes are here: `received` instead of `before`. False when somebody else was quicker.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn advance_upload(
        &self,
        id: &str,
        before: i64,
        received: i64,
        now: i64,
    ) -> Result<bool, RegistryError> {
        const SQL: &str = "UPDATE uploads SET received = $1, touched_at = $2 WHERE id = $3 AND received = $4";
        let rows = writing!(self, pool => {
            sqlx::query(SQL).bind(received).bind(now).bind(id).bind(before).execute(pool).await?.rows_affected()
        });
        Ok(rows == 1)
    }

    /// A fetched file is here: its name and its size are known now.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn complete_upload(
        &self,
        id: &str,
        file_name: &str,
        bytes: i64,
        now: i64,
    ) -> Result<bool, RegistryError> {
        const SQL: &str =
            "UPDATE uploads SET file_name = $1, bytes = $2, received = $2, touched_at = $3 WHERE id = $4";
        let rows = writing!(self, pool => {
            sqlx::query(SQL).bind(file_name).bind(bytes).bind(now).bind(id).execute(pool).await?.rows_affected()
        });
        Ok(rows == 1)
    }

    /// Keeps what was decided, if nothing else was decided since `seen`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn decide_upload(
        &self,
        id: &str,
        decisions: &str,
        seen: i64,
        now: i64,
    ) -> Result<bool, RegistryError> {
        const SQL: &str = "UPDATE uploads SET decisions = $1, revision = revision + 1, touched_at = $2 \
            WHERE id = $3 AND revision = $4";
        let rows = writing!(self, pool => {
            sqlx::query(SQL).bind(decisions).bind(now).bind(id).bind(seen).execute(pool).await?.rows_affected()
        });
        Ok(rows == 1)
    }

    /// Forgets a file. False when it was forgotten already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_upload(&self, id: &str) -> Result<bool, RegistryError> {
        const SQL: &str = "DELETE FROM uploads WHERE id = $1";
        let rows = writing!(self, pool => sqlx::query(SQL).bind(id).execute(pool).await?.rows_affected());
        Ok(rows == 1)
    }
}

impl From<UploadRow> for UploadRecord {
    fn from(row: UploadRow) -> Self {
        Self {
            id: row.id,
            author: row.author,
            file_name: row.file_name,
            fingerprint: row.fingerprint,
            bytes: row.bytes,
            received: row.received,
            address: row.address,
            decisions: row.decisions,
            revision: row.revision,
            created_at: row.created_at,
            touched_at: row.touched_at,
        }
    }
}
