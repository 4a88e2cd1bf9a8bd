//! Which sign-ins are under way at an identity provider?

use crate::db::{transaction, writing};
use crate::{Registry, RegistryError};

impl Registry {
    /// Remembers a sign-in by a digest of its state.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_openid_request(
        &self,
        state_hash: &str,
        document: &str,
        expires_at: i64,
    ) -> Result<(), RegistryError> {
        const SQL: &str =
            "INSERT INTO openid_requests (state_hash, document, expires_at) VALUES ($1, $2, $3)";
        writing!(self, pool => {
            sqlx::query(SQL).bind(state_hash).bind(document).bind(expires_at).execute(pool).await?;
        });
        Ok(())
    }

    /// Uses a sign-in up: what was remembered of it, if it has not expired. Of several callers at once, one gets it.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_openid_request(
        &self,
        state_hash: &str,
        now: i64,
    ) -> Result<Option<String>, RegistryError> {
        const SQL: &str =
            "DELETE FROM openid_requests WHERE state_hash = $1 AND expires_at > $2 RETURNING document";
        Ok(transaction!(self, tx => {
            sqlx::query_scalar(SQL).bind(state_hash).bind(now).fetch_optional(&mut *tx).await?
        }))
    }

    /// Forgets sign-ins that were never ended.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn purge_openid_requests(&self, now: i64) -> Result<u64, RegistryError> {
        const SQL: &str = "DELETE FROM openid_requests WHERE expires_at <= $1";
        Ok(writing!(self, pool => sqlx::query(SQL).bind(now).execute(pool).await?.rows_affected()))
    }
}
