//! What may a portal add to the register? Services of others that need the visitor's consent: a video host, outside map tiles, an
//! analytics tool. Each says who, what for, which hosts and what it stores. Beside them, the cookies of what stands in front of the
//! portal, such as a load balancer: they are told and not asked about.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{CookieClass, Kind};

/// Services that a portal may have at once: one bit each in the visitor's choices.
pub const MOST_SERVICES: u8 = 15;

/// What a service is for. Decides what it may do on a page: [`Purpose::directives`].
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Purpose {
    /// Videos and sound.
    Video,
    /// Tiles behind the map.
    Map,
    /// Measuring how the portal is used.
    Audience,
    /// Posts of social networks.
    Social,
    /// Forms and surveys.
    Form,
    /// Comments of readers.
    Comments,
    /// Anything else that stands in a frame.
    Other,
    /// The way to the portal itself: a load balancer, a firewall. Necessary, so that nobody is asked.
    Infrastructure,
}

/// A directive of the content security policy that a service may open for its hosts.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Directive {
    /// `script-src`
    Script,
    /// `connect-src`
    Connect,
    /// `img-src`
    Image,
    /// `frame-src`
    Frame,
    /// `media-src`
    Media,
}

impl Purpose {
    /// Every purpose.
    pub const ALL: [Self; 8] = [
        Self::Video,
        Self::Map,
        Self::Audience,
        Self::Social,
        Self::Form,
        Self::Comments,
        Self::Other,
        Self::Infrastructure,
    ];

    /// The word used in forms, documents and message keys.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Video => "video",
            Self::Map => "map",
            Self::Audience => "audience",
            Self::Social => "social",
            Self::Form => "form",
            Self::Comments => "comments",
            Self::Other => "other",
            Self::Infrastructure => "infrastructure",
        }
    }

    /// The purpose of that word.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|purpose| purpose.as_str() == text)
    }

    /// What an answer that shows such content opens for its hosts, and nothing else.
    #[must_use]
    pub fn directives(self) -> &'static [Directive] {
        match self {
            Self::Map => &[Directive::Image, Directive::Connect],
            Self::Audience => &[Directive::Script, Directive::Connect, Directive::Image],
            Self::Video => &[Directive::Frame, Directive::Media],
            Self::Social | Self::Form | Self::Comments | Self::Other => &[Directive::Frame],
            Self::Infrastructure => &[],
        }
    }
}

/// A service that the portal uses only for visitors who agreed, or what stands in front of it ([`Purpose::Infrastructure`]).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Service {
    /// Stable short name: lower-case letters, digits, hyphens.
    pub key: String,
    /// Its bit in the visitor's choices, 1 to [`MOST_SERVICES`]; given when it is added. 0 where nobody is asked.
    #[serde(default)]
    pub slot: u8,
    /// Version of the policy since which it means what it means; choices made before do not cover it.
    #[serde(default)]
    pub since: u32,
    /// Grows when somebody says that its purpose changed though its kind did not.
    #[serde(default)]
    pub meaning: u32,
    /// Who runs it.
    pub provider: String,
    /// Who decides what is done with the data, and answers for it.
    pub controller: String,
    /// Address of the controller's privacy policy; may be empty for infrastructure.
    pub policy_url: String,
    /// Class of the policy.
    pub class: CookieClass,
    /// What it is for.
    pub purpose: Purpose,
    /// The same for people, by language.
    pub words: BTreeMap<String, Words>,
    /// Hosts that the browser then talks to: `player.example.org`, or `*.example.org`.
    pub hosts: Vec<String>,
    /// What it stores in the browser; may be empty.
    #[serde(default)]
    pub storage: Vec<Stored>,
    /// Tiles behind the map, for [`Purpose::Map`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tiles: Option<Tiles>,
    /// A script that pages load, for [`Purpose::Audience`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub script: Option<Script>,
}

/// A service in one language.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Words {
    /// A few words: `Videos from Example Tube`.
    pub title: String,
    /// One or two sentences: what it is for.
    pub text: String,
}

/// Something that a service keeps in the browser.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Stored {
    /// Name in the browser; a last `*` stands for any ending.
    pub name: String,
    /// Sort of storage.
    pub kind: Kind,
    /// Days that it stays; 0 until the browser closes; none until somebody deletes it.
    pub days: Option<u16>,
    /// Kept under the portal's own address, by a script, and so removable by the portal.
    #[serde(default)]
    pub own: bool,
}

/// A layer of raster tiles.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Tiles {
    /// Address with `{z}`, `{x}` and `{y}`, on one of the service's hosts.
    pub url: String,
    /// Whom to name on the map.
    pub attribution: String,
}

/// A script of somebody else.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    /// Address, on one of the service's hosts.
    pub url: String,
    /// Its `data-…` attributes, without the prefix.
    #[serde(default, skip_serializing_if = "BTreeMap::is_empty")]
    pub data: BTreeMap<String, String>,
}

impl Stored {
    /// This entry is about that name.
    #[must_use]
    pub fn covers(&self, name: &str) -> bool {
        match self.name.strip_suffix('*') {
            Some(start) => name.starts_with(start),
            None => name == self.name,
        }
    }
}

impl Service {
    /// What it is called in that language, or in the fallback where nobody translated it.
    #[must_use]
    pub fn words(&self, lang: &str, fallback: &str) -> &Words {
        self.words_and_lang(lang, fallback).1
    }

    /// The same, with the language that the words are in when it is another one.
    #[must_use]
    pub fn words_and_lang(&self, lang: &str, fallback: &str) -> (Option<&str>, &Words) {
        static NONE: Words = Words {
            title: String::new(),
            text: String::new(),
        };
        if let Some(words) = self.words.get(lang) {
            return (None, words);
        }
        self.words
            .get_key_value(fallback)
            .or_else(|| self.words.iter().next())
            .map_or((None, &NONE), |(lang, words)| (Some(lang.as_str()), words))
    }

    /// Visitors are asked about it.
    #[must_use]
    pub fn asks(&self) -> bool {
        self.purpose != Purpose::Infrastructure
    }

    /// The service answers for that host.
    #[must_use]
    pub fn has_host(&self, host: &str) -> bool {
        self.hosts.iter().any(|own| host_matches(own, host))
    }

    /// Both say the same to people and machines, wherever they stand in the register.
    #[must_use]
    pub fn says_the_same(&self, other: &Self) -> bool {
        let bare = |service: &Self| Self {
            slot: 0,
            since: 0,
            ..service.clone()
        };
        bare(self) == bare(other)
    }
}

/// `*.example.org` is any name below `example.org`; any other host is itself.
pub(crate) fn host_matches(own: &str, host: &str) -> bool {
    match own.strip_prefix("*.") {
        Some(parent) => host
            .strip_suffix(parent)
            .is_some_and(|front| front.len() > 1 && front.ends_with('.')),
        None => own == host,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_host_with_a_star_is_any_name_below_and_never_another() {
        for (own, host, expected) in [
            ("a.example", "a.example", true),
            ("a.example", "b.a.example", false),
            ("*.a.example", "b.a.example", true),
            ("*.a.example", "c.b.a.example", true),
            ("*.a.example", "a.example", false),
            ("*.a.example", ".a.example", false),
            ("*.a.example", "evila.example", false),
            ("a.example", "a.example.evil", false),
        ] {
            assert_eq!(host_matches(own, host), expected, "{own} {host}");
        }
    }

    #[test]
    fn a_stored_name_with_a_star_stands_for_any_ending() {
        let stored = |name: &str| Stored {
            name: name.to_owned(),
            kind: Kind::Cookie,
            days: Some(1),
            own: true,
        };
        assert!(stored("_pk_id*").covers("_pk_id.1.1fff"));
        assert!(!stored("_pk_id").covers("_pk_id.1.1fff"));
        assert!(stored("_pk_id").covers("_pk_id"));
    }
}
