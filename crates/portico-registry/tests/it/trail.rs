//! The audit trail.

use portico_registry::{TrailQuery, TrailRow};

use crate::Place;
use crate::sample::{NOW, assert_conflict};

fn row(number: i64, author: &str, action: &str, object: &str) -> TrailRow {
    TrailRow {
        id: format!("t{number}"),
        happened_at: NOW + number,
        author_kind: "person".to_owned(),
        author: author.to_owned(),
        action: action.to_owned(),
        object_kind: "dataset".to_owned(),
        object_id: object.to_owned(),
        difference: "{}".to_owned(),
    }
}

pub(crate) async fn changes_are_found_by_object_author_action_and_time(place: &Place) {
    let registry = place.open().await;
    for row in [
        row(1, "Ann_A@example.org", "create", "parks"),
        row(2, "bob@example.org", "change", "parks"),
        row(3, "annXa@example.org", "delete", "roads"),
    ] {
        registry.add_to_trail(&row).await.expect("added");
    }
    let any = TrailQuery::default;
    let wanted = [
        (any(), "t3 t2 t1"),
        (
            TrailQuery {
                object_kind: "dataset".into(),
                object_id: "parks".into(),
                ..any()
            },
            "t2 t1",
        ),
        (
            TrailQuery {
                author: "ANN_a".into(),
                ..any()
            },
            "t1",
        ),
        (
            TrailQuery {
                author: "%".into(),
                ..any()
            },
            "",
        ),
        (
            TrailQuery {
                action: "delete".into(),
                ..any()
            },
            "t3",
        ),
        (
            TrailQuery {
                from: NOW + 2,
                until: NOW + 3,
                ..any()
            },
            "t2",
        ),
        (
            TrailQuery {
                object_kind: "person".into(),
                ..any()
            },
            "",
        ),
    ];
    for (query, expected) in wanted {
        let rows = registry.trail(&query, 10, 0).await.expect("read");
        let found: Vec<_> = rows.iter().map(|row| row.id.as_str()).collect();
        assert_eq!(found.join(" "), expected, "{query:?}");
        let count = registry.count_trail(&query).await.expect("counted");
        assert_eq!(usize::try_from(count).expect("a count"), found.len());
    }
    let second = registry.trail(&any(), 1, 1).await.expect("read");
    assert_eq!(second, [row(2, "bob@example.org", "change", "parks")]);
}

pub(crate) async fn a_change_is_read_back_and_written_once(place: &Place) {
    let registry = place.open().await;
    let change = row(1, "ann@example.org", "create", "parks");
    registry.add_to_trail(&change).await.expect("added");
    assert_eq!(
        registry.trail_row("t1").await.expect("read"),
        Some(change.clone())
    );
    assert_eq!(registry.trail_row("t2").await.expect("read"), None);
    assert!(
        registry.add_to_trail(&change).await.is_err(),
        "an identifier is used once"
    );
}

pub(crate) async fn a_setting_is_swapped_only_when_seen_and_the_change_goes_with_it(place: &Place) {
    let registry = place.open().await;
    let change = |number| row(number, "ann@example.org", "change", "site");
    registry
        .swap_setting("site", None, "one", &change(1))
        .await
        .expect("new");
    assert_conflict(
        registry.swap_setting("site", None, "two", &change(2)).await,
        "meanwhile",
    );
    assert_conflict(
        registry
            .swap_setting("site", Some("none"), "two", &change(2))
            .await,
        "meanwhile",
    );
    registry
        .swap_setting("site", Some("one"), "two", &change(3))
        .await
        .expect("seen");
    assert_eq!(
        registry.setting("site").await.expect("read").as_deref(),
        Some("two")
    );
    let rows = registry.trail(&TrailQuery::default(), 10, 0).await.expect("read");
    let found: Vec<_> = rows.iter().map(|row| row.id.as_str()).collect();
    assert_eq!(found, ["t3", "t1"], "what was refused is not in the trail");
}
