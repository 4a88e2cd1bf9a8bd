//! How is the tree written again? One canonical text a tree, which reads back as the same tree.

use std::fmt::{self, Display, Formatter};

use crate::ast::{
    Aggregate, ArithmeticOp, CompareOp, DateLiteral, Expr, ExprKind, Geometry, Literal, NowArgument,
    PeriodUnit, RangeSpec, ScalarFunction, SearchKind, SpatialRelation, TimeOfDay,
};
use crate::functions::{FUNCTIONS, Function};
use crate::text::{quote_field, quote_text, quote_with};

/// How strongly a node holds together; one that holds less than its place asks for goes between parentheses.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    Or,
    And,
    Not,
    Predicate,
    Sum,
    Product,
    Sign,
    Atom,
}

fn strength(kind: &ExprKind) -> Strength {
    match kind {
        ExprKind::Or(_) => Strength::Or,
        ExprKind::And(_) => Strength::And,
        ExprKind::Not(_) => Strength::Not,
        ExprKind::Compare { .. }
        | ExprKind::IsNull { .. }
        | ExprKind::IsBoolean { .. }
        | ExprKind::Like { .. }
        | ExprKind::InList { .. }
        | ExprKind::InInterval { .. }
        | ExprKind::Membership { .. } => Strength::Predicate,
        ExprKind::Arithmetic {
            op: ArithmeticOp::Add | ArithmeticOp::Subtract,
            ..
        } => Strength::Sum,
        ExprKind::Arithmetic { .. } => Strength::Product,
        ExprKind::Negate(_) => Strength::Sign,
        _ => Strength::Atom,
    }
}

/// An expression where one of at least that strength is asked for.
struct At<'a>(&'a Expr, Strength);

impl Display for At<'_> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        if strength(&self.0.node) < self.1 {
            write!(f, "({})", self.0.node)
        } else {
            self.0.node.fmt(f)
        }
    }
}

/// Things with something between them.
pub(crate) struct Joined<'a, T>(pub(crate) &'a [T], pub(crate) &'static str);

impl<T: Display> Display for Joined<'_, T> {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        for (index, item) in self.0.iter().enumerate() {
            if index > 0 {
                f.write_str(self.1)?;
            }
            item.fmt(f)?;
        }
        Ok(())
    }
}

impl Display for Expr {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        self.node.fmt(f)
    }
}

impl Display for ExprKind {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let value = |value: &'_ Expr| At(value, Strength::Sum).to_string();
        let not = |negated: bool| if negated { "NOT " } else { "" };
        match self {
            Self::Field(name) => f.write_str(&quote_field(name)),
            Self::Literal(literal) => literal.fmt(f),
            Self::Negate(inner) => match &inner.node {
                Self::Literal(Literal::Int(_) | Literal::Double(_)) => write!(f, "-({inner})"),
                _ => write!(f, "-{}", At(inner, Strength::Sign)),
            },
            Self::Arithmetic { op, left, right } => {
                let (left_strength, right_strength) = match op {
                    ArithmeticOp::Add | ArithmeticOp::Subtract => (Strength::Sum, Strength::Product),
                    ArithmeticOp::Multiply | ArithmeticOp::Divide => (Strength::Product, Strength::Sign),
                };
                write!(
                    f,
                    "{} {op} {}",
                    At(left, left_strength),
                    At(right, right_strength)
                )
            }
            Self::Compare { op, left, right } => write!(f, "{} {op} {}", value(left), value(right)),
            Self::And(parts) => {
                let parts: Vec<_> = parts.iter().map(|part| At(part, Strength::Not)).collect();
                Joined(&parts, " AND ").fmt(f)
            }
            Self::Or(parts) => {
                let parts: Vec<_> = parts.iter().map(|part| At(part, Strength::And)).collect();
                Joined(&parts, " OR ").fmt(f)
            }
            Self::Not(inner) => write!(f, "NOT {}", At(inner, Strength::Not)),
            Self::IsNull { value: left, negated } => write!(f, "{} IS {}NULL", value(left), not(*negated)),
            Self::IsBoolean {
                value: left,
                truth,
                negated,
            } => {
                let truth = if *truth { "TRUE" } else { "FALSE" };
                write!(f, "{} IS {}{truth}", value(left), not(*negated))
            }
            Self::Like { value: left, pattern } => write!(f, "{} LIKE {}", value(left), quote_text(pattern)),
            Self::InList { value: left, list } => write!(f, "{} IN ({})", value(left), Joined(list, ", ")),
            Self::InInterval {
                value: left,
                low,
                high,
                low_included,
                high_included,
            } => {
                let open = if *low_included { '[' } else { ']' };
                let close = if *high_included { ']' } else { '[' };
                write!(f, "{} IN {open}{low} .. {high}{close}", value(left))
            }
            Self::Membership { value: left, field } => write!(f, "{} IN {field}", value(left)),
            Self::FullText(text) => f.write_str(&quote_text(text)),
            Self::Search { kind, fields, text } => {
                write!(f, "{kind}(")?;
                for field in fields {
                    write!(f, "{}, ", quote_field(&field.node))?;
                }
                write!(f, "{})", quote_text(text))
            }
            Self::WithinDistance {
                field,
                center,
                metres,
            } => {
                write!(f, "within_distance({field}, {}, {metres}m)", center.node)
            }
            Self::InBbox { field, corners } => write!(f, "in_bbox({field}, {})", Joined(corners, ", ")),
            Self::Spatial {
                relation,
                field,
                shape,
            } => write!(f, "{relation}({field}, {})", shape.node),
            Self::Call { function, arguments } => write!(f, "{function}({})", Joined(arguments, ", ")),
            Self::Now(arguments) => write!(f, "now({})", Joined(arguments, ", ")),
            Self::Aggregate(aggregate) => aggregate.fmt(f),
            Self::Range { value, spec } => write!(f, "range({value}, {spec})"),
            Self::GeoCluster { field, zoom, radius } => write!(f, "geo_cluster({field}, {zoom}, {radius})"),
            Self::Random(seed) => write!(f, "random({seed})"),
        }
    }
}

impl Display for Literal {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Null => f.write_str("NULL"),
            Self::Boolean(true) => f.write_str("TRUE"),
            Self::Boolean(false) => f.write_str("FALSE"),
            Self::Int(whole) => whole.fmt(f),
            // Debug keeps a fraction or an exponent, so that the number stays a decimal.
            Self::Double(number) => write!(f, "{number:?}"),
            Self::Text(text) => f.write_str(&quote_text(text)),
            Self::Date(date) => date.fmt(f),
            Self::Geometry(geometry) => geometry.fmt(f),
        }
    }
}

impl Display for DateLiteral {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "date'{:04}", self.year)?;
        for part in [self.month, self.day].into_iter().flatten() {
            write!(f, "-{part:02}")?;
        }
        if let Some(time) = self.time {
            write!(f, "T{time}")?;
        }
        match self.offset_minutes {
            None => {}
            Some(0) => f.write_str("Z")?,
            Some(minutes) => {
                let sign = if minutes < 0 { '-' } else { '+' };
                write!(f, "{sign}{:02}:{:02}", minutes.abs() / 60, minutes.abs() % 60)?;
            }
        }
        f.write_str("'")
    }
}

impl Display for TimeOfDay {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{:02}:{:02}", self.hour, self.minute)?;
        if let Some(second) = self.second {
            write!(f, ":{second:02}")?;
        }
        if self.microsecond > 0 {
            write!(f, ".{:06}", self.microsecond)?;
        }
        Ok(())
    }
}

impl Display for Geometry {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "geom{}", quote_with(&self.0, '\''))
    }
}

impl Display for ArithmeticOp {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Add => "+",
            Self::Subtract => "-",
            Self::Multiply => "*",
            Self::Divide => "/",
        })
    }
}

impl Display for CompareOp {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Equal => "=",
            Self::NotEqual => "!=",
            Self::Less => "<",
            Self::LessOrEqual => "<=",
            Self::Greater => ">",
            Self::GreaterOrEqual => ">=",
        })
    }
}

impl Display for SearchKind {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        name_of(Function::Search(*self), f)
    }
}

impl Display for SpatialRelation {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        name_of(Function::Spatial(*self), f)
    }
}

impl Display for ScalarFunction {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Math(function) => function.fmt(f),
            function => name_of(Function::Scalar(*function), f),
        }
    }
}

fn name_of(function: Function, f: &mut Formatter<'_>) -> fmt::Result {
    let name = FUNCTIONS
        .iter()
        .find(|(_, known)| *known == function)
        .map_or("", |(name, _)| name);
    f.write_str(name)
}

impl Display for NowArgument {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        write!(f, "{}={}", self.part, self.value)
    }
}

impl Display for Aggregate {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::CountAll => f.write_str("count(*)"),
            Self::Count(value) => write!(f, "count({value})"),
            Self::CountDistinct(value) => write!(f, "count(distinct {value})"),
            Self::Sum(value) => write!(f, "sum({value})"),
            Self::Avg(value) => write!(f, "avg({value})"),
            Self::Min(value) => write!(f, "min({value})"),
            Self::Max(value) => write!(f, "max({value})"),
            Self::StdDev(value) => write!(f, "stddev({value})"),
            Self::Median(value) => write!(f, "median({value})"),
            Self::Percentile(value, percent) => write!(f, "percentile({value}, {percent})"),
            Self::Envelope(field) => write!(f, "envelope({field})"),
            Self::Bbox(field) => write!(f, "bbox({field})"),
        }
    }
}

impl Display for RangeSpec {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Width(width) => width.fmt(f),
            Self::Period { count, unit } => write!(f, "{count} {unit}"),
            Self::Bounds {
                open_below,
                bounds,
                open_above,
            } => {
                let below = if *open_below { "*, " } else { "" };
                let above = if *open_above { ", *" } else { "" };
                write!(f, "{below}{}{above}", Joined(bounds, ", "))
            }
        }
    }
}

impl Display for PeriodUnit {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}
