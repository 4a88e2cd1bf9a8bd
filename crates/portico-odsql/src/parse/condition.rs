//! Is this a condition? `OR`, `AND`, `NOT`, and the predicates.

use super::{Mode, Parsed, Parser};
use crate::ast::{CompareOp, Expr, ExprKind, Literal};
use crate::lexer::{Symbol, TokenKind};

/// Does the node say yes or no by itself, so that it cannot be a value of another one?
pub(super) fn is_condition(kind: &ExprKind) -> bool {
    matches!(
        kind,
        ExprKind::Compare { .. }
            | ExprKind::And(_)
            | ExprKind::Or(_)
            | ExprKind::Not(_)
            | ExprKind::IsNull { .. }
            | ExprKind::IsBoolean { .. }
            | ExprKind::Like { .. }
            | ExprKind::InList { .. }
            | ExprKind::InInterval { .. }
            | ExprKind::Membership { .. }
            | ExprKind::FullText(_)
            | ExprKind::Search { .. }
            | ExprKind::WithinDistance { .. }
            | ExprKind::InBbox { .. }
            | ExprKind::Spatial { .. }
    )
}

impl Parser<'_> {
    pub(super) fn where_clause(&mut self) -> Parsed<Expr> {
        let expr = self.disjunction()?;
        self.as_condition(expr)
    }

    /// `negation { AND negation } { OR negation { AND negation } }`; a single one may be a mere value, which the caller
    /// checks. One function for both operators: fewer frames for each level of parentheses.
    pub(super) fn disjunction(&mut self) -> Parsed<Expr> {
        let start = self.start();
        let first = self.negation()?;
        if !self.is_word("and") && !self.is_word("or") {
            return Ok(first);
        }
        let (mut ors, mut ands) = (Vec::new(), Vec::new());
        self.part(first, &mut ands, Joined::And)?;
        let mut and_start = start;
        loop {
            let and = self.is_word("and");
            if !and {
                let conjunction = self.joined(&mut ands, Joined::And, and_start);
                self.part(conjunction, &mut ors, Joined::Or)?;
                if !self.is_word("or") {
                    return Ok(self.joined(&mut ors, Joined::Or, start));
                }
            }
            self.bump();
            self.operations = 0;
            if !and {
                and_start = self.start();
            }
            let next = self.negation()?;
            self.part(next, &mut ands, Joined::And)?;
        }
    }

    /// The one part, or the node that joins them all; leaves none behind.
    fn joined(&self, parts: &mut Vec<Expr>, joined: Joined, start: usize) -> Expr {
        let mut parts = std::mem::take(parts);
        match (parts.len(), joined) {
            (1, _) => parts.remove(0),
            (_, Joined::And) => self.spanned(ExprKind::And(parts), start),
            (_, Joined::Or) => self.spanned(ExprKind::Or(parts), start),
        }
    }

    /// Adds a part, or its own parts when it is joined in the same way: `a AND (b AND c)` has three.
    fn part(&self, expr: Expr, parts: &mut Vec<Expr>, joined: Joined) -> Parsed<()> {
        let expr = self.as_condition(expr)?;
        match (expr.node, joined) {
            (ExprKind::And(inner), Joined::And) | (ExprKind::Or(inner), Joined::Or) => parts.extend(inner),
            (node, _) => parts.push(Expr {
                node,
                span: expr.span,
            }),
        }
        Ok(())
    }

    /// `{ NOT } predicate`
    fn negation(&mut self) -> Parsed<Expr> {
        let mut starts = Vec::new();
        while self.is_word("not") {
            starts.push(self.start());
            self.enter()?;
            self.bump();
        }
        let start = self.start();
        let left = self.arithmetic(Mode::Condition, 0)?;
        let expr = self.said_of(left, start)?;
        if starts.is_empty() {
            Ok(expr)
        } else {
            self.negated(expr, starts)
        }
    }

    /// The condition under as many NOT as began there.
    fn negated(&mut self, expr: Expr, starts: Vec<usize>) -> Parsed<Expr> {
        let mut expr = self.as_condition(expr)?;
        for start in starts.into_iter().rev() {
            self.leave();
            expr = self.spanned(ExprKind::Not(Box::new(expr)), start);
        }
        Ok(expr)
    }

    /// What was just read is used as a condition: a text alone is searched, a field or a boolean stands for itself, and
    /// any other value lacks its operator.
    fn as_condition(&self, expr: Expr) -> Parsed<Expr> {
        let Expr { node, span } = expr;
        let node = match node {
            ExprKind::Literal(Literal::Text(text)) => ExprKind::FullText(text),
            ExprKind::Field(_) | ExprKind::Literal(Literal::Boolean(_)) => node,
            node if is_condition(&node) => node,
            _ => return Err(self.unexpected()),
        };
        Ok(Expr { node, span })
    }

    /// What is said of the value on the left, if anything; of a condition nothing can be.
    fn said_of(&mut self, left: Expr, start: usize) -> Parsed<Expr> {
        if is_condition(&left.node) {
            return Ok(left);
        }
        let op = match self.kind() {
            TokenKind::Symbol(Symbol::Equal) => Some(CompareOp::Equal),
            TokenKind::Symbol(Symbol::NotEqual) => Some(CompareOp::NotEqual),
            TokenKind::Symbol(Symbol::Less) => Some(CompareOp::Less),
            TokenKind::Symbol(Symbol::LessOrEqual) => Some(CompareOp::LessOrEqual),
            TokenKind::Symbol(Symbol::Greater) => Some(CompareOp::Greater),
            TokenKind::Symbol(Symbol::GreaterOrEqual) => Some(CompareOp::GreaterOrEqual),
            _ => None,
        };
        let left = Box::new(left);
        let node = if let Some(op) = op {
            self.bump();
            // Version 2.0 wrote `field: [1..10]` for `field IN [1..10]`.
            let brackets = self.is(Symbol::OpenBracket) || self.is(Symbol::CloseBracket);
            if op == CompareOp::Equal && brackets {
                let node = self.is_in(left)?;
                return Ok(self.spanned(node, start));
            }
            ExprKind::Compare {
                op,
                left,
                right: Box::new(self.arithmetic(Mode::Value, 0)?),
            }
        } else if self.eat_word("is") {
            let negated = self.eat_word("not");
            if self.eat_word("null") {
                ExprKind::IsNull { value: left, negated }
            } else if self.eat_word("true") {
                ExprKind::IsBoolean {
                    value: left,
                    truth: true,
                    negated,
                }
            } else if self.eat_word("false") {
                ExprKind::IsBoolean {
                    value: left,
                    truth: false,
                    negated,
                }
            } else {
                return Err(self.unexpected());
            }
        } else if self.eat_word("like") {
            ExprKind::Like {
                value: left,
                pattern: self.quoted_text()?,
            }
        } else if self.eat_word("in") {
            self.is_in(left)?
        } else {
            return Ok(*left);
        };
        Ok(self.spanned(node, start))
    }

    /// After `IN`: a list, an interval, or the multivalued field that may hold the literal on the left.
    fn is_in(&mut self, value: Box<Expr>) -> Parsed<ExprKind> {
        if self.eat(Symbol::Open) {
            let mut list = vec![self.constant()?];
            while self.eat(Symbol::Comma) {
                list.push(self.constant()?);
            }
            self.expect(Symbol::Close)?;
            return Ok(ExprKind::InList { value, list });
        }
        if let Some(low_included) = self.bracket() {
            let low = Box::new(self.constant()?);
            if !self.eat_word("to") {
                self.expect(Symbol::Dots)?;
            }
            let high = Box::new(self.constant()?);
            let Some(opens_again) = self.bracket() else {
                return Err(self.unexpected());
            };
            return Ok(ExprKind::InInterval {
                value,
                low,
                high,
                low_included,
                high_included: !opens_again,
            });
        }
        if matches!(value.node, ExprKind::Literal(_)) {
            return Ok(ExprKind::Membership {
                value,
                field: self.field()?,
            });
        }
        Err(self.unexpected().with_hint(
            "After IN come a list `(\"a\", \"b\")` or an interval `[1..10]`; or write `\"a\" IN field`.",
        ))
    }

    /// Reads a bracket: true for `[`, false for `]`.
    pub(super) fn bracket(&mut self) -> Option<bool> {
        let opens = self.is(Symbol::OpenBracket);
        (opens || self.is(Symbol::CloseBracket)).then(|| {
            self.bump();
            opens
        })
    }
}

/// What joins the parts of a list of conditions.
#[derive(Clone, Copy)]
enum Joined {
    And,
    Or,
}
