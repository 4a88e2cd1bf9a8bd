//! What becomes of land that crosses the antimeridian or holds a pole? The atlas has it whole, as on a globe; a flat map needs pieces.

use geo_types::{Coord, LineString, Polygon};
use portico_tiles::{Bounds, cut_polygon};

/// No coast is nearer to a pole, in degrees.
const ALMOST_POLE: f64 = 89.5;

/// The polygon as pieces between 180° west and 180° east.
pub(super) fn planar(polygon: &Polygon<f64>) -> Vec<Polygon<f64>> {
    // A ring that is nothing but a pole has no area; the coast around it follows as if it were a hole.
    let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
    let mut rings = rings.filter(|ring| ring.0.iter().any(|place| place.y.abs() < ALMOST_POLE));
    let Some(exterior) = rings.next() else {
        return Vec::new();
    };
    let mut outer = unwrapped(exterior);
    close_over_pole(&mut outer);
    let (west, east) = range(&outer);
    let holes = rings.map(|hole| {
        let mut hole = unwrapped(hole);
        let turns = ((f64::midpoint(west, east) - hole.first().map_or(0.0, |coord| coord.x)) / 360.0).round();
        hole.iter_mut().for_each(|coord| coord.x += turns * 360.0);
        LineString::new(hole)
    });
    let holes: Vec<_> = holes.collect();
    if west >= -180.0 && east <= 180.0 {
        return vec![Polygon::new(LineString::new(outer), holes)];
    }
    let whole = Polygon::new(LineString::new(outer), holes);
    let pieces = [-360.0, 0.0, 360.0].into_iter().filter_map(|turn| {
        let part = Bounds {
            west: turn - 180.0,
            south: -90.0,
            east: turn + 180.0,
            north: 90.0,
        };
        let piece = cut_polygon(&whole, &part)?;
        let back = |line: &LineString<f64>| {
            line.0
                .iter()
                .map(|coord| Coord {
                    x: coord.x - turn,
                    y: coord.y,
                })
                .collect()
        };
        Some(Polygon::new(
            back(piece.exterior()),
            piece.interiors().iter().map(back).collect(),
        ))
    });
    pieces
        .filter(|piece| range(&piece.exterior().0).0 < range(&piece.exterior().0).1)
        .collect()
}

/// Longitudes that go on beyond 180° instead of jumping to the other side.
fn unwrapped(line: &LineString<f64>) -> Vec<Coord<f64>> {
    let mut turn = 0.0;
    let mut before: Option<f64> = None;
    let mut places = Vec::with_capacity(line.0.len());
    for coord in &line.0 {
        if let Some(before) = before {
            turn -= ((coord.x - before) / 360.0).round() * 360.0;
        }
        before = Some(coord.x);
        places.push(Coord {
            x: coord.x + turn,
            y: coord.y,
        });
    }
    places
}

/// A ring that ends a whole turn from where it began goes around a pole: it is closed along the map's edge.
fn close_over_pole(places: &mut Vec<Coord<f64>>) {
    let (Some(first), Some(last)) = (places.first().copied(), places.last().copied()) else {
        return;
    };
    if (last.x - first.x).abs() < 180.0 {
        return;
    }
    let pole = if first.y < 0.0 { -90.0 } else { 90.0 };
    places.push(Coord { x: last.x, y: pole });
    places.push(Coord { x: first.x, y: pole });
    places.push(first);
}

fn range(places: &[Coord<f64>]) -> (f64, f64) {
    places.iter().fold((f64::MAX, f64::MIN), |(low, high), coord| {
        (low.min(coord.x), high.max(coord.x))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[track_caller]
    fn check(ring: &[(f64, f64)], expected: &[(f64, f64)]) {
        let pieces = planar(&Polygon::new(LineString::from(ring.to_vec()), Vec::new()));
        let ranges: Vec<(f64, f64)> = pieces.iter().map(|piece| range(&piece.exterior().0)).collect();
        assert_eq!(ranges, expected);
    }

    #[test]
    fn land_is_cut_at_the_antimeridian() {
        check(
            &[(10.0, 0.0), (20.0, 0.0), (20.0, 5.0), (10.0, 0.0)],
            &[(10.0, 20.0)],
        );
        check(
            &[
                (170.0, 0.0),
                (-170.0, 0.0),
                (-170.0, 5.0),
                (170.0, 5.0),
                (170.0, 0.0),
            ],
            &[(170.0, 180.0), (-180.0, -170.0)],
        );
        check(
            &[
                (-180.0, 0.0),
                (-170.0, 0.0),
                (-170.0, 5.0),
                (-180.0, 5.0),
                (-180.0, 0.0),
            ],
            &[(-180.0, -170.0)],
        );
        check(
            &[
                (-180.0, 0.0),
                (179.0, 1.0),
                (179.0, 5.0),
                (180.0, 5.0),
                (-180.0, 0.0),
            ],
            &[(179.0, 180.0)],
        );
    }

    #[test]
    fn a_ring_that_is_only_a_pole_gives_way_to_the_coast() {
        let around = |y: f64| -> LineString<f64> {
            let steps = (0..=36).map(|step| (f64::from((step * 10 + 180) % 360 - 180), y));
            steps.collect::<Vec<_>>().into()
        };
        let pieces = planar(&Polygon::new(around(-89.999), vec![around(-70.0)]));
        assert!(pieces.iter().all(|piece| piece.interiors().is_empty()));
        let highest = pieces
            .iter()
            .flat_map(|piece| &piece.exterior().0)
            .map(|place| place.y)
            .fold(-90.0, f64::max);
        assert!((highest + 70.0).abs() < 1e-9, "{highest}");
    }

    #[test]
    fn land_around_a_pole_reaches_it() {
        let ring: Vec<(f64, f64)> = (0..=36)
            .map(|step| (f64::from((step * 10 + 180) % 360 - 180), -70.0))
            .collect();
        let pieces = planar(&Polygon::new(LineString::from(ring), Vec::new()));
        let lowest = pieces
            .iter()
            .flat_map(|piece| &piece.exterior().0)
            .map(|coord| coord.y)
            .fold(0.0, f64::min);
        assert!((lowest + 90.0).abs() < 1e-9);
        let wide: f64 = pieces
            .iter()
            .map(|piece| range(&piece.exterior().0))
            .map(|(low, high)| high - low)
            .sum();
        assert!((wide - 360.0).abs() < 1e-9, "{wide}");
    }
}
