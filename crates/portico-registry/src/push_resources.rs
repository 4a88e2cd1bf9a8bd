//! Where may programs push records to? One resource of a dataset and the digest of its key.

use portico_model::DatasetUid;

use crate::db::{reading, row, writing};
use crate::{Registry, RegistryError};

/// A place to push to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushResource {
    /// Internal identifier of the dataset.
    pub dataset_uid: String,
    /// Its name in addresses, usually `realtime`.
    pub id: String,
    /// SHA-256 of the key, hexadecimal.
    pub key_hash: String,
    /// The first characters of the key.
    pub prefix: String,
    /// Whether pushes are refused for now.
    pub disabled: bool,
    /// Whether records may bring fields that the dataset does not have yet.
    pub new_fields: bool,
    /// Who made it.
    pub author: String,
    /// When it was made.
    pub created_at: i64,
    /// When it got the key that holds now.
    pub renewed_at: i64,
    /// When something was pushed last.
    pub last_at: Option<i64>,
}

row! {
    struct ResourceRow {
        dataset_uid: String,
        id: String,
        key_hash: String,
        prefix: String,
        disabled: bool,
        new_fields: bool,
        author: String,
        created_at: i64,
        renewed_at: i64,
        last_at: Option<i64>,
    }
}

impl From<ResourceRow> for PushResource {
    fn from(row: ResourceRow) -> Self {
        let ResourceRow {
            dataset_uid,
            id,
            key_hash,
            prefix,
            disabled,
            new_fields,
            author,
            created_at,
            renewed_at,
            last_at,
        } = row;
        Self {
            dataset_uid,
            id,
            key_hash,
            prefix,
            disabled,
            new_fields,
            author,
            created_at,
            renewed_at,
            last_at,
        }
    }
}

/// The statement that reads resources, with its ending.
macro_rules! select_resources {
    ($ending:literal) => {
        concat!(
            "SELECT dataset_uid, id, key_hash, prefix, disabled, new_fields, author, created_at, renewed_at, last_at \
             FROM push_resources ",
            $ending
        )
    };
}

impl Registry {
    /// Keeps a new resource.
    ///
    /// # Errors
    /// [`RegistryError::Conflict`] when the dataset has one of that name.
    pub async fn insert_push_resource(&self, resource: &PushResource) -> Result<(), RegistryError> {
        const SQL: &str = "INSERT INTO push_resources (dataset_uid, id, key_hash, prefix, disabled, new_fields, author, \
            created_at, renewed_at, last_at) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)";
        writing!(self, pool => {
            sqlx::query(SQL)
                .bind(&resource.dataset_uid)
                .bind(&resource.id)
                .bind(&resource.key_hash)
                .bind(&resource.prefix)
                .bind(resource.disabled)
                .bind(resource.new_fields)
                .bind(&resource.author)
                .bind(resource.created_at)
                .bind(resource.renewed_at)
                .bind(resource.last_at)
                .execute(pool)
                .await
                .map_err(|error| {
                    RegistryError::from_write(error, || format!("the dataset has a push resource `{}` already", resource.id))
                })?;
        });
        Ok(())
    }

    /// The resource of that name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn push_resource(
        &self,
        uid: &DatasetUid,
        id: &str,
    ) -> Result<Option<PushResource>, RegistryError> {
        const SQL: &str = select_resources!("WHERE dataset_uid = $1 AND id = $2");
        let row: Option<ResourceRow> = reading!(self, pool => {
            sqlx::query_as(SQL).bind(uid.as_str()).bind(id).fetch_optional(pool).await?
        });
        Ok(row.map(PushResource::from))
    }

    /// Every resource, by dataset and name.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_push_resources(&self) -> Result<Vec<PushResource>, RegistryError> {
        const SQL: &str = select_resources!("ORDER BY dataset_uid, id");
        let rows: Vec<ResourceRow> = reading!(self, pool => sqlx::query_as(SQL).fetch_all(pool).await?);
        Ok(rows.into_iter().map(PushResource::from).collect())
    }

    /// Changes key, state and rules of a resource; false when there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn update_push_resource(&self, resource: &PushResource) -> Result<bool, RegistryError> {
        const SQL: &str = "UPDATE push_resources SET key_hash = $1, prefix = $2, disabled = $3, new_fields = $4, renewed_at = $5 \
            WHERE dataset_uid = $6 AND id = $7";
        let rows = writing!(self, pool => {
            sqlx::query(SQL)
                .bind(&resource.key_hash)
                .bind(&resource.prefix)
                .bind(resource.disabled)
                .bind(resource.new_fields)
                .bind(resource.renewed_at)
                .bind(&resource.dataset_uid)
                .bind(&resource.id)
                .execute(pool)
                .await?
                .rows_affected()
        });
        Ok(rows == 1)
    }

    /// Takes a resource away; false when there is none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_push_resource(&self, uid: &DatasetUid, id: &str) -> Result<bool, RegistryError> {
        const SQL: &str = "DELETE FROM push_resources WHERE dataset_uid = $1 AND id = $2";
        let rows = writing!(self, pool => {
            sqlx::query(SQL).bind(uid.as_str()).bind(id).execute(pool).await?.rows_affected()
        });
        Ok(rows == 1)
    }
}
