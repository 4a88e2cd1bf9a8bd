//! What time is it?

use chrono::{DateTime, Utc};

/// Microseconds since the epoch, UTC.
pub(crate) fn now() -> i64 {
    Utc::now().timestamp_micros()
}

/// An instant that people wrote: RFC 3339, or a day.
pub(crate) fn parse(text: &str) -> Option<i64> {
    let text = text.trim();
    if let Ok(moment) = DateTime::parse_from_rfc3339(text) {
        return Some(moment.timestamp_micros());
    }
    let day = text.parse::<chrono::NaiveDate>().ok()?;
    Some(day.and_hms_opt(0, 0, 0)?.and_utc().timestamp_micros())
}

/// As files of records say when they were kept: no zone, UTC is meant.
pub(crate) fn naive_now() -> String {
    Utc::now().format("%Y-%m-%dT%H:%M:%S%.6f").to_string()
}

/// For a file name: `20240301-170501`.
pub(crate) fn stamp() -> String {
    Utc::now().format("%Y%m%d-%H%M%S").to_string()
}

#[cfg(test)]
mod tests {
    use super::parse;

    #[test]
    fn instants_and_days_are_understood() {
        assert_eq!(parse("1970-01-01T01:00:01+01:00"), Some(1_000_000));
        assert_eq!(parse(" 1970-01-02 "), Some(86_400_000_000));
        assert_eq!(parse("soon"), None);
    }
}
