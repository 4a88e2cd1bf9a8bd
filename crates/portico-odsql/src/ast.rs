//! What did the caller write? The tree of an ODSQL clause, every node with its place in the text.

use std::ops::Range;

use crate::math::MathFunction;

/// A node and the byte range of the text that made it.
#[derive(Debug, Clone, PartialEq)]
pub struct Spanned<T> {
    /// The node.
    pub node: T,
    /// Where it stands in the clause, in bytes.
    pub span: Range<usize>,
}

/// An expression with its place. Conditions and values share one tree, as in the role model.
pub type Expr = Spanned<ExprKind>;

/// What an expression is.
#[derive(Debug, Clone, PartialEq)]
pub enum ExprKind {
    /// A field by name; dotted for catalog metadata (`default.title`).
    Field(String),
    /// A literal value.
    Literal(Literal),
    /// `- a`
    Negate(Box<Expr>),
    /// `a + b` and the other three.
    Arithmetic {
        op: ArithmeticOp,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    /// `a = b` and the others; `:` and `==` are `=`.
    Compare {
        op: CompareOp,
        left: Box<Expr>,
        right: Box<Expr>,
    },
    /// `a AND b`, flattened: at least two parts.
    And(Vec<Expr>),
    /// `a OR b`, flattened: at least two parts.
    Or(Vec<Expr>),
    /// `NOT a`
    Not(Box<Expr>),
    /// `a IS NULL`, `a IS NOT NULL`
    IsNull { value: Box<Expr>, negated: bool },
    /// `a IS TRUE`, `a IS NOT FALSE`…
    IsBoolean {
        value: Box<Expr>,
        truth: bool,
        negated: bool,
    },
    /// `a LIKE "text"`
    Like { value: Box<Expr>, pattern: String },
    /// `a IN ("x", "y")`: literals, or `now(…)`.
    InList { value: Box<Expr>, list: Vec<Expr> },
    /// `a IN [1..10[`: each bound says whether it belongs to the interval; a bound is a literal or `now(…)`.
    InInterval {
        value: Box<Expr>,
        low: Box<Expr>,
        high: Box<Expr>,
        low_included: bool,
        high_included: bool,
    },
    /// `"x" IN tags`: a literal on the left, a `Field` on the right.
    Membership { value: Box<Expr>, field: Box<Expr> },
    /// A bare string in `where`: full text over all visible fields.
    FullText(String),
    /// `search(fields, "text")`, `suggest`, `startswith`; no field means all of them.
    Search {
        kind: SearchKind,
        fields: Vec<Spanned<String>>,
        text: String,
    },
    /// `within_distance(geo, geom'…', 10km)`, also the legacy `distance(…)` used as a condition.
    WithinDistance {
        field: Box<Expr>,
        center: Spanned<Geometry>,
        metres: f64,
    },
    /// `in_bbox(geo, lat, lon, lat, lon)`: two opposite corners, latitude first.
    InBbox { field: Box<Expr>, corners: [f64; 4] },
    /// `intersects`, `disjoint`, `within` and the legacy `geometry(…)`, `polygon(…)`.
    Spatial {
        relation: SpatialRelation,
        field: Box<Expr>,
        shape: Spanned<Geometry>,
    },
    /// A scalar function call: `length(name)`, `year(d)`, `date_format(d, 'yyyy')`, `ifnull(a, b)`, `distance(p, geom'…')`…
    Call {
        function: ScalarFunction,
        arguments: Vec<Expr>,
    },
    /// `now(years=-1, day=1)`, arguments in the order written.
    Now(Vec<NowArgument>),
    /// An aggregate: `count(*)`, `sum(a*b)`, `percentile(f, 90)`; in `select` and `order_by` only, never in another one.
    Aggregate(Aggregate),
    /// `range(…)`, a grouping key; `select` and `order_by` may repeat it, `where` and aggregates never hold it.
    Range { value: Box<Expr>, spec: RangeSpec },
    /// `geo_cluster(point, zoom, radius)`, a grouping key, and in `order_by`; radius in pixels, 40 when not written.
    GeoCluster { field: Box<Expr>, zoom: u8, radius: f64 },
    /// `random(seed)`, in `order_by`.
    Random(i64),
}

/// A literal value.
#[derive(Debug, Clone, PartialEq)]
pub enum Literal {
    /// `null`
    Null,
    /// `true`, `false`
    Boolean(bool),
    /// A whole number.
    Int(i64),
    /// A decimal number.
    Double(f64),
    /// `'text'` or `"text"`, unescaped.
    Text(String),
    /// `date'…'`: a period, from its first instant to the first one after it.
    Date(DateLiteral),
    /// `geom'…'`
    Geometry(Geometry),
}

/// A date literal as written, cut into its parts. What is missing makes it a longer period: `2024` is the whole year.
#[derive(Debug, Clone, PartialEq)]
pub struct DateLiteral {
    /// 1 to 9999.
    pub year: i32,
    /// 1 to 12.
    pub month: Option<u32>,
    /// 1 to 31, valid in that month.
    pub day: Option<u32>,
    /// The time of day, present only with a day.
    pub time: Option<TimeOfDay>,
    /// Minutes east of UTC; none means the request's `timezone`.
    pub offset_minutes: Option<i32>,
}

/// A time of day.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct TimeOfDay {
    /// 0 to 23.
    pub hour: u32,
    /// 0 to 59.
    pub minute: u32,
    /// 0 to 59; none means the whole minute is meant.
    pub second: Option<u32>,
    /// 0 to 999 999.
    pub microsecond: u32,
}

/// A geometry literal, as text: WKT, hexadecimal WKB or GeoJSON. Reading it is the engine's work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Geometry(pub String);

/// `+ - * /`
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum ArithmeticOp {
    /// `+`
    Add,
    /// `-`
    Subtract,
    /// `*`
    Multiply,
    /// `/`: by zero is null.
    Divide,
}

/// Comparison operators.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum CompareOp {
    /// `=`, `:`, `==`
    Equal,
    /// `!=`, `<>`
    NotEqual,
    /// `<`
    Less,
    /// `<=`
    LessOrEqual,
    /// `>`
    Greater,
    /// `>=`
    GreaterOrEqual,
}

/// The three text predicates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SearchKind {
    /// Fuzzy words, the last one as a prefix.
    Search,
    /// Prefixes of words.
    Suggest,
    /// The whole value begins so; case counts.
    StartsWith,
}

/// Spatial relations between a field and a literal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SpatialRelation {
    /// Something in common.
    Intersects,
    /// Nothing in common.
    Disjoint,
    /// The field lies inside the literal.
    Within,
}

/// Scalar functions.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ScalarFunction {
    /// Characters of a text.
    Length,
    /// Lower case.
    Lower,
    /// `ifnull(a, b)`
    IfNull,
    /// `year(d)`
    Year,
    /// `month(d)`
    Month,
    /// `day(d)`
    Day,
    /// `hour(d)`
    Hour,
    /// `minute(d)`
    Minute,
    /// `second(d)`
    Second,
    /// `date_format(d, 'pattern')`
    DateFormat,
    /// `json_format(text [, fallback])`
    JsonFormat,
    /// `distance(point, geom'POINT(…)')`, in metres.
    Distance,
    /// A function of numbers, in expressions of API v1.
    Math(MathFunction),
}

/// One argument of `now()`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NowArgument {
    /// Which part: `year`, `years`, `weekday`, `mondays`… checked by the parser, lower case.
    pub part: String,
    /// The number, sign included.
    pub value: i64,
}

/// An aggregate and what it is computed of.
#[derive(Debug, Clone, PartialEq)]
pub enum Aggregate {
    /// `count(*)`
    CountAll,
    /// `count(f)`
    Count(Box<Expr>),
    /// `count(distinct f)`
    CountDistinct(Box<Expr>),
    /// `sum(x)`
    Sum(Box<Expr>),
    /// `avg(x)`
    Avg(Box<Expr>),
    /// `min(x)`
    Min(Box<Expr>),
    /// `max(x)`
    Max(Box<Expr>),
    /// `median(x)`
    Median(Box<Expr>),
    /// Standard deviation of the population: of API v1 alone, the language has no word for it.
    StdDev(Box<Expr>),
    /// `percentile(x, p)`, p from 0 to 100.
    Percentile(Box<Expr>, f64),
    /// `envelope(point)`: convex hull.
    Envelope(Box<Expr>),
    /// `bbox(geo)`: rectangle.
    Bbox(Box<Expr>),
}

/// How `range()` cuts.
#[derive(Debug, Clone, PartialEq)]
pub enum RangeSpec {
    /// Equal widths of a number.
    Width(f64),
    /// Equal periods of a date.
    Period { count: u32, unit: PeriodUnit },
    /// Bounds in the order written.
    Bounds {
        open_below: bool,
        bounds: Vec<Expr>,
        open_above: bool,
    },
}

/// Units of a period.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum PeriodUnit {
    /// `ms`
    Millisecond,
    /// `s`
    Second,
    /// `m`
    Minute,
    /// `h`
    Hour,
    /// `d`
    Day,
    /// `w`
    Week,
    /// `M`
    Month,
    /// `q`
    Quarter,
    /// `y`
    Year,
}

/// One item of `select`.
#[derive(Debug, Clone, PartialEq)]
pub enum SelectItem {
    /// `*`
    All,
    /// `include(a, b*)`
    Include(Vec<Pattern>),
    /// `exclude(a, b*)`
    Exclude(Vec<Pattern>),
    /// An expression; `key` is the alias, or the source text exactly as written, trimmed.
    Expr {
        expr: Expr,
        alias: Option<Spanned<String>>,
        key: String,
    },
}

/// A field name, or the beginning of one.
#[derive(Debug, Clone, PartialEq)]
pub struct Pattern {
    /// The name without the star.
    pub name: String,
    /// It ended in `*`.
    pub prefix: bool,
    /// Where it stands.
    pub span: Range<usize>,
}

/// One key of `group_by`.
#[derive(Debug, Clone, PartialEq)]
pub struct GroupKey {
    /// What groups.
    pub expr: Expr,
    /// The alias, when given.
    pub alias: Option<Spanned<String>>,
    /// The alias, or the field's name, or the source text exactly as written, trimmed.
    pub key: String,
}

/// One key of `order_by`.
#[derive(Debug, Clone, PartialEq)]
pub struct OrderKey {
    /// What sorts: a field, an alias (a `Field` too), an aggregate, a function.
    pub expr: Expr,
    /// The source text of the expression, trimmed: it may name an unaliased column of `select`.
    pub text: String,
    /// `DESC`, or a leading `-`.
    pub descending: bool,
}

/// One `refine` or `exclude`: `name:value`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refinement {
    /// The facet.
    pub field: String,
    /// The value, unquoted.
    pub value: String,
}

/// One `facet` parameter: a name, or `facet(name="f", …)`.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct FacetSpec {
    /// The field.
    pub name: String,
    /// Given explicitly.
    pub disjunctive: Option<bool>,
    /// The separator when `hierarchical=true`, the empty text when `hierarchical=false`.
    pub hierarchical: Option<String>,
    /// `count`, `-count`, `alphanum`, `-alphanum`, `num`, `-num`.
    pub sort: Option<String>,
    /// Most values wanted.
    pub limit: Option<usize>,
}
