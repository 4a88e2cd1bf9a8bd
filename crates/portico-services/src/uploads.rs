//! How does a file get here, and what does its publisher want to make of it? Piece by piece to the disk, resumed after any interruption.

mod disk;

use bytes::Bytes;
use futures::{Stream, StreamExt};
use portico_model::{DatasetId, Fault, FaultKind, Metadata, Permission, Principal};
use portico_registry::UploadRecord;
use sha2::{Digest, Sha256};
use uuid::Uuid;

use self::disk::{clean_name, write_piece};
pub(crate) use self::disk::{complete, file, place_for, remove, sweep};
use crate::import_dataset::{ImportOrder, Preview, check_address};
use crate::jobs::{self, FetchSource, ImportFile, Keep};
use crate::{ImportMode, ImportRequest, ImportSource, Portal, ScheduleRequest, clock};

/// Largest piece, in bytes.
pub const LARGEST_PIECE: usize = 8 << 20;
/// Files of one person at the same time.
const MOST: usize = 50;

/// A file on its way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct UploadInfo {
    /// UUIDv7.
    pub id: String,
    /// Name as the publisher knows it.
    pub file_name: String,
    /// Size in bytes; 0 while it is being fetched.
    pub bytes: u64,
    /// Bytes that are here.
    pub received: u64,
    /// The address that it is fetched from.
    pub address: Option<String>,
    /// Grows with each decision.
    pub revision: i64,
    /// Last sign of its publisher, microseconds since the epoch, UTC.
    pub touched_at: i64,
}

impl UploadInfo {
    /// All of it is here.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.bytes > 0 && self.received == self.bytes
    }
}

impl Portal {
    /// Announces a file of that name and size. One of the same person with the same fingerprint that is not whole yet is continued: its
    /// `received` says where.
    ///
    /// # Errors
    /// `FileTooLarge` with the limit; `ForbiddenAccess` and the like.
    pub async fn begin_upload(
        &self,
        who: &Principal,
        name: &str,
        bytes: u64,
        fingerprint: &str,
    ) -> Result<UploadInfo, Fault> {
        may_send(who)?;
        self.check_size(bytes)?;
        if bytes == 0 {
            let message = format!("the file `{}` is empty", clean_name(name));
            return Err(Fault::new(FaultKind::Unprocessable, "EmptyFile", message));
        }
        let fingerprint: String = fingerprint.chars().take(200).collect();
        let known = self.inner.registry.list_uploads(Some(who.author())).await?;
        let name = clean_name(name);
        let same = known.iter().find(|upload| {
            !fingerprint.is_empty()
                && upload.fingerprint == fingerprint
                && upload.file_name == name
                && upload.bytes.unsigned_abs() == bytes
                && upload.received < upload.bytes
        });
        if let Some(upload) = same {
            return Ok(upload.clone().into());
        }
        let upload = self.announce(who, &known, name, bytes, fingerprint, None).await?;
        Ok(upload.into())
    }

    /// Takes the next piece of a file. `sha256` of the piece, hexadecimal, is compared when it is given.
    ///
    /// # Errors
    /// `WrongOffset` (a conflict) when the piece does not begin where the file ends: the answer to [`Self::upload`] says where; `WrongHash`;
    /// `FileTooLarge` when there is more than was announced.
    pub async fn continue_upload(
        &self,
        who: &Principal,
        id: &str,
        offset: u64,
        sha256: Option<&str>,
        piece: Bytes,
    ) -> Result<UploadInfo, Fault> {
        let upload = self.own_upload(who, id).await?;
        if piece.len() > LARGEST_PIECE {
            let message = format!("a piece has at most {LARGEST_PIECE} bytes");
            return Err(Fault::new(FaultKind::TooLarge, "PieceTooLarge", message));
        }
        if let Some(expected) = sha256 {
            let found = hex::encode(Sha256::digest(&piece));
            if !found.eq_ignore_ascii_case(expected) {
                let message = "the piece was damaged on its way: its hash is another";
                return Err(
                    Fault::new(FaultKind::Unprocessable, "WrongHash", message).with_hint("send it again")
                );
            }
        }
        let end = offset.saturating_add(piece.len() as u64);
        if end > upload.bytes.unsigned_abs() {
            let message = format!(
                "the file was announced with {} bytes, and there are more",
                upload.bytes
            );
            return Err(Fault::new(FaultKind::TooLarge, "FileTooLarge", message));
        }
        let _one_at_a_time = self.inner.uploading.lock().await;
        let upload = self.own_upload(who, id).await?;
        if upload.received.unsigned_abs() != offset {
            let message = format!(
                "the piece begins at {offset}, but {} bytes are here",
                upload.received
            );
            return Err(Fault::new(FaultKind::Conflict, "WrongOffset", message)
                .with_hint("ask how far it is, and continue there"));
        }
        write_piece(&self.inner, id, offset, piece).await?;
        let received = i64::try_from(end).map_err(Fault::internal)?;
        let registry = &self.inner.registry;
        registry
            .advance_upload(id, upload.received, received, clock::now())
            .await?;
        Ok(UploadRecord { received, ..upload }.into())
    }

    /// Takes a whole file, as a plain form sends it: its size is known at the end.
    ///
    /// # Errors
    /// `FileTooLarge` with the limit; `EmptyFile`; the fault of the stream.
    pub async fn receive_upload(
        &self,
        who: &Principal,
        name: &str,
        mut pieces: impl Stream<Item = Result<Bytes, Fault>> + Unpin + Send,
    ) -> Result<UploadInfo, Fault> {
        may_send(who)?;
        let known = self.inner.registry.list_uploads(Some(who.author())).await?;
        let upload = self
            .announce(who, &known, clean_name(name), 0, String::new(), None)
            .await?;
        let filled = async {
            let mut bytes = 0_u64;
            while let Some(piece) = pieces.next().await {
                let piece = piece?;
                let end = bytes + piece.len() as u64;
                self.check_size(end)?;
                write_piece(&self.inner, &upload.id, bytes, piece).await?;
                bytes = end;
            }
            if bytes == 0 {
                let message = format!("the file `{}` is empty", upload.file_name);
                return Err(Fault::new(FaultKind::Unprocessable, "EmptyFile", message));
            }
            complete(&self.inner, &upload.id, &upload.file_name, bytes).await
        };
        match filled.await {
            Ok(()) => self.upload(who, &upload.id).await,
            Err(fault) => {
                remove(&self.inner, &upload.id).await?;
                Err(fault)
            }
        }
    }

    /// Lets a file be fetched from an address, as a job. Returns the file and the job's identifier.
    ///
    /// # Errors
    /// `InvalidAddress`; `ForbiddenAccess` and the like.
    pub async fn fetch_upload(&self, who: &Principal, address: &str) -> Result<(UploadInfo, String), Fault> {
        may_send(who)?;
        let url = check_address(address)?;
        let known = self.inner.registry.list_uploads(Some(who.author())).await?;
        let last = url.path_segments().and_then(|mut parts| parts.next_back());
        let name = clean_name(last.unwrap_or_default());
        let address = url.to_string();
        let upload = self
            .announce(who, &known, name, 0, String::new(), Some(address.clone()))
            .await?;
        let work = FetchSource::new(upload.id.clone(), address);
        let job = jobs::enqueue(&self.inner, &work.job(who.author())?).await?;
        Ok((upload.into(), job))
    }

    /// The files that this person sent and did not use yet, the latest first.
    ///
    /// # Errors
    /// When the registry fails, or nobody is signed in.
    pub async fn uploads(&self, who: &Principal) -> Result<Vec<UploadInfo>, Fault> {
        may_send(who)?;
        let uploads = self.inner.registry.list_uploads(Some(who.author())).await?;
        Ok(uploads.into_iter().map(UploadInfo::from).collect())
    }

    /// A file of this person.
    ///
    /// # Errors
    /// Not found when there is none, or it is somebody else's.
    pub async fn upload(&self, who: &Principal, id: &str) -> Result<UploadInfo, Fault> {
        Ok(self.own_upload(who, id).await?.into())
    }

    /// Throws a file away.
    ///
    /// # Errors
    /// Not found when there is none, or it is somebody else's.
    pub async fn drop_upload(&self, who: &Principal, id: &str) -> Result<(), Fault> {
        self.own_upload(who, id).await?;
        remove(&self.inner, id).await
    }

    /// What this person decided so far about a file: the import as it would be.
    ///
    /// # Errors
    /// As [`Self::upload`].
    pub async fn upload_request(
        &self,
        who: &Principal,
        id: &str,
    ) -> Result<(UploadInfo, ImportRequest), Fault> {
        let upload = self.own_upload(who, id).await?;
        let order: ImportOrder = serde_json::from_str(&upload.decisions).map_err(Fault::internal)?;
        Ok((upload.into(), order.into_request()?))
    }

    /// Keeps what this person decided, when nothing else was decided since the revision that was seen.
    ///
    /// # Errors
    /// `Changed` (a conflict) when something was; as [`Self::upload`].
    pub async fn decide_upload(
        &self,
        who: &Principal,
        id: &str,
        revision: i64,
        request: &ImportRequest,
    ) -> Result<(), Fault> {
        let upload = self.own_upload(who, id).await?;
        let request = ImportRequest {
            source: ImportSource::Upload(upload.id.clone()),
            author: who.author().to_owned(),
            ..request.clone()
        };
        let text = serde_json::to_string(&ImportOrder::of(&request)).map_err(Fault::internal)?;
        let registry = &self.inner.registry;
        if registry.decide_upload(id, &text, revision, clock::now()).await? {
            return Ok(());
        }
        let message = "this was changed in another window meanwhile; nothing of it is lost";
        Err(Fault::new(FaultKind::Conflict, "Changed", message)
            .with_hint("load the page again, and make your change on what is there now"))
    }

    /// A first look at what would become of a file.
    ///
    /// # Errors
    /// `NotComplete` while parts are missing; what is wrong with the file or a decision; as [`Self::upload`].
    pub async fn preview_upload(&self, who: &Principal, id: &str) -> Result<Preview, Fault> {
        let (upload, request) = self.upload_request(who, id).await?;
        if !upload.is_complete() {
            let message = format!("{} of {} bytes are here", upload.received, upload.bytes);
            return Err(
                Fault::new(FaultKind::Conflict, "NotComplete", message).with_hint("send the rest first")
            );
        }
        if request.mode != ImportMode::Create
            && let Some(id) = &request.id
        {
            self.dataset_to_change(who, id.as_str()).await?;
        }
        self.preview(who, &request).await
    }

    /// Makes a dataset of a file, or a new version of one, as a job; `accepts` is the difference of fields that somebody saw and accepts
    /// ([`crate::Drift::fingerprint`]): another one ends the job. Returns the job's identifier.
    ///
    /// # Errors
    /// `ForbiddenAccess` and the like; a conflict when another import of the dataset waits or runs.
    pub async fn publish_upload(
        &self,
        who: &Principal,
        id: &str,
        accepts: Option<&str>,
    ) -> Result<String, Fault> {
        self.publish_upload_and_keep(who, id, accepts, None).await
    }

    /// The same; a new dataset whose file was fetched is kept up to date from there, at the times of `cron`.
    ///
    /// # Errors
    /// As [`Self::publish_upload`]; `InvalidCron` and the like.
    pub async fn publish_upload_and_keep(
        &self,
        who: &Principal,
        id: &str,
        accepts: Option<&str>,
        cron: Option<&str>,
    ) -> Result<String, Fault> {
        let (upload, request) = self.upload_request(who, id).await?;
        if !upload.is_complete() {
            let message = "the file is not complete";
            return Err(
                Fault::new(FaultKind::Conflict, "NotComplete", message).with_hint("send the rest first")
            );
        }
        let request = ImportRequest {
            id: request
                .id
                .or_else(|| Some(DatasetId::from_title(&request.metadata.title))),
            ..request
        };
        let keep = match (cron, upload.address) {
            (Some(cron), Some(address)) => {
                let wish = ScheduleRequest {
                    address,
                    cron: cron.to_owned(),
                    mode: ImportMode::Replace,
                    paused: false,
                };
                let checked = self.new_schedule(who, None, &wish).await?;
                Some(Keep {
                    address: checked.address,
                    cron: checked.cron,
                })
            }
            _ => None,
        };
        let work = ImportFile::for_an_editor(who, &request, accepts, keep);
        self.enqueue_import_file(who, &request, &work).await
    }

    /// The largest file that is taken, in bytes.
    #[must_use]
    pub fn upload_limit(&self) -> u64 {
        self.inner.settings.upload_limit
    }

    fn check_size(&self, bytes: u64) -> Result<(), Fault> {
        let limit = self.upload_limit();
        if bytes <= limit {
            return Ok(());
        }
        let message = format!(
            "the file is larger than the limit of {} MiB ({limit} bytes)",
            limit >> 20
        );
        Err(Fault::new(FaultKind::TooLarge, "FileTooLarge", message).with_hint(
            "send it zipped, or ask who runs the portal to raise `limits.upload_mib` or to use `portico import`",
        ))
    }

    async fn announce(
        &self,
        who: &Principal,
        known: &[UploadRecord],
        file_name: String,
        bytes: u64,
        fingerprint: String,
        address: Option<String>,
    ) -> Result<UploadRecord, Fault> {
        if known.len() >= MOST {
            let message = format!("{MOST} files are waiting to be used");
            return Err(Fault::new(FaultKind::Busy, "TooManyUploads", message)
                .with_hint("throw some of them away first"));
        }
        let id = Uuid::now_v7().to_string();
        let now = clock::now();
        let request = ImportRequest {
            source: ImportSource::Upload(id.clone()),
            id: None,
            metadata: Metadata::default(),
            options: Default::default(),
            labels: Vec::new(),
            mode: ImportMode::Create,
            draft: false,
            dry_run: false,
            author: who.author().to_owned(),
            note: None,
            steps: None,
        };
        let upload = UploadRecord {
            author: who.author().to_owned(),
            file_name,
            fingerprint,
            bytes: i64::try_from(bytes).map_err(Fault::internal)?,
            received: 0,
            address,
            decisions: serde_json::to_string(&ImportOrder::of(&request)).map_err(Fault::internal)?,
            revision: 0,
            created_at: now,
            touched_at: now,
            id,
        };
        tokio::fs::create_dir_all(self.inner.places.uploads.join(&upload.id))
            .await
            .map_err(Fault::internal)?;
        self.inner.registry.insert_upload(&upload).await?;
        Ok(upload)
    }

    async fn own_upload(&self, who: &Principal, id: &str) -> Result<UploadRecord, Fault> {
        may_send(who)?;
        let upload = self.inner.registry.upload(id).await?;
        upload
            .filter(|upload| upload.author == who.author())
            .ok_or_else(|| missing(id))
    }
}

/// Whoever may make datasets or change some.
fn may_send(who: &Principal) -> Result<(), Fault> {
    if who.may(Permission::CreateDataset) || who.may(Permission::EditDataset) || who.member().is_some() {
        return Ok(());
    }
    Err(who.refusal(Permission::CreateDataset.as_str()))
}

fn missing(id: &str) -> Fault {
    let message = format!("The requested upload {id} does not exist.");
    Fault::new(FaultKind::NotFound, "NotFoundResource", message)
        .with_hint("a file that nobody touched for 7 days is removed: send it again")
}

impl From<UploadRecord> for UploadInfo {
    fn from(upload: UploadRecord) -> Self {
        Self {
            id: upload.id,
            file_name: upload.file_name,
            bytes: upload.bytes.unsigned_abs(),
            received: upload.received.unsigned_abs(),
            address: upload.address,
            revision: upload.revision,
            touched_at: upload.touched_at,
        }
    }
}
