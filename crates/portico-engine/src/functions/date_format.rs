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
                if !known(c, length) {
                    let run = c.to_string().repeat(length.min(20));
                    return Err(format!("Invalid date pattern: `{run}` stands for nothing."));
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

fn known(letter: char, length: usize) -> bool {
    match letter {
        'y' | 'Y' | 'x' => matches!(length, 1 | 2 | 4),
        'w' | 'd' | 'H' | 'm' | 's' => length <= 2,
        'M' | 'E' => length <= 4,
        'D' => matches!(length, 1 | 3),
        'e' => length == 1,
        _ => false,
    }
}

fn run(clock: NaiveDateTime, letter: char, length: usize, lang: &str, out: &mut String) {
    let week = clock.iso_week();
    let (number, width) = match (letter, length) {
        ('y' | 'Y', 2) => (clock.year().rem_euclid(100).unsigned_abs(), 2),
        ('y' | 'Y', _) => (clock.year().unsigned_abs(), length),
        ('x', 2) => (week.year().rem_euclid(100).unsigned_abs(), 2),
        ('x', _) => (week.year().unsigned_abs(), length),
        ('w', _) => (week.week(), length),
        ('e', _) => (clock.weekday().number_from_monday(), 1),
        ('D', _) => (clock.ordinal(), length),
        ('M', 1 | 2) => (clock.month(), length),
        ('d', _) => (clock.day(), length),
        ('H', _) => (clock.hour(), length),
        ('m', _) => (clock.minute(), length),
        ('s', _) => (clock.second(), length),
        ('M', _) => return out.push_str(month_name(lang, clock.month0(), length == 3)),
        _ => {
            let day = clock.weekday().num_days_from_monday();
            return out.push_str(day_name(lang, day, length < 4));
        }
    };
    write!(out, "{number:0width$}").expect("writing to a String cannot fail");
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
    fn what_means_nothing_is_refused() {
        assert!(DatePattern::parse("qq").is_err());
        assert!(DatePattern::parse("'open").is_err());
        assert!(DatePattern::parse("yyy$").is_err());
        assert!(DatePattern::parse(&"-".repeat(501)).is_err());
    }
}
