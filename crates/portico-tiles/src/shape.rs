//! What is left of a geometry on a plane of whole units: cut to a frame, without invisible detail, wound as tiles want it?

use geo_types::{Coord, Geometry, LineString, Polygon};

use crate::clip::{self, Frame, Place};
use crate::simplify;

/// A place in whole units.
pub(crate) type Unit = (i32, i32);

/// A geometry in whole units.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Shape {
    pub(crate) points: Vec<Unit>,
    pub(crate) lines: Vec<Vec<Unit>>,
    /// Polygons; each its outer ring (clockwise on a screen) and then its holes (the other way round). No repeated last place.
    pub(crate) polygons: Vec<Vec<Vec<Unit>>>,
}

impl Shape {
    /// How many places there are.
    pub(crate) fn weight(&self) -> usize {
        self.points.len()
            + self.lines.iter().map(Vec::len).sum::<usize>()
            + self.polygons.iter().flatten().map(Vec::len).sum::<usize>()
    }

    pub(crate) fn is_empty(&self) -> bool {
        self.points.is_empty() && self.lines.is_empty() && self.polygons.is_empty()
    }
}

/// How to reduce a geometry.
pub(crate) struct Reduction<'a> {
    /// From degrees to units; none for what is not a number.
    pub(crate) project: &'a dyn Fn(Coord<f64>) -> Option<Place>,
    /// What lies outside is cut away.
    pub(crate) frame: Frame,
    /// Detail smaller than this goes, in units.
    pub(crate) tolerance: f64,
    /// Polygons smaller than this on both sides are invisible, in units.
    pub(crate) smallest: f64,
}

impl Reduction<'_> {
    /// Reduces a geometry. A polygon of which nothing would be left to see becomes a square of the smallest size, so that many
    /// small things together still show.
    pub(crate) fn reduce(&self, geometry: &Geometry<f64>) -> Shape {
        let mut shape = Shape::default();
        let mut dust = None;
        self.add(geometry, &mut shape, &mut dust);
        if let (Some((x, y)), true) = (dust, shape.is_empty()) {
            let half = (self.smallest / 2.0).max(1.0);
            let corner = |dx: f64, dy: f64| round((x + dx * half, y + dy * half));
            let square = vec![
                corner(-1.0, -1.0),
                corner(1.0, -1.0),
                corner(1.0, 1.0),
                corner(-1.0, 1.0),
            ];
            shape.polygons.push(vec![square]);
        }
        shape
    }

    fn add(&self, geometry: &Geometry<f64>, shape: &mut Shape, dust: &mut Option<Place>) {
        match geometry {
            Geometry::Point(point) => self.add_point(point.0, shape),
            Geometry::MultiPoint(points) => points.iter().for_each(|point| self.add_point(point.0, shape)),
            Geometry::LineString(line) => self.add_line(line, shape),
            Geometry::Line(line) => self.add_line(&LineString::from(line), shape),
            Geometry::MultiLineString(lines) => lines.iter().for_each(|line| self.add_line(line, shape)),
            Geometry::Polygon(polygon) => self.add_polygon(polygon, shape, dust),
            Geometry::MultiPolygon(polygons) => {
                polygons
                    .iter()
                    .for_each(|polygon| self.add_polygon(polygon, shape, dust));
            }
            Geometry::Rect(rect) => self.add_polygon(&rect.to_polygon(), shape, dust),
            Geometry::Triangle(triangle) => self.add_polygon(&triangle.to_polygon(), shape, dust),
            Geometry::GeometryCollection(parts) => parts.iter().for_each(|part| self.add(part, shape, dust)),
        }
    }

    fn add_point(&self, coord: Coord<f64>, shape: &mut Shape) {
        if let Some(place) = (self.project)(coord).filter(|place| self.frame.contains(*place)) {
            shape.points.push(round(place));
        }
    }

    fn places(&self, line: &LineString<f64>) -> Vec<Place> {
        line.0.iter().filter_map(|coord| (self.project)(*coord)).collect()
    }

    fn add_line(&self, line: &LineString<f64>, shape: &mut Shape) {
        let places = self.places(line);
        for piece in clip::line(&places, &self.frame) {
            let units = distinct(simplify::line(&piece, self.tolerance).into_iter().map(round));
            if units.len() < 2 {
                continue;
            }
            // A piece that goes on where the last one ended is one line with it.
            match shape.lines.last_mut() {
                Some(before) if before.last() == units.first() => before.extend_from_slice(&units[1..]),
                _ => shape.lines.push(units),
            }
        }
    }

    fn add_polygon(&self, polygon: &Polygon<f64>, shape: &mut Shape, dust: &mut Option<Place>) {
        let outer = clip::ring(&self.places(polygon.exterior()), &self.frame);
        let Some(size) = Size::of(&outer).filter(|_| outer.len() > 2) else {
            return;
        };
        let visible = size.width >= self.smallest || size.height >= self.smallest;
        let Some(ring) = self.ring(&outer, true).filter(|_| visible) else {
            if self.frame.contains(size.middle) {
                dust.get_or_insert(size.middle);
            }
            return;
        };
        let mut rings = vec![ring];
        for hole in polygon.interiors() {
            let hole = clip::ring(&self.places(hole), &self.frame);
            let Some(size) = Size::of(&hole) else { continue };
            if size.width >= self.smallest && size.height >= self.smallest {
                rings.extend(self.ring(&hole, false));
            }
        }
        shape.polygons.push(rings);
    }

    /// The ring in whole units, wound as asked; none when it has no area.
    fn ring(&self, places: &[Place], clockwise: bool) -> Option<Vec<Unit>> {
        let mut units = distinct(simplify::ring(places, self.tolerance).into_iter().map(round));
        while units.len() > 1 && units.first() == units.last() {
            units.pop();
        }
        if units.len() < 3 {
            return None;
        }
        let area = doubled_area(&units);
        if area == 0 {
            return None;
        }
        if (area > 0) != clockwise {
            units.reverse();
        }
        Some(units)
    }
}

struct Size {
    width: f64,
    height: f64,
    middle: Place,
}

impl Size {
    fn of(places: &[Place]) -> Option<Self> {
        let first = *places.first()?;
        let (mut low, mut high) = (first, first);
        for &(x, y) in places {
            low = (low.0.min(x), low.1.min(y));
            high = (high.0.max(x), high.1.max(y));
        }
        let middle = ((low.0 + high.0) / 2.0, (low.1 + high.1) / 2.0);
        Some(Self {
            width: high.0 - low.0,
            height: high.1 - low.1,
            middle,
        })
    }
}

/// Positive when the ring runs clockwise on a screen, where y grows downwards.
pub(crate) fn doubled_area(ring: &[Unit]) -> i64 {
    let next = ring.iter().cycle().skip(1);
    let wide = |unit: Unit| (i64::from(unit.0), i64::from(unit.1));
    ring.iter()
        .zip(next)
        .map(|(a, b)| (wide(*a), wide(*b)))
        .map(|(a, b)| a.0 * b.1 - b.0 * a.1)
        .sum()
}

fn round((x, y): Place) -> Unit {
    (x.round() as i32, y.round() as i32)
}

fn distinct(units: impl Iterator<Item = Unit>) -> Vec<Unit> {
    let mut units: Vec<Unit> = units.collect();
    units.dedup();
    units
}
