//! Does bad input end in a clear sentence: no panic, no hang, no flood of memory?

use std::io::Write as _;

use portico_formats::read::{Limits, ReadOptions};
use zip::write::SimpleFileOptions;

use crate::support::{complaint, complaint_with, read_as, try_read};

fn check(name: &str, bytes: impl AsRef<[u8]>, part: &str) {
    let message = complaint(name, bytes);
    assert!(message.contains(part), "{message}");
}

fn archive(entries: &[(&str, &[u8])]) -> Vec<u8> {
    let mut zip = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in entries {
        zip.start_file(*name, SimpleFileOptions::default()).unwrap();
        zip.write_all(bytes).unwrap();
    }
    zip.finish().unwrap().into_inner()
}

#[test]
fn files_that_are_something_else_are_named() {
    check("f.csv", "", "empty");
    check("f.csv", b"\x89PNG\r\n\x1a\n....", "PNG picture");
    check("f.csv", b"%PDF-1.7", "PDF");
    check(
        "f.csv",
        "<!DOCTYPE html><html><body>Sign in</body></html>",
        "web page",
    );
    check("f.json", "  <html>", "web page");
    check("f.csv", "<?xml version=\"1.0\"?><kml/>", "XML");
    check("f.csv", b"\x1F\x8B\x08\x00", "gzip");
    check("f.xls", b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", ".xls");
    check("f.csv", b"a,b\n1,\x00\n2,3\n", "NUL byte at position 6");
    check("f.parquet", "a,b\n1,2\n", "named .parquet");
    check("f.csv", archive(&[("readme.txt", b"hello")]), "readme.txt");
    check("f.csv", b"PK\x03\x04nothing", "ZIP archive is damaged");
    check("f.zip", archive(&[]), "the ZIP archive is empty");
    check(
        "f.zip",
        archive(&[("a/parks.dbf", b"x")]),
        "the .shp file beside `a/parks.dbf` is missing",
    );
    check("f.parquet", b"PAR1abcdPAR1", "Parquet");
    check("f.csv", "\n\n\n", "no row");
}

#[test]
fn a_workbook_under_a_password_is_told_wherever_its_directory_lies() {
    let name: Vec<u8> = "EncryptedPackage"
        .encode_utf16()
        .flat_map(u16::to_le_bytes)
        .collect();
    let file = |before: usize| {
        let mut bytes = b"\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1".to_vec();
        bytes.resize(bytes.len() + before, 7);
        bytes.extend_from_slice(&name);
        bytes.resize(bytes.len() + 600, 7);
        bytes
    };
    for before in [400, (1 << 20) - 20, (1 << 20) - 8, 3 << 20] {
        check("f.xlsx", file(before), "protected by a password");
    }
    let mut other = file(400);
    other.truncate(420);
    check("f.xls", other, "before 2007");
}

#[test]
fn a_quote_left_open_is_located() {
    check(
        "f.csv",
        "a,b\n1,2\n3,\"x\n4,5\n",
        "a quote opened on line 3 is never closed",
    );
}

#[test]
fn rows_beyond_the_limit_are_refused_and_the_others_kept() {
    let limits = Limits {
        row_bytes: 1000,
        record_bytes: 1000,
        ..Limits::default()
    };
    let options = ReadOptions {
        limits,
        ..ReadOptions::default()
    };
    let long = "x".repeat(5000);
    let outcome = try_read("f.csv", format!("a,b\n1,2\n{long},3\n4,5\n"), &options).unwrap();
    assert_eq!(outcome.rows(), "1 | 2\n4 | 5");
    assert!(
        outcome
            .refusals()
            .starts_with("3 row: the row is longer than 1000 bytes"),
        "{}",
        outcome.refusals()
    );
    let outcome = try_read(
        "f.json",
        format!(r#"[{{"a": 1}},{{"a": "{long}"}},{{"a": 3}}]"#),
        &options,
    )
    .unwrap();
    assert_eq!(
        (outcome.rows().as_str(), outcome.summary.refused_rows),
        ("1\n3", 1)
    );
    let outcome = try_read(
        "f.jsonl",
        format!("{{\"a\": 1}}\n{{\"a\": \"{long}\"}}\n{{\"a\": 3}}"),
        &options,
    )
    .unwrap();
    assert_eq!(
        (outcome.rows().as_str(), outcome.summary.refused_rows),
        ("1\n3", 1)
    );
}

#[test]
fn too_many_columns_are_refused() {
    let header: Vec<String> = (0..600).map(|n| format!("c{n}")).collect();
    check(
        "f.csv",
        format!("{}\n", header.join(",")),
        "600 columns; the limit is 500",
    );
    let members: Vec<String> = (0..600).map(|n| format!("\"c{n}\": 1")).collect();
    check("f.json", format!("[{{{}}}]", members.join(",")), "600 columns");
}

#[test]
fn most_rows_of_another_width_mean_another_separator() {
    let rows: String = (0..20).map(|_| "1,2,3\n").collect();
    let options = ReadOptions {
        header_row: Some(1),
        ..ReadOptions::default()
    };
    let message = complaint_with("f.csv", format!("a,b\n{rows}"), &options);
    assert!(
        message.contains("most rows (20 of 20) do not have the 2 cells"),
        "{message}"
    );
}

#[test]
fn archives_that_unpack_to_too_much_are_refused() {
    let zeros = vec![0_u8; 70 << 20];
    let bomb = archive(&[("a.shp", &zeros), ("a.dbf", b""), ("xl/workbook.xml", b"")]);
    check("f.zip", &bomb, "only hostile files do");
    let limits = Limits {
        archive_bytes: 1 << 20,
        ..Limits::default()
    };
    let message = complaint_with(
        "f.zip",
        &bomb,
        &ReadOptions {
            limits,
            ..ReadOptions::default()
        },
    );
    assert!(message.contains("the limit is 1048576"), "{message}");
}

#[test]
fn names_in_an_archive_are_never_paths() {
    let bytes = archive(&[
        ("../../etc/passwd.shp", b"x"),
        ("/abs/passwd.dbf", b"x"),
        ("..\\..\\e.prj", b"x"),
    ]);
    check(
        "f.zip",
        bytes,
        ".dbf file beside `../../etc/passwd.shp` is missing",
    );
}

#[test]
fn every_prefix_of_a_file_is_read_or_explained() {
    let texts: [(&str, &str); 4] = [
        ("f.csv", "a,\"b\"\n1,\"x\ny\"\n2,é\n"),
        ("f.json", r#"[{"a": [1, "x"], "b": {"c": null}}, {"a": "é"}]"#),
        ("f.jsonl", "{\"a\": 1}\n{\"a\": \"\\u00e9\"}\n"),
        (
            "f.geojson",
            r#"{"type":"FeatureCollection","features":[{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1,2]}}]}"#,
        ),
    ];
    for (name, text) in texts {
        for end in 0..text.len() {
            let _ = try_read(name, &text.as_bytes()[..end], &ReadOptions::default());
        }
    }
}

#[test]
fn odd_tables_are_read_all_the_same() {
    assert_eq!(read_as("f.csv", "a\n\n\n1\n\n2").rows(), "1\n2");
    assert_eq!(read_as("f.csv", ",,\n,,\na,b,c\n1,2,3\n").rows(), "1 | 2 | 3");
    let wide = format!("t\n\"{}\"\n", "y".repeat(3_000_000));
    assert_eq!(read_as("f.csv", wide).rows().len(), 3_000_000);
    let outcome = read_as(
        "f.csv",
        "lat,lon\n48.5,2.5\n95.0,2.0\n1.5,1.5\n1.5,1.5\n1.5,1.5\n1.5,1.5\n1.5,1.5\n1.5,1.5\n1.5,1.5\n1.5,1.5\n",
    );
    assert!(outcome.rows().contains("95.0 | 2.0 | \n"), "{}", outcome.rows());
    assert!(
        outcome.notes().contains(&"out_of_range lat".to_owned()),
        "{:?}",
        outcome.notes()
    );
}

#[test]
fn what_was_found_may_travel_between_threads() {
    fn check<T: Send + Sync + 'static>() {}
    check::<portico_formats::read::Inspection>();
    check::<portico_formats::read::Refusal>();
}
