//! What are the fields after each step, and how do batches flow through all of them?

use std::cell::RefCell;
use std::ops::ControlFlow;

use arrow::record_batch::{RecordBatch, RecordBatchOptions};
use portico_formats::layout::arrow_schema;
use portico_model::{Fault, FaultKind, Schema};

use crate::act::{Act, Stop, Told};
use crate::arguments::{Arguments, Wrong};
use crate::document::{Step, Steps};
use crate::frame::Frame;
use crate::registry;
use crate::resources::Resources;

/// Sizes that protect the machine.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Limits {
    /// Fields after a step.
    pub fields: usize,
    /// Records that one record may become in one step.
    pub rows_of_one: usize,
    /// Records that come out in all.
    pub rows: u64,
    /// Values that a step may remember.
    pub remembered: usize,
    /// Records of a dataset that is joined.
    pub joined: usize,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            fields: 500,
            rows_of_one: 10_000,
            rows: 100_000_000,
            remembered: 5_000_000,
            joined: 100_000,
        }
    }
}

/// What a step is made with.
pub(crate) struct Context<'a> {
    pub(crate) resources: &'a dyn Resources,
    pub(crate) limits: Limits,
}

/// A value that a step could not use: the record is kept, what the step writes is empty.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Trouble {
    /// The step's place in the list, from 0.
    pub step: usize,
    /// Place of the record in the file, from 1.
    pub line: u64,
    /// The field with the value.
    pub field: Option<String>,
    /// Why.
    pub reason: String,
    /// The value, clipped to 200 characters.
    pub value: String,
}

/// One step in use.
struct Working {
    index: usize,
    schema: Schema,
    act: Box<dyn Act>,
}

/// Steps that are ready to work on batches of one schema.
pub struct Plan {
    input: Schema,
    steps: Vec<Working>,
    limits: Limits,
    /// Records that came out so far.
    rows: u64,
}

impl std::fmt::Debug for Plan {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Plan")
            .field("input", &self.input)
            .field("steps", &self.steps.len())
            .finish_non_exhaustive()
    }
}

impl Plan {
    /// Makes the steps that are not disabled, each over the fields after the one before it.
    ///
    /// # Errors
    /// `InvalidProcessor` with the step and what is wrong: fields that are not there, patterns that cannot be read; faults of the
    /// portal about datasets and expressions.
    pub fn new(
        steps: &Steps,
        input: &Schema,
        resources: &dyn Resources,
        limits: Limits,
    ) -> Result<Self, Fault> {
        let mut plan = Self::idle(input, limits);
        for (index, step) in steps.steps.iter().enumerate() {
            plan.add(index, step, resources)
                .map_err(|wrong| wrong.into_fault(index, &step.kind))?;
        }
        Ok(plan)
    }

    fn idle(input: &Schema, limits: Limits) -> Self {
        Self {
            input: input.clone(),
            steps: Vec::new(),
            limits,
            rows: 0,
        }
    }

    fn add(&mut self, index: usize, step: &Step, resources: &dyn Resources) -> Result<(), Wrong> {
        if step.disabled {
            return Ok(());
        }
        let kind = registry::find(&step.kind).ok_or_else(|| registry::unknown(&step.kind))?;
        let arguments = Arguments::new(kind, &step.params, self.schema())?;
        let context = Context {
            resources,
            limits: self.limits,
        };
        let built = (kind.build)(&arguments, &context)?;
        check(&built.schema, self.limits)?;
        self.steps.push(Working {
            index,
            schema: built.schema,
            act: built.act,
        });
        Ok(())
    }

    /// The fields after the last step.
    #[must_use]
    pub fn schema(&self) -> &Schema {
        self.steps.last().map_or(&self.input, |step| &step.schema)
    }

    /// Sends a batch through all steps. `lines` says where each record stands in the file; `told` hears what could not be used, `out`
    /// takes batches of [`Self::schema`] and may stop.
    ///
    /// # Errors
    /// When a limit is exceeded, or by our own fault.
    pub fn run(
        &mut self,
        batch: &RecordBatch,
        lines: Vec<u64>,
        told: &mut dyn FnMut(Trouble),
        out: &mut dyn FnMut(RecordBatch, Vec<u64>) -> ControlFlow<()>,
    ) -> Result<ControlFlow<()>, Fault> {
        let layout = arrow_schema(&self.schema().fields);
        let (rows, most) = (&mut self.rows, self.limits.rows);
        let mut last = |frame: Frame| -> Result<(), Stop> {
            if frame.rows() == 0 {
                return Ok(());
            }
            *rows += frame.rows() as u64;
            if *rows > most {
                return Err(Stop::Fault(too_many(most)));
            }
            let options = RecordBatchOptions::new().with_row_count(Some(frame.rows()));
            let batch = RecordBatch::try_new_with_options(layout.clone(), frame.columns, &options)?;
            match out(batch, frame.lines) {
                ControlFlow::Continue(()) => Ok(()),
                ControlFlow::Break(()) => Err(Stop::Enough),
            }
        };
        let frame = Frame {
            columns: batch.columns().to_vec(),
            lines,
        };
        match push(&mut self.steps, frame, &RefCell::new(told), &mut last) {
            Ok(()) => Ok(ControlFlow::Continue(())),
            Err(Stop::Enough) => Ok(ControlFlow::Break(())),
            Err(Stop::Fault(fault)) => Err(fault),
        }
    }
}

/// Sends a frame through the remaining steps.
fn push(
    steps: &mut [Working],
    frame: Frame,
    told: &RefCell<&mut dyn FnMut(Trouble)>,
    out: &mut dyn FnMut(Frame) -> Result<(), Stop>,
) -> Result<(), Stop> {
    let Some((first, rest)) = steps.split_first_mut() else {
        return out(frame);
    };
    let mut sink = |trouble| (told.borrow_mut())(trouble);
    let cell: RefCell<&mut dyn FnMut(Trouble)> = RefCell::new(&mut sink);
    let own = Told {
        step: first.index,
        sink: &cell,
    };
    first.act.apply(frame, &own, &mut |frame| {
        if frame.rows() == 0 {
            return Ok(());
        }
        push(rest, frame, told, out)
    })
}

fn too_many(most: u64) -> Fault {
    let message = format!("the steps make more than {most} records");
    Fault::new(FaultKind::TooLarge, "TooManyRecords", message)
        .with_hint("look for the step that multiplies records, such as `expand_multivalued` or `transpose`")
}

/// What holds after every step.
fn check(schema: &Schema, limits: Limits) -> Result<(), Wrong> {
    if schema.fields.len() > limits.fields {
        return Err(Wrong::new(format!(
            "there would be {} fields; a dataset has at most {}",
            schema.fields.len(),
            limits.fields
        )));
    }
    if schema.fields.is_empty() {
        return Err(Wrong::new("no field would be left").hint("keep one field at least"));
    }
    for (place, field) in schema.fields.iter().enumerate() {
        if schema.fields[..place]
            .iter()
            .any(|other| other.name == field.name)
        {
            return Err(Wrong::new(format!("there would be two fields `{}`", field.name))
                .hint("choose another name, or delete one of them before this step"));
        }
    }
    Ok(())
}

/// Records after a step, for a preview.
#[derive(Debug, Clone)]
pub struct Stage {
    /// The step's place in the list, from 0; none for the records before all steps.
    pub step: Option<usize>,
    /// The fields.
    pub schema: Schema,
    /// The records.
    pub batch: RecordBatch,
    /// What could not be used in this step.
    pub troubles: Vec<Trouble>,
}

/// What a preview shows.
#[derive(Debug, Clone)]
pub struct Preview {
    /// The records before all steps, and after each.
    pub stages: Vec<Stage>,
    /// The step at which it ends, and why.
    pub fault: Option<(usize, Fault)>,
}

impl Preview {
    /// Works on one batch, step by step, and keeps at most `rows` records after each.
    ///
    /// # Errors
    /// By our own fault; a wrong step is part of the preview.
    pub fn new(
        steps: &Steps,
        input: &Schema,
        batch: &RecordBatch,
        lines: Vec<u64>,
        resources: &dyn Resources,
        rows: usize,
    ) -> Result<Self, Fault> {
        let mut preview = Self {
            stages: vec![Stage {
                step: None,
                schema: input.clone(),
                batch: batch.slice(0, rows.min(batch.num_rows())),
                troubles: Vec::new(),
            }],
            fault: None,
        };
        let mut frame = Frame {
            columns: batch.columns().to_vec(),
            lines,
        };
        let mut schema = input.clone();
        for (index, step) in steps.steps.iter().enumerate().filter(|(_, step)| !step.disabled) {
            let mut plan = Plan::idle(&schema, Limits::default());
            if let Err(wrong) = plan.add(index, step, resources) {
                preview.fault = Some((index, wrong.into_fault(index, &step.kind)));
                return Ok(preview);
            }
            let mut troubles = Vec::new();
            match plan.some(frame, rows.max(batch.num_rows()), &mut |trouble| {
                if troubles.len() < rows {
                    troubles.push(trouble);
                }
            }) {
                Ok(after) => frame = after,
                Err(fault) => {
                    preview.fault = Some((index, fault));
                    return Ok(preview);
                }
            }
            schema = plan.schema().clone();
            let shown = frame_batch(&schema, &frame)?;
            preview.stages.push(Stage {
                step: Some(index),
                schema: schema.clone(),
                batch: shown.slice(0, rows.min(shown.num_rows())),
                troubles,
            });
        }
        Ok(preview)
    }
}

fn frame_batch(schema: &Schema, frame: &Frame) -> Result<RecordBatch, Fault> {
    let options = RecordBatchOptions::new().with_row_count(Some(frame.rows()));
    RecordBatch::try_new_with_options(arrow_schema(&schema.fields), frame.columns.clone(), &options)
        .map_err(Fault::internal)
}

impl Plan {
    /// The first records that come of a frame.
    fn some(&mut self, frame: Frame, most: usize, told: &mut dyn FnMut(Trouble)) -> Result<Frame, Fault> {
        let mut frames: Vec<Frame> = Vec::new();
        let mut rows = 0;
        let mut take = |frame: Frame| {
            rows += frame.rows();
            frames.push(frame);
            if rows >= most { Err(Stop::Enough) } else { Ok(()) }
        };
        match push(&mut self.steps, frame, &RefCell::new(told), &mut take) {
            Ok(()) | Err(Stop::Enough) => {}
            Err(Stop::Fault(fault)) => return Err(fault),
        }
        let schema = self.schema();
        let layout = arrow_schema(&schema.fields);
        let batches = frames
            .iter()
            .map(|frame| frame_batch(schema, frame))
            .collect::<Result<Vec<_>, _>>()?;
        let joined = arrow::compute::concat_batches(&layout, &batches).map_err(Fault::internal)?;
        let joined = joined.slice(0, most.min(joined.num_rows()));
        let mut lines: Vec<u64> = frames.into_iter().flat_map(|frame| frame.lines).collect();
        lines.truncate(joined.num_rows());
        Ok(Frame {
            columns: joined.columns().to_vec(),
            lines,
        })
    }
}
