//! Which values have the pushed records? Read like a file of JSON, with the types that the dataset has.

use std::io::Write;
use std::ops::ControlFlow;
use std::path::Path;

use arrow::record_batch::RecordBatch;
use portico_formats::layout;
use portico_formats::read::{self, Format, Inspection, Override, ReadOptions, Refusal};
use portico_model::{Fault, FieldType, Schema};
use serde_json::Value;
use tempfile::NamedTempFile;

use super::shape::{self, Flat, looks_like_file};
use crate::import_dataset::{conform, joined};

/// Pushed records in the columns of a dataset.
#[derive(Debug)]
pub(super) struct Records {
    /// The fields of the dataset with these records.
    pub(super) schema: Schema,
    /// The records, in their order, with exactly these columns.
    pub(super) batches: Vec<RecordBatch>,
}

/// Reads records; the members named in `files` hold files. Blocking.
///
/// # Errors
/// `InvalidRecord` for the first value that does not have the type of its field.
pub(super) fn read(
    records: &[Flat],
    known: Option<&Schema>,
    new_fields: bool,
    files: &[String],
    folder: &Path,
) -> Result<Records, Fault> {
    let file = write(records, folder)?;
    let options = options(known, files);
    let inspection = read::inspect(file.path(), "push.json", &options, &mut |_, _| {})?;
    let schema = schema(known, &inspection, files, new_fields);
    let layout = layout::arrow_schema(&schema.fields);
    let (mut batches, mut failure, mut refusal) = (Vec::new(), None, None::<Refusal>);
    let mut take = |batch: RecordBatch| match conform(&batch, &layout) {
        Ok(batch) => {
            batches.push(batch);
            ControlFlow::Continue(())
        }
        Err(fault) => {
            failure = Some(fault);
            ControlFlow::Break(())
        }
    };
    let mut refuse = |refused: Refusal| {
        refusal.get_or_insert(refused);
    };
    read::read(file.path(), &inspection, &mut take, &mut refuse, &mut |_, _| {})?;
    if let Some(fault) = failure {
        return Err(fault);
    }
    if let Some(refusal) = refusal {
        return Err(misfit(&refusal, &schema));
    }
    let rows: usize = batches.iter().map(RecordBatch::num_rows).sum();
    if rows != records.len() {
        return Err(Fault::internal(format!(
            "{} records were pushed and {rows} read",
            records.len()
        )));
    }
    Ok(Records { schema, batches })
}

/// One record on each line of an array: the number of a line is the number of a record.
fn write(records: &[Flat], folder: &Path) -> Result<NamedTempFile, Fault> {
    let mut file = NamedTempFile::new_in(folder).map_err(Fault::internal)?;
    let mut text = Vec::new();
    for (index, record) in records.iter().enumerate() {
        text.extend_from_slice(if index == 0 { b"[" } else { b",\n" });
        serde_json::to_writer(&mut text, &placeholders(record)).map_err(Fault::internal)?;
    }
    text.push(b']');
    file.write_all(&text).map_err(Fault::internal)?;
    file.flush().map_err(Fault::internal)?;
    Ok(file)
}

/// A file that is not stored yet is a text for the reader.
fn placeholders(record: &Flat) -> Flat {
    record
        .iter()
        .map(|(name, value)| {
            let value = match looks_like_file(value) || shape::file(value).is_some() {
                true => Value::from("file"),
                false => value.clone(),
            };
            (name.clone(), value)
        })
        .collect()
}

/// The members of records that hold files.
pub(super) fn file_members(records: &[Flat], known: Option<&Schema>) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for (name, value) in records.iter().flatten() {
        let is_file = match known.and_then(|schema| schema.field(name)) {
            Some(field) => field.ty == FieldType::File,
            None => looks_like_file(value),
        };
        if is_file && !names.contains(name) {
            names.push(name.clone());
        }
    }
    names
}

fn options(known: Option<&Schema>, files: &[String]) -> ReadOptions {
    let known = known.map(|schema| &schema.fields[..]).unwrap_or_default();
    let of_dataset = known.iter().map(|field| Override {
        field: field.name.clone(),
        ty: Some(match field.ty {
            FieldType::File | FieldType::JsonBlob => FieldType::Text,
            other => other,
        }),
        multivalued: field.annotations.multivalued.clone(),
        ..Override::default()
    });
    let new_files = files
        .iter()
        .filter(|name| !known.iter().any(|field| field.name == **name))
        .map(|name| Override {
            field: name.clone(),
            ty: Some(FieldType::Text),
            ..Override::default()
        });
    ReadOptions {
        format: Some(Format::Json),
        records_path: Some(String::new()),
        overrides: of_dataset.chain(new_files).collect(),
        ..ReadOptions::default()
    }
}

/// The dataset's fields, and those that the records bring.
fn schema(known: Option<&Schema>, inspection: &Inspection, files: &[String], new_fields: bool) -> Schema {
    let mut found = inspection.schema.clone();
    for field in &mut found.fields {
        let column = inspection
            .columns
            .iter()
            .find(|column| column.field.as_deref() == Some(&field.name));
        if column.is_some_and(|column| files.contains(&column.header)) {
            *field = portico_model::Field {
                label: field.label.clone(),
                ..portico_model::Field::new(&field.name, FieldType::File)
            };
        }
    }
    match known {
        None => found,
        Some(known) if !new_fields => known.clone(),
        Some(known) => {
            // A point that the reader makes of two numbers is no field that somebody pushed.
            let is_sent = |name: &str| {
                inspection
                    .columns
                    .iter()
                    .any(|column| column.field.as_deref() == Some(name))
            };
            found.fields.retain(|field| is_sent(&field.name));
            joined(known, &found)
        }
    }
}

fn misfit(refusal: &Refusal, schema: &Schema) -> Fault {
    let number = usize::try_from(refusal.line).unwrap_or(usize::MAX);
    let column = refusal.column.as_deref().unwrap_or_default();
    let what = match schema.field(column) {
        Some(field) => format!(
            "the field `{column}` is {}; `{}`: {}",
            field.ty.as_str(),
            refusal.value,
            refusal.reason
        ),
        None => format!("`{}`: {}", refusal.value, refusal.reason),
    };
    shape::wrong(number, &what)
        .with_hint("no record of this call was taken; correct it and send all of them again")
}

#[cfg(test)]
mod tests {
    use arrow::array::{Array, AsArray};
    use arrow::datatypes::Int64Type;
    use portico_model::Field;
    use serde_json::json;

    use super::*;

    fn flat(values: &[Value]) -> Vec<Flat> {
        values
            .iter()
            .map(|value| value.as_object().cloned().expect("an object"))
            .collect()
    }

    fn known() -> Schema {
        Schema {
            fields: vec![
                Field::new("n", FieldType::Int),
                Field::new("day", FieldType::Date),
                Field::new("code", FieldType::Text),
            ],
        }
    }

    #[test]
    fn values_get_the_types_of_the_dataset_and_missing_ones_are_null() {
        let folder = tempfile::tempdir().expect("a folder");
        let sent = flat(&[json!({"code": 12}), json!({"n": 3, "day": "2024-05-01"})]);
        let read = read(&sent, Some(&known()), false, &[], folder.path()).expect("read");
        assert_eq!(read.schema, known());
        let batch = &read.batches[0];
        assert_eq!(batch.column(0).as_primitive::<Int64Type>().value(1), 3);
        assert_eq!(batch.column(1).null_count(), 1);
        assert_eq!(batch.column(2).as_string::<i32>().value(0), "12");
    }

    #[test]
    fn a_value_of_another_type_names_record_field_and_value() {
        let folder = tempfile::tempdir().expect("a folder");
        let sent = flat(&[json!({"n": 1}), json!({"n": "many"})]);
        let fault = read(&sent, Some(&known()), false, &[], folder.path()).expect_err("no number");
        for word in ["record 2", "`n` is int", "`many`"] {
            assert!(fault.message.contains(word), "{}", fault.message);
        }
    }

    #[test]
    fn new_fields_come_last_and_files_are_recognised() {
        let folder = tempfile::tempdir().expect("a folder");
        let photo = json!({"content": "aGk=", "content-type": "text/plain"});
        let sent = flat(&[json!({"n": 1, "lat": 48.5, "lon": 2.5, "photo": photo})]);
        let files = file_members(&sent, Some(&known()));
        let read = read(&sent, Some(&known()), true, &files, folder.path()).expect("read");
        let names: Vec<&str> = read
            .schema
            .fields
            .iter()
            .map(|field| field.name.as_str())
            .collect();
        assert_eq!(names, ["n", "day", "code", "lat", "lon", "photo"]);
        assert_eq!(read.schema.fields[5].ty, FieldType::File);
    }
}
