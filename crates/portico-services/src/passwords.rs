//! How are passwords hashed and checked? Argon2id, a few at a time, away from the threads that serve.

use argon2::password_hash::phc::PasswordHash;
use argon2::{Argon2, PasswordHasher, PasswordVerifier};
use portico_model::{Fault, FaultKind};
use tokio::sync::Semaphore;
use zxcvbn::{Score, zxcvbn};

/// Hashes that are computed at once: each takes about 19 MiB and a core.
const RUNNING: usize = 2;
/// Hashes that may wait.
const WAITING: usize = 100;
/// Shortest password, in characters.
const SHORTEST: usize = 8;
/// Longest password, in bytes.
const LONGEST: usize = 1024;
/// Weakest password: more than a hundred million guesses, which nobody can make through the limits of the sign-in.
const LEAST: Score = Score::Two;
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
    /// The hash of a new password of somebody with that address, with its salt and parameters (PHC string).
    ///
    /// # Errors
    /// `WeakPassword` when it is too short, `LongPassword` when it is too long, `GuessablePassword` when others would try it soon: one of the
    /// common ones, one's own name, a row of the keyboard (NIST SP 800-63B, 3.1.1.2: a list of what is common, no rules of composition).
    pub(crate) async fn hash(&self, password: &str, email: &str) -> Result<String, Fault> {
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
        let (password, about) = (password.to_owned(), known_of(email));
        let hashed = self.compute(move || {
            let about: Vec<&str> = about.iter().map(String::as_str).collect();
            if zxcvbn(&password, &about).score() < LEAST {
                return Ok(None);
            }
            let hash: Result<PasswordHash, _> = Argon2::default().hash_password(password.as_bytes());
            hash.map(|hash| Some(hash.to_string()))
        });
        let hashed = hashed
            .await?
            .map_err(|error| Fault::internal(error.to_string()))?;
        hashed.ok_or_else(|| {
            Fault::invalid("GuessablePassword", "the password is easy to guess")
                .with_hint("a few words that do not belong together make a good password")
        })
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

/// What strangers know of somebody: words that make a password no harder to guess.
fn known_of(email: &str) -> Vec<String> {
    let parts = email.split(|c: char| !c.is_alphanumeric());
    let parts = parts.filter(|part| part.chars().count() > 2).map(str::to_owned);
    let local = email.split('@').next().unwrap_or(email);
    [email.to_owned(), local.to_owned()]
        .into_iter()
        .chain(parts)
        .chain(["portico", "opendata", "admin"].map(str::to_owned))
        .collect()
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
        let hash = desk
            .hash("correct horse", "ann@example.org")
            .await
            .expect("a hash");
        assert!(desk.verify("correct horse", Some(&hash)).await.expect("checked"));
        assert!(!desk.verify("wrong horse", Some(&hash)).await.expect("checked"));
        assert!(!desk.verify("correct horse", None).await.expect("checked"));
        assert_eq!(parameters(&hash), parameters(NOBODY), "both take equally long");
        assert!(PasswordHash::new(NOBODY).is_ok());
    }

    #[tokio::test]
    async fn what_others_would_try_is_refused() {
        let desk = PasswordDesk::default();
        for guess in [
            "12345678",
            "20261201",
            "password1",
            "P@ssw0rd!",
            "qwertyuiop",
            "aaaaaaaaaaaa",
            "abcdefgh",
            "anna.smith",
            "smith2026",
            "tulsa2026",
            "Admin123!",
        ] {
            let fault = desk.hash(guess, "anna.smith@tulsa.example.org").await;
            assert_eq!(fault.expect_err(guess).code, "GuessablePassword", "{guess}");
        }
        for good in ["grüne Tür im Hof", "seven oaks and a lamp", "kV9#tq2LxW"] {
            assert!(
                desk.hash(good, "anna.smith@tulsa.example.org").await.is_ok(),
                "{good}"
            );
        }
    }

    #[tokio::test]
    async fn short_and_endless_passwords_are_refused() {
        let desk = PasswordDesk::default();
        assert_eq!(
            desk.hash("short", "ann@example.org")
                .await
                .expect_err("short")
                .code,
            "WeakPassword"
        );
        assert_eq!(
            desk.hash(&"x".repeat(2000), "ann@example.org")
                .await
                .expect_err("long")
                .code,
            "LongPassword"
        );
    }
}
