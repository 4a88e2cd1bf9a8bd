//! What is the plan of a grouped question? Keys and aggregates of each group, in order, and the columns shown.

use datafusion::common::{Column, UnnestOptions};
use datafusion::functions_nested::expr_fn::array_distinct;
use datafusion::logical_expr::{LogicalPlan, LogicalPlanBuilder, SortExpr};
use portico_odsql::{Expr as Ast, ExprKind, GroupKey, OrderKey, SelectItem};

use super::aggregates::Aggregates;
use super::condition::all_of;
use super::keys::{Key, key, key_column};
use super::order::{aggregates_first, aliased, sortable};
use super::output::Output;
use super::scope::{Hook, Scope};
use super::select::declared_twice;
use super::value::{Value, column};
use crate::clusters::Clusters;
use crate::functions::numbers::shuffled_groups;
use crate::{EngineError, Query};

/// Grouping keys of one query.
const MOST_KEYS: usize = 32;

/// A grouped question, read.
pub(crate) struct Grouping<'a> {
    records: Scope<'a>,
    keys: Vec<Key>,
    aggregates: Aggregates,
}

/// What a grouped question computes.
pub(crate) struct Grouped {
    pub(crate) outputs: Vec<Output>,
    pub(crate) order: Vec<SortExpr>,
    keys: Vec<Key>,
    inputs: Vec<datafusion::logical_expr::Expr>,
    calls: Vec<datafusion::logical_expr::Expr>,
}

impl<'a> Grouping<'a> {
    /// Reads the keys.
    pub(crate) fn new(scope: Scope<'a>, query: &Query, clusters: &Clusters) -> Result<Self, EngineError> {
        let records = scope.of_clause("group_by");
        let aggregates = Aggregates::default();
        let mut keys: Vec<Key> = Vec::new();
        if let Some(one_more) = query.group_by.get(MOST_KEYS) {
            let what = format!("At most {MOST_KEYS} keys can group at once.");
            return Err(records.malformed(what, &one_more.expr.span));
        }
        for (index, group_key) in query.group_by.iter().enumerate() {
            let node = resolved(&records, group_key, &query.select);
            let read = key(&records, &aggregates, clusters, index, group_key, node)?;
            if keys.iter().any(|known| known.name == read.name) {
                return Err(declared_twice(&records, &read.name, &group_key.expr.span));
            }
            keys.push(read);
        }
        Ok(Self {
            records,
            keys,
            aggregates,
        })
    }

    /// Reads the other clauses.
    pub(crate) fn read(self, query: &Query) -> Result<Grouped, EngineError> {
        let outputs = self.outputs(query)?;
        let order = self.order(query)?;
        let (inputs, calls) = self.aggregates.into_parts();
        Ok(Grouped {
            outputs,
            order,
            keys: self.keys,
            inputs,
            calls,
        })
    }

    fn outputs(&self, query: &Query) -> Result<Vec<Output>, EngineError> {
        let scope = self.records.of_clause("select").with_hook(self);
        let mut outputs: Vec<Output> = self
            .keys
            .iter()
            .map(|key| Output::new(&key.name, key.shown.clone()))
            .collect();
        for item in &query.select {
            match item {
                SelectItem::All => {}
                // The keys are always there; what is named must be one of them.
                SelectItem::Include(patterns) | SelectItem::Exclude(patterns) => {
                    for pattern in patterns.iter().filter(|pattern| !pattern.prefix) {
                        scope.value(&Ast {
                            node: ExprKind::Field(pattern.name.clone()),
                            span: pattern.span.clone(),
                        })?;
                    }
                }
                SelectItem::Expr { expr, alias, key } => {
                    let taken = outputs.iter().any(|output| output.field.name == *key);
                    match alias {
                        Some(alias) if taken && !self.is_key(&alias.node, expr) => {
                            return Err(declared_twice(&scope, &alias.node, &alias.span));
                        }
                        _ if taken => {}
                        _ => outputs.push(Output::new(key, scope.value(expr)?)),
                    }
                }
            }
        }
        Ok(outputs)
    }

    /// The alias of `select` names the key that this very expression is: `select=year(d) as y&group_by=y`. An alias in
    /// both clauses is declared twice, whatever it names.
    fn is_key(&self, name: &str, node: &Ast) -> bool {
        let canonical = node.node.to_string();
        self.keys
            .iter()
            .any(|key| key.name == name && !key.aliased && key.canonical == canonical)
    }

    fn order(&self, query: &Query) -> Result<Vec<SortExpr>, EngineError> {
        let scope = self.records.of_clause("order_by").with_hook(self);
        aggregates_first(&scope, &query.order_by)?;
        let mut sorts = Vec::new();
        let mut sorted_keys = Vec::new();
        for order in &query.order_by {
            if let Some(index) = self.ordered_key(order) {
                // The null group counts as the lowest one.
                sorts.push(column(&key_column(index)).sort(!order.descending, !order.descending));
                sorted_keys.push(index);
                continue;
            }
            if let ExprKind::Random(seed) = order.expr.node {
                let keys = (0..self.keys.len()).map(|index| column(&key_column(index)));
                sorts.push(shuffled_groups(keys.collect(), seed).sort(true, false));
                continue;
            }
            let node = aliased(&query.select, order).unwrap_or(&order.expr);
            let value = scope.value(node)?;
            if let Some(expr) = sortable(&scope, &value, &order.expr)? {
                sorts.push(expr.sort(!order.descending, false));
            }
        }
        let rest = (0..self.keys.len()).filter(|index| !sorted_keys.contains(index));
        sorts.extend(rest.map(|index| column(&key_column(index)).sort(true, true)));
        Ok(sorts)
    }

    /// The key that a sort key names, by its alias, its text or its meaning.
    fn ordered_key(&self, order: &OrderKey) -> Option<usize> {
        let canonical = order.expr.node.to_string();
        let name = match &order.expr.node {
            ExprKind::Field(name) => name,
            _ => &order.text,
        };
        self.keys
            .iter()
            .position(|key| key.name == *name || key.canonical == canonical)
    }
}

impl Hook for Grouping<'_> {
    fn value(&self, scope: &Scope<'_>, node: &Ast) -> Option<Result<Value, EngineError>> {
        let records = Scope { hook: None, ..*scope };
        if let ExprKind::Aggregate(aggregate) = &node.node {
            return Some(self.aggregates.value(&records, aggregate, node));
        }
        if matches!(node.node, ExprKind::Literal(_)) {
            return None;
        }
        let canonical = node.node.to_string();
        if let Some(key) = self.keys.iter().find(|key| key.canonical == canonical) {
            return Some(Ok(key.shown.clone()));
        }
        let ExprKind::Field(name) = &node.node else {
            return None;
        };
        if let Some(key) = self.keys.iter().find(|key| key.name == *name) {
            return Some(Ok(key.shown.clone()));
        }
        Some(match records.value(node) {
            Ok(_) => {
                let what = format!("Field {name} is neither a grouping key nor inside an aggregate.");
                Err(scope.malformed(what, &node.span))
            }
            Err(unknown) => Err(unknown),
        })
    }
}

impl Grouped {
    /// The groups of the records of a plan: one row each, with the columns of keys and aggregates.
    pub(crate) fn plan(&self, records: LogicalPlan) -> Result<LogicalPlan, EngineError> {
        let mut builder = LogicalPlanBuilder::from(records);
        let filters: Vec<_> = self.keys.iter().filter_map(|key| key.filter.clone()).collect();
        if !filters.is_empty() {
            builder = builder.filter(all_of(filters))?;
        }
        let buckets = self.keys.iter().enumerate().map(|(index, key)| {
            let bucket = key.bucket.clone();
            // A record is once in the group of a value, however often it holds that value.
            let bucket = if key.unnest {
                array_distinct(bucket)
            } else {
                bucket
            };
            bucket.alias(key_column(index))
        });
        let inner: Vec<_> = buckets.chain(self.inputs.iter().cloned()).collect();
        if !inner.is_empty() {
            builder = builder.project(inner)?;
        }
        for (index, _) in self.keys.iter().enumerate().filter(|(_, key)| key.unnest) {
            let list = Column::new_unqualified(key_column(index));
            builder = builder.unnest_column_with_options(list, UnnestOptions::default())?;
        }
        let keys: Vec<_> = (0..self.keys.len())
            .map(|index| column(&key_column(index)))
            .collect();
        Ok(builder.aggregate(keys, self.calls.clone())?.build()?)
    }
}

/// What a key groups by: an expression, or one of `select` that it names by its alias.
fn resolved<'k>(records: &Scope<'_>, key: &'k GroupKey, select: &'k [SelectItem]) -> &'k Ast {
    let ExprKind::Field(name) = &key.expr.node else {
        return &key.expr;
    };
    if records.schema.field(name).is_some() {
        return &key.expr;
    }
    let named = select.iter().find_map(|item| match item {
        SelectItem::Expr {
            expr,
            alias: Some(alias),
            ..
        } if alias.node == *name => Some(expr),
        _ => None,
    });
    named.unwrap_or(&key.expr)
}
