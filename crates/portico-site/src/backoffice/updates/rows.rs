//! How is a scheduled update told? Where from, when, what came of the last run: for its own page, the dataset's and the dashboard.

use portico_i18n::Say;
use portico_services::{RunOutcome, ScheduleInfo};

use super::PRESETS;
use crate::backoffice::shell::Officer;

/// A scheduled update in the words of a page.
#[derive(Debug)]
pub(in crate::backoffice) struct Shown {
    pub(in crate::backoffice) href: String,
    pub(in crate::backoffice) address: String,
    /// When it runs, in words or as cron.
    pub(in crate::backoffice) times: String,
    /// The next run.
    pub(in crate::backoffice) next: String,
    /// The last run: its state's class, its word, when.
    pub(in crate::backoffice) last: Option<(&'static str, String, String)>,
    pub(in crate::backoffice) reason: Option<String>,
    /// Where its job is.
    pub(in crate::backoffice) job: Option<String>,
    pub(in crate::backoffice) is_running: bool,
    pub(in crate::backoffice) paused: bool,
    pub(in crate::backoffice) has_drift: bool,
    /// How many runs in a row did not go well.
    pub(in crate::backoffice) failures: Option<String>,
    /// Whose rights count.
    pub(in crate::backoffice) person: String,
}

pub(in crate::backoffice) fn shown(info: &ScheduleInfo, officer: &Officer) -> Shown {
    let say = officer.say();
    let preset = PRESETS.iter().find(|(cron, _)| *cron == info.request.cron);
    let job = info.running.as_ref();
    let job = job.or_else(|| info.last.as_ref().and_then(|last| last.job.as_ref()));
    Shown {
        href: format!("/backoffice/datasets/{}/updates/{}/", info.dataset, info.uid),
        address: info.request.address.clone(),
        times: match preset {
            Some((_, key)) => say.t(key).into_owned(),
            None => info.request.cron.clone(),
        },
        next: match (info.running.is_some(), info.request.paused, info.next_at) {
            (true, _, _) => say.t("updates-running").into_owned(),
            (_, true, _) => say.t("updates-paused").into_owned(),
            (_, _, Some(at)) => officer.time(at),
            (_, _, None) => "–".to_owned(),
        },
        last: info.last.as_ref().map(|last| {
            let (class, word) = outcome(last.outcome, say);
            (class, word, officer.time(last.at))
        }),
        reason: info.last.as_ref().and_then(|last| last.reason.clone()),
        job: job.map(|job| format!("/backoffice/jobs/{job}/")),
        is_running: info.running.is_some(),
        paused: info.request.paused,
        has_drift: info.to_decide().is_some(),
        failures: (info.failures > 1).then(|| say.t1("updates-failures", "count", info.failures)),
        person: info
            .person
            .clone()
            .unwrap_or_else(|| say.t("updates-operator").into_owned()),
    }
}

fn outcome(outcome: RunOutcome, say: Say) -> (&'static str, String) {
    let (class, key) = match outcome {
        RunOutcome::Updated => ("good", "updates-outcome-updated"),
        RunOutcome::Unchanged => ("good", "updates-outcome-unchanged"),
        RunOutcome::Drift => ("warn", "updates-outcome-drift"),
        RunOutcome::Failed => ("bad", "updates-outcome-failed"),
        RunOutcome::Cancelled => ("", "updates-outcome-cancelled"),
    };
    (class, say.t(key).into_owned())
}
