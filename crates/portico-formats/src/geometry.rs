//! How is a geometry read, cleaned, brought to WGS 84 and written? For whoever computes with places between reading and writing.

use geo_types::{Geometry, Point};

pub use crate::read::geometry::crs::Reprojection;

use crate::read::geometry::{self as inner, wkb};
use crate::read::values::places;

/// Reads WKB of any byte order, ISO or extended, with or without extra dimensions. None when it is malformed.
#[must_use]
pub fn read_wkb(bytes: &[u8]) -> Option<Geometry<f64>> {
    wkb::read(bytes)
}

/// Little-endian ISO WKB, as the result layout wants it.
#[must_use]
pub fn write_wkb(geometry: &Geometry<f64>) -> Vec<u8> {
    let mut bytes = Vec::new();
    wkb::write(geometry, &mut bytes);
    bytes
}

/// Reads WKT, EWKT or a GeoJSON geometry. None when it is malformed, empty or nested too deeply.
#[must_use]
pub fn read_text(text: &str) -> Option<Geometry<f64>> {
    places::geometry(text)
}

/// A geometry that a portal can hold: in degrees, rings closed and wound as RFC 7946 asks, parts without extent dropped. None when
/// nothing is left of it.
///
/// # Errors
/// Why it cannot be used: coordinates out of range, not finite, or outside the projection.
pub fn clean(
    geometry: Geometry<f64>,
    reprojection: Option<&Reprojection>,
) -> Result<Option<Geometry<f64>>, String> {
    Ok(inner::clean(geometry, reprojection)?.map(|(geometry, _)| geometry))
}

/// A point that stands for the geometry: its centroid, or a point inside when the centroid of a surface falls outside.
#[must_use]
pub fn representative(geometry: &Geometry<f64>) -> Option<Point<f64>> {
    inner::representative(geometry)
}
