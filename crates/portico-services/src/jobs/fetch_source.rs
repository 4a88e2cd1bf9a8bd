//! The job `fetch`: a file is fetched from an address, so that its publisher can look at it.

use std::sync::Arc;

use portico_model::{Fault, FaultKind};
use portico_registry::{JobLevel, NewJob};
use serde::{Deserialize, Serialize};

use super::desk::JobDesk;
use super::kinds::{Ended, Work};
use super::new_job;
use crate::{Portal, import_dataset, uploads};

/// What is fetched. A stored document.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct FetchSource {
    upload: String,
    address: String,
}

impl FetchSource {
    pub(crate) fn new(upload: String, address: String) -> Self {
        Self { upload, address }
    }

    /// The job; somebody waits for it.
    pub(crate) fn job(&self, author: &str) -> Result<NewJob, Fault> {
        Ok(NewJob {
            subject: Some(self.address.clone()),
            priority: 5,
            ..new_job(self, author)?
        })
    }
}

impl Work for FetchSource {
    const KIND: &'static str = "fetch";
    const ATTEMPTS: i64 = 2;

    async fn work(self, portal: &Portal, desk: &Arc<JobDesk>) -> Result<Ended, Fault> {
        let inner = &portal.inner;
        let place = uploads::place_for(inner, &self.upload).await?;
        let told = Arc::clone(desk);
        let limit = inner.settings.upload_limit;
        let (name, bytes) = import_dataset::fetch_to(
            inner,
            &self.address,
            &place,
            limit,
            Arc::new(move |at| told.import_progress(at)),
        )
        .await?;
        uploads::complete(inner, &self.upload, &name, bytes).await?;
        desk.say(JobLevel::Info, format!("`{name}`: {bytes} bytes"));
        Ok(Ended::Now(Some(serde_json::json!({"upload": self.upload}))))
    }

    fn may_pass(fault: &Fault) -> bool {
        matches!(
            fault.kind,
            FaultKind::Internal | FaultKind::Timeout | FaultKind::Busy
        )
    }
}
