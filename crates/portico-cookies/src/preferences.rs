//! What did the visitor choose? The value of `cookies_preferences`: short, readable, the same for everybody who chose the same.
//!
//! `1.4.20261124.01`: version of the form, version of the policy that was shown, day of the choice, one bit for the statistics and
//! one for each service that the portal added, in the order of their slots. No identifier, no time of day.

use std::fmt;

use crate::optional::MOST_SERVICES;

/// Longest value, in bytes.
pub const LIMIT: usize = 40;
/// Days that a choice holds, yes and no alike.
pub const DAYS_KEPT: i64 = 180;

const FORM: &str = "1";

/// One visitor's choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preferences {
    /// Version of the policy that was shown.
    pub policy: u32,
    /// Day of the choice: year, month, day.
    pub day: (u16, u8, u8),
    statistics: bool,
    services: u16,
}

impl Preferences {
    /// Choices made on that day under that policy version. `statistics`: being counted is not refused; `services`: slots of the
    /// services that are allowed, the others are refused.
    #[must_use]
    pub fn new(
        policy: u32,
        day: (u16, u8, u8),
        statistics: bool,
        services: impl IntoIterator<Item = u8>,
    ) -> Self {
        let services = services
            .into_iter()
            .filter(|slot| (1..=MOST_SERVICES).contains(slot))
            .fold(0, |bits, slot| bits | bit(slot));
        Self {
            policy: policy.min(99_999),
            day,
            statistics,
            services,
        }
    }

    /// Reads a cookie's value; none when it is malformed.
    #[must_use]
    pub fn parse(value: &str) -> Option<Self> {
        if value.len() > LIMIT {
            return None;
        }
        let mut parts = value.split('.');
        let (form, policy, day, bits) = (parts.next()?, parts.next()?, parts.next()?, parts.next()?);
        let digits = |text: &str, longest: usize| {
            (1..=longest).contains(&text.len()) && text.bytes().all(|byte| byte.is_ascii_digit())
        };
        let bits_ok = (1..=16).contains(&bits.len()) && bits.bytes().all(|byte| matches!(byte, b'0' | b'1'));
        if form != FORM || parts.next().is_some() || !digits(policy, 5) || !digits(day, 8) || !bits_ok {
            return None;
        }
        let day = (
            day.get(..4)?.parse().ok()?,
            day.get(4..6)?.parse().ok()?,
            day.get(6..8)?.parse().ok()?,
        );
        if !(1..=12).contains(&day.1) || !(1..=31).contains(&day.2) {
            return None;
        }
        let slots = (1..=MOST_SERVICES).zip(bits.bytes().skip(1));
        let allowed = slots.filter(|(_, bit)| *bit == b'1').map(|(slot, _)| slot);
        Some(Self::new(
            policy.parse().ok()?,
            day,
            bits.starts_with('1'),
            allowed,
        ))
    }

    /// The visitor lets itself be counted in the anonymous statistics.
    #[must_use]
    pub fn counts(&self) -> bool {
        self.statistics
    }

    /// The service of that slot is allowed. Whether the choice was about that service, says [`crate::Standing`].
    #[must_use]
    pub fn allows(&self, slot: u8) -> bool {
        (1..=MOST_SERVICES).contains(&slot) && self.services & bit(slot) != 0
    }
}

fn bit(slot: u8) -> u16 {
    1 << slot
}

impl fmt::Display for Preferences {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.day;
        let statistics = u8::from(self.statistics);
        write!(
            f,
            "{FORM}.{}.{:04}{month:02}{day:02}.{statistics}",
            self.policy,
            year.min(9999)
        )?;
        let last = (1..=MOST_SERVICES)
            .rev()
            .find(|slot| self.allows(*slot))
            .unwrap_or(1);
        (1..=last).try_for_each(|slot| f.write_str(if self.allows(slot) { "1" } else { "0" }))
    }
}

/// Well-formed value of the cookie.
pub(crate) fn is_value(text: &str) -> bool {
    Preferences::parse(text).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn same_choices_on_the_same_day_have_the_same_value() {
        let objection = || Preferences::new(1, (2026, 11, 4), false, []);
        assert_eq!(objection().to_string(), "1.1.20261104.00");
        assert_eq!(
            objection(),
            Preferences::parse("1.1.20261104.00").expect("well formed")
        );
        let two = Preferences::new(12, (2026, 11, 4), true, [4, 1]);
        assert_eq!(two.to_string(), "1.12.20261104.11001");
        assert_eq!(Preferences::parse("1.12.20261104.11001"), Some(two));
    }

    #[test]
    fn values_stay_below_forty_bytes() {
        let longest = Preferences::new(u32::MAX, (u16::MAX, 12, 31), true, 0..=255).to_string();
        assert!(longest.len() <= LIMIT, "{longest}");
        assert!(is_value(&longest), "{longest}");
    }

    #[test]
    fn what_is_not_named_is_refused() {
        let old = Preferences::parse("1.1.20261104.1").expect("well formed");
        assert!(old.counts() && (0..=255).all(|slot| !old.allows(slot)));
        let newer = Preferences::parse("1.7.20261104.1111").expect("several services");
        assert!(newer.allows(3) && !newer.allows(4) && !newer.allows(0));
    }

    #[test]
    fn malformed_values_are_no_choice() {
        for text in [
            "",
            "1",
            "1.1.20261104",
            "2.1.20261104.0",
            "1.1.20261304.0",
            "1.1.2026110é.0",
            "1.1.20261104.2",
            "1.1.20261104.0.0",
            "1.-1.20261104.0",
            "1.1.20261104.",
            "1.999999.20261104.0",
            "1.1.2026.0",
            "1.1.20261104.00000000000000000",
        ] {
            assert_eq!(Preferences::parse(text), None, "{text}");
        }
        assert_eq!(Preferences::parse(&"1".repeat(41)), None);
    }

    proptest::proptest! {
        #[test]
        fn what_is_written_is_read_again(policy in 0_u32..100_000, day in 1_u8..=31, statistics: bool, slots: Vec<u8>) {
            let choice = Preferences::new(policy, (2026, 2, day), statistics, slots);
            proptest::prop_assert_eq!(Preferences::parse(&choice.to_string()), Some(choice));
        }
    }
}
