//! Which versions of the cookies policy were there, and how often did visitors choose what?

use crate::db::{reading, row, transaction, writing};
use crate::{Registry, RegistryError};

/// A version of the policy, as it was written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyRecord {
    /// 1, 2, 3…
    pub number: i64,
    /// The day from which it holds.
    pub day: String,
    /// SHA-256 of the document, in hexadecimal digits.
    pub sha256: String,
    /// The document.
    pub document: String,
}

/// How often visitors chose something on one day under one version of the policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ChoiceCount {
    /// The day.
    pub day: String,
    /// Version of the policy.
    pub policy: i64,
    /// What was chosen.
    pub kind: String,
    /// How often; none is "too few to say".
    pub value: Option<i64>,
}

row! {
    pub(crate) struct PolicyRow { number: i64, day: String, sha256: String, document: String }
}
row! {
    struct ChoiceRow { day: String, policy: i64, kind: String, value: Option<i64> }
}

impl From<PolicyRow> for PolicyRecord {
    fn from(row: PolicyRow) -> Self {
        Self {
            number: row.number,
            day: row.day,
            sha256: row.sha256,
            document: row.document,
        }
    }
}

impl Registry {
    /// The number of the newest version; none before the first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn newest_policy(&self) -> Result<Option<i64>, RegistryError> {
        const SQL: &str = "SELECT MAX(number) FROM policy_versions";
        Ok(reading!(self, pool => sqlx::query_scalar(SQL).fetch_one(pool).await?))
    }

    /// The versions above that number, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn policy_versions(&self, above: i64) -> Result<Vec<PolicyRecord>, RegistryError> {
        const SQL: &str =
            "SELECT number, day, sha256, document FROM policy_versions WHERE number > $1 ORDER BY number";
        let rows: Vec<PolicyRow> =
            reading!(self, pool => sqlx::query_as(SQL).bind(above).fetch_all(pool).await?);
        Ok(rows.into_iter().map(PolicyRecord::from).collect())
    }

    /// Adds a version. False when there is one of that number already: somebody else was faster.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn append_policy(&self, version: &PolicyRecord) -> Result<bool, RegistryError> {
        const SQL: &str = "INSERT INTO policy_versions (number, day, sha256, document) VALUES ($1, $2, $3, $4) \
            ON CONFLICT (number) DO NOTHING";
        let added = writing!(self, pool => {
            sqlx::query(SQL)
                .bind(version.number)
                .bind(&version.day)
                .bind(&version.sha256)
                .bind(&version.document)
                .execute(pool)
                .await?
                .rows_affected()
        });
        Ok(added == 1)
    }

    /// Adds to the counts of choices: all or nothing. Where both were too few to say, their sum is too.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn add_choices(&self, counts: &[ChoiceCount]) -> Result<(), RegistryError> {
        const SQL: &str = "INSERT INTO choice_counts (day, policy, kind, value) VALUES ($1, $2, $3, $4) \
            ON CONFLICT (day, policy, kind) DO UPDATE SET value = CASE \
                WHEN choice_counts.value IS NULL THEN excluded.value \
                WHEN excluded.value IS NULL THEN choice_counts.value \
                ELSE choice_counts.value + excluded.value END";
        transaction!(self, tx => {
            for count in counts {
                sqlx::query(SQL)
                    .bind(&count.day)
                    .bind(count.policy)
                    .bind(&count.kind)
                    .bind(count.value)
                    .execute(&mut *tx)
                    .await?;
            }
        });
        Ok(())
    }

    /// The counts of choices from day `first` on, oldest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn choices(&self, first: &str) -> Result<Vec<ChoiceCount>, RegistryError> {
        const SQL: &str = "SELECT day, policy, kind, value FROM choice_counts WHERE day >= $1 \
            ORDER BY day, policy, kind";
        let rows: Vec<ChoiceRow> =
            reading!(self, pool => sqlx::query_as(SQL).bind(first).fetch_all(pool).await?);
        Ok(rows
            .into_iter()
            .map(|row| ChoiceCount {
                day: row.day,
                policy: row.policy,
                kind: row.kind,
                value: row.value,
            })
            .collect())
    }

    /// Deletes the counts before that day.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn purge_choices(&self, before: &str) -> Result<u64, RegistryError> {
        const SQL: &str = "DELETE FROM choice_counts WHERE day < $1";
        Ok(writing!(self, pool => {
            sqlx::query(SQL).bind(before).execute(pool).await?.rows_affected()
        }))
    }
}
