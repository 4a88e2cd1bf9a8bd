//! What does a `#function` ask for? Its name and arguments as a condition.

use super::value::unquoted;
use super::{Clause, numbers, ring};
use crate::ast::SpatialRelation;

/// The arguments up to the closing parenthesis, without quotes, and what stands behind it. A parenthesis that is never
/// closed ends with the text.
pub(super) fn arguments(text: &str) -> (Vec<String>, &str) {
    let mut parts = Vec::new();
    let (mut start, mut depth) = (0, 0_usize);
    let mut quote: Option<char> = None;
    let mut end = text.len();
    let mut rest = "";
    let mut signs = text.char_indices();
    while let Some((at, sign)) = signs.next() {
        match (quote, sign) {
            (Some(_), '\\') => {
                signs.next();
            }
            (Some(open), sign) => {
                if sign == open {
                    quote = None;
                }
            }
            (None, '"' | '\'') if text[start..at].trim().is_empty() => quote = Some(sign),
            (None, '(' | '[' | '{') => depth += 1,
            (None, ')') if depth == 0 => {
                end = at;
                rest = &text[at + 1..];
                break;
            }
            (None, ')' | ']' | '}') => depth = depth.saturating_sub(1),
            (None, ',') if depth == 0 => {
                parts.push(argument(&text[start..at]));
                start = at + 1;
            }
            (None, _) => {}
        }
    }
    parts.push(argument(&text[start..end]));
    if parts.len() == 1 && parts[0].is_empty() {
        parts.clear();
    }
    (parts, rest)
}

fn argument(text: &str) -> String {
    let inner = unquoted(text);
    if inner.len() < text.trim().len() {
        inner.replace("\\\"", "\"").replace("\\\\", "\\")
    } else {
        inner.to_owned()
    }
}

/// The condition; nothing when the function is not known or its arguments mean nothing.
pub(super) fn clause(name: &str, arguments: &[String]) -> Option<Clause> {
    let (first, others) = arguments.split_first()?;
    match name.to_ascii_lowercase().as_str() {
        "null" => Some(Clause::Null(first.clone())),
        "exact" => Some(Clause::Exact {
            field: first.clone(),
            text: others.first()?.clone(),
        }),
        "attr" => Some(Clause::Attribute {
            field: first.clone(),
            name: others.first()?.clone(),
        }),
        "search" => {
            let (fields, text) = fields_and_text(arguments)?;
            Some(Clause::Search { fields, text })
        }
        "startswith" => {
            let (fields, text) = fields_and_text(arguments)?;
            Some(Clause::StartsWith { fields, text })
        }
        "distance" => {
            let (field, rest) = field_and_rest(arguments);
            let [latitude, longitude, metres, ..] = numbers(&metric(rest))[..] else {
                return None;
            };
            Some(Clause::Distance {
                field,
                latitude,
                longitude,
                metres: metres * unit(rest.last()?),
            })
        }
        "polygon" => {
            let (field, rest) = field_and_rest(arguments);
            Some(Clause::Polygon {
                field,
                ring: ring(&rest.join(","))?,
            })
        }
        "geometry" => {
            let (field, rest) = field_and_rest(arguments);
            let mode = rest.last().map(|mode| mode.to_ascii_lowercase());
            let (relation, shape) = match mode.as_deref() {
                Some("disjoint") => (SpatialRelation::Disjoint, &rest[..rest.len() - 1]),
                Some("within") => (SpatialRelation::Within, &rest[..rest.len() - 1]),
                Some("intersects") => (SpatialRelation::Intersects, &rest[..rest.len() - 1]),
                _ => (SpatialRelation::Intersects, rest),
            };
            (!shape.is_empty()).then(|| Clause::Geometry {
                field,
                text: shape.join(","),
                relation,
            })
        }
        _ => None,
    }
}

fn fields_and_text(arguments: &[String]) -> Option<(Vec<String>, String)> {
    let (text, fields) = arguments.split_last()?;
    let fields = fields.iter().filter(|field| *field != "*").cloned().collect();
    Some((fields, text.clone()))
}

/// The first argument names a field unless it is a number, a list of them or a geometry.
fn field_and_rest(arguments: &[String]) -> (Option<String>, &[String]) {
    match arguments.split_first() {
        Some((first, rest))
            if !rest.is_empty() && first.starts_with(|c: char| c.is_alphabetic() || c == '_') =>
        {
            (Some(first.clone()), rest)
        }
        _ => (None, arguments),
    }
}

/// The arguments without the letters of a unit, of `POINT` and the like.
fn metric(arguments: &[String]) -> String {
    arguments.join(",").replace(|c: char| c.is_alphabetic(), " ")
}

/// Metres of the unit that a distance ends with; metres when there is none.
fn unit(distance: &str) -> f64 {
    match distance.trim_start_matches(|c: char| !c.is_alphabetic()).trim() {
        "km" => 1000.0,
        "mi" => 1609.344,
        "yd" => 0.9144,
        "ft" => 0.3048,
        "cm" => 0.01,
        "mm" => 0.001,
        _ => 1.0,
    }
}
