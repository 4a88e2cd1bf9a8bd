//! What is a form made of? Fields with label, help and error; the template `_office_parts.html` draws them.

/// A field of a form.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Field {
    /// Name in the form, and identifier in the page.
    pub(crate) name: String,
    /// What it is.
    pub(crate) label: String,
    /// How to fill it in.
    pub(crate) help: Option<String>,
    /// What is wrong with it.
    pub(crate) error: Option<String>,
    /// What it holds; for a box, `1` when it is ticked.
    pub(crate) value: String,
    /// Must not be empty.
    pub(crate) required: bool,
    /// Why it cannot be changed here.
    pub(crate) fixed: Option<String>,
    /// Longest text, in characters; 0 for no limit said.
    pub(crate) longest: usize,
    /// Word for the browser's memory: `email`, `off`…
    pub(crate) autocomplete: Option<&'static str>,
    /// Language of its content, where it is not that of the page.
    pub(crate) lang: Option<String>,
    /// Heading of the part of the form that begins with it.
    pub(crate) opens: Option<String>,
    /// Identifier of the `datalist` with suggestions.
    pub(crate) list: Option<&'static str>,
    /// How it is filled in.
    pub(crate) control: Control,
}

/// How a field is filled in.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) enum Control {
    /// One line; the type of HTML's `input`: `text`, `email`, `url`, `number`, `date`, `password`, `color`…
    Line(&'static str),
    /// Several lines.
    Lines(usize),
    /// One of several.
    One(Vec<Choice>),
    /// Any of several; `value` is not used.
    Several(Vec<Choice>),
    /// A box to tick.
    #[default]
    Box,
    /// A file; the types that are accepted, as HTML's `accept`.
    File(&'static str),
}

/// Something to choose.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Choice {
    pub(crate) value: String,
    pub(crate) text: String,
    pub(crate) chosen: bool,
}

impl Choice {
    /// A choice; it is chosen when its value is the current one.
    pub(crate) fn of(value: impl Into<String>, text: impl Into<String>, current: &str) -> Self {
        let value = value.into();
        Self {
            chosen: value == current,
            value,
            text: text.into(),
        }
    }
}

impl Field {
    /// A field of that name and label.
    pub(crate) fn new(control: Control, name: impl Into<String>, label: impl Into<String>) -> Self {
        Self {
            name: name.into(),
            label: label.into(),
            control,
            ..Self::default()
        }
    }

    /// One line of text.
    pub(crate) fn line(name: impl Into<String>, label: impl Into<String>) -> Self {
        Self::new(Control::Line("text"), name, label)
    }

    /// Holding that.
    pub(crate) fn value(mut self, value: impl Into<String>) -> Self {
        self.value = value.into();
        self
    }

    /// With help.
    pub(crate) fn help(mut self, text: impl Into<String>) -> Self {
        self.help = Some(text.into());
        self
    }

    /// With the suggestions of that `datalist`.
    pub(crate) fn suggesting(mut self, list: &'static str) -> Self {
        self.list = Some(list);
        self
    }

    /// The first one under that heading.
    pub(crate) fn opening(mut self, heading: impl Into<String>) -> Self {
        self.opens = Some(heading.into());
        self
    }

    /// With that error, if there is one.
    pub(crate) fn error(mut self, text: Option<String>) -> Self {
        self.error = text;
        self
    }

    /// Must not be empty.
    pub(crate) fn required(mut self) -> Self {
        self.required = true;
        self
    }

    /// No longer than that.
    pub(crate) fn longest(mut self, characters: usize) -> Self {
        self.longest = characters;
        self
    }

    /// Cannot be changed here, for that reason.
    pub(crate) fn fixed(mut self, reason: Option<String>) -> Self {
        self.fixed = reason;
        self
    }

    pub(crate) fn is_box(&self) -> bool {
        self.control == Control::Box
    }

    pub(crate) fn is_file(&self) -> bool {
        matches!(self.control, Control::File(_))
    }

    pub(crate) fn is_checked(&self) -> bool {
        self.is_box() && !self.value.is_empty()
    }

    /// The type of the `input`, for one line.
    pub(crate) fn input(&self) -> Option<&'static str> {
        match self.control {
            Control::Line(kind) => Some(kind),
            _ => None,
        }
    }

    /// Rows, for several lines.
    pub(crate) fn rows(&self) -> Option<usize> {
        match self.control {
            Control::Lines(rows) => Some(rows),
            _ => None,
        }
    }

    /// Accepted types, for a file.
    pub(crate) fn accept(&self) -> Option<&'static str> {
        match self.control {
            Control::File(types) => Some(types),
            _ => None,
        }
    }

    /// What to choose one of.
    pub(crate) fn one_of(&self) -> Option<&[Choice]> {
        match &self.control {
            Control::One(choices) => Some(choices),
            _ => None,
        }
    }

    /// What to choose several of.
    pub(crate) fn several_of(&self) -> Option<&[Choice]> {
        match &self.control {
            Control::Several(choices) => Some(choices),
            _ => None,
        }
    }

    /// Identifiers of what describes it: error, help, reason.
    pub(crate) fn described_by(&self) -> Option<String> {
        let parts = [
            ("error", self.error.is_some()),
            ("help", self.help.is_some()),
            ("fixed", self.fixed.is_some()),
        ];
        let ids: Vec<_> = parts
            .iter()
            .filter(|(_, shown)| *shown)
            .map(|(part, _)| format!("f-{}-{part}", self.name))
            .collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

/// Is anything wrong with these fields?
pub(crate) fn has_errors(fields: &[Field]) -> bool {
    fields.iter().any(|field| field.error.is_some())
}
