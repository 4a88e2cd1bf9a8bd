//! Files that should not be: each gets a clear error, exit code 1, and leaves nothing behind.

use crate::{file, run};

#[test]
fn unreadable_files_are_refused_and_leave_nothing() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = data.to_string_lossy();
    let deep = format!("[{}", "{\"a\":".repeat(100_000));
    let cases: Vec<(&str, Vec<u8>)> = vec![
        ("empty.csv", Vec::new()),
        ("picture.csv", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0".to_vec()),
        ("truncated.json", br#"[{"a": 1}, {"a": 2"#.to_vec()),
        ("deep.json", deep.into_bytes()),
        ("words.json", br#"{"a": }"#.to_vec()),
        ("broken.zip", b"PK\x03\x04 and then nothing".to_vec()),
        ("broken.xlsx", b"PK\x03\x04 and then nothing".to_vec()),
        ("broken.parquet", b"PAR1 and then nothing".to_vec()),
        (
            "broken.geojson",
            br#"{"type": "FeatureCollection", "features": [{"type": "Feat"#.to_vec(),
        ),
        ("quote.csv", b"a,b\n1,\"never closed\n2,3\n".to_vec()),
    ];
    for (name, content) in cases {
        let path = file(folder.path(), name, content);
        let (code, _, err) = run(&["import", &path, "--data", &data]);
        assert_eq!(code, 1, "{name}: {err}");
        assert!(err.starts_with("error: "), "{name}: {err}");
        assert!(!err.contains("panicked"), "{name}: {err}");
    }
    let (code, _, err) = run(&["import", "/does/not/exist.csv", "--data", &data]);
    assert_eq!(code, 1);
    assert!(err.contains("/does/not/exist.csv"), "{err}");
    let (_, out, _) = run(&["datasets", "--json", "--data", &data]);
    assert_eq!(out.trim(), "[]", "nothing half-done");
}

#[test]
fn ragged_rows_are_refused_one_by_one() {
    let folder = tempfile::tempdir().unwrap();
    let data = folder.path().join("data");
    let data = data.to_string_lossy();
    let mut text = String::from("a,b,c\n");
    for number in 0..50 {
        text.push_str(&format!("{number},x,y\n"));
    }
    text.push_str("1,2,3,4,5\n");
    let path = file(folder.path(), "ragged.csv", text);
    let (code, out, err) = run(&["import", &path, "--data", &data]);
    assert_eq!(code, 0, "{err}");
    assert!(out.contains("51 rows read, 1 refused"), "{out}");
    assert!(out.contains("line 52"), "{out}");
}
