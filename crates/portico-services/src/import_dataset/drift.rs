//! Has a file other fields than the dataset had? Shown before it is accepted, never silent.

use portico_model::{Fault, FaultKind, Field, Schema};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// How the fields of a file differ from those of the dataset. A stored document.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct Drift {
    /// Fields that only the file has.
    pub added: Vec<Field>,
    /// Fields that only the dataset has.
    pub missing: Vec<Field>,
    /// Fields that have another type in the file: as it was, as it would be.
    pub changed: Vec<(Field, Field)>,
}

impl Drift {
    /// What says that two differences are the same: of names and types, in their order. Who accepts one says which one was seen.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        let fields = |list: &[Field]| -> String {
            let names = list
                .iter()
                .map(|field| format!("{}:{}:{};", field.name, field.ty.as_str(), field.is_multivalued()));
            names.collect()
        };
        let (old, new): (Vec<_>, Vec<_>) = self.changed.iter().cloned().unzip();
        let text = format!(
            "{}|{}|{}|{}",
            fields(&self.added),
            fields(&self.missing),
            fields(&old),
            fields(&new)
        );
        hex::encode(&Sha256::digest(text)[..8])
    }

    /// None when nothing differs. When records are added to others, a field that the file does not have stays, and is empty in its records.
    pub(super) fn between(old: &Schema, new: &Schema, keeps: bool) -> Option<Self> {
        let kind = |field: &Field| (field.ty, field.is_multivalued());
        let only = |these: &Schema, others: &Schema| -> Vec<Field> {
            let fields = these.fields.iter();
            fields
                .filter(|field| others.field(&field.name).is_none())
                .cloned()
                .collect()
        };
        let pairs = old
            .fields
            .iter()
            .filter_map(|old| Some((old, new.field(&old.name)?)));
        let drift = Self {
            added: only(new, old),
            missing: if keeps { Vec::new() } else { only(old, new) },
            changed: pairs
                .filter(|(old, new)| kind(old) != kind(new))
                .map(|(old, new)| (old.clone(), new.clone()))
                .collect(),
        };
        (drift != Self::default()).then_some(drift)
    }

    /// What differs, in words: `` `area` missing; `name` new; `zip` was text and is int ``.
    #[must_use]
    pub fn words(&self) -> String {
        let names = |fields: &[Field]| -> String {
            let names: Vec<String> = fields.iter().map(|field| format!("`{}`", field.name)).collect();
            names.join(", ")
        };
        let mut parts = Vec::new();
        if !self.missing.is_empty() {
            parts.push(format!("{} missing", names(&self.missing)));
        }
        if !self.added.is_empty() {
            parts.push(format!("{} new", names(&self.added)));
        }
        for (old, new) in &self.changed {
            parts.push(format!(
                "`{}` was {} and is {}",
                old.name,
                old.ty.as_str(),
                new.ty.as_str()
            ));
        }
        parts.join("; ")
    }

    /// For an update that nobody watches.
    pub(super) fn fault(&self) -> Fault {
        let message = format!("the fields of the file have changed: {}", self.words());
        Fault::new(FaultKind::Conflict, "SchemaDrift", message)
            .with_hint("look at the file and accept the change, or correct the source; readers still see the version before")
    }
}

#[cfg(test)]
mod tests {
    use portico_model::FieldType;

    use super::*;

    fn schema(fields: &[(&str, FieldType)]) -> Schema {
        Schema {
            fields: fields.iter().map(|(name, ty)| Field::new(*name, *ty)).collect(),
        }
    }

    #[test]
    fn what_is_new_missing_or_of_another_type_is_told() {
        let old = schema(&[
            ("id", FieldType::Int),
            ("zip", FieldType::Text),
            ("area", FieldType::Double),
        ]);
        let new = schema(&[
            ("id", FieldType::Int),
            ("zip", FieldType::Int),
            ("name", FieldType::Text),
        ]);
        let drift = Drift::between(&old, &new, false).expect("it differs");
        let message = drift.fault().message;
        assert!(
            message.contains("`area` missing; `name` new; `zip` was text and is int"),
            "{message}"
        );
        assert_eq!(Drift::between(&old, &old, false), None);
        let added = Drift::between(&old, &new, true).expect("it differs");
        assert!(added.missing.is_empty(), "old records keep their fields");
    }
}
