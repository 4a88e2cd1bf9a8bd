//! Do these two values compare, and how? The type rules of comparisons, lists and intervals.

use arrow::datatypes::{DataType, TimeUnit};
use datafusion::common::ScalarValue;
use datafusion::functions_nested::expr_fn::array_has;
use datafusion::logical_expr::{Expr, cast, lit};
use portico_model::FieldType;
use portico_odsql::{CompareOp, Expr as Ast, ExprKind, Literal};

use super::condition::any_of;
use super::dates::compare_period;
use super::scope::{Scope, with_hint};
use super::value::{Kind, Value, column};
use crate::EngineError;
use crate::store::canon::{ID_BYTES, parse_hex};
use crate::store::convert::ID;

impl Scope<'_> {
    /// `left op right`; null where one of them is.
    pub(super) fn compare(&self, op: CompareOp, left: &Ast, right: &Ast) -> Result<Expr, EngineError> {
        let span = left.span.start.min(right.span.start)..left.span.end.max(right.span.end);
        let flipped = match op {
            CompareOp::Less => CompareOp::Greater,
            CompareOp::LessOrEqual => CompareOp::GreaterOrEqual,
            CompareOp::Greater => CompareOp::Less,
            CompareOp::GreaterOrEqual => CompareOp::LessOrEqual,
            same => same,
        };
        if matches!(left.node, ExprKind::Literal(_)) && !matches!(right.node, ExprKind::Literal(_)) {
            return self.compare_with(&self.value(right)?, flipped, left, &span);
        }
        self.compare_with(&self.value(left)?, op, right, &span)
    }

    /// A value already read, compared with a node.
    pub(super) fn compare_with(
        &self,
        left: &Value,
        op: CompareOp,
        right: &Ast,
        span: &std::ops::Range<usize>,
    ) -> Result<Expr, EngineError> {
        if left.kind.is_time()
            && let Some(period) = self.period(right, left.kind)?
        {
            return Ok(compare_period(left, op, period));
        }
        if let Some(id) = record_id(left, op, right) {
            return Ok(id);
        }
        let right = self.value(right)?;
        let incompatible = || self.incompatible(left.kind.name(), right.kind.name(), span);
        if left.kind == Kind::Null || right.kind == Kind::Null {
            return Ok(lit(ScalarValue::Boolean(None)));
        }
        let equality = matches!(op, CompareOp::Equal | CompareOp::NotEqual);
        let (l, r) = match (left.kind, right.kind) {
            (Kind::List, kind) | (kind, Kind::List) if kind == Kind::TEXT && equality => {
                let (list, item) = if left.kind == Kind::List {
                    (left, &right)
                } else {
                    (&right, left)
                };
                let has = array_has(list.expr.clone(), cast(item.expr.clone(), DataType::Utf8));
                let listed = list.expr.clone().is_not_null();
                return Ok(if op == CompareOp::Equal {
                    has
                } else {
                    listed.and(has.is_not_true())
                });
            }
            (left_kind, right_kind) if is_text(left_kind) && is_text(right_kind) => {
                if !equality {
                    return Err(with_hint(
                        self.malformed("Texts cannot be compared by order.", span),
                        "Write = or !=, or startswith(field, \"text\").",
                    ));
                }
                (left.expr.clone(), right.expr.clone())
            }
            (left_kind, right_kind) if left_kind.is_number() && right_kind.is_number() => {
                if left_kind == right_kind {
                    (left.expr.clone(), right.expr.clone())
                } else {
                    (left.as_double(), right.as_double())
                }
            }
            (left_kind, right_kind) if left_kind.is_time() && right_kind.is_time() => {
                let instant = |value: &Value| {
                    cast(
                        value.expr.clone(),
                        DataType::Timestamp(TimeUnit::Microsecond, None),
                    )
                };
                if left_kind == right_kind {
                    (left.expr.clone(), right.expr.clone())
                } else {
                    (instant(left), instant(&right))
                }
            }
            (Kind::BOOLEAN, Kind::BOOLEAN) if equality => (left.expr.clone(), right.expr.clone()),
            _ => return Err(incompatible()),
        };
        Ok(apply(l, op, r))
    }

    /// `value IN (…)`
    pub(super) fn in_list(&self, node: &Ast, list: &[Ast]) -> Result<Expr, EngineError> {
        let value = self.value(node)?;
        let texts: Option<Vec<Expr>> = list.iter().map(|item| plain_literal(value.kind, item)).collect();
        if let Some(items) = texts
            && items.len() > 1
        {
            return Ok(value.expr.in_list(items, false));
        }
        let parts: Result<Vec<Expr>, EngineError> = list
            .iter()
            .map(|item| self.compare_with(&value, CompareOp::Equal, item, &item.span))
            .collect();
        Ok(any_of(parts?))
    }

    /// `value IN [low..high]`
    pub(super) fn in_interval(
        &self,
        node: &Ast,
        low: (&Ast, bool),
        high: (&Ast, bool),
    ) -> Result<Expr, EngineError> {
        let value = self.value(node)?;
        let above = if low.1 {
            CompareOp::GreaterOrEqual
        } else {
            CompareOp::Greater
        };
        let below = if high.1 {
            CompareOp::LessOrEqual
        } else {
            CompareOp::Less
        };
        let above = self.compare_with(&value, above, low.0, &low.0.span)?;
        Ok(above.and(self.compare_with(&value, below, high.0, &high.0.span)?))
    }
}

/// `left op right`
fn apply(left: Expr, op: CompareOp, right: Expr) -> Expr {
    match op {
        CompareOp::Equal => left.eq(right),
        CompareOp::NotEqual => left.not_eq(right),
        CompareOp::Less => left.lt(right),
        CompareOp::LessOrEqual => left.lt_eq(right),
        CompareOp::Greater => left.gt(right),
        CompareOp::GreaterOrEqual => left.gt_eq(right),
    }
}

fn is_text(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Of(FieldType::Text | FieldType::File | FieldType::JsonBlob)
    )
}

/// A literal that a list of values of that kind can hold as it is.
fn plain_literal(kind: Kind, item: &Ast) -> Option<Expr> {
    match (kind, &item.node) {
        (Kind::TEXT, ExprKind::Literal(Literal::Text(text))) => {
            Some(lit(ScalarValue::Utf8View(Some(text.clone()))))
        }
        (Kind::INT, ExprKind::Literal(Literal::Int(value))) => Some(lit(*value)),
        _ => None,
    }
}

/// `recordid = "…"` on the stored fingerprint, which filters and statistics know.
fn record_id(left: &Value, op: CompareOp, right: &Ast) -> Option<Expr> {
    let ExprKind::Literal(Literal::Text(text)) = &right.node else {
        return None;
    };
    let Expr::ScalarFunction(function) = &left.expr else {
        return None;
    };
    if function.name() != "hex_id" || op != CompareOp::Equal {
        return None;
    }
    Some(parse_hex(text).map_or_else(|| lit(false), |id| id_is(&id)))
}

/// The record with that fingerprint.
pub(crate) fn id_is(id: &[u8; ID_BYTES]) -> Expr {
    let length = i32::try_from(ID_BYTES).expect("20 fits");
    column(ID).eq(lit(ScalarValue::FixedSizeBinary(length, Some(id.to_vec()))))
}
