//! Which rows answer this? Records by page, groups, and aggregates repeated for each record.

use std::collections::HashMap;
use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, UInt32Array};
use arrow::compute::{concat_batches, take_record_batch};
use arrow::datatypes::Int64Type;
use arrow::record_batch::RecordBatch;
use datafusion::common::ScalarValue;
use datafusion::functions_aggregate::expr_fn::count;
use datafusion::logical_expr::{Expr, LogicalPlan, LogicalPlanBuilder, SortExpr, lit};
use portico_model::{Field, FieldType};
use portico_odsql::{Expr as Ast, ExprKind};

use crate::answer::BatchStream;
use crate::ask::{Records, filter};
use crate::engine::Engine;
use crate::executor::{Batches, Executor, Read};
use crate::permit::Permit;
use crate::plan::aggregates::{Aggregates, has_aggregate, held, selects_aggregate};
use crate::plan::condition::all_of;
use crate::plan::group::Grouping;
use crate::plan::order::{by_position, record_order};
use crate::plan::output::{self, Output};
use crate::plan::scope::{Hook, Scope};
use crate::plan::select::columns;
use crate::plan::value::{Value, column};
use crate::store::convert::ROW;
use crate::{Answer, EngineError, Query, Table};

/// Longest page that is read in two phases: keys first, then records by position.
const TWO_PHASE_ROWS: usize = 1000;
/// Longest page that is read by position alone.
const BY_POSITION_ROWS: usize = 100_000;
/// Fewest columns that are worth it.
const TWO_PHASE_COLUMNS: usize = 6;

impl Engine {
    /// The answer; `also` is one more condition.
    pub(crate) async fn answer(
        &self,
        table: &Table,
        query: &Query,
        also: Option<Expr>,
        permit: Permit,
    ) -> Result<Answer, EngineError> {
        let scope = Scope::new(table, query);
        let records = Records::new(self, table);
        let filter = also
            .into_iter()
            .chain(filter(&scope, table, query, None)?)
            .reduce(Expr::and);
        if !query.group_by.is_empty() {
            let clusters = self.clusters(&scope, &records, &filter, query).await?;
            let grouped = Grouping::new(scope, query, &clusters)?.read(query)?;
            let plan = grouped.plan(records.scan(filter, None).await?)?;
            let plan = page(plan, &grouped.order, query)?;
            let plan = output::project(plan, &grouped.outputs)?;
            return self.stream(plan, Read::Selective, &grouped.outputs, permit).await;
        }
        let constants = self.constants(&scope, &records, &filter, query).await?;
        let scope = scope.of_clause("select").with_hook(&constants);
        let outputs = columns(&scope, query)?;
        let order = record_order(&scope.of_clause("order_by"), query)?;
        if query.limit == Some(0) {
            return Ok(empty(&outputs));
        }
        self.records(&records, filter, order, &outputs, query, permit)
            .await
    }

    /// Records in order, by the cheapest way.
    async fn records(
        &self,
        records: &Records<'_>,
        filter: Option<Expr>,
        mut order: Vec<SortExpr>,
        outputs: &[Output],
        query: &Query,
        permit: Permit,
    ) -> Result<Answer, EngineError> {
        let total = records.table.records;
        if let (true, true, None, Some(limit)) = (records.stored(), order.is_empty(), &filter, query.limit)
            && limit <= BY_POSITION_ROWS
        {
            let first = (query.offset as u64).min(total);
            let last = first.saturating_add(limit as u64).min(total);
            if first == last {
                return Ok(empty(outputs));
            }
            let plan = records.scan(None, Some((first..last).collect())).await?;
            let plan = LogicalPlanBuilder::from(plan).sort([by_position()])?.build()?;
            return self
                .stream(output::project(plan, outputs)?, Read::Selective, outputs, permit)
                .await;
        }
        let by_keys = !order.is_empty();
        order.push(by_position());
        let read = if by_keys && query.limit.is_some() {
            Read::Ordered
        } else {
            Read::Selective
        };
        let plan = page(records.scan(filter, None).await?, &order, query)?;
        let short = query.limit.is_some_and(|limit| limit <= TWO_PHASE_ROWS);
        if by_keys && short && records.stored() && is_wide(outputs) {
            return self.two_phases(records, plan, outputs).await;
        }
        self.stream(output::project(plan, outputs)?, read, outputs, permit)
            .await
    }

    /// A page of wide records: the positions of its records first, then the records at these positions.
    async fn two_phases(
        &self,
        records: &Records<'_>,
        page: LogicalPlan,
        outputs: &[Output],
    ) -> Result<Answer, EngineError> {
        let plan = LogicalPlanBuilder::from(page).project([column(ROW)])?.build()?;
        let mut wanted: Vec<u64> = Vec::new();
        for batch in self.executor.collect(plan, Read::Ordered).await? {
            wanted.extend(positions(batch.column(0)));
        }
        if wanted.is_empty() {
            return Ok(empty(outputs));
        }
        let mut ascending = wanted.clone();
        ascending.sort_unstable();
        let row = Output {
            field: Field::new(ROW, FieldType::Int),
            expr: column(ROW),
        };
        let with_row: Vec<Output> = outputs.iter().cloned().chain([row]).collect();
        let plan = output::project(records.scan(None, Some(ascending)).await?, &with_row)?;
        let batches = self.executor.collect(plan, Read::Selective).await?;
        let Some(first) = batches.first() else {
            return Err(EngineError::Storage(
                "records vanished between two reads".to_owned(),
            ));
        };
        let all = concat_batches(&first.schema(), &batches)?;
        let found = all.column(all.num_columns() - 1);
        let place: HashMap<u64, u32> = positions(found).zip(0_u32..).collect();
        let order: Option<UInt32Array> = wanted
            .iter()
            .map(|row| place.get(row).copied().map(Some))
            .collect();
        let order =
            order.ok_or_else(|| EngineError::Storage("records vanished between two reads".to_owned()))?;
        let sorted = take_record_batch(&all, &order)?;
        Ok(ready(outputs, vec![sorted]))
    }

    /// The aggregates of `select` and `order_by` over all records that the filter lets through.
    async fn constants(
        &self,
        scope: &Scope<'_>,
        records: &Records<'_>,
        filter: &Option<Expr>,
        query: &Query,
    ) -> Result<Constants, EngineError> {
        let ordered = query.order_by.iter().any(|key| has_aggregate(&key.expr));
        if !ordered && !query.select.iter().any(selects_aggregate) {
            return Ok(Constants::default());
        }
        let gathering = Gathering {
            aggregates: Aggregates::default(),
            values: Default::default(),
        };
        let gather = scope.of_clause("select").with_hook(&gathering);
        columns(&gather, query)?;
        record_order(&gather.of_clause("order_by"), query)?;
        let values = std::mem::take(&mut *held(&gathering.values));
        let (inputs, calls) = gathering.aggregates.into_parts();
        let mut builder = LogicalPlanBuilder::from(records.scan(filter.clone(), None).await?);
        if !inputs.is_empty() {
            builder = builder.project(inputs)?;
        }
        let plan = builder.aggregate(Vec::<Expr>::new(), calls)?.build()?;
        let outputs: Vec<Output> = values
            .iter()
            .map(|(key, value)| Output::new(key, value.clone()))
            .collect();
        let batches = self
            .executor
            .collect(output::project(plan, &outputs)?, Read::Selective)
            .await?;
        let row = batches
            .first()
            .ok_or_else(|| EngineError::Storage("an aggregate gave nothing".to_owned()))?;
        let mut constants = Constants::default();
        for ((key, value), column) in values.into_iter().zip(row.columns()) {
            let constant = lit(ScalarValue::try_from_array(column, 0)?);
            constants.0.insert(
                key,
                Value {
                    expr: constant,
                    ..value
                },
            );
        }
        Ok(constants)
    }

    /// How many rows there are before `limit` and `offset`.
    pub(crate) async fn rows(&self, table: &Table, query: &Query) -> Result<u64, EngineError> {
        let scope = Scope::new(table, query);
        let records = Records::new(self, table);
        let filter = filter(&scope, table, query, None)?;
        let plan = if query.group_by.is_empty() {
            if filter.is_none() {
                return Ok(table.records);
            }
            records.scan(filter, None).await?
        } else {
            let clusters = self.clusters(&scope, &records, &filter, query).await?;
            let grouped = Grouping::new(scope, query, &clusters)?.read(query)?;
            grouped.plan(records.scan(filter, None).await?)?
        };
        let plan = LogicalPlanBuilder::from(plan)
            .aggregate(Vec::<Expr>::new(), vec![count(lit(1_i64)).alias("n")])?
            .build()?;
        let batches = self.executor.collect(plan, Read::Selective).await?;
        Ok(batches
            .first()
            .and_then(|batch| positions(batch.column(0)).next())
            .unwrap_or(0))
    }

    /// Starts a plan whose columns are those of the answer, and waits for its first batch, so that a query that fails
    /// fails before anything is sent.
    pub(crate) async fn stream(
        &self,
        plan: LogicalPlan,
        read: Read,
        outputs: &[Output],
        permit: Permit,
    ) -> Result<Answer, EngineError> {
        let fields = output::fields(outputs);
        let mut batches = self.executor.start(plan, read, Some(permit));
        let first = batches.next().await?;
        Ok(Answer {
            batches: in_layout(&fields, first, batches),
            columns: fields,
        })
    }
}

/// The batches in the result layout.
fn in_layout(fields: &[Field], first: Option<RecordBatch>, rest: Batches) -> BatchStream {
    let schema = output::layout(fields);
    Box::pin(futures::stream::try_unfold(
        (first, rest),
        move |(first, mut rest)| {
            let schema = Arc::clone(&schema);
            async move {
                let batch = match first {
                    Some(batch) => Some(batch),
                    None => rest.next().await?,
                };
                match batch {
                    Some(batch) => Ok(Some((output::to_layout(&batch, &schema)?, (None, rest)))),
                    None => Ok(None),
                }
            }
        },
    ))
}

/// An answer that is complete already.
fn ready(outputs: &[Output], batches: Vec<RecordBatch>) -> Answer {
    let fields = output::fields(outputs);
    let schema = output::layout(&fields);
    let batches: Vec<_> = batches
        .iter()
        .map(|batch| output::to_layout(batch, &schema))
        .collect();
    Answer {
        columns: fields,
        batches: Box::pin(futures::stream::iter(batches)),
    }
}

fn empty(outputs: &[Output]) -> Answer {
    ready(outputs, Vec::new())
}

/// The rows of a page, in order.
fn page(plan: LogicalPlan, order: &[SortExpr], query: &Query) -> Result<LogicalPlan, EngineError> {
    let mut builder = LogicalPlanBuilder::from(plan);
    if !order.is_empty() {
        builder = builder.sort(order.to_vec())?;
    }
    if query.limit.is_some() || query.offset > 0 {
        builder = builder.limit(query.offset, query.limit)?;
    }
    Ok(builder.build()?)
}

fn is_wide(outputs: &[Output]) -> bool {
    outputs.len() > TWO_PHASE_COLUMNS
        || outputs
            .iter()
            .any(|output| output.field.ty == FieldType::GeoShape)
}

/// Non-negative numbers of a column.
fn positions(column: &ArrayRef) -> impl Iterator<Item = u64> + '_ {
    let numbers = column.as_primitive::<Int64Type>();
    (0..numbers.len()).map(|row| u64::try_from(numbers.value(row)).unwrap_or_default())
}

/// Aggregates that stand among records: each has one value.
#[derive(Default)]
struct Constants(HashMap<String, Value>);

impl Hook for Constants {
    fn value(&self, _scope: &Scope<'_>, node: &Ast) -> Option<Result<Value, EngineError>> {
        let ExprKind::Aggregate(aggregate) = &node.node else {
            return None;
        };
        self.0.get(&aggregate.to_string()).cloned().map(Ok)
    }
}

/// Gathers the aggregates of a clause.
struct Gathering {
    aggregates: Aggregates,
    values: std::sync::Mutex<Vec<(String, Value)>>,
}

impl Hook for Gathering {
    fn value(&self, scope: &Scope<'_>, node: &Ast) -> Option<Result<Value, EngineError>> {
        let ExprKind::Aggregate(aggregate) = &node.node else {
            return None;
        };
        let value = self
            .aggregates
            .value(&Scope { hook: None, ..*scope }, aggregate, node);
        if let Ok(value) = &value {
            let key = aggregate.to_string();
            let mut values = held(&self.values);
            if !values.iter().any(|(known, _)| *known == key) {
                values.push((key, value.clone()));
            }
        }
        Some(value)
    }
}

/// One more condition on a filter.
pub(crate) fn also(filter: Option<Expr>, condition: Expr) -> Expr {
    all_of(filter.into_iter().chain([condition]).collect())
}
