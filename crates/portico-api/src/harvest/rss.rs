//! How does a feed reader hear of the datasets? RSS 2.0, one item a dataset.

use chrono::DateTime;
use portico_model::meta_entry::MetaEntry;
use portico_services::{DatasetView, MetaValue};

use super::places::Places;
use super::write_catalog::CatalogWriter;
use super::xml::{clean, push_element, push_escaped, push_indent};

/// A feed.
#[derive(Debug)]
pub(super) struct RssWriter {
    places: Places,
}

impl RssWriter {
    pub(super) fn new(places: Places) -> Self {
        Self { places }
    }
}

impl CatalogWriter for RssWriter {
    fn start(&mut self, out: &mut Vec<u8>) {
        out.extend(
            b"<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<rss version=\"2.0\" xmlns:atom=\"http://www.w3.org/2005/Atom\" \
              xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n  <channel>\n",
        );
        push_element(2, "title", &self.places.title, out);
        push_element(2, "link", &self.places.explore(), out);
        push_element(2, "description", &self.places.title, out);
        push_element(2, "language", self.places.lang, out);
        push_indent(2, out);
        out.extend(b"<atom:link rel=\"self\" type=\"application/rss+xml\" href=\"");
        push_escaped(&self.places.catalog_file("rss"), out);
        out.extend(b"\"/>\n");
    }

    fn dataset(&mut self, view: &DatasetView, out: &mut Vec<u8>) {
        let metadata = &view.dataset.metadata;
        let page = self.places.page(view);
        out.extend(b"    <item>\n");
        push_element(3, "title", &metadata.title, out);
        push_element(3, "link", &page, out);
        push_element(
            3,
            "description",
            metadata.description.as_deref().unwrap_or_default(),
            out,
        );
        push_element(
            3,
            "dc:creator",
            metadata.publisher.as_deref().unwrap_or_default(),
            out,
        );
        for category in metadata.theme.iter().chain(&metadata.keyword) {
            push_element(3, "category", category, out);
        }
        push_indent(3, out);
        out.extend(b"<guid isPermaLink=\"true\">");
        push_escaped(&clean(&page), out);
        out.extend(b"</guid>\n");
        push_element(3, "pubDate", &published(view).unwrap_or_default(), out);
        out.extend(b"    </item>\n");
    }

    fn finish(&mut self, out: &mut Vec<u8>) {
        out.extend(b"  </channel>\n</rss>\n");
    }
}

/// When it was modified, as RFC 2822 says it.
fn published(view: &DatasetView) -> Option<String> {
    let modified = MetaEntry::named("modified").and_then(|entry| view.meta(entry))?;
    let MetaValue::Instant(at) = modified else {
        return None;
    };
    Some(DateTime::from_timestamp_micros(at)?.to_rfc2822())
}
