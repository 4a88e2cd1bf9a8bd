//! What is in a `TopoJSON` file? Countries as polygons, and the lines that two of them share, which are exactly the borders.

use std::collections::{HashMap, HashSet};
use std::path::Path;

use anyhow::{Context, Result};
use geo_types::{Coord, LineString, MultiPolygon, Polygon};
use portico_tiles::outline;
use serde_json::Value;

use super::{antimeridian, inputs};

/// Countries or states, and the arcs of which they are made.
#[derive(Debug)]
pub(super) struct Topology {
    arcs: Vec<LineString<f64>>,
    objects: Value,
}

/// A country or state.
#[derive(Debug)]
pub(super) struct Territory {
    /// Numeric code, when it has one.
    pub(super) id: Option<String>,
    /// English name, sometimes abbreviated.
    pub(super) name: String,
    /// Its land.
    pub(super) shape: MultiPolygon<f64>,
}

impl Topology {
    /// Reads a file. Arcs are simplified, once for both neighbours, so that borders still fit.
    pub(super) fn load(path: &Path, simplified: f64) -> Result<Self> {
        let file = inputs::json(path)?;
        let pair = |value: &Value| Some((value.get(0)?.as_f64()?, value.get(1)?.as_f64()?));
        let transform = &file["transform"];
        let scale = pair(&transform["scale"]).context("no scale")?;
        let origin = pair(&transform["translate"]).context("no translation")?;
        let arc = |value: &Value| -> Option<LineString<f64>> {
            let (mut x, mut y) = (0.0, 0.0);
            let places = value.as_array()?.iter().map(|step| {
                let (dx, dy) = pair(step)?;
                (x, y) = (x + dx, y + dy);
                Some(Coord {
                    x: x * scale.0 + origin.0,
                    y: y * scale.1 + origin.1,
                })
            });
            places.collect()
        };
        let arcs = file["arcs"].as_array().context("no arcs")?.iter().map(arc);
        let arcs: Option<Vec<LineString<f64>>> = arcs.collect();
        let arcs = arcs.context("an arc is not a list of pairs")?;
        let arcs = arcs.into_iter().map(|arc| simplify(arc, simplified)).collect();
        Ok(Self {
            arcs,
            objects: file["objects"].clone(),
        })
    }

    /// The territories of an object.
    pub(super) fn territories(&self, object: &str) -> Result<Vec<Territory>> {
        let territory = |value: &Value| -> Result<Territory> {
            Ok(Territory {
                id: value["id"].as_str().map(str::to_owned),
                name: value["properties"]["name"]
                    .as_str()
                    .unwrap_or_default()
                    .to_owned(),
                shape: self.shape(value)?,
            })
        };
        self.geometries(object)?.iter().map(territory).collect()
    }

    /// The lines between two territories of an object.
    pub(super) fn borders(&self, object: &str) -> Result<Vec<LineString<f64>>> {
        Ok(self.lines(self.shared(object)?))
    }

    /// The lines between two territories of an object that are not lines between two of another object, which holds them.
    pub(super) fn borders_within(&self, object: &str, holder: &str) -> Result<Vec<LineString<f64>>> {
        let outer = self.shared(holder)?;
        let mut inner = self.shared(object)?;
        inner.retain(|arc| outer.binary_search(arc).is_err());
        Ok(self.lines(inner))
    }

    /// The arcs that two territories of an object share, sorted.
    fn shared(&self, object: &str) -> Result<Vec<usize>> {
        let mut owners: HashMap<usize, HashSet<usize>> = HashMap::new();
        for (owner, geometry) in self.geometries(object)?.iter().enumerate() {
            let mut used = Vec::new();
            numbers(&geometry["arcs"], &mut used);
            for arc in used {
                owners.entry(index(arc)).or_default().insert(owner);
            }
        }
        let mut shared: Vec<usize> = owners
            .into_iter()
            .filter(|(_, owners)| owners.len() > 1)
            .map(|(arc, _)| arc)
            .collect();
        shared.sort_unstable();
        Ok(shared)
    }

    fn lines(&self, arcs: Vec<usize>) -> Vec<LineString<f64>> {
        arcs.into_iter()
            .filter_map(|arc| self.arcs.get(arc).cloned())
            .collect()
    }

    fn geometries(&self, object: &str) -> Result<&Vec<Value>> {
        self.objects[object]["geometries"]
            .as_array()
            .with_context(|| format!("no object {object}"))
    }

    fn shape(&self, geometry: &Value) -> Result<MultiPolygon<f64>> {
        let arcs = geometry["arcs"].as_array().context("a territory without arcs")?;
        let one = |rings: &Value| -> Result<Vec<Polygon<f64>>> {
            let rings = rings.as_array().context("a polygon without rings")?;
            let mut rings = rings
                .iter()
                .map(|ring| self.ring(ring))
                .collect::<Result<Vec<_>>>()?
                .into_iter();
            let outer = rings.next().context("a polygon without an outer ring")?;
            Ok(antimeridian::planar(&Polygon::new(outer, rings.collect())))
        };
        if geometry["type"] == "Polygon" {
            return Ok(MultiPolygon::new(one(&geometry["arcs"])?));
        }
        Ok(MultiPolygon::new(
            arcs.iter().map(one).collect::<Result<Vec<_>>>()?.concat(),
        ))
    }

    /// A ring joins arcs; a negative number is an arc walked backwards.
    fn ring(&self, ring: &Value) -> Result<LineString<f64>> {
        let mut used = Vec::new();
        numbers(ring, &mut used);
        let mut places: Vec<Coord<f64>> = Vec::new();
        for number in used {
            let arc = self
                .arcs
                .get(index(number))
                .context("an arc that does not exist")?;
            places.pop();
            if number < 0 {
                places.extend(arc.0.iter().rev());
            } else {
                places.extend(&arc.0);
            }
        }
        Ok(LineString::new(places))
    }
}

fn index(arc: i64) -> usize {
    usize::try_from(if arc < 0 { !arc } else { arc }).unwrap_or(usize::MAX)
}

fn numbers(value: &Value, found: &mut Vec<i64>) {
    match value {
        Value::Array(items) => items.iter().for_each(|item| numbers(item, found)),
        other => found.extend(other.as_i64()),
    }
}

/// The larger side of the rectangle around a line, in degrees.
pub(super) fn size(line: &LineString<f64>) -> f64 {
    let side = |of: fn(&Coord<f64>) -> f64| {
        let (low, high) = line
            .0
            .iter()
            .map(of)
            .fold((f64::MAX, f64::MIN), |(low, high), at| {
                (low.min(at), high.max(at))
            });
        high - low
    };
    side(|place| place.x).max(side(|place| place.y))
}

/// Short arcs keep a shape, and islands: an arc that is a ring is left alone when little would remain.
fn simplify(arc: LineString<f64>, tolerance: f64) -> LineString<f64> {
    if tolerance == 0.0 {
        return arc;
    }
    let tolerance = tolerance.min(size(&arc) / 25.0);
    let closed = arc.0.first() == arc.0.last();
    if !closed {
        return outline::simplify(&arc, tolerance);
    }
    // A ring has no ends to keep: cut it in two halves.
    let middle = arc.0.len() / 2;
    let mut places = outline::simplify(&LineString::new(arc.0[..=middle].to_vec()), tolerance).0;
    places.pop();
    places.extend(outline::simplify(&LineString::new(arc.0[middle..].to_vec()), tolerance).0);
    if places.len() < 5 {
        arc
    } else {
        LineString::new(places)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn two_squares_share_one_border() {
        let file = std::env::temp_dir().join(format!("portico-topology-{}.json", std::process::id()));
        let text = r#"{"transform": {"scale": [1, 1], "translate": [10, 0]},
            "arcs": [[[1, 0], [0, 1]], [[1, 1], [-1, 0], [0, -1], [1, 0]], [[1, 0], [1, 0], [0, 1], [-1, 0]]],
            "objects": {"o": {"geometries": [
                {"type": "Polygon", "arcs": [[0, 1]], "id": "1", "properties": {"name": "A"}},
                {"type": "MultiPolygon", "arcs": [[[2, -1]]], "properties": {"name": "B"}}]},
                "whole": {"geometries": [{"type": "Polygon", "arcs": [[1, 2]]}]}}}"#;
        std::fs::write(&file, text).unwrap();
        let topology = Topology::load(&file, 0.0).unwrap();
        std::fs::remove_file(&file).unwrap();
        let borders = topology.borders("o").unwrap();
        assert_eq!(borders, [LineString::from(vec![(11.0, 0.0), (11.0, 1.0)])]);
        assert_eq!(topology.borders_within("o", "whole").unwrap(), borders);
        assert!(topology.borders_within("o", "o").unwrap().is_empty());
        let territories = topology.territories("o").unwrap();
        assert_eq!(
            (territories[0].id.as_deref(), territories[1].name.as_str()),
            (Some("1"), "B")
        );
        let ring = territories[1].shape.0[0].exterior();
        assert_eq!(
            *ring,
            LineString::from(vec![
                (11.0, 0.0),
                (12.0, 0.0),
                (12.0, 1.0),
                (11.0, 1.0),
                (11.0, 0.0)
            ])
        );
    }
}
