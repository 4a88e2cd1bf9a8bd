//! What can go wrong with the registry, and whose fault is it?

use portico_model::{Fault, FaultKind};
use thiserror::Error;

/// Why the registry did not do it.
#[derive(Debug, Error)]
pub enum RegistryError {
    /// The name is taken, or somebody else changed the same thing meanwhile.
    #[error("{0}")]
    Conflict(String),
    /// The database cannot be opened.
    #[error("cannot open the registry {place}: {reason}")]
    Open {
        /// Path or address, without credentials.
        place: String,
        /// Why.
        reason: String,
    },
    /// A row holds something that no program of this version writes.
    #[error("the registry is damaged or newer than this program: {0}")]
    Damaged(String),
    /// The tables could not be brought to this version.
    #[error("registry migration: {0}")]
    Migration(#[from] sqlx::migrate::MigrateError),
    /// The database failed.
    #[error("registry: {0}")]
    Database(#[from] sqlx::Error),
}

impl RegistryError {
    /// A broken constraint is a conflict that reads `message`; anything else stays what it is.
    pub(crate) fn from_write(error: sqlx::Error, message: impl FnOnce() -> String) -> Self {
        let broken = error.as_database_error().is_some_and(|error| {
            error.is_unique_violation() || error.is_foreign_key_violation() || error.is_check_violation()
        });
        if broken {
            Self::Conflict(message())
        } else {
            Self::Database(error)
        }
    }
}

impl From<RegistryError> for Fault {
    fn from(error: RegistryError) -> Self {
        match error {
            RegistryError::Conflict(message) => Self::new(FaultKind::Conflict, "Conflict", message),
            other => Self::internal(other),
        }
    }
}
