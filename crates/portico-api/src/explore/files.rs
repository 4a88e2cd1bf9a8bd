//! Which file does a record name? The address in its object, and the download behind it.

use std::sync::Arc;

use arrow::array::{ArrayRef, AsArray, StringArray};
use arrow::record_batch::RecordBatch;
use axum::extract::Path;
use axum::response::Response;
use futures::StreamExt;
use portico_engine::{Answer, EngineError};
use portico_model::{Fault, FieldType};
use portico_services::{DatasetView, StoredFile, invalid_parameter};
use portico_web::WebResult;
use serde_json::{Map, Value};

use crate::ask::Ask;
use crate::stored_file;

/// Longest side that can be asked for, in pixels.
const LONGEST: u32 = 10_000;

/// `GET /catalog/datasets/{id}/files/{file}`, smaller with a `thumbnail_size`.
pub(crate) async fn download_file(Path((id, file)): Path<(String, String)>, ask: Ask) -> WebResult<Response> {
    let view = ask.dataset(&id).await?;
    let file = match ask.params.text("thumbnail_size") {
        Some(size) => open_sized(&ask, &view, &file, size).await?,
        None => ask.portal.open_file(&view, &file).await?,
    };
    Ok(stored_file::answer(&ask, file))
}

/// The file of a record, an image no longer and no higher than that many pixels.
///
/// # Errors
/// `InvalidRESTParameterError` for a size that is no number of pixels.
pub(crate) async fn open_sized(
    ask: &Ask,
    view: &DatasetView,
    file: &str,
    size: &str,
) -> Result<StoredFile, Fault> {
    // Widgets write `300`, pages of old `300x200`.
    let longer = size.split(['x', 'X']).map(|side| side.trim().parse::<u32>());
    let sides: Vec<u32> = longer
        .collect::<Result<_, _>>()
        .ok()
        .filter(|sides: &Vec<u32>| sides.len() <= 2 && sides.iter().all(|side| (1..=LONGEST).contains(side)))
        .ok_or_else(|| invalid_parameter("thumbnail_size", size, &format!("1 to {LONGEST} pixels")))?;
    let longer = sides.into_iter().max().unwrap_or(LONGEST);
    ask.portal.open_thumbnail(view, file, longer).await
}

/// The answer with the address of each file in its object.
pub(crate) fn with_addresses(ask: &Ask, id: &str, answer: Answer) -> Answer {
    let places: Vec<usize> = answer
        .columns
        .iter()
        .enumerate()
        .filter(|(_, field)| field.ty == FieldType::File)
        .map(|(place, _)| place)
        .collect();
    if places.is_empty() {
        return answer;
    }
    let base = ask.base.dataset(id, "/files/");
    let batches = answer
        .batches
        .map(move |batch| addressed(&batch?, &places, &base));
    Answer {
        columns: answer.columns,
        batches: Box::pin(batches),
    }
}

fn addressed(batch: &RecordBatch, places: &[usize], base: &str) -> Result<RecordBatch, EngineError> {
    let mut columns = batch.columns().to_vec();
    for place in places {
        let Some(objects) = columns[*place].as_string_opt::<i32>() else {
            continue;
        };
        let written: StringArray = objects
            .iter()
            .map(|object| object.map(|text| with_address(text, base)))
            .collect();
        columns[*place] = Arc::new(written) as ArrayRef;
    }
    RecordBatch::try_new(batch.schema(), columns).map_err(EngineError::Arrow)
}

fn with_address(text: &str, base: &str) -> String {
    let Ok(mut object) = serde_json::from_str::<Map<String, Value>>(text) else {
        return text.to_owned();
    };
    if let Some(id) = object.get("id").and_then(Value::as_str) {
        let url = format!("{base}{id}");
        object.insert("url".to_owned(), url.into());
    }
    Value::Object(object).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_object_gets_its_address_and_anything_else_stays() {
        assert_eq!(
            with_address(r#"{"id":"ab"}"#, "http://x/files/"),
            r#"{"id":"ab","url":"http://x/files/ab"}"#
        );
        assert_eq!(with_address("no object", "http://x/"), "no object");
    }
}
