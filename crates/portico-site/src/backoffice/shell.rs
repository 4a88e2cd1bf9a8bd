//! What does every screen of the back office share? Who works there, the menu, the way back, the word after something was done.

use askama::Template;
use axum::extract::FromRequestParts;
use axum::response::Response;
use chrono_tz::Tz;
use http::StatusCode;
use http::request::Parts;
use portico_i18n::Say;
use portico_model::{Author, Fault, Person, Principal};
use portico_web::{Visitor, WebFault, WebResult};

use super::{OfficeSection, SCREENS};
use crate::page::{Page, Section, redirect, show};

/// Longest code of what was done.
const LONGEST_CODE: usize = 40;

/// Someone who may work in this section of the back office. Only screens of the table can be asked for it.
#[derive(Debug, Clone)]
pub(crate) struct Officer {
    /// The rest of the request.
    pub(crate) visitor: Visitor,
    /// Where the screen belongs.
    pub(crate) section: OfficeSection,
}

impl<S: Send + Sync> FromRequestParts<S> for Officer {
    type Rejection = WebFault;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, WebFault> {
        let section = parts.extensions.get::<OfficeSection>().copied();
        let section =
            section.ok_or_else(|| Fault::internal("a screen outside of the back office's table"))?;
        let visitor = Visitor::from_request_parts(parts, state).await?;
        Ok(Self { visitor, section })
    }
}

impl Officer {
    /// Who, for the use cases.
    pub(crate) fn who(&self) -> &Principal {
        &self.visitor.principal
    }

    /// Who, for the audit trail.
    pub(crate) fn author(&self) -> Author {
        Author::from(self.who())
    }

    /// The person.
    pub(crate) fn person(&self) -> Option<&Person> {
        self.visitor.person()
    }

    /// The words of the screen's language.
    pub(crate) fn say(&self) -> Say {
        self.visitor.say()
    }

    /// A moment in words, in the portal's time zone; microseconds since the epoch.
    pub(crate) fn time(&self, micros: i64) -> String {
        time_in(micros, self.zone(), self.say())
    }

    /// The portal's time zone.
    pub(crate) fn zone(&self) -> Tz {
        self.visitor.asked.site().timezone
    }

    /// The frame of a screen with that title, and the shell around it. A screen that is not the first of its section has a way back
    /// to it.
    pub(crate) fn frame(&self, title: impl Into<String>) -> (Page, Office) {
        let say = self.say();
        let page = Page::of(&self.visitor, title)
            .in_section(Section::Office)
            .with_style("css/office.css")
            .unlisted();
        let own = self.section.path();
        let mut crumbs = vec![Crumb::of(OfficeSection::Dashboard, say)];
        if self.visitor.asked.path().trim_end_matches('/') != own.trim_end_matches('/') {
            crumbs.push(Crumb::of(self.section, say));
        } else if self.section == OfficeSection::Dashboard {
            crumbs.clear();
        }
        crumbs.dedup();
        let office = Office {
            menu: menu(self.section, self.who(), say),
            crumbs,
            tabs: Vec::new(),
            done: self.done(),
            token: self.visitor.csrf_token(),
        };
        (page, office)
    }

    /// The words for `?done=…`: `office-done-…`, if there are such.
    fn done(&self) -> Option<String> {
        let params = self.visitor.asked.params();
        let code = params.last("done")?;
        let is_code = code.len() <= LONGEST_CODE && code.bytes().all(|b| b.is_ascii_lowercase() || b == b'-');
        let key = format!("office-done-{code}");
        (is_code && self.say().has(&key)).then(|| self.say().t(&key).into_owned())
    }
}

/// What the shell shows around a screen.
#[derive(Debug, Clone)]
pub(crate) struct Office {
    pub(crate) menu: Vec<MenuEntry>,
    pub(crate) crumbs: Vec<Crumb>,
    /// Screens that belong together, this one among them.
    pub(crate) tabs: Vec<Tab>,
    /// What has just been done.
    pub(crate) done: Option<String>,
    /// The masked token for forms of this screen: the field `csrfmiddlewaretoken`.
    pub(crate) token: String,
}

impl Office {
    /// With one more place on the way to this screen.
    pub(crate) fn under(mut self, text: impl Into<String>, href: impl Into<String>) -> Self {
        self.crumbs.push(Crumb {
            text: text.into(),
            href: href.into(),
        });
        self
    }

    /// With the screens that belong to this one.
    pub(crate) fn beside(mut self, tabs: Vec<Tab>) -> Self {
        self.tabs = tabs;
        self
    }
}

/// One of several screens that belong together.
#[derive(Debug, Clone)]
pub(crate) struct Tab {
    pub(crate) href: String,
    pub(crate) text: String,
    pub(crate) current: bool,
}

/// A section in the menu.
#[derive(Debug, Clone)]
pub(crate) struct MenuEntry {
    pub(crate) text: String,
    pub(crate) href: &'static str,
    pub(crate) current: bool,
}

/// A place on the way to a screen, the nearest last.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Crumb {
    pub(crate) text: String,
    pub(crate) href: String,
}

impl Crumb {
    fn of(section: OfficeSection, say: Say) -> Self {
        Self {
            text: section.word(say),
            href: section.path().to_owned(),
        }
    }
}

fn menu(current: OfficeSection, who: &Principal, say: Say) -> Vec<MenuEntry> {
    OfficeSection::ALL
        .into_iter()
        .filter(|section| SCREENS.iter().any(|screen| screen.path == section.path()))
        .filter(|section| section.is_open_to(who))
        .map(|section| MenuEntry {
            text: section.word(say),
            href: section.path(),
            current: section == current,
        })
        .collect()
}

/// A moment in words, in that time zone; empty when it is outside the calendar.
pub(crate) fn time_in(micros: i64, zone: Tz, say: Say) -> String {
    chrono::DateTime::from_timestamp_micros(micros)
        .map(|at| say.moment(&at.with_timezone(&zone)))
        .unwrap_or_default()
}

/// After a form was accepted: 303 to that path of ours, which then says `office-done-{code}`.
pub(crate) fn done(path: &str, code: &str) -> Response {
    let joint = if path.contains('?') { '&' } else { '?' };
    redirect(StatusCode::SEE_OTHER, &format!("{path}{joint}done={code}"))
}

/// A page that asks before something is done that cannot be undone.
#[derive(Debug, Template)]
#[template(path = "office_confirm.html")]
pub(crate) struct Confirm {
    pub(crate) page: Page,
    pub(crate) office: Office,
    /// What will happen, to what.
    pub(crate) text: String,
    /// What cannot be brought back.
    pub(crate) warning: Option<String>,
    /// Where the form is sent.
    pub(crate) action: String,
    /// What it sends besides the token.
    pub(crate) fields: Vec<(String, String)>,
    /// Word on the button: the act itself, never "OK".
    pub(crate) button: String,
    /// Where "Cancel" leads.
    pub(crate) back: String,
}

impl Confirm {
    /// The page.
    pub(crate) fn show(&self) -> WebResult<Response> {
        show(self)
    }
}
