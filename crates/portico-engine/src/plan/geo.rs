//! Where must it lie? Geometric conditions, each with a rectangle in front of it that statistics can prune.

use ::geo::{Geometry, Point, Translate};
use datafusion::logical_expr::{Expr, lit};
use portico_model::{Extent, FieldType};
use portico_odsql::{Expr as Ast, ExprKind, Geometry as Text, Spanned, SpatialRelation};

use super::condition::{all_of, any_of};
use super::scope::{Scope, with_hint};
use super::value::column;
use crate::EngineError;
use crate::functions::geo::{self, Place};
use crate::geometry::{parse_literal, rectangle};
use crate::store::convert::{point_columns, shape_columns};

/// Metres of a degree of latitude on the sphere of distances.
const DEGREE: f64 = geo::EARTH_RADIUS * std::f64::consts::PI / 180.0;

impl Scope<'_> {
    /// The stored columns of a geometric field.
    pub(crate) fn place(&self, node: &Ast) -> Result<Place, EngineError> {
        let ExprKind::Field(name) = &node.node else {
            return Err(self.malformed("Geometric functions take a field.", &node.span));
        };
        let field = self.field(name, &node.span)?;
        match field.ty {
            FieldType::GeoPoint2d => Ok(Place::Point(point_columns(name).map(|name| column(&name)))),
            FieldType::GeoShape => Ok(Place::Shape(column(name))),
            other => {
                let what = format!("`{name}` is no geometry: it is {}.", other.as_str());
                let error = self.malformed(what, &node.span);
                Err(match self.schema.geometry() {
                    Some(field) => with_hint(error, format!("The geometry is `{}`.", field.name)),
                    None => error,
                })
            }
        }
    }

    fn literal_geometry(&self, text: &Text, span: &std::ops::Range<usize>) -> Result<Geometry, EngineError> {
        parse_literal(&text.0).ok_or_else(|| {
            with_hint(
                self.malformed("Invalid geometry.", span),
                "Write WKT, GeoJSON or hexadecimal WKB, longitude first: geom'POINT(2.35 48.85)'.",
            )
        })
    }

    /// A literal that is a point on the Earth; the longitude may have gone round once more.
    pub(super) fn center(&self, text: &Text, span: &std::ops::Range<usize>) -> Result<Point, EngineError> {
        match self.literal_geometry(text, span)? {
            Geometry::Point(point) if point.y().abs() <= 90.0 && point.x().abs() <= 540.0 => Ok(point),
            Geometry::Point(_) => Err(with_hint(
                self.malformed("Invalid geometry: the point does not lie on the Earth.", span),
                "The longitude comes first: geom'POINT(2.35 48.85)'.",
            )),
            _ => Err(self.malformed(
                "A distance is measured from a point: geom'POINT(2.35 48.85)'.",
                span,
            )),
        }
    }

    pub(super) fn within_distance(
        &self,
        field: &Ast,
        center: &Spanned<Text>,
        metres: f64,
    ) -> Result<Expr, EngineError> {
        let place = self.place(field)?;
        let center = self.center(&center.node, &center.span)?;
        let exact = geo::within_distance(place, center, metres);
        Ok(match around(center, metres) {
            Some(area) => self.overlap(field, area)?.and(exact),
            None => exact,
        })
    }

    /// `[lat, lon, lat, lon]`, two opposite corners. From the south-west to the north-east, a rectangle that would go more than half
    /// around the world the wrong way goes over the antimeridian.
    pub(super) fn in_bbox(&self, field: &Ast, corners: [f64; 4]) -> Result<Expr, EngineError> {
        let [lat1, lon1, lat2, lon2] = corners;
        let crosses = lat1 <= lat2 && lon1 - lon2 > 180.0 && lon1 - lon2 < 360.0;
        let (west, east) = if crosses {
            (lon1, lon2 + 360.0)
        } else {
            (lon1.min(lon2), lon1.max(lon2))
        };
        let area = Extent {
            west,
            south: lat1.min(lat2),
            east,
            north: lat1.max(lat2),
        };
        let parts = turns(area).map(|turn| {
            let [west, east] = [area.west, area.east].map(|lon| lon + turn);
            self.in_area(field, Extent { west, east, ..area })
        });
        Ok(any_of(parts.collect::<Result<Vec<_>, _>>()?))
    }

    /// The geometry has something in common with the rectangle.
    pub(crate) fn in_area(&self, field: &Ast, area: Extent) -> Result<Expr, EngineError> {
        let place = self.place(field)?;
        let overlap = self.overlap(field, area)?;
        if matches!(place, Place::Point(_)) {
            return Ok(overlap);
        }
        let literal = Geometry::Rect(::geo::Rect::new((area.west, area.south), (area.east, area.north)));
        let literal = match literal {
            Geometry::Rect(rect) => Geometry::Polygon(rect.to_polygon()),
            other => other,
        };
        Ok(overlap.and(geo::related(place, SpatialRelation::Intersects, literal)))
    }

    pub(super) fn spatial(
        &self,
        relation: SpatialRelation,
        field: &Ast,
        shape: &Spanned<Text>,
    ) -> Result<Expr, EngineError> {
        let literal = self.literal_geometry(&shape.node, &shape.span)?;
        let turns: Vec<f64> = match rectangle(&literal) {
            Some(area) => turns(area).collect(),
            None => vec![0.0],
        };
        let mut parts = Vec::with_capacity(turns.len());
        for turn in turns {
            let turned = literal.translate(turn, 0.0);
            let area = rectangle(&turned).filter(|_| relation != SpatialRelation::Disjoint);
            let exact = geo::related(self.place(field)?, relation, turned);
            parts.push(match area {
                Some(area) => self.overlap(field, area)?.and(exact),
                None => exact,
            });
        }
        Ok(match relation {
            SpatialRelation::Disjoint => all_of(parts),
            SpatialRelation::Intersects | SpatialRelation::Within => any_of(parts),
        })
    }

    /// The rectangle of the geometry overlaps that one; null without a geometry.
    pub(crate) fn overlap(&self, field: &Ast, area: Extent) -> Result<Expr, EngineError> {
        let ExprKind::Field(name) = &field.node else {
            return Err(self.malformed("Geometric functions take a field.", &field.span));
        };
        let [west, south, east, north] = if let Place::Point(_) = self.place(field)? {
            let [lon, lat] = point_columns(name).map(|name| column(&name));
            [lon.clone(), lat.clone(), lon, lat]
        } else {
            shape_columns(name).map(|name| column(&name))
        };
        Ok(all_of(vec![
            east.gt_eq(lit(area.west)),
            west.lt_eq(lit(area.east)),
            north.gt_eq(lit(area.south)),
            south.lt_eq(lit(area.north)),
        ]))
    }
}

/// How far a rectangle is to be turned around the Earth to lie where geometries are, from -180 to 180 degrees: as it is, and once more for
/// each end that goes over the antimeridian, as on a map that was moved on.
fn turns(area: Extent) -> impl Iterator<Item = f64> {
    let is_needed = move |turn: &f64| {
        *turn == 0.0
            || (*turn < 0.0 && area.east > 180.0 && area.west + turn <= 180.0)
            || (*turn > 0.0 && area.west < -180.0 && area.east + turn >= -180.0)
    };
    [0.0, -360.0, 360.0].into_iter().filter(is_needed)
}

/// A rectangle that holds the circle, when the circle holds neither a pole nor the antimeridian.
fn around(center: Point, metres: f64) -> Option<Extent> {
    let tall = metres.max(0.0) / DEGREE * 1.000_001 + 1e-9;
    let (south, north) = (center.y() - tall, center.y() + tall);
    if south < -89.9 || north > 89.9 {
        return None;
    }
    let wide = (tall.to_radians().sin() / center.y().to_radians().cos())
        .asin()
        .to_degrees()
        * 1.000_001
        + 1e-9;
    let (west, east) = (center.x() - wide, center.x() + wide);
    (wide.is_finite() && tall < 90.0 && west >= -180.0 && east <= 180.0).then_some(Extent {
        west,
        south,
        east,
        north,
    })
}
