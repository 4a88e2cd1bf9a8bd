//! Things to remember, for the tests.

use portico_model::{
    Annotations, Dataset, DatasetId, DatasetUid, Extent, Field, FieldProfile, FieldType, Metadata, Person,
    Profile, Role, Schema, State, Version, Visibility,
};
use portico_registry::{Registry, RegistryError, Staging, Switch};

pub(crate) const NOW: i64 = 1_700_000_000_000_000;

pub(crate) fn dataset(id: &str) -> Dataset {
    Dataset {
        uid: DatasetUid::new(format!("da_{}", id.replace('-', "_"))).expect("a uid"),
        id: DatasetId::new(id).expect("an identifier"),
        state: State::Published,
        visibility: Visibility::Domain,
        metadata: Metadata {
            title: "Parks d'été — \"quoted\"".to_owned(),
            keyword: vec!["trees".to_owned(), "grass".to_owned()],
            ..Metadata::default()
        },
        current: None,
        created_at: NOW,
        updated_at: NOW,
    }
}

pub(crate) fn version(id: &str) -> Version {
    let field = Field {
        annotations: Annotations {
            facet: true,
            multivalued: Some(",".to_owned()),
            ..Annotations::default()
        },
        ..Field::new("tags", FieldType::Text)
    };
    Version {
        id: id.to_owned(),
        number: 0,
        sha256: "ab".repeat(32),
        schema: Schema {
            fields: vec![field, Field::new("geom", FieldType::GeoShape)],
        },
        profile: Profile {
            records: 3,
            extent: Some(Extent {
                west: -96.1,
                south: 36.0,
                east: -95.7,
                north: 36.3,
            }),
            geometry_types: vec!["Polygon".to_owned()],
            fields: vec![FieldProfile {
                name: "tags".to_owned(),
                distinct: Some(2),
                ..FieldProfile::default()
            }],
        },
        bytes: 1234,
        source_name: "parks.csv".to_owned(),
        author: "command line".to_owned(),
        note: None,
        created_at: NOW,
    }
}

pub(crate) fn staging(dataset: &Dataset, version_id: &str) -> Staging {
    Staging {
        dataset_id: dataset.id.to_string(),
        dataset_uid: dataset.uid.as_str().to_owned(),
        version_id: version_id.to_owned(),
        owner: "one".to_owned(),
        heartbeat_at: NOW,
    }
}

/// Announces and publishes a version.
pub(crate) async fn publish(
    registry: &Registry,
    dataset: &Dataset,
    version_id: &str,
    seen: Option<i64>,
) -> Result<Dataset, RegistryError> {
    registry.begin_staging(&staging(dataset, version_id)).await?;
    let version = version(version_id);
    registry
        .switch_version(Switch {
            dataset,
            version: &version,
            recipe: "{}",
            seen,
            pushes: &[],
            supersedes: None,
            now: NOW,
            job: None,
            schedule: None,
        })
        .await
}

pub(crate) fn person(email: &str) -> Person {
    Person {
        id: format!("id of {email}"),
        email: email.to_owned(),
        role: Role::Publisher,
        disabled: false,
        created_at: NOW,
    }
}

pub(crate) fn assert_conflict<T: std::fmt::Debug>(result: Result<T, RegistryError>, expected: &str) {
    match result {
        Err(RegistryError::Conflict(message)) => assert!(message.contains(expected), "{message}"),
        other => panic!("expected a conflict, got {other:?}"),
    }
}
