//! What is the value of this expression? Trees of values to expressions with a type.

use arrow::datatypes::DataType;
use datafusion::common::{Column, ScalarValue};
use datafusion::logical_expr::{Expr, cast, lit};
use portico_model::{Field, FieldType};
use portico_odsql::{ArithmeticOp, Expr as Ast, ExprKind, Literal};

use super::scope::{Scope, TECHNICAL, with_hint};
use crate::EngineError;
use crate::functions::calendar::Period;
use crate::functions::labels::{hex_id, point};
use crate::functions::numbers::arithmetic;
use crate::store::convert::{ID, SIZE, point_columns};

/// The type of a value.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// The literal `null`.
    Null,
    /// One of the field types, a list when it is a text of several values.
    Of(FieldType),
    /// A text of several values.
    List,
}

impl Kind {
    pub(crate) const BOOLEAN: Self = Self::Of(FieldType::Boolean);
    pub(crate) const INT: Self = Self::Of(FieldType::Int);
    pub(crate) const DOUBLE: Self = Self::Of(FieldType::Double);
    pub(crate) const TEXT: Self = Self::Of(FieldType::Text);
    pub(crate) const DATE: Self = Self::Of(FieldType::Date);
    pub(crate) const DATETIME: Self = Self::Of(FieldType::Datetime);

    /// The kind of a field's values.
    pub(crate) fn of(field: &Field) -> Self {
        if field.is_multivalued() {
            Self::List
        } else {
            Self::Of(field.ty)
        }
    }

    /// The name in messages.
    pub(crate) fn name(self) -> &'static str {
        match self {
            Self::Null => "null",
            Self::Of(ty) => ty.as_str(),
            Self::List => "text",
        }
    }

    pub(crate) fn is_number(self) -> bool {
        matches!(self, Self::Of(ty) if ty.is_number())
    }

    pub(crate) fn is_time(self) -> bool {
        matches!(self, Self::Of(ty) if ty.is_time())
    }

    pub(crate) fn is_geo(self) -> bool {
        matches!(self, Self::Of(ty) if ty.is_geo())
    }
}

/// A value: what to compute, and of which type it is.
#[derive(Debug, Clone)]
pub(crate) struct Value {
    pub(crate) kind: Kind,
    pub(crate) expr: Expr,
    /// The field whose plain value this is.
    pub(crate) field: Option<Field>,
}

impl Value {
    pub(crate) fn new(kind: Kind, expr: Expr) -> Self {
        Self {
            kind,
            expr,
            field: None,
        }
    }

    pub(crate) fn null() -> Self {
        Self::new(Kind::Null, lit(ScalarValue::Utf8View(None)))
    }

    pub(crate) fn text(text: impl Into<String>) -> Self {
        Self::new(Kind::TEXT, lit(ScalarValue::Utf8View(Some(text.into()))))
    }

    pub(crate) fn datetime(instant: i64) -> Self {
        Self::new(
            Kind::DATETIME,
            lit(ScalarValue::TimestampMicrosecond(Some(instant), None)),
        )
    }

    /// The value as a decimal number.
    pub(crate) fn as_double(&self) -> Expr {
        if self.kind == Kind::DOUBLE {
            self.expr.clone()
        } else {
            cast(self.expr.clone(), DataType::Float64)
        }
    }

    /// Something that is null exactly when the value is, without computing more than needed.
    pub(crate) fn presence(&self) -> Expr {
        match &self.field {
            Some(field) if field.ty == FieldType::GeoPoint2d => column(&point_columns(&field.name)[0]),
            _ => self.expr.clone(),
        }
    }
}

/// A stored column by its exact name.
pub(crate) fn column(name: &str) -> Expr {
    Expr::Column(Column::new_unqualified(name))
}

impl Scope<'_> {
    /// The value of an expression.
    pub(crate) fn value(&self, node: &Ast) -> Result<Value, EngineError> {
        if let Some(value) = self.hook.and_then(|hook| hook.value(self, node)) {
            return value;
        }
        match &node.node {
            ExprKind::Field(name) => self.field_value(name, node),
            ExprKind::Literal(literal) => self.literal(literal, node),
            ExprKind::Negate(inner) => {
                let value = self.number(inner)?;
                let zero = if value.kind == Kind::INT {
                    lit(0_i64)
                } else {
                    lit(0.0)
                };
                let whole = value.kind == Kind::INT;
                Ok(Value::new(
                    value.kind,
                    arithmetic(ArithmeticOp::Subtract, zero, value.expr, whole),
                ))
            }
            ExprKind::Arithmetic { op, left, right } => {
                let (left, right) = (self.number(left)?, self.number(right)?);
                let whole = left.kind == Kind::INT && right.kind == Kind::INT && *op != ArithmeticOp::Divide;
                let kind = if whole { Kind::INT } else { Kind::DOUBLE };
                Ok(Value::new(kind, arithmetic(*op, left.expr, right.expr, whole)))
            }
            ExprKind::Call { function, arguments } => self.call(*function, arguments, node),
            ExprKind::Now(arguments) => {
                let instant = super::now::instant(self, arguments, &node.span)?;
                Ok(Value::datetime(instant))
            }
            ExprKind::Random(_) => Err(self.malformed("random() stands in order_by only.", &node.span)),
            ExprKind::Aggregate(_) => {
                Err(self.malformed("Aggregates stand in select and order_by only.", &node.span))
            }
            ExprKind::Range { .. } | ExprKind::GeoCluster { .. } => {
                let error = self.malformed("range() and geo_cluster() are grouping keys.", &node.span);
                Err(with_hint(
                    error,
                    "Repeat the expression of `group_by` exactly, or use its alias.",
                ))
            }
            _ => Ok(Value::new(Kind::BOOLEAN, self.condition(node)?)),
        }
    }

    fn field_value(&self, name: &str, node: &Ast) -> Result<Value, EngineError> {
        let Some(field) = self.schema.field(name) else {
            return self.technical(name).ok_or_else(|| self.unknown(name, &node.span));
        };
        Ok(plain(field))
    }

    fn technical(&self, name: &str) -> Option<Value> {
        let (name, _) = TECHNICAL.iter().find(|(known, _)| *known == name)?;
        Some(match *name {
            "recordid" => Value::new(Kind::TEXT, hex_id(column(ID))),
            "record_timestamp" => Value::datetime(self.recorded),
            "record_size" => Value::new(Kind::INT, column(SIZE)),
            _ => Value::text(self.dataset),
        })
    }

    fn literal(&self, literal: &Literal, node: &Ast) -> Result<Value, EngineError> {
        Ok(match literal {
            Literal::Null => Value::null(),
            Literal::Boolean(value) => Value::new(Kind::BOOLEAN, lit(*value)),
            Literal::Int(value) => Value::new(Kind::INT, lit(*value)),
            // Adding zero takes the sign off a zero.
            Literal::Double(value) => Value::new(Kind::DOUBLE, lit(*value + 0.0)),
            Literal::Text(text) => Value::text(text),
            Literal::Date(date) => {
                let period = Period::of_literal(date, self.timezone)
                    .ok_or_else(|| self.malformed("The date is out of range.", &node.span))?;
                Value::datetime(period.start)
            }
            Literal::Geometry(_) => {
                return Err(self.malformed("A geometry stands in geometric functions only.", &node.span));
            }
        })
    }

    /// A value that must be a number; `null` is one.
    pub(super) fn number(&self, node: &Ast) -> Result<Value, EngineError> {
        let value = self.value(node)?;
        match value.kind {
            Kind::Null => Ok(Value::new(Kind::DOUBLE, lit(ScalarValue::Float64(None)))),
            kind if kind.is_number() => Ok(value),
            kind => Err(self.malformed(
                format!("Arithmetic needs numbers, this is {}.", kind.name()),
                &node.span,
            )),
        }
    }
}

/// The plain value of a field.
pub(crate) fn plain(field: &Field) -> Value {
    let expr = match field.ty {
        FieldType::GeoPoint2d => {
            let [lon, lat] = point_columns(&field.name);
            point(column(&lon), column(&lat))
        }
        _ => column(&field.name),
    };
    Value {
        kind: Kind::of(field),
        expr,
        field: Some(field.clone()),
    }
}
