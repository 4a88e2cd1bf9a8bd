//! What is different between two registers, and must visitors be asked again? A change of meaning asks; a change of wording does not.

use std::collections::{BTreeMap, BTreeSet};

use serde::{Deserialize, Serialize};

use crate::optional::{Service, Stored};

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Change {
    /// The service that it is about; none for the portal as a whole.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub service: Option<String>,
    /// What is different.
    pub what: What,
}

/// In what two registers, or two versions of the policy, differ.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum What {
    /// The first version.
    First,
    /// A service was added.
    Added,
    /// A service was removed.
    Removed,
    /// It serves another purpose.
    Purpose,
    /// It is of another class.
    Class,
    /// Somebody else runs it.
    Provider,
    /// Somebody else decides what is done with the data.
    Controller,
    /// The browser talks to another host.
    HostAdded,
    /// The browser no longer talks to a host.
    HostRemoved,
    /// It stores something more.
    StorageAdded,
    /// It stores less.
    StorageRemoved,
    /// Something stays longer than before.
    Longer,
    /// Something goes earlier than before.
    Shorter,
    /// The same in other words, or in another language.
    Wording,
    /// Other technical details: addresses on the same hosts.
    Technical,
    /// The portal's own cookies are described otherwise: a new version of the program.
    OwnCookies,
    /// Anonymous statistics were switched on or off.
    Statistics,
    /// The owner's own text.
    Prose,
    /// The cookies of what stands in front of the portal: told, and nobody is asked about them.
    Infrastructure,
}

impl What {
    /// Every difference.
    pub const ALL: [Self; 19] = [
        Self::First,
        Self::Added,
        Self::Removed,
        Self::Purpose,
        Self::Class,
        Self::Provider,
        Self::Controller,
        Self::HostAdded,
        Self::HostRemoved,
        Self::StorageAdded,
        Self::StorageRemoved,
        Self::Longer,
        Self::Shorter,
        Self::Wording,
        Self::Technical,
        Self::OwnCookies,
        Self::Statistics,
        Self::Prose,
        Self::Infrastructure,
    ];

    /// The word used in message keys.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::First => "first",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Purpose => "purpose",
            Self::Class => "class",
            Self::Provider => "provider",
            Self::Controller => "controller",
            Self::HostAdded => "host-added",
            Self::HostRemoved => "host-removed",
            Self::StorageAdded => "storage-added",
            Self::StorageRemoved => "storage-removed",
            Self::Longer => "longer",
            Self::Shorter => "shorter",
            Self::Wording => "wording",
            Self::Technical => "technical",
            Self::OwnCookies => "own-cookies",
            Self::Statistics => "statistics",
            Self::Prose => "prose",
            Self::Infrastructure => "infrastructure",
        }
    }

    /// Visitors who chose before have not chosen about this: they are asked again.
    #[must_use]
    pub fn is_material(self) -> bool {
        match self {
            Self::Added
            | Self::Purpose
            | Self::Class
            | Self::Provider
            | Self::Controller
            | Self::HostAdded
            | Self::StorageAdded
            | Self::Longer => true,
            Self::First
            | Self::Removed
            | Self::HostRemoved
            | Self::StorageRemoved
            | Self::Shorter
            | Self::Wording
            | Self::Technical
            | Self::OwnCookies
            | Self::Statistics
            | Self::Prose
            | Self::Infrastructure => false,
        }
    }
}

/// What is different between the services of two registers: those that stay first, then what was added, then what was removed.
#[must_use]
pub fn difference(old: &[Service], new: &[Service]) -> Vec<Change> {
    let change = |service: &Service, what| Change {
        service: Some(service.key.clone()),
        what,
    };
    let told_apart = |service: &&Service| service.asks();
    let (old_told, new_told) = (infrastructure(old), infrastructure(new));
    let old: Vec<Service> = old.iter().filter(told_apart).cloned().collect();
    let new: Vec<Service> = new.iter().filter(told_apart).cloned().collect();
    let find = |list: &'_ [Service], key: &str| list.iter().find(|service| service.key == key).cloned();
    let stayed = new
        .iter()
        .filter_map(|after| Some((find(&old, &after.key)?, after)))
        .flat_map(|(before, after)| {
            let found = of_service(&before, after);
            found.into_iter().map(move |what| change(after, what))
        });
    let added = new
        .iter()
        .filter(|service| find(&old, &service.key).is_none())
        .map(|service| change(service, What::Added));
    let removed = old
        .iter()
        .filter(|service| find(&new, &service.key).is_none())
        .map(|service| change(service, What::Removed));
    let keys: BTreeSet<&String> = old_told.keys().chain(new_told.keys()).collect();
    let told = keys
        .into_iter()
        .filter(|key| old_told.get(*key) != new_told.get(*key))
        .map(|key| Change {
            service: Some(key.clone()),
            what: What::Infrastructure,
        });
    stayed.chain(added).chain(removed).chain(told).collect()
}

/// What stands in front of the portal, by its key, without what versions add to it.
fn infrastructure(list: &[Service]) -> BTreeMap<String, Service> {
    let told = list.iter().filter(|service| !service.asks());
    told.map(|service| {
        let bare = Service {
            slot: 0,
            since: 0,
            ..service.clone()
        };
        (service.key.clone(), bare)
    })
    .collect()
}

/// What is different between two forms of one service.
fn of_service(old: &Service, new: &Service) -> BTreeSet<What> {
    let hosts = |service: &Service| service.hosts.iter().cloned().collect::<BTreeSet<_>>();
    let (before, after) = (hosts(old), hosts(new));
    let same = |one: &Stored, other: &Stored| {
        one.name == other.name && one.kind == other.kind && one.own == other.own
    };
    let has = |list: &[Stored], stored: &Stored| list.iter().any(|other| same(other, stored));
    let pairs = || {
        old.storage.iter().filter_map(|before| {
            let after = new.storage.iter().find(|after| same(before, after))?;
            Some((stay(before), stay(after)))
        })
    };
    let checks = [
        (
            old.purpose != new.purpose || old.meaning != new.meaning,
            What::Purpose,
        ),
        (old.class != new.class, What::Class),
        (old.provider != new.provider, What::Provider),
        (old.controller != new.controller, What::Controller),
        (after.difference(&before).next().is_some(), What::HostAdded),
        (before.difference(&after).next().is_some(), What::HostRemoved),
        (
            new.storage.iter().any(|stored| !has(&old.storage, stored)),
            What::StorageAdded,
        ),
        (
            old.storage.iter().any(|stored| !has(&new.storage, stored)),
            What::StorageRemoved,
        ),
        (pairs().any(|(before, after)| after > before), What::Longer),
        (pairs().any(|(before, after)| after < before), What::Shorter),
        (old.words != new.words, What::Wording),
        (
            old.policy_url != new.policy_url || old.tiles != new.tiles || old.script != new.script,
            What::Technical,
        ),
    ];
    checks
        .into_iter()
        .filter(|(differs, _)| *differs)
        .map(|(_, what)| what)
        .collect()
}

/// Days that it stays; for ever is the longest.
fn stay(stored: &Stored) -> u32 {
    stored.days.map_or(u32::MAX, u32::from)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::optional::Purpose;
    use crate::samples::{analytics, tiles, video};
    use crate::{CookieClass, Kind};

    /// Changes a video service and says what is found, and whether it asks again.
    fn check(change: impl Fn(&mut Service), expected: &[What], asks: bool) {
        let (old, mut new) = (video(), video());
        change(&mut new);
        let found: Vec<_> = difference(&[old], &[new])
            .into_iter()
            .map(|change| change.what)
            .collect();
        assert_eq!(found, expected);
        assert_eq!(found.iter().any(|what| what.is_material()), asks, "{found:?}");
    }

    #[test]
    fn a_change_of_meaning_asks_again() {
        check(|s| s.purpose = Purpose::Social, &[What::Purpose], true);
        check(|s| s.meaning += 1, &[What::Purpose], true);
        check(|s| s.class = CookieClass::FirstParty, &[What::Class], true);
        check(|s| s.provider = "Other Ltd".into(), &[What::Provider], true);
        check(|s| s.controller = "Other Ltd".into(), &[What::Controller], true);
        check(
            |s| s.hosts.push("cdn.example.org".into()),
            &[What::HostAdded],
            true,
        );
        check(|s| s.storage[0].days = Some(181), &[What::Longer], true);
        let another = Stored {
            name: "more".into(),
            kind: Kind::LocalStorage,
            days: None,
            own: false,
        };
        check(|s| s.storage.push(another.clone()), &[What::StorageAdded], true);
        check(
            |s| s.storage[0].kind = Kind::LocalStorage,
            &[What::StorageAdded, What::StorageRemoved],
            true,
        );
    }

    #[test]
    fn a_change_of_wording_a_shortening_or_a_removal_does_not() {
        check(|_| (), &[], false);
        check(
            |s| s.words.entry("en".into()).or_default().text = "Shows what is kept elsewhere!".into(),
            &[What::Wording],
            false,
        );
        check(
            |s| drop(s.words.insert("fr".into(), crate::optional::Words::default())),
            &[What::Wording],
            false,
        );
        check(|s| s.storage[0].days = Some(179), &[What::Shorter], false);
        check(|s| s.storage[0].days = Some(0), &[What::Shorter], false);
        check(|s| s.storage.clear(), &[What::StorageRemoved], false);
        check(|s| s.policy_url.push('2'), &[What::Technical], false);
        check(|s| s.slot += 1, &[], false);
        check(|s| s.since += 1, &[], false);
    }

    #[test]
    fn one_that_stays_for_ever_is_longer_than_any_day() {
        let with = |days| Service {
            storage: vec![Stored {
                name: "a".into(),
                kind: Kind::LocalStorage,
                days,
                own: false,
            }],
            ..video()
        };
        let found = |old, new| difference(&[with(old)], &[with(new)])[0].what;
        assert_eq!(found(Some(400), None), What::Longer);
        assert_eq!(found(None, Some(400)), What::Shorter);
    }

    #[test]
    fn added_and_removed_services_are_named() {
        let said = |old: &[Service], new: &[Service]| -> Vec<String> {
            let name =
                |change: Change| format!("{} {}", change.service.unwrap_or_default(), change.what.as_str());
            difference(old, new).into_iter().map(name).collect()
        };
        assert_eq!(said(&[], &[video()]), ["video added"]);
        assert_eq!(
            said(&[video(), tiles()], &[tiles(), analytics()]),
            ["stats added", "video removed"]
        );
        assert_eq!(said(&[video()], &[]), ["video removed"]);
        assert_eq!(said(&[], &[]), [""; 0]);
    }

    #[test]
    fn whatever_changes_in_front_of_the_portal_asks_nobody() {
        use crate::samples::balancer;
        let found = |old: &[Service], new: &[Service]| difference(old, new);
        let renamed = Service {
            provider: "Another".into(),
            ..balancer()
        };
        for changes in [
            found(&[], &[balancer()]),
            found(&[balancer()], &[]),
            found(&[balancer()], &[renamed]),
        ] {
            assert_eq!(changes.len(), 1);
            assert_eq!(changes[0].what, What::Infrastructure);
            assert!(!changes[0].what.is_material());
        }
        assert_eq!(
            found(
                &[Service {
                    since: 3,
                    ..balancer()
                }],
                &[balancer()]
            ),
            []
        );
        // The same key may come to mean a service: that is asked about.
        let turned = Service {
            key: "balancer".into(),
            ..video()
        };
        let changes = found(&[balancer()], &[turned]);
        assert!(changes.iter().any(|change| change.what == What::Added));
    }

    #[test]
    fn words_and_documents_agree() {
        for what in What::ALL {
            assert_eq!(serde_json::to_value(what).expect("a word"), what.as_str());
        }
    }
}
