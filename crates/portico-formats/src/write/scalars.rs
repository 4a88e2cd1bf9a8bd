//! How is one number, text or time written? Bytes appended to a buffer, as JSON and CSV files hold them.

use std::io::Write as _;

use chrono::{DateTime, Datelike, Days, NaiveDate, Offset, TimeDelta, TimeZone, Timelike};
use chrono_tz::Tz;
use portico_model::Precision;

/// Appends formatted text; writing into memory cannot fail.
macro_rules! put {
    ($out:expr, $($argument:tt)*) => {
        write!($out, $($argument)*).expect("a Vec takes every byte")
    };
}
pub(crate) use put;

/// A double in its shortest form that reads back the same, always with a point or an exponent: `4.0`, `0.1`, `1e+16`, `1e-05`.
/// False when the number is not finite: nothing is written.
pub(crate) fn double(number: f64, out: &mut Vec<u8>) -> bool {
    if !number.is_finite() {
        return false;
    }
    let magnitude = number.abs();
    if magnitude == 0.0 || (1e-4..1e16).contains(&magnitude) {
        put!(out, "{number:?}");
        return true;
    }
    let scientific = format!("{number:e}");
    let (digits, exponent) = scientific.split_once('e').unwrap_or((&scientific, "0"));
    let (sign, exponent) = exponent
        .strip_prefix('-')
        .map_or(('+', exponent), |rest| ('-', rest));
    put!(out, "{digits}e{sign}{exponent:0>2}");
    true
}

/// A text as a JSON string, with its quotes.
pub(crate) fn json_string(text: &str, out: &mut Vec<u8>) {
    out.push(b'"');
    let bytes = text.as_bytes();
    let mut begin = 0;
    for (at, &byte) in bytes.iter().enumerate() {
        let escape = match byte {
            b'"' => "\\\"",
            b'\\' => "\\\\",
            b'\n' => "\\n",
            b'\r' => "\\r",
            b'\t' => "\\t",
            0x08 => "\\b",
            0x0c => "\\f",
            0..0x20 => "",
            _ => continue,
        };
        out.extend_from_slice(&bytes[begin..at]);
        if escape.is_empty() {
            put!(out, "\\u{byte:04x}");
        } else {
            out.extend_from_slice(escape.as_bytes());
        }
        begin = at + 1;
    }
    out.extend_from_slice(&bytes[begin..]);
    out.push(b'"');
}

/// A day as `2012-11-13`, or `1988-01` or `2024` when it is meant less precisely. False when no calendar has it.
pub(crate) fn date(days: i32, precision: Option<Precision>, out: &mut Vec<u8>) -> bool {
    let epoch = NaiveDate::from_ymd_opt(1970, 1, 1).expect("1970-01-01 exists");
    let distance = Days::new(u64::from(days.unsigned_abs()));
    let day = if days < 0 {
        epoch.checked_sub_days(distance)
    } else {
        epoch.checked_add_days(distance)
    };
    let Some(day) = day else { return false };
    year(day.year(), out);
    match precision {
        Some(Precision::Year) => {}
        Some(Precision::Month) => put!(out, "-{:02}", day.month()),
        _ => put!(out, "-{:02}-{:02}", day.month(), day.day()),
    }
    true
}

/// An instant as `2025-09-10T08:00:00+00:00` in a zone; microseconds only when there are any. False when no calendar has it.
///
/// Old local times had offsets with seconds, which no reader expects: the offset is rounded to the minute, and the clock moved
/// along, so that the instant stays the same.
pub(crate) fn instant(microseconds: i64, timezone: Tz, out: &mut Vec<u8>) -> bool {
    let Some(utc) = DateTime::from_timestamp_micros(microseconds) else {
        return false;
    };
    let utc = utc.naive_utc();
    let seconds = timezone.offset_from_utc_datetime(&utc).fix().local_minus_utc();
    let minutes = (f64::from(seconds) / 60.0).round() as i32;
    let Some(local) = utc.checked_add_signed(TimeDelta::minutes(i64::from(minutes))) else {
        return false;
    };
    year(local.year(), out);
    let (month, day) = (local.month(), local.day());
    put!(
        out,
        "-{month:02}-{day:02}T{:02}:{:02}:{:02}",
        local.hour(),
        local.minute(),
        local.second()
    );
    let fraction = local.nanosecond() / 1_000;
    if fraction != 0 {
        put!(out, ".{fraction:06}");
    }
    let sign = if minutes < 0 { '-' } else { '+' };
    put!(out, "{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60);
    true
}

/// Four digits; ISO 8601 wants a sign beyond them.
fn year(year: i32, out: &mut Vec<u8>) {
    if (0..=9999).contains(&year) {
        put!(out, "{year:04}")
    } else {
        put!(out, "{year:+05}")
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn written(write: impl FnOnce(&mut Vec<u8>) -> bool) -> String {
        let mut out = Vec::new();
        if !write(&mut out) {
            return "nothing".to_owned();
        }
        String::from_utf8(out).unwrap()
    }

    #[test]
    fn doubles_are_short_and_read_back() {
        let check = |number: f64, expected: &str| assert_eq!(written(|out| double(number, out)), expected);
        check(4.0, "4.0");
        check(-0.0, "-0.0");
        check(477.758, "477.758");
        check(0.1 + 0.2, "0.30000000000000004");
        check(0.0001, "0.0001");
        check(0.00001, "1e-05");
        check(1.5e-7, "1.5e-07");
        check(1e15, "1000000000000000.0");
        check(1e16, "1e+16");
        check(-1.7976931348623157e308, "-1.7976931348623157e+308");
        check(5e-324, "5e-324");
        check(f64::NAN, "nothing");
        check(f64::INFINITY, "nothing");
    }

    #[test]
    fn dates_follow_their_precision() {
        let check =
            |days, precision, expected: &str| assert_eq!(written(|out| date(days, precision, out)), expected);
        check(15_657, None, "2012-11-13");
        check(15_657, Some(Precision::Day), "2012-11-13");
        check(15_657, Some(Precision::Month), "2012-11");
        check(15_657, Some(Precision::Year), "2012");
        check(-1, None, "1969-12-31");
        check(-719_529, None, "-0001-12-31");
        check(i32::MAX, None, "nothing");
        check(i32::MIN, None, "nothing");
    }

    #[test]
    fn instants_are_said_in_a_zone() {
        let check = |text: &str, zone: Tz, expected: &str| {
            let micros = DateTime::parse_from_rfc3339(text).unwrap().timestamp_micros();
            assert_eq!(written(|out| instant(micros, zone, out)), expected);
            assert_eq!(
                DateTime::parse_from_rfc3339(expected).unwrap().timestamp_micros(),
                micros
            );
        };
        check("2024-03-01T10:00:00Z", Tz::UTC, "2024-03-01T10:00:00+00:00");
        check(
            "2023-07-04T09:30:00Z",
            Tz::Europe__Paris,
            "2023-07-04T11:30:00+02:00",
        );
        check(
            "2024-03-01T23:30:00Z",
            Tz::Europe__Paris,
            "2024-03-02T00:30:00+01:00",
        );
        check(
            "2024-03-01T23:30:00.000120Z",
            Tz::America__New_York,
            "2024-03-01T18:30:00.000120-05:00",
        );
        check(
            "1880-01-01T00:00:00Z",
            Tz::Europe__Paris,
            "1880-01-01T00:09:00+00:09",
        );
        assert_eq!(written(|out| instant(i64::MAX, Tz::UTC, out)), "nothing");
    }

    #[test]
    fn strings_escape_what_json_forbids() {
        let mut out = Vec::new();
        json_string("a\"b\\c\n\r\t\u{1}\u{8}\u{c}é\u{1f600}", &mut out);
        assert_eq!(
            String::from_utf8(out).unwrap(),
            "\"a\\\"b\\\\c\\n\\r\\t\\u0001\\b\\fé\u{1f600}\""
        );
    }
}
