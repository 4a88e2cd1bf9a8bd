//! What do numbers of a formula give? Whole numbers stay whole where they can.

use portico_formats::values::{Conversion, Value};
use portico_model::{Field, FieldType};

use super::Operator;

pub(super) fn is_text(value: &Value) -> bool {
    matches!(value, Value::Text(_) | Value::List(_))
}

/// The number that a value is, or that is written there.
pub(super) fn of(value: &Value) -> Result<Option<f64>, String> {
    match value {
        Value::Null => Ok(None),
        Value::Int(number) => Ok(Some(*number as f64)),
        Value::Double(number) => Ok(Some(*number)),
        Value::Boolean(flag) => Ok(Some(f64::from(u8::from(*flag)))),
        Value::Text(_) => {
            let read = Conversion::to(&Field::new("value", FieldType::Double), None, false).convert(value);
            match read {
                Ok(Value::Double(number)) => Ok(Some(number)),
                Ok(_) => Ok(None),
                Err(_) => Err("a number is wanted, not a text".to_owned()),
            }
        }
        _ => Err("a number is wanted".to_owned()),
    }
}

fn whole(value: &Value) -> Option<i64> {
    match value {
        Value::Int(number) => Some(*number),
        Value::Boolean(flag) => Some(i64::from(*flag)),
        _ => None,
    }
}

/// A number that is none any more.
pub(super) fn finite(number: f64) -> Result<Value, String> {
    if number.is_finite() {
        Ok(Value::Double(number))
    } else {
        Err("the result is not a finite number".to_owned())
    }
}

pub(super) fn negated(value: &Value) -> Result<Value, String> {
    match value {
        Value::Int(number) => number
            .checked_neg()
            .map(Value::Int)
            .ok_or_else(|| "the number is too large".to_owned()),
        other => Ok(of(other)?.map_or(Value::Null, |number| Value::Double(-number))),
    }
}

pub(super) fn arithmetic(operator: Operator, left: &Value, right: &Value) -> Result<Value, String> {
    let too_large = || "the number is too large".to_owned();
    if let (Some(one), Some(other)) = (whole(left), whole(right)) {
        let by_zero = other == 0;
        let result = match operator {
            Operator::Add => Some(one.checked_add(other)),
            Operator::Subtract => Some(one.checked_sub(other)),
            Operator::Multiply => Some(one.checked_mul(other)),
            Operator::DivideDown if !by_zero => {
                let rest = one.checked_rem(other).ok_or_else(too_large)?;
                let down = i64::from(rest != 0 && (rest < 0) != (other < 0));
                Some(one.checked_div(other).and_then(|whole| whole.checked_sub(down)))
            }
            Operator::Remainder if !by_zero => Some(one.checked_rem_euclid(other)),
            _ => None,
        };
        if let Some(result) = result {
            return result.map(Value::Int).ok_or_else(too_large);
        }
    }
    let (Some(one), Some(other)) = (of(left)?, of(right)?) else {
        return Ok(Value::Null);
    };
    let divides = matches!(
        operator,
        Operator::Divide | Operator::DivideDown | Operator::Remainder
    );
    if divides && other == 0.0 {
        return Err("nothing can be divided by zero".to_owned());
    }
    finite(match operator {
        Operator::Add => one + other,
        Operator::Subtract => one - other,
        Operator::Multiply => one * other,
        Operator::Divide => one / other,
        Operator::DivideDown => (one / other).floor(),
        Operator::Remainder => one.rem_euclid(other),
        Operator::Power => one.powf(other),
        _ => return Err("that is no arithmetic".to_owned()),
    })
}

/// Rounded half away from zero, to decimals or, below zero, to tens.
pub(super) fn rounded(value: &Value, decimals: &Value) -> Result<Value, String> {
    let Some(number) = of(value)? else {
        return Ok(Value::Null);
    };
    let decimals = of(decimals)?.unwrap_or(0.0);
    if !(-15.0..=15.0).contains(&decimals) {
        return Err("decimals are between -15 and 15".to_owned());
    }
    let power = 10_f64.powi(decimals as i32);
    finite((number * power).round() / power)
}

/// A whole number out of a rounding.
pub(super) fn to_whole(number: f64) -> Result<Value, String> {
    if number.abs() < 9.0e18 {
        Ok(Value::Int(number as i64))
    } else {
        Err("the number is too large".to_owned())
    }
}
