//! The job `import`: a file or an address becomes a version of a dataset.

use std::sync::Arc;

use portico_model::{Fault, FaultKind, Principal};
use portico_registry::{JobLevel, NewJob};
use serde::{Deserialize, Serialize};

use super::desk::JobDesk;
use super::kinds::{Ended, Work};
use super::new_job;
use crate::import_dataset::{ImportOrder, Run};
use crate::{ImportReport, ImportRequest, ImportSource, Portal, uploads};

/// What is imported and how. A stored document.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ImportFile {
    order: ImportOrder,
    /// Address of the person whose rights count; none for the operator of the machine.
    person: Option<String>,
    /// Other fields than those of the version before are a fault.
    #[serde(default)]
    refuse_drift: bool,
}

impl ImportFile {
    pub(super) fn new(who: &Principal, request: &ImportRequest, refuse_drift: bool) -> Self {
        Self {
            refuse_drift,
            person: who.member().map(|member| member.email.clone()),
            order: ImportOrder::of(request),
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
        let who = portal.principal_of(self.person.as_deref()).await?;
        let told = Arc::clone(desk);
        let tell = Arc::new(move |at| told.import_progress(at));
        let upload = match &request.source {
            ImportSource::Upload(id) => Some(id.clone()),
            ImportSource::Path(_) | ImportSource::Url(_) | ImportSource::Current => None,
        };
        let run = Run {
            job: Some(desk.claim()),
            refuse_drift: self.refuse_drift,
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
        let code = fault.code;
        matches!(
            fault.kind,
            FaultKind::Internal | FaultKind::Timeout | FaultKind::Busy
        ) || code == "UnreachableAddress"
            || code == "ImportRunning"
    }
}

/// What an editor wants to know of an import.
pub(super) fn say(desk: &JobDesk, report: &ImportReport) {
    let inspection = &report.inspection;
    desk.say(
        JobLevel::Info,
        format!("{} rows read as {}", report.rows_read, inspection.format.as_str()),
    );
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
