//! How are values put together? `range(…)` in its forms, and `geo_cluster(…)`.

use super::{Parsed, Parser};
use crate::ast::{Expr, ExprKind, Literal, PeriodUnit, RangeSpec};
use crate::error::SyntaxError;
use crate::lexer::{Symbol, TokenKind};

/// Short names, where case counts, then long ones, where it does not.
const PERIODS: &[(&str, &str, PeriodUnit)] = &[
    ("ms", "millisecond", PeriodUnit::Millisecond),
    ("s", "second", PeriodUnit::Second),
    ("m", "minute", PeriodUnit::Minute),
    ("h", "hour", PeriodUnit::Hour),
    ("d", "day", PeriodUnit::Day),
    ("w", "week", PeriodUnit::Week),
    ("M", "month", PeriodUnit::Month),
    ("q", "quarter", PeriodUnit::Quarter),
    ("y", "year", PeriodUnit::Year),
];

/// Steps that `EQUI` may make.
const MOST_STEPS: f64 = 1000.0;

impl PeriodUnit {
    /// The long name: `day`.
    #[must_use]
    pub fn name(self) -> &'static str {
        PERIODS
            .iter()
            .find(|(_, _, unit)| *unit == self)
            .map_or("", |(_, long, _)| long)
    }

    /// Longest range, in this unit: ten thousand years, or what a number of 32 bits holds.
    fn most(self) -> i64 {
        const DAYS: i64 = 3_652_425;
        match self {
            Self::Day => DAYS,
            Self::Hour => DAYS * 24,
            Self::Millisecond | Self::Second | Self::Minute => i64::from(u32::MAX),
            Self::Week | Self::Month | Self::Quarter | Self::Year => i64::MAX,
        }
    }

    fn named(name: &str) -> Option<Self> {
        let lower = name.to_ascii_lowercase();
        let singular = lower.strip_suffix('s').unwrap_or(&lower);
        PERIODS
            .iter()
            .find(|(short, long, _)| *short == name || *long == singular)
            .map(|(_, _, unit)| *unit)
    }
}

impl Parser<'_> {
    /// `value, width`, `value, 1 day`, `value, *, 10, 50, *`, and the legacy `value, ]10, 50, 100[`, `value, EQUI(5, 0, 20)`.
    pub(super) fn range(&mut self) -> Parsed<ExprKind> {
        let value = Box::new(self.value()?);
        self.expect(Symbol::Comma)?;
        let start = self.start();
        let spec = if let Some(opens) = self.bracket() {
            self.legacy_bounds(!opens, start)?
        } else if self.is_word("equi") && self.ahead(1) == &TokenKind::Symbol(Symbol::Open) {
            self.equal_steps()?
        } else if self.kind() == &TokenKind::Number && self.ahead(1) == &TokenKind::Name {
            self.period()?
        } else if self.eat(Symbol::Star) {
            self.expect(Symbol::Comma)?;
            let first = self.bound()?;
            self.more_bounds(true, first, start)?
        } else {
            let first = self.bound()?;
            let width = match first.node {
                ExprKind::Literal(Literal::Int(whole)) => Some(whole as f64),
                ExprKind::Literal(Literal::Double(number)) => Some(number),
                _ => None,
            };
            match width {
                Some(width) if self.is(Symbol::Close) => {
                    if width <= 0.0 {
                        return self.invalid("The width of a range is above zero.", start);
                    }
                    RangeSpec::Width(width)
                }
                _ => self.more_bounds(false, first, start)?,
            }
        };
        Ok(ExprKind::Range { value, spec })
    }

    /// `12 hours`; weeks and longer come one at a time.
    fn period(&mut self) -> Parsed<RangeSpec> {
        let start = self.start();
        let count = self.whole_number()?;
        let Some(unit) = PeriodUnit::named(self.source()) else {
            return Err(self.unexpected().with_hint(
                "Units are ms, s, m (minute), h, d, w, M (month), q, y, or their names in full: day, days.",
            ));
        };
        self.bump();
        let alone = matches!(
            unit,
            PeriodUnit::Week | PeriodUnit::Month | PeriodUnit::Quarter | PeriodUnit::Year
        );
        let longest = unit.most();
        if count > longest {
            let what = format!("A range of dates takes at most {longest} {}s.", unit.name());
            return self.invalid(&what, start);
        }
        match u32::try_from(count) {
            Ok(count) if count == 1 || count > 1 && !alone => Ok(RangeSpec::Period { count, unit }),
            _ if alone => {
                let what = format!(
                    "A range of dates takes 1 {0} at a time, not {count} {0}s.",
                    unit.name()
                );
                self.invalid(&what, start)
            }
            _ => self.invalid(
                &format!("A range of dates cannot take {count} {}s.", unit.name()),
                start,
            ),
        }
    }

    /// The bounds after the first one, and maybe a star at the end.
    fn more_bounds(&mut self, open_below: bool, first: Expr, start: usize) -> Parsed<RangeSpec> {
        let mut bounds = vec![first];
        let mut open_above = false;
        while !open_above && self.eat(Symbol::Comma) {
            if self.eat(Symbol::Star) {
                open_above = true;
            } else {
                bounds.push(self.bound()?);
            }
        }
        self.bounds(open_below, bounds, open_above, start)
    }

    /// `10, 50, 100[`: an outward bracket opens its end.
    fn legacy_bounds(&mut self, open_below: bool, start: usize) -> Parsed<RangeSpec> {
        let mut bounds = vec![self.bound()?];
        while self.eat(Symbol::Comma) {
            bounds.push(self.bound()?);
        }
        let Some(open_above) = self.bracket() else {
            return Err(self.unexpected());
        };
        self.bounds(open_below, bounds, open_above, start)
    }

    /// `EQUI(step, low, high)`: bounds at equal steps, the last one `high`, and what lies below and above them.
    fn equal_steps(&mut self) -> Parsed<RangeSpec> {
        let start = self.start();
        self.bump();
        self.expect(Symbol::Open)?;
        let step = self.decimal()?;
        self.expect(Symbol::Comma)?;
        let low = self.decimal()?;
        self.expect(Symbol::Comma)?;
        let high = self.decimal()?;
        self.expect(Symbol::Close)?;
        let steps = ((high - low) / step).ceil();
        if !(step > 0.0 && high > low && steps <= MOST_STEPS) {
            let what = format!(
                "EQUI(step, low, high) takes a step above zero, a high above the low, and makes at most {MOST_STEPS} steps."
            );
            return self.invalid(&what, start);
        }
        let span = self.since(start);
        let bound = |value: f64| {
            let whole = value as i64;
            let literal = if whole as f64 == value {
                Literal::Int(whole)
            } else {
                Literal::Double(value)
            };
            Expr {
                node: ExprKind::Literal(literal),
                span: span.clone(),
            }
        };
        let inner = (0..steps as u32).map(|index| low + step * f64::from(index));
        Ok(RangeSpec::Bounds {
            open_below: true,
            bounds: inner.chain([high]).map(bound).collect(),
            open_above: true,
        })
    }

    fn bounds(
        &self,
        open_below: bool,
        bounds: Vec<Expr>,
        open_above: bool,
        start: usize,
    ) -> Parsed<RangeSpec> {
        if bounds.len() < 2 && !open_below && !open_above {
            return self.invalid("A range with bounds takes two of them, or one and a `*`.", start);
        }
        Ok(RangeSpec::Bounds {
            open_below,
            bounds,
            open_above,
        })
    }

    /// A number or a date.
    fn bound(&mut self) -> Parsed<Expr> {
        let wanted = match self.kind() {
            TokenKind::Number | TokenKind::Symbol(Symbol::Minus | Symbol::Plus) => true,
            TokenKind::Name => self.is_word("date"),
            _ => false,
        };
        if wanted {
            self.constant()
        } else {
            Err(self.unexpected())
        }
    }

    /// `field, zoom [, radius]`: zoom from 0 to 25, radius in pixels, 40 when absent.
    pub(super) fn geo_cluster(&mut self) -> Parsed<ExprKind> {
        let field = self.field()?;
        self.expect(Symbol::Comma)?;
        let start = self.start();
        let zoom = self.whole_number()?;
        let zoom = u8::try_from(zoom)
            .ok()
            .filter(|zoom| *zoom <= 25)
            .ok_or_else(|| {
                let what = format!("The zoom of a cluster is between 0 and 25, not {zoom}.");
                SyntaxError::invalid_value(what, self.since(start))
            })?;
        let mut radius = 40.0;
        if self.eat(Symbol::Comma) {
            let start = self.start();
            radius = self.decimal()?;
            if radius <= 0.0 {
                return self.invalid("The radius of a cluster is above zero.", start);
            }
        }
        Ok(ExprKind::GeoCluster { field, zoom, radius })
    }
}
