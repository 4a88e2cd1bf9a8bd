//! Where is the file? A path is taken as it is; an address is fetched under guard into a temporary file.

use std::path::{Path, PathBuf};
use std::time::SystemTime;

use portico_model::{DatasetId, Fault, FaultKind};
use tempfile::NamedTempFile;

use super::{ImportSource, Tell};

mod fetch;
mod names;

pub(crate) use self::fetch::{Guard, Seen, check_address, fetch_if_changed};

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
    guard: &Guard,
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
        ImportSource::Upload(id) | ImportSource::Resource(id) => {
            Err(Fault::internal(format!("the file {id} is not a source to fetch")))
        }
        ImportSource::Url(address) => match fetch_if_changed(address, folder, guard, None, tell).await? {
            Some((source, _)) => Ok(source),
            None => Err(Fault::internal("a server said `not modified` and was believed")),
        },
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

#[cfg(test)]
mod tests;
