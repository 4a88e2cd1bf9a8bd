//! Where does the audit go? As a reader, with another language, with a choice, in a frame, signing in and out: a fresh visitor each time.

mod collect;
mod pages;
mod sign_in;

use url::Url;

use crate::browser::{Browser, Looked, Tab};
use crate::seen::{Place, Seen, Stage, Step};
use crate::{Audit, AuditError, Register};
use collect::Known;

/// What a walk brings back.
#[derive(Debug)]
pub(crate) struct Walked {
    pub(crate) portal: String,
    pub(crate) browser: String,
    pub(crate) register: Register,
    pub(crate) seen: Seen,
}

/// A walk under way.
pub(crate) struct Walk<'a> {
    audit: &'a Audit,
    browser: Browser,
    /// Origin of the portal.
    portal: Url,
    seen: Seen,
    /// What the present visitor was seen to hold.
    known: Known,
    tell: &'a mut dyn FnMut(&str),
}

/// Walks.
pub(crate) fn walk(audit: &Audit, tell: &mut dyn FnMut(&str)) -> Result<Walked, AuditError> {
    let portal = origin_of(&audit.portal)?;
    check_secrecy(audit, &portal)?;
    tell("starting the browser");
    let mut browser = Browser::start(audit)?;
    let version = browser.version()?;
    let mut walk = Walk {
        audit,
        browser,
        seen: Seen {
            https: portal.scheme() == "https",
            ..Seen::default()
        },
        portal,
        known: Known::default(),
        tell,
    };
    let tab = walk.browser.visitor()?;
    let register = walk.arrive()?;
    walk.collect(Stage::Anonymous, &tab, "/")?;
    let paths = walk.paths(&tab, &register)?;
    walk.read(&tab, &paths)?;
    walk.switch_language(&tab)?;
    walk.choose(&tab)?;
    walk.browser.leave(&tab);
    walk.read_in_frame(&paths)?;
    if register.asks() {
        walk.allow_everything(&paths)?;
    }
    walk.fail_to_sign_in()?;
    walk.sign_in_and_out()?;
    if !walk.browser.has_time() {
        let why = format!("the time of {} seconds was over", audit.whole_time.as_secs());
        walk.miss(Stage::Anonymous, "the rest", why);
    }
    Ok(Walked {
        portal: walk.portal.as_str().trim_end_matches('/').to_owned(),
        browser: version,
        register,
        seen: walk.seen,
    })
}

/// Scheme, host and port; what comes behind is left out.
fn origin_of(address: &Url) -> Result<Url, AuditError> {
    if !matches!(address.scheme(), "http" | "https") || address.host_str().is_none() {
        return Err(AuditError::Address(format!(
            "`{address}` is not the address of a portal: it begins with http:// or https://"
        )));
    }
    if !address.username().is_empty() || address.password().is_some() {
        return Err(AuditError::Address(
            "the address holds a name or a password: use --email, and give the password when asked"
                .to_owned(),
        ));
    }
    let mut origin = address.clone();
    origin.set_path("/");
    origin.set_query(None);
    origin.set_fragment(None);
    Ok(origin)
}

/// A password goes only over a connection that nobody on the way can read or answer; to this machine itself, over any.
fn check_secrecy(audit: &Audit, portal: &Url) -> Result<(), AuditError> {
    let is_here = match portal.host() {
        Some(url::Host::Ipv4(address)) => address.is_loopback(),
        Some(url::Host::Ipv6(address)) => address.is_loopback(),
        Some(url::Host::Domain(name)) => name == "localhost" || name.ends_with(".localhost"),
        None => false,
    };
    let is_secret = portal.scheme() == "https" && !audit.any_certificate;
    if audit.credentials.is_none() || is_here || is_secret {
        return Ok(());
    }
    Err(AuditError::Address(
        "a password is sent over https with a valid certificate only: leave --email out, or audit the https address".to_owned(),
    ))
}

impl Walk<'_> {
    /// Opens the portal, makes sure that it is itself, and reads its register.
    fn arrive(&mut self) -> Result<Register, AuditError> {
        let portal = self.portal.clone();
        (self.tell)(&format!("opening {portal}"));
        match self.browser.go(&portal)? {
            Looked::Failed(why) => return Err(AuditError::Portal(format!("cannot open {portal}: {why}"))),
            Looked::At(status) if status >= 400 => {
                return Err(AuditError::Portal(format!(
                    "{portal} answers with status {status}: it cannot be audited now"
                )));
            }
            Looked::At(_) => {}
        }
        let here = self.browser.evaluate("location.href")?;
        let here = here.as_str().and_then(|here| Url::parse(here).ok());
        if here.as_ref().is_none_or(|here| here.origin() != portal.origin()) {
            let where_to = here.map_or_else(
                || "somewhere else".to_owned(),
                |here| here.origin().ascii_serialization(),
            );
            return Err(AuditError::Portal(format!(
                "{portal} leads to {where_to}: audit that address instead"
            )));
        }
        let told = self.fetch("/terms/cookies-policy.json")?;
        let hint =
            "the audit compares with the register that a portal publishes at /terms/cookies-policy.json";
        let text = told.ok_or_else(|| {
            AuditError::Portal(format!("{portal} publishes no register of cookies: {hint}"))
        })?;
        Register::parse(&text).map_err(|why| {
            AuditError::Portal(format!("the register of {portal} cannot be read: {why}; {hint}"))
        })
    }

    /// Reads as somebody who has said nothing.
    fn read(&mut self, tab: &Tab, paths: &pages::Paths) -> Result<(), AuditError> {
        (self.tell)(&format!("reading {} pages as a stranger", paths.pages.len()));
        let mut looked = 0;
        for path in &paths.pages {
            looked += usize::from(self.look(Stage::Anonymous, tab, path)?);
        }
        self.look_at_files(tab, &paths.files)?;
        self.step(Stage::Anonymous, looked, looked > 0, None);
        Ok(())
    }

    /// Switches the language with the form that the page offers.
    fn switch_language(&mut self, tab: &Tab) -> Result<(), AuditError> {
        (self.tell)("switching the language");
        self.look(Stage::Language, tab, "/")?;
        let (answer, _) = self.browser.act(&pages::script("language"))?;
        let is_done = answer.as_str() == Some("ok");
        self.collect(Stage::Language, tab, "/i18n/setlang/")?;
        let note = (!is_done).then(|| "the pages offer no other language".to_owned());
        self.step(Stage::Language, 1, is_done, note);
        Ok(())
    }

    /// Sends the form of the page of choices, as it is.
    fn choose(&mut self, tab: &Tab) -> Result<(), AuditError> {
        (self.tell)("making a choice about cookies");
        self.look(Stage::Choice, tab, "/cookies/preferences/")?;
        let (answer, _) = self.browser.act(&pages::script("choice"))?;
        let is_done = answer.as_str() == Some("ok");
        self.collect(Stage::Choice, tab, "/cookies/preferences/")?;
        let note = (!is_done).then(|| "the page of choices has no form".to_owned());
        self.step(Stage::Choice, 1, is_done, note);
        Ok(())
    }

    /// Reads as somebody who has allowed everything that the portal asks about.
    fn allow_everything(&mut self, paths: &pages::Paths) -> Result<(), AuditError> {
        (self.tell)("reading after allowing everything");
        let tab = self.arrive_anew()?;
        self.look(Stage::Choice, &tab, "/cookies/preferences/")?;
        let (answer, _) = self.browser.act(&pages::script("everything"))?;
        let is_done = answer.as_str() == Some("ok");
        self.collect(Stage::Allowed, &tab, "/cookies/preferences/")?;
        let mut looked = 0;
        for path in paths.pages.iter().filter(|_| is_done) {
            looked += usize::from(self.look(Stage::Allowed, &tab, path)?);
        }
        let note = (!is_done).then(|| "the page of choices has no form".to_owned());
        self.step(Stage::Allowed, looked, is_done, note);
        self.browser.leave(&tab);
        Ok(())
    }

    /// Shows embeds in frames of a page that belongs to another site.
    fn read_in_frame(&mut self, paths: &pages::Paths) -> Result<(), AuditError> {
        if paths.embeds.is_empty() {
            self.step(
                Stage::Frame,
                0,
                false,
                Some("the portal offers no embeds".to_owned()),
            );
            return Ok(());
        }
        (self.tell)("showing embeds in frames of another site");
        let tab = self.arrive_anew()?;
        let frame = |path: &String| {
            let address = self.portal.join(path).map(String::from).unwrap_or_default();
            format!(
                "<iframe src=\"{}\" width=600 height=400></iframe>",
                address.replace('&', "&amp;").replace('"', "%22")
            )
        };
        let html: String = paths.embeds.iter().map(frame).collect();
        let scheme = self.portal.scheme().to_owned();
        self.browser
            .show(&scheme, &format!("<!doctype html><title>frames</title>{html}"))?;
        self.collect(Stage::Frame, &tab, &paths.embeds[0])?;
        self.step(Stage::Frame, paths.embeds.len(), true, None);
        self.browser.leave(&tab);
        Ok(())
    }

    /// Another visitor, who was never here.
    fn arrive_anew(&mut self) -> Result<Tab, AuditError> {
        self.known = Known::default();
        self.browser.visitor()
    }

    /// Goes to a page of the portal and notes what is there; false when it could not be looked at.
    fn look(&mut self, stage: Stage, tab: &Tab, path: &str) -> Result<bool, AuditError> {
        if !self.browser.has_time() {
            return Ok(false);
        }
        let Ok(address) = self.portal.join(path) else {
            return Ok(false);
        };
        let looked = self.browser.go(&address)?;
        // What came with an answer that failed counts too.
        self.collect(stage, tab, path)?;
        if let Looked::Failed(why) = looked {
            self.miss(stage, path, why);
            return Ok(false);
        }
        Ok(true)
    }

    fn miss(&mut self, stage: Stage, path: &str, why: String) {
        let place = Place {
            stage,
            path: path.to_owned(),
        };
        self.seen.missed.push((place, why));
    }

    fn step(&mut self, stage: Stage, pages: usize, done: bool, note: Option<String>) {
        self.seen.steps.push(Step {
            stage,
            pages,
            done,
            note,
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn audit(address: &str, any_certificate: bool) -> Audit {
        Audit {
            portal: Url::parse(address).unwrap(),
            browser: "/none".into(),
            credentials: Some(crate::Credentials {
                email: "a@b.example".to_owned(),
                password: "p".to_owned(),
            }),
            pages: 1,
            page_time: std::time::Duration::from_secs(1),
            whole_time: std::time::Duration::from_secs(1),
            no_sandbox: false,
            any_certificate,
        }
    }

    #[test]
    fn a_password_never_goes_where_others_could_read_it() {
        for (address, any_certificate, goes) in [
            ("https://data.example.org/x?y", false, true),
            ("https://data.example.org/", true, false),
            ("http://data.example.org/", false, false),
            ("http://127.0.0.1:8080/", false, true),
            ("http://[::1]:8080/", false, true),
            ("http://localhost/", false, true),
            ("http://localhost.example.org/", false, false),
        ] {
            let audit = audit(address, any_certificate);
            let portal = origin_of(&audit.portal).unwrap();
            assert_eq!(check_secrecy(&audit, &portal).is_ok(), goes, "{address}");
        }
    }

    #[test]
    fn an_address_that_is_no_portal_is_refused() {
        for address in [
            "ftp://a.example/",
            "mailto:a@b",
            "https://name:word@a.example/",
            "file:///etc/passwd",
        ] {
            let address = Url::parse(address).unwrap();
            assert!(origin_of(&address).is_err(), "{address}");
        }
    }

    #[test]
    fn a_password_is_not_printed() {
        let audit = audit("https://data.example.org/", false);
        assert_eq!(
            format!("{:?}", audit.credentials),
            "Some(Credentials(a@b.example, …))"
        );
    }
}
