//! Imports that do not end well, and imports that meet.

use std::sync::Mutex;
use std::sync::mpsc::{Receiver, Sender, channel};

use portico_model::FaultKind;
use portico_registry::{Registry, Staging};
use portico_services::{ImportMode, ImportReport, ImportRequest, Portal};
use tokio::task::JoinHandle;

use crate::bench::{Bench, PARKS, eventually, ordered, request, settings};

/// An import that stands still in its second pass until it is let go.
struct Held {
    import: JoinHandle<Result<ImportReport, portico_model::Fault>>,
    go: Sender<()>,
}

async fn hold(portal: &Portal, request: ImportRequest) -> Held {
    let (at, mut reached) = tokio::sync::mpsc::unbounded_channel();
    let (go, wait) = channel::<()>();
    let wait: Mutex<Receiver<()>> = Mutex::new(wait);
    let portal = portal.clone();
    let import = tokio::spawn(async move {
        let stop = move |progress: portico_services::ImportProgress| {
            if progress.pass == 2 {
                let _ = at.send(());
                // Woken by a word, or because the test is over.
                let _ = wait.lock().expect("one reader").recv();
            }
        };
        portal.import(request, stop).await
    });
    reached.recv().await.expect("the second pass");
    Held { import, go }
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn of_two_imports_of_one_dataset_the_second_is_told_to_wait() {
    let bench = Bench::new().await;
    let file = bench.file("parks.csv", PARKS);
    let first = hold(&bench.portal, request(file.clone())).await;
    let other = bench.another().await;
    for portal in [&bench.portal, &other] {
        let fault = portal
            .import(request(file.clone()), |_| {})
            .await
            .expect_err("busy");
        assert_eq!((fault.kind, fault.code), (FaultKind::Conflict, "ImportRunning"));
    }
    assert_eq!(
        bench.version_folders().len(),
        1,
        "another process leaves running imports alone"
    );
    drop(first.go);
    first.import.await.expect("no panic").expect("imported");
    assert_eq!(bench.rows("parks", ordered("id", "id")).await.len(), 3);
}

#[tokio::test(flavor = "multi_thread", worker_threads = 2)]
async fn an_import_that_is_dropped_leaves_the_version_before_and_nothing_else() {
    let bench = Bench::new().await;
    bench
        .import("parks.csv", PARKS, ImportMode::Create)
        .await
        .expect("imported");
    let replace = ImportRequest {
        mode: ImportMode::Replace,
        ..request(bench.file("new.csv", "id\n9\n"))
    };
    let replace = ImportRequest {
        id: Some(crate::bench::id("parks")),
        ..replace
    };
    let held = hold(&bench.portal, replace.clone()).await;
    assert_eq!(bench.version_folders().len(), 2);
    held.import.abort();
    drop(held.go);
    eventually("the files are taken back", async || {
        bench.version_folders().len() == 1
    })
    .await;
    assert_eq!(bench.rows("parks", ordered("id", "id")).await.len(), 3);
    bench
        .portal
        .import(replace, |_| {})
        .await
        .expect("the dataset is free again");
    assert_eq!(bench.rows("parks", ordered("id", "id")).await, ["9"]);
}

#[tokio::test]
async fn what_a_dead_process_left_is_swept_at_the_next_start() {
    let bench = Bench::new().await;
    bench
        .import("parks.csv", PARKS, ImportMode::Create)
        .await
        .expect("imported");
    let before = bench.version_folders();
    let data = bench.data();
    // As a process leaves it that was killed: its folder with a lock nobody holds, its row, files half written.
    let owner = "0190a6e4-0000-7000-8000-000000000001";
    let running = data.join("running").join(owner);
    std::fs::create_dir_all(running.join("scratch")).expect("a folder");
    std::fs::write(running.join("lock"), "").expect("a lock");
    std::fs::write(running.join("scratch/spilled"), "x").expect("a file");
    for (uid, version) in [("da_dead00", "v-announced"), ("da_dead01", "v-forgotten")] {
        let folder = data.join("objects/datasets").join(uid).join(version);
        std::fs::create_dir_all(&folder).expect("a folder");
        std::fs::write(folder.join("data-00000.parquet#1"), "x").expect("a file");
    }
    let registry = Registry::open(&data.join("portico.db").display().to_string())
        .await
        .expect("a registry");
    let staging = Staging {
        dataset_id: "roads".to_owned(),
        dataset_uid: "da_dead00".to_owned(),
        version_id: "v-announced".to_owned(),
        owner: owner.to_owned(),
        heartbeat_at: i64::MAX / 2,
    };
    registry.begin_staging(&staging).await.expect("a row");
    drop(bench.another().await);
    assert_eq!(bench.version_folders(), before);
    assert!(!running.exists());
    assert!(registry.list_stagings().await.expect("rows").is_empty());
    assert_eq!(bench.rows("parks", ordered("id", "id")).await.len(), 3);
}

#[tokio::test]
async fn files_of_another_registry_are_never_swept() {
    let bench = Bench::new().await;
    bench
        .import("parks.csv", PARKS, ImportMode::Create)
        .await
        .expect("imported");
    let before = bench.version_folders();
    let elsewhere = bench.data().join("another.db").display().to_string();
    let fault = Portal::open(settings(&bench.data(), Some(elsewhere)))
        .await
        .expect_err("not its files");
    assert_eq!(fault.code, "ForeignObjects");
    assert_eq!(bench.version_folders(), before);
}

#[tokio::test]
async fn a_directory_that_cannot_be_used_says_so() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("file");
    std::fs::write(&file, "x").expect("a file");
    let fault = Portal::open(settings(&file.join("data"), None))
        .await
        .expect_err("not a directory");
    assert_eq!(fault.code, "UnusableDirectory");
    let database = Some("postgres://nobody@127.0.0.1:1/none".to_owned());
    let fault = Portal::open(settings(&folder.path().join("data"), database))
        .await
        .expect_err("nobody listens");
    assert_eq!(fault.code, "UnusableRegistry");
}
