//! Where is it, and which words does it hold? The predicates written as functions.

use super::{Mode, Parsed, Parser};
use crate::ast::{Expr, ExprKind, Geometry, Literal, ScalarFunction, SearchKind, Spanned, SpatialRelation};
use crate::lexer::{Symbol, TokenKind};
use crate::v1::numbers;

/// Metres in a unit; letter case does not count.
const DISTANCE_UNITS: &[(&str, f64)] = &[
    ("m", 1.0),
    ("km", 1000.0),
    ("cm", 0.01),
    ("mm", 0.001),
    ("mi", 1609.344),
    ("yd", 0.9144),
    ("ft", 0.3048),
];

impl Parser<'_> {
    /// `[* ,] "text"` or `f, g, "text"`
    pub(super) fn search(&mut self, kind: SearchKind) -> Parsed<ExprKind> {
        let mut fields = Vec::new();
        if self.eat(Symbol::Star) {
            self.expect(Symbol::Comma)?;
        } else {
            while matches!(self.kind(), TokenKind::Name | TokenKind::Backquoted(_)) {
                fields.push(self.name()?);
                self.expect(Symbol::Comma)?;
            }
        }
        Ok(ExprKind::Search {
            kind,
            fields,
            text: self.quoted_text()?,
        })
    }

    /// `geom'…'`
    fn geometry(&mut self) -> Parsed<Spanned<Geometry>> {
        let start = self.start();
        if !self.is_word("geom") {
            return Err(self
                .unexpected()
                .with_hint("A geometry is written geom'POINT(2.35 48.85)': longitude first."));
        }
        self.bump();
        let node = Geometry(self.quoted_text()?);
        Ok(Spanned {
            node,
            span: self.since(start),
        })
    }

    /// `field, geom'…', 10km`
    pub(super) fn within_distance(&mut self) -> Parsed<ExprKind> {
        let field = self.field()?;
        self.expect(Symbol::Comma)?;
        let center = self.geometry()?;
        self.expect(Symbol::Comma)?;
        Ok(ExprKind::WithinDistance {
            field,
            center,
            metres: self.metres()?,
        })
    }

    /// `field, geom'…'`: a number of metres; with a distance after them, the legacy form of `within_distance`.
    pub(super) fn distance(&mut self, mode: Mode) -> Parsed<ExprKind> {
        let field = self.field()?;
        self.expect(Symbol::Comma)?;
        let center = self.geometry()?;
        if mode == Mode::Condition && self.eat(Symbol::Comma) {
            return Ok(ExprKind::WithinDistance {
                field,
                center,
                metres: self.metres()?,
            });
        }
        let point = Expr {
            node: ExprKind::Literal(Literal::Geometry(center.node)),
            span: center.span,
        };
        Ok(ExprKind::Call {
            function: ScalarFunction::Distance,
            arguments: vec![*field, point],
        })
    }

    /// A number and a unit, metres without.
    fn metres(&mut self) -> Parsed<f64> {
        if self.kind() != &TokenKind::Number {
            return Err(self.unexpected());
        }
        let start = self.start();
        let number = self.decimal()?;
        if self.kind() != &TokenKind::Name {
            return Ok(number);
        }
        let unit = self.source();
        match DISTANCE_UNITS
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(unit))
        {
            Some((_, metres)) => {
                self.bump();
                let metres = number * metres;
                if metres.is_finite() {
                    Ok(metres)
                } else {
                    self.invalid("The distance is too long.", start)
                }
            }
            None => Err(self
                .unexpected()
                .with_hint("Units of distance are m, km, cm, mm, mi, yd and ft.")),
        }
    }

    /// `field, lat, lon, lat, lon`
    pub(super) fn in_bbox(&mut self) -> Parsed<ExprKind> {
        let field = self.field()?;
        let mut corners = [0.0; 4];
        for corner in &mut corners {
            self.expect(Symbol::Comma)?;
            *corner = self.decimal()?;
        }
        Ok(ExprKind::InBbox { field, corners })
    }

    /// `field, geom'POINT(…)', geom'POINT(…)'`: two opposite corners, as version 2.0 wrote `in_bbox`.
    pub(super) fn legacy_bbox(&mut self) -> Parsed<ExprKind> {
        let field = self.field()?;
        let mut corners = [0.0; 4];
        for corner in corners.chunks_exact_mut(2) {
            self.expect(Symbol::Comma)?;
            let start = self.start();
            let point = self.geometry()?;
            let [longitude, latitude] = numbers(&point.node.0)[..] else {
                return self.invalid("A corner of a box is a point: geom'POINT(2.35 48.85)'.", start);
            };
            corner.copy_from_slice(&[latitude, longitude]);
        }
        Ok(ExprKind::InBbox { field, corners })
    }

    /// `field, geom'…'`
    pub(super) fn spatial(&mut self, relation: SpatialRelation) -> Parsed<ExprKind> {
        let field = self.field()?;
        self.expect(Symbol::Comma)?;
        Ok(ExprKind::Spatial {
            relation,
            field,
            shape: self.geometry()?,
        })
    }

    /// `field, geom'…' [, INTERSECTS | DISJOINT | WITHIN]`
    pub(super) fn legacy_geometry(&mut self) -> Parsed<ExprKind> {
        let mut node = self.spatial(SpatialRelation::Intersects)?;
        if self.eat(Symbol::Comma)
            && let ExprKind::Spatial { relation, .. } = &mut node
        {
            *relation = if self.eat_word("intersects") || self.eat_word("intersect") {
                SpatialRelation::Intersects
            } else if self.eat_word("disjoint") {
                SpatialRelation::Disjoint
            } else if self.eat_word("within") {
                SpatialRelation::Within
            } else {
                return Err(self
                    .unexpected()
                    .with_hint("Modes are INTERSECTS, DISJOINT and WITHIN."));
            };
        }
        Ok(node)
    }
}
