//! What does this portal give to steps? Expressions by the engine, datasets as the editor may see them, a secret of the dataset.

use std::collections::HashMap;
use std::fmt;

use arrow::array::ArrayRef;
use arrow::record_batch::RecordBatch;
use futures::StreamExt;
use hmac::{Hmac, Mac};
use portico_engine::{Engine, Expression, Query};
use portico_model::{DatasetUid, Fault, FaultKind, Field, Principal, Schema};
use portico_odsql::{SelectItem, parse_select, parse_where};
use portico_processors::{Evaluate, Limits, Remote, Resources, Steps};
use sha2::Sha256;

use crate::question::parse;
use crate::{Portal, clock};

/// Letters of an expression of the query language.
const LONGEST: usize = 8 * 1024;
/// Bytes of the stack on which expressions are planned and computed: a tree is walked by recursion.
const STACK: usize = 64 << 20;
/// Bytes of a dataset that is joined.
const JOINED_BYTES: usize = 256 << 20;

/// What steps of one dataset may ask for.
pub(crate) struct Given {
    engine: Engine,
    datasets: HashMap<String, Result<Remote, Fault>>,
    secret: [u8; 32],
    now: i64,
}

impl fmt::Debug for Given {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Given")
            .field("datasets", &self.datasets.keys())
            .finish_non_exhaustive()
    }
}

impl Portal {
    /// Reads what these steps ask for, as this principal may see it.
    pub(crate) async fn given(
        &self,
        who: &Principal,
        uid: &DatasetUid,
        steps: &Steps,
    ) -> Result<Given, Fault> {
        let mut datasets = HashMap::new();
        for id in steps.datasets() {
            let remote = self.remote(who, id.trim()).await;
            datasets.insert(id.trim().to_owned(), remote);
        }
        let mut mac = Hmac::<Sha256>::new_from_slice(&self.secret()).map_err(Fault::internal)?;
        mac.update(b"processors ");
        mac.update(uid.as_str().as_bytes());
        Ok(Given {
            engine: self.inner.engine.clone(),
            datasets,
            secret: mac.finalize().into_bytes().into(),
            now: clock::now(),
        })
    }

    /// The records of another dataset, in memory.
    async fn remote(&self, who: &Principal, id: &str) -> Result<Remote, Fault> {
        let view = self.dataset(who, id).await?;
        let table = view.table()?;
        let most = Limits::default().joined;
        let too_many = |what: String| {
            Fault::new(FaultKind::TooLarge, "TooManyRecords", what).with_hint("join a smaller dataset")
        };
        let query = Query {
            limit: Some(most + 1),
            ..Query::default()
        };
        let mut answer = self.inner.engine.select(&table, &query).await?;
        let mut remote = Remote {
            schema: Schema {
                fields: answer.columns,
            },
            batches: Vec::new(),
        };
        let (mut rows, mut bytes) = (0, 0);
        while let Some(batch) = answer.batches.next().await {
            let batch = batch?;
            rows += batch.num_rows();
            bytes += batch.get_array_memory_size();
            if rows > most {
                return Err(too_many(format!(
                    "the dataset `{id}` has more than {most} records"
                )));
            }
            if bytes > JOINED_BYTES {
                return Err(too_many(format!(
                    "the dataset `{id}` is larger than {} MiB",
                    JOINED_BYTES >> 20
                )));
            }
            remote.batches.push(batch);
        }
        Ok(remote)
    }
}

impl Resources for Given {
    fn expression(&self, schema: &Schema, text: &str, condition: bool) -> Result<Box<dyn Evaluate>, Fault> {
        if text.len() > LONGEST {
            return Err(Fault::invalid(
                "ODSQLError",
                format!("an expression has at most {LONGEST} letters"),
            ));
        }
        let expression = on_deep_stack(|| -> Result<Expression, Fault> {
            if condition {
                let tree = parse("condition", text, parse_where)?;
                return Ok(self.engine.condition(schema, &tree)?);
            }
            let mut items = parse("expression", text, parse_select)?;
            match (items.pop(), items.is_empty()) {
                (Some(SelectItem::Expr { expr, .. }), true) => Ok(self.engine.expression(schema, &expr)?),
                _ => Err(
                    Fault::invalid("ODSQLError", "one expression is wanted, not a list of columns")
                        .with_hint(
                            "write an expression such as `length(name)`, or a formula that begins with `=`",
                        ),
                ),
            }
        })??;
        Ok(Box::new(Computed(expression)))
    }

    fn dataset(&self, id: &str) -> Result<Remote, Fault> {
        self.datasets
            .get(id)
            .cloned()
            .unwrap_or_else(|| Err(Fault::no_dataset(id)))
    }

    fn secret(&self) -> [u8; 32] {
        self.secret
    }

    fn now(&self) -> i64 {
        self.now
    }
}

/// An expression of the query language.
struct Computed(Expression);

impl Evaluate for Computed {
    fn field(&self) -> &Field {
        self.0.field()
    }

    fn evaluate(&mut self, batch: &RecordBatch) -> Result<ArrayRef, Fault> {
        let expression = &self.0;
        Ok(on_deep_stack(|| expression.evaluate(batch))??)
    }
}

/// Runs something on a thread with a large stack, and waits for it.
fn on_deep_stack<T: Send>(work: impl FnOnce() -> T + Send) -> Result<T, Fault> {
    std::thread::scope(|scope| {
        let thread = std::thread::Builder::new()
            .name("portico-expression".to_owned())
            .stack_size(STACK)
            .spawn_scoped(scope, work)
            .map_err(Fault::internal)?;
        thread
            .join()
            .map_err(|_| Fault::internal("an expression ended its thread"))
    })
}
