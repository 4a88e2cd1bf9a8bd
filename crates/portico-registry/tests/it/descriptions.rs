//! Is what was said of a dataset kept whole, and does it go with its dataset?

use portico_model::Metadata;
use portico_registry::{TrailQuery, TrailRow};

use crate::Place;
use crate::sample::{NOW, assert_conflict, dataset};

fn change(id: &str) -> TrailRow {
    TrailRow {
        id: id.to_owned(),
        happened_at: NOW,
        author_kind: "person".to_owned(),
        author: "ann@example.org".to_owned(),
        action: "change".to_owned(),
        object_kind: "dataset".to_owned(),
        object_id: "parks".to_owned(),
        difference: "{}".to_owned(),
    }
}

pub(crate) async fn a_description_is_kept_with_its_change_and_read_by_it(place: &Place) {
    let registry = place.open().await;
    let parks = dataset("parks");
    registry.insert_dataset(&parks).await.expect("inserted");
    let long = Metadata {
        description: Some("é".repeat(9_000)),
        ..parks.metadata.clone()
    };
    for (id, before) in [("c1", &parks.metadata), ("c2", &long)] {
        let change = change(id);
        let kept = registry.add_description_change(&change, &parks.uid, before);
        kept.await.expect("kept");
    }
    assert_eq!(
        registry.description_changes(&parks.uid).await.expect("listed"),
        ["c2", "c1"]
    );
    let read = registry.description_before(&parks.uid, "c2").await.expect("read");
    assert_eq!(read, Some(long));
    let roads = dataset("roads").uid;
    assert_eq!(
        registry.description_before(&roads, "c2").await.expect("read"),
        None
    );
    assert_eq!(
        registry
            .count_trail(&TrailQuery::default())
            .await
            .expect("counted"),
        2
    );
}

pub(crate) async fn a_change_of_a_dataset_that_is_gone_leaves_nothing(place: &Place) {
    let registry = place.open().await;
    let gone = dataset("parks");
    let change = change("c1");
    let kept = registry.add_description_change(&change, &gone.uid, &gone.metadata);
    assert_conflict(kept.await, "the dataset is gone");
    assert_eq!(
        registry
            .count_trail(&TrailQuery::default())
            .await
            .expect("counted"),
        0
    );
}
