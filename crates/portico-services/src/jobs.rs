//! What runs in the background, and what may a person do about it? Every long task is a job; one file a kind.
//!
//! A job is a leased row of the registry. The runner (`runner.rs`) claims it, gives signs of life and writes down how far it is; when its
//! process dies, another one takes over. What a kind does is in a file of its own; `kinds.rs` is the table.

mod asker;
mod desk;
mod fetch_source;
mod import_file;
mod kinds;
mod restore_version;
mod runner;
mod update_dataset;

use portico_model::{DatasetId, DatasetRight, Fault, FaultKind, JobState, Permission, Principal};
use portico_registry::{Enqueued, JobFilter, JobRecord, NewJob};
use serde_json::Value;
use tokio::io::AsyncReadExt;
use uuid::Uuid;

use crate::attachments::FileStream;
use crate::portal::Inner;
use crate::{ImportRequest, ImportResult, Portal, clock};

pub use self::desk::JobProgress;
pub use self::runner::JobRunner;
pub use portico_registry::{JobLevel, JobLine};

pub(crate) use self::asker::Asker;
pub(crate) use self::fetch_source::FetchSource;
pub(crate) use self::import_file::{ImportFile, Keep};
pub(crate) use self::kinds::Work;
pub(crate) use self::restore_version::RestoreVersion;
pub(crate) use self::update_dataset::UpdateDataset;

/// A job as people see it. What it was told (mail, addresses) is not among it.
#[derive(Debug, Clone, PartialEq)]
pub struct JobInfo {
    /// UUIDv7.
    pub id: String,
    /// What is done: `import`…
    pub kind: String,
    /// The dataset, mostly.
    pub subject: Option<String>,
    /// Who asked.
    pub author: String,
    /// Where it is.
    pub state: JobState,
    /// How often it was started, and may be.
    pub attempts: (i64, i64),
    /// Not before, microseconds since the epoch, UTC.
    pub not_before: i64,
    /// Somebody wants it to end.
    pub cancel_wanted: bool,
    /// How far it is.
    pub progress: Option<JobProgress>,
    /// What came of it: `ImportResult` for imports.
    pub result: Option<Value>,
    /// Why it failed, or waits again.
    pub reason: Option<String>,
    /// When somebody asked.
    pub created_at: i64,
    /// When it was started last.
    pub started_at: Option<i64>,
    /// When it came to its end.
    pub finished_at: Option<i64>,
}

/// Which jobs to list.
#[derive(Debug, Clone, Default)]
pub struct JobQuery {
    /// In this state.
    pub state: Option<JobState>,
    /// Of this kind.
    pub kind: Option<String>,
    /// About this.
    pub subject: Option<String>,
}

impl Portal {
    /// Takes an import as a job: it is done by a portal that serves, with the rights that this principal has then. Returns the job's
    /// identifier.
    ///
    /// # Errors
    /// `ImportRunning` when an import of the same dataset waits or runs already; `ForbiddenAccess` and the like.
    pub async fn enqueue_import(&self, who: &Principal, request: &ImportRequest) -> Result<String, Fault> {
        if request.id.is_none() {
            who.require(Permission::CreateDataset)?;
        }
        self.enqueue_import_file(who, request, &ImportFile::new(who, request))
            .await
    }

    /// The same, with what else is known of the job.
    pub(crate) async fn enqueue_import_file(
        &self,
        who: &Principal,
        request: &ImportRequest,
        work: &ImportFile,
    ) -> Result<String, Fault> {
        if let Some(id) = &request.id {
            self.may_import(who, request, id).await?;
        }
        enqueue(&self.inner, &work.job(request)?).await
    }

    /// The jobs that this person may see, newest first, and how many there are in all.
    ///
    /// # Errors
    /// When nobody is signed in.
    pub async fn jobs(
        &self,
        who: &Principal,
        query: &JobQuery,
        limit: u32,
        offset: u32,
    ) -> Result<(Vec<JobInfo>, i64), Fault> {
        let filter = JobFilter {
            state: query.state,
            kind: query.kind.as_deref(),
            subject: query.subject.as_deref(),
            author: author_filter(who)?,
        };
        let registry = &self.inner.registry;
        let jobs = registry.list_jobs(filter, limit.into(), offset.into()).await?;
        let count = registry.count_jobs(filter).await?;
        Ok((jobs.into_iter().map(JobInfo::from).collect(), count))
    }

    /// A job and what it said. What it said of a dataset repeats values of records: it is for those who may change the dataset, and
    /// others who see the job get no line.
    ///
    /// # Errors
    /// Not found when there is none, or it is not for this person.
    pub async fn job(&self, who: &Principal, id: &str) -> Result<(JobInfo, Vec<JobLine>), Fault> {
        let job = self.seen_job(who, id).await?;
        let lines = match self.may_read_log(who, &job).await? {
            true => self.inner.registry.job_lines(id).await?,
            false => Vec::new(),
        };
        Ok((job.into(), lines))
    }

    async fn seen_job(&self, who: &Principal, id: &str) -> Result<JobRecord, Fault> {
        let author = author_filter(who)?;
        let job = self.inner.registry.job(id).await?;
        job.filter(|job| author.is_none_or(|author| author == job.author))
            .ok_or_else(|| {
                let message = format!("The requested job {id} does not exist.");
                Fault::new(FaultKind::NotFound, "NotFoundResource", message)
                    .with_hint("see the list of jobs: one that ended long ago is not kept")
            })
    }

    /// Whether the records that a job worked on are for this principal: those of a dataset that it may change, those of a file that it
    /// sent itself while there is no such dataset.
    async fn may_read_log(&self, who: &Principal, job: &JobRecord) -> Result<bool, Fault> {
        let subject = job
            .subject
            .as_deref()
            .and_then(|subject| DatasetId::new(subject).ok());
        if let Some(id) = subject
            && let Some(dataset) = self.inner.registry.dataset_by_id(&id).await?
        {
            let held = self.rights_on(who, &dataset.uid).await?;
            return Ok(held.contains(DatasetRight::Edit) || held.contains(DatasetRight::Publish));
        }
        Ok(job.author == who.author() || who.may(Permission::EditDomain))
    }

    /// The list of the rows and cells that an import refused, as CSV.
    ///
    /// # Errors
    /// Not found when there is no such job or list; `ForbiddenAccess` for who may not change the dataset.
    pub async fn refused_rows(&self, who: &Principal, id: &str) -> Result<FileStream, Fault> {
        let missing = || {
            let message = format!("The job {id} has no list of refused rows.");
            Fault::new(FaultKind::NotFound, "NotFoundResource", message)
        };
        let job = self.seen_job(who, id).await?;
        if !self.may_read_log(who, &job).await? {
            return Err(Fault::forbidden()
                .with_hint("the list holds records: it is for those who may change the dataset"));
        }
        let result: ImportResult = JobInfo::from(job)
            .result
            .and_then(|result| serde_json::from_value(result).ok())
            .ok_or_else(missing)?;
        // The name is ours; it is still only a name.
        let name = result.refusal_file.ok_or_else(missing)?;
        let name = std::path::Path::new(&name).file_name().ok_or_else(missing)?;
        let path = self.inner.places.imports.join(name);
        let file = tokio::fs::File::open(path).await.map_err(|_| missing())?;
        let pieces = futures::stream::try_unfold(file, |mut file| async move {
            let mut piece = vec![0; 64 << 10];
            let length = file.read(&mut piece).await.map_err(Fault::internal)?;
            piece.truncate(length);
            Ok((length > 0).then(|| (bytes::Bytes::from(piece), file)))
        });
        Ok(Box::pin(pieces))
    }

    /// Ends a job: one that waits at once, one that runs within a second or two.
    ///
    /// # Errors
    /// Not found; a conflict when it is at its end.
    pub async fn cancel_job(&self, who: &Principal, id: &str) -> Result<(), Fault> {
        self.own_job(who, id).await?;
        if self.inner.registry.cancel_job(id, clock::now()).await? {
            return Ok(());
        }
        Err(Fault::new(
            FaultKind::Conflict,
            "JobEnded",
            "the job is at its end already",
        ))
    }

    /// Lets a job that failed or was cancelled wait for its turn again.
    ///
    /// # Errors
    /// Not found; a conflict when it is in another state, or another job does the same.
    pub async fn retry_job(&self, who: &Principal, id: &str) -> Result<(), Fault> {
        self.own_job(who, id).await?;
        if self.inner.registry.retry_job(id, clock::now()).await? {
            self.inner.new_work.notify_one();
            return Ok(());
        }
        let message = "only a job that failed or was cancelled can be tried again";
        Err(Fault::new(FaultKind::Conflict, "JobNotEnded", message))
    }

    /// A job that this principal may end and begin: one's own, any for who runs the portal.
    async fn own_job(&self, who: &Principal, id: &str) -> Result<(), Fault> {
        let job = self.seen_job(who, id).await?;
        if job.author == who.author() || who.may(Permission::EditDomain) {
            return Ok(());
        }
        Err(who.refusal(Permission::EditDomain.as_str()))
    }
}

/// Whose jobs someone sees: everybody's with the permission to see what is going on, else one's own.
fn author_filter(who: &Principal) -> Result<Option<&str>, Fault> {
    if who.may(Permission::ExploreMonitoring) {
        return Ok(None);
    }
    match who.member() {
        Some(member) => Ok(Some(&member.email)),
        None => Err(who.refusal(Permission::ExploreMonitoring.as_str())),
    }
}

/// Takes a job; the runner of this process hears of it at once, others within a second.
pub(crate) async fn enqueue(inner: &Inner, job: &NewJob) -> Result<String, Fault> {
    match inner.registry.enqueue(job, clock::now()).await? {
        Enqueued::New => {
            inner.new_work.notify_one();
            Ok(job.id.clone())
        }
        Enqueued::Existing(id) => Err(busy(job.subject.as_deref().unwrap_or("this"), &id)),
    }
}

/// Another job has the same thing.
pub(crate) fn busy(about: &str, job: &str) -> Fault {
    let message = format!("another job for `{about}` waits or runs: {job}");
    Fault::new(FaultKind::Conflict, "ImportRunning", message)
        .with_hint("wait until it is done, or cancel it, and try again")
}

/// A job of that kind, to be taken as it is or changed first.
pub(crate) fn new_job<W: Work>(work: &W, author: &str) -> Result<NewJob, Fault> {
    Ok(NewJob {
        id: Uuid::now_v7().to_string(),
        kind: W::KIND.to_owned(),
        subject: None,
        unique_key: None,
        payload: serde_json::to_string(work).map_err(Fault::internal)?,
        author: author.to_owned(),
        priority: 0,
        not_before: clock::now(),
        attempts_allowed: W::ATTEMPTS,
    })
}

impl From<JobRecord> for JobInfo {
    fn from(job: JobRecord) -> Self {
        // A document that cannot be read is shown as none: the state says what counts.
        let read = |text: &Option<String>| text.as_deref().and_then(|text| serde_json::from_str(text).ok());
        Self {
            progress: job
                .progress
                .as_deref()
                .and_then(|text| serde_json::from_str(text).ok()),
            result: read(&job.result),
            attempts: (job.attempts, job.attempts_allowed),
            id: job.id,
            kind: job.kind,
            subject: job.subject,
            author: job.author,
            state: job.state,
            not_before: job.not_before,
            cancel_wanted: job.cancel_wanted,
            reason: job.reason,
            created_at: job.created_at,
            started_at: job.started_at,
            finished_at: job.finished_at,
        }
    }
}
