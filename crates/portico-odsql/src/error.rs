//! What is wrong with the text, where, and what to write instead?

use std::ops::Range;

use crate::text::excerpt;

/// Characters of the clause quoted in a message, and of one token.
const QUOTED_CLAUSE: usize = 200;
const QUOTED_TOKEN: usize = 60;

/// What is wrong, in classes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SyntaxErrorKind {
    /// A word or sign that cannot stand there.
    UnexpectedToken,
    /// The text stops too early; also a quote that is never closed.
    UnexpectedEnd,
    /// `name(` where `name` is no function, or none of this clause; reported at the parenthesis as the role model does.
    UnknownFunction,
    /// More levels of parentheses, `NOT` or functions, or more arithmetic, than [`crate::MAX_NESTING`].
    TooDeep,
    /// More bytes than [`crate::MAX_LENGTH`].
    TooLong,
    /// The text of `date'…'` is no date.
    InvalidDate,
    /// Well written, but the value is not allowed there: `percentile(x, 101)`, `now(month=13)`, `range(d, 2 months)`.
    InvalidValue,
    /// The same alias twice in one clause.
    DuplicateAlias,
}

/// An error in a clause. `Display` gives the message without the sentence that names the clause.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{message}")]
pub struct SyntaxError {
    /// The class.
    pub kind: SyntaxErrorKind,
    /// `ODSQL syntax exception: unexpected ( at position 8 in contains(name, "a").`, the position counted in characters
    /// from 0; a long text is cut around it.
    pub message: String,
    /// Where, in bytes of the clause's text.
    pub span: Range<usize>,
    /// What to write instead, when we can tell: one or two sentences.
    pub hint: Option<String>,
}

impl SyntaxError {
    /// The stable code of the answer: `ODSQLSyntaxError` when the text cannot be read, `ODSQLError` when it can be but
    /// means nothing.
    #[must_use]
    pub fn code(&self) -> &'static str {
        match self.kind {
            SyntaxErrorKind::UnexpectedToken
            | SyntaxErrorKind::UnexpectedEnd
            | SyntaxErrorKind::UnknownFunction
            | SyntaxErrorKind::TooDeep
            | SyntaxErrorKind::TooLong => "ODSQLSyntaxError",
            SyntaxErrorKind::InvalidDate
            | SyntaxErrorKind::InvalidValue
            | SyntaxErrorKind::DuplicateAlias => "ODSQLError",
        }
    }

    /// The message with the sentence that names the clause (`where`, `select`, `group_by`, `order_by`…).
    #[must_use]
    pub fn full_message(&self, clause: &str) -> String {
        format!("{} Clause(s) containing the error(s): {clause}.", self.message)
    }

    /// The piece of `text` at `span` cannot stand there.
    pub(crate) fn unexpected(text: &str, span: Range<usize>) -> Self {
        let token = excerpt(&text[span.clone()], 0, QUOTED_TOKEN);
        Self::syntax(
            SyntaxErrorKind::UnexpectedToken,
            &format!("unexpected {token}"),
            text,
            span,
        )
    }

    /// The text stops too early.
    pub(crate) fn end(text: &str) -> Self {
        Self::syntax(
            SyntaxErrorKind::UnexpectedEnd,
            "unexpected end of line",
            text,
            text.len()..text.len(),
        )
    }

    /// Nested too deeply at `span`.
    pub(crate) fn too_deep(text: &str, span: Range<usize>) -> Self {
        let what = format!(
            "more than {} nested levels or arithmetic operations",
            crate::MAX_NESTING
        );
        Self::syntax(SyntaxErrorKind::TooDeep, &what, text, span)
            .with_hint("Split the expression, or remove parentheses that change nothing.")
    }

    /// Longer than allowed.
    pub(crate) fn too_long(text: &str) -> Self {
        Self {
            kind: SyntaxErrorKind::TooLong,
            message: format!(
                "ODSQL syntax exception: the text has {} bytes, at most {} are allowed.",
                text.len(),
                crate::MAX_LENGTH
            ),
            span: 0..text.len(),
            hint: Some("Send a shorter clause, or several requests.".to_owned()),
        }
    }

    /// Readable, but without meaning; `what` is a sentence.
    pub(crate) fn malformed(kind: SyntaxErrorKind, what: impl AsRef<str>, span: Range<usize>) -> Self {
        let message = format!("ODSQL query is malformed: {}", what.as_ref());
        Self {
            kind,
            message,
            span,
            hint: None,
        }
    }

    /// The text of a date literal is no date.
    pub(crate) fn invalid_date(date: &str, span: Range<usize>) -> Self {
        let date = excerpt(date, 0, QUOTED_TOKEN);
        Self::malformed(
            SyntaxErrorKind::InvalidDate,
            format!("Invalid date to parse '{date}'."),
            span,
        )
        .with_hint("Write date'2024', date'2024-03', date'2024-03-01' or date'2024-03-01T10:00:00Z'.")
    }

    /// A value that is not allowed there; `what` is a sentence.
    pub(crate) fn invalid_value(what: impl AsRef<str>, span: Range<usize>) -> Self {
        Self::malformed(SyntaxErrorKind::InvalidValue, what, span)
    }

    /// With what to write instead.
    pub(crate) fn with_hint(mut self, hint: impl Into<String>) -> Self {
        self.hint = Some(hint.into());
        self
    }

    /// With another class.
    pub(crate) fn with_kind(mut self, kind: SyntaxErrorKind) -> Self {
        self.kind = kind;
        self
    }

    fn syntax(kind: SyntaxErrorKind, what: &str, text: &str, span: Range<usize>) -> Self {
        let position = text[..span.start].chars().count();
        let clause = excerpt(text, span.start, QUOTED_CLAUSE);
        let message = format!("ODSQL syntax exception: {what} at position {position} in {clause}.");
        Self {
            kind,
            message,
            span,
            hint: None,
        }
    }
}
