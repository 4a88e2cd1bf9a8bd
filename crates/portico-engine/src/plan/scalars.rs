//! What do the scalar functions compute? Their arguments checked, then functions of DataFusion or ours.

use arrow::datatypes::{DataType, TimeUnit};
use datafusion::functions::string::expr_fn::lower;
use datafusion::functions::unicode::expr_fn::character_length;
use datafusion::logical_expr::cast;
use portico_model::FieldType;
use portico_odsql::{Expr as Ast, ExprKind, Literal, ScalarFunction};

use super::scope::Scope;
use super::value::{Kind, Value};
use crate::EngineError;
use crate::functions::date_format::DatePattern;
use crate::functions::dates::{self, Part};
use crate::functions::geo;
use crate::functions::labels::{first_present, json};

impl Scope<'_> {
    /// The value of a function.
    pub(super) fn call(
        &self,
        function: ScalarFunction,
        arguments: &[Ast],
        node: &Ast,
    ) -> Result<Value, EngineError> {
        let argument = |index: usize| {
            arguments
                .get(index)
                .ok_or_else(|| self.malformed("An argument is missing.", &node.span))
        };
        match function {
            ScalarFunction::Length => {
                let text = self.text_value(argument(0)?, "length()")?;
                Ok(Value::new(
                    Kind::INT,
                    cast(character_length(text.expr), DataType::Int64),
                ))
            }
            ScalarFunction::Lower => Ok(Value::new(
                Kind::TEXT,
                lower(self.text_value(argument(0)?, "lower()")?.expr),
            )),
            ScalarFunction::IfNull => self.if_null(argument(0)?, argument(1)?, node),
            ScalarFunction::Year => self.part(Part::Year, argument(0)?),
            ScalarFunction::Month => self.part(Part::Month, argument(0)?),
            ScalarFunction::Day => self.part(Part::Day, argument(0)?),
            ScalarFunction::Hour => self.part(Part::Hour, argument(0)?),
            ScalarFunction::Minute => self.part(Part::Minute, argument(0)?),
            ScalarFunction::Second => self.part(Part::Second, argument(0)?),
            ScalarFunction::DateFormat => {
                let date = self.time_value(argument(0)?, "date_format()")?;
                let pattern = argument(1)?;
                let ExprKind::Literal(Literal::Text(text)) = &pattern.node else {
                    return Err(self.malformed("The pattern of date_format() is a text.", &pattern.span));
                };
                let pattern = DatePattern::parse(text).map_err(|what| self.malformed(what, &pattern.span))?;
                Ok(Value::new(
                    Kind::TEXT,
                    dates::format(date.expr, pattern, self.timezone, self.lang),
                ))
            }
            ScalarFunction::JsonFormat => {
                let text = self.text_value(argument(0)?, "json_format()")?;
                let fallback = match arguments.get(1).map(|fallback| &fallback.node) {
                    None => None,
                    Some(ExprKind::Literal(Literal::Null)) => Some(None),
                    Some(ExprKind::Literal(Literal::Text(text))) => Some(Some(text.clone())),
                    Some(_) => {
                        let what = "The fallback of json_format() is a text or null.";
                        return Err(self.malformed(what, &node.span));
                    }
                };
                Ok(Value::new(
                    Kind::Of(FieldType::JsonBlob),
                    json(text.expr, fallback),
                ))
            }
            ScalarFunction::Distance => {
                let center = argument(1)?;
                let ExprKind::Literal(Literal::Geometry(text)) = &center.node else {
                    return Err(self.malformed("distance() takes a field and a geometry.", &center.span));
                };
                let place = self.place(argument(0)?)?;
                let center = self.center(text, &center.span)?;
                Ok(Value::new(Kind::DOUBLE, geo::distance(place, center)))
            }
            ScalarFunction::Math(function) => self.math(function, arguments),
        }
    }

    fn part(&self, part: Part, date: &Ast) -> Result<Value, EngineError> {
        let function = format!("{}()", format!("{part:?}").to_lowercase());
        let date = self.time_value(date, &function)?;
        Ok(Value::new(Kind::INT, dates::part(date.expr, part, self.timezone)))
    }

    fn if_null(&self, value: &Ast, otherwise: &Ast, node: &Ast) -> Result<Value, EngineError> {
        let (value, otherwise) = (self.value(value)?, self.value(otherwise)?);
        let kind = match (value.kind, otherwise.kind) {
            (kind, Kind::Null) => return Ok(Value { field: None, ..value }.of_kind(kind)),
            (Kind::Null, kind) => {
                return Ok(Value {
                    field: None,
                    ..otherwise
                }
                .of_kind(kind));
            }
            (left, right) if left == right && !left.is_geo() && left != Kind::List => left,
            (left, right) if left.is_number() && right.is_number() => Kind::DOUBLE,
            (left, right) if left.is_time() && right.is_time() => Kind::DATETIME,
            (left, right) => {
                let (left, right) = (left.name(), right.name());
                let what = format!("ifnull() needs two values of one type, these are {left} and {right}.");
                return Err(self.malformed(what, &node.span));
            }
        };
        let returns = match kind {
            Kind::BOOLEAN => DataType::Boolean,
            Kind::INT => DataType::Int64,
            Kind::DOUBLE => DataType::Float64,
            Kind::DATE => DataType::Date32,
            Kind::DATETIME => DataType::Timestamp(TimeUnit::Microsecond, None),
            _ => DataType::Utf8View,
        };
        let expr = first_present(value.expr, otherwise.expr, &returns);
        Ok(Value::new(kind, expr))
    }

    fn text_value(&self, node: &Ast, function: &str) -> Result<Value, EngineError> {
        let value = self.value(node)?;
        match value.kind {
            Kind::Null | Kind::Of(FieldType::Text | FieldType::File | FieldType::JsonBlob) => Ok(value),
            kind => {
                let what = if kind == Kind::List {
                    "a list of texts"
                } else {
                    kind.name()
                };
                Err(self.malformed(format!("{function} takes a text, this is {what}."), &node.span))
            }
        }
    }

    pub(super) fn time_value(&self, node: &Ast, function: &str) -> Result<Value, EngineError> {
        let value = self.value(node)?;
        if value.kind.is_time() {
            return Ok(value);
        }
        let what = format!(
            "{function} takes a date or a datetime, this is {}.",
            value.kind.name()
        );
        Err(self.malformed(what, &node.span))
    }
}

impl Value {
    fn of_kind(self, kind: Kind) -> Self {
        Self { kind, ..self }
    }
}
