//! How often do visitors choose what? Counted in memory until the day ends, kept without the small numbers, never with a visitor.

use std::collections::BTreeMap;
use std::sync::{Mutex, PoisonError};

use chrono::{Months, NaiveDate};
use portico_model::Fault;
use portico_registry::ChoiceCount;

use crate::{DAYS_KEPT, Portal};

/// What a visitor, or its browser, said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Choice {
    /// Everything is allowed.
    Accept,
    /// Everything is refused.
    Reject,
    /// Some of it.
    Custom,
    /// Something that was allowed no longer is.
    Withdraw,
    /// A page was made for a browser that signals an objection, without a choice of the visitor.
    Signal,
}

impl Choice {
    /// Every kind, in the order of tables.
    pub const ALL: [Self; 5] = [
        Self::Accept,
        Self::Reject,
        Self::Custom,
        Self::Withdraw,
        Self::Signal,
    ];

    /// The word used in the registry and in message keys.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Accept => "accept",
            Self::Reject => "reject",
            Self::Custom => "custom",
            Self::Withdraw => "withdraw",
            Self::Signal => "signal",
        }
    }
}

/// The choices of days that have not been kept yet. Holds no visitor: a day, a version, a kind, a number.
#[derive(Debug, Default)]
pub struct ChoiceLedger {
    counts: Mutex<BTreeMap<(NaiveDate, u32, Choice), u64>>,
}

/// Choices of one day, version and kind.
pub type DayOfChoices = (NaiveDate, u32, Choice, u64);

impl ChoiceLedger {
    /// Counts one.
    pub fn record(&self, day: NaiveDate, policy: u32, choice: Choice) {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        *counts.entry((day, policy, choice)).or_default() += 1;
    }

    /// Takes the counts of the days before that one.
    pub fn take_ended(&self, today: NaiveDate) -> Vec<DayOfChoices> {
        self.take(|day| day < today)
    }

    /// Takes all: the portal stops.
    pub fn take_all(&self) -> Vec<DayOfChoices> {
        self.take(|_| true)
    }

    fn take(&self, wanted: impl Fn(NaiveDate) -> bool) -> Vec<DayOfChoices> {
        let mut counts = self.counts.lock().unwrap_or_else(PoisonError::into_inner);
        let (taken, left) = std::mem::take(&mut *counts)
            .into_iter()
            .partition(|((day, _, _), _)| wanted(*day));
        *counts = left;
        let taken: BTreeMap<(NaiveDate, u32, Choice), u64> = taken;
        taken
            .into_iter()
            .map(|((day, policy, choice), count)| (day, policy, choice, count))
            .collect()
    }
}

impl Portal {
    /// Keeps the choices of ended days. A number under the threshold is kept as "too few to say".
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn keep_choices(&self, ended: &[DayOfChoices], threshold: u64) -> Result<(), Fault> {
        let counts: Vec<ChoiceCount> = ended
            .iter()
            .map(|(day, policy, choice, count)| ChoiceCount {
                day: day.to_string(),
                policy: i64::from(*policy),
                kind: choice.as_str().to_owned(),
                value: (*count >= threshold).then(|| i64::try_from(*count).unwrap_or(i64::MAX)),
            })
            .collect();
        if counts.is_empty() {
            return Ok(());
        }
        Ok(self.inner.registry.add_choices(&counts).await?)
    }

    /// The choices from that day on, as they may be told.
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn choices_since(&self, first: NaiveDate) -> Result<Vec<ChoiceCount>, Fault> {
        Ok(self.inner.registry.choices(&first.to_string()).await?)
    }

    /// Forgets choices that are as old as other figures may become.
    ///
    /// # Errors
    /// When the registry fails.
    pub async fn forget_old_choices(&self, today: NaiveDate) -> Result<u64, Fault> {
        let oldest = today.checked_sub_months(Months::new(DAYS_KEPT)).unwrap_or(today);
        Ok(self.inner.registry.purge_choices(&oldest.to_string()).await?)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn choices_of_ended_days_are_taken_once_and_the_running_day_stays() {
        let day = |d| NaiveDate::from_ymd_opt(2026, 11, d).expect("a day");
        let ledger = ChoiceLedger::default();
        for (at, choice) in [(24, Choice::Accept), (24, Choice::Accept), (25, Choice::Reject)] {
            ledger.record(day(at), 3, choice);
        }
        assert_eq!(ledger.take_ended(day(25)), [(day(24), 3, Choice::Accept, 2)]);
        assert_eq!(ledger.take_ended(day(25)), []);
        assert_eq!(ledger.take_all(), [(day(25), 3, Choice::Reject, 1)]);
    }
}
