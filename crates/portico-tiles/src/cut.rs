//! Which part of a geometry lies in a rectangle of degrees? For programs that cut large geometries once, before many tiles.

use geo_types::{Coord, LineString, Polygon};

use crate::Bounds;
use crate::clip::{self, Frame, Place};

/// The part of a polygon inside; parts that only the outside connects stay connected along the rectangle's edge.
#[must_use]
pub fn cut_polygon(polygon: &Polygon<f64>, bounds: &Bounds) -> Option<Polygon<f64>> {
    let frame = frame(bounds);
    let ring = |line: &LineString<f64>| {
        Some(clip::ring(&places(line), &frame))
            .filter(|ring| ring.len() > 2)
            .map(back)
    };
    let outer = ring(polygon.exterior())?;
    Some(Polygon::new(
        outer,
        polygon.interiors().iter().filter_map(ring).collect(),
    ))
}

/// The pieces of a line inside.
#[must_use]
pub fn cut_line(line: &LineString<f64>, bounds: &Bounds) -> Vec<LineString<f64>> {
    clip::line(&places(line), &frame(bounds))
        .into_iter()
        .map(back)
        .collect()
}

fn frame(bounds: &Bounds) -> Frame {
    Frame {
        left: bounds.west,
        top: bounds.south,
        right: bounds.east,
        bottom: bounds.north,
    }
}

fn places(line: &LineString<f64>) -> Vec<Place> {
    line.0.iter().map(|coord| (coord.x, coord.y)).collect()
}

fn back(places: Vec<Place>) -> LineString<f64> {
    places.into_iter().map(|(x, y)| Coord { x, y }).collect()
}

#[cfg(test)]
mod tests {
    use geo_types::{line_string, polygon};

    use super::*;

    const BOUNDS: Bounds = Bounds {
        west: 0.0,
        south: 0.0,
        east: 10.0,
        north: 10.0,
    };

    #[test]
    fn only_what_lies_inside_is_left() {
        let square = polygon![(x: 5.0, y: 5.0), (x: 15.0, y: 5.0), (x: 15.0, y: 15.0), (x: 5.0, y: 15.0)];
        let cut = cut_polygon(&square, &BOUNDS).unwrap();
        assert!(cut.exterior().0.iter().all(|c| c.x <= 10.0 && c.y <= 10.0));
        assert_eq!(cut.exterior().0.first(), cut.exterior().0.last());
        assert!(
            cut_polygon(
                &polygon![(x: 15.0, y: 5.0), (x: 16.0, y: 5.0), (x: 15.0, y: 6.0)],
                &BOUNDS
            )
            .is_none()
        );
        let line = line_string![(x: -5.0, y: 5.0), (x: 5.0, y: 5.0)];
        assert_eq!(
            cut_line(&line, &BOUNDS),
            [line_string![(x: 0.0, y: 5.0), (x: 5.0, y: 5.0)]]
        );
    }
}
