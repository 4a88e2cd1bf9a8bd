//! Is an added service told completely? What is missing or impossible, field by field.

use std::collections::BTreeSet;

use crate::optional::{Purpose, Script, Service, Stored, Tiles};
use crate::{CookieClass, CookieName, Kind};

/// Longest life that browsers keep a cookie, in days.
pub const MOST_DAYS: u16 = 400;
/// Most hosts of one service.
const MOST_HOSTS: usize = 20;
/// Most entries of storage of one service.
const MOST_STORED: usize = 40;

/// One thing that is wrong with a service.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Which field: `provider`, `hosts`, `words.fr.title`, `storage.0.days`…
    pub field: String,
    /// Message key of the reason.
    pub reason: &'static str,
}

/// Everything that is wrong, in the order of the form. `fallback` is the language that must be there.
#[must_use]
pub fn problems(service: &Service, fallback: &str) -> Vec<Problem> {
    let mut found = Found(Vec::new());
    found.check("key", !is_key(&service.key), "consent-problem-key");
    found.text("provider", &service.provider, 120);
    found.text("controller", &service.controller, 200);
    let is_told = service.asks() || !service.policy_url.is_empty();
    found.check(
        "policy_url",
        is_told && !is_address(&service.policy_url),
        "consent-problem-address",
    );
    // Whoever is not asked is told that it is necessary, and the other way round.
    let reason = if service.asks() {
        "consent-problem-class"
    } else {
        "consent-problem-infrastructure-class"
    };
    found.check(
        "class",
        (service.class == CookieClass::Necessary) == service.asks(),
        reason,
    );
    words(service, fallback, &mut found);
    if service.asks() {
        hosts(&service.hosts, &mut found);
    } else {
        infrastructure(service, &mut found);
    }
    storage(&service.storage, &mut found);
    found.check(
        "tiles.url",
        (service.purpose == Purpose::Map) != service.tiles.is_some(),
        "consent-problem-tiles-needed",
    );
    if let Some(tiles) = &service.tiles {
        tiles_of(tiles, service, &mut found);
    }
    found.check(
        "script.url",
        (service.purpose == Purpose::Audience) != service.script.is_some(),
        "consent-problem-script-needed",
    );
    if let Some(script) = &service.script {
        script_of(script, service, &mut found);
    }
    found.0
}

/// What was found.
struct Found(Vec<Problem>);

impl Found {
    fn check(&mut self, field: &str, wrong: bool, reason: &'static str) {
        if wrong {
            self.0.push(Problem {
                field: field.to_owned(),
                reason,
            });
        }
    }

    fn text(&mut self, field: &str, text: &str, longest: usize) {
        self.check(field, text.trim().is_empty(), "consent-problem-empty");
        self.check(
            field,
            text.chars().count() > longest || text.chars().any(char::is_control),
            "consent-problem-long",
        );
    }
}

fn words(service: &Service, fallback: &str, found: &mut Found) {
    if !service.words.contains_key(fallback) {
        found.check(
            &format!("words.{fallback}.title"),
            true,
            "consent-problem-language",
        );
    }
    for (lang, words) in &service.words {
        found.text(&format!("words.{lang}.title"), &words.title, 80);
        found.text(&format!("words.{lang}.text"), &words.text, 400);
    }
}

fn hosts(hosts: &[String], found: &mut Found) {
    found.check("hosts", hosts.is_empty(), "consent-problem-hosts-needed");
    found.check("hosts", hosts.len() > MOST_HOSTS, "consent-problem-many");
    found.check(
        "hosts",
        hosts.iter().any(|host| !is_host(host)),
        "consent-problem-host",
    );
    let different: BTreeSet<_> = hosts.iter().collect();
    found.check("hosts", different.len() != hosts.len(), "consent-problem-twice");
}

/// It stands in front of the portal: it has no host of its own, and what it stores are cookies under the portal's address.
fn infrastructure(service: &Service, found: &mut Found) {
    found.check(
        "hosts",
        !service.hosts.is_empty(),
        "consent-problem-infrastructure-hosts",
    );
    found.check(
        "storage",
        service.storage.is_empty(),
        "consent-problem-infrastructure-stored",
    );
    for (place, stored) in service.storage.iter().enumerate() {
        found.check(
            &format!("storage.{place}.kind"),
            stored.kind != Kind::Cookie || !stored.own,
            "consent-problem-infrastructure-stored",
        );
    }
}

fn storage(storage: &[Stored], found: &mut Found) {
    found.check("storage", storage.len() > MOST_STORED, "consent-problem-many");
    let mut seen = BTreeSet::new();
    for (place, stored) in storage.iter().enumerate() {
        let field = |name: &str| format!("storage.{place}.{name}");
        let start = stored.name.strip_suffix('*').unwrap_or(&stored.name);
        let is_name = (1..=100).contains(&start.len())
            && start
                .bytes()
                .all(|byte| byte.is_ascii_graphic() && !b"*;,=\"\\<>".contains(&byte));
        found.check(&field("name"), !is_name, "consent-problem-name");
        let is_ours = stored.own
            && CookieName::ALL
                .iter()
                .any(|name| stored.covers(name.as_str()) || stored.name == name.as_str());
        found.check(&field("name"), is_ours, "consent-problem-reserved");
        found.check(
            &field("name"),
            !seen.insert((stored.name.as_str(), stored.kind, stored.own)),
            "consent-problem-twice",
        );
        found.check(
            &field("kind"),
            stored.kind == Kind::Connection,
            "consent-problem-kind",
        );
        let is_endless = stored.days.is_none();
        found.check(
            &field("days"),
            stored.days.is_some_and(|days| days > MOST_DAYS) || (is_endless && stored.kind == Kind::Cookie),
            "consent-problem-days",
        );
    }
}

fn tiles_of(tiles: &Tiles, service: &Service, found: &mut Found) {
    let has_places = ["{z}", "{x}", "{y}"].iter().all(|part| tiles.url.contains(part));
    found.check(
        "tiles.url",
        !has_places || !is_on_a_host(&tiles.url, service),
        "consent-problem-tiles",
    );
    found.text("tiles.attribution", &tiles.attribution, 200);
}

fn script_of(script: &Script, service: &Service, found: &mut Found) {
    found.check(
        "script.url",
        !is_on_a_host(&script.url, service),
        "consent-problem-script",
    );
    found.check("script.data", script.data.len() > 20, "consent-problem-many");
    let is_good = |(name, value): (&String, &String)| {
        (1..=40).contains(&name.len())
            && name
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            && value.len() <= 500
            && !value.chars().any(char::is_control)
    };
    found.check(
        "script.data",
        !script.data.iter().all(is_good),
        "consent-problem-data",
    );
}

/// Lower-case letters, digits and single hyphens, 2 to 40 characters.
#[must_use]
pub fn is_key(text: &str) -> bool {
    (2..=40).contains(&text.len())
        && text
            .bytes()
            .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
        && !text.starts_with('-')
        && !text.ends_with('-')
        && !text.contains("--")
}

/// A host name without scheme, port and path; its first part may be `*`, with at least two parts behind it.
#[must_use]
pub fn is_host(text: &str) -> bool {
    let name = text.strip_prefix("*.").unwrap_or(text);
    let parts: Vec<&str> = name.split('.').collect();
    let is_part = |part: &&str| {
        (1..=63).contains(&part.len())
            && part
                .bytes()
                .all(|byte| byte.is_ascii_lowercase() || byte.is_ascii_digit() || byte == b'-')
            && !part.starts_with('-')
            && !part.ends_with('-')
    };
    let has_letters = parts
        .last()
        .is_some_and(|last| last.bytes().any(|byte| byte.is_ascii_alphabetic()));
    text.len() <= 253 && parts.len() >= 2 && parts.iter().all(is_part) && has_letters
}

/// An address on https that can stand in a link.
fn is_address(text: &str) -> bool {
    host_of(text).is_some()
}

fn is_on_a_host(text: &str, service: &Service) -> bool {
    host_of(text).is_some_and(|host| service.has_host(host))
}

/// The host of an address on https without user and port; none for anything else.
#[must_use]
pub fn host_of(address: &str) -> Option<&str> {
    let rest = address.strip_prefix("https://")?;
    let is_clean = address.len() <= 1000
        && address
            .bytes()
            .all(|byte| byte.is_ascii_graphic() && !b"\"'<>\\^`|".contains(&byte));
    let host = rest.split(['/', '?', '#']).next()?;
    (is_clean && is_host(host) && !host.starts_with("*.")).then_some(host)
}

#[cfg(test)]
#[path = "validate_tests.rs"]
mod tests;
