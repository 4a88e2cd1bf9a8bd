//! Which languages are there? Code, own name, direction of writing.

use std::fmt;

use crate::negotiate::match_tag;

/// A language that the portal speaks.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Default)]
pub enum Lang {
    /// English, also what is said when a message is missing elsewhere.
    #[default]
    En,
    /// French.
    Fr,
    /// Spanish.
    Es,
    /// German.
    De,
    /// Dutch.
    Nl,
}

/// Direction of writing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Direction {
    /// Left to right.
    Ltr,
    /// Right to left.
    Rtl,
}

impl Direction {
    /// The value of HTML's `dir` attribute.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Ltr => "ltr",
            Self::Rtl => "rtl",
        }
    }
}

impl Lang {
    /// Every language with messages.
    pub const ALL: [Self; 5] = [Self::En, Self::Fr, Self::Es, Self::De, Self::Nl];

    /// ISO 639-1 code, as in `lang` attributes and the language cookie.
    #[must_use]
    pub fn code(self) -> &'static str {
        match self {
            Self::En => "en",
            Self::Fr => "fr",
            Self::Es => "es",
            Self::De => "de",
            Self::Nl => "nl",
        }
    }

    /// Its name in itself, for the language menu.
    #[must_use]
    pub fn autonym(self) -> &'static str {
        match self {
            Self::En => "English",
            Self::Fr => "Français",
            Self::Es => "Español",
            Self::De => "Deutsch",
            Self::Nl => "Nederlands",
        }
    }

    /// Direction of writing.
    #[must_use]
    pub fn dir(self) -> Direction {
        match self {
            Self::En | Self::Fr | Self::Es | Self::De | Self::Nl => Direction::Ltr,
        }
    }

    /// The language of exactly that code, in any case.
    #[must_use]
    pub fn parse(code: &str) -> Option<Self> {
        Self::ALL
            .into_iter()
            .find(|lang| lang.code().eq_ignore_ascii_case(code))
    }

    /// The one of `available` that a tag such as `en-GB` asks for.
    #[must_use]
    pub fn of_tag(tag: &str, available: &[Self]) -> Option<Self> {
        let codes: Vec<_> = available.iter().map(|lang| lang.code()).collect();
        match_tag(tag, &codes).and_then(Self::parse)
    }
}

impl fmt::Display for Lang {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
