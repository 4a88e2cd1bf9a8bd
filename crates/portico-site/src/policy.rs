//! What do the portal's policies say? The cookies policy and its twins are made from the register; the others are short texts.

use askama::Template;
use axum::response::Response;
use http::StatusCode;
use portico_cookies::policy::{Document, PolicyText, RowText, TwinSite};
use portico_i18n::Say;
use portico_model::Fault;
use portico_services::Policy;
use portico_web::{Asked, Visitor, WebResult};

use crate::page::{Page, file, redirect, show};
use crate::policy_versions::{VersionRow, day, version_rows};
use crate::words::SafeHtml;

#[derive(Debug, Template)]
#[template(path = "cookies_policy.html")]
struct PolicyTemplate {
    page: Page,
    text: TextView,
    version: String,
    sha256: String,
    versions: Vec<VersionRow>,
    /// Address of the PDF in the language of the page.
    pdf: String,
    /// The portal counts visits, and one can object here.
    counts: bool,
}

/// The text of a version, with the owner's part made safe.
#[derive(Debug)]
pub(crate) struct TextView {
    pub(crate) text: PolicyText,
    pub(crate) prose: Option<SafeHtml>,
    /// Rows with what can be linked to.
    pub(crate) rows: Vec<RowView>,
}

/// One row of the table.
#[derive(Debug)]
pub(crate) struct RowView {
    /// Identifier on the page.
    pub(crate) id: String,
    pub(crate) row: RowText,
    /// The service that it belongs to.
    pub(crate) service: Option<String>,
    /// Privacy policy of whoever is responsible, when it is not the portal.
    pub(crate) controller: Option<(String, String)>,
}

impl TextView {
    /// The text of that version in that language.
    pub(crate) fn of(document: &Document, lang: &str) -> Option<Self> {
        let (lang, text) = document.text(lang)?;
        let rows = document.rows(lang).map(|(item, row)| {
            let name = item.name.as_deref().unwrap_or_default().trim_end_matches('*');
            RowView {
                id: match &item.service {
                    Some(service) => format!("{service}-{name}").trim_end_matches('-').to_owned(),
                    None => name.to_owned(),
                },
                row: row.clone(),
                service: item.service.clone(),
                controller: item.controller.clone().zip(item.policy_url.clone()),
            }
        });
        Some(Self {
            rows: rows.collect(),
            prose: text.prose.as_deref().map(SafeHtml::of),
            text: text.clone(),
        })
    }
}

/// `GET /terms/cookies-policy/`
pub(crate) async fn show_policy(visitor: Visitor) -> WebResult<Response> {
    let say = visitor.say();
    let mut pdf = "/terms/cookies-policy.pdf".to_owned();
    if visitor.asked.site().has_several_languages() {
        pdf.push_str(&format!("?flg={}", say.lang.code()));
    }
    let policy = visitor.asked.policy();
    let document = &policy.current.document;
    show(&PolicyTemplate {
        text: TextView::of(document, say.lang.code()).ok_or_else(no_text)?,
        version: version_words(say, document),
        sha256: policy.current.sha256.clone(),
        versions: version_rows(policy, say),
        pdf,
        counts: document.statistics,
        page: Page::of(&visitor, say.t("cookies-title")),
    })
}

/// `GET /terms/cookies-policy.json`
pub(crate) async fn show_json(asked: Asked) -> WebResult<Response> {
    let lang = asked.lang();
    let base_url = asked.address().base();
    let policy = asked.policy();
    let told = policy.current.document.to_json(
        site(&asked, &base_url),
        lang.code(),
        &policy.current.sha256,
        &numbers(policy),
    );
    let body = serde_json::to_string_pretty(&told).map_err(Fault::internal)?;
    Ok(file("application/json; charset=utf-8", body))
}

/// `GET /terms/cookies-policy.csv`
pub(crate) async fn show_csv(asked: Asked) -> WebResult<Response> {
    let lang = asked.lang();
    let base_url = asked.address().base();
    let told = asked
        .policy()
        .current
        .document
        .to_csv(site(&asked, &base_url), lang.code());
    Ok(file("text/csv; charset=utf-8", told))
}

/// `GET /terms/cookies-information`: the other address of the policy.
pub(crate) async fn moved() -> Response {
    redirect(StatusCode::PERMANENT_REDIRECT, "/terms/cookies-policy/")
}

fn site<'a>(asked: &'a Asked, base_url: &'a str) -> TwinSite<'a> {
    TwinSite {
        base_url,
        host: &asked.address().host,
    }
}

fn numbers(policy: &Policy) -> Vec<(u32, String)> {
    let versions = policy.history.iter();
    versions
        .map(|version| (version.number, version.date.clone()))
        .collect()
}

/// `Version 3, 25 November 2026`
pub(crate) fn version_words(say: Say, document: &Document) -> String {
    say.t2(
        "cookies-version",
        ("version", document.number),
        ("date", day(&document.date, say)),
    )
}

/// A version that speaks no language: never written by this program.
pub(crate) fn no_text() -> Fault {
    Fault::internal("a version of the cookies policy has no text")
}
