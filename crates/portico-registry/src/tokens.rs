//! Which one-time links are out? Only a digest of a token is known here; a person has one of each kind.

use portico_model::Person;

use crate::db::{changing_people, reading, writing};
use crate::people::PersonRow;
use crate::{Registry, RegistryError};

/// A token to be kept.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewToken {
    /// Whose.
    pub person_id: String,
    /// What it opens.
    pub kind: String,
    /// SHA-256 of the token, hexadecimal.
    pub token_hash: String,
    /// Now.
    pub created_at: i64,
    /// Useless from then on.
    pub expires_at: i64,
}

impl Registry {
    /// Keeps a token; the one of the same kind before it is useless.
    ///
    /// # Errors
    /// [`RegistryError::Conflict`] when the person is gone.
    pub async fn put_token(&self, token: &NewToken) -> Result<(), RegistryError> {
        const SQL: &str = "INSERT INTO one_time_tokens (person_id, kind, token_hash, created_at, expires_at) \
            VALUES ($1, $2, $3, $4, $5) ON CONFLICT (person_id, kind) DO UPDATE SET token_hash = excluded.token_hash, \
            created_at = excluded.created_at, expires_at = excluded.expires_at";
        writing!(self, pool => {
            sqlx::query(SQL)
                .bind(&token.person_id)
                .bind(&token.kind)
                .bind(&token.token_hash)
                .bind(token.created_at)
                .bind(token.expires_at)
                .execute(pool)
                .await
                .map_err(|error| RegistryError::from_write(error, || "the account was removed meanwhile".to_owned()))?;
        });
        Ok(())
    }

    /// Whose token it is; nobody's when it has expired or the account is closed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn person_of_token(
        &self,
        kind: &str,
        token_hash: &str,
        now: i64,
    ) -> Result<Option<Person>, RegistryError> {
        const SQL: &str = "SELECT p.id, p.email, p.role, p.disabled, p.created_at FROM one_time_tokens t \
            JOIN people p ON p.id = t.person_id WHERE t.kind = $1 AND t.token_hash = $2 AND t.expires_at > $3 \
            AND p.disabled = $4";
        let row: Option<PersonRow> = reading!(self, pool => {
            sqlx::query_as(SQL).bind(kind).bind(token_hash).bind(now).bind(false).fetch_optional(pool).await?
        });
        row.map(PersonRow::into_person).transpose()
    }

    /// Uses a token up. Of several callers at once, one is told that it was there.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn take_token(&self, kind: &str, token_hash: &str, now: i64) -> Result<bool, RegistryError> {
        const SQL: &str =
            "DELETE FROM one_time_tokens WHERE kind = $1 AND token_hash = $2 AND expires_at > $3";
        let rows = writing!(self, pool => {
            sqlx::query(SQL).bind(kind).bind(token_hash).bind(now).execute(pool).await?.rows_affected()
        });
        Ok(rows == 1)
    }

    /// Until when the token of that kind works that a person was given last, of those that were given for longer than `life`, in
    /// microseconds; none when it is used or there was none.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_tokens(&self, kind: &str, life: i64) -> Result<Vec<(String, i64)>, RegistryError> {
        const SQL: &str = "SELECT person_id, expires_at FROM one_time_tokens WHERE kind = $1 AND expires_at - created_at > $2 ORDER BY person_id";
        Ok(reading!(self, pool => sqlx::query_as(SQL).bind(kind).bind(life).fetch_all(pool).await?))
    }

    /// Makes every token of a person useless.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn drop_tokens(&self, person_id: &str) -> Result<(), RegistryError> {
        const SQL: &str = "DELETE FROM one_time_tokens WHERE person_id = $1";
        writing!(self, pool => { sqlx::query(SQL).bind(person_id).execute(pool).await?; });
        Ok(())
    }

    /// Forgets tokens that expired before `moment`; how many there were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn purge_tokens(&self, moment: i64) -> Result<u64, RegistryError> {
        const SQL: &str = "DELETE FROM one_time_tokens WHERE expires_at <= $1";
        Ok(writing!(self, pool => sqlx::query(SQL).bind(moment).execute(pool).await?.rows_affected()))
    }

    /// Uses a token up and gives its owner a password, both or neither: sessions end and other tokens are useless. Nobody when the
    /// token is used, expired, or its owner's account closed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn redeem_token(
        &self,
        kind: &str,
        token_hash: &str,
        password_hash: &str,
        now: i64,
    ) -> Result<Option<Person>, RegistryError> {
        const TAKE: &str = "DELETE FROM one_time_tokens WHERE kind = $1 AND token_hash = $2 AND expires_at > $3 \
            RETURNING person_id";
        const FIND: &str =
            "SELECT id, email, role, disabled, created_at FROM people WHERE id = $1 AND disabled = $2";
        const SET: &str = "UPDATE people SET password_hash = $1 WHERE id = $2";
        const SESSIONS: &str = "DELETE FROM sessions WHERE person_id = $1";
        const TOKENS: &str = "DELETE FROM one_time_tokens WHERE person_id = $1";
        let row: Option<PersonRow> = changing_people!(self, tx => {
            let owner: Option<String> = sqlx::query_scalar(TAKE)
                .bind(kind)
                .bind(token_hash)
                .bind(now)
                .fetch_optional(&mut *tx)
                .await?;
            let person: Option<PersonRow> = sqlx::query_as(FIND)
                .bind(owner.unwrap_or_default())
                .bind(false)
                .fetch_optional(&mut *tx)
                .await?;
            if let Some(person) = &person {
                sqlx::query(SET).bind(password_hash).bind(person.id()).execute(&mut *tx).await?;
                sqlx::query(SESSIONS).bind(person.id()).execute(&mut *tx).await?;
                sqlx::query(TOKENS).bind(person.id()).execute(&mut *tx).await?;
            }
            person
        });
        row.map(PersonRow::into_person).transpose()
    }
}
