//! Where must it lie? Geometric conditions, each with a rectangle in front of it that statistics can prune.

use ::geo::{Geometry, Point};
use datafusion::logical_expr::{Expr, lit};
use portico_model::{Extent, FieldType};
use portico_odsql::{Expr as Ast, ExprKind, Geometry as Text, Spanned, SpatialRelation};

use super::condition::all_of;
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

    /// A literal that is a point.
    pub(super) fn center(&self, text: &Text, span: &std::ops::Range<usize>) -> Result<Point, EngineError> {
        match self.literal_geometry(text, span)? {
            Geometry::Point(point) => Ok(point),
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

    /// `[lat, lon, lat, lon]`, two opposite corners.
    pub(super) fn in_bbox(&self, field: &Ast, corners: [f64; 4]) -> Result<Expr, EngineError> {
        let [lat1, lon1, lat2, lon2] = corners;
        let area = Extent {
            west: lon1.min(lon2),
            south: lat1.min(lat2),
            east: lon1.max(lon2),
            north: lat1.max(lat2),
        };
        self.in_area(field, area)
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
        let place = self.place(field)?;
        let literal = self.literal_geometry(&shape.node, &shape.span)?;
        let area = rectangle(&literal).filter(|_| relation != SpatialRelation::Disjoint);
        let exact = geo::related(place, relation, literal);
        Ok(match area {
            Some(area) => self.overlap(field, area)?.and(exact),
            None => exact,
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
