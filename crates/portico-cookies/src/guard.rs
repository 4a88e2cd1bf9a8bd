//! May this `Set-Cookie` leave the server? The last word, against the register.

use cookie::{Cookie, SameSite};

use crate::write::{Stay, render};
use crate::{CookieName, EffectiveRegister, Item, routes};

/// The answer that carries the header.
#[derive(Debug, Clone, Copy)]
pub struct Moment<'a> {
    /// Path of the request.
    pub path: &'a str,
    /// The browser reached the portal over https.
    pub https: bool,
    /// The request came from someone signed in.
    pub signed_in: bool,
    /// Seconds since the epoch.
    pub now: i64,
    /// The register of this portal.
    pub register: &'a EffectiveRegister,
}

/// What becomes of a header.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// It agrees with the register.
    Pass,
    /// Declared, but with attributes that disagree: this header replaces it.
    Amended {
        /// The header as the register allows it.
        header: String,
        /// What was wrong.
        disagreements: Vec<Disagreement>,
    },
    /// It must not leave. Carries the name, made safe for a log; never the value.
    Refused {
        /// Printable ASCII, at most 64 characters.
        name: String,
        /// Why.
        disagreement: Disagreement,
    },
}

/// In what a header disagrees with the register.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Disagreement {
    /// Not readable as a cookie.
    Unreadable,
    /// The name is not declared.
    Undeclared,
    /// The value does not have the declared shape.
    Value,
    /// The register does not let this route set it.
    Route,
    /// A `Domain` would hand it to other hosts.
    Domain,
    /// The path is not `/`.
    Path,
    /// `SameSite` is not `Lax`.
    SameSite,
    /// `HttpOnly` is missing, or there where scripts must read it.
    HttpOnly,
    /// `Secure` is missing on https.
    Secure,
    /// It would stay longer than declared.
    Life,
}

/// Judges one `Set-Cookie` value.
#[must_use]
pub fn guard(header: &str, moment: Moment<'_>) -> Verdict {
    let Ok(cookie) = Cookie::parse(header) else {
        let name = header.split(['=', ';']).next().unwrap_or_default();
        return refused(name, Disagreement::Unreadable);
    };
    let seconds = lifetime(&cookie, moment.now);
    let value = cookie.value().trim_matches('"');
    let is_deletion = value.is_empty() && seconds.is_some_and(|seconds| seconds <= 0);
    let Some(name) = CookieName::parse(cookie.name()) else {
        // What a service's script has left may be taken away, on any domain; the server itself never sets it.
        let is_removal = is_deletion && moment.register.keeper_of(cookie.name()).is_some();
        if is_removal && !routes::is_cookieless(moment.path) {
            return Verdict::Pass;
        }
        return refused(cookie.name(), Disagreement::Undeclared);
    };
    let item = name.item();
    if is_deletion {
        return judge_deletion(&cookie, name, moment);
    }
    if !(item.is_value)(cookie.value()) {
        return refused(name.as_str(), Disagreement::Value);
    }
    if !routes::may_set(name, moment.path, moment.signed_in) {
        return refused(name.as_str(), Disagreement::Route);
    }
    let mut wrong = place_disagreements(&cookie);
    if cookie.http_only().unwrap_or(false) != item.http_only {
        wrong.push(Disagreement::HttpOnly);
    }
    if moment.https && !cookie.secure().unwrap_or(false) {
        wrong.push(Disagreement::Secure);
    }
    if seconds.is_some_and(|seconds| seconds > item.life.seconds) {
        wrong.push(Disagreement::Life);
    }
    if wrong.is_empty() {
        return Verdict::Pass;
    }
    let header = render(
        name,
        cookie.value(),
        allowed_stay(item, seconds),
        moment.now,
        moment.https,
    );
    Verdict::Amended {
        header,
        disagreements: wrong,
    }
}

fn judge_deletion(cookie: &Cookie<'_>, name: CookieName, moment: Moment<'_>) -> Verdict {
    if routes::is_cookieless(moment.path) {
        return refused(name.as_str(), Disagreement::Route);
    }
    let disagreements = place_disagreements(cookie);
    if disagreements.is_empty() {
        return Verdict::Pass;
    }
    Verdict::Amended {
        header: render(name, "", Stay::Deleted, moment.now, moment.https),
        disagreements,
    }
}

/// What is wrong with domain, path and site.
fn place_disagreements(cookie: &Cookie<'_>) -> Vec<Disagreement> {
    let checks = [
        (cookie.domain().is_some(), Disagreement::Domain),
        (cookie.path() != Some("/"), Disagreement::Path),
        (cookie.same_site() != Some(SameSite::Lax), Disagreement::SameSite),
    ];
    checks
        .into_iter()
        .filter_map(|(is_wrong, what)| is_wrong.then_some(what))
        .collect()
}

/// Seconds that the browser would keep it: `Max-Age` first, then `Expires`; none means until it closes.
fn lifetime(cookie: &Cookie<'_>, now: i64) -> Option<i64> {
    let max_age = cookie.max_age().map(cookie::time::Duration::whole_seconds);
    max_age.or_else(|| {
        cookie
            .expires_datetime()
            .map(|at| at.unix_timestamp().saturating_sub(now))
    })
}

fn allowed_stay(item: &Item, seconds: Option<i64>) -> Stay {
    seconds.map_or(Stay::Browser, |seconds| {
        Stay::Seconds(seconds.clamp(0, item.life.seconds))
    })
}

fn refused(name: &str, disagreement: Disagreement) -> Verdict {
    let printable = |c: char| if c.is_ascii_graphic() { c } else { '?' };
    Verdict::Refused {
        name: name.trim().chars().take(64).map(printable).collect(),
        disagreement,
    }
}

#[cfg(test)]
mod tests {
    use std::sync::LazyLock;

    use super::*;
    use crate::{Preferences, SessionKey, SetCookie, samples};

    static REGISTER: LazyLock<EffectiveRegister> =
        LazyLock::new(|| EffectiveRegister::new(vec![samples::analytics()]));

    const KEY: &str = "0123456789abcdefghijklmnopqrstuv";
    const NOW: i64 = 1_795_441_212;

    fn at(path: &str) -> Moment<'_> {
        Moment {
            path,
            https: false,
            signed_in: false,
            now: NOW,
            register: &REGISTER,
        }
    }

    fn check(header: &str, moment: Moment<'_>, expected: &[Disagreement]) {
        let found = match guard(header, moment) {
            Verdict::Pass => vec![],
            Verdict::Amended {
                header,
                disagreements,
            } => {
                assert_eq!(
                    guard(&header, moment),
                    Verdict::Pass,
                    "an amended header passes: {header}"
                );
                disagreements
            }
            Verdict::Refused { disagreement, .. } => vec![disagreement],
        };
        assert_eq!(found, expected, "{header}");
    }

    #[test]
    fn our_own_headers_pass_where_the_register_lets_them() {
        let key = SessionKey::parse(KEY).expect("well formed");
        let choices = Preferences::new(1, (2026, 11, 23), false, []);
        let own = [
            (SetCookie::session(&key, true), "/login/"),
            (SetCookie::session(&key, false), "/login/"),
            (SetCookie::language("fr").expect("well formed"), "/i18n/setlang/"),
            (SetCookie::csrf(KEY).expect("well formed"), "/login/"),
            (SetCookie::preferences(&choices), "/cookies/preferences/"),
            (SetCookie::deletion(CookieName::SessionId), "/explore/"),
        ];
        for https in [false, true] {
            for (cookie, path) in &own {
                let moment = Moment { https, ..at(path) };
                check(&cookie.header(NOW, https), moment, &[]);
                check(
                    &cookie.header(NOW, https),
                    Moment {
                        path: "/api/v2/",
                        ..moment
                    },
                    &[Disagreement::Route],
                );
            }
        }
    }

    #[test]
    fn undeclared_and_unreadable_headers_are_refused() {
        check("evil=1", at("/"), &[Disagreement::Undeclared]);
        check("SESSIONID=1; Path=/", at("/login/"), &[Disagreement::Undeclared]);
        check("__lb=1; Path=/", at("/"), &[Disagreement::Undeclared]);
        check("", at("/"), &[Disagreement::Unreadable]);
        check("no equals sign", at("/"), &[Disagreement::Unreadable]);
    }

    #[test]
    fn what_a_service_left_may_be_removed_and_never_set() {
        let removal =
            "_pk_id.7.1=\"\"; expires=Thu, 01 Jan 1970 00:00:00 GMT; Max-Age=0; Path=/; Domain=example.org";
        check(removal, at("/"), &[]);
        check(removal, at("/api/v2/"), &[Disagreement::Undeclared]);
        check("_pk_id.7.1=42; Path=/", at("/"), &[Disagreement::Undeclared]);
        check("_pk_id.7.1=; Path=/", at("/"), &[Disagreement::Undeclared]);
        check(
            "other=\"\"; Max-Age=0; Path=/",
            at("/"),
            &[Disagreement::Undeclared],
        );
    }

    #[test]
    fn values_of_another_shape_and_other_routes_are_refused() {
        let session = format!("sessionid={KEY}; HttpOnly; Path=/; SameSite=Lax");
        check(
            "sessionid=tracking-42; HttpOnly; Path=/; SameSite=Lax",
            at("/login/"),
            &[Disagreement::Value],
        );
        check(&session, at("/"), &[Disagreement::Route]);
        check(
            "django_language=; Path=/",
            at("/i18n/setlang/"),
            &[Disagreement::Value],
        );
    }

    #[test]
    fn attributes_that_disagree_are_put_right() {
        use Disagreement::{Domain, HttpOnly, Life, Path, SameSite, Secure};
        let login = at("/login/");
        let session = |rest: &str| format!("sessionid={KEY}{rest}");
        check(&session(""), login, &[Path, SameSite, HttpOnly]);
        check(
            &session("; HttpOnly; Path=/; SameSite=None; Secure"),
            login,
            &[SameSite],
        );
        check(
            &session("; HttpOnly; Path=/; SameSite=Lax; Domain=example.org"),
            login,
            &[Domain],
        );
        check(
            &session("; HttpOnly; Path=/; SameSite=Lax"),
            Moment { https: true, ..login },
            &[Secure],
        );
        check(
            &session("; HttpOnly; Path=/; SameSite=Lax; Max-Age=1209601"),
            login,
            &[Life],
        );
        check(
            &session("; HttpOnly; Path=/; SameSite=Lax; Expires=Mon, 22 Nov 2027 13:40:12 GMT"),
            login,
            &[Life],
        );
        check(
            &format!("csrftoken={KEY}; HttpOnly; Path=/; SameSite=Lax"),
            login,
            &[HttpOnly],
        );
        let deletion = "sessionid=\"\"; Max-Age=0; Domain=example.org; Path=/";
        check(deletion, at("/"), &[Domain, SameSite]);
    }

    #[test]
    fn a_refusal_names_the_cookie_and_never_its_value() {
        let verdict = guard("e\u{7}vil=secret", at("/"));
        assert!(!format!("{verdict:?}").contains("secret"), "{verdict:?}");
    }

    proptest::proptest! {
        #[test]
        fn whatever_arrives_only_declared_names_leave(header in "[ -~]{0,80}", https: bool, signed_in: bool) {
            let moment = Moment { https, signed_in, ..at("/login/") };
            if guard(&header, moment) == Verdict::Pass {
                let name = header.split('=').next().unwrap_or_default().trim();
                let is_declared = CookieName::parse(name).is_some() || REGISTER.keeper_of(name).is_some();
                proptest::prop_assert!(is_declared, "{}", header);
            }
        }
    }
}
