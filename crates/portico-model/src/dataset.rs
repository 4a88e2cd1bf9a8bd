//! What is a dataset? Its identity, state, metadata and current version.

use crate::{DatasetId, DatasetUid, Metadata, Version};

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
