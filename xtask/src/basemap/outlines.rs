//! Which outlines stand behind drawn maps, and which countries does the demo publish?

use anyhow::Result;
use geo_types::{Coord, LineString, MultiPolygon};
use portico_tiles::outline;
use serde_json::{Value, json};

use super::names::Names;
use super::topology::{Topology, size};

/// An island is small below so many degrees.
const SMALL: f64 = 0.5;

/// Coasts, for the ground of drawn maps.
pub(super) fn land(coarse: &Topology) -> Result<String> {
    let land = coarse.territories("land")?;
    let rings = land.iter().flat_map(|part| part.shape.iter());
    let rings = rings.flat_map(|polygon| std::iter::once(polygon.exterior()).chain(polygon.interiors()));
    let head =
        "# Land, Natural Earth 1:110m, public domain. One ring a line: longitude,latitude in degrees.\n";
    Ok(format!(
        "{head}{}",
        outline::write(&rings.cloned().collect::<Vec<_>>(), 2)
    ))
}

/// Lines between countries.
pub(super) fn borders(coarse: &Topology) -> Result<String> {
    let head = "# Borders of countries, Natural Earth 1:110m, public domain. One line a line: longitude,latitude in degrees.\n";
    Ok(format!(
        "{head}{}",
        outline::write(&joined(coarse.borders("countries")?), 2)
    ))
}

/// Lines between the states of the United States.
pub(super) fn states(atlas: &Topology) -> Result<String> {
    let head = "# Borders of the states of the United States, U.S. Census Bureau, public domain. One line a line: longitude,latitude.\n";
    Ok(format!(
        "{head}{}",
        outline::write(&joined(atlas.borders("states")?), 2)
    ))
}

/// Lines that go on where the one before ended become one line.
fn joined(lines: Vec<LineString<f64>>) -> Vec<LineString<f64>> {
    let mut joined: Vec<LineString<f64>> = Vec::new();
    for line in lines {
        match joined.last_mut() {
            Some(before) if before.0.last() == line.0.first() => before.0.extend(&line.0[1..]),
            _ => joined.push(line),
        }
    }
    joined
}

/// Countries as GeoJSON, a feature a line.
pub(super) fn dataset(atlas: &Topology, names: &Names) -> Result<String> {
    let mut features: Vec<(String, String)> = Vec::new();
    for territory in atlas.territories("countries")? {
        let facts = names.of(&territory);
        let (two, three, digits) = facts
            .codes
            .map_or((None, None, None), |(a, b, c)| (Some(a), Some(b), Some(c)));
        let feature = json!({
            "type": "Feature",
            "properties": {
                "name": facts.name,
                "name_fr": facts.name_fr,
                "name_es": facts.name_es,
                "iso_a2": two,
                "iso_a3": three,
                "iso_n3": digits,
                "continent": facts.continent,
                "population_estimate": facts.people.map(|people| people.round() as i64),
            },
            "geometry": geometry(&territory.shape),
        });
        features.push((facts.name, feature.to_string()));
    }
    features.sort();
    let features: Vec<String> = features.into_iter().map(|(_, feature)| feature).collect();
    Ok(format!(
        "{{\"type\":\"FeatureCollection\",\"features\":[\n{}\n]}}\n",
        features.join(",\n")
    ))
}

/// With two decimals, about a kilometre, and small islands with three; rings that shrink to nothing are left out, unless nothing
/// else is left.
fn geometry(shape: &MultiPolygon<f64>) -> Value {
    let polygons = |decimals: f64| -> Vec<Vec<Vec<[f64; 2]>>> {
        let polygon = |polygon: &geo_types::Polygon<f64>| {
            let rings = std::iter::once(polygon.exterior()).chain(polygon.interiors());
            let decimals = if size(polygon.exterior()) < SMALL {
                decimals * 10.0
            } else {
                decimals
            };
            let rings: Vec<Vec<[f64; 2]>> = rings.map(|line| ring(line, decimals)).collect();
            let outer_is_left = rings.first().is_some_and(|outer| outer.len() >= 4);
            outer_is_left.then(|| rings.into_iter().filter(|ring| ring.len() >= 4).collect())
        };
        shape.iter().filter_map(polygon).collect()
    };
    let mut kept = polygons(100.0);
    if kept.is_empty() {
        kept = polygons(1_000.0);
    }
    match kept.as_slice() {
        [only] => json!({"type": "Polygon", "coordinates": only}),
        many => json!({"type": "MultiPolygon", "coordinates": many}),
    }
}

/// Rounded, without repeated places, the outer ring counter-clockwise as GeoJSON asks.
fn ring(line: &LineString<f64>, decimals: f64) -> Vec<[f64; 2]> {
    let round =
        |coord: &Coord<f64>| [coord.x, coord.y].map(|degrees| (degrees * decimals).round() / decimals);
    let mut places: Vec<[f64; 2]> = line.0.iter().map(round).collect();
    places.dedup();
    // TopoJSON winds the other way.
    places.reverse();
    places
}
