//! Where are the records? A map from our own tiles; without a script a drawn one, and the records as a list.

use askama::Template;
use axum::extract::{Path, State};
use axum::response::Response;
use futures::TryStreamExt;
use portico_cookies::{Decision, Service, Tiles};
use portico_engine::Query;
use portico_i18n::Say;
use portico_model::{Extent, Fault, FaultKind, Field, FieldType, Profile};
use portico_services::Question;
use portico_web::{AppState, Params, Visitor, WebResult};
use serde_json::json;

use super::{Head, Opened, Tab, column, count_words, drawing, naming_field};
use crate::assets;
use crate::cells::{self, Cell};
use crate::embeds::Placeholder;
use crate::filters::Chip;
use crate::page::{Page, show};
use crate::words::SafeHtml;

/// Records in the list under the map.
const LISTED: usize = 10;
/// Columns of the list.
const COLUMNS: usize = 4;

#[derive(Debug, Template)]
#[template(path = "dataset_map.html")]
struct MapTemplate {
    page: Page,
    head: Head,
    chips: Vec<Chip>,
    clear: String,
    map: Placed,
    /// Tiles of others that could stand behind the map, and are not shown.
    outside: Vec<Placeholder>,
    /// What is said of those that are.
    shown: Option<String>,
    table: String,
}

/// The matching records on a map.
#[derive(Debug)]
pub(super) struct Placed {
    /// How many have a place, of how many, in words.
    pub(super) count: String,
    pub(super) label: String,
    /// What the script needs, as JSON.
    pub(super) settings: String,
    pub(super) drawing: Option<SafeHtml>,
    pub(super) has_points: bool,
    pub(super) has_clusters: bool,
    pub(super) has_areas: bool,
    pub(super) columns: Vec<String>,
    pub(super) rows: Vec<(String, Vec<Cell>)>,
}

/// `GET /explore/dataset/{id}/map/`
pub(crate) async fn show_map(
    State(state): State<AppState>,
    visitor: Visitor,
    Path(id): Path<String>,
    params: Params,
) -> WebResult<Response> {
    let opened = Opened::open(&state, &visitor, &id, &params, Some(Tab::Map)).await?;
    let say = opened.say;
    let path = opened.path(Tab::Map);
    let (tiles, outside) = outside_tiles(&visitor, say);
    let map = read_places(&state, &opened, tiles).await?;
    show(&MapTemplate {
        page: opened
            .page(&visitor, Some(Tab::Map))
            .with_style("css/map.css")
            .with_script("js/map.js"),
        chips: opened.chips(&path, &opened.filters),
        clear: path,
        shown: tiles.map(|(service, _)| say.t1("consent-map-shown", "provider", service.provider.as_str())),
        outside,
        map,
        table: opened.filters.on(&opened.path(Tab::Table)),
        head: opened.head,
    })
}

/// Reads where the matching records are.
pub(super) async fn read_places(
    state: &AppState,
    opened: &Opened,
    tiles: Option<(&Service, &Tiles)>,
) -> Result<Placed, Fault> {
    let version = opened.version()?;
    let (total, profile) = (version.profile.records, version.profile.clone());
    let table = opened.view.table()?;
    let nowhere = || {
        Fault::new(
            FaultKind::NotFound,
            "NotFoundResource",
            "These records have no place on a map.",
        )
    };
    let geometry = opened.view.schema.geometry().cloned().ok_or_else(nowhere)?;
    let engine = state.portal.engine();
    let say = opened.say;
    let question = Question {
        select: None,
        group_by: None,
        order_by: None,
        facet: Vec::new(),
        ..opened.question.clone()
    };
    let query = question.query()?;
    let (extent, placed) = engine.extent(&table, &query).await?;
    let label = say.t1("dataset-map-label", "title", opened.head.title.as_str());
    let about = say.t1("dataset-map-about", "count", placed);
    let drawing = match extent {
        Some(extent) => {
            Some(drawing::of_records(engine, &table, &query, &geometry, extent, (&label, &about)).await?)
        }
        None => None,
    };
    let listed = listed_fields(opened, &geometry);
    let selected = Query {
        select: listed.iter().map(|field| column(&field.name)).collect(),
        limit: Some(LISTED),
        with_record_ids: true,
        ..query
    };
    let answer = engine.select(&table, &selected).await?;
    let batches: Vec<_> = answer.batches.try_collect().await.map_err(Fault::from)?;
    let mut rows = Vec::new();
    for batch in &batches {
        let cells = cells::rows(&answer.columns, batch, say, false)?;
        rows.extend(cells.into_iter().map(|cells| row(&opened.id, cells)));
    }
    Ok(Placed {
        count: count_words(placed.min(total), total, say),
        label,
        settings: settings(opened, extent, say, tiles),
        drawing,
        has_points: holds(&profile, &geometry, "Point"),
        has_clusters: geometry.ty == FieldType::GeoPoint2d,
        has_areas: holds(&profile, &geometry, "Polygon") || holds(&profile, &geometry, "LineString"),
        columns: listed.iter().map(|field| field.label.clone()).collect(),
        rows,
    })
}

/// The tiles of others to put behind the map for this visitor, and placeholders for those that wait for consent.
fn outside_tiles(visitor: &Visitor, say: Say) -> (Option<(&Service, &Tiles)>, Vec<Placeholder>) {
    let asked = &visitor.asked;
    let with_tiles = asked
        .policy()
        .register
        .services()
        .iter()
        .filter_map(|service| Some((service, service.tiles.as_ref()?)));
    let (mut shown, mut waiting) = (None, Vec::new());
    for (service, tiles) in with_tiles {
        if shown.is_none() && asked.admits(service) {
            shown = Some((service, tiles));
        } else if asked.decision(service) != Decision::Allowed {
            waiting.push(Placeholder::of(service, asked, say, None));
        }
    }
    (shown, waiting)
}

/// What the script needs to know: addresses, extent, labels, words.
fn settings(opened: &Opened, extent: Option<Extent>, say: Say, tiles: Option<(&Service, &Tiles)>) -> String {
    let fields: Vec<_> = opened
        .view
        .schema
        .fields
        .iter()
        .filter(|field| !field.ty.is_geo())
        .collect();
    let described = |field: &&Field| json!({"name": field.name, "label": field.label, "unit": field.annotations.unit, "type": field.ty.as_str()});
    json!({
        "library": assets::url("vendor/maplibre-gl@6.17.0/maplibre-gl.mjs"),
        "tiles": opened.api_filters().on(&format!("/api/tiles/{}.json", opened.id)),
        "records": opened.api("/records/"),
        "page": format!("/explore/dataset/{}/record/", opened.id),
        "extent": extent.map(|extent| [extent.west, extent.south, extent.east, extent.north]),
        "name": naming_field(&opened.view).map(|field| &field.name),
        "fields": fields.iter().map(described).collect::<Vec<_>>(),
        "lang": say.lang.code(),
        "outside": tiles.map(|(_, tiles)| json!({"tiles": tiles.url, "attribution": tiles.attribution})),
        "words": {
            "more": say.t("dataset-map-more"),
            "record": say.t("dataset-record"),
            "wait": say.t("dataset-api-wait"),
            "failed": say.t("dataset-api-failed"),
            "yes": say.t("common-yes"),
            "no": say.t("common-no"),
            "close": say.t("common-close"),
            "zoomIn": say.t("dataset-map-zoom-in"),
            "zoomOut": say.t("dataset-map-zoom-out"),
            "whole": say.t("dataset-map-whole"),
            "map": say.t("dataset-tab-map"),
        },
    })
    .to_string()
}

fn holds(profile: &Profile, geometry: &Field, kind: &str) -> bool {
    match geometry.ty {
        FieldType::GeoPoint2d => kind == "Point",
        _ => profile
            .geometry_types
            .iter()
            .any(|found| found.trim_start_matches("Multi") == kind),
    }
}

/// The name of a record first, then the fields as they come.
fn listed_fields(opened: &Opened, geometry: &Field) -> Vec<Field> {
    let name = naming_field(&opened.view);
    let others = opened.view.schema.fields.iter().filter(|field| {
        field.name != geometry.name && !field.ty.is_geo() && name.is_none_or(|name| name.name != field.name)
    });
    let listed: Vec<Field> = name.into_iter().chain(others).take(COLUMNS).cloned().collect();
    if listed.is_empty() {
        vec![geometry.clone()]
    } else {
        listed
    }
}

fn row(dataset: &str, mut cells: Vec<Cell>) -> (String, Vec<Cell>) {
    let own: Vec<Cell> = cells.drain(..3.min(cells.len())).collect();
    let record = own.first().and_then(|cell| cell.text.clone()).unwrap_or_default();
    (format!("/explore/dataset/{dataset}/record/{record}/"), cells)
}
