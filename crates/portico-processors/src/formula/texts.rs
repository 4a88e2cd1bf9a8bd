//! What do texts of a formula give? Positions count letters, not bytes, from 0.

use portico_formats::values::{self, Value};

use crate::act::LONGEST_VALUE;

/// Widest text that padding makes.
const WIDEST: usize = 10_000;

/// The text of a value, when it has one.
pub(super) fn of(value: &Value) -> Option<String> {
    values::text(value)
}

/// Changes the text of the first value.
pub(super) fn changed(arguments: &[Value], change: impl Fn(&str) -> String) -> Result<Value, String> {
    Ok(of(&arguments[0]).map_or(Value::Null, |text| Value::Text(change(&text))))
}

/// Whether the text of the first value has letters, and all of them are so.
pub(super) fn all(arguments: &[Value], is: impl Fn(char) -> bool) -> Result<Value, String> {
    let text = of(&arguments[0]).unwrap_or_default();
    Ok(Value::Boolean(!text.is_empty() && text.chars().all(is)))
}

/// A position or a count out of a value.
pub(super) fn count(value: &Value) -> Result<i64, String> {
    let number = super::numbers::of(value)?.ok_or("a whole number is wanted")?;
    if number.abs() > 1.0e9 {
        return Err("the number is too large".to_owned());
    }
    Ok(number as i64)
}

/// Letters from a position, counted from the end when it is below zero; to the end without a length.
pub(super) fn part(text: &str, start: i64, length: Option<i64>) -> String {
    let letters = text.chars().count() as i64;
    let start = if start < 0 {
        (letters + start).max(0)
    } else {
        start
    };
    let length = length.unwrap_or(letters).max(0);
    let skipped = usize::try_from(start).unwrap_or(usize::MAX);
    let wanted = usize::try_from(length).unwrap_or(usize::MAX);
    text.chars().skip(skipped).take(wanted).collect()
}

/// Padded to a width: -1 on the right, 1 on the left, 0 on both sides.
pub(super) fn padded(arguments: &[Value], side: i8) -> Result<Value, String> {
    let Some(text) = of(&arguments[0]) else {
        return Ok(Value::Null);
    };
    let width = usize::try_from(count(&arguments[1])?).unwrap_or(0);
    if width > WIDEST {
        return Err(format!("a text is padded to {WIDEST} letters at most"));
    }
    let filler = arguments.get(2).and_then(of).unwrap_or_else(|| " ".to_owned());
    let filler = filler.chars().next().unwrap_or(' ');
    let missing = width.saturating_sub(text.chars().count());
    let before = match side {
        -1 => 0,
        0 => missing / 2,
        _ => missing,
    };
    let pad = |count: usize| std::iter::repeat_n(filler, count).collect::<String>();
    Ok(Value::Text(pad(before) + &text + &pad(missing - before)))
}

/// A part replaced everywhere.
pub(crate) fn replaced(text: &str, old: &str, new: &str) -> Result<String, String> {
    if old.is_empty() {
        return Ok(text.to_owned());
    }
    let grown = text.matches(old).count().saturating_mul(new.len());
    if grown.saturating_add(text.len()) > LONGEST_VALUE {
        return Err("the text would be too long".to_owned());
    }
    Ok(text.replace(old, new))
}

/// The first letter large, the others small.
pub(super) fn capitalized(text: &str) -> String {
    let mut letters = text.chars();
    match letters.next() {
        Some(first) => first
            .to_uppercase()
            .chain(letters.flat_map(char::to_lowercase))
            .collect(),
        None => String::new(),
    }
}

/// The piece of that number, from 1, or from the end when it is below zero.
pub(crate) fn piece(text: &str, separator: &str, number: i64) -> Option<String> {
    let pieces = || text.split(separator);
    let index = match number {
        0 => return None,
        number if number > 0 => usize::try_from(number - 1).ok()?,
        number => {
            let back = usize::try_from(number.unsigned_abs()).ok()?;
            pieces().count().checked_sub(back)?
        }
    };
    pieces().nth(index).map(str::to_owned)
}

/// Joined, what has no value left out.
pub(super) fn joined(arguments: &[Value]) -> Result<Value, String> {
    let text: String = arguments.iter().filter_map(of).collect();
    if text.len() > LONGEST_VALUE {
        return Err("the text would be too long".to_owned());
    }
    Ok(Value::Text(text))
}
