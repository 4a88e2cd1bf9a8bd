//! Which moment does `#now(…)` name? The old spellings as arguments of today's `now()`.

use super::Operand;
use super::function;
use crate::ast::NowArgument;

/// Parts that are set, in the order in which they are applied.
const SET: [&str; 7] = ["year", "month", "day", "hour", "minute", "second", "microsecond"];
/// Parts that are added, after those that are set.
const ADDED: [&str; 7] = [
    "years",
    "months",
    "days",
    "hours",
    "minutes",
    "seconds",
    "microseconds",
];
const WEEKDAYS: [(&str, &str); 7] = [
    ("MO", "mondays"),
    ("TU", "tuesdays"),
    ("WE", "wednesdays"),
    ("TH", "thursdays"),
    ("FR", "fridays"),
    ("SA", "saturdays"),
    ("SU", "sundays"),
];

/// `now` or `now(…)`, without the sharp in front.
pub(super) fn operand(call: &str) -> Option<Operand> {
    let name = call.get(..3).filter(|name| name.eq_ignore_ascii_case("now"))?;
    let rest = call[name.len()..].trim();
    let inner = rest.strip_prefix('(').unwrap_or_default();
    Some(Operand::Now(arguments(&function::arguments(inner).0)))
}

/// The arguments in the order in which they are applied: what is set, what is added, the weekday. Others are left out.
pub(super) fn arguments(written: &[String]) -> Vec<NowArgument> {
    let mut set: Vec<NowArgument> = Vec::new();
    let mut added: Vec<NowArgument> = Vec::new();
    let mut days = 0_i64;
    let mut weekday = None;
    for argument in written {
        let Some((part, value)) = argument.split_once('=') else {
            continue;
        };
        let part = part.trim().to_ascii_lowercase();
        let value = value.trim();
        let number = value.trim_start_matches('+').parse::<i64>().ok();
        match (part.as_str(), number) {
            ("weekday", _) => weekday = nth_weekday(value).or(weekday),
            ("weeks", Some(number)) => days = days.saturating_add(number.saturating_mul(7)),
            ("days", Some(number)) => days = days.saturating_add(number),
            (part, Some(value)) if SET.contains(&part) => set.push(NowArgument {
                part: part.to_owned(),
                value,
            }),
            (part, Some(value)) if ADDED.contains(&part) => added.push(NowArgument {
                part: part.to_owned(),
                value,
            }),
            _ => {}
        }
    }
    // The day itself may be the weekday asked for, so the search begins one day off.
    if let Some(NowArgument { value, .. }) = &weekday {
        days = days.saturating_sub(value.signum());
    }
    if days != 0 {
        added.push(NowArgument {
            part: "days".to_owned(),
            value: days,
        });
    }
    let place = |argument: &NowArgument| ADDED.iter().position(|part| *part == argument.part);
    added.sort_by_key(place);
    set.into_iter().chain(added).chain(weekday).collect()
}

/// `1` is the next Tuesday, `MO` the next Monday, `MO(2)` the one after, `FR(-1)` the last Friday.
fn nth_weekday(value: &str) -> Option<NowArgument> {
    let by_number = value
        .parse::<usize>()
        .ok()
        .and_then(|number| WEEKDAYS.get(number))
        .map(|(_, part)| (*part, 1));
    let by_name = || {
        let name = value.get(..2)?.to_ascii_uppercase();
        let (_, part) = WEEKDAYS.iter().find(|(known, _)| *known == name)?;
        let count = value[2..]
            .trim()
            .trim_start_matches('(')
            .trim_end_matches(')')
            .trim();
        let count = if count.is_empty() {
            1
        } else {
            count.trim_start_matches('+').parse().ok()?
        };
        Some((*part, count))
    };
    let (part, value) = by_number.or_else(by_name)?;
    (value != 0).then(|| NowArgument {
        part: part.to_owned(),
        value,
    })
}
