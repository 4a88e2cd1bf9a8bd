//! What does a harvester of Project Open Data read? `/data.json` and the export of that name, version 1.1 of the schema.

use axum::response::Response;
use http::{HeaderValue, header};
use portico_formats::write::ExportFormat;
use portico_model::meta_entry::MetaEntry;
use portico_model::{Extent, State, Visibility};
use portico_services::{DatasetView, MetaValue};
use portico_web::WebResult;
use serde::Serialize;

use super::dcat::{license, moment};
use super::dcat_distribution::Distributions;
use super::places::Places;
use super::vocabulary;
use super::write_catalog::{CatalogFormat, CatalogWriter, HarvestOptions, stream_catalog};
use crate::ask::Ask;
use crate::wire::json;

const HEAD: &str = r#"{"@context": "https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld", "@type": "dcat:Catalog", "conformsTo": "https://project-open-data.cio.gov/v1.1/schema", "describedBy": "https://project-open-data.cio.gov/v1.1/schema/catalog.json", "dataset": ["#;

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct DatasetDocument<'a> {
    #[serde(rename = "@type")]
    ty: &'static str,
    title: &'a str,
    description: &'a str,
    keyword: Vec<&'a str>,
    modified: String,
    publisher: Publisher<'a>,
    #[serde(skip_serializing_if = "Option::is_none")]
    contact_point: Option<Contact<'a>>,
    identifier: String,
    access_level: &'static str,
    landing_page: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    license: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    rights: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    spatial: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    temporal: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    issued: Option<String>,
    #[serde(skip_serializing_if = "Option::is_none")]
    accrual_periodicity: Option<&'static str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    language: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    theme: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    distribution: Vec<Distribution>,
}

#[derive(Debug, Serialize)]
struct Publisher<'a> {
    #[serde(rename = "@type")]
    ty: &'static str,
    name: &'a str,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Contact<'a> {
    #[serde(rename = "@type")]
    ty: &'static str,
    #[serde(rename = "fn")]
    name: &'a str,
    has_email: String,
}

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct Distribution {
    #[serde(rename = "@type")]
    ty: &'static str,
    title: String,
    format: &'static str,
    media_type: &'static str,
    #[serde(rename = "downloadURL")]
    download_url: String,
}

/// `GET /data.json`: the public datasets, whoever asks.
pub(crate) async fn show_data_json(ask: Ask) -> WebResult<Response> {
    let catalog = ask.portal.catalog(&ask.principal).await?;
    let public = catalog
        .entries
        .iter()
        .filter(|view| access_level(view) == "public");
    let ids = public.map(|view| view.dataset.id.to_string()).collect();
    let options = HarvestOptions {
        places: Places::of(&ask),
        files: Distributions {
            only: None,
            use_labels: false,
        },
    };
    let format = CatalogFormat::DataJson;
    let mut response = stream_catalog(catalog, ids, format.writer(options));
    let headers = response.headers_mut();
    headers.insert(
        header::CONTENT_TYPE,
        HeaderValue::from_static(format.content_type()),
    );
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache"));
    Ok(response)
}

/// A document of Project Open Data.
#[derive(Debug)]
pub(super) struct DataJsonWriter {
    places: Places,
    files: Distributions,
    is_first: bool,
}

impl DataJsonWriter {
    pub(super) fn new(places: Places, files: Distributions) -> Self {
        Self {
            places,
            files,
            is_first: true,
        }
    }
}

impl CatalogWriter for DataJsonWriter {
    fn start(&mut self, out: &mut Vec<u8>) {
        out.extend(HEAD.as_bytes());
    }

    fn dataset(&mut self, view: &DatasetView, out: &mut Vec<u8>) {
        let Ok(text) = json::to_bytes(&self.document(view)) else {
            // Texts and lists of texts are always JSON.
            return;
        };
        if !std::mem::take(&mut self.is_first) {
            out.extend(b", ");
        }
        out.extend(text);
    }

    fn finish(&mut self, out: &mut Vec<u8>) {
        out.extend(b"]}");
    }
}

impl DataJsonWriter {
    fn document<'a>(&'a self, view: &'a DatasetView) -> DatasetDocument<'a> {
        let metadata = &view.dataset.metadata;
        let page = self.places.page(view);
        let publisher = metadata.publisher.as_deref().unwrap_or(&self.places.title);
        let email = metadata.dcat.contact_email.as_deref();
        let contact = email.or(self.places.contact.as_deref()).map(|email| Contact {
            ty: "vcard:Contact",
            name: metadata.dcat.contact_name.as_deref().unwrap_or(publisher),
            has_email: format!("mailto:{email}"),
        });
        let given = metadata.dcat.accrualperiodicity.as_deref();
        let frequency = given.or(metadata.update_frequency.as_deref());
        let distribution = self.files.of(view).map(|format| self.distribution(view, format));
        let is_public = access_level(view) == "public";
        DatasetDocument {
            ty: "dcat:Dataset",
            title: &metadata.title,
            description: metadata.description.as_deref().unwrap_or(&metadata.title),
            keyword: keywords(view),
            modified: moment(view, "modified")
                .or_else(|| moment(view, "metadata_processed"))
                .unwrap_or_default(),
            publisher: Publisher {
                ty: "org:Organization",
                name: publisher,
            },
            contact_point: contact,
            identifier: page.clone(),
            access_level: access_level(view),
            landing_page: page,
            license: license(metadata).and_then(|license| license.about),
            // The schema asks why, where not everybody may have it.
            rights: (!is_public).then_some("The records are for people with a right on this dataset."),
            spatial: spatial(view),
            temporal: temporal(view),
            issued: moment(view, "dcat.issued"),
            accrual_periodicity: frequency.and_then(vocabulary::interval),
            language: metadata.language.as_deref().into_iter().collect(),
            theme: metadata.theme.iter().map(String::as_str).collect(),
            distribution: distribution.collect(),
        }
    }

    fn distribution(&self, view: &DatasetView, format: ExportFormat) -> Distribution {
        Distribution {
            ty: "dcat:Distribution",
            title: format!("{}.{}", view.dataset.id, format.as_str()),
            format: format.as_str(),
            media_type: format.content_type().split(';').next().unwrap_or_default(),
            download_url: self.files.address(&self.places, view, format),
        }
    }
}

/// The schema asks for one at least: then the title.
fn keywords(view: &DatasetView) -> Vec<&str> {
    let metadata = &view.dataset.metadata;
    let words = metadata.keyword.iter().chain(&metadata.theme);
    let mut words: Vec<&str> = words
        .map(String::as_str)
        .filter(|word| !word.is_empty())
        .collect();
    if words.is_empty() {
        words.push(&metadata.title);
    }
    words
}

fn access_level(view: &DatasetView) -> &'static str {
    let is_open = view.dataset.visibility == Visibility::Domain;
    let shows_records = view.data_visible && view.dataset.metadata.data_visible != Some(false);
    match view.dataset.state {
        State::Draft => "non-public",
        State::Published if is_open && shows_records => "public",
        State::Published => "restricted public",
    }
}

/// `west,south,east,north`, else the names of places.
fn spatial(view: &DatasetView) -> Option<String> {
    if let Some(MetaValue::Rectangle(extent)) = MetaEntry::named("bbox").and_then(|entry| view.meta(entry)) {
        let Extent {
            west,
            south,
            east,
            north,
        } = extent;
        return Some(format!("{west},{south},{east},{north}"));
    }
    let metadata = &view.dataset.metadata;
    if metadata.territory.is_empty() {
        return metadata.dcat.spatial.clone();
    }
    Some(metadata.territory.join(", "))
}

/// `start/end`, when both are said.
fn temporal(view: &DatasetView) -> Option<String> {
    let start = moment(view, "dcat.temporal_coverage_start")?;
    let end = moment(view, "dcat.temporal_coverage_end")?;
    Some(format!("{start}/{end}"))
}
