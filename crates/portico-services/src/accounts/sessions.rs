//! Where is someone signed in? Sessions are listed and ended, passwords changed.

use portico_cookies::SessionKey;
use portico_model::{Action, Author, Fault, FaultKind, Person, Thing};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use crate::sign_in::attempts_name;
use crate::trail::Change;
use crate::{Portal, clock};

/// One session of a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SessionRow {
    /// Names the session for ending it; opens nothing.
    pub handle: String,
    /// Microseconds since the epoch.
    pub created_at: i64,
    /// Microseconds since the epoch.
    pub expires_at: i64,
    /// With what, in a few words.
    pub about: String,
    /// The session that asks.
    pub current: bool,
}

impl Portal {
    /// The sessions of a person that have not expired, newest first. `session_key` is that of the one who asks.
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn sessions_of(
        &self,
        person: &Person,
        session_key: Option<&str>,
    ) -> Result<Vec<SessionRow>, Fault> {
        let now = clock::now();
        let own = session_key.and_then(SessionKey::parse).map(|key| key.digest());
        let sessions = self.inner.registry.list_sessions(&person.id).await?;
        let lasting = sessions.into_iter().filter(|session| session.expires_at > now);
        Ok(lasting
            .map(|session| SessionRow {
                handle: handle(&session.key_hash),
                created_at: session.created_at,
                expires_at: session.expires_at,
                current: own.as_deref() == Some(&session.key_hash),
                about: session.about,
            })
            .collect())
    }

    /// Ends a session of that person. One that is gone already, or somebody else's, is no error and stays.
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn end_session(&self, person: &Person, wanted: &str) -> Result<(), Fault> {
        for session in self.inner.registry.list_sessions(&person.id).await? {
            if handle(&session.key_hash) == wanted {
                self.inner.registry.delete_session(&session.key_hash).await?;
            }
        }
        Ok(())
    }

    /// Ends every session of that person but this one; how many there were.
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn end_other_sessions(&self, person: &Person, session_key: &str) -> Result<u64, Fault> {
        let kept = SessionKey::parse(session_key).map(|key| key.digest());
        Ok(self
            .inner
            .registry
            .delete_other_sessions(&person.id, kept.as_deref().unwrap_or_default())
            .await?)
    }

    /// Changes a password: every session ends, that of the one who changed it too.
    ///
    /// # Errors
    /// `WrongCredentials` when the old password is wrong; `TooManyAttempts`; `WeakPassword`, `GuessablePassword`, `LongPassword`.
    pub async fn change_password(&self, person: &Person, old: &str, new: &str) -> Result<(), Fault> {
        self.check_password(person, old).await?;
        let hash = self.inner.passwords.hash(new, &person.email).await?;
        let registry = &self.inner.registry;
        registry.set_password_hash(&person.id, &hash).await?;
        registry.drop_tokens(&person.id).await?;
        self.record_own(person, json!({"password_changed": true})).await
    }

    /// Writes down what somebody did with their own account.
    pub(crate) async fn record_own(&self, person: &Person, state: Value) -> Result<(), Fault> {
        let change = Change::of(Thing::Person, &person.email, Action::Change).after(state);
        self.record_change(&Author::Person(person.email.clone()), change)
            .await
    }

    /// Nothing, when that is the password of that person. Guesses are counted like those of somebody who signs in.
    ///
    /// # Errors
    /// `WrongCredentials`, `TooManyAttempts`.
    pub(crate) async fn check_password(&self, person: &Person, password: &str) -> Result<(), Fault> {
        let registry = &self.inner.registry;
        let attempts = attempts_name(&person.email);
        self.count_attempt(&attempts).await?;
        let account = registry.account(&person.email).await?;
        let hash = account.as_ref().map(|account| account.password_hash.as_str());
        let hash = hash.filter(|hash| !hash.is_empty());
        if !self.inner.passwords.verify(password, hash).await? {
            let message = "the password is wrong";
            return Err(Fault::new(
                FaultKind::Unauthenticated,
                "WrongCredentials",
                message,
            ));
        }
        registry.forget_attempts(&attempts).await?;
        Ok(())
    }
}

/// A name for a session from which its key cannot be had.
fn handle(key_hash: &str) -> String {
    let digest = Sha256::digest(format!("session {key_hash}").as_bytes());
    hex::encode(&digest[..12])
}
