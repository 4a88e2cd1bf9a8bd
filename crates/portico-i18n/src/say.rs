//! How is a message said? Fluent bundles over the embedded files, with English behind every language.

use std::borrow::Cow;
use std::sync::LazyLock;

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource, FluentValue};
use unic_langid::LanguageIdentifier;

use crate::{Lang, format};

/// The value of a variable: made with `.into()` from text and numbers.
pub type Arg<'a> = FluentValue<'a>;

type Bundle = FluentBundle<FluentResource>;

macro_rules! files {
    ($lang:literal) => {
        &[
            (
                "common",
                include_str!(concat!("../locales/", $lang, "/common.ftl")),
            ),
            ("home", include_str!(concat!("../locales/", $lang, "/home.ftl"))),
            (
                "catalog",
                include_str!(concat!("../locales/", $lang, "/catalog.ftl")),
            ),
            (
                "dataset",
                include_str!(concat!("../locales/", $lang, "/dataset.ftl")),
            ),
            ("api", include_str!(concat!("../locales/", $lang, "/api.ftl"))),
            (
                "account",
                include_str!(concat!("../locales/", $lang, "/account.ftl")),
            ),
            (
                "people",
                include_str!(concat!("../locales/", $lang, "/people.ftl")),
            ),
            (
                "cookies",
                include_str!(concat!("../locales/", $lang, "/cookies.ftl")),
            ),
            (
                "consent",
                include_str!(concat!("../locales/", $lang, "/consent.ftl")),
            ),
            (
                "statistics",
                include_str!(concat!("../locales/", $lang, "/statistics.ftl")),
            ),
            (
                "backoffice",
                include_str!(concat!("../locales/", $lang, "/backoffice.ftl")),
            ),
            (
                "processors",
                include_str!(concat!("../locales/", $lang, "/processors.ftl")),
            ),
            ("jobs", include_str!(concat!("../locales/", $lang, "/jobs.ftl"))),
            (
                "publish",
                include_str!(concat!("../locales/", $lang, "/publish.ftl")),
            ),
            (
                "updates",
                include_str!(concat!("../locales/", $lang, "/updates.ftl")),
            ),
            ("legal", include_str!(concat!("../locales/", $lang, "/legal.ftl"))),
            (
                "errors",
                include_str!(concat!("../locales/", $lang, "/errors.ftl")),
            ),
        ]
    };
}

/// The embedded files of a language: area and text.
pub(crate) fn files(lang: Lang) -> &'static [(&'static str, &'static str)] {
    match lang {
        Lang::En => files!("en"),
        Lang::Fr => files!("fr"),
        Lang::Es => files!("es"),
        Lang::De => files!("de"),
        Lang::Nl => files!("nl"),
    }
}

static BUNDLES: LazyLock<[Bundle; Lang::ALL.len()]> = LazyLock::new(|| Lang::ALL.map(bundle));

/// Says things in one language. Cheap to copy.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Say {
    /// The language.
    pub lang: Lang,
}

impl Say {
    /// Says things in that language.
    #[must_use]
    pub fn new(lang: Lang) -> Self {
        Self { lang }
    }

    /// The message of that key; in English when this language has none, and the key itself when English has none either.
    #[must_use]
    pub fn t(self, key: &str) -> Cow<'static, str> {
        find(self.lang, key, None).unwrap_or_else(|| Cow::Owned(key.to_owned()))
    }

    /// The message with its variables.
    #[must_use]
    pub fn t_with(self, key: &str, args: &[(&str, Arg<'_>)]) -> String {
        let args: FluentArgs<'_> = args.iter().map(|(name, value)| (*name, value.clone())).collect();
        find(self.lang, key, Some(&args)).map_or_else(|| key.to_owned(), Cow::into_owned)
    }

    /// The message with one variable.
    #[must_use]
    pub fn t1<'a>(self, key: &str, name: &str, value: impl Into<Arg<'a>>) -> String {
        self.t_with(key, &[(name, value.into())])
    }

    /// The message with two variables.
    #[must_use]
    pub fn t2<'a>(
        self,
        key: &str,
        (one, first): (&str, impl Into<Arg<'a>>),
        (two, second): (&str, impl Into<Arg<'a>>),
    ) -> String {
        self.t_with(key, &[(one, first.into()), (two, second.into())])
    }

    /// Whether there is a message of that key in this language or in English.
    #[must_use]
    pub fn has(self, key: &str) -> bool {
        BUNDLES[self.lang as usize].has_message(key) || BUNDLES[Lang::En as usize].has_message(key)
    }
}

fn find<'a>(lang: Lang, key: &str, args: Option<&'a FluentArgs<'a>>) -> Option<Cow<'a, str>> {
    let said = |lang: Lang| {
        let bundle: &'static Bundle = &BUNDLES[lang as usize];
        let pattern = bundle.get_message(key)?.value()?;
        Some(bundle.format_pattern(pattern, args, &mut Vec::new()))
    };
    said(lang).or_else(|| said(Lang::En))
}

fn bundle(lang: Lang) -> Bundle {
    let id: LanguageIdentifier = lang.code().parse().unwrap_or_default();
    let mut bundle = Bundle::new_concurrent(vec![id]);
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match lang {
        Lang::En => |value, _| number(Lang::En, value),
        Lang::Fr => |value, _| number(Lang::Fr, value),
        Lang::Es => |value, _| number(Lang::Es, value),
        Lang::De => |value, _| number(Lang::De, value),
        Lang::Nl => |value, _| number(Lang::Nl, value),
    }));
    // `NUMBER($year, useGrouping: "false")` is the one function that messages use. A test refuses broken and double messages.
    let _ = bundle.add_builtins();
    for (_, text) in files(lang) {
        let resource = FluentResource::try_new(typeset(lang, text)).unwrap_or_else(|(resource, _)| resource);
        let _ = bundle.add_resource(resource);
    }
    bundle
}

/// Signs that not every keyboard has: the apostrophe inside a word, and the narrow no-break spaces that French puts beside some.
fn typeset(lang: Lang, text: &str) -> String {
    const SIGNS: [&str; 6] = [" :", " ;", " ?", " !", " »", "« "];
    let text = curly(text);
    if lang != Lang::Fr {
        return text;
    }
    SIGNS.into_iter().fold(text, |text, sign| {
        text.replace(sign, &sign.replace(' ', "\u{202f}"))
    })
}

/// `l'eau` becomes `l’eau`; minutes of an arc (`51'`) and `date'2024'` stay.
fn curly(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let mut before = ' ';
    let mut rest = text.chars().peekable();
    while let Some(c) = rest.next() {
        let is_inside = (before.is_alphabetic() || before == '}')
            && rest
                .peek()
                .is_some_and(|next| next.is_alphabetic() || *next == '{');
        out.push(if c == '\'' && is_inside { '’' } else { c });
        before = c;
    }
    out
}

/// Numbers in messages are written as everywhere else.
fn number(lang: Lang, value: &FluentValue<'_>) -> Option<String> {
    let FluentValue::Number(number) = value else {
        return None;
    };
    if !number.options.use_grouping {
        return None;
    }
    let decimals = number.options.maximum_fraction_digits.unwrap_or(3).min(12);
    Some(format::decimal(
        lang,
        number.value,
        u8::try_from(decimals).unwrap_or(3),
    ))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(lang: Lang, key: &str, count: u32, expected: &str) {
        assert_eq!(Say::new(lang).t1(key, "count", count), expected);
    }

    #[test]
    fn messages_are_said_in_each_language() {
        assert_eq!(Say::new(Lang::En).t("account-sign-in"), "Sign in");
        assert_eq!(Say::new(Lang::Fr).t("account-sign-in"), "Se connecter");
        assert_eq!(Say::new(Lang::Es).t("account-sign-in"), "Iniciar sesión");
        assert_eq!(Say::new(Lang::De).t("account-sign-in"), "Anmelden");
        assert_eq!(Say::new(Lang::Nl).t("account-sign-in"), "Inloggen");
    }

    #[test]
    fn plurals_follow_the_language_and_numbers_are_grouped() {
        check(Lang::En, "common-records", 1, "1 record");
        check(Lang::En, "common-records", 0, "0 records");
        check(Lang::Fr, "common-records", 0, "0 enregistrement");
        check(Lang::En, "common-records", 12_345, "12,345 records");
        check(
            Lang::Fr,
            "common-records",
            12_345,
            "12\u{202f}345 enregistrements",
        );
        check(Lang::Es, "common-records", 12_345, "12.345 registros");
        check(Lang::De, "common-records", 1, "1 Eintrag");
        check(Lang::De, "common-records", 12_345, "12.345 Einträge");
        check(Lang::Nl, "common-datasets", 0, "0 datasets");
        check(Lang::Nl, "common-records", 12_345, "12.345 records");
    }

    #[test]
    fn french_signs_never_begin_a_line() {
        assert_eq!(
            typeset(Lang::Fr, "a = « Quoi ? »"),
            "a = «\u{202f}Quoi\u{202f}?\u{202f}»"
        );
        assert_eq!(typeset(Lang::En, "a = b ?"), "a = b ?");
        let title = Say::new(Lang::Fr).t1("dataset-table-caption", "title", "Arbres");
        assert_eq!(title, "Enregistrements de «\u{202f}Arbres\u{202f}»");
    }

    #[test]
    fn apostrophes_inside_words_are_curly() {
        assert_eq!(typeset(Lang::En, "a = { $name }'s day"), "a = { $name }’s day");
        assert_eq!(
            typeset(Lang::Fr, "a = d'{ $name }, l'an"),
            "a = d’{ $name }, l’an"
        );
        assert_eq!(
            typeset(Lang::En, "a = 51' N, date'2024'"),
            "a = 51' N, date'2024'"
        );
    }

    #[test]
    fn an_unknown_key_is_said_as_itself() {
        assert_eq!(Say::new(Lang::Fr).t("no-such-key"), "no-such-key");
        assert!(!Say::new(Lang::Fr).has("no-such-key"));
    }
}
