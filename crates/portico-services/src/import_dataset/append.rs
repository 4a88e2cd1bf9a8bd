//! Which old records stay? All of them, or those that the file does not replace.

use std::ops::ControlFlow;

use arrow::record_batch::RecordBatch;
use futures::StreamExt;
use portico_engine::{Query, Table, VersionWriter};
use portico_formats::layout;
use portico_model::Fault;
use portico_processors::Plan;

use super::Attempt;
use super::inspect::Reading;
use super::shape;

/// Writes the records that stay, in their order.
pub(super) async fn old_records(
    attempt: &Attempt<'_>,
    reading: &Reading,
    writer: &mut VersionWriter,
) -> Result<(), Fault> {
    let Some(version) = &reading.kept else {
        return Ok(());
    };
    let table = Table::stored(&attempt.target.uid, version);
    let layout = layout::arrow_schema(&reading.schema.fields);
    let mut deletions = attempt.processing.deletions(&reading.schema)?;
    let mut answer = attempt.inner.engine.select(&table, &Query::default()).await?;
    while let Some(batch) = answer.batches.next().await {
        let mut batch = shape::conform(&batch?, &layout)?;
        if let Some(deletions) = &mut deletions {
            batch = left(deletions, &batch)?;
        }
        if let Some(upsert) = &reading.upsert {
            batch = upsert.without_replaced(&batch)?;
        }
        if batch.num_rows() > 0 {
            writer.write(batch).await?;
        }
    }
    Ok(())
}

/// The records that no step deletes.
fn left(deletions: &mut Plan, batch: &RecordBatch) -> Result<RecordBatch, Fault> {
    let mut left = batch.slice(0, 0);
    let lines = vec![0; batch.num_rows()];
    let mut take = |batch: RecordBatch, _: Vec<u64>| {
        left = batch;
        ControlFlow::Continue(())
    };
    // Nothing multiplies records here: a batch gives one batch, or none.
    let _ = deletions.run(batch, lines, &mut |_| {}, &mut take)?;
    Ok(left)
}
