//! Which pages and files, and what is done in a page? Lists of addresses, and the scripts that run beside the page's own.

use std::collections::BTreeSet;

use url::Url;

use super::Walk;
use crate::browser::Tab;
use crate::seen::Stage;
use crate::{AuditError, Register};

/// Pages that every portal has.
const PAGES: [&str; 12] = [
    "/",
    "/explore/",
    "/explore/?q=a",
    "/terms/cookies-policy/",
    "/terms/privacy-policy/",
    "/terms/terms-and-conditions/",
    "/terms/cookies-information",
    "/statistics/",
    "/cookies/preferences/",
    "/console",
    "/docs/odsql/",
    "/this-page-does-not-exist",
];
/// Tabs of a dataset.
const TABS: [&str; 5] = ["information", "table", "map", "export", "api"];
/// Answers that are no pages.
const FILES: [&str; 13] = [
    "/robots.txt",
    "/sitemap.xml",
    "/.well-known/gpc.json",
    "/healthz",
    "/data.json",
    "/terms/cookies-policy.csv",
    "/terms/cookies-policy.pdf",
    "/statistics.csv",
    "/api/openapi.json",
    "/api/explore/v2.1/catalog/datasets",
    "/api/explore/v2.1/catalog/exports/rss",
    "/api/explore/v2.1/catalog/datasets/none",
    "/api/records/1.0/search/?rows=1",
];
/// Datasets whose tabs are all looked at; of others only the first page.
const WHOLE_DATASETS: usize = 2;

/// Where to go.
#[derive(Debug, Default)]
pub(crate) struct Paths {
    pub(crate) pages: Vec<String>,
    pub(crate) files: Vec<String>,
    pub(crate) embeds: Vec<String>,
}

/// A script by its name.
pub(crate) fn script(name: &str) -> String {
    let body = match name {
        "storage" => include_str!("scripts/storage.js"),
        "language" => include_str!("scripts/language.js"),
        "choice" => include_str!("scripts/choice.js"),
        "everything" => include_str!("scripts/everything.js"),
        "sign-in" => include_str!("scripts/sign_in.js"),
        "sign-out" => include_str!("scripts/sign_out.js"),
        "links" => include_str!("scripts/links.js"),
        "fetch" => include_str!("scripts/fetch.js"),
        _ => "null",
    };
    body.trim().trim_end_matches(';').to_owned()
}

/// The script is a function: called with that text.
pub(crate) fn call(name: &str, argument: &serde_json::Value) -> String {
    format!("({})({argument})", script(name))
}

impl Walk<'_> {
    /// The portal's own list of pages, and those that every portal has.
    pub(crate) fn paths(&mut self, tab: &Tab, register: &Register) -> Result<Paths, AuditError> {
        let sitemap = self.fetch("/sitemap.xml")?.unwrap_or_default();
        let known_as = Url::parse(&register.policy).ok();
        let is_portal = |url: &Url| {
            url.origin() == self.portal.origin()
                || known_as
                    .as_ref()
                    .is_some_and(|known| known.origin() == url.origin())
        };
        let listed: Vec<String> = locations(&sitemap)
            .filter(|url| is_portal(url))
            .map(|url| path_of(&url))
            .collect();
        let datasets: BTreeSet<&str> = listed.iter().filter_map(|path| dataset_of(path)).collect();
        let whole = datasets.iter().take(WHOLE_DATASETS);
        let tabs = whole
            .clone()
            .flat_map(|id| TABS.map(|tab| format!("/explore/dataset/{id}/{tab}/")));
        let mut known = BTreeSet::new();
        let pages = PAGES
            .map(str::to_owned)
            .into_iter()
            .chain(tabs)
            .chain(listed.iter().cloned());
        let pages: Vec<String> = pages
            .filter(|path| known.insert(path.clone()))
            .take(self.audit.pages.max(1))
            .collect();
        let mut files: Vec<String> = FILES.map(str::to_owned).into();
        let mut embeds = Vec::new();
        if let Some(id) = datasets.first().copied() {
            let api = format!("/api/explore/v2.1/catalog/datasets/{id}");
            files.extend([
                format!("{api}/records?limit=1"),
                format!("{api}/exports/csv?limit=1"),
                format!("/api/tiles/{id}.json"),
            ]);
            for what in ["table", "map", "analyze"] {
                let embed = format!("/explore/embed/dataset/{id}/{what}/");
                self.browser.recorder.empty();
                let is_there = self.fetch(&embed)?.is_some();
                self.collect(Stage::Anonymous, tab, &embed)?;
                if is_there {
                    embeds.push(embed);
                }
            }
        }
        Ok(Paths { pages, files, embeds })
    }

    /// The text of one of the portal's addresses, asked from a page of the portal; none when the answer is not 200.
    pub(crate) fn fetch(&mut self, path: &str) -> Result<Option<String>, AuditError> {
        let told = self
            .browser
            .evaluate(&call("fetch", &serde_json::json!({"path": path, "text": true})))?;
        Ok((told["status"].as_u64() == Some(200))
            .then(|| told["text"].as_str().unwrap_or_default().to_owned()))
    }

    /// Asks for files as a page would, and notes what their answers carry.
    pub(crate) fn look_at_files(&mut self, tab: &Tab, files: &[String]) -> Result<(), AuditError> {
        (self.tell)(&format!("asking for {} files", files.len()));
        for path in files {
            if !self.browser.has_time() {
                break;
            }
            self.browser.recorder.empty();
            self.browser
                .evaluate(&call("fetch", &serde_json::json!({"path": path, "text": false})))?;
            self.collect(Stage::Anonymous, tab, path)?;
        }
        Ok(())
    }
}

/// The addresses of a sitemap.
fn locations(sitemap: &str) -> impl Iterator<Item = Url> {
    let parts = sitemap.split("<loc>").skip(1).take(50_000);
    parts.filter_map(|part| {
        let (address, _) = part.split_once("</loc>")?;
        Url::parse(&address.trim().replace("&lt;", "<").replace("&amp;", "&")).ok()
    })
}

fn path_of(url: &Url) -> String {
    match url.query() {
        Some(query) => format!("{}?{query}", url.path()),
        None => url.path().to_owned(),
    }
}

/// `/explore/dataset/{id}/…`
fn dataset_of(path: &str) -> Option<&str> {
    path.strip_prefix("/explore/dataset/")?
        .split('/')
        .next()
        .filter(|id| !id.is_empty())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_sitemap_is_read_whatever_stands_around() {
        let text = "<urlset><url><loc> https://a.example/explore/dataset/x/information/?a=1&amp;b=2 </loc></url><loc>no address</loc><loc>";
        let found: Vec<_> = locations(text).map(|url| path_of(&url)).collect();
        assert_eq!(found, ["/explore/dataset/x/information/?a=1&b=2"]);
        assert_eq!(dataset_of(&found[0]), Some("x"));
        assert_eq!(dataset_of("/explore/"), None);
    }

    #[test]
    fn every_script_is_there() {
        for name in [
            "storage",
            "language",
            "choice",
            "everything",
            "sign-in",
            "sign-out",
            "links",
            "fetch",
        ] {
            assert_ne!(script(name), "null", "{name}");
        }
    }
}
