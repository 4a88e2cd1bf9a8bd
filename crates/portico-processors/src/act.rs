//! How does a step change a batch? Six ways: columns arranged, values computed, expressions asked, records kept, records multiplied, or its own.

use std::cell::RefCell;
use std::sync::Arc;

use arrow::array::ArrayRef;
use arrow::record_batch::{RecordBatch, RecordBatchOptions};
use portico_formats::layout::arrow_schema;
use portico_formats::values::{self, Builder, Conversion, Value};
use portico_model::{Fault, Field, Schema};

use crate::frame::Frame;
use crate::plan::Trouble;
use crate::resources::Evaluate;

/// Records of a full batch of multiplied records.
const BATCH_ROWS: usize = 8192;
/// Bytes of a full batch of multiplied records.
const BATCH_BYTES: usize = 32 << 20;
/// Bytes of one value that a step may make.
pub(crate) const LONGEST_VALUE: usize = 16 << 20;

/// Why no more records are taken.
#[derive(Debug)]
pub(crate) enum Stop {
    /// The receiver has enough.
    Enough,
    /// Something is wrong beyond one record.
    Fault(Fault),
}

impl From<Fault> for Stop {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl From<arrow::error::ArrowError> for Stop {
    fn from(error: arrow::error::ArrowError) -> Self {
        Self::Fault(Fault::internal(error))
    }
}

impl From<portico_formats::FormatError> for Stop {
    fn from(error: portico_formats::FormatError) -> Self {
        Self::Fault(Fault::internal(error))
    }
}

/// Takes batches.
pub(crate) type Out<'a> = dyn FnMut(Frame) -> Result<(), Stop> + 'a;

/// Takes what was refused.
pub(crate) struct Told<'a> {
    pub(crate) step: usize,
    pub(crate) sink: &'a RefCell<&'a mut dyn FnMut(Trouble)>,
}

impl Told<'_> {
    /// A value that could not be used: the record is kept, what the step writes is empty.
    pub(crate) fn refuse(&self, line: u64, field: Option<&str>, reason: String, value: String) {
        (self.sink.borrow_mut())(Trouble {
            step: self.step,
            line,
            field: field.map(str::to_owned),
            reason,
            value,
        });
    }
}

/// What a step does.
pub(crate) trait Act: Send {
    /// Takes a batch of the fields before the step and gives batches of those after it.
    fn apply(&mut self, frame: Frame, told: &Told<'_>, out: &mut Out<'_>) -> Result<(), Stop>;
}

/// A step ready to work, and the fields after it.
pub(crate) struct Built {
    pub(crate) schema: Schema,
    pub(crate) act: Box<dyn Act>,
}

impl Built {
    pub(crate) fn new(schema: Schema, act: impl Act + 'static) -> Self {
        Self {
            schema,
            act: Box::new(act),
        }
    }

    /// Columns as they are, for those fields, which stand where these columns stood.
    pub(crate) fn arranged(fields: Vec<(usize, Field)>) -> Self {
        let (picks, fields) = fields.into_iter().unzip();
        Self::new(Schema { fields }, Arrange { picks })
    }
}

impl Built {
    /// The same, without the columns that stood at those places before the step, except one that it writes.
    pub(crate) fn without(self, gone: &[usize], written: &str) -> Self {
        let picks: Vec<usize> = (0..self.schema.fields.len())
            .filter(|index| !gone.contains(index) || self.schema.fields[*index].name == written)
            .collect();
        let fields = picks
            .iter()
            .map(|index| self.schema.fields[*index].clone())
            .collect();
        let act = Chain {
            first: self.act,
            then: Arrange { picks },
        };
        Self::new(Schema { fields }, act)
    }
}

struct Chain {
    first: Box<dyn Act>,
    then: Arrange,
}

impl Act for Chain {
    fn apply(&mut self, frame: Frame, told: &Told<'_>, out: &mut Out<'_>) -> Result<(), Stop> {
        let then = &mut self.then;
        self.first
            .apply(frame, told, &mut |frame| then.apply(frame, told, out))
    }
}

struct Arrange {
    picks: Vec<usize>,
}

impl Act for Arrange {
    fn apply(&mut self, frame: Frame, _: &Told<'_>, out: &mut Out<'_>) -> Result<(), Stop> {
        let columns = self.picks.iter().map(|index| Arc::clone(&frame.columns[*index]));
        out(Frame {
            columns: columns.collect(),
            lines: frame.lines,
        })
    }
}

/// Where the fields that a step writes go: on the place of a field of that name, else behind the others.
pub(crate) fn written(schema: &Schema, outputs: Vec<Field>) -> (Schema, Vec<usize>) {
    let mut fields = schema.fields.clone();
    let mut places = Vec::with_capacity(outputs.len());
    for output in outputs {
        match fields.iter().position(|field| field.name == output.name) {
            Some(place) => {
                fields[place] = output;
                places.push(place);
            }
            None => {
                fields.push(output);
                places.push(fields.len() - 1);
            }
        }
    }
    (Schema { fields }, places)
}

/// A field to write: what was said of one of that name stays, where it fits the type.
pub(crate) fn field_to_write(schema: &Schema, name: &str, ty: portico_model::FieldType) -> Field {
    let mut field = Field::new(name, ty);
    if let Some(before) = schema.field(name) {
        field.label.clone_from(&before.label);
        field.description.clone_from(&before.description);
        if before.ty == ty {
            field.annotations = before.annotations.clone();
        } else {
            field.annotations.facet = before.annotations.facet && !ty.is_geo();
            field.annotations.disjunctive = before.annotations.disjunctive;
            field.annotations.unit.clone_from(&before.annotations.unit);
            field.annotations.id = before.annotations.id && !ty.is_geo();
        }
        field.annotations.multivalued = None;
    }
    field
}

/// Computes the values of a record: from those of the inputs, in order, those of the outputs, which are empty at first.
pub(crate) type Work = Box<dyn FnMut(&[Value], &mut [Value]) -> Result<(), String> + Send>;

/// Computes values, record by record.
pub(crate) fn map(
    schema: &Schema,
    inputs: Vec<usize>,
    outputs: Vec<Field>,
    work: impl FnMut(&[Value], &mut [Value]) -> Result<(), String> + Send + 'static,
) -> Built {
    let (after, places) = written(schema, outputs);
    let map = Map {
        before: schema.clone(),
        after: after.clone(),
        inputs,
        places,
        work: Box::new(work),
    };
    Built::new(after, map)
}

/// Reads the values of a field anew, as those of `field`.
pub(crate) fn converted(schema: &Schema, index: usize, field: Field, conversion: Conversion) -> Built {
    map(schema, vec![index], vec![field], move |values, out| {
        out[0] = conversion.convert(&values[0])?;
        Ok(())
    })
}

struct Map {
    before: Schema,
    after: Schema,
    inputs: Vec<usize>,
    places: Vec<usize>,
    work: Work,
}

impl Act for Map {
    fn apply(&mut self, mut frame: Frame, told: &Told<'_>, out: &mut Out<'_>) -> Result<(), Stop> {
        let readers = frame.readers(&self.before, &self.inputs)?;
        let mut builders: Vec<Builder> = self
            .places
            .iter()
            .map(|place| Builder::new(&self.after.fields[*place]))
            .collect();
        let mut inputs = Vec::with_capacity(readers.len());
        let mut outputs = vec![Value::Null; builders.len()];
        for (row, line) in frame.lines.iter().enumerate() {
            inputs.clear();
            inputs.extend(readers.iter().map(|reader| reader.value(row)));
            outputs.fill(Value::Null);
            if let Err(reason) = (self.work)(&inputs, &mut outputs) {
                outputs.fill(Value::Null);
                let (field, value) = blamed(&self.before, &self.inputs, &inputs);
                told.refuse(*line, field, reason, value);
            }
            for (builder, value) in builders.iter_mut().zip(&mut outputs) {
                builder.append(std::mem::replace(value, Value::Null));
            }
        }
        for (place, builder) in self.places.iter().zip(&mut builders) {
            let column = builder.finish()?;
            match frame.columns.get_mut(*place) {
                Some(old) => *old = column,
                None => frame.columns.push(column),
            }
        }
        out(frame)
    }
}

/// The first field that has a value, and that value for a list of what was refused.
pub(crate) fn blamed<'a>(
    schema: &'a Schema,
    inputs: &[usize],
    values: &[Value],
) -> (Option<&'a str>, String) {
    let first = inputs
        .iter()
        .zip(values)
        .find(|(_, value)| **value != Value::Null)
        .or_else(|| inputs.iter().zip(values).next());
    match first {
        Some((index, value)) => (
            Some(schema.fields[*index].name.as_str()),
            clipped(&values::text(value).unwrap_or_default()),
        ),
        None => (None, String::new()),
    }
}

/// As much of a value as a list of refusals shows.
pub(crate) fn clipped(text: &str) -> String {
    match text.char_indices().nth(200) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

/// Keeps the records for which the values of the inputs are right.
pub(crate) fn keep(
    schema: &Schema,
    inputs: Vec<usize>,
    wanted: impl FnMut(&[Value]) -> bool + Send + 'static,
) -> Built {
    let keep = Keep {
        schema: schema.clone(),
        inputs,
        wanted: Box::new(wanted),
    };
    Built::new(schema.clone(), keep)
}

/// Whether a record with these values stays.
type Wanted = Box<dyn FnMut(&[Value]) -> bool + Send>;

struct Keep {
    schema: Schema,
    inputs: Vec<usize>,
    wanted: Wanted,
}

impl Act for Keep {
    fn apply(&mut self, frame: Frame, _: &Told<'_>, out: &mut Out<'_>) -> Result<(), Stop> {
        let readers = frame.readers(&self.schema, &self.inputs)?;
        let mut values = Vec::with_capacity(readers.len());
        let mut marks = Vec::with_capacity(frame.rows());
        for row in 0..frame.rows() {
            values.clear();
            values.extend(readers.iter().map(|reader| reader.value(row)));
            marks.push((self.wanted)(&values));
        }
        out(frame.kept(marks)?)
    }
}

/// Gives the rows that come of one record: for each, the values of the outputs.
pub(crate) type Rows<'a> = &'a mut Vec<Vec<Value>>;

/// Makes several records, or none, of one.
pub(crate) fn multiply(
    schema: &Schema,
    after: Schema,
    inputs: Vec<usize>,
    places: Vec<usize>,
    picks: Vec<Option<usize>>,
    work: impl FnMut(&[Value], Rows<'_>) -> Result<(), String> + Send + 'static,
) -> Built {
    let multiply = Multiply {
        before: schema.clone(),
        after: after.clone(),
        inputs,
        places,
        picks,
        work: Box::new(work),
    };
    Built::new(after, multiply)
}

type MultiplyWork = Box<dyn FnMut(&[Value], Rows<'_>) -> Result<(), String> + Send>;

struct Multiply {
    before: Schema,
    after: Schema,
    inputs: Vec<usize>,
    /// Where the outputs go.
    places: Vec<usize>,
    /// For each field after the step, the column before it that is repeated; none for outputs.
    picks: Vec<Option<usize>>,
    work: MultiplyWork,
}

impl Multiply {
    fn builders(&self) -> Vec<Builder> {
        self.places
            .iter()
            .map(|place| Builder::new(&self.after.fields[*place]))
            .collect()
    }

    fn flush(&self, frame: &Frame, rows: &mut Vec<u64>, builders: &mut [Builder]) -> Result<Frame, Stop> {
        let dropped: Vec<usize> = (0..frame.columns.len())
            .filter(|index| !self.picks.contains(&Some(*index)))
            .collect();
        let taken = frame.taken(rows, &dropped)?;
        rows.clear();
        let mut columns: Vec<ArrayRef> = Vec::with_capacity(self.picks.len());
        for (place, pick) in self.picks.iter().enumerate() {
            match pick {
                Some(index) => columns.push(Arc::clone(&taken.columns[*index])),
                None => {
                    let output = self.places.iter().position(|known| *known == place);
                    let output = output.ok_or_else(|| Fault::internal("a column without a source"))?;
                    columns.push(builders[output].finish()?);
                }
            }
        }
        Ok(Frame {
            columns,
            lines: taken.lines,
        })
    }
}

impl Act for Multiply {
    fn apply(&mut self, frame: Frame, told: &Told<'_>, out: &mut Out<'_>) -> Result<(), Stop> {
        let readers = frame.readers(&self.before, &self.inputs)?;
        let mut builders = self.builders();
        let (mut rows, mut bytes) = (Vec::new(), 0);
        let mut made = Vec::new();
        let mut values = Vec::with_capacity(readers.len());
        for (row, line) in frame.lines.iter().enumerate() {
            values.clear();
            values.extend(readers.iter().map(|reader| reader.value(row)));
            made.clear();
            if let Err(reason) = (self.work)(&values, &mut made) {
                made.clear();
                made.push(vec![Value::Null; builders.len()]);
                let (field, value) = blamed(&self.before, &self.inputs, &values);
                told.refuse(*line, field, reason, value);
            }
            for one in made.drain(..) {
                rows.push(row as u64);
                for (builder, value) in builders.iter_mut().zip(one) {
                    bytes += builder.append(value);
                }
                if rows.len() >= BATCH_ROWS || bytes >= BATCH_BYTES {
                    bytes = 0;
                    out(self.flush(&frame, &mut rows, &mut builders)?)?;
                }
            }
        }
        if rows.is_empty() {
            return Ok(());
        }
        out(self.flush(&frame, &mut rows, &mut builders)?)
    }
}

/// Writes what an expression of the query language gives, or keeps the records for which it holds.
pub(crate) struct Ask {
    pub(crate) before: Schema,
    pub(crate) expression: Box<dyn Evaluate>,
    pub(crate) then: Then,
}

/// What happens with the answers.
pub(crate) enum Then {
    /// They go to that column.
    Write(usize),
    /// They decide which records stay: those where it holds, or the others.
    Keep(bool),
}

impl Act for Ask {
    fn apply(&mut self, mut frame: Frame, _: &Told<'_>, out: &mut Out<'_>) -> Result<(), Stop> {
        let options = RecordBatchOptions::new().with_row_count(Some(frame.rows()));
        let batch = RecordBatch::try_new_with_options(
            arrow_schema(&self.before.fields),
            frame.columns.clone(),
            &options,
        )?;
        let answers = self.expression.evaluate(&batch)?;
        match self.then {
            Then::Write(place) => {
                match frame.columns.get_mut(place) {
                    Some(old) => *old = answers,
                    None => frame.columns.push(answers),
                }
                out(frame)
            }
            Then::Keep(wanted) => {
                let answer =
                    values::Column::new(&Field::new("holds", portico_model::FieldType::Boolean), &answers)?;
                let holds = |row| answer.value(row) == Value::Boolean(true);
                let marks = (0..frame.rows()).map(|row| holds(row) == wanted).collect();
                out(frame.kept(marks)?)
            }
        }
    }
}
