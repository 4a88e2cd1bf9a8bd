//! How does a geometry become a record of a `.shp` file? Points, lines, areas: one kind a file.
//!
//! The format is that of ESRI's "Shapefile Technical Description" of 1998.

use geo::BoundingRect;
use geo_types::{Coord, Geometry, LineString, MultiPoint, Polygon};

/// The kinds of shapes, by their codes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Kind {
    Point = 1,
    Lines = 3,
    Areas = 5,
    Points = 8,
}

/// Code of a record without a shape, and of a file without any.
const NONE: i32 = 0;

impl Kind {
    /// None for a collection: there is no such shape.
    pub(super) fn of(geometry: &Geometry<f64>) -> Option<Self> {
        match geometry {
            Geometry::Point(_) => Some(Self::Point),
            Geometry::MultiPoint(_) => Some(Self::Points),
            Geometry::LineString(_) | Geometry::MultiLineString(_) | Geometry::Line(_) => Some(Self::Lines),
            Geometry::Polygon(_) | Geometry::MultiPolygon(_) | Geometry::Rect(_) | Geometry::Triangle(_) => {
                Some(Self::Areas)
            }
            Geometry::GeometryCollection(_) => None,
        }
    }
}

/// The rectangle of all shapes: west, south, east, north.
pub(super) type Extent = [f64; 4];

/// The header of a `.shp` or `.shx` file of so many bytes, header included. None when the format cannot count as many.
pub(super) fn header(bytes: u64, kind: Option<Kind>, extent: Option<Extent>) -> Option<Vec<u8>> {
    let mut header = Vec::with_capacity(100);
    header.extend_from_slice(&9994_i32.to_be_bytes());
    header.extend_from_slice(&[0; 20]);
    header.extend_from_slice(&words(bytes)?.to_be_bytes());
    header.extend_from_slice(&1000_i32.to_le_bytes());
    header.extend_from_slice(&kind.map_or(NONE, |kind| kind as i32).to_le_bytes());
    floats(&extent.unwrap_or_default(), &mut header);
    header.extend_from_slice(&[0; 32]);
    Some(header)
}

/// Lengths are counted in words of two bytes.
pub(super) fn words(bytes: u64) -> Option<i32> {
    i32::try_from(bytes / 2).ok()
}

fn floats(numbers: &[f64], out: &mut Vec<u8>) {
    for number in numbers {
        out.extend_from_slice(&number.to_le_bytes());
    }
}

fn int(number: usize, out: &mut Vec<u8>) {
    out.extend_from_slice(&i32::try_from(number).unwrap_or(i32::MAX).to_le_bytes());
}

/// The content of a record: its kind, its rectangle, its parts, its coordinates.
pub(super) fn content(geometry: Option<&Geometry<f64>>, out: &mut Vec<u8>) -> Option<Extent> {
    let Some((geometry, kind)) = geometry.and_then(|geometry| Some((geometry, Kind::of(geometry)?))) else {
        out.extend_from_slice(&NONE.to_le_bytes());
        return None;
    };
    let rect = geometry.bounding_rect()?;
    let extent = [rect.min().x, rect.min().y, rect.max().x, rect.max().y];
    out.extend_from_slice(&(kind as i32).to_le_bytes());
    match geometry {
        Geometry::Point(point) => floats(&[point.x(), point.y()], out),
        Geometry::MultiPoint(MultiPoint(points)) => {
            floats(&extent, out);
            int(points.len(), out);
            points
                .iter()
                .for_each(|point| floats(&[point.x(), point.y()], out));
        }
        Geometry::LineString(line) => parts(&extent, std::slice::from_ref(&line.0), out),
        Geometry::Line(line) => parts(&extent, &[vec![line.start, line.end]], out),
        Geometry::MultiLineString(lines) => {
            let lines: Vec<_> = lines.0.iter().map(|line| line.0.clone()).collect();
            parts(&extent, &lines, out);
        }
        Geometry::Polygon(area) => parts(&extent, &rings(area), out),
        Geometry::Rect(rect) => parts(&extent, &rings(&rect.to_polygon()), out),
        Geometry::Triangle(triangle) => parts(&extent, &rings(&triangle.to_polygon()), out),
        Geometry::MultiPolygon(areas) => {
            let all: Vec<_> = areas.0.iter().flat_map(rings).collect();
            parts(&extent, &all, out);
        }
        Geometry::GeometryCollection(_) => {}
    }
    Some(extent)
}

fn parts(extent: &Extent, parts: &[Vec<Coord<f64>>], out: &mut Vec<u8>) {
    floats(extent, out);
    int(parts.len(), out);
    int(parts.iter().map(Vec::len).sum(), out);
    let mut begin = 0;
    for part in parts {
        int(begin, out);
        begin += part.len();
    }
    for coord in parts.iter().flatten() {
        floats(&[coord.x, coord.y], out);
    }
}

/// Outlines run with the clock, holes against it.
fn rings(area: &Polygon<f64>) -> Vec<Vec<Coord<f64>>> {
    let outline = std::iter::once(turned(area.exterior(), true));
    let holes = area.interiors().iter().map(|hole| turned(hole, false));
    outline.chain(holes).filter(|ring| !ring.is_empty()).collect()
}

fn turned(ring: &LineString<f64>, with_the_clock: bool) -> Vec<Coord<f64>> {
    let doubled: f64 = ring
        .0
        .windows(2)
        .map(|pair| (pair[1].x - pair[0].x) * (pair[1].y + pair[0].y))
        .sum();
    let mut coords = ring.0.clone();
    if (doubled > 0.0) != with_the_clock {
        coords.reverse();
    }
    coords
}
