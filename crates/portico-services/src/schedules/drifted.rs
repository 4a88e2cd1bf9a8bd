//! How do the fields of a source differ, and is it the same difference that somebody saw?

use portico_model::Fault;
use serde::{Deserialize, Serialize};

use crate::Drift;

/// A difference that waits for a decision. A stored document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct DriftNote {
    /// The job that found it.
    pub job: String,
    /// What differs.
    pub drift: Drift,
}

impl DriftNote {
    pub(crate) fn new(job: &str, drift: Drift) -> Self {
        Self {
            job: job.to_owned(),
            drift,
        }
    }

    pub(super) fn parse(text: &str) -> Result<Self, Fault> {
        serde_json::from_str(text).map_err(Fault::internal)
    }

    pub(crate) fn to_text(&self) -> Result<String, Fault> {
        serde_json::to_string(self).map_err(Fault::internal)
    }
}

#[cfg(test)]
mod tests {
    use portico_model::{Field, FieldType};

    use super::*;

    #[test]
    fn a_difference_is_known_again_and_another_is_another() {
        let drift = |name: &str, ty| Drift {
            added: vec![Field::new(name, ty)],
            ..Drift::default()
        };
        let note = DriftNote::new("j1", drift("zip", FieldType::Int));
        let text = note.to_text().expect("text");
        let back = DriftNote::parse(&text).expect("read back");
        assert_eq!(back, note);
        let again = DriftNote::new("j2", drift("zip", FieldType::Int));
        assert_eq!(again.drift.fingerprint(), note.drift.fingerprint());
        for other in [
            drift("zip", FieldType::Text),
            drift("zap", FieldType::Int),
            Drift::default(),
        ] {
            assert_ne!(other.fingerprint(), note.drift.fingerprint());
        }
    }
}
