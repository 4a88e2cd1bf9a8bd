//! Where do pushed files go? Beside the version that takes them over, like the files of an archive.

use std::io::Write;
use std::path::Path;
use std::sync::Arc;

use object_store::ObjectStore;
use portico_model::Fault;
use serde_json::Value;
use tempfile::NamedTempFile;

use super::shape::{self, Flat, SentFile};
use crate::import_dataset::{NamedFile, StagedImport, store_file};
use crate::media;

/// Longest name of a file, in characters.
const LONGEST_NAME: usize = 200;

/// Stores the files of the record and puts their objects in their place.
///
/// # Errors
/// When the store refuses.
pub(super) async fn store(
    store: &Arc<dyn ObjectStore>,
    staged: &StagedImport,
    record: &mut Flat,
    members: &[String],
    folder: &Path,
) -> Result<(), Fault> {
    for member in members {
        let Some(value) = record.get_mut(member) else {
            continue;
        };
        // Checked when it came: anything else is no file any more.
        let Some(Ok(sent)) = shape::file(value) else {
            *value = Value::Null;
            continue;
        };
        let name = name_of(&sent, member);
        let folder = folder.to_owned();
        let file = tokio::task::spawn_blocking(move || -> std::io::Result<NamedTempFile> {
            let mut file = NamedTempFile::new_in(folder)?;
            file.write_all(&sent.content)?;
            file.flush()?;
            Ok(file)
        });
        let file = file.await.map_err(Fault::internal)?.map_err(Fault::internal)?;
        let named = NamedFile {
            file: &file,
            name: &name,
        };
        *value = Value::String(store_file(store, staged, named).await?);
    }
    Ok(())
}

/// The name that was sent, without folders; else one made of the field and the media type.
fn name_of(sent: &SentFile, member: &str) -> String {
    let given = sent.name.as_deref().unwrap_or_default();
    let last = given.rsplit(['/', '\\']).next().unwrap_or_default();
    let plain: String = last
        .chars()
        .filter(|c| !c.is_control())
        .take(LONGEST_NAME)
        .collect();
    if !plain.trim().is_empty() {
        return plain;
    }
    let ending = sent
        .media_type
        .as_deref()
        .and_then(media::ending_of)
        .unwrap_or("bin");
    format!("{}.{ending}", portico_model::slug(member, '_'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_has_the_name_that_was_sent_or_one_of_its_field_and_type() {
        let sent = |name: Option<&str>, media_type: Option<&str>| SentFile {
            content: Vec::new(),
            name: name.map(str::to_owned),
            media_type: media_type.map(str::to_owned),
        };
        assert_eq!(name_of(&sent(Some("../../etc/plan.pdf"), None), "x"), "plan.pdf");
        assert_eq!(name_of(&sent(None, Some("image/jpg")), "Photo 1"), "photo_1.jpg");
        assert_eq!(name_of(&sent(Some("/"), None), "photo"), "photo.bin");
    }
}
