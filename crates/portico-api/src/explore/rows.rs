//! How do rows reach a JSON listing? As texts, one object each, opened again only to add links.

use futures::StreamExt;
use portico_engine::{Answer, Query};
use portico_formats::write::JsonStyle;
use portico_formats::write::value::{Columns, Rendering};
use portico_model::Fault;
use serde_json::{Map, Value};

use crate::wire::json;
use crate::wire::link::Link;

/// Columns in front of a record when its identity is asked for.
const TECHNICAL: [&str; 3] = ["_id", "_timestamp", "_size"];

/// Rows as JSON objects in text.
#[derive(Debug, Default)]
pub(crate) struct Rows(Vec<Vec<u8>>);

/// Reads an answer to its end: at most a page of records or all groups.
///
/// # Errors
/// When the engine fails on the way.
pub(crate) async fn collect(answer: Answer, query: &Query) -> Result<Rows, Fault> {
    let Answer { columns, mut batches } = answer;
    let rendering = Rendering {
        timezone: query.timezone,
        style: JsonStyle::Spaced,
    };
    let mut rows = Rows::default();
    while let Some(batch) = batches.next().await {
        let batch = batch?;
        let cells = Columns::new(&columns, &batch, rendering)?;
        for row in 0..cells.rows() {
            let mut text = Vec::with_capacity(256);
            cells.write_object(row, &mut text);
            rows.push(text);
        }
    }
    Ok(rows)
}

impl Rows {
    /// Adds a row.
    pub(crate) fn push(&mut self, row: Vec<u8>) {
        self.0.push(row);
    }

    /// The first row, alone.
    pub(crate) fn into_first(self) -> Option<Vec<u8>> {
        self.0.into_iter().next()
    }

    /// `[{…}, {…}]`
    pub(crate) fn write_array(&self, body: &mut Vec<u8>) {
        body.push(b'[');
        for (place, row) in self.0.iter().enumerate() {
            if place > 0 {
                body.extend_from_slice(b", ");
            }
            body.extend_from_slice(row);
        }
        body.push(b']');
    }

    /// The rows as objects.
    ///
    /// # Errors
    /// When a row is no JSON: a mistake of ours.
    pub(crate) fn objects(&self) -> Result<Vec<Map<String, Value>>, Fault> {
        self.0
            .iter()
            .map(|row| serde_json::from_slice(row).map_err(Fault::internal))
            .collect()
    }

    /// Adds `_links` at the end of each record; without `keep`, the technical columns leave.
    ///
    /// # Errors
    /// When a row is no JSON: a mistake of ours.
    pub(crate) fn add_links(&mut self, keep: bool, links: impl Fn(&str) -> Vec<Link>) -> Result<(), Fault> {
        let mut rows = Vec::with_capacity(self.0.len());
        for mut object in self.objects()? {
            let id = object
                .get(TECHNICAL[0])
                .and_then(Value::as_str)
                .unwrap_or_default()
                .to_owned();
            if !keep {
                TECHNICAL.iter().for_each(|name| drop(object.shift_remove(*name)));
            }
            let links = serde_json::to_value(links(&id)).map_err(Fault::internal)?;
            object.insert("_links".to_owned(), links);
            rows.push(json::to_bytes(&object)?);
        }
        self.0 = rows;
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_are_added_and_technical_columns_leave() {
        let row = br#"{"_id": "abc", "_timestamp": null, "_size": 3, "n": 1.0, "t": "x"}"#;
        let links = |id: &str| vec![Link::new("self", format!("/{id}"))];
        let mut rows = Rows(vec![row.to_vec()]);
        rows.add_links(false, links).unwrap();
        let mut text = Vec::new();
        rows.write_array(&mut text);
        assert_eq!(
            String::from_utf8(text).unwrap(),
            r#"[{"n": 1.0, "t": "x", "_links": [{"rel": "self", "href": "/abc"}]}]"#
        );
    }
}
