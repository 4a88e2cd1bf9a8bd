//! Files on their way.

use portico_registry::UploadRecord;

use crate::Place;
use crate::sample::NOW;

fn upload(id: &str, author: &str) -> UploadRecord {
    UploadRecord {
        id: id.to_owned(),
        author: author.to_owned(),
        file_name: "parks.csv".to_owned(),
        fingerprint: "parks.csv 9 1700".to_owned(),
        bytes: 9,
        received: 0,
        address: None,
        decisions: "{}".to_owned(),
        revision: 0,
        created_at: NOW,
        touched_at: NOW,
    }
}

pub(crate) async fn a_file_grows_for_one_sender_at_a_time(place: &Place) {
    let registry = place.open().await;
    let parks = upload("a", "ann@example.org");
    registry.insert_upload(&parks).await.expect("announced");
    assert_eq!(registry.upload("a").await.expect("read"), Some(parks));
    assert!(
        registry
            .advance_upload("a", 0, 4, NOW + 1)
            .await
            .expect("four bytes")
    );
    assert!(
        !registry
            .advance_upload("a", 0, 4, NOW + 1)
            .await
            .expect("too late")
    );
    assert!(
        registry
            .advance_upload("a", 4, 9, NOW + 2)
            .await
            .expect("the rest")
    );
    let now = registry.upload("a").await.expect("read").expect("there");
    assert_eq!((now.received, now.touched_at), (9, NOW + 2));
    assert!(
        registry
            .complete_upload("a", "other.csv", 12, NOW)
            .await
            .expect("fetched")
    );
    let now = registry.upload("a").await.expect("read").expect("there");
    assert_eq!(
        (now.file_name.as_str(), now.bytes, now.received),
        ("other.csv", 12, 12)
    );
}

pub(crate) async fn decisions_are_kept_by_whoever_saw_the_ones_before(place: &Place) {
    let registry = place.open().await;
    registry
        .insert_upload(&upload("a", "ann@example.org"))
        .await
        .expect("announced");
    assert!(
        registry
            .decide_upload("a", "{\"one\":1}", 0, NOW)
            .await
            .expect("kept")
    );
    assert!(
        !registry
            .decide_upload("a", "{\"two\":2}", 0, NOW)
            .await
            .expect("refused")
    );
    let now = registry.upload("a").await.expect("read").expect("there");
    assert_eq!((now.decisions.as_str(), now.revision), ("{\"one\":1}", 1));
}

pub(crate) async fn files_are_listed_by_person_and_forgotten(place: &Place) {
    let registry = place.open().await;
    registry
        .insert_upload(&upload("a", "ann@example.org"))
        .await
        .expect("announced");
    registry
        .insert_upload(&upload("b", "bob@example.org"))
        .await
        .expect("announced");
    let ids = async |author| {
        let list = registry.list_uploads(author).await.expect("list");
        list.into_iter().map(|upload| upload.id).collect::<Vec<_>>()
    };
    assert_eq!(ids(None).await, ["b", "a"]);
    assert_eq!(ids(Some("ann@example.org")).await, ["a"]);
    assert!(registry.delete_upload("a").await.expect("gone"));
    assert!(!registry.delete_upload("a").await.expect("gone"));
    assert_eq!(ids(Some("ann@example.org")).await, [""; 0]);
}
