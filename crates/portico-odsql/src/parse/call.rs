//! Which function is called, and with what? The functions that compute a value; the others hand over.

use super::{Mode, Parsed, Parser};
use crate::ast::{Aggregate, Expr, ExprKind, Literal, ScalarFunction, SpatialRelation};
use crate::error::SyntaxError;
use crate::functions::{AggregateName, Function};
use crate::hints;
use crate::lexer::{Symbol, TokenKind};
use crate::math::MathFunction;

impl Parser<'_> {
    /// `name( … )`; the current token is the name, the next one the parenthesis.
    pub(super) fn call(&mut self, mode: Mode) -> Parsed<Expr> {
        let start = self.start();
        if let Some(function) = MathFunction::named(self.source()).filter(|_| self.in_formula) {
            return self.math(function);
        }
        // Version 2.0 called the condition `in_bbox` by the name of the aggregate.
        let is_box = mode == Mode::Condition && self.is_word("bbox");
        let function = match is_box {
            true => {
                self.bump();
                Function::InBbox
            }
            false => self.function(mode)?,
        };
        self.enter()?;
        self.bump();
        let node = match function {
            Function::InBbox if is_box => self.legacy_bbox(),
            Function::Scalar(ScalarFunction::Distance) => self.distance(mode),
            Function::Scalar(function) => self.scalar(function),
            other => self.special(other),
        }?;
        self.expect(Symbol::Close)?;
        self.leave();
        Ok(self.spanned(node, start))
    }

    /// A function of numbers and its arguments.
    fn math(&mut self, function: MathFunction) -> Parsed<Expr> {
        let start = self.start();
        self.bump();
        self.enter()?;
        self.bump();
        let mut arguments = Vec::new();
        if !self.is(Symbol::Close) {
            arguments.push(self.value()?);
            while self.eat(Symbol::Comma) {
                arguments.push(self.value()?);
            }
        }
        self.expect(Symbol::Close)?;
        self.leave();
        let wanted = function.arguments();
        if !wanted.contains(&arguments.len()) {
            let (least, found) = (wanted.start(), arguments.len());
            let what = format!("{function}() takes {least} numbers, these are {found}.");
            return self.invalid(&what, start);
        }
        let node = ExprKind::Call {
            function: ScalarFunction::Math(function),
            arguments,
        };
        Ok(self.spanned(node, start))
    }

    /// The function that the current word names, if it may stand here.
    fn function(&mut self, mode: Mode) -> Parsed<Function> {
        let name = self.source();
        self.bump();
        let Some(function) = Function::named(name) else {
            let of_numbers = || hints::nearest(name, MathFunction::names());
            let hint = match Some(()).filter(|()| self.in_formula).and_then(|()| of_numbers()) {
                Some(known) => format!("Did you mean `{known}`?"),
                None => hints::for_function(name),
            };
            return Err(self.unknown_function(hint));
        };
        match function.refusal(self.clause, mode == Mode::Condition, self.in_aggregate) {
            Some(refusal) => Err(self.unknown_function(refusal.to_owned())),
            None => Ok(function),
        }
    }

    /// The arguments of a function that is not scalar.
    fn special(&mut self, function: Function) -> Parsed<ExprKind> {
        match function {
            Function::Now => self.now(),
            Function::Aggregate(name) => {
                self.in_aggregate = true;
                let aggregate = self.aggregate(name)?;
                self.in_aggregate = false;
                Ok(ExprKind::Aggregate(aggregate))
            }
            Function::Search(kind) => self.search(kind),
            Function::WithinDistance => self.within_distance(),
            Function::InBbox => self.in_bbox(),
            Function::Spatial(relation) => self.spatial(relation),
            Function::Geometry => self.legacy_geometry(),
            Function::Polygon => self.spatial(SpatialRelation::Intersects),
            Function::Range => self.range(),
            Function::GeoCluster => self.geo_cluster(),
            Function::Random => Ok(ExprKind::Random(self.whole_number()?)),
            Function::Scalar(_) | Function::Columns => Err(self.unexpected()),
        }
    }

    /// The arguments of a scalar function, except `distance`, whose form with three arguments is a condition.
    fn scalar(&mut self, function: ScalarFunction) -> Parsed<ExprKind> {
        let first = self.arithmetic(Mode::Value, 0)?;
        let mut arguments = vec![first];
        match function {
            ScalarFunction::IfNull => {
                self.expect(Symbol::Comma)?;
                arguments.push(self.value()?);
            }
            ScalarFunction::DateFormat => {
                self.expect(Symbol::Comma)?;
                arguments.push(self.text_literal()?);
            }
            ScalarFunction::JsonFormat if self.eat(Symbol::Comma) => arguments.push(self.fallback()?),
            _ => {}
        }
        Ok(ExprKind::Call { function, arguments })
    }

    /// A text, or `null`.
    fn fallback(&mut self) -> Parsed<Expr> {
        let start = self.start();
        if self.eat_word("null") {
            return Ok(self.spanned(ExprKind::Literal(Literal::Null), start));
        }
        self.text_literal()
    }

    /// A text between quotes, as an expression.
    fn text_literal(&mut self) -> Parsed<Expr> {
        let start = self.start();
        let text = self.quoted_text()?;
        Ok(self.spanned(ExprKind::Literal(Literal::Text(text)), start))
    }

    /// What an aggregate is computed of.
    fn aggregate(&mut self, name: AggregateName) -> Parsed<Aggregate> {
        Ok(match name {
            AggregateName::Count if self.eat(Symbol::Star) => Aggregate::CountAll,
            AggregateName::Count if self.is_distinct() => {
                self.bump();
                Aggregate::CountDistinct(Box::new(self.value()?))
            }
            AggregateName::Count => Aggregate::Count(Box::new(self.value()?)),
            AggregateName::Sum => Aggregate::Sum(Box::new(self.value()?)),
            AggregateName::Avg => Aggregate::Avg(Box::new(self.value()?)),
            AggregateName::Min => Aggregate::Min(Box::new(self.value()?)),
            AggregateName::Max => Aggregate::Max(Box::new(self.value()?)),
            AggregateName::Median => Aggregate::Median(Box::new(self.value()?)),
            AggregateName::Percentile => {
                let value = Box::new(self.value()?);
                self.expect(Symbol::Comma)?;
                let start = self.start();
                let percent = self.decimal()?;
                if !(0.0..=100.0).contains(&percent) {
                    let what = format!("A percentile is between 0 and 100, not {percent}.");
                    return Err(SyntaxError::invalid_value(what, self.since(start)));
                }
                Aggregate::Percentile(value, percent)
            }
            AggregateName::Envelope => Aggregate::Envelope(self.field()?),
            AggregateName::Bbox => Aggregate::Bbox(self.field()?),
        })
    }

    /// `distinct` before what is counted, rather than a column of that name.
    fn is_distinct(&self) -> bool {
        let value_follows = matches!(
            self.ahead(1),
            TokenKind::Name | TokenKind::Backquoted(_) | TokenKind::Symbol(Symbol::Open)
        );
        self.is_word("distinct") && value_follows
    }
}
