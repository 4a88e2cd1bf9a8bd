//! Which old records stay? All of them, or those that the file does not replace.

use futures::StreamExt;
use portico_engine::{Query, Table, VersionWriter};
use portico_formats::layout;
use portico_model::Fault;

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
    let mut answer = attempt.inner.engine.select(&table, &Query::default()).await?;
    while let Some(batch) = answer.batches.next().await {
        let mut batch = shape::conform(&batch?, &layout)?;
        if let Some(upsert) = &reading.upsert {
            batch = upsert.without_replaced(&batch)?;
        }
        if batch.num_rows() > 0 {
            writer.write(batch).await?;
        }
    }
    Ok(())
}
