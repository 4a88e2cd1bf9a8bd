//! What does the cookies policy say? The model behind the page and its machine-readable twins, built from the register.

use serde_json::{Value, json};

use crate::{CookieClass, CookieName, Item, Unit};

/// One version of the policy.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct PolicyVersion {
    /// 1, 2, 3…; grows when the meaning changes.
    pub number: u32,
    /// Day from which it holds, `2026-11-24`.
    pub date: &'static str,
}

/// Every version, newest first.
pub const VERSIONS: &[PolicyVersion] = &[PolicyVersion {
    number: 1,
    date: "2026-11-24",
}];

/// The version that holds now.
#[must_use]
pub fn current() -> PolicyVersion {
    VERSIONS[0]
}

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

/// What the portal says of itself in the policy.
#[derive(Debug, Clone, Copy)]
pub struct PolicySite<'a> {
    /// Title of the portal.
    pub title: &'a str,
    /// Absolute address of the portal without a last slash.
    pub base_url: &'a str,
    /// Host name, for the `Domain` column.
    pub host: &'a str,
    /// Anonymous statistics are on.
    pub statistics: bool,
    /// More than one language: only then can the language cookie exist.
    pub several_languages: bool,
}

/// The policy, ready to be said in a language.
#[derive(Debug, Clone)]
pub struct Policy {
    /// Version and date.
    pub version: PolicyVersion,
    /// Message key of the opening sentence.
    pub opening: &'static str,
    /// The four classes with the items of each, in the order of the page.
    pub classes: Vec<PolicyClass>,
}

/// One class of the policy.
#[derive(Debug, Clone)]
pub struct PolicyClass {
    /// Which.
    pub class: CookieClass,
    /// Message key of the title.
    pub title: String,
    /// Message key of the explanation.
    pub text: String,
    /// Its items.
    pub rows: Vec<PolicyRow>,
}

/// One row of the table. Texts are message keys.
#[derive(Debug, Clone, Copy)]
pub struct PolicyRow {
    /// What the register says.
    pub item: &'static Item,
    /// Where: `cookies-place-both`, `-front` or `-back`.
    pub place: &'static str,
    /// How long; takes the variable `count`.
    pub life: LifeText,
}

/// A lifetime as a message: key and its variable `count`.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct LifeText {
    /// Message key.
    pub key: &'static str,
    /// Days, weeks or months.
    pub count: u16,
}

/// Says a message: key and the variable `count`, when the message has one.
pub type Say<'a> = &'a dyn Fn(&str, Option<u16>) -> String;

impl Policy {
    /// The policy of this portal.
    #[must_use]
    pub fn of(site: PolicySite<'_>) -> Self {
        let shown = |name: &&CookieName| site.several_languages || **name != CookieName::DjangoLanguage;
        let items: Vec<_> = CookieName::ALL
            .iter()
            .filter(shown)
            .map(|name| name.item())
            .collect();
        let class = |class: CookieClass| PolicyClass {
            class,
            title: format!("cookies-class-{}-title", class.as_str()),
            text: format!("cookies-class-{}-text", class.as_str()),
            rows: items
                .iter()
                .filter(|item| item.class == class)
                .map(|item| row(item))
                .collect(),
        };
        Self {
            version: current(),
            opening: if site.statistics {
                "cookies-opening-with-statistics"
            } else {
                "cookies-opening"
            },
            classes: CookieClass::ALL.map(class).into(),
        }
    }

    /// Every row, in the order of the register.
    pub fn rows(&self) -> impl Iterator<Item = &PolicyRow> {
        self.classes.iter().flat_map(|class| &class.rows)
    }

    /// The JSON twin.
    #[must_use]
    pub fn to_json(&self, site: PolicySite<'_>, lang: &str, say: Say<'_>) -> Value {
        let item = |row: &PolicyRow| {
            let item = row.item;
            json!({
                "name": item.wire,
                "kind": item.kind.as_str(),
                "provider": item.provider,
                "class": item.class.as_str(),
                "consent": item.needs_consent,
                "where": item.places.iter().map(|place| place.as_str()).collect::<Vec<_>>(),
                "function": say(item.function, None),
                "purpose": say(item.purpose, None),
                "set_when": say(item.set_when, None),
                "set_on": item.set_on,
                "set_when_signed_in": item.set_when_signed_in,
                "duration": say(row.life.key, Some(row.life.count)),
                "max_age_seconds": item.life.seconds,
                "browser_session_by_default": item.life.browser_session,
                "attributes": {
                    "http_only": item.http_only,
                    "same_site": "Lax",
                    "path": "/",
                    "domain": null,
                    "secure": "on https",
                },
                "readable_by_scripts": !item.http_only,
                "rare": item.rare,
            })
        };
        json!({
            "format": 1,
            "site": site.title,
            "policy": format!("{}/terms/cookies-policy/", site.base_url),
            "language": lang,
            "version": self.version.number,
            "date": self.version.date,
            "versions": VERSIONS.iter().map(|v| json!({"version": v.number, "date": v.date})).collect::<Vec<_>>(),
            "statistics": site.statistics,
            "items": self.rows().map(item).collect::<Vec<_>>(),
        })
    }

    /// The CSV twin, in the ten columns of the Open Cookie Database; lines end with CR LF.
    #[must_use]
    pub fn to_csv(&self, site: PolicySite<'_>, say: Say<'_>) -> String {
        let mut csv = csv_line(&OCD_COLUMNS.map(str::to_owned));
        for row in self.rows() {
            let item = row.item;
            csv.push_str(&csv_line(&[
                item.id.to_owned(),
                item.provider.to_owned(),
                category(item.class).to_owned(),
                item.wire.to_owned(),
                site.host.to_owned(),
                say(item.purpose, None),
                say(row.life.key, Some(row.life.count)),
                site.title.to_owned(),
                format!("{}/terms/privacy-policy/", site.base_url),
                "0".to_owned(),
            ]));
        }
        csv
    }
}

fn row(item: &'static Item) -> PolicyRow {
    let place = match item.places {
        [only] => match only {
            crate::Place::FrontOffice => "cookies-place-front",
            crate::Place::BackOffice => "cookies-place-back",
        },
        _ => "cookies-place-both",
    };
    let key = match (item.life.browser_session, item.life.unit) {
        (true, _) => "cookies-life-browser-or-days",
        (false, Unit::Days) => "cookies-life-days",
        (false, Unit::Weeks) => "cookies-life-weeks",
        (false, Unit::Months) => "cookies-life-months",
    };
    PolicyRow {
        item,
        place,
        life: LifeText {
            key,
            count: item.life.count,
        },
    }
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

#[cfg(test)]
mod tests {
    use super::*;

    const SITE: PolicySite<'static> = PolicySite {
        title: "City, \"open\"",
        base_url: "https://data.example.org",
        host: "data.example.org",
        statistics: false,
        several_languages: true,
    };

    fn say(key: &str, count: Option<u16>) -> String {
        count.map_or_else(|| key.to_owned(), |count| format!("{key} {count}"))
    }

    #[test]
    fn the_page_has_four_classes_and_the_rows_of_the_register() {
        let policy = Policy::of(SITE);
        let classes: Vec<_> = policy.classes.iter().map(|class| class.class.as_str()).collect();
        assert_eq!(
            classes,
            ["necessary", "statistical", "first-party", "third-party"]
        );
        let rows: Vec<_> = policy.rows().map(|row| row.item.name).collect();
        assert_eq!(rows, CookieName::ALL);
    }

    #[test]
    fn a_portal_of_one_language_does_not_declare_the_language_cookie() {
        let policy = Policy::of(PolicySite {
            several_languages: false,
            ..SITE
        });
        assert!(
            policy
                .rows()
                .all(|row| row.item.name != CookieName::DjangoLanguage)
        );
    }

    #[test]
    fn the_opening_sentence_speaks_of_statistics_only_when_they_are_on() {
        assert_eq!(Policy::of(SITE).opening, "cookies-opening");
        let with = Policy::of(PolicySite {
            statistics: true,
            ..SITE
        });
        assert_eq!(with.opening, "cookies-opening-with-statistics");
    }

    #[test]
    fn the_twins_say_the_same_as_the_register() {
        let policy = Policy::of(SITE);
        let json = policy.to_json(SITE, "en", &say);
        assert_eq!(json["items"].as_array().map(Vec::len), Some(4));
        assert_eq!(json["items"][1]["duration"], "cookies-life-months 12");
        assert_eq!(json["items"][2]["readable_by_scripts"], true);
        let csv = policy.to_csv(SITE, &say);
        let lines: Vec<_> = csv.lines().collect();
        assert_eq!(lines.len(), 5);
        assert_eq!(lines[0].split(',').count(), 10);
        assert!(lines[1].contains("\"City, \"\"open\"\"\""), "{}", lines[1]);
    }
}
