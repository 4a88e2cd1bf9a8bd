//! A person who leaves for good.

use portico_model::{DatasetRights, Grant, Subject};
use portico_registry::{Letter, SessionRecord, TrailQuery, TrailRow};

use crate::Place;
use crate::sample::{NOW, dataset, person, publish};

fn trail(id: &str, author: &str, object: (&str, &str), difference: &str) -> TrailRow {
    TrailRow {
        id: id.to_owned(),
        happened_at: NOW,
        author_kind: "person".to_owned(),
        author: author.to_owned(),
        action: "change".to_owned(),
        object_kind: object.0.to_owned(),
        object_id: object.1.to_owned(),
        difference: difference.to_owned(),
    }
}

pub(crate) async fn nothing_of_a_person_is_left_but_what_was_done(place: &Place) {
    let registry = place.open().await;
    let (ann, joann) = (person("ann@example.org"), person("joann@example.org"));
    for somebody in [&ann, &joann] {
        registry.insert_person(somebody, "hash").await.expect("a person");
    }
    let group = crate::rights::group("Parks");
    registry.insert_group(&group).await.expect("a group");
    registry
        .set_membership(&group.id, &ann.id, true)
        .await
        .expect("joins");
    let parks = publish(&registry, &dataset("parks"), "v1", None)
        .await
        .expect("published");
    let grant = Grant {
        dataset: parks.uid.clone(),
        subject: Subject::Person(ann.id.clone()),
        rights: DatasetRights::of_names("edit"),
    };
    registry.set_grant(&grant).await.expect("given");
    let session = SessionRecord {
        key_hash: "k".to_owned(),
        person_id: ann.id.clone(),
        created_at: NOW,
        expires_at: NOW + 100,
        about: String::new(),
    };
    registry.insert_session(&session).await.expect("signed in");
    let letter = Letter::new(
        "l".to_owned(),
        ann.email.clone(),
        "s".to_owned(),
        "b".to_owned(),
        NOW,
    );
    registry.put_letter(&letter).await.expect("a mail");
    for row in [
        trail(
            "1",
            "ann@example.org",
            ("dataset", "parks"),
            r#"{"by":"ann@example.org","too":"joann@example.org"}"#,
        ),
        trail("2", "joann@example.org", ("person", "ann@example.org"), "{}"),
    ] {
        registry.add_to_trail(&row).await.expect("written");
    }

    assert!(!registry.erase_person(&ann, "erased-0").await.expect("open"));
    assert!(registry.account("ann@example.org").await.expect("read").is_some());
    assert_eq!(
        registry.list_grants().await.expect("read").len(),
        1,
        "nothing is changed"
    );
    registry.set_disabled(&ann.id, true).await.expect("closed");
    assert!(registry.erase_person(&ann, "erased-1").await.expect("erased"));
    assert!(
        !registry
            .erase_person(&ann, "erased-2")
            .await
            .expect("gone already")
    );
    assert!(registry.account("ann@example.org").await.expect("read").is_none());
    assert!(
        registry
            .account("joann@example.org")
            .await
            .expect("read")
            .is_some()
    );
    assert!(
        registry
            .person_of_session("k", NOW)
            .await
            .expect("read")
            .is_none()
    );
    assert!(registry.list_memberships().await.expect("read").is_empty());
    assert!(registry.list_grants().await.expect("read").is_empty());
    let rows = registry.trail(&TrailQuery::default(), 10, 0).await.expect("read");
    let told: Vec<String> = rows
        .iter()
        .map(|row| format!("{} {} {}", row.author, row.object_id, row.difference))
        .collect();
    let all = told.join("\n");
    assert!(
        all.contains(r#"erased-1 parks {"by":"erased-1","too":"joann@example.org"}"#),
        "{all}"
    );
    assert!(all.contains("joann@example.org erased-1"), "{all}");
}
