//! What do the pages of an account share? A menu, the way out, the word after something was done.

use portico_model::{Fault, Person};
use portico_web::{Visitor, WebResult};

use crate::backoffice::time_in;
use crate::page::{Page, Section};

/// What is around a page of the account.
#[derive(Debug, Clone)]
pub(crate) struct Account {
    pub(crate) menu: Vec<Entry>,
    /// The masked token for forms.
    pub(crate) token: String,
    /// A second factor is demanded and missing.
    pub(crate) warning: Option<String>,
}

/// A page in the menu.
#[derive(Debug, Clone)]
pub(crate) struct Entry {
    pub(crate) text: String,
    pub(crate) href: &'static str,
    pub(crate) current: bool,
}

/// The frame of a page of the account.
pub(crate) fn frame(visitor: &Visitor, title: impl Into<String>) -> (Page, Account) {
    let say = visitor.say();
    let page = Page::of(visitor, title)
        .in_section(Section::Account)
        .with_style("css/office.css")
        .unlisted();
    let path = visitor.asked.path().trim_end_matches('/');
    let entry = |key: &str, href: &'static str| Entry {
        text: say.t(key).into_owned(),
        href,
        current: path.starts_with(href.trim_end_matches('/')) && (href != "/account/" || path == "/account"),
    };
    let menu = vec![
        entry("people-overview", "/account/"),
        entry("people-security", "/account/security/"),
        entry("people-keys", "/account/keys/"),
    ];
    let needs = visitor
        .principal
        .member()
        .is_some_and(|member| member.needs_second_factor);
    let account = Account {
        menu,
        token: visitor.csrf_token(),
        warning: needs.then(|| say.t("people-factor-needed").into_owned()),
    };
    (page, account)
}

/// The person signed in with a session: a key opens no page of the account.
pub(crate) fn owner(visitor: &Visitor) -> WebResult<&Person> {
    let session = visitor.session();
    let person = visitor.person().filter(|_| session.is_some());
    Ok(person.ok_or_else(Fault::forbidden)?)
}

/// When that was, in the portal's time zone, as the back office tells it.
pub(crate) fn moment(micros: i64, visitor: &Visitor) -> String {
    time_in(micros, visitor.asked.site().timezone, visitor.say())
}
