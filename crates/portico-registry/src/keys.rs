//! Which API keys are there? Only a digest of a key and its first characters are known here.

use portico_model::Person;

use crate::db::{reading, row, writing};
use crate::people::PersonRow;
use crate::{Registry, RegistryError};

/// A key to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewKey {
    /// UUIDv7; how people name the key.
    pub id: String,
    /// Whose.
    pub person_id: String,
    /// What it is for.
    pub label: String,
    /// Its first characters.
    pub prefix: String,
    /// SHA-256 of the key, hexadecimal.
    pub key_hash: String,
    /// Now.
    pub created_at: i64,
}

/// A key as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRecord {
    /// UUIDv7.
    pub id: String,
    /// Address of its owner.
    pub email: String,
    /// What it is for.
    pub label: String,
    /// Its first characters.
    pub prefix: String,
    /// When it was made.
    pub created_at: i64,
    /// Last use, within a minute.
    pub last_used_at: Option<i64>,
    /// Since when it is useless.
    pub revoked_at: Option<i64>,
}

row! {
    struct KeyRow {
        id: String,
        email: String,
        label: String,
        prefix: String,
        created_at: i64,
        last_used_at: Option<i64>,
        revoked_at: Option<i64>,
    }
}

impl Registry {
    /// Keeps a key.
    ///
    /// # Errors
    /// [`RegistryError::Conflict`] when the person is gone.
    pub async fn insert_key(&self, key: &NewKey) -> Result<(), RegistryError> {
        const SQL: &str = "INSERT INTO api_keys (id, person_id, label, prefix, key_hash, created_at) \
            VALUES ($1, $2, $3, $4, $5, $6)";
        writing!(self, pool => {
            sqlx::query(SQL)
                .bind(&key.id)
                .bind(&key.person_id)
                .bind(&key.label)
                .bind(&key.prefix)
                .bind(&key.key_hash)
                .bind(key.created_at)
                .execute(pool)
                .await
                .map_err(|error| RegistryError::from_write(error, || "the key cannot be kept".to_owned()))?;
        });
        Ok(())
    }

    /// Who owns a key that was not revoked; nobody when the account is closed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn person_of_key(&self, key_hash: &str) -> Result<Option<Person>, RegistryError> {
        const SQL: &str = "SELECT p.id, p.email, p.role, p.disabled, p.created_at FROM api_keys k \
            JOIN people p ON p.id = k.person_id WHERE k.key_hash = $1 AND k.revoked_at IS NULL AND p.disabled = $2";
        let row: Option<PersonRow> = reading!(self, pool => {
            sqlx::query_as(SQL).bind(key_hash).bind(false).fetch_optional(pool).await?
        });
        row.map(PersonRow::into_person).transpose()
    }

    /// Remembers that a key was used, unless that was already known to within `grain` microseconds.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn touch_key(&self, key_hash: &str, now: i64, grain: i64) -> Result<(), RegistryError> {
        const SELECT: &str = "SELECT 1 FROM api_keys WHERE key_hash = $1 AND last_used_at > $2";
        const UPDATE: &str = "UPDATE api_keys SET last_used_at = $1 WHERE key_hash = $2";
        let known = reading!(self, pool => {
            sqlx::query(SELECT).bind(key_hash).bind(now - grain).fetch_optional(pool).await?.is_some()
        });
        if !known {
            writing!(self, pool => { sqlx::query(UPDATE).bind(now).bind(key_hash).execute(pool).await?; });
        }
        Ok(())
    }

    /// Every key, revoked ones included, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_keys(&self) -> Result<Vec<KeyRecord>, RegistryError> {
        const SQL: &str = "SELECT k.id, p.email, k.label, k.prefix, k.created_at, k.last_used_at, k.revoked_at \
            FROM api_keys k JOIN people p ON p.id = k.person_id ORDER BY k.created_at DESC, k.id";
        let rows: Vec<KeyRow> = reading!(self, pool => sqlx::query_as(SQL).fetch_all(pool).await?);
        Ok(rows.into_iter().map(KeyRecord::from).collect())
    }

    /// Makes a key useless. False for an unknown key; revoking twice keeps the first moment.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn revoke_key(&self, id: &str, now: i64) -> Result<bool, RegistryError> {
        const SQL: &str = "UPDATE api_keys SET revoked_at = COALESCE(revoked_at, $1) WHERE id = $2";
        let rows =
            writing!(self, pool => sqlx::query(SQL).bind(now).bind(id).execute(pool).await?.rows_affected());
        Ok(rows == 1)
    }
}

impl From<KeyRow> for KeyRecord {
    fn from(row: KeyRow) -> Self {
        let KeyRow {
            id,
            email,
            label,
            prefix,
            created_at,
            last_used_at,
            revoked_at,
        } = row;
        Self {
            id,
            email,
            label,
            prefix,
            created_at,
            last_used_at,
            revoked_at,
        }
    }
}
