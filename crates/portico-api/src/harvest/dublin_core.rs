//! How are the datasets said in the fifteen words of Dublin Core (DCMES 1.1), as RDF/XML?

use portico_model::meta_entry::MetaEntry;
use portico_services::{DatasetView, MetaValue};

use super::dcat::{moment, rights};
use super::places::Places;
use super::write_catalog::CatalogWriter;
use super::xml::{push_element, push_escaped};

/// A list of descriptions.
#[derive(Debug)]
pub(super) struct DublinCoreWriter {
    places: Places,
}

impl DublinCoreWriter {
    pub(super) fn new(places: Places) -> Self {
        Self { places }
    }
}

impl CatalogWriter for DublinCoreWriter {
    fn start(&mut self, out: &mut Vec<u8>) {
        out.extend(
            b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rdf:RDF xmlns:rdf=\"http://www.w3.org/1999/02/22-rdf-syntax-ns#\" \
              xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n",
        );
    }

    fn dataset(&mut self, view: &DatasetView, out: &mut Vec<u8>) {
        let (metadata, page) = (&view.dataset.metadata, self.places.page(view));
        let dcat = &metadata.dcat;
        out.extend(b"  <rdf:Description rdf:about=\"");
        push_escaped(&page, out);
        out.extend(b"\">\n");
        let mut say = |name: &str, text: Option<&str>| push_element(2, name, text.unwrap_or_default(), out);
        say("dc:title", Some(&metadata.title));
        say("dc:creator", dcat.creator.as_deref());
        for subject in metadata.theme.iter().chain(&metadata.keyword) {
            say("dc:subject", Some(subject));
        }
        say("dc:description", metadata.description.as_deref());
        say("dc:publisher", metadata.publisher.as_deref());
        say("dc:contributor", dcat.contributor.as_deref());
        say("dc:date", moment(view, "modified").as_deref());
        say("dc:type", Some("Dataset"));
        say("dc:identifier", Some(&page));
        say("dc:source", metadata.references.as_deref());
        say("dc:language", metadata.language.as_deref());
        say("dc:relation", dcat.relation.as_deref());
        for place in metadata
            .territory
            .iter()
            .chain(&dcat.spatial)
            .chain(&dcat.temporal)
        {
            say("dc:coverage", Some(place));
        }
        if let Some(MetaValue::Rectangle(extent)) =
            MetaEntry::named("bbox").and_then(|entry| view.meta(entry))
        {
            // The spelling of the DCMI Box Encoding Scheme.
            let place = format!(
                "northlimit={}; eastlimit={}; southlimit={}; westlimit={}; units=degrees",
                extent.north, extent.east, extent.south, extent.west
            );
            say("dc:coverage", Some(&place));
        }
        say("dc:rights", rights(metadata).as_deref());
        say("dc:rights", metadata.license_url.as_deref());
        out.extend(b"  </rdf:Description>\n");
    }

    fn finish(&mut self, out: &mut Vec<u8>) {
        out.extend(b"</rdf:RDF>\n");
    }
}
