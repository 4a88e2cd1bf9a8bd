//! How do records go from the file to the store? A reader on a thread of its own, a short channel, the writer: constant memory.

use std::cell::RefCell;
use std::ops::ControlFlow;
use std::path::Path;

use arrow::record_batch::RecordBatch;
use portico_engine::VersionWriter;
use portico_formats::layout;
use portico_formats::read::{self, Refusal};
use portico_model::Fault;
use portico_processors::{Plan, Steps};
use tokio::sync::mpsc;

use super::files::{self, Keeper};
use super::inspect::Reading;
use super::process::{self, Sample};
use super::refusals::{Collector, Refused};
use super::shape;
use super::{Attempt, ImportProgress, schema};

/// Batches on the way.
const ON_THE_WAY: usize = 2;
/// Refusals that wait for those of the same lines.
const MOST_WAITING: usize = 100_000;

/// Reads everything and stores nothing.
pub(super) async fn try_out(attempt: &Attempt<'_>, reading: &Reading) -> Result<Refused, Fault> {
    run(attempt, reading, None, None, None).await
}

/// Reads everything into the writer.
pub(super) async fn store(
    attempt: &Attempt<'_>,
    reading: &Reading,
    writer: &mut VersionWriter,
    keeper: Option<Keeper<'_>>,
) -> Result<Refused, Fault> {
    let lists = Some(attempt.inner.owner.folder());
    run(attempt, reading, Some(writer), lists, keeper).await
}

async fn run(
    attempt: &Attempt<'_>,
    reading: &Reading,
    mut writer: Option<&mut VersionWriter>,
    lists: Option<&Path>,
    mut keeper: Option<Keeper<'_>>,
) -> Result<Refused, Fault> {
    let (sender, mut batches) = mpsc::channel(ON_THE_WAY);
    let reader = Reader::new(attempt, reading, Collector::new(lists), sender)?;
    let reader = tokio::task::spawn_blocking(move || reader.read());
    let layout = layout::arrow_schema(&reading.schema.fields);
    let mut row = 0;
    let has_files = files::has_files(&reading.schema);
    while let Some(batch) = batches.recv().await {
        if writer.is_none() && !has_files {
            continue;
        }
        let rows = batch.num_rows() as u64;
        let mut batch = shape::conform(&batch, &layout)?;
        if has_files {
            files::check_names(attempt.bundle, &batch, &reading.schema.fields)?;
        }
        let Some(writer) = &mut writer else { continue };
        if let Some(keeper) = &mut keeper {
            batch = keeper.keep(&batch, &reading.schema.fields).await?;
        }
        if let Some(upsert) = &reading.upsert {
            batch = upsert.last_of_each_key(&batch, row)?;
        }
        row += rows;
        if batch.num_rows() > 0 {
            writer.write(batch).await?;
        }
    }
    reader.await.map_err(Fault::internal)?
}

/// The side of the thread.
struct Reader {
    path: std::path::PathBuf,
    inspection: read::Inspection,
    size: u64,
    /// Header and field of the columns in which no cell may be refused.
    strict: Vec<(String, portico_model::Field)>,
    tell: super::Tell,
    collector: Collector,
    sender: mpsc::Sender<RecordBatch>,
    plan: Plan,
    steps: Steps,
}

impl Reader {
    fn new(
        attempt: &Attempt<'_>,
        reading: &Reading,
        collector: Collector,
        sender: mpsc::Sender<RecordBatch>,
    ) -> Result<Self, Fault> {
        let strict = reading
            .forced
            .iter()
            .filter_map(|forced| Some((forced.header.clone(), reading.input.field(&forced.name)?.clone())));
        Ok(Self {
            path: attempt.source.path.clone(),
            inspection: reading.inspection.clone(),
            size: attempt.source.size,
            strict: strict.collect(),
            tell: super::Tell::clone(attempt.tell),
            collector,
            sender,
            plan: attempt.processing.plan(&reading.input)?,
            steps: attempt.processing.steps.clone(),
        })
    }

    fn read(self) -> Result<Refused, Fault> {
        let Self {
            path,
            inspection,
            size,
            strict,
            tell,
            collector,
            sender,
            mut plan,
            steps,
        } = self;
        let ended: RefCell<Option<Fault>> = RefCell::new(None);
        let collector = RefCell::new(collector);
        let waiting: RefCell<Vec<Refusal>> = RefCell::new(Vec::new());
        let idle = steps.is_idle();
        let mut sample = None;
        let mut hand_over = |batch: RecordBatch, lines: Vec<u64>| {
            if ended.borrow().is_some() {
                return ControlFlow::Break(());
            }
            if !idle && sample.is_none() {
                sample = Some(Sample::of(&batch));
            }
            let mut told = |trouble| waiting.borrow_mut().push(process::refusal(trouble, &steps));
            let mut out = |batch: RecordBatch, _: Vec<u64>| match sender.blocking_send(batch) {
                Ok(()) => ControlFlow::Continue(()),
                Err(_) => ControlFlow::Break(()),
            };
            let flow = plan.run(&batch, lines, &mut told, &mut out);
            collect(&mut waiting.borrow_mut(), &mut collector.borrow_mut());
            flow.unwrap_or_else(|fault| {
                *ended.borrow_mut() = Some(fault);
                ControlFlow::Break(())
            })
        };
        let mut refuse = |refusal: Refusal| {
            if ended.borrow().is_none() {
                *ended.borrow_mut() = misfit_of(&strict, &refusal);
            }
            let mut waiting = waiting.borrow_mut();
            waiting.push(refusal);
            // A file of which nothing is good.
            if waiting.len() >= MOST_WAITING {
                collect(&mut waiting, &mut collector.borrow_mut());
            }
        };
        let mut progress = |bytes, rows| tell(ImportProgress::of_file(2, bytes, size, rows));
        let summary = read::read_with_lines(&path, &inspection, &mut hand_over, &mut refuse, &mut progress)?;
        if let Some(fault) = ended.into_inner() {
            return Err(fault);
        }
        let mut collector = collector.into_inner();
        collect(&mut waiting.into_inner(), &mut collector);
        let mut refused = collector.finish(summary);
        refused.sample = sample;
        Ok(refused)
    }
}

/// Hands refusals over by line: those of the reader came before those of the steps.
fn collect(waiting: &mut Vec<Refusal>, collector: &mut Collector) {
    waiting.sort_by_key(|refusal| refusal.line);
    waiting.drain(..).for_each(|refusal| collector.take(refusal));
}

/// A value that does not have the type of the dataset's field.
fn misfit_of(strict: &[(String, portico_model::Field)], refusal: &Refusal) -> Option<Fault> {
    let column = refusal.column.as_deref()?;
    let (_, field) = strict.iter().find(|(header, _)| header == column)?;
    let found = format!(
        "line {} of the file has `{}`: {}",
        refusal.line, refusal.value, refusal.reason
    );
    Some(schema::incompatible(field, &found))
}
