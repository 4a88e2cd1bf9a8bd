//! What is a country called, which codes has it, and on which continent is it?

use std::collections::HashMap;

use anyhow::{Context, Result};
use serde_json::Value;

use super::inputs::{self, Inputs};
use super::topology::Territory;

/// Natural Earth abbreviates for small maps, and some names have changed since its edition 4.1.
const ENGLISH: &[(&str, &str)] = &[
    ("Antigua and Barb.", "Antigua and Barbuda"),
    ("Ashmore and Cartier Is.", "Ashmore and Cartier Islands"),
    ("Bosnia and Herz.", "Bosnia and Herzegovina"),
    ("Br. Indian Ocean Ter.", "British Indian Ocean Territory"),
    ("British Virgin Is.", "British Virgin Islands"),
    ("Cayman Is.", "Cayman Islands"),
    ("Central African Rep.", "Central African Republic"),
    ("Cook Is.", "Cook Islands"),
    ("Dem. Rep. Congo", "Democratic Republic of the Congo"),
    ("Dominican Rep.", "Dominican Republic"),
    ("Eq. Guinea", "Equatorial Guinea"),
    ("Faeroe Is.", "Faroe Islands"),
    ("Falkland Is.", "Falkland Islands"),
    ("Fr. Polynesia", "French Polynesia"),
    ("Fr. S. Antarctic Lands", "French Southern and Antarctic Lands"),
    ("Heard I. and McDonald Is.", "Heard Island and McDonald Islands"),
    ("Indian Ocean Ter.", "Australian Indian Ocean Territories"),
    ("Macedonia", "North Macedonia"),
    ("Marshall Is.", "Marshall Islands"),
    ("N. Cyprus", "Northern Cyprus"),
    ("N. Mariana Is.", "Northern Mariana Islands"),
    ("Pitcairn Is.", "Pitcairn Islands"),
    ("S. Geo. and the Is.", "South Georgia and the Islands"),
    ("S. Sudan", "South Sudan"),
    ("Solomon Is.", "Solomon Islands"),
    ("St-Barthélemy", "Saint Barthélemy"),
    ("St-Martin", "Saint Martin"),
    ("St. Kitts and Nevis", "Saint Kitts and Nevis"),
    ("St. Pierre and Miquelon", "Saint Pierre and Miquelon"),
    ("St. Vin. and Gren.", "Saint Vincent and the Grenadines"),
    ("Turks and Caicos Is.", "Turks and Caicos Islands"),
    ("U.S. Virgin Is.", "United States Virgin Islands"),
    ("W. Sahara", "Western Sahara"),
    ("Wallis and Futuna Is.", "Wallis and Futuna"),
    ("eSwatini", "Eswatini"),
];

/// The continents of territories that the smallest edition of Natural Earth leaves out.
const CONTINENTS: &[(&str, &str)] = &[
    ("Africa", "KM CV MU SC SH ST"),
    ("Asia", "BH HK IO MO MV SG"),
    ("Europe", "AD AX FO GG IM JE LI MC MT SM VA"),
    (
        "North America",
        "AG AI AW BB BL BM CW DM GD KN KY LC MF MS PM SX TC VC VG VI",
    ),
    ("Oceania", "AS CK FM GU KI MH MP NF NR NU PF PN PW TO WF WS"),
    ("Seven seas (open ocean)", "GS HM"),
];

/// Continents of territories without a code.
const WITHOUT_CODE: &[(&str, &str)] = &[
    ("Ashmore and Cartier Is.", "Oceania"),
    ("Indian Ocean Ter.", "Asia"),
    ("Kosovo", "Europe"),
    ("N. Cyprus", "Asia"),
    ("Siachen Glacier", "Asia"),
    ("Somaliland", "Africa"),
];

/// Part of Australia, whose code it carries in the source.
const SHARES_A_CODE: &str = "Ashmore and Cartier Is.";

/// German names as maps write them, where the source is less exact.
const GERMAN: [(&str, &str); 2] = [("CD", "DR Kongo"), ("GB", "Vereinigtes Königreich")];

/// What is known of a territory besides its shape.
#[derive(Debug, Clone, Default, PartialEq)]
pub(super) struct Facts {
    /// English name, in full.
    pub(super) name: String,
    /// French, Spanish, German and Dutch names, where they are known.
    pub(super) name_fr: Option<String>,
    pub(super) name_es: Option<String>,
    pub(super) name_de: Option<String>,
    pub(super) name_nl: Option<String>,
    /// ISO 3166-1: two letters, three letters, three digits.
    pub(super) codes: Option<(String, String, String)>,
    pub(super) continent: Option<String>,
    /// An estimate; only of the 177 largest.
    pub(super) people: Option<f64>,
}

/// Everything that is known of countries, by code.
#[derive(Debug)]
pub(super) struct Names {
    /// From three digits.
    codes: HashMap<String, (String, String)>,
    french: Value,
    spanish: Value,
    german: Value,
    dutch: Value,
    /// From three letters, and from Natural Earth's name where it has no code: continent, people.
    facts: HashMap<String, (String, f64)>,
}

impl Names {
    pub(super) fn load(inputs: &Inputs) -> Result<Self> {
        let language = |name: &str| {
            let file = inputs::json(&inputs.country_names.join(format!("langs/{name}.json")))?;
            anyhow::Ok(file["countries"].clone())
        };
        let codes = inputs::json(&inputs.country_names.join("codes.json"))?;
        let text = |value: &Value| value.as_str().unwrap_or_default().to_owned();
        let codes = codes.as_array().context("codes.json is not a list")?.iter();
        let facts = inputs
            .countries
            .iter()
            .flat_map(|(code, name, continent, people)| {
                [code, name].map(|key| (key.clone(), (continent.clone(), *people)))
            });
        Ok(Self {
            codes: codes
                .map(|row| (text(&row[2]), (text(&row[0]), text(&row[1]))))
                .collect(),
            french: language("fr")?,
            spanish: language("es")?,
            german: language("de")?,
            dutch: language("nl")?,
            facts: facts.filter(|(key, _)| key != "-99").collect(),
        })
    }

    /// What is known of a territory.
    pub(super) fn of(&self, territory: &Territory) -> Facts {
        let digits = territory
            .id
            .as_deref()
            .filter(|_| territory.name != SHARES_A_CODE);
        let codes = digits.and_then(|digits| {
            let (two, three) = self.codes.get(digits)?;
            Some((two.clone(), three.clone(), digits.to_owned()))
        });
        let two = codes.as_ref().map(|codes| codes.0.as_str());
        let known = codes.as_ref().and_then(|codes| self.facts.get(&codes.1));
        let known = known.or_else(|| self.facts.get(&territory.name));
        let listed = || match two {
            Some(two) => CONTINENTS
                .iter()
                .find(|(_, codes)| codes.split(' ').any(|code| code == two))
                .map(|found| found.0),
            None => WITHOUT_CODE
                .iter()
                .find(|(name, _)| *name == territory.name)
                .map(|found| found.1),
        };
        Facts {
            name: english(&territory.name),
            name_fr: two.and_then(|two| first(&self.french[two])),
            name_es: two.and_then(|two| first(&self.spanish[two])),
            name_de: two.and_then(|two| german(two).or_else(|| short(&self.german[two]))),
            name_nl: two.and_then(|two| short(&self.dutch[two])),
            continent: known
                .map(|known| known.0.clone())
                .or_else(|| listed().map(str::to_owned)),
            people: known.map(|known| known.1).filter(|people| *people > 0.0),
            codes,
        }
    }
}

fn english(name: &str) -> String {
    ENGLISH
        .iter()
        .find(|(short, _)| *short == name)
        .map_or(name, |(_, full)| full)
        .to_owned()
}

/// A name, or the first of several.
/// The name in common use where the formal one stands before it.
fn short(value: &Value) -> Option<String> {
    value
        .get(1)
        .and_then(Value::as_str)
        .map(str::to_owned)
        .or_else(|| first(value))
}

fn german(code: &str) -> Option<String> {
    GERMAN
        .iter()
        .find(|(two, _)| *two == code)
        .map(|(_, name)| (*name).to_owned())
}

fn first(value: &Value) -> Option<String> {
    value
        .as_str()
        .or_else(|| value.get(0)?.as_str())
        .map(str::to_owned)
}
