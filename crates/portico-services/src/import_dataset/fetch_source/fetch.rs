//! What is at this address, and is it new? Asked under guard: only where the portal may ask, never more and never longer than it may be.

use std::net::SocketAddr;
use std::path::Path;
use std::time::Duration;

use futures::StreamExt;
use ipnet::IpNet;
use portico_model::{Fault, FaultKind};
use reqwest::header::{
    CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_TYPE, ETAG, IF_MODIFIED_SINCE, IF_NONE_MATCH,
    LAST_MODIFIED, LOCATION,
};
use reqwest::{Client, Response, StatusCode, redirect};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt;
use url::{Host, Url};

use super::super::address_guard;
use super::{LocalSource, names};
use crate::import_dataset::{ImportProgress, Tell};
use crate::portal::Inner;

/// Redirects that are followed.
const REDIRECTS: usize = 5;
/// Largest file that is fetched, in bytes.
const LARGEST: u64 = 16 << 30;
/// Longest fetch.
const LONGEST: Duration = Duration::from_secs(3600);
/// Longest wait for a connection.
const CONNECT: Duration = Duration::from_secs(15);
/// Longest address, in bytes.
const LONGEST_ADDRESS: usize = 2_000;
/// Longest mark of a server that is kept, in bytes.
const LONGEST_MARK: usize = 1_000;

/// Where the portal may ask, and for how much.
#[derive(Debug, Clone)]
pub(crate) struct Guard {
    /// Networks that may be asked although they are not public.
    pub(super) networks: Vec<IpNet>,
    /// Longest silence of a server.
    pub(super) silence: Duration,
    /// Largest file, in bytes.
    pub(super) largest: u64,
}

impl Guard {
    /// As the settings say.
    pub(crate) fn of(inner: &Inner) -> Self {
        let settings = &inner.settings.fetch;
        Self {
            networks: settings.networks.clone(),
            silence: settings.silence,
            largest: LARGEST,
        }
    }

    /// For a file of at most so many bytes.
    pub(crate) fn up_to(self, bytes: u64) -> Self {
        Self {
            largest: self.largest.min(bytes),
            ..self
        }
    }

    fn admits(&self, address: &SocketAddr) -> bool {
        let ip = address.ip().to_canonical();
        address_guard::is_public(address.ip()) || self.networks.iter().any(|network| network.contains(&ip))
    }
}

/// What a server said of a file that was fetched. A stored document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub(crate) struct Seen {
    /// Where it was in the end.
    pub(crate) url: String,
    /// Its mark there.
    pub(crate) etag: Option<String>,
    /// Its day there.
    pub(crate) last_modified: Option<String>,
    /// SHA-256 of the file, hexadecimal.
    pub(crate) sha256: String,
    /// The version that the dataset had after this.
    pub(crate) version: Option<String>,
}

/// An address that can be fetched, as far as its text says.
///
/// # Errors
/// `InvalidAddress`.
pub(crate) fn check_address(address: &str) -> Result<Url, Fault> {
    let address = address.trim();
    let wrong = |message: String| Fault::invalid("InvalidAddress", message);
    if address.len() > LONGEST_ADDRESS {
        return Err(wrong(format!(
            "an address has at most {LONGEST_ADDRESS} characters"
        )));
    }
    let url =
        Url::parse(address).map_err(|error| wrong(format!("`{address}` is not an address: {error}")))?;
    if !matches!(url.scheme(), "http" | "https") {
        return Err(wrong(
            "only addresses that begin with http:// or https:// are fetched".to_owned(),
        ));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(wrong("names and passwords in addresses are not sent".to_owned()));
    }
    Ok(url)
}

/// Fetches a file into `folder`; none when the server says that it is the one that is known.
///
/// # Errors
/// `InvalidAddress`; `UnreachableAddress` with the reason; `FileTooLarge`.
pub(crate) async fn fetch_if_changed(
    address: &str,
    folder: &Path,
    guard: &Guard,
    known: Option<&Seen>,
    tell: &Tell,
) -> Result<Option<(LocalSource, Seen)>, Fault> {
    let fetching = fetch(address, folder, guard, known, tell);
    tokio::time::timeout(LONGEST, fetching).await.map_err(|_| {
        unfetched(
            address,
            &format!("it took longer than {} minutes", LONGEST.as_secs() / 60),
        )
    })?
}

async fn fetch(
    address: &str,
    folder: &Path,
    guard: &Guard,
    known: Option<&Seen>,
    tell: &Tell,
) -> Result<Option<(LocalSource, Seen)>, Fault> {
    let mut url = Url::parse(address).map_err(|error| {
        Fault::invalid(
            "InvalidAddress",
            format!("`{address}` is not an address: {error}"),
        )
    })?;
    for _ in 0..=REDIRECTS {
        // The marks are those of one address: another one that is passed on the way does not get them.
        let marks = known.filter(|known| known.url == url.as_str());
        let response = ask(&url, guard, marks).await?;
        if response.status() == StatusCode::NOT_MODIFIED && marks.is_some() {
            return Ok(None);
        }
        if !response.status().is_redirection() {
            return save(&url, response, folder, guard, tell).await.map(Some);
        }
        let place = response
            .headers()
            .get(LOCATION)
            .and_then(|place| place.to_str().ok());
        let Some(next) = place.and_then(|place| url.join(place).ok()) else {
            return Err(unfetched(url.as_str(), "it redirects to nowhere"));
        };
        url = next;
    }
    Err(unfetched(
        address,
        &format!("it redirects more than {REDIRECTS} times"),
    ))
}

/// Asks one address, after a look at where its name leads; the connection goes there and nowhere else.
async fn ask(url: &Url, guard: &Guard, known: Option<&Seen>) -> Result<Response, Fault> {
    if !matches!(url.scheme(), "http" | "https") {
        return Err(unfetched(
            url.as_str(),
            "only http and https addresses are fetched",
        ));
    }
    if !url.username().is_empty() || url.password().is_some() {
        return Err(unfetched(
            url.as_str(),
            "names and passwords in addresses are not sent",
        ));
    }
    let port = url.port_or_known_default().unwrap_or(443);
    let (host, found) = match url.host() {
        Some(Host::Ipv4(ip)) => (String::new(), vec![SocketAddr::new(ip.into(), port)]),
        Some(Host::Ipv6(ip)) => (String::new(), vec![SocketAddr::new(ip.into(), port)]),
        Some(Host::Domain(name)) => {
            let found = tokio::net::lookup_host((name, port)).await;
            let found =
                found.map_err(|error| unfetched(url.as_str(), &format!("`{name}` is not known: {error}")))?;
            (name.to_owned(), found.collect())
        }
        None => return Err(unfetched(url.as_str(), "it names no host")),
    };
    let allowed: Vec<SocketAddr> = found.into_iter().filter(|found| guard.admits(found)).collect();
    if allowed.is_empty() {
        return Err(
            unfetched(url.as_str(), "it leads to an address that is not public").with_hint(
                "send the file yourself, or ask who runs the portal to allow its network (`fetch.networks`)",
            ),
        );
    }
    let mut client = Client::builder()
        .no_proxy()
        .redirect(redirect::Policy::none())
        .connect_timeout(CONNECT)
        .read_timeout(guard.silence)
        .user_agent(concat!("portico/", env!("CARGO_PKG_VERSION")));
    if !host.is_empty() {
        client = client.resolve_to_addrs(&host, &allowed);
    }
    let client = client.build().map_err(Fault::internal)?;
    let mut request = client.get(url.clone());
    if let Some(known) = known {
        let marks = [
            (IF_NONE_MATCH, &known.etag),
            (IF_MODIFIED_SINCE, &known.last_modified),
        ];
        for (name, mark) in marks {
            if let Some(mark) = mark {
                request = request.header(name, mark);
            }
        }
    }
    request
        .send()
        .await
        .map_err(|error| unfetched(url.as_str(), &reason(&error)))
}

async fn save(
    url: &Url,
    response: Response,
    folder: &Path,
    guard: &Guard,
    tell: &Tell,
) -> Result<(LocalSource, Seen), Fault> {
    let status = response.status();
    if !status.is_success() {
        return Err(unfetched(url.as_str(), &format!("the server answers {status}")));
    }
    let header = |name| {
        response
            .headers()
            .get(name)
            .and_then(|value| value.to_str().ok())
            .unwrap_or_default()
    };
    let mark = |name| {
        let mark = header(name).trim();
        (!mark.is_empty() && mark.len() <= LONGEST_MARK).then(|| mark.to_owned())
    };
    if !matches!(header(CONTENT_ENCODING), "" | "identity") {
        return Err(unfetched(
            url.as_str(),
            "the server compresses its answer although it was not asked to",
        ));
    }
    let total = response.content_length();
    if total.is_some_and(|total| total > guard.largest) {
        return Err(too_large(url, guard.largest));
    }
    let name = names::of_answer(url, header(CONTENT_DISPOSITION), header(CONTENT_TYPE));
    let mut seen = Seen {
        url: url.to_string(),
        etag: mark(ETAG),
        last_modified: mark(LAST_MODIFIED),
        ..Seen::default()
    };
    let fetched = NamedTempFile::new_in(folder).map_err(Fault::internal)?;
    let mut file = tokio::fs::File::create(fetched.path())
        .await
        .map_err(Fault::internal)?;
    let mut bytes = 0_u64;
    let mut digest = Sha256::new();
    let mut body = response.bytes_stream();
    while let Some(piece) = body.next().await {
        let piece = piece.map_err(|error| unfetched(url.as_str(), &reason(&error)))?;
        bytes += piece.len() as u64;
        if bytes > guard.largest {
            return Err(too_large(url, guard.largest));
        }
        digest.update(&piece);
        file.write_all(&piece).await.map_err(Fault::internal)?;
        tell(ImportProgress {
            pass: 0,
            bytes,
            total_bytes: total,
            rows: 0,
        });
    }
    file.flush().await.map_err(Fault::internal)?;
    drop(file);
    seen.sha256 = hex::encode(digest.finalize());
    let source = LocalSource::new(fetched.path().to_owned(), name, Some(fetched))?;
    Ok((source, seen))
}

/// The innermost cause: what surrounds it repeats the address.
fn reason(error: &reqwest::Error) -> String {
    let mut cause: &dyn std::error::Error = error;
    while let Some(inner) = cause.source() {
        cause = inner;
    }
    if error.is_timeout() {
        "the server is silent for too long".to_owned()
    } else {
        cause.to_string()
    }
}

fn unfetched(address: &str, why: &str) -> Fault {
    Fault::new(
        FaultKind::Unprocessable,
        "UnreachableAddress",
        format!("cannot fetch {address}: {why}"),
    )
}

fn too_large(url: &Url, largest: u64) -> Fault {
    let limit = match largest >> 30 {
        0 => format!("{} MiB", largest >> 20),
        gibibytes => format!("{gibibytes} GiB"),
    };
    let message = format!("cannot fetch {url}: the file is larger than {limit}");
    Fault::new(FaultKind::TooLarge, "FileTooLarge", message)
}
