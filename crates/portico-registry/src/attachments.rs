//! Which files lie beside the datasets?

use portico_model::{Attachment, AttachmentKind, DatasetUid};

use crate::db::{BUMP, reading, row, transaction};
use crate::{Registry, RegistryError};

row! {
    struct AttachmentRow {
        dataset_uid: String,
        kind: String,
        id: String,
        title: String,
        file_name: String,
        description: Option<String>,
        media_type: String,
        bytes: i64,
        sha256: String,
        object: String,
        author: String,
        created_at: i64,
    }
}

impl AttachmentRow {
    fn into_pair(self) -> Result<(String, Attachment), RegistryError> {
        let kind = AttachmentKind::parse(&self.kind)
            .ok_or_else(|| RegistryError::Damaged(format!("an attachment of the kind `{}`", self.kind)))?;
        let attachment = Attachment {
            id: self.id,
            kind,
            title: self.title,
            file_name: self.file_name,
            description: self.description,
            media_type: self.media_type,
            bytes: self.bytes,
            sha256: self.sha256,
            object: self.object,
            author: self.author,
            created_at: self.created_at,
        };
        Ok((self.dataset_uid, attachment))
    }
}

const FIND: &str = "SELECT object FROM attachments WHERE dataset_uid = $1 AND kind = $2 AND id = $3";
const DELETE: &str = "DELETE FROM attachments WHERE dataset_uid = $1 AND kind = $2 AND id = $3";
impl Registry {
    /// Every file beside a dataset, with the dataset's internal identifier; those of a dataset in the order in which they came.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_attachments(&self) -> Result<Vec<(String, Attachment)>, RegistryError> {
        const SQL: &str = "SELECT dataset_uid, kind, id, title, file_name, description, media_type, bytes, sha256, object, author, \
            created_at FROM attachments ORDER BY dataset_uid, created_at, id";
        let rows: Vec<AttachmentRow> = reading!(self, pool => sqlx::query_as(SQL).fetch_all(pool).await?);
        rows.into_iter().map(AttachmentRow::into_pair).collect()
    }

    /// Keeps a file beside a dataset, instead of the one with the same kind and identifier: the object of that one.
    ///
    /// # Errors
    /// [`RegistryError::Conflict`] when the dataset is gone.
    pub async fn put_attachment(
        &self,
        uid: &DatasetUid,
        attachment: &Attachment,
    ) -> Result<Option<String>, RegistryError> {
        const INSERT: &str = "INSERT INTO attachments (dataset_uid, kind, id, title, file_name, description, media_type, bytes, sha256, \
            object, author, created_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12)";
        let kind = attachment.kind.as_str();
        let old: Option<String> = transaction!(self, tx => {
            let old = sqlx::query_scalar(FIND)
                .bind(uid.as_str())
                .bind(kind)
                .bind(&attachment.id)
                .fetch_optional(&mut *tx)
                .await?;
            sqlx::query(DELETE)
                .bind(uid.as_str())
                .bind(kind)
                .bind(&attachment.id)
                .execute(&mut *tx)
                .await?;
            sqlx::query(INSERT)
                .bind(uid.as_str())
                .bind(kind)
                .bind(&attachment.id)
                .bind(&attachment.title)
                .bind(&attachment.file_name)
                .bind(&attachment.description)
                .bind(&attachment.media_type)
                .bind(attachment.bytes)
                .bind(&attachment.sha256)
                .bind(&attachment.object)
                .bind(&attachment.author)
                .bind(attachment.created_at)
                .execute(&mut *tx)
                .await
                .map_err(|error| RegistryError::from_write(error, || "the dataset was removed meanwhile".to_owned()))?;
            sqlx::query(BUMP).execute(&mut *tx).await?;
            old
        });
        Ok(old)
    }

    /// Forgets a file beside a dataset: its object, or nothing when there was none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_attachment(
        &self,
        uid: &DatasetUid,
        kind: AttachmentKind,
        id: &str,
    ) -> Result<Option<String>, RegistryError> {
        let old: Option<String> = transaction!(self, tx => {
            let old: Option<String> = sqlx::query_scalar(FIND)
                .bind(uid.as_str())
                .bind(kind.as_str())
                .bind(id)
                .fetch_optional(&mut *tx)
                .await?;
            if old.is_some() {
                sqlx::query(DELETE)
                    .bind(uid.as_str())
                    .bind(kind.as_str())
                    .bind(id)
                    .execute(&mut *tx)
                    .await?;
                sqlx::query(BUMP).execute(&mut *tx).await?;
            }
            old
        });
        Ok(old)
    }
}
