//! What does a dataset's metadata say, when what the portal computes is put beside what the publisher wrote?

use portico_model::meta_entry::{self, MetaEntry, MetaForm, MetaSlot, Template};
use portico_model::{Dataset, Extent};

use crate::{DatasetView, clock};

/// A value of metadata.
#[derive(Debug, Clone, PartialEq)]
pub enum MetaValue {
    /// Words.
    Text(String),
    /// Several words, at least one.
    List(Vec<String>),
    /// A moment, microseconds since the epoch, UTC.
    Instant(i64),
    /// Yes or no.
    Flag(bool),
    /// A whole number.
    Int(i64),
    /// A number.
    Double(f64),
    /// A rectangle on the map.
    Rectangle(Extent),
}

impl DatasetView {
    /// The value of a metadata, if there is one.
    ///
    /// How often a dataset is downloaded or called is not counted: these figures are always 0.
    #[must_use]
    pub fn meta(&self, entry: &MetaEntry) -> Option<MetaValue> {
        match (entry.template, entry.name) {
            (Template::Default, name) => self.basic(name).unwrap_or_else(|| said(&self.dataset, entry)),
            (Template::Dcat, _) => said(&self.dataset, entry),
            (Template::Explore, "popularity_score") => Some(MetaValue::Double(0.0)),
            (Template::Explore, _) => Some(MetaValue::Int(0)),
            (Template::Processing, _) => self.version.as_ref().map(|version| MetaValue::Int(version.bytes)),
        }
    }

    /// The basic ones that the portal computes, or completes.
    fn basic(&self, name: &str) -> Option<Option<MetaValue>> {
        let metadata = &self.dataset.metadata;
        // Of records that are not for this reader, only how many there are is told.
        let profile = self.version.as_ref().map(|version| &version.profile);
        let shown = profile.filter(|_| self.data_visible);
        Some(match name {
            "metadata_languages" => {
                let languages = &metadata.metadata_languages;
                let own = metadata.language.iter().filter(|_| languages.is_empty());
                list(languages.iter().chain(own).cloned().collect())
            }
            "modified" => modified_at(&self.dataset).map(whole_second),
            "modified_updates_on_metadata_change" => {
                let given = metadata.modified_updates_on_metadata_change;
                Some(MetaValue::Flag(given.unwrap_or(false)))
            }
            "modified_updates_on_data_change" => Some(MetaValue::Flag(follows_data(&self.dataset))),
            "data_processed" => processed_at(&self.dataset).map(whole_second),
            "metadata_processed" => Some(MetaValue::Instant(self.dataset.updated_at)),
            "geometry_types" => shown.and_then(|profile| list(profile.geometry_types.clone())),
            "bbox" => shown.and_then(|profile| profile.extent).map(MetaValue::Rectangle),
            "records_count" => {
                let records = profile.map_or(0, |profile| profile.records);
                Some(MetaValue::Int(i64::try_from(records).unwrap_or(i64::MAX)))
            }
            "federated" => Some(MetaValue::Flag(metadata.federated.unwrap_or(false))),
            _ => return None,
        })
    }
}

/// Last change, microseconds since the epoch: as the publisher says, else by the rules that the publisher chose.
pub(crate) fn modified_at(dataset: &Dataset) -> Option<i64> {
    let said = dataset.metadata.modified.as_deref().and_then(clock::parse);
    let metadata = dataset.metadata.modified_updates_on_metadata_change == Some(true);
    let of_data = || follows_data(dataset).then(|| processed_at(dataset)).flatten();
    let of_metadata = || (metadata || follows_data(dataset)).then_some(dataset.updated_at);
    said.or_else(|| {
        if metadata {
            of_metadata()
        } else {
            of_data().or_else(of_metadata)
        }
    })
}

/// Nothing said of modification: then new records are one.
fn follows_data(dataset: &Dataset) -> bool {
    let metadata = &dataset.metadata;
    let given = metadata.modified_updates_on_data_change;
    given.unwrap_or(metadata.modified.is_none())
}

pub(crate) fn processed_at(dataset: &Dataset) -> Option<i64> {
    dataset.current.as_ref().map(|version| version.created_at)
}

/// What the publisher wrote. A moment that cannot be read is none.
fn said(dataset: &Dataset, entry: &MetaEntry) -> Option<MetaValue> {
    let metadata = &dataset.metadata;
    match entry.slot? {
        MetaSlot::Title(get, _) => Some(MetaValue::Text(get(metadata).clone())),
        MetaSlot::Text(get, _) => {
            let text = get(metadata).as_deref()?;
            match entry.form {
                MetaForm::Instant => clock::parse(text).map(MetaValue::Instant),
                _ => Some(MetaValue::Text(text.to_owned())),
            }
        }
        MetaSlot::List(get, _) => list(get(metadata).clone()),
        MetaSlot::Flag(get, _) => get(metadata).map(MetaValue::Flag),
    }
}

/// The wire says these moments without fractions.
fn whole_second(at: i64) -> MetaValue {
    MetaValue::Instant(at - at.rem_euclid(1_000_000))
}

fn list(texts: Vec<String>) -> Option<MetaValue> {
    (!texts.is_empty()).then_some(MetaValue::List(texts))
}

/// Every metadata that queries know, in the wire's order.
pub(crate) fn queried() -> impl Iterator<Item = &'static MetaEntry> {
    meta_entry::ALL.iter()
}

#[cfg(test)]
mod tests {
    use portico_model::{DatasetId, DatasetUid, Metadata, State, Visibility};

    use super::*;

    fn dataset(metadata: Metadata) -> Dataset {
        Dataset {
            uid: DatasetUid::from_random(7),
            id: DatasetId::from_title("a"),
            state: State::Published,
            visibility: Visibility::Domain,
            metadata,
            current: None,
            created_at: 5,
            updated_at: 6,
        }
    }

    #[test]
    fn the_publisher_knows_best_when_the_data_changed() {
        let said = |text: &str| Metadata {
            modified: Some(text.to_owned()),
            ..Metadata::default()
        };
        assert_eq!(
            modified_at(&dataset(said("1970-01-01T00:00:02Z"))),
            Some(2_000_000)
        );
        assert_eq!(modified_at(&dataset(Metadata::default())), Some(6));
        let never = Metadata {
            modified_updates_on_data_change: Some(false),
            ..Metadata::default()
        };
        assert_eq!(modified_at(&dataset(never.clone())), None);
        let with_metadata = Metadata {
            modified_updates_on_metadata_change: Some(true),
            ..never
        };
        assert_eq!(modified_at(&dataset(with_metadata)), Some(6));
    }
}
