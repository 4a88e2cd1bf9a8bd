//! A file comes in for a dataset that is there.

use portico_formats::read::{BadCells, Override, ReadOptions};
use portico_model::{DatasetUid, FaultKind, FieldType, Metadata, Precision, Principal, State};
use portico_services::{FieldWords, ImportMode, ImportRequest, SchemaFile, SchemaSyntax};
use testkit::postgres::Postgres;

use crate::bench::{Bench, PARKS, eventually, id, ordered, request, rows};

fn upsert() -> ImportMode {
    ImportMode::Upsert("id".to_owned())
}

async fn parks() -> Bench {
    let bench = Bench::new().await;
    bench
        .import("parks.csv", PARKS, ImportMode::Create)
        .await
        .expect("imported");
    bench
}

async fn all(bench: &Bench) -> Vec<String> {
    bench.rows("parks", ordered("id, name, acres", "id, name")).await
}

#[tokio::test]
async fn a_dataset_is_not_created_twice() {
    let bench = parks().await;
    let fault = bench
        .import("parks.csv", PARKS, ImportMode::Create)
        .await
        .expect_err("exists");
    assert_eq!(fault.kind, FaultKind::Conflict);
    assert!(fault.hint.expect("a hint").contains("--replace"));
}

#[tokio::test]
async fn replacing_makes_a_new_version_with_the_new_records_only() {
    let bench = parks().await;
    let report = bench
        .import("parks.csv", "id,name\n9,Fir\n", ImportMode::Replace)
        .await
        .expect("replaced");
    assert_eq!(report.version.expect("a version").number, 2);
    assert_eq!(bench.rows("parks", ordered("id, name", "id")).await, ["9|Fir"]);
    assert_eq!(bench.version_folders().len(), 2, "the old version stays readable");
}

#[tokio::test]
async fn appending_keeps_the_old_records_and_adds_columns() {
    let bench = parks().await;
    let added = "name,id,city\nFir,4,Tulsa\n";
    let report = bench
        .import("parks.csv", added, ImportMode::Append)
        .await
        .expect("appended");
    let version = report.version.expect("a version");
    let names: Vec<&str> = version
        .schema
        .fields
        .iter()
        .map(|field| field.name.as_str())
        .collect();
    assert_eq!(
        (names, version.profile.records),
        (vec!["id", "name", "acres", "city"], 4)
    );
    let rows = bench.rows("parks", ordered("id, name, acres, city", "id")).await;
    assert_eq!(rows, ["1|Oak|12|", "2|Elm|7|", "3|Ash|30|", "4|Fir||Tulsa"]);
}

#[tokio::test]
async fn upserting_replaces_by_key_and_the_last_row_of_a_key_counts() {
    let bench = parks().await;
    let file = "id,name,acres\n2,Elm,8\n4,Fir,1\n4,Fir,2\n,Nameless,5\n";
    let report = bench.import("parks.csv", file, upsert()).await.expect("upserted");
    assert_eq!(report.rows_read, 4);
    let mut rows = all(&bench).await;
    rows.sort();
    assert_eq!(
        rows,
        ["1|Oak|12", "2|Elm|8", "3|Ash|30", "4|Fir|2", "|Nameless|5"]
    );
    let fault = bench
        .import("parks.csv", PARKS, ImportMode::Upsert("nope".to_owned()))
        .await
        .expect_err("no such key");
    assert_eq!(fault.code, "UnknownField");
}

#[tokio::test]
async fn values_are_read_with_the_type_of_the_dataset_or_refused() {
    let bench = parks().await;
    bench
        .import("parks.csv", "id,name,acres\n4,4711,\n", ImportMode::Append)
        .await
        .expect("a number is a text too");
    assert_eq!(all(&bench).await.last().map(String::as_str), Some("4|4711|"));
    for mode in [ImportMode::Append, upsert()] {
        let fault = bench
            .import("parks.csv", "id,name,acres\n5,Fir,3\n6,Fir,much\n", mode)
            .await
            .expect_err("text");
        assert_eq!(
            (fault.kind, fault.code),
            (FaultKind::Conflict, "IncompatibleSchema")
        );
        assert!(
            fault.message.contains("line 3") && fault.message.contains("much"),
            "{}",
            fault.message
        );
    }
    assert_eq!(all(&bench).await.len(), 4, "nothing was stored");
    assert_eq!(bench.version_folders().len(), 2);
}

#[tokio::test]
async fn decisions_survive_the_next_update() {
    let bench = Bench::new().await;
    let first = "Zip Code,tags\n74103,a;b\n74104,b\n";
    let overrides = vec![
        Override {
            field: "Zip Code".to_owned(),
            ty: Some(FieldType::Text),
            ..Override::default()
        },
        Override {
            field: "tags".to_owned(),
            multivalued: Some(";".to_owned()),
            ..Override::default()
        },
    ];
    let created = ImportRequest {
        options: ReadOptions {
            overrides,
            ..ReadOptions::default()
        },
        labels: vec![FieldWords {
            name: "tags".to_owned(),
            label: Some("Themes".to_owned()),
            ..FieldWords::default()
        }],
        metadata: Metadata {
            title: "Zips".to_owned(),
            publisher: Some("City".to_owned()),
            ..Metadata::default()
        },
        ..request(bench.file("zips.csv", first))
    };
    bench.portal.import(created, |_| {}).await.expect("imported");
    for mode in [ImportMode::Replace, ImportMode::Append] {
        let report = bench
            .import("zips.csv", "Zip Code,tags\n74105,c;d\n", mode)
            .await
            .expect("updated");
        let schema = report.version.expect("a version").schema;
        assert_eq!(
            schema.field("zip_code").map(|field| field.ty),
            Some(FieldType::Text)
        );
        let tags = schema.field("tags").expect("a field");
        assert!(tags.is_multivalued());
        assert_eq!(tags.label, "Themes");
        let metadata = report.dataset.expect("a dataset").metadata;
        assert_eq!(
            (metadata.title.as_str(), metadata.publisher.as_deref()),
            ("Zips", Some("City"))
        );
    }
}

#[tokio::test]
async fn a_schema_file_holds_for_later_imports_too() {
    let bench = Bench::new().await;
    let schema = "[[fields]]\nname = \"place\"\nhierarchical = \"/\"\nfacet = true\ndisjunctive = true\n\n\
                  [[fields]]\nname = \"day\"\ntype = \"date\"\ntimeserie_precision = \"year\"\n";
    let (overrides, labels) = SchemaFile::parse(schema, SchemaSyntax::Toml)
        .expect("read")
        .decisions();
    let created = ImportRequest {
        options: ReadOptions {
            overrides,
            ..ReadOptions::default()
        },
        labels,
        ..request(bench.file("places.csv", "place,day\nA/b,2024-01-02\nA/c,2024-01-03\n"))
    };
    bench.portal.import(created, |_| {}).await.expect("imported");
    let report = bench
        .import("places.csv", "place,day\nB/d,2025-01-02\n", ImportMode::Replace)
        .await
        .expect("replaced");
    let schema = report.version.expect("a version").schema;
    let place = &schema.field("place").expect("a field").annotations;
    assert!(place.facet && place.disjunctive);
    assert_eq!(place.hierarchical.as_deref(), Some("/"));
    let day = &schema.field("day").expect("a field").annotations;
    assert_eq!(day.timeserie_precision, Some(Precision::Year));
}

#[tokio::test]
async fn a_schema_file_about_a_field_that_is_not_there_is_refused() {
    let bench = Bench::new().await;
    let (_, labels) = SchemaFile::parse("[[fields]]\nname = \"plaice\"\n", SchemaSyntax::Toml)
        .expect("read")
        .decisions();
    let created = ImportRequest {
        labels,
        ..request(bench.file("places.csv", "place,day\nA,1\n"))
    };
    let fault = bench.portal.import(created, |_| {}).await.expect_err("refused");
    assert_eq!(fault.code, "UnknownField");
    assert!(fault.hint.expect("a hint").contains("place, day"));
}

#[tokio::test]
async fn records_are_hidden_and_shown_again_without_an_import() {
    let bench = parks().await;
    let reads = async || {
        let view = bench.portal.dataset(&Principal::Anonymous, "parks").await;
        view.expect("its metadata is public").table().is_ok()
    };
    assert!(reads().await);
    bench.portal.show_records("parks", false).await.expect("hidden");
    assert!(!reads().await);
    bench.portal.show_records("parks", true).await.expect("shown");
    assert!(reads().await);
    let fault = bench
        .portal
        .show_records("park", true)
        .await
        .expect_err("unknown");
    assert_eq!(fault.kind, FaultKind::NotFound);
}

#[tokio::test]
async fn drafts_are_for_editors_until_they_are_published() {
    let bench = Bench::new().await;
    let draft = ImportRequest {
        draft: true,
        ..request(bench.file("parks.csv", PARKS))
    };
    bench.portal.import(draft.clone(), |_| {}).await.expect("a draft");
    let fault = bench
        .portal
        .dataset(&Principal::Anonymous, "parks")
        .await
        .expect_err("hidden");
    assert_eq!(
        (fault.kind, fault.code),
        (FaultKind::NotFound, "NotFoundResource")
    );
    assert!(bench.portal.dataset(&Principal::Operator, "parks").await.is_ok());
    let report = bench
        .import("parks.csv", PARKS, ImportMode::Replace)
        .await
        .expect("published");
    assert_eq!(report.dataset.expect("a dataset").state, State::Published);
    assert!(bench.portal.dataset(&Principal::Anonymous, "parks").await.is_ok());
    let again = ImportRequest {
        mode: ImportMode::Replace,
        ..draft
    };
    assert_eq!(
        bench
            .portal
            .import(again, |_| {})
            .await
            .expect_err("published")
            .kind,
        FaultKind::Conflict
    );
}

#[tokio::test]
async fn another_process_shows_the_new_version_soon() {
    let bench = parks().await;
    let other = bench.another().await;
    assert_eq!(rows(&other, "parks", ordered("id", "id")).await.len(), 3);
    bench
        .import("parks.csv", "id,name\n9,Fir\n", ImportMode::Replace)
        .await
        .expect("replaced");
    eventually("the other process notices", async || {
        rows(&other, "parks", ordered("id", "id")).await == ["9"]
    })
    .await;
}

#[tokio::test]
async fn the_same_works_with_postgres() {
    let Some(server) = Postgres::start().expect("PostgreSQL starts") else {
        return;
    };
    let bench = Bench::with_database(Some(server.database().expect("a database"))).await;
    bench
        .import("parks.csv", PARKS, ImportMode::Create)
        .await
        .expect("imported");
    bench
        .import("parks.csv", "id,name,acres\n2,Elm,8\n", upsert())
        .await
        .expect("upserted");
    assert_eq!(all(&bench).await, ["1|Oak|12", "2|Elm|8", "3|Ash|30"]);
    let other = bench.another().await;
    assert_eq!(other.secret(), bench.portal.secret());
    let view = other.dataset(&Principal::Anonymous, "parks").await.expect("seen");
    assert!(DatasetUid::new(view.dataset.uid.as_str()).is_ok());
    assert_eq!(view.dataset.id, id("parks"));
}

#[tokio::test]
async fn a_file_of_which_nothing_is_left_does_not_empty_the_dataset() {
    let bench = parks().await;
    let mut wanted = ImportRequest {
        mode: ImportMode::Replace,
        ..request(bench.file("parks.csv", "id,name\none,Oak\ntwo,Elm\n"))
    };
    wanted.options.bad_cells = BadCells::RefuseRow;
    wanted.options.overrides = vec![Override {
        field: "id".to_owned(),
        ty: Some(FieldType::Int),
        ..Override::default()
    }];
    let fault = bench
        .portal
        .import(wanted, |_| {})
        .await
        .expect_err("nothing is left");
    assert_eq!(fault.code, "NothingLeft");
    assert!(
        fault.message.contains("all 2 rows are refused: line 2"),
        "{}",
        fault.message
    );
    assert_eq!(all(&bench).await.len(), 3, "readers see the version before");
    assert_eq!(bench.version_folders().len(), 1);
}

#[tokio::test]
async fn a_replacement_keeps_the_types_that_its_values_fit() {
    let bench = Bench::new().await;
    let first = "id,zip,value\n1,00501,2.5\n2,74103,3\n";
    bench
        .import("places.csv", first, ImportMode::Create)
        .await
        .expect("imported");
    let kinds = async || {
        let view = bench
            .portal
            .dataset(&Principal::Operator, "places")
            .await
            .expect("a dataset");
        let version = view.version.expect("a version");
        version
            .schema
            .fields
            .iter()
            .map(|field| field.ty)
            .collect::<Vec<_>>()
    };
    let expected = [FieldType::Int, FieldType::Text, FieldType::Double];
    assert_eq!(kinds().await, expected);
    // A code without a leading zero, and a column without values.
    let next = "id,zip,value\n3,74104,\n";
    bench
        .import("places.csv", next, ImportMode::Replace)
        .await
        .expect("replaced");
    assert_eq!(kinds().await, expected);
    // What the file says against it counts, and so does a decision.
    let words = "id,zip,value\n3,74104,much\n";
    bench
        .import("places.csv", words, ImportMode::Replace)
        .await
        .expect("replaced");
    assert_eq!(kinds().await[2], FieldType::Text);
    let mut decided = ImportRequest {
        mode: ImportMode::Replace,
        ..request(bench.file("places.csv", next))
    };
    decided.options.overrides = vec![Override {
        field: "zip".to_owned(),
        ty: Some(FieldType::Int),
        ..Override::default()
    }];
    bench.portal.import(decided, |_| {}).await.expect("replaced");
    assert_eq!(kinds().await[1], FieldType::Int);
}
