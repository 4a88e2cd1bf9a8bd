//! Which value is this? Arithmetic, literals, fields.

use super::condition::is_condition;
use super::{MAX_NESTING, Mode, Parsed, Parser};
use crate::ast::{ArithmeticOp, Expr, ExprKind, Literal};
use crate::date::parse_date;
use crate::error::SyntaxError;
use crate::lexer::{Symbol, TokenKind};

/// Words that are never a column unless between backquotes.
const KEYWORDS: &[&str] = &["and", "or", "not", "as", "asc", "desc"];

impl Parser<'_> {
    /// A value where no condition may stand.
    pub(super) fn value(&mut self) -> Parsed<Expr> {
        self.arithmetic(Mode::Value, 0)
    }

    /// `factor { (+|-|*|/) factor }`, operators of at least that strength: 0 for all, 1 for `*` and `/`, 2 for none.
    pub(super) fn arithmetic(&mut self, mode: Mode, least: u8) -> Parsed<Expr> {
        let start = self.start();
        let mut left = self.factor(mode)?;
        loop {
            let (op, strength) = match self.kind() {
                TokenKind::Symbol(Symbol::Plus) => (ArithmeticOp::Add, 0),
                TokenKind::Symbol(Symbol::Minus) => (ArithmeticOp::Subtract, 0),
                TokenKind::Symbol(Symbol::Star) => (ArithmeticOp::Multiply, 1),
                TokenKind::Symbol(Symbol::Slash) => (ArithmeticOp::Divide, 1),
                _ => return Ok(left),
            };
            if strength < least {
                return Ok(left);
            }
            self.operation(&left)?;
            let right = self.arithmetic(Mode::Value, strength + 1)?;
            left = self.computed(op, left, right, start);
        }
    }

    /// Reads the operator after `left`.
    fn operation(&mut self, left: &Expr) -> Parsed<()> {
        if is_condition(&left.node) {
            return Err(self.unexpected());
        }
        self.operations += 1;
        if self.operations > MAX_NESTING {
            return Err(SyntaxError::too_deep(self.text, self.token().span.clone()));
        }
        self.bump();
        Ok(())
    }

    fn computed(&self, op: ArithmeticOp, left: Expr, right: Expr, start: usize) -> Expr {
        self.spanned(
            ExprKind::Arithmetic {
                op,
                left: Box::new(left),
                right: Box::new(right),
            },
            start,
        )
    }

    /// Signs and a factor, or what has no sign.
    fn factor(&mut self, mode: Mode) -> Parsed<Expr> {
        match self.kind() {
            TokenKind::Symbol(Symbol::Open) => self.parenthesis(mode),
            TokenKind::Symbol(Symbol::Minus) if self.ahead(1) != &TokenKind::Number => self.negative(),
            TokenKind::Name if self.ahead(1) == &TokenKind::Symbol(Symbol::Open) && !self.is_keyword() => {
                self.call(mode)
            }
            TokenKind::Name => self.word(),
            TokenKind::Backquoted(_) => Ok(*self.field()?),
            _ => self.literal(),
        }
    }

    /// `-` before anything but a number, of which it is a part.
    fn negative(&mut self) -> Parsed<Expr> {
        let start = self.start();
        self.enter()?;
        self.bump();
        let inner = Box::new(self.factor(Mode::Value)?);
        self.leave();
        Ok(self.spanned(ExprKind::Negate(inner), start))
    }

    /// `( … )`: a condition too, where one may stand.
    fn parenthesis(&mut self, mode: Mode) -> Parsed<Expr> {
        let start = self.start();
        self.enter()?;
        self.bump();
        let mut inner = match mode {
            Mode::Condition => self.disjunction(),
            Mode::Value => self.arithmetic(Mode::Value, 0),
        }?;
        self.expect(Symbol::Close)?;
        self.leave();
        inner.span = self.since(start);
        Ok(inner)
    }

    /// A word without quotes and without parenthesis: a literal, or a field.
    fn word(&mut self) -> Parsed<Expr> {
        if self.begins_literal() {
            self.literal()
        } else if self.is_keyword() {
            Err(self.unexpected())
        } else {
            Ok(*self.field()?)
        }
    }

    /// The current word is a column only between backquotes.
    fn is_keyword(&self) -> bool {
        KEYWORDS.iter().any(|keyword| self.is_word(keyword)) || self.begins_literal()
    }

    /// The current word is `null`, `true`, `false`, or the `date` of `date'…'`.
    fn begins_literal(&self) -> bool {
        let date = self.is_word("date") && matches!(self.ahead(1), TokenKind::Text(_));
        date || ["null", "true", "false"].iter().any(|word| self.is_word(word))
    }

    /// A literal, or `now(…)`: what a list or an interval holds.
    pub(super) fn constant(&mut self) -> Parsed<Expr> {
        if self.is_word("now") && self.ahead(1) == &TokenKind::Symbol(Symbol::Open) {
            return self.call(Mode::Value);
        }
        let unquoted =
            matches!(self.kind(), TokenKind::Name | TokenKind::Backquoted(_)) && !self.begins_literal();
        if unquoted {
            let hint = format!(
                "A text goes between quotes: \"{}\".",
                self.source().trim_matches('`')
            );
            return Err(self.unexpected().with_hint(hint));
        }
        self.literal()
    }

    /// A text, a signed number, a date, `null`, `true` or `false`.
    fn literal(&mut self) -> Parsed<Expr> {
        let start = self.start();
        let literal = if matches!(self.kind(), TokenKind::Text(_)) {
            Literal::Text(self.quoted_text()?)
        } else if self.eat_word("null") {
            Literal::Null
        } else if self.eat_word("true") {
            Literal::Boolean(true)
        } else if self.eat_word("false") {
            Literal::Boolean(false)
        } else if self.eat_word("date") {
            let text = self.quoted_text()?;
            let date = parse_date(&text);
            Literal::Date(date.ok_or_else(|| SyntaxError::invalid_date(&text, self.since(start)))?)
        } else {
            match self.number()? {
                Number::Whole(whole) => Literal::Int(whole),
                Number::Decimal(number) => Literal::Double(number),
            }
        };
        Ok(self.spanned(ExprKind::Literal(literal), start))
    }

    /// A number with at most one sign: whole when it is written so and fits 64 bits.
    fn number(&mut self) -> Parsed<Number> {
        let start = self.start();
        let negative = self.eat(Symbol::Minus);
        if !negative {
            self.eat(Symbol::Plus);
        }
        if self.kind() != &TokenKind::Number {
            return Err(self.unexpected());
        }
        let digits = self.source();
        self.bump();
        let signed = if negative {
            format!("-{digits}")
        } else {
            digits.to_owned()
        };
        if let Ok(whole) = signed.parse() {
            return Ok(Number::Whole(whole));
        }
        match signed.parse::<f64>() {
            Ok(number) if number.is_finite() => Ok(Number::Decimal(number)),
            _ => self.invalid("The number is too large.", start),
        }
    }

    /// A number with at most one sign, as a decimal.
    pub(super) fn decimal(&mut self) -> Parsed<f64> {
        Ok(match self.number()? {
            Number::Whole(whole) => whole as f64,
            Number::Decimal(number) => number,
        })
    }

    /// A whole number with at most one sign.
    pub(super) fn whole_number(&mut self) -> Parsed<i64> {
        let start = self.start();
        match self.number()? {
            Number::Whole(whole) => Ok(whole),
            Number::Decimal(_) => self.invalid("A whole number is expected.", start),
        }
    }

    /// A value that is not allowed, written since `start`; `what` is a sentence.
    pub(super) fn invalid<T>(&self, what: &str, start: usize) -> Parsed<T> {
        Err(SyntaxError::invalid_value(what, self.since(start)))
    }
}

/// A number as written.
enum Number {
    Whole(i64),
    Decimal(f64),
}
