//! What does a clock show? Parts of dates and datetimes in a time zone, as columns.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Int64Array, StringViewBuilder};
use arrow::datatypes::{DataType, Date32Type, TimestampMicrosecondType};
use chrono::{Datelike, NaiveDateTime, Timelike};
use chrono_tz::Tz;
use datafusion::error::{DataFusionError, Result};
use datafusion::logical_expr::Expr;

use super::calendar::{date_of_days, midnight, wall_clock};
use super::date_format::DatePattern;
use super::own::call;

/// A part of a date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Part {
    Year,
    Month,
    Day,
    Hour,
    Minute,
    Second,
}

/// The part as a whole number.
pub(crate) fn part(value: Expr, part: Part, timezone: Tz) -> Expr {
    let parameters = format!("{part:?}, {timezone}");
    call(
        "date_part_in",
        parameters,
        DataType::Int64,
        vec![value],
        move |columns| {
            let numbers: Int64Array = clocks(&columns[0], timezone)?
                .map(|clock| {
                    clock.map(|clock| match part {
                        Part::Year => i64::from(clock.year()),
                        Part::Month => i64::from(clock.month()),
                        Part::Day => i64::from(clock.day()),
                        Part::Hour => i64::from(clock.hour()),
                        Part::Minute => i64::from(clock.minute()),
                        Part::Second => i64::from(clock.second()),
                    })
                })
                .collect();
            Ok(Arc::new(numbers))
        },
    )
}

/// The text of a date by a pattern.
pub(crate) fn format(value: Expr, pattern: DatePattern, timezone: Tz, lang: &str) -> Expr {
    let lang = lang.to_owned();
    let parameters = format!("{pattern:?}, {timezone}, {lang}");
    call(
        "date_format_in",
        parameters,
        DataType::Utf8View,
        vec![value],
        move |columns| {
            let mut texts = StringViewBuilder::with_capacity(columns[0].len());
            let mut text = String::new();
            for clock in clocks(&columns[0], timezone)? {
                match clock {
                    Some(clock) => {
                        text.clear();
                        pattern.write(clock, &lang, &mut text);
                        texts.append_value(&text);
                    }
                    None => texts.append_null(),
                }
            }
            Ok(Arc::new(texts.finish()))
        },
    )
}

/// What the clock shows, row by row: midnight for dates, which no time zone shifts.
pub(crate) fn clocks(column: &ArrayRef, timezone: Tz) -> Result<impl Iterator<Item = Option<NaiveDateTime>>> {
    enum Kind {
        Date,
        Datetime,
    }
    let kind = match column.data_type() {
        DataType::Date32 => Kind::Date,
        DataType::Timestamp(_, None) => Kind::Datetime,
        other => return Err(DataFusionError::Internal(format!("{other} is no date"))),
    };
    Ok((0..column.len()).map(move |row| {
        if column.is_null(row) {
            return None;
        }
        match kind {
            Kind::Date => date_of_days(column.as_primitive::<Date32Type>().value(row)).map(midnight),
            Kind::Datetime => wall_clock(
                column.as_primitive::<TimestampMicrosecondType>().value(row),
                timezone,
            ),
        }
    }))
}
