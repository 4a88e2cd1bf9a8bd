//! How do outlines become an archive of tiles? Cut into quarters, again and again, each piece encoded by our tile crate.

use std::collections::BTreeMap;
use std::io::Cursor;

use anyhow::Result;
use geo_types::{Geometry, LineString, MultiPolygon, Point, Polygon};
use pmtiles::{PmTilesWriter, TileCoord, TileType};
use portico_tiles::{Feature, LayerOptions, TileId, Value, cut_line, cut_polygon, encode_layer};
use serde_json::json;

use super::inputs::Inputs;
use super::names::{Facts, Names};
use super::topology::Topology;

/// Tiles of these zooms are made from these layers.
pub(super) type Step = (u8, u8, Layers);

/// From this zoom on, borders of states and provinces are drawn.
const PROVINCES_FROM: u8 = 3;
/// From this zoom on, borders of counties are drawn.
const COUNTIES_FROM: u8 = 6;
/// From this zoom on, cities are named.
const CITIES_FROM: u8 = 4;
/// From this zoom on, every country is named.
const ALL_NAMES_FROM: u8 = 5;

/// What a tile may show; a part of the world, or all of it.
#[derive(Debug, Clone)]
pub(super) struct Layers {
    land: Vec<Polygon<f64>>,
    borders: Vec<(bool, LineString<f64>)>,
    states: Vec<LineString<f64>>,
    counties: Vec<LineString<f64>>,
    labels: Vec<Label>,
    places: Vec<(String, Point<f64>)>,
}

/// The name of a country, where it is written, and how much room there is.
#[derive(Debug, Clone)]
struct Label {
    facts: Facts,
    point: Point<f64>,
    /// Square root of the area of the largest part, as a share of the world's width.
    size: f64,
}

impl Layers {
    pub(super) fn new(atlas: &Topology, inputs: &Inputs, names: &Names) -> Result<Self> {
        let land = atlas.territories("land")?;
        let mut borders: Vec<_> = atlas
            .borders("countries")?
            .into_iter()
            .map(|line| (false, line))
            .collect();
        borders.extend(inputs.disputed.iter().map(|line| (true, line.clone())));
        let countries = atlas.territories("countries")?;
        let labels = countries
            .iter()
            .filter_map(|country| label(names.of(country), &country.shape));
        Ok(Self {
            land: land.into_iter().flat_map(|part| part.shape.0).collect(),
            borders,
            states: inputs.provinces.clone(),
            counties: inputs.counties.clone(),
            labels: labels.collect(),
            places: inputs.cities.clone(),
        })
    }

    /// What may be seen in a tile.
    fn cut(&self, tile: TileId) -> Self {
        let bounds = tile.bounds_with_margin(0.05);
        let inside = |point: &Point<f64>| {
            let (lon, lat) = point.x_y();
            (bounds.west..=bounds.east).contains(&lon) && (bounds.south..=bounds.north).contains(&lat)
        };
        let lines = |line: &LineString<f64>| cut_line(line, &bounds);
        Self {
            land: self
                .land
                .iter()
                .filter_map(|polygon| cut_polygon(polygon, &bounds))
                .collect(),
            borders: self
                .borders
                .iter()
                .flat_map(|(d, line)| lines(line).into_iter().map(|line| (*d, line)))
                .collect(),
            states: self.states.iter().flat_map(lines).collect(),
            counties: self.counties.iter().flat_map(lines).collect(),
            labels: self
                .labels
                .iter()
                .filter(|label| inside(&label.point))
                .cloned()
                .collect(),
            places: self
                .places
                .iter()
                .filter(|place| inside(&place.1))
                .cloned()
                .collect(),
        }
    }

    fn encode(&self, tile: TileId) -> Result<Vec<u8>> {
        // Half a pixel of a map whose tiles are 512 pixels wide.
        let options = LayerOptions {
            tolerance: 5.0,
            ..LayerOptions::default()
        };
        let mut bytes = Vec::new();
        let mut layer = |name: &str, features: Vec<Feature<'_>>| -> Result<()> {
            bytes.extend_from_slice(&encode_layer(tile, name, features, &options)?.bytes);
            Ok(())
        };
        let land = self
            .land
            .iter()
            .map(|polygon| feature(polygon.clone().into(), Vec::new()));
        layer("land", land.collect())?;
        let outlines = [
            ("counties", &self.counties, COUNTIES_FROM),
            ("states", &self.states, PROVINCES_FROM),
        ];
        for (name, lines, from) in outlines {
            let lines = lines.iter().filter(|_| tile.z() >= from);
            let lines = lines.map(|line| feature(line.clone().into(), Vec::new()));
            layer(name, lines.collect())?;
        }
        let borders = self.borders.iter().map(|(disputed, line)| {
            let properties = if *disputed {
                vec![("disputed", Value::Boolean(true))]
            } else {
                Vec::new()
            };
            feature(line.clone().into(), properties)
        });
        layer("borders", borders.collect())?;
        // Room for a short word on a world that is 512 · 2^z pixels wide.
        let room = |label: &&Label| {
            tile.z() >= ALL_NAMES_FROM || label.size * 512.0 * f64::from(1 << tile.z()) > 24.0
        };
        layer(
            "labels",
            self.labels.iter().filter(room).map(Label::feature).collect(),
        )?;
        let places = self.places.iter().filter(|_| tile.z() >= CITIES_FROM);
        let places =
            places.map(|(name, point)| feature((*point).into(), vec![("name", Value::from(name.as_str()))]));
        layer("places", places.collect())?;
        Ok(bytes)
    }
}

impl Label {
    fn feature(&self) -> Feature<'_> {
        let mut properties = vec![("name", Value::from(self.facts.name.as_str()))];
        let others = [
            ("name_fr", &self.facts.name_fr),
            ("name_es", &self.facts.name_es),
            ("name_de", &self.facts.name_de),
            ("name_nl", &self.facts.name_nl),
        ];
        properties.extend(
            others
                .into_iter()
                .filter_map(|(key, name)| Some((key, Value::from(name.as_deref()?)))),
        );
        if let Some((two, _, _)) = &self.facts.codes {
            properties.push(("iso_a2", Value::from(two.as_str())));
        }
        // 1 for the largest countries, more for smaller ones.
        let rank = (-self.size.max(1e-6).log2()).round().clamp(1.0, 12.0) as i64;
        properties.push(("rank", Value::Int(rank)));
        feature(self.point.into(), properties)
    }
}

fn feature<'a>(geometry: Geometry<f64>, properties: Vec<(&'a str, Value<'a>)>) -> Feature<'a> {
    Feature {
        geometry,
        id: 0,
        properties,
    }
}

/// In the largest part, at the place farthest from its edge.
fn label(facts: Facts, shape: &MultiPolygon<f64>) -> Option<Label> {
    let largest = shape.iter().max_by(|a, b| area(a).total_cmp(&area(b)))?;
    Some(Label {
        facts,
        point: pole(largest)?,
        size: area(largest).sqrt() / 360.0,
    })
}

/// In square degrees, as wide as they are at that latitude.
fn area(polygon: &Polygon<f64>) -> f64 {
    let places = &polygon.exterior().0;
    let doubled: f64 = places
        .windows(2)
        .map(|pair| pair[0].x * pair[1].y - pair[1].x * pair[0].y)
        .sum();
    let latitude = places.iter().map(|place| place.y).sum::<f64>() / places.len().max(1) as f64;
    doubled.abs() / 2.0 * latitude.to_radians().cos()
}

/// Of a grid of places in the polygon, the one farthest from its outer ring.
fn pole(polygon: &Polygon<f64>) -> Option<Point<f64>> {
    const STEPS: u32 = 24;
    let places = &polygon.exterior().0;
    let first = places.first()?;
    let (mut low, mut high) = (*first, *first);
    for place in places {
        (low.x, low.y) = (low.x.min(place.x), low.y.min(place.y));
        (high.x, high.y) = (high.x.max(place.x), high.y.max(place.y));
    }
    let at = |low: f64, high: f64, step: u32| low + (high - low) * (f64::from(step) + 0.5) / f64::from(STEPS);
    let grid = (0..STEPS).flat_map(|x| (0..STEPS).map(move |y| (x, y)));
    let grid = grid.map(|(x, y)| (at(low.x, high.x, x), at(low.y, high.y, y)));
    let best = grid
        .filter(|place| inside(*place, places))
        .max_by(|a, b| room(*a, places).total_cmp(&room(*b, places)));
    Some(best.map_or(Point(*first), |(x, y)| Point::new(x, y)))
}

fn inside((x, y): (f64, f64), ring: &[geo_types::Coord<f64>]) -> bool {
    let crossings = ring.windows(2).filter(|pair| {
        let (a, b) = (pair[0], pair[1]);
        (a.y > y) != (b.y > y) && x < (b.x - a.x) * (y - a.y) / (b.y - a.y) + a.x
    });
    crossings.count() % 2 == 1
}

/// Squared distance to the nearest place of the ring.
fn room((x, y): (f64, f64), ring: &[geo_types::Coord<f64>]) -> f64 {
    ring.iter()
        .map(|place| (place.x - x).powi(2) + (place.y - y).powi(2))
        .fold(f64::MAX, f64::min)
}

/// The archive's bytes.
pub(super) fn build(steps: &[Step]) -> Result<Vec<u8>> {
    let mut tiles = BTreeMap::new();
    for (from, to, layers) in steps {
        descend(
            TileId::new(0, 0, 0)?,
            (*from, *to),
            &layers.cut(TileId::new(0, 0, 0)?),
            &mut tiles,
        )?;
    }
    let deepest = steps.iter().map(|step| step.1).max().unwrap_or(0);
    let kind = |name: &str| match name {
        "disputed" => "Boolean",
        "rank" => "Number",
        _ => "String",
    };
    let fields = |names: &[&str]| {
        names
            .iter()
            .map(|name| ((*name).to_owned(), json!(kind(name))))
            .collect::<serde_json::Map<_, _>>()
    };
    let layer = |id: &str, from: u8, names: &[&str]| json!({"id": id, "minzoom": from, "maxzoom": deepest, "fields": fields(names)});
    let metadata = json!({
        "name": "Portico base map",
        "description": "Land, borders, states and names, small scale",
        "attribution": "Natural Earth",
        "type": "baselayer",
        "vector_layers": [
            layer("land", 0, &[]),
            layer("counties", COUNTIES_FROM, &[]),
            layer("states", PROVINCES_FROM, &[]),
            layer("borders", 0, &["disputed"]),
            layer("labels", 0, &["name", "name_fr", "name_es", "name_de", "name_nl", "iso_a2", "rank"]),
            layer("places", CITIES_FROM, &["name"]),
        ],
    });
    let mut archive = Cursor::new(Vec::new());
    let mut writer = PmTilesWriter::new(TileType::Mvt)
        .min_zoom(0)
        .max_zoom(deepest)
        .bounds(-180.0, -85.0511, 180.0, 85.0511)
        .center(0.0, 20.0)
        .center_zoom(1)
        .metadata(metadata.to_string())
        .create(&mut archive)?;
    for (coord, bytes) in tiles.values() {
        writer.add_tile(*coord, bytes)?;
    }
    writer.finalize()?;
    println!("basemap: {} tiles", tiles.len());
    Ok(archive.into_inner())
}

/// Tiles in the order of the archive.
type Tiles = BTreeMap<u64, (TileCoord, Vec<u8>)>;

fn descend(tile: TileId, zooms: (u8, u8), layers: &Layers, tiles: &mut Tiles) -> Result<()> {
    if tile.z() >= zooms.0 {
        let bytes = layers.encode(tile)?;
        if !bytes.is_empty() {
            let coord = TileCoord::new(tile.z(), tile.x(), tile.y())?;
            tiles.insert(pmtiles::TileId::from(coord).value(), (coord, bytes));
        }
    }
    if tile.z() < zooms.1 {
        for (dx, dy) in [(0, 0), (1, 0), (0, 1), (1, 1)] {
            let quarter = TileId::new(tile.z() + 1, tile.x() * 2 + dx, tile.y() * 2 + dy)?;
            descend(quarter, zooms, &layers.cut(quarter), tiles)?;
        }
    }
    Ok(())
}
