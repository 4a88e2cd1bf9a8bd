//! What would become of a source, and what happens when its dataset is published? A first look, and the job.

use portico_formats::read::ReadOptions;
use portico_model::{Dataset, Fault, FaultKind, JobState, Metadata, Permission, Principal};
use portico_processors::Steps;
use portico_registry::{JobFilter, JobRecord};
use serde_json::{Map, Value};

use super::{Extractor, ResourceDraft, ResourceSource, checked_address};
use crate::import_dataset::Preview;
use crate::jobs::JobInfo;
use crate::{ImportMode, ImportRequest, ImportSource, Portal};

/// What was found in a source.
#[derive(Debug)]
pub struct ResourceLook {
    /// How it is read.
    pub kind: &'static Extractor,
    /// What was found of its parameters, where nothing was said.
    pub params: Map<String, Value>,
    /// The first records, before any step.
    pub preview: Preview,
}

impl Portal {
    /// A first look at a source, kept or not.
    ///
    /// # Errors
    /// As [`Self::dataset_to_change`]; what is wrong with the file, its address or a parameter.
    pub async fn look_at_resource(
        &self,
        who: &Principal,
        dataset: &str,
        draft: &ResourceDraft,
    ) -> Result<ResourceLook, Fault> {
        let dataset = self.dataset_to_change(who, dataset).await?;
        self.look_at(who, &dataset, draft).await
    }

    pub(super) async fn look_at(
        &self,
        who: &Principal,
        dataset: &Dataset,
        draft: &ResourceDraft,
    ) -> Result<ResourceLook, Fault> {
        let source = match &draft.source {
            Some(ResourceSource::File(id)) => self.file_of(dataset, id).await.map(|_| ()),
            Some(ResourceSource::Address(address)) => checked_address(address).map(|_| ()),
            None => Err(Fault::invalid("InvalidBody", "`datasource` is missing")),
        };
        source.map_err(|fault| Fault {
            kind: FaultKind::Invalid,
            ..fault.with_position("datasource", None)
        })?;
        let options = match &draft.kind {
            Some(kind) => Extractor::named(kind)?.options(&draft.params)?,
            None => ReadOptions::default(),
        };
        let request = ImportRequest {
            // Steps are looked at elsewhere: this is the file as it is.
            steps: Some(Steps::default()),
            mode: ImportMode::Create,
            ..import_of(dataset, who, draft.source.as_ref(), options)
        };
        let preview = self.preview(who, &request).await?;
        let kind = Extractor::of(preview.inspection.format);
        let mut params = kind.found(&preview.inspection);
        params.extend(
            draft
                .params
                .clone()
                .into_iter()
                .filter(|(_, value)| !value.is_null()),
        );
        Ok(ResourceLook {
            kind,
            params,
            preview,
        })
    }

    /// Lets readers see a dataset: its source is read, as a job, when it has one; so is the file that is there, when steps were changed
    /// since. Else it is published as it is.
    ///
    /// # Errors
    /// As [`Self::publish_dataset`]; `ImportRunning` when an import of the dataset waits or runs.
    pub async fn publish_from_source(&self, who: &Principal, id: &str) -> Result<(), Fault> {
        let dataset = self.dataset_to_publish(who, id).await?;
        if let Some((_, document)) = self.resource_row(&dataset).await? {
            let options = Extractor::named(&document.kind)?.options(&document.params)?;
            let request = import_of(&dataset, who, Some(&document.source), options);
            self.enqueue_import(who, &request).await?;
            return Ok(());
        }
        if self.has_steps_to_apply(&dataset).await? {
            let request = import_of(&dataset, who, None, ReadOptions::default());
            self.enqueue_import(who, &request).await?;
            return Ok(());
        }
        self.publish_dataset(who, id, dataset.updated_at).await?;
        Ok(())
    }

    /// The last job about a dataset, for whoever may change it.
    ///
    /// # Errors
    /// As [`Self::dataset_to_edit_or_publish`].
    pub async fn work_on_dataset(&self, who: &Principal, id: &str) -> Result<Option<JobInfo>, Fault> {
        let dataset = self.dataset_to_edit_or_publish(who, id).await?;
        Ok(self.last_job(&dataset).await?.map(JobInfo::from))
    }

    /// Ends the job that waits or runs for a dataset: one's own, any for who runs the portal.
    ///
    /// # Errors
    /// `JobEnded` (a conflict) when there is none; `ForbiddenAccess` for the job of somebody else.
    pub async fn abort_work_on_dataset(&self, who: &Principal, id: &str) -> Result<(), Fault> {
        let dataset = self.dataset_to_edit_or_publish(who, id).await?;
        let idle = || {
            Fault::new(
                FaultKind::Conflict,
                "JobEnded",
                "nothing is done with this dataset now",
            )
        };
        let job = self.last_job(&dataset).await?.ok_or_else(idle)?;
        if job.state.is_final() {
            return Err(idle());
        }
        if job.author != who.author() && !who.may(Permission::EditDomain) {
            return Err(who.refusal(Permission::EditDomain.as_str()));
        }
        self.cancel_job(who, &job.id).await
    }

    /// What waits or runs, else what came to its end last.
    async fn last_job(&self, dataset: &Dataset) -> Result<Option<JobRecord>, Fault> {
        let filter = |state| JobFilter {
            state,
            kind: None,
            subject: Some(dataset.id.as_str()),
            author: None,
        };
        for state in [Some(JobState::Running), Some(JobState::Waiting), None] {
            let found = self.inner.registry.list_jobs(filter(state), 1, 0).await?;
            if let Some(job) = found.into_iter().next() {
                return Ok(Some(job));
            }
        }
        Ok(None)
    }
}

/// The import of a source; without one, of the file that is there.
fn import_of(
    dataset: &Dataset,
    who: &Principal,
    source: Option<&ResourceSource>,
    options: ReadOptions,
) -> ImportRequest {
    ImportRequest {
        source: match source {
            Some(ResourceSource::File(id)) => ImportSource::Resource(id.clone()),
            Some(ResourceSource::Address(address)) => ImportSource::Url(address.clone()),
            None => ImportSource::Current,
        },
        id: Some(dataset.id.clone()),
        metadata: Metadata::default(),
        options,
        labels: Vec::new(),
        mode: ImportMode::Replace,
        draft: false,
        dry_run: false,
        author: who.author().to_owned(),
        note: None,
        steps: None,
    }
}
