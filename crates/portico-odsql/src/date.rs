//! Which period does the text of a date literal name?

use crate::ast::{DateLiteral, TimeOfDay};

/// Reads an ISO 8601 date or datetime, complete or cut short (`2017`, `2017-01`, `2017-01-01`, `2017-04-03T08:02`,
/// `2017-04-03 08:02:05.25+02:00`), also with slashes (`2017/4/3`). `None` when it is none or names no day that exists.
#[must_use]
pub fn parse_date(text: &str) -> Option<DateLiteral> {
    let mut cursor = Cursor(text.trim());
    let year = cursor.number(4, 4).filter(|year| *year > 0)?;
    let year = i32::try_from(year).ok()?;
    let mut date = DateLiteral {
        year,
        month: None,
        day: None,
        time: None,
        offset_minutes: None,
    };
    if cursor.0.is_empty() {
        return Some(date);
    }
    let separator = cursor.one_of(&['-', '/'])?;
    let month = cursor.number(1, 2).filter(|month| (1..=12).contains(month))?;
    date.month = Some(month);
    if cursor.0.is_empty() {
        return Some(date);
    }
    cursor.one_of(&[separator])?;
    date.day = Some(
        cursor
            .number(1, 2)
            .filter(|day| (1..=days_in(year, month)).contains(day))?,
    );
    if cursor.0.is_empty() {
        return Some(date);
    }
    cursor.one_of(&['T', 't', ' '])?;
    date.time = Some(time(&mut cursor)?);
    if !cursor.0.is_empty() {
        date.offset_minutes = Some(offset(&mut cursor)?);
    }
    cursor.0.is_empty().then_some(date)
}

/// Days of a month; 29 February exists in leap years of the Gregorian calendar.
fn days_in(year: i32, month: u32) -> u32 {
    match month {
        4 | 6 | 9 | 11 => 30,
        2 if year % 4 == 0 && (year % 100 != 0 || year % 400 == 0) => 29,
        2 => 28,
        _ => 31,
    }
}

/// `08:02`, `08:02:05`, `08:02:05.123456789` (cut to microseconds).
fn time(cursor: &mut Cursor<'_>) -> Option<TimeOfDay> {
    let hour = cursor.number(2, 2).filter(|hour| *hour < 24)?;
    cursor.one_of(&[':'])?;
    let minute = cursor.number(2, 2).filter(|minute| *minute < 60)?;
    let mut time = TimeOfDay {
        hour,
        minute,
        second: None,
        microsecond: 0,
    };
    if cursor.one_of(&[':']).is_some() {
        time.second = Some(cursor.number(2, 2).filter(|second| *second < 60)?);
        if cursor.one_of(&['.', ',']).is_some() {
            let digits = cursor.digits();
            if digits.is_empty() {
                return None;
            }
            time.microsecond = format!("{digits:0<6}").get(..6)?.parse().ok()?;
        }
    }
    Some(time)
}

/// `Z`, `+02:00`, `+0200`, `+02`; at most 18 hours. A plus that a program left raw in an address arrives as a blank.
fn offset(cursor: &mut Cursor<'_>) -> Option<i32> {
    let sign = match cursor.one_of(&['Z', 'z', '+', '-', ' '])? {
        '+' | ' ' => 1,
        '-' => -1,
        _ => return Some(0),
    };
    let hours = cursor.number(2, 2)?;
    let colon = cursor.one_of(&[':']).is_some();
    let minutes = if colon || !cursor.0.is_empty() {
        cursor.number(2, 2).filter(|minutes| *minutes < 60)?
    } else {
        0
    };
    let total = i32::try_from(hours * 60 + minutes).ok()?;
    (total <= 18 * 60).then_some(sign * total)
}

/// What is left to read.
struct Cursor<'a>(&'a str);

impl<'a> Cursor<'a> {
    /// The next character, when it is one of these.
    fn one_of(&mut self, wanted: &[char]) -> Option<char> {
        let c = self.0.chars().next().filter(|c| wanted.contains(c))?;
        self.0 = &self.0[c.len_utf8()..];
        Some(c)
    }

    /// All the digits that come.
    fn digits(&mut self) -> &'a str {
        let length = self.0.bytes().take_while(u8::is_ascii_digit).count();
        let (digits, rest) = self.0.split_at(length);
        self.0 = rest;
        digits
    }

    /// A number of so many digits, at most 4 of them: `most` digits are taken, the others left.
    fn number(&mut self, least: usize, most: usize) -> Option<u32> {
        let length = self.0.bytes().take(most).take_while(u8::is_ascii_digit).count();
        if length < least {
            return None;
        }
        let (digits, rest) = self.0.split_at(length);
        self.0 = rest;
        digits.parse().ok()
    }
}
