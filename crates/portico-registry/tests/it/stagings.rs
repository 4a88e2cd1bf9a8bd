//! Imports that are running.

use crate::Place;
use crate::sample::{NOW, assert_conflict, dataset, publish, staging, version};
use portico_registry::Switch;

pub(crate) async fn a_second_import_of_a_dataset_waits(place: &Place) {
    let registry = place.open().await;
    let parks = dataset("parks");
    registry
        .begin_staging(&staging(&parks, "v1"))
        .await
        .expect("first");
    assert_conflict(
        registry.begin_staging(&staging(&parks, "v2")).await,
        "another import of `parks`",
    );
    registry
        .begin_staging(&staging(&dataset("roads"), "v3"))
        .await
        .expect("another dataset");
    assert!(registry.end_staging("v1").await.expect("end"));
    assert!(!registry.end_staging("v1").await.expect("end"));
    registry
        .begin_staging(&staging(&parks, "v2"))
        .await
        .expect("now it may");
}

pub(crate) async fn an_abandoned_import_cannot_publish(place: &Place) {
    let registry = place.open().await;
    let parks = dataset("parks");
    let seen = staging(&parks, "v1");
    registry.begin_staging(&seen).await.expect("staging");
    assert!(registry.abandon_staging(&seen).await.expect("abandon"));
    assert!(
        !registry.abandon_staging(&seen).await.expect("abandon"),
        "only one sweeper takes it"
    );
    assert!(
        !registry.beat_staging("v1", NOW + 1).await.expect("beat"),
        "the import learns of it"
    );
    let version = version("v1");
    let switch = Switch {
        dataset: &parks,
        version: &version,
        recipe: "{}",
        seen: None,
        pushes: &[],
        supersedes: None,
        now: NOW,
        job: None,
        schedule: None,
    };
    assert_conflict(registry.switch_version(switch).await, "given up");
    assert_eq!(registry.dataset_by_id(&parks.id).await.expect("read"), None);
}

pub(crate) async fn a_sign_of_life_protects(place: &Place) {
    let registry = place.open().await;
    let seen = staging(&dataset("parks"), "v1");
    registry.begin_staging(&seen).await.expect("staging");
    assert!(registry.beat_staging("v1", NOW + 5).await.expect("beat"));
    assert!(!registry.abandon_staging(&seen).await.expect("abandon"));
    assert_eq!(
        registry.list_stagings().await.expect("list")[0].heartbeat_at,
        NOW + 5
    );
}

pub(crate) async fn versions_and_running_imports_are_known(place: &Place) {
    let registry = place.open().await;
    publish(&registry, &dataset("parks"), "v1", None)
        .await
        .expect("version");
    registry
        .begin_staging(&staging(&dataset("roads"), "v2"))
        .await
        .expect("staging");
    let mut known = registry.known_versions().await.expect("known");
    known.sort();
    let expected = [("da_parks", "v1"), ("da_roads", "v2")];
    assert_eq!(
        known,
        expected.map(|(uid, version)| (uid.to_owned(), version.to_owned()))
    );
}
