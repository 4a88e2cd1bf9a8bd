//! What does the cookies policy say, and what did it say before? Versions made from the register, chained by their digests.
//!
//! A version is a document: the register, and the text of the page in every language of the portal. It is kept as it was written;
//! its SHA-256 is that of its bytes, and each document names the digest of the one before. Whoever holds the last digest can tell
//! whether any earlier text was changed.

mod receipt;
mod text;
mod twins;

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use crate::difference::{Change, What, difference};
use crate::optional::{MOST_SERVICES, Service};
use crate::{CookieClass, CookieName, EffectiveRegister, Item, Kind, Place};

pub use receipt::{Altered, KeptReceipt, Mechanism, Receipt, Row, examine, parts};
pub use text::{ClassText, PolicyText, RowText, Section, TableText};
pub use twins::{OCD_COLUMNS, TwinSite};

/// A value in a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Arg<'a> {
    /// A text.
    Text(&'a str),
    /// A number that chooses the plural.
    Count(u32),
}

/// Says a message: language, key, variables.
pub type Say<'a> = &'a (dyn Fn(&str, &str, &[(&str, Arg<'_>)]) -> String + Sync);

/// What the portal says of itself in the policy.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct PolicyFacts {
    /// Title of the portal.
    pub title: String,
    /// Whom to write to about data protection.
    pub contact: Option<String>,
    /// Who answers for data protection.
    pub officer: Option<String>,
    /// Where one may complain.
    pub authority: Option<String>,
    /// How to delete cookies in each browser, by language, where the owner says it in other words.
    pub browsers: BTreeMap<String, Vec<String>>,
    /// Anonymous statistics are on.
    pub statistics: bool,
    /// Languages of the pages, the default first; never empty.
    pub languages: Vec<String>,
}

/// What people decide: the services that were added and the owner's own text by language, HTML that is made safe when it is shown.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Draft {
    /// The services.
    pub services: Vec<Service>,
    /// The owner's text.
    pub prose: BTreeMap<String, String>,
}

/// One version of the policy.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Document {
    /// Version of this form.
    pub format: u32,
    /// 1, 2, 3…
    pub number: u32,
    /// Day from which it holds, `2026-11-24`.
    pub date: String,
    /// SHA-256 of the document before, in hexadecimal digits.
    pub previous: Option<String>,
    /// Visitors who chose before are asked again.
    pub asks_again: bool,
    /// What is different from the version before.
    pub changes: Vec<Change>,
    /// Title of the portal.
    pub title: String,
    /// Anonymous statistics are on.
    pub statistics: bool,
    /// Every item of the register, in the order of the policy.
    pub items: Vec<ItemEntry>,
    /// The services that were added.
    pub services: Vec<Service>,
    /// The owner's own text, by language.
    pub prose: BTreeMap<String, String>,
    /// The text of the page, by language.
    pub texts: BTreeMap<String, PolicyText>,
}

/// One item of the register, for machines.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ItemEntry {
    /// Stable identifier.
    pub id: String,
    /// Name in the browser; none for a service that stores nothing.
    pub name: Option<String>,
    /// Sort of storage.
    pub kind: Kind,
    /// Who provides what sets it.
    pub provider: String,
    /// Class of the policy.
    pub class: CookieClass,
    /// Whether the visitor must agree first.
    pub consent: bool,
    /// Where it is at work.
    pub places: Vec<Place>,
    /// Routes whose answers may set it; empty for what the portal does not set itself.
    pub set_on: Vec<String>,
    /// Pages for signed-in people may set it too.
    pub set_when_signed_in: bool,
    /// The longest life in seconds; none until somebody deletes it.
    pub max_age_seconds: Option<i64>,
    /// Usually gone when the browser closes.
    pub browser_session: bool,
    /// Scripts of the portal's pages can read it.
    pub readable_by_scripts: bool,
    /// Kept under the portal's own address.
    pub own: bool,
    /// Seen only after a rare act, so that a crawl may miss it.
    pub rare: bool,
    /// The service that it belongs to; none for the portal's own.
    pub service: Option<String>,
    /// Hosts that the browser talks to for it.
    pub hosts: Vec<String>,
    /// Who decides what is done with the data; none for the owner of the portal.
    pub controller: Option<String>,
    /// Address of the controller's privacy policy.
    pub policy_url: Option<String>,
}

/// A version as it is kept: its bytes and their digest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Version {
    /// What it says.
    pub document: Document,
    /// The document as it was written.
    pub bytes: String,
    /// SHA-256 of those bytes, in hexadecimal digits.
    pub sha256: String,
}

/// Why a version cannot be made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum DraftError {
    /// The choices of a visitor have no bit left.
    #[error("there can be at most {MOST_SERVICES} services")]
    TooMany,
    /// Two services have the same key.
    #[error("two services have the same key")]
    Twice,
}

impl Version {
    /// A kept document.
    ///
    /// # Errors
    /// When it is not readable.
    pub fn read(bytes: String) -> Result<Self, serde_json::Error> {
        Ok(Self {
            document: serde_json::from_str(&bytes)?,
            sha256: digest(&bytes),
            bytes,
        })
    }

    /// The version that comes after `last`, when what is decided, what the portal says of itself or how it is said has changed.
    ///
    /// # Errors
    /// When there are too many services, or two of the same key.
    pub fn next(
        last: Option<&Self>,
        draft: &Draft,
        facts: &PolicyFacts,
        date: &str,
        say: Say<'_>,
    ) -> Result<Option<Self>, DraftError> {
        let before = last.map(|version| &version.document);
        let number = before.map_or(1, |before| before.number.saturating_add(1));
        let old = before
            .map(|before| before.services.as_slice())
            .unwrap_or_default();
        let changed = difference(old, &draft.services);
        let services = placed(old, &draft.services, &changed, number)?;
        let register = EffectiveRegister::new(services);
        let mut document = Document {
            format: 1,
            number,
            date: date.to_owned(),
            previous: last.map(|last| last.sha256.clone()),
            asks_again: changed.iter().any(|change| change.what.is_material()),
            changes: changed,
            title: facts.title.clone(),
            statistics: facts.statistics,
            items: items(&register, facts),
            services: register.added().cloned().collect(),
            prose: draft.prose.clone(),
            texts: facts
                .languages
                .iter()
                .map(|lang| (lang.clone(), PolicyText::new(lang, facts, &register, draft, say)))
                .collect(),
        };
        let portal_wide = of_the_portal(before, &document);
        if document.changes.is_empty() && portal_wide.is_empty() {
            return Ok(None);
        }
        document
            .changes
            .extend(portal_wide.into_iter().map(|what| Change { service: None, what }));
        let bytes = serde_json::to_string_pretty(&document).unwrap_or_default();
        Ok(Some(Self {
            sha256: digest(&bytes),
            bytes,
            document,
        }))
    }
}

impl Document {
    /// The register of this version.
    #[must_use]
    pub fn register(&self) -> EffectiveRegister {
        EffectiveRegister::new(self.services.clone())
    }

    /// What people decided in it.
    #[must_use]
    pub fn draft(&self) -> Draft {
        Draft {
            services: self.services.clone(),
            prose: self.prose.clone(),
        }
    }

    /// The text in that language, or in another when this version does not speak it.
    #[must_use]
    pub fn text(&self, lang: &str) -> Option<(&str, &PolicyText)> {
        self.texts
            .get_key_value(lang)
            .or_else(|| self.texts.get_key_value("en"))
            .or_else(|| self.texts.iter().next())
            .map(|(lang, text)| (lang.as_str(), text))
    }
}

/// The first version, from the oldest on, whose bytes, number or link to the one before is not what it was; none when all is well.
#[must_use]
pub fn first_broken<'a>(versions: impl IntoIterator<Item = (u32, &'a str, &'a str)>) -> Option<u32> {
    let mut previous: Option<String> = None;
    let mut expected = 1;
    for (number, sha256, bytes) in versions {
        let read = Version::read(bytes.to_owned()).ok();
        let is_good = read.as_ref().is_some_and(|version| {
            version.sha256 == sha256
                && version.document.number == number
                && number == expected
                && version.document.previous == previous
        });
        if !is_good {
            return Some(number);
        }
        previous = Some(sha256.to_owned());
        expected = number.saturating_add(1);
    }
    None
}

fn digest(bytes: &str) -> String {
    sha256(bytes.as_bytes())
}

/// SHA-256 in hexadecimal digits, as the chains have it.
#[must_use]
pub fn sha256(bytes: &[u8]) -> String {
    hex::encode(Sha256::digest(bytes))
}

/// The services with their slots and the version since which they mean what they mean.
fn placed(
    old: &[Service],
    new: &[Service],
    changes: &[Change],
    number: u32,
) -> Result<Vec<Service>, DraftError> {
    let mut taken: Vec<u8> = Vec::new();
    for (place, service) in new.iter().enumerate() {
        if new[..place].iter().any(|other| other.key == service.key) {
            return Err(DraftError::Twice);
        }
        let before = old.iter().find(|old| old.key == service.key && old.asks());
        taken.extend(before.filter(|_| service.asks()).map(|old| old.slot));
    }
    let is_material = |service: &Service| {
        let of_it = |change: &&Change| change.service.as_deref() == Some(service.key.as_str());
        changes
            .iter()
            .filter(of_it)
            .any(|change| change.what.is_material())
    };
    let mut placed = Vec::with_capacity(new.len());
    for service in new {
        let before = old
            .iter()
            .find(|old| old.key == service.key && old.asks() == service.asks());
        let slot = match before {
            _ if !service.asks() => 0,
            Some(before) => before.slot,
            None => {
                let free = (1..=MOST_SERVICES).find(|slot| !taken.contains(slot));
                let slot = free.ok_or(DraftError::TooMany)?;
                taken.push(slot);
                slot
            }
        };
        let since = match before {
            Some(before) if !is_material(service) => before.since,
            _ => number,
        };
        placed.push(Service {
            slot,
            since,
            ..service.clone()
        });
    }
    Ok(placed)
}

/// What is different beside the services.
fn of_the_portal(before: Option<&Document>, after: &Document) -> Vec<What> {
    let Some(before) = before else {
        return vec![What::First];
    };
    let own = |document: &Document| -> Vec<ItemEntry> {
        let is_own = |item: &&ItemEntry| item.service.is_none();
        document.items.iter().filter(is_own).cloned().collect()
    };
    let checks = [
        (own(before) != own(after), What::OwnCookies),
        (before.statistics != after.statistics, What::Statistics),
        (before.prose != after.prose, What::Prose),
    ];
    let mut found: Vec<What> = checks
        .into_iter()
        .filter(|(differs, _)| *differs)
        .map(|(_, what)| what)
        .collect();
    let said_otherwise =
        before.texts != after.texts || before.title != after.title || before.items != after.items;
    if found.is_empty() && after.changes.is_empty() && said_otherwise {
        found.push(What::Wording);
    }
    found
}

/// Every item: the portal's own, then those of the services.
fn items(register: &EffectiveRegister, facts: &PolicyFacts) -> Vec<ItemEntry> {
    // A portal of one language has nothing to remember.
    let has_language = facts.languages.len() > 1;
    let own = register
        .own()
        .filter(|item| has_language || item.name != CookieName::DjangoLanguage)
        .map(own_item);
    own.chain(register.added().flat_map(service_items)).collect()
}

fn own_item(item: &'static Item) -> ItemEntry {
    ItemEntry {
        id: item.id.to_owned(),
        name: Some(item.wire.to_owned()),
        kind: item.kind,
        provider: item.provider.to_owned(),
        class: item.class,
        consent: item.needs_consent,
        places: item.places.to_vec(),
        set_on: item.set_on.iter().map(|route| (*route).to_owned()).collect(),
        set_when_signed_in: item.set_when_signed_in,
        max_age_seconds: Some(item.life.seconds),
        browser_session: item.life.browser_session,
        readable_by_scripts: !item.http_only,
        own: true,
        rare: item.rare,
        service: None,
        hosts: Vec::new(),
        controller: None,
        policy_url: None,
    }
}

fn service_items(service: &Service) -> Vec<ItemEntry> {
    let everywhere = !service.asks();
    let bare = ItemEntry {
        id: identifier(&service.key, ""),
        name: None,
        kind: Kind::Connection,
        provider: service.provider.clone(),
        class: service.class,
        consent: service.asks(),
        places: if everywhere {
            vec![Place::FrontOffice, Place::BackOffice]
        } else {
            vec![Place::FrontOffice]
        },
        set_on: if everywhere {
            vec!["/*".to_owned()]
        } else {
            Vec::new()
        },
        set_when_signed_in: everywhere,
        max_age_seconds: Some(0),
        browser_session: false,
        readable_by_scripts: false,
        own: false,
        rare: true,
        service: Some(service.key.clone()),
        hosts: service.hosts.clone(),
        controller: Some(service.controller.clone()),
        policy_url: Some(service.policy_url.clone()).filter(|address| !address.is_empty()),
    };
    if service.storage.is_empty() {
        return vec![bare];
    }
    let stored = service.storage.iter().map(|stored| ItemEntry {
        id: identifier(&service.key, &stored.name),
        name: Some(stored.name.clone()),
        kind: stored.kind,
        max_age_seconds: stored.days.map(|days| i64::from(days) * 86_400),
        browser_session: stored.days == Some(0),
        readable_by_scripts: stored.own,
        own: stored.own,
        ..bare.clone()
    });
    stored.collect()
}

/// The same service and name have the same identifier everywhere, in the shape of a UUID.
fn identifier(key: &str, name: &str) -> String {
    let hex = digest(&format!("{key}\n{name}"));
    format!(
        "{}-{}-8{}-a{}-{}",
        &hex[..8],
        &hex[8..12],
        &hex[13..16],
        &hex[17..20],
        &hex[20..32]
    )
}

#[cfg(test)]
mod tests;
