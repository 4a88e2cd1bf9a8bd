//! What did the file look like? A copy of it beside the records, and its SHA-256.

use std::sync::Arc;

use object_store::ObjectStore;
use object_store::buffered::BufWriter;
use object_store::path::Path;
use portico_formats::read::Format;
use portico_model::Fault;
use sha2::{Digest, Sha256};
use tokio::io::{AsyncReadExt, AsyncWriteExt};

use super::fetch_source::LocalSource;
use super::staging::StagedImport;

/// Bytes that are copied at once.
const PIECE: usize = 256 << 10;

/// Copies the file to `source.<ending>` in the folder of the version; its SHA-256 in hexadecimal.
pub(crate) async fn keep(
    store: &Arc<dyn ObjectStore>,
    source: &LocalSource,
    staged: &StagedImport,
    format: Format,
) -> Result<String, Fault> {
    let ending = source.ending().unwrap_or_else(|| match format {
        Format::Shapefile => "zip".to_owned(),
        other => other.as_str().to_owned(),
    });
    let name = format!("source.{ending}");
    let place = Path::from_iter(["datasets", staged.uid().as_str(), staged.version_id(), &name]);
    let mut file = tokio::fs::File::open(&source.path)
        .await
        .map_err(Fault::internal)?;
    let mut copy = BufWriter::new(Arc::clone(store), place);
    let mut digest = Sha256::new();
    let mut piece = vec![0; PIECE];
    loop {
        let length = file.read(&mut piece).await.map_err(Fault::internal)?;
        if length == 0 {
            break;
        }
        digest.update(&piece[..length]);
        copy.write_all(&piece[..length]).await.map_err(Fault::internal)?;
    }
    copy.shutdown().await.map_err(Fault::internal)?;
    Ok(hex::encode(digest.finalize()))
}
