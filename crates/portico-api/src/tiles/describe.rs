//! What does a map need to know before its first tile? TileJSON: address, zooms, bounds, fields.

use axum::extract::Path;
use axum::response::Response;
use portico_model::{Extent, Fault, FaultKind, FieldType};
use portico_web::{Params, WebResult};
use serde::Serialize;
use serde_json::{Map, Value};

use super::layer::{self, Layer};
use crate::ask::Ask;
use crate::reply::{self, JSON};
use crate::wire::json;

/// Deepest tiles; a map stretches them beyond.
pub(crate) const MAX_ZOOM: u8 = 16;

#[derive(Debug, Serialize)]
struct TileJson {
    tilejson: &'static str,
    name: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    attribution: Option<String>,
    scheme: &'static str,
    tiles: [String; 1],
    minzoom: u8,
    maxzoom: u8,
    bounds: [f64; 4],
    vector_layers: [VectorLayer; 1],
    records: u64,
}

#[derive(Debug, Serialize)]
struct VectorLayer {
    id: &'static str,
    fields: Map<String, Value>,
    minzoom: u8,
    maxzoom: u8,
}

/// `GET /api/tiles/{dataset}.json`: TileJSON 3.0; `records` counts those with a geometry.
pub(crate) async fn show_tilejson(Path(file): Path<String>, ask: Ask) -> WebResult<Response> {
    let Some(id) = file.strip_suffix(".json") else {
        let fault = Fault::new(
            FaultKind::NotFound,
            "NotFoundResource",
            "The requested resource does not exist.",
        );
        return Err(fault.with_hint("the description of tiles ends in `.json`").into());
    };
    let layer = Layer::open(&ask, id).await?;
    let tag = layer.tag(&ask, ask.base.root());
    if let Some(response) = tag.unchanged(&ask.headers) {
        return Ok(response);
    }
    let (extent, records) = ask.portal.engine().extent(&layer.table, &layer.query).await?;
    let Extent {
        west,
        south,
        east,
        north,
    } = extent.or(layer.version.profile.extent).unwrap_or(WORLD);
    let credits = layer
        .attributions
        .iter()
        .map(|words| escaped(words))
        .collect::<Vec<_>>()
        .join(", ");
    let own_fields = layer
        .label
        .iter()
        .map(|field| (field.name.clone(), Value::from("String")));
    let numbers = [("count".to_owned(), Value::from("Number"))];
    let ids = [("id".to_owned(), Value::from("String"))];
    let body = TileJson {
        tilejson: "3.0.0",
        name: layer.title.clone(),
        attribution: (!credits.is_empty()).then_some(credits),
        scheme: "xyz",
        tiles: [address(&ask, id, &layer)],
        minzoom: 0,
        maxzoom: MAX_ZOOM,
        bounds: [west, south, east, north],
        vector_layers: [VectorLayer {
            id: layer::NAME,
            fields: ids
                .into_iter()
                .chain(
                    (layer.geometry.ty == FieldType::GeoPoint2d)
                        .then_some(numbers)
                        .into_iter()
                        .flatten(),
                )
                .chain(own_fields)
                .collect(),
            minzoom: 0,
            maxzoom: MAX_ZOOM,
        }],
        records,
    };
    Ok(tag.mark(reply::body(JSON, json::to_bytes(&body)?)))
}

const WORLD: Extent = Extent {
    west: -180.0,
    south: -85.0,
    east: 180.0,
    north: 85.0,
};

/// The template of the tiles' addresses, with the filters of this request.
fn address(ask: &Ask, id: &str, layer: &Layer) -> String {
    let filters = layer.question.filter_pairs();
    let params = filters.iter().fold(Params::default(), |params, (name, value)| {
        params.with(name, value)
    });
    let query = params.to_query();
    let question_mark = if query.is_empty() { "" } else { "?" };
    let path = format!("/api/tiles/{id}/{{z}}/{{x}}/{{y}}.mvt{question_mark}{query}");
    ask.asked.address().absolute(&path)
}

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
