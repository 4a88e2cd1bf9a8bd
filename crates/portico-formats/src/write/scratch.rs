//! Where do records wait until a file can be written? In files without a name, which the system removes when they are closed.

use std::fs::File;
use std::path::Path;

use crate::FormatError;

/// A new temporary file: in the folder, else where the system keeps them.
pub(crate) fn file(folder: Option<&Path>) -> Result<File, FormatError> {
    Ok(match folder {
        Some(folder) => tempfile::tempfile_in(folder)?,
        None => tempfile::tempfile()?,
    })
}
