//! Which convex hull holds all these points? An aggregate that keeps no more points than two hulls have corners, nearly.
//!
//! Points on both sides of the antimeridian, all in one half of the world, have a hull that goes over it: longitudes beyond 180.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray};
use arrow::datatypes::{DataType, Field, FieldRef, Float64Type};
use datafusion::common::ScalarValue;
use datafusion::error::Result;
use datafusion::logical_expr::expr::AggregateFunction;
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::{Accumulator, AggregateUDF, AggregateUDFImpl, Expr, Signature, Volatility};
use geo::{ConvexHull, Geometry, MultiPoint, Point, Translate};

use crate::geometry::{from_wkb, to_wkb};

/// Points gathered before they are reduced to their hull.
const GATHERED: usize = 8192;

/// The convex hull of the points, as WKB; null without points.
pub(crate) fn hull(parts: [Expr; 2]) -> Expr {
    let function = Hull {
        signature: Signature::exact(vec![DataType::Float64; 2], Volatility::Immutable),
    };
    let function = Arc::new(AggregateUDF::new_from_impl(function));
    Expr::AggregateFunction(AggregateFunction::new_udf(
        function,
        parts.into(),
        false,
        None,
        Vec::new(),
        None,
    ))
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Hull {
    signature: Signature,
}

impl AggregateUDFImpl for Hull {
    fn name(&self) -> &str {
        "convex_hull"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(DataType::Binary)
    }

    fn state_fields(&self, arguments: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        let half = |name: &str| {
            let name = format!("{}[{name}]", arguments.name);
            Arc::new(Field::new(name, DataType::Binary, true))
        };
        Ok(vec![half("west"), half("east")])
    }

    fn accumulator(&self, _arguments: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(Points::default()))
    }
}

/// The points of the western and of the eastern hemisphere.
#[derive(Debug, Default)]
struct Points([Vec<Point>; 2]);

impl Points {
    fn add(&mut self, point: Point) {
        self.0[usize::from(point.x() >= 0.0)].push(point);
    }

    fn reduce(&mut self) {
        for half in self.0.iter_mut().filter(|half| half.len() > GATHERED) {
            *half = corners(half);
        }
    }

    /// All points, those of the west beyond the east where all of them are nearer to one another so.
    fn together(&self) -> Vec<Point> {
        let [west, east] = &self.0;
        let least = |points: &[Point]| points.iter().map(|point| point.x()).fold(f64::INFINITY, f64::min);
        let most = |points: &[Point]| {
            points
                .iter()
                .map(|point| point.x())
                .fold(f64::NEG_INFINITY, f64::max)
        };
        let over = !west.is_empty()
            && is_over_the_antimeridian((least(west), most(west)), (least(east), most(east)));
        let moved = west
            .iter()
            .map(|point| point.translate(if over { 360.0 } else { 0.0 }, 0.0));
        moved.chain(east.iter().copied()).collect()
    }
}

/// Whether what lies between these longitudes of the western and of the eastern hemisphere lies in one half of the world when it is seen
/// over the antimeridian, and does not otherwise.
pub(crate) fn is_over_the_antimeridian(west: (f64, f64), east: (f64, f64)) -> bool {
    east.1 - west.0 > 180.0 && west.1 + 360.0 - east.0 <= 180.0
}

fn hull_of(points: Vec<Point>) -> Option<Geometry> {
    (!points.is_empty()).then(|| Geometry::Polygon(MultiPoint::new(points).convex_hull()))
}

fn corners(points: &[Point]) -> Vec<Point> {
    let hull = MultiPoint::new(points.to_vec()).convex_hull();
    hull.exterior().points().collect()
}

impl Accumulator for Points {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let [lon, lat] = [0, 1].map(|part| values[part].as_primitive::<Float64Type>());
        for (lon, lat) in lon.iter().zip(lat) {
            if let Some((lon, lat)) = lon.zip(lat) {
                self.add(Point::new(lon, lat));
            }
        }
        self.reduce();
        Ok(())
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        for state in states.iter().take(2) {
            for hull in state.as_binary::<i32>().iter().flatten() {
                if let Some(Geometry::Polygon(hull)) = from_wkb(hull) {
                    hull.exterior().points().for_each(|point| self.add(point));
                }
            }
        }
        self.reduce();
        Ok(())
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let wkb = |half: &Vec<Point>| hull_of(half.clone()).and_then(|hull| to_wkb(&hull));
        Ok(self.0.iter().map(|half| ScalarValue::Binary(wkb(half))).collect())
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        let hull = hull_of(self.together());
        Ok(ScalarValue::Binary(hull.and_then(|hull| to_wkb(&hull))))
    }

    fn size(&self) -> usize {
        let points: usize = self.0.iter().map(Vec::capacity).sum();
        size_of_val(self) + points * size_of::<Point>()
    }
}
