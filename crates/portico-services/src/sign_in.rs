//! Who is signed in? Passwords are checked, sessions start and end.

use std::net::{IpAddr, Ipv4Addr};

use portico_cookies::SessionKey;
use portico_model::{Fault, FaultKind, Person, Principal};
use portico_registry::{Attempts, SessionRecord};
use sha2::{Digest, Sha256};

use crate::people::normalise;
use crate::{Portal, clock, sweep};

/// Longest life of a session on the server, kept or not, in microseconds: 14 days.
const SESSION: i64 = 14 * 86_400 * 1_000_000;
/// Failures before the account has to wait.
const FREE: i64 = 5;
/// The first wait, in microseconds; each further failure doubles it.
const FIRST_WAIT: i64 = 15_000_000;
/// The longest wait, in microseconds.
const LONGEST_WAIT: i64 = 15 * 60_000_000;
/// Longest words about a session, in characters.
const LONGEST_ABOUT: usize = 80;
/// Guesses sent at once look again at most this often.
const ROUNDS: usize = 20;

/// A successful sign-in.
#[derive(Clone)]
pub struct SignedIn {
    /// Who.
    pub person: Person,
    /// The session key for the cookie: 32 characters `[a-z0-9]`; only its SHA-256 is stored.
    pub session_key: String,
    /// Asked to stay signed in for 14 days.
    pub keep: bool,
}

impl std::fmt::Debug for SignedIn {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SignedIn")
            .field("person", &self.person)
            .field("keep", &self.keep)
            .finish_non_exhaustive()
    }
}

/// How far somebody has come who signs in.
#[derive(Debug, Clone)]
pub enum SignIn {
    /// All the way.
    Done(SignedIn),
    /// The password was right; a code of the second factor is still to be shown, with this ticket, within five minutes.
    Code(String),
}

impl Portal {
    /// Checks e-mail and password; starts a session, or asks for a code. Same answer and same time for an unknown account and a wrong
    /// password; after repeated failures the account waits, and so does an address that tries too often. `about` says with what
    /// somebody signs in, in a few words.
    ///
    /// # Errors
    /// `Unauthenticated`, code `WrongCredentials`; `Busy`, code `TooManyAttempts`.
    pub async fn begin_sign_in(
        &self,
        email: &str,
        password: &str,
        keep: bool,
        client: IpAddr,
        about: &str,
    ) -> Result<SignIn, Fault> {
        self.inner.client_limits.count(client)?;
        let registry = &self.inner.registry;
        let email = normalise(email);
        let attempts = attempts_name(&email);
        // Counted as a failure before it is checked: guesses sent at once do not slip through.
        self.count_attempt(&attempts).await?;
        let account = registry.account(&email).await?;
        let hash = account.as_ref().map(|account| account.password_hash.as_str());
        // Who was invited and has not chosen a password yet has none that fits.
        let hash = hash.filter(|hash| !hash.is_empty());
        let fits = self.inner.passwords.verify(password, hash).await?;
        let Some(person) = account
            .map(|account| account.person)
            .filter(|person| fits && !person.disabled)
        else {
            let message = "the e-mail address or the password is wrong";
            return Err(Fault::new(
                FaultKind::Unauthenticated,
                "WrongCredentials",
                message,
            ));
        };
        registry.forget_attempts(&attempts).await?;
        self.inner.client_limits.forgive(client);
        let factor = registry.second_factor(&person.id).await?;
        if factor.is_some_and(|factor| factor.confirmed) {
            return Ok(SignIn::Code(self.ticket(&person).await?));
        }
        Ok(SignIn::Done(self.start_session(person, keep, about).await?))
    }

    /// The second step: a code of the second factor, or a recovery code, with the ticket of the first.
    ///
    /// # Errors
    /// `Unauthenticated`, code `WrongCode` or, when the ticket is no good any more, `SignInExpired`; `Busy`, code `TooManyAttempts`.
    pub async fn finish_sign_in(
        &self,
        ticket: &str,
        code: &str,
        keep: bool,
        client: IpAddr,
        about: &str,
    ) -> Result<SignedIn, Fault> {
        self.inner.client_limits.count(client)?;
        let person = self.check_code(ticket, code).await?;
        self.inner.client_limits.forgive(client);
        self.start_session(person, keep, about).await
    }

    /// Signs in somebody without a second factor.
    ///
    /// # Errors
    /// As [`Self::begin_sign_in`]; `SecondFactorNeeded`.
    pub async fn sign_in(&self, email: &str, password: &str, keep: bool) -> Result<SignedIn, Fault> {
        let nowhere = IpAddr::V4(Ipv4Addr::UNSPECIFIED);
        match self.begin_sign_in(email, password, keep, nowhere, "").await? {
            SignIn::Done(signed_in) => Ok(signed_in),
            SignIn::Code(_) => Err(Fault::new(
                FaultKind::Unauthenticated,
                "SecondFactorNeeded",
                "this account signs in with a second factor",
            )),
        }
    }

    /// A new session, with a key that nobody had before.
    pub(crate) async fn start_session(
        &self,
        person: Person,
        keep: bool,
        about: &str,
    ) -> Result<SignedIn, Fault> {
        let key = SessionKey::random(&mut rand::rng());
        let now = clock::now();
        let session = SessionRecord {
            key_hash: key.digest(),
            person_id: person.id.clone(),
            created_at: now,
            expires_at: now + SESSION,
            about: about
                .chars()
                .filter(|c| !c.is_control())
                .take(LONGEST_ABOUT)
                .collect(),
        };
        self.inner.registry.insert_session(&session).await?;
        Ok(SignedIn {
            person,
            session_key: key.as_str().to_owned(),
            keep,
        })
    }

    /// Who is behind a session key; none when unknown, expired, or the account is disabled.
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn session(&self, session_key: &str) -> Result<Option<Person>, Fault> {
        let Some(key) = SessionKey::parse(session_key) else {
            return Ok(None);
        };
        Ok(self
            .inner
            .registry
            .person_of_session(&key.digest(), clock::now())
            .await?)
    }

    /// Who is behind a session key, with groups and permissions; as [`Self::session`]. Known without asking the registry again,
    /// for a while and until somebody's rights or sessions change.
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn principal_of_session(&self, session_key: &str) -> Result<Option<Principal>, Fault> {
        let Some(key) = SessionKey::parse(session_key) else {
            return Ok(None);
        };
        let (digest, registry) = (key.digest(), &self.inner.registry);
        if let Some(known) = self.inner.recent.find(&digest, registry) {
            return Ok(Some(known));
        }
        let seen = self.inner.recent.look(registry).await?;
        let Some(person) = self.session(session_key).await? else {
            return Ok(None);
        };
        // Rights that are half a second old would be kept for much longer.
        self.inner.catalog.expire().await;
        let principal = self.principal(person, None).await?;
        self.inner.recent.keep(digest, principal.clone(), seen);
        Ok(Some(principal))
    }

    /// Ends a session. An unknown one is no error.
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn sign_out(&self, session_key: &str) -> Result<(), Fault> {
        if let Some(key) = SessionKey::parse(session_key) {
            self.inner.registry.delete_session(&key.digest()).await?;
        }
        Ok(())
    }

    pub(crate) async fn count_attempt(&self, name: &str) -> Result<(), Fault> {
        for _ in 0..ROUNDS {
            let now = clock::now();
            let seen = self.inner.registry.attempts(name).await?;
            if seen.blocked_until > now {
                return Err(too_many(seen.blocked_until - now));
            }
            if self
                .inner
                .registry
                .record_attempt(name, seen, after_failure(seen, now))
                .await?
            {
                return Ok(());
            }
        }
        Err(too_many(FIRST_WAIT))
    }
}

/// The name under which failures are counted: an address that was never an account is not kept in clear.
pub(crate) fn attempts_name(email: &str) -> String {
    hex::encode(Sha256::digest(email.as_bytes()))
}

fn after_failure(seen: Attempts, now: i64) -> Attempts {
    let forgotten = seen.last_at + sweep::ATTEMPTS_KEPT < now;
    let failures = if forgotten {
        1
    } else {
        seen.failures.saturating_add(1)
    };
    let doublings = (failures - FREE).clamp(0, 20);
    let wait = if failures < FREE {
        0
    } else {
        (FIRST_WAIT << doublings).min(LONGEST_WAIT)
    };
    // Two attempts in one microsecond must still differ.
    let last_at = now.max(seen.last_at + 1);
    Attempts {
        failures,
        last_at,
        blocked_until: now + wait,
    }
}

fn too_many(wait: i64) -> Fault {
    let seconds = (wait / 1_000_000).max(1);
    Fault::new(
        FaultKind::Busy,
        "TooManyAttempts",
        "too many failed attempts to sign in to this account",
    )
    .with_hint(format!("try again in {seconds} s"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn waits_begin_at_the_fifth_failure_double_and_end_at_a_quarter_of_an_hour() {
        let mut seen = Attempts::default();
        let now = 1_700_000_000_000_000;
        let mut waits = Vec::new();
        for _ in 0..14 {
            seen = after_failure(seen, now);
            waits.push((seen.blocked_until - now) / 1_000_000);
        }
        assert_eq!(waits, [0, 0, 0, 0, 15, 30, 60, 120, 240, 480, 900, 900, 900, 900]);
        let next_week = after_failure(seen, now + 7 * 86_400_000_000);
        assert_eq!(next_week.failures, 1);
    }
}
