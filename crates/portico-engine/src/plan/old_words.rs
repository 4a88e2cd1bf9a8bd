//! When does a record satisfy a question of API v1? Its clauses to conditions, by the types of the fields they name.
//!
//! The old language is lenient, and so is this: a test of a field that does not exist is a search for its words, and a value
//! that its field cannot hold matches nothing.

use datafusion::common::ScalarValue;
use datafusion::logical_expr::{Expr, lit};
use portico_model::FieldType;
use portico_odsql::v1::{Clause, Operand, TestOp};
use portico_odsql::{
    CompareOp, DateLiteral, Expr as Ast, ExprKind, Geometry, Literal, SearchKind, Spanned, SpatialRelation,
    parse_date,
};

use super::condition::{all_of, any_of};
use super::scope::{Scope, TECHNICAL};
use super::text::searched;
use super::value::{Kind, Value};
use crate::EngineError;
use crate::functions::fold::{fold, words};
use crate::functions::phrase::{equals, side_by_side};
use crate::functions::text::{Term, matches};

/// Letters that a word needs before it also stands for longer ones.
const DERIVED: usize = 3;

impl Scope<'_> {
    /// The condition that a question of API v1 makes.
    pub(crate) fn old_words(&self, clause: &Clause) -> Result<Expr, EngineError> {
        let all = |parts: &[Clause]| {
            parts
                .iter()
                .map(|part| self.old_words(part))
                .collect::<Result<Vec<_>, _>>()
        };
        match clause {
            Clause::Everything => Ok(lit(true)),
            Clause::And(parts) => Ok(all_of(all(parts)?)),
            Clause::Or(parts) => Ok(any_of(all(parts)?)),
            Clause::Not(inner) => Ok(self.old_words(inner)?.is_not_true()),
            Clause::Words(text) => Ok(self.free_words(text)),
            Clause::Phrase(text) => Ok(self.phrase(text)),
            Clause::Test {
                field,
                op,
                value,
                written,
            } => match self.known(field)? {
                Some(known) => self.test(&known, *op, value),
                None => Ok(self.free_words(written)),
            },
            Clause::Interval {
                field,
                low,
                high,
                low_included,
                high_included,
            } => self.interval(
                field,
                (low.as_ref(), *low_included),
                (high.as_ref(), *high_included),
            ),
            Clause::Null(field) => Ok(self
                .known(field)?
                .map_or(lit(true), |known| known.presence().is_null())),
            Clause::Exact { field, text } => match self.known(field)? {
                Some(known) if is_text(known.kind) => {
                    self.compare_with(&known, CompareOp::Equal, &node(text_literal(text)), &(0..0))
                }
                Some(known) => self.test(&known, TestOp::Is, &Operand::Text(text.clone())),
                None => Ok(lit(false)),
            },
            Clause::Search { fields, text } => self.search_in(SearchKind::Search, fields, text),
            Clause::StartsWith { fields, text } => self.search_in(SearchKind::StartsWith, fields, text),
            Clause::Distance {
                field,
                latitude,
                longitude,
                metres,
            } => {
                let Some(field) = self.geometry(field.as_deref(), FieldType::GeoPoint2d) else {
                    return Ok(lit(false));
                };
                if latitude.abs() > 90.0 || longitude.abs() > 540.0 {
                    return Ok(lit(false));
                }
                let center = Geometry(format!("POINT({longitude} {latitude})"));
                self.condition(&node(ExprKind::WithinDistance {
                    field: Box::new(field),
                    center: spanned(center),
                    metres: *metres,
                }))
            }
            Clause::Polygon { field, ring } => {
                let Some(field) = self.geometry(field.as_deref(), FieldType::GeoShape) else {
                    return Ok(lit(false));
                };
                self.related(field, SpatialRelation::Intersects, polygon(ring))
            }
            Clause::Geometry {
                field,
                text,
                relation,
            } => {
                let Some(field) = self.geometry(field.as_deref(), FieldType::GeoShape) else {
                    return Ok(lit(false));
                };
                self.related(field, *relation, text.clone())
            }
            Clause::Attribute { .. } => Ok(lit(false)),
        }
    }

    /// Every word somewhere: itself, or as the beginning of a longer one when it has letters enough or stands last.
    fn free_words(&self, text: &str) -> Expr {
        let folded = fold(text);
        let found: Vec<&str> = words(&folded).collect();
        let open_end = text
            .trim_end()
            .chars()
            .next_back()
            .is_some_and(|c| c.is_alphabetic() || c == '*');
        let last = found.len().saturating_sub(1);
        let term = |(index, word): (usize, &&str)| {
            let derived = word.chars().count() >= DERIVED && word.chars().any(char::is_alphabetic);
            if derived || index == last && open_end {
                Term::Prefix((*word).to_owned())
            } else {
                Term::Exact((*word).to_owned())
            }
        };
        let terms: Vec<Term> = found.iter().enumerate().map(term).collect();
        if terms.is_empty() {
            return lit(true);
        }
        match searched(self.schema, text) {
            fields if fields.is_empty() => lit(false),
            fields => matches(fields, terms),
        }
    }

    fn phrase(&self, text: &str) -> Expr {
        match searched(self.schema, text) {
            fields if fields.is_empty() => lit(false),
            fields => side_by_side(fields, text),
        }
    }

    /// The value of a field of that name, also of a technical one.
    fn known(&self, name: &str) -> Result<Option<Value>, EngineError> {
        let exists =
            self.schema.field(name).is_some() || TECHNICAL.iter().any(|(technical, _)| *technical == name);
        exists
            .then(|| self.value(&node(ExprKind::Field(name.to_owned()))))
            .transpose()
    }

    fn test(&self, known: &Value, op: TestOp, operand: &Operand) -> Result<Expr, EngineError> {
        let compare = match op {
            TestOp::Is | TestOp::Whole => CompareOp::Equal,
            TestOp::Compare(op) => op,
        };
        let text = match operand {
            Operand::Text(text) => text.trim(),
            Operand::Now(_) if known.kind.is_time() => {
                return self.compare_with(known, compare, &operand_node(operand, known.kind), &(0..0));
            }
            Operand::Now(_) => return Ok(lit(false)),
        };
        if text.is_empty() {
            return Ok(lit(true));
        }
        if text == "*" {
            return Ok(known.presence().is_not_null());
        }
        if is_text(known.kind) {
            return Ok(self.text_test(known, op, text));
        }
        match literal(text, known.kind) {
            Some(literal) => self.compare_with(known, compare, &node(literal), &(0..0)),
            None => Ok(lit(op == TestOp::Compare(CompareOp::NotEqual))),
        }
    }

    /// Texts hold the words, are the whole value, or stand before and after it in the order of their characters.
    fn text_test(&self, known: &Value, op: TestOp, text: &str) -> Expr {
        let holds = |text: &str| match text.strip_suffix('*') {
            Some(beginning) => {
                let folded = fold(beginning);
                let mut terms: Vec<Term> = words(&folded).map(|word| Term::Exact(word.to_owned())).collect();
                if let Some(Term::Exact(last)) = terms.pop() {
                    terms.push(Term::Prefix(last));
                }
                matches(vec![known.expr.clone()], terms)
            }
            None => side_by_side(vec![known.expr.clone()], text),
        };
        match op {
            TestOp::Is => holds(text),
            TestOp::Whole => equals(known.expr.clone(), text),
            TestOp::Compare(CompareOp::NotEqual) => holds(text).is_not_true(),
            TestOp::Compare(_) if known.kind == Kind::List => lit(false),
            TestOp::Compare(op) => {
                let value = known.expr.clone();
                let text = lit(ScalarValue::Utf8View(Some(text.to_owned())));
                match op {
                    CompareOp::Less => value.lt(text),
                    CompareOp::LessOrEqual => value.lt_eq(text),
                    CompareOp::Greater => value.gt(text),
                    CompareOp::GreaterOrEqual => value.gt_eq(text),
                    CompareOp::Equal | CompareOp::NotEqual => value.eq(text),
                }
            }
        }
    }

    fn interval(
        &self,
        field: &str,
        low: (Option<&Operand>, bool),
        high: (Option<&Operand>, bool),
    ) -> Result<Expr, EngineError> {
        let Some(known) = self.known(field)? else {
            return Ok(lit(false));
        };
        let mut parts = vec![known.presence().is_not_null()];
        let sides = [
            (low, CompareOp::GreaterOrEqual, CompareOp::Greater),
            (high, CompareOp::LessOrEqual, CompareOp::Less),
        ];
        for ((bound, included), with, without) in sides {
            if let Some(bound) = bound {
                let op = if included { with } else { without };
                parts.push(self.test(&known, TestOp::Compare(op), bound)?);
            }
        }
        Ok(all_of(parts))
    }

    fn search_in(&self, kind: SearchKind, fields: &[String], text: &str) -> Result<Expr, EngineError> {
        let exist = |name: &&String| {
            self.schema
                .field(name.as_str())
                .is_some_and(|field| !field.ty.is_geo())
        };
        let named: Vec<_> = fields.iter().filter(exist).cloned().map(spanned).collect();
        if named.is_empty() && !fields.is_empty() {
            return Ok(lit(false));
        }
        self.search(kind, &named, text, &(0..0))
    }

    /// The field of that name, else the first of the preferred geometric type, else another geometric one.
    fn geometry(&self, name: Option<&str>, preferred: FieldType) -> Option<Ast> {
        let geometric = || self.schema.fields.iter().filter(|field| field.ty.is_geo());
        let field = match name {
            Some(name) => geometric().find(|field| field.name == name)?,
            None => geometric()
                .find(|field| field.ty == preferred)
                .or_else(|| geometric().next())?,
        };
        Some(node(ExprKind::Field(field.name.clone())))
    }

    fn related(&self, field: Ast, relation: SpatialRelation, shape: String) -> Result<Expr, EngineError> {
        self.condition(&node(ExprKind::Spatial {
            relation,
            field: Box::new(field),
            shape: spanned(Geometry(shape)),
        }))
    }
}

fn is_text(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::List | Kind::Of(FieldType::Text | FieldType::File | FieldType::JsonBlob)
    )
}

/// The value as a literal of that kind; nothing when it cannot be one.
fn literal(text: &str, kind: Kind) -> Option<ExprKind> {
    let literal = match kind {
        Kind::BOOLEAN => match fold(text).as_str() {
            "true" | "1" | "yes" | "oui" | "vrai" => Literal::Boolean(true),
            "false" | "0" | "no" | "non" | "faux" => Literal::Boolean(false),
            _ => return None,
        },
        Kind::INT | Kind::DOUBLE => match text.parse::<i64>() {
            Ok(whole) => Literal::Int(whole),
            Err(_) => Literal::Double(text.parse().ok().filter(|number: &f64| number.is_finite())?),
        },
        kind if kind.is_time() => Literal::Date(date(text)?),
        _ => return None,
    };
    Some(ExprKind::Literal(literal))
}

/// A date as the old programs write it: `2013`, `2013/02/11`, `2013-02-11T10:00:00`; the blank before an offset stands for
/// its plus sign, which addresses lose.
fn date(text: &str) -> Option<DateLiteral> {
    parse_date(text).or_else(|| {
        let (start, offset) = text.rsplit_once(' ')?;
        parse_date(&format!("{start}+{offset}"))
    })
}

fn operand_node(operand: &Operand, kind: Kind) -> Ast {
    match operand {
        Operand::Now(arguments) => node(ExprKind::Now(arguments.clone())),
        Operand::Text(text) => node(literal(text, kind).unwrap_or(ExprKind::Literal(Literal::Null))),
    }
}

fn text_literal(text: &str) -> ExprKind {
    ExprKind::Literal(Literal::Text(text.to_owned()))
}

fn spanned<T>(node: T) -> Spanned<T> {
    Spanned { node, span: 0..0 }
}

fn node(kind: ExprKind) -> Ast {
    spanned(kind)
}

/// Pairs of latitude and longitude as a closed polygon.
fn polygon(ring: &[[f64; 2]]) -> String {
    let mut points: Vec<String> = ring.iter().map(|[lat, lon]| format!("{lon} {lat}")).collect();
    if ring.first() != ring.last() {
        points.extend(points.first().cloned());
    }
    format!("POLYGON(({}))", points.join(", "))
}
