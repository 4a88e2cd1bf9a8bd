//! What does the API offer, endpoint by endpoint? A page made from the description that programs read.

mod reader;
mod schemas;
pub(crate) mod words;

use askama::Template;
use axum::extract::State;
use axum::response::Response;
use portico_services::Catalog;
use portico_web::{AppState, Visitor, WebFault, WebResult};
use serde_json::Value;

use crate::page::{Page, Section, show};
use reader::{Examples, Group, Reader, Way};
use schemas::Shape;
use words::Block;

/// Where the page is, under its shortest address.
const ADDRESS: &str = "/console";

#[derive(Debug, Template)]
#[template(path = "described.html")]
struct DescribedTemplate {
    page: Page,
    /// What holds everywhere.
    rules: Vec<Block>,
    groups: Vec<Group>,
    shapes: Vec<Shape>,
    ways: Vec<Way>,
    /// Absolute address of the description.
    document: String,
}

/// `GET /console`, and where programs of the role model look for it.
pub(crate) async fn show_console(State(state): State<AppState>, visitor: Visitor) -> WebResult<Response> {
    if state.api.is_null() {
        return Err(WebFault::of_status(http::StatusCode::NOT_FOUND));
    }
    let catalog = state.portal.catalog(&visitor.principal).await?;
    let reader = Reader::new(&state.api, examples(&state.api, &catalog));
    let say = visitor.say();
    let mut page = Page::of(&visitor, say.t("api-title"))
        .in_section(Section::Other)
        .described(say.t("api-intro"))
        .with_style("css/described.css");
    let address = visitor.asked.address();
    page.canonical = address.absolute(ADDRESS);
    show(&DescribedTemplate {
        rules: words::blocks(state.api["info"]["description"].as_str().unwrap_or_default()),
        groups: reader.groups(),
        shapes: schemas::shapes(&state.api),
        ways: reader.ways(),
        document: address.absolute("/api/openapi.json"),
        page,
    })
}

/// The examples of the description are true where its dataset is; elsewhere links show a dataset of this portal, as far as they can.
fn examples(document: &Value, catalog: &Catalog) -> Examples {
    let described = document["components"]["parameters"]["dataset_id"]["example"]
        .as_str()
        .unwrap_or_default();
    if catalog.entry(described).is_some_and(|entry| entry.data_visible) {
        return Examples::All;
    }
    let mut entries = catalog.entries.iter();
    let with_records = entries.find(|entry| entry.version.is_some() && entry.data_visible);
    with_records.map_or(Examples::None, |entry| {
        Examples::Dataset(entry.dataset.id.to_string())
    })
}
