//! Into which period does a date fall? Beginnings of equal periods, and how they are written.

use std::sync::Arc;

use arrow::array::{AsArray, BooleanArray, StringViewBuilder, TimestampMicrosecondArray};
use arrow::datatypes::{DataType, Int64Type, TimeUnit, TimestampMicrosecondType};
use chrono::{DateTime, SecondsFormat, TimeZone};
use chrono_tz::Tz;
use datafusion::logical_expr::Expr;
use portico_odsql::PeriodUnit;

use super::calendar::{floor, instant, next};
use super::dates::clocks;
use super::own::call;

/// Equal periods.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Periods {
    pub(crate) count: u32,
    pub(crate) unit: PeriodUnit,
    pub(crate) timezone: Tz,
}

/// The beginning of the period of each date, on the wall clock, so that periods sort and never merge.
pub(crate) fn beginning(value: Expr, periods: Periods) -> Expr {
    let returns = DataType::Timestamp(TimeUnit::Microsecond, None);
    call(
        "period_beginning",
        format!("{periods:?}"),
        returns,
        vec![value],
        move |columns| {
            let starts: TimestampMicrosecondArray = clocks(&columns[0], periods.timezone)?
                .map(|clock| {
                    Some(
                        floor(clock?, periods.count, periods.unit)?
                            .and_utc()
                            .timestamp_micros(),
                    )
                })
                .collect();
            Ok(Arc::new(starts))
        },
    )
}

/// `[2020-01-01T00:00:00.000Z, 2020-01-02T00:00:00.000Z[` of a beginning; with the zone's offset outside UTC.
pub(crate) fn label(beginning: Expr, periods: Periods) -> Expr {
    call(
        "period_label",
        format!("{periods:?}"),
        DataType::Utf8View,
        vec![beginning],
        move |columns| {
            let starts = columns[0].as_primitive::<TimestampMicrosecondType>();
            let mut labels = StringViewBuilder::with_capacity(starts.len());
            for start in starts {
                let text = start.and_then(|start| {
                    let start = DateTime::from_timestamp_micros(start)?.naive_utc();
                    let end = next(start, periods.count, periods.unit)?;
                    let [start, end] =
                        [start, end].map(|wall| written(instant(wall, periods.timezone), periods.timezone));
                    Some(format!("[{}, {}[", start?, end?))
                });
                labels.append_option(text);
            }
            Ok(Arc::new(labels.finish()))
        },
    )
}

/// The date (in days) or instant (in microseconds) lies in one of the periods, each without its end; null without one.
pub(crate) fn in_periods(value: Expr, mut periods: Vec<(i64, i64)>) -> Expr {
    periods.sort_unstable();
    // Periods that overlap become one, so that the last one that begins in time decides.
    let mut apart: Vec<(i64, i64)> = Vec::with_capacity(periods.len());
    for (start, end) in periods {
        match apart.last_mut() {
            Some(last) if start <= last.1 => last.1 = last.1.max(end),
            _ => apart.push((start, end)),
        }
    }
    call(
        "in_periods",
        format!("{apart:?}"),
        DataType::Boolean,
        vec![value],
        move |columns| {
            let whole = if columns[0].data_type() == &DataType::Date32 {
                arrow::compute::cast(&columns[0], &DataType::Int32)?
            } else {
                Arc::clone(&columns[0])
            };
            let numbers = arrow::compute::cast(&whole, &DataType::Int64)?;
            let found: BooleanArray = numbers
                .as_primitive::<Int64Type>()
                .iter()
                .map(|number| {
                    number.map(|number| {
                        let begun = apart.partition_point(|(start, _)| *start <= number);
                        begun > 0 && number < apart[begun - 1].1
                    })
                })
                .collect();
            Ok(Arc::new(found))
        },
    )
}

/// An instant as bounds show it.
pub(crate) fn written(instant: i64, timezone: Tz) -> Option<String> {
    let utc = DateTime::from_timestamp_micros(instant)?;
    Some(if timezone == Tz::UTC {
        utc.to_rfc3339_opts(SecondsFormat::Millis, true)
    } else {
        timezone
            .from_utc_datetime(&utc.naive_utc())
            .to_rfc3339_opts(SecondsFormat::Secs, false)
    })
}
