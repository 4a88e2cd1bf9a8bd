//! Is there a trace of a visitor after the portal has counted its visits? Marked requests, a stop, and a search over everything
//! that was written: data, database, log, temporary files.

use std::path::Path;

use testkit::program::Server;

use crate::{file, portico, run};

const AGENT: &str = "Mozilla/5.0 CanaryBrowser/77.1";
const REFERRER: &str = "https://canary-referrer.example/secret-page?who=zebulon";
const NAME: &str = "zebulon canaryson";
/// What must not be found: addresses as text and as bytes, agent, referrer, the searched name.
const MARKS: [&[u8]; 9] = [
    b"203.0.113.",
    &[203, 0, 113, 77],
    b"2001:db8:dead",
    &[0x20, 0x01, 0x0d, 0xb8, 0xde, 0xad],
    b"CanaryBrowser",
    b"canarybrowser",
    b"canary-referrer",
    b"secret-page",
    b"anaryson",
];

fn visit(server: &Server, path: &str, visitor: &str) {
    // Few came from that page: a host that many come from is told, its pages never are.
    let referrer = if visitor.starts_with("203.") {
        format!("Referer: {REFERRER}\r\n")
    } else {
        String::new()
    };
    let headers = format!(
        "X-Forwarded-For: {visitor}\r\nUser-Agent: {AGENT}\r\n{referrer}Accept: text/html\r\n\
         Sec-Fetch-Mode: navigate\r\n"
    );
    let (status, body) = server.get_with(path, &headers).expect("an answer");
    assert_eq!(status, 200, "{path}: {body}");
}

/// Nine visitors search for somebody's name, twelve for something common; all look at a dataset.
fn use_the_portal(server: &Server) {
    let name = NAME.replace(' ', "+");
    for number in 70..79 {
        visit(
            server,
            &format!("/explore/?q={name}"),
            &format!("203.0.113.{number}"),
        );
    }
    visit(server, &format!("/explore/?q={name}"), "203.0.113.77");
    visit(server, "/explore/dataset/trees/table/", "2001:db8:dead:beef::1");
    // A parameter that a page does not have is kept by nobody.
    let stray = format!("/terms/privacy-policy/?dataset={name}&format={name}");
    visit(server, &stray, "203.0.113.77");
    for number in 10..22 {
        visit(
            server,
            "/explore/?q=Swimming+Pools",
            &format!("198.51.100.{number}"),
        );
        visit(
            server,
            "/explore/dataset/trees/table/",
            &format!("198.51.100.{number}"),
        );
    }
}

fn portal(folder: &Path) -> (std::path::PathBuf, String) {
    let data = folder.join("data");
    std::fs::create_dir_all(&data).expect("a folder");
    file(&data, "portico.toml", "trusted_proxies = [\"127.0.0.0/8\"]\n");
    let text = data.to_string_lossy().into_owned();
    let trees = file(folder, "trees.csv", "id,species\n1,oak\n2,elm\n");
    assert_eq!(run(&["import", &trees, "--data", &text]).0, 0);
    (data, text)
}

fn files(folder: &Path) -> Vec<std::path::PathBuf> {
    let mut found = Vec::new();
    for entry in std::fs::read_dir(folder).expect("a folder").flatten() {
        if entry.path().is_dir() {
            found.extend(files(&entry.path()));
        } else {
            found.push(entry.path());
        }
    }
    found
}

fn assert_no_trace(folder: &Path, log: &str) {
    let written = files(folder)
        .into_iter()
        .map(|path| (path.display().to_string(), std::fs::read(&path).expect("a file")));
    for (place, bytes) in written.chain([("the log".to_owned(), log.as_bytes().to_vec())]) {
        for mark in MARKS {
            assert!(
                !bytes.windows(mark.len()).any(|window| window == mark),
                "{place} holds {:?}",
                String::from_utf8_lossy(mark)
            );
        }
    }
}

#[test]
fn a_portal_that_stopped_remembers_how_many_and_not_who() {
    let folder = tempfile::tempdir().unwrap();
    let (data, _) = portal(folder.path());
    let server = portico().serve("serve", &data).unwrap();
    use_the_portal(&server);
    let log = server.stop().unwrap();
    assert_no_trace(folder.path(), &log);

    let server = portico().serve("serve", &data).unwrap();
    let (status, csv) = server.get("/statistics.csv").unwrap();
    assert_eq!(status, 200);
    let has = |line: &str| csv.lines().any(|found| found.trim_end().ends_with(line));
    assert!(has(",term_in_vain,swimming pools,visitors,12"), "{csv}");
    assert!(has(",dataset,trees,visitors,13"), "{csv}");
    assert!(has(",total,,searches,22"), "{csv}");
    assert!(!csv.contains("anaryson"), "{csv}");
    let (status, page) = server.get("/statistics/").unwrap();
    assert_eq!(status, 200);
    assert!(page.contains("HyperLogLog"), "{page}");
}

#[test]
fn a_portal_that_was_killed_remembers_nobody() {
    let folder = tempfile::tempdir().unwrap();
    let (data, _) = portal(folder.path());
    let server = portico().serve("serve", &data).unwrap();
    use_the_portal(&server);
    let log = server.kill();
    assert_no_trace(folder.path(), &log);
}

#[test]
fn who_objects_is_not_counted() {
    let folder = tempfile::tempdir().unwrap();
    let (data, _) = portal(folder.path());
    let server = portico().serve("serve", &data).unwrap();
    for (number, signal) in (0..12).zip(
        [
            "Sec-GPC: 1",
            "DNT: 1",
            "Cookie: cookies_preferences=1.1.20261104.00",
        ]
        .iter()
        .cycle(),
    ) {
        let headers = format!(
            "X-Forwarded-For: 198.51.100.{number}\r\nUser-Agent: {AGENT}\r\nAccept: text/html\r\n\
             Sec-Fetch-Mode: navigate\r\n{signal}\r\n"
        );
        assert_eq!(server.get_with("/explore/", &headers).unwrap().0, 200);
    }
    // A value that the signal does not have says nothing, and an explicit yes beats the signal.
    for extra in [
        "Sec-GPC: 0",
        "Sec-GPC: true",
        "Sec-GPC: 1\r\nCookie: cookies_preferences=1.1.20261104.10",
    ] {
        let headers =
            format!("User-Agent: {AGENT}\r\nAccept: text/html\r\nSec-Fetch-Mode: navigate\r\n{extra}\r\n");
        assert_eq!(server.get_with("/explore/", &headers).unwrap().0, 200);
    }
    server.stop().unwrap();
    let server = portico().serve("serve", &data).unwrap();
    let (_, csv) = server.get("/statistics.csv").unwrap();
    let has = |line: &str| csv.lines().any(|found| found.trim_end().ends_with(line));
    assert!(has(",total,,requests,15"), "{csv}");
    assert!(has(",total,,views,3"), "{csv}");
}
