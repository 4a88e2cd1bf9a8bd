//! What does a harvester of Project Open Data read? `/data.json`, version 1.1 of that schema.

use axum::response::Response;
use chrono_tz::Tz;
use portico_model::{Field, State, Visibility};
use portico_services::DatasetView;
use portico_web::WebResult;
use serde::Serialize;

use crate::ask::Ask;
use crate::explore::formats_of;
use crate::reply;
use crate::wire::link::Base;
use crate::wire::time::{instant, respell};

#[derive(Debug, Serialize)]
#[serde(rename_all = "camelCase")]
struct CatalogDocument<'a> {
    #[serde(rename = "@context")]
    context: &'static str,
    #[serde(rename = "@type")]
    ty: &'static str,
    conforms_to: &'static str,
    described_by: &'static str,
    dataset: Vec<DatasetDocument<'a>>,
}

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
    license: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    spatial: Option<String>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    language: Vec<&'a str>,
    #[serde(skip_serializing_if = "Vec::is_empty")]
    theme: Vec<&'a str>,
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
    let site = &ask.asked.hall().site;
    let contact = site.contact.as_deref().unwrap_or_default();
    let is_public = |view: &&DatasetView| {
        view.dataset.state == State::Published
            && view.dataset.visibility == Visibility::Domain
            && view.data_visible
    };
    let document = |view| dataset_document(view, &ask.base, &site.title, contact, ask.asked.address().base());
    let body = CatalogDocument {
        context: "https://project-open-data.cio.gov/v1.1/schema/catalog.jsonld",
        ty: "dcat:Catalog",
        conforms_to: "https://project-open-data.cio.gov/v1.1/schema",
        described_by: "https://project-open-data.cio.gov/v1.1/schema/catalog.json",
        dataset: catalog.entries.iter().filter(is_public).map(document).collect(),
    };
    Ok(reply::json_value(&ask, &body)?)
}

fn dataset_document<'a>(
    view: &'a DatasetView,
    base: &Base,
    title: &'a str,
    contact: &'a str,
    portal: String,
) -> DatasetDocument<'a> {
    let (dataset, metadata) = (&view.dataset, &view.dataset.metadata);
    let id = dataset.id.as_str();
    let page = format!("{portal}/explore/dataset/{id}/");
    let given = metadata.modified.as_deref().map(|text| respell(text, Tz::UTC));
    let publisher = metadata.publisher.as_deref().unwrap_or(title);
    let contact = (contact.contains('@') && !contact.contains(' ')).then(|| Contact {
        ty: "vcard:Contact",
        name: publisher,
        has_email: format!("mailto:{contact}"),
    });
    let distribution = view
        .version
        .iter()
        .flat_map(|_| formats_of(&view.schema))
        .map(|format| Distribution {
            ty: "dcat:Distribution",
            title: format!("{id}.{}", format.as_str()),
            format: format.as_str(),
            media_type: format.content_type().split(';').next().unwrap_or_default(),
            download_url: base.dataset(id, &format!("/exports/{}", format.as_str())),
        });
    DatasetDocument {
        ty: "dcat:Dataset",
        title: &metadata.title,
        description: metadata.description.as_deref().unwrap_or(&metadata.title),
        keyword: metadata
            .keyword
            .iter()
            .chain(&metadata.theme)
            .map(String::as_str)
            .collect(),
        modified: given
            .or_else(|| instant(dataset.updated_at, Tz::UTC, false))
            .unwrap_or_default(),
        publisher: Publisher {
            ty: "org:Organization",
            name: publisher,
        },
        contact_point: contact,
        identifier: page.clone(),
        access_level: "public",
        landing_page: page,
        license: metadata.license_url.as_deref().or(metadata.license.as_deref()),
        spatial: spatial(view),
        language: metadata.language.as_deref().into_iter().collect(),
        theme: metadata.theme.iter().map(String::as_str).collect(),
        distribution: distribution.collect(),
    }
}

/// `west,south,east,north`, else the names of places.
fn spatial(view: &DatasetView) -> Option<String> {
    let has_geometry = view
        .schema
        .geometry()
        .map(|field: &Field| field.ty.is_geo())
        .unwrap_or(false);
    let extent = view
        .version
        .as_ref()
        .filter(|_| has_geometry)
        .and_then(|version| version.profile.extent);
    let territory = &view.dataset.metadata.territory;
    extent
        .map(|extent| {
            format!(
                "{},{},{},{}",
                extent.west, extent.south, extent.east, extent.north
            )
        })
        .or_else(|| (!territory.is_empty()).then(|| territory.join(", ")))
}
