//! Which words of its own does a portal describe datasets with? The fields of its template of metadata, `custom`.

use serde::{Deserialize, Serialize};

use crate::{CustomValue, Metadata};

/// A field of the portal's own template of metadata. Part of a stored document.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct OwnField {
    /// Its name in queries and programs, without `custom.`.
    pub name: String,
    /// Its name for people.
    pub label: String,
    /// How to fill it in; empty for no help.
    pub help: String,
    /// What its values look like.
    pub form: OwnForm,
    /// What there is to choose from, for [`OwnForm::Choice`] and [`OwnForm::Choices`].
    pub choices: Vec<String>,
    /// Whether it has to be filled in.
    pub need: OwnNeed,
    /// Offered as a filter of the catalog.
    pub facet: bool,
    /// For those who work on the dataset, never for readers.
    pub internal: bool,
}

/// What the values of a field look like.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnForm {
    /// A line of words.
    #[default]
    Text,
    /// Several lines of words.
    LongText,
    /// Several words.
    List,
    /// A whole number.
    Int,
    /// A number.
    Double,
    /// A day, `2026-11-25`.
    Date,
    /// Yes or no.
    Flag,
    /// One of the choices.
    Choice,
    /// Any of the choices.
    Choices,
}

/// Whether a field has to be filled in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum OwnNeed {
    /// As one likes.
    #[default]
    Optional,
    /// The dashboard reminds of it.
    Recommended,
    /// Without it, nothing is published.
    Mandatory,
}

/// What is wrong with a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum OwnWrong {
    /// There is none, and there has to be.
    Missing,
    /// It is of another form.
    Form,
    /// It is none of the choices.
    NoChoice,
    /// There are several, and there may be one.
    Several,
}

impl OwnForm {
    /// Every form, in the order of the settings.
    pub const ALL: [Self; 9] = [
        Self::Text,
        Self::LongText,
        Self::List,
        Self::Int,
        Self::Double,
        Self::Date,
        Self::Flag,
        Self::Choice,
        Self::Choices,
    ];

    /// The name in forms and documents.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Text => "text",
            Self::LongText => "long_text",
            Self::List => "list",
            Self::Int => "int",
            Self::Double => "double",
            Self::Date => "date",
            Self::Flag => "flag",
            Self::Choice => "choice",
            Self::Choices => "choices",
        }
    }

    /// Reads that name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.as_str() == text)
    }

    /// Several values may be said.
    #[must_use]
    pub fn is_list(self) -> bool {
        matches!(self, Self::List | Self::Choices)
    }

    /// There are choices.
    #[must_use]
    pub fn has_choices(self) -> bool {
        matches!(self, Self::Choice | Self::Choices)
    }
}

impl OwnNeed {
    /// Every need.
    pub const ALL: [Self; 3] = [Self::Optional, Self::Recommended, Self::Mandatory];

    /// The name in forms and documents.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Optional => "optional",
            Self::Recommended => "recommended",
            Self::Mandatory => "mandatory",
        }
    }

    /// Reads that name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|need| need.as_str() == text)
    }
}

impl OwnField {
    /// `custom.owner`
    #[must_use]
    pub fn qualified(&self) -> String {
        format!("custom.{}", self.name)
    }

    /// What a dataset says with it.
    #[must_use]
    pub fn said<'a>(&self, metadata: &'a Metadata) -> &'a [String] {
        metadata
            .custom
            .get(&self.name)
            .map(CustomValue::texts)
            .unwrap_or_default()
    }

    /// What is wrong with these values; nothing, when there are none.
    #[must_use]
    pub fn wrong(&self, values: &[String]) -> Option<OwnWrong> {
        if values.len() > 1 && !self.form.is_list() {
            return Some(OwnWrong::Several);
        }
        values.iter().find_map(|value| {
            let fits = match self.form {
                OwnForm::Text | OwnForm::LongText | OwnForm::List => true,
                OwnForm::Int => value.parse::<i64>().is_ok(),
                OwnForm::Double => value.parse::<f64>().is_ok_and(f64::is_finite),
                OwnForm::Date => is_day(value),
                OwnForm::Flag => matches!(value.as_str(), "true" | "false"),
                OwnForm::Choice | OwnForm::Choices => {
                    return (!self.choices.contains(value)).then_some(OwnWrong::NoChoice);
                }
            };
            (!fits).then_some(OwnWrong::Form)
        })
    }
}

/// `2026-11-25`
fn is_day(text: &str) -> bool {
    let parts: Vec<&str> = text.split('-').collect();
    let [year, month, day] = parts.as_slice() else {
        return false;
    };
    let number = |text: &str, digits: usize| {
        let plain = text.len() == digits && text.bytes().all(|byte| byte.is_ascii_digit());
        plain.then(|| text.parse::<u32>().ok()).flatten()
    };
    let (Some(year), Some(month), Some(day)) = (number(year, 4), number(month, 2), number(day, 2)) else {
        return false;
    };
    let leap = year % 4 == 0 && (year % 100 != 0 || year % 400 == 0);
    let days = match month {
        4 | 6 | 9 | 11 => 30,
        2 if leap => 29,
        2 => 28,
        1..=12 => 31,
        _ => 0,
    };
    (1..=days).contains(&day)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn wrong(form: OwnForm, values: &[&str]) -> Option<OwnWrong> {
        let field = OwnField {
            form,
            choices: vec!["daily".to_owned(), "weekly".to_owned()],
            ..OwnField::default()
        };
        let values: Vec<String> = values.iter().map(|&value| value.to_owned()).collect();
        field.wrong(&values)
    }

    #[test]
    fn values_have_the_form_of_their_field() {
        for (form, value) in [
            (OwnForm::Text, "anything"),
            (OwnForm::Int, "-12"),
            (OwnForm::Double, "1.5e3"),
            (OwnForm::Date, "2024-02-29"),
            (OwnForm::Flag, "false"),
            (OwnForm::Choice, "weekly"),
        ] {
            assert_eq!(wrong(form, &[value]), None, "{form:?}");
            assert_eq!(wrong(form, &[]), None);
            assert_eq!(wrong(form, &[value, value]), Some(OwnWrong::Several));
        }
        for (form, value) in [
            (OwnForm::Int, "1.5"),
            (OwnForm::Double, "NaN"),
            (OwnForm::Date, "2023-02-29"),
            (OwnForm::Date, "2023-2-9"),
            (OwnForm::Flag, "yes"),
        ] {
            assert_eq!(wrong(form, &[value]), Some(OwnWrong::Form), "{form:?}");
        }
        assert_eq!(wrong(OwnForm::Choices, &["daily", "weekly"]), None);
        assert_eq!(
            wrong(OwnForm::Choices, &["daily", "never"]),
            Some(OwnWrong::NoChoice)
        );
    }

    #[test]
    fn names_of_forms_and_needs_are_read_back() {
        for form in OwnForm::ALL {
            assert_eq!(OwnForm::parse(form.as_str()), Some(form));
        }
        for need in OwnNeed::ALL {
            assert_eq!(OwnNeed::parse(need.as_str()), Some(need));
        }
    }
}
