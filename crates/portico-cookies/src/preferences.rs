//! What did the visitor choose? The value of `cookies_preferences`: short, readable, the same for everybody who chose the same.
//!
//! `1.4.20261124.01`: version of the form, version of the policy, day of the choice, one bit for each purpose in the order of
//! [`Purpose::ALL`]. No identifier, no time of day.

use std::fmt;

/// Longest value, in bytes.
pub const LIMIT: usize = 40;

const FORM: &str = "1";

/// Something a visitor may allow or refuse. New purposes are added at the end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// Being counted in the anonymous statistics; allowed unless refused.
    Statistics,
    /// Content from other sites: videos, outside maps; refused unless allowed.
    ExternalContent,
}

impl Purpose {
    /// Every purpose, in the order of the bits.
    pub const ALL: [Self; 2] = [Self::Statistics, Self::ExternalContent];

    /// What holds while the visitor has said nothing.
    #[must_use]
    pub fn is_allowed_by_default(self) -> bool {
        matches!(self, Self::Statistics)
    }

    /// The word used in forms and message keys.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Statistics => "statistics",
            Self::ExternalContent => "external-content",
        }
    }
}

/// One visitor's choices.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preferences {
    /// Version of the policy that was shown.
    pub policy: u32,
    /// Day of the choice: year, month, day.
    pub day: (u16, u8, u8),
    allowed: [bool; Purpose::ALL.len()],
}

impl Preferences {
    /// Choices made on that day under that policy version; what `allows` says no to is refused.
    #[must_use]
    pub fn new(policy: u32, day: (u16, u8, u8), allows: impl Fn(Purpose) -> bool) -> Self {
        Self {
            policy: policy.min(99_999),
            day,
            allowed: Purpose::ALL.map(allows),
        }
    }

    /// Reads a cookie's value; none when it is malformed. Bits of purposes that this version does not know are ignored, and a
    /// purpose that the choice did not cover keeps its default.
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
        let bits = bits.as_bytes();
        let mut allowed = Purpose::ALL.map(Purpose::is_allowed_by_default);
        allowed
            .iter_mut()
            .zip(bits)
            .for_each(|(slot, bit)| *slot = *bit == b'1');
        Some(Self {
            policy: policy.parse().ok()?,
            day,
            allowed,
        })
    }

    /// Whether that purpose is allowed.
    #[must_use]
    pub fn allows(&self, purpose: Purpose) -> bool {
        self.allowed[purpose as usize]
    }
}

impl fmt::Display for Preferences {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (year, month, day) = self.day;
        write!(
            f,
            "{FORM}.{}.{:04}{month:02}{day:02}.",
            self.policy,
            year.min(9999)
        )?;
        self.allowed
            .iter()
            .try_for_each(|allowed| f.write_str(if *allowed { "1" } else { "0" }))
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
        let objection = || Preferences::new(1, (2026, 11, 4), |_| false);
        assert_eq!(objection().to_string(), "1.1.20261104.00");
        assert_eq!(
            objection(),
            Preferences::parse("1.1.20261104.00").expect("well formed")
        );
    }

    #[test]
    fn values_stay_below_forty_bytes() {
        let longest = Preferences::new(u32::MAX, (u16::MAX, 12, 31), |_| true).to_string();
        assert!(longest.len() <= LIMIT, "{longest}");
        assert!(is_value(&longest), "{longest}");
    }

    #[test]
    fn a_purpose_that_the_choice_did_not_cover_keeps_its_default() {
        let old = Preferences::parse("1.1.20261104.0").expect("well formed");
        assert!(!old.allows(Purpose::Statistics) && !old.allows(Purpose::ExternalContent));
        let newer = Preferences::parse("1.7.20261104.1111").expect("more bits than purposes");
        assert!(newer.allows(Purpose::ExternalContent));
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
        ] {
            assert_eq!(Preferences::parse(text), None, "{text}");
        }
        assert_eq!(Preferences::parse(&"1".repeat(41)), None);
    }
}
