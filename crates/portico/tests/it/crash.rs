//! A kill at any moment of an import leaves the version before, and no debris after the next start.

use std::fmt::Write as _;
use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use crate::{file, portico, run};

/// A CSV with that many rows, and a word that tells the generations apart.
fn rows(count: usize, word: &str) -> String {
    let mut text = String::from("number,word,when\n");
    for number in 0..count {
        writeln!(text, "{number},{word},2024-01-{:02}", number % 28 + 1)
            .expect("a text can always be added to");
    }
    text
}

/// Version folders below the object store.
fn versions(data: &Path) -> usize {
    let Ok(datasets) = std::fs::read_dir(data.join("objects/datasets")) else {
        return 0;
    };
    datasets
        .flatten()
        .filter_map(|dataset| std::fs::read_dir(dataset.path()).ok())
        .map(|versions| {
            versions
                .flatten()
                .filter(|version| has_files(&version.path()))
                .count()
        })
        .sum()
}

fn has_files(folder: &Path) -> bool {
    std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some())
}

#[test]
fn a_killed_import_leaves_the_version_before() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let text = data.to_string_lossy().into_owned();
    let first = file(folder.path(), "first.csv", rows(1_000, "first"));
    assert_eq!(run(&["import", &first, "--id", "things", "--data", &text]).0, 0);
    let second = file(folder.path(), "second.csv", rows(60_000, "second"));

    let mut kept = 1_000;
    // Moments spread over a whole import, from its first milliseconds to beyond its end.
    for milliseconds in [5, 40, 120, 300, 700, 1_500, 2_500, 4_000] {
        let mut child = portico()
            .command(&["import", &second, "--id", "things", "--replace", "--data", &text])
            .stdout(Stdio::null())
            .stderr(Stdio::null())
            .spawn()
            .unwrap();
        std::thread::sleep(Duration::from_millis(milliseconds));
        // It may be done already: then there is nothing to kill, and the new version counts.
        let _ = child.kill();
        let _ = child.wait();
        let (code, out, err) = run(&["datasets", "--json", "--data", &text]);
        assert_eq!(code, 0, "after {milliseconds} ms: {err}");
        let list: serde_json::Value = serde_json::from_str(&out).unwrap();
        let records = list[0]["records"].as_u64().unwrap();
        assert!(
            records == kept || records == 60_000,
            "after {milliseconds} ms: {records} records"
        );
        kept = records;
        let (code, out, err) = run(&[
            "export",
            "things",
            "--select",
            "count(*) as n",
            "--limit",
            "1",
            "--format",
            "json",
            "--data",
            &text,
        ]);
        assert_eq!(code, 0, "{err}");
        assert!(out.contains(&format!("\"n\": {records}")), "{out}");
    }

    // Whatever was killed, one more import works, and a start sweeps what nobody knows.
    assert_eq!(
        run(&["import", &first, "--id", "things", "--replace", "--data", &text]).0,
        0
    );
    let (_, out, _) = run(&["datasets", "--json", "--data", &text]);
    let list: serde_json::Value = serde_json::from_str(&out).unwrap();
    assert_eq!(list[0]["records"], 1_000);
    let known = usize::try_from(list[0]["version"].as_u64().unwrap()).unwrap();
    assert_eq!(
        versions(&data),
        known,
        "one folder for each version that was ever current, none for those that were not"
    );
}

#[test]
fn a_server_that_is_killed_starts_again() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let text = data.to_string_lossy().into_owned();
    let first = file(folder.path(), "first.csv", rows(100, "first"));
    assert_eq!(run(&["import", &first, "--id", "things", "--data", &text]).0, 0);
    for _ in 0..2 {
        let server = portico().serve("serve", &data).unwrap();
        let (status, body) = server
            .get("/api/explore/v2.1/catalog/datasets/things/records?limit=1")
            .unwrap();
        assert_eq!(status, 200, "{body}");
        assert!(body.contains("\"total_count\": 100"), "{body}");
        server.kill();
    }
}
