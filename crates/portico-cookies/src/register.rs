//! Which cookies exist? The one register: code types, outgoing guard, policy page and audit all come from it.

use std::fmt;

use serde::{Deserialize, Serialize};

/// What sort of storage an item is. The portal's own are cookies; the rest is for what a portal adds.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum Kind {
    /// An HTTP cookie.
    Cookie,
    /// The browser's local storage.
    LocalStorage,
    /// The browser's session storage.
    SessionStorage,
    /// A browser database.
    #[serde(rename = "indexedDB")]
    IndexedDb,
    /// A cache that scripts fill.
    Cache,
    /// A script that stays when the page is gone.
    ServiceWorker,
    /// Nothing is stored: the browser asks another host, which sees that it does.
    Connection,
}

impl Kind {
    /// Every kind.
    pub const ALL: [Self; 7] = [
        Self::Cookie,
        Self::LocalStorage,
        Self::SessionStorage,
        Self::IndexedDb,
        Self::Cache,
        Self::ServiceWorker,
        Self::Connection,
    ];

    /// The word used in the machine-readable policy.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Cookie => "cookie",
            Self::LocalStorage => "localStorage",
            Self::SessionStorage => "sessionStorage",
            Self::IndexedDb => "indexedDB",
            Self::Cache => "cache",
            Self::ServiceWorker => "serviceWorker",
            Self::Connection => "connection",
        }
    }
}

/// The four classes that the policy explains.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum CookieClass {
    /// The portal does not work without it; no consent.
    Necessary,
    /// Audience figures.
    Statistical,
    /// The portal's own, beyond what is necessary.
    FirstParty,
    /// Somebody else's.
    ThirdParty,
}

impl CookieClass {
    /// In the order of the policy page.
    pub const ALL: [Self; 4] = [
        Self::Necessary,
        Self::Statistical,
        Self::FirstParty,
        Self::ThirdParty,
    ];

    /// The word used in addresses, element ids and message keys.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Necessary => "necessary",
            Self::Statistical => "statistical",
            Self::FirstParty => "first-party",
            Self::ThirdParty => "third-party",
        }
    }
}

/// Where an item is at work.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// The public pages.
    #[serde(rename = "front")]
    FrontOffice,
    /// The pages of those who publish.
    #[serde(rename = "back")]
    BackOffice,
}

impl Place {
    /// The word used in message keys.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::FrontOffice => "front",
            Self::BackOffice => "back",
        }
    }
}

/// The unit in which a lifetime is told.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// 86 400 seconds.
    Days,
    /// 7 days.
    Weeks,
    /// A twelfth of 365 days.
    Months,
}

/// How long an item may stay in the browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Life {
    /// The longest, in seconds.
    pub seconds: i64,
    /// The same, as people say it: `count` of `unit`.
    pub count: u16,
    /// See `count`.
    pub unit: Unit,
    /// Usually gone when the browser closes; the rest only when the visitor asked for it.
    pub browser_session: bool,
}

/// What the register says of one item.
#[derive(Debug, Clone, Copy)]
pub struct Item {
    /// Which.
    pub name: CookieName,
    /// The name in the browser.
    pub wire: &'static str,
    /// Sort of storage.
    pub kind: Kind,
    /// Who provides the software that sets it.
    pub provider: &'static str,
    /// Class of the policy.
    pub class: CookieClass,
    /// Whether the visitor must agree first.
    pub needs_consent: bool,
    /// Where it is at work.
    pub places: &'static [Place],
    /// Message key: what it is for, in a few words.
    pub function: &'static str,
    /// Message key: its purpose, a sentence.
    pub purpose: &'static str,
    /// Message key: when it is set, a sentence.
    pub set_when: &'static str,
    /// Routes whose answers may set it: exact paths, or prefixes ending with `*`.
    pub set_on: &'static [&'static str],
    /// Pages for signed-in people may set it too.
    pub set_when_signed_in: bool,
    /// Lifetime.
    pub life: Life,
    /// Hidden from scripts.
    pub http_only: bool,
    /// Seen only after a rare act, so that a crawl may miss it.
    pub rare: bool,
    /// Well-formed value.
    pub is_value: fn(&str) -> bool,
    /// Stable identifier in the machine-readable twins.
    pub id: &'static str,
}

macro_rules! register {
    ($($(#[doc = $doc:literal])* $variant:ident = $wire:literal { $($field:ident: $value:expr,)* })*) => {
        /// A declared cookie. There is no other way to name one.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
        pub enum CookieName { $($(#[doc = $doc])* $variant,)* }

        impl CookieName {
            /// Every declared cookie, in the order of the policy.
            pub const ALL: &'static [Self] = &[$(Self::$variant,)*];
        }

        static ITEMS: &[Item] =
            &[$(Item { name: CookieName::$variant, wire: $wire, kind: Kind::Cookie, $($field: $value,)* },)*];
    };
}

register! {
    /// Who is signed in.
    SessionId = "sessionid" {
        provider: "Portico",
        class: CookieClass::Necessary,
        needs_consent: false,
        places: &[Place::FrontOffice, Place::BackOffice],
        function: "cookies-sessionid-function",
        purpose: "cookies-sessionid-purpose",
        set_when: "cookies-sessionid-set-when",
        set_on: &["/login/*", "/signup/*"],
        set_when_signed_in: false,
        life: Life { seconds: 14 * DAY, count: 14, unit: Unit::Days, browser_session: true },
        http_only: true,
        rare: false,
        is_value: crate::session::is_key,
        id: "5b0a5c1e-6f0d-4a51-9a36-7a5d4f6f1a01",
    }
    /// The language the visitor switched to.
    DjangoLanguage = "django_language" {
        provider: "Portico",
        class: CookieClass::Necessary,
        needs_consent: false,
        places: &[Place::FrontOffice, Place::BackOffice],
        function: "cookies-django-language-function",
        purpose: "cookies-django-language-purpose",
        set_when: "cookies-django-language-set-when",
        set_on: &["/i18n/setlang/"],
        set_when_signed_in: false,
        life: Life { seconds: 365 * DAY, count: 12, unit: Unit::Months, browser_session: false },
        http_only: true,
        rare: false,
        is_value: is_language,
        id: "5b0a5c1e-6f0d-4a51-9a36-7a5d4f6f1a02",
    }
    /// Proof that a form was sent from our own page.
    CsrfToken = "csrftoken" {
        provider: "Portico",
        class: CookieClass::Necessary,
        needs_consent: false,
        places: &[Place::FrontOffice, Place::BackOffice],
        function: "cookies-csrftoken-function",
        purpose: "cookies-csrftoken-purpose",
        set_when: "cookies-csrftoken-set-when",
        set_on: &["/login/*", "/signup/*", "/account/*", "/backoffice/*"],
        set_when_signed_in: true,
        life: Life { seconds: 52 * 7 * DAY, count: 52, unit: Unit::Weeks, browser_session: false },
        http_only: false,
        rare: false,
        is_value: crate::csrf::is_token,
        id: "5b0a5c1e-6f0d-4a51-9a36-7a5d4f6f1a03",
    }
    /// What the visitor chose about optional items and statistics.
    CookiesPreferences = "cookies_preferences" {
        provider: "Portico",
        class: CookieClass::Necessary,
        needs_consent: false,
        places: &[Place::FrontOffice, Place::BackOffice],
        function: "cookies-cookies-preferences-function",
        purpose: "cookies-cookies-preferences-purpose",
        set_when: "cookies-cookies-preferences-set-when",
        set_on: &["/cookies/preferences/"],
        set_when_signed_in: false,
        life: Life { seconds: 180 * DAY, count: 180, unit: Unit::Days, browser_session: false },
        http_only: true,
        rare: false,
        is_value: crate::preferences::is_value,
        id: "5b0a5c1e-6f0d-4a51-9a36-7a5d4f6f1a04",
    }
}

const DAY: i64 = 86_400;

impl CookieName {
    /// The name in the browser.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        self.item().wire
    }

    /// The declared cookie of that exact name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|name| name.as_str() == text)
    }

    /// What the register says of it.
    #[must_use]
    pub fn item(self) -> &'static Item {
        &ITEMS[self as usize]
    }
}

impl fmt::Display for CookieName {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.as_str())
    }
}

/// `fr`, `pt-br`: letters, digits and hyphens, 2 to 12 characters.
fn is_language(value: &str) -> bool {
    (2..=12).contains(&value.len())
        && value
            .bytes()
            .all(|b| b.is_ascii_lowercase() || b.is_ascii_digit() || b == b'-')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_register_holds_the_four_cookies_of_the_contract() {
        let names: Vec<_> = CookieName::ALL.iter().map(|name| name.as_str()).collect();
        assert_eq!(
            names,
            ["sessionid", "django_language", "csrftoken", "cookies_preferences"]
        );
        assert_eq!(ITEMS.len(), names.len());
    }

    #[test]
    fn no_life_is_longer_than_what_browsers_keep() {
        for name in CookieName::ALL {
            let item = name.item();
            assert_eq!(item.name, *name);
            assert!(item.life.seconds > 0 && item.life.seconds <= 400 * DAY, "{name}");
            let told = match item.life.unit {
                Unit::Days => i64::from(item.life.count),
                Unit::Weeks => i64::from(item.life.count) * 7,
                Unit::Months => i64::from(item.life.count) * 365 / 12,
            };
            assert_eq!(
                told,
                item.life.seconds / DAY,
                "{name}: what is told is what is set"
            );
        }
    }

    #[test]
    fn nothing_declared_may_be_set_on_a_route_without_cookies() {
        for name in CookieName::ALL {
            for route in name.item().set_on {
                assert!(
                    !crate::is_cookieless(route.trim_end_matches('*')),
                    "{name} on {route}"
                );
            }
        }
    }

    #[test]
    fn an_unknown_name_cannot_be_expressed() {
        assert_eq!(CookieName::parse("evil"), None);
        assert_eq!(CookieName::parse("SessionId"), None, "names are exact");
    }
}
