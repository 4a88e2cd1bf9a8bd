//! Do these two values compare, and how? The type rules of comparisons, lists and intervals.

use arrow::datatypes::{DataType, TimeUnit};
use datafusion::common::ScalarValue;
use datafusion::functions_nested::expr_fn::array_has;
use datafusion::logical_expr::{Expr, cast, lit};
use portico_model::FieldType;
use portico_odsql::{CompareOp, Expr as Ast, ExprKind, Literal, parse_date};

use super::condition::any_of;
use super::dates::compare_period;
use super::scope::{Scope, with_hint};
use super::value::{Kind, Value, column};
use crate::EngineError;
use crate::functions::calendar::first_day_from;
use crate::functions::periods::in_periods;
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
        let flips = matches!(left.node, ExprKind::Literal(_)) && !matches!(right.node, ExprKind::Literal(_));
        let (left, op, right) = if flips {
            (right, flipped, left)
        } else {
            (left, op, right)
        };
        let value = self.value(left)?;
        self.no_quoted_date(&value, op, right, &span)?;
        self.compare_with(&value, op, right, &span)
    }

    /// A plain date never equals a text. Portals answer an error to `d = "2024-03-01"`, but read the text of
    /// `d >= "2024-03-01"` as a date (reference, case 120 and section 20.9).
    fn no_quoted_date(
        &self,
        left: &Value,
        op: CompareOp,
        right: &Ast,
        span: &std::ops::Range<usize>,
    ) -> Result<(), EngineError> {
        let ExprKind::Literal(Literal::Text(text)) = &right.node else {
            return Ok(());
        };
        let equality = matches!(op, CompareOp::Equal | CompareOp::NotEqual);
        match parse_date(text) {
            Some(date) if equality && left.kind == Kind::DATE && date.day.is_some() => Err(with_hint(
                self.incompatible(left.kind.name(), "text", span),
                format!("A date literal is written date'{text}'."),
            )),
            _ => Ok(()),
        }
    }

    /// A value already read, compared with a node.
    pub(super) fn compare_with(
        &self,
        left: &Value,
        op: CompareOp,
        right: &Ast,
        span: &std::ops::Range<usize>,
    ) -> Result<Expr, EngineError> {
        let equality = matches!(op, CompareOp::Equal | CompareOp::NotEqual);
        if left.kind.is_time()
            && let Some(period) = self.period(right, left.kind, !equality)?
        {
            return Ok(compare_period(left, op, period));
        }
        if let Some(id) = record_id(left, op, right) {
            return Ok(id);
        }
        let other = match left.kind {
            Kind::INT => year_as_number(right),
            _ if equality => code_as_text(left.kind, right),
            _ => None,
        };
        let right = other.as_ref().unwrap_or(right);
        let right = self.value(right)?;
        let incompatible = || self.incompatible(left.kind.name(), right.kind.name(), span);
        if left.kind == Kind::Null || right.kind == Kind::Null {
            return Ok(lit(ScalarValue::Boolean(None)));
        }
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
        if list.len() > 1 {
            let items: Option<Vec<Expr>> = list.iter().map(|item| plain_literal(value.kind, item)).collect();
            if let Some(items) = items {
                return Ok(value.expr.in_list(items, false));
            }
            let decimals: Option<Vec<Expr>> = list.iter().map(decimal_literal).collect();
            if let (true, Some(items)) = (value.kind.is_number(), decimals) {
                return Ok(value.as_double().in_list(items, false));
            }
            if value.kind.is_time() && (value.field.is_none() || list.len() > MANY_PERIODS) {
                return self.in_periods(&value, list);
            }
        }
        let parts: Result<Vec<Expr>, EngineError> = list
            .iter()
            .map(|item| self.compare_with(&value, CompareOp::Equal, item, &item.span))
            .collect();
        Ok(any_of(parts?))
    }

    /// `value IN (date'2024', …)` where the value is computed once a record.
    fn in_periods(&self, value: &Value, list: &[Ast]) -> Result<Expr, EngineError> {
        let mut periods = Vec::with_capacity(list.len());
        for item in list {
            match self.period(item, value.kind, false)? {
                Some(period) if value.kind == Kind::DATE => periods.push((
                    i64::from(first_day_from(period.wall_start)),
                    i64::from(first_day_from(period.wall_end)),
                )),
                Some(period) => periods.push((period.start, period.end)),
                None if matches!(item.node, ExprKind::Literal(Literal::Null)) => {}
                None => {
                    let other = self.value(item)?.kind.name();
                    return Err(self.incompatible(value.kind.name(), other, &item.span));
                }
            }
        }
        Ok(in_periods(value.expr.clone(), periods))
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

/// Longest list of dates that is compared one by one, so that statistics are of use.
const MANY_PERIODS: usize = 16;

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

/// Codes are texts that look like numbers, and programs write `code_commune=75056` without quotes: live portals find them.
fn code_as_text(kind: Kind, node: &Ast) -> Option<Ast> {
    let ExprKind::Literal(Literal::Int(number)) = &node.node else {
        return None;
    };
    (kind == Kind::TEXT || kind == Kind::List).then(|| Ast {
        node: ExprKind::Literal(Literal::Text(number.to_string())),
        span: node.span.clone(),
    })
}

/// `date'2022'` as 2022: portals keep years as dates, and a file that says `2022` makes a column of whole numbers.
fn year_as_number(node: &Ast) -> Option<Ast> {
    let ExprKind::Literal(Literal::Date(date)) = &node.node else {
        return None;
    };
    date.month.is_none().then(|| Ast {
        node: ExprKind::Literal(Literal::Int(i64::from(date.year))),
        span: node.span.clone(),
    })
}

/// A literal that a list of values of that kind can hold as it is.
fn plain_literal(kind: Kind, item: &Ast) -> Option<Expr> {
    match (kind, &item.node) {
        (Kind::TEXT, ExprKind::Literal(Literal::Text(text))) => {
            Some(lit(ScalarValue::Utf8View(Some(text.clone()))))
        }
        (Kind::TEXT, ExprKind::Literal(Literal::Int(number))) => {
            Some(lit(ScalarValue::Utf8View(Some(number.to_string()))))
        }
        (Kind::INT, ExprKind::Literal(Literal::Int(value))) => Some(lit(*value)),
        _ => None,
    }
}

/// A number as a decimal literal.
fn decimal_literal(item: &Ast) -> Option<Expr> {
    match &item.node {
        ExprKind::Literal(Literal::Int(value)) => Some(lit(*value as f64)),
        ExprKind::Literal(Literal::Double(value)) => Some(lit(*value)),
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
