//! Which programs may ask in whose name? API keys.

use portico_model::{Fault, FaultKind, Person, Principal};
use portico_registry::{KeyRecord, NewKey};
use rand::Rng;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::{Portal, clock};

/// How every key begins: secret scanners and people recognise it.
const START: &str = "portico_";
/// Random characters after that, of 36: about 206 bits.
const LENGTH: usize = 40;
/// Characters shown in lists.
const SHOWN: usize = START.len() + 4;
/// Uses closer together than this are not written down one by one, in microseconds.
const GRAIN: i64 = 60_000_000;
/// Longest label, in characters.
const LONGEST_LABEL: usize = 200;

/// A key that was just made: the only time that it is shown.
#[derive(Clone)]
pub struct CreatedKey {
    /// Names the key in lists and for revoking.
    pub id: String,
    /// The key.
    pub key: String,
}

impl std::fmt::Debug for CreatedKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CreatedKey")
            .field("id", &self.id)
            .finish_non_exhaustive()
    }
}

/// A key as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct KeyInfo {
    /// Names the key for revoking.
    pub id: String,
    /// Address of its owner.
    pub email: String,
    /// What it is for.
    pub label: String,
    /// Its first characters.
    pub prefix: String,
    /// Microseconds since the epoch.
    pub created_at: i64,
    /// Last use, within a minute; microseconds since the epoch.
    pub last_used_at: Option<i64>,
    /// Useless by now.
    pub revoked: bool,
}

impl From<KeyRecord> for KeyInfo {
    fn from(key: KeyRecord) -> Self {
        let KeyRecord {
            id,
            email,
            label,
            prefix,
            created_at,
            last_used_at,
            revoked_at,
        } = key;
        Self {
            id,
            email,
            label,
            prefix,
            created_at,
            last_used_at,
            revoked: revoked_at.is_some(),
        }
    }
}

impl Portal {
    /// Makes a key for a person.
    ///
    /// # Errors
    /// Not found for an unknown address; invalid for a closed account or a label without words.
    pub async fn create_key(&self, email: &str, label: &str) -> Result<CreatedKey, Fault> {
        let label = label.trim();
        if label.is_empty() || label.chars().count() > LONGEST_LABEL {
            let message = format!("a label has 1 to {LONGEST_LABEL} characters");
            return Err(Fault::invalid("InvalidLabel", message).with_hint("say what the key is for"));
        }
        let person = self.account(email).await?.person;
        if person.disabled {
            return Err(Fault::invalid(
                "ClosedAccount",
                format!("the account {} is closed", person.email),
            ));
        }
        let key = random_key();
        let id = Uuid::now_v7().to_string();
        let kept = NewKey {
            id: id.clone(),
            person_id: person.id,
            label: label.to_owned(),
            prefix: key.chars().take(SHOWN).collect(),
            key_hash: digest(&key),
            created_at: clock::now(),
        };
        self.inner.registry.insert_key(&kept).await?;
        Ok(CreatedKey { id, key })
    }

    /// Every key, revoked ones included, newest first.
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn list_keys(&self) -> Result<Vec<KeyInfo>, Fault> {
        Ok(self
            .inner
            .registry
            .list_keys()
            .await?
            .into_iter()
            .map(KeyInfo::from)
            .collect())
    }

    /// Makes a key useless at once.
    ///
    /// # Errors
    /// Not found for an unknown identifier.
    pub async fn revoke_key(&self, id: &str) -> Result<(), Fault> {
        if self.inner.registry.revoke_key(id, clock::now()).await? {
            return Ok(());
        }
        Err(Fault::new(
            FaultKind::NotFound,
            "UnknownKey",
            format!("there is no key `{id}`"),
        )
        .with_hint("`portico key list` shows the identifiers"))
    }

    /// Who owns an API key; none when unknown, revoked, or the account is disabled.
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn person_for_key(&self, key: &str) -> Result<Option<Person>, Fault> {
        if !is_well_formed(key) {
            return Ok(None);
        }
        let hash = digest(key);
        let person = self.inner.registry.person_of_key(&hash).await?;
        if person.is_some() {
            self.inner.registry.touch_key(&hash, clock::now(), GRAIN).await?;
        }
        Ok(person)
    }

    /// Who asks with an API key, with groups and permissions, within the limits of the key; as [`Self::person_for_key`].
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn principal_of_key(&self, key: &str) -> Result<Option<Principal>, Fault> {
        match self.person_for_key(key).await? {
            Some(person) => self.principal(person, None).await.map(Some),
            None => Ok(None),
        }
    }
}

fn random_key() -> String {
    const DIGITS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    let mut source = rand::rng();
    let random = (0..LENGTH).map(|_| char::from(DIGITS[source.random_range(0..DIGITS.len())]));
    START.chars().chain(random).collect()
}

fn is_well_formed(key: &str) -> bool {
    key.strip_prefix(START)
        .is_some_and(|rest| rest.len() == LENGTH && rest.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// A key is random and long: a plain digest cannot be turned back.
fn digest(key: &str) -> String {
    hex::encode(Sha256::digest(key.as_bytes()))
}
