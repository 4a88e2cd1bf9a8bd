//! What do machines that look around find? Addresses of pages, what to leave alone, and that privacy signals are honoured.

use axum::extract::State;
use axum::response::Response;
use chrono::{DateTime, Utc};
use portico_model::Principal;
use portico_web::{AppState, Asked, WebResult};
use serde_json::json;

use crate::page::file;

/// Addresses in one file, at most, as the protocol says.
const MOST: usize = 50_000;
/// Pages besides the datasets'.
const PAGES: [&str; 6] = [
    "/",
    "/explore/",
    "/terms/terms-and-conditions/",
    "/terms/privacy-policy/",
    "/terms/cookies-policy/",
    "/statistics/",
];

/// `GET /robots.txt`
pub(crate) async fn show_robots(asked: Asked) -> Response {
    let sitemap = asked.address().absolute("/sitemap.xml");
    let text = format!(
        "User-agent: *\nDisallow: /login\nDisallow: /account\nDisallow: /backoffice\nDisallow: /i18n\nDisallow: /cookies\n\
         Disallow: /*?*refine.\nDisallow: /*?*exclude.\nDisallow: /*?*sort=\n\nSitemap: {sitemap}\n"
    );
    file("text/plain; charset=utf-8", text)
}

/// `GET /sitemap.xml`: what everyone may see.
pub(crate) async fn show_sitemap(State(state): State<AppState>, asked: Asked) -> WebResult<Response> {
    let catalog = state.portal.catalog(&Principal::Anonymous).await?;
    let mut xml = String::from(
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n",
    );
    let mut add = |path: &str, changed: Option<i64>| {
        let changed = changed.and_then(DateTime::<Utc>::from_timestamp_micros);
        let changed = changed
            .map(|at| format!("<lastmod>{}</lastmod>", at.format("%Y-%m-%d")))
            .unwrap_or_default();
        let address = asked
            .address()
            .absolute(path)
            .replace('&', "&amp;")
            .replace('<', "&lt;");
        xml.push_str(&format!("<url><loc>{address}</loc>{changed}</url>\n"));
    };
    PAGES.iter().for_each(|path| add(path, None));
    for entry in catalog.entries.iter().take(MOST - PAGES.len()) {
        let path = format!("/explore/dataset/{}/information/", entry.dataset.id);
        add(&path, Some(entry.dataset.updated_at));
    }
    xml.push_str("</urlset>\n");
    Ok(file("application/xml; charset=utf-8", xml))
}

/// `GET /.well-known/gpc.json`
pub(crate) async fn show_gpc(asked: Asked) -> Response {
    let date = &asked.policy().current.document.date;
    file(
        "application/json",
        json!({"gpc": true, "lastUpdate": date}).to_string(),
    )
}
