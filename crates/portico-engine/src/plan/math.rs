//! What do the functions of numbers compute that expressions of API v1 call?

use std::sync::Arc;

use arrow::array::{Array, AsArray, Float64Array};
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use datafusion::logical_expr::{Expr, lit};
use portico_odsql::{Expr as Ast, MathFunction};

use super::scope::Scope;
use super::value::{Kind, Value, column};
use crate::EngineError;
use crate::functions::numbers::shuffled;
use crate::functions::own::call;
use crate::store::convert::ROW;

impl Scope<'_> {
    /// The value of a function of numbers: always a decimal number, none where it has no value.
    pub(super) fn math(&self, function: MathFunction, arguments: &[Ast]) -> Result<Value, EngineError> {
        let now = self.now.timestamp_micros();
        let expr = match function {
            MathFunction::Time => lit((now / 1000) as f64),
            MathFunction::Random => share(shuffled(column(ROW), now)),
            function => {
                let numbers = arguments
                    .iter()
                    .map(|argument| Ok(self.number(argument)?.as_double()));
                applied(function, numbers.collect::<Result<Vec<_>, EngineError>>()?)
            }
        };
        Ok(Value::new(Kind::DOUBLE, expr))
    }
}

fn applied(function: MathFunction, numbers: Vec<Expr>) -> Expr {
    call(
        "function_of_numbers",
        function.to_string(),
        DataType::Float64,
        numbers,
        move |columns| {
            let columns: Vec<&Float64Array> = columns.iter().map(|column| column.as_primitive()).collect();
            let rows = columns.first().map_or(0, |column| column.len());
            let mut numbers = Vec::with_capacity(columns.len());
            let values: Float64Array = (0..rows)
                .map(|row| {
                    numbers.clear();
                    let known = columns.iter().filter(|column| column.is_valid(row));
                    numbers.extend(known.map(|column| column.value(row)));
                    (numbers.len() == columns.len()).then(|| function.of(&numbers))?
                })
                .collect();
            Ok(Arc::new(values))
        },
    )
}

/// A mixed whole number as one from 0 to 1, which it never reaches.
fn share(mixed: Expr) -> Expr {
    call("share", "", DataType::Float64, vec![mixed], |columns| {
        let mixed = columns[0].as_primitive::<Int64Type>();
        let share = |mixed: i64| (mixed.cast_unsigned() >> 11) as f64 / (1_u64 << 53) as f64;
        Ok(Arc::new(mixed.unary::<_, Float64Type>(share)))
    })
}
