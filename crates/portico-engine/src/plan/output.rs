//! What are the columns of the answer? Keys, types, and batches in the result layout.

use arrow::compute::cast;
use arrow::datatypes::SchemaRef;
use arrow::record_batch::{RecordBatch, RecordBatchOptions};
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder};
use portico_formats::layout::arrow_schema;
use portico_model::{Field, FieldType};

use super::value::{Kind, Value};
use crate::EngineError;

/// A column of the answer.
#[derive(Debug, Clone)]
pub(crate) struct Output {
    pub(crate) field: Field,
    pub(crate) expr: Expr,
}

impl Output {
    /// The column of that key. A plain field keeps its label and annotations.
    pub(crate) fn new(key: &str, value: Value) -> Self {
        let field = match value.field {
            Some(field) if field.name == key => field,
            Some(field) => Field {
                name: key.to_owned(),
                label: key.to_owned(),
                ..field
            },
            None => computed(key, value.kind),
        };
        Self {
            field,
            expr: value.expr,
        }
    }
}

fn computed(key: &str, kind: Kind) -> Field {
    let mut field = Field::new(
        key,
        match kind {
            Kind::Null | Kind::List => FieldType::Text,
            Kind::Of(ty) => ty,
        },
    );
    if kind == Kind::List {
        field.annotations.multivalued = Some(",".to_owned());
    }
    field
}

/// The fields of the columns.
pub(crate) fn fields(outputs: &[Output]) -> Vec<Field> {
    outputs.iter().map(|output| output.field.clone()).collect()
}

/// The name of a column inside the plan: keys may be anything, even twice the same.
pub(crate) fn inner_name(index: usize) -> String {
    format!("c{index}")
}

/// The columns computed over a plan.
pub(crate) fn project(plan: LogicalPlan, outputs: &[Output]) -> Result<LogicalPlan, EngineError> {
    let columns = outputs
        .iter()
        .enumerate()
        .map(|(index, output)| output.expr.clone().alias(inner_name(index)));
    Ok(LogicalPlanBuilder::from(plan)
        .project(columns.collect::<Vec<_>>())?
        .build()?)
}

/// The batch with the names and types of the result layout; columns beyond those of the answer are left out.
pub(crate) fn to_layout(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch, EngineError> {
    let mut columns = Vec::with_capacity(schema.fields().len());
    for (column, field) in batch.columns().iter().zip(schema.fields()) {
        columns.push(if column.data_type() == field.data_type() {
            column.clone()
        } else {
            cast(column, field.data_type())?
        });
    }
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    Ok(RecordBatch::try_new_with_options(
        schema.clone(),
        columns,
        &options,
    )?)
}

/// The Arrow schema of an answer.
pub(crate) fn layout(fields: &[Field]) -> SchemaRef {
    arrow_schema(fields)
}
