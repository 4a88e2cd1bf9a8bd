//! Who may push to a dataset? Whoever knows the key of its resource; the key is shown once and kept as a digest.

use portico_model::{Action, Author, Dataset, DatasetRight, Fault, FaultKind, Permission, Principal, Thing};
use portico_registry::PushResource;
use serde_json::{Value, json};

use super::RESOURCE;
use crate::{Change, Portal, clock, keys};

/// How every push key begins.
const START: &str = "push_";
/// Longest name of a resource, in characters.
const LONGEST_NAME: usize = 64;

/// A resource to be made.
#[derive(Debug, Clone, Default)]
pub struct NewPushKey {
    /// Public identifier of the dataset.
    pub dataset: String,
    /// Name in addresses; none means `realtime`, which programs expect.
    pub resource: Option<String>,
    /// Records may bring fields that the dataset does not have yet.
    pub new_fields: bool,
    /// Who makes it: an e-mail address, or `command line`.
    pub author: String,
}

/// A key that was just made: the only time that it is shown.
#[derive(Clone)]
pub struct PushKey {
    /// Public identifier of the dataset.
    pub dataset: String,
    /// Name in addresses.
    pub resource: String,
    /// The key.
    pub key: String,
}

impl std::fmt::Debug for PushKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("PushKey")
            .field("dataset", &self.dataset)
            .field("resource", &self.resource)
            .finish_non_exhaustive()
    }
}

impl PushKey {
    /// Where to push, below the portal's address.
    #[must_use]
    pub fn path(&self) -> String {
        let Self {
            dataset,
            resource,
            key,
        } = self;
        format!("/api/push/1.0/{dataset}/{resource}/push/?pushkey={key}")
    }
}

/// A resource as it is listed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PushKeyInfo {
    /// Public identifier of the dataset.
    pub dataset: String,
    /// Name in addresses.
    pub resource: String,
    /// The first characters of its key.
    pub prefix: String,
    /// Pushes are refused for now.
    pub disabled: bool,
    /// Records may bring new fields.
    pub new_fields: bool,
    /// Who made it.
    pub author: String,
    /// Microseconds since the epoch.
    pub created_at: i64,
    /// When the key was made that holds now; microseconds since the epoch.
    pub renewed_at: i64,
    /// Last push; microseconds since the epoch.
    pub last_at: Option<i64>,
    /// Pushes to the dataset that are in no version yet.
    pub waiting: i64,
    /// Pushes to the dataset that could not be taken over, in the last week.
    pub refused: i64,
}

impl Portal {
    /// Makes a place to push to and its key.
    ///
    /// # Errors
    /// `ForbiddenAccess` without the right to change the dataset; not found for an unknown dataset; invalid for a name that cannot stand
    /// in an address; a conflict when the dataset has a resource of that name.
    pub async fn create_push_key(&self, who: &Principal, new: NewPushKey) -> Result<PushKey, Fault> {
        let dataset = self.pushed_dataset(who, &new.dataset).await?;
        let resource = new.resource.unwrap_or_else(|| RESOURCE.to_owned());
        if !is_name(&resource) {
            let message = format!("`{resource}` cannot be the name of a push resource");
            return Err(Fault::invalid("InvalidName", message)
                .with_hint("use 1 to 64 lower-case letters, digits, hyphens and underscores"));
        }
        let key = keys::random(START);
        let now = clock::now();
        let kept = PushResource {
            dataset_uid: dataset.uid.as_str().to_owned(),
            id: resource.clone(),
            key_hash: keys::digest(&key),
            prefix: keys::shown(&key, START),
            disabled: false,
            new_fields: new.new_fields,
            author: new.author,
            created_at: now,
            renewed_at: now,
            last_at: None,
        };
        let taken = self.inner.registry.insert_push_resource(&kept).await;
        taken.map_err(|error| match error {
            portico_registry::RegistryError::Conflict(message) => {
                Fault::new(FaultKind::Conflict, "PushResourceExists", message)
                    .with_hint("renew its key, or choose another name")
            }
            other => other.into(),
        })?;
        self.record_push_key(who, &dataset, Action::Create, None, Some(&kept))
            .await?;
        Ok(PushKey {
            dataset: dataset.id.to_string(),
            resource,
            key,
        })
    }

    /// Every place to push to that this principal may change.
    ///
    /// # Errors
    /// `AuthenticationRequired` for nobody known; when the registry fails.
    pub async fn list_push_keys(&self, who: &Principal) -> Result<Vec<PushKeyInfo>, Fault> {
        if *who == Principal::Anonymous {
            return Err(who.refusal(Permission::PublishDataset.as_str()));
        }
        let registry = &self.inner.registry;
        let queues = registry.push_queues().await?;
        let mut list = Vec::new();
        for resource in registry.list_push_resources().await? {
            let Ok(uid) = portico_model::DatasetUid::new(resource.dataset_uid.clone()) else {
                continue;
            };
            let Some(dataset) = registry.dataset_by_uid(&uid).await? else {
                continue;
            };
            if !self.rights_on(who, &uid).await?.contains(DatasetRight::Publish) {
                continue;
            }
            let queue = queues
                .iter()
                .find(|queue| queue.dataset_uid == resource.dataset_uid);
            list.push(PushKeyInfo {
                dataset: dataset.id.to_string(),
                resource: resource.id,
                prefix: resource.prefix,
                disabled: resource.disabled,
                new_fields: resource.new_fields,
                author: resource.author,
                created_at: resource.created_at,
                renewed_at: resource.renewed_at,
                last_at: resource.last_at,
                waiting: queue.map_or(0, |queue| queue.waiting),
                refused: queue.map_or(0, |queue| queue.refused),
            });
        }
        list.sort_by(|a, b| (&a.dataset, &a.resource).cmp(&(&b.dataset, &b.resource)));
        Ok(list)
    }

    /// Gives a resource a new key; the old one is useless at once.
    ///
    /// # Errors
    /// As [`Self::create_push_key`]; not found for an unknown resource.
    pub async fn renew_push_key(
        &self,
        who: &Principal,
        dataset: &str,
        resource: &str,
    ) -> Result<PushKey, Fault> {
        let (dataset, before) = self.push_resource(who, dataset, resource).await?;
        let mut kept = before.clone();
        let key = keys::random(START);
        kept.key_hash = keys::digest(&key);
        kept.prefix = keys::shown(&key, START);
        kept.renewed_at = clock::now();
        self.inner.registry.update_push_resource(&kept).await?;
        self.record_push_key(who, &dataset, Action::Change, Some(&before), Some(&kept))
            .await?;
        Ok(PushKey {
            dataset: dataset.id.to_string(),
            resource: kept.id,
            key,
        })
    }

    /// Refuses pushes to a resource for a while, or takes them again; the key stays what it is.
    ///
    /// # Errors
    /// As [`Self::renew_push_key`].
    pub async fn enable_push(
        &self,
        who: &Principal,
        dataset: &str,
        resource: &str,
        enabled: bool,
    ) -> Result<(), Fault> {
        let (dataset, before) = self.push_resource(who, dataset, resource).await?;
        let kept = PushResource {
            disabled: !enabled,
            ..before.clone()
        };
        self.inner.registry.update_push_resource(&kept).await?;
        self.record_push_key(who, &dataset, Action::Change, Some(&before), Some(&kept))
            .await
    }

    /// Takes a resource away. What was pushed stays.
    ///
    /// # Errors
    /// As [`Self::renew_push_key`].
    pub async fn remove_push_key(&self, who: &Principal, dataset: &str, resource: &str) -> Result<(), Fault> {
        let (dataset, kept) = self.push_resource(who, dataset, resource).await?;
        self.inner
            .registry
            .delete_push_resource(&dataset.uid, &kept.id)
            .await?;
        self.record_push_key(who, &dataset, Action::Delete, Some(&kept), None)
            .await
    }

    /// Lets the pushes to the dataset wait for their turn again that could not be taken over: how many.
    ///
    /// # Errors
    /// As [`Self::renew_push_key`].
    pub async fn recover_pushes(&self, who: &Principal, dataset: &str, resource: &str) -> Result<u64, Fault> {
        let (dataset, _) = self.push_resource(who, dataset, resource).await?;
        let again = self.inner.registry.retry_refused_pushes(&dataset.uid).await?;
        self.record_refused(who, &dataset, again, "waiting again").await?;
        Ok(again)
    }

    /// Forgets the pushes to the dataset that could not be taken over: how many.
    ///
    /// # Errors
    /// As [`Self::renew_push_key`].
    pub async fn drop_pushes(&self, who: &Principal, dataset: &str, resource: &str) -> Result<u64, Fault> {
        let (dataset, _) = self.push_resource(who, dataset, resource).await?;
        let gone = self.inner.registry.drop_refused_pushes(&dataset.uid).await?;
        self.record_refused(who, &dataset, gone, "forgotten").await?;
        Ok(gone)
    }

    async fn record_refused(
        &self,
        who: &Principal,
        dataset: &Dataset,
        count: u64,
        now: &str,
    ) -> Result<(), Fault> {
        if count == 0 {
            return Ok(());
        }
        let change = Change::of(Thing::Dataset, dataset.id.as_str(), Action::Change)
            .before(json!({"refused pushes": count}))
            .after(json!({"refused pushes": 0, now: count}));
        self.record_change(&Author::from(who), change).await
    }

    async fn push_resource(
        &self,
        who: &Principal,
        dataset: &str,
        resource: &str,
    ) -> Result<(Dataset, PushResource), Fault> {
        let dataset = self.pushed_dataset(who, dataset).await?;
        let found = self.inner.registry.push_resource(&dataset.uid, resource).await?;
        let kept = found.ok_or_else(|| {
            let message = format!("the dataset {} has no push resource `{resource}`", dataset.id);
            Fault::new(FaultKind::NotFound, "NotFoundResource", message)
        })?;
        Ok((dataset, kept))
    }

    /// Whether programs may push records to the dataset: it may be published before the first ones come.
    pub(crate) async fn takes_pushes(&self, dataset: &Dataset) -> Result<bool, Fault> {
        let all = self.inner.registry.list_push_resources().await?;
        let is_there = |resource: &PushResource| resource.dataset_uid == dataset.uid.as_str();
        Ok(all.iter().any(is_there))
    }

    async fn pushed_dataset(&self, who: &Principal, id: &str) -> Result<Dataset, Fault> {
        self.dataset_to_publish(who, id).await
    }

    async fn record_push_key(
        &self,
        who: &Principal,
        dataset: &Dataset,
        action: Action,
        before: Option<&PushResource>,
        after: Option<&PushResource>,
    ) -> Result<(), Fault> {
        let id = before.or(after).map_or("", |resource| resource.id.as_str());
        let mut change = Change::of(Thing::Key, format!("{}/{id}", dataset.id), action);
        if let Some(resource) = before {
            change = change.before(told(resource));
        }
        if let Some(resource) = after {
            change = change.after(told(resource));
        }
        self.record_change(&Author::from(who), change).await
    }
}

/// What the trail says of a resource: nothing that opens it.
fn told(resource: &PushResource) -> Value {
    json!({
        "push key": resource.prefix,
        "disabled": resource.disabled,
        "new fields": resource.new_fields,
    })
}

fn is_name(name: &str) -> bool {
    let allowed =
        |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || matches!(byte, b'-' | b'_');
    (1..=LONGEST_NAME).contains(&name.len()) && name.bytes().all(allowed)
}

#[cfg(test)]
mod tests {
    use super::is_name;

    #[test]
    fn a_name_can_stand_in_an_address() {
        assert!(is_name("realtime") && is_name("station-2_b"));
        for wrong in ["", "Realtime", "a/b", "é", "a b", &"x".repeat(65)] {
            assert!(!is_name(wrong), "{wrong}");
        }
    }
}
