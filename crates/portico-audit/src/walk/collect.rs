//! What is there after a page? Cookies with their attributes, other storage, headers, hosts: from the browser into the facts.

use std::collections::BTreeMap;
use std::time::{SystemTime, UNIX_EPOCH};

use serde_json::Value;
use url::Url;

use super::Walk;
use crate::browser::{FRAME_HOST, Tab, name_of};
use crate::seen::{Cookie, Held, Host, Kind, Place, Sent, Stage};
use crate::{AuditError, walk::pages};

/// Most entries of each list: enough for any portal that is worth reading a report about.
const MOST: usize = 500;
/// Longest name in a report.
const LONGEST: usize = 120;

/// What a visitor was seen to hold: storage, and the expiry of cookies, so that a cookie that is set anew is looked at again.
#[derive(Debug, Default)]
pub(crate) struct Known(BTreeMap<(Kind, String, String), i64>);

impl Walk<'_> {
    /// Notes what is new since the last look.
    pub(crate) fn collect(&mut self, stage: Stage, tab: &Tab, path: &str) -> Result<(), AuditError> {
        let place = Place {
            stage,
            path: path.to_owned(),
        };
        self.collect_hosts(&place);
        self.collect_headers(stage);
        for cookie in self.browser.cookies(tab)? {
            self.collect_cookie(&cookie, &place);
        }
        for told in self.browser.evaluate_everywhere(&pages::script("storage"))? {
            self.collect_storage(&told, &place);
        }
        Ok(())
    }

    /// The present visitor holds a cookie of that name.
    pub(crate) fn holds(&mut self, tab: &Tab, name: &str) -> Result<bool, AuditError> {
        let cookies = self.browser.cookies(tab)?;
        Ok(cookies
            .iter()
            .any(|cookie| cookie["name"] == name && self.is_own_domain(&text(&cookie["domain"]))))
    }

    fn collect_hosts(&mut self, place: &Place) {
        let recorder = &self.browser.recorder;
        let stopped = recorder.stopped.iter().map(|asked| (asked, true));
        let asked = stopped.chain(recorder.asked.iter().map(|asked| (asked, false)));
        let own = name_of(&self.portal);
        let foreign: Vec<_> = asked
            .filter(|(asked, _)| name_of(&asked.url) != own && asked.url.host_str() != Some(FRAME_HOST))
            .map(|(asked, stopped)| Host {
                host: short(&name_of(&asked.url)),
                place: place.clone(),
                what: asked.what.clone(),
                stopped,
            })
            .collect();
        for host in foreign {
            let is_known = |known: &Host| known.host == host.host && known.place.stage == host.place.stage;
            if self.seen.hosts.len() < MOST && !self.seen.hosts.iter().any(is_known) {
                self.seen.hosts.push(host);
            }
        }
    }

    fn collect_headers(&mut self, stage: Stage) {
        for (url, line) in self.browser.recorder.set_cookies() {
            let own = name_of(&url) == name_of(&self.portal);
            let sent = Sent {
                name: short(line.split(['=', ';']).next().unwrap_or_default().trim()),
                own,
                place: Place {
                    stage,
                    path: place_of(&url, own),
                },
                deletes: deletes(&line),
            };
            if self.seen.sent.len() < MOST && !self.seen.sent.contains(&sent) {
                self.seen.sent.push(sent);
            }
        }
    }

    fn collect_cookie(&mut self, told: &Value, place: &Place) {
        let (name, domain) = (text(&told["name"]), text(&told["domain"]));
        let expires = told["expires"].as_f64().filter(|expires| *expires > 0.0);
        #[expect(clippy::cast_possible_truncation, reason = "seconds since the epoch fit")]
        let expires = expires.map(|expires| expires as i64);
        let key = (Kind::Cookie, domain.clone(), name.clone());
        if self.known.0.insert(key, expires.unwrap_or(0)) == Some(expires.unwrap_or(0)) {
            return;
        }
        let held = Held {
            kind: Kind::Cookie,
            name: short(&name),
            own: self.is_own_domain(&domain),
            place: place.clone(),
            cookie: Some(Cookie {
                life: expires.map(|expires| expires - now()),
                http_only: told["httpOnly"].as_bool().unwrap_or(false),
                secure: told["secure"].as_bool().unwrap_or(false),
                same_site: text(&told["sameSite"]),
                path: text(&told["path"]),
                with_domain: domain.starts_with('.'),
            }),
            host: domain,
        };
        self.hold(held);
    }

    fn collect_storage(&mut self, told: &Value, place: &Place) {
        let host = text(&told["host"]);
        for kind in [
            Kind::LocalStorage,
            Kind::SessionStorage,
            Kind::IndexedDb,
            Kind::Cache,
            Kind::ServiceWorker,
        ] {
            for name in told[kind.as_str()].as_array().into_iter().flatten().take(MOST) {
                let name = short(&text(name));
                if self
                    .known
                    .0
                    .insert((kind, host.clone(), name.clone()), 0)
                    .is_none()
                {
                    let own = host == name_of(&self.portal);
                    let host = host.clone();
                    self.hold(Held {
                        kind,
                        name,
                        host,
                        own,
                        place: place.clone(),
                        cookie: None,
                    });
                }
            }
        }
    }

    fn hold(&mut self, held: Held) {
        if self.seen.held.len() < MOST {
            self.seen.held.push(held);
        }
    }

    /// The portal's host, or a domain above it.
    fn is_own_domain(&self, domain: &str) -> bool {
        let host = self.portal.host_str().unwrap_or_default();
        let bare = domain.trim_start_matches('.');
        host == bare || (domain.starts_with('.') && host.ends_with(domain))
    }
}

/// Path on the portal, else the whole address without its query: queries may hold what nobody should print.
fn place_of(url: &Url, own: bool) -> String {
    let path = short(url.path());
    if own {
        path
    } else {
        format!("{}{path}", url.origin().ascii_serialization())
    }
}

fn text(value: &Value) -> String {
    value.as_str().unwrap_or_default().to_owned()
}

/// Printable and not endless.
fn short(name: &str) -> String {
    let printable = |c: char| if c.is_control() { '?' } else { c };
    let mut short: String = name.chars().take(LONGEST).map(printable).collect();
    if short.len() < name.len() {
        short.push('…');
    }
    short
}

/// A header that takes the cookie away.
fn deletes(line: &str) -> bool {
    let attributes = line
        .split(';')
        .skip(1)
        .map(|attribute| attribute.trim().to_ascii_lowercase());
    attributes
        .filter_map(|attribute| {
            attribute
                .split_once('=')
                .map(|(name, value)| (name.to_owned(), value.to_owned()))
        })
        .any(|(name, value)| match name.as_str() {
            "max-age" => value.parse::<i64>().is_ok_and(|seconds| seconds <= 0),
            "expires" => value.contains("1970"),
            _ => false,
        })
}

fn now() -> i64 {
    let since = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    i64::try_from(since.as_secs()).unwrap_or(i64::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_deletion_is_told_from_a_value() {
        assert!(deletes(
            "sessionid=\"\"; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/"
        ));
        assert!(deletes("a=1; Max-Age=-1"));
        assert!(!deletes("a=1970; Path=/"));
        assert!(!deletes("a=1; Max-Age=60"));
    }

    #[test]
    fn names_are_printable_and_short() {
        assert_eq!(short("a\u{1b}[31m"), "a?[31m");
        assert_eq!(short(&"x".repeat(500)).chars().count(), LONGEST + 1);
    }
}
