//! When does a schedule run? Five fields of cron, in a time zone; never more often than the portal allows.

use std::time::Duration;

use chrono::{DateTime, TimeDelta};
use chrono_tz::Tz;
use croner::Cron;
use croner::parser::{CronParser, Seconds, Year};
use portico_model::Fault;

/// Longest expression, in bytes.
const LONGEST: usize = 100;
/// Runs that are looked at to find the shortest time between two.
const RUNS: usize = 400;

/// A cron expression that was understood.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    cron: Cron,
    /// As it is stored: one blank between fields.
    text: String,
}

impl Plan {
    /// Reads an expression: five fields, or one of `@hourly`, `@daily`, `@weekly`, `@monthly`, `@yearly`.
    ///
    /// # Errors
    /// `InvalidCron` with what is wrong.
    pub(crate) fn parse(text: &str) -> Result<Self, Fault> {
        let wrong = |why: &str| {
            let given: String = text.chars().take(LONGEST).collect();
            Fault::invalid("InvalidCron", format!("`{given}` is not a time to run: {why}")).with_hint(
                "write minute, hour, day of the month, month, day of the week: `0 6 * * 1` is every Monday at six",
            )
        };
        if text.len() > LONGEST {
            return Err(wrong(&format!("it is longer than {LONGEST} characters")));
        }
        let fields: Vec<&str> = text.split_whitespace().collect();
        let written = match fields.as_slice() {
            [name] if name.starts_with('@') => named(name)
                .ok_or_else(|| wrong("this name is not known"))?
                .to_owned(),
            [_, _, _, _, _] => fields.join(" "),
            other => return Err(wrong(&format!("it has {} fields instead of five", other.len()))),
        };
        let allowed = |byte: u8| byte.is_ascii_alphanumeric() || b" *,/-?#+".contains(&byte);
        if !written.bytes().all(allowed) {
            return Err(wrong("it holds a character that means nothing here"));
        }
        let parser = CronParser::builder()
            .seconds(Seconds::Disallowed)
            .year(Year::Disallowed)
            .build();
        let cron = parser.parse(&written).map_err(|error| {
            let said = error.to_string();
            wrong(said.trim_end_matches('.'))
        })?;
        Ok(Self { cron, text: written })
    }

    /// The expression.
    pub(crate) fn as_str(&self) -> &str {
        &self.text
    }

    /// The first run after that moment; both are microseconds since the epoch. A clock that jumps forward makes no run fall out, one that
    /// is set back none happen twice.
    pub(crate) fn next(&self, zone: Tz, after: i64) -> Option<i64> {
        let after = DateTime::from_timestamp_micros(after)?.with_timezone(&zone);
        let next = self.cron.find_next_occurrence(&after, false).ok()?;
        Some(next.timestamp_micros())
    }

    /// Refuses what never happens, or more often than `shortest`.
    ///
    /// # Errors
    /// `InvalidCron`, `TooOften`.
    pub(crate) fn check(&self, shortest: Duration, now: i64) -> Result<(), Fault> {
        let mut at = self.next(Tz::UTC, now).ok_or_else(|| {
            Fault::invalid("InvalidCron", format!("`{}` never comes", self.text))
                .with_hint("no month has that day")
        })?;
        let end = now.saturating_add(TimeDelta::days(400).num_microseconds().unwrap_or(i64::MAX));
        for _ in 0..RUNS {
            let Some(next) = self.next(Tz::UTC, at).filter(|next| *next <= end) else {
                break;
            };
            let between = Duration::from_micros((next - at).unsigned_abs());
            if between < shortest {
                let minutes = shortest.as_secs().div_ceil(60);
                let message = format!(
                    "`{}` runs again after {} minutes",
                    self.text,
                    between.as_secs() / 60
                );
                return Err(Fault::invalid("TooOften", message)
                    .with_hint(format!("leave at least {minutes} minutes between two runs")));
            }
            at = next;
        }
        Ok(())
    }
}

/// The names that cron knows. A minute other than the first spreads what many portals ask of a server.
fn named(name: &str) -> Option<&'static str> {
    Some(match name.to_ascii_lowercase().as_str() {
        "@hourly" => "0 * * * *",
        "@daily" | "@midnight" => "0 0 * * *",
        "@weekly" => "0 0 * * 0",
        "@monthly" => "0 0 1 * *",
        "@yearly" | "@annually" => "0 0 1 1 *",
        _ => return None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn micros(text: &str) -> i64 {
        DateTime::parse_from_rfc3339(text).expect(text).timestamp_micros()
    }

    fn runs(cron: &str, zone: Tz, after: &str, count: usize) -> Vec<String> {
        let plan = Plan::parse(cron).expect(cron);
        let mut at = micros(after);
        (0..count)
            .map(|_| {
                at = plan.next(zone, at).expect("a run");
                DateTime::from_timestamp_micros(at)
                    .expect("a moment")
                    .format("%m-%d %H:%M")
                    .to_string()
            })
            .collect()
    }

    #[test]
    fn runs_follow_the_clock_on_the_wall() {
        assert_eq!(
            runs("0 6 * * *", Tz::Europe__Paris, "2026-03-27T12:00:00Z", 3),
            ["03-28 05:00", "03-29 04:00", "03-30 04:00"]
        );
        assert_eq!(
            runs("30 8 * * 1", Tz::UTC, "2026-11-30T08:30:00Z", 2),
            ["12-07 08:30", "12-14 08:30"],
            "a run is not its own next one"
        );
        assert_eq!(
            runs("@hourly", Tz::UTC, "2026-11-30T08:30:00Z", 1),
            ["11-30 09:00"]
        );
    }

    #[test]
    fn an_hour_that_does_not_exist_loses_no_run_and_one_that_comes_twice_makes_none() {
        // Paris skips from 2:00 to 3:00 on 29 March 2026, and has 2:00 to 3:00 twice on 25 October.
        let spring = runs("30 2 * * *", Tz::Europe__Paris, "2026-03-28T12:00:00Z", 2);
        assert_eq!(spring.len(), 2);
        assert!(spring[0].starts_with("03-29"), "{spring:?}");
        assert_eq!(spring[1], "03-30 00:30");
        let autumn = runs("30 2 * * *", Tz::Europe__Paris, "2026-10-24T12:00:00Z", 2);
        assert!(autumn[0].starts_with("10-25"), "{autumn:?}");
        assert_eq!(autumn[1], "10-26 01:30", "once a day");
    }

    #[test]
    fn what_cannot_be_understood_is_refused_with_a_reason() {
        let long = "1,".repeat(80) + " * * * *";
        for wrong in [
            "",
            "   ",
            "* * * *",
            "0 0 * * * *",
            "60 * * * *",
            "a b c d e",
            "@reboot",
            "0 0 @daily * *",
            "é * * * *",
            "*/0 * * * *",
            "5-1 * * * *",
            "99999999999999999999 * * * *",
            "0 0 * JANUARY *",
            "0 0 ; * *",
            long.as_str(),
        ] {
            let fault = Plan::parse(wrong).expect_err(wrong);
            assert_eq!(fault.code, "InvalidCron", "{wrong}");
            assert!(fault.message.len() < 400, "{}", fault.message);
        }
        for right in [
            "*/20 * * * *",
            "0 6,18 * * MON-FRI",
            "0 0 L * *",
            " 0  0 1 jan * ",
        ] {
            Plan::parse(right).expect(right);
        }
        assert_eq!(Plan::parse(" 0  6 * * 1 ").expect("a plan").as_str(), "0 6 * * 1");
    }

    #[test]
    fn no_plan_runs_too_often_or_never() {
        let now = micros("2026-11-30T08:30:00Z");
        let quarter = Duration::from_secs(15 * 60);
        let code = |cron: &str| {
            Plan::parse(cron)
                .expect(cron)
                .check(quarter, now)
                .err()
                .map(|f| f.code)
        };
        for often in ["* * * * *", "*/10 * * * *", "0,1 0 1 1 *", "0,50 9 * * 1"] {
            let expected = (often != "0,50 9 * * 1").then_some("TooOften");
            assert_eq!(code(often), expected, "{often}");
        }
        assert_eq!(code("59 23 31 12 *"), None);
        assert_eq!(code("*/15 * * * *"), None);
        assert_eq!(code("0 0 30 2 *"), Some("InvalidCron"));
        assert_eq!(code("0 0 29 2 *"), None, "every fourth year");
    }
}
