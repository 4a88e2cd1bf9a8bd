//! How is a wish to import kept until its turn comes? As a document for the queue of jobs.

use std::path::PathBuf;

use portico_formats::read::Format;
use portico_model::{DatasetId, Fault, Metadata};
use portico_processors::Steps;
use serde::{Deserialize, Serialize};

use super::recipe::Recipe;
use super::{ImportMode, ImportRequest, ImportSource};

/// The format of the document.
const FORMAT: u32 = 1;

/// An import that was asked for. A stored document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct ImportOrder {
    format: u32,
    source: Source,
    id: Option<String>,
    #[serde(default)]
    metadata: Metadata,
    /// Name of the file's format, when the publisher said it.
    read_as: Option<String>,
    decisions: Recipe,
    mode: Mode,
    draft: bool,
    author: String,
    note: Option<String>,
    #[serde(default)]
    steps: Option<Steps>,
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Source {
    Path(PathBuf),
    Url(String),
    Current,
    Upload(String),
    Resource(String),
}

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Mode {
    Create,
    Replace,
    Append,
    Upsert(String),
}

impl ImportOrder {
    /// The document of a request. A dry run is never queued.
    pub(crate) fn of(request: &ImportRequest) -> Self {
        Self {
            format: FORMAT,
            source: match &request.source {
                ImportSource::Path(path) => Source::Path(path.clone()),
                ImportSource::Url(address) => Source::Url(address.clone()),
                ImportSource::Current => Source::Current,
                ImportSource::Upload(id) => Source::Upload(id.clone()),
                ImportSource::Resource(id) => Source::Resource(id.clone()),
            },
            id: request.id.as_ref().map(ToString::to_string),
            metadata: request.metadata.clone(),
            read_as: request.options.format.map(|format| format.as_str().to_owned()),
            decisions: Recipe::of_decisions(&request.options, &request.labels),
            mode: match &request.mode {
                ImportMode::Create => Mode::Create,
                ImportMode::Replace => Mode::Replace,
                ImportMode::Append => Mode::Append,
                ImportMode::Upsert(field) => Mode::Upsert(field.clone()),
            },
            draft: request.draft,
            author: request.author.clone(),
            note: request.note.clone(),
            steps: request.steps.clone(),
        }
    }

    /// The request, when its turn has come.
    ///
    /// # Errors
    /// When the document was written by a newer program.
    pub(crate) fn into_request(self) -> Result<ImportRequest, Fault> {
        if self.format > FORMAT {
            let message = format!("an order has format {}, newer than {FORMAT}", self.format);
            return Err(Fault::internal(message));
        }
        let (mut options, labels) = self.decisions.into_decisions();
        options.format = self.read_as.as_deref().map(Format::parse).transpose()?;
        let id = self.id.map(DatasetId::new).transpose();
        Ok(ImportRequest {
            source: match self.source {
                Source::Path(path) => ImportSource::Path(path),
                Source::Url(address) => ImportSource::Url(address),
                Source::Current => ImportSource::Current,
                Source::Upload(id) => ImportSource::Upload(id),
                Source::Resource(id) => ImportSource::Resource(id),
            },
            id: id.map_err(|error| Fault::invalid("InvalidDatasetId", error.to_string()))?,
            metadata: self.metadata,
            options,
            labels,
            mode: match self.mode {
                Mode::Create => ImportMode::Create,
                Mode::Replace => ImportMode::Replace,
                Mode::Append => ImportMode::Append,
                Mode::Upsert(field) => ImportMode::Upsert(field),
            },
            draft: self.draft,
            dry_run: false,
            author: self.author,
            note: self.note,
            steps: self.steps,
        })
    }
}

#[cfg(test)]
mod tests {
    use portico_formats::read::{Override, ReadOptions};
    use portico_model::FieldType;

    use super::*;
    use crate::FieldWords;

    #[test]
    fn an_order_is_read_back_as_it_was_given() {
        let request = ImportRequest {
            source: ImportSource::Url("https://example.org/parks.csv".to_owned()),
            id: Some(DatasetId::new("parks").expect("an identifier")),
            metadata: Metadata {
                title: "Parks".to_owned(),
                ..Metadata::default()
            },
            options: ReadOptions {
                format: Some(Format::Csv),
                separator: Some(';'),
                header_row: Some(3),
                overrides: vec![Override {
                    field: "zip".to_owned(),
                    ty: Some(FieldType::Text),
                    skip: true,
                    ..Override::default()
                }],
                ..ReadOptions::default()
            },
            labels: vec![FieldWords {
                name: "acres".to_owned(),
                unit: Some("acre".to_owned()),
                ..FieldWords::default()
            }],
            mode: ImportMode::Upsert("id".to_owned()),
            draft: true,
            dry_run: false,
            author: "ann@example.org".to_owned(),
            note: Some("first try".to_owned()),
            steps: Some(Steps::parse(r#"[{"type": "order", "fields": ["zip"]}]"#).expect("steps")),
        };
        let text = serde_json::to_string(&ImportOrder::of(&request)).expect("text");
        let order: ImportOrder = serde_json::from_str(&text).expect("read back");
        let back = order.into_request().expect("a request");
        assert_eq!(format!("{back:?}"), format!("{request:?}"));
        let newer = text.replacen("\"format\":1", "\"format\":9", 1);
        let order: ImportOrder = serde_json::from_str(&newer).expect("read back");
        assert!(order.into_request().is_err());
    }
}
