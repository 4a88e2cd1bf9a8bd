//! Where records come from, and the files that were sent for that.

use portico_registry::{ResourceFile, ResourceRow};

use crate::Place;
use crate::sample::{NOW, assert_conflict, dataset};

pub(crate) async fn a_dataset_has_one_source_and_the_slower_change_learns_of_the_other(place: &Place) {
    let registry = place.open().await;
    let parks = dataset("parks");
    registry.insert_dataset(&parks).await.expect("a dataset");
    let row = ResourceRow {
        id: "re_1".to_owned(),
        document: "{\"a\": 1}".to_owned(),
        number: 1,
        author: "ann@example.org".to_owned(),
        created_at: NOW,
        updated_at: NOW,
    };
    registry.insert_resource(&parks.uid, &row).await.expect("kept");
    let second = ResourceRow {
        id: "re_2".to_owned(),
        ..row.clone()
    };
    assert_conflict(registry.insert_resource(&parks.uid, &second).await, "already");
    assert_eq!(registry.resource_of(&parks.uid).await.expect("read"), Some(row));
    assert!(
        registry
            .update_resource("re_1", "{}", 1, NOW + 1)
            .await
            .expect("changed")
    );
    assert!(
        !registry
            .update_resource("re_1", "[]", 1, NOW + 2)
            .await
            .expect("too late")
    );
    let found = registry
        .resource_of(&parks.uid)
        .await
        .expect("read")
        .expect("there");
    assert_eq!(
        (found.document.as_str(), found.number, found.updated_at),
        ("{}", 2, NOW + 1)
    );
    assert!(registry.delete_resource("re_1").await.expect("gone"));
    assert!(!registry.delete_resource("re_1").await.expect("gone already"));
}

pub(crate) async fn files_that_were_sent_go_with_their_dataset(place: &Place) {
    let registry = place.open().await;
    let parks = dataset("parks");
    registry.insert_dataset(&parks).await.expect("a dataset");
    let file = |id: &str, at: i64| ResourceFile {
        id: id.to_owned(),
        dataset_uid: parks.uid.as_str().to_owned(),
        object: format!("object of {id}"),
        file_name: "parks.csv".to_owned(),
        bytes: 7,
        sha256: "ab".repeat(32),
        author: "ann@example.org".to_owned(),
        created_at: at,
    };
    let (first, second) = (file("fi_b", NOW), file("fi_a", NOW + 1));
    registry.insert_resource_file(&first).await.expect("kept");
    registry.insert_resource_file(&second).await.expect("kept");
    assert_eq!(
        registry.resource_file("fi_b").await.expect("read"),
        Some(first.clone())
    );
    assert_eq!(
        registry.list_resource_files().await.expect("read"),
        [first, second]
    );
    assert!(registry.delete_resource_file("fi_b").await.expect("gone"));
    assert_eq!(registry.resource_file("fi_b").await.expect("read"), None);
    registry
        .set_aside_dataset(&parks, parks.updated_at, NOW)
        .await
        .expect("set aside");
    registry.forget_deleted(NOW + 1).await.expect("forgotten");
    assert!(registry.list_resource_files().await.expect("read").is_empty());
}
