//! Dates: read in any pattern, moved from their time zone.

use chrono::format::{Item, StrftimeItems};
use chrono::{DateTime, LocalResult, TimeDelta, TimeZone};
use chrono_tz::{TZ_VARIANTS, Tz};
use portico_formats::values::{Conversion, Value};
use portico_model::FieldType;
use portico_odsql::nearest;

use super::text::{FIELD, OUTPUT};
use crate::act::{converted, field_to_write, map};
use crate::arguments::Wrong;
use crate::kind::{Group, Kind, Param, ParamType};

pub(crate) static NORMALIZE_DATE: Kind = Kind {
    name: "normalize_date",
    group: Group::Dates,
    title: "Normalize date",
    help: "Reads dates that are written in a pattern of their own, such as `%d/%m/%Y %H:%M`.",
    params: &[
        FIELD,
        Param::optional(
            "format",
            ParamType::Text,
            "The pattern: `%Y` year, `%m` month, `%d` day, `%H` hour, `%M` minute, `%S` second, `%b` and `%B` the month's English name; \
             left out, the common spellings are read.",
        ),
        Param::optional(
            "to",
            ParamType::Choice(&["date", "datetime"]),
            "The type; left out, `datetime` when the pattern has a time.",
        ),
        OUTPUT,
    ],
    build: |arguments, _| {
        let index = arguments.sayable("field")?;
        let output = arguments.output("output", index)?;
        let format = arguments.given("format");
        let items: Vec<Item<'_>> = format.map(StrftimeItems::new).into_iter().flatten().collect();
        if items.iter().any(|item| matches!(item, Item::Error)) {
            return Err(Wrong::of(
                "format",
                format!("`{}` is no pattern of dates", arguments.text("format")),
            )
            .hint("write `%d/%m/%Y` for 31/12/2024, `%%` for a percent sign"));
        }
        let has_time = format.is_none_or(|format| {
            [
                "%H", "%I", "%M", "%S", "%s", "%T", "%R", "%X", "%c", "%p", "%k", "%l", "%r", "%+",
            ]
            .iter()
            .any(|word| format.contains(word))
        });
        let ty = match (arguments.given("to"), has_time) {
            (Some("date"), _) | (None, false) => FieldType::Date,
            _ => FieldType::Datetime,
        };
        let field = field_to_write(arguments.schema(), &output, ty);
        let conversion = Conversion::to(&field, format, false);
        Ok(converted(arguments.schema(), index, field, conversion))
    },
};

pub(crate) static SET_TIMEZONE: Kind = Kind {
    name: "set_timezone",
    group: Group::Dates,
    title: "Set time zone",
    help: "Says in which time zone times without one were written: they are moved to UTC.",
    params: &[
        Param::required("field", ParamType::Field, "The field: dates with times."),
        Param::required(
            "timezone",
            ParamType::Text,
            "The zone, such as `America/Chicago`.",
        ),
        OUTPUT,
    ],
    build: |arguments, _| {
        let index = arguments.field_of("field", &[FieldType::Datetime])?;
        let output = arguments.output("output", index)?;
        let name = arguments.text("timezone").trim();
        let zone: Tz = name.parse().map_err(|_| {
            let wrong = Wrong::of("timezone", format!("`{name}` is no time zone"));
            match nearest(name, TZ_VARIANTS.iter().map(|zone| zone.name())) {
                Some(known) => wrong.hint(format!("did you mean `{known}`?")),
                None => wrong.hint("write a name such as `America/Chicago` or `Europe/Paris`"),
            }
        })?;
        let field = field_to_write(arguments.schema(), &output, FieldType::Datetime);
        Ok(map(
            arguments.schema(),
            vec![index],
            vec![field],
            move |values, out| {
                if let Value::Instant(micros) = values[0] {
                    out[0] = Value::Instant(in_zone(micros, zone).ok_or("the time is out of range")?);
                }
                Ok(())
            },
        ))
    },
};

/// The instant of a time on a clock of the zone. When the clock is turned back, the first of both; a time that it jumps over is taken
/// as if it had not jumped.
fn in_zone(micros: i64, zone: Tz) -> Option<i64> {
    let local = DateTime::from_timestamp_micros(micros)?.naive_utc();
    let at = |local| match zone.from_local_datetime(&local) {
        LocalResult::Single(instant) | LocalResult::Ambiguous(instant, _) => Some(instant),
        LocalResult::None => None,
    };
    match at(local) {
        Some(instant) => Some(instant.timestamp_micros()),
        None => {
            let hour = TimeDelta::hours(1);
            let before = at(local.checked_sub_signed(hour)?)?;
            Some(before.checked_add_signed(hour)?.timestamp_micros())
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn clocks_that_are_turned_lose_no_record() {
        let read = |text: &str| DateTime::parse_from_rfc3339(text).unwrap().timestamp_micros();
        for (local, utc) in [
            ("2024-07-01T12:00:00Z", "2024-07-01T10:00:00Z"),
            ("2024-03-31T02:30:00Z", "2024-03-31T01:30:00Z"),
            ("2024-10-27T02:30:00Z", "2024-10-27T00:30:00Z"),
        ] {
            assert_eq!(
                in_zone(read(local), Tz::Europe__Paris),
                Some(read(utc)),
                "{local}"
            );
        }
    }
}
