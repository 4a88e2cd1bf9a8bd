//! Is a geometry usable? Rings closed and wound as RFC 7946 asks, degenerate parts dropped, coordinates in range.

use geo_types::{
    Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point,
    Polygon,
};

use super::crs::Reprojection;

/// Rounding beyond 180 and 90 degrees that is forgiven.
const TOLERANCE: f64 = 1e-6;

/// A clean geometry and whether it had to be changed; none when nothing is left of it.
///
/// # Errors
/// Why it cannot be used: coordinates out of range, not finite, or outside the projection.
pub(crate) fn clean(
    mut geometry: Geometry<f64>,
    reprojection: Option<&Reprojection>,
) -> Result<Option<(Geometry<f64>, bool)>, String> {
    let mut repaired = false;
    let is_point = matches!(geometry, Geometry::Point(_));
    visit(&mut geometry, &mut |coord| {
        if let Some(reprojection) = reprojection {
            reprojection.apply(coord)?;
        }
        in_range(coord, is_point, &mut repaired)
    })?;
    let kept = shape(geometry, &mut repaired, 0);
    Ok(kept.map(|geometry| (geometry, repaired)))
}

fn in_range(coord: &mut Coord<f64>, is_point: bool, repaired: &mut bool) -> Result<(), String> {
    if !coord.x.is_finite() || !coord.y.is_finite() {
        return Err("a coordinate is not a finite number".to_owned());
    }
    if is_point && coord.x.abs() > 180.0 && coord.x.abs() <= 360.0 && coord.y.abs() <= 90.0 {
        coord.x -= 360.0_f64.copysign(coord.x);
        *repaired = true;
    }
    if coord.x.abs() > 180.0 + TOLERANCE || coord.y.abs() > 90.0 + TOLERANCE {
        return Err(format!(
            "coordinates {}, {} are not a longitude (-180 to 180) and a latitude (-90 to 90)",
            coord.x, coord.y
        ));
    }
    coord.x = coord.x.clamp(-180.0, 180.0);
    coord.y = coord.y.clamp(-90.0, 90.0);
    Ok(())
}

type Visitor<'a> = dyn FnMut(&mut Coord<f64>) -> Result<(), String> + 'a;

/// Every coordinate, once.
fn visit(geometry: &mut Geometry<f64>, each: &mut Visitor<'_>) -> Result<(), String> {
    match geometry {
        Geometry::Point(point) => each(&mut point.0),
        Geometry::Line(line) => {
            each(&mut line.start)?;
            each(&mut line.end)
        }
        Geometry::LineString(line) => line.0.iter_mut().try_for_each(each),
        Geometry::Polygon(polygon) => visit_polygon(polygon, each),
        Geometry::MultiPoint(points) => points.0.iter_mut().try_for_each(|point| each(&mut point.0)),
        Geometry::MultiLineString(lines) => lines
            .0
            .iter_mut()
            .flat_map(|line| line.0.iter_mut())
            .try_for_each(each),
        Geometry::MultiPolygon(polygons) => polygons
            .0
            .iter_mut()
            .try_for_each(|polygon| visit_polygon(polygon, each)),
        Geometry::GeometryCollection(parts) => parts.0.iter_mut().try_for_each(|part| visit(part, each)),
        Geometry::Rect(_) | Geometry::Triangle(_) => Err("not a geometry of RFC 7946".to_owned()),
    }
}

fn visit_polygon(polygon: &mut Polygon<f64>, each: &mut Visitor<'_>) -> Result<(), String> {
    let mut result = Ok(());
    polygon.exterior_mut(|ring| result = ring.0.iter_mut().try_for_each(&mut *each));
    if result.is_ok() {
        polygon.interiors_mut(|rings| {
            result = rings
                .iter_mut()
                .flat_map(|ring| ring.0.iter_mut())
                .try_for_each(&mut *each);
        });
    }
    result
}

fn shape(geometry: Geometry<f64>, repaired: &mut bool, depth: usize) -> Option<Geometry<f64>> {
    match geometry {
        Geometry::Point(point) => Some(point.into()),
        Geometry::Line(line) => shape(LineString::from(line).into(), repaired, depth),
        Geometry::LineString(line) => path(line, repaired).map(Into::into),
        Geometry::Polygon(polygon) => surface(polygon, repaired).map(Into::into),
        Geometry::MultiPoint(points) => (!points.0.is_empty()).then(|| MultiPoint(points.0).into()),
        Geometry::MultiLineString(lines) => {
            let lines: Vec<_> = lines
                .0
                .into_iter()
                .filter_map(|line| path(line, repaired))
                .collect();
            (!lines.is_empty()).then(|| MultiLineString(lines).into())
        }
        Geometry::MultiPolygon(polygons) => {
            let polygons: Vec<_> = polygons
                .0
                .into_iter()
                .filter_map(|one| surface(one, repaired))
                .collect();
            (!polygons.is_empty()).then(|| MultiPolygon(polygons).into())
        }
        Geometry::GeometryCollection(parts) if depth < 8 => {
            let parts: Vec<_> = parts
                .0
                .into_iter()
                .filter_map(|part| shape(part, repaired, depth + 1))
                .collect();
            (!parts.is_empty()).then_some(Geometry::GeometryCollection(GeometryCollection(parts)))
        }
        Geometry::GeometryCollection(_) | Geometry::Rect(_) | Geometry::Triangle(_) => None,
    }
}

/// A line of two different points at least.
fn path(line: LineString<f64>, repaired: &mut bool) -> Option<LineString<f64>> {
    let different = line
        .0
        .first()
        .is_some_and(|first| line.0.iter().any(|coord| coord != first));
    *repaired |= !different;
    different.then_some(line)
}

/// Exterior counter-clockwise, holes clockwise, every ring closed and with an area.
fn surface(polygon: Polygon<f64>, repaired: &mut bool) -> Option<Polygon<f64>> {
    let (exterior, holes) = polygon.into_inner();
    let exterior = ring(exterior, true, repaired)?;
    let holes = holes
        .into_iter()
        .filter_map(|hole| ring(hole, false, repaired))
        .collect();
    Some(Polygon::new(exterior, holes))
}

fn ring(mut line: LineString<f64>, counter_clockwise: bool, repaired: &mut bool) -> Option<LineString<f64>> {
    let area = doubled_area(&line.0);
    if line.0.len() < 3 || area == 0.0 {
        *repaired = true;
        return None;
    }
    if line.0.first() != line.0.last() {
        line.close();
        *repaired = true;
    }
    // The order of RFC 7946 is younger than most files: turning a ring is no repair to speak of.
    if (area > 0.0) != counter_clockwise {
        line.0.reverse();
    }
    Some(line)
}

/// Twice the signed area, relative to the first corner to keep digits.
pub(crate) fn doubled_area(ring: &[Coord<f64>]) -> f64 {
    let Some(origin) = ring.first() else { return 0.0 };
    let next = ring.iter().cycle().skip(1);
    ring.iter()
        .zip(next)
        .map(|(a, b)| (a.x - origin.x) * (b.y - origin.y) - (b.x - origin.x) * (a.y - origin.y))
        .sum()
}

/// The only point of a geometry: a point, or a multi-point of one.
pub(crate) fn as_point(geometry: &Geometry<f64>) -> Option<Point<f64>> {
    match geometry {
        Geometry::Point(point) => Some(*point),
        Geometry::MultiPoint(points) if points.0.len() == 1 => points.0.first().copied(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::values::places::geometry;

    fn check(text: &str) -> String {
        use geozero::ToWkt;
        match clean(geometry(text).unwrap(), None) {
            Err(reason) => reason,
            Ok(None) => "nothing".to_owned(),
            Ok(Some((geometry, repaired))) => {
                format!(
                    "{}{}",
                    if repaired { "repaired " } else { "" },
                    geometry.to_wkt().unwrap()
                )
            }
        }
    }

    #[test]
    fn surfaces_are_wound_and_stripped_of_what_has_no_area() {
        assert_eq!(check("POLYGON((0 0,0 1,1 1,0 0))"), "POLYGON((0 0,1 1,0 1,0 0))");
        assert_eq!(
            check("POLYGON((0 0,4 0,4 4,0 0),(1 1,1 1,1 1,1 1))"),
            "repaired POLYGON((0 0,4 0,4 4,0 0))"
        );
        assert_eq!(check("POLYGON((0 0,1 1,2 2,0 0))"), "nothing");
        assert_eq!(check("LINESTRING(1 1,1 1)"), "nothing");
    }

    #[test]
    fn coordinates_out_of_range_are_refused() {
        assert!(check("POINT(1 95)").contains("1, 95"), "{}", check("POINT(1 95)"));
        assert_eq!(check("POINT(190 10)"), "repaired POINT(-170 10)");
        assert_eq!(check("POINT(180.0000001 10)"), "repaired POINT(-179.9999999 10)");
    }
}
