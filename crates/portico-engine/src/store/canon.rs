//! Which record is this? Canonical bytes of a record's values, their SHA-1, and their number.

use arrow::array::{Array, ArrayRef, AsArray, Float64Array};
use arrow::datatypes::{DataType, Date32Type, Float64Type, Int64Type, TimestampMicrosecondType};
use arrow::record_batch::RecordBatch;
use portico_model::Schema;
use sha1::{Digest, Sha1};

/// Bytes of a fingerprint.
pub(crate) const ID_BYTES: usize = 20;

/// The fingerprint and the size of every record of a batch in the result layout.
///
/// The fingerprint covers the fields annotated `id` when there are some, else all of them, each preceded by its name, so
/// that adding an empty column does not change anything but moving values between columns does.
pub(crate) fn fingerprints(schema: &Schema, batch: &RecordBatch) -> (Vec<[u8; ID_BYTES]>, Vec<i64>) {
    let keyed = schema.fields.iter().any(|field| field.annotations.id);
    let mut ids = Vec::with_capacity(batch.num_rows());
    let mut sizes = Vec::with_capacity(batch.num_rows());
    let mut bytes = Vec::new();
    for row in 0..batch.num_rows() {
        let mut hash = Sha1::new();
        let mut size = 0;
        for (field, column) in schema.fields.iter().zip(batch.columns()) {
            bytes.clear();
            write_value(column, row, &mut bytes);
            size += bytes.len();
            if (!keyed || field.annotations.id) && !column.is_null(row) {
                hash.update((field.name.len() as u64).to_le_bytes());
                hash.update(field.name.as_bytes());
                hash.update((bytes.len() as u64).to_le_bytes());
                hash.update(&bytes);
            }
        }
        ids.push(hash.finalize().into());
        sizes.push(i64::try_from(size).unwrap_or(i64::MAX));
    }
    (ids, sizes)
}

/// The identifiers of records before they are stored, as the stored ones will have them: of a batch in the result layout, forty
/// hexadecimal digits each.
///
/// # Errors
/// When the batch does not fit the schema.
pub fn record_ids(schema: &Schema, batch: &RecordBatch) -> Result<Vec<String>, crate::EngineError> {
    let batch = super::convert::to_result_layout(schema, batch)?;
    let (ids, _) = fingerprints(schema, &batch);
    Ok(ids.iter().map(|id| hex(id)).collect())
}

/// Forty hexadecimal digits.
pub(crate) fn hex(id: &[u8]) -> String {
    const DIGITS: &[u8; 16] = b"0123456789abcdef";
    id.iter()
        .flat_map(|byte| [byte >> 4, byte & 15])
        .map(|digit| char::from(DIGITS[usize::from(digit)]))
        .collect()
}

/// The fingerprint written in hexadecimal, or nothing.
pub(crate) fn parse_hex(text: &str) -> Option<[u8; ID_BYTES]> {
    let digits = text.as_bytes();
    if digits.len() != 2 * ID_BYTES {
        return None;
    }
    let mut id = [0; ID_BYTES];
    for (byte, pair) in id.iter_mut().zip(digits.chunks_exact(2)) {
        let high = char::from(pair[0]).to_digit(16)?;
        let low = char::from(pair[1]).to_digit(16)?;
        *byte = u8::try_from(high * 16 + low).ok()?;
    }
    Some(id)
}

fn write_value(column: &ArrayRef, row: usize, out: &mut Vec<u8>) {
    if column.is_null(row) {
        return;
    }
    match column.data_type() {
        DataType::Utf8 => out.extend_from_slice(column.as_string::<i32>().value(row).as_bytes()),
        DataType::Int64 => {
            out.extend_from_slice(&column.as_primitive::<Int64Type>().value(row).to_le_bytes())
        }
        DataType::Float64 => write_double(column.as_primitive::<Float64Type>(), row, out),
        DataType::Boolean => out.push(u8::from(column.as_boolean().value(row))),
        DataType::Date32 => {
            out.extend_from_slice(&column.as_primitive::<Date32Type>().value(row).to_le_bytes())
        }
        DataType::Timestamp(_, _) => {
            let instant = column.as_primitive::<TimestampMicrosecondType>().value(row);
            out.extend_from_slice(&instant.to_le_bytes());
        }
        DataType::Binary => out.extend_from_slice(column.as_binary::<i32>().value(row)),
        DataType::Struct(_) => {
            for coordinate in column.as_struct().columns() {
                write_double(coordinate.as_primitive::<Float64Type>(), row, out);
            }
        }
        DataType::List(_) => {
            let items = column.as_list::<i32>().value(row);
            let items = items.as_string::<i32>();
            for item in items {
                let item = item.unwrap_or_default();
                out.extend_from_slice(&(item.len() as u64).to_le_bytes());
                out.extend_from_slice(item.as_bytes());
            }
        }
        other => unreachable!("the writer accepts the result layout only, not {other}"),
    }
}

/// `-0` and `0` are one value, and so are all that are not a number.
fn write_double(column: &Float64Array, row: usize, out: &mut Vec<u8>) {
    let value = column.value(row);
    let value = if value.is_nan() { f64::NAN } else { value + 0.0 };
    out.extend_from_slice(&value.to_bits().to_le_bytes());
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_identifier_reads_back() {
        let id = [7_u8; ID_BYTES];
        assert_eq!(parse_hex(&hex(&id)), Some(id));
        assert_eq!(parse_hex("nope"), None);
        assert_eq!(parse_hex(&"é".repeat(20)), None);
    }
}
