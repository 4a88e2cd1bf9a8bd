//! Is an archive harmless? Names are only compared, never used as paths; sizes are checked before and while unpacking.

use std::io::{self, Read, Seek};
use std::path::Path;

use zip::ZipArchive;

use super::Limits;
use super::input::CountedFile;
use crate::FormatError;

/// Most entries of an archive.
const ENTRIES: usize = 10_000;

fn damaged(error: &dyn std::fmt::Display) -> FormatError {
    // The library names the part that it misses by its abbreviation.
    let said = error.to_string();
    let why = match said.contains("EOCD") {
        true => "its end is missing",
        false => said.as_str(),
    };
    FormatError::content_with_hint(
        format!("the ZIP archive is damaged: {why}"),
        "check that the download was complete, or pack it again",
    )
}

fn too_large(message: String) -> FormatError {
    FormatError::TooLarge {
        message,
        hint: Some("import its content as CSV, or raise the limit for archives".to_owned()),
    }
}

/// Opens an archive whose declared sizes are within limits.
///
/// # Errors
/// When it is damaged, has too many entries, or unpacks to too much.
pub(crate) fn open<R: Read + Seek>(reader: R, limits: &Limits) -> Result<ZipArchive<R>, FormatError> {
    let mut archive = ZipArchive::new(reader).map_err(|error| damaged(&error))?;
    if archive.len() > ENTRIES {
        return Err(too_large(format!(
            "the archive has {} entries; the limit is {ENTRIES}",
            archive.len()
        )));
    }
    let (mut packed, mut unpacked) = (0_u64, 0_u64);
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|error| damaged(&error))?;
        packed = packed.saturating_add(entry.compressed_size());
        unpacked = unpacked.saturating_add(entry.size());
    }
    if unpacked > limits.archive_bytes {
        return Err(too_large(format!(
            "the archive unpacks to {unpacked} bytes; the limit is {}",
            limits.archive_bytes
        )));
    }
    if unpacked > 64 << 20 && unpacked / packed.max(1) > limits.archive_ratio {
        return Err(too_large(format!(
            "the archive unpacks to {} times its size, as only hostile files do; the limit is {}",
            unpacked / packed.max(1),
            limits.archive_ratio
        )));
    }
    Ok(archive)
}

/// The names of the files in an archive.
///
/// # Errors
/// As [`open`].
pub(crate) fn names(path: &Path, limits: &Limits) -> Result<Vec<String>, FormatError> {
    let (file, _) = CountedFile::open(path)?;
    let mut archive = open(io::BufReader::new(file), limits)?;
    let mut names = Vec::new();
    for index in 0..archive.len() {
        let entry = archive.by_index_raw(index).map_err(|error| damaged(&error))?;
        if entry.is_file() {
            names.push(String::from_utf8_lossy(entry.name_raw()).into_owned());
        }
    }
    Ok(names)
}

/// Whether the entry of that name begins so.
///
/// # Errors
/// As [`open`].
pub(crate) fn starts(path: &Path, name: &str, with: &[u8], limits: &Limits) -> Result<bool, FormatError> {
    let (file, _) = CountedFile::open(path)?;
    let mut archive = open(io::BufReader::new(file), limits)?;
    let entry = archive.by_name(name).map_err(|error| damaged(&error))?;
    let mut start = Vec::new();
    entry
        .take(with.len() as u64)
        .read_to_end(&mut start)
        .map_err(|error| damaged(&error))?;
    Ok(start == with)
}

/// Unpacks one entry to nowhere, to learn its real size.
///
/// # Errors
/// When it is damaged or larger than `limit`.
pub(crate) fn measure<R: Read + Seek>(
    archive: &mut ZipArchive<R>,
    index: usize,
    limit: u64,
) -> Result<u64, FormatError> {
    let entry = archive.by_index(index).map_err(|error| damaged(&error))?;
    let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
    let size = io::copy(&mut entry.take(limit.saturating_add(1)), &mut io::sink())
        .map_err(|error| damaged(&error))?;
    if size > limit {
        return Err(too_large(format!(
            "`{}` unpacks to more than {limit} bytes",
            super::inspection::clip(&name, 60)
        )));
    }
    Ok(size)
}

/// A reader that fails once more than `left` bytes went through.
pub(crate) struct Limited<R> {
    inner: R,
    left: u64,
}

impl<R> Limited<R> {
    pub(crate) fn new(inner: R, left: u64) -> Self {
        Self { inner, left }
    }
}

impl<R: Read> Read for Limited<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.left = self.left.checked_sub(length as u64).ok_or_else(|| {
            io::Error::new(
                io::ErrorKind::FileTooLarge,
                "the archive unpacks to more than the limit",
            )
        })?;
        Ok(length)
    }
}
