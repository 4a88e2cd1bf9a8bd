//! How is a date written by a pattern? Letters in runs stand for parts, the rest for itself.

use std::fmt::Write as _;

use chrono::{Datelike, NaiveDateTime, Timelike};

use super::names::{day_name, month_name};

/// A pattern, cut into its items.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct DatePattern(Vec<Item>);

#[derive(Debug, Clone, PartialEq, Eq)]
enum Item {
    /// A letter and how often it stands there.
    Run(char, usize),
    /// Itself.
    Text(String),
}

/// Bytes that a pattern may have: it is written for every record.
const LONGEST: usize = 500;

/// Signs that stand for themselves outside quotes.
const SEPARATORS: &[char] = &['?', ',', '.', ':', '/', '-', ' ', '_', '(', ')', '|', ';'];

impl DatePattern {
    /// Reads a pattern.
    ///
    /// # Errors
    /// The sentence that says which piece has no meaning.
    pub(crate) fn parse(text: &str) -> Result<Self, String> {
        if text.len() > LONGEST {
            return Err(format!(
                "Invalid date pattern: it has {} bytes, at most {LONGEST} are allowed.",
                text.len()
            ));
        }
        let mut items: Vec<Item> = Vec::new();
        let mut chars = text.chars().peekable();
        while let Some(c) = chars.next() {
            if c == '\'' {
                items.push(Item::Text(quoted(&mut chars)?));
            } else if c.is_ascii_alphabetic() {
                let mut length = 1;
                while chars.next_if_eq(&c).is_some() {
                    length += 1;
                }
                if !known(c) {
                    let run = c.to_string().repeat(length.min(20));
                    return Err(format!(
                        "Invalid date pattern: `{run}` stands for nothing; text goes between single quotes."
                    ));
                }
                items.push(Item::Run(c, length));
            } else if SEPARATORS.contains(&c) || !c.is_ascii() {
                items.push(Item::Text(c.to_string()));
            } else {
                return Err(format!(
                    "Invalid date pattern: `{c}` must stand between single quotes."
                ));
            }
        }
        Ok(Self(items))
    }

    /// Appends the date to `out`.
    pub(crate) fn write(&self, clock: NaiveDateTime, lang: &str, out: &mut String) {
        for item in &self.0 {
            match item {
                Item::Text(text) => out.push_str(text),
                Item::Run(letter, length) => run(clock, *letter, *length, lang, out),
            }
        }
    }
}

/// The text after an opening quote, to the closing one; two quotes are one.
fn quoted(chars: &mut std::iter::Peekable<std::str::Chars<'_>>) -> Result<String, String> {
    if chars.next_if_eq(&'\'').is_some() {
        return Ok("'".to_owned());
    }
    let mut text = String::new();
    loop {
        match chars.next() {
            Some('\'') if chars.next_if_eq(&'\'').is_some() => text.push('\''),
            Some('\'') => return Ok(text),
            Some(c) => text.push(c),
            None => return Err("Invalid date pattern: a quote is never closed.".to_owned()),
        }
    }
}

/// Letters that stand for a part. How often they stand there says how wide a number is, and whether a name is short: the manual names
/// the usual widths, and portals take the others too.
fn known(letter: char) -> bool {
    "yYxwdDeEMahHKkmsS".contains(letter)
}

fn run(clock: NaiveDateTime, letter: char, length: usize, lang: &str, out: &mut String) {
    let week = clock.iso_week();
    let (is_before_christ, is_short_year) = match letter {
        'y' | 'Y' => (length != 2 && clock.year() < 0, length == 2),
        'x' => (length != 2 && week.year() < 0, length == 2),
        _ => (false, false),
    };
    if is_before_christ {
        out.push('-');
    }
    let number = match letter {
        'y' | 'Y' if is_short_year => clock.year().rem_euclid(100).unsigned_abs(),
        'y' | 'Y' => clock.year().unsigned_abs(),
        'x' if is_short_year => week.year().rem_euclid(100).unsigned_abs(),
        'x' => week.year().unsigned_abs(),
        'w' => week.week(),
        'e' => clock.weekday().number_from_monday(),
        'D' => clock.ordinal(),
        'M' if length < 3 => clock.month(),
        'd' => clock.day(),
        'H' => clock.hour(),
        // 1 to 12, 0 to 11, 1 to 24.
        'h' => clock.hour12().1,
        'K' => clock.hour() % 12,
        'k' if clock.hour() == 0 => 24,
        'k' => clock.hour(),
        'm' => clock.minute(),
        's' => clock.second(),
        'S' => return fraction(clock, length, out),
        'a' => return out.push_str(if clock.hour() < 12 { "AM" } else { "PM" }),
        'M' => return out.push_str(month_name(lang, clock.month0(), length == 3)),
        _ => {
            let day = clock.weekday().num_days_from_monday();
            return out.push_str(day_name(lang, day, length < 4));
        }
    };
    write!(out, "{number:0length$}").expect("writing to a String cannot fail");
}

/// So many digits behind the second.
fn fraction(clock: NaiveDateTime, length: usize, out: &mut String) {
    let digits = format!("{:09}", clock.nanosecond() % 1_000_000_000);
    out.extend(digits.chars().chain(std::iter::repeat('0')).take(length));
}

#[cfg(test)]
mod tests {
    use chrono::NaiveDate;

    use super::*;

    fn check(pattern: &str, lang: &str, expected: &str) {
        let clock = NaiveDate::from_ymd_opt(2007, 11, 20)
            .unwrap()
            .and_hms_opt(1, 23, 45)
            .unwrap();
        let mut out = String::new();
        DatePattern::parse(pattern).unwrap().write(clock, lang, &mut out);
        assert_eq!(out, expected, "{pattern}");
    }

    #[test]
    fn patterns_write_dates() {
        check("dd/MM/YYYY", "en", "20/11/2007");
        check("'The date is 'dd/MM/YYYY", "en", "The date is 20/11/2007");
        check("'The date is '''dd/MM/YYYY''", "en", "The date is '20/11/2007'");
        check("yy xxxx w e D H:mm:ss", "en", "07 2007 47 2 324 1:23:45");
        check("E EEEE d MMMM", "fr", "mar. mardi 20 novembre");
        check("E EEEE d MMMM", "en", "Tue Tuesday 20 November");
        check("MMM", "xx", "Nov");
        for (lang, expected) in [
            ("nl", "dinsdag 20 november"),
            ("pt", "terça-feira 20 novembro"),
            ("it-IT", "martedì 20 novembre"),
            ("ar", "الثلاثاء 20 نوفمبر"),
            ("de", "Dienstag 20 November"),
            ("es", "martes 20 noviembre"),
            ("ca", "dimarts 20 novembre"),
            ("eu", "asteartea 20 azaroa"),
            ("sv", "tisdag 20 november"),
        ] {
            check("EEEE d MMMM", lang, expected);
        }
        check("", "en", "");
    }

    #[test]
    fn hours_of_half_a_day_and_fractions_are_written() {
        let clock = |hour, micros| {
            NaiveDate::from_ymd_opt(2007, 1, 2)
                .unwrap()
                .and_hms_micro_opt(hour, 5, 0, micros)
                .unwrap()
        };
        let pattern = DatePattern::parse("h hh K k a SSS S 'x'yyyyMMdd ddd MMMMM").unwrap();
        for (hour, expected) in [
            (0, "12 12 0 24 AM 045 0 x20070102 002 January"),
            (9, "9 09 9 9 AM 045 0 x20070102 002 January"),
            (12, "12 12 0 12 PM 045 0 x20070102 002 January"),
            (23, "11 11 11 23 PM 045 0 x20070102 002 January"),
        ] {
            let mut out = String::new();
            pattern.write(clock(hour, 45_678), "en", &mut out);
            assert_eq!(out, expected);
        }
    }

    #[test]
    fn years_of_any_length_are_written() {
        for (year, expected) in [(-44, "-0044 56"), (800, "0800 00"), (12_345, "12345 45")] {
            let clock = NaiveDate::from_ymd_opt(year, 3, 15)
                .unwrap()
                .and_hms_opt(0, 0, 0)
                .unwrap();
            let mut out = String::new();
            DatePattern::parse("yyyy yy")
                .unwrap()
                .write(clock, "en", &mut out);
            assert_eq!(out, expected);
        }
    }

    #[test]
    fn what_means_nothing_is_refused() {
        assert!(DatePattern::parse("qq").is_err());
        assert!(DatePattern::parse("'open").is_err());
        assert!(DatePattern::parse("yyy$").is_err());
        assert!(DatePattern::parse(&"-".repeat(501)).is_err());
    }
}
