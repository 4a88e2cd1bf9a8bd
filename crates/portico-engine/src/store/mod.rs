//! Where are the records? Parquet files of immutable versions, written once, read many times, swept when nobody owns them.

pub(crate) mod canon;
pub(crate) mod convert;
pub(crate) mod memory;
pub(crate) mod profile;
pub(crate) mod reader;
pub(crate) mod sweep;
pub(crate) mod words;
pub(crate) mod writer;

use object_store::path::Path;

/// Folder of every dataset.
const DATASETS: &str = "datasets";

/// The folder of a version.
pub(crate) fn version_path(uid: &str, version_id: &str) -> Path {
    Path::from_iter([DATASETS, uid, version_id])
}

/// The records of a version.
pub(crate) fn data_path(uid: &str, version_id: &str) -> Path {
    Path::from_iter([DATASETS, uid, version_id, "data-00000.parquet"])
}

/// The index of the words of a version, where it has one.
pub(crate) fn words_path(uid: &str, version_id: &str) -> Path {
    Path::from_iter([DATASETS, uid, version_id, "text", "words"])
}
