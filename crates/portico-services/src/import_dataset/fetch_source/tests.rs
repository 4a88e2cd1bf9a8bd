//! Fetching, from a server of this process.

use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;

/// A guard that admits this machine, or nothing but what is public.
fn guard(here: bool) -> Guard {
    let networks: &[&str] = if here { &["127.0.0.0/8"] } else { &[] };
    Guard {
        networks: networks
            .iter()
            .map(|network| network.parse().expect("a network"))
            .collect(),
        silence: std::time::Duration::from_secs(30),
        largest: 1 << 30,
    }
}

/// Answers every request with what `answer` makes of its path.
async fn serve(answer: impl Fn(&str) -> String + Send + Sync + 'static) -> String {
    serve_requests(move |request| answer(request.split(' ').nth(1).unwrap_or_default())).await
}

/// The same, with the whole request.
async fn serve_requests(answer: impl Fn(&str) -> String + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 4096];
            let length = stream.read(&mut request).await.unwrap_or_default();
            let text = String::from_utf8_lossy(&request[..length]).into_owned();
            let _ = stream.write_all(answer(&text).as_bytes()).await;
        }
    });
    address
}

fn ok(headers: &str, body: &str) -> String {
    format!(
        "HTTP/1.1 200 OK\r\nContent-Length: {}\r\nConnection: close\r\n{headers}\r\n{body}",
        body.len()
    )
}

async fn get(address: &str, here: bool) -> Result<(LocalSource, String), Fault> {
    crate::portal::install_cryptography();
    let folder = tempfile::tempdir().expect("a folder");
    let tell: Tell = Arc::new(|_| {});
    let source = open(
        &ImportSource::Url(address.to_owned()),
        folder.path(),
        &guard(here),
        &tell,
    )
    .await?;
    let text = std::fs::read_to_string(&source.path).expect("text");
    Ok((source, text))
}

async fn refused(address: &str, here: bool) -> String {
    get(address, here).await.expect_err(address).message
}

#[tokio::test]
async fn a_file_is_fetched_through_redirects_and_keeps_its_name() {
    let address = serve(|path| match path {
        "/old" => {
            "HTTP/1.1 302 Found\r\nLocation: /new.csv\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                .to_owned()
        }
        _ => ok("Content-Type: text/csv\r\n", "a,b\n1,2\n"),
    })
    .await;
    let (source, text) = get(&format!("{address}/old"), true).await.expect("a file");
    assert_eq!((source.name.as_str(), text.as_str()), ("new.csv", "a,b\n1,2\n"));
    assert_eq!(source.dataset_id().as_str(), "new");
}

#[tokio::test]
async fn addresses_that_are_not_public_are_refused_however_they_are_written() {
    for address in [
        "http://127.0.0.1:80/a.csv",
        "http://localhost/a.csv",
        "http://2130706433/",
        "http://0x7f.1/",
        "http://[::1]/",
        "http://[::ffff:10.0.0.1]/",
        "http://169.254.169.254/latest/meta-data/",
    ] {
        let message = refused(address, false).await;
        assert!(message.contains("not public"), "{address}: {message}");
    }
    assert!(
        refused("file:///etc/passwd", false)
            .await
            .contains("only http and https")
    );
    assert!(
        refused("http://me:secret@example.org/", false)
            .await
            .contains("passwords")
    );
    assert!(refused("nonsense", false).await.contains("not an address"));
}

#[tokio::test]
async fn a_redirect_leads_to_nothing_that_could_not_be_asked_for() {
    crate::portal::install_cryptography();
    let address = serve(|path| {
        let target = path.trim_start_matches("/?to=");
        format!("HTTP/1.1 307 Temporary Redirect\r\nLocation: {target}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
    })
    .await;
    let only_this = Guard {
        networks: vec!["127.0.0.1/32".parse().expect("a network")],
        ..guard(false)
    };
    let folder = tempfile::tempdir().expect("a folder");
    for (target, why) in [
        ("http://127.0.0.2:9/", "not public"),
        ("http://169.254.169.254/latest/meta-data/", "not public"),
        ("http://[::1]:9/", "not public"),
        ("http://[::ffff:169.254.169.254]/", "not public"),
        ("//0x7f.2/", "not public"),
        ("file:///etc/passwd", "only http and https"),
        ("gopher://127.0.0.1:9/", "only http and https"),
        ("http://me:secret@127.0.0.1:9/", "passwords"),
    ] {
        let tell: Tell = Arc::new(|_| {});
        let source = ImportSource::Url(format!("{address}/?to={target}"));
        let fault = open(&source, folder.path(), &only_this, &tell).await;
        let message = fault.expect_err(target).message;
        assert!(message.contains(why), "{target}: {message}");
    }
}

#[tokio::test]
async fn failures_say_what_the_server_did() {
    let address = serve(|path| match path {
        "/loop" => "HTTP/1.1 302 Found\r\nLocation: /loop\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
            .to_owned(),
        "/gone" => "HTTP/1.1 410 Gone\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned(),
        "/short" => "HTTP/1.1 200 OK\r\nContent-Length: 100\r\nConnection: close\r\n\r\na,b".to_owned(),
        "/away" => {
            "HTTP/1.1 302 Found\r\nLocation: ftp://x.org/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                .to_owned()
        }
        "/huge" => {
            "HTTP/1.1 200 OK\r\nContent-Length: 99999999999999\r\nConnection: close\r\n\r\n".to_owned()
        }
        _ => ok("Content-Encoding: gzip\r\n", "x"),
    })
    .await;
    for (path, expected) in [
        ("/loop", "redirects more than 5 times"),
        ("/gone", "410"),
        ("/short", "cannot fetch"),
        ("/away", "only http and https"),
        ("/huge", "larger than"),
        ("/packed", "compresses"),
    ] {
        let message = refused(&format!("{address}{path}"), true).await;
        assert!(message.contains(expected), "{path}: {message}");
    }
}

#[tokio::test]
async fn only_a_regular_file_is_a_source() {
    let folder = tempfile::tempdir().expect("a folder");
    let tell: Tell = Arc::new(|_| {});
    for (path, expected) in [
        (folder.path().to_owned(), "is a directory"),
        (folder.path().join("none.csv"), "cannot read"),
    ] {
        let source = ImportSource::Path(path);
        let fault = open(&source, folder.path(), &guard(false), &tell)
            .await
            .expect_err(expected);
        assert!(fault.message.contains(expected), "{}", fault.message);
    }
}

#[tokio::test]
async fn what_is_known_is_asked_for_with_its_marks_and_only_where_they_were_given() {
    let address = serve_requests(|request| {
        let path = request.split(' ').nth(1).unwrap_or_default();
        let low = request.to_lowercase();
        let marked = low.contains("if-none-match") || low.contains("if-modified-since");
        let same = low.contains("if-none-match: \"a1\"")
            && low.contains("if-modified-since: mon, 30 nov 2026 08:00:00 gmt");
        match path {
            "/old" if marked => {
                "HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\nConnection: close\r\n\r\n".to_owned()
            }
            "/old" => {
                "HTTP/1.1 302 Found\r\nLocation: /new.csv\r\nContent-Length: 0\r\nConnection: close\r\n\r\n"
                    .to_owned()
            }
            "/liar.csv" => "HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n".to_owned(),
            _ if same => "HTTP/1.1 304 Not Modified\r\nConnection: close\r\n\r\n".to_owned(),
            _ => ok(
                "ETag: \"a1\"\r\nLast-Modified: Mon, 30 Nov 2026 08:00:00 GMT\r\n",
                "a,b\n1,2\n",
            ),
        }
    })
    .await;
    crate::portal::install_cryptography();
    let folder = tempfile::tempdir().expect("a folder");
    let tell: Tell = Arc::new(|_| {});
    let guard = guard(true);
    let old = format!("{address}/old");
    let first = fetch_if_changed(&old, folder.path(), &guard, None, &tell).await;
    let (_, seen) = first.expect("an answer").expect("a file");
    assert_eq!(seen.url, format!("{address}/new.csv"));
    assert_eq!(seen.etag.as_deref(), Some("\"a1\""));
    assert_eq!(seen.sha256.len(), 64);
    let again = fetch_if_changed(&old, folder.path(), &guard, Some(&seen), &tell).await;
    assert!(again.expect("an answer").is_none(), "it is the same");
    let other = Seen {
        etag: Some("\"z9\"".to_owned()),
        ..seen.clone()
    };
    let changed = fetch_if_changed(&old, folder.path(), &guard, Some(&other), &tell).await;
    assert!(changed.expect("an answer").is_some());
    let liar = format!("{address}/liar.csv");
    let fault = fetch_if_changed(&liar, folder.path(), &guard, Some(&seen), &tell).await;
    assert!(
        fault
            .expect_err("nothing was asked about")
            .message
            .contains("nowhere")
    );
}

#[tokio::test]
async fn a_file_that_is_larger_than_it_may_be_is_not_fetched_to_its_end() {
    let address = serve(|path| match path {
        "/said" => ok("", &"x".repeat(100)),
        _ => format!("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n{}", "x".repeat(100)),
    })
    .await;
    crate::portal::install_cryptography();
    let folder = tempfile::tempdir().expect("a folder");
    let tell: Tell = Arc::new(|_| {});
    for path in ["said", "unsaid"] {
        let guard = guard(true).up_to(99);
        let address = format!("{address}/{path}");
        let fault = fetch_if_changed(&address, folder.path(), &guard, None, &tell).await;
        assert_eq!(fault.expect_err(path).code, "FileTooLarge");
    }
    assert_eq!(
        std::fs::read_dir(folder.path()).expect("the folder").count(),
        0,
        "nothing stays"
    );
}
