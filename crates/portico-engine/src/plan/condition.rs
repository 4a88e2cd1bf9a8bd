//! When does a record satisfy this? Conditions to boolean expressions.
//!
//! A comparison with null is false, so `NOT` keeps records without a value. Inside `AND` and `OR` null may stand for false,
//! since only what is true passes; `NOT` turns it into true by asking whether its operand is not true.

use std::sync::Arc;

use arrow::datatypes::DataType;
use datafusion::logical_expr::{Expr, lit};
use portico_model::FieldType;
use portico_odsql::{Expr as Ast, ExprKind, Literal};

use super::scope::{Scope, with_hint};
use super::value::Kind;
use crate::EngineError;
use crate::functions::own::call;

impl Scope<'_> {
    /// The condition; null where it cannot be told.
    pub(crate) fn condition(&self, node: &Ast) -> Result<Expr, EngineError> {
        let all = |parts: &[Ast]| {
            parts
                .iter()
                .map(|part| self.condition(part))
                .collect::<Result<Vec<_>, _>>()
        };
        match &node.node {
            ExprKind::And(parts) => Ok(all_of(all(parts)?)),
            ExprKind::Or(parts) => Ok(any_of(all(parts)?)),
            ExprKind::Not(inner) => Ok(self.condition(inner)?.is_not_true()),
            ExprKind::Compare { op, left, right } => self.compare(*op, left, right),
            ExprKind::IsNull { value, negated } => {
                let presence = self.value(value)?.presence();
                Ok(if *negated {
                    presence.is_not_null()
                } else {
                    presence.is_null()
                })
            }
            ExprKind::IsBoolean {
                value,
                truth,
                negated,
            } => {
                let read = self.value(value)?;
                if !matches!(read.kind, Kind::BOOLEAN | Kind::Null) {
                    return Err(self.no_condition(read.kind, value));
                }
                let condition = read.expr;
                Ok(match (truth, negated) {
                    (true, false) => condition.is_true(),
                    (true, true) => condition.is_not_true(),
                    (false, false) => condition.is_false(),
                    (false, true) => condition.is_not_false(),
                })
            }
            ExprKind::Like { value, pattern } => self.like(value, pattern),
            ExprKind::InList { value, list } => self.in_list(value, list),
            ExprKind::InInterval {
                value,
                low,
                high,
                low_included,
                high_included,
            } => self.in_interval(value, (low, *low_included), (high, *high_included)),
            ExprKind::Membership { value, field } => {
                self.compare(portico_odsql::CompareOp::Equal, field, value)
            }
            ExprKind::FullText(text) => self.full_text(text, &node.span),
            ExprKind::Search { kind, fields, text } => self.search(*kind, fields, text, &node.span),
            ExprKind::WithinDistance {
                field,
                center,
                metres,
            } => self.within_distance(field, center, *metres),
            ExprKind::InBbox { field, corners } => self.in_bbox(field, *corners),
            ExprKind::Spatial {
                relation,
                field,
                shape,
            } => self.spatial(*relation, field, shape),
            ExprKind::Literal(Literal::Boolean(value)) => Ok(lit(*value)),
            _ => {
                let value = self.value(node)?;
                if value.kind == Kind::BOOLEAN {
                    Ok(value.expr)
                } else {
                    Err(self.no_condition(value.kind, node))
                }
            }
        }
    }

    fn no_condition(&self, kind: Kind, node: &Ast) -> EngineError {
        let error = self.malformed(
            format!("A condition was expected, this is {}.", kind.name()),
            &node.span,
        );
        match kind {
            Kind::Of(FieldType::Boolean) => error,
            _ => with_hint(
                error,
                "Compare it with something: `field = value`, `field IS NOT NULL`.",
            ),
        }
    }
}

/// Conditions that stay apart, so that statistics and pages are skipped by each.
const APART: usize = 16;

/// All of them hold; balanced, so that long lists make no deep tree. The optimiser would take a long list apart again and
/// chain its parts one below the other: those beyond the first ones are put where it does not look.
pub(crate) fn all_of(mut parts: Vec<Expr>) -> Expr {
    if parts.len() > APART {
        let together = balanced(parts.split_off(APART), Expr::and);
        parts.extend(together.map(holds));
    }
    balanced(parts, Expr::and).unwrap_or_else(|| lit(true))
}

/// The condition, which the optimiser does not take apart.
fn holds(condition: Expr) -> Expr {
    call("holds", "", DataType::Boolean, vec![condition], |columns| {
        Ok(Arc::clone(&columns[0]))
    })
}

/// One of them holds.
pub(crate) fn any_of(parts: Vec<Expr>) -> Expr {
    balanced(parts, Expr::or).unwrap_or_else(|| lit(false))
}

fn balanced(mut parts: Vec<Expr>, join: fn(Expr, Expr) -> Expr) -> Option<Expr> {
    while parts.len() > 1 {
        let mut joined = Vec::with_capacity(parts.len().div_ceil(2));
        let mut rest = parts.into_iter();
        while let Some(left) = rest.next() {
            joined.push(match rest.next() {
                Some(right) => join(left, right),
                None => left,
            });
        }
        parts = joined;
    }
    parts.pop()
}
