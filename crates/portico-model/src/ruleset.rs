//! What of a dataset does its reader see? The rules, as they are stored.

use serde::{Deserialize, Serialize};

use crate::{DatasetUid, Subject};

/// What readers of a dataset see: everybody, or one person, or the members of a group. The rules of a person replace those of groups
/// and of everybody; the rules of a person's groups replace those of everybody.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruleset {
    /// Which dataset.
    pub dataset: DatasetUid,
    /// For whom; none for everybody else.
    pub subject: Option<Subject>,
    /// What they see.
    pub shows: Shows,
}

/// The content of a ruleset. A stored document.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Shows {
    /// How much of the dataset there is at all.
    pub access: Access,
    /// The fields that exist for them; none means all.
    pub fields: Option<Vec<String>>,
    /// A condition in ODSQL, with attributes of the reader (`#email`, `#group`…): only records that satisfy it exist for them.
    pub filter: Option<String>,
    /// Calls of the API that each of them may make on this dataset in a day (UTC); none means no limit of its own.
    pub calls: Option<u64>,
}

/// How much of a dataset there is for someone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Default, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Access {
    /// It does not exist.
    Nothing,
    /// What it is about, without its records.
    Metadata,
    /// All of it.
    #[default]
    Data,
}

impl Access {
    /// All of them, from the least.
    pub const ALL: [Self; 3] = [Self::Nothing, Self::Metadata, Self::Data];

    /// The name in registry, API and forms.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Nothing => "nothing",
            Self::Metadata => "metadata",
            Self::Data => "data",
        }
    }

    /// Reads that name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|one| one.as_str() == name)
    }
}
