//! How does a file get into the object store, and out of it again? Piece by piece, in constant memory. What no row knows is swept.

use std::collections::HashSet;
use std::io::Write;
use std::path::Path as LocalPath;
use std::sync::Arc;

use futures::{StreamExt, TryStreamExt};
use object_store::buffered::BufWriter;
use object_store::path::Path;
use object_store::{ObjectMeta, ObjectStore, ObjectStoreExt};
use portico_model::Fault;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use crate::clock;

/// Bytes that are copied at once.
const PIECE: usize = 256 << 10;
/// A file that no row knows is debris after this long, in seconds: until then its row may be on its way.
const FRESH: i64 = 3600;

/// What was copied.
#[derive(Debug)]
pub(crate) struct Copied {
    pub(crate) bytes: u64,
    /// SHA-256 in hexadecimal.
    pub(crate) sha256: String,
}

/// Copies an open file into the store.
///
/// # Errors
/// When the file or the store fails.
pub(crate) async fn copy_in(
    store: &Arc<dyn ObjectStore>,
    place: Path,
    mut file: tokio::fs::File,
) -> Result<Copied, Fault> {
    let mut copy = BufWriter::new(Arc::clone(store), place);
    let mut digest = Sha256::new();
    let mut bytes = 0_u64;
    let mut piece = vec![0; PIECE];
    loop {
        let length = file.read(&mut piece).await.map_err(Fault::internal)?;
        if length == 0 {
            break;
        }
        digest.update(&piece[..length]);
        bytes += length as u64;
        copy.write_all(&piece[..length]).await.map_err(Fault::internal)?;
    }
    copy.shutdown().await.map_err(Fault::internal)?;
    Ok(Copied {
        bytes,
        sha256: hex::encode(digest.finalize()),
    })
}

/// Copies an object into a file of its own, which goes when it is dropped.
///
/// # Errors
/// When there is no such object, or the disk is full.
pub(crate) async fn copy_out(
    store: &Arc<dyn ObjectStore>,
    place: &Path,
    folder: &LocalPath,
) -> Result<NamedTempFile, Fault> {
    let found = store.get(place).await.map_err(Fault::internal)?;
    let mut file = NamedTempFile::new_in(folder).map_err(Fault::internal)?;
    let mut content = found.into_stream();
    while let Some(piece) = content.next().await.transpose().map_err(Fault::internal)? {
        file.write_all(&piece).map_err(Fault::internal)?;
    }
    file.flush().map_err(Fault::internal)?;
    Ok(file)
}

/// Everything in a folder of the store. To be asked before the rows: a row is written after its file.
///
/// # Errors
/// When the store fails.
pub(crate) async fn listed(store: &Arc<dyn ObjectStore>, folder: &str) -> Result<Vec<ObjectMeta>, Fault> {
    let folder = Path::from(folder);
    store
        .list(Some(&folder))
        .try_collect()
        .await
        .map_err(Fault::internal)
}

/// Removes those whose names no row knows: what a process left that died, the files of a dataset that is gone.
///
/// # Errors
/// When the store fails.
pub(crate) async fn sweep_unknown(
    store: &Arc<dyn ObjectStore>,
    found: Vec<ObjectMeta>,
    known: &HashSet<String>,
) -> Result<(), Fault> {
    let now = clock::now() / 1_000_000;
    for file in found {
        let is_known = file.location.filename().is_some_and(|name| known.contains(name));
        if !is_known && file.last_modified.timestamp() + FRESH < now {
            store.delete(&file.location).await.map_err(Fault::internal)?;
        }
    }
    Ok(())
}
