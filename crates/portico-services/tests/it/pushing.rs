//! Programs push records.

use portico_model::{FaultKind, FieldType, Principal};
use portico_services::{FieldWords, ImportMode, ImportRequest, NewDataset, NewPushKey, PushCall, PushKey};

use crate::bench::{Bench, PARKS, eventually, ordered, request, rows};

const WHO: Principal = Principal::Operator;

/// Parks, whose `id` tells records apart, and the key to push to them.
async fn parks() -> (Bench, PushKey) {
    let bench = Bench::new().await;
    let import = ImportRequest {
        labels: vec![FieldWords {
            name: "id".to_owned(),
            id: Some(true),
            ..FieldWords::default()
        }],
        ..request(bench.file("parks.csv", PARKS))
    };
    bench.portal.import(import, |_| {}).await.expect("imported");
    let key = key(&bench, "parks", false).await;
    (bench, key)
}

async fn key(bench: &Bench, dataset: &str, new_fields: bool) -> PushKey {
    let new = NewPushKey {
        dataset: dataset.to_owned(),
        new_fields,
        author: "test".to_owned(),
        ..NewPushKey::default()
    };
    bench.portal.create_push_key(&WHO, new).await.expect("a key")
}

fn call(key: &PushKey) -> PushCall<'_> {
    PushCall {
        dataset: &key.dataset,
        resource: &key.resource,
        key: &key.key,
    }
}

async fn push(bench: &Bench, key: &PushKey, body: &str) {
    bench
        .portal
        .push_records(call(key), body.as_bytes())
        .await
        .expect("pushed");
}

async fn all(bench: &Bench) -> Vec<String> {
    bench.rows("parks", ordered("id, name, acres", "id, name")).await
}

#[tokio::test]
async fn many_pushes_become_one_version_in_their_order() {
    let (bench, key) = parks().await;
    push(&bench, &key, r#"{"id": 4, "name": "Fir"}"#).await;
    push(
        &bench,
        &key,
        r#"[{"id": 2, "name": "Elms", "acres": 8}, {"id": 5, "name": "Yew"}]"#,
    )
    .await;
    bench
        .portal
        .push_deletions(call(&key), br#"{"id": 4}"#)
        .await
        .expect("deleted");
    push(&bench, &key, r#"{"id": 5, "name": "Yews"}"#).await;
    assert_eq!(
        all(&bench).await.len(),
        3,
        "nothing is seen before it is taken over"
    );
    bench.portal.take_pushes().await.expect("taken over");
    assert_eq!(all(&bench).await, ["1|Oak|12", "2|Elms|8", "3|Ash|30", "5|Yews|"]);
    let view = bench.portal.dataset(&WHO, "parks").await.expect("a dataset");
    let versions = bench.portal.versions(&view).await.expect("versions");
    assert_eq!(versions.len(), 2, "four calls, one version");
    assert_eq!(versions[0].author, "Push API");
}

#[tokio::test]
async fn versions_of_one_hour_leave_one_in_the_history_and_no_record_is_lost() {
    let (bench, key) = parks().await;
    for number in 10..14 {
        push(&bench, &key, &format!(r#"{{"id": {number}, "name": "New"}}"#)).await;
        bench.portal.take_pushes().await.expect("taken over");
    }
    assert_eq!(all(&bench).await.len(), 7);
    let view = bench.portal.dataset(&WHO, "parks").await.expect("a dataset");
    let versions = bench.portal.versions(&view).await.expect("versions");
    // The hour may have turned in between.
    assert!((2..=3).contains(&versions.len()), "{versions:?}");
    assert_eq!(versions.last().expect("the import").author, "command line");
    assert_eq!(versions[0].number, 5);
    assert_eq!(
        bench.version_folders().len(),
        5,
        "who reads an old one is not disturbed"
    );
}

#[tokio::test]
async fn a_push_survives_the_process_and_is_taken_over_once() {
    let (bench, key) = parks().await;
    push(&bench, &key, r#"{"id": 4, "name": "Fir"}"#).await;
    // Another process finds it; both look at once.
    let other = bench.another().await;
    let (one, two) = tokio::join!(bench.portal.take_pushes(), other.take_pushes());
    assert!(one.is_ok() || two.is_ok(), "{one:?} {two:?}");
    let found = rows(&other, "parks", ordered("id, name", "id")).await;
    assert_eq!(found, ["1|Oak", "2|Elm", "3|Ash", "4|Fir"]);
}

#[tokio::test]
async fn a_dataset_without_records_takes_its_fields_from_what_is_pushed() {
    let bench = Bench::new().await;
    let mut new = NewDataset::default();
    new.metadata.title = "Air quality".to_owned();
    let made = bench.portal.create_dataset(&WHO, new).await.expect("made");
    assert_eq!(made.id.as_str(), "air-quality");
    let key = key(&bench, "air-quality", false).await;
    push(
        &bench,
        &key,
        r#"{"station": "Harbour", "no2": 31, "place": [48.5, 2.5]}"#,
    )
    .await;
    push(
        &bench,
        &key,
        r#"{"station": "Hill", "no2": 7.5, "day": "2024-05-01"}"#,
    )
    .await;
    bench.portal.take_pushes().await.expect("taken over");
    let view = bench
        .portal
        .dataset(&WHO, "air-quality")
        .await
        .expect("a dataset");
    let types: Vec<(&str, FieldType)> = view
        .schema
        .fields
        .iter()
        .map(|field| (field.name.as_str(), field.ty))
        .collect();
    assert!(types.contains(&("no2", FieldType::Double)), "{types:?}");
    assert!(types.contains(&("day", FieldType::Date)), "{types:?}");
    let found = bench
        .rows("air-quality", ordered("station, no2, day", "station"))
        .await;
    assert_eq!(found, ["Harbour|31.0|", "Hill|7.5|2024-05-01"]);
}

#[tokio::test]
async fn an_unknown_field_is_refused_unless_the_resource_takes_new_ones() {
    let (bench, key) = parks().await;
    let refused = bench
        .portal
        .push_records(call(&key), br#"{"id": 9, "acre": 3}"#)
        .await
        .expect_err("no such field");
    assert_eq!((refused.kind, refused.code), (FaultKind::Invalid, "UnknownField"));
    assert!(refused.hint.expect("a hint").contains("`acres`"));
    let new = NewPushKey {
        dataset: "parks".to_owned(),
        resource: Some("open".to_owned()),
        new_fields: true,
        author: "test".to_owned(),
    };
    let open = bench.portal.create_push_key(&WHO, new).await.expect("a key");
    push(&bench, &open, r#"{"id": 9, "owner": "City"}"#).await;
    bench.portal.take_pushes().await.expect("taken over");
    let found = bench.rows("parks", ordered("id, owner", "id")).await;
    assert_eq!(found, ["1|", "2|", "3|", "9|City"]);
}

#[tokio::test]
async fn a_file_comes_with_its_record_and_stays_when_others_follow() {
    let bench = Bench::new().await;
    let mut new = NewDataset::default();
    new.metadata.title = "Photos".to_owned();
    bench.portal.create_dataset(&WHO, new).await.expect("made");
    let key = key(&bench, "photos", false).await;
    push(
        &bench,
        &key,
        r#"{"n": 1, "photo": {"content": "aGVsbG8=", "content-type": "text/plain"}}"#,
    )
    .await;
    bench.portal.take_pushes().await.expect("taken over");
    push(&bench, &key, r#"{"n": 2, "photo": null}"#).await;
    bench.portal.take_pushes().await.expect("taken over");
    let found = bench.rows("photos", ordered("n, photo", "n")).await;
    let object: serde_json::Value =
        serde_json::from_str(found[0].split_once('|').expect("two cells").1).expect("an object");
    assert_eq!(object["filename"], "photo.txt");
    let view = bench.portal.dataset(&WHO, "photos").await.expect("a dataset");
    let file = bench
        .portal
        .open_file(&view, object["id"].as_str().expect("an id"))
        .await
        .expect("the file");
    assert_eq!(
        (file.bytes, file.media_type.as_str()),
        (5, "text/plain; charset=utf-8")
    );
}

#[tokio::test]
async fn keys_are_renewed_switched_off_and_taken_away() {
    let (bench, old) = parks().await;
    let portal = &bench.portal;
    let new = portal
        .renew_push_key(&WHO, "parks", "realtime")
        .await
        .expect("renewed");
    let refused = portal.check_push(call(&old)).await.expect_err("the old key");
    assert_eq!(
        (refused.kind, refused.code),
        (FaultKind::Unauthenticated, "InvalidPushKey")
    );
    portal.check_push(call(&new)).await.expect("the new key");
    portal
        .enable_push(&WHO, "parks", "realtime", false)
        .await
        .expect("off");
    assert_eq!(
        portal.check_push(call(&new)).await.expect_err("off").code,
        "PushDisabled"
    );
    let listed = portal.list_push_keys(&WHO).await.expect("a list");
    assert!(listed[0].disabled && new.key.starts_with(&listed[0].prefix));
    portal
        .remove_push_key(&WHO, "parks", "realtime")
        .await
        .expect("removed");
    assert!(portal.check_push(call(&new)).await.is_err());
    let anonymous = portal.list_push_keys(&Principal::Anonymous).await;
    assert_eq!(anonymous.expect_err("no right").kind, FaultKind::Unauthenticated);
}

#[tokio::test]
async fn a_push_that_fits_no_longer_is_put_aside_and_the_others_are_taken() {
    let (bench, key) = parks().await;
    push(&bench, &key, r#"{"id": 4, "acres": 9}"#).await;
    push(&bench, &key, r#"{"id": 5}"#).await;
    let import = ImportRequest {
        mode: ImportMode::Replace,
        ..request(bench.file("parks.csv", "id,name\n1,Oak\n"))
    };
    bench.portal.import(import, |_| {}).await.expect("replaced");
    bench.portal.take_pushes().await.expect("taken over");
    assert_eq!(
        bench.rows("parks", ordered("id, name", "id")).await,
        ["1|Oak", "5|"]
    );
    let listed = bench.portal.list_push_keys(&WHO).await.expect("a list");
    assert_eq!((listed[0].waiting, listed[0].refused), (0, 1));

    let import = ImportRequest {
        mode: ImportMode::Replace,
        ..request(bench.file("parks.csv", "id,acres\n1,3\n"))
    };
    bench.portal.import(import, |_| {}).await.expect("replaced");
    let nobody = Principal::Anonymous;
    assert!(
        bench
            .portal
            .recover_pushes(&nobody, "parks", "realtime")
            .await
            .is_err()
    );
    let again = bench.portal.recover_pushes(&WHO, "parks", "realtime").await;
    assert_eq!(again.expect("recovered"), 1);
    bench.portal.take_pushes().await.expect("taken over");
    assert_eq!(
        bench.rows("parks", ordered("id, acres", "id")).await,
        ["1|3", "4|9"]
    );
    let gone = bench.portal.drop_pushes(&WHO, "parks", "realtime").await;
    assert_eq!(gone.expect("nothing is refused any more"), 0);
}

#[tokio::test]
async fn a_server_takes_pushes_over_by_itself() {
    let (bench, key) = parks().await;
    bench.portal.keep_taking_pushes();
    push(&bench, &key, r#"{"id": 4, "name": "Fir"}"#).await;
    eventually("the record is seen", async || all(&bench).await.len() == 4).await;
}
