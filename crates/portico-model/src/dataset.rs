//! What is a dataset? Its identity, state, metadata and current version.

use serde::{Deserialize, Serialize};

use crate::{DatasetId, DatasetUid, Version};

/// A dataset as the registry remembers it.
#[derive(Debug, Clone, PartialEq)]
pub struct Dataset {
    /// Immutable internal identifier; names the folder of the versions.
    pub uid: DatasetUid,
    /// Public identifier, used in addresses.
    pub id: DatasetId,
    /// Draft or published.
    pub state: State,
    /// Who may see it.
    pub visibility: Visibility,
    /// Title, description, licence and the rest.
    pub metadata: Metadata,
    /// The version that readers see; none before the first import.
    pub current: Option<Version>,
    /// Microseconds since the epoch, UTC.
    pub created_at: i64,
    /// Last change of data or metadata, microseconds since the epoch, UTC.
    pub updated_at: i64,
}

/// Draft or published.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum State {
    /// Only its editors see it.
    Draft,
    /// Listed in the catalog.
    Published,
}

/// Who may see a published dataset.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Visibility {
    /// Everyone.
    Domain,
    /// Signed-in people with a right on it.
    Restricted,
}

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
    /// Who publishes it.
    pub publisher: Option<String>,
    /// Where it comes from: an address or a sentence.
    pub references: Option<String>,
    /// Words of credit that the licence asks for.
    pub attributions: Vec<String>,
    /// Places it covers.
    pub territory: Vec<String>,
    /// Last change of the data as the publisher says, RFC 3339; none means the version's date.
    pub modified: Option<String>,
    /// How often it changes, in words.
    pub update_frequency: Option<String>,
}
