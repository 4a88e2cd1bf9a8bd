//! What does one tile show? Every record where there is room for it; where there is not, how many are about here.

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use axum::extract::Path;
use axum::response::Response;
use futures::StreamExt;
use geo_types::{Geometry, Point};
use geozero::{ToGeo, wkb::Wkb};
use portico_engine::{Answer, Query};
use portico_formats::write::JsonStyle;
use portico_formats::write::value::{Columns, Rendering};
use portico_model::{Extent, Fault, FaultKind, Field, FieldType};
use portico_tiles::{Bounds, Feature, LayerOptions, TileId, Value, encode_layer};
use portico_web::WebResult;

use super::layer::{self, Layer};
use crate::ask::Ask;
use crate::reply;

/// The media type of vector tiles.
const MVT: &str = "application/vnd.mapbox-vector-tile";
/// Columns and rows of the grid in which points are counted.
const GRID: u32 = 16;
/// A tile with at most so many points shows each of them.
const FEW: i64 = 2_000;
/// From this zoom on every point is shown.
const CLOSE: u8 = 15;

/// One thing to draw.
#[derive(Debug)]
struct Mark {
    geometry: Geometry<f64>,
    /// The record, when it is one.
    record: Option<String>,
    label: Option<String>,
    /// How many records, when points are counted.
    count: Option<i64>,
}

/// `GET /api/tiles/{dataset}/{z}/{x}/{y}.mvt`: a tile with one layer, or nothing where nothing is.
pub(crate) async fn show_tile(
    Path((dataset, z, x, y)): Path<(String, String, String, String)>,
    ask: Ask,
) -> WebResult<Response> {
    let tile = tile_of(&z, &x, &y)?;
    let layer = Layer::open(&ask, &dataset).await?;
    let tag = layer.tag(&ask, &format!("tile {tile}"));
    if let Some(response) = tag.unchanged(&ask.headers) {
        return Ok(response);
    }
    let options = LayerOptions {
        max_features: ask.limits.tile_features,
        ..LayerOptions::default()
    };
    let marks = match layer.geometry.ty {
        FieldType::GeoPoint2d => points(&ask, &layer, tile).await?,
        _ => {
            records(
                &ask,
                &layer,
                extent_of(tile.bounds_with_margin(options.margin_share())),
            )
            .await?
        }
    };
    let encoding = tokio::task::spawn_blocking(move || {
        let label = layer.label.as_ref().map(|field| field.name.clone());
        let features = marks
            .iter()
            .enumerate()
            .map(|(place, mark)| mark.feature(place, label.as_deref()));
        encode_layer(tile, layer::NAME, features, &options)
    });
    let encoded = encoding.await.map_err(Fault::internal)??;
    Ok(tag.mark(reply::body(MVT, encoded.bytes)))
}

fn tile_of(z: &str, x: &str, y: &str) -> Result<TileId, Fault> {
    let row = y
        .strip_suffix(".mvt")
        .or_else(|| y.strip_suffix(".pbf"))
        .unwrap_or(y);
    let numbers = || Some((z.parse().ok()?, x.parse().ok()?, row.parse().ok()?));
    let (z, x, y) = numbers().ok_or_else(|| {
        let message = "The requested tile does not exist.";
        Fault::new(FaultKind::NotFound, "NotFoundResource", message)
            .with_hint("the address of a tile ends in three whole numbers: zoom, column, row")
    })?;
    Ok(TileId::new(z, x, y)?)
}

/// Points: each where they are few, else counted in a grid.
async fn points(ask: &Ask, layer: &Layer, tile: TileId) -> Result<Vec<Mark>, Fault> {
    let area = extent_of(tile.bounds());
    if tile.z() >= CLOSE {
        return records(ask, layer, area).await;
    }
    let engine = ask.portal.engine();
    let answer = engine
        .point_grid(&layer.table, &layer.query, &layer.geometry.name, area, GRID)
        .await?;
    let cells = collect(answer, cells_of).await?;
    let all: i64 = cells.iter().filter_map(|cell| cell.count).sum();
    if (1..=FEW).contains(&all) {
        records(ask, layer, area).await
    } else {
        Ok(cells)
    }
}

/// Each record that touches the area, up to the limit of a tile.
async fn records(ask: &Ask, layer: &Layer, area: Extent) -> Result<Vec<Mark>, Fault> {
    let query = Query {
        limit: Some(ask.limits.tile_features),
        ..layer.query.clone()
    };
    let engine = ask.portal.engine();
    let answer = engine
        .features(&layer.table, &query, &layer.geometry.name, area)
        .await?;
    collect(answer, records_of).await
}

async fn collect(
    answer: Answer,
    read: impl Fn(&[Field], &RecordBatch) -> Result<Vec<Mark>, Fault>,
) -> Result<Vec<Mark>, Fault> {
    let Answer { columns, mut batches } = answer;
    let mut marks = Vec::new();
    while let Some(batch) = batches.next().await {
        marks.extend(read(&columns, &batch?)?);
    }
    Ok(marks)
}

/// Rows of a grid: `lon`, `lat`, `count`, `_id`.
fn cells_of(fields: &[Field], batch: &RecordBatch) -> Result<Vec<Mark>, Fault> {
    let texts = Columns::new(fields, batch, RENDERING)?;
    let number = |name: &str, ty: &DataType| {
        let column = batch
            .column_by_name(name)
            .ok_or_else(|| Fault::internal(format!("a grid without {name}")))?;
        cast(column, ty).map_err(Fault::internal)
    };
    let (lons, lats) = (
        number("lon", &DataType::Float64)?,
        number("lat", &DataType::Float64)?,
    );
    let counts = number("count", &DataType::Int64)?;
    let (lons, lats) = (
        lons.as_primitive::<Float64Type>(),
        lats.as_primitive::<Float64Type>(),
    );
    let counts = counts.as_primitive::<Int64Type>();
    let id = fields.iter().position(|field| field.name == "_id");
    let mark = |row| {
        let count = counts.value(row);
        Mark {
            geometry: Point::new(lons.value(row), lats.value(row)).into(),
            record: id.filter(|_| count == 1).and_then(|id| texts.text(id, row)),
            label: None,
            count: Some(count),
        }
    };
    Ok((0..batch.num_rows()).map(mark).collect())
}

/// Rows of records: `_id`, the geometry, then the label when there is one.
fn records_of(fields: &[Field], batch: &RecordBatch) -> Result<Vec<Mark>, Fault> {
    let texts = Columns::new(fields, batch, RENDERING)?;
    let geometries = geometries(
        batch
            .columns()
            .get(1)
            .ok_or_else(|| Fault::internal("features without geometry"))?,
    )?;
    let is_point = fields
        .get(1)
        .is_some_and(|field| field.ty == FieldType::GeoPoint2d);
    let mark = |(row, geometry): (usize, Option<Geometry<f64>>)| {
        Some(Mark {
            geometry: geometry?,
            record: texts.text(0, row),
            label: (fields.len() > 2).then(|| texts.text(2, row)).flatten(),
            count: is_point.then_some(1),
        })
    };
    Ok(geometries.into_iter().enumerate().filter_map(mark).collect())
}

const RENDERING: Rendering = Rendering {
    timezone: chrono_tz::Tz::UTC,
    style: JsonStyle::Compact,
};

/// Points as two numbers, or shapes as WKB.
fn geometries(column: &dyn Array) -> Result<Vec<Option<Geometry<f64>>>, Fault> {
    if let Some(points) = column.as_struct_opt() {
        let axis = |name: &str| {
            let axis = points
                .column_by_name(name)
                .and_then(|axis| axis.as_primitive_opt::<Float64Type>());
            axis.ok_or_else(|| Fault::internal(format!("points without {name}")))
        };
        let (lons, lats) = (axis("lon")?, axis("lat")?);
        let is_whole = |row| points.is_valid(row) && lons.is_valid(row) && lats.is_valid(row);
        let point = |row| is_whole(row).then(|| Point::new(lons.value(row), lats.value(row)).into());
        return Ok((0..points.len()).map(point).collect());
    }
    let shapes = cast(column, &DataType::Binary).map_err(Fault::internal)?;
    let shapes = shapes.as_binary::<i32>();
    Ok(shapes.iter().map(|bytes| Wkb(bytes?).to_geo().ok()).collect())
}

fn extent_of(
    Bounds {
        west,
        south,
        east,
        north,
    }: Bounds,
) -> Extent {
    Extent {
        west,
        south,
        east,
        north,
    }
}

impl Mark {
    /// The number is made of the record's identifier, so that it is the same in every tile, and is exact in JavaScript.
    fn feature<'a>(&self, place: usize, label: Option<&'a str>) -> Feature<'a> {
        let digits = self
            .record
            .as_deref()
            .and_then(|id| u64::from_str_radix(id.get(..13)?, 16).ok());
        let mut properties: Vec<(&str, Value<'_>)> = Vec::new();
        properties.extend(self.record.clone().map(|id| ("id", id.into())));
        properties.extend(self.count.map(|count| ("count", count.into())));
        properties.extend(
            label
                .zip(self.label.clone())
                .map(|(name, text)| (name, text.into())),
        );
        let id = digits.unwrap_or(place as u64 + 1);
        Feature {
            geometry: self.geometry.clone(),
            id,
            properties,
        }
    }
}
