//! Is the file packed? One that is compressed with gzip is read as what is inside.

use std::fs::File;
use std::io::{BufReader, Read, Write};
use std::path::Path;

use flate2::read::MultiGzDecoder;
use portico_model::{Fault, FaultKind};
use tempfile::NamedTempFile;

use super::fetch_source::LocalSource;
use super::files::too_large;

/// How a file that is compressed with gzip begins (RFC 1952, 2.3.1).
const MAGIC: [u8; 2] = [0x1F, 0x8B];
/// Where an archive of tar says that it is one, and how.
const TAR: (u64, &[u8]) = (257, b"ustar");

/// What is inside of a file that is compressed with gzip, at most `limit` bytes; any other file as it is. Blocking.
///
/// # Errors
/// `UnreadableFile` when it is damaged or an archive of tar; `ArchiveTooLarge`.
pub(super) fn inside(source: LocalSource, folder: &Path, limit: u64) -> Result<LocalSource, Fault> {
    let mut head = Vec::new();
    let mut file = BufReader::new(File::open(&source.path).map_err(Fault::internal)?);
    file.by_ref()
        .take(MAGIC.len() as u64)
        .read_to_end(&mut head)
        .map_err(Fault::internal)?;
    if head != MAGIC {
        return Ok(source);
    }
    let mut content = MultiGzDecoder::new(head.as_slice().chain(file)).take(limit.saturating_add(1));
    let mut unpacked = NamedTempFile::new_in(folder).map_err(Fault::internal)?;
    let mut start = Vec::new();
    let beginning = TAR.0 + TAR.1.len() as u64;
    content
        .by_ref()
        .take(beginning)
        .read_to_end(&mut start)
        .map_err(damaged)?;
    if start.ends_with(TAR.1) && start.len() as u64 == beginning {
        let message = "the file is an archive of tar, which cannot be imported";
        return Err(unreadable(message).with_hint("unpack it first, or pack its table as ZIP"));
    }
    unpacked.write_all(&start).map_err(Fault::internal)?;
    let bytes = std::io::copy(&mut content, &mut unpacked).map_err(damaged)?;
    if bytes + start.len() as u64 > limit {
        return Err(too_large(format!("the file unpacks to more than {limit} bytes")));
    }
    unpacked.flush().map_err(Fault::internal)?;
    LocalSource::unpacked(name_inside(&source.name), unpacked)
}

/// `trees.csv.gz` holds `trees.csv`.
fn name_inside(name: &str) -> String {
    let inside = name
        .rsplit_once('.')
        .filter(|(_, ending)| ["gz", "gzip"].iter().any(|gz| ending.eq_ignore_ascii_case(gz)));
    inside.map_or(name, |(inside, _)| inside).to_owned()
}

fn damaged(error: std::io::Error) -> Fault {
    // Writing to the disk fails with a number of the system, a decoder without.
    if error.raw_os_error().is_some() {
        return Fault::internal(error);
    }
    unreadable(&format!("the file is compressed with gzip and damaged: {error}"))
        .with_hint("check that the download was complete, or send it unpacked")
}

fn unreadable(message: &str) -> Fault {
    Fault::new(FaultKind::Unprocessable, "UnreadableFile", message)
}

#[cfg(test)]
mod tests {
    use flate2::Compression;
    use flate2::write::GzEncoder;

    use super::*;

    fn packed(content: &[u8]) -> Vec<u8> {
        let mut encoder = GzEncoder::new(Vec::new(), Compression::fast());
        encoder.write_all(content).unwrap();
        encoder.finish().unwrap()
    }

    fn open(name: &str, content: &[u8]) -> Result<(String, Vec<u8>), Fault> {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join(name);
        std::fs::write(&path, content).unwrap();
        let source = LocalSource::named(path, name.to_owned())?;
        let source = inside(source, folder.path(), 1000)?;
        Ok((source.name.clone(), std::fs::read(&source.path).unwrap()))
    }

    #[test]
    fn what_is_compressed_is_read_as_what_is_inside() {
        let table = b"id,name\n1,Oak\n".to_vec();
        let whole = ("trees.csv".to_owned(), table.clone());
        let open = |name: &str, content: &[u8]| open(name, content).unwrap();
        assert_eq!(open("trees.csv.gz", &packed(&table)), whole);
        assert_eq!(open("trees.csv.GZIP", &packed(&table)), whole);
        assert_eq!(
            open("trees.csv", &packed(&table)),
            whole,
            "the content says what it is"
        );
        assert_eq!(open("trees.csv", &table), whole);
        let halves = [packed(&table[..5]), packed(&table[5..])].concat();
        assert_eq!(
            open("trees.csv.gz", &halves),
            whole,
            "several members are one file"
        );
    }

    #[test]
    fn what_is_damaged_too_large_or_something_else_says_so() {
        let says = |name: &str, content: &[u8]| open(name, content).unwrap_err().message;
        let mut cut = packed(b"id,name\n1,Oak\n");
        cut.truncate(cut.len() - 6);
        assert!(says("a.csv.gz", &cut).contains("damaged"));
        let bomb = packed(&vec![b'a'; 1 << 20]);
        assert!(says("a.csv.gz", &bomb).contains("more than 1000 bytes"));
        let mut tar = vec![0; 512];
        tar[257..262].copy_from_slice(b"ustar");
        assert!(says("a.tar.gz", &packed(&tar)).contains("archive of tar"));
    }
}
