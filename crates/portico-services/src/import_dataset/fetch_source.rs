//! Where is the file? A path is taken as it is; an address is fetched under guard into a temporary file.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::time::{Duration, SystemTime};

use futures::StreamExt;
use portico_model::{DatasetId, Fault, FaultKind};
use reqwest::header::{CONTENT_DISPOSITION, CONTENT_ENCODING, CONTENT_TYPE, LOCATION};
use reqwest::{Client, Response, redirect};
use tempfile::NamedTempFile;
use tokio::io::AsyncWriteExt;
use url::{Host, Url};

use super::address_guard;
use super::{ImportProgress, ImportSource, Tell};

mod names;

/// Redirects that are followed.
const REDIRECTS: usize = 5;
/// Largest file that is fetched, in bytes.
const LARGEST: u64 = 16 << 30;
/// Longest fetch.
const LONGEST: Duration = Duration::from_secs(3600);
/// Longest silence.
const SILENCE: Duration = Duration::from_secs(60);
/// Longest wait for a connection.
const CONNECT: Duration = Duration::from_secs(15);

/// Which addresses may be asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Public ones.
    Public,
    /// Any: for tests, whose servers are on this machine.
    #[cfg(test)]
    Anywhere,
}

/// A file of this machine, ready to be read.
#[derive(Debug)]
pub(crate) struct LocalSource {
    /// Where it is.
    pub(super) path: PathBuf,
    /// Name as the publisher knows it.
    pub(super) name: String,
    /// Size in bytes.
    pub(super) size: u64,
    modified: Option<SystemTime>,
    /// Removes a fetched file at the end.
    _fetched: Option<NamedTempFile>,
}

impl LocalSource {
    fn new(path: PathBuf, name: String, fetched: Option<NamedTempFile>) -> Result<Self, Fault> {
        let about = std::fs::metadata(&path).map_err(|error| unreadable(&path, &error))?;
        if !about.is_file() {
            let what = if about.is_dir() {
                "is a directory"
            } else {
                "is not a regular file"
            };
            return Err(
                Fault::invalid("UnreadableFile", format!("{} {what}", path.display()))
                    .with_hint("name one file"),
            );
        }
        Ok(Self {
            size: about.len(),
            modified: about.modified().ok(),
            path,
            name,
            _fetched: fetched,
        })
    }

    /// A file that has another name on the disk than for its publisher.
    pub(super) fn named(path: PathBuf, name: String) -> Result<Self, Fault> {
        Self::new(path, name, None)
    }

    /// The first records of another file, under its name.
    pub(super) fn sampled(&self, sample: NamedTempFile) -> Result<Self, Fault> {
        Self::new(sample.path().to_owned(), self.name.clone(), Some(sample))
    }

    /// Keeps a fetched file under that path.
    pub(super) fn keep(mut self, path: &Path) -> Result<(), Fault> {
        match self._fetched.take() {
            Some(file) => file
                .persist(path)
                .map(drop)
                .map_err(|error| Fault::internal(error.error)),
            None => std::fs::copy(&self.path, path).map(drop).map_err(Fault::internal),
        }
    }

    /// A table that was taken out of an archive.
    pub(crate) fn unpacked(name: String, file: NamedTempFile) -> Result<Self, Fault> {
        Self::new(file.path().to_owned(), name, Some(file))
    }

    /// The identifier made from the name: endings of formats are left out.
    pub(super) fn dataset_id(&self) -> DatasetId {
        DatasetId::from_title(names::stem(&self.name))
    }

    /// The ending of the name, when it is a plain one.
    pub(super) fn ending(&self) -> Option<String> {
        names::ending(&self.name)
    }

    /// The file is read several times: every time it must be the same.
    pub(super) async fn check_unchanged(&self) -> Result<(), Fault> {
        let now = tokio::fs::metadata(&self.path)
            .await
            .map_err(|error| unreadable(&self.path, &error))?;
        if now.len() == self.size && now.modified().ok() == self.modified {
            return Ok(());
        }
        let message = format!("{} was changed while it was read", self.path.display());
        Err(Fault::new(FaultKind::Conflict, "FileChanged", message)
            .with_hint("wait until the program that writes it is done, and import it again"))
    }
}

/// The stem of a file name, without the endings of formats: for titles.
pub(super) fn stem(name: &str) -> &str {
    names::stem(name)
}

/// Finds or fetches the file; what is fetched goes into `folder`.
pub(super) async fn open(
    source: &ImportSource,
    folder: &Path,
    reach: Reach,
    tell: &Tell,
) -> Result<LocalSource, Fault> {
    match source {
        ImportSource::Path(path) => {
            let name = path
                .file_name()
                .map(|name| name.to_string_lossy().into_owned())
                .unwrap_or_default();
            LocalSource::new(path.clone(), name, None)
        }
        ImportSource::Current => Err(Fault::internal("the file of a version is no source to fetch")),
        ImportSource::Upload(id) => Err(Fault::internal(format!(
            "the upload {id} is not a source to fetch"
        ))),
        ImportSource::Url(address) => {
            let fetching = fetch(address, folder, reach, tell);
            tokio::time::timeout(LONGEST, fetching).await.map_err(|_| {
                unfetched(
                    address,
                    &format!("it took longer than {} minutes", LONGEST.as_secs() / 60),
                )
            })?
        }
    }
}

async fn fetch(address: &str, folder: &Path, reach: Reach, tell: &Tell) -> Result<LocalSource, Fault> {
    let mut url = Url::parse(address).map_err(|error| {
        Fault::invalid(
            "InvalidAddress",
            format!("`{address}` is not an address: {error}"),
        )
    })?;
    for _ in 0..=REDIRECTS {
        let response = ask(&url, reach).await?;
        if !response.status().is_redirection() {
            return save(&url, response, folder, tell).await;
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
async fn ask(url: &Url, reach: Reach) -> Result<Response, Fault> {
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
    let allowed: Vec<SocketAddr> = found
        .into_iter()
        .filter(|found| may_reach(reach, found))
        .collect();
    if allowed.is_empty() {
        return Err(
            unfetched(url.as_str(), "it leads to an address that is not public")
                .with_hint("fetch the file yourself and import it from this machine"),
        );
    }
    let mut client = Client::builder()
        .no_proxy()
        .redirect(redirect::Policy::none())
        .connect_timeout(CONNECT)
        .read_timeout(SILENCE)
        .user_agent(concat!("portico/", env!("CARGO_PKG_VERSION")));
    if !host.is_empty() {
        client = client.resolve_to_addrs(&host, &allowed);
    }
    let client = client.build().map_err(Fault::internal)?;
    client
        .get(url.clone())
        .send()
        .await
        .map_err(|error| unfetched(url.as_str(), &reason(&error)))
}

fn may_reach(reach: Reach, address: &SocketAddr) -> bool {
    match reach {
        Reach::Public => address_guard::is_public(address.ip()),
        #[cfg(test)]
        Reach::Anywhere => true,
    }
}

async fn save(url: &Url, response: Response, folder: &Path, tell: &Tell) -> Result<LocalSource, Fault> {
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
    if !matches!(header(CONTENT_ENCODING), "" | "identity") {
        return Err(unfetched(
            url.as_str(),
            "the server compresses its answer although it was not asked to",
        ));
    }
    let total = response.content_length();
    if total.is_some_and(|total| total > LARGEST) {
        return Err(too_large(url));
    }
    let name = names::of_answer(url, header(CONTENT_DISPOSITION), header(CONTENT_TYPE));
    let fetched = NamedTempFile::new_in(folder).map_err(Fault::internal)?;
    let mut file = tokio::fs::File::create(fetched.path())
        .await
        .map_err(Fault::internal)?;
    let mut bytes = 0_u64;
    let mut body = response.bytes_stream();
    while let Some(piece) = body.next().await {
        let piece = piece.map_err(|error| unfetched(url.as_str(), &reason(&error)))?;
        bytes += piece.len() as u64;
        if bytes > LARGEST {
            return Err(too_large(url));
        }
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
    LocalSource::new(fetched.path().to_owned(), name, Some(fetched))
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

fn unreadable(path: &Path, error: &std::io::Error) -> Fault {
    let message = format!("cannot read {}: {error}", path.display());
    let kind = if error.kind() == std::io::ErrorKind::NotFound {
        FaultKind::NotFound
    } else {
        FaultKind::Unprocessable
    };
    Fault::new(kind, "UnreadableFile", message)
}

fn unfetched(address: &str, why: &str) -> Fault {
    Fault::new(
        FaultKind::Unprocessable,
        "UnreachableAddress",
        format!("cannot fetch {address}: {why}"),
    )
}

fn too_large(url: &Url) -> Fault {
    let message = format!(
        "cannot fetch {url}: the file is larger than {} GiB",
        LARGEST >> 30
    );
    Fault::new(FaultKind::TooLarge, "FileTooLarge", message)
}

#[cfg(test)]
mod tests;
