//! How does a batch get the columns of another schema? By name; what is missing is null.

use std::sync::Arc;

use arrow::array::{ArrayRef, new_null_array};
use arrow::compute::cast;
use arrow::datatypes::{DataType, SchemaRef};
use arrow::record_batch::{RecordBatch, RecordBatchOptions};
use portico_model::Fault;

/// The batch with exactly the columns of `schema`, in their order.
pub(crate) fn conform(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch, Fault> {
    let column = |name: &str, wanted: &DataType| -> Result<ArrayRef, Fault> {
        match batch.column_by_name(name) {
            None => Ok(new_null_array(wanted, batch.num_rows())),
            Some(column) if column.data_type() == wanted => Ok(Arc::clone(column)),
            // Another spelling of the same values, such as texts as views.
            Some(column) => cast(column, wanted).map_err(Fault::internal),
        }
    };
    let columns = schema
        .fields()
        .iter()
        .map(|field| column(field.name(), field.data_type()));
    let options = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    let columns = columns.collect::<Result<Vec<_>, _>>()?;
    RecordBatch::try_new_with_options(Arc::clone(schema), columns, &options).map_err(Fault::internal)
}

#[cfg(test)]
mod tests {
    use arrow::array::{Array, AsArray, Int64Array, StringViewArray};
    use portico_formats::layout;
    use portico_model::{Field, FieldType};

    use super::*;

    #[test]
    fn columns_are_found_by_name_and_missing_ones_are_null() {
        let columns: [(&str, ArrayRef); 2] = [
            ("b", Arc::new(StringViewArray::from(vec!["x", "y"]))),
            ("a", Arc::new(Int64Array::from(vec![1, 2]))),
        ];
        let batch = RecordBatch::try_from_iter(columns).expect("a batch");
        let fields = [
            ("a", FieldType::Int),
            ("b", FieldType::Text),
            ("c", FieldType::GeoPoint2d),
        ];
        let fields = fields.map(|(name, ty)| Field::new(name, ty));
        let shaped = conform(&batch, &layout::arrow_schema(&fields)).expect("shaped");
        assert_eq!(shaped.column(1).as_string::<i32>().value(1), "y");
        assert_eq!(shaped.column(2).null_count(), 2);
    }
}
