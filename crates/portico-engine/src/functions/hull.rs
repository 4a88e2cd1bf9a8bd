//! Which convex hull holds all these points? An aggregate that keeps no more points than a hull has corners, nearly.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray};
use arrow::datatypes::{DataType, Float64Type};
use datafusion::common::ScalarValue;
use datafusion::error::Result;
use datafusion::logical_expr::expr::AggregateFunction;
use datafusion::logical_expr::function::AccumulatorArgs;
use datafusion::logical_expr::{Accumulator, AggregateUDF, AggregateUDFImpl, Expr, Signature, Volatility};
use geo::{ConvexHull, Geometry, MultiPoint, Point};

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

    fn accumulator(&self, _arguments: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(Points::default()))
    }
}

#[derive(Debug, Default)]
struct Points(Vec<Point>);

impl Points {
    fn reduced(&self) -> Option<Geometry> {
        match self.0.as_slice() {
            [] => None,
            points => Some(Geometry::Polygon(MultiPoint::new(points.to_vec()).convex_hull())),
        }
    }

    fn reduce(&mut self) {
        if self.0.len() > GATHERED
            && let Some(Geometry::Polygon(hull)) = self.reduced()
        {
            self.0 = hull.exterior().points().collect();
        }
    }

    fn wkb(&self) -> ScalarValue {
        ScalarValue::Binary(self.reduced().and_then(|hull| to_wkb(&hull)))
    }
}

impl Accumulator for Points {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        let [lon, lat] = [0, 1].map(|part| values[part].as_primitive::<Float64Type>());
        self.0.extend(
            lon.iter()
                .zip(lat)
                .filter_map(|(lon, lat)| Some(Point::new(lon?, lat?))),
        );
        self.reduce();
        Ok(())
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        for hull in states[0].as_binary::<i32>().iter().flatten() {
            if let Some(Geometry::Polygon(hull)) = from_wkb(hull) {
                self.0.extend(hull.exterior().points());
            }
        }
        self.reduce();
        Ok(())
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        Ok(vec![self.wkb()])
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        Ok(self.wkb())
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.0.capacity() * size_of::<Point>()
    }
}
