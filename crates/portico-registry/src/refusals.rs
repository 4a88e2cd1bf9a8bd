//! Which requests were refused for the sake of security, of late?

use crate::db::{reading, row, transaction, writing};
use crate::{Registry, RegistryError};

/// Equal refusals of one minute.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RefusalRecord {
    /// The minute, in microseconds since 1970.
    pub minute: i64,
    /// What was refused.
    pub code: String,
    /// The network address that it came from.
    pub address: String,
    /// The path that was asked, without its query.
    pub path: String,
    /// How often.
    pub count: i64,
}

row! {
    struct RefusalRow { minute: i64, code: String, address: String, path: String, count: i64 }
}

impl Registry {
    /// Adds to what was refused: all or nothing.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_refusals(&self, refusals: &[RefusalRecord]) -> Result<(), RegistryError> {
        const SQL: &str = "INSERT INTO refusals (minute, code, address, path, count) VALUES ($1, $2, $3, $4, $5) \
            ON CONFLICT (minute, code, address, path) DO UPDATE SET count = refusals.count + excluded.count";
        transaction!(self, tx => {
            for refusal in refusals {
                sqlx::query(SQL)
                    .bind(refusal.minute)
                    .bind(&refusal.code)
                    .bind(&refusal.address)
                    .bind(&refusal.path)
                    .bind(refusal.count)
                    .execute(&mut *tx)
                    .await?;
            }
        });
        Ok(())
    }

    /// The newest refusals, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn refusals(&self, most: i64) -> Result<Vec<RefusalRecord>, RegistryError> {
        const SQL: &str = "SELECT minute, code, address, path, count FROM refusals \
            ORDER BY minute DESC, code, address, path LIMIT $1";
        let rows: Vec<RefusalRow> =
            reading!(self, pool => sqlx::query_as(SQL).bind(most).fetch_all(pool).await?);
        Ok(rows
            .into_iter()
            .map(|row| RefusalRecord {
                minute: row.minute,
                code: row.code,
                address: row.address,
                path: row.path,
                count: row.count,
            })
            .collect())
    }

    /// Deletes the refusals before that moment. How many rows there were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn purge_refusals(&self, before: i64) -> Result<u64, RegistryError> {
        const SQL: &str = "DELETE FROM refusals WHERE minute < $1";
        Ok(writing!(self, pool => {
            sqlx::query(SQL).bind(before).execute(pool).await?.rows_affected()
        }))
    }
}
