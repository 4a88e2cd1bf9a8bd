//! Does a query sum its records up, instead of listing them?

use portico_engine::Query;
use portico_odsql::{Expr, ExprKind, SelectItem};

/// The answer has groups, or the same sums in every row.
pub(crate) fn is_aggregated(query: &Query) -> bool {
    let sums = |item: &SelectItem| matches!(item, SelectItem::Expr { expr, .. } if has_aggregate(expr));
    !query.group_by.is_empty() || query.select.iter().any(sums)
}

/// A key of `order_by` is an aggregate, or names one of `select`.
pub(crate) fn sorts_by_aggregate(query: &Query) -> bool {
    let is_sum = |name: &str| {
        query.select.iter().any(
            |item| matches!(item, SelectItem::Expr { expr, key, .. } if key == name && has_aggregate(expr)),
        )
    };
    query.order_by.iter().any(|key| match &key.expr.node {
        ExprKind::Field(name) => is_sum(name),
        _ => has_aggregate(&key.expr),
    })
}

/// An aggregate stands somewhere in it.
pub(crate) fn has_aggregate(expr: &Expr) -> bool {
    match &expr.node {
        ExprKind::Aggregate(_) => true,
        ExprKind::Negate(inner) => has_aggregate(inner),
        ExprKind::Arithmetic { left, right, .. } => has_aggregate(left) || has_aggregate(right),
        ExprKind::Call { arguments, .. } => arguments.iter().any(has_aggregate),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use portico_services::Question;

    use super::*;

    fn query(select: &str, group_by: &str, order_by: &str) -> Query {
        let pairs = [("select", select), ("group_by", group_by), ("order_by", order_by)];
        Question::from_pairs(pairs).query().expect("a question")
    }

    #[test]
    fn sums_are_found_wherever_they_stand() {
        assert!(is_aggregated(&query("name, sum(a) / sum(b) * 100 as r", "", "")));
        assert!(is_aggregated(&query("", "name", "")));
        assert!(!is_aggregated(&query("name, a + b as c", "", "name")));
        assert!(sorts_by_aggregate(&query("count(*) as n", "name", "n desc")));
        assert!(sorts_by_aggregate(&query("", "name", "count(*)")));
        assert!(!sorts_by_aggregate(&query("count(*) as n", "name", "name")));
    }
}
