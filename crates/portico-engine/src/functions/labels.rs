//! How is a computed value shown? Identifiers in hexadecimal, points put together, rectangles, intervals, JSON.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BinaryBuilder, StringViewBuilder, StructArray};
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use datafusion::logical_expr::Expr;
use geo::{Geometry, Rect};
use portico_formats::layout::point_fields;

use super::clusters::on_earth;
use super::hull::is_over_the_antimeridian;
use super::own::{call, texts};
use crate::geometry::to_wkb;
use crate::store::canon::hex;

/// The identifier in hexadecimal.
pub(crate) fn hex_id(id: Expr) -> Expr {
    call("hex_id", "", DataType::Utf8View, vec![id], |columns| {
        let mut out = StringViewBuilder::with_capacity(columns[0].len());
        for id in columns[0].as_fixed_size_binary() {
            out.append_option(id.map(hex));
        }
        Ok(Arc::new(out.finish()))
    })
}

/// A point of its two coordinates.
pub(crate) fn point(lon: Expr, lat: Expr) -> Expr {
    call(
        "point",
        "",
        DataType::Struct(point_fields()),
        vec![lon, lat],
        |columns| {
            let nulls = columns[0].logical_nulls();
            Ok(Arc::new(StructArray::try_new(
                point_fields(),
                columns.to_vec(),
                nulls,
            )?))
        },
    )
}

/// What a rectangle is made of.
pub(crate) struct Sides {
    /// West, south, east and north of everything.
    pub(crate) whole: [Expr; 4],
    /// The west of what lies in the eastern hemisphere, the east of what lies in the western one, and a number when something lies in
    /// both.
    pub(crate) halves: [Expr; 3],
}

/// The rectangle around everything, as WKB: over the antimeridian, with an east beyond 180 degrees, where all of it lies in one half of
/// the world so.
pub(crate) fn rectangle(sides: Sides) -> Expr {
    let parts = sides.whole.into_iter().chain(sides.halves).collect();
    call("rectangle", "", DataType::Binary, parts, |columns| {
        let column = |place: usize| columns[place].as_primitive::<Float64Type>();
        let [west, south, east, north] = [0, 1, 2, 3].map(column);
        let [first, last, between] = [4, 5, 6].map(column);
        let mut out = BinaryBuilder::new();
        for row in 0..west.len() {
            let known = [west, south, east, north].iter().all(|side| side.is_valid(row));
            let wkb = known.then(|| {
                let (mut from, mut to) = (west.value(row), east.value(row));
                let apart = first.is_valid(row) && last.is_valid(row) && between.is_null(row);
                if apart && is_over_the_antimeridian((from, last.value(row)), (first.value(row), to)) {
                    (from, to) = (first.value(row), last.value(row) + 360.0);
                }
                let rect = Rect::new((from, south.value(row)), (to, north.value(row)));
                to_wkb(&Geometry::Polygon(rect.to_polygon()))
            });
            out.append_option(wkb.flatten());
        }
        Ok(Arc::new(out.finish()))
    })
}

/// `{"cluster_centroid": {"lon": …, "lat": …}}`
pub(crate) fn centroid(lon: Expr, lat: Expr) -> Expr {
    call(
        "cluster_centroid",
        "",
        DataType::Utf8View,
        vec![lon, lat],
        |columns| {
            let [lon, lat] = [0, 1].map(|part| columns[part].as_primitive::<Float64Type>());
            let mut out = StringViewBuilder::with_capacity(lon.len());
            for (lon, lat) in lon.iter().zip(lat) {
                out.append_option(lon.zip(lat).map(|(lon, lat)| {
                    let lon = on_earth(lon);
                    serde_json::json!({"cluster_centroid": {"lon": lon, "lat": lat}}).to_string()
                }));
            }
            Ok(Arc::new(out.finish()))
        },
    )
}

/// The first item of a list: what lists sort by.
pub(crate) fn first_item(list: Expr) -> Expr {
    call("first_item", "", DataType::Utf8View, vec![list], |columns| {
        let lists = columns[0].as_list::<i32>();
        let mut out = StringViewBuilder::with_capacity(lists.len());
        let items = texts(lists.values())?;
        for row in 0..lists.len() {
            let start = usize::try_from(lists.value_offsets()[row]).expect("offsets are positive");
            let some = lists.is_valid(row) && lists.value_length(row) > 0 && items.is_valid(start);
            out.append_option(some.then(|| items.value(start)));
        }
        Ok(Arc::new(out.finish()))
    })
}

/// The text as JSON when it is some, else the fallback: none means the text itself.
pub(crate) fn json(text: Expr, fallback: Option<Option<String>>) -> Expr {
    call(
        "json_or",
        format!("{fallback:?}"),
        DataType::Utf8View,
        vec![text],
        move |columns| {
            let texts = texts(&columns[0])?;
            let mut out = StringViewBuilder::with_capacity(texts.len());
            for text in &texts {
                let quoted = |text: &str| serde_json::Value::from(text).to_string();
                out.append_option(text.and_then(|text| {
                    if serde_json::from_str::<serde::de::IgnoredAny>(text).is_ok() {
                        return Some(text.to_owned());
                    }
                    match &fallback {
                        None => Some(quoted(text)),
                        Some(fallback) => fallback.as_deref().map(quoted),
                    }
                }));
            }
            Ok(Arc::new(out.finish()))
        },
    )
}

/// The first value where there is one, else the second, both brought to that type.
///
/// Unlike the `coalesce` of DataFusion it never copies its arguments while a plan is made, so that nesting it stays cheap.
pub(crate) fn first_present(value: Expr, otherwise: Expr, returns: &DataType) -> Expr {
    let returns = returns.clone();
    call(
        "first_present",
        "",
        returns.clone(),
        vec![value, otherwise],
        move |columns| {
            let [value, otherwise] = [0, 1].map(|side| arrow::compute::cast(&columns[side], &returns));
            let value = value?;
            if value.null_count() == 0 {
                return Ok(value);
            }
            let present = arrow::compute::is_not_null(&value)?;
            Ok(arrow::compute::kernels::zip::zip(&present, &value, &otherwise?)?)
        },
    )
}

/// One label a number, by position; nothing outside.
pub(crate) fn pick(index: Expr, labels: Vec<String>) -> Expr {
    call(
        "pick",
        format!("{labels:?}"),
        DataType::Utf8View,
        vec![index],
        move |columns| {
            let indexes = columns[0].as_primitive::<Int64Type>();
            let mut out = StringViewBuilder::with_capacity(indexes.len());
            for index in indexes {
                out.append_option(index.and_then(|index| labels.get(usize::try_from(index).ok()?)));
            }
            Ok(Arc::new(out.finish()))
        },
    )
}

/// The number of the interval that a value lies in: how many of the ascending bounds it has reached.
pub(crate) fn interval_of(value: Expr, bounds: Vec<f64>) -> Expr {
    call(
        "interval_of",
        format!("{bounds:?}"),
        DataType::Int64,
        vec![value],
        move |columns| {
            let values = arrow::compute::cast(&columns[0], &DataType::Float64)?;
            let reached = |value: f64| bounds.partition_point(|bound| *bound <= value) as i64;
            let reached: arrow::array::Int64Array = values
                .as_primitive::<Float64Type>()
                .unary_opt(|value| (!value.is_nan()).then(|| reached(value)));
            Ok(Arc::new(reached) as ArrayRef)
        },
    )
}

/// The same for whole numbers, which decimals do not hold exactly.
pub(crate) fn whole_interval_of(value: Expr, bounds: Vec<i64>) -> Expr {
    call(
        "whole_interval_of",
        format!("{bounds:?}"),
        DataType::Int64,
        vec![value],
        move |columns| {
            let reached = |value: i64| bounds.partition_point(|bound| *bound <= value) as i64;
            let values = columns[0].as_primitive::<Int64Type>();
            Ok(Arc::new(values.unary::<_, Int64Type>(reached)) as ArrayRef)
        },
    )
}

/// How many whole widths lie below the value.
pub(crate) fn steps(value: Expr, width: f64) -> Expr {
    call(
        "steps",
        width.to_string(),
        DataType::Float64,
        vec![value],
        move |columns| {
            let values = arrow::compute::cast(&columns[0], &DataType::Float64)?;
            Ok(Arc::new(
                values
                    .as_primitive::<Float64Type>()
                    .unary::<_, Float64Type>(|value| (value / width).floor()),
            ))
        },
    )
}

/// How many whole widths lie below the whole number.
pub(crate) fn whole_steps(value: Expr, width: i64) -> Expr {
    call(
        "whole_steps",
        width.to_string(),
        DataType::Int64,
        vec![value],
        move |columns| {
            let values = columns[0].as_primitive::<Int64Type>();
            Ok(Arc::new(
                values.unary::<_, Int64Type>(|value| value.div_euclid(width)),
            ))
        },
    )
}

/// `[10, 14]` of a number of steps.
pub(crate) fn whole_steps_label(steps: Expr, width: i64) -> Expr {
    call(
        "whole_steps_label",
        width.to_string(),
        DataType::Utf8View,
        vec![steps],
        move |columns| {
            let steps = columns[0].as_primitive::<Int64Type>();
            let mut out = StringViewBuilder::with_capacity(steps.len());
            for step in steps {
                out.append_option(step.map(|step| {
                    let low = i128::from(step) * i128::from(width);
                    format!("[{low}, {}]", low + i128::from(width) - 1)
                }));
            }
            Ok(Arc::new(out.finish()) as ArrayRef)
        },
    )
}

/// `[10, 15[` of a number of steps.
pub(crate) fn steps_label(steps: Expr, width: f64) -> Expr {
    call(
        "steps_label",
        width.to_string(),
        DataType::Utf8View,
        vec![steps],
        move |columns| {
            let steps = columns[0].as_primitive::<Float64Type>();
            let mut out = StringViewBuilder::with_capacity(steps.len());
            for step in steps {
                out.append_option(step.map(|step| {
                    let [low, high] = [step, step + 1.0].map(|step| tidy(step * width));
                    format!("[{low}, {high}[")
                }));
            }
            Ok(Arc::new(out.finish()) as ArrayRef)
        },
    )
}

/// Without the dust of binary fractions: `0.30000000000000004` is `0.3`.
fn tidy(value: f64) -> f64 {
    let rounded = (value * 1e9).round() / 1e9;
    if (rounded - value).abs() < 1e-12 {
        rounded
    } else {
        value
    }
}
