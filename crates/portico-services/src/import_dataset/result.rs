//! What came of an import that was a job? Kept with the job, for the pages that show it.

use std::path::Path;

use portico_model::{Dataset, Fault, Version};
use serde::{Deserialize, Serialize};

use super::drift::Drift;
use super::refusals::Refused;

/// What came of an import. A stored document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ImportResult {
    /// Identifier of the dataset.
    pub dataset: String,
    /// The version that was made.
    pub version: String,
    /// Records of the version.
    pub records: u64,
    /// Rows read from the file.
    pub rows_read: u64,
    /// Rows refused, or kept with a refused cell.
    pub refused: u64,
    /// Name of the file that lists them all.
    pub refusal_file: Option<String>,
    /// How the fields differ from those of the version before, in words.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub drift: Option<String>,
}

impl ImportResult {
    pub(super) fn of(
        dataset: &Dataset,
        version: &Version,
        refused: &Refused,
        list: Option<&Path>,
        drift: Option<&Drift>,
    ) -> Self {
        let name = list.and_then(Path::file_name);
        Self {
            dataset: dataset.id.to_string(),
            version: version.id.clone(),
            records: version.profile.records,
            rows_read: refused.rows_read,
            refused: refused.rows,
            refusal_file: name.map(|name| name.to_string_lossy().into_owned()),
            drift: drift.map(Drift::words),
        }
    }

    pub(super) fn to_text(&self) -> Result<String, Fault> {
        serde_json::to_string(self).map_err(Fault::internal)
    }
}
