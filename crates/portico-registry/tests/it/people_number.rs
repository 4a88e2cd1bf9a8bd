//! The number by which processes know that somebody is no longer who they were.

use std::collections::BTreeMap;

use portico_model::{DatasetRights, Grant, Permissions, Role, Subject};
use portico_registry::{Attempts, Registry, SessionRecord};

use crate::Place;
use crate::sample::{NOW, dataset, person};

/// Both numbers: what this process did, and what any did.
async fn numbers(registry: &Registry) -> (u64, i64) {
    let number = registry.people_number().await.expect("a number");
    (registry.people_writes(), number)
}

/// Awaits a write, then says whether it counted: for this process, for all of them.
macro_rules! counts {
    ($here:expr, $write:expr) => {{
        let before = numbers(&$here).await;
        $write.await.expect("written");
        let after = numbers(&$here).await;
        assert_eq!(
            after.0 > before.0,
            after.1 > before.1,
            "{}: known here and elsewhere",
            stringify!($write)
        );
        after.1 > before.1
    }};
}

fn session(key: &str, person_id: &str) -> SessionRecord {
    SessionRecord {
        key_hash: key.to_owned(),
        person_id: person_id.to_owned(),
        created_at: NOW,
        expires_at: NOW + 100,
        about: String::new(),
    }
}

pub(crate) async fn each_change_of_somebody_counts_and_nothing_else(place: &Place) {
    let here = place.open().await;
    let (ann, group, parks) = (
        person("ann@example.org"),
        crate::rights::group("Parks"),
        dataset("parks"),
    );

    assert!(
        !counts!(here, here.insert_person(&ann, "hash")),
        "nobody knew Ann"
    );
    assert!(!counts!(here, here.insert_session(&session("one", &ann.id))));
    assert!(!counts!(here, here.insert_group(&group)), "nobody is in it");
    assert!(!counts!(here, here.insert_dataset(&parks)));
    let (none, one) = (Attempts::default(), Attempts::default());
    assert!(!counts!(here, here.record_attempt("ann", none, one)));

    assert!(counts!(here, here.set_membership(&group.id, &ann.id, true)));
    let mut other = group.clone();
    other.permissions = Permissions::of_names("edit_theme");
    assert!(counts!(here, here.update_group(&other)));
    let grant = Grant {
        dataset: parks.uid.clone(),
        subject: Subject::Person(ann.id.clone()),
        rights: DatasetRights::of_names("edit"),
    };
    assert!(counts!(here, here.set_grant(&grant)));
    let attributes = BTreeMap::from([("team".to_owned(), vec!["trees".to_owned()])]);
    assert!(counts!(here, here.set_attributes(&ann.id, &attributes)));
    here.begin_second_factor(&ann.id, "secret", NOW)
        .await
        .expect("begun");
    assert!(counts!(here, here.confirm_second_factor(&ann.id, 1, &[])));
    assert!(counts!(here, here.drop_second_factor(&ann.id)));
    assert!(counts!(here, here.delete_session("one")));
    assert!(counts!(here, here.delete_other_sessions(&ann.id, "two")));
    assert!(counts!(here, here.set_role(&ann.id, Role::Reader)));
    assert!(counts!(here, here.set_password_hash(&ann.id, "other")));
    assert!(counts!(here, here.set_disabled(&ann.id, true)));
    assert!(counts!(here, here.delete_group(&group.id)));
}

pub(crate) async fn another_process_sees_it(place: &Place) {
    let (here, there) = (place.open().await, place.open().await);
    let ann = person("ann@example.org");
    here.insert_person(&ann, "hash").await.expect("a person");
    let before = numbers(&here).await;
    there.set_disabled(&ann.id, true).await.expect("closed");
    let after = numbers(&here).await;
    assert_eq!(after.0, before.0, "this process changed nobody");
    assert!(after.1 > before.1, "another one did");
}
