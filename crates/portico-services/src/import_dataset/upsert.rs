//! Which records does the file replace? Those with a key that the file has too; in the file itself, the last one of a key counts.

use std::collections::HashMap;
use std::ops::ControlFlow;

use arrow::array::{Array, ArrayRef, BooleanArray};
use arrow::compute::filter_record_batch;
use arrow::error::ArrowError;
use arrow::record_batch::RecordBatch;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use portico_formats::read::{self, Inspection};
use portico_model::{Fault, FaultKind, Schema};
use sha2::{Digest, Sha256};

use super::{Attempt, ImportProgress, Tell, schema};

/// Different keys of one file: they are held in memory, about 50 bytes each.
const MOST_KEYS: usize = 5_000_000;

/// The keys of the file.
#[derive(Debug)]
pub(super) struct Upsert {
    field: String,
    /// Digest of a key, and the last row of the file that has it.
    last_rows: HashMap<u128, u64>,
}

/// Reads the keys of the file.
///
/// # Errors
/// When the field is not one of the file, cannot be a key, or has too many values.
pub(super) async fn prepare(
    attempt: &Attempt<'_>,
    inspection: &Inspection,
    input: &Schema,
    of_file: &Schema,
    fields: &Schema,
    name: &str,
) -> Result<Upsert, Fault> {
    let wanted = portico_model::FieldName::from_label(name);
    let field = of_file.field(name).or_else(|| of_file.field(wanted.as_str()));
    let field = field.ok_or_else(|| schema::unknown_field(name, of_file))?.clone();
    if field.ty.is_geo() || field.is_multivalued() || fields.field(&field.name).is_none() {
        let message = format!("the field `{}` cannot be a key", field.name);
        return Err(
            Fault::invalid("UnusableKey", message).with_hint("choose a field with one plain value a record")
        );
    }
    let mut plan = attempt.processing.plan(input)?;
    let (path, inspection, total, tell) = (
        attempt.source.path.clone(),
        inspection.clone(),
        attempt.source.size,
        Tell::clone(attempt.tell),
    );
    let keys = move || -> Result<Upsert, Fault> {
        let mut upsert = Upsert {
            field: field.name,
            last_rows: HashMap::new(),
        };
        let (mut row, mut failure) = (0, None);
        let mut take = |batch: RecordBatch, lines: Vec<u64>| {
            let mut keys = |batch: RecordBatch, _: Vec<u64>| match upsert.take(&batch, row) {
                Ok(()) => {
                    row += batch.num_rows() as u64;
                    ControlFlow::Continue(())
                }
                Err(fault) => {
                    failure = Some(fault);
                    ControlFlow::Break(())
                }
            };
            match plan.run(&batch, lines, &mut |_| {}, &mut keys) {
                Ok(flow) => flow,
                Err(fault) => {
                    failure = Some(fault);
                    ControlFlow::Break(())
                }
            }
        };
        let mut progress = |bytes, rows| tell(ImportProgress::of_file(1, bytes, total, rows));
        read::read_with_lines(&path, &inspection, &mut take, &mut |_| {}, &mut progress)?;
        failure.map_or(Ok(upsert), Err)
    };
    tokio::task::spawn_blocking(keys).await.map_err(Fault::internal)?
}

impl Upsert {
    /// Old records whose key the file does not have. A record without a key is never replaced.
    pub(super) fn without_replaced(&self, batch: &RecordBatch) -> Result<RecordBatch, Fault> {
        self.filter(batch, |_, key| {
            key.is_none_or(|key| !self.last_rows.contains_key(&key))
        })
    }

    /// Records of the file, `first_row` onwards, that no later one replaces.
    pub(super) fn last_of_each_key(&self, batch: &RecordBatch, first_row: u64) -> Result<RecordBatch, Fault> {
        self.filter(batch, |row, key| {
            key.is_none_or(|key| self.last_rows.get(&key) == Some(&(first_row + row as u64)))
        })
    }

    fn take(&mut self, batch: &RecordBatch, first_row: u64) -> Result<(), Fault> {
        for (row, key) in keys(self.column(batch)?)?.into_iter().enumerate() {
            if let Some(key) = key {
                self.last_rows.insert(key, first_row + row as u64);
            }
        }
        if self.last_rows.len() > MOST_KEYS {
            let message = format!(
                "the file has more than {MOST_KEYS} different values in `{}`",
                self.field
            );
            return Err(Fault::new(FaultKind::TooLarge, "TooManyKeys", message)
                .with_hint("cut the file into parts, or use --replace with the whole content"));
        }
        Ok(())
    }

    fn filter(
        &self,
        batch: &RecordBatch,
        keep: impl Fn(usize, Option<u128>) -> bool,
    ) -> Result<RecordBatch, Fault> {
        let keys = keys(self.column(batch)?)?;
        let mask: BooleanArray = keys
            .into_iter()
            .enumerate()
            .map(|(row, key)| Some(keep(row, key)))
            .collect();
        filter_record_batch(batch, &mask).map_err(Fault::internal)
    }

    fn column<'a>(&self, batch: &'a RecordBatch) -> Result<&'a ArrayRef, Fault> {
        let missing = || Fault::internal(format!("a batch has no column `{}`", self.field));
        batch.column_by_name(&self.field).ok_or_else(missing)
    }
}

/// Digests of the values: 128 bits of SHA-256, so that no two keys are ever taken for one another.
fn keys(column: &ArrayRef) -> Result<Vec<Option<u128>>, Fault> {
    let digests = || -> Result<Vec<Option<u128>>, ArrowError> {
        let options = FormatOptions::new();
        let formatter = ArrayFormatter::try_new(column.as_ref(), &options)?;
        let digest = |row: usize| -> Result<Option<u128>, ArrowError> {
            if column.is_null(row) {
                return Ok(None);
            }
            let digest = Sha256::digest(formatter.value(row).try_to_string()?.as_bytes());
            let mut half = [0; 16];
            half.copy_from_slice(&digest[..16]);
            Ok(Some(u128::from_be_bytes(half)))
        };
        (0..column.len()).map(digest).collect()
    };
    digests().map_err(Fault::internal)
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{AsArray, StringArray};

    use super::*;

    fn batch(values: &[Option<&str>]) -> RecordBatch {
        let column: ArrayRef = Arc::new(StringArray::from(values.to_vec()));
        RecordBatch::try_from_iter([("key", column)]).expect("a batch")
    }

    fn values(batch: &RecordBatch) -> Vec<Option<String>> {
        batch
            .column(0)
            .as_string::<i32>()
            .iter()
            .map(|value| value.map(str::to_owned))
            .collect()
    }

    #[test]
    fn the_last_record_of_a_key_counts_and_nothing_without_a_key_is_lost() {
        let mut upsert = Upsert {
            field: "key".into(),
            last_rows: HashMap::new(),
        };
        let (first, second) = (batch(&[Some("a"), None, Some("b")]), batch(&[Some("a"), None]));
        upsert.take(&first, 0).expect("keys");
        upsert.take(&second, 3).expect("keys");
        let kept = upsert.last_of_each_key(&first, 0).expect("kept");
        assert_eq!(values(&kept), [None, Some("b".to_owned())]);
        assert_eq!(upsert.last_of_each_key(&second, 3).expect("kept").num_rows(), 2);
        let old = upsert
            .without_replaced(&batch(&[Some("b"), Some("c"), None]))
            .expect("old");
        assert_eq!(values(&old), [Some("c".to_owned()), None]);
    }
}
