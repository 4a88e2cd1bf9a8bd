//! What may this answer show of others? Where the visitor stands, and which hosts the content security policy opens for it.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;
use std::sync::{Mutex, PoisonError};

use chrono::{Datelike, NaiveDate, Utc};
use portico_cookies::{Decision, Directive, Service, Standing};

use crate::Asked;

/// Parameter of the address that lets a page show something once.
pub(crate) const ONCE: &str = "show";

/// The hosts that one answer opens, each for the directives it needs and no other.
#[derive(Debug, Default)]
pub(crate) struct Openings(Mutex<BTreeMap<Directive, BTreeSet<String>>>);

impl Openings {
    fn add(&self, service: &Service) {
        let mut opened = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        for directive in service.purpose.directives() {
            opened
                .entry(*directive)
                .or_default()
                .extend(service.hosts.iter().cloned());
        }
    }

    /// The sources that were opened for that directive, as the header names them.
    fn sources(&self, directive: Directive) -> Vec<String> {
        let opened = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        opened
            .get(&directive)
            .map(|hosts| hosts.iter().map(|host| format!("https://{host}")).collect())
            .unwrap_or_default()
    }
}

impl Asked {
    /// Where the visitor stands towards the services of this portal. Nothing of the request is read when there are none.
    #[must_use]
    pub fn standing(&self) -> Standing {
        let policy = self.policy();
        let newest = policy.current.document.number;
        if !policy.register.needs_consent() {
            return Standing::new(None, false, newest, today());
        }
        let choice = self.preferences();
        let by_choice = Standing::new(choice.as_ref(), false, newest, today());
        if by_choice.asks(&policy.register) {
            Standing::new(choice.as_ref(), self.has_signal(), newest, today())
        } else {
            by_choice
        }
    }

    /// What holds for that service in this answer.
    #[must_use]
    pub fn decision(&self, service: &Service) -> Decision {
        self.standing().decision(service)
    }

    /// The visitor agreed to that service, or asked to see it this once. Opens its hosts for this answer.
    #[must_use]
    pub fn admits(&self, service: &Service) -> bool {
        let admitted = self.shown_once().as_deref() == Some(service.key.as_str())
            || self.decision(service) == Decision::Allowed;
        if admitted {
            self.openings().add(service);
        }
        admitted
    }

    /// The note of the address names a service that this page may show once.
    #[must_use]
    pub fn shows_something_once(&self) -> bool {
        self.shown_once().is_some()
    }

    /// The key of the service to show once.
    fn shown_once(&self) -> Option<String> {
        if !self.policy().register.needs_consent() {
            return None;
        }
        let params = self.params();
        let note = params.last(ONCE)?;
        let service = self
            .hall()
            .once
            .recognise(note, self.path(), Utc::now().timestamp())?;
        Some(service.to_owned())
    }
}

/// Today, as choices name days.
fn today() -> (u16, u8, u8) {
    day_of(Utc::now().date_naive())
}

/// A date as choices name days.
pub(crate) fn day_of(date: NaiveDate) -> (u16, u8, u8) {
    let small = |number: u32| u8::try_from(number).unwrap_or(1);
    (
        u16::try_from(date.year()).unwrap_or(0),
        small(date.month()),
        small(date.day()),
    )
}

/// The value of `Content-Security-Policy`: our own origin, and what was opened for this answer. Only embeds may be framed by others,
/// and an embed shows nothing of others.
pub(crate) fn content_policy(openings: Option<&Openings>, is_embed: bool) -> String {
    const OWN: [(&str, Option<Directive>); 7] = [
        ("script-src 'self'", Some(Directive::Script)),
        ("style-src 'self'", None),
        ("worker-src 'self'", None),
        ("connect-src 'self'", Some(Directive::Connect)),
        ("img-src 'self' data:", Some(Directive::Image)),
        ("font-src 'self'", None),
        ("object-src 'none'", None),
    ];
    // Without a host these two are what `default-src` says.
    const FRAMES: [(&str, Directive); 2] = [
        ("frame-src 'self'", Directive::Frame),
        ("media-src 'self'", Directive::Media),
    ];
    let sources = |directive: Directive| {
        openings
            .filter(|_| !is_embed)
            .map(|openings| openings.sources(directive))
            .unwrap_or_default()
    };
    let mut policy = String::from("default-src 'self'");
    let mut add = |own: &str, opened: Vec<String>| {
        // Writing into a text cannot fail.
        let _ = write!(policy, "; {own}");
        for source in opened {
            let _ = write!(policy, " {source}");
        }
    };
    for (own, directive) in OWN {
        add(own, directive.map(sources).unwrap_or_default());
    }
    for (own, directive) in FRAMES {
        let opened = sources(directive);
        if !opened.is_empty() {
            add(own, opened);
        }
    }
    add("base-uri 'self'", Vec::new());
    add("form-action 'self'", Vec::new());
    add(
        if is_embed {
            "frame-ancestors *"
        } else {
            "frame-ancestors 'self'"
        },
        Vec::new(),
    );
    policy
}

#[cfg(test)]
mod tests {
    use portico_cookies::{CookieClass, Purpose};

    use super::*;

    fn service(purpose: Purpose, host: &str) -> Service {
        Service {
            key: "x".into(),
            slot: 1,
            since: 1,
            meaning: 0,
            provider: String::new(),
            controller: String::new(),
            policy_url: String::new(),
            class: CookieClass::ThirdParty,
            purpose,
            words: BTreeMap::new(),
            hosts: vec![host.to_owned()],
            storage: Vec::new(),
            tiles: None,
            script: None,
        }
    }

    /// The directives that differ from those of an answer that opens nothing.
    fn opened(services: &[Service], is_embed: bool) -> Vec<String> {
        let openings = Openings::default();
        services.iter().for_each(|service| openings.add(service));
        let plain = content_policy(None, is_embed);
        let own: BTreeSet<&str> = plain.split("; ").collect();
        content_policy(Some(&openings), is_embed)
            .split("; ")
            .filter(|directive| !own.contains(directive))
            .map(str::to_owned)
            .collect()
    }

    #[test]
    fn by_default_everything_is_our_own() {
        assert_eq!(
            content_policy(None, false),
            "default-src 'self'; script-src 'self'; style-src 'self'; worker-src 'self'; connect-src 'self'; \
             img-src 'self' data:; font-src 'self'; object-src 'none'; base-uri 'self'; form-action 'self'; \
             frame-ancestors 'self'"
        );
        assert!(content_policy(None, true).ends_with("frame-ancestors *"));
    }

    #[test]
    fn a_host_is_opened_for_what_its_service_does_and_nothing_else() {
        let host = "v.example.org";
        let check =
            |purpose, expected: &[&str]| assert_eq!(opened(&[service(purpose, host)], false), expected);
        check(
            Purpose::Video,
            &[
                "frame-src 'self' https://v.example.org",
                "media-src 'self' https://v.example.org",
            ],
        );
        check(
            Purpose::Map,
            &[
                "connect-src 'self' https://v.example.org",
                "img-src 'self' data: https://v.example.org",
            ],
        );
        check(
            Purpose::Audience,
            &[
                "script-src 'self' https://v.example.org",
                "connect-src 'self' https://v.example.org",
                "img-src 'self' data: https://v.example.org",
            ],
        );
        for purpose in [Purpose::Social, Purpose::Form, Purpose::Comments, Purpose::Other] {
            check(purpose, &["frame-src 'self' https://v.example.org"]);
        }
    }

    #[test]
    fn several_hosts_stand_beside_each_other_and_an_embed_opens_none() {
        let both = [
            service(Purpose::Social, "a.example"),
            service(Purpose::Form, "*.b.example"),
        ];
        assert_eq!(
            opened(&both, false),
            ["frame-src 'self' https://*.b.example https://a.example"]
        );
        assert_eq!(opened(&both, true), [""; 0]);
    }
}
