//! Who has a second factor, and which recovery codes are left? Also: as whom does an identity provider know somebody?

use portico_model::Person;

use crate::db::{changing_people, reading, writing};
use crate::people::PersonRow;
use crate::{Registry, RegistryError};

/// The second factor of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SecondFactor {
    /// What codes are made of, base 32.
    pub secret: String,
    /// The person has shown a code of it: it is asked for.
    pub confirmed: bool,
    /// The step of time of the last code that was accepted: no code counts twice.
    pub last_step: i64,
}

impl Registry {
    /// The second factor of a person.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn second_factor(&self, person_id: &str) -> Result<Option<SecondFactor>, RegistryError> {
        const SQL: &str = "SELECT secret, confirmed, last_step FROM second_factors WHERE person_id = $1";
        let row: Option<(String, bool, i64)> =
            reading!(self, pool => sqlx::query_as(SQL).bind(person_id).fetch_optional(pool).await?);
        Ok(row.map(|(secret, confirmed, last_step)| SecondFactor {
            secret,
            confirmed,
            last_step,
        }))
    }

    /// Who has a second factor that is asked for, by identifier.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn people_with_second_factor(&self) -> Result<Vec<String>, RegistryError> {
        const SQL: &str = "SELECT person_id FROM second_factors WHERE confirmed = $1 ORDER BY person_id";
        Ok(reading!(self, pool => sqlx::query_scalar(SQL).bind(true).fetch_all(pool).await?))
    }

    /// Begins a second factor that is still to be confirmed, instead of one that was not. False when there is a confirmed one.
    ///
    /// # Errors
    /// [`RegistryError::Conflict`] when the person is gone.
    pub async fn begin_second_factor(
        &self,
        person_id: &str,
        secret: &str,
        now: i64,
    ) -> Result<bool, RegistryError> {
        const SQL: &str = "INSERT INTO second_factors (person_id, secret, confirmed, last_step, created_at) \
            VALUES ($1, $2, $3, 0, $4) ON CONFLICT (person_id) DO UPDATE SET secret = excluded.secret, \
            created_at = excluded.created_at WHERE second_factors.confirmed = $3";
        let rows = writing!(self, pool => {
            sqlx::query(SQL)
                .bind(person_id)
                .bind(secret)
                .bind(false)
                .bind(now)
                .execute(pool)
                .await
                .map_err(|error| RegistryError::from_write(error, || "the account was removed meanwhile".to_owned()))?
                .rows_affected()
        });
        Ok(rows == 1)
    }

    /// The second factor is asked for from now on; these are digests of its recovery codes. False when it was confirmed already.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn confirm_second_factor(
        &self,
        person_id: &str,
        step: i64,
        codes: &[String],
    ) -> Result<bool, RegistryError> {
        const SQL: &str = "UPDATE second_factors SET confirmed = $1, last_step = $2 WHERE person_id = $3 AND confirmed = $4";
        const CLEAR: &str = "DELETE FROM recovery_codes WHERE person_id = $1";
        const CODE: &str = "INSERT INTO recovery_codes (person_id, code_hash) VALUES ($1, $2)";
        Ok(changing_people!(self, tx => {
            let rows = sqlx::query(SQL)
                .bind(true)
                .bind(step)
                .bind(person_id)
                .bind(false)
                .execute(&mut *tx)
                .await?
                .rows_affected();
            if rows == 1 {
                sqlx::query(CLEAR).bind(person_id).execute(&mut *tx).await?;
                for code in codes {
                    sqlx::query(CODE).bind(person_id).bind(code).execute(&mut *tx).await?;
                }
            }
            rows == 1
        }))
    }

    /// A code of that step was shown. False when one of that step or a later one was shown before.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn use_step(&self, person_id: &str, step: i64) -> Result<bool, RegistryError> {
        const SQL: &str = "UPDATE second_factors SET last_step = $1 WHERE person_id = $2 AND last_step < $1 AND confirmed = $3";
        let rows = writing!(self, pool => {
            sqlx::query(SQL).bind(step).bind(person_id).bind(true).execute(pool).await?.rows_affected()
        });
        Ok(rows == 1)
    }

    /// Uses a recovery code up. False when it is not one.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_recovery_code(&self, person_id: &str, code_hash: &str) -> Result<bool, RegistryError> {
        const SQL: &str = "DELETE FROM recovery_codes WHERE person_id = $1 AND code_hash = $2";
        let rows = writing!(self, pool => {
            sqlx::query(SQL).bind(person_id).bind(code_hash).execute(pool).await?.rows_affected()
        });
        Ok(rows == 1)
    }

    /// How many recovery codes are left.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn count_recovery_codes(&self, person_id: &str) -> Result<i64, RegistryError> {
        const SQL: &str = "SELECT COUNT(*) FROM recovery_codes WHERE person_id = $1";
        Ok(reading!(self, pool => sqlx::query_scalar(SQL).bind(person_id).fetch_one(pool).await?))
    }

    /// Takes the second factor and its recovery codes away. False when there was none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drop_second_factor(&self, person_id: &str) -> Result<bool, RegistryError> {
        const FACTOR: &str = "DELETE FROM second_factors WHERE person_id = $1";
        const CODES: &str = "DELETE FROM recovery_codes WHERE person_id = $1";
        Ok(changing_people!(self, tx => {
            let rows = sqlx::query(FACTOR).bind(person_id).execute(&mut *tx).await?.rows_affected();
            sqlx::query(CODES).bind(person_id).execute(&mut *tx).await?;
            rows == 1
        }))
    }

    /// Whom an identity provider means; nobody when the account is closed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn person_of_identity(
        &self,
        issuer: &str,
        subject: &str,
    ) -> Result<Option<Person>, RegistryError> {
        const SQL: &str = "SELECT p.id, p.email, p.role, p.disabled, p.created_at FROM identities i \
            JOIN people p ON p.id = i.person_id WHERE i.issuer = $1 AND i.subject = $2";
        let row: Option<PersonRow> = reading!(self, pool => {
            sqlx::query_as(SQL).bind(issuer).bind(subject).fetch_optional(pool).await?
        });
        row.map(PersonRow::into_person).transpose()
    }

    /// An identity provider's subject is that person from now on.
    ///
    /// # Errors
    /// [`RegistryError::Conflict`] when the subject is somebody already, or the person is gone.
    pub async fn insert_identity(
        &self,
        issuer: &str,
        subject: &str,
        person_id: &str,
        now: i64,
    ) -> Result<(), RegistryError> {
        const SQL: &str =
            "INSERT INTO identities (issuer, subject, person_id, created_at) VALUES ($1, $2, $3, $4)";
        writing!(self, pool => {
            sqlx::query(SQL)
                .bind(issuer)
                .bind(subject)
                .bind(person_id)
                .bind(now)
                .execute(pool)
                .await
                .map_err(|error| RegistryError::from_write(error, || "that identity belongs to somebody already".to_owned()))?;
        });
        Ok(())
    }
}
