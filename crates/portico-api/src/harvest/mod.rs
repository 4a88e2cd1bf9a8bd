//! What do other catalogs read of ours? DCAT as RDF/XML and Turtle, Project Open Data, Dublin Core, RSS: a dataset at a time.

pub(crate) mod data_json;
mod dcat;
mod dcat_distribution;
mod dublin_core;
mod places;
mod rdf;
mod rdf_xml;
mod rss;
mod turtle;
mod vocabulary;
mod write_catalog;
mod xml;

pub(crate) use dcat_distribution::Distributions;
pub(crate) use places::Places;
pub(crate) use write_catalog::{CatalogFormat, CatalogWriter, HarvestOptions, stream_catalog};
