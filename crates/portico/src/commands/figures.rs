//! When are the figures of ended days kept? Once a minute while the portal serves, and when it stops.

use std::time::Duration;

use chrono::Utc;
use portico_audience::DayFigures;
use portico_services::Portal;
use portico_web::Statistics;
use tokio::task::JoinHandle;

/// Time between two looks at the clock.
const PAUSE: Duration = Duration::from_secs(60);

/// Keeps figures until it is stopped.
#[derive(Debug)]
pub(super) struct Keeper {
    portal: Portal,
    statistics: Statistics,
    task: JoinHandle<()>,
}

impl Keeper {
    pub(super) fn start(portal: &Portal, statistics: &Statistics) -> Self {
        let (portal, statistics) = (portal.clone(), statistics.clone());
        let (own, audience) = (portal.clone(), statistics.clone());
        let task = tokio::spawn(async move {
            loop {
                let now = Utc::now().with_timezone(&audience.timezone).naive_local();
                keep(&own, audience.audience.take_ended(now)).await;
                if let Err(fault) = own.forget_old_figures(now.date()).await {
                    tracing::warn!(%fault, "old figures of the statistics cannot be removed");
                }
                tokio::time::sleep(PAUSE).await;
            }
        });
        Self {
            portal,
            statistics,
            task,
        }
    }

    /// The running day is cut here: what it has is kept.
    pub(super) async fn stop(self) {
        self.task.abort();
        keep(&self.portal, self.statistics.audience.take_all()).await;
    }
}

async fn keep(portal: &Portal, ended: Vec<DayFigures>) {
    if !ended.is_empty()
        && let Err(fault) = portal.keep_figures(ended).await
    {
        tracing::error!(%fault, "figures of the statistics are lost");
    }
}
