//! How does the audit sign in and out? With the page's own form, and with nothing let out to anybody else meanwhile.

use serde_json::json;

use super::{Walk, pages};
use crate::browser::{Looked, Tab};
use crate::seen::Stage;
use crate::{AuditError, Credentials};

/// Pages of the signed-in area that are looked at, at most.
const MOST: usize = 25;

/// How an attempt ended.
#[derive(Debug, PartialEq, Eq)]
enum Attempt {
    /// The form was sent; whether it let somebody in is for the caller to see.
    Sent,
    /// There is no such form, and why.
    NoForm(String),
}

impl Walk<'_> {
    /// A sign-in with an address that nobody has.
    pub(crate) fn fail_to_sign_in(&mut self) -> Result<(), AuditError> {
        (self.tell)("failing to sign in");
        let tab = self.arrive_anew()?;
        let nobody = Credentials {
            email: "nobody@audit.invalid".to_owned(),
            password: "not the password of anybody".to_owned(),
        };
        let attempt = self.send_form(Stage::FailedSignIn, &tab, &nobody, false)?;
        let (done, note) = match attempt {
            Attempt::Sent => (true, None),
            Attempt::NoForm(why) => (false, Some(why)),
        };
        self.step(Stage::FailedSignIn, 1, done, note);
        self.browser.leave(&tab);
        Ok(())
    }

    /// Signs in for this browser session, looks around, signs out; then once more, to stay.
    pub(crate) fn sign_in_and_out(&mut self) -> Result<(), AuditError> {
        let Some(person) = self.audit.credentials.clone() else {
            let note = "no --email was given: cookies of the signed-in area are not compared".to_owned();
            self.step(Stage::SignedIn, 0, false, Some(note));
            return Ok(());
        };
        (self.tell)("signing in");
        let tab = self.arrive_anew()?;
        self.sign_in(&tab, &person, false)?;
        let looked = self.look_around(&tab)?;
        self.step(Stage::SignedIn, looked, true, None);
        (self.tell)("signing out");
        self.sign_out(&tab)?;
        self.browser.leave(&tab);
        let tab = self.arrive_anew()?;
        self.sign_in(&tab, &person, true)?;
        self.sign_out(&tab)?;
        self.browser.leave(&tab);
        Ok(())
    }

    /// Fills the form of the sign-in page and sends it. Until its answer is there, only the portal itself can be asked.
    fn send_form(
        &mut self,
        stage: Stage,
        tab: &Tab,
        person: &Credentials,
        keep: bool,
    ) -> Result<Attempt, AuditError> {
        let portal = self.portal.clone();
        self.browser.only(Some(&portal))?;
        let attempt = self.send_form_guarded(stage, tab, person, keep);
        self.browser.only(None)?;
        attempt
    }

    fn send_form_guarded(
        &mut self,
        stage: Stage,
        tab: &Tab,
        person: &Credentials,
        keep: bool,
    ) -> Result<Attempt, AuditError> {
        if !self.look(stage, tab, "/login/")? {
            return Ok(Attempt::NoForm(
                "the sign-in page could not be looked at".to_owned(),
            ));
        }
        // The page itself may have been led elsewhere.
        let here = self.browser.evaluate("location.origin")?;
        if here.as_str() != Some(&self.portal.origin().ascii_serialization()) {
            return Ok(Attempt::NoForm(
                "the sign-in page belongs to another site: nothing was typed".to_owned(),
            ));
        }
        let typed = json!({"email": person.email, "password": person.password, "keep": keep});
        let (answer, looked) = self.browser.act(&pages::call("sign-in", &typed))?;
        self.collect(stage, tab, "/login/")?;
        Ok(match (answer.as_str(), looked) {
            (Some("ok"), Looked::At(_)) => Attempt::Sent,
            (Some("ok"), Looked::Failed(why)) => {
                Attempt::NoForm(format!("the answer to the sign-in failed: {why}"))
            }
            (Some("elsewhere"), _) => Attempt::NoForm(
                "the form of the sign-in page leads to another site: nothing was typed".to_owned(),
            ),
            _ => Attempt::NoForm("the sign-in page has no form with a password".to_owned()),
        })
    }

    fn sign_in(&mut self, tab: &Tab, person: &Credentials, keep: bool) -> Result<(), AuditError> {
        if let Attempt::NoForm(why) = self.send_form(Stage::SignedIn, tab, person, keep)? {
            return Err(AuditError::SignIn(format!("cannot sign in: {why}")));
        }
        if self.holds(tab, "sessionid")?
            && self
                .fetch("/account/")?
                .is_some_and(|page| page.contains("/logout"))
        {
            return Ok(());
        }
        let asks = self
            .browser
            .evaluate("document.querySelector('input[autocomplete=one-time-code]') !== null")?;
        Err(AuditError::SignIn(if asks.as_bool() == Some(true) {
            "the portal asks this person for a second factor: audit with an account that has none".to_owned()
        } else {
            format!(
                "the portal did not let {} in: is the password right, and the account open?",
                person.email
            )
        }))
    }

    /// The account and what the back office links to.
    fn look_around(&mut self, tab: &Tab) -> Result<usize, AuditError> {
        let mut paths = vec![
            "/".to_owned(),
            "/explore/".to_owned(),
            "/account/".to_owned(),
            "/backoffice/".to_owned(),
        ];
        let mut next = 0;
        let mut looked = 0;
        while next < paths.len() && next < MOST {
            let path = paths[next].clone();
            next += 1;
            looked += usize::from(self.look(Stage::SignedIn, tab, &path)?);
            let links = self.browser.evaluate(&pages::script("links"))?;
            for link in links
                .as_array()
                .into_iter()
                .flatten()
                .filter_map(|link| link.as_str())
            {
                if !paths.iter().any(|known| known == link) && paths.len() < 10 * MOST {
                    paths.push(link.to_owned());
                }
            }
        }
        Ok(looked)
    }

    fn sign_out(&mut self, tab: &Tab) -> Result<(), AuditError> {
        self.look(Stage::SignedIn, tab, "/account/")?;
        let (answer, _) = self.browser.act(&pages::script("sign-out"))?;
        self.collect(Stage::SignedOut, tab, "/logout/")?;
        let done = answer.as_str() == Some("ok");
        let note = (!done).then(|| "the account page has no form to sign out".to_owned());
        self.step(Stage::SignedOut, 1, done, note);
        if done && self.holds(tab, "sessionid")? {
            self.seen.left.push("sessionid".to_owned());
        }
        Ok(())
    }
}
