//! Which series does a request of API v1 compute? `y.NAME.func`, `y.NAME.expr` and their kin, as aggregates of today.

use portico_model::{Fault, Schema};
use portico_odsql::{Aggregate, ArithmeticOp, Expr, ExprKind, SelectItem, Spanned, parse_formula};
use portico_services::invalid_parameter;
use portico_web::Params;
use serde_json::{Map, Value};

use super::params::is_true;

/// One series.
#[derive(Debug, Clone)]
pub(crate) struct Series {
    /// Its name in the answer.
    pub(crate) name: String,
    /// The columns that carry it.
    column: String,
    aggregate: Aggregate,
    /// Several quantiles of one series: their percents as they were written, and the aggregates besides the first.
    quantiles: Vec<(String, Aggregate)>,
    /// Each value is added to those before it.
    pub(crate) cumulative: bool,
}

/// Series of one request, at most, and quantiles of one series.
const MOST: usize = 50;
const QUANTILES: usize = 20;

/// The series of the parameters, in the order in which their names appear.
///
/// # Errors
/// `InvalidRESTParameterError` for an unknown function or a missing expression; a syntax error of the expression.
pub(crate) fn read(params: &Params, schema: &Schema) -> Result<Vec<Series>, Fault> {
    let mut names: Vec<&str> = Vec::new();
    for (rest, _) in params.under("y.") {
        let name = rest.rsplit_once('.').map_or(rest, |(name, _)| name);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    if names.len() > MOST {
        let expected = format!("at most {MOST} of them");
        return Err(invalid_parameter(
            "y",
            &format!("{} series", names.len()),
            &expected,
        ));
    }
    let series = names.iter().enumerate().map(|(place, name)| {
        let text = |what: &str| params.text(&format!("y.{name}.{what}")).map(str::to_owned);
        let function = text("func")
            .unwrap_or_else(|| "COUNT".to_owned())
            .to_ascii_uppercase();
        let expression = || {
            let key = format!("y.{name}.expr");
            let text =
                text("expr").ok_or_else(|| invalid_parameter(&key, "nothing", "the name of a field"))?;
            Ok::<_, Fault>(Box::new(expression(&text, &key, schema)?))
        };
        let mut quantiles = Vec::new();
        let aggregate = match function.as_str() {
            "COUNT" => Aggregate::CountAll,
            "AVG" => Aggregate::Avg(expression()?),
            "SUM" => Aggregate::Sum(expression()?),
            "MIN" => Aggregate::Min(expression()?),
            "MAX" => Aggregate::Max(expression()?),
            "STDDEV" => Aggregate::StdDev(expression()?),
            "SUMSQUARES" => Aggregate::Sum(Box::new(squared(expression()?))),
            "QUANTILES" => {
                let key = format!("y.{name}.subsets");
                quantiles = quantiles_of(
                    &text("subsets").unwrap_or_else(|| "50".to_owned()),
                    &key,
                    expression,
                )?;
                let (_, first) = quantiles
                    .first()
                    .cloned()
                    .ok_or_else(|| invalid_parameter(&key, "nothing", "numbers from 0 to 100"))?;
                first
            }
            other => {
                let expected = "COUNT, AVG, SUM, MIN, MAX, STDDEV, SUMSQUARES or QUANTILES";
                return Err(invalid_parameter(&format!("y.{name}.func"), other, expected));
            }
        };
        Ok(Series {
            name: (*name).to_owned(),
            column: format!("__s{place}"),
            aggregate,
            quantiles,
            cumulative: text("cumulative").as_deref().is_some_and(is_true),
        })
    });
    series.collect()
}

/// Quantiles by their percents: `50`, or several with commas between them.
fn quantiles_of(
    text: &str,
    key: &str,
    expression: impl Fn() -> Result<Box<Expr>, Fault>,
) -> Result<Vec<(String, Aggregate)>, Fault> {
    let percents: Vec<&str> = text
        .split(',')
        .map(str::trim)
        .filter(|part| !part.is_empty())
        .collect();
    if percents.len() > QUANTILES {
        let expected = format!("at most {QUANTILES} numbers");
        return Err(invalid_parameter(
            key,
            &format!("{} numbers", percents.len()),
            &expected,
        ));
    }
    percents
        .into_iter()
        .map(|percent| {
            let number = percent
                .parse()
                .ok()
                .filter(|number| (0.0..=100.0).contains(number))
                .ok_or_else(|| invalid_parameter(key, percent, "numbers from 0 to 100"))?;
            Ok((percent.to_owned(), Aggregate::Percentile(expression()?, number)))
        })
        .collect()
}

impl Series {
    /// The columns of the question that compute it.
    pub(crate) fn items(&self) -> Vec<SelectItem> {
        let item = |column: String, aggregate: &Aggregate| SelectItem::Expr {
            expr: at(ExprKind::Aggregate(aggregate.clone())),
            alias: Some(at(column.clone())),
            key: column,
        };
        match self.quantiles.as_slice() {
            [] | [_] => vec![item(self.column.clone(), &self.aggregate)],
            several => several
                .iter()
                .enumerate()
                .map(|(place, (_, aggregate))| item(format!("{}_{place}", self.column), aggregate))
                .collect(),
        }
    }

    /// The column that it is sorted by.
    pub(crate) fn first_column(&self) -> String {
        match self.quantiles.len() {
            0 | 1 => self.column.clone(),
            _ => format!("{}_0", self.column),
        }
    }

    /// Its value in a row: of several quantiles an object, by the percents as they were written.
    pub(crate) fn take(&self, row: &mut Map<String, Value>) -> Value {
        match self.quantiles.as_slice() {
            [] | [_] => row.shift_remove(&self.column).unwrap_or_default(),
            several => {
                let value = |(place, (percent, _)): (usize, &(String, Aggregate))| {
                    let column = format!("{}_{place}", self.column);
                    (percent.clone(), row.shift_remove(&column).unwrap_or_default())
                };
                several
                    .iter()
                    .enumerate()
                    .map(value)
                    .collect::<Map<_, _>>()
                    .into()
            }
        }
    }
}

/// The value of a series depends on the moment of the question, or on chance: no two answers are the same.
pub(crate) fn depends_on_now(params: &Params) -> bool {
    let expressions = params.under("y.").filter(|(name, _)| name.ends_with(".expr"));
    let calls = |text: &str| {
        let text = text.to_ascii_lowercase().replace(char::is_whitespace, "");
        ["time(", "random(", "now("]
            .iter()
            .any(|call| text.contains(call))
    };
    expressions.into_iter().any(|(_, text)| calls(text))
}

/// A field, or numbers and fields with `+ - * /` between them and functions of numbers such as `sin(x)`.
fn expression(text: &str, key: &str, schema: &Schema) -> Result<Expr, Fault> {
    if schema.field(text).is_some() {
        return Ok(at(ExprKind::Field(text.to_owned())));
    }
    parse_formula(text).map_err(|error| Fault {
        hint: error.hint.clone(),
        ..Fault::invalid(error.code(), error.full_message(key)).with_position(key, Some(error.span.clone()))
    })
}

fn squared(of: Box<Expr>) -> Expr {
    at(ExprKind::Arithmetic {
        op: ArithmeticOp::Multiply,
        left: of.clone(),
        right: of,
    })
}

fn at<T>(node: T) -> Spanned<T> {
    Spanned { node, span: 0..0 }
}
