//! Fetching, from a server of this process.

use std::sync::Arc;

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

use super::*;

/// Answers every request with what `answer` makes of its path.
async fn serve(answer: impl Fn(&str) -> String + Send + Sync + 'static) -> String {
    let listener = TcpListener::bind("127.0.0.1:0").await.expect("a port");
    let address = format!("http://{}", listener.local_addr().expect("an address"));
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            let mut request = vec![0; 4096];
            let length = stream.read(&mut request).await.unwrap_or_default();
            let text = String::from_utf8_lossy(&request[..length]).into_owned();
            let path = text.split(' ').nth(1).unwrap_or_default().to_owned();
            let _ = stream.write_all(answer(&path).as_bytes()).await;
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

async fn get(address: &str, reach: Reach) -> Result<(LocalSource, String), Fault> {
    crate::portal::install_cryptography();
    let folder = tempfile::tempdir().expect("a folder");
    let tell: Tell = Arc::new(|_| {});
    let source = open(
        &ImportSource::Url(address.to_owned()),
        folder.path(),
        reach,
        &tell,
    )
    .await?;
    let text = std::fs::read_to_string(&source.path).expect("text");
    Ok((source, text))
}

async fn refused(address: &str, reach: Reach) -> String {
    get(address, reach).await.expect_err(address).message
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
    let (source, text) = get(&format!("{address}/old"), Reach::Anywhere)
        .await
        .expect("a file");
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
        let message = refused(address, Reach::Public).await;
        assert!(message.contains("not public"), "{address}: {message}");
    }
    assert!(
        refused("file:///etc/passwd", Reach::Public)
            .await
            .contains("only http and https")
    );
    assert!(
        refused("http://me:secret@example.org/", Reach::Public)
            .await
            .contains("passwords")
    );
    assert!(
        refused("nonsense", Reach::Public)
            .await
            .contains("not an address")
    );
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
        let message = refused(&format!("{address}{path}"), Reach::Anywhere).await;
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
        let fault = open(&source, folder.path(), Reach::Public, &tell)
            .await
            .expect_err(expected);
        assert!(fault.message.contains(expected), "{}", fault.message);
    }
}
