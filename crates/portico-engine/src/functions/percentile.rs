//! Which number do so many percent of the numbers not exceed? An aggregate that interpolates between neighbours, exactly.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, ListArray};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{DataType, Field, FieldRef, Float64Type};
use datafusion::common::ScalarValue;
use datafusion::error::Result;
use datafusion::logical_expr::expr::AggregateFunction;
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::utils::format_state_name;
use datafusion::logical_expr::{Accumulator, AggregateUDF, AggregateUDFImpl, Expr, Signature, Volatility};

/// The percentile of decimal numbers, between two of them in proportion; null without numbers.
pub(crate) fn percentile(numbers: Expr, percent: f64) -> Expr {
    let function = Percentile {
        signature: Signature::exact(vec![DataType::Float64], Volatility::Immutable),
        name: format!("percentile_{percent}"),
        bits: percent.to_bits(),
    };
    let function = Arc::new(AggregateUDF::new_from_impl(function));
    Expr::AggregateFunction(AggregateFunction::new_udf(
        function,
        vec![numbers],
        false,
        None,
        Vec::new(),
        None,
    ))
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct Percentile {
    signature: Signature,
    name: String,
    /// The percentage, comparable.
    bits: u64,
}

impl AggregateUDFImpl for Percentile {
    fn name(&self) -> &str {
        &self.name
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(DataType::Float64)
    }

    fn state_fields(&self, arguments: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        let name = format_state_name(arguments.name, "numbers");
        let item = Field::new_list_field(DataType::Float64, true);
        Ok(vec![Arc::new(Field::new_list(name, item, true))])
    }

    fn accumulator(&self, _arguments: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(Numbers {
            share: f64::from_bits(self.bits) / 100.0,
            numbers: Vec::new(),
        }))
    }
}

/// The numbers met so far.
#[derive(Debug)]
struct Numbers {
    /// Between 0 and 1.
    share: f64,
    numbers: Vec<f64>,
}

impl Numbers {
    fn add(&mut self, column: &ArrayRef) {
        self.numbers
            .extend(column.as_primitive::<Float64Type>().iter().flatten());
    }
}

impl Accumulator for Numbers {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.add(&values[0]);
        Ok(())
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        for list in states[0].as_list::<i32>().iter().flatten() {
            self.add(&list);
        }
        Ok(())
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let numbers = arrow::array::Float64Array::from(std::mem::take(&mut self.numbers));
        let item = Arc::new(Field::new_list_field(DataType::Float64, true));
        let offsets = OffsetBuffer::from_lengths([numbers.len()]);
        let list = ListArray::new(item, offsets, Arc::new(numbers), None);
        Ok(vec![ScalarValue::List(Arc::new(list))])
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        Ok(ScalarValue::Float64(between(&mut self.numbers, self.share)))
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.numbers.capacity() * size_of::<f64>()
    }
}

/// The number at that share of the way from the least to the greatest.
fn between(numbers: &mut [f64], share: f64) -> Option<f64> {
    let last = numbers.len().checked_sub(1)?;
    let place = share.clamp(0.0, 1.0) * last as f64;
    let below = place.floor() as usize;
    let (_, low, rest) = numbers.select_nth_unstable_by(below.min(last), f64::total_cmp);
    let low = *low;
    let high = rest.iter().copied().min_by(f64::total_cmp).unwrap_or(low);
    // Weighed apart, because the difference of two finite numbers may not be finite.
    let part = place - place.floor();
    Some(low * (1.0 - part) + high * part)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_percentile_lies_between_its_neighbours_in_proportion() {
        let check = |numbers: &[f64], share: f64, expected: Option<f64>| {
            assert_eq!(
                between(&mut numbers.to_vec(), share),
                expected,
                "{share} of {numbers:?}"
            );
        };
        check(&[], 0.5, None);
        check(&[7.0], 0.995, Some(7.0));
        check(&[3.0, 1.0, 2.0], 0.5, Some(2.0));
        check(&[4.0, 1.0, 3.0, 2.0], 0.5, Some(2.5));
        check(&[4.0, 1.0, 3.0, 2.0], 0.0, Some(1.0));
        check(&[4.0, 1.0, 3.0, 2.0], 1.0, Some(4.0));
        check(&[0.0, 8.0], 0.0000001220703125, Some(0.0000009765625));
        check(&[f64::MAX, f64::MIN], 0.5, Some(0.0));
    }
}
