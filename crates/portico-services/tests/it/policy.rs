//! The cookies policy of a portal: versions that stay, who may change it, what two people at once do to each other.

use std::collections::BTreeMap;

use portico_cookies::policy::{Draft, PolicyFacts};
use portico_cookies::{Service, What};
use portico_model::{FaultKind, Principal, Role, Thing};
use portico_services::{Choice, TrailFilter};

use crate::bench::Bench;

fn facts(title: &str) -> PolicyFacts {
    PolicyFacts {
        title: title.to_owned(),
        contact: None,
        statistics: true,
        languages: vec!["en".to_owned(), "fr".to_owned()],
        ..PolicyFacts::default()
    }
}

fn video() -> Service {
    serde_json::from_value(serde_json::json!({
        "key": "video", "provider": "Example Tube", "controller": "Example Tube Ltd", "class": "third-party", "purpose": "video",
        "policy_url": "https://video.example.org/privacy", "hosts": ["video.example.org"],
        "words": {"en": {"title": "Videos", "text": "Shows films."}},
        "storage": [{"name": "visitor", "kind": "cookie", "days": 180}],
    }))
    .expect("a service")
}

fn draft(services: Vec<Service>) -> Draft {
    Draft {
        services,
        prose: BTreeMap::new(),
    }
}

#[tokio::test]
async fn a_portal_begins_with_a_first_version_and_keeps_every_later_one_as_it_was() {
    let bench = Bench::new().await;
    let portal = &bench.portal;
    let first = portal.policy(&facts("City")).await.expect("a policy");
    assert_eq!((first.current.document.number, first.material), (1, 1));
    let again = portal.policy(&facts("City")).await.expect("a policy");
    assert_eq!(again.current, first.current, "looking changes nothing");
    let operator = Principal::Operator;
    let second = portal
        .change_policy(&operator, &facts("City"), &draft(vec![video()]), 1)
        .await
        .expect("changed");
    assert_eq!((second.current.document.number, second.material), (2, 2));
    assert_eq!(
        second.current.document.previous.as_deref(),
        Some(first.current.sha256.as_str())
    );
    let renamed = portal.policy(&facts("Our city")).await.expect("a policy");
    assert_eq!(
        (renamed.current.document.number, renamed.material),
        (3, 2),
        "another title asks nobody"
    );
    assert_eq!(renamed.current.document.changes[0].what, What::Wording);
    assert_eq!(portal.policy_version(1).await.expect("kept"), first.current);
    assert_eq!(
        portal.policy_version(9).await.expect_err("unknown").kind,
        FaultKind::NotFound
    );
    let (records, broken) = portal.policy_chain().await.expect("the chain");
    assert_eq!((records.len(), broken), (3, None));
}

#[tokio::test]
async fn only_who_may_change_the_portal_changes_it_and_what_is_missing_is_told() {
    let bench = Bench::new().await;
    let portal = &bench.portal;
    let facts = facts("City");
    portal.policy(&facts).await.expect("a policy");
    portal
        .add_person("ann@example.org", Role::Publisher, "correct horse")
        .await
        .expect("added");
    let session = portal
        .sign_in("ann@example.org", "correct horse", false)
        .await
        .expect("signed in");
    let ann = portal
        .principal_of_session(&session.session_key)
        .await
        .expect("known")
        .expect("Ann");
    for who in [Principal::Anonymous, ann] {
        let refused = portal.change_policy(&who, &facts, &draft(vec![video()]), 1).await;
        assert_eq!(refused.expect_err("no right").kind, FaultKind::Forbidden);
        let refused = portal.preview_policy(&who, &facts, &draft(vec![video()])).await;
        assert_eq!(refused.expect_err("no right").kind, FaultKind::Forbidden);
    }
    let mut bare = video();
    bare.provider.clear();
    bare.hosts.clear();
    let refused = portal
        .change_policy(&Principal::Operator, &facts, &draft(vec![bare]), 1)
        .await;
    let fault = refused.expect_err("incomplete");
    assert_eq!(
        (fault.kind, fault.code),
        (FaultKind::Unprocessable, "IncompleteService")
    );
    assert!(
        fault.message.contains("provider: ") && fault.message.contains("hosts: "),
        "{}",
        fault.message
    );
    assert_eq!(fault.clause.as_deref(), Some("provider"));
}

#[tokio::test]
async fn the_second_of_two_changes_at_once_is_a_conflict_and_the_first_is_in_the_trail() {
    let bench = Bench::new().await;
    let portal = &bench.portal;
    let (operator, facts) = (Principal::Operator, facts("City"));
    portal.policy(&facts).await.expect("a policy");
    let preview = portal
        .preview_policy(&operator, &facts, &draft(vec![video()]))
        .await
        .expect("a preview");
    assert!(preview.expect("something changes").asks_again);
    portal
        .change_policy(&operator, &facts, &draft(vec![video()]), 1)
        .await
        .expect("changed");
    let late = portal
        .change_policy(&operator, &facts, &draft(Vec::new()), 1)
        .await;
    assert_eq!(late.expect_err("too late").kind, FaultKind::Conflict);
    let same = portal
        .change_policy(&operator, &facts, &draft(vec![video()]), 2)
        .await
        .expect("no change");
    assert_eq!(same.current.document.number, 2, "no version without a change");
    let filter = TrailFilter {
        thing: Some(Thing::Cookies),
        ..TrailFilter::default()
    };
    let trail = portal.trail(&operator, &filter, 1).await.expect("the trail");
    assert_eq!(trail.total, 1);
    assert!(
        trail.entries[0]
            .differences
            .iter()
            .any(|difference| difference.at.starts_with("services.video"))
    );
}

#[tokio::test]
async fn small_numbers_of_choices_are_never_kept() {
    let bench = Bench::new().await;
    let day = |text: &str| text.parse().expect("a day");
    let ended = [
        (day("2026-11-24"), 2, Choice::Accept, 9),
        (day("2026-11-24"), 2, Choice::Reject, 10),
    ];
    bench.portal.keep_choices(&ended, 10).await.expect("kept");
    let kept = bench.portal.choices_since(day("2026-11-01")).await.expect("read");
    let told: Vec<_> = kept
        .iter()
        .map(|count| (count.kind.as_str(), count.value))
        .collect();
    assert_eq!(told, [("accept", None), ("reject", Some(10))]);
    bench
        .portal
        .forget_old_choices(day("2029-01-01"))
        .await
        .expect("forgotten");
    assert!(
        bench
            .portal
            .choices_since(day("2026-11-01"))
            .await
            .expect("read")
            .is_empty()
    );
}

#[tokio::test]
async fn what_stands_in_front_of_the_portal_is_told_in_the_policy_and_asks_nobody() {
    let bench = Bench::new().await;
    let portal = &bench.portal;
    let (operator, facts) = (Principal::Operator, facts("City"));
    portal.policy(&facts).await.expect("a policy");
    let balancer: Service = serde_json::from_value(serde_json::json!({
        "key": "balancer", "provider": "City computing centre", "controller": "City", "policy_url": "",
        "class": "necessary", "purpose": "infrastructure", "hosts": [],
        "words": {"en": {"title": "Load balancer", "text": "Remembers which machine answers."}},
        "storage": [{"name": "__lb*", "kind": "cookie", "days": 0, "own": true}],
    }))
    .expect("a service");
    let wrong = Service {
        hosts: vec!["lb.example.org".to_owned()],
        ..balancer.clone()
    };
    let refused = portal
        .change_policy(&operator, &facts, &draft(vec![wrong]), 1)
        .await
        .expect_err("it has no host of its own");
    assert_eq!(
        (refused.kind, refused.clause.as_deref()),
        (FaultKind::Unprocessable, Some("hosts"))
    );
    let told = portal
        .change_policy(&operator, &facts, &draft(vec![balancer.clone(), video()]), 1)
        .await
        .expect("changed");
    let document = &told.current.document;
    assert_eq!(told.register.services().len(), 1, "one is asked about");
    assert_eq!(told.register.infrastructure().len(), 1);
    let item = document
        .items
        .iter()
        .find(|item| item.name.as_deref() == Some("__lb*"))
        .expect("it is in the register");
    assert!(!item.consent && item.own && item.rare);
    let rows = &document.texts["en"].table.rows;
    let row = rows.iter().find(|row| row.name == "__lb*").expect("a row");
    assert_eq!(row.supplier, "City computing centre");
    assert!(row.set_when.contains("in front of the site"), "{}", row.set_when);
    assert!(document.texts["en"].readers.contains("load balancer"));
    // The video has the first bit of the choices: infrastructure takes none.
    let service = document.services.iter().find(|service| service.key == "video");
    assert_eq!(service.map(|service| service.slot), Some(1));

    let renamed = Service {
        provider: "Another".to_owned(),
        ..balancer
    };
    let next = portal
        .change_policy(&operator, &facts, &draft(vec![renamed, video()]), 2)
        .await
        .expect("changed");
    let document = &next.current.document;
    assert_eq!(
        (document.number, document.asks_again, next.material),
        (3, false, 2)
    );
    assert_eq!(document.changes[0].what, What::Infrastructure);
}

#[tokio::test]
async fn contact_officer_authority_and_browsers_are_the_owners_where_they_say_so() {
    let bench = Bench::new().await;
    let portal = &bench.portal;
    let plain = portal.policy(&facts("City")).await.expect("a policy");
    let text = &plain.current.document.texts["en"];
    assert!(text.contact.text.contains("your data-protection authority"));
    assert_eq!(text.browsers.len(), 4, "the program's own instructions");
    assert!(text.browsers[0].starts_with("Edge"));
    let said = PolicyFacts {
        contact: Some("data@example.org".to_owned()),
        officer: Some("Ms Example, privacy@example.org".to_owned()),
        authority: Some("Data Authority, 1 Example Street".to_owned()),
        browsers: BTreeMap::from([("en".to_owned(), vec!["Our browser: press F7".to_owned()])]),
        ..facts("City")
    };
    let own = portal.policy(&said).await.expect("a policy");
    let document = &own.current.document;
    assert!(!document.asks_again && document.number == 2);
    let text = &document.texts["en"];
    for part in ["data@example.org", "privacy@example.org", "1 Example Street"] {
        assert!(text.contact.text.contains(part), "{}", text.contact.text);
    }
    assert!(!text.contact.text.contains("your data-protection authority"));
    assert_eq!(text.browsers, ["Our browser: press F7"]);
    assert_eq!(
        document.texts["fr"].browsers.len(),
        4,
        "where nothing else is said"
    );
}
