//! The job `restore`: an earlier version becomes a new one.

use std::sync::Arc;

use portico_model::{Fault, Principal};
use portico_registry::{JobLevel, NewJob};
use serde::{Deserialize, Serialize};

use super::asker::Asker;
use super::desk::JobDesk;
use super::kinds::{Ended, Work};
use super::new_job;
use crate::Portal;

/// Which version of what. A stored document.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct RestoreVersion {
    dataset: String,
    number: i64,
    note: Option<String>,
    /// Whose rights count.
    #[serde(flatten)]
    asker: Asker,
}

impl RestoreVersion {
    pub(crate) fn new(who: &Principal, dataset: &str, number: i64, note: Option<String>) -> Self {
        Self {
            dataset: dataset.to_owned(),
            number,
            note,
            asker: Asker::of(who),
        }
    }

    /// The job; of one dataset, one at a time.
    pub(crate) fn job(&self, author: &str) -> Result<NewJob, Fault> {
        Ok(NewJob {
            subject: Some(self.dataset.clone()),
            unique_key: Some(format!("dataset {}", self.dataset)),
            priority: 5,
            ..new_job(self, author)?
        })
    }
}

impl Work for RestoreVersion {
    const KIND: &'static str = "restore";

    async fn work(self, portal: &Portal, desk: &Arc<JobDesk>) -> Result<Ended, Fault> {
        let who = self.asker.principal(portal).await?;
        desk.progress("storing", 0, None, 0);
        let restored = portal.restore_version(&who, &self.dataset, self.number, self.note, desk.claim());
        let dataset = restored.await?;
        let number = dataset.current.map_or(0, |version| version.number);
        desk.say(
            JobLevel::Info,
            format!("version {} is there again, as version {number}", self.number),
        );
        Ok(Ended::InStep)
    }
}
