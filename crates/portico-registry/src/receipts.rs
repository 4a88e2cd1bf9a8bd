//! Which receipts of the cookies policy are kept? Rows like those of its versions.

use crate::db::{reading, writing};
use crate::policy::PolicyRow;
use crate::{PolicyRecord, Registry, RegistryError};

impl Registry {
    /// Every receipt, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn policy_receipts(&self) -> Result<Vec<PolicyRecord>, RegistryError> {
        const SQL: &str = "SELECT number, day, sha256, document FROM policy_receipts ORDER BY number";
        let rows: Vec<PolicyRow> = reading!(self, pool => sqlx::query_as(SQL).fetch_all(pool).await?);
        Ok(rows.into_iter().map(PolicyRecord::from).collect())
    }

    /// Adds a receipt. False when there is one of that number already: somebody else was faster.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn append_receipt(&self, receipt: &PolicyRecord) -> Result<bool, RegistryError> {
        const SQL: &str = "INSERT INTO policy_receipts (number, day, sha256, document) VALUES ($1, $2, $3, $4) \
            ON CONFLICT (number) DO NOTHING";
        let added = writing!(self, pool => {
            sqlx::query(SQL)
                .bind(receipt.number)
                .bind(&receipt.day)
                .bind(&receipt.sha256)
                .bind(&receipt.document)
                .execute(pool)
                .await?
                .rows_affected()
        });
        Ok(added == 1)
    }
}
