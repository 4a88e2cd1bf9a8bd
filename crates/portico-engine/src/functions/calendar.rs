//! Which instant, which day, which period? Calendar arithmetic in a time zone, on microseconds.

use chrono::{
    DateTime, Datelike, Days, Months, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeDelta, TimeZone,
};
use chrono_tz::Tz;
use portico_odsql::{DateLiteral, PeriodUnit};

/// Microseconds of a day.
pub(crate) const DAY: i64 = 86_400_000_000;

/// The date that many days after 1970-01-01.
pub(crate) fn date_of_days(days: i32) -> Option<NaiveDate> {
    NaiveDate::from_epoch_days(days)
}

/// The wall clock at that instant.
pub(crate) fn wall_clock(instant: i64, timezone: Tz) -> Option<NaiveDateTime> {
    let utc = DateTime::from_timestamp_micros(instant)?.naive_utc();
    if timezone == Tz::UTC {
        return Some(utc);
    }
    utc.checked_add_offset(timezone.offset_from_utc_datetime(&utc).fix())
}

/// The first instant at which the wall clock shows that time, or the one right after it when it never does.
pub(crate) fn instant(wall: NaiveDateTime, timezone: Tz) -> i64 {
    if timezone == Tz::UTC {
        return wall.and_utc().timestamp_micros();
    }
    let found = timezone.from_local_datetime(&wall).earliest();
    let found = found.or_else(|| {
        // A gap: the clock jumps over that time. Its offset before the jump gives the instant.
        let before = timezone
            .offset_from_utc_datetime(&wall.checked_sub_signed(TimeDelta::days(1))?)
            .fix();
        let utc = wall.checked_sub_offset(before)?;
        Some(timezone.from_utc_datetime(&utc))
    });
    found.map_or_else(
        || wall.and_utc().timestamp_micros(),
        |instant| instant.timestamp_micros(),
    )
}

/// A piece of time from its first instant to the first one after it, on the wall clock and in UTC.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Period {
    /// Microseconds since the epoch, UTC.
    pub(crate) start: i64,
    /// The same, excluded.
    pub(crate) end: i64,
    /// Microseconds of the wall clock: what plain dates are compared with.
    pub(crate) wall_start: i64,
    /// The same, excluded.
    pub(crate) wall_end: i64,
}

impl Period {
    /// The period that a literal means, read in that zone unless it carries an offset.
    pub(crate) fn of_literal(date: &DateLiteral, timezone: Tz) -> Option<Self> {
        let day = NaiveDate::from_ymd_opt(date.year, date.month.unwrap_or(1), date.day.unwrap_or(1))?;
        let Some(time) = date.time else {
            let end = match (date.month, date.day) {
                (None, _) => day.checked_add_months(Months::new(12))?,
                (Some(_), None) => day.checked_add_months(Months::new(1))?,
                _ => day.checked_add_days(Days::new(1))?,
            };
            return Some(Self::between(midnight(day), midnight(end), timezone));
        };
        let clock = NaiveTime::from_hms_micro_opt(
            time.hour,
            time.minute,
            time.second.unwrap_or(0),
            time.microsecond,
        )?;
        let start = day.and_time(clock);
        let length = match (time.second, time.microsecond) {
            (None, _) => TimeDelta::minutes(1),
            (Some(_), 0) => TimeDelta::seconds(1),
            _ => TimeDelta::microseconds(1),
        };
        let end = start.checked_add_signed(length)?;
        let mut period = Self::between(
            start,
            end,
            if date.offset_minutes.is_some() {
                Tz::UTC
            } else {
                timezone
            },
        );
        if let Some(minutes) = date.offset_minutes {
            let offset = i64::from(minutes) * 60_000_000;
            period.start -= offset;
            period.end -= offset;
        }
        Some(period)
    }

    /// A single instant.
    pub(crate) fn of_instant(instant: i64, timezone: Tz) -> Self {
        let wall = wall_clock(instant, timezone).map_or(instant, |wall| wall.and_utc().timestamp_micros());
        Self {
            start: instant,
            end: instant + 1,
            wall_start: wall,
            wall_end: wall + 1,
        }
    }

    /// From one wall-clock time to another.
    pub(crate) fn between(start: NaiveDateTime, end: NaiveDateTime, timezone: Tz) -> Self {
        Self {
            start: instant(start, timezone),
            end: instant(end, timezone),
            wall_start: start.and_utc().timestamp_micros(),
            wall_end: end.and_utc().timestamp_micros(),
        }
    }
}

/// The first day that begins at or after that wall-clock time, as days since the epoch.
pub(crate) fn first_day_from(wall: i64) -> i32 {
    let days = wall.div_euclid(DAY) + i64::from(wall.rem_euclid(DAY) != 0);
    i32::try_from(days).unwrap_or(if days < 0 { i32::MIN } else { i32::MAX })
}

/// The beginning of the period of `count` units in which that wall-clock time lies. Weeks begin on Monday; the others are
/// counted from 1970-01-01 when there are several.
pub(crate) fn floor(wall: NaiveDateTime, count: u32, unit: PeriodUnit) -> Option<NaiveDateTime> {
    let first = |year, month| NaiveDate::from_ymd_opt(year, month, 1).map(midnight);
    match unit {
        PeriodUnit::Year => first(wall.year(), 1),
        PeriodUnit::Quarter => first(wall.year(), wall.month0() / 3 * 3 + 1),
        PeriodUnit::Month => first(wall.year(), wall.month()),
        PeriodUnit::Week => {
            let days = u64::from(wall.weekday().num_days_from_monday());
            Some(midnight(wall.date().checked_sub_days(Days::new(days))?))
        }
        _ => {
            let width = width(count, unit)?;
            let micros = wall.and_utc().timestamp_micros();
            Some(DateTime::from_timestamp_micros(micros.div_euclid(width) * width)?.naive_utc())
        }
    }
}

/// The beginning of the next period.
pub(crate) fn next(start: NaiveDateTime, count: u32, unit: PeriodUnit) -> Option<NaiveDateTime> {
    match unit {
        PeriodUnit::Year => start.checked_add_months(Months::new(12)),
        PeriodUnit::Quarter => start.checked_add_months(Months::new(3)),
        PeriodUnit::Month => start.checked_add_months(Months::new(1)),
        PeriodUnit::Week => start.checked_add_days(Days::new(7)),
        _ => start.checked_add_signed(TimeDelta::microseconds(width(count, unit)?)),
    }
}

/// Microseconds of so many units of fixed length.
pub(crate) fn width(count: u32, unit: PeriodUnit) -> Option<i64> {
    let one = match unit {
        PeriodUnit::Millisecond => 1000,
        PeriodUnit::Second => 1_000_000,
        PeriodUnit::Minute => 60_000_000,
        PeriodUnit::Hour => 3_600_000_000,
        _ => DAY,
    };
    i64::from(count.max(1)).checked_mul(one)
}

pub(crate) fn midnight(day: NaiveDate) -> NaiveDateTime {
    day.and_time(NaiveTime::MIN)
}

#[cfg(test)]
mod tests {
    use portico_odsql::parse_date;

    use super::*;

    fn check(text: &str, timezone: Tz, expected: &str) {
        let period = Period::of_literal(&parse_date(text).unwrap(), timezone).unwrap();
        let show = |micros| {
            DateTime::from_timestamp_micros(micros)
                .unwrap()
                .format("%FT%TZ")
                .to_string()
        };
        assert_eq!(
            format!("{} {}", show(period.start), show(period.end)),
            expected,
            "{text}"
        );
    }

    #[test]
    fn a_literal_is_a_period() {
        check("2024", Tz::UTC, "2024-01-01T00:00:00Z 2025-01-01T00:00:00Z");
        check("2024-02", Tz::UTC, "2024-02-01T00:00:00Z 2024-03-01T00:00:00Z");
        check(
            "2024-03-31",
            Tz::Europe__Paris,
            "2024-03-30T23:00:00Z 2024-03-31T22:00:00Z",
        );
        check(
            "2024-03-31T02:30",
            Tz::Europe__Paris,
            "2024-03-31T01:30:00Z 2024-03-31T01:31:00Z",
        );
        check(
            "2024-03-01T10:00:00+02:00",
            Tz::Europe__Paris,
            "2024-03-01T08:00:00Z 2024-03-01T08:00:01Z",
        );
        check("9999", Tz::UTC, "9999-01-01T00:00:00Z +10000-01-01T00:00:00Z");
    }

    #[test]
    fn weeks_begin_on_monday_and_quarters_with_their_month() {
        let wall = NaiveDate::from_ymd_opt(2024, 3, 3)
            .unwrap()
            .and_hms_opt(5, 6, 7)
            .unwrap();
        let check = |unit, count, expected: &str| {
            assert_eq!(
                floor(wall, count, unit).unwrap().format("%F %T").to_string(),
                expected
            );
        };
        check(PeriodUnit::Week, 1, "2024-02-26 00:00:00");
        check(PeriodUnit::Quarter, 1, "2024-01-01 00:00:00");
        check(PeriodUnit::Hour, 3, "2024-03-03 03:00:00");
    }
}
