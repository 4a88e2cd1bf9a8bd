//! May this visitor be shown that service? From the choice in the cookie, a signal of the browser, and what the choice was about.

use time::{Date, Month};

use crate::optional::Service;
use crate::preferences::DAYS_KEPT;
use crate::{EffectiveRegister, Preferences};

/// Where one visitor stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Standing {
    choice: Option<Preferences>,
    signal: bool,
}

/// What holds for one service.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Decision {
    /// The visitor agreed.
    Allowed,
    /// The visitor refused.
    Refused,
    /// A signal of the browser refuses.
    Signal,
    /// Nothing was said about it as it is now: it stays off, and the visitor is asked.
    Undecided,
}

impl Standing {
    /// The standing of a visitor: the choice as sent, if any; whether the browser signals an objection; the newest version of the
    /// policy; today as year, month, day. A choice that is older than 180 days, or made under a version that does not exist here,
    /// says nothing about services; an objection to being counted stays one.
    #[must_use]
    pub fn new(choice: Option<&Preferences>, signal: bool, newest: u32, today: (u16, u8, u8)) -> Self {
        let holds = |choice: &&Preferences| choice.policy <= newest && is_recent(choice.day, today);
        Self {
            choice: choice.filter(holds).cloned(),
            signal,
        }
    }

    /// What holds for that service.
    #[must_use]
    pub fn decision(&self, service: &Service) -> Decision {
        let covering = self
            .choice
            .as_ref()
            .filter(|choice| choice.policy >= service.since);
        match covering {
            Some(choice) if choice.allows(service.slot) => Decision::Allowed,
            Some(_) => Decision::Refused,
            None if self.signal => Decision::Signal,
            None => Decision::Undecided,
        }
    }

    /// The visitor agreed to that service as it is now.
    #[must_use]
    pub fn allows(&self, service: &Service) -> bool {
        self.decision(service) == Decision::Allowed
    }

    /// Something must be asked: a service about which neither the visitor nor its browser has said anything.
    #[must_use]
    pub fn asks(&self, register: &EffectiveRegister) -> bool {
        register
            .services()
            .iter()
            .any(|service| self.decision(service) == Decision::Undecided)
    }

    /// The version of the policy under which the visitor chose about services, when that choice still holds. Version 0 is that of an
    /// objection to the statistics alone.
    #[must_use]
    pub fn chosen_under(&self) -> Option<u32> {
        self.choice
            .as_ref()
            .map(|choice| choice.policy)
            .filter(|policy| *policy > 0)
    }

    /// The browser signals an objection.
    #[must_use]
    pub fn has_signal(&self) -> bool {
        self.signal
    }
}

/// Not older than a choice may be. A day that does not exist is never recent; one that lies ahead is somebody's wrong clock.
fn is_recent(day: (u16, u8, u8), today: (u16, u8, u8)) -> bool {
    let date = |(year, month, day): (u16, u8, u8)| {
        Date::from_calendar_date(i32::from(year), Month::try_from(month).ok()?, day).ok()
    };
    let age = date(day)
        .zip(date(today))
        .map(|(day, today)| (today - day).whole_days());
    age.is_some_and(|age| (-2..=DAYS_KEPT).contains(&age))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::samples;

    const TODAY: (u16, u8, u8) = (2026, 11, 25);

    fn service(slot: u8, since: u32) -> Service {
        Service {
            slot,
            since,
            ..samples::video()
        }
    }

    #[test]
    fn choices_signals_and_versions_decide_together() {
        use Decision::{Allowed, Refused, Signal, Undecided};
        let table = [
            ("", false, Undecided),
            ("", true, Signal),
            ("1.3.20261120.101", false, Allowed),
            ("1.3.20261120.101", true, Allowed),
            ("1.5.20261120.101", false, Allowed),
            ("1.3.20261120.110", false, Refused),
            ("1.3.20261120.1", false, Refused),
            ("1.2.20261120.101", false, Undecided),
            ("1.2.20261120.101", true, Signal),
            ("1.9.20261120.101", false, Undecided),
            ("1.3.20260529.101", false, Allowed),
            ("1.3.20260528.101", false, Undecided),
            ("1.3.20260231.101", false, Undecided),
            ("1.3.20271120.101", false, Undecided),
            ("1.0.20261120.00", false, Undecided),
        ];
        for (value, signal, expected) in table {
            let choice = Preferences::parse(value);
            let standing = Standing::new(choice.as_ref(), signal, 5, TODAY);
            assert_eq!(standing.decision(&service(2, 3)), expected, "{value} {signal}");
        }
    }

    #[test]
    fn a_portal_that_added_nothing_asks_nobody() {
        let standing = Standing::new(None, false, 1, TODAY);
        assert!(!standing.asks(&EffectiveRegister::default()));
        let added = EffectiveRegister::new(vec![service(1, 1)]);
        assert!(standing.asks(&added));
        assert!(!Standing::new(None, true, 1, TODAY).asks(&added));
    }
}
