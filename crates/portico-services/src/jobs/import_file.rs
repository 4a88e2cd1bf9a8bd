//! The job `import`: a file or an address becomes a version of a dataset.

use std::sync::Arc;

use portico_model::{Fault, FaultKind, Principal};
use portico_registry::{JobLevel, NewJob};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

use super::asker::Asker;
use super::desk::JobDesk;
use super::kinds::{Ended, Work};
use super::new_job;
use crate::import_dataset::{ImportOrder, Run, Seen};
use crate::schedules::Keeping;
use crate::{ImportMode, ImportReport, ImportRequest, ImportSource, Portal, ScheduleRequest, uploads};

/// What is imported and how. A stored document.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ImportFile {
    order: ImportOrder,
    /// Whose rights count.
    #[serde(flatten)]
    asker: Asker,
    /// Other fields than those of the version before are a fault.
    #[serde(default)]
    refuse_drift: bool,
    /// But for this difference, which somebody has seen.
    #[serde(default)]
    accepts: Option<String>,
    /// The dataset is kept up to date afterwards.
    #[serde(default)]
    keep: Option<Keep>,
}

/// How a dataset is kept up to date after its first import. A stored document.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Keep {
    /// Where the file came from.
    pub(crate) address: String,
    /// When it is fetched again.
    pub(crate) cron: String,
}

impl ImportFile {
    /// Other fields than before are taken as they come.
    pub(super) fn new(who: &Principal, request: &ImportRequest) -> Self {
        Self {
            keep: None,
            refuse_drift: false,
            accepts: None,
            asker: Asker::of(who),
            order: ImportOrder::of(request),
        }
    }

    /// Of somebody who looked at the file: only the difference of fields that was seen is taken.
    pub(crate) fn for_an_editor(
        who: &Principal,
        request: &ImportRequest,
        accepts: Option<&str>,
        keep: Option<Keep>,
    ) -> Self {
        Self {
            keep,
            refuse_drift: true,
            accepts: accepts.map(str::to_owned),
            ..Self::new(who, request)
        }
    }

    /// The job; of one dataset, one at a time.
    pub(super) fn job(&self, request: &ImportRequest) -> Result<NewJob, Fault> {
        let subject = request.id.as_ref().map(ToString::to_string);
        Ok(NewJob {
            unique_key: subject.as_ref().map(|id| format!("dataset {id}")),
            subject,
            ..new_job(self, &request.author)?
        })
    }
}

impl Work for ImportFile {
    const KIND: &'static str = "import";

    async fn work(self, portal: &Portal, desk: &Arc<JobDesk>) -> Result<Ended, Fault> {
        let request = self.order.into_request()?;
        let who = self.asker.principal(portal).await?;
        let told = Arc::clone(desk);
        let tell = Arc::new(move |at| told.import_progress(at));
        let upload = match &request.source {
            ImportSource::Upload(id) => Some(id.clone()),
            ImportSource::Path(_)
            | ImportSource::Url(_)
            | ImportSource::Current
            | ImportSource::Resource(_) => None,
        };
        let keeping = match (self.keep, &upload) {
            (Some(keep), Some(upload)) => Some(keep.begin(portal, &who, upload).await?),
            _ => None,
        };
        let run = Run {
            job: Some(desk.claim()),
            refuse_drift: self.refuse_drift,
            accepts: self.accepts.as_deref(),
            keeping: keeping.as_ref(),
            ..Run::default()
        };
        let report = portal.run_import(&who, request, tell, run).await?;
        say(desk, &report);
        if let Some(id) = upload {
            // It is kept with the version now. What stays is swept.
            uploads::remove(&portal.inner, &id).await?;
        }
        Ok(Ended::InStep)
    }

    fn may_pass(fault: &Fault) -> bool {
        may_pass(fault)
    }
}

/// Whether another attempt may go better.
pub(super) fn may_pass(fault: &Fault) -> bool {
    let code = fault.code;
    matches!(
        fault.kind,
        FaultKind::Internal | FaultKind::Timeout | FaultKind::Busy
    ) || code == "UnreachableAddress"
        || code == "ImportRunning"
}

impl Keep {
    /// The schedule that begins with the version of this file.
    async fn begin(self, portal: &Portal, who: &Principal, upload: &str) -> Result<Keeping, Fault> {
        let request = ScheduleRequest {
            address: self.address,
            cron: self.cron,
            mode: ImportMode::Replace,
            paused: false,
        };
        let schedule = portal.new_schedule(who, None, &request).await?;
        let (path, _) = uploads::file(&portal.inner, upload).await?;
        let hash = move || -> std::io::Result<String> {
            let mut digest = Sha256::new();
            std::io::copy(&mut std::fs::File::open(path)?, &mut digest)?;
            Ok(hex::encode(digest.finalize()))
        };
        let hash = tokio::task::spawn_blocking(hash).await.map_err(Fault::internal)?;
        let seen = Seen {
            sha256: hash.map_err(Fault::internal)?,
            ..Seen::default()
        };
        Ok(Keeping::Begin(Box::new(schedule), seen))
    }
}

/// What an editor wants to know of an import.
pub(super) fn say(desk: &JobDesk, report: &ImportReport) {
    let inspection = &report.inspection;
    desk.say(
        JobLevel::Info,
        format!("{} rows read as {}", report.rows_read, inspection.format.as_str()),
    );
    if let Some(drift) = &report.drift {
        let text = format!(
            "the fields differ from those of the version before: {}",
            drift.words()
        );
        desk.say(JobLevel::Warning, text);
    }
    for note in &inspection.notes {
        let column = note.column.as_ref().map(|name| format!("`{name}`: "));
        desk.say(
            JobLevel::Info,
            format!("{}{}", column.unwrap_or_default(), note.message),
        );
    }
    for refusal in &report.refusals {
        let column = refusal.column.as_ref().map(|name| format!(", column `{name}`"));
        desk.say(
            JobLevel::Warning,
            format!(
                "line {}{}: {} ({})",
                refusal.line,
                column.unwrap_or_default(),
                refusal.reason,
                refusal.value
            ),
        );
    }
    let told = report.refusals.len() as u64;
    if report.refused > told {
        desk.say(
            JobLevel::Warning,
            format!(
                "{} more rows with refused cells are in the list",
                report.refused - told
            ),
        );
    }
    if let Some(version) = &report.version {
        desk.say(
            JobLevel::Info,
            format!(
                "version {} with {} records is the current one",
                version.number, version.profile.records
            ),
        );
    }
}
