//! Which files do the records name? A zip that holds one table and the files of its columns: they are kept with the version.

use std::collections::HashMap;
use std::io::{Read, Write};
use std::path::Path as LocalPath;
use std::sync::{Arc, Mutex, PoisonError};

use arrow::array::{Array, ArrayRef, AsArray, StringArray};
use arrow::record_batch::RecordBatch;
use futures::StreamExt;
use object_store::buffered::BufWriter;
use object_store::{ObjectStore, ObjectStoreExt};
use portico_formats::read::{self, Inspection};
use portico_model::{Fault, FaultKind, Field, FieldType, Schema, Version};
use serde_json::json;
use sha2::{Digest, Sha256};
use tempfile::NamedTempFile;
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use zip::ZipArchive;

use super::fetch_source::LocalSource;
use super::packed;
use super::staging::StagedImport;
use crate::{media, version_files};

/// Endings of tables.
const TABLES: [&str; 10] = [
    "csv",
    "tsv",
    "json",
    "jsonl",
    "ndjson",
    "geojson",
    "xlsx",
    "ods",
    "parquet",
    "geoparquet",
];
/// Most files of an archive, and bytes of one of them.
const MOST: usize = 100_000;
const LARGEST: u64 = 2 << 30;
/// Bytes that are copied at once.
const PIECE: usize = 256 << 10;

/// The files that came in the same archive as the table.
#[derive(Debug)]
pub(super) struct Bundle {
    archive: Mutex<ZipArchive<std::fs::File>>,
    /// Position in the archive by the name that records use: the whole path, and the last part where that is unambiguous.
    places: HashMap<String, usize>,
    /// Keeps a fetched archive until the end.
    _source: LocalSource,
}

/// The table and the files of an archive that holds both; the table of one that holds nothing else, or that is compressed; any other source
/// stays as it is.
///
/// # Errors
/// `UnreadableFile` when the table cannot be unpacked; `ArchiveTooLarge`.
pub(super) async fn unpack(
    source: LocalSource,
    folder: &LocalPath,
    limit: u64,
) -> Result<(LocalSource, Option<Arc<Bundle>>), Fault> {
    let folder = folder.to_owned();
    tokio::task::spawn_blocking(move || split(packed::inside(source, &folder, limit)?, &folder, limit))
        .await
        .map_err(Fault::internal)?
}

fn split(
    source: LocalSource,
    folder: &LocalPath,
    limit: u64,
) -> Result<(LocalSource, Option<Arc<Bundle>>), Fault> {
    let opened = std::fs::File::open(&source.path).ok().map(ZipArchive::new);
    let Some(Ok(mut archive)) = opened.filter(|_| source.name.to_ascii_lowercase().ends_with(".zip")) else {
        return Ok((source, None));
    };
    let names: Vec<(usize, String)> = (0..archive.len())
        .filter_map(|index| Some((index, archive.name_for_index(index)?.ok()?.into_owned())))
        .filter(|(_, name)| is_content(name))
        .collect();
    let is_table = |name: &str| TABLES.contains(&ending(name).as_str());
    let tables: Vec<&(usize, String)> = names.iter().filter(|(_, name)| is_table(name)).collect();
    let has_shapes = names.iter().any(|(_, name)| ending(name) == "shp");
    let ([(place, table)], false) = (tables.as_slice(), has_shapes) else {
        return Ok((source, None));
    };
    if names.len() > MOST {
        return Err(too_large(format!(
            "the archive holds {} files; the limit is {MOST}",
            names.len()
        )));
    }
    let mut total = 0_u64;
    for (index, _) in &names {
        let entry = archive.by_index_raw(*index).map_err(damaged)?;
        total = total.saturating_add(entry.size());
    }
    if total > limit {
        return Err(too_large(format!(
            "the archive unpacks to {total} bytes; the limit is {limit}"
        )));
    }
    let unpacked = extract(&mut archive, *place, folder, limit)?;
    let stem = super::fetch_source::stem(&source.name);
    let name = format!("{stem}.{}", ending(table));
    let mut places = HashMap::new();
    let mut last_parts: HashMap<&str, Option<usize>> = HashMap::new();
    for (index, name) in names.iter().filter(|(index, _)| index != place) {
        places.insert(name.clone(), *index);
        let last = name.rsplit('/').next().unwrap_or(name);
        last_parts
            .entry(last)
            .and_modify(|seen| *seen = None)
            .or_insert(Some(*index));
    }
    for (last, index) in last_parts {
        if let Some(index) = index {
            places.entry(last.to_owned()).or_insert(index);
        }
    }
    let table = LocalSource::unpacked(name, unpacked)?;
    if places.is_empty() {
        return Ok((table, None));
    }
    let bundle = Bundle {
        archive: Mutex::new(archive),
        places,
        _source: source,
    };
    Ok((table, Some(Arc::new(bundle))))
}

/// A file of the publisher, not one of his computer.
fn is_content(name: &str) -> bool {
    let is_hidden = |part: &str| part.starts_with('.') || part == "__MACOSX" || part == "Thumbs.db";
    !name.ends_with('/') && !name.split('/').any(is_hidden)
}

fn ending(name: &str) -> String {
    let last = name.rsplit('/').next().unwrap_or(name);
    last.rsplit_once('.')
        .map(|(_, ending)| ending.to_ascii_lowercase())
        .unwrap_or_default()
}

/// One entry as a file of its own, never more than `limit` bytes whatever the archive declares.
fn extract(
    archive: &mut ZipArchive<std::fs::File>,
    place: usize,
    folder: &LocalPath,
    limit: u64,
) -> Result<NamedTempFile, Fault> {
    let entry = archive.by_index(place).map_err(damaged)?;
    let name = String::from_utf8_lossy(entry.name_raw()).into_owned();
    let mut content = entry.take(limit.saturating_add(1));
    let mut file = NamedTempFile::new_in(folder).map_err(Fault::internal)?;
    let bytes = std::io::copy(&mut content, &mut file).map_err(damaged)?;
    if bytes > limit {
        return Err(too_large(format!("`{name}` unpacks to more than {limit} bytes")));
    }
    file.flush().map_err(Fault::internal)?;
    Ok(file)
}

impl Bundle {
    /// The columns in which every value names a file of the archive become `file` fields, unless records that stay have them: then they
    /// are what they are.
    ///
    /// # Errors
    /// When the table cannot be read.
    pub(super) async fn type_fields(
        self: &Arc<Self>,
        source: &LocalSource,
        inspection: &mut Inspection,
        schema: &mut Schema,
        kept: Option<&Schema>,
    ) -> Result<(), Fault> {
        let (path, bundle, asked) = (source.path.clone(), Arc::clone(self), inspection.clone());
        let names = tokio::task::spawn_blocking(move || bundle.columns_of_names(&path, &asked))
            .await
            .map_err(Fault::internal)??;
        let is_kept = |name: &str| kept.is_some_and(|kept| kept.field(name).is_some());
        for field in schema.fields.iter_mut().chain(&mut inspection.schema.fields) {
            if names.contains(&field.name) && !is_kept(&field.name) {
                *field = Field {
                    label: field.label.clone(),
                    description: field.description.clone(),
                    ..Field::new(&field.name, FieldType::File)
                };
            }
        }
        Ok(())
    }

    fn columns_of_names(&self, path: &LocalPath, inspection: &Inspection) -> Result<Vec<String>, Fault> {
        let fields = &inspection.schema.fields;
        // A candidate is true once a value was a name of a file.
        let mut candidates: Vec<Option<bool>> = fields
            .iter()
            .map(|field| {
                let is_text = field.ty == FieldType::Text && field.annotations.multivalued.is_none();
                is_text.then_some(false)
            })
            .collect();
        let mut look = |batch: RecordBatch| {
            for (candidate, column) in candidates.iter_mut().zip(batch.columns()) {
                let Some(texts) = column.as_string_opt::<i32>() else {
                    *candidate = None;
                    continue;
                };
                for text in texts.iter().flatten() {
                    let is_name = self.places.contains_key(text.trim());
                    *candidate = candidate.filter(|_| is_name).map(|_| true);
                }
            }
            std::ops::ControlFlow::Continue(())
        };
        read::read(path, inspection, &mut look, &mut |_| {}, &mut |_, _| {})?;
        let named = fields.iter().zip(candidates);
        Ok(named
            .filter(|(_, candidate)| *candidate == Some(true))
            .map(|(field, _)| field.name.clone())
            .collect())
    }
}

/// The fields as a table says them: files by their names.
pub(super) fn by_name(schema: &Schema) -> Schema {
    let mut schema = schema.clone();
    for field in schema
        .fields
        .iter_mut()
        .filter(|field| field.ty == FieldType::File)
    {
        field.ty = FieldType::Text;
    }
    schema
}

/// Whether some records may name files.
pub(super) fn has_files(schema: &Schema) -> bool {
    schema.fields.iter().any(|field| field.ty == FieldType::File)
}

/// Every value of a `file` field names a file that came with the table.
///
/// # Errors
/// `MissingFile` for the first one that does not.
pub(super) fn check_names(
    bundle: Option<&Arc<Bundle>>,
    batch: &RecordBatch,
    fields: &[Field],
) -> Result<(), Fault> {
    let is_file = |field: &Field| field.ty == FieldType::File;
    let columns = fields.iter().zip(batch.columns());
    for (field, column) in columns.filter(|(field, _)| is_file(field)) {
        let names = column.as_string_opt::<i32>().into_iter().flatten().flatten();
        let known = |name: &str| bundle.is_some_and(|bundle| bundle.places.contains_key(name));
        if let Some(name) = names.map(str::trim).find(|name| !known(name)) {
            return Err(missing(field, name));
        }
    }
    Ok(())
}

fn missing(field: &Field, name: &str) -> Fault {
    let name: String = name.chars().take(100).collect();
    let message = format!(
        "the field `{}` holds files, and `{name}` names none that came with the table",
        field.name
    );
    Fault::new(FaultKind::Unprocessable, "MissingFile", message)
        .with_hint("pack the table and its files into one zip, or leave the cell empty")
}

/// Puts the files of records beside the version that is being written.
pub(super) struct Keeper<'a> {
    bundle: Arc<Bundle>,
    store: Arc<dyn ObjectStore>,
    staged: &'a StagedImport,
    folder: std::path::PathBuf,
    /// What the file of a name became.
    known: HashMap<String, String>,
}

impl<'a> Keeper<'a> {
    pub(super) fn new(
        bundle: Arc<Bundle>,
        store: Arc<dyn ObjectStore>,
        staged: &'a StagedImport,
        folder: &LocalPath,
    ) -> Self {
        Self {
            bundle,
            store,
            staged,
            folder: folder.to_owned(),
            known: HashMap::new(),
        }
    }

    /// The batch with the objects of files in the place of their names.
    pub(super) async fn keep(&mut self, batch: &RecordBatch, fields: &[Field]) -> Result<RecordBatch, Fault> {
        let mut columns: Vec<ArrayRef> = Vec::with_capacity(batch.num_columns());
        for (field, column) in fields.iter().zip(batch.columns()) {
            let Some(names) = column
                .as_string_opt::<i32>()
                .filter(|_| field.ty == FieldType::File)
            else {
                columns.push(Arc::clone(column));
                continue;
            };
            let mut objects = Vec::with_capacity(names.len());
            for name in names {
                objects.push(match name.map(str::trim) {
                    Some(name) => self.object(name).await?,
                    None => None,
                });
            }
            columns.push(Arc::new(StringArray::from(objects)));
        }
        RecordBatch::try_new(batch.schema(), columns).map_err(Fault::internal)
    }

    async fn object(&mut self, name: &str) -> Result<Option<String>, Fault> {
        if let Some(known) = self.known.get(name) {
            return Ok(Some(known.clone()));
        }
        let Some(&place) = self.bundle.places.get(name) else {
            return Ok(None);
        };
        let (bundle, folder) = (Arc::clone(&self.bundle), self.folder.clone());
        let file = tokio::task::spawn_blocking(move || {
            let mut archive = bundle.archive.lock().unwrap_or_else(PoisonError::into_inner);
            extract(&mut archive, place, &folder, LARGEST)
        });
        let file = file.await.map_err(Fault::internal)??;
        let stored = NamedFile {
            file: &file,
            name: name.rsplit('/').next().unwrap_or(name),
        };
        let object = store_file(&self.store, self.staged, stored).await?;
        self.known.insert(name.to_owned(), object.clone());
        Ok(Some(object))
    }
}

/// A file and its name.
#[derive(Debug)]
pub(crate) struct NamedFile<'a> {
    pub(crate) file: &'a NamedTempFile,
    /// Without folders.
    pub(crate) name: &'a str,
}

/// Stores a file beside the version that is being written, under an identifier made of its name and content; its object, as records
/// hold it.
pub(crate) async fn store_file(
    store: &Arc<dyn ObjectStore>,
    staged: &StagedImport,
    stored: NamedFile<'_>,
) -> Result<String, Fault> {
    let NamedFile { file, name } = stored;
    let etag = digest_of(file.path(), &[]).await?;
    let id = digest_of(file.path(), name.as_bytes()).await?;
    let mut object = json!({
        "thumbnail": crate::thumbnails::format_of(media::media_type(name)).is_some(),
        "filename": name,
        "mimetype": media::media_type(name),
        "etag": etag,
        "id": id,
        "last_synchronized": crate::clock::naive_now(),
    });
    let path = file.path().to_owned();
    let image = tokio::task::spawn_blocking(move || image_of(&path))
        .await
        .map_err(Fault::internal)?;
    if let (Some((format, width, height)), Some(members)) = (image, object.as_object_mut()) {
        members.insert("format".to_owned(), format.into());
        members.insert("width".to_owned(), width.into());
        members.insert("height".to_owned(), height.into());
    }
    let text = object.to_string();
    let (uid, version) = (staged.uid().as_str(), staged.version_id());
    let mut source = tokio::fs::File::open(file.path())
        .await
        .map_err(Fault::internal)?;
    let mut copy = BufWriter::new(Arc::clone(store), version_files::content(uid, version, &id));
    let mut piece = vec![0; PIECE];
    loop {
        let length = source.read(&mut piece).await.map_err(Fault::internal)?;
        if length == 0 {
            break;
        }
        copy.write_all(&piece[..length]).await.map_err(Fault::internal)?;
    }
    copy.shutdown().await.map_err(Fault::internal)?;
    store
        .put(&version_files::about(uid, version, &id), text.clone().into())
        .await
        .map_err(Fault::internal)?;
    Ok(text)
}

/// The files of the version whose records stay belong to the new one too.
pub(crate) async fn carry_over(
    store: &Arc<dyn ObjectStore>,
    staged: &StagedImport,
    kept: &Version,
) -> Result<(), Fault> {
    let uid = staged.uid().as_str();
    let old = version_files::folder(uid, &kept.id);
    let mut files = store.list(Some(&old));
    while let Some(file) = files.next().await {
        let from = file.map_err(Fault::internal)?.location;
        let Some(name) = from.filename() else { continue };
        let to = version_files::folder(uid, staged.version_id()).join(name);
        store.copy(&from, &to).await.map_err(Fault::internal)?;
    }
    Ok(())
}

/// The first half of the SHA-256 of the salt and the file, hexadecimal.
async fn digest_of(path: &LocalPath, salt: &[u8]) -> Result<String, Fault> {
    let (path, salt) = (path.to_owned(), salt.to_vec());
    let digest = tokio::task::spawn_blocking(move || {
        let mut digest = Sha256::new();
        digest.update(salt);
        let mut file = std::fs::File::open(path)?;
        let mut piece = vec![0; PIECE];
        loop {
            let length = file.read(&mut piece)?;
            if length == 0 {
                return Ok::<_, std::io::Error>(digest.finalize());
            }
            digest.update(&piece[..length]);
        }
    });
    let digest = digest.await.map_err(Fault::internal)?.map_err(Fault::internal)?;
    Ok(hex::encode(&digest[..16]))
}

/// Format, width and height of an image.
fn image_of(path: &LocalPath) -> Option<(&'static str, usize, usize)> {
    use imagesize::ImageType;
    let mut head = vec![0; 64];
    let length = std::fs::File::open(path).ok()?.read(&mut head).ok()?;
    let format = match imagesize::image_type(head.get(..length)?).ok()? {
        ImageType::Bmp => "BMP",
        ImageType::Gif => "GIF",
        ImageType::Jpeg => "JPEG",
        ImageType::Png => "PNG",
        ImageType::Tiff => "TIFF",
        ImageType::Webp => "WEBP",
        _ => return None,
    };
    let size = imagesize::size(path).ok()?;
    Some((format, size.width, size.height))
}

fn damaged(error: impl std::fmt::Display) -> Fault {
    Fault::new(
        FaultKind::Unprocessable,
        "UnreadableFile",
        format!("the archive is damaged: {error}"),
    )
    .with_hint("pack it again, without encryption")
}

pub(super) fn too_large(message: String) -> Fault {
    Fault::new(FaultKind::TooLarge, "ArchiveTooLarge", message)
        .with_hint("raise the limit for archives, or import in parts")
}
