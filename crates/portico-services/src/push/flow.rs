//! When are pushes taken over? Soon after they came, and the later the longer the last time took: a twentieth of the time at most.

use std::collections::HashMap;
use std::sync::{Arc, Weak};
use std::time::{Duration, Instant};

use portico_model::{DatasetUid, Fault, FaultKind};
use tokio::task::JoinSet;

use super::take_over::take_over;
use crate::portal::Inner;
use crate::{Portal, clock};

/// Time between looks at what waits.
const LOOK: Duration = Duration::from_millis(500);
/// Shortest and longest rest of a dataset after pushes were taken over.
const SHORTEST: Duration = Duration::from_secs(1);
const LONGEST: Duration = Duration::from_secs(300);
/// The rest is so many times as long as the work was.
const SHARE: u32 = 20;
/// Datasets that are worked on at once.
const AT_ONCE: usize = 2;
/// How long refused pushes are kept for whoever asks, and the files of versions without a place in the history; microseconds.
const REFUSED_KEPT: i64 = 7 * 86_400_000_000;
const RETIRED_KEPT: i64 = 3_600_000_000;

impl Portal {
    /// Takes over what is pushed, for as long as the portal is open. Several processes may do so side by side.
    pub fn keep_taking_pushes(&self) {
        tokio::spawn(keep_taking(Arc::downgrade(&self.inner)));
    }

    /// Takes over what waits now, and waits until that is done.
    ///
    /// # Errors
    /// When one dataset cannot be worked on; the pushes wait on.
    pub async fn take_pushes(&self) -> Result<(), Fault> {
        for queue in self.inner.registry.push_queues().await? {
            if queue.waiting == 0 {
                continue;
            }
            let uid = DatasetUid::new(queue.dataset_uid).map_err(Fault::internal)?;
            while take_over(&self.inner, &uid).await? {}
        }
        Ok(())
    }
}

/// Forgets what nobody asks for any more.
///
/// # Errors
/// When the registry fails.
pub(crate) async fn purge(inner: &Inner) -> Result<(), Fault> {
    let now = clock::now();
    inner
        .registry
        .purge_pushes(now - REFUSED_KEPT, now - RETIRED_KEPT)
        .await?;
    Ok(())
}

async fn keep_taking(inner: Weak<Inner>) {
    // When a dataset may be worked on again; none while it is.
    let mut rests: HashMap<String, Option<Instant>> = HashMap::new();
    let mut running: JoinSet<(String, Duration)> = JoinSet::new();
    loop {
        tokio::time::sleep(LOOK).await;
        let Some(inner) = inner.upgrade() else { return };
        while let Some(ended) = running.try_join_next() {
            match ended {
                Ok((uid, took)) => {
                    let rest = (took * SHARE).clamp(SHORTEST, LONGEST);
                    rests.insert(uid, Some(Instant::now() + rest));
                }
                // A panic: nobody knows which dataset it was, so all may be tried again.
                Err(_) => rests.clear(),
            }
        }
        let now = Instant::now();
        rests.retain(|_, rest| rest.is_none_or(|until| until > now));
        let queues = match inner.registry.push_queues().await {
            Ok(queues) => queues,
            Err(error) => {
                tracing::warn!(%error, "it cannot be seen which pushes wait");
                continue;
            }
        };
        for queue in queues.into_iter().filter(|queue| queue.waiting > 0) {
            if running.len() >= AT_ONCE || rests.contains_key(&queue.dataset_uid) {
                continue;
            }
            rests.insert(queue.dataset_uid.clone(), None);
            running.spawn(one(Arc::clone(&inner), queue.dataset_uid));
        }
    }
}

/// Works on one dataset and tells how long that took.
async fn one(inner: Arc<Inner>, uid: String) -> (String, Duration) {
    let began = Instant::now();
    if let Ok(known) = DatasetUid::new(uid.clone()) {
        match take_over(&inner, &known).await {
            Ok(_) => {}
            // Another import of the dataset is running, here or elsewhere: its turn comes.
            Err(fault) if fault.kind == FaultKind::Conflict => {
                tracing::debug!(dataset = uid, "pushes wait for an import");
            }
            Err(fault) => tracing::warn!(dataset = uid, error = ?fault, "pushes could not be taken over yet"),
        }
    }
    (uid, began.elapsed())
}
