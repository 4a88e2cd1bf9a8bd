//! What geometry does each record of a `.shp` file hold?

use std::io::{Cursor, Read};

use geo_types::{Coord, Geometry, LineString, MultiLineString, MultiPoint, MultiPolygon, Point, Polygon};
use shapefile::record::traits::HasXY;
use shapefile::{PolygonRing, ReadableShape, Shape};

use super::incomplete;
use crate::FormatError;
use crate::read::Limits;
use crate::read::geometry::repair::doubled_area;

/// The records of a `.shp` file, in order.
pub(super) struct Shapes<R> {
    source: R,
    /// Bytes after the header, as the header says.
    left: u64,
    number: u64,
    buffer: Vec<u8>,
    limit: usize,
}

type Found = Result<Option<Geometry<f64>>, String>;

impl<R: Read> Shapes<R> {
    /// Reads the header.
    pub(super) fn open(mut source: R, limits: &Limits) -> Result<Self, FormatError> {
        let mut head = [0; 100];
        source
            .read_exact(&mut head)
            .map_err(|_| incomplete("the .shp file is damaged: its header is cut"))?;
        if head[..4] != [0, 0, 0x27, 0x0A] {
            return Err(incomplete("the .shp file is not a Shapefile"));
        }
        let words = u32::from_be_bytes([head[24], head[25], head[26], head[27]]);
        let left = (u64::from(words) * 2).saturating_sub(100);
        Ok(Self {
            source,
            left,
            number: 0,
            buffer: Vec::new(),
            limit: limits.record_bytes,
        })
    }

    /// The next shape: a geometry, nothing, or why it cannot be used. None at the end of the file.
    pub(super) fn next(&mut self) -> Result<Option<Found>, FormatError> {
        if self.left < 8 {
            return Ok(None);
        }
        self.number += 1;
        let cut = |number: u64| {
            incomplete(format!(
                "the .shp file is damaged: it ends inside record {number}"
            ))
        };
        let mut head = [0; 8];
        self.source.read_exact(&mut head).map_err(|_| cut(self.number))?;
        let words = u32::from_be_bytes([head[4], head[5], head[6], head[7]]);
        let length = u64::from(words) * 2;
        self.left = self.left.saturating_sub(8 + length);
        if length > self.limit as u64 {
            let copied = std::io::copy(&mut self.source.by_ref().take(length), &mut std::io::sink());
            copied.map_err(|_| cut(self.number))?;
            return Ok(Some(Err(format!(
                "the shape is longer than {} bytes",
                self.limit
            ))));
        }
        self.buffer.clear();
        let read = self
            .source
            .by_ref()
            .take(length)
            .read_to_end(&mut self.buffer)
            .map_err(|_| cut(self.number))?;
        if (read as u64) < length {
            return Err(cut(self.number));
        }
        let size = i32::try_from(length).map_err(|_| cut(self.number))?;
        let shape = Shape::read_from(&mut Cursor::new(self.buffer.as_slice()), size);
        Ok(Some(match shape {
            Ok(shape) => geometry(shape),
            Err(error) => Err(format!("the shape is damaged: {error}")),
        }))
    }
}

fn coord(point: &impl HasXY) -> Coord<f64> {
    Coord {
        x: point.x(),
        y: point.y(),
    }
}

fn line<P: HasXY>(points: &[P]) -> LineString<f64> {
    LineString(points.iter().map(coord).collect())
}

fn geometry(shape: Shape) -> Found {
    Ok(Some(match shape {
        Shape::NullShape => return Ok(None),
        Shape::Point(point) => Point(coord(&point)).into(),
        Shape::PointM(point) => Point(coord(&point)).into(),
        Shape::PointZ(point) => Point(coord(&point)).into(),
        Shape::Multipoint(points) => many(points.points()),
        Shape::MultipointM(points) => many(points.points()),
        Shape::MultipointZ(points) => many(points.points()),
        Shape::Polyline(lines) => paths(lines.parts()),
        Shape::PolylineM(lines) => paths(lines.parts()),
        Shape::PolylineZ(lines) => paths(lines.parts()),
        Shape::Polygon(polygon) => return surfaces(polygon.rings()),
        Shape::PolygonM(polygon) => return surfaces(polygon.rings()),
        Shape::PolygonZ(polygon) => return surfaces(polygon.rings()),
        Shape::Multipatch(_) => return Err("solids (multipatch) cannot be shown on a map".to_owned()),
    }))
}

fn many<P: HasXY>(points: &[P]) -> Geometry<f64> {
    MultiPoint(points.iter().map(|point| Point(coord(point))).collect()).into()
}

fn paths<P: HasXY>(parts: &[Vec<P>]) -> Geometry<f64> {
    let mut lines: Vec<_> = parts.iter().map(|part| line(part)).collect();
    match lines.pop() {
        Some(only) if lines.is_empty() => only.into(),
        Some(last) => {
            lines.push(last);
            MultiLineString(lines).into()
        }
        None => MultiLineString(lines).into(),
    }
}

/// Outer rings are clockwise in a Shapefile; each hole belongs to the smallest outer ring around it.
fn surfaces<P: HasXY>(rings: &[PolygonRing<P>]) -> Found {
    let lines: Vec<LineString<f64>> = rings
        .iter()
        .map(|ring| line(ring.points()))
        .filter(|ring| ring.0.len() > 2)
        .collect();
    let (mut outer, mut holes): (Vec<LineString<f64>>, Vec<LineString<f64>>) =
        lines.into_iter().partition(|ring| doubled_area(&ring.0) <= 0.0);
    if outer.is_empty() {
        // Wound the wrong way round by their maker.
        std::mem::swap(&mut outer, &mut holes);
    }
    let mut polygons: Vec<Polygon<f64>> = outer
        .into_iter()
        .map(|ring| Polygon::new(ring, Vec::new()))
        .collect();
    for hole in holes {
        let around = hole.0.first().and_then(|corner| {
            let contains = |polygon: &&mut Polygon<f64>| around(polygon.exterior(), &hole, *corner);
            polygons
                .iter_mut()
                .filter(contains)
                .min_by(|a, b| area(a).total_cmp(&area(b)))
        });
        match around {
            Some(polygon) => polygon.interiors_push(hole),
            None => polygons.push(Polygon::new(hole, Vec::new())),
        }
    }
    Ok(match polygons.len() {
        0 => None,
        1 => polygons.pop().map(Into::into),
        _ => Some(MultiPolygon(polygons).into()),
    })
}

fn area(polygon: &Polygon<f64>) -> f64 {
    doubled_area(&polygon.exterior().0).abs()
}

/// The ring goes around the hole: by the rectangle first, then by a corner of the hole.
fn around(ring: &LineString<f64>, hole: &LineString<f64>, corner: Coord<f64>) -> bool {
    use geo::BoundingRect;
    let (Some(outer), Some(inner)) = (ring.bounding_rect(), hole.bounding_rect()) else {
        return false;
    };
    let fits = outer.min().x <= inner.min().x
        && outer.min().y <= inner.min().y
        && outer.max().x >= inner.max().x
        && outer.max().y >= inner.max().y;
    fits && (ring.0.contains(&corner) || crossings(&ring.0, corner) % 2 == 1)
}

/// How often a ray to the right crosses the ring.
fn crossings(ring: &[Coord<f64>], from: Coord<f64>) -> usize {
    ring.windows(2)
        .filter(|edge| {
            let (a, b) = (edge[0], edge[1]);
            (a.y > from.y) != (b.y > from.y) && from.x < (b.x - a.x) * (from.y - a.y) / (b.y - a.y) + a.x
        })
        .count()
}
