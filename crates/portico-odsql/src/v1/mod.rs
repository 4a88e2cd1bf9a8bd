//! What did an older program ask for? The query language of API v1 (`q`, `qv1`): words, field tests, `#functions`.
//!
//! ```text
//! or       = and { ( OR | "||" ) and }
//! and      = not { [ AND | "&&" ] not }                        (words side by side are joined by AND)
//! not      = ( NOT | "-" ) not | primary
//! primary  = "(" or ")" | "#" NAME "(" arguments ")" | NAME operator operand | PHRASE | WORD
//! operator = ":" | "=" | "==" | "!=" | "<>" | "<" | "<=" | ">" | ">="
//! operand  = "#now" [ "(" arguments ")" ] | bracket bound TO bound bracket | "(" operand { OR operand } ")" | PHRASE | VALUE
//! ```
//!
//! People type this into a search box, so nothing is an error: a quote that is never closed is no quote, a parenthesis too
//! many is a blank, an operator without its other side is left out, an unknown function is its words. Only a text longer
//! than [`MAX_LENGTH`] is refused. `AND`, `OR` and `NOT` are operators in capitals; in small letters they are words, except
//! after a field test, a function or a group, where they can only be meant as operators; so is a `not` before one of these.

mod function;
mod now;
mod read;
mod value;

use crate::ast::{CompareOp, NowArgument, SpatialRelation};
use crate::error::SyntaxError;
use crate::parse::MAX_LENGTH;

/// A question in the old language. Which fields exist, and of which types they are, is the engine's to know.
#[derive(Debug, Clone, PartialEq)]
pub enum Clause {
    /// No condition.
    Everything,
    /// All of them hold.
    And(Vec<Clause>),
    /// One of them holds.
    Or(Vec<Clause>),
    /// It does not hold.
    Not(Box<Clause>),
    /// Free words: each occurs in some field, itself or a longer word that begins so.
    Words(String),
    /// Exactly these words side by side, letter case and accents aside.
    Phrase(String),
    /// `field:value`, `field >= value`. When there is no such field, `written` is what was meant as words.
    Test {
        field: String,
        op: TestOp,
        value: Operand,
        written: String,
    },
    /// `field:[a TO b]`; no bound is `*`.
    Interval {
        field: String,
        low: Option<Operand>,
        high: Option<Operand>,
        low_included: bool,
        high_included: bool,
    },
    /// `#null(field)`: no value.
    Null(String),
    /// `#exact(field, "value")`: the whole value, letter by letter.
    Exact { field: String, text: String },
    /// `#search(field, "words")`: nearly these words; no field means all of them.
    Search { fields: Vec<String>, text: String },
    /// `#startswith(field, "text")`: the value begins so.
    StartsWith { fields: Vec<String>, text: String },
    /// `#distance(field, "lat,lon", metres)`; no field means the geometry of the records.
    Distance {
        field: Option<String>,
        latitude: f64,
        longitude: f64,
        metres: f64,
    },
    /// `#polygon(field, "(lat,lon),(lat,lon),…")`: inside; pairs are latitude and longitude.
    Polygon {
        field: Option<String>,
        ring: Vec<[f64; 2]>,
    },
    /// `#geometry(field, "GeoJSON or WKT", mode)`
    Geometry {
        field: Option<String>,
        text: String,
        relation: SpatialRelation,
    },
    /// `#attr(field, name)`: the value equals an attribute of the signed-in person. Nobody has attributes here, so nothing.
    Attribute { field: String, name: String },
}

/// How a field is tested.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum TestOp {
    /// `:` or `=`: numbers and dates equal it, texts hold its words side by side.
    Is,
    /// `==`: the whole value, letter case and accents aside.
    Whole,
    /// `!=`, `<`, `<=`, `>`, `>=`
    Compare(CompareOp),
}

/// What a field is compared with.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Operand {
    /// A value as written, without its quotes.
    Text(String),
    /// `#now(…)`
    Now(Vec<NowArgument>),
}

impl Clause {
    /// The answer depends on the moment of the question.
    #[must_use]
    pub fn depends_on_now(&self) -> bool {
        let now = |operand: &Operand| matches!(operand, Operand::Now(_));
        match self {
            Self::And(parts) | Self::Or(parts) => parts.iter().any(Self::depends_on_now),
            Self::Not(inner) => inner.depends_on_now(),
            Self::Test { value, .. } => now(value),
            Self::Interval { low, high, .. } => low.iter().chain(high).any(now),
            _ => false,
        }
    }
}

/// Reads `q` or `qv1`.
///
/// # Errors
/// [`crate::SyntaxErrorKind::TooLong`] alone.
pub fn parse(text: &str) -> Result<Clause, SyntaxError> {
    if text.len() > MAX_LENGTH {
        return Err(SyntaxError::too_long(text));
    }
    Ok(read::Reader::new(text).question())
}

/// Numbers in a text, whatever stands between them: how circles and polygons are written.
#[must_use]
pub fn numbers(text: &str) -> Vec<f64> {
    text.split(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | '-' | '+' | 'e' | 'E')))
        .filter(|part| !part.is_empty())
        .filter_map(|part| part.parse().ok())
        .filter(|number: &f64| number.is_finite())
        .collect()
}

/// Pairs of latitude and longitude in a text: `(lat,lon),(lat,lon),…`. Nothing when fewer than three make no area.
#[must_use]
pub fn ring(text: &str) -> Option<Vec<[f64; 2]>> {
    let numbers = numbers(text);
    let pairs: Vec<[f64; 2]> = numbers.chunks_exact(2).map(|pair| [pair[0], pair[1]]).collect();
    (pairs.len() >= 3).then_some(pairs)
}
