//! Which API keys are there? Only a digest of a key and its first characters are known here.

use portico_model::{DatasetUid, KeyScope, Permissions, Person};

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
    /// Useless from then on.
    pub expires_at: Option<i64>,
    /// What it may be used for.
    pub scope: KeyScope,
}

/// A key as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyRecord {
    /// UUIDv7.
    pub id: String,
    /// Its owner.
    pub person_id: String,
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
    /// Useless from then on.
    pub expires_at: Option<i64>,
    /// What it may be used for.
    pub scope: KeyScope,
}

row! {
    struct OwnerRow {
        id: String,
        email: String,
        role: String,
        disabled: bool,
        created_at: i64,
        permissions: Option<String>,
        datasets: Option<String>,
        expires_at: Option<i64>,
    }
}

row! {
    struct KeyRow {
        id: String,
        person_id: String,
        email: String,
        label: String,
        prefix: String,
        created_at: i64,
        last_used_at: Option<i64>,
        revoked_at: Option<i64>,
        expires_at: Option<i64>,
        permissions: Option<String>,
        datasets: Option<String>,
    }
}

/// The statement that reads keys, with its ending.
macro_rules! select_keys {
    ($ending:literal) => {
        concat!(
            "SELECT k.id, k.person_id, p.email, k.label, k.prefix, k.created_at, k.last_used_at, k.revoked_at, \
             k.expires_at, k.permissions, k.datasets FROM api_keys k JOIN people p ON p.id = k.person_id ",
            $ending
        )
    };
}

impl Registry {
    /// Keeps a key.
    ///
    /// # Errors
    /// [`RegistryError::Conflict`] when the person is gone.
    pub async fn insert_key(&self, key: &NewKey) -> Result<(), RegistryError> {
        const SQL: &str = "INSERT INTO api_keys (id, person_id, label, prefix, key_hash, created_at, expires_at, permissions, \
            datasets) VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)";
        let (permissions, datasets) = columns(&key.scope);
        writing!(self, pool => {
            sqlx::query(SQL)
                .bind(&key.id)
                .bind(&key.person_id)
                .bind(&key.label)
                .bind(&key.prefix)
                .bind(&key.key_hash)
                .bind(key.created_at)
                .bind(key.expires_at)
                .bind(permissions)
                .bind(datasets)
                .execute(pool)
                .await
                .map_err(|error| RegistryError::from_write(error, || "the key cannot be kept".to_owned()))?;
        });
        Ok(())
    }

    /// Who owns a key that was neither revoked nor has expired, and what it may be used for; nobody when the account is closed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn person_of_key(
        &self,
        key_hash: &str,
        now: i64,
    ) -> Result<Option<(Person, KeyScope)>, RegistryError> {
        const SQL: &str = "SELECT p.id, p.email, p.role, p.disabled, p.created_at, k.permissions, k.datasets, k.expires_at FROM api_keys k \
            JOIN people p ON p.id = k.person_id WHERE k.key_hash = $1 AND k.revoked_at IS NULL AND p.disabled = $2 \
            AND (k.expires_at IS NULL OR k.expires_at > $3)";
        let row: Option<OwnerRow> = reading!(self, pool => {
            sqlx::query_as(SQL).bind(key_hash).bind(false).bind(now).fetch_optional(pool).await?
        });
        let Some(row) = row else { return Ok(None) };
        let scope = scope(row.permissions, row.datasets, row.expires_at)?;
        let person = PersonRow::new(row.id, row.email, row.role, row.disabled, row.created_at);
        Ok(Some((person.into_person()?, scope)))
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
        const SQL: &str = select_keys!("ORDER BY k.created_at DESC, k.id");
        let rows: Vec<KeyRow> = reading!(self, pool => sqlx::query_as(SQL).fetch_all(pool).await?);
        rows.into_iter().map(KeyRow::into_record).collect()
    }

    /// The key of that digest; none when nobody ever had it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn key_of_digest(&self, key_hash: &str) -> Result<Option<KeyRecord>, RegistryError> {
        const SQL: &str = select_keys!("WHERE k.key_hash = $1");
        let row: Option<KeyRow> =
            reading!(self, pool => sqlx::query_as(SQL).bind(key_hash).fetch_optional(pool).await?);
        row.map(KeyRow::into_record).transpose()
    }

    /// Changes what a key is for and what it may be used for. False for an unknown key.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn change_key(
        &self,
        id: &str,
        label: &str,
        expires_at: Option<i64>,
        scope: &KeyScope,
    ) -> Result<bool, RegistryError> {
        const SQL: &str =
            "UPDATE api_keys SET label = $1, expires_at = $2, permissions = $3, datasets = $4 WHERE id = $5";
        let (permissions, datasets) = columns(scope);
        let rows = writing!(self, pool => {
            sqlx::query(SQL)
                .bind(label)
                .bind(expires_at)
                .bind(permissions)
                .bind(datasets)
                .bind(id)
                .execute(pool)
                .await?
                .rows_affected()
        });
        Ok(rows == 1)
    }

    /// Forgets a key. False when it was forgotten already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_key(&self, id: &str) -> Result<bool, RegistryError> {
        const SQL: &str = "DELETE FROM api_keys WHERE id = $1";
        let rows = writing!(self, pool => sqlx::query(SQL).bind(id).execute(pool).await?.rows_affected());
        Ok(rows == 1)
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

impl KeyRow {
    fn into_record(self) -> Result<KeyRecord, RegistryError> {
        Ok(KeyRecord {
            scope: scope(self.permissions, self.datasets, self.expires_at)?,
            id: self.id,
            person_id: self.person_id,
            email: self.email,
            label: self.label,
            prefix: self.prefix,
            created_at: self.created_at,
            last_used_at: self.last_used_at,
            revoked_at: self.revoked_at,
            expires_at: self.expires_at,
        })
    }
}

/// The limits of a key as they are stored.
fn columns(scope: &KeyScope) -> (Option<String>, Option<String>) {
    let datasets = scope.datasets.as_ref().map(|uids| {
        let uids: Vec<&str> = uids.iter().map(DatasetUid::as_str).collect();
        uids.join(",")
    });
    (scope.permissions.map(Permissions::to_names), datasets)
}

fn scope(
    permissions: Option<String>,
    datasets: Option<String>,
    until: Option<i64>,
) -> Result<KeyScope, RegistryError> {
    let uid = |text: &str| DatasetUid::new(text).map_err(|error| RegistryError::Damaged(error.to_string()));
    let datasets = datasets.map(|uids| {
        let uids = uids.split(',').filter(|uid| !uid.is_empty());
        uids.map(uid).collect::<Result<Vec<_>, _>>()
    });
    Ok(KeyScope {
        permissions: permissions.as_deref().map(Permissions::of_names),
        datasets: datasets.transpose()?,
        until,
    })
}
