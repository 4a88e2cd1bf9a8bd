//! Into which period does a date fall? Beginnings of equal periods, and how they are written.

use std::sync::Arc;

use arrow::array::{AsArray, BooleanArray, StringViewBuilder, TimestampMicrosecondArray};
use arrow::datatypes::{DataType, Int64Type, TimeUnit, TimestampMicrosecondType};
use chrono::{DateTime, NaiveDateTime, SecondsFormat, TimeZone};
use chrono_tz::Tz;
use datafusion::logical_expr::Expr;
use portico_odsql::PeriodUnit;

use super::calendar::{floor, instant, next, wall_clock, width};
use super::dates::clocks;
use super::own::call;

/// Longest period that is told apart when the clock is set back and shows its times again, in microseconds.
const HOUR: i64 = 3_600_000_000;

/// Equal periods.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Periods {
    pub(crate) count: u32,
    pub(crate) unit: PeriodUnit,
    pub(crate) timezone: Tz,
}

/// The first instant of the period of each date.
pub(crate) fn beginning(value: Expr, periods: Periods) -> Expr {
    let returns = DataType::Timestamp(TimeUnit::Microsecond, None);
    call(
        "period_beginning",
        format!("{periods:?}"),
        returns,
        vec![value],
        move |columns| {
            let instants = columns[0].as_primitive_opt::<TimestampMicrosecondType>();
            let starts: TimestampMicrosecondArray = clocks(&columns[0], periods.timezone)?
                .enumerate()
                .map(|(row, clock)| periods.start(clock?, instants.map(|instants| instants.value(row))))
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
                    let [start, end] =
                        [start, periods.end(start)?].map(|instant| written(instant, periods.timezone));
                    Some(format!("[{}, {}[", start?, end?))
                });
                labels.append_option(text);
            }
            Ok(Arc::new(labels.finish()))
        },
    )
}

impl Periods {
    /// The first instant of the period in which the clock shows that time, at that instant when one is known.
    fn start(self, clock: NaiveDateTime, at: Option<i64>) -> Option<i64> {
        let floor = floor(clock, self.count, self.unit)?;
        let again = at
            .filter(|_| self.is_short())
            .and_then(|at| Some(at - (clock - floor).num_microseconds()?))
            .filter(|start| wall_clock(*start, self.timezone) == Some(floor));
        Some(again.unwrap_or_else(|| instant(floor, self.timezone)))
    }

    /// The first instant after the period that begins there.
    fn end(self, start: i64) -> Option<i64> {
        let clock = wall_clock(start, self.timezone)?;
        if self.is_short() {
            let end = start + self.width()?;
            if self.start(wall_clock(end, self.timezone)?, Some(end)) == Some(end) {
                return Some(end);
            }
        }
        let floor = floor(clock, self.count, self.unit)?;
        Some(instant(next(floor, self.count, self.unit)?, self.timezone))
    }

    /// Set back by an hour, the clock shows such a period twice: these are two periods. Longer ones hold the hour more.
    fn is_short(self) -> bool {
        self.width().is_some_and(|width| width <= HOUR)
    }

    fn width(self) -> Option<i64> {
        let fixed = matches!(
            self.unit,
            PeriodUnit::Hour | PeriodUnit::Minute | PeriodUnit::Second | PeriodUnit::Millisecond
        );
        width(self.count, self.unit).filter(|_| fixed)
    }
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
        let digits = if utc.timestamp_subsec_millis() == 0 {
            SecondsFormat::Secs
        } else {
            SecondsFormat::Millis
        };
        timezone
            .from_utc_datetime(&utc.naive_utc())
            .to_rfc3339_opts(digits, false)
    })
}
