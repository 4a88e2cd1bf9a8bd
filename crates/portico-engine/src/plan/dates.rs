//! When is a date before, after, or in a period? Comparisons of columns with literals that mean periods.

use datafusion::common::ScalarValue;
use datafusion::logical_expr::{Expr, lit};
use portico_odsql::{CompareOp, Expr as Ast, ExprKind, Literal, parse_date};

use super::scope::{Scope, with_hint};
use super::value::{Kind, Value};
use crate::EngineError;
use crate::functions::calendar::{Period, first_day_from};

impl Scope<'_> {
    /// The period that a node means when it stands beside a date: a date literal, `now()`, or an ISO date in plain quotes,
    /// which must be whole where it is not compared by `order`. Nothing for other nodes.
    pub(super) fn period(
        &self,
        node: &Ast,
        beside: Kind,
        order: bool,
    ) -> Result<Option<Period>, EngineError> {
        let out_of_range = || self.malformed("The date is out of range.", &node.span);
        match &node.node {
            ExprKind::Literal(Literal::Date(date)) => Period::of_literal(date, self.timezone)
                .map(Some)
                .ok_or_else(out_of_range),
            ExprKind::Now(arguments) => Ok(Some(Period::of_instant(
                super::now::instant(self, arguments, &node.span)?,
                self.timezone,
            ))),
            ExprKind::Literal(Literal::Text(text)) => match parse_date(text) {
                Some(date) if order || date.day.is_some() => Period::of_literal(&date, self.timezone)
                    .map(Some)
                    .ok_or_else(out_of_range),
                None if !text.is_empty()
                    && text
                        .bytes()
                        .all(|b| b.is_ascii_digit() || b"-/:.TZ+ ".contains(&b)) =>
                {
                    Err(with_hint(
                        self.malformed(format!("Invalid date to parse '{text}'."), &node.span),
                        "Write date'2024', date'2024-03' or date'2024-03-01'.",
                    ))
                }
                _ => Err(with_hint(
                    self.incompatible(beside.name(), "text", &node.span),
                    "A date literal is written date'2024' or date'2024-03-01'.",
                )),
            },
            _ => Ok(None),
        }
    }
}

/// The comparison of a date or datetime with a period: `=` is inside, `<` before its beginning, `>` from its end on.
pub(super) fn compare_period(value: &Value, op: CompareOp, period: Period) -> Expr {
    let (start, end) = if value.kind == Kind::DATE {
        let day = |wall| lit(ScalarValue::Date32(Some(first_day_from(wall))));
        (day(period.wall_start), day(period.wall_end))
    } else {
        let instant = |micros| lit(ScalarValue::TimestampMicrosecond(Some(micros), None));
        (instant(period.start), instant(period.end))
    };
    let value = value.expr.clone();
    match op {
        CompareOp::Equal => value.clone().gt_eq(start).and(value.lt(end)),
        CompareOp::NotEqual => value.clone().lt(start).or(value.gt_eq(end)),
        CompareOp::Less => value.lt(start),
        CompareOp::LessOrEqual => value.lt(end),
        CompareOp::Greater => value.gt_eq(end),
        CompareOp::GreaterOrEqual => value.gt_eq(start),
    }
}
