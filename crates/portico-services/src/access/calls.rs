//! How many calls has someone made on a dataset today? For rulesets that limit them.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

use chrono::{NaiveDate, Utc};
use portico_model::{Fault, FaultKind, Principal};

use crate::{DatasetView, Portal};

/// Counters kept at most; beyond that the day begins anew for those who are not in it.
const MOST: usize = 100_000;

/// The calls of one day (UTC), by dataset and caller. Begins anew at midnight and with the process; nothing of it is written down.
#[derive(Debug, Default)]
pub(crate) struct Calls(Mutex<Day>);

#[derive(Debug, Default)]
struct Day {
    date: NaiveDate,
    calls: HashMap<(String, String), u64>,
}

impl Calls {
    /// Counts one more, and says how many there were.
    fn count(&self, date: NaiveDate, key: (String, String)) -> u64 {
        let mut day = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if day.date != date || day.calls.len() >= MOST {
            *day = Day {
                date,
                calls: HashMap::new(),
            };
        }
        let count = day.calls.entry(key).or_default();
        *count += 1;
        *count
    }
}

impl Portal {
    /// Counts a call of the API on a dataset, when the rules for this reader limit them: of each person, or of each address that nobody
    /// known asks from.
    ///
    /// # Errors
    /// `QuotaExceeded` when the day is full.
    pub fn count_call(&self, who: &Principal, client: IpAddr, view: &DatasetView) -> Result<(), Fault> {
        let Some(limit) = view.calls else { return Ok(()) };
        let caller = match who {
            Principal::Person(member) => member.person.id.clone(),
            Principal::Anonymous | Principal::Operator => client.to_string(),
        };
        let key = (view.dataset.uid.as_str().to_owned(), caller);
        if self.inner.calls.count(Utc::now().date_naive(), key) <= limit {
            return Ok(());
        }
        let message = format!(
            "The {limit} calls that you may make on the dataset {} in a day are made.",
            view.dataset.id
        );
        Err(Fault::new(FaultKind::Busy, "QuotaExceeded", message)
            .with_hint("the count begins anew at 00:00 UTC"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_caller_and_dataset_has_a_count_of_its_own_and_a_new_day_a_new_one() {
        let calls = Calls::default();
        let key = |dataset: &str, caller: &str| (dataset.to_owned(), caller.to_owned());
        let (monday, tuesday) = (NaiveDate::MIN, NaiveDate::MIN + chrono::Days::new(1));
        let counts = [
            calls.count(monday, key("a", "1")),
            calls.count(monday, key("a", "1")),
            calls.count(monday, key("a", "2")),
            calls.count(monday, key("b", "1")),
            calls.count(tuesday, key("a", "1")),
        ];
        assert_eq!(counts, [1, 2, 1, 1, 1]);
    }
}
