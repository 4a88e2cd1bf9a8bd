//! How does a geometry become clean WGS 84? Read, reprojected, repaired, written as WKB.

pub(crate) mod crs;
pub(crate) mod geojson;
pub(crate) mod repair;
pub(crate) mod wkb;

use geo::{Centroid, Contains, InteriorPoint};
use geo_types::{Geometry, Point};

pub(crate) use self::repair::clean;

/// A point that stands for the geometry: its centroid, or a point inside when the centroid of a surface falls outside.
pub(crate) fn representative(geometry: &Geometry<f64>) -> Option<Point<f64>> {
    if let Geometry::Point(point) = geometry {
        return Some(*point);
    }
    let centroid = geometry.centroid()?;
    let surface = matches!(geometry, Geometry::Polygon(_) | Geometry::MultiPolygon(_));
    let point = if surface && !geometry.contains(&centroid) {
        geometry.interior_point()?
    } else {
        centroid
    };
    (point.x().is_finite() && point.y().is_finite()).then_some(point)
}
