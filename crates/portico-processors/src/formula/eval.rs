//! What is the value of a formula for one record? What has no value gives none; what makes no sense is a reason.

use std::cmp::Ordering;

use portico_formats::values::{self, Conversion, Value};
use portico_model::{Field, FieldType};

use super::{Node, Operator, dates, numbers};
use crate::act::LONGEST_VALUE;

/// One record.
pub(super) struct Record<'a> {
    pub(super) inputs: &'a [Value],
    pub(super) hand: &'a Value,
    /// Microseconds since 1970.
    pub(super) now: i64,
}

impl Record<'_> {
    pub(super) fn value(&self, node: &Node) -> Result<Value, String> {
        match node {
            Node::Value(value) => Ok(value.clone()),
            Node::Field(input) => Ok(self.inputs.get(*input).cloned().unwrap_or(Value::Null)),
            Node::Hand => Ok(self.hand.clone()),
            Node::Not(inner) => Ok(Value::Boolean(!truth(&self.value(inner)?))),
            Node::Negate(inner) => numbers::negated(&self.value(inner)?),
            Node::Choose(condition, yes, no) => {
                if truth(&self.value(condition)?) {
                    self.value(yes)
                } else {
                    self.value(no)
                }
            }
            Node::Binary(Operator::And, left, right) => Ok(Value::Boolean(
                truth(&self.value(left)?) && truth(&self.value(right)?),
            )),
            Node::Binary(Operator::Or, left, right) => Ok(Value::Boolean(
                truth(&self.value(left)?) || truth(&self.value(right)?),
            )),
            Node::Binary(operator, left, right) => binary(*operator, &self.value(left)?, &self.value(right)?),
            Node::Call(function, arguments) => {
                if function.name == "if" {
                    let chosen = 1 + usize::from(!truth(&self.value(&arguments[0])?));
                    return arguments
                        .get(chosen)
                        .map_or(Ok(Value::Null), |node| self.value(node));
                }
                let arguments = arguments
                    .iter()
                    .map(|argument| self.value(argument))
                    .collect::<Result<Vec<_>, _>>()?;
                (function.work)(&arguments, self.now)
            }
        }
    }
}

/// Whether a value counts as true: nothing, no, zero and an empty text do not.
pub(crate) fn truth(value: &Value) -> bool {
    match value {
        Value::Null => false,
        Value::Boolean(flag) => *flag,
        Value::Int(number) => *number != 0,
        Value::Double(number) => *number != 0.0 && !number.is_nan(),
        Value::Text(text) => !text.is_empty(),
        Value::List(items) => !items.is_empty(),
        _ => true,
    }
}

fn binary(operator: Operator, left: &Value, right: &Value) -> Result<Value, String> {
    let boolean = |flag| Ok(Value::Boolean(flag));
    match operator {
        Operator::Join => {
            let mut text = values::text(left).unwrap_or_default();
            text.push_str(&values::text(right).unwrap_or_default());
            if text.len() > LONGEST_VALUE {
                return Err("the text would be too long".to_owned());
            }
            Ok(Value::Text(text))
        }
        Operator::Equal => boolean(compared(left, right) == Some(Ordering::Equal)),
        Operator::Unequal => boolean(compared(left, right) != Some(Ordering::Equal)),
        Operator::Less => boolean(compared(left, right) == Some(Ordering::Less)),
        Operator::Greater => boolean(compared(left, right) == Some(Ordering::Greater)),
        Operator::LessOrEqual => boolean(matches!(
            compared(left, right),
            Some(Ordering::Less | Ordering::Equal)
        )),
        Operator::GreaterOrEqual => boolean(matches!(
            compared(left, right),
            Some(Ordering::Greater | Ordering::Equal)
        )),
        Operator::Contains | Operator::StartsWith | Operator::EndsWith => {
            boolean(holds(operator, left, right))
        }
        Operator::And | Operator::Or => boolean(truth(left) && truth(right)),
        Operator::Add | Operator::Subtract if numbers::is_text(left) || numbers::is_text(right) => {
            match (operator, numbers::of(left), numbers::of(right)) {
                (_, Ok(_), Ok(_)) => numbers::arithmetic(operator, left, right),
                (Operator::Add, ..) => binary(Operator::Join, left, right),
                (_, Err(reason), _) | (_, _, Err(reason)) => Err(reason),
            }
        }
        _ => numbers::arithmetic(operator, left, right),
    }
}

/// Text predicates, capitals and small letters alike as they are written.
pub(super) fn holds(operator: Operator, left: &Value, right: &Value) -> bool {
    if let (Value::List(items), Operator::Contains) = (left, operator) {
        return values::text(right).is_some_and(|wanted| items.contains(&wanted));
    }
    let (Some(text), Some(part)) = (values::text(left), values::text(right)) else {
        return false;
    };
    match operator {
        Operator::StartsWith => text.starts_with(&part),
        Operator::EndsWith => text.ends_with(&part),
        _ => text.contains(&part),
    }
}

/// How two values compare: nothing equals nothing, numbers by size also when one is written as text, dates by time, else texts.
fn compared(left: &Value, right: &Value) -> Option<Ordering> {
    match (left, right) {
        (Value::Null, Value::Null) => Some(Ordering::Equal),
        (Value::Null, _) | (_, Value::Null) => None,
        (Value::Int(one), Value::Int(other)) => Some(one.cmp(other)),
        (Value::Text(one), Value::Text(other)) => Some(one.cmp(other)),
        (Value::Boolean(one), Value::Boolean(other)) => Some(one.cmp(other)),
        (Value::Day(_) | Value::Instant(_), _) | (_, Value::Day(_) | Value::Instant(_)) => {
            Some(dates::instant(left).ok()??.cmp(&dates::instant(right).ok()??))
        }
        (Value::Int(_) | Value::Double(_), _) | (_, Value::Int(_) | Value::Double(_)) => {
            numbers::of(left).ok()??.partial_cmp(&numbers::of(right).ok()??)
        }
        _ => Some(values::text(left)?.cmp(&values::text(right)?)),
    }
}

/// The value in the type that the formula was found to have.
pub(super) fn of_type(value: Value, ty: FieldType) -> Value {
    match (value, ty) {
        (Value::Double(number), _) if !number.is_finite() => Value::Null,
        (Value::Int(number), FieldType::Double) => Value::Double(number as f64),
        (Value::Text(text), FieldType::Text) if text.is_empty() => Value::Null,
        (value, ty) if has(&value, ty) => value,
        (value, ty) => Conversion::to(&Field::new("value", ty), None, false)
            .convert(&value)
            .unwrap_or(Value::Null),
    }
}

fn has(value: &Value, ty: FieldType) -> bool {
    matches!(
        (value, ty),
        (Value::Null, _)
            | (Value::Text(_), FieldType::Text)
            | (Value::Int(_), FieldType::Int)
            | (Value::Double(_), FieldType::Double)
            | (Value::Boolean(_), FieldType::Boolean)
            | (Value::Day(_), FieldType::Date)
            | (Value::Instant(_), FieldType::Datetime)
            | (Value::Point(_), FieldType::GeoPoint2d)
            | (Value::Shape(_), FieldType::GeoShape)
    )
}
