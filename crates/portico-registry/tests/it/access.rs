//! People, sessions, API keys, failed sign-ins.

use portico_model::{DatasetUid, KeyScope, Permissions, Role};
use portico_registry::{Account, Attempts, NewKey, Registry, SessionRecord};

use crate::Place;
use crate::sample::{NOW, assert_conflict, person};

async fn sign_in(registry: &Registry, person_id: &str, key_hash: &str) {
    let session = SessionRecord {
        key_hash: key_hash.to_owned(),
        person_id: person_id.to_owned(),
        created_at: NOW,
        expires_at: NOW + 10,
        about: "Firefox on Linux".to_owned(),
    };
    registry.insert_session(&session).await.expect("session");
}

async fn has_session(registry: &Registry, key_hash: &str, now: i64) -> bool {
    registry
        .person_of_session(key_hash, now)
        .await
        .expect("read")
        .is_some()
}

pub(crate) async fn an_address_has_one_account(place: &Place) {
    let registry = place.open().await;
    let ann = person("ann@example.org");
    registry.insert_person(&ann, "hash").await.expect("insert");
    let twin = portico_model::Person {
        id: "other".to_owned(),
        ..ann.clone()
    };
    assert_conflict(
        registry.insert_person(&twin, "hash").await,
        "ann@example.org has an account",
    );
    let account = registry.account("ann@example.org").await.expect("read");
    assert_eq!(
        account,
        Some(Account {
            person: ann.clone(),
            password_hash: "hash".to_owned()
        })
    );
    assert_eq!(registry.account("bob@example.org").await.expect("read"), None);
    assert_eq!(registry.list_people().await.expect("list"), [ann]);
}

pub(crate) async fn the_first_person_is_added_once(place: &Place) {
    let registry = place.open().await;
    assert!(
        registry
            .insert_first_person(&person("a@b"), "hash")
            .await
            .expect("first")
    );
    assert!(
        !registry
            .insert_first_person(&person("c@d"), "hash")
            .await
            .expect("second")
    );
    assert_eq!(registry.count_people().await.expect("count"), 1);
}

pub(crate) async fn sessions_end_when_they_expire_or_the_account_changes(place: &Place) {
    let registry = place.open().await;
    let ann = person("ann@example.org");
    registry.insert_person(&ann, "hash").await.expect("insert");
    sign_in(&registry, &ann.id, "k1").await;
    assert!(has_session(&registry, "k1", NOW + 9).await);
    assert!(!has_session(&registry, "k1", NOW + 10).await, "expired");
    assert!(!has_session(&registry, "unknown", NOW).await);
    registry.delete_session("k1").await.expect("end");
    assert!(!has_session(&registry, "k1", NOW).await, "signed out");

    sign_in(&registry, &ann.id, "k2").await;
    assert!(
        registry
            .set_password_hash(&ann.id, "other")
            .await
            .expect("password")
    );
    assert!(!has_session(&registry, "k2", NOW).await, "another password");
    sign_in(&registry, &ann.id, "k3").await;
    assert!(registry.set_role(&ann.id, Role::Reader).await.expect("role"));
    assert!(!has_session(&registry, "k3", NOW).await, "another role");
    sign_in(&registry, &ann.id, "k4").await;
    assert_eq!(registry.list_sessions(&ann.id).await.expect("list").len(), 1);
    assert!(registry.set_disabled(&ann.id, true).await.expect("disable"));
    assert!(!has_session(&registry, "k4", NOW).await, "closed");
    sign_in(&registry, &ann.id, "k5").await;
    assert!(
        !has_session(&registry, "k5", NOW).await,
        "a session of a closed account is nobody's"
    );
    assert_eq!(registry.purge_sessions(NOW + 10).await.expect("purge"), 1);
    assert!(!registry.set_disabled("nobody", true).await.expect("unknown"));
}

pub(crate) async fn keys_die_when_revoked_or_the_account_closes(place: &Place) {
    let registry = place.open().await;
    let ann = person("ann@example.org");
    registry.insert_person(&ann, "hash").await.expect("insert");
    let scope = KeyScope {
        permissions: Some(Permissions::of_names("edit_dataset")),
        datasets: Some(vec![DatasetUid::from_random(1), DatasetUid::from_random(2)]),
        ..KeyScope::default()
    };
    for id in ["1", "2"] {
        let key = NewKey {
            id: id.to_owned(),
            person_id: ann.id.clone(),
            label: "nightly".to_owned(),
            prefix: "pk_".to_owned(),
            key_hash: format!("hash {id}"),
            created_at: NOW,
            expires_at: (id == "2").then_some(NOW + 200),
            scope: scope.clone(),
        };
        registry.insert_key(&key).await.expect("insert");
    }
    assert_eq!(
        registry.person_of_key("hash 1", NOW).await.expect("read"),
        Some((ann.clone(), scope.clone()))
    );
    registry.touch_key("hash 1", NOW + 100, 50).await.expect("use");
    registry.touch_key("hash 1", NOW + 120, 50).await.expect("use");
    let list = registry.list_keys().await.expect("list");
    let used = list.iter().find(|key| key.id == "1").expect("listed");
    assert_eq!(
        (used.last_used_at, used.email.as_str()),
        (Some(NOW + 100), "ann@example.org")
    );
    let found = registry.key_of_digest("hash 1").await.expect("read");
    assert_eq!(found.as_ref(), Some(used));
    let bounded = KeyScope {
        datasets: None,
        until: Some(NOW + 300),
        ..scope.clone()
    };
    assert!(
        registry
            .change_key("1", "hourly", Some(NOW + 300), &bounded)
            .await
            .expect("changed")
    );
    let found = registry
        .key_of_digest("hash 1")
        .await
        .expect("read")
        .expect("known");
    assert_eq!(
        (found.label.as_str(), found.expires_at, found.scope),
        ("hourly", Some(NOW + 300), bounded)
    );
    assert!(registry.revoke_key("1", NOW).await.expect("revoke"));
    assert!(registry.revoke_key("1", NOW + 1).await.expect("revoke"));
    assert!(!registry.revoke_key("3", NOW).await.expect("revoke"));
    assert_eq!(registry.person_of_key("hash 1", NOW).await.expect("read"), None);
    let of_two = |now| registry.person_of_key("hash 2", now);
    assert!(of_two(NOW + 199).await.expect("read").is_some());
    assert_eq!(of_two(NOW + 200).await.expect("read"), None, "expired");
    assert_eq!(used.scope, scope);
    registry.set_disabled(&ann.id, true).await.expect("disable");
    assert_eq!(registry.person_of_key("hash 2", NOW).await.expect("read"), None);
    assert!(registry.delete_key("1").await.expect("forgotten"));
    assert_eq!(registry.key_of_digest("hash 1").await.expect("read"), None);
}

pub(crate) async fn guesses_sent_at_once_are_counted_one_by_one(place: &Place) {
    let registry = place.open().await;
    let seen = registry.attempts("ann").await.expect("read");
    assert_eq!(seen, Attempts::default());
    let next = Attempts {
        failures: 1,
        last_at: NOW,
        blocked_until: NOW + 5,
    };
    assert!(registry.record_attempt("ann", seen, next).await.expect("first"));
    assert!(
        !registry.record_attempt("ann", seen, next).await.expect("second"),
        "it must look again"
    );
    assert_eq!(registry.attempts("ann").await.expect("read"), next);
    assert_eq!(registry.purge_attempts(NOW).await.expect("purge"), 0);
    registry.forget_attempts("ann").await.expect("forget");
    assert_eq!(registry.attempts("ann").await.expect("read"), Attempts::default());
}
