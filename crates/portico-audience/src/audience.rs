//! Where does a request go, and when does a day end? To the running day; at local midnight it is closed and a new key is drawn.

use std::sync::{Mutex, PoisonError};

use chrono::{NaiveDateTime, NaiveTime, TimeDelta};

use crate::day::Day;
use crate::{DayFigures, KeyError, Visit, Visitor};

/// How far a clock may go back behind the midnight that began the day: more than zones do when summer ends.
const BACK: TimeDelta = TimeDelta::hours(3);

/// How figures are made.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct AudienceSettings {
    /// Fewest visitors of a cell that is shown, and of a searched text that is kept.
    pub threshold: u64,
    /// Strength of the noise on counts of visitors; none for no noise.
    pub epsilon: Option<f64>,
}

impl Default for AudienceSettings {
    fn default() -> Self {
        Self {
            threshold: 10,
            epsilon: None,
        }
    }
}

/// The statistics of the running day. Times are the portal's own, given by the caller: there is no clock in here.
#[derive(Debug)]
pub struct Audience {
    settings: AudienceSettings,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    day: Option<Day>,
    closed: Vec<DayFigures>,
}

impl Audience {
    /// Nothing has happened yet; the first request draws a key.
    #[must_use]
    pub fn new(settings: AudienceSettings) -> Self {
        Self {
            settings,
            state: Mutex::default(),
        }
    }

    /// How figures are made.
    #[must_use]
    pub fn settings(&self) -> AudienceSettings {
        self.settings
    }

    /// Counts a request.
    ///
    /// # Errors
    /// When no key could be drawn: the request is not counted at all.
    pub fn record(
        &self,
        at: NaiveDateTime,
        visit: &Visit<'_>,
        visitor: &Visitor<'_>,
    ) -> Result<(), KeyError> {
        let mut state = self.state();
        self.turn(&mut state, at);
        let day = match &mut state.day {
            Some(day) => day,
            none => none.insert(Day::begin(at.date())?),
        };
        day.record(at, visit, visitor, self.settings.threshold);
        Ok(())
    }

    /// The days that have ended by then, each once; their keys are gone.
    #[must_use]
    pub fn take_ended(&self, at: NaiveDateTime) -> Vec<DayFigures> {
        let mut state = self.state();
        self.turn(&mut state, at);
        std::mem::take(&mut state.closed)
    }

    /// What is left when the portal stops: ended days, and the running one cut short.
    #[must_use]
    pub fn take_all(&self) -> Vec<DayFigures> {
        let mut state = self.state();
        self.close(&mut state);
        std::mem::take(&mut state.closed)
    }

    /// Ends the running day when it is over. A clock that goes back a little, as in autumn, does not reopen a day. One that was far
    /// ahead and is put right does: what was counted is of today, and the key does not last until the clock is there again.
    fn turn(&self, state: &mut State, at: NaiveDateTime) {
        let Some(day) = &mut state.day else { return };
        let begin = day.date.and_time(NaiveTime::MIN);
        if begin.signed_duration_since(at) > BACK {
            day.date = at.date();
            self.close(state);
        } else if day.date < at.date() {
            self.close(state);
        }
    }

    fn close(&self, state: &mut State) {
        if let Some(day) = state.day.take() {
            let AudienceSettings { threshold, epsilon } = self.settings;
            state.closed.push(day.close(threshold, epsilon, &mut rand::rng()));
        }
    }

    fn state(&self) -> std::sync::MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
