//! May this query run now? A queue with two numbers: how many run, how many wait.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

use crate::EngineError;

/// The queue.
#[derive(Debug, Clone)]
pub(crate) struct Queue {
    running: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    most_waiting: usize,
}

/// The right to compute. Given back while the reader is slow, and for good when dropped.
#[derive(Debug)]
pub(crate) struct Permit {
    queue: Queue,
    held: Option<OwnedSemaphorePermit>,
}

/// Counts one who waits, as long as it lives.
struct Waiting<'a>(&'a AtomicUsize);

impl Drop for Waiting<'_> {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::AcqRel);
    }
}

impl Queue {
    pub(crate) fn new(running: usize, most_waiting: usize) -> Self {
        Self {
            running: Arc::new(Semaphore::new(running.max(1))),
            waiting: Arc::default(),
            most_waiting,
        }
    }

    /// Waits for a permit, or is refused when too many wait already.
    pub(crate) async fn permit(&self) -> Result<Permit, EngineError> {
        let held = match Arc::clone(&self.running).try_acquire_owned() {
            Ok(held) => held,
            Err(_) => {
                let before = self.waiting.fetch_add(1, Ordering::AcqRel);
                let _waiting = Waiting(&self.waiting);
                if before >= self.most_waiting {
                    return Err(EngineError::Busy);
                }
                Arc::clone(&self.running)
                    .acquire_owned()
                    .await
                    .map_err(|_| EngineError::Busy)?
            }
        };
        Ok(Permit {
            queue: self.clone(),
            held: Some(held),
        })
    }
}

impl Permit {
    /// Lets another query compute.
    pub(crate) fn pause(&mut self) {
        self.held = None;
    }

    /// Takes the right back; who has begun is never refused.
    pub(crate) async fn resume(&mut self) {
        if self.held.is_none() {
            self.held = Arc::clone(&self.queue.running).acquire_owned().await.ok();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn one_runs_one_waits_the_third_is_refused() {
        let queue = Queue::new(1, 1);
        let mut first = queue.permit().await.unwrap();
        let waiting = tokio::spawn({
            let queue = queue.clone();
            async move { queue.permit().await.is_ok() }
        });
        while queue.waiting.load(Ordering::Acquire) == 0 {
            tokio::task::yield_now().await;
        }
        assert!(matches!(queue.permit().await, Err(EngineError::Busy)));
        first.pause();
        assert!(waiting.await.unwrap());
        first.resume().await;
        assert!(first.held.is_some());
    }
}
