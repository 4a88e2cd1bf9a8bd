//! When are the figures and the choices of ended days kept, and receipts of a policy that changed? Once a minute while the portal serves, and when it stops.

use std::sync::Arc;
use std::time::Duration;

use chrono::Utc;
use portico_audience::DayFigures;
use portico_services::{DayOfChoices, Portal};
use portico_web::{Hall, StatisticsSettings};
use tokio::task::JoinHandle;

/// Time between two looks at the clock.
const PAUSE: Duration = Duration::from_secs(60);

/// Keeps figures and choices until it is stopped.
#[derive(Debug)]
pub(super) struct Keeper {
    portal: Portal,
    hall: Arc<Hall>,
    task: JoinHandle<()>,
}

impl Keeper {
    pub(super) fn start(portal: &Portal, hall: &Arc<Hall>) -> Self {
        let (own, own_hall) = (portal.clone(), Arc::clone(hall));
        let task = tokio::spawn(async move {
            let mechanism = portico_site::mechanism();
            loop {
                let facts = own_hall.site().policy_facts();
                if let Err(fault) = own.keep_receipt(&facts, &mechanism).await {
                    tracing::error!(%fault, "no receipt of the cookies policy can be kept");
                }
                let now = Utc::now()
                    .with_timezone(&settings(&own_hall).timezone)
                    .naive_local();
                if let Some(statistics) = &own_hall.statistics {
                    keep(&own, statistics.audience.take_ended(now)).await;
                }
                keep_choices(&own, &own_hall, own_hall.choices.take_ended(now.date())).await;
                if let Err(fault) = own.forget_old_figures(now.date()).await {
                    tracing::warn!(%fault, "old figures of the statistics cannot be removed");
                }
                if let Err(fault) = own.forget_old_choices(now.date()).await {
                    tracing::warn!(%fault, "old counts of choices cannot be removed");
                }
                keep_refusals(&own, &own_hall).await;
                let days = own_hall.site().refusal_days;
                if let Err(fault) = own.forget_old_refusals(Utc::now().timestamp_micros(), days).await {
                    tracing::warn!(%fault, "old refusals cannot be removed");
                }
                tokio::time::sleep(PAUSE).await;
            }
        });
        Self {
            portal: portal.clone(),
            hall: Arc::clone(hall),
            task,
        }
    }

    /// The running day is cut here: what it has is kept.
    pub(super) async fn stop(self) {
        self.task.abort();
        if let Some(statistics) = &self.hall.statistics {
            keep(&self.portal, statistics.audience.take_all()).await;
        }
        keep_choices(&self.portal, &self.hall, self.hall.choices.take_all()).await;
        keep_refusals(&self.portal, &self.hall).await;
    }
}

async fn keep_refusals(portal: &Portal, hall: &Hall) {
    if let Err(fault) = portal.keep_refusals(&hall.refusals.take()).await {
        tracing::error!(%fault, "refusals are lost");
    }
}

fn settings(hall: &Hall) -> StatisticsSettings {
    hall.site().statistics.unwrap_or_default()
}

async fn keep(portal: &Portal, ended: Vec<DayFigures>) {
    if !ended.is_empty()
        && let Err(fault) = portal.keep_figures(ended).await
    {
        tracing::error!(%fault, "figures of the statistics are lost");
    }
}

async fn keep_choices(portal: &Portal, hall: &Hall, ended: Vec<DayOfChoices>) {
    let threshold = settings(hall).audience.threshold;
    if let Err(fault) = portal.keep_choices(&ended, threshold).await {
        tracing::error!(%fault, "counts of choices are lost");
    }
}
