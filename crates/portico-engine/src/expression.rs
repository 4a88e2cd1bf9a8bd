//! What is the value of an expression for records that are not stored yet? Steps of imports ask, batch by batch.

use std::fmt;
use std::sync::Arc;

use arrow::array::{Array, ArrayRef};
use arrow::compute::cast;
use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;
use chrono::Utc;
use datafusion::common::DFSchema;
use datafusion::logical_expr::Expr;
use datafusion::physical_plan::PhysicalExpr;
use portico_formats::layout::arrow_type;
use portico_model::{Field, Schema};
use portico_odsql::Expr as Ast;

use crate::plan::output::Output;
use crate::plan::scope::Scope;
use crate::plan::value::{Kind, Value};
use crate::store::convert::{storage_schema, to_result_layout, to_storage};
use crate::{Engine, EngineError, Query, Table};

/// An expression over batches of one schema, in the result layout.
pub struct Expression {
    schema: Schema,
    stored: SchemaRef,
    field: Field,
    physical: Arc<dyn PhysicalExpr>,
}

impl fmt::Debug for Expression {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Expression")
            .field("field", &self.field)
            .finish_non_exhaustive()
    }
}

impl Engine {
    /// Plans a value over the fields of a schema.
    ///
    /// # Errors
    /// [`EngineError::Query`] for unknown fields, wrong types, and what only a query over stored records can say.
    pub fn expression(&self, schema: &Schema, tree: &Ast) -> Result<Expression, EngineError> {
        self.planned(schema, "expression", |scope| scope.value(tree))
    }

    /// Plans a condition: one that is true or false; where it cannot be told it is null.
    ///
    /// # Errors
    /// As [`Self::expression`].
    pub fn condition(&self, schema: &Schema, tree: &Ast) -> Result<Expression, EngineError> {
        self.planned(schema, "condition", |scope| {
            Ok(Value::new(Kind::BOOLEAN, scope.condition(tree)?))
        })
    }

    fn planned(
        &self,
        schema: &Schema,
        clause: &'static str,
        value: impl FnOnce(&Scope<'_>) -> Result<Value, EngineError>,
    ) -> Result<Expression, EngineError> {
        let mut table = Table::memory("expression", schema.clone(), Vec::new());
        table.recorded = Utc::now().timestamp_micros();
        let query = Query::default();
        let scope = Scope::new(&table, &query).of_clause(clause);
        let output = Output::new("value", value(&scope)?);
        let stored = storage_schema(schema, true);
        let physical = self.executor.physical(output.expr, &stored)?;
        Ok(Expression {
            schema: schema.clone(),
            stored,
            field: output.field,
            physical,
        })
    }
}

impl Expression {
    /// Type and annotations of the values.
    #[must_use]
    pub fn field(&self) -> &Field {
        &self.field
    }

    /// One value for each record of a batch in the result layout. Computes on the caller's thread.
    ///
    /// # Errors
    /// When the batch has other columns than the schema, or a value is out of every range.
    pub fn evaluate(&self, batch: &RecordBatch) -> Result<ArrayRef, EngineError> {
        let batch = to_result_layout(&self.schema, batch)?;
        let batch = to_storage(&self.schema, &self.stored, &batch, 0)?;
        let values = self.physical.evaluate(&batch)?.into_array(batch.num_rows())?;
        let wanted = arrow_type(&self.field);
        if *values.data_type() == wanted {
            return Ok(values);
        }
        Ok(cast(&values, &wanted)?)
    }
}

impl crate::executor::LocalExecutor {
    /// The expression ready to compute over batches with those columns.
    pub(crate) fn physical(
        &self,
        expr: Expr,
        columns: &SchemaRef,
    ) -> Result<Arc<dyn PhysicalExpr>, EngineError> {
        let columns = DFSchema::try_from(Arc::clone(columns))?;
        Ok(self.session().create_physical_expr(expr, &columns)?)
    }
}
