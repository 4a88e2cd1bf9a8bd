//! What is computed of many records? Aggregates, gathered once each however often they are written.

use std::collections::HashMap;
use std::sync::{Mutex, MutexGuard, PoisonError};

use datafusion::functions_aggregate::expr_fn::{avg, count, count_distinct, max, min, sum};
use datafusion::functions_aggregate::stddev::stddev_pop;
use datafusion::logical_expr::{Expr, lit, when};
use portico_model::FieldType;
use portico_odsql::{Aggregate, Expr as Ast, ExprKind, SelectItem};

use super::scope::Scope;
use super::value::{Kind, Value, column};
use crate::EngineError;
use crate::functions::distinct::distinct_items;
use crate::functions::geo::Place;
use crate::functions::hull::hull;
use crate::functions::labels::{Sides, rectangle};
use crate::functions::numbers::sum_within_bounds;
use crate::functions::percentile::percentile;
use crate::store::convert::{point_columns, shape_columns};

/// Aggregates of one query: planning takes longer than their number grows.
const MOST: usize = 200;

const NOT_A_NUMBER: &str = "StatAggregation only supports numeric or date expression.";

/// The aggregates of a query: what they are computed of (`x0`, `x1`…), their calls (`a0`, `a1`…), their values.
#[derive(Default)]
pub(crate) struct Aggregates {
    inputs: Mutex<Vec<Expr>>,
    calls: Mutex<Vec<Expr>>,
    known: Mutex<HashMap<String, Value>>,
}

/// Locks what is gathered: a mutex only because a plan may wait for a file on another thread, never for a rival.
pub(crate) fn held<T>(gathered: &Mutex<T>) -> MutexGuard<'_, T> {
    gathered.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Aggregates {
    /// The value of an aggregate, over the columns of the aggregation. `records` reads what it is computed of.
    pub(crate) fn value(
        &self,
        records: &Scope<'_>,
        aggregate: &Aggregate,
        node: &Ast,
    ) -> Result<Value, EngineError> {
        let key = aggregate.to_string();
        if let Some(value) = held(&self.known).get(&key) {
            return Ok(value.clone());
        }
        if held(&self.known).len() >= MOST {
            let what = format!("At most {MOST} different aggregates can be computed at once.");
            return Err(records.malformed(what, &node.span));
        }
        let value = self.plan(records, aggregate)?;
        held(&self.known).insert(key, value.clone());
        Ok(value)
    }

    /// What must be computed of each record, and of the groups.
    pub(crate) fn into_parts(self) -> (Vec<Expr>, Vec<Expr>) {
        (
            std::mem::take(&mut held(&self.inputs)),
            std::mem::take(&mut held(&self.calls)),
        )
    }

    /// A column computed of each record.
    fn input(&self, expr: Expr) -> Expr {
        let mut inputs = held(&self.inputs);
        let name = format!("x{}", inputs.len());
        inputs.push(expr.alias(&name));
        column(&name)
    }

    /// A column computed of each group.
    fn call(&self, expr: Expr) -> Expr {
        let mut calls = held(&self.calls);
        let name = format!("a{}", calls.len());
        calls.push(expr.alias(&name));
        column(&name)
    }

    /// The mean position of a group's points.
    pub(crate) fn mean_position(&self, [lon, lat]: [Expr; 2]) -> [Expr; 2] {
        [lon, lat].map(|part| {
            let input = self.input(part);
            self.call(avg(input))
        })
    }

    fn plan(&self, records: &Scope<'_>, aggregate: &Aggregate) -> Result<Value, EngineError> {
        let whole = |expr| Value::new(Kind::INT, expr);
        let decimal = |expr| Value::new(Kind::DOUBLE, expr);
        Ok(match aggregate {
            Aggregate::CountAll => whole(self.call(count(lit(1_i64)))),
            Aggregate::Count(of) => {
                let input = self.input(records.value(of)?.presence());
                whole(self.call(count(input)))
            }
            Aggregate::CountDistinct(of) => {
                let value = records.value(of)?;
                let listed = value.kind == Kind::List;
                let input = self.input(value.expr);
                whole(self.call(if listed {
                    distinct_items(input)
                } else {
                    count_distinct(input)
                }))
            }
            Aggregate::Sum(of) => {
                let value = numeric(records, of)?;
                let decimals = self.input(value.as_double());
                let decimals = self.call(sum(decimals));
                if value.kind != Kind::INT {
                    return Ok(decimal(decimals));
                }
                let wholes = self.input(value.expr);
                whole(sum_within_bounds(self.call(sum(wholes)), decimals))
            }
            Aggregate::Avg(of) => {
                let input = self.input(numeric(records, of)?.as_double());
                decimal(self.call(avg(input)))
            }
            Aggregate::StdDev(of) => {
                let input = self.input(numeric(records, of)?.as_double());
                decimal(self.call(stddev_pop(input)))
            }
            Aggregate::Median(of) => decimal(self.percentile(records, of, 50.0)?),
            Aggregate::Percentile(of, percent) => decimal(self.percentile(records, of, *percent)?),
            Aggregate::Min(of) | Aggregate::Max(of) => {
                let value = records.value(of)?;
                if !value.kind.is_number() && !value.kind.is_time() {
                    return Err(records.malformed(NOT_A_NUMBER, &of.span));
                }
                let input = self.input(value.expr);
                let extreme = if matches!(aggregate, Aggregate::Min(_)) {
                    min(input)
                } else {
                    max(input)
                };
                // A date of a coarse precision stays one, as its annotations say.
                let field = value.field.filter(|field| field.ty == FieldType::Date);
                Value {
                    kind: value.kind,
                    expr: self.call(extreme),
                    field,
                }
            }
            Aggregate::Envelope(of) => match records.place(of)? {
                Place::Point(parts) => {
                    let parts = parts.map(|part| self.input(part));
                    Value::new(Kind::Of(FieldType::GeoShape), self.call(hull(parts)))
                }
                Place::Shape(_) => {
                    return Err(records.malformed(
                        "envelope() takes a geo point; bbox() takes any geometry.",
                        &of.span,
                    ));
                }
            },
            Aggregate::Bbox(of) => {
                let sides = self.sides(records, of)?;
                Value::new(Kind::Of(FieldType::GeoShape), rectangle(sides))
            }
        })
    }

    /// What the rectangle around the geometries of a group is made of.
    fn sides(&self, records: &Scope<'_>, of: &Ast) -> Result<Sides, EngineError> {
        let place = records.place(of)?;
        let ExprKind::Field(name) = &of.node else {
            return Err(records.malformed("Geometric functions take a field.", &of.span));
        };
        let [west, south, east, north] = if let Place::Point(_) = place {
            let [lon, lat] = point_columns(name).map(|name| column(&name));
            [lon.clone(), lat.clone(), lon, lat]
        } else {
            shape_columns(name).map(|name| column(&name))
        };
        let half = |of: &Expr, only: Expr| when(only, of.clone()).end().map_err(EngineError::from);
        let (in_east, in_west) = (west.clone().gt_eq(lit(0.0)), east.clone().lt(lit(0.0)));
        let on_both = west.clone().lt(lit(0.0)).and(east.clone().gt_eq(lit(0.0)));
        let halves = [
            half(&west, in_east)?,
            half(&east, in_west)?,
            half(&east, on_both)?,
        ];
        let [first, last, between] = halves.map(|part| self.input(part));
        let [west, south, east, north] = [west, south, east, north].map(|part| self.input(part));
        Ok(Sides {
            whole: [
                self.call(min(west)),
                self.call(min(south)),
                self.call(max(east)),
                self.call(max(north)),
            ],
            halves: [
                self.call(min(first)),
                self.call(max(last)),
                self.call(max(between)),
            ],
        })
    }

    fn percentile(&self, records: &Scope<'_>, of: &Ast, percent: f64) -> Result<Expr, EngineError> {
        let input = self.input(numeric(records, of)?.as_double());
        Ok(self.call(percentile(input, percent)))
    }
}

fn numeric(records: &Scope<'_>, of: &Ast) -> Result<Value, EngineError> {
    let value = records.value(of)?;
    if value.kind.is_number() {
        Ok(value)
    } else {
        Err(records.malformed(NOT_A_NUMBER, &of.span))
    }
}

/// Whether an aggregate stands somewhere in the expression.
pub(crate) fn has_aggregate(node: &Ast) -> bool {
    match &node.node {
        ExprKind::Aggregate(_) => true,
        ExprKind::Negate(inner) => has_aggregate(inner),
        ExprKind::Arithmetic { left, right, .. } | ExprKind::Compare { left, right, .. } => {
            has_aggregate(left) || has_aggregate(right)
        }
        ExprKind::Call { arguments, .. } => arguments.iter().any(has_aggregate),
        _ => false,
    }
}

/// Whether an item of `select` computes something of all records.
pub(crate) fn selects_aggregate(item: &SelectItem) -> bool {
    matches!(item, SelectItem::Expr { expr, .. } if has_aggregate(expr))
}
