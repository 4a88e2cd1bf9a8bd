//! How often did sign-ins of an account fail? The account is a digest: it may be known or not.

use crate::db::{reading, row, transaction, writing};
use crate::{Registry, RegistryError};

/// Failures in a row.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Attempts {
    /// How many.
    pub failures: i64,
    /// The last one.
    pub last_at: i64,
    /// No attempt counts before.
    pub blocked_until: i64,
}

row! {
    struct AttemptsRow { failures: i64, last_at: i64, blocked_until: i64 }
}

impl Registry {
    /// The failures of an account; zero when nothing is known.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn attempts(&self, account: &str) -> Result<Attempts, RegistryError> {
        const SQL: &str = "SELECT failures, last_at, blocked_until FROM attempts WHERE account = $1";
        let row: Option<AttemptsRow> =
            reading!(self, pool => sqlx::query_as(SQL).bind(account).fetch_optional(pool).await?);
        Ok(row.map_or_else(Attempts::default, |row| {
            let AttemptsRow {
                failures,
                last_at,
                blocked_until,
            } = row;
            Attempts {
                failures,
                last_at,
                blocked_until,
            }
        }))
    }

    /// Writes down an attempt, if nobody else wrote one since `seen`: guesses sent at once are counted one by one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn record_attempt(
        &self,
        account: &str,
        seen: Attempts,
        next: Attempts,
    ) -> Result<bool, RegistryError> {
        const INSERT: &str = "INSERT INTO attempts (account, failures, last_at, blocked_until) VALUES ($1, 0, 0, 0) \
            ON CONFLICT (account) DO NOTHING";
        const UPDATE: &str = "UPDATE attempts SET failures = $1, last_at = $2, blocked_until = $3 \
            WHERE account = $4 AND failures = $5 AND last_at = $6";
        let rows = transaction!(self, tx => {
            sqlx::query(INSERT).bind(account).execute(&mut *tx).await?;
            sqlx::query(UPDATE)
                .bind(next.failures)
                .bind(next.last_at)
                .bind(next.blocked_until)
                .bind(account)
                .bind(seen.failures)
                .bind(seen.last_at)
                .execute(&mut *tx)
                .await?
                .rows_affected()
        });
        Ok(rows == 1)
    }

    /// Forgets the failures of an account.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_attempts(&self, account: &str) -> Result<(), RegistryError> {
        const SQL: &str = "DELETE FROM attempts WHERE account = $1";
        writing!(self, pool => { sqlx::query(SQL).bind(account).execute(pool).await?; });
        Ok(())
    }

    /// Forgets accounts whose last failure was before `moment`; how many there were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn purge_attempts(&self, moment: i64) -> Result<u64, RegistryError> {
        const SQL: &str = "DELETE FROM attempts WHERE last_at < $1";
        Ok(writing!(self, pool => sqlx::query(SQL).bind(moment).execute(pool).await?.rows_affected()))
    }
}
