//! How fine are the shapes of clusters? Corners on the grid that `shapeprecision` asks for.

use portico_model::Fault;
use portico_services::invalid_parameter;
use serde_json::{Value, json};

use super::geo::number;
use crate::ask::Ask;

/// Finest level of `clusterprecision` and `shapeprecision` together.
const FINEST: i64 = 29;

/// What of the shape of a cluster is told.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(super) enum Shapes {
    /// Nothing: `clustermode=heatmap`, or `return_polygons=false`.
    None,
    /// As they are.
    Exact,
    /// With corners on a grid of so many degrees.
    Grid(f64),
}

impl Shapes {
    /// Reads `clustermode`, `return_polygons` and `shapeprecision`.
    ///
    /// # Errors
    /// `InvalidRESTParameterError` for another mode, and for precisions that are finer together than the map.
    pub(super) fn read(ask: &Ask, precision: i64) -> Result<Self, Fault> {
        let mode = ask.params.word("clustermode", &["polygon", "heatmap"])?;
        let wanted = ask.params.boolean("return_polygons")?.unwrap_or(true);
        let shape = number(ask, "shapeprecision", 0.0, FINEST as f64)?;
        let level = shape.map(|shape| precision + shape.round() as i64);
        if let Some(level) = level.filter(|level| *level > FINEST) {
            return Err(invalid_parameter(
                "sum of clusterprecision + shapeprecision",
                &level.to_string(),
                &format!("<= {FINEST}"),
            ));
        }
        if mode == Some("heatmap") || !wanted {
            return Ok(Self::None);
        }
        Ok(level.map_or(Self::Exact, |level| Self::Grid(360.0 / 2_f64.powi(level as i32))))
    }

    /// The shape as it is told.
    pub(super) fn of(self, shape: impl FnOnce() -> Value) -> Option<Value> {
        match self {
            Self::None => None,
            Self::Exact => Some(shape()),
            Self::Grid(cell) => Some(coarse(shape(), cell)),
        }
    }
}

/// The geometry with its corners on the grid; corners that fall together are one. A ring that would vanish stays as it was.
fn coarse(geometry: Value, cell: f64) -> Value {
    let mut geometry = geometry;
    let is_area = geometry["type"]
        .as_str()
        .is_some_and(|kind| kind.contains("Polygon"));
    if let Some(coordinates) = geometry.get_mut("coordinates") {
        let taken = coordinates.take();
        *coordinates = snapped(taken, cell, is_area);
    }
    geometry
}

fn snapped(coordinates: Value, cell: f64, is_area: bool) -> Value {
    let Value::Array(items) = coordinates else {
        return coordinates;
    };
    if items.iter().all(Value::is_number) {
        let on_grid = |item: &Value| {
            let value = item.as_f64().unwrap_or_default();
            // Ten decimals are finer than any grid of a map: what division leaves behind is cut.
            json!(((value / cell).round() * cell * 1e10).round() / 1e10)
        };
        return items.iter().map(on_grid).collect();
    }
    let is_line = items.iter().all(|item| item[0].is_number());
    if !is_line {
        return items
            .into_iter()
            .map(|item| snapped(item, cell, is_area))
            .collect();
    }
    let mut corners: Vec<Value> = Vec::new();
    for item in &items {
        let corner = snapped(item.clone(), cell, is_area);
        if corners.last() != Some(&corner) {
            corners.push(corner);
        }
    }
    let least = if is_area { 4 } else { 2 };
    match corners.len() >= least {
        true => Value::Array(corners),
        false => Value::Array(items),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn corners_fall_on_the_grid_and_double_ones_go() {
        let ring = json!({"type": "Polygon", "coordinates": [[[0.1, 0.1], [4.2, 0.0], [4.4, 0.2], [4.0, 3.9], [0.1, 0.1]]]});
        let expected =
            json!({"type": "Polygon", "coordinates": [[[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 0.0]]]});
        assert_eq!(coarse(ring, 1.0), expected);
    }

    #[test]
    fn what_would_vanish_stays() {
        let ring =
            json!({"type": "Polygon", "coordinates": [[[0.1, 0.1], [0.2, 0.1], [0.2, 0.2], [0.1, 0.1]]]});
        assert_eq!(coarse(ring.clone(), 10.0), ring);
        let point = json!({"type": "Point", "coordinates": [2.35, 48.85]});
        assert_eq!(
            coarse(point, 0.5),
            json!({"type": "Point", "coordinates": [2.5, 49.0]})
        );
    }
}
