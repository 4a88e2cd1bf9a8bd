//! What do the portal's policies say? The cookies policy and its twins are made from the register; the others are short texts.

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use chrono::NaiveDate;
use http::StatusCode;
use portico_cookies::policy::{Policy, PolicyRow, PolicySite, VERSIONS};
use portico_i18n::Say;
use portico_model::Fault;
use portico_web::{AppState, Asked, Visitor, WebResult};

use crate::page::{Page, file, redirect, show};

#[derive(Debug, Template)]
#[template(path = "cookies_policy.html")]
struct PolicyTemplate {
    page: Page,
    told: Told,
    /// Address of the PDF in the language of the page.
    pdf: String,
}

/// The policy in words: the page and the PDF say the same.
#[derive(Debug)]
pub(crate) struct Told {
    pub(crate) opening: String,
    pub(crate) version: String,
    /// Day of the version.
    pub(crate) date: &'static str,
    pub(crate) earlier: Vec<String>,
    pub(crate) classes: Vec<Class>,
    pub(crate) contact: String,
}

/// One of the four classes, with its table.
#[derive(Debug)]
pub(crate) struct Class {
    pub(crate) id: String,
    pub(crate) title: String,
    pub(crate) text: String,
    pub(crate) rows: Vec<Row>,
}

#[derive(Debug)]
pub(crate) struct Row {
    pub(crate) supplier: &'static str,
    pub(crate) function: String,
    pub(crate) name: &'static str,
    pub(crate) purpose: String,
    pub(crate) set_when: String,
    pub(crate) duration: String,
    pub(crate) technical: String,
}

#[derive(Debug, Template)]
#[template(path = "privacy.html")]
struct PrivacyTemplate {
    page: Page,
    contact: Option<String>,
}

#[derive(Debug, Template)]
#[template(path = "terms.html")]
struct TermsTemplate {
    page: Page,
    contact: Option<String>,
}

/// `GET /terms/cookies-policy/`
pub(crate) async fn show_policy(State(state): State<AppState>, visitor: Visitor) -> WebResult<Response> {
    let say = visitor.say();
    let mut pdf = "/terms/cookies-policy.pdf".to_owned();
    if state.site().has_several_languages() {
        pdf.push_str(&format!("?flg={}", say.lang.code()));
    }
    show(&PolicyTemplate {
        told: Told::of(&state, &visitor.asked, say),
        pdf,
        page: Page::of(&visitor, say.t("cookies-title")),
    })
}

impl Told {
    /// What this portal's policy says now.
    pub(crate) fn of(state: &AppState, asked: &Asked, say: Say) -> Self {
        let site = state.site();
        let base_url = asked.address().base();
        let policy = Policy::of(policy_site(state, asked, &base_url));
        let classes = policy.classes.iter().map(|class| Class {
            id: class.class.as_str().to_owned(),
            title: say.t(&class.title).into_owned(),
            text: say.t(&class.text).into_owned(),
            rows: class.rows.iter().map(|row| show_row(row, say)).collect(),
        });
        Self {
            opening: say.t1(policy.opening, "site", site.title.as_str()),
            version: version_words(say, policy.version.number, policy.version.date),
            date: policy.version.date,
            earlier: VERSIONS[1..]
                .iter()
                .map(|version| version_words(say, version.number, version.date))
                .collect(),
            classes: classes.collect(),
            contact: match &site.contact {
                Some(contact) => say.t1("cookies-contact-text", "contact", contact.as_str()),
                None => say.t("cookies-contact-none").into_owned(),
            },
        }
    }
}

/// `GET /terms/cookies-policy.json`
pub(crate) async fn show_json(State(state): State<AppState>, asked: Asked) -> WebResult<Response> {
    let say = asked.say();
    let base_url = asked.address().base();
    let site = policy_site(&state, &asked, &base_url);
    let told = Policy::of(site).to_json(site, say.lang.code(), &|key, count| words(say, key, count));
    let body = serde_json::to_string_pretty(&told).map_err(Fault::internal)?;
    Ok(file("application/json; charset=utf-8", body))
}

/// `GET /terms/cookies-policy.csv`
pub(crate) async fn show_csv(State(state): State<AppState>, asked: Asked) -> WebResult<Response> {
    let say = asked.say();
    let base_url = asked.address().base();
    let site = policy_site(&state, &asked, &base_url);
    let told = Policy::of(site).to_csv(site, &|key, count| words(say, key, count));
    Ok(file("text/csv; charset=utf-8", told))
}

/// `GET /terms/cookies-information`: the other address of the policy.
pub(crate) async fn moved() -> Response {
    redirect(StatusCode::PERMANENT_REDIRECT, "/terms/cookies-policy/")
}

/// `GET /terms/privacy-policy/`
pub(crate) async fn show_privacy(State(state): State<AppState>, visitor: Visitor) -> WebResult<Response> {
    let page = Page::of(&visitor, visitor.say().t("legal-privacy-title"));
    show(&PrivacyTemplate {
        contact: contact(&state, visitor.say()),
        page,
    })
}

/// `GET /terms/terms-and-conditions/`
pub(crate) async fn show_terms(State(state): State<AppState>, visitor: Visitor) -> WebResult<Response> {
    let page = Page::of(&visitor, visitor.say().t("legal-terms-title"));
    show(&TermsTemplate {
        contact: contact(&state, visitor.say()),
        page,
    })
}

fn contact(state: &AppState, say: Say) -> Option<String> {
    state
        .site()
        .contact
        .as_deref()
        .map(|contact| say.t1("legal-contact", "contact", contact))
}

fn policy_site<'a>(state: &'a AppState, asked: &'a Asked, base_url: &'a str) -> PolicySite<'a> {
    PolicySite {
        title: &state.site().title,
        base_url,
        host: &asked.address().host,
        statistics: state.site().statistics.is_some(),
        several_languages: state.site().has_several_languages(),
    }
}

fn words(say: Say, key: &str, count: Option<u16>) -> String {
    count.map_or_else(|| say.t(key).into_owned(), |count| say.t1(key, "count", count))
}

fn version_words(say: Say, number: u32, date: &str) -> String {
    let day =
        NaiveDate::parse_from_str(date, "%Y-%m-%d").map_or_else(|_| date.to_owned(), |day| say.date(day));
    say.t2("cookies-version", ("version", number), ("date", day))
}

fn show_row(row: &PolicyRow, say: Say) -> Row {
    let item = row.item;
    let readable = if item.http_only {
        "cookies-technical-http-only"
    } else {
        "cookies-technical-readable"
    };
    Row {
        supplier: item.provider,
        function: format!("{} ({})", say.t(item.function), say.t(row.place)),
        name: item.wire,
        purpose: say.t(item.purpose).into_owned(),
        set_when: say.t(item.set_when).into_owned(),
        duration: words(say, row.life.key, Some(row.life.count)),
        technical: format!("{}; {}", say.t(readable), say.t("cookies-technical-common")),
    }
}
