//! Where are files on their way? In a folder each, named by their identifiers; what nobody needs any more is swept.

use std::io::{Seek, SeekFrom, Write};
use std::path::PathBuf;

use bytes::Bytes;
use portico_model::{Fault, FaultKind};
use uuid::Uuid;

use super::missing;
use crate::clock;
use crate::portal::Inner;

/// A file that nobody touched for so long is removed, in microseconds: 7 days.
const KEPT: i64 = 7 * 86_400_000_000;
/// Longest name of a file, in characters.
const LONGEST_NAME: usize = 150;

/// The last part of a path, without what a name must not have.
pub(super) fn clean_name(name: &str) -> String {
    let last = name.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean: String = last
        .chars()
        .filter(|character| !character.is_control())
        .take(LONGEST_NAME)
        .collect();
    match clean.trim().trim_start_matches('.') {
        "" => "data".to_owned(),
        name => name.to_owned(),
    }
}

/// Where the bytes are. The identifier comes from the registry, never from a request.
fn place(inner: &Inner, id: &str) -> PathBuf {
    inner.places.uploads.join(id).join("data")
}

/// Writes a piece, and waits until it is on the disk.
pub(super) async fn write_piece(inner: &Inner, id: &str, offset: u64, piece: Bytes) -> Result<(), Fault> {
    let path = place(inner, id);
    let write = move || -> std::io::Result<()> {
        let mut file = std::fs::OpenOptions::new()
            .create(true)
            .truncate(false)
            .write(true)
            .open(path)?;
        // What a write that was cut off left behind is not part of it.
        file.set_len(offset)?;
        file.seek(SeekFrom::Start(offset))?;
        file.write_all(&piece)?;
        file.sync_data()
    };
    tokio::task::spawn_blocking(write)
        .await
        .map_err(Fault::internal)?
        .map_err(|error| match error.kind() {
            std::io::ErrorKind::StorageFull | std::io::ErrorKind::QuotaExceeded => Fault::new(
                FaultKind::Busy,
                "DiskFull",
                "there is no room left on the portal's disk",
            )
            .with_hint("tell who runs the portal; what was sent so far is kept"),
            _ => Fault::internal(error),
        })
}

/// All of it is here.
pub(crate) async fn complete(inner: &Inner, id: &str, name: &str, bytes: u64) -> Result<(), Fault> {
    let bytes = i64::try_from(bytes).map_err(Fault::internal)?;
    let name = clean_name(name);
    match inner
        .registry
        .complete_upload(id, &name, bytes, clock::now())
        .await?
    {
        true => Ok(()),
        false => Err(missing(id)),
    }
}

/// Path of a file that was sent, and its name.
pub(crate) async fn file(inner: &Inner, id: &str) -> Result<(PathBuf, String), Fault> {
    let upload = inner.registry.upload(id).await?.ok_or_else(|| missing(id))?;
    Ok((place(inner, &upload.id), upload.file_name))
}

/// Where a fetched file goes.
pub(crate) async fn place_for(inner: &Inner, id: &str) -> Result<PathBuf, Fault> {
    file(inner, id).await.map(|(path, _)| path)
}

/// Forgets a file.
pub(crate) async fn remove(inner: &Inner, id: &str) -> Result<(), Fault> {
    inner.registry.delete_upload(id).await?;
    match tokio::fs::remove_dir_all(inner.places.uploads.join(id)).await {
        Err(error) if error.kind() != std::io::ErrorKind::NotFound => Err(Fault::internal(error)),
        _ => Ok(()),
    }
}

/// Removes files that nobody touched for long, and folders that nobody knows.
pub(crate) async fn sweep(inner: &Inner) -> Result<(), Fault> {
    let names = |folder: &std::path::Path| -> Vec<String> {
        let entries = std::fs::read_dir(folder).into_iter().flatten().flatten();
        entries
            .filter_map(|entry| entry.file_name().into_string().ok())
            .collect()
    };
    // Folders first, rows second: a file is announced after its folder was made.
    let folders = names(&inner.places.uploads);
    let known = inner.registry.list_uploads(None).await?;
    let limit = clock::now() - KEPT;
    for upload in known.iter().filter(|upload| upload.touched_at < limit) {
        remove(inner, &upload.id).await?;
    }
    for folder in folders {
        let is_known = known.iter().any(|upload| upload.id == folder);
        // One that was made a moment ago is not announced yet.
        let is_old = Uuid::try_parse(&folder)
            .ok()
            .and_then(|id| id.get_timestamp())
            .is_some_and(|made| made.to_unix().0 + 3600 < clock::now().unsigned_abs() / 1_000_000);
        if !is_known && is_old {
            remove(inner, &folder).await?;
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::clean_name;

    #[test]
    fn a_name_is_the_last_part_of_a_path_and_nothing_else() {
        assert_eq!(clean_name("../../etc/passwd"), "passwd");
        assert_eq!(clean_name("C:\\data\\parks\u{0}.csv"), "parks.csv");
        assert_eq!(clean_name(".."), "data");
        assert_eq!(clean_name(".hidden.csv"), "hidden.csv");
        assert_eq!(clean_name(&"x".repeat(500)).len(), 150);
    }
}
