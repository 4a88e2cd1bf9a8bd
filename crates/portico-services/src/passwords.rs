//! How are passwords hashed and checked? Argon2id, a few at a time, away from the threads that serve.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use portico_model::{Fault, FaultKind};
use tokio::sync::Semaphore;

/// Hashes that are computed at once: each takes about 19 MiB and a core.
const RUNNING: usize = 2;
/// Hashes that may wait.
const WAITING: usize = 100;
/// Shortest password, in characters.
const SHORTEST: usize = 8;
/// Longest password, in bytes.
const LONGEST: usize = 1024;
/// Takes as long to check as the hash of an account; no password is known that it fits.
const NOBODY: &str =
    "$argon2id$v=19$m=19456,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA$AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA";

/// Computes hashes.
#[derive(Debug)]
pub(crate) struct PasswordDesk {
    running: Semaphore,
    waiting: Semaphore,
}

impl Default for PasswordDesk {
    fn default() -> Self {
        Self {
            running: Semaphore::new(RUNNING),
            waiting: Semaphore::new(RUNNING + WAITING),
        }
    }
}

impl PasswordDesk {
    /// The hash of a new password, with its salt and parameters (PHC string).
    ///
    /// # Errors
    /// When the password is too short or too long.
    pub(crate) async fn hash(&self, password: &str) -> Result<String, Fault> {
        if password.chars().count() < SHORTEST {
            let message = format!("the password has fewer than {SHORTEST} characters");
            return Err(Fault::invalid("WeakPassword", message).with_hint("a few words make a good password"));
        }
        if password.len() > LONGEST {
            return Err(Fault::invalid(
                "LongPassword",
                format!("the password has more than {LONGEST} bytes"),
            ));
        }
        let password = password.to_owned();
        let hashed = self.compute(move || {
            let hash: Result<PasswordHash, _> = Argon2::default().hash_password(password.as_bytes());
            hash.map(|hash| hash.to_string())
        });
        hashed.await?.map_err(|error| Fault::internal(error.to_string()))
    }

    /// Whether the password is right; without an account, as much work is done and the answer is no.
    ///
    /// # Errors
    /// When too many checks wait already.
    pub(crate) async fn verify(&self, password: &str, hash: Option<&str>) -> Result<bool, Fault> {
        let possible = hash.is_some() && password.len() <= LONGEST;
        let hash = hash.unwrap_or(NOBODY).to_owned();
        let password: Vec<u8> = password.bytes().take(LONGEST).collect();
        let fits = self.compute(move || {
            Argon2::default()
                .verify_password(&password, hash.as_str())
                .is_ok()
        });
        Ok(fits.await? && possible)
    }

    async fn compute<T: Send + 'static>(
        &self,
        work: impl FnOnce() -> T + Send + 'static,
    ) -> Result<T, Fault> {
        let _place = self.waiting.try_acquire().map_err(|_| {
            Fault::new(
                FaultKind::Busy,
                "TooManyAttempts",
                "too many people sign in at this moment",
            )
            .with_hint("try again in a few seconds")
        })?;
        let _turn = self.running.acquire().await.map_err(Fault::internal)?;
        tokio::task::spawn_blocking(work).await.map_err(Fault::internal)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parameters(hash: &str) -> Vec<&str> {
        hash.split('$').take(4).collect()
    }

    #[tokio::test]
    async fn a_password_fits_its_hash_and_no_other() {
        let desk = PasswordDesk::default();
        let hash = desk.hash("correct horse").await.expect("a hash");
        assert!(desk.verify("correct horse", Some(&hash)).await.expect("checked"));
        assert!(!desk.verify("wrong horse", Some(&hash)).await.expect("checked"));
        assert!(!desk.verify("correct horse", None).await.expect("checked"));
        assert_eq!(parameters(&hash), parameters(NOBODY), "both take equally long");
        assert!(PasswordHash::new(NOBODY).is_ok());
    }

    #[tokio::test]
    async fn short_and_endless_passwords_are_refused() {
        let desk = PasswordDesk::default();
        assert_eq!(desk.hash("short").await.expect_err("short").code, "WeakPassword");
        assert_eq!(
            desk.hash(&"x".repeat(2000)).await.expect_err("long").code,
            "LongPassword"
        );
    }
}
