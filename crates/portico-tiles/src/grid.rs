//! Into which cell of the clustering grid does a point fall, at a zoom?
//!
//! A tile is cut into [`CELLS_ACROSS_TILE`] × [`CELLS_ACROSS_TILE`] cells, so at zoom `z` the world has
//! `N = 64 × 2^z` columns and rows. A query engine can group by the cell with arithmetic alone, on degrees:
//!
//! ```text
//! column = floor((lon / 360 + 0.5) * N)
//! row    = floor((0.5 - ln(tan(0.7853981633974483 + lat * 0.008726646259971648)) / 6.283185307179586) * N)
//! ```
//!
//! with `lat` held between ±85.0511 first and the results held between 0 and `N - 1`. The constants are
//! [`QUARTER_TURN`], [`HALF_DEGREE`] and [`FULL_TURN`]. Cells of one column are `360 / N` degrees wide ([`cell_degrees`]).
//! The cluster's place is better the mean of its points than the middle of its cell: then it lies where the points are.

use std::f64::consts::PI;

use crate::mercator;

/// Columns, and rows, of cells in a tile.
pub const CELLS_ACROSS_TILE: u32 = 64;
/// π/4.
pub const QUARTER_TURN: f64 = PI / 4.0;
/// Half a degree in radians, π/360.
pub const HALF_DEGREE: f64 = PI / 360.0;
/// 2π.
pub const FULL_TURN: f64 = 2.0 * PI;

/// A cell; columns count eastwards, rows southwards, from 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Cell {
    /// Column in the world.
    pub column: u32,
    /// Row in the world.
    pub row: u32,
}

/// How many columns, and rows, of cells the world has at a zoom (at most 22).
#[must_use]
pub fn cells_across_world(zoom: u8) -> u32 {
    CELLS_ACROSS_TILE << zoom.min(crate::MAX_ZOOM)
}

/// The width of a cell in degrees of longitude.
#[must_use]
pub fn cell_degrees(zoom: u8) -> f64 {
    360.0 / f64::from(cells_across_world(zoom))
}

/// The cell of a place.
#[must_use]
pub fn cell_of(lon: f64, lat: f64, zoom: u8) -> Cell {
    let across = f64::from(cells_across_world(zoom));
    let index = |world: f64| (world * across).floor().clamp(0.0, across - 1.0) as u32;
    Cell {
        column: index(mercator::world_x(lon)),
        row: index(mercator::world_y(lat)),
    }
}

/// The middle of a cell: longitude, latitude.
#[must_use]
pub fn middle_of(cell: Cell, zoom: u8) -> (f64, f64) {
    let across = f64::from(cells_across_world(zoom));
    let world = |index: u32| (f64::from(index) + 0.5) / across;
    (
        mercator::longitude(world(cell.column)),
        mercator::latitude(world(cell.row)),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_formula_for_engines_agrees() {
        for (lon, lat) in [
            (2.3522, 48.8566),
            (-122.33, 47.6),
            (0.0, 0.0),
            (179.9, -84.0),
            (-70.0, 12.5),
        ] {
            for zoom in [0, 3, 9, 16, 22] {
                let across = f64::from(cells_across_world(zoom));
                let column = ((lon / 360.0 + 0.5) * across).floor();
                let row =
                    ((0.5 - (QUARTER_TURN + lat * HALF_DEGREE).tan().ln() / FULL_TURN) * across).floor();
                assert_eq!(
                    cell_of(lon, lat, zoom),
                    Cell {
                        column: column as u32,
                        row: row as u32
                    },
                    "{lon} {lat} {zoom}"
                );
            }
        }
    }

    #[test]
    fn the_middle_of_a_cell_is_in_it() {
        for zoom in [0, 5, 14, 22] {
            let cell = cell_of(-122.33, 47.6, zoom);
            let (lon, lat) = middle_of(cell, zoom);
            assert_eq!(cell_of(lon, lat, zoom), cell);
        }
    }

    #[test]
    fn poles_and_nonsense_have_a_cell() {
        assert_eq!(cell_of(-180.0, 90.0, 0), Cell { column: 0, row: 0 });
        assert_eq!(cell_of(180.0, -90.0, 0), Cell { column: 63, row: 63 });
        assert_eq!(cell_of(f64::NAN, f64::NAN, 0), Cell { column: 0, row: 0 });
        assert_eq!(cells_across_world(255), 64 << 22);
        assert!((cell_degrees(0) - 5.625).abs() < 1e-12);
    }
}
