//! What does the portal say of itself? Name, look, words for the catalog, legal texts: what the back office's settings hold. A stored document.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::OwnField;

/// What was decided in the back office. What is left empty is as in the settings file, or as the program comes. A stored document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SiteDocument {
    /// Name, languages, contact.
    pub general: SiteGeneral,
    /// Logo and colours.
    pub appearance: SiteAppearance,
    /// Words that publishers choose from.
    pub catalog: SiteCatalog,
    /// The fields of the portal's own template of metadata, in their order.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub own: Vec<OwnField>,
    /// Names of fields that readers never saw and that are fields no more: what datasets say with them stays hidden.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub own_retired: Vec<String>,
    /// Privacy policy, terms.
    pub legal: SiteLegal,
}

impl SiteDocument {
    /// Another template of the portal's own. What was internal does not become public because its field is taken away.
    pub fn set_own(&mut self, own: Vec<OwnField>) {
        let internal = self.own.iter().filter(|field| field.internal);
        let mut retired: Vec<String> = internal.map(|field| field.name.clone()).collect();
        retired.append(&mut self.own_retired);
        retired.retain(|name| own.iter().all(|field| field.name != *name));
        retired.sort_unstable();
        retired.dedup();
        self.own_retired = retired;
        self.own = own;
    }

    /// The fields of the template, and those that were internal and are fields no more.
    #[must_use]
    pub fn known_own(&self) -> Vec<OwnField> {
        let retired = self.own_retired.iter().map(|name| OwnField {
            name: name.clone(),
            label: name.clone(),
            internal: true,
            ..OwnField::default()
        });
        self.own.iter().cloned().chain(retired).collect()
    }
}

/// Name, languages, contact.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SiteGeneral {
    /// Name of the portal.
    pub title: Option<String>,
    /// Codes of the languages of the pages, the default first; empty for those of the settings file.
    pub languages: Vec<String>,
    /// Time zone in which the back office tells times, a name of the IANA database.
    pub timezone: Option<String>,
    /// Whom to write to: an address or a sentence, on the policy pages.
    pub contact: Option<String>,
    /// Words at the foot of every page, such as the name and address of the office. With links of [`FOOT_LINKS`] between `##`, they
    /// stand in place of the usual list of links.
    pub footer: Option<String>,
}

/// Logo and colours.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SiteAppearance {
    /// The picture before the name.
    pub logo: Option<SiteLogo>,
    /// Colour of links and actions by day, such as `#17655d`.
    pub accent_light: Option<String>,
    /// The same by night.
    pub accent_dark: Option<String>,
}

/// A picture in the object store.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SiteLogo {
    /// Its name there and in its address: a digest and the ending.
    pub object: String,
    /// `image/png`, `image/jpeg`, `image/webp` or `image/gif`.
    pub media_type: String,
    /// In pixels.
    pub width: u32,
    /// In pixels.
    pub height: u32,
}

/// Words that publishers choose from.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SiteCatalog {
    /// Licences; empty for the usual ones.
    pub licences: Vec<Licence>,
    /// Themes; empty for the usual ones.
    pub themes: Vec<String>,
}

/// A licence with the address of its text.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Licence {
    /// Its name, as datasets show it.
    pub name: String,
    /// Its text; empty when it has none.
    pub url: String,
}

/// Legal texts in Markdown, by the code of their language. Without one, the page says what the program says.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct SiteLegal {
    /// Privacy policy.
    pub privacy: BTreeMap<String, String>,
    /// Terms and conditions.
    pub terms: BTreeMap<String, String>,
    /// Who answers for data protection, and how to reach them: on the policy pages.
    pub officer: String,
    /// The authority where one may complain, with its address.
    pub authority: String,
    /// How to delete cookies in each browser, one on a line, instead of what the program says.
    pub browsers: BTreeMap<String, String>,
}

/// Links that the words at the foot may place: `##cookies-policy##`.
pub const FOOT_LINKS: [&str; 6] = [
    "cookies-policy",
    "manage-cookies",
    "privacy",
    "legal",
    "statistics",
    "api",
];

/// Links without which the foot of a page may not be: what is kept in the browser, and how to change one's mind.
pub const FOOT_NEEDED: [&str; 2] = ["cookies-policy", "manage-cookies"];

/// A part of the words at the foot.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum FootPiece<'a> {
    /// Words.
    Words(&'a str),
    /// What stood between `##` and `##`.
    Link(&'a str),
}

/// The words at the foot in their parts. What stands between two `##` is a link when it is one word.
#[must_use]
pub fn foot_pieces(text: &str) -> Vec<FootPiece<'_>> {
    let mut found = Vec::new();
    let (mut begun, mut at) = (0, 0);
    while let Some(offset) = text[at..].find("##") {
        let start = at + offset;
        let inside = &text[start + 2..];
        let name = inside.find("##").map(|end| &inside[..end]);
        let is_word = |name: &&str| {
            !name.is_empty() && name.bytes().all(|byte| byte.is_ascii_lowercase() || byte == b'-')
        };
        let Some(name) = name.filter(is_word) else {
            at = start + 2;
            continue;
        };
        if begun < start {
            found.push(FootPiece::Words(&text[begun..start]));
        }
        found.push(FootPiece::Link(name));
        at = start + 4 + name.len();
        begun = at;
    }
    if begun < text.len() {
        found.push(FootPiece::Words(&text[begun..]));
    }
    found
}

/// Licences of open data that every portal knows, with their texts.
const LICENCES: [(&str, &str); 7] = [
    (
        "Public domain",
        "https://creativecommons.org/publicdomain/mark/1.0/",
    ),
    ("CC0 1.0", "https://creativecommons.org/publicdomain/zero/1.0/"),
    ("CC BY 4.0", "https://creativecommons.org/licenses/by/4.0/"),
    ("CC BY-SA 4.0", "https://creativecommons.org/licenses/by-sa/4.0/"),
    ("CC BY-NC 4.0", "https://creativecommons.org/licenses/by-nc/4.0/"),
    (
        "CC BY-NC-SA 4.0",
        "https://creativecommons.org/licenses/by-nc-sa/4.0/",
    ),
    ("ODbL", "https://opendatacommons.org/licenses/odbl/1-0/"),
];

/// Themes of a city's data.
const THEMES: [&str; 12] = [
    "Administration, Government, Public finances, Citizenship",
    "Culture, Heritage",
    "Economy, Business, SME, Economic development, Employment",
    "Education, Training, Research, Teaching",
    "Environment",
    "Health",
    "Housing, Town planning, Land",
    "Justice, Safety, Police, Crime",
    "Services, Social",
    "Spatial planning, Buildings, Infrastructure",
    "Sports, Leisure",
    "Transport, Movements",
];

impl SiteCatalog {
    /// The licences to choose from.
    #[must_use]
    pub fn licences(&self) -> Vec<Licence> {
        if !self.licences.is_empty() {
            return self.licences.clone();
        }
        LICENCES
            .iter()
            .map(|(name, url)| Licence {
                name: (*name).to_owned(),
                url: (*url).to_owned(),
            })
            .collect()
    }

    /// The themes to choose from.
    #[must_use]
    pub fn themes(&self) -> Vec<String> {
        if self.themes.is_empty() {
            THEMES.map(str::to_owned).into()
        } else {
            self.themes.clone()
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_foot_is_cut_where_links_stand() {
        use FootPiece::{Link, Words};
        let check =
            |text: &str, expected: &[FootPiece<'_>]| assert_eq!(foot_pieces(text), expected, "{text}");
        check("Town hall", &[Words("Town hall")]);
        check("", &[]);
        check(
            "Town · ##legal## · ##manage-cookies##!",
            &[
                Words("Town · "),
                Link("legal"),
                Words(" · "),
                Link("manage-cookies"),
                Words("!"),
            ],
        );
        check("a ## b ## c", &[Words("a ## b ## c")]);
        check("######legal##", &[Words("####"), Link("legal")]);
        check("##legal", &[Words("##legal")]);
        check("é##nope##", &[Words("é"), Link("nope")]);
    }

    #[test]
    fn what_was_internal_stays_hidden_when_its_field_goes() {
        let field = |name: &str, internal| OwnField {
            name: name.to_owned(),
            internal,
            ..OwnField::default()
        };
        let mut document = SiteDocument::default();
        document.set_own(vec![field("notes", true), field("owner", false)]);
        document.set_own(vec![]);
        assert_eq!(document.own_retired, ["notes"]);
        assert!(document.known_own()[0].internal);
        document.set_own(vec![field("notes", false)]);
        assert_eq!(
            document.own_retired, [""; 0],
            "said again, it is what is said now"
        );
    }
}
