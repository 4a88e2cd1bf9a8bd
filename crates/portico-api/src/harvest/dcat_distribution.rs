//! Which files of a dataset are said in DCAT, and how?

use portico_formats::write::ExportFormat;
use portico_services::DatasetView;

use super::dcat::{Profile, Speaker, license, moment, rights};
use super::places::Places;
use super::rdf::Node;
use super::vocabulary;
use crate::explore::formats_of;

/// Formats whose files are offered with labels in the header.
const WITH_LABELS: [&str; 2] = ["csv", "xlsx"];

/// Which files are said.
#[derive(Debug, Clone)]
pub(crate) struct Distributions {
    /// `include_exports`: these formats alone; none means every one.
    pub(crate) only: Option<Vec<ExportFormat>>,
    /// `use_labels_in_exports`: spreadsheets come with labels.
    pub(crate) use_labels: bool,
}

impl Distributions {
    /// The formats of a dataset: none when its records are not there or not for this reader.
    pub(super) fn of<'a>(&'a self, view: &'a DatasetView) -> impl Iterator<Item = ExportFormat> + 'a {
        let has_records = view.version.is_some() && view.data_visible;
        let wanted = |format: &ExportFormat| self.only.as_ref().is_none_or(|only| only.contains(format));
        formats_of(&view.schema).filter(move |format| has_records && wanted(format))
    }

    /// The address of a file.
    pub(super) fn address(&self, places: &Places, view: &DatasetView, format: ExportFormat) -> String {
        let file = places.file(view, format.as_str());
        if self.use_labels && WITH_LABELS.contains(&format.as_str()) {
            return format!("{file}?use_labels=true");
        }
        file
    }
}

/// A file of a dataset.
pub(super) fn distribution(
    speaker: &Speaker,
    view: &DatasetView,
    format: ExportFormat,
    lang: Option<&str>,
) -> Node {
    let metadata = &view.dataset.metadata;
    let (address, name) = (
        speaker.files.address(&speaker.places, view, format),
        format.as_str(),
    );
    let european = speaker.profile == Profile::European;
    Node::new("dcat:Distribution", Some(address.clone())).with(|node| {
        node.text(
            "dcterms:title",
            Some(&format!("{}.{name}", view.dataset.id)),
            None,
        );
        let description = format!("{} ({name})", metadata.title);
        node.text("dcterms:description", Some(&description), lang);
        node.resource("dcat:accessURL", &address);
        node.resource("dcat:downloadURL", &address);
        let file_type = vocabulary::file_type(name).filter(|_| european);
        node.node(
            "dcterms:format",
            Node::new("dcterms:MediaTypeOrExtent", file_type)
                .with(|format| format.text("rdfs:label", Some(name), None)),
        );
        let media_type = format.content_type().split(';').next().unwrap_or_default();
        let address = format!("https://www.iana.org/assignments/media-types/{media_type}");
        node.resource("dcat:mediaType", &address);
        if let Some(license) = license(metadata) {
            node.node("dcterms:license", license);
        }
        node.text("dcterms:rights", rights(metadata).as_deref(), None);
        if let Some(language) = &metadata.language {
            node.node("dcterms:language", speaker.language(language));
        }
        node.typed("dcterms:issued", moment(view, "dcat.issued"), "xsd:dateTime");
        node.typed("dcterms:date", moment(view, "modified"), "xsd:dateTime");
        node.typed("dcterms:modified", moment(view, "modified"), "xsd:dateTime");
    })
}
