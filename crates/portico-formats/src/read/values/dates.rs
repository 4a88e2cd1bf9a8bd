//! Is this text a date, in which order, and which instant is it?

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};

/// Orders of the parts of a date, as a set of bits.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct Orders(pub(crate) u8);

impl Orders {
    /// Year, month, day.
    pub(crate) const YMD: Self = Self(1);
    /// Month, day, year.
    pub(crate) const MDY: Self = Self(2);
    /// Day, month, year.
    pub(crate) const DMY: Self = Self(4);
    /// The month is a word.
    pub(crate) const NAMED: Self = Self(8);
    /// Year and month.
    pub(crate) const YM: Self = Self(16);
    /// Month and year.
    pub(crate) const MY: Self = Self(32);
    /// All of them.
    pub(crate) const ALL: Self = Self(63);

    pub(crate) fn has(self, other: Self) -> bool {
        self.0 & other.0 != 0
    }

    pub(crate) fn and(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Month and day could be exchanged.
    pub(crate) fn ambiguous(self) -> bool {
        self.has(Self::MDY) && self.has(Self::DMY)
    }

    /// Only year and month are written.
    pub(crate) fn monthly(self) -> bool {
        self.0 != 0 && self.0 & !(Self::YM.0 | Self::MY.0) == 0
    }
}

/// How the dates of a column are written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum DateStyle {
    /// The first of these orders that fits.
    Orders { preferred: Orders },
    /// What the editor wrote, in `strftime` words.
    Pattern(String),
}

/// What was seen in one text.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Seen {
    /// The orders that make it a real date.
    pub(crate) orders: Orders,
    /// A time other than midnight, or an offset, is written.
    pub(crate) timed: bool,
    /// Year and month follow each other as in `2010-11`, which may be a season.
    pub(crate) season: bool,
}

const MONTHS: [&str; 12] = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
];

/// The parts of a date before its order is known: numbers with their count of digits, and the rest of the text.
struct Parts<'a> {
    numbers: [(u32, usize); 3],
    count: usize,
    separator: u8,
    /// Month written as a word, and how many numbers came before it.
    month: Option<(u32, usize)>,
    rest: &'a str,
}

fn number(text: &str) -> Option<(u32, usize, &str)> {
    let length = text.bytes().take_while(u8::is_ascii_digit).count();
    if length == 0 || length > 4 {
        return None;
    }
    Some((text[..length].parse().ok()?, length, &text[length..]))
}

fn month_word(text: &str) -> Option<(u32, &str)> {
    let length = text.bytes().take_while(u8::is_ascii_alphabetic).count();
    if length < 3 {
        return None;
    }
    let word = text[..length].to_ascii_lowercase();
    let index = MONTHS.iter().position(|month| {
        word == month[..3] || word == *month || (word == "sept" && *month == "september")
    })?;
    Some((
        index as u32 + 1,
        text[length..].strip_prefix('.').unwrap_or(&text[length..]),
    ))
}

/// `Thu, 13 Feb 2014` without its day of the week.
fn without_weekday(text: &str) -> &str {
    let Some((word, rest)) = text.split_once([',', ' ']) else {
        return text;
    };
    let known = ["mon", "tue", "wed", "thu", "fri", "sat", "sun"];
    let is_day =
        word.len() >= 3 && word.is_ascii() && known.contains(&word[..3].to_ascii_lowercase().as_str());
    if is_day && word.bytes().all(|b| b.is_ascii_alphabetic()) {
        rest.trim_start()
    } else {
        text
    }
}

fn parts(text: &str) -> Option<Parts<'_>> {
    let text = if text.as_bytes().first()?.is_ascii_alphabetic() {
        without_weekday(text)
    } else {
        text
    };
    let mut found = Parts {
        numbers: [(0, 0); 3],
        count: 0,
        separator: 0,
        month: None,
        rest: text,
    };
    loop {
        if let Some((value, length, rest)) = number(found.rest) {
            if found.count == 3 {
                return None;
            }
            found.numbers[found.count] = (value, length);
            found.count += 1;
            found.rest = rest;
        } else if let (None, Some((month, rest))) = (found.month, month_word(found.rest)) {
            found.month = Some((month, found.count));
            found.rest = rest;
        } else {
            return None;
        }
        let complete = found.count + usize::from(found.month.is_some()) == 3;
        let Some(&next) = found.rest.as_bytes().first() else {
            return Some(found);
        };
        if complete {
            return Some(found);
        }
        let named = found.month.is_some() || month_word(found.rest.trim_start_matches([' ', '-'])).is_some();
        match next {
            b'-' | b'/' | b'.' if found.separator == 0 || found.separator == next => {
                found.separator = next;
                found.rest = &found.rest[1..];
            }
            b' ' | b',' if named => found.rest = found.rest.trim_start_matches([' ', ',']),
            _ => return None,
        }
    }
}

/// Microseconds since midnight, offset in seconds.
fn time(text: &str) -> Option<(i64, Option<i32>)> {
    let text = match text.as_bytes().first() {
        None => return Some((0, None)),
        Some(b'T' | b't' | b' ' | b',') => text[1..].trim_start(),
        Some(_) => return None,
    };
    let (hour, length, mut rest) = number(text)?;
    if length > 2 {
        return None;
    }
    let mut fields = [hour, 0, 0];
    let mut micros = 0_i64;
    for (position, field) in fields.iter_mut().enumerate().skip(1) {
        let Some(after) = rest.strip_prefix(':') else {
            if position == 1 {
                return None;
            }
            break;
        };
        let (value, length, after) = number(after)?;
        if length != 2 {
            return None;
        }
        (*field, rest) = (value, after);
        if let (2, Some(after)) = (position, rest.strip_prefix(['.', ','])) {
            let length = after.bytes().take_while(u8::is_ascii_digit).count();
            if length == 0 || length > 9 {
                return None;
            }
            micros = format!("{:0<6}", &after[..length])[..6].parse().ok()?;
            rest = &after[length..];
        }
    }
    let [mut hour, minute, second] = fields;
    let marker = rest.trim_start();
    for (word, afternoon) in [("a.m.", false), ("p.m.", true), ("am", false), ("pm", true)] {
        if marker
            .get(..word.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(word))
        {
            if hour == 0 || hour > 12 {
                return None;
            }
            hour = hour % 12 + if afternoon { 12 } else { 0 };
            rest = &marker[word.len()..];
            break;
        }
    }
    if hour > 23 || minute > 59 || second > 59 {
        return None;
    }
    let offset = offset(rest.trim_start())?;
    Some((
        i64::from(hour * 3600 + minute * 60 + second) * 1_000_000 + micros,
        offset,
    ))
}

/// Nothing, `Z`, `UTC`, `+02:00`, `-0500`, `+02`.
#[allow(clippy::option_option, reason = "no offset and a wrong offset differ")]
fn offset(text: &str) -> Option<Option<i32>> {
    if text.is_empty() {
        return Some(None);
    }
    if ["z", "utc", "gmt"]
        .iter()
        .any(|word| text.eq_ignore_ascii_case(word))
    {
        return Some(Some(0));
    }
    let sign = match text.as_bytes()[0] {
        b'+' => 1,
        b'-' => -1,
        _ => return None,
    };
    let digits: String = text[1..].chars().filter(|c| *c != ':').collect();
    let well_formed =
        digits.bytes().all(|b| b.is_ascii_digit()) && matches!(digits.len(), 2 | 4) && text.len() <= 6;
    let hours: i32 = if well_formed {
        digits[..2].parse().ok()?
    } else {
        return None;
    };
    let minutes: i32 = digits
        .get(2..)
        .filter(|rest| !rest.is_empty())
        .map_or(Some(0), |rest| rest.parse().ok())?;
    (hours <= 18 && minutes < 60).then_some(Some(sign * (hours * 3600 + minutes * 60)))
}

fn day(parts: &Parts<'_>, order: Orders) -> Option<NaiveDate> {
    let [(a, a_len), (b, b_len), (c, c_len)] = parts.numbers;
    let date = |year: u32, month: u32, day: u32| {
        if (1000..=2999).contains(&year) {
            NaiveDate::from_ymd_opt(year as i32, month, day)
        } else {
            None
        }
    };
    let short = |length: usize| length == 1 || length == 2;
    match (order, parts.month, parts.count) {
        (Orders::NAMED, Some((month, _)), 2) if short(a_len) && b_len == 4 => date(b, month, a),
        (Orders::NAMED, Some((month, 1)), 2) if a_len == 4 && short(b_len) => date(a, month, b),
        (Orders::YMD, None, 3) if a_len == 4 && short(b_len) && short(c_len) => date(a, b, c),
        (Orders::MDY, None, 3) if short(a_len) && short(b_len) && c_len == 4 && parts.separator != b'.' => {
            date(c, a, b)
        }
        (Orders::DMY, None, 3) if short(a_len) && short(b_len) && c_len == 4 => date(c, b, a),
        (Orders::YM, None, 2) if a_len == 4 && b_len == 2 && parts.separator != b'.' => date(a, b, 1),
        (Orders::MY, None, 2) if a_len == 2 && b_len == 4 && parts.separator != b'.' => date(b, a, 1),
        _ => None,
    }
}

const EACH: [Orders; 6] = [
    Orders::YMD,
    Orders::MDY,
    Orders::DMY,
    Orders::NAMED,
    Orders::YM,
    Orders::MY,
];

/// What dates this text can be; none when it cannot be one.
pub(crate) fn look(text: &str) -> Option<Seen> {
    if text.len() < 6 || text.len() > 48 || !text.is_ascii() {
        return None;
    }
    let parts = parts(text)?;
    let (micros, offset) = time(parts.rest)?;
    let bits = EACH
        .iter()
        .filter(|order| day(&parts, **order).is_some())
        .fold(0, |bits, order| bits | order.0);
    let orders = Orders(bits);
    if bits == 0 || orders.monthly() && !parts.rest.is_empty() {
        return None;
    }
    let season = orders.monthly() && parts.numbers[1].0 == (parts.numbers[0].0 + 1) % 100;
    Some(Seen {
        orders,
        timed: micros != 0 || offset.is_some(),
        season,
    })
}

/// Microseconds since the epoch, UTC, of a date written in one of the preferred orders, else in any.
pub(crate) fn read(text: &str, style: &DateStyle) -> Option<i64> {
    match style {
        DateStyle::Pattern(pattern) => with_pattern(text, pattern),
        DateStyle::Orders { preferred } => {
            if text.len() < 6 || text.len() > 48 || !text.is_ascii() {
                return None;
            }
            let parts = parts(text)?;
            let (micros, offset) = time(parts.rest)?;
            let date = EACH
                .iter()
                .filter(|order| preferred.has(**order))
                .find_map(|order| day(&parts, *order))?;
            Some(micros_of(date) + micros - i64::from(offset.unwrap_or(0)) * 1_000_000)
        }
    }
}

fn with_pattern(text: &str, pattern: &str) -> Option<i64> {
    if let Ok(instant) = chrono::DateTime::parse_from_str(text, pattern) {
        return Some(instant.timestamp_micros());
    }
    if let Ok(instant) = NaiveDateTime::parse_from_str(text, pattern) {
        return Some(instant.and_utc().timestamp_micros());
    }
    if let Ok(date) = NaiveDate::parse_from_str(text, pattern) {
        return Some(micros_of(date));
    }
    // A month or a year alone: complete it.
    [(" %d", " 1"), (" %m %d", " 1 1")]
        .iter()
        .find_map(|(words, values)| {
            NaiveDate::parse_from_str(&format!("{text}{values}"), &format!("{pattern}{words}")).ok()
        })
        .map(micros_of)
}

fn micros_of(date: NaiveDate) -> i64 {
    date.and_time(NaiveTime::MIN).and_utc().timestamp_micros()
}

/// Days since the epoch of an instant.
pub(crate) fn day_of(micros: i64) -> i32 {
    i32::try_from(micros.div_euclid(86_400_000_000)).unwrap_or(0)
}

/// An instant as ISO 8601 text, for columns that mix dates with words.
pub(crate) fn instant_text(micros: i64) -> String {
    chrono::DateTime::from_timestamp_micros(micros).map_or_else(String::new, |instant| {
        instant.format("%Y-%m-%dT%H:%M:%S%.fZ").to_string()
    })
}

/// A day as ISO 8601 text.
pub(crate) fn day_text(days: i32) -> String {
    chrono::DateTime::from_timestamp(i64::from(days) * 86_400, 0)
        .map_or_else(String::new, |instant| instant.format("%Y-%m-%d").to_string())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> String {
        let Some(seen) = look(text) else {
            return "no date".to_owned();
        };
        let ambiguous = if seen.orders.ambiguous() { "ambiguous " } else { "" };
        let micros = read(
            text,
            &DateStyle::Orders {
                preferred: seen.orders,
            },
        )
        .unwrap();
        let text = if seen.timed {
            instant_text(micros)
        } else {
            day_text(day_of(micros))
        };
        format!("{ambiguous}{text}")
    }

    #[test]
    fn dates_are_read_in_the_common_spellings() {
        assert_eq!(check("2024-02-29"), "2024-02-29");
        assert_eq!(check("2024/2/9"), "2024-02-09");
        assert_eq!(check("2/13/2014 12:00:00 AM"), "2014-02-13");
        assert_eq!(check("11/6/2013 3:15:25 PM"), "ambiguous 2013-11-06T15:15:25Z");
        assert_eq!(check("31/12/2024"), "2024-12-31");
        assert_eq!(check("01.02.2024"), "2024-02-01");
        assert_eq!(check("2024-03-01T12:00:00.250+02:00"), "2024-03-01T10:00:00.250Z");
        assert_eq!(check("2024-03-01 00:00Z"), "2024-03-01T00:00:00Z");
        assert_eq!(check("12-Jan-2024"), "2024-01-12");
        assert_eq!(check("January 12, 2024"), "2024-01-12");
        assert_eq!(check("Thu, 13 Feb 2014 08:30:00 GMT"), "2014-02-13T08:30:00Z");
        assert_eq!(check("2024-03"), "2024-03-01");
        assert_eq!(check("03/2024"), "2024-03-01");
    }

    #[test]
    fn what_is_no_date_is_left_alone() {
        for text in [
            "2023-02-29",
            "13/13/2024",
            "20240102",
            "12:30",
            "1.2.3",
            "2024",
            "99-99-9999",
            "May",
            "10.12",
            "a",
            "2024-01-01 25:00",
            "2024-01-01x",
            "12/31/99",
            "1-2-3-4",
            "555-123-4567",
        ] {
            assert_eq!(check(text), "no date", "{text}");
        }
    }

    #[test]
    fn an_editor_can_say_how_dates_are_written() {
        let read = |text, pattern: &str| {
            day_text(day_of(
                read(text, &DateStyle::Pattern(pattern.to_owned())).unwrap(),
            ))
        };
        assert_eq!(read("31/12/99", "%d/%m/%y"), "1999-12-31");
        assert_eq!(read("20240102", "%Y%m%d"), "2024-01-02");
        assert_eq!(read("2024", "%Y"), "2024-01-01");
    }
}
