//! A file comes in for the first time.

use portico_formats::read::{Override, ReadOptions};
use portico_model::{FaultKind, FieldType, Metadata, Principal, State};
use portico_services::{FieldWords, ImportMode, ImportRequest, Question};
use sha2::{Digest, Sha256};

use crate::bench::{Bench, PARKS, id, ordered, request};

#[tokio::test]
async fn a_file_becomes_a_dataset_that_answers() {
    let bench = Bench::new().await;
    let report = bench
        .import("City_parks-2024.csv", PARKS, ImportMode::Create)
        .await
        .expect("imported");
    assert_eq!((report.rows_read, report.refused), (3, 0));
    let dataset = report.dataset.expect("a dataset");
    assert_eq!(dataset.id.as_str(), "city-parks-2024");
    assert_eq!(dataset.metadata.title, "City parks 2024");
    assert_eq!(dataset.state, State::Published);
    let version = report.version.expect("a version");
    assert_eq!(version.number, 1);
    assert_eq!(version.sha256, hex::encode(Sha256::digest(PARKS.as_bytes())));
    assert_eq!(
        (version.source_name.as_str(), version.profile.records),
        ("City_parks-2024.csv", 3)
    );

    let catalog = bench
        .portal
        .catalog(&Principal::Anonymous)
        .await
        .expect("a catalog");
    let entry = catalog.entry("city-parks-2024").expect("listed at once");
    let table = entry.table().expect("a table");
    let query = Question {
        filter: vec!["acres > 10".to_owned()],
        ..Question::default()
    }
    .query()
    .expect("a query");
    assert_eq!(
        bench
            .portal
            .engine()
            .count(&table, &query)
            .await
            .expect("a count"),
        2
    );
    assert_eq!(
        bench
            .rows("city-parks-2024", ordered("name, acres", "acres desc"))
            .await,
        ["Ash|30", "Oak|12", "Elm|7"]
    );

    let folder = bench
        .data()
        .join("objects/datasets")
        .join(dataset.uid.as_str())
        .join(&version.id);
    assert_eq!(
        std::fs::read_to_string(folder.join("source.csv")).expect("the source is kept"),
        PARKS
    );
}

#[tokio::test]
async fn a_dry_run_stores_nothing() {
    let bench = Bench::new().await;
    let dry = ImportRequest {
        dry_run: true,
        ..request(bench.file("parks.csv", PARKS))
    };
    let report = bench.portal.import(dry, |_| {}).await.expect("read");
    assert_eq!(
        (
            report.rows_read,
            report.dataset.is_some(),
            report.version.is_some()
        ),
        (3, false, false)
    );
    assert_eq!(
        report.inspection.schema.field("acres").map(|field| field.ty),
        Some(FieldType::Int)
    );
    assert!(bench.version_folders().is_empty());
    assert!(bench.portal.list_datasets().await.expect("a list").is_empty());
}

#[tokio::test]
async fn what_cannot_be_read_leaves_nothing() {
    let bench = Bench::new().await;
    for (name, content) in [
        ("empty.csv", &b""[..]),
        ("broken.json", b"{\"a\": ["),
        ("broken.zip", b"PK\x03\x04rubbish"),
    ] {
        let fault = bench
            .portal
            .import(request(bench.file(name, content)), |_| {})
            .await
            .expect_err(name);
        assert_ne!(fault.kind, FaultKind::Internal, "{name}: {fault:?}");
        assert!(bench.version_folders().is_empty(), "{name}");
    }
    assert!(bench.portal.list_datasets().await.expect("a list").is_empty());
    let missing = bench
        .portal
        .import(request("/nowhere/parks.csv".into()), |_| {})
        .await
        .expect_err("no file");
    assert_eq!(missing.kind, FaultKind::NotFound);
}

#[tokio::test]
async fn refused_cells_are_told_and_listed() {
    let bench = Bench::new().await;
    let acres = Override {
        field: "acres".to_owned(),
        ty: Some(FieldType::Int),
        ..Override::default()
    };
    let lines: String = (1..=30).map(|row| format!("{row},Oak,much\n")).collect();
    let path = bench.file("parks.csv", format!("id,name,acres\n{lines}31,Elm,7\n"));
    let options = ReadOptions {
        overrides: vec![acres],
        ..ReadOptions::default()
    };
    let report = bench
        .portal
        .import(
            ImportRequest {
                options,
                ..request(path)
            },
            |_| {},
        )
        .await
        .expect("imported");
    assert_eq!(
        (report.rows_read, report.refused, report.refusals.len()),
        (31, 30, 20)
    );
    let list = std::fs::read_to_string(report.refusal_file.expect("a list")).expect("text");
    assert_eq!(list.lines().count(), 31);
    let with_acres = Question {
        filter: vec!["acres is not null".to_owned()],
        ..ordered("name", "name")
    };
    assert_eq!(bench.rows("parks", with_acres).await, ["Elm"]);
}

#[tokio::test]
async fn words_and_metadata_of_the_request_are_kept() {
    let bench = Bench::new().await;
    let words = |name: &str| FieldWords {
        name: name.to_owned(),
        label: Some("Area".to_owned()),
        description: Some("Fenced area".to_owned()),
        unit: Some("acre".to_owned()),
        ..FieldWords::default()
    };
    let metadata = Metadata {
        title: "Parks".to_owned(),
        license: Some("CC0".to_owned()),
        ..Metadata::default()
    };
    let wanted = ImportRequest {
        labels: vec![words("acres")],
        metadata,
        ..request(bench.file("p.csv", PARKS))
    };
    let report = bench
        .portal
        .import(wanted.clone(), |_| {})
        .await
        .expect("imported");
    let schema = report.version.expect("a version").schema;
    let field = schema.field("acres").expect("a field");
    assert_eq!(
        (field.label.as_str(), field.annotations.unit.as_deref()),
        ("Area", Some("acre"))
    );
    assert_eq!(
        report.dataset.expect("a dataset").metadata.license.as_deref(),
        Some("CC0")
    );

    let wrong = ImportRequest {
        labels: vec![words("hectares")],
        id: Some(id("other")),
        ..wanted
    };
    let fault = bench
        .portal
        .import(wrong, |_| {})
        .await
        .expect_err("no such field");
    assert_eq!((fault.kind, fault.code), (FaultKind::Invalid, "UnknownField"));
}

#[tokio::test]
async fn progress_tells_both_passes_to_their_end() {
    let bench = Bench::new().await;
    let (sender, receiver) = std::sync::mpsc::channel();
    let content: String = (0..50_000).map(|row| format!("{row},Oak,{row}\n")).collect();
    let path = bench.file("parks.csv", format!("id,name,acres\n{content}"));
    let size = std::fs::metadata(&path).expect("a file").len();
    bench
        .portal
        .import(request(path), move |at| sender.send(at).expect("heard"))
        .await
        .expect("imported");
    let all: Vec<_> = receiver.iter().collect();
    assert!(all.iter().any(|at| at.pass == 1) && all.iter().any(|at| at.pass == 2));
    for at in &all {
        assert!(
            at.total_bytes == Some(size) && at.bytes <= size,
            "{at:?} of {size}"
        );
    }
    assert_eq!(all.last().map(|at| (at.pass, at.rows)), Some((2, 50_000)));
}
