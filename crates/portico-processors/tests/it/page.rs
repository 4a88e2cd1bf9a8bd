//! How is `spec/processors.md` read? Headings, tables, blocks of steps.

use std::collections::HashMap;
use std::path::PathBuf;

use arrow::record_batch::RecordBatch;
use portico_formats::layout::arrow_schema;
use portico_formats::values::{Builder, Column, Conversion, Value, text};
use portico_model::{Fault, Field, FieldType, Schema};
use portico_processors::{Evaluate, Remote, Resources};

/// Rows of texts under typed headers.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Table {
    pub(crate) headers: Vec<String>,
    pub(crate) rows: Vec<Vec<String>>,
}

/// An example: what goes in, the steps, what comes out.
#[derive(Debug, Clone, Default)]
pub(crate) struct Example {
    pub(crate) heading: String,
    pub(crate) line: usize,
    pub(crate) input: Table,
    pub(crate) steps: String,
    pub(crate) output: Option<Table>,
    /// Lines that begin with `- refused:` or `- error:`.
    pub(crate) said: Vec<String>,
    /// Other datasets of the page so far.
    pub(crate) others: HashMap<String, Table>,
}

pub(crate) fn examples() -> Vec<Example> {
    let path = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../spec/processors.md");
    let page = std::fs::read_to_string(path).expect("spec/processors.md");
    let mut examples: Vec<Example> = Vec::new();
    let mut others = HashMap::new();
    let (mut heading, mut input, mut dataset) = (String::new(), Table::default(), None);
    let mut waits_for_output = false;
    let mut lines = page.lines().enumerate().peekable();
    while let Some((at, line)) = lines.next() {
        if let Some(text) = line.strip_prefix("## ") {
            heading = text.to_owned();
            waits_for_output = false;
        } else if let Some(rest) = line.strip_prefix("The dataset `") {
            dataset = rest.split('`').next().map(str::to_owned);
        } else if line.starts_with('|') {
            let mut raw = vec![cells(line)];
            while let Some((_, next)) = lines.next_if(|(_, next)| next.starts_with('|')) {
                raw.push(cells(next));
            }
            let table = Table {
                headers: raw[0].clone(),
                rows: raw.split_off(2),
            };
            if let Some(id) = dataset.take() {
                others.insert(id, table);
            } else if waits_for_output {
                examples.last_mut().expect("steps before").output = Some(table);
                waits_for_output = false;
            } else {
                input = table;
            }
        } else if line == "```json" {
            let body: Vec<&str> = lines
                .by_ref()
                .map(|(_, line)| line)
                .take_while(|line| *line != "```")
                .collect();
            examples.push(Example {
                heading: heading.clone(),
                line: at + 1,
                input: input.clone(),
                steps: body.join("\n"),
                output: None,
                said: Vec::new(),
                others: others.clone(),
            });
            waits_for_output = true;
        } else if line.starts_with("- refused:") || line.starts_with("- error:") {
            let said = &mut examples.last_mut().expect("steps before").said;
            said.push(line[2..].to_owned());
        }
    }
    examples
}

/// Cells of a line; `\|` is a bar, `␣` a blank at an end, `↵` a line end.
fn cells(line: &str) -> Vec<String> {
    let inner = line.trim().trim_start_matches('|').trim_end_matches('|');
    inner
        .replace("\\|", "\u{1}")
        .split('|')
        .map(|cell| {
            cell.trim()
                .trim_matches('`')
                .replace('\u{1}', "|")
                .replace('␣', " ")
                .replace('↵', "\n")
        })
        .collect()
}

/// `name`, `name (int)`, `tags (text, list ;)`.
fn field(header: &str) -> Field {
    let (name, rest) = header.split_once(" (").unwrap_or((header, ""));
    let (ty, list) = rest
        .trim_end_matches(')')
        .split_once(", list ")
        .unwrap_or((rest.trim_end_matches(')'), ""));
    let ty = [
        FieldType::Int,
        FieldType::Double,
        FieldType::Boolean,
        FieldType::Date,
        FieldType::Datetime,
        FieldType::GeoPoint2d,
        FieldType::GeoShape,
    ]
    .into_iter()
    .find(|known| known.as_str() == ty)
    .unwrap_or(FieldType::Text);
    let mut field = Field::new(name, ty);
    field.annotations.multivalued = (!list.is_empty()).then(|| list.to_owned());
    field
}

pub(crate) fn header(field: &Field) -> String {
    let ty = field.ty.as_str();
    match (&field.annotations.multivalued, field.ty) {
        (Some(separator), _) => format!("{} (text, list {separator})", field.name),
        (None, FieldType::Text) => field.name.clone(),
        _ => format!("{} ({ty})", field.name),
    }
}

impl Table {
    pub(crate) fn read(&self) -> (Schema, RecordBatch) {
        let fields: Vec<Field> = self.headers.iter().map(|header| field(header)).collect();
        let mut builders: Vec<Builder> = fields.iter().map(Builder::new).collect();
        for row in &self.rows {
            for ((field, builder), cell) in fields.iter().zip(&mut builders).zip(row) {
                let value = match cell.as_str() {
                    "" => Value::Null,
                    text if field.ty == FieldType::Text && !field.is_multivalued() => {
                        Value::Text(text.to_owned())
                    }
                    text => Conversion::to(field, None, false)
                        .convert(&Value::Text(text.to_owned()))
                        .unwrap_or_else(|reason| panic!("{text}: {reason}")),
                };
                builder.append(value);
            }
        }
        let columns = builders
            .iter_mut()
            .map(|builder| builder.finish().expect("a column"));
        let batch = RecordBatch::try_new(arrow_schema(&fields), columns.collect()).expect("a batch");
        (Schema { fields }, batch)
    }

    pub(crate) fn write(schema: &Schema, batches: &[RecordBatch]) -> Self {
        let mut rows = Vec::new();
        for batch in batches {
            let columns: Vec<Column> = schema
                .fields
                .iter()
                .zip(batch.columns())
                .map(|(field, column)| Column::new(field, column).expect("a column"))
                .collect();
            for row in 0..batch.num_rows() {
                let cell = |column: &Column| text(&column.value(row)).unwrap_or_default();
                rows.push(columns.iter().map(cell).collect());
            }
        }
        Self {
            headers: schema.fields.iter().map(header).collect(),
            rows,
        }
    }
}

/// What an example may ask for.
#[derive(Debug)]
pub(crate) struct Page<'a>(pub(crate) &'a HashMap<String, Table>);

impl Resources for Page<'_> {
    fn expression(&self, _: &Schema, _: &str, _: bool) -> Result<Box<dyn Evaluate>, Fault> {
        Err(Fault::invalid("InvalidProcessor", "no engine on this page"))
    }

    fn dataset(&self, id: &str) -> Result<Remote, Fault> {
        let (schema, batch) = self.0.get(id).ok_or_else(|| Fault::no_dataset(id))?.read();
        Ok(Remote {
            schema,
            batches: vec![batch],
        })
    }

    fn secret(&self) -> [u8; 32] {
        [7; 32]
    }

    fn now(&self) -> i64 {
        1_700_000_000_000_000
    }
}
