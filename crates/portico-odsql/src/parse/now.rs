//! Which instant does `now(…)` name? Its arguments, checked.

use super::{Parsed, Parser};
use crate::ast::{ExprKind, NowArgument};
use crate::error::SyntaxError;
use crate::hints::nearest;
use crate::lexer::{Symbol, TokenKind};

/// The parts, and what they may be set to; none means an amount to move by.
const PARTS: &[(&str, Option<(i64, i64)>)] = &[
    ("year", Some((1, 9999))),
    ("month", Some((1, 12))),
    ("day", Some((1, i64::MAX))),
    ("hour", Some((0, 23))),
    ("minute", Some((0, 59))),
    ("second", Some((0, 59))),
    ("microsecond", Some((0, 999_999))),
    ("weekday", Some((0, 6))),
    ("years", None),
    ("months", None),
    ("days", None),
    ("hours", None),
    ("minutes", None),
    ("seconds", None),
    ("microseconds", None),
    ("mondays", None),
    ("tuesdays", None),
    ("wednesdays", None),
    ("thursdays", None),
    ("fridays", None),
    ("saturdays", None),
    ("sundays", None),
];

impl Parser<'_> {
    /// `[part = number { , part = number }]`
    pub(super) fn now(&mut self) -> Parsed<ExprKind> {
        let mut arguments = Vec::new();
        if !self.is(Symbol::Close) {
            arguments.push(self.now_argument()?);
            while self.eat(Symbol::Comma) {
                arguments.push(self.now_argument()?);
            }
        }
        Ok(ExprKind::Now(arguments))
    }

    fn now_argument(&mut self) -> Parsed<NowArgument> {
        if self.kind() != &TokenKind::Name {
            return Err(self.unexpected());
        }
        let part = self.source().to_ascii_lowercase();
        let Some((_, allowed)) = PARTS.iter().find(|(known, _)| *known == part) else {
            let hint = match nearest(&part, PARTS.iter().map(|(known, _)| *known)) {
                Some(known) => format!("Did you mean `{known}`?"),
                None => {
                    "Parts are year, month, day, hour… to set one, years, months, days… to add.".to_owned()
                }
            };
            return Err(self.unexpected().with_hint(hint));
        };
        self.bump();
        self.expect(Symbol::Equal)?;
        let start = self.start();
        let value = self.whole_number()?;
        if let Some((least, most)) = *allowed
            && !(least..=most).contains(&value)
        {
            let span = self.since(start);
            return Err(match most {
                i64::MAX => {
                    SyntaxError::invalid_value(format!("{part} is at least {least}, not {value}."), span)
                }
                _ => SyntaxError::invalid_value(
                    format!("{part} is between {least} and {most}, not {value}."),
                    span,
                ),
            });
        }
        Ok(NowArgument { part, value })
    }
}
