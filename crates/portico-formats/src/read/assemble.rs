//! How do the records of the second pass become batches? Cells converted, refusals told, batches handed over.

use std::ops::ControlFlow;

use arrow::datatypes::SchemaRef;
use arrow::record_batch::RecordBatch;

use super::builders::{Builder, Value, convert, text_of};
use super::geometry::representative;
use super::inspection::clip;
use super::plan::{Cell, Derived, Flow, Plan, Sink};
use super::values::places;
use super::{BATCH_ROWS, BadCells, Inspection, ReadSummary, Refusal};
use crate::FormatError;
use crate::layout::arrow_schema;

/// A batch is handed over once its values take about so many bytes.
const BATCH_BYTES: usize = 32 << 20;

/// Takes a batch and the line of each record; may stop the reading.
pub(crate) type Receive<'a> = dyn FnMut(RecordBatch, Vec<u64>) -> ControlFlow<()> + 'a;

/// Receives the records of the second pass.
pub(crate) struct Assembler<'a> {
    plan: &'a Plan,
    schema: SchemaRef,
    builders: Vec<Builder>,
    /// Values of the current record, by field.
    record: Vec<Value>,
    /// Numbers of the current record, by column: for pairs.
    numbers: Vec<Option<f64>>,
    in_pair: Vec<bool>,
    line: u64,
    /// Lines of the records of the batch under construction.
    lines: Vec<u64>,
    /// Rows with a cell that does not fit are left out.
    strict: bool,
    /// The current record has one.
    spoiled: bool,
    pending: usize,
    pending_bytes: usize,
    summary: ReadSummary,
    stopped: bool,
    bytes: u64,
    batch: &'a mut Receive<'a>,
    refused: &'a mut dyn FnMut(Refusal),
    progress: &'a mut dyn FnMut(u64, u64),
}

impl<'a> Assembler<'a> {
    /// # Errors
    /// When the schema was changed since the inspection in a way that the batches cannot follow.
    pub(crate) fn new(
        inspection: &'a Inspection,
        batch: &'a mut Receive<'a>,
        refused: &'a mut dyn FnMut(Refusal),
        progress: &'a mut dyn FnMut(u64, u64),
    ) -> Result<Self, FormatError> {
        let fields = &inspection.schema.fields;
        let plan = &inspection.plan;
        let mut in_pair = vec![false; plan.columns.len()];
        for derived in &plan.derived {
            if let Derived::Pair { lat, lon, .. } = derived {
                (in_pair[*lat], in_pair[*lon]) = (true, true);
            }
        }
        let targets = plan
            .columns
            .iter()
            .filter(|column| column.target.is_some())
            .count()
            + plan.derived.len();
        if targets != fields.len() {
            return Err(FormatError::content(
                "the fields were changed after the inspection: inspect the file again",
            ));
        }
        Ok(Self {
            plan,
            schema: arrow_schema(fields),
            builders: fields.iter().map(Builder::new).collect(),
            record: vec![Value::Null; fields.len()],
            numbers: vec![None; plan.columns.len()],
            in_pair,
            line: 0,
            lines: Vec::new(),
            strict: inspection.bad_cells == BadCells::RefuseRow,
            spoiled: false,
            pending: 0,
            pending_bytes: 0,
            summary: ReadSummary::default(),
            stopped: false,
            bytes: 0,
            batch,
            refused,
            progress,
        })
    }

    /// Hands the last batch over.
    ///
    /// # Errors
    /// When Arrow refuses the batch.
    pub(crate) fn finish(mut self) -> Result<ReadSummary, FormatError> {
        if !self.stopped {
            self.flush()?;
        }
        (self.progress)(self.bytes, self.summary.rows);
        Ok(self.summary)
    }

    fn flush(&mut self) -> Result<Flow, FormatError> {
        if self.pending == 0 {
            return Ok(Flow::On);
        }
        let columns = self
            .builders
            .iter_mut()
            .map(Builder::finish)
            .collect::<Result<Vec<_>, _>>()?;
        let batch = RecordBatch::try_new(self.schema.clone(), columns)?;
        (self.pending, self.pending_bytes) = (0, 0);
        self.stopped = (self.batch)(batch, std::mem::take(&mut self.lines)).is_break();
        (self.progress)(self.bytes, self.summary.rows);
        Ok(if self.stopped { Flow::Stop } else { Flow::On })
    }
}

impl Sink for Assembler<'_> {
    fn declare(
        &mut self,
        _header: &str,
        _declared: Option<portico_model::FieldType>,
    ) -> Result<usize, FormatError> {
        // Only a file that changed between the passes has new columns: their cells go nowhere.
        Ok(usize::MAX)
    }

    fn begin(&mut self, line: u64) {
        self.line = line;
        self.spoiled = false;
        self.record.fill(Value::Null);
        self.numbers.fill(None);
    }

    fn cell(&mut self, column: usize, cell: Cell<'_>) {
        let Some(plan) = self.plan.columns.get(column) else {
            return;
        };
        let value = match convert(&plan.reading, cell) {
            Ok(value) => value,
            Err(reason) => {
                self.summary.refused_cells += 1;
                self.spoiled = true;
                let value = match cell {
                    Cell::Unusable { value, .. } => value.to_owned(),
                    other => text_of(other).unwrap_or_default(),
                };
                (self.refused)(Refusal {
                    line: self.line,
                    column: Some(plan.header.clone()),
                    reason,
                    value: clip(&value, 200),
                });
                return;
            }
        };
        if self.in_pair[column] {
            self.numbers[column] = match value {
                Value::Int(value) => Some(value as f64),
                Value::Double(value) => Some(value),
                _ => None,
            };
        }
        if let Cell::Shape { geometry, .. } = cell {
            for derived in &self.plan.derived {
                if let Derived::Representative { shape, target } = derived
                    && *shape == column
                {
                    self.record[*target] = representative(geometry).map_or(Value::Null, Value::Point);
                }
            }
        }
        if let Some(target) = plan.target {
            self.record[target] = value;
        }
    }

    fn end(&mut self, bytes: u64) -> Result<Flow, FormatError> {
        self.bytes = bytes;
        if self.spoiled && self.strict {
            self.summary.refused_rows += 1;
            return Ok(Flow::On);
        }
        for derived in &self.plan.derived {
            if let Derived::Pair { lat, lon, target } = derived
                && let (Some(lat), Some(lon)) = (self.numbers[*lat], self.numbers[*lon])
            {
                self.record[*target] = places::point(lon, lat, true).map_or(Value::Null, Value::Point);
            }
        }
        for (builder, value) in self.builders.iter_mut().zip(&mut self.record) {
            self.pending_bytes += builder.append(std::mem::replace(value, Value::Null));
        }
        self.lines.push(self.line);
        self.pending += 1;
        self.summary.rows += 1;
        if self.pending >= BATCH_ROWS || self.pending_bytes >= BATCH_BYTES {
            self.flush()
        } else {
            Ok(Flow::On)
        }
    }

    fn refuse_row(&mut self, line: u64, reason: &str, value: &str) {
        self.summary.refused_rows += 1;
        (self.refused)(Refusal {
            line,
            column: None,
            reason: reason.to_owned(),
            value: clip(value, 200),
        });
    }
}
