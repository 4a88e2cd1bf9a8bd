//! How are numbers combined? Arithmetic where a division by zero and an overflow have no value.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, Float64Array, Int64Array};
use arrow::compute::{binary, cast};
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use datafusion::error::Result;
use datafusion::logical_expr::Expr;
use portico_odsql::ArithmeticOp;

use super::own::{call, texts};

/// `left op right`: a whole number when both are and it is no division, else a decimal one.
pub(crate) fn arithmetic(op: ArithmeticOp, left: Expr, right: Expr, whole: bool) -> Expr {
    let returns = if whole { DataType::Int64 } else { DataType::Float64 };
    let parameters = format!("{op:?}, {returns}");
    call(
        "arithmetic",
        parameters,
        returns.clone(),
        vec![left, right],
        move |columns| {
            let left = cast(&columns[0], &returns)?;
            let right = cast(&columns[1], &returns)?;
            if whole {
                wholes(op, &left, &right)
            } else {
                decimals(op, &left, &right)
            }
        },
    )
}

/// The whole sum, or nothing when it does not fit 64 bits: a sum that went round them is 2^64 away from the decimal one, which
/// is never that wrong.
pub(crate) fn sum_within_bounds(whole: Expr, decimal: Expr) -> Expr {
    call(
        "sum_within_bounds",
        "",
        DataType::Int64,
        vec![whole, decimal],
        |columns| {
            let whole = columns[0].as_primitive::<Int64Type>();
            let decimal = columns[1].as_primitive::<Float64Type>();
            let fits = |whole: i64, decimal: f64| (decimal - whole as f64).abs() < 2_f64.powi(62);
            let sums: Int64Array = whole
                .iter()
                .zip(decimal)
                .map(|(whole, decimal)| {
                    whole.filter(|whole| decimal.is_some_and(|decimal| fits(*whole, decimal)))
                })
                .collect();
            Ok(Arc::new(sums))
        },
    )
}

/// A number for every record that depends on its position and the seed only: sorting by it shuffles.
pub(crate) fn shuffled(row: Expr, seed: i64) -> Expr {
    call(
        "shuffled",
        seed.to_string(),
        DataType::Int64,
        vec![row],
        move |columns| {
            let mixed = |row: i64| mixed(row.cast_unsigned(), seed);
            Ok(Arc::new(
                columns[0]
                    .as_primitive::<Int64Type>()
                    .unary::<_, Int64Type>(mixed),
            ))
        },
    )
}

/// The same for groups, of the texts of their keys.
pub(crate) fn shuffled_groups(keys: Vec<Expr>, seed: i64) -> Expr {
    call(
        "shuffled_groups",
        seed.to_string(),
        DataType::Int64,
        keys,
        move |columns| {
            let texts = columns.iter().map(texts).collect::<Result<Vec<_>>>()?;
            let rows = columns.first().map_or(0, |column| column.len());
            let shuffled: Int64Array = (0..rows)
                .map(|row| {
                    // FNV-1a over the keys, a byte that no text holds between them.
                    let mut hash = 0xCBF2_9CE4_8422_2325_u64;
                    for text in &texts {
                        let bytes = if text.is_valid(row) { text.value(row) } else { "" };
                        for byte in bytes.bytes().chain([0xFF]) {
                            hash = (hash ^ u64::from(byte)).wrapping_mul(0x0100_0000_01B3);
                        }
                    }
                    Some(mixed(hash, seed))
                })
                .collect();
            Ok(Arc::new(shuffled))
        },
    )
}

/// A number that shows nothing of the two that it is made of.
fn mixed(number: u64, seed: i64) -> i64 {
    let mut bits = number.wrapping_add(seed.cast_unsigned().wrapping_mul(0x9E37_79B9_7F4A_7C15));
    bits = (bits ^ (bits >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    bits = (bits ^ (bits >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    (bits ^ (bits >> 31)).cast_signed()
}

fn wholes(op: ArithmeticOp, left: &ArrayRef, right: &ArrayRef) -> Result<ArrayRef> {
    let compute = |left: i64, right: i64| match op {
        ArithmeticOp::Add => left.checked_add(right),
        ArithmeticOp::Subtract => left.checked_sub(right),
        ArithmeticOp::Multiply => left.checked_mul(right),
        ArithmeticOp::Divide => left.checked_div(right),
    };
    let pairs = left
        .as_primitive::<Int64Type>()
        .iter()
        .zip(right.as_primitive::<Int64Type>());
    let values: Int64Array = pairs.map(|(left, right)| compute(left?, right?)).collect();
    Ok(Arc::new(values))
}

fn decimals(op: ArithmeticOp, left: &ArrayRef, right: &ArrayRef) -> Result<ArrayRef> {
    let (left, right) = (
        left.as_primitive::<Float64Type>(),
        right.as_primitive::<Float64Type>(),
    );
    let values: Float64Array = match op {
        ArithmeticOp::Add => binary(left, right, |left, right| left + right)?,
        ArithmeticOp::Subtract => binary(left, right, |left, right| left - right)?,
        ArithmeticOp::Multiply => binary(left, right, |left, right| left * right)?,
        ArithmeticOp::Divide => left
            .iter()
            .zip(right)
            .map(|(left, right)| Some(left? / right.filter(|right| *right != 0.0)?))
            .collect(),
    };
    if values.iter().flatten().all(f64::is_finite) {
        return Ok(Arc::new(with_one_zero(&values)));
    }
    let finite: Float64Array = values
        .iter()
        .map(|value| value.filter(|value| value.is_finite()))
        .collect();
    Ok(Arc::new(with_one_zero(&finite)))
}

/// The numbers with zeros that have no sign: for a reader 0 and -0 are equal and sort alike, for Arrow they are not.
pub(crate) fn with_one_zero(numbers: &Float64Array) -> Float64Array {
    numbers.unary(|number| number + 0.0)
}
