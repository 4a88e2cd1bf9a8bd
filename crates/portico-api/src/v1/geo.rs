//! Where do the records lie? Bounding box, clusters of points, shapes, as the maps of API v1 ask for them.

use std::collections::BTreeMap;
use std::collections::btree_map::Entry;

use axum::extract::Path;
use axum::response::Response;
use futures::StreamExt;
use portico_engine::Query;
use portico_formats::write::value::{Columns, Rendering};
use portico_model::{Extent, Fault, Field, FieldType};
use portico_odsql::{parse_group_by, parse_select, parse_where, quote_field};
use portico_services::invalid_parameter;
use portico_web::WebResult;
use serde_json::{Map, Value, json};

use super::analyze::{each_row, rows};
use super::coarse::Shapes;
use super::params::{self, Page};
use super::reply::{Manner, finish, in_old_words};
use super::search::{Search, tag_of};
use super::series::{self, Series};
use crate::ask::Ask;
use crate::reply::Tag;

/// Shapes in one answer when nothing is said.
const SHAPES: usize = 1000;
/// Clusters in one answer.
const CLUSTERS: usize = 20_000;

/// Which of the answers about places.
#[derive(Debug, Clone, Copy)]
enum Of {
    Box,
    Clusters,
    Polygons,
    Preview,
}

macro_rules! endpoints {
    ($($named:ident, $below:ident, $of:expr, $path:literal;)+) => {$(
        #[doc = concat!("`GET /api/records/1.0/", $path, "/?dataset={id}`")]
        pub(crate) async fn $named(ask: WebResult<Ask>) -> WebResult<Response> {
            match ask {
                Ok(ask) => finish(
                    async {
                        let datasets = params::datasets(&ask.params)?;
                        answer(&ask, datasets.first().map_or("", String::as_str), $of).await
                    }
                    .await,
                ),
                Err(fault) => in_old_words(Err(fault)),
            }
        }

        #[doc = concat!("`GET /api/datasets/1.0/{id}/records/", $path, "/`")]
        pub(crate) async fn $below(Path(id): Path<String>, ask: WebResult<Ask>) -> WebResult<Response> {
            match ask {
                Ok(ask) => finish(answer(&ask, &id, $of).await),
                Err(fault) => in_old_words(Err(fault)),
            }
        }
    )+};
}

endpoints! {
    bound_records, bound_dataset, Of::Box, "boundingbox";
    cluster_records, cluster_dataset, Of::Clusters, "geocluster";
    shape_records, shape_dataset, Of::Polygons, "geopolygon";
    preview_records, preview_dataset, Of::Preview, "geopreview";
}

async fn answer(ask: &Ask, id: &str, of: Of) -> Result<Response, Fault> {
    let manner = Manner::read(&ask.params)?;
    let search = Search::for_file(ask, id).await?;
    let tag = match series::depends_on_now(&ask.params) {
        true => Tag::none(),
        false => tag_of(ask, &format!("{of:?}"), std::slice::from_ref(&search)),
    };
    if let Some(response) = tag.unchanged(&ask.headers) {
        return Ok(response);
    }
    let body = match of {
        Of::Box => bounding_box(ask, &search).await?,
        Of::Clusters => clusters(ask, &search).await?,
        Of::Polygons => polygons(ask, &search).await?,
        Of::Preview => preview(ask, &search).await?,
    };
    manner.answer(ask, &tag, crate::wire::json::to_bytes(&body)?)
}

/// `{"count": n, "bbox": [west, south, east, north], "geometries": {"Point": n}}`; no box without records. East is beyond 180 degrees
/// where the records lie on both sides of the antimeridian, in one half of the world.
async fn bounding_box(ask: &Ask, search: &Search) -> Result<Value, Fault> {
    let engine = ask.portal.engine();
    let (extent, count) = engine.extent(&search.table, &search.query).await?;
    let extent = match extent {
        Some(extent) => Some(
            over_the_antimeridian(ask, search, extent)
                .await?
                .unwrap_or(extent),
        ),
        None => None,
    };
    let bbox = extent.map_or_else(Vec::new, |extent| {
        vec![extent.west, extent.south, extent.east, extent.north]
    });
    let mut geometries: BTreeMap<String, u64> = BTreeMap::new();
    match geometry(search) {
        Some(field) if field.ty == FieldType::GeoShape => {
            geometries = kinds(ask, search, field).await?;
        }
        Some(_) if count > 0 => {
            geometries.insert("Point".to_owned(), count);
        }
        _ => {}
    }
    Ok(json!({"count": count, "bbox": bbox, "geometries": geometries}))
}

/// The box over the antimeridian, when it is the one in one half of the world.
async fn over_the_antimeridian(ask: &Ask, search: &Search, whole: Extent) -> Result<Option<Extent>, Fault> {
    let Some(field) = geometry(search).filter(|_| whole.east - whole.west > 180.0) else {
        return Ok(None);
    };
    let name = quote_field(&field.name);
    let half = async |west: &str, east: &str| {
        let text = format!("in_bbox({name}, -90, {west}, 90, {east})");
        let mut query = search.query.clone();
        query.filter.push(parse_where(&text).map_err(Fault::internal)?);
        let (extent, _) = ask.portal.engine().extent(&search.table, &query).await?;
        Ok::<_, Fault>(extent)
    };
    let (Some(east), Some(west)) = (half("0", "180").await?, half("-180", "-0.0000001").await?) else {
        return Ok(None);
    };
    let over = Extent {
        west: east.west,
        east: west.east + 360.0,
        ..whole
    };
    // A shape on both sides of Greenwich belongs to both halves.
    let is_apart = east.west >= 0.0 && west.east < 0.0;
    Ok((is_apart && over.east - over.west <= 180.0).then_some(over))
}

/// How many shapes there are of each kind.
async fn kinds(ask: &Ask, search: &Search, field: &Field) -> Result<BTreeMap<String, u64>, Fault> {
    let query = Query {
        select: parse_select(&quote_field(&field.name)).map_err(Fault::internal)?,
        order_by: Vec::new(),
        limit: None,
        ..search.query.clone()
    };
    let mut answer = ask.portal.engine().select(&search.table, &query).await?;
    let mut kinds = BTreeMap::new();
    while let Some(batch) = answer.batches.next().await {
        let batch = batch?;
        let cells = Columns::new(&answer.columns, &batch, Rendering::default())?;
        for kind in (0..cells.rows()).filter_map(|row| cells.text(0, row)) {
            *kinds.entry(kind).or_insert(0) += 1;
        }
    }
    Ok(kinds)
}

/// The shape of the records, else their point.
fn geometry(search: &Search) -> Option<&Field> {
    search.view.schema.geometry()
}

/// Points near one another on a map of that zoom, with the hull around them and the values of the series.
async fn clusters(ask: &Ask, search: &Search) -> Result<Value, Fault> {
    let precision = zoom_of(ask)?;
    let distance = number(ask, "clusterdistance", 1.0, 10_000.0)?.unwrap_or(50.0);
    let series = series::read(&ask.params, &search.view.schema)?;
    let shapes = Shapes::read(ask, precision)?;
    let fields = &search.view.schema.fields;
    let Some(point) = fields.iter().find(|field| field.ty == FieldType::GeoPoint2d) else {
        return polygons_of(ask, search, series, precision).await;
    };
    let point = quote_field(&point.name);
    let zoom = precision.min(25);
    let mut select = parse_select(&format!("count(*) AS __count, envelope({point}) AS __hull"))
        .map_err(Fault::internal)?;
    select.extend(series.iter().flat_map(Series::items));
    let key = format!("geo_cluster({point}, {zoom}, {distance}) AS __place");
    let query = Query {
        select,
        group_by: parse_group_by(&key).map_err(Fault::internal)?,
        order_by: Vec::new(),
        limit: Some(CLUSTERS),
        ..search.query.clone()
    };
    let found = rows(ask.portal.engine().select(&search.table, &query).await?, &query).await?;
    let clusters = found.into_iter().map(|mut row| {
        let place = row.shift_remove("__place").unwrap_or_default();
        let center = &place["cluster_centroid"];
        let hull = row.shift_remove("__hull").unwrap_or_default();
        Cluster {
            center: json!([center["lat"], center["lon"]]),
            count: row.get("__count").and_then(Value::as_u64).unwrap_or_default(),
            shape: shapes.of(|| plain(&hull["geometry"])),
            values: values(&series, &mut row),
        }
    });
    Ok(summary(clusters.collect(), &series, precision))
}

/// A hull of one point is a point, and one of two is a line: what a polygon with fewer corners would be.
fn plain(hull: &Value) -> Value {
    let mut corners: Vec<Value> = Vec::new();
    for corner in hull["coordinates"][0].as_array().into_iter().flatten() {
        if !corners.contains(corner) {
            corners.push(corner.clone());
        }
    }
    match corners.len() {
        1 => json!({"type": "Point", "coordinates": corners[0]}),
        2 => json!({"type": "LineString", "coordinates": corners}),
        _ => hull.clone(),
    }
}

async fn polygons(ask: &Ask, search: &Search) -> Result<Value, Fault> {
    let precision = zoom_of(ask)?;
    let series = series::read(&ask.params, &search.view.schema)?;
    polygons_of(ask, search, series, precision).await
}

/// `clusterprecision`: the zoom of the map, which some programs compute with decimals.
fn zoom_of(ask: &Ask) -> Result<i64, Fault> {
    Ok(number(ask, "clusterprecision", 0.0, 29.0)?.map_or(10, |zoom| zoom.round() as i64))
}

pub(super) fn number(ask: &Ask, name: &str, least: f64, most: f64) -> Result<Option<f64>, Fault> {
    let Some(text) = ask.params.text(name) else {
        return Ok(None);
    };
    let number = text.parse().ok().filter(|number| (least..=most).contains(number));
    let expected = format!("{least} <= {name} <= {most}");
    number
        .map(Some)
        .ok_or_else(|| invalid_parameter(name, text, &expected))
}

/// Each different shape once, with its records counted. Values of series are those of the shape's records.
async fn polygons_of(
    ask: &Ask,
    search: &Search,
    series: Vec<Series>,
    precision: i64,
) -> Result<Value, Fault> {
    if geometry(search).is_none() {
        return Ok(summary(Vec::new(), &series, precision));
    }
    let shapes = Shapes::read(ask, precision)?;
    let fields = &search.view.schema.fields;
    let of = |ty: FieldType| fields.iter().find(|field| field.ty == ty);
    let (shape, point) = (of(FieldType::GeoShape), of(FieldType::GeoPoint2d));
    let columns = [
        shape.map(|field| (field, "__shape")),
        point.map(|field| (field, "__point")),
    ];
    let columns: Vec<String> = columns
        .into_iter()
        .flatten()
        .map(|(field, column)| format!("{} AS {column}", quote_field(&field.name)))
        .collect();
    let query = Query {
        select: parse_select(&columns.join(", ")).map_err(Fault::internal)?,
        order_by: Vec::new(),
        limit: None,
        ..search.query.clone()
    };
    let answer = ask.portal.engine().select(&search.table, &query).await?;
    let mut places: BTreeMap<String, Cluster> = BTreeMap::new();
    let mut take = |row: &Map<String, Value>| {
        let point = &row.get("__point").cloned().unwrap_or_default();
        let place = json!({"type": "Point", "coordinates": [point["lon"], point["lat"]]});
        let shape = match row.get("__shape").map(|shape| &shape["geometry"]) {
            Some(shape) if !shape.is_null() => shape.clone(),
            _ if point.is_null() => return,
            _ => place,
        };
        let center = match point.is_null() {
            true => Value::Null,
            false => json!([point["lat"], point["lon"]]),
        };
        let is_full = places.len() >= CLUSTERS;
        match places.entry(shape.to_string()) {
            Entry::Occupied(mut known) => known.get_mut().count += 1,
            Entry::Vacant(new) if !is_full => {
                new.insert(Cluster {
                    center,
                    count: 1,
                    shape: shapes.of(|| shape),
                    values: Map::new(),
                });
            }
            Entry::Vacant(_) => {}
        }
    };
    each_row(answer, &query, &mut take).await?;
    Ok(summary(places.into_values().collect(), &series, precision))
}

/// `[{"geometry": …, "geo_digest": …}]`
async fn preview(ask: &Ask, search: &Search) -> Result<Value, Fault> {
    if geometry(search).is_none() {
        return Ok(json!([]));
    }
    let rows = ask
        .params
        .integer("rows")?
        .and_then(|rows| usize::try_from(rows).ok());
    let page = Page {
        rows: rows.unwrap_or(SHAPES).min(params::WINDOW),
        start: 0,
    };
    let shapes = Search::read(ask, search.view.dataset.id.as_str()).await?;
    let records = shapes.records(ask, page).await?;
    let previews = records.into_iter().filter_map(|mut record| {
        let shape = record
            .shape
            .as_deref()
            .and_then(|name| record.fields.shift_remove(name));
        let geometry = shape.or(record.geometry)?;
        Some(json!({"geometry": geometry, "geo_digest": record.recordid}))
    });
    Ok(Value::Array(previews.collect()))
}

/// One cluster.
struct Cluster {
    center: Value,
    count: u64,
    shape: Option<Value>,
    values: Map<String, Value>,
}

fn values(series: &[Series], row: &mut Map<String, Value>) -> Map<String, Value> {
    let value = |series: &Series| (series.name.clone(), series.take(row));
    series.iter().map(value).collect()
}

/// The clusters with the least and the most of their counts and series.
fn summary(clusters: Vec<Cluster>, series: &[Series], precision: i64) -> Value {
    let counts = || clusters.iter().map(|cluster| cluster.count);
    let count = json!({"min": counts().min().unwrap_or(0), "max": counts().max().unwrap_or(0)});
    let bounds = series.iter().map(|series| {
        let values = || {
            clusters
                .iter()
                .filter_map(|cluster| cluster.values.get(&series.name)?.as_f64())
        };
        let least = values().min_by(f64::total_cmp);
        let most = values().max_by(f64::total_cmp);
        (series.name.clone(), json!({"min": least, "max": most}))
    });
    let bounds: Map<String, Value> = bounds.collect();
    let listed: Vec<Value> = clusters
        .into_iter()
        .map(|cluster| {
            let mut object = json!({"cluster_center": cluster.center, "count": cluster.count});
            if let Some(members) = object.as_object_mut() {
                if let Some(shape) = cluster.shape {
                    members.insert("cluster".to_owned(), shape);
                }
                members.insert("series".to_owned(), Value::Object(cluster.values));
            }
            object
        })
        .collect();
    json!({"clusters": listed, "count": count, "series": bounds, "clusterprecision": precision})
}
