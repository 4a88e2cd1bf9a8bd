//! How is an instant written? `2025-09-10T08:00:00+00:00`, in the zone that the request asks for.

use chrono::{DateTime, SecondsFormat, Utc};
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
}
