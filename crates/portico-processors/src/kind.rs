//! What is a kind of step? A name, words for people, typed parameters, and how a step of that kind is made.

use crate::act::Built;
use crate::arguments::{Arguments, Wrong};
use crate::plan::Context;

/// Where a kind stands in a list for people.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Group {
    /// Names, types, order and descriptions of fields.
    Fields,
    /// Texts.
    Text,
    /// Dates and times.
    Dates,
    /// Values computed from others.
    Values,
    /// Which records there are.
    Records,
    /// Places.
    Places,
}

impl Group {
    /// Every group, in the order of lists.
    pub const ALL: [Self; 6] = [
        Self::Fields,
        Self::Text,
        Self::Dates,
        Self::Values,
        Self::Records,
        Self::Places,
    ];

    /// The name for programs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Fields => "fields",
            Self::Text => "text",
            Self::Dates => "dates",
            Self::Values => "values",
            Self::Records => "records",
            Self::Places => "places",
        }
    }
}

/// What a parameter holds.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum ParamType {
    /// The name of a field that is there.
    Field,
    /// Names of fields that are there.
    Fields,
    /// The name of a field to write: a new one, or one that is replaced.
    Name,
    /// A line of text.
    Text,
    /// Several lines of text.
    Lines,
    /// A regular expression.
    Pattern,
    /// A formula (`=…`) or an expression of the query language.
    Expression,
    /// A whole number.
    Integer {
        /// The smallest.
        min: i64,
        /// The largest.
        max: i64,
    },
    /// The EPSG code of a system of coordinates, with or without `EPSG:` before it.
    Epsg,
    /// A number.
    Number {
        /// The smallest.
        min: f64,
        /// The largest.
        max: f64,
    },
    /// Yes or no.
    Flag,
    /// One of these words.
    Choice(&'static [&'static str]),
    /// The identifier of a dataset of the portal.
    Dataset,
}

impl ParamType {
    /// The name for programs.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Field => "field",
            Self::Fields => "fields",
            Self::Name => "name",
            Self::Text => "text",
            Self::Lines => "lines",
            Self::Pattern => "pattern",
            Self::Expression => "expression",
            Self::Integer { .. } | Self::Epsg => "integer",
            Self::Number { .. } => "number",
            Self::Flag => "boolean",
            Self::Choice(_) => "choice",
            Self::Dataset => "dataset",
        }
    }
}

/// A parameter of a kind.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Param {
    /// The name in documents.
    pub name: &'static str,
    /// What it holds.
    pub ty: ParamType,
    /// Without it the step means nothing.
    pub required: bool,
    /// What counts when it is left out, as text.
    pub default: Option<&'static str>,
    /// What it says, in English.
    pub help: &'static str,
}

impl Param {
    pub(crate) const fn required(name: &'static str, ty: ParamType, help: &'static str) -> Self {
        Self {
            name,
            ty,
            required: true,
            default: None,
            help,
        }
    }

    pub(crate) const fn optional(name: &'static str, ty: ParamType, help: &'static str) -> Self {
        Self {
            name,
            ty,
            required: false,
            default: None,
            help,
        }
    }

    pub(crate) const fn or(mut self, default: &'static str) -> Self {
        self.default = Some(default);
        self
    }
}

/// How a step of a kind is made.
pub(crate) type Build = fn(&Arguments<'_>, &Context<'_>) -> Result<Built, Wrong>;

/// A kind of step.
#[derive(Debug)]
pub struct Kind {
    /// The name in documents: `split_text`.
    pub name: &'static str,
    /// Where it stands in a list.
    pub group: Group,
    /// What people call it, in English.
    pub title: &'static str,
    /// What it does, in English, one or two sentences.
    pub help: &'static str,
    /// Its parameters, in the order of a form.
    pub params: &'static [Param],
    pub(crate) build: Build,
}

impl Kind {
    /// The parameter of that name.
    #[must_use]
    pub fn param(&self, name: &str) -> Option<&Param> {
        self.params.iter().find(|param| param.name == name)
    }
}
