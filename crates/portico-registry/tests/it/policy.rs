//! Versions of the cookies policy, and counts of choices.

use portico_registry::{ChoiceCount, PolicyRecord};

use crate::Place;

fn version(number: i64) -> PolicyRecord {
    PolicyRecord {
        number,
        day: "2026-11-25".to_owned(),
        sha256: format!("digest of {number}"),
        document: format!("{{\"number\": {number}}}\n"),
    }
}

fn count(day: &str, kind: &str, value: Option<i64>) -> ChoiceCount {
    ChoiceCount {
        day: day.to_owned(),
        policy: 2,
        kind: kind.to_owned(),
        value,
    }
}

pub(crate) async fn versions_of_the_policy_are_added_and_never_replaced(place: &Place) {
    let registry = place.open().await;
    assert_eq!(registry.newest_policy().await.expect("answered"), None);
    for number in [1, 2] {
        assert!(registry.append_policy(&version(number)).await.expect("added"));
    }
    let other = PolicyRecord {
        document: "another".to_owned(),
        ..version(2)
    };
    assert!(!registry.append_policy(&other).await.expect("answered"));
    assert_eq!(registry.newest_policy().await.expect("answered"), Some(2));
    let all = registry.policy_versions(0).await.expect("read");
    assert_eq!(all, [version(1), version(2)], "byte for byte as written");
    assert_eq!(registry.policy_versions(1).await.expect("read"), [version(2)]);
}

pub(crate) async fn receipts_are_added_and_never_replaced(place: &Place) {
    let registry = place.open().await;
    for number in [1, 2] {
        assert!(registry.append_receipt(&version(number)).await.expect("added"));
    }
    let other = PolicyRecord {
        document: "another".to_owned(),
        ..version(2)
    };
    assert!(!registry.append_receipt(&other).await.expect("answered"));
    let all = registry.policy_receipts().await.expect("read");
    assert_eq!(all, [version(1), version(2)], "byte for byte as written");
    assert_eq!(
        registry.newest_policy().await.expect("answered"),
        None,
        "another table"
    );
}

pub(crate) async fn counts_of_choices_are_added_up_and_forgotten(place: &Place) {
    let registry = place.open().await;
    for (accept, reject) in [(Some(12), None), (None, None), (Some(30), Some(11))] {
        let counts = [
            count("2026-11-24", "accept", accept),
            count("2026-11-24", "reject", reject),
        ];
        registry.add_choices(&counts).await.expect("added");
    }
    registry
        .add_choices(&[count("2026-11-25", "signal", None)])
        .await
        .expect("added");
    let all = registry.choices("2026-01-01").await.expect("read");
    assert_eq!(
        all,
        [
            count("2026-11-24", "accept", Some(42)),
            count("2026-11-24", "reject", Some(11)),
            count("2026-11-25", "signal", None),
        ]
    );
    assert_eq!(registry.purge_choices("2026-11-25").await.expect("purged"), 2);
    assert_eq!(registry.choices("2026-01-01").await.expect("read").len(), 1);
}
