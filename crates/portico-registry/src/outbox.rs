//! Which mails are still to be sent?

use crate::db::{reading, row, writing};
use crate::{Registry, RegistryError};

row! {
    /// A mail that has not been sent yet.
    #[derive(Clone, PartialEq, Eq)]
    pub struct Letter {
        id: String,
        recipient: String,
        subject: String,
        body: String,
        attempts: i64,
        next_at: i64,
        error: Option<String>,
        created_at: i64,
        given_up_at: Option<i64>,
    }
}

impl Letter {
    /// A mail to be sent now.
    #[must_use]
    pub fn new(id: String, recipient: String, subject: String, body: String, now: i64) -> Self {
        Self {
            id,
            recipient,
            subject,
            body,
            attempts: 0,
            next_at: now,
            error: None,
            created_at: now,
            given_up_at: None,
        }
    }

    /// UUIDv7.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    /// E-mail address.
    #[must_use]
    pub fn recipient(&self) -> &str {
        &self.recipient
    }

    /// One line.
    #[must_use]
    pub fn subject(&self) -> &str {
        &self.subject
    }

    /// Plain text.
    #[must_use]
    pub fn body(&self) -> &str {
        &self.body
    }

    /// How often sending failed.
    #[must_use]
    pub fn attempts(&self) -> i64 {
        self.attempts
    }

    /// Why it failed the last time.
    #[must_use]
    pub fn error(&self) -> Option<&str> {
        self.error.as_deref()
    }

    /// When it was put into the outbox.
    #[must_use]
    pub fn created_at(&self) -> i64 {
        self.created_at
    }

    /// Since when nobody tries any more.
    #[must_use]
    pub fn given_up_at(&self) -> Option<i64> {
        self.given_up_at
    }
}

impl Registry {
    /// Puts a mail into the outbox.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn put_letter(&self, letter: &Letter) -> Result<(), RegistryError> {
        const SQL: &str = "INSERT INTO outbox (id, recipient, subject, body, attempts, next_at, error, created_at) \
            VALUES ($1, $2, $3, $4, $5, $6, $7, $8)";
        writing!(self, pool => {
            sqlx::query(SQL)
                .bind(&letter.id)
                .bind(&letter.recipient)
                .bind(&letter.subject)
                .bind(&letter.body)
                .bind(letter.attempts)
                .bind(letter.next_at)
                .bind(letter.error.as_deref())
                .bind(letter.created_at)
                .execute(pool)
                .await?;
        });
        Ok(())
    }

    /// The mails whose turn has come, oldest first, at most `most`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn letters_due(&self, now: i64, most: i64) -> Result<Vec<Letter>, RegistryError> {
        const SQL: &str = "SELECT id, recipient, subject, body, attempts, next_at, error, created_at, given_up_at FROM outbox \
            WHERE next_at <= $1 AND given_up_at IS NULL ORDER BY created_at, id LIMIT $2";
        Ok(reading!(self, pool => sqlx::query_as(SQL).bind(now).bind(most).fetch_all(pool).await?))
    }

    /// Takes a mail for sending: nobody else sends it before `until`. False when somebody else was faster.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn claim_letter(&self, letter: &Letter, until: i64) -> Result<bool, RegistryError> {
        const SQL: &str =
            "UPDATE outbox SET next_at = $1, attempts = attempts + 1 WHERE id = $2 AND next_at = $3";
        let rows = writing!(self, pool => {
            sqlx::query(SQL).bind(until).bind(&letter.id).bind(letter.next_at).execute(pool).await?.rows_affected()
        });
        Ok(rows == 1)
    }

    /// A mail was sent: it is forgotten.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn forget_letter(&self, id: &str) -> Result<(), RegistryError> {
        const SQL: &str = "DELETE FROM outbox WHERE id = $1";
        writing!(self, pool => { sqlx::query(SQL).bind(id).execute(pool).await?; });
        Ok(())
    }

    /// A mail could not be sent: when to try again, and why.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn postpone_letter(&self, id: &str, next_at: i64, error: &str) -> Result<(), RegistryError> {
        const SQL: &str = "UPDATE outbox SET next_at = $1, error = $2 WHERE id = $3";
        writing!(self, pool => { sqlx::query(SQL).bind(next_at).bind(error).bind(id).execute(pool).await?; });
        Ok(())
    }

    /// A mail will not be sent: why is kept, what it said is not.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn give_up_letter(&self, id: &str, error: &str, now: i64) -> Result<(), RegistryError> {
        const SQL: &str = "UPDATE outbox SET given_up_at = $1, error = $2, body = '' WHERE id = $3";
        writing!(self, pool => { sqlx::query(SQL).bind(now).bind(error).bind(id).execute(pool).await?; });
        Ok(())
    }

    /// The mails that could not be sent so far, or never, the latest first, at most `most`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn troubled_letters(&self, most: i64) -> Result<Vec<Letter>, RegistryError> {
        const SQL: &str = "SELECT id, recipient, subject, body, attempts, next_at, error, created_at, given_up_at FROM outbox \
            WHERE error IS NOT NULL ORDER BY created_at DESC, id DESC LIMIT $1";
        Ok(reading!(self, pool => sqlx::query_as(SQL).bind(most).fetch_all(pool).await?))
    }

    /// Forgets mails that were given up before `moment`.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn purge_letters(&self, moment: i64) -> Result<(), RegistryError> {
        const SQL: &str = "DELETE FROM outbox WHERE given_up_at < $1";
        writing!(self, pool => { sqlx::query(SQL).bind(moment).execute(pool).await?; });
        Ok(())
    }
}
