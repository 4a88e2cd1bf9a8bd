//! What do dates of a formula give? In UTC; days stay days.

use chrono::{DateTime, Datelike, Days, Months, NaiveDate, TimeDelta, Timelike};
use portico_formats::values::{Conversion, Value};
use portico_model::{Field, FieldType};

const DAY: i64 = 86_400_000_000;

/// Microseconds since 1970 of a date, of an instant, or of what is written there.
pub(super) fn instant(value: &Value) -> Result<Option<i64>, String> {
    match value {
        Value::Null => Ok(None),
        Value::Day(days) => Ok(Some(i64::from(*days) * DAY)),
        Value::Instant(micros) => Ok(Some(*micros)),
        Value::Text(_) => {
            match Conversion::to(&Field::new("value", FieldType::Datetime), None, false).convert(value) {
                Ok(Value::Instant(micros)) => Ok(Some(micros)),
                Ok(_) => Ok(None),
                Err(_) => Err("a date is wanted".to_owned()),
            }
        }
        _ => Err("a date is wanted".to_owned()),
    }
}

fn moment(value: &Value) -> Result<Option<DateTime<chrono::Utc>>, String> {
    match instant(value)? {
        None => Ok(None),
        Some(micros) => DateTime::from_timestamp_micros(micros)
            .map(Some)
            .ok_or_else(|| "the date is out of range".to_owned()),
    }
}

/// A part of a date as a number.
pub(super) fn part(name: &str, value: &Value) -> Result<Value, String> {
    let Some(moment) = moment(value)? else {
        return Ok(Value::Null);
    };
    Ok(Value::Int(match name {
        "year" => i64::from(moment.year()),
        "quarter" => i64::from(moment.month0() / 3 + 1),
        "month" => i64::from(moment.month()),
        "week" => i64::from(moment.iso_week().week()),
        "day" => i64::from(moment.day()),
        "dayofyear" => i64::from(moment.ordinal()),
        // Monday is 0, as in the role model's expressions and in Python.
        "dayofweek" => i64::from(moment.weekday().num_days_from_monday()),
        "hour" => i64::from(moment.hour()),
        "minute" => i64::from(moment.minute()),
        _ => i64::from(moment.second()),
    }))
}

/// A date so many years, months… later.
pub(super) fn later(unit: &str, value: &Value, count: &Value) -> Result<Value, String> {
    let (Some(moment), Some(count)) = (moment(value)?, super::numbers::of(count)?) else {
        return Ok(Value::Null);
    };
    if count.abs() > 1.0e12 {
        return Err("the date would be out of range".to_owned());
    }
    let count = count as i64;
    let months = |months: i64| {
        let size = u32::try_from(months.unsigned_abs()).ok()?;
        if months < 0 {
            moment.checked_sub_months(Months::new(size))
        } else {
            moment.checked_add_months(Months::new(size))
        }
    };
    let days = |days: i64| {
        if days < 0 {
            moment.checked_sub_days(Days::new(days.unsigned_abs()))
        } else {
            moment.checked_add_days(Days::new(days.unsigned_abs()))
        }
    };
    let seconds = |seconds: Option<i64>| {
        seconds
            .and_then(TimeDelta::try_seconds)
            .and_then(|delta| moment.checked_add_signed(delta))
    };
    let moved = match unit {
        "years" => count.checked_mul(12).and_then(months),
        "months" => months(count),
        "weeks" => count.checked_mul(7).and_then(days),
        "days" => days(count),
        "hours" => seconds(count.checked_mul(3600)),
        "minutes" => seconds(count.checked_mul(60)),
        _ => seconds(Some(count)),
    };
    let moved = moved.ok_or("the date would be out of range")?;
    let is_day = matches!(value, Value::Day(_)) && matches!(unit, "years" | "months" | "weeks" | "days");
    Ok(if is_day {
        Value::Day(day(moved.date_naive()))
    } else {
        Value::Instant(moved.timestamp_micros())
    })
}

fn day(date: NaiveDate) -> i32 {
    date.signed_duration_since(NaiveDate::default())
        .num_days()
        .try_into()
        .unwrap_or(0)
}

/// The day of an instant.
pub(super) fn day_of(value: &Value) -> Result<Value, String> {
    Ok(match moment(value)? {
        Some(moment) => Value::Day(day(moment.date_naive())),
        None => Value::Null,
    })
}

/// How long from the first to the second, in whole units.
pub(super) fn difference(first: &Value, second: &Value, unit: &str) -> Result<Value, String> {
    let (Some(first), Some(second)) = (instant(first)?, instant(second)?) else {
        return Ok(Value::Null);
    };
    let micros = second.checked_sub(first).ok_or("the dates are too far apart")?;
    let unit = match unit {
        "" | "day" | "days" => DAY,
        "week" | "weeks" => 7 * DAY,
        "hour" | "hours" => 3_600_000_000,
        "minute" | "minutes" => 60_000_000,
        "second" | "seconds" => 1_000_000,
        other => {
            return Err(format!(
                "`{other}` is no unit: write weeks, days, hours, minutes or seconds"
            ));
        }
    };
    Ok(Value::Int(micros / unit))
}

/// Seconds since 1970 as an instant.
pub(super) fn from_timestamp(value: &Value) -> Result<Value, String> {
    match super::numbers::of(value)? {
        None => Ok(Value::Null),
        Some(seconds) if seconds.abs() < 9.0e11 => Ok(Value::Instant((seconds * 1.0e6) as i64)),
        Some(_) => Err("the date is out of range".to_owned()),
    }
}

/// Written in `strftime` words.
pub(super) fn format(value: &Value, pattern: &str) -> Result<Value, String> {
    let Some(moment) = moment(value)? else {
        return Ok(Value::Null);
    };
    let items: Vec<_> = chrono::format::StrftimeItems::new(pattern).collect();
    if items
        .iter()
        .any(|item| matches!(item, chrono::format::Item::Error))
    {
        return Err(format!("`{pattern}` is no pattern of dates"));
    }
    Ok(Value::Text(
        moment
            .naive_utc()
            .format_with_items(items.into_iter())
            .to_string(),
    ))
}
