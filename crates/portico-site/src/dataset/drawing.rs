//! What does the map show without a script? One picture of the matching records, drawn by the server.

use arrow::array::{Array, AsArray, RecordBatch};
use arrow::compute::cast;
use arrow::datatypes::{DataType, Float64Type, Int64Type};
use futures::TryStreamExt;
use geozero::{ToGeo, wkb::Wkb};
use portico_engine::{Answer, Engine, Query, Table};
use portico_model::{Extent, Fault, Field, FieldType};
use portico_tiles::Bounds;
use portico_tiles::drawn::{Area, Drawing, Mark, draw};

use crate::basemap;
use crate::words::SafeHtml;

/// Columns of the grid in which points are counted.
const GRID: u32 = 96;
/// Lines and areas that are drawn.
const MOST_SHAPES: usize = 2_000;
/// Marks in the picture; more are gathered.
const MOST_MARKS: usize = 600;
/// Size of the picture, in its own units.
const WIDTH: u32 = 960;
const HEIGHT: u32 = 540;

/// Draws the records of a query around their extent. `title` and `description` are for who does not see the picture.
pub(super) async fn of_records(
    engine: &Engine,
    table: &Table,
    query: &Query,
    geometry: &Field,
    extent: Extent,
    (title, description): (&str, &str),
) -> Result<SafeHtml, Fault> {
    let query = Query {
        limit: None,
        offset: 0,
        select: Vec::new(),
        facets: Vec::new(),
        ..query.clone()
    };
    let (mut marks, mut areas) = (Vec::new(), Vec::new());
    if geometry.ty == FieldType::GeoPoint2d {
        let answer = engine
            .point_grid(table, &query, &geometry.name, widened(extent), GRID)
            .await?;
        for batch in batches(answer).await? {
            marks.extend(marks_of(&batch)?);
        }
    } else {
        let query = Query {
            limit: Some(MOST_SHAPES),
            ..query
        };
        let answer = engine
            .features(table, &query, &geometry.name, widened(extent))
            .await?;
        for batch in batches(answer).await? {
            areas.extend(areas_of(&batch, &geometry.name));
        }
    }
    let Extent {
        west,
        south,
        east,
        north,
    } = extent;
    let drawing = Drawing {
        id: "drawn",
        title,
        description,
        bounds: Bounds {
            west,
            south,
            east,
            north,
        },
        width: WIDTH,
        height: HEIGHT,
        land: basemap::land(),
        borders: basemap::borders(),
        marks: &marks,
        shapes: &areas,
        max_elements: MOST_MARKS,
    };
    Ok(SafeHtml::drawn(draw(&drawing)))
}

/// A place on the edge of the extent is inside of it.
fn widened(extent: Extent) -> Extent {
    const LITTLE: f64 = 1e-6;
    Extent {
        west: extent.west - LITTLE,
        south: extent.south - LITTLE,
        east: extent.east + LITTLE,
        north: extent.north + LITTLE,
    }
}

async fn batches(answer: Answer) -> Result<Vec<RecordBatch>, Fault> {
    Ok(answer.batches.try_collect().await?)
}

/// Rows of a grid: `lon`, `lat`, `count`, `_id`.
fn marks_of(batch: &RecordBatch) -> Result<Vec<Mark<'static>>, Fault> {
    let column = |name: &str, ty: &DataType| {
        let column = batch
            .column_by_name(name)
            .ok_or_else(|| Fault::internal(format!("a grid without {name}")))?;
        cast(column, ty).map_err(Fault::internal)
    };
    let (lons, lats) = (
        column("lon", &DataType::Float64)?,
        column("lat", &DataType::Float64)?,
    );
    let counts = column("count", &DataType::Int64)?;
    let (lons, lats) = (
        lons.as_primitive::<Float64Type>(),
        lats.as_primitive::<Float64Type>(),
    );
    let counts = counts.as_primitive::<Int64Type>();
    let mark = |row: usize| Mark {
        lon: lons.value(row),
        lat: lats.value(row),
        count: u64::try_from(counts.value(row)).unwrap_or(1),
        label: None,
    };
    let rows = (0..batch.num_rows()).filter(|row| lons.is_valid(*row) && lats.is_valid(*row));
    Ok(rows.map(mark).collect())
}

fn areas_of(batch: &RecordBatch, name: &str) -> Vec<Area<'static>> {
    let Some(column) = batch
        .column_by_name(name)
        .and_then(|column| column.as_binary_opt::<i32>())
    else {
        return Vec::new();
    };
    let geometries = column.iter().flatten().filter_map(|wkb| Wkb(wkb).to_geo().ok());
    geometries
        .map(|geometry| Area {
            geometry,
            label: None,
            step: None,
        })
        .collect()
}
