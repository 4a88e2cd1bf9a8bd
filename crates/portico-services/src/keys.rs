//! Which programs may ask in whose name? API keys.

use portico_model::{Action, Author, Fault, FaultKind, KeyScope, Permission, Person, Principal, Thing};
use portico_registry::{KeyRecord, NewKey};
use rand::Rng;
use serde_json::json;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use crate::trail::Change;
use crate::{Portal, clock};

/// How every key begins: secret scanners and people recognise it.
const START: &str = "portico_";
/// Random characters after that, of 36: about 206 bits.
const LENGTH: usize = 40;
/// Characters of it that are shown in lists.
const SHOWN: usize = 4;
/// Uses closer together than this are not written down one by one, in microseconds.
const GRAIN: i64 = 60_000_000;
/// One day, in microseconds.
const DAY: i64 = 86_400_000_000;
/// Longest life, in days.
const LONGEST_LIFE: u32 = 3650;
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
    /// Its owner.
    pub person_id: String,
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
    /// Useless from then on, microseconds since the epoch.
    pub expires_at: Option<i64>,
    /// What it may be used for.
    pub scope: KeyScope,
}

impl KeyInfo {
    /// It opens something at this moment.
    #[must_use]
    pub fn works(&self) -> bool {
        !self.revoked && self.expires_at.is_none_or(|end| end > clock::now())
    }
}

/// What a key is to be.
#[derive(Debug, Clone, Default)]
pub struct KeyRequest {
    /// What it is for.
    pub label: String,
    /// Days until it is useless; none means never.
    pub days: Option<u32>,
    /// What it may be used for.
    pub scope: KeyScope,
}

/// What is to be different about a key.
#[derive(Debug, Clone, Default)]
pub struct KeyChange {
    /// What it is for; none leaves that.
    pub label: Option<String>,
    /// Days from now until it is useless; none leaves its end.
    pub days: Option<u32>,
    /// What it may be used for.
    pub scope: KeyScope,
}

impl From<KeyRecord> for KeyInfo {
    fn from(key: KeyRecord) -> Self {
        let KeyRecord {
            id,
            person_id,
            email,
            label,
            prefix,
            created_at,
            last_used_at,
            revoked_at,
            expires_at,
            scope,
        } = key;
        Self {
            id,
            person_id,
            email,
            label,
            prefix,
            created_at,
            last_used_at,
            revoked: revoked_at.is_some(),
            expires_at,
            scope,
        }
    }
}

impl Portal {
    /// Makes a key for a person, without limits of its own.
    ///
    /// # Errors
    /// Not found for an unknown address; invalid for a closed account or a label without words.
    pub async fn create_key(&self, email: &str, label: &str) -> Result<CreatedKey, Fault> {
        let request = KeyRequest {
            label: label.to_owned(),
            ..KeyRequest::default()
        };
        let person = self.account(email).await?.person;
        self.make_key(person, request, None).await
    }

    /// Makes a key with limits for a person.
    ///
    /// # Errors
    /// As [`Self::create_key`]; invalid for a life of no days or of more than ten years.
    pub async fn create_limited_key(&self, email: &str, request: KeyRequest) -> Result<CreatedKey, Fault> {
        let person = self.account(email).await?.person;
        let ends_at = end(request.days)?;
        self.make_key(person, request, ends_at).await
    }

    /// Makes a key for the person who asks, signed in. A key makes keys only where it may manage people, and none that may do more than
    /// itself, or that outlives it.
    ///
    /// # Errors
    /// As [`Self::create_limited_key`]; `ForbiddenAccess` for somebody who is not signed in.
    pub async fn create_own_key(&self, who: &Principal, request: KeyRequest) -> Result<CreatedKey, Fault> {
        let person = maker(who)?.clone();
        let request = KeyRequest {
            scope: within(who, request.scope)?,
            ..request
        };
        let state = told(&request.label, &request.scope, request.days);
        let ends_at = outlived(who, end(request.days)?)?;
        let key = self.make_key(person, request, ends_at).await?;
        let change = Change::of(Thing::Key, &key.id, Action::Create).after(state);
        self.record_change(&Author::from(who), change).await?;
        Ok(key)
    }

    /// The keys of the person who asks, newest first.
    ///
    /// # Errors
    /// `ForbiddenAccess` for somebody who is not signed in.
    pub async fn list_own_keys(&self, who: &Principal) -> Result<Vec<KeyInfo>, Fault> {
        let person = signed_in(who)?;
        let mut keys = self.list_keys().await?;
        keys.retain(|key| key.person_id == person.id);
        Ok(keys)
    }

    /// Every key, newest first.
    ///
    /// # Errors
    /// `ForbiddenAccess` and the like.
    pub async fn list_keys_for(&self, who: &Principal) -> Result<Vec<KeyInfo>, Fault> {
        who.require(Permission::ManagePeople)?;
        self.list_keys().await
    }

    /// Makes a key useless at once: one's own, or anybody's for those who manage people.
    ///
    /// # Errors
    /// `UnknownKey`, also for a key of somebody else.
    pub async fn revoke_key_for(&self, who: &Principal, id: &str) -> Result<(), Fault> {
        let key = self.key_in_reach(who, id).await?;
        self.revoke_key(id).await?;
        let state = json!({"label": key.label, "owner": key.email});
        let change = Change::of(Thing::Key, &key.id, Action::Revoke).before(state);
        self.record_change(&Author::from(who), change).await
    }

    /// Makes a key useless at once, and forgets it: only the trail knows of it.
    ///
    /// # Errors
    /// As [`Self::revoke_key_for`].
    pub async fn forget_key_for(&self, who: &Principal, id: &str) -> Result<(), Fault> {
        let key = self.key_in_reach(who, id).await?;
        self.inner.registry.delete_key(id).await?;
        let state = json!({"label": key.label, "owner": key.email});
        let change = Change::of(Thing::Key, &key.id, Action::Delete).before(state);
        self.record_change(&Author::from(who), change).await
    }

    /// The keys that somebody may see and revoke, newest first: everybody's for those who manage people, else one's own.
    ///
    /// # Errors
    /// `ForbiddenAccess` for a key that may not manage people.
    pub async fn keys_in_reach(&self, who: &Principal) -> Result<Vec<KeyInfo>, Fault> {
        if who.may(Permission::ManagePeople) {
            return self.list_keys().await;
        }
        self.list_own_keys(who).await
    }

    /// One of them.
    ///
    /// # Errors
    /// `UnknownKey`, also for a key of somebody else.
    pub async fn key_in_reach(&self, who: &Principal, id: &str) -> Result<KeyInfo, Fault> {
        let keys = self.keys_in_reach(who).await?;
        keys.into_iter().find(|key| key.id == id).ok_or_else(unknown)
    }

    /// Which of them is this?
    ///
    /// # Errors
    /// As [`Self::key_in_reach`].
    pub async fn find_key(&self, who: &Principal, key: &str) -> Result<KeyInfo, Fault> {
        let found = self.inner.registry.key_of_digest(&digest(key)).await?;
        self.key_in_reach(who, &found.ok_or_else(unknown)?.id).await
    }

    /// Changes what one's own key is for and what it may be used for.
    ///
    /// # Errors
    /// As [`Self::create_own_key`]; `UnknownKey` for one of somebody else; a conflict for one that is useless.
    pub async fn change_own_key(
        &self,
        who: &Principal,
        id: &str,
        change: KeyChange,
    ) -> Result<KeyInfo, Fault> {
        let own = maker(who)?.id.clone();
        let key = self.key_in_reach(who, id).await?;
        if key.person_id != own {
            return Err(unknown());
        }
        if key.revoked {
            let message = "This key was revoked.";
            return Err(Fault::new(FaultKind::Conflict, "RevokedKey", message).with_hint("make a new one"));
        }
        let scope = within(who, change.scope)?;
        let label = checked_label(change.label.as_deref().unwrap_or(&key.label))?;
        let expires_at = outlived(who, end(change.days)?.or(key.expires_at))?;
        self.inner
            .registry
            .change_key(id, &label, expires_at, &scope)
            .await?;
        let trail = Change::of(Thing::Key, id, Action::Change)
            .before(told(&key.label, &key.scope, None))
            .after(told(&label, &scope, change.days));
        self.record_change(&Author::from(who), trail).await?;
        self.key_in_reach(who, id).await
    }

    async fn make_key(
        &self,
        person: Person,
        request: KeyRequest,
        expires_at: Option<i64>,
    ) -> Result<CreatedKey, Fault> {
        let label = checked_label(&request.label)?;
        if person.disabled {
            return Err(Fault::invalid(
                "ClosedAccount",
                format!("the account {} is closed", person.email),
            ));
        }
        let key = random(START);
        let id = Uuid::now_v7().to_string();
        let kept = NewKey {
            id: id.clone(),
            person_id: person.id,
            label,
            prefix: shown(&key, START),
            key_hash: digest(&key),
            created_at: clock::now(),
            expires_at,
            scope: request.scope,
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

    /// Who owns an API key, whatever its limits; none when unknown, revoked, or the account is disabled.
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn person_for_key(&self, key: &str) -> Result<Option<Person>, Fault> {
        Ok(self.owner_of_key(key).await?.map(|(person, _)| person))
    }

    async fn owner_of_key(&self, key: &str) -> Result<Option<(Person, KeyScope)>, Fault> {
        if !is_well_formed(key) {
            return Ok(None);
        }
        let hash = digest(key);
        let now = clock::now();
        let owner = self.inner.registry.person_of_key(&hash, now).await?;
        if owner.is_some() {
            self.inner.registry.touch_key(&hash, now, GRAIN).await?;
        }
        Ok(owner)
    }

    /// Who asks with an API key, with groups and permissions, within the limits of the key; as [`Self::person_for_key`].
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn principal_of_key(&self, key: &str) -> Result<Option<Principal>, Fault> {
        match self.owner_of_key(key).await? {
            Some((person, scope)) => self.principal(person, Some(scope)).await.map(Some),
            None => Ok(None),
        }
    }
}

/// The person, when somebody is signed in without a key.
fn signed_in(who: &Principal) -> Result<&Person, Fault> {
    let member = who.member().filter(|member| member.scope.is_none());
    member.map(|member| &member.person).ok_or_else(Fault::forbidden)
}

/// The person who may make keys: signed in, or by a key that may manage people everywhere.
fn maker(who: &Principal) -> Result<&Person, Fault> {
    let member = who.member().ok_or_else(|| who.refusal("manage_people"))?;
    let is_bounded = member.scope.as_ref().is_some_and(|scope| {
        scope.datasets.is_some() || !member.permissions().contains(Permission::ManagePeople)
    });
    match is_bounded {
        true => Err(who
            .refusal("manage_people")
            .with_hint("sign in to make keys; a key does it only with the permission `manage_people`")),
        false => Ok(&member.person),
    }
}

/// The limits of a key that is made by this principal: a key gives no more than it has.
fn within(who: &Principal, scope: KeyScope) -> Result<KeyScope, Fault> {
    let Some(limit) = who
        .member()
        .and_then(|member| member.scope.as_ref())
        .and_then(|scope| scope.permissions)
    else {
        return Ok(scope);
    };
    let permissions = scope.permissions.unwrap_or(limit);
    if let Some(more) = permissions.iter().find(|one| !limit.contains(*one)) {
        return Err(who.refusal(more.as_str()));
    }
    Ok(KeyScope {
        permissions: Some(permissions),
        ..scope
    })
}

/// When a key is useless that is made or changed by this principal: not after the key that makes it.
fn outlived(who: &Principal, end: Option<i64>) -> Result<Option<i64>, Fault> {
    let until = who.member().and_then(|member| member.scope.as_ref()?.until);
    match (until, end) {
        (Some(until), Some(end)) if end > until => Err(who
            .refusal("manage_people")
            .with_hint("a key makes none that outlives it: give fewer days, or sign in")),
        (Some(until), None) => Ok(Some(until)),
        (_, end) => Ok(end),
    }
}

fn checked_label(label: &str) -> Result<String, Fault> {
    let label = label.trim();
    if label.is_empty() || label.chars().count() > LONGEST_LABEL || label.chars().any(char::is_control) {
        let message = format!("a label has 1 to {LONGEST_LABEL} characters");
        return Err(Fault::invalid("InvalidLabel", message).with_hint("say what the key is for"));
    }
    Ok(label.to_owned())
}

/// When a key is useless that works for so many days.
fn end(days: Option<u32>) -> Result<Option<i64>, Fault> {
    if days.is_some_and(|days| !(1..=LONGEST_LIFE).contains(&days)) {
        let message = format!("a key works for 1 to {LONGEST_LIFE} days");
        return Err(
            Fault::invalid("InvalidExpiry", message).with_hint("leave it empty for a key without an end")
        );
    }
    Ok(days.map(|days| clock::now() + i64::from(days) * DAY))
}

/// What the trail says of a key.
fn told(label: &str, scope: &KeyScope, days: Option<u32>) -> serde_json::Value {
    json!({
        "label": label.trim(),
        "days": days,
        "permissions": scope.permissions.map(portico_model::Permissions::to_names),
        "datasets": scope.datasets.as_ref().map(Vec::len),
    })
}

fn unknown() -> Fault {
    Fault::new(FaultKind::NotFound, "UnknownKey", "There is no such key.").with_hint("see the list of keys")
}

/// A new key that begins with `start`.
pub(crate) fn random(start: &str) -> String {
    const DIGITS: &[u8; 36] = b"abcdefghijklmnopqrstuvwxyz0123456789";
    let mut source = rand::rng();
    let random = (0..LENGTH).map(|_| char::from(DIGITS[source.random_range(0..DIGITS.len())]));
    start.chars().chain(random).collect()
}

/// What lists show of a key.
pub(crate) fn shown(key: &str, start: &str) -> String {
    key.chars().take(start.len() + SHOWN).collect()
}

fn is_well_formed(key: &str) -> bool {
    key.strip_prefix(START)
        .is_some_and(|rest| rest.len() == LENGTH && rest.bytes().all(|b| b.is_ascii_alphanumeric()))
}

/// A key is random and long: a plain digest cannot be turned back.
pub(crate) fn digest(key: &str) -> String {
    hex::encode(Sha256::digest(key.as_bytes()))
}
