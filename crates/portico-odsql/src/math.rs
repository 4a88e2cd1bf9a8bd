//! Which functions of numbers may an expression of API v1 call, and with how many of them?

use std::fmt::{self, Display, Formatter};
use std::ops::RangeInclusive;

/// A function of numbers, in expressions of API v1 alone.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum MathFunction {
    /// Milliseconds since 1970, now.
    Time,
    /// From 0 to 1, another number for each record.
    Random,
    /// Sine of radians.
    Sin,
    /// Cosine of radians.
    Cos,
    /// Tangent of radians.
    Tan,
    /// Inverse of the sine.
    Asin,
    /// Inverse of the cosine.
    Acos,
    /// Inverse of the tangent.
    Atan,
    /// The angle of a point: its y, its x.
    Atan2,
    /// Hyperbolic sine.
    Sinh,
    /// Hyperbolic cosine.
    Cosh,
    /// Hyperbolic tangent.
    Tanh,
    /// Degrees to radians.
    ToRadians,
    /// Radians to degrees.
    ToDegrees,
    /// Exponential.
    Exp,
    /// Natural logarithm.
    Log,
    /// Logarithm to the base of ten.
    Log10,
    /// Square root.
    Sqrt,
    /// Cube root.
    Cbrt,
    /// The one to the power of the other.
    Pow,
    /// The long side of a right triangle.
    Hypot,
    /// What is left when the nearest multiple is taken away.
    Remainder,
    /// The next whole number above.
    Ceil,
    /// The next whole number below.
    Floor,
    /// The nearest whole number, halves to the even one.
    Rint,
    /// The nearest whole number, halves up.
    Round,
    /// Without its sign.
    Abs,
    /// The sign: -1, 0 or 1.
    Signum,
    /// How far the next number that can be told apart is.
    Ulp,
    /// The larger one.
    Max,
    /// The smaller one.
    Min,
}

/// Every function by the name that programs send.
const NAMES: [(&str, MathFunction); 31] = [
    ("time", MathFunction::Time),
    ("random", MathFunction::Random),
    ("sin", MathFunction::Sin),
    ("cos", MathFunction::Cos),
    ("tan", MathFunction::Tan),
    ("asin", MathFunction::Asin),
    ("acos", MathFunction::Acos),
    ("atan", MathFunction::Atan),
    ("atan2", MathFunction::Atan2),
    ("sinh", MathFunction::Sinh),
    ("cosh", MathFunction::Cosh),
    ("tanh", MathFunction::Tanh),
    ("toRadians", MathFunction::ToRadians),
    ("toDegrees", MathFunction::ToDegrees),
    ("exp", MathFunction::Exp),
    ("log", MathFunction::Log),
    ("log10", MathFunction::Log10),
    ("sqrt", MathFunction::Sqrt),
    ("cbrt", MathFunction::Cbrt),
    ("pow", MathFunction::Pow),
    ("hypot", MathFunction::Hypot),
    ("IEEEremainder", MathFunction::Remainder),
    ("ceil", MathFunction::Ceil),
    ("floor", MathFunction::Floor),
    ("rint", MathFunction::Rint),
    ("round", MathFunction::Round),
    ("abs", MathFunction::Abs),
    ("signum", MathFunction::Signum),
    ("ulp", MathFunction::Ulp),
    ("max", MathFunction::Max),
    ("min", MathFunction::Min),
];

impl MathFunction {
    /// The function of that name, in any case.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let found = NAMES.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, function)| *function)
    }

    /// Every name.
    pub fn names() -> impl Iterator<Item = &'static str> {
        NAMES.iter().map(|(name, _)| *name)
    }

    /// How many numbers it takes.
    #[must_use]
    pub fn arguments(self) -> RangeInclusive<usize> {
        match self {
            Self::Time | Self::Random => 0..=0,
            Self::Atan2 | Self::Pow | Self::Hypot | Self::Remainder => 2..=2,
            Self::Max | Self::Min => 2..=20,
            _ => 1..=1,
        }
    }

    /// Its value for these numbers: as many as it takes. Nothing where it has none.
    #[must_use]
    pub fn of(self, numbers: &[f64]) -> Option<f64> {
        let first = numbers.first().copied().unwrap_or_default();
        let second = numbers.get(1).copied().unwrap_or_default();
        let value = match self {
            Self::Time | Self::Random => return None,
            Self::Sin => first.sin(),
            Self::Cos => first.cos(),
            Self::Tan => first.tan(),
            Self::Asin => first.asin(),
            Self::Acos => first.acos(),
            Self::Atan => first.atan(),
            Self::Atan2 => first.atan2(second),
            Self::Sinh => first.sinh(),
            Self::Cosh => first.cosh(),
            Self::Tanh => first.tanh(),
            Self::ToRadians => first.to_radians(),
            Self::ToDegrees => first.to_degrees(),
            Self::Exp => first.exp(),
            Self::Log => first.ln(),
            Self::Log10 => first.log10(),
            Self::Sqrt => first.sqrt(),
            Self::Cbrt => first.cbrt(),
            Self::Pow => first.powf(second),
            Self::Hypot => first.hypot(second),
            Self::Remainder => first - second * (first / second).round_ties_even(),
            Self::Ceil => first.ceil(),
            Self::Floor => first.floor(),
            Self::Rint => first.round_ties_even(),
            Self::Round => (first + 0.5).floor(),
            Self::Abs => first.abs(),
            Self::Signum if first == 0.0 => 0.0,
            Self::Signum => first.signum(),
            Self::Ulp => first.abs().next_up() - first.abs(),
            Self::Max => numbers.iter().copied().fold(f64::NEG_INFINITY, f64::max),
            Self::Min => numbers.iter().copied().fold(f64::INFINITY, f64::min),
        };
        // A zero has no sign for readers.
        value.is_finite().then_some(value + 0.0)
    }
}

impl Display for MathFunction {
    fn fmt(&self, f: &mut Formatter<'_>) -> fmt::Result {
        let found = NAMES.iter().find(|(_, function)| function == self);
        f.write_str(found.map_or("", |(name, _)| name))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_function_has_a_name_and_computes() {
        for (name, function) in NAMES {
            assert_eq!(MathFunction::named(&name.to_uppercase()), Some(function));
            assert_eq!(function.to_string(), name);
        }
        let check = |name: &str, numbers: &[f64], expected: Option<f64>| {
            let found = MathFunction::named(name).unwrap().of(numbers);
            let near = match (found, expected) {
                (Some(found), Some(expected)) => (found - expected).abs() < 1e-12,
                (found, expected) => found == expected,
            };
            assert!(near, "{name}({numbers:?}): {found:?}");
        };
        check("sin", &[0.5], Some(0.479_425_538_604_203));
        check("sqrt", &[-1.0], None);
        check("log", &[0.0], None);
        check("pow", &[2.0, 10.0], Some(1024.0));
        check("pow", &[10.0, 400.0], None);
        check("IEEEremainder", &[5.0, 3.0], Some(-1.0));
        check("IEEEremainder", &[5.0, 0.0], None);
        check("rint", &[2.5], Some(2.0));
        check("round", &[2.5], Some(3.0));
        check("round", &[-2.5], Some(-2.0));
        check("signum", &[-3.0], Some(-1.0));
        check("ulp", &[1.0], Some(f64::EPSILON));
        check("max", &[1.0, 7.0, 3.0], Some(7.0));
        check("hypot", &[3.0, 4.0], Some(5.0));
        check("toDegrees", &[std::f64::consts::PI], Some(180.0));
    }
}
