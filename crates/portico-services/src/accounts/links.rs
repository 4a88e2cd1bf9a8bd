//! How does someone choose a password? With a link that works once: from an invitation, after forgetting, at the first start.

use std::net::IpAddr;

use portico_i18n::Say;
use portico_model::{Fault, FaultKind, Person};
use portico_registry::NewToken;
use rand::Rng;
use sha2::{Digest, Sha256};

use crate::people::normalise;
use crate::sign_in::attempts_name;
use crate::{Portal, clock};

/// Tokens that let their owner choose a password.
const PASSWORD: &str = "password";
/// Random characters of a token, of 36: about 206 bits.
const LENGTH: usize = 40;
/// One hour, in microseconds.
const HOUR: i64 = 3_600_000_000;
/// The life of a link after a password was forgotten.
pub(super) const RESET: i64 = HOUR;
/// The life of a link that invites.
pub(super) const INVITATION: i64 = 7 * 24 * HOUR;

/// A link that works once; shown or sent this once, only its digest is kept.
#[derive(Clone)]
pub struct OneTimeLink {
    /// For whom: an e-mail address.
    pub email: String,
    /// Path and query on this portal.
    pub path: String,
    /// Useless from then on, microseconds since the epoch.
    pub expires_at: i64,
}

impl std::fmt::Debug for OneTimeLink {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("OneTimeLink")
            .field("email", &self.email)
            .finish_non_exhaustive()
    }
}

impl Portal {
    /// A new link for that person; the one before is useless.
    pub(crate) async fn new_link(&self, person: &Person, life: i64) -> Result<OneTimeLink, Fault> {
        let token = random();
        let now = clock::now();
        let kept = NewToken {
            person_id: person.id.clone(),
            kind: PASSWORD.to_owned(),
            token_hash: digest(&token),
            created_at: now,
            expires_at: now + life,
        };
        self.inner.registry.put_token(&kept).await?;
        Ok(OneTimeLink {
            email: person.email.clone(),
            path: format!("/account/link/?token={token}"),
            expires_at: kept.expires_at,
        })
    }

    /// A new link for the account of that address, for the operator.
    ///
    /// # Errors
    /// Not found for an unknown address; invalid for a closed account.
    pub async fn link_for(&self, email: &str) -> Result<OneTimeLink, Fault> {
        let person = self.account(email).await?.person;
        if person.disabled {
            let message = format!("the account {} is closed", person.email);
            return Err(Fault::invalid("ClosedAccount", message));
        }
        self.new_link(&person, INVITATION).await
    }

    /// Somebody forgot a password: when the address has an account, a link is sent there. The caller learns nothing of that, not even
    /// from how long it takes: the work is done afterwards.
    ///
    /// # Errors
    /// `TooManyAttempts` for an address that asks too often.
    pub fn forgot_password(&self, email: &str, client: IpAddr, say: Say) -> Result<(), Fault> {
        self.inner.client_limits.count(client)?;
        if !self.can_mail() {
            return Ok(());
        }
        let (portal, email) = (self.clone(), normalise(email));
        tokio::spawn(async move {
            if let Err(fault) = portal.send_reset(&email, say).await
                && fault.kind != FaultKind::Busy
            {
                tracing::warn!(error = ?fault, "a link for a new password cannot be sent");
            }
        });
        Ok(())
    }

    async fn send_reset(&self, email: &str, say: Say) -> Result<(), Fault> {
        let Some(account) = self.inner.registry.account(email).await? else {
            return Ok(());
        };
        if account.person.disabled {
            return Ok(());
        }
        // A mailbox is not filled by somebody else's impatience.
        self.count_attempt(&attempts_name(&format!("reset {email}")))
            .await?;
        let link = self.new_link(&account.person, RESET).await?;
        self.mail_link(&link, "people-mail-reset", say).await
    }

    /// Sends a link; `key` names the words, with `-subject` and `-body` behind.
    pub(super) async fn mail_link(&self, link: &OneTimeLink, key: &str, say: Say) -> Result<(), Fault> {
        let Some(settings) = self.account_settings() else {
            return Ok(());
        };
        let address = format!("{}{}", settings.address, link.path);
        let until = chrono::DateTime::from_timestamp_micros(link.expires_at).map(|at| say.datetime(at));
        let until = until.unwrap_or_default();
        let words = [
            ("portal", settings.title.as_str().into()),
            ("email", link.email.as_str().into()),
            ("until", until.as_str().into()),
        ];
        let subject = say.t_with(&format!("{key}-subject"), &words);
        let body = say.t_with(&format!("{key}-body"), &words);
        let close = say.t_with("people-mail-close", &words);
        let text = format!("{body}\n\n{address}\n\n{close}\n");
        self.post(&link.email, &subject, &text).await
    }

    /// Whose link that is; the link still works afterwards.
    ///
    /// # Errors
    /// `UnknownLink` when it was used, has expired, or never was; `TooManyAttempts`.
    pub async fn owner_of_link(&self, token: &str, client: IpAddr) -> Result<Person, Fault> {
        self.inner.client_limits.count(client)?;
        let found = match is_token(token) {
            true => {
                let now = clock::now();
                self.inner
                    .registry
                    .person_of_token(PASSWORD, &digest(token), now)
                    .await?
            }
            false => None,
        };
        let person = found.ok_or_else(unknown_link)?;
        self.inner.client_limits.forgive(client);
        Ok(person)
    }

    /// Uses a link: its owner has that password from now on, and every session ends.
    ///
    /// # Errors
    /// As [`Self::owner_of_link`]; `WeakPassword` and the like, after which the link still works.
    pub async fn use_link(&self, token: &str, password: &str, client: IpAddr) -> Result<Person, Fault> {
        let owner = self.owner_of_link(token, client).await?;
        let hash = self.inner.passwords.hash(password, &owner.email).await?;
        let registry = &self.inner.registry;
        let redeemed = registry
            .redeem_token(PASSWORD, &digest(token), &hash, clock::now())
            .await?;
        let person = redeemed.ok_or_else(unknown_link)?;
        registry.forget_attempts(&attempts_name(&person.email)).await?;
        let changed = serde_json::json!({"password_changed": true});
        self.record_own(&person, changed).await?;
        Ok(person)
    }
}

pub(super) fn random() -> String {
    const DIGITS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    let mut source = rand::rng();
    (0..LENGTH)
        .map(|_| char::from(DIGITS[source.random_range(0..DIGITS.len())]))
        .collect()
}

pub(super) fn is_token(text: &str) -> bool {
    text.len() == LENGTH && text.bytes().all(|b| b.is_ascii_alphanumeric())
}

/// A token is random and long: a plain digest cannot be turned back.
pub(super) fn digest(token: &str) -> String {
    hex::encode(Sha256::digest(token.as_bytes()))
}

fn unknown_link() -> Fault {
    Fault::new(
        FaultKind::NotFound,
        "UnknownLink",
        "This link was used already, or has expired.",
    )
    .with_hint("ask for a new one")
}
