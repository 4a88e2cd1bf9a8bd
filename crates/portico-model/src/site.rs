//! What does the portal say of itself? Name, look, words for the catalog, legal texts: what the back office's settings hold. A stored document.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

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
    /// Privacy policy, terms.
    pub legal: SiteLegal,
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
    /// Words at the foot of every page, such as the name and address of the office.
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
