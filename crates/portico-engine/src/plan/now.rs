//! Which instant does `now(…)` name? The present, its parts set or moved in the order written.

use std::ops::Range;

use chrono::{DateTime, Datelike, Days, Months, NaiveDateTime, TimeDelta, Timelike};
use portico_odsql::NowArgument;

use super::scope::Scope;
use crate::EngineError;
use crate::functions::calendar::{instant as instant_of, wall_clock};

const WEEKDAYS: [&str; 7] = [
    "mondays",
    "tuesdays",
    "wednesdays",
    "thursdays",
    "fridays",
    "saturdays",
    "sundays",
];

/// The instant in microseconds.
///
/// # Errors
/// When an argument leads out of the calendar.
pub(super) fn instant(
    scope: &Scope<'_>,
    arguments: &[NowArgument],
    span: &Range<usize>,
) -> Result<i64, EngineError> {
    let now = scope.now.timestamp_micros();
    let Some(mut wall) = wall_clock(now, scope.timezone) else {
        return Ok(now);
    };
    if arguments.is_empty() {
        return Ok(now);
    }
    let out_of_calendar = |argument: &NowArgument| {
        let NowArgument { part, value } = argument;
        scope.malformed(format!("now({part}={value}) leads out of the calendar."), span)
    };
    // A day waits for the month: it is cut to the length of the month that years and months after it lead to.
    let mut day = None;
    for (index, argument) in arguments.iter().enumerate() {
        if arguments[index + 1..]
            .iter()
            .any(|later| later.part == argument.part)
        {
            continue;
        }
        match argument.part.as_str() {
            "day" => day = Some(argument.value),
            "year" | "month" | "years" | "months" | "hour" | "minute" | "second" | "microsecond" => {
                wall =
                    moved(wall, &argument.part, argument.value).ok_or_else(|| out_of_calendar(argument))?;
            }
            part => {
                wall = on_day(wall, day.take());
                wall = moved(wall, part, argument.value).ok_or_else(|| out_of_calendar(argument))?;
            }
        }
    }
    Ok(instant_of(on_day(wall, day), scope.timezone))
}

/// That day of the month, or its last one.
fn on_day(wall: NaiveDateTime, day: Option<i64>) -> NaiveDateTime {
    let Some(day) = day else { return wall };
    let last = i64::from(wall.num_days_in_month());
    let day = u32::try_from(day.clamp(1, last)).unwrap_or(1);
    wall.with_day(day).unwrap_or(wall)
}

fn moved(wall: NaiveDateTime, part: &str, value: i64) -> Option<NaiveDateTime> {
    let set = u32::try_from(value).ok();
    if let Some(weekday) = WEEKDAYS.iter().position(|name| *name == part) {
        return to_weekday(wall, i64::try_from(weekday).ok()?, value);
    }
    match part {
        "year" => clamped(wall, i32::try_from(value).ok()?, wall.month()),
        "month" => clamped(wall, wall.year(), set?),
        "hour" => wall.with_hour(set?),
        "minute" => wall.with_minute(set?),
        "second" => wall.with_second(set?),
        "microsecond" => wall.with_nanosecond(set?.checked_mul(1000)?),
        "weekday" => to_weekday(wall, value, 1),
        "years" => add_months(wall, value.checked_mul(12)?),
        "months" => add_months(wall, value),
        "days" => wall.checked_add_signed(TimeDelta::try_days(value)?),
        "hours" => wall.checked_add_signed(TimeDelta::try_hours(value)?),
        "minutes" => wall.checked_add_signed(TimeDelta::try_minutes(value)?),
        "seconds" => wall.checked_add_signed(TimeDelta::try_seconds(value)?),
        "microseconds" => wall.checked_add_signed(TimeDelta::microseconds(value)),
        _ => None,
    }
    .filter(|moved| DateTime::from_timestamp_micros(moved.and_utc().timestamp_micros()).is_some())
}

/// That year and month, the day cut to the month's length.
fn clamped(wall: NaiveDateTime, year: i32, month: u32) -> Option<NaiveDateTime> {
    let first = wall.with_day(1)?.with_year(year)?.with_month(month)?;
    first.with_day(wall.day().min(u32::from(first.num_days_in_month())))
}

fn add_months(wall: NaiveDateTime, months: i64) -> Option<NaiveDateTime> {
    let count = Months::new(u32::try_from(months.unsigned_abs()).ok()?);
    if months < 0 {
        wall.checked_sub_months(count)
    } else {
        wall.checked_add_months(count)
    }
}

/// The n-th such weekday after (or before, when negative) the day, never the day itself.
fn to_weekday(wall: NaiveDateTime, weekday: i64, n: i64) -> Option<NaiveDateTime> {
    let today = i64::from(wall.weekday().num_days_from_monday());
    let days = match n {
        0 => return Some(wall),
        1.. => (n - 1)
            .checked_mul(7)?
            .checked_add((weekday - today - 1).rem_euclid(7) + 1)?,
        _ => (n + 1)
            .checked_mul(7)?
            .checked_sub((today - weekday - 1).rem_euclid(7) + 1)?,
    };
    let count = Days::new(days.unsigned_abs());
    if days < 0 {
        wall.checked_sub_days(count)
    } else {
        wall.checked_add_days(count)
    }
}

#[cfg(test)]
mod tests {
    use chrono_tz::Tz;
    use portico_model::Schema;
    use portico_odsql::{ExprKind, parse_where};

    use super::*;

    fn check(now: &str, expected: &str) {
        let ExprKind::Compare { right, .. } = parse_where(&format!("d > now({now})")).unwrap().node else {
            panic!()
        };
        let ExprKind::Now(arguments) = right.node else {
            panic!()
        };
        let scope = Scope {
            schema: &Schema::default(),
            timezone: Tz::UTC,
            lang: "en",
            now: "2021-05-06T12:34:55.450500Z".parse().unwrap(),
            recorded: 0,
            dataset: "",
            clause: "where",
            hook: None,
        };
        let found = instant(&scope, &arguments, &(0..0)).map(|micros| {
            let found = DateTime::from_timestamp_micros(micros).unwrap();
            found.format("%F").to_string()
        });
        match found {
            Ok(found) => assert_eq!(found, expected, "now({now})"),
            Err(error) => {
                assert_eq!(expected, "refused", "now({now})");
                assert!(error.to_string().contains("leads out of the calendar"), "{error}");
            }
        }
    }

    #[test]
    fn parts_are_set_and_moved() {
        check("", "2021-05-06");
        check("year=2000", "2000-05-06");
        check("years=-1", "2020-05-06");
        check("year=2001, months=-1", "2001-04-06");
        check("day=31,month=2", "2021-02-28");
        check("weekday=0", "2021-05-10");
        check("mondays=+1", "2021-05-10");
        check("mondays=-1", "2021-05-03");
        check("thursdays=1", "2021-05-13");
        check("thursdays=-2", "2021-04-22");
        check("day=1, days=-1", "2021-04-30");
        check("days=-1, day=1", "2021-05-01");
        check("day=31, months=1", "2021-06-30");
        check("months=1, day=1, days=-1", "2021-05-31");
        check("day=1, mondays=1", "2021-05-03");
        check("month=2, day=31, month=4", "2021-04-30");
        check("years=9000000", "refused");
        check("years=10000", "+12021-05-06");
        for extreme in [i64::MAX, i64::MIN] {
            for part in [
                "years",
                "months",
                "days",
                "hours",
                "seconds",
                "microseconds",
                "sundays",
            ] {
                let now = format!("{part}={extreme}");
                assert!(parse_where(&format!("d > now({now})")).is_ok(), "{now}");
                check(&now, "refused");
            }
        }
    }
}
