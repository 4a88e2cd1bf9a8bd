//! Which pages does the portal have beside its data? Those that people find under `/terms/`, with their titles in every language.

use axum::extract::Path;
use axum::response::Response;
use portico_i18n::Say;
use portico_model::{Fault, FaultKind};
use portico_web::WebResult;
use serde::Serialize;
use serde_json::{Map, Value};

use crate::ask::Ask;
use crate::reply;
use crate::wire::link::Link;

/// A page: its name in addresses, the message of its title, the message that says what it is about.
const PAGES: [(&str, &str, Option<&str>); 3] = [
    ("cookies-policy", "cookies-title", None),
    (
        "privacy-policy",
        "legal-privacy-title",
        Some("legal-privacy-intro"),
    ),
    ("terms-and-conditions", "legal-terms-title", None),
];

#[derive(Debug, Serialize)]
struct PagesObject {
    links: Vec<Link>,
    pages: Vec<PageEntry>,
}

#[derive(Debug, Serialize)]
struct PageEntry {
    links: Vec<Link>,
    page: PageObject,
}

#[derive(Debug, Serialize)]
struct PageObject {
    slug: &'static str,
    title: Map<String, Value>,
    description: Map<String, Value>,
    url: String,
}

/// `GET /pages`
pub(crate) async fn list_pages(ask: Ask) -> WebResult<Response> {
    let links = vec![
        Link::new("self", ask.base.at("/pages")),
        Link::new("root", ask.base.root()),
    ];
    let pages = PAGES.iter().map(|page| entry(&ask, page)).collect();
    Ok(reply::json_value(&ask, &PagesObject { links, pages })?)
}

/// `GET /pages/{slug}`
pub(crate) async fn show_page(Path(slug): Path<String>, ask: Ask) -> WebResult<Response> {
    let page = PAGES.iter().find(|(name, _, _)| *name == slug).ok_or_else(|| {
        let message = format!("The requested page {slug} does not exist.");
        Fault::new(FaultKind::NotFound, "NotFoundResource", message)
    })?;
    Ok(reply::json_value(&ask, &entry(&ask, page))?)
}

fn entry(ask: &Ask, (slug, title, about): &(&'static str, &str, Option<&str>)) -> PageEntry {
    let in_every_language = |message: &str| -> Map<String, Value> {
        let languages = &ask.asked.site().languages;
        let said = languages.iter().map(|lang| {
            (
                lang.code().to_owned(),
                Say::new(*lang).t(message).into_owned().into(),
            )
        });
        said.collect()
    };
    let url = ask.asked.address().absolute(&format!("/terms/{slug}/"));
    PageEntry {
        links: vec![
            Link::new("self", ask.base.at(&format!("/pages/{slug}"))),
            Link::new("pages", ask.base.at("/pages")),
            Link::new("page", url.clone()),
        ],
        page: PageObject {
            slug,
            title: in_every_language(title),
            description: about.map(in_every_language).unwrap_or_default(),
            url,
        },
    }
}
