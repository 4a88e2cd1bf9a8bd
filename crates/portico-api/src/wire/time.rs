//! How is an instant written? `2025-09-10T08:00:00+00:00`, in the zone that the request asks for.

use chrono::{DateTime, NaiveDate, NaiveTime, SecondsFormat, TimeZone, Utc};
use chrono_tz::Tz;

/// An instant in microseconds since the epoch; with `micros`, six digits after the second.
pub(crate) fn instant(micros_since_epoch: i64, zone: Tz, micros: bool) -> Option<String> {
    let instant = DateTime::<Utc>::from_timestamp_micros(micros_since_epoch)?.with_timezone(&zone);
    let format = if micros {
        SecondsFormat::Micros
    } else {
        SecondsFormat::Secs
    };
    Some(instant.to_rfc3339_opts(format, false))
}

/// What a publisher wrote as an instant or a day, respelled; text that is neither stays as it is.
pub(crate) fn respell(text: &str, zone: Tz) -> String {
    let day = || {
        Some(
            NaiveDate::parse_from_str(text, "%Y-%m-%d")
                .ok()?
                .and_time(NaiveTime::MIN)
                .and_utc(),
        )
    };
    let instant = DateTime::parse_from_rfc3339(text)
        .ok()
        .map(|instant| instant.with_timezone(&Utc))
        .or_else(day);
    instant.map_or_else(
        || text.to_owned(),
        |instant| {
            zone.from_utc_datetime(&instant.naive_utc())
                .to_rfc3339_opts(SecondsFormat::Secs, false)
        },
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn instants_are_written_in_the_zone_of_the_request() {
        let noon = 1_720_008_000_000_000;
        assert_eq!(
            instant(noon, Tz::UTC, false).as_deref(),
            Some("2024-07-03T12:00:00+00:00")
        );
        assert_eq!(
            instant(noon, Tz::Europe__Paris, false).as_deref(),
            Some("2024-07-03T14:00:00+02:00")
        );
        assert_eq!(
            instant(noon + 5, Tz::UTC, true).as_deref(),
            Some("2024-07-03T12:00:00.000005+00:00")
        );
        assert_eq!(instant(i64::MAX, Tz::UTC, false), None);
    }

    #[test]
    fn what_publishers_write_is_respelled() {
        assert_eq!(
            respell("2020-11-05T10:00:00Z", Tz::UTC),
            "2020-11-05T10:00:00+00:00"
        );
        assert_eq!(respell("2020-11-05", Tz::UTC), "2020-11-05T00:00:00+00:00");
        assert_eq!(respell("last spring", Tz::UTC), "last spring");
    }
}
