//! How are numbers, dates and sizes written in this language?

use std::fmt::Display;
use std::sync::LazyLock;

use chrono::{DateTime, Datelike, NaiveDate, TimeZone, Timelike, Utc};
use icu_decimal::input::Decimal;
use icu_decimal::{DecimalFormatter, DecimalFormatterPreferences};
use icu_locale_core::Locale;

use crate::{Lang, Say};

impl Say {
    /// `12,345`.
    #[must_use]
    pub fn integer(self, value: impl Into<i128>) -> String {
        written(self.lang, &value.into().to_string())
    }

    /// At most so many decimals, without trailing zeros: `3.5`.
    #[must_use]
    pub fn decimal(self, value: f64, decimals: u8) -> String {
        decimal(self.lang, value, decimals)
    }

    /// `3 May 2024`, `3 mai 2024`, `3 de mayo de 2024`, `3. Mai 2024`, `3 mei 2024`.
    #[must_use]
    pub fn date(self, date: NaiveDate) -> String {
        let (day, month) = (date.day(), self.month_name(date.month()));
        let year = date.year();
        match self.lang {
            Lang::Fr if day == 1 => format!("1er {month} {year}"),
            Lang::En | Lang::Fr | Lang::Nl => format!("{day} {month} {year}"),
            Lang::De => format!("{day}. {month} {year}"),
            Lang::Es => format!("{day} de {month} de {year}"),
        }
    }

    /// `May 2024`, `mai 2024`, `mayo de 2024`.
    #[must_use]
    pub fn month(self, date: NaiveDate) -> String {
        let (month, year) = (self.month_name(date.month()), date.year());
        match self.lang {
            Lang::En | Lang::Fr | Lang::De | Lang::Nl => format!("{month} {year}"),
            Lang::Es => format!("{month} de {year}"),
        }
    }

    /// Date and time to the minute, in UTC and saying so: `3 May 2024, 14:05 UTC`.
    #[must_use]
    pub fn datetime(self, at: DateTime<Utc>) -> String {
        self.moment(&at)
    }

    /// Date and time to the minute, in a zone and naming it: `3 May 2024, 16:05 CEST`.
    #[must_use]
    pub fn moment<Z: TimeZone>(self, at: &DateTime<Z>) -> String
    where
        Z::Offset: Display,
    {
        let (date, hour, minute) = (self.date(at.date_naive()), at.hour(), at.minute());
        let between = match self.lang {
            Lang::En | Lang::Es | Lang::De => ", ",
            Lang::Fr => " à ",
            Lang::Nl => " om ",
        };
        format!("{date}{between}{hour:02}:{minute:02} {}", at.offset())
    }

    /// The day of an instant given in microseconds since the epoch, UTC; empty when it is outside the calendar.
    #[must_use]
    pub fn day_of_micros(self, micros: i64) -> String {
        DateTime::<Utc>::from_timestamp_micros(micros)
            .map(|at| self.date(at.date_naive()))
            .unwrap_or_default()
    }

    /// Day and time of such an instant.
    #[must_use]
    pub fn time_of_micros(self, micros: i64) -> String {
        DateTime::<Utc>::from_timestamp_micros(micros)
            .map(|at| self.datetime(at))
            .unwrap_or_default()
    }

    /// A size in powers of a thousand: `1.2 MB`, `1,2 Mo`.
    #[must_use]
    pub fn bytes(self, bytes: u64) -> String {
        const PREFIXES: [&str; 5] = ["", "k", "M", "G", "T"];
        let letter = if self.lang == Lang::Fr { "o" } else { "B" };
        let mut power = 0;
        let mut value = bytes as f64;
        while value >= 999.5 && power + 1 < PREFIXES.len() {
            value /= 1000.0;
            power += 1;
        }
        let decimals = if power > 0 && value < 9.95 { 1 } else { 0 };
        format!(
            "{}\u{a0}{}{letter}",
            self.decimal(value, decimals),
            PREFIXES[power]
        )
    }

    /// The name of a month from 1 to 12; another number reads as January.
    #[must_use]
    pub fn month_name(self, month: u32) -> &'static str {
        let names = match self.lang {
            Lang::En => &[
                "January",
                "February",
                "March",
                "April",
                "May",
                "June",
                "July",
                "August",
                "September",
                "October",
                "November",
                "December",
            ],
            Lang::Fr => &[
                "janvier",
                "février",
                "mars",
                "avril",
                "mai",
                "juin",
                "juillet",
                "août",
                "septembre",
                "octobre",
                "novembre",
                "décembre",
            ],
            Lang::Es => &[
                "enero",
                "febrero",
                "marzo",
                "abril",
                "mayo",
                "junio",
                "julio",
                "agosto",
                "septiembre",
                "octubre",
                "noviembre",
                "diciembre",
            ],
            Lang::De => &[
                "Januar",
                "Februar",
                "März",
                "April",
                "Mai",
                "Juni",
                "Juli",
                "August",
                "September",
                "Oktober",
                "November",
                "Dezember",
            ],
            Lang::Nl => &[
                "januari",
                "februari",
                "maart",
                "april",
                "mei",
                "juni",
                "juli",
                "augustus",
                "september",
                "oktober",
                "november",
                "december",
            ],
        };
        names[usize::try_from(month.clamp(1, 12) - 1).unwrap_or(0)]
    }
}

static FORMATTERS: LazyLock<[Option<DecimalFormatter>; Lang::ALL.len()]> = LazyLock::new(|| {
    Lang::ALL.map(|lang| {
        let locale = Locale::try_from_str(lang.code()).ok()?;
        DecimalFormatter::try_new(DecimalFormatterPreferences::from(&locale), Default::default()).ok()
    })
});

/// A number with at most so many decimals, without trailing zeros. What is not finite reads as a dash.
pub(crate) fn decimal(lang: Lang, value: f64, decimals: u8) -> String {
    if !value.is_finite() {
        return "–".to_owned();
    }
    let text = format!("{value:.*}", usize::from(decimals));
    let text = if text.contains('.') {
        text.trim_end_matches('0').trim_end_matches('.')
    } else {
        &text
    };
    written(lang, if text == "-0" { "0" } else { text })
}

/// Plain digits in the writing of a language.
fn written(lang: Lang, plain: &str) -> String {
    match (&FORMATTERS[lang as usize], Decimal::try_from_str(plain)) {
        (Some(formatter), Ok(number)) => formatter.format(&number).to_string(),
        _ => plain.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const EN: Say = Say { lang: Lang::En };
    const FR: Say = Say { lang: Lang::Fr };
    const ES: Say = Say { lang: Lang::Es };
    const DE: Say = Say { lang: Lang::De };
    const NL: Say = Say { lang: Lang::Nl };

    #[test]
    fn numbers_are_written_as_the_language_does() {
        assert_eq!(EN.integer(1_234_567), "1,234,567");
        assert_eq!(FR.integer(1_234_567), "1\u{202f}234\u{202f}567");
        assert_eq!(ES.integer(1_234_567), "1.234.567");
        assert_eq!(DE.decimal(1234.5, 2), "1.234,5");
        assert_eq!(NL.decimal(1234.5, 2), "1.234,5");
        assert_eq!(EN.decimal(1234.5, 2), "1,234.5");
        assert_eq!(FR.decimal(0.126, 2), "0,13");
        assert_eq!(EN.decimal(-0.001, 2), "0");
        assert_eq!(EN.decimal(100.0, 0), "100");
        assert_eq!(EN.decimal(f64::NAN, 2), "–");
        assert_eq!(EN.integer(u64::MAX), "18,446,744,073,709,551,615");
    }

    #[test]
    fn dates_are_written_in_words() {
        let date = NaiveDate::from_ymd_opt(2024, 5, 3).expect("a day");
        assert_eq!(EN.date(date), "3 May 2024");
        assert_eq!(FR.date(date), "3 mai 2024");
        assert_eq!(ES.date(date), "3 de mayo de 2024");
        assert_eq!(DE.date(date), "3. Mai 2024");
        assert_eq!(NL.date(date), "3 mei 2024");
        let first = NaiveDate::from_ymd_opt(2024, 8, 1).expect("a day");
        assert_eq!(FR.date(first), "1er août 2024");
        assert_eq!(ES.month(first), "agosto de 2024");
        assert_eq!(DE.month(first), "August 2024");
        assert_eq!(EN.time_of_micros(1_714_745_100_000_000), "3 May 2024, 14:05 UTC");
        assert_eq!(FR.time_of_micros(1_714_745_100_000_000), "3 mai 2024 à 14:05 UTC");
        assert_eq!(DE.time_of_micros(1_714_745_100_000_000), "3. Mai 2024, 14:05 UTC");
        assert_eq!(
            NL.time_of_micros(1_714_745_100_000_000),
            "3 mei 2024 om 14:05 UTC"
        );
        assert_eq!(EN.day_of_micros(i64::MAX), "");
        let zone = chrono::FixedOffset::east_opt(7_200).expect("a zone");
        let at = DateTime::from_timestamp_micros(1_714_745_100_000_000).expect("a time");
        assert_eq!(
            ES.moment(&at.with_timezone(&zone)),
            "3 de mayo de 2024, 16:05 +02:00"
        );
    }

    #[test]
    fn sizes_are_told_in_the_unit_that_fits() {
        assert_eq!(EN.bytes(0), "0\u{a0}B");
        assert_eq!(EN.bytes(999), "999\u{a0}B");
        assert_eq!(EN.bytes(1_234_567), "1.2\u{a0}MB");
        assert_eq!(FR.bytes(1_234_567), "1,2\u{a0}Mo");
        assert_eq!(EN.bytes(999_999), "1\u{a0}MB");
        assert_eq!(ES.bytes(45_600_000_000), "46\u{a0}GB");
        assert!(EN.bytes(u64::MAX).ends_with("TB"));
    }
}
