//! How does the catalog become a file? Dataset after dataset, some at a time, so that memory does not grow with the catalog.

use std::io;

use axum::body::{Body, Bytes};
use axum::response::Response;
use futures::stream::{self, StreamExt};
use portico_services::{Catalog, DatasetView};

use super::data_json::DataJsonWriter;
use super::dcat::{Profile, Speaker};
use super::dcat_distribution::Distributions;
use super::dublin_core::DublinCoreWriter;
use super::rdf::{Node, Object};
use super::rss::RssWriter;
use super::{Places, rdf_xml, turtle};

/// Datasets written at a time.
const AT_A_TIME: usize = 32;

/// Names of the national profiles of DCAT-AP, and spellings that programs use.
const NATIONAL: [&str; 9] = ["ch", "de", "se", "sp", "it", "vl", "benap", "es", "v1"];

/// A format that describes datasets to other catalogs.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum CatalogFormat {
    /// DCAT as RDF/XML.
    Rdf,
    /// DCAT as Turtle.
    Turtle,
    /// RSS 2.0.
    Rss,
    /// Project Open Data 1.1.
    DataJson,
    /// DCAT-AP as RDF/XML.
    DcatAp,
    /// Dublin Core as RDF/XML.
    DublinCore,
}

impl CatalogFormat {
    /// The names under which they are listed.
    pub(crate) const LISTED: [&'static str; 13] = [
        "rdf",
        "ttl",
        "rss",
        "data.json",
        "dcat",
        "dublin_core",
        "dcat_ap_ch",
        "dcat_ap_de",
        "dcat_ap_se",
        "dcat_ap_sp",
        "dcat_ap_it",
        "dcat_ap_vl",
        "dcat_ap_benap",
    ];

    /// Reads a name, with hyphens or underscores.
    pub(crate) fn parse(name: &str) -> Option<Self> {
        Some(match name.replace('-', "_").as_str() {
            "rdf" | "rdfxml" | "rdf_xml" | "dcat" => Self::Rdf,
            "ttl" | "turtle" => Self::Turtle,
            "rss" => Self::Rss,
            "data.json" | "data_json" | "datajson" => Self::DataJson,
            "dublin_core" => Self::DublinCore,
            "dcat_ap" => Self::DcatAp,
            other => {
                let country = other.strip_prefix("dcat_ap_")?;
                NATIONAL.contains(&country).then_some(Self::DcatAp)?
            }
        })
    }

    /// The media type.
    pub(crate) fn content_type(self) -> &'static str {
        match self {
            Self::Rdf | Self::DcatAp => "application/rdf+xml",
            Self::Turtle => "text/turtle; charset=utf-8",
            Self::Rss => "text/xml; charset=utf-8",
            Self::DataJson => "application/json; charset=utf-8",
            Self::DublinCore => "application/xml",
        }
    }

    /// The ending of the file's name.
    pub(crate) fn extension(self) -> &'static str {
        match self {
            Self::Rdf | Self::DcatAp => "rdf",
            Self::Turtle => "ttl",
            Self::Rss => "rss",
            Self::DataJson => "json",
            Self::DublinCore => "xml",
        }
    }

    /// The writer.
    pub(crate) fn writer(self, options: HarvestOptions) -> Box<dyn CatalogWriter> {
        let HarvestOptions { places, files } = options;
        let speaker = |profile| Speaker {
            places: places.clone(),
            profile,
            files: files.clone(),
        };
        match self {
            Self::Rdf => Box::new(RdfXmlWriter(speaker(Profile::Plain))),
            Self::DcatAp => Box::new(RdfXmlWriter(speaker(Profile::European))),
            Self::Turtle => Box::new(TurtleWriter(speaker(Profile::Plain))),
            Self::Rss => Box::new(RssWriter::new(places)),
            Self::DataJson => Box::new(DataJsonWriter::new(places, files)),
            Self::DublinCore => Box::new(DublinCoreWriter::new(places)),
        }
    }
}

/// What the caller may choose, and who speaks.
#[derive(Debug, Clone)]
pub(crate) struct HarvestOptions {
    /// Addresses and words of the portal.
    pub(crate) places: Places,
    /// Files to tell of.
    pub(crate) files: Distributions,
}

/// Writes one file about the catalog: `start`, then each dataset, then `finish`.
pub(crate) trait CatalogWriter: Send {
    /// What comes before the first dataset.
    fn start(&mut self, out: &mut Vec<u8>);
    /// A dataset.
    fn dataset(&mut self, view: &DatasetView, out: &mut Vec<u8>);
    /// What comes after the last dataset.
    fn finish(&mut self, out: &mut Vec<u8>);
}

/// A body with these datasets, written as it is read.
pub(crate) fn stream_catalog(catalog: Catalog, ids: Vec<String>, writer: Box<dyn CatalogWriter>) -> Response {
    let chunks = stream::unfold(
        (catalog, ids, writer, 0, false),
        |(catalog, ids, mut writer, at, is_done)| async move {
            if is_done {
                return None;
            }
            let mut out = Vec::new();
            if at == 0 {
                writer.start(&mut out);
            }
            let next = ids.len().min(at + AT_A_TIME);
            let views = ids[at..next].iter().filter_map(|id| catalog.entry(id));
            views.for_each(|view| writer.dataset(view, &mut out));
            let is_done = next == ids.len();
            if is_done {
                writer.finish(&mut out);
            }
            let chunk = Ok::<_, io::Error>(Bytes::from(out));
            Some((chunk, (catalog, ids, writer, next, is_done)))
        },
    );
    // Who compresses the body asks again after its end.
    Response::new(Body::from_stream(chunks.fuse()))
}

struct RdfXmlWriter(Speaker);

impl CatalogWriter for RdfXmlWriter {
    fn start(&mut self, out: &mut Vec<u8>) {
        rdf_xml::start(out);
        rdf_xml::open(&self.0.catalog(), out);
    }

    fn dataset(&mut self, view: &DatasetView, out: &mut Vec<u8>) {
        rdf_xml::member(2, "dcat:dataset", &Object::Node(self.0.dataset(view)), out);
    }

    fn finish(&mut self, out: &mut Vec<u8>) {
        rdf_xml::close(out);
        rdf_xml::finish(out);
    }
}

struct TurtleWriter(Speaker);

impl CatalogWriter for TurtleWriter {
    fn start(&mut self, out: &mut Vec<u8>) {
        turtle::start(out);
        turtle::subject(&self.0.catalog(), out);
    }

    fn dataset(&mut self, view: &DatasetView, out: &mut Vec<u8>) {
        let node = self.0.dataset(view);
        if let (
            Node {
                about: Some(catalog), ..
            },
            Some(dataset),
        ) = (self.0.catalog(), &node.about)
        {
            turtle::statement(&catalog, "dcat:dataset", dataset, out);
        }
        turtle::subject(&node, out);
    }

    fn finish(&mut self, _out: &mut Vec<u8>) {}
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_listed_name_and_its_spelling_with_hyphens_is_known() {
        for name in CatalogFormat::LISTED {
            assert!(CatalogFormat::parse(name).is_some(), "{name}");
            assert!(CatalogFormat::parse(&name.replace('_', "-")).is_some(), "{name}");
        }
        assert_eq!(CatalogFormat::parse("dcat-ap-v1"), Some(CatalogFormat::DcatAp));
        assert_eq!(CatalogFormat::parse("dcat_ap_xx"), None);
        assert_eq!(CatalogFormat::parse("docx"), None);
    }
}
