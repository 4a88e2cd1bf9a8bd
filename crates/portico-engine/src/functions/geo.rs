//! How far, and inside or outside? Geometry functions over coordinates and over WKB.

use std::fmt;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, BooleanArray, Float64Array, Int64Array};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type};
use datafusion::error::Result;
use datafusion::logical_expr::Expr;
use geo::{Closest, Geometry, HaversineClosestPoint, Intersects, Point, Relate};
use portico_model::Extent;
use portico_odsql::SpatialRelation;

use super::own::call;
use crate::geometry::from_wkb;

/// Mean radius of the Earth, in metres.
pub(crate) const EARTH_RADIUS: f64 = 6_371_008.8;

/// Where a geometry is in the stored columns.
#[derive(Debug, Clone)]
pub(crate) enum Place {
    /// Longitude and latitude.
    Point([Expr; 2]),
    /// WKB.
    Shape(Expr),
}

impl Place {
    fn columns(self) -> Vec<Expr> {
        match self {
            Self::Point(parts) => parts.into(),
            Self::Shape(wkb) => vec![wkb],
        }
    }
}

/// Metres between two points given in degrees, on a sphere.
pub(crate) fn haversine(lon: f64, lat: f64, center: Point) -> f64 {
    let (lat1, lat2) = (lat.to_radians(), center.y().to_radians());
    let half_lat = ((lat2 - lat1) / 2.0).sin();
    let half_lon = ((center.x() - lon).to_radians() / 2.0).sin();
    let h = half_lat * half_lat + lat1.cos() * lat2.cos() * half_lon * half_lon;
    2.0 * EARTH_RADIUS * h.min(1.0).sqrt().asin()
}

/// Metres from the geometry to the point.
pub(crate) fn distance(place: Place, center: Point) -> Expr {
    let parameters = coordinates(center);
    call(
        "distance_to",
        parameters,
        DataType::Float64,
        place.columns(),
        move |columns| {
            let metres: Float64Array = if let [lon, lat] = columns {
                let (lon, lat) = (
                    lon.as_primitive::<Float64Type>(),
                    lat.as_primitive::<Float64Type>(),
                );
                arrow::compute::binary(lon, lat, |lon, lat| haversine(lon, lat, center))?
            } else {
                each_shape(columns, |shape| metres_to(shape, center))?.collect()
            };
            Ok(Arc::new(metres))
        },
    )
}

/// At most that many metres from the point; null without a geometry.
pub(crate) fn within_distance(place: Place, center: Point, metres: f64) -> Expr {
    let parameters = format!("{}, {metres}", coordinates(center));
    call(
        "within_distance_of",
        parameters,
        DataType::Boolean,
        place.columns(),
        move |columns| {
            let found: BooleanArray = if let [lon, lat] = columns {
                let (lon, lat) = (
                    lon.as_primitive::<Float64Type>(),
                    lat.as_primitive::<Float64Type>(),
                );
                lon.iter()
                    .zip(lat)
                    .map(|(lon, lat)| Some(haversine(lon?, lat?, center) <= metres))
                    .collect()
            } else {
                each_shape(columns, |shape| {
                    metres_to(shape, center).map(|found| found <= metres)
                })?
                .collect()
            };
            Ok(Arc::new(found))
        },
    )
}

/// The relation holds between the geometry and the literal; null without a geometry. Borders belong to both.
pub(crate) fn related(place: Place, relation: SpatialRelation, literal: Geometry) -> Expr {
    let parameters = format!("{relation:?}, {}", Wkt(&literal));
    call(
        "spatially_related",
        parameters,
        DataType::Boolean,
        place.columns(),
        move |columns| {
            let holds = |geometry: &Geometry| match relation {
                SpatialRelation::Intersects => literal.intersects(geometry),
                SpatialRelation::Disjoint => !literal.intersects(geometry),
                SpatialRelation::Within => geometry.relate(&literal).is_coveredby(),
            };
            let found: BooleanArray = if let [lon, lat] = columns {
                let (lon, lat) = (
                    lon.as_primitive::<Float64Type>(),
                    lat.as_primitive::<Float64Type>(),
                );
                let points = lon.iter().zip(lat).map(|(lon, lat)| Some(Point::new(lon?, lat?)));
                points
                    .map(|point| {
                        point.map(|point| {
                            literal.intersects(&point) != (relation == SpatialRelation::Disjoint)
                        })
                    })
                    .collect()
            } else {
                each_shape(columns, |shape| Some(holds(shape)))?.collect()
            };
            Ok(Arc::new(found))
        },
    )
}

/// The cell of a point in a grid of Web Mercator with so many cells around the world: `column * 2^32 + row`.
pub(crate) fn mercator_cell(parts: [Expr; 2], cells: f64) -> Expr {
    call(
        "mercator_cell",
        cells.to_string(),
        DataType::Int64,
        parts.into(),
        move |columns| {
            let [lon, lat] = [0, 1].map(|part| columns[part].as_primitive::<Float64Type>());
            let found: Int64Array = lon
                .iter()
                .zip(lat)
                .map(|(lon, lat)| {
                    let (x, y) = mercator(lon?, lat?);
                    Some(((x * cells).floor() as i64) * (1 << 32) + (y * cells).floor() as i64)
                })
                .collect();
            Ok(Arc::new(found))
        },
    )
}

/// The cell of a point in a grid of so many columns and rows laid over a rectangle in Web Mercator.
pub(crate) fn grid_cell(parts: [Expr; 2], area: Extent, cells: u32) -> Expr {
    let parameters = format!("{area:?}, {cells}");
    call(
        "grid_cell",
        parameters,
        DataType::Int64,
        parts.into(),
        move |columns| {
            let [lon, lat] = [0, 1].map(|part| columns[part].as_primitive::<Float64Type>());
            let (left, top) = mercator(area.west, area.north);
            let (right, bottom) = mercator(area.east, area.south);
            let index = |at: f64, from: f64, to: f64| {
                let share = if to > from { (at - from) / (to - from) } else { 0.0 };
                ((share * f64::from(cells)).floor() as i64).clamp(0, i64::from(cells) - 1)
            };
            let found: Int64Array = lon
                .iter()
                .zip(lat)
                .map(|(lon, lat)| {
                    let (x, y) = mercator(lon?, lat?);
                    Some(index(y, top, bottom) * i64::from(cells) + index(x, left, right))
                })
                .collect();
            Ok(Arc::new(found))
        },
    )
}

/// Web Mercator from 0 to 1, north first.
pub(crate) fn mercator(lon: f64, lat: f64) -> (f64, f64) {
    let x = (lon + 180.0) / 360.0;
    let lat = lat.clamp(-85.051_128_78, 85.051_128_78).to_radians();
    let y = (1.0 - (lat.tan() + 1.0 / lat.cos()).ln() / std::f64::consts::PI) / 2.0;
    (x.clamp(0.0, 1.0), y.clamp(0.0, 1.0))
}

fn metres_to(shape: &Geometry, center: Point) -> Option<f64> {
    if shape.intersects(&center) {
        return Some(0.0);
    }
    match shape.haversine_closest_point(&center) {
        Closest::Intersection(_) => Some(0.0),
        Closest::SinglePoint(point) => Some(haversine(point.x(), point.y(), center)),
        Closest::Indeterminate => None,
    }
}

/// What a function says of each geometry of a WKB column.
fn each_shape<T>(
    columns: &[ArrayRef],
    mut of: impl FnMut(&Geometry) -> Option<T>,
) -> Result<impl Iterator<Item = Option<T>>> {
    let shapes = cast(&columns[0], &DataType::BinaryView)?;
    Ok((0..shapes.len()).map(move |row| {
        if shapes.is_null(row) {
            return None;
        }
        of(&from_wkb(shapes.as_binary_view().value(row))?)
    }))
}

fn coordinates(point: Point) -> String {
    format!("{} {}", point.x(), point.y())
}

/// A geometry's text, as the parameter of a function.
struct Wkt<'a>(&'a Geometry);

impl fmt::Display for Wkt<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        use geozero::ToWkt;
        f.write_str(&self.0.to_wkt().map_err(|_| fmt::Error)?)
    }
}
