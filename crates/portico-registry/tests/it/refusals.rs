//! What was refused for the sake of security: added up by the minute, and forgotten.

use portico_registry::RefusalRecord;

use crate::Place;

fn refusal(minute: i64, address: &str, count: i64) -> RefusalRecord {
    RefusalRecord {
        minute: minute * 60_000_000,
        code: "WrongCredentials".to_owned(),
        address: address.to_owned(),
        path: "/login/".to_owned(),
        count,
    }
}

pub(crate) async fn refusals_of_a_minute_are_added_up_and_old_ones_go(place: &Place) {
    let registry = place.open().await;
    registry.add_refusals(&[]).await.expect("nothing to add");
    let one = [refusal(7, "192.0.2.1", 2), refusal(8, "192.0.2.1", 1)];
    registry.add_refusals(&one).await.expect("added");
    let more = [refusal(8, "192.0.2.1", 4), refusal(8, "2001:db8::1", 1)];
    registry.add_refusals(&more).await.expect("added");
    assert_eq!(
        registry.refusals(10).await.expect("read"),
        [
            refusal(8, "192.0.2.1", 5),
            refusal(8, "2001:db8::1", 1),
            refusal(7, "192.0.2.1", 2),
        ]
    );
    assert_eq!(registry.refusals(1).await.expect("read").len(), 1);
    assert_eq!(registry.purge_refusals(8 * 60_000_000).await.expect("purged"), 1);
    assert_eq!(registry.refusals(10).await.expect("read").len(), 2);
}
