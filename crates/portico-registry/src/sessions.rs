//! Who is signed in? Only a digest of the session key is known here.

use portico_model::Person;

use crate::db::{changing_people, reading, row, writing};
use crate::people::PersonRow;
use crate::{Registry, RegistryError};

/// A session.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRecord {
    /// SHA-256 of the session key, hexadecimal.
    pub key_hash: String,
    /// Whose.
    pub person_id: String,
    /// Sign-in.
    pub created_at: i64,
    /// The server forgets it then.
    pub expires_at: i64,
    /// With what: a few words, such as `Firefox on Linux`.
    pub about: String,
}

row! {
    struct SessionRow { key_hash: String, person_id: String, created_at: i64, expires_at: i64, about: String }
}

impl Registry {
    /// Starts a session.
    ///
    /// # Errors
    /// [`RegistryError::Conflict`] when the person is gone.
    pub async fn insert_session(&self, session: &SessionRecord) -> Result<(), RegistryError> {
        const SQL: &str = "INSERT INTO sessions (key_hash, person_id, created_at, expires_at, about) VALUES ($1, $2, $3, $4, $5)";
        writing!(self, pool => {
            sqlx::query(SQL)
                .bind(&session.key_hash)
                .bind(&session.person_id)
                .bind(session.created_at)
                .bind(session.expires_at)
                .bind(&session.about)
                .execute(pool)
                .await
                .map_err(|error| RegistryError::from_write(error, || "the session cannot be started".to_owned()))?;
        });
        Ok(())
    }

    /// Who is behind a session that has not expired; nobody when the account is closed.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn person_of_session(&self, key_hash: &str, now: i64) -> Result<Option<Person>, RegistryError> {
        const SQL: &str = "SELECT p.id, p.email, p.role, p.disabled, p.created_at FROM sessions s \
            JOIN people p ON p.id = s.person_id WHERE s.key_hash = $1 AND s.expires_at > $2 AND p.disabled = $3";
        let row: Option<PersonRow> = reading!(self, pool => {
            sqlx::query_as(SQL).bind(key_hash).bind(now).bind(false).fetch_optional(pool).await?
        });
        row.map(PersonRow::into_person).transpose()
    }

    /// The sessions of a person, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn list_sessions(&self, person_id: &str) -> Result<Vec<SessionRecord>, RegistryError> {
        const SQL: &str = "SELECT key_hash, person_id, created_at, expires_at, about FROM sessions WHERE person_id = $1 \
            ORDER BY created_at DESC, key_hash";
        let rows: Vec<SessionRow> =
            reading!(self, pool => sqlx::query_as(SQL).bind(person_id).fetch_all(pool).await?);
        Ok(rows.into_iter().map(SessionRecord::from).collect())
    }

    /// Ends a session. An unknown one is no error.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_session(&self, key_hash: &str) -> Result<(), RegistryError> {
        const SQL: &str = "DELETE FROM sessions WHERE key_hash = $1";
        changing_people!(self, tx => { sqlx::query(SQL).bind(key_hash).execute(&mut *tx).await?; });
        Ok(())
    }

    /// Ends every session of a person but that one; how many there were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn delete_other_sessions(&self, person_id: &str, kept: &str) -> Result<u64, RegistryError> {
        const SQL: &str = "DELETE FROM sessions WHERE person_id = $1 AND key_hash <> $2";
        Ok(changing_people!(self, tx => {
            sqlx::query(SQL).bind(person_id).bind(kept).execute(&mut *tx).await?.rows_affected()
        }))
    }

    /// Forgets sessions that have expired; how many there were.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn purge_sessions(&self, now: i64) -> Result<u64, RegistryError> {
        const SQL: &str = "DELETE FROM sessions WHERE expires_at <= $1";
        Ok(writing!(self, pool => sqlx::query(SQL).bind(now).execute(pool).await?.rows_affected()))
    }
}

impl From<SessionRow> for SessionRecord {
    fn from(row: SessionRow) -> Self {
        let SessionRow {
            key_hash,
            person_id,
            created_at,
            expires_at,
            about,
        } = row;
        Self {
            key_hash,
            person_id,
            created_at,
            expires_at,
            about,
        }
    }
}
