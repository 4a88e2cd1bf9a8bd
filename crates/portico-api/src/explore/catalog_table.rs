//! How does the catalog become a table? A column a metadata, and members of dataset objects, which are no metadata, beside them.

use std::sync::Arc;

use arrow::array::{Array, ArrayRef, AsArray, StringArray};
use arrow::record_batch::RecordBatch;
use axum::response::Response;
use futures::StreamExt;
use http::{HeaderValue, header};
use portico_engine::{Answer, EngineError, Query};
use portico_formats::layout;
use portico_formats::write::ExportFormat;
use portico_model::{Fault, Field, FieldType};
use portico_odsql::{SelectItem, parse_select, quote_field};
use portico_services::Catalog;
use serde_json::Value;

use super::aggregates::is_aggregated;
use super::datasets::{identifier, is_everything, member};
use super::exports::file_of;
use crate::ask::Ask;
use crate::file::stream_file;
use crate::wire::dataset::{DatasetObject, Wanted};
use crate::wire::json;

/// The file with the datasets that answer, a row each.
///
/// # Errors
/// What is wrong with the question.
pub(crate) async fn export_table(
    ask: &Ask,
    format: ExportFormat,
    mut query: Query,
    app_metas: bool,
) -> Result<Response, Fault> {
    let file = file_of(format, "datasets", &ask.params, &query)?;
    let catalog = ask.portal.catalog(&ask.principal).await?;
    if is_everything(&query.select) && query.group_by.is_empty() {
        let columns = columns_of(&catalog, app_metas);
        let text = format!("{}, dataset_id as datasetid", columns.join(", "));
        query.select = parse_select(&text)
            .map_err(|error| Fault::internal(format!("the catalog's own columns: {error}")))?;
    }
    let answer = answer(ask, catalog, query, app_metas).await?;
    let mut response = stream_file(answer, file).await?;
    response
        .headers_mut()
        .insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}

/// Every metadata under its full name, template by template in the wire's order.
fn columns_of(catalog: &Catalog, app_metas: bool) -> Vec<String> {
    let more: &[&str] = if app_metas {
        &["explore.", "processing."]
    } else {
        &[]
    };
    let fields = &catalog.table.schema().fields;
    let of = |template: &&str| {
        let names = fields.iter().map(|field| field.name.as_str());
        let named: Vec<String> = names
            .filter(|name| name.starts_with(*template))
            .map(quote_field)
            .collect();
        named
    };
    ["dcat.", "default.", "custom."]
        .iter()
        .chain(more)
        .flat_map(of)
        .collect()
}

/// A column of the table.
enum Column {
    /// The engine's, by its place.
    Computed(usize),
    /// A member of the dataset's object, under that name.
    Member(&'static str, Field),
}

/// The rows that answer. Members of dataset objects are put in where `select` names them.
async fn answer(ask: &Ask, catalog: Catalog, query: Query, app_metas: bool) -> Result<Answer, Fault> {
    let engine = ask.portal.engine();
    let members: Vec<(usize, String, &'static str)> =
        query.select.iter().enumerate().filter_map(member).collect();
    if members.is_empty() || is_aggregated(&query) {
        return Ok(engine.select(&catalog.table, &query).await?);
    }
    let is_member = |place: usize| members.iter().any(|(other, _, _)| *other == place);
    let kept = query.select.iter().enumerate();
    let kept = kept.filter(|(place, _)| !is_member(*place)).map(|(_, item)| item);
    let narrow = Query {
        select: std::iter::once(identifier()).chain(kept.cloned()).collect(),
        ..query.clone()
    };
    let found = engine.select(&catalog.table, &narrow).await?;
    let one_each = |item: &SelectItem| matches!(item, SelectItem::Expr { .. });
    let in_place = query.select.iter().all(one_each);
    let mut columns: Vec<Column> = (1..found.columns.len()).map(Column::Computed).collect();
    for (place, key, name) in members {
        // Where a pattern stands for several columns, members come behind all of them.
        let place = if in_place { place } else { columns.len() };
        let column = Column::Member(name, Field::new(key, FieldType::JsonBlob));
        columns.insert(place.min(columns.len()), column);
    }
    let fields: Vec<Field> = columns
        .iter()
        .map(|column| match column {
            Column::Computed(place) => found.columns[*place].clone(),
            Column::Member(_, field) => field.clone(),
        })
        .collect();
    let schema = layout::arrow_schema(&fields);
    let wanted = Wanted {
        zone: query.timezone,
        app_metas,
        base: ask.base.clone(),
        links: None,
    };
    let batches = found.batches.map(move |batch| {
        let batch = batch?;
        let objects = objects(&catalog, &batch, &wanted);
        let arrays: Vec<ArrayRef> = columns
            .iter()
            .map(|column| match column {
                Column::Computed(place) => Arc::clone(batch.column(*place)),
                Column::Member(name, _) => {
                    let texts = objects.iter().map(|object| text_of(&object[*name]));
                    Arc::new(texts.collect::<StringArray>())
                }
            })
            .collect();
        RecordBatch::try_new(Arc::clone(&schema), arrays).map_err(EngineError::Arrow)
    });
    Ok(Answer {
        columns: fields,
        batches: Box::pin(batches),
    })
}

/// The object of each row; nothing for a dataset that left meanwhile.
fn objects(catalog: &Catalog, batch: &RecordBatch, wanted: &Wanted) -> Vec<Value> {
    let ids = batch.column(0).as_string_opt::<i32>();
    (0..batch.num_rows())
        .map(|row| {
            let id = ids.filter(|ids| ids.is_valid(row)).map(|ids| ids.value(row));
            let entry = id.and_then(|id| catalog.entry(id));
            let object = entry.map(|entry| serde_json::to_value(DatasetObject::new(entry, wanted.clone())));
            object.and_then(Result::ok).unwrap_or_default()
        })
        .collect()
}

/// A text as it is, true and false as tables write them, anything else as JSON.
fn text_of(value: &Value) -> Option<String> {
    match value {
        Value::Null => None,
        Value::String(text) => Some(text.clone()),
        Value::Bool(true) => Some("True".to_owned()),
        Value::Bool(false) => Some("False".to_owned()),
        other => json::to_bytes(other)
            .ok()
            .and_then(|text| String::from_utf8(text).ok()),
    }
}
