//! Do the facts agree with the register? One list of differences, in both directions; no clock, no browser.

use std::collections::BTreeSet;

use crate::seen::Cookie;
use crate::{Declared, Held, Kind, Place, Register, Seen, Stage};

/// Seconds by which a life may differ: what passes between the answer and the look.
const TOLERANCE: i64 = 60;

/// What sort of difference it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Code {
    /// Found, and not in the register.
    Undeclared,
    /// In the register, and never seen.
    NotSeen,
    /// An attribute is not as declared.
    Attribute,
    /// It stays longer or shorter than declared.
    Lifetime,
    /// Set by an answer that the register does not name.
    SetElsewhere,
    /// There although nobody agreed.
    BeforeConsent,
    /// Something was stored, or sent, in a frame of another site.
    InFrame,
    /// A host that the register does not name was asked.
    UndeclaredHost,
    /// Still there after the sign-out.
    LeftBehind,
    /// A page that could not be looked at.
    Unseen,
}

impl Code {
    /// The word of the report.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Undeclared => "undeclared",
            Self::NotSeen => "not-seen",
            Self::Attribute => "attribute",
            Self::Lifetime => "lifetime",
            Self::SetElsewhere => "set-elsewhere",
            Self::BeforeConsent => "before-consent",
            Self::InFrame => "in-frame",
            Self::UndeclaredHost => "undeclared-host",
            Self::LeftBehind => "left-behind",
            Self::Unseen => "page-not-looked-at",
        }
    }
}

/// One difference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// What sort.
    pub code: Code,
    /// Sort of storage, where it is about storage.
    pub kind: Option<Kind>,
    /// Name of the item, or host, or path.
    pub subject: String,
    /// A sentence for people.
    pub message: String,
    /// Where it was seen.
    pub place: Option<Place>,
}

/// Compares what was seen with what is declared.
#[must_use]
pub fn compare(register: &Register, seen: &Seen) -> Vec<Difference> {
    let mut found = Vec::new();
    for held in &seen.held {
        found.extend(judge_held(register, seen, held));
    }
    found.extend(judge_sent(register, seen));
    found.extend(judge_hosts(register, seen));
    found.extend(judge_absence(register, seen));
    found.extend(seen.left.iter().map(|name| Difference {
        code: Code::LeftBehind,
        kind: Some(Kind::Cookie),
        subject: name.clone(),
        message: format!("the cookie `{name}` is still in the browser after signing out"),
        place: None,
    }));
    found.extend(seen.missed.iter().map(|(place, why)| Difference {
        code: Code::Unseen,
        kind: None,
        subject: place.path.clone(),
        message: format!("{} could not be looked at: {why}", place.path),
        place: Some(place.clone()),
    }));
    once_each(found)
}

/// Of the same difference only the first place is told.
fn once_each(found: Vec<Difference>) -> Vec<Difference> {
    let mut known = BTreeSet::new();
    let mut list: Vec<_> = found
        .into_iter()
        .filter(|one| known.insert((one.code, one.kind, one.subject.clone(), about(one))))
        .collect();
    list.sort_by_key(|one| one.code);
    list
}

/// Several attributes of one item are several differences; places of one difference are not.
fn about(one: &Difference) -> String {
    match one.code {
        Code::Attribute | Code::Lifetime => one.message.clone(),
        _ => String::new(),
    }
}

fn judge_held(register: &Register, seen: &Seen, held: &Held) -> Vec<Difference> {
    let difference = |code, message| Difference {
        code,
        kind: Some(held.kind),
        subject: held.name.clone(),
        message,
        place: Some(held.place.clone()),
    };
    let (kind, name, host) = (held.kind, &held.name, &held.host);
    let is_infrastructure = held.own && register.is_infrastructure(kind, name);
    if held.place.stage == Stage::Frame && !is_infrastructure {
        let message =
            format!("{kind} `{name}` of {host} was stored in a frame of another site: embeds keep nothing");
        return vec![difference(Code::InFrame, message)];
    }
    let own = register.own(kind, name).filter(|_| held.own);
    let (item, of) = match own {
        Some(item) => (item, None),
        None => match register.service_item(kind, name, host, held.own) {
            Some((service, item)) => (item, Some(service)),
            None => {
                let message = format!(
                    "{kind} `{name}` of {host} is in the browser after {}, and the register does not declare it",
                    held.place
                );
                return vec![difference(Code::Undeclared, message)];
            }
        },
    };
    let mut found = Vec::new();
    if held.place.stage == Stage::FailedSignIn && name == "sessionid" {
        let message = "a sign-in that failed gives the cookie `sessionid`".to_owned();
        found.push(difference(Code::SetElsewhere, message));
    }
    if (of.is_some_and(|service| service.consent) || item.consent) && held.place.stage.is_before_consent() {
        let message = format!(
            "{kind} `{name}` of {host} needs consent and was stored before anybody agreed, on {}",
            held.place
        );
        found.push(difference(Code::BeforeConsent, message));
    }
    if let Some(cookie) = &held.cookie {
        let wrong = attributes(item, cookie, seen.https && of.is_none());
        found.extend(
            wrong
                .into_iter()
                .map(|what| difference(Code::Attribute, format!("cookie `{name}`: {what}"))),
        );
        found.extend(
            life(item, cookie, of.is_none())
                .map(|what| difference(Code::Lifetime, format!("cookie `{name}`: {what}"))),
        );
    }
    found
}

fn attributes(item: &Declared, cookie: &Cookie, must_be_secure: bool) -> Vec<String> {
    let mut wrong = Vec::new();
    let yes_no = |is: bool| if is { "yes" } else { "no" };
    if let Some(declared) = item.http_only.filter(|declared| *declared != cookie.http_only) {
        wrong.push(format!(
            "HttpOnly is declared as {}, found {}",
            yes_no(declared),
            yes_no(cookie.http_only)
        ));
    }
    if let Some(declared) = item
        .same_site
        .as_ref()
        .filter(|declared| **declared != cookie.same_site)
    {
        let found = if cookie.same_site.is_empty() {
            "none said"
        } else {
            &cookie.same_site
        };
        wrong.push(format!("SameSite is declared as {declared}, found {found}"));
    }
    if let Some(declared) = item.path.as_ref().filter(|declared| **declared != cookie.path) {
        wrong.push(format!("Path is declared as {declared}, found {}", cookie.path));
        if cookie.with_domain {
            wrong.push("a Domain hands it to other hosts".to_owned());
        }
    } else if cookie.with_domain && item.path.is_some() {
        wrong.push("a Domain hands it to other hosts".to_owned());
    }
    if must_be_secure && !cookie.secure {
        wrong.push("Secure is missing on an https portal".to_owned());
    }
    wrong
}

/// Own items live exactly as long as declared; those of services may go earlier.
fn life(item: &Declared, cookie: &Cookie, exactly: bool) -> Option<String> {
    let declared = item.max_age;
    match (cookie.life, declared) {
        (None, Some(_)) if exactly && !item.browser_session => Some(format!(
            "declared for {}, found until the browser closes",
            words(declared)
        )),
        (Some(found), Some(most)) if found - most > TOLERANCE || (exactly && most - found > TOLERANCE) => {
            Some(format!(
                "declared for {}, found {}",
                words(declared),
                words(Some(found))
            ))
        }
        (Some(found), None) if item.browser_session => Some(format!(
            "declared until the browser closes, found {}",
            words(Some(found))
        )),
        _ => None,
    }
}

/// `180 days`, `2 hours`, `45 seconds`.
fn words(seconds: Option<i64>) -> String {
    let Some(seconds) = seconds else {
        return "an unknown time".to_owned();
    };
    match seconds {
        172_800.. if seconds % 86_400 <= TOLERANCE || seconds % 86_400 >= 86_400 - TOLERANCE => {
            format!("{} days", (seconds + TOLERANCE) / 86_400)
        }
        172_800.. => format!("{} days and {} seconds", seconds / 86_400, seconds % 86_400),
        7_200.. => format!("{} hours", seconds / 3_600),
        _ => format!("{seconds} seconds"),
    }
}

fn judge_sent(register: &Register, seen: &Seen) -> Vec<Difference> {
    let mut found = Vec::new();
    for sent in &seen.sent {
        let (name, place) = (&sent.name, &sent.place);
        let mut tell = |code, message| {
            found.push(Difference {
                code,
                kind: Some(Kind::Cookie),
                subject: name.clone(),
                message,
                place: Some(place.clone()),
            });
        };
        let item = register.own(Kind::Cookie, name).filter(|_| sent.own);
        match item {
            None if register
                .services
                .iter()
                .any(|service| service.storage.iter().any(|item| item.name == *name)) => {}
            None if sent.own && register.is_infrastructure(Kind::Cookie, name) => {}
            None => tell(
                Code::Undeclared,
                format!(
                    "the answer for {place} sets the cookie `{name}`, and the register does not declare it"
                ),
            ),
            Some(_) if sent.deletes => {}
            Some(_) if place.stage == Stage::Frame => {
                tell(
                    Code::InFrame,
                    format!("the embed {place} sets the cookie `{name}`: embeds keep nothing"),
                );
            }
            Some(item) => {
                let signed_in = item.set_when_signed_in && place.stage == Stage::SignedIn;
                if !signed_in && !item.may_be_set_on(&place.path) {
                    let routes = item.set_on.join(", ");
                    tell(
                        Code::SetElsewhere,
                        format!(
                            "the answer for {place} sets the cookie `{name}`, declared for {routes} only"
                        ),
                    );
                }
            }
        }
    }
    found
}

fn judge_hosts(register: &Register, seen: &Seen) -> Vec<Difference> {
    let judge = |host: &crate::Host| {
        let service = register.service_of(&host.host);
        let (name, place, what) = (&host.host, &host.place, host.what.to_lowercase());
        let (code, mut message) = match service {
            None => (
                Code::UndeclaredHost,
                format!("{place} asks {name} ({what}), and the register does not name that host"),
            ),
            Some(service) if place.stage.is_before_consent() => (
                Code::BeforeConsent,
                format!(
                    "{place} asks {name} ({what}) of {} before anybody agreed",
                    service.name
                ),
            ),
            Some(_) => return None,
        };
        if host.stopped {
            message.push_str("; the audit stopped it, since a password was being typed");
        }
        Some(Difference {
            code,
            kind: None,
            subject: name.clone(),
            message,
            place: Some(place.clone()),
        })
    };
    seen.hosts.iter().filter_map(judge).collect()
}

/// Declared, within reach of the walk, and never there. What services keep depends on the content of pages: that is no difference.
fn judge_absence(register: &Register, seen: &Seen) -> Vec<Difference> {
    let is_seen = |item: &Declared| {
        let held = seen
            .held
            .iter()
            .any(|held| held.own && register.own(held.kind, &held.name) == Some(item));
        held || seen
            .sent
            .iter()
            .any(|sent| sent.own && !sent.deletes && item.kind == Kind::Cookie && sent.name == item.name)
    };
    let absent = register
        .items
        .iter()
        .filter(|item| !item.rare && !item.consent && !is_seen(item));
    absent
        .filter(|item| is_in_reach(item, seen))
        .map(|item| Difference {
            code: Code::NotSeen,
            kind: Some(item.kind),
            subject: item.name.clone(),
            message: format!(
                "{} `{}` is declared, and the browser never got it",
                item.kind, item.name
            ),
            place: None,
        })
        .collect()
}

/// The walk did what the register says it takes.
fn is_in_reach(item: &Declared, seen: &Seen) -> bool {
    let acts = [
        ("/i18n/setlang/", Stage::Language),
        ("/cookies/preferences/", Stage::Choice),
        ("/login/", Stage::SignedIn),
    ];
    let mut needed = acts
        .iter()
        .filter(|(path, _)| item.may_be_set_on(path))
        .peekable();
    if needed.peek().is_some() {
        return needed.any(|(_, stage)| seen.has_done(*stage));
    }
    if item
        .set_on
        .iter()
        .any(|route| route.starts_with("/account") || route.starts_with("/backoffice"))
    {
        return seen.has_done(Stage::SignedIn);
    }
    seen.has_done(Stage::Anonymous)
}

#[cfg(test)]
#[path = "compare_tests.rs"]
mod tests;
