//! What did the cookies policy say before? Each version as it was written, for people and byte for byte.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use chrono::NaiveDate;
use http::StatusCode;
use portico_cookies::policy::Document;
use portico_cookies::{Change, What};
use portico_i18n::Say;
use portico_services::Policy;
use portico_web::{AppState, Visitor, WebFault, WebResult};

use crate::page::{Page, file, show};
use crate::policy::{TextView, no_text, version_words};

#[derive(Debug, Template)]
#[template(path = "policy_version.html")]
struct VersionTemplate {
    page: Page,
    text: TextView,
    version: String,
    /// Said of a version that no longer holds.
    earlier: Option<String>,
    changes: Vec<String>,
    asks_again: bool,
    number: u32,
    sha256: String,
}

/// One line of the list of versions.
#[derive(Debug)]
pub(crate) struct VersionRow {
    pub(crate) number: u32,
    pub(crate) name: String,
    pub(crate) changes: String,
    pub(crate) current: bool,
}

/// `GET /terms/cookies-policy/versions/{version}/`; with `.json` the document as it was written.
pub(crate) async fn show_version(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(version): Path<String>,
) -> WebResult<Response> {
    let (number, is_file) = match version.strip_suffix(".json") {
        Some(number) => (number, true),
        None => (version.as_str(), false),
    };
    let number: u32 = number
        .parse()
        .map_err(|_| WebFault::of_status(StatusCode::NOT_FOUND))?;
    let version = state.portal.policy_version(number).await?;
    if is_file {
        return Ok(file("application/json; charset=utf-8", version.bytes));
    }
    let say = visitor.say();
    let document = &version.document;
    let current = visitor.asked.policy().current.document.number;
    let earlier = (number != current).then(|| {
        say.t2(
            "consent-version-earlier",
            ("version", number),
            ("date", day(&document.date, say)),
        )
    });
    let name = version_words(say, document);
    let title = format!("{}: {name}", say.t("cookies-title"));
    show(&VersionTemplate {
        text: TextView::of(document, say.lang.code()).ok_or_else(no_text)?,
        version: name,
        earlier,
        changes: document
            .changes
            .iter()
            .map(|change| change_words(change, document, say))
            .collect(),
        asks_again: document.asks_again,
        number,
        sha256: version.sha256,
        page: Page::of(&visitor, title).unlisted(),
    })
}

/// Every version, newest first.
pub(crate) fn version_rows(policy: &Policy, say: Say) -> Vec<VersionRow> {
    let current = policy.current.document.number;
    let rows = policy.history.iter().map(|version| VersionRow {
        number: version.number,
        name: say.t2(
            "cookies-version",
            ("version", version.number),
            ("date", day(&version.date, say)),
        ),
        changes: version
            .changes
            .iter()
            .map(|change| change_words(change, &policy.current.document, say))
            .collect::<Vec<_>>()
            .join(" "),
        current: version.number == current,
    });
    rows.collect()
}

/// A difference in words. A service is called by its title where the document still knows it.
pub(crate) fn change_words(change: &Change, document: &Document, say: Say) -> String {
    let Some(key) = &change.service else {
        return say
            .t(&format!("consent-what-{}", change.what.as_str()))
            .into_owned();
    };
    let service = document.services.iter().find(|service| service.key == *key);
    let lang = say.lang.code();
    let title = service.map_or(key.as_str(), |service| service.words(lang, "en").title.as_str());
    let what = match change.what {
        What::Wording => "consent-what-wording-service".to_owned(),
        what => format!("consent-what-{}", what.as_str()),
    };
    say.t1(&what, "service", title)
}

/// A day in words; as it is when it is none.
pub(crate) fn day(date: &str, say: Say) -> String {
    NaiveDate::parse_from_str(date, "%Y-%m-%d").map_or_else(|_| date.to_owned(), |day| say.date(day))
}
