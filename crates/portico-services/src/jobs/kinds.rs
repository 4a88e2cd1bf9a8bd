//! Which kinds of jobs are there? The table, and what every kind says of itself.

use std::future::Future;
use std::sync::Arc;
use std::time::Duration;

use portico_model::{Fault, FaultKind};
use portico_registry::JobRecord;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::Value;

use super::desk::JobDesk;
use super::fetch_source::FetchSource;
use super::import_file::ImportFile;
use super::restore_version::RestoreVersion;
use super::update_dataset::UpdateDataset;
use crate::Portal;

/// How a job ended well.
#[derive(Debug)]
pub(crate) enum Ended {
    /// Now; what came of it is kept.
    Now(Option<Value>),
    /// Already, in one step with what it did.
    InStep,
}

/// A kind of job: the document that it is queued as, and what is done.
pub(crate) trait Work: Serialize + DeserializeOwned + Send + 'static {
    /// The name in the registry; never changes.
    const KIND: &'static str;
    /// How often it may be started: a process may die, a server may be silent.
    const ATTEMPTS: i64 = 3;
    /// Longest run. What takes longer hangs.
    const LONGEST: Duration = Duration::from_secs(12 * 3600);

    /// Does it. May be dropped at any moment, and begun again after a crash at any moment.
    fn work(self, portal: &Portal, desk: &Arc<JobDesk>) -> impl Future<Output = Result<Ended, Fault>> + Send;

    /// Whether another attempt may go better.
    fn may_pass(fault: &Fault) -> bool {
        matches!(
            fault.kind,
            FaultKind::Internal | FaultKind::Timeout | FaultKind::Busy
        )
    }
}

/// Why an attempt did not end well.
#[derive(Debug)]
pub(super) struct Failure {
    pub(super) fault: Fault,
    /// Another attempt may go better.
    pub(super) may_pass: bool,
}

/// Does what the job is for.
pub(super) async fn perform(portal: &Portal, job: &JobRecord, desk: &Arc<JobDesk>) -> Result<Ended, Failure> {
    match job.kind.as_str() {
        FetchSource::KIND => run::<FetchSource>(portal, job, desk).await,
        ImportFile::KIND => run::<ImportFile>(portal, job, desk).await,
        RestoreVersion::KIND => run::<RestoreVersion>(portal, job, desk).await,
        UpdateDataset::KIND => run::<UpdateDataset>(portal, job, desk).await,
        unknown => {
            let message = format!("this version of the program does not know jobs of the kind `{unknown}`");
            Err(Failure {
                fault: Fault::new(FaultKind::Unsupported, "UnknownJob", message),
                may_pass: false,
            })
        }
    }
}

async fn run<W: Work>(portal: &Portal, job: &JobRecord, desk: &Arc<JobDesk>) -> Result<Ended, Failure> {
    let work: W = serde_json::from_str(&job.payload).map_err(|error| Failure {
        fault: Fault::internal(error),
        may_pass: false,
    })?;
    let result = tokio::time::timeout(W::LONGEST, work.work(portal, desk)).await;
    let result = result.unwrap_or_else(|_| {
        let message = format!("it took longer than {} minutes", W::LONGEST.as_secs() / 60);
        Err(Fault::new(FaultKind::Timeout, "JobTooLong", message))
    });
    result.map_err(|fault| Failure {
        may_pass: W::may_pass(&fault),
        fault,
    })
}
