//! What was decided once for the whole portal? Named values.

use crate::db::{BUMP, reading, transaction, writing};
use crate::trail::add_to_trail;
use crate::{Registry, RegistryError, TrailRow};

impl Registry {
    /// The value of a setting.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn setting(&self, name: &str) -> Result<Option<String>, RegistryError> {
        const SQL: &str = "SELECT value FROM settings WHERE name = $1";
        Ok(reading!(self, pool => sqlx::query_scalar(SQL).bind(name).fetch_optional(pool).await?))
    }

    /// Sets a value.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn set_setting(&self, name: &str, value: &str) -> Result<(), RegistryError> {
        const SQL: &str = "INSERT INTO settings (name, value) VALUES ($1, $2) \
            ON CONFLICT (name) DO UPDATE SET value = excluded.value";
        writing!(self, pool => { sqlx::query(SQL).bind(name).bind(value).execute(pool).await?; });
        Ok(())
    }

    /// The value of a setting; when there is none yet, this one, kept from now on. Of several callers at once, all get the same.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn setting_or_insert(&self, name: &str, value: &str) -> Result<String, RegistryError> {
        const INSERT: &str =
            "INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
        const SELECT: &str = "SELECT value FROM settings WHERE name = $1";
        if let Some(known) = self.setting(name).await? {
            return Ok(known);
        }
        Ok(transaction!(self, tx => {
            sqlx::query(INSERT).bind(name).bind(value).execute(&mut *tx).await?;
            sqlx::query_scalar(SELECT).bind(name).fetch_one(&mut *tx).await?
        }))
    }

    /// Sets a value that was read as `seen` (none: there was none), and adds the change to the trail: both or neither.
    ///
    /// # Errors
    /// [`RegistryError::Conflict`] when the value is no longer what was seen.
    pub async fn swap_setting(
        &self,
        name: &str,
        seen: Option<&str>,
        value: &str,
        change: &TrailRow,
    ) -> Result<(), RegistryError> {
        const INSERT: &str =
            "INSERT INTO settings (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING";
        const UPDATE: &str = "UPDATE settings SET value = $2 WHERE name = $1 AND value = $3";
        transaction!(self, tx => {
            let done = match seen {
                None => sqlx::query(INSERT).bind(name).bind(value).execute(&mut *tx).await?.rows_affected(),
                Some(seen) => sqlx::query(UPDATE).bind(name).bind(value).bind(seen).execute(&mut *tx).await?.rows_affected(),
            };
            if done != 1 {
                return Err(RegistryError::Conflict(format!("the setting `{name}` has changed meanwhile")));
            }
            add_to_trail!(change, &mut *tx);
            // The catalog says some things in the words of the settings.
            sqlx::query(BUMP).execute(&mut *tx).await?;
        });
        Ok(())
    }
}
