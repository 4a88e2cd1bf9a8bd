//! What groups records? Fields, functions of them, intervals, clusters: how each is cut, sorted and shown.

use arrow::datatypes::DataType;
use datafusion::logical_expr::{Expr, cast, lit};
use portico_model::FieldType;
use portico_odsql::{Expr as Ast, ExprKind, GroupKey, Literal, RangeSpec};

use super::aggregates::{Aggregates, has_aggregate};
use super::scope::Scope;
use super::value::{Kind, Value, column};
use crate::EngineError;
use crate::clusters::Clusters;
use crate::functions::calendar::{Period, first_day_from};
use crate::functions::clusters::{cluster_of, turned};
use crate::functions::geo::{Place, mercator_cell};
use crate::functions::labels::{
    centroid, interval_of, pick, steps, steps_label, whole_interval_of, whole_steps, whole_steps_label,
};
use crate::functions::periods::{Periods, beginning, label, written};

/// Pixels of a map tile.
const TILE: f64 = 256.0;

/// Narrowest interval of numbers.
const NARROWEST: f64 = 1e-9;

/// Cells around the world: column and row together fit 64 bits.
const MOST_CELLS: f64 = 1_073_741_824.0;

/// A grouping key.
pub(crate) struct Key {
    /// The expression in canonical text: the same expression in `select` is this key.
    pub(crate) canonical: String,
    /// The key of the answer.
    pub(crate) name: String,
    /// That key is an alias.
    pub(crate) aliased: bool,
    /// What is computed of each record: groups have one of each.
    pub(crate) bucket: Expr,
    /// The bucket is a list: one group for each item.
    pub(crate) unnest: bool,
    /// Only these records belong to a group.
    pub(crate) filter: Option<Expr>,
    /// What the group shows, over the columns of the aggregation.
    pub(crate) shown: Value,
}

/// The column of a key inside the aggregation.
pub(crate) fn key_column(index: usize) -> String {
    format!("k{index}")
}

/// Reads a key.
pub(crate) fn key(
    records: &Scope<'_>,
    aggregates: &Aggregates,
    clusters: &Clusters,
    index: usize,
    key: &GroupKey,
    node: &Ast,
) -> Result<Key, EngineError> {
    let cut = match &node.node {
        ExprKind::Range { value, spec } => range(records, value, spec, index)?,
        ExprKind::GeoCluster { field, zoom, radius } => {
            let (parts, cells) = cluster_cells(records, field, *zoom, *radius)?;
            let known = parts[0].clone().is_not_null();
            let cell = mercator_cell(parts.clone(), cells);
            let [lon, lat] = parts;
            let (lon, bucket) = match clusters.get(&node.node.to_string()) {
                Some(assigned) => (turned(lon, cell.clone(), assigned), cluster_of(cell, assigned)),
                None => (lon, cell),
            };
            let [lon, lat] = aggregates.mean_position([lon, lat]);
            Cut {
                filter: Some(known),
                bucket,
                unnest: false,
                shown: Value::new(Kind::Of(FieldType::JsonBlob), centroid(lon, lat)),
            }
        }
        _ => plain(records, node, index)?,
    };
    Ok(Key {
        canonical: node.node.to_string(),
        name: key.key.clone(),
        aliased: key.alias.is_some(),
        bucket: cut.bucket,
        unnest: cut.unnest,
        filter: cut.filter,
        shown: cut.shown,
    })
}

/// The coordinates of a point, and how many cells of that radius (in pixels) there are around the world at that zoom.
pub(crate) fn cluster_cells(
    records: &Scope<'_>,
    field: &Ast,
    zoom: u8,
    radius: f64,
) -> Result<([Expr; 2], f64), EngineError> {
    let Place::Point(parts) = records.place(field)? else {
        return Err(records.malformed("geo_cluster() takes a geo point.", &field.span));
    };
    let cells = 2_f64.powi(i32::from(zoom)) * TILE / radius.max(1.0);
    Ok((parts, cells.min(MOST_CELLS)))
}

/// How records are cut into groups.
struct Cut {
    bucket: Expr,
    unnest: bool,
    filter: Option<Expr>,
    shown: Value,
}

fn plain(records: &Scope<'_>, node: &Ast, index: usize) -> Result<Cut, EngineError> {
    if has_aggregate(node) {
        return Err(records.malformed("Aggregates stand in select and order_by only.", &node.span));
    }
    let value = records.value(node)?;
    if value.kind.is_geo() {
        return Err(records.malformed(
            "Aggregation on geo point field is not possible. Use the geo_cluster(<field>, int_precision) \
             aggregation function instead.",
            &node.span,
        ));
    }
    let unnest = value.kind == Kind::List;
    let kind = if unnest { Kind::TEXT } else { value.kind };
    let field = value.field.map(|mut field| {
        field.annotations.multivalued = None;
        field
    });
    let shown = Value {
        kind,
        expr: column(&key_column(index)),
        field,
    };
    Ok(Cut {
        bucket: value.expr,
        unnest,
        filter: None,
        shown,
    })
}

fn range(records: &Scope<'_>, node: &Ast, spec: &RangeSpec, index: usize) -> Result<Cut, EngineError> {
    let value = records.value(node)?;
    let shown = column(&key_column(index));
    let known = value.expr.clone().is_not_null();
    let (bucket, label, filter) = match spec {
        RangeSpec::Width(width) => {
            if !value.kind.is_number() {
                let what = format!(
                    "range() by a number takes numbers, this is {}.",
                    value.kind.name()
                );
                return Err(records.malformed(what, &node.span));
            }
            if !width.is_finite() || *width < NARROWEST {
                let what = format!("The width of range() is at least {NARROWEST}.");
                return Err(records.malformed(what, &node.span));
            }
            match whole_width(*width).filter(|_| value.kind == Kind::INT) {
                Some(width) => (
                    whole_steps(value.expr, width),
                    whole_steps_label(shown, width),
                    known,
                ),
                None => (steps(value.expr, *width), steps_label(shown, *width), known),
            }
        }
        RangeSpec::Period { count, unit } => {
            if !value.kind.is_time() {
                let what = format!("range() by a period takes dates, this is {}.", value.kind.name());
                return Err(records.malformed(what, &node.span));
            }
            let periods = Periods {
                count: *count,
                unit: *unit,
                timezone: records.timezone,
            };
            (beginning(value.expr, periods), label(shown, periods), known)
        }
        RangeSpec::Bounds {
            open_below,
            bounds,
            open_above,
        } => {
            let cuts = Cuts::read(records, &value, bounds, node)?;
            let last = i64::try_from(bounds.len()).unwrap_or(i64::MAX);
            let bucket = match cuts.whole {
                Some(whole) => whole_interval_of(cuts.value, whole),
                None => interval_of(cuts.value, cuts.numbers),
            };
            let mut filter = bucket.clone().is_not_null();
            if !open_below {
                filter = filter.and(bucket.clone().gt(lit(0_i64)));
            }
            if !open_above {
                filter = filter.and(bucket.clone().lt(lit(last)));
            }
            (bucket, pick(shown, cuts.labels), filter)
        }
    };
    Ok(Cut {
        bucket,
        unnest: false,
        filter: Some(filter),
        shown: Value::new(Kind::TEXT, label),
    })
}

/// Bounds as numbers, and the intervals between them as they are written.
struct Cuts {
    value: Expr,
    numbers: Vec<f64>,
    /// The same where they and the values are whole.
    whole: Option<Vec<i64>>,
    labels: Vec<String>,
}

impl Cuts {
    fn read(records: &Scope<'_>, value: &Value, bounds: &[Ast], node: &Ast) -> Result<Self, EngineError> {
        let mut numbers = Vec::with_capacity(bounds.len());
        let mut texts = Vec::with_capacity(bounds.len());
        let wholes: Option<Vec<i64>> = bounds.iter().map(whole_literal).collect();
        let wholes = wholes.filter(|_| value.kind == Kind::INT);
        for bound in bounds {
            let (number, text) = if value.kind.is_time() {
                let period = match &bound.node {
                    ExprKind::Literal(Literal::Int(_) | Literal::Double(_)) => None,
                    _ => records.period(bound, value.kind, true)?,
                };
                let period = period.ok_or_else(|| {
                    records.malformed("The bounds of range() on dates are dates.", &bound.span)
                })?;
                (
                    number_of(value.kind, period),
                    written(period.start, chrono_tz::Tz::UTC).unwrap_or_default(),
                )
            } else if value.kind.is_number() {
                match literal_number(bound) {
                    Some(number) => (number, String::new()),
                    None => return Err(records.malformed("The bounds of range() are numbers.", &bound.span)),
                }
            } else {
                let what = format!("range() takes numbers and dates, this is {}.", value.kind.name());
                return Err(records.malformed(what, &node.span));
            };
            numbers.push(number);
            texts.push(text);
        }
        let ascend = match &wholes {
            Some(wholes) => wholes.windows(2).all(|pair| pair[0] < pair[1]),
            None => numbers.windows(2).all(|pair| pair[0] < pair[1]),
        };
        if bounds.is_empty() || !ascend {
            return Err(records.malformed("The bounds of range() ascend.", &node.span));
        }
        if let Some(wholes) = &wholes {
            texts = wholes.iter().map(i64::to_string).collect();
        } else if !value.kind.is_time() {
            texts = numbers.iter().map(|n| format!("{n:?}")).collect();
        }
        let last = texts.len();
        let label = |index: usize| {
            let low = if index == 0 { "*" } else { &texts[index - 1] };
            if let Some(wholes) = &wholes {
                let high = wholes
                    .get(index)
                    .map_or("*".to_owned(), |bound| (i128::from(*bound) - 1).to_string());
                return format!("[{low}, {high}]");
            }
            let high = if index == last { "*" } else { &texts[index] };
            format!("[{low}, {high}[")
        };
        let labels = (0..=last).map(label).collect();
        let value = match value.kind {
            Kind::DATE => cast(value.expr.clone(), DataType::Int32),
            Kind::DATETIME => cast(value.expr.clone(), DataType::Int64),
            _ => value.expr.clone(),
        };
        Ok(Self {
            value,
            numbers,
            whole: wholes,
            labels,
        })
    }
}

/// The width as a whole number, when it is one that decimals hold exactly.
fn whole_width(width: f64) -> Option<i64> {
    (width.fract() == 0.0 && width < 2_f64.powi(53)).then_some(width as i64)
}

fn number_of(kind: Kind, period: Period) -> f64 {
    if kind == Kind::DATE {
        f64::from(first_day_from(period.wall_start))
    } else {
        period.start as f64
    }
}

fn literal_number(node: &Ast) -> Option<f64> {
    match &node.node {
        ExprKind::Literal(Literal::Int(value)) => Some(*value as f64),
        ExprKind::Literal(Literal::Double(value)) => Some(*value),
        ExprKind::Negate(inner) => literal_number(inner).map(|value| -value),
        _ => None,
    }
}

fn whole_literal(node: &Ast) -> Option<i64> {
    match &node.node {
        ExprKind::Literal(Literal::Int(value)) => Some(*value),
        ExprKind::Negate(inner) => whole_literal(inner)?.checked_neg(),
        _ => None,
    }
}
