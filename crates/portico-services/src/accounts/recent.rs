//! Who was that a moment ago? One look into the registry answers as long as nobody writes there.

use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, Instant};

use portico_model::Principal;
use portico_registry::{Registry, Stamp};

/// How long an answer holds where nothing tells whether another process has written.
const FRESH: Duration = Duration::from_millis(500);
/// How long it holds where that can be told, but for two changes within one tick of the file system's clock; a session that comes to its end
/// lives on so long at most.
const LONGEST: Duration = Duration::from_secs(30);
/// Sessions known at once; beyond that, all are looked up again.
const MOST: usize = 10_000;

/// Sessions that were looked up a moment ago, by the digest of their key. An answer ends with the next write of this process, whatever it
/// is: who signs out, closes an account or takes a right away here is obeyed by the next request.
#[derive(Debug, Default)]
pub(crate) struct RecentSessions(Mutex<HashMap<String, Known>>);

#[derive(Debug)]
struct Known {
    principal: Principal,
    at: Instant,
    seen: State,
}

/// The state of the registry before it was asked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct State {
    writes: u64,
    stamp: Option<Stamp>,
}

impl State {
    pub(crate) fn of(registry: &Registry) -> Self {
        Self {
            writes: registry.writes(),
            stamp: registry.stamp(),
        }
    }
}

impl RecentSessions {
    /// Who it was, while the registry is in the state that it was in then.
    pub(crate) fn find(&self, digest: &str, state: State) -> Option<Principal> {
        self.find_at(digest, state, Instant::now())
    }

    /// Keeps an answer. The state was read before the registry was asked.
    pub(crate) fn keep(&self, digest: String, principal: Principal, state: State) {
        self.keep_at(digest, principal, state, Instant::now());
    }

    fn find_at(&self, digest: &str, state: State, now: Instant) -> Option<Principal> {
        let known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let known = known.get(digest)?;
        let limit = if state.stamp.is_some() { LONGEST } else { FRESH };
        let holds = known.seen == state && now.duration_since(known.at) < limit;
        holds.then(|| known.principal.clone())
    }

    fn keep_at(&self, digest: String, principal: Principal, seen: State, at: Instant) {
        let mut known = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if known.len() >= MOST {
            known.retain(|_, known| at.duration_since(known.at) < LONGEST);
        }
        if known.len() >= MOST {
            known.clear();
        }
        known.insert(digest, Known { principal, at, seen });
    }
}

#[cfg(test)]
mod tests {
    use portico_registry::Attempts;

    use super::*;

    fn state(writes: u64) -> State {
        State { writes, stamp: None }
    }

    #[test]
    fn without_a_stamp_an_answer_holds_for_half_a_second_and_until_something_is_written() {
        let recent = RecentSessions::default();
        let now = Instant::now();
        recent.keep_at("one".to_owned(), Principal::Operator, state(7), now);
        assert!(recent.find_at("one", state(7), now).is_some());
        assert!(
            recent.find_at("one", state(8), now).is_none(),
            "something was written"
        );
        assert!(
            recent.find_at("one", state(7), now + FRESH).is_none(),
            "too long ago"
        );
        assert!(recent.find_at("two", state(7), now).is_none());
    }

    #[tokio::test]
    async fn with_a_stamp_an_answer_holds_until_any_process_writes() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("portico.db");
        let open = || Registry::open(path.to_str().unwrap());
        let (here, there) = (open().await.unwrap(), open().await.unwrap());
        let recent = RecentSessions::default();
        let now = Instant::now();
        let seen = State::of(&here);
        recent.keep_at("one".to_owned(), Principal::Operator, seen, now);
        assert!(recent.find_at("one", State::of(&here), now + FRESH).is_some());
        assert!(
            recent.find_at("one", State::of(&here), now + LONGEST).is_none(),
            "too long ago"
        );
        let (before, after) = (Attempts::default(), Attempts::default());
        there.record_attempt("ann", before, after).await.unwrap();
        assert_eq!(State::of(&here).writes, seen.writes, "this process wrote nothing");
        assert!(
            recent.find_at("one", State::of(&here), now).is_none(),
            "another one did"
        );
    }

    #[test]
    fn there_are_never_too_many() {
        let recent = RecentSessions::default();
        let now = Instant::now();
        for number in 0..=MOST {
            recent.keep_at(number.to_string(), Principal::Operator, state(1), now);
        }
        assert!(recent.0.lock().unwrap().len() <= MOST);
        assert!(recent.find_at(&MOST.to_string(), state(1), now).is_some());
    }
}
