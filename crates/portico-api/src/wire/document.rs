//! How is a file beside a dataset named in the dataset's object?

use portico_model::{Attachment, AttachmentKind};
use serde::Serialize;

use super::link::Base;

/// A document, or an alternative export, which also has a description.
#[derive(Debug, Serialize)]
pub(crate) struct DocumentObject {
    id: String,
    title: String,
    mimetype: String,
    url: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    description: Option<String>,
}

impl DocumentObject {
    /// As the dataset of that public identifier shows it.
    pub(crate) fn new(base: &Base, dataset: &str, attachment: &Attachment) -> Self {
        let is_export = attachment.kind == AttachmentKind::AlternativeExport;
        Self {
            id: attachment.id.clone(),
            title: attachment.title.clone(),
            mimetype: attachment.media_type.clone(),
            url: address(base, dataset, attachment),
            description: is_export.then(|| attachment.description.clone().unwrap_or_default()),
        }
    }
}

/// Where the file can be had.
pub(crate) fn address(base: &Base, dataset: &str, attachment: &Attachment) -> String {
    let list = match attachment.kind {
        AttachmentKind::Attachment => "attachments",
        AttachmentKind::AlternativeExport => "alternative_exports",
    };
    base.dataset(dataset, &format!("/{list}/{}", attachment.id))
}
