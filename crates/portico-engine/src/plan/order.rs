//! In which order do records come? Sort keys with nulls last both ways, and the record's position after them all.

use datafusion::logical_expr::SortExpr;
use portico_odsql::{Expr as Ast, ExprKind, OrderKey, SelectItem};

use super::aggregates::has_aggregate;
use super::scope::{Scope, with_hint};
use super::value::{Kind, Value, column};
use crate::functions::labels::first_item;
use crate::functions::numbers::shuffled;
use crate::store::convert::ROW;
use crate::{EngineError, Query};

/// Sort keys of one query.
const MOST_KEYS: usize = 64;

/// The sort keys of records; empty when only their position counts.
pub(crate) fn record_order(scope: &Scope<'_>, query: &Query) -> Result<Vec<SortExpr>, EngineError> {
    aggregates_first(scope, &query.order_by)?;
    let mut sorts = Vec::new();
    for key in &query.order_by {
        if let ExprKind::Random(seed) = key.expr.node {
            sorts.push(shuffled(column(ROW), seed).sort(true, false));
            continue;
        }
        let node = aliased(&query.select, key).unwrap_or(&key.expr);
        if has_aggregate(node) {
            // One value for all records: it orders nothing, but it must make sense.
            scope.value(node)?;
            continue;
        }
        let value = scope.value(node)?;
        if let Some(expr) = sortable(scope, &value, &key.expr)? {
            sorts.push(expr.sort(!key.descending, false));
        }
    }
    Ok(sorts)
}

/// What a value sorts by; nothing when it is the same for all.
pub(crate) fn sortable(
    scope: &Scope<'_>,
    value: &Value,
    node: &Ast,
) -> Result<Option<datafusion::logical_expr::Expr>, EngineError> {
    Ok(match value.kind {
        Kind::Null => None,
        Kind::List => Some(first_item(value.expr.clone())),
        kind if kind.is_geo() => {
            return Err(with_hint(
                scope.malformed("A geometry has no order.", &node.span),
                "Write distance(field, geom'POINT(lon lat)').",
            ));
        }
        _ => Some(value.expr.clone()),
    })
}

/// The expression of `select` that a sort key names by its alias or by its text.
pub(crate) fn aliased<'a>(select: &'a [SelectItem], key: &OrderKey) -> Option<&'a Ast> {
    let name = match &key.expr.node {
        ExprKind::Field(name) => name,
        _ => &key.text,
    };
    select.iter().find_map(|item| match item {
        SelectItem::Expr { expr, key, .. } if key == name => Some(expr),
        _ => None,
    })
}

/// Aggregates come before everything else, and there are not too many keys.
pub(crate) fn aggregates_first(scope: &Scope<'_>, keys: &[OrderKey]) -> Result<(), EngineError> {
    if let Some(one_more) = keys.get(MOST_KEYS) {
        let what = format!("At most {MOST_KEYS} keys can sort at once.");
        return Err(scope.malformed(what, &one_more.expr.span));
    }
    let mut other = false;
    for key in keys {
        let aggregate = has_aggregate(&key.expr);
        if aggregate && other {
            let what = "Aggregates must precede fields in order by.";
            return Err(scope.malformed(what, &key.expr.span));
        }
        other |= !aggregate;
    }
    Ok(())
}

/// The position of the record: what makes an order total.
pub(crate) fn by_position() -> SortExpr {
    column(ROW).sort(true, false)
}
