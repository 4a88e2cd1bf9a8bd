//! Who may import what, and what does the audit trail say of it?

use portico_model::{Action, Author, DatasetId, DatasetRight, Fault, FaultKind, Principal, State, Thing};

use super::{ImportMode, ImportReport, ImportRequest, Target};
use crate::edit_dataset::document;
use crate::schedules::Keeping;
use crate::{Change, Portal};

impl Portal {
    /// A line of the audit trail.
    pub(super) async fn record_import(
        &self,
        who: &Principal,
        author: &str,
        target: &Target,
        report: &ImportReport,
        keeping: Option<&Keeping>,
    ) -> Result<(), Fault> {
        let Some(after) = &report.dataset else {
            return Ok(());
        };
        let author = match who {
            _ if matches!(keeping, Some(Keeping::Ran { .. })) => Author::Job("update".to_owned()),
            // Programs of the machine import in somebody's name.
            Principal::Operator if author.contains('@') => Author::Person(author.to_owned()),
            who => Author::from(who),
        };
        let mut change = Change::of(Thing::Dataset, after.id.as_str(), Action::Import).after(document(after));
        if let Some(before) = &target.existing {
            change = change.before(document(before));
        }
        self.record_change(&author, change).await?;
        match keeping.and_then(Keeping::begins) {
            Some(schedule) => self.record_new_schedule(who, after, schedule).await,
            None => Ok(()),
        }
    }

    /// Nothing, when this principal may import this under that identifier. An identifier that is taken by a dataset that the principal
    /// may not know of is taken.
    pub(crate) async fn may_import(
        &self,
        who: &Principal,
        request: &ImportRequest,
        id: &DatasetId,
    ) -> Result<(), Fault> {
        if *who == Principal::Operator {
            return Ok(());
        }
        let state = if request.draft {
            State::Draft
        } else {
            State::Published
        };
        let Some(existing) = self.inner.registry.dataset_by_id(id).await? else {
            return Self::may_create(who, state);
        };
        let needed = match (existing.state, state) {
            (State::Draft, State::Draft) => DatasetRight::Edit,
            _ => DatasetRight::Publish,
        };
        let is_new = request.mode == ImportMode::Create && existing.current.is_some();
        let allowed = self.dataset_for(who, id.as_str(), needed).await;
        let hidden = |fault: &Fault| fault.kind == FaultKind::NotFound;
        if !is_new && !allowed.as_ref().is_err_and(hidden) {
            return allowed.map(|_| ());
        }
        // The answer for an identifier that is free, as far as it can be: nobody learns of a dataset that is hidden from them.
        Self::may_create(who, state)?;
        let message = format!("the identifier `{id}` is taken");
        Err(Fault::new(FaultKind::Conflict, "DatasetExists", message).with_hint("choose another"))
    }
}
