//! Opening, migrations, settings.

use crate::Place;

pub(crate) async fn opening_twice_applies_migrations_once(place: &Place) {
    let first = place.open().await;
    first.set_setting("name", "value").await.expect("set");
    first.close().await;
    let second = place.open().await;
    assert_eq!(
        second.setting("name").await.expect("read"),
        Some("value".to_owned())
    );
    second.is_ready().await.expect("ready");
}

pub(crate) async fn processes_that_start_at_once_all_open(place: &Place) {
    let (one, two, three, four) = tokio::join!(place.open(), place.open(), place.open(), place.open());
    for registry in [one, two, three, four] {
        registry.is_ready().await.expect("ready");
    }
}

pub(crate) async fn settings_are_kept_and_the_first_value_wins(place: &Place) {
    let registry = place.open().await;
    assert_eq!(registry.setting("secret").await.expect("read"), None);
    let (one, two) = tokio::join!(
        registry.setting_or_insert("secret", "one"),
        registry.setting_or_insert("secret", "two")
    );
    assert_eq!(one.expect("first"), two.expect("second"));
    registry.set_setting("secret", "three").await.expect("set");
    assert_eq!(
        registry.setting_or_insert("secret", "four").await.expect("read"),
        "three"
    );
}
