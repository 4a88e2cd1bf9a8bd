//! How many different values do lists hold? An aggregate that keeps each text once.

use std::collections::HashSet;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray};
use arrow::datatypes::{DataType, Field, FieldRef};
use datafusion::common::ScalarValue;
use datafusion::error::Result;
use datafusion::logical_expr::expr::AggregateFunction;
use datafusion::logical_expr::function::{AccumulatorArgs, StateFieldsArgs};
use datafusion::logical_expr::utils::format_state_name;
use datafusion::logical_expr::{Accumulator, AggregateUDF, AggregateUDFImpl, Expr, Signature, Volatility};

use super::own::texts;

/// The number of different texts in lists of texts.
pub(crate) fn distinct_items(lists: Expr) -> Expr {
    let function = DistinctItems {
        signature: Signature::any(1, Volatility::Immutable),
    };
    let function = Arc::new(AggregateUDF::new_from_impl(function));
    Expr::AggregateFunction(AggregateFunction::new_udf(
        function,
        vec![lists],
        false,
        None,
        Vec::new(),
        None,
    ))
}

#[derive(Debug, PartialEq, Eq, Hash)]
struct DistinctItems {
    signature: Signature,
}

impl AggregateUDFImpl for DistinctItems {
    fn name(&self) -> &str {
        "distinct_items"
    }

    fn signature(&self) -> &Signature {
        &self.signature
    }

    fn return_type(&self, _arguments: &[DataType]) -> Result<DataType> {
        Ok(DataType::Int64)
    }

    fn state_fields(&self, arguments: StateFieldsArgs<'_>) -> Result<Vec<FieldRef>> {
        let name = format_state_name(arguments.name, "items");
        let item = Field::new_list_field(DataType::Utf8, true);
        Ok(vec![Arc::new(Field::new_list(name, item, true))])
    }

    fn accumulator(&self, _arguments: AccumulatorArgs<'_>) -> Result<Box<dyn Accumulator>> {
        Ok(Box::new(Items::default()))
    }
}

/// The items met so far.
#[derive(Debug, Default)]
struct Items {
    items: HashSet<String>,
    bytes: usize,
}

impl Items {
    fn add(&mut self, column: &ArrayRef) -> Result<()> {
        for list in column.as_list::<i32>().iter().flatten() {
            for item in texts(&list)?.iter().flatten() {
                if !self.items.contains(item) {
                    self.bytes += item.len() + size_of::<String>();
                    self.items.insert(item.to_owned());
                }
            }
        }
        Ok(())
    }
}

impl Accumulator for Items {
    fn update_batch(&mut self, values: &[ArrayRef]) -> Result<()> {
        self.add(&values[0])
    }

    fn merge_batch(&mut self, states: &[ArrayRef]) -> Result<()> {
        self.add(&states[0])
    }

    fn state(&mut self) -> Result<Vec<ScalarValue>> {
        let items: Vec<ScalarValue> = std::mem::take(&mut self.items)
            .into_iter()
            .map(|item| ScalarValue::Utf8(Some(item)))
            .collect();
        let list = ScalarValue::new_list_nullable(&items, &DataType::Utf8);
        Ok(vec![ScalarValue::List(list)])
    }

    fn evaluate(&mut self) -> Result<ScalarValue> {
        Ok(ScalarValue::Int64(i64::try_from(self.items.len()).ok()))
    }

    fn size(&self) -> usize {
        size_of_val(self) + self.bytes
    }
}
