//! What does the policy say to machines? The JSON and CSV twins, from the same document as the page.

use serde_json::{Value, json};

use super::{Document, ItemEntry, RowText};
use crate::CookieClass;

/// The header of the table in the form of the Open Cookie Database.
pub const OCD_COLUMNS: [&str; 10] = [
    "ID",
    "Platform",
    "Category",
    "Cookie / Data Key name",
    "Domain",
    "Description",
    "Retention period",
    "Data Controller",
    "User Privacy & GDPR Rights Portals",
    "Wildcard match",
];

/// Where the twin stands.
#[derive(Debug, Clone, Copy)]
pub struct TwinSite<'a> {
    /// Absolute address of the portal without a last slash.
    pub base_url: &'a str,
    /// Host name, for the `Domain` column.
    pub host: &'a str,
}

impl Document {
    /// The JSON twin in that language. `sha256` is the digest of this version; `versions` are number and date of every version,
    /// newest first.
    #[must_use]
    pub fn to_json(&self, site: TwinSite<'_>, lang: &str, sha256: &str, versions: &[(u32, String)]) -> Value {
        let spoken = self.text(lang).map_or(lang, |(lang, _)| lang);
        let address = |version: u32| format!("{}/terms/cookies-policy/versions/{version}/", site.base_url);
        json!({
            "format": 1,
            "site": self.title,
            "policy": format!("{}/terms/cookies-policy/", site.base_url),
            "language": spoken,
            "version": self.number,
            "date": self.date,
            "sha256": sha256,
            "previous": self.previous,
            "versions": versions.iter().map(|(version, date)| json!({"version": version, "date": date, "url": address(*version)})).collect::<Vec<_>>(),
            "statistics": self.statistics,
            "items": self.items_json(lang),
            "services": self.services.iter().map(|service| {
                let words = service.words(lang, spoken);
                json!({
                    "key": service.key,
                    "title": words.title,
                    "text": words.text,
                    "provider": service.provider,
                    "controller": service.controller,
                    "policy_url": service.policy_url,
                    "class": service.class.as_str(),
                    "purpose": service.purpose.as_str(),
                    "consent": service.asks(),
                    "since_version": service.since,
                    "hosts": service.hosts,
                    "storage": service.storage,
                })
            }).collect::<Vec<_>>(),
        })
    }

    /// The items alone: the effective register.
    #[must_use]
    pub fn items_json(&self, lang: &str) -> Vec<Value> {
        self.rows(lang).map(|(item, row)| item_json(item, row)).collect()
    }

    /// The CSV twin, in the ten columns of the Open Cookie Database; lines end with CR LF.
    #[must_use]
    pub fn to_csv(&self, site: TwinSite<'_>, lang: &str) -> String {
        let mut csv = csv_line(&OCD_COLUMNS.map(str::to_owned));
        for (item, row) in self.rows(lang) {
            let is_pattern = item.name.as_ref().is_some_and(|name| name.ends_with('*'));
            let domain = if item.own {
                site.host.to_owned()
            } else {
                item.hosts.join(" ")
            };
            csv.push_str(&csv_line(&[
                item.id.clone(),
                item.provider.clone(),
                category(item.class).to_owned(),
                item.name
                    .clone()
                    .unwrap_or_default()
                    .trim_end_matches('*')
                    .to_owned(),
                domain,
                row.purpose.clone(),
                row.duration.clone(),
                item.controller.clone().unwrap_or_else(|| self.title.clone()),
                item.policy_url
                    .clone()
                    .unwrap_or_else(|| format!("{}/terms/privacy-policy/", site.base_url)),
                u8::from(is_pattern).to_string(),
            ]));
        }
        csv
    }

    /// Each item with its row in that language.
    pub fn rows(&self, lang: &str) -> impl Iterator<Item = (&ItemEntry, &RowText)> {
        let rows = self.text(lang).map(|(_, text)| text.table.rows.as_slice());
        self.items.iter().zip(rows.unwrap_or_default())
    }
}

fn item_json(item: &ItemEntry, row: &RowText) -> Value {
    let attributes = item.service.is_none().then(|| {
        json!({
            "http_only": !item.readable_by_scripts,
            "same_site": "Lax",
            "path": "/",
            "domain": null,
            "secure": "on https",
        })
    });
    json!({
        "name": item.name,
        "kind": item.kind.as_str(),
        "provider": item.provider,
        "class": item.class.as_str(),
        "consent": item.consent,
        "where": item.places.iter().map(|place| place.as_str()).collect::<Vec<_>>(),
        "function": row.function,
        "purpose": row.purpose,
        "set_when": row.set_when,
        "set_on": item.set_on,
        "set_when_signed_in": item.set_when_signed_in,
        "duration": row.duration,
        "max_age_seconds": item.max_age_seconds,
        "browser_session_by_default": item.browser_session,
        "attributes": attributes,
        "readable_by_scripts": item.readable_by_scripts,
        "rare": item.rare,
        "own_address": item.own,
        "service": item.service,
        "hosts": item.hosts,
        "controller": item.controller,
        "policy_url": item.policy_url,
    })
}

/// The category of the Open Cookie Database.
fn category(class: CookieClass) -> &'static str {
    match class {
        CookieClass::Necessary | CookieClass::FirstParty => "Functional",
        CookieClass::Statistical => "Analytics",
        CookieClass::ThirdParty => "Marketing",
    }
}

fn csv_line(cells: &[String; 10]) -> String {
    let quoted = |cell: &String| {
        if cell.contains(['"', ',', '\n', '\r']) {
            format!("\"{}\"", cell.replace('"', "\"\""))
        } else {
            cell.clone()
        }
    };
    cells.iter().map(quoted).collect::<Vec<_>>().join(",") + "\r\n"
}
