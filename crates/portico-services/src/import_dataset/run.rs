//! What is an import beyond what was asked for? A job, a run of a schedule, something that somebody has seen or not.

use std::sync::OnceLock;

use portico_model::Fault;
use portico_registry::JobClaim;

use super::Drift;
use crate::schedules::Keeping;

/// What an import is, beyond what was asked for.
#[derive(Debug, Clone, Copy, Default)]
pub(crate) struct Run<'a> {
    /// The job that it is: it is done in the step that makes the version the current one.
    pub(crate) job: Option<&'a JobClaim>,
    /// Other fields than those of the version before are a fault: nobody has seen them.
    pub(crate) refuse_drift: bool,
    /// But for this difference, which somebody has seen.
    pub(crate) accepts: Option<&'a str>,
    /// Where a difference that is refused is told.
    pub(crate) drift: Option<&'a OnceLock<Drift>>,
    /// The schedule that has to do with it.
    pub(crate) keeping: Option<&'a Keeping>,
}

impl Run<'_> {
    /// Nothing, when this difference is accepted, or nobody cares.
    ///
    /// # Errors
    /// `SchemaDrift`.
    pub(super) fn check(&self, drift: Option<&Drift>) -> Result<(), Fault> {
        let Some(drift) = drift.filter(|_| self.refuse_drift) else {
            return Ok(());
        };
        if self.accepts.is_some_and(|seen| seen == drift.fingerprint()) {
            return Ok(());
        }
        if let Some(place) = self.drift {
            // The first one counts: there is one a run.
            let _ = place.set(drift.clone());
        }
        Err(drift.fault())
    }
}
