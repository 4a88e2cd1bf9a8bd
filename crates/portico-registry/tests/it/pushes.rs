//! What was pushed and waits.

use portico_registry::{Push, PushKind, PushResource, Switch};

use crate::Place;
use crate::sample::{NOW, assert_conflict, dataset, publish, staging, version};

fn push(id: &str, uid: &str, received_at: i64) -> Push {
    Push {
        id: id.to_owned(),
        dataset_uid: uid.to_owned(),
        kind: PushKind::Push,
        body: "{\"a\": \"é\"}\n".to_owned(),
        new_fields: true,
        received_at,
    }
}

fn resource(uid: &str) -> PushResource {
    PushResource {
        dataset_uid: uid.to_owned(),
        id: "realtime".to_owned(),
        key_hash: "ab".repeat(32),
        prefix: "push_abcd".to_owned(),
        disabled: false,
        new_fields: true,
        author: "command line".to_owned(),
        created_at: NOW,
        renewed_at: NOW,
        last_at: None,
    }
}

pub(crate) async fn a_push_resource_is_kept_changed_and_removed(place: &Place) {
    let registry = place.open().await;
    let parks = dataset("parks");
    registry.insert_dataset(&parks).await.expect("a dataset");
    let mut kept = resource(parks.uid.as_str());
    registry.insert_push_resource(&kept).await.expect("kept");
    assert_conflict(registry.insert_push_resource(&kept).await, "`realtime`");
    kept.disabled = true;
    kept.key_hash = "cd".repeat(32);
    assert!(registry.update_push_resource(&kept).await.expect("changed"));
    registry
        .insert_push(&push("p1", parks.uid.as_str(), NOW + 7), "realtime")
        .await
        .expect("pushed");
    kept.last_at = Some(NOW + 7);
    let found = registry
        .push_resource(&parks.uid, "realtime")
        .await
        .expect("read");
    assert_eq!(found, Some(kept));
    assert!(
        registry
            .delete_push_resource(&parks.uid, "realtime")
            .await
            .expect("removed")
    );
    assert!(registry.list_push_resources().await.expect("read").is_empty());
}

pub(crate) async fn pushes_wait_in_their_order_and_go_with_the_switch(place: &Place) {
    let registry = place.open().await;
    let parks = publish(&registry, &dataset("parks"), "v1", None)
        .await
        .expect("published");
    let uid = parks.uid.as_str();
    for (id, at) in [("p2", NOW + 1), ("p1", NOW + 2), ("p3", NOW + 3)] {
        registry
            .insert_push(&push(id, uid, at), "realtime")
            .await
            .expect("pushed");
    }
    registry
        .refuse_push("p3", "it fits no longer")
        .await
        .expect("refused");
    let waiting = registry.waiting_pushes(&parks.uid, 10).await.expect("read");
    assert_eq!(waiting, [push("p2", uid, NOW + 1), push("p1", uid, NOW + 2)]);
    assert_eq!(registry.retry_refused_pushes(&parks.uid).await.expect("again"), 1);
    let queue = &registry.push_queues().await.expect("read")[0];
    assert_eq!((queue.waiting, queue.refused), (3, 0));
    registry
        .refuse_push("p3", "it fits no longer")
        .await
        .expect("refused");
    let queue = &registry.push_queues().await.expect("read")[0];
    assert_eq!((queue.waiting, queue.refused), (2, 1));
    assert_eq!(
        queue.bytes,
        registry.waiting_bytes(&parks.uid).await.expect("read")
    );
    registry
        .begin_staging(&staging(&parks, "v2"))
        .await
        .expect("staging");
    let version = version("v2");
    let switch = Switch {
        dataset: &parks,
        version: &version,
        recipe: "{}",
        seen: Some(parks.updated_at),
        pushes: &["p2".to_owned(), "p1".to_owned()],
        supersedes: Some("v1"),
        now: NOW + 9,
        job: None,
        schedule: None,
    };
    registry.switch_version(switch).await.expect("switched");
    assert!(
        registry
            .waiting_pushes(&parks.uid, 10)
            .await
            .expect("read")
            .is_empty()
    );
    let versions = registry.list_versions(&parks.uid).await.expect("read");
    assert_eq!((versions.len(), versions[0].number), (1, 2));
    let known = registry.known_versions().await.expect("read");
    assert!(
        known.contains(&(uid.to_owned(), "v1".to_owned())),
        "its files stay a while"
    );
    assert_eq!(
        registry.drop_refused_pushes(&parks.uid).await.expect("dropped"),
        1
    );
    registry.purge_pushes(NOW + 100, NOW + 100).await.expect("purged");
    let known = registry.known_versions().await.expect("read");
    assert_eq!(known, [(uid.to_owned(), "v2".to_owned())]);
    assert!(registry.push_queues().await.expect("read").is_empty());
}
