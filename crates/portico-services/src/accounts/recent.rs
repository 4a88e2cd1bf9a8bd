//! Who was that a moment ago? One look into the registry answers as long as nobody is somebody else.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use portico_model::{Fault, Principal};
use portico_registry::Registry;

use crate::Portal;

/// Time between two looks at what other processes changed.
const LOOK: Duration = Duration::from_millis(250);
/// How long an answer holds without another look: when the registry is slow, or nobody watches.
const FRESH: Duration = Duration::from_millis(500);
/// How long it holds at all; a session that comes to its end lives on so long at most.
const LONGEST: Duration = Duration::from_secs(30);
/// Sessions known at once; beyond that, all are looked up again.
const MOST: usize = 10_000;

/// Sessions that were looked up a moment ago, by the digest of their key.
///
/// Who signs out, closes an account or takes a right away in this process is obeyed by the next request; what another process does is seen
/// within [`FRESH`]. A job that writes, an upload, a visitor who is counted: nothing of that ends an answer.
#[derive(Debug, Default)]
pub(crate) struct RecentSessions(Mutex<Kept>);

#[derive(Debug, Default)]
struct Kept {
    sessions: HashMap<String, Known>,
    /// The registry's number of people, and when it was asked for.
    looked: Option<(i64, Instant)>,
}

#[derive(Debug)]
struct Known {
    principal: Principal,
    at: Instant,
    seen: State,
}

/// What the registry was at, before it was asked who somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct State {
    /// Changes of people by this process.
    writes: u64,
    /// The number that counts those of all processes.
    number: i64,
}

impl RecentSessions {
    /// Who it was, while nobody's rights have changed since.
    pub(crate) fn find(&self, digest: &str, registry: &Registry) -> Option<Principal> {
        self.find_at(digest, registry.people_writes(), Instant::now())
    }

    /// What a lookup that begins now will have seen; keeps what it learns of other processes.
    ///
    /// # Errors
    /// When the registry fails.
    pub(crate) async fn look(&self, registry: &Registry) -> Result<State, Fault> {
        let (writes, at) = (registry.people_writes(), Instant::now());
        let number = registry.people_number().await?;
        self.looked_at(number, at);
        Ok(State { writes, number })
    }

    /// Keeps an answer to a question that was asked after that look.
    pub(crate) fn keep(&self, digest: String, principal: Principal, seen: State) {
        self.keep_at(digest, principal, seen, Instant::now());
    }

    fn looked_at(&self, number: i64, at: Instant) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // Two looks may end in the other order.
        if kept.looked.is_none_or(|(before, _)| before <= number) {
            kept.looked = Some((number, at));
        }
    }

    fn find_at(&self, digest: &str, writes: u64, now: Instant) -> Option<Principal> {
        let kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (number, looked) = kept.looked?;
        let known = kept.sessions.get(digest)?;
        let holds = known.seen == State { writes, number }
            && now.duration_since(looked) < FRESH
            && now.duration_since(known.at) < LONGEST;
        holds.then(|| known.principal.clone())
    }

    fn keep_at(&self, digest: String, principal: Principal, seen: State, at: Instant) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let sessions = &mut kept.sessions;
        if sessions.len() >= MOST {
            sessions.retain(|_, known| at.duration_since(known.at) < LONGEST);
        }
        if sessions.len() >= MOST {
            sessions.clear();
        }
        sessions.insert(digest, Known { principal, at, seen });
    }
}

impl Portal {
    /// Looks, for as long as the portal is open, at whether another process changed who somebody is: requests of those who are signed in
    /// then need not ask. Without it they ask every half second.
    pub fn keep_watching_people(&self) {
        let weak = Arc::downgrade(&self.inner);
        tokio::spawn(async move {
            loop {
                let Some(inner) = weak.upgrade() else { return };
                if let Err(fault) = inner.recent.look(&inner.registry).await {
                    tracing::warn!(error = ?fault, "nobody can tell whether rights have changed");
                }
                drop(inner);
                tokio::time::sleep(LOOK).await;
            }
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sessions() -> (RecentSessions, Instant) {
        let (recent, now) = (RecentSessions::default(), Instant::now());
        recent.looked_at(3, now);
        recent.keep_at("one".to_owned(), Principal::Operator, state(7, 3), now);
        (recent, now)
    }

    fn state(writes: u64, number: i64) -> State {
        State { writes, number }
    }

    #[test]
    fn an_answer_holds_until_this_process_changes_somebody() {
        let (recent, now) = sessions();
        assert!(recent.find_at("one", 7, now).is_some());
        assert!(recent.find_at("two", 7, now).is_none(), "never asked");
        assert!(recent.find_at("one", 8, now).is_none(), "somebody was changed");
    }

    #[test]
    fn an_answer_holds_until_another_process_changes_somebody() {
        let (recent, now) = sessions();
        recent.looked_at(4, now);
        assert!(recent.find_at("one", 7, now).is_none(), "somebody was changed");
        recent.looked_at(3, now);
        assert!(
            recent.find_at("one", 7, now).is_none(),
            "an older look that ended later changes nothing"
        );
    }

    #[test]
    fn an_answer_lasts_as_long_as_somebody_looks_and_half_a_minute_at_most() {
        let (recent, now) = sessions();
        assert!(recent.find_at("one", 7, now + FRESH).is_none(), "nobody looked");
        recent.looked_at(3, now + FRESH);
        assert!(recent.find_at("one", 7, now + FRESH).is_some(), "the same number");
        recent.looked_at(3, now + LONGEST);
        assert!(recent.find_at("one", 7, now + LONGEST).is_none(), "too long ago");
    }

    #[test]
    fn there_are_never_too_many() {
        let (recent, now) = sessions();
        for number in 0..=MOST {
            recent.keep_at(number.to_string(), Principal::Operator, state(7, 3), now);
        }
        assert!(recent.0.lock().unwrap().sessions.len() <= MOST);
        assert!(recent.find_at(&MOST.to_string(), 7, now).is_some());
    }
}
