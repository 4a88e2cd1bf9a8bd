//! Do steps stay with their dataset, and does the slower of two editors learn of the other?

use crate::{Place, sample};

pub(crate) async fn the_slower_of_two_editors_learns_of_the_other(place: &Place) {
    let registry = place.open().await;
    let dataset = sample::dataset("parks");
    let published = sample::publish(&registry, &dataset, "v1", None).await;
    published.expect("published");
    let uid = &dataset.uid;
    assert!(registry.steps(uid).await.expect("read").is_none());
    assert!(registry.set_steps(uid, "[1]", 0, 5).await.expect("written"));
    assert!(!registry.set_steps(uid, "[2]", 0, 6).await.expect("too late"));
    let row = registry.steps(uid).await.expect("read").expect("steps");
    assert_eq!((row.steps_doc.as_str(), row.number), ("[1]", 1));
    assert!(registry.set_steps(uid, "[3]", 1, 7).await.expect("written"));
    assert!(!registry.set_steps(uid, "[4]", 1, 8).await.expect("too late"));
    let row = registry.steps(uid).await.expect("read").expect("steps");
    assert_eq!((row.steps_doc.as_str(), row.number), ("[3]", 2));
}
