//! Who may change what: every use case that changes a dataset for someone asks.

use std::time::{Duration, Instant};

use portico_model::{DatasetId, DatasetRight, FaultKind, Person, Principal, Role, State, Subject};
use portico_services::{ImportMode, ImportRequest};

use crate::bench::{Bench, PARKS, request};

fn who(role: Role) -> Principal {
    Principal::from(Person {
        id: "someone".to_owned(),
        email: "someone@example.org".to_owned(),
        role,
        disabled: false,
        created_at: 0,
    })
}

/// What an import of that file under that identifier comes to: `done`, or the code of the fault.
async fn import(bench: &Bench, who: &Principal, id: &str, mode: ImportMode, draft: bool) -> &'static str {
    let request = ImportRequest {
        id: Some(DatasetId::new(id).expect("an identifier")),
        mode,
        draft,
        ..request(bench.file("parks.csv", PARKS))
    };
    match bench.portal.import_for(who, request, |_| {}).await {
        Ok(_) => "done",
        Err(fault) => fault.code,
    }
}

#[tokio::test]
async fn imports_need_the_right_that_fits_the_state_of_the_dataset() {
    let bench = Bench::new().await;
    let (reader, contributor, publisher) = (who(Role::Reader), who(Role::Contributor), who(Role::Publisher));
    let create = || ImportMode::Create;
    for (someone, id, mode, draft, expected) in [
        (
            &Principal::Anonymous,
            "parks",
            create(),
            true,
            "AuthenticationRequired",
        ),
        (&reader, "parks", create(), true, "ForbiddenAccess"),
        (&contributor, "parks", create(), false, "ForbiddenAccess"),
        (&contributor, "parks", create(), true, "done"),
        (&contributor, "parks", ImportMode::Replace, true, "done"),
        (
            &contributor,
            "parks",
            ImportMode::Replace,
            false,
            "ForbiddenAccess",
        ),
        // A draft that a reader may not know of answers like one that is not there.
        (&reader, "parks", ImportMode::Replace, true, "ForbiddenAccess"),
        (&reader, "nothing", ImportMode::Replace, true, "ForbiddenAccess"),
        (&publisher, "parks", create(), false, "DatasetExists"),
        (&publisher, "parks", ImportMode::Append, false, "done"),
        (
            &contributor,
            "parks",
            ImportMode::Append,
            false,
            "ForbiddenAccess",
        ),
        (&reader, "parks", ImportMode::Append, false, "ForbiddenAccess"),
    ] {
        let found = import(&bench, someone, id, mode.clone(), draft).await;
        assert_eq!(found, expected, "{someone:?} {id} {mode:?} {draft}");
    }
}

#[tokio::test]
async fn a_dataset_is_for_those_with_the_right_and_no_secret_is_told() {
    let bench = Bench::new().await;
    let draft = ImportRequest {
        draft: true,
        ..request(bench.file("parks.csv", PARKS))
    };
    bench.portal.import(draft, |_| {}).await.expect("a draft");
    let portal = &bench.portal;
    let kind =
        |result: Result<portico_model::Dataset, portico_model::Fault>| result.map_err(|fault| fault.kind);
    let found = portal.dataset_to_change(&who(Role::Contributor), "parks").await;
    assert_eq!(found.expect("a draft to edit").state, State::Draft);
    for someone in [Principal::Anonymous, who(Role::Reader)] {
        let hidden = kind(portal.dataset_to_edit(&someone, "parks").await);
        let missing = kind(portal.dataset_to_edit(&someone, "nothing").await);
        assert_eq!(
            (hidden.unwrap_err(), missing.unwrap_err()),
            (FaultKind::NotFound, FaultKind::NotFound)
        );
    }
    let seen = kind(portal.dataset_to_publish(&who(Role::Contributor), "parks").await);
    assert_eq!(seen.unwrap_err(), FaultKind::Forbidden);
    assert!(
        portal
            .dataset_to_manage(&who(Role::Publisher), "parks")
            .await
            .is_ok()
    );
}

#[tokio::test]
async fn a_right_that_another_process_gave_is_known_with_the_session() {
    let bench = Bench::new().await;
    import(&bench, &who(Role::Publisher), "parks", ImportMode::Create, false).await;
    let password = "a password to test with";
    let person = bench
        .portal
        .add_person("ann@example.org", Role::Reader, password)
        .await;
    let person = person.expect("a person");
    let session = bench.portal.sign_in("ann@example.org", password, false).await;
    let key = session.expect("a session").session_key;
    let works = async || {
        let who = bench.portal.principal_of_session(&key).await.expect("asked");
        who.expect("signed in")
            .member()
            .expect("a person")
            .works_on_datasets
    };
    let another = bench.another().await;
    assert!(!works().await, "what this process knows of rights is fresh now");
    let rights = [DatasetRight::Edit].into_iter().collect();
    let subject = Subject::Person(person.id);
    let given = another
        .set_rights(&Principal::Operator, "parks", &subject, rights)
        .await;
    given.expect("given");
    // What another process does is looked at now and then; what was true before is not kept for longer.
    let told = Instant::now();
    while !works().await {
        assert!(
            told.elapsed() < Duration::from_secs(5),
            "the right is never known"
        );
        tokio::time::sleep(Duration::from_millis(50)).await;
    }
}
