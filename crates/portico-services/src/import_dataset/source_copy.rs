//! What did the file look like? A copy of it beside the records, and its SHA-256.

use std::sync::Arc;

use object_store::ObjectStore;
use object_store::path::Path;
use portico_formats::read::Format;
use portico_model::Fault;

use super::fetch_source::LocalSource;
use super::staging::StagedImport;
use crate::object_copies::copy_in;

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
    let file = tokio::fs::File::open(&source.path)
        .await
        .map_err(Fault::internal)?;
    Ok(copy_in(store, place, file).await?.sha256)
}
