//! Does a running server see imports of other processes, and does it answer bad requests in words?

use crate::{file, portico, run};

#[test]
fn a_running_server_shows_an_import_within_a_second() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let text = data.to_string_lossy().into_owned();
    let server = portico().serve("serve", &data).unwrap();
    let records = "/api/explore/v2.1/catalog/datasets/trees/records";
    assert_eq!(server.get(records).unwrap().0, 404);
    let trees = file(folder.path(), "trees.csv", "id,species\n1,oak\n2,elm\n");
    assert_eq!(run(&["import", &trees, "--data", &text]).0, 0);
    std::thread::sleep(std::time::Duration::from_millis(1_100));
    let (status, body) = server.get(records).unwrap();
    assert_eq!(status, 200, "{body}");
    assert!(body.contains("\"species\": \"elm\""), "{body}");
    let (status, page) = server.get("/explore/?q=trees").unwrap();
    assert_eq!(status, 200);
    assert!(page.contains("/explore/dataset/trees/"), "{page}");
}

#[test]
fn bad_requests_are_answered_in_words() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let text = data.to_string_lossy().into_owned();
    let trees = file(folder.path(), "trees.csv", "id,species\n1,oak\n2,elm\n");
    assert_eq!(run(&["import", &trees, "--data", &text]).0, 0);
    let server = portico().serve("serve", &data).unwrap();
    let base = "/api/explore/v2.1/catalog/datasets/trees/records";
    for (path, status, words) in [
        (
            format!("{base}?where=specis%3D'oak'"),
            400,
            "Unknown field: specis",
        ),
        (format!("{base}?where=species%3D"), 400, "unexpected end of line"),
        (
            format!("{base}?limit=101"),
            400,
            "101 was found but -1 <= limit <= 100 is expected",
        ),
        (
            "/api/explore/v2.1/catalog/datasets/none/records".to_owned(),
            404,
            "The requested dataset none does not exist.",
        ),
        ("/explore/dataset/none/".to_owned(), 404, "<html"),
        (
            format!("{base}?where={}", "%28".repeat(3_000)),
            400,
            "ODSQLSyntaxError",
        ),
    ] {
        let (answer, body) = server.get(&path).unwrap();
        assert_eq!(answer, status, "{path}: {body}");
        assert!(body.contains(words), "{path}: {body}");
    }
    let (answer, _) = server
        .get(&format!("/explore/?q={}", "x".repeat(40_000)))
        .unwrap();
    assert!((400..500).contains(&answer), "{answer}");
    assert_eq!(server.get("/healthz").unwrap().0, 200);
}
