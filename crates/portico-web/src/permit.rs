//! Is there room for this work? A queue of permits that says no at once when it is full.

use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};

use portico_model::{Fault, FaultKind};
use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Lets so many in at once and so many wait; refuses the rest with a fault that becomes 429 and `Retry-After`.
#[derive(Debug, Clone)]
pub struct Gate {
    running: Arc<Semaphore>,
    waiting: Arc<AtomicUsize>,
    most_waiting: usize,
}

/// The right to work until it is dropped.
#[derive(Debug)]
pub struct GatePermit {
    _permit: OwnedSemaphorePermit,
}

impl Gate {
    /// A gate for `running` at once and `waiting` in the queue.
    #[must_use]
    pub fn new(running: usize, waiting: usize) -> Self {
        Self {
            running: Arc::new(Semaphore::new(running.clamp(1, Semaphore::MAX_PERMITS))),
            waiting: Arc::new(AtomicUsize::new(0)),
            most_waiting: waiting,
        }
    }

    /// Waits for a permit.
    ///
    /// # Errors
    /// `TooManyRequests` when the queue is full.
    pub async fn enter(&self) -> Result<GatePermit, Fault> {
        if let Ok(permit) = Arc::clone(&self.running).try_acquire_owned() {
            return Ok(GatePermit { _permit: permit });
        }
        let place = Place(Arc::clone(&self.waiting));
        if place.0.fetch_add(1, Ordering::Relaxed) >= self.most_waiting {
            return Err(busy());
        }
        let permit = Arc::clone(&self.running)
            .acquire_owned()
            .await
            .map_err(Fault::internal)?;
        drop(place);
        Ok(GatePermit { _permit: permit })
    }
}

/// A place in the queue, given back also when the caller goes away.
struct Place(Arc<AtomicUsize>);

impl Drop for Place {
    fn drop(&mut self) {
        self.0.fetch_sub(1, Ordering::Relaxed);
    }
}

fn busy() -> Fault {
    Fault::new(
        FaultKind::Busy,
        "TooManyRequests",
        "Too many requests are being worked on.",
    )
    .with_hint("Try again in a few seconds.")
}

#[cfg(test)]
mod tests {
    use futures::FutureExt;

    use super::*;

    #[tokio::test]
    async fn a_full_queue_refuses_and_a_dropped_place_is_free_again() {
        let gate = Gate::new(1, 1);
        let first = gate.enter().await.expect("room");
        let mut second = Box::pin(gate.enter());
        assert!(second.as_mut().now_or_never().is_none(), "the second waits");
        assert_eq!(
            gate.enter().await.expect_err("the third is refused").kind,
            FaultKind::Busy
        );
        drop(second);
        let mut fourth = Box::pin(gate.enter());
        assert!(
            fourth.as_mut().now_or_never().is_none(),
            "the place is free again"
        );
        drop(first);
        assert!(fourth.await.is_ok());
    }
}
