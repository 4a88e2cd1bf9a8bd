//! How does a person leave for good? Everything of the account goes; what the person did stays under another name.

use portico_model::Person;

use crate::db::{BUMP, changing_people};
use crate::{Registry, RegistryError};

/// Columns that hold the address of whoever did something.
const AUTHORS: [&str; 9] = [
    "UPDATE versions SET author = $2 WHERE author = $1",
    "UPDATE attachments SET author = $2 WHERE author = $1",
    "UPDATE jobs SET author = $2 WHERE author = $1",
    "UPDATE uploads SET author = $2 WHERE author = $1",
    "UPDATE push_resources SET author = $2 WHERE author = $1",
    "UPDATE resources SET author = $2 WHERE author = $1",
    "UPDATE resource_files SET author = $2 WHERE author = $1",
    "UPDATE schedules SET person = $2 WHERE person = $1",
    "UPDATE trail SET author = $2 WHERE author = $1",
];
/// The person as what something was done to.
const OBJECT: &str =
    "UPDATE trail SET object_id = $2 WHERE object_id = $1 AND object_kind IN ('person', 'session')";
/// Documents that name the person: whole texts of JSON, so that a longer address stays what it is.
const DOCUMENTS: [&str; 3] = [
    "UPDATE trail SET difference = REPLACE(difference, $1, $2) WHERE difference LIKE $3",
    "UPDATE jobs SET payload = REPLACE(payload, $1, $2) WHERE payload LIKE $3",
    "UPDATE jobs SET result = REPLACE(result, $1, $2) WHERE result LIKE $3",
];

impl Registry {
    /// Erases a person: the account with its sessions, keys, links, factors, attributes, memberships and rights, and the mail to it. What
    /// the person did is from then on what `alias` did; this is the one change that the trail allows (GDPR, article 17). False, and nothing is
    /// changed, for an unknown person and for one whose account is open. A job that waits in that name finds nobody and fails.
    ///
    /// # Errors
    /// When the database fails.
    pub async fn erase_person(&self, person: &Person, alias: &str) -> Result<bool, RegistryError> {
        const MAIL: &str = "DELETE FROM outbox WHERE recipient = $1";
        const PERSON: &str = "DELETE FROM people WHERE id = $1 AND disabled = $2";
        let (quoted, other) = (format!("\"{}\"", person.email), format!("\"{alias}\""));
        let like = format!("%{}%", person.email.replace(['%', '_'], "_"));
        Ok(changing_people!(self, tx => {
            // Whatever belongs to the account refers to it, and goes with it.
            let rows = sqlx::query(PERSON).bind(&person.id).bind(true).execute(&mut *tx).await?.rows_affected();
            if rows == 0 {
                return Ok(false);
            }
            for sql in AUTHORS {
                sqlx::query(sql).bind(&person.email).bind(alias).execute(&mut *tx).await?;
            }
            sqlx::query(OBJECT).bind(&person.email).bind(alias).execute(&mut *tx).await?;
            for sql in DOCUMENTS {
                sqlx::query(sql).bind(&quoted).bind(&other).bind(&like).execute(&mut *tx).await?;
            }
            sqlx::query(MAIL).bind(&person.email).execute(&mut *tx).await?;
            sqlx::query(BUMP).execute(&mut *tx).await?;
            true
        }))
    }
}
