//! What does a publisher say of a dataset? The basic words, those of DCAT, and the portal's own. Stored documents.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

/// What a publisher says of a dataset. A stored document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Metadata {
    /// Title shown everywhere.
    pub title: String,
    /// HTML, sanitised on output.
    pub description: Option<String>,
    /// Themes, in the words of the portal.
    pub theme: Vec<String>,
    /// Keywords.
    pub keyword: Vec<String>,
    /// Name of the licence.
    pub license: Option<String>,
    /// Address of the licence's text.
    pub license_url: Option<String>,
    /// Language of the data, ISO 639-1.
    pub language: Option<String>,
    /// Languages of these words, ISO 639-1; none means the language of the data.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub metadata_languages: Vec<String>,
    /// Time zone that the data is meant in, a name of the IANA database.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub timezone: Option<String>,
    /// Who publishes it.
    pub publisher: Option<String>,
    /// Where it comes from: an address or a sentence.
    pub references: Option<String>,
    /// Words of credit that the licence asks for.
    pub attributions: Vec<String>,
    /// Places it covers.
    pub territory: Vec<String>,
    /// Codes of the places it covers, such as `world_fr`.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub geographic_reference: Vec<String>,
    /// Whether these codes were found by a program.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub geographic_reference_auto: Option<bool>,
    /// Last change of the data as the publisher says, RFC 3339; none means that the two rules below decide.
    pub modified: Option<String>,
    /// A change of the metadata is a modification; none means no.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified_updates_on_metadata_change: Option<bool>,
    /// A change of the records is a modification; none means yes, unless the publisher says when it was modified.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub modified_updates_on_data_change: Option<bool>,
    /// How often it changes, in words.
    pub update_frequency: Option<String>,
    /// The portal that it was taken from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_domain: Option<String>,
    /// The title of that portal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_domain_title: Option<String>,
    /// The address of that portal.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_domain_address: Option<String>,
    /// The identifier there.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub source_dataset: Option<String>,
    /// The shared catalog it is part of.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub shared_catalog: Option<String>,
    /// Whether the records stay at the portal it was taken from.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub federated: Option<bool>,
    /// The portal above this one.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent_domain: Option<String>,
    /// What catalogs of open data want to know besides.
    #[serde(skip_serializing_if = "Dcat::is_empty")]
    pub dcat: Dcat,
    /// The portal's own words, by name.
    #[serde(skip_serializing_if = "BTreeMap::is_empty")]
    pub custom: BTreeMap<String, CustomValue>,
    /// When false, the records are for the editors alone, whoever may read this; none means true.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub data_visible: Option<bool>,
}

/// The words of the Data Catalog Vocabulary (W3C DCAT) that the basic ones do not have.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Dcat {
    /// When the data was made, RFC 3339 or a day.
    pub created: Option<String>,
    /// When it was first published, RFC 3339 or a day.
    pub issued: Option<String>,
    /// Who made it.
    pub creator: Option<String>,
    /// Who else worked on it.
    pub contributor: Option<String>,
    /// Who answers questions.
    pub contact_name: Option<String>,
    /// Their address.
    pub contact_email: Option<String>,
    /// How often it changes: an address of the EU's frequency vocabulary, or words.
    pub accrualperiodicity: Option<String>,
    /// The place: an address or words.
    pub spatial: Option<String>,
    /// The time, in words.
    pub temporal: Option<String>,
    /// How fine the data is, in words.
    pub granularity: Option<String>,
    /// How good the data is, in words.
    pub dataquality: Option<String>,
    /// The kind of publisher: an address of the ADMS vocabulary, or words.
    pub publisher_type: Option<String>,
    /// The standard it follows: an address or words.
    pub conforms_to: Option<String>,
    /// When what the data says begins, RFC 3339 or a day.
    pub temporal_coverage_start: Option<String>,
    /// When it ends, RFC 3339 or a day.
    pub temporal_coverage_end: Option<String>,
    /// Who may have it: an address of the EU's vocabulary, or words.
    pub access_rights: Option<String>,
    /// What it belongs to: an address or words.
    pub relation: Option<String>,
}

/// A word of the portal's own.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub enum CustomValue {
    /// One text.
    Text(String),
    /// Several.
    List(Vec<String>),
}

impl Dcat {
    fn is_empty(&self) -> bool {
        *self == Self::default()
    }
}

impl CustomValue {
    /// The texts.
    #[must_use]
    pub fn texts(&self) -> &[String] {
        match self {
            Self::Text(text) => std::slice::from_ref(text),
            Self::List(texts) => texts,
        }
    }

    /// The same with one more text.
    #[must_use]
    pub fn and(self, text: String) -> Self {
        let mut texts = match self {
            Self::Text(first) => vec![first],
            Self::List(texts) => texts,
        };
        texts.push(text);
        Self::List(texts)
    }
}
