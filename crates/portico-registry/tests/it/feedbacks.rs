//! Is what readers say kept, and does it go with its dataset?

use portico_model::{DatasetUid, Feedback, SuggestedValue};
use portico_registry::Registry;

use crate::Place;
use crate::sample::{NOW, assert_conflict, dataset, person};

fn said(uid: &str, dataset: &DatasetUid, created_at: i64) -> Feedback {
    let email = "ann@example.org";
    Feedback {
        uid: uid.to_owned(),
        dataset: dataset.clone(),
        record_id: "ab".repeat(20),
        person_id: Some(person(email).id),
        email: Some(email.to_owned()),
        comment: "It's closed — \"since May\"".to_owned(),
        values: vec![SuggestedValue {
            field: "name".to_owned(),
            ty: "text".to_owned(),
            value: Some("Parc d'été".to_owned()),
        }],
        archived: false,
        created_at,
    }
}

async fn prepared(place: &Place) -> (Registry, DatasetUid) {
    let registry = place.open().await;
    let parks = dataset("parks");
    registry.insert_dataset(&parks).await.expect("inserted");
    registry
        .insert_person(&person("ann@example.org"), "hash")
        .await
        .expect("inserted");
    (registry, parks.uid)
}

pub(crate) async fn what_readers_say_is_kept_read_and_archived(place: &Place) {
    let (registry, parks) = prepared(place).await;
    let first = said("df_1", &parks, NOW);
    let second = Feedback {
        values: Vec::new(),
        ..said("df_2", &parks, NOW + 1)
    };
    for feedback in [&first, &second] {
        assert!(registry.insert_feedback(feedback, 0, 10).await.expect("kept"));
    }
    let listed = registry.list_feedbacks(&parks, false).await.expect("listed");
    assert_eq!(listed, [second.clone(), first.clone()]);
    assert_eq!(
        registry.feedback(&parks, "df_1").await.expect("read"),
        Some(first.clone())
    );
    let open = registry.count_open_feedbacks().await.expect("counted");
    assert_eq!(open, [(parks.as_str().to_owned(), 2)]);
    let other = dataset("other").uid;
    assert_eq!(registry.feedback(&other, "df_1").await.expect("read"), None);
    assert!(!registry.archive_feedback(&other, "df_1").await.expect("unknown"));
    assert!(registry.archive_feedback(&parks, "df_1").await.expect("archived"));
    assert!(!registry.archive_feedback(&parks, "df_1").await.expect("again"));
    assert_eq!(
        registry.list_feedbacks(&parks, false).await.expect("listed"),
        [second]
    );
    let archived = Feedback {
        archived: true,
        ..first
    };
    assert_eq!(
        registry.list_feedbacks(&parks, true).await.expect("listed"),
        [archived]
    );
}

pub(crate) async fn one_person_says_so_much_and_no_more(place: &Place) {
    let (registry, parks) = prepared(place).await;
    for (uid, at, kept) in [
        ("df_1", NOW, true),
        ("df_2", NOW + 1, true),
        ("df_3", NOW + 2, false),
    ] {
        let feedback = said(uid, &parks, at);
        assert_eq!(
            registry.insert_feedback(&feedback, NOW, 2).await.expect("asked"),
            kept,
            "{uid}"
        );
    }
    let later = said("df_4", &parks, NOW + 3);
    assert!(registry.insert_feedback(&later, NOW + 1, 2).await.expect("kept"));
    let gone = said("df_5", &dataset("gone").uid, NOW);
    assert_conflict(registry.insert_feedback(&gone, NOW + 9, 2).await, "gone");
}
