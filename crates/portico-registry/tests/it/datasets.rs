//! Datasets and their versions.

use portico_model::{State, Version, Visibility};
use portico_registry::Switch;

use crate::Place;
use crate::sample::{NOW, assert_conflict, dataset, publish, staging, version};

pub(crate) async fn a_dataset_is_read_back_as_it_was_written(place: &Place) {
    let registry = place.open().await;
    let parks = dataset("parks");
    registry.insert_dataset(&parks).await.expect("insert");
    assert_eq!(
        registry.dataset_by_id(&parks.id).await.expect("read"),
        Some(parks.clone())
    );
    assert_eq!(
        registry.dataset_by_uid(&parks.uid).await.expect("read"),
        Some(parks.clone())
    );
    assert_eq!(
        registry.dataset_by_id(&dataset("roads").id).await.expect("read"),
        None
    );
    registry
        .insert_dataset(&dataset("bridges"))
        .await
        .expect("insert");
    let list = registry.list_datasets().await.expect("list");
    assert_eq!(
        list.iter().map(|dataset| dataset.id.as_str()).collect::<Vec<_>>(),
        ["bridges", "parks"]
    );
}

pub(crate) async fn an_identifier_is_taken_once(place: &Place) {
    let registry = place.open().await;
    registry.insert_dataset(&dataset("parks")).await.expect("insert");
    assert_conflict(
        registry.insert_dataset(&dataset("parks")).await,
        "`parks` exists already",
    );
    assert_conflict(
        publish(&registry, &dataset("parks"), "v1", None).await,
        "`parks` exists already",
    );
}

pub(crate) async fn a_new_version_becomes_the_current_one(place: &Place) {
    let registry = place.open().await;
    let first = publish(&registry, &dataset("parks"), "v1", None)
        .await
        .expect("first version");
    assert_eq!(
        first.current,
        Some(Version {
            number: 1,
            ..version("v1")
        })
    );
    assert_eq!(
        registry.dataset_by_id(&first.id).await.expect("read"),
        Some(first.clone())
    );
    let second = publish(&registry, &first, "v2", Some(first.updated_at))
        .await
        .expect("second version");
    assert_eq!(second.current.as_ref().map(|version| version.number), Some(2));
    assert!(second.updated_at > first.updated_at);
    assert_eq!(
        registry.dataset_by_id(&first.id).await.expect("read"),
        Some(second)
    );
    let versions = registry.list_versions(&first.uid).await.expect("versions");
    assert_eq!(
        versions
            .iter()
            .map(|version| version.id.as_str())
            .collect::<Vec<_>>(),
        ["v2", "v1"]
    );
    assert_eq!(
        registry.recipe("v1").await.expect("recipe"),
        Some("{}".to_owned())
    );
    assert!(registry.list_stagings().await.expect("stagings").is_empty());
}

pub(crate) async fn a_dataset_that_changed_meanwhile_is_a_conflict(place: &Place) {
    let registry = place.open().await;
    let first = publish(&registry, &dataset("parks"), "v1", None)
        .await
        .expect("first version");
    registry
        .update_dataset(&first, first.updated_at, NOW)
        .await
        .expect("somebody else");
    assert_conflict(
        publish(&registry, &first, "v2", Some(first.updated_at)).await,
        "changed by somebody else",
    );
    let now = registry
        .dataset_by_id(&first.id)
        .await
        .expect("read")
        .expect("still there");
    assert_eq!(now.current.map(|version| version.id), Some("v1".to_owned()));
}

pub(crate) async fn a_switch_that_fails_changes_nothing(place: &Place) {
    let registry = place.open().await;
    let parks = publish(&registry, &dataset("parks"), "v1", None)
        .await
        .expect("first version");
    let before = registry.change_number().await.expect("number");
    // The version's identifier is taken: that is found only after the pointer was moved.
    registry
        .begin_staging(&staging(&parks, "v1"))
        .await
        .expect("staging");
    let again = version("v1");
    let switch = Switch {
        dataset: &parks,
        version: &again,
        recipe: "{}",
        seen: Some(parks.updated_at),
        pushes: &[],
        supersedes: None,
        now: NOW,
        job: None,
        schedule: None,
    };
    assert_conflict(registry.switch_version(switch).await, "v1 exists already");
    assert_eq!(
        registry.dataset_by_id(&parks.id).await.expect("read"),
        Some(parks)
    );
    assert_eq!(registry.change_number().await.expect("number"), before);
    assert_eq!(
        registry.list_stagings().await.expect("stagings").len(),
        1,
        "the end of the staging is undone too"
    );
}

pub(crate) async fn metadata_change_only_when_seen(place: &Place) {
    let registry = place.open().await;
    let mut parks = dataset("parks");
    registry.insert_dataset(&parks).await.expect("insert");
    parks.metadata.title = "Gardens".to_owned();
    parks.state = State::Draft;
    parks.visibility = Visibility::Restricted;
    let moment = registry.update_dataset(&parks, NOW, NOW).await.expect("update");
    assert!(moment > NOW, "the moment grows even when the clock does not");
    let read = registry
        .dataset_by_id(&parks.id)
        .await
        .expect("read")
        .expect("there");
    assert_eq!(
        (read.state, read.visibility, read.metadata.title.as_str()),
        (State::Draft, Visibility::Restricted, "Gardens")
    );
    assert_conflict(
        registry.update_dataset(&parks, NOW, NOW).await,
        "changed by somebody else",
    );
}

pub(crate) async fn deleting_forgets_versions(place: &Place) {
    let registry = place.open().await;
    let parks = publish(&registry, &dataset("parks"), "v1", None)
        .await
        .expect("version");
    registry.delete_dataset(&parks.uid).await.expect("delete");
    registry
        .delete_dataset(&parks.uid)
        .await
        .expect("deleting again is no error");
    assert_eq!(registry.dataset_by_id(&parks.id).await.expect("read"), None);
    assert!(
        registry
            .list_versions(&parks.uid)
            .await
            .expect("versions")
            .is_empty()
    );
}

pub(crate) async fn every_change_is_counted(place: &Place) {
    let (registry, other) = (place.open().await, place.open().await);
    let mut numbers = vec![other.change_number().await.expect("number")];
    let mut parks = dataset("parks");
    registry.insert_dataset(&parks).await.expect("insert");
    numbers.push(other.change_number().await.expect("number"));
    parks.updated_at = registry.update_dataset(&parks, NOW, NOW).await.expect("update");
    numbers.push(other.change_number().await.expect("number"));
    publish(&registry, &parks, "v1", Some(parks.updated_at))
        .await
        .expect("version");
    numbers.push(other.change_number().await.expect("number"));
    registry.delete_dataset(&parks.uid).await.expect("delete");
    numbers.push(other.change_number().await.expect("number"));
    assert!(numbers.windows(2).all(|pair| pair[0] < pair[1]), "{numbers:?}");
}

pub(crate) async fn a_deleted_dataset_can_be_brought_back_for_a_while(place: &Place) {
    let registry = place.open().await;
    let parks = publish(&registry, &dataset("parks"), "v1", None)
        .await
        .expect("published");
    assert_conflict(
        registry
            .set_aside_dataset(&parks, parks.updated_at - 1, NOW)
            .await,
        "changed by somebody else",
    );
    registry
        .set_aside_dataset(&parks, parks.updated_at, NOW)
        .await
        .expect("deleted");
    assert_eq!(registry.dataset_by_id(&parks.id).await.expect("read"), None);
    assert_eq!(registry.dataset_by_uid(&parks.uid).await.expect("read"), None);
    assert!(registry.list_datasets().await.expect("list").is_empty());
    assert!(registry.is_set_aside(&parks.id).await.expect("asked"));
    assert_conflict(
        registry.update_dataset(&parks, parks.updated_at, NOW).await,
        "changed by somebody else",
    );
    assert_conflict(
        publish(&registry, &dataset("parks"), "v2", None).await,
        "brought back",
    );
    registry.end_staging("v2").await.expect("given up");
    let deleted = registry.list_deleted().await.expect("list");
    assert_eq!(deleted, [(parks.clone(), NOW)]);
    assert!(registry.bring_back_dataset(&parks.uid).await.expect("back"));
    assert!(
        !registry
            .bring_back_dataset(&parks.uid)
            .await
            .expect("it is there")
    );
    assert_eq!(
        registry.dataset_by_id(&parks.id).await.expect("read"),
        Some(parks.clone())
    );
    registry
        .set_aside_dataset(&parks, parks.updated_at, NOW)
        .await
        .expect("deleted");
    assert_eq!(registry.forget_deleted(NOW).await.expect("nothing so old"), 0);
    assert_eq!(registry.forget_deleted(NOW + 1).await.expect("forgotten"), 1);
    assert!(
        registry
            .list_versions(&parks.uid)
            .await
            .expect("versions")
            .is_empty()
    );
}

pub(crate) async fn a_version_remembers_the_words_that_readers_saw(place: &Place) {
    let registry = place.open().await;
    let mut parks = publish(&registry, &dataset("parks"), "v1", None)
        .await
        .expect("published");
    parks.metadata.title = "Parks of 2024".to_owned();
    let seen = parks.updated_at;
    parks.updated_at = registry.update_dataset(&parks, seen, NOW).await.expect("changed");
    parks.metadata.title = "Parks of 2025".to_owned();
    publish(&registry, &parks, "v2", Some(parks.updated_at))
        .await
        .expect("published");
    let title = async |version| {
        let metadata = registry.version_metadata(version).await.expect("read");
        metadata.map(|metadata| metadata.title)
    };
    assert_eq!(title("v1").await.as_deref(), Some("Parks of 2024"));
    assert_eq!(title("v2").await.as_deref(), Some("Parks of 2025"));
    assert_eq!(title("nothing").await, None);
}
