//! Which part of the world is a tile?

use std::fmt;

use crate::{TileError, mercator};

/// The deepest zoom that is served: about 2 cm a unit.
pub const MAX_ZOOM: u8 = 22;

/// The address of a tile that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct TileId {
    z: u8,
    x: u32,
    y: u32,
}

/// A rectangle in degrees.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bounds {
    /// Smallest longitude.
    pub west: f64,
    /// Smallest latitude.
    pub south: f64,
    /// Largest longitude.
    pub east: f64,
    /// Largest latitude.
    pub north: f64,
}

impl TileId {
    /// Checks that the tile exists: columns count eastwards, rows southwards, from 0.
    ///
    /// # Errors
    /// When the zoom is deeper than [`MAX_ZOOM`], or the column or row is outside the map.
    pub fn new(z: u8, x: u32, y: u32) -> Result<Self, TileError> {
        if z > MAX_ZOOM || x >= 1 << z || y >= 1 << z {
            return Err(TileError::NoSuchTile { z, x, y });
        }
        Ok(Self { z, x, y })
    }

    /// The tile that holds a place.
    ///
    /// # Errors
    /// When the zoom is deeper than [`MAX_ZOOM`].
    pub fn around(lon: f64, lat: f64, z: u8) -> Result<Self, TileError> {
        if z > MAX_ZOOM {
            return Err(TileError::NoSuchTile { z, x: 0, y: 0 });
        }
        let across = f64::from(1_u32 << z);
        // Numbers that are no numbers become 0, which exists.
        let index = |world: f64| (world * across).floor().clamp(0.0, across - 1.0) as u32;
        Self::new(z, index(mercator::world_x(lon)), index(mercator::world_y(lat)))
    }

    /// Zoom.
    #[must_use]
    pub fn z(self) -> u8 {
        self.z
    }

    /// Column.
    #[must_use]
    pub fn x(self) -> u32 {
        self.x
    }

    /// Row.
    #[must_use]
    pub fn y(self) -> u32 {
        self.y
    }

    /// The tile's rectangle in degrees.
    #[must_use]
    pub fn bounds(self) -> Bounds {
        self.bounds_with_margin(0.0)
    }

    /// The rectangle with a margin on each side, as a share of the tile's width (0.015625 is 64 units of 4096). Ask for the
    /// features of this rectangle: what lies just outside is drawn into the tile. It ends at the edges of the map.
    #[must_use]
    pub fn bounds_with_margin(self, share: f64) -> Bounds {
        let across = f64::from(1_u32 << self.z);
        let low = |index: u32| ((f64::from(index) - share) / across).max(0.0);
        let high = |index: u32| ((f64::from(index) + 1.0 + share) / across).min(1.0);
        // The first and last rows also hold the polar regions that the map does not show.
        let (top, bottom) = (low(self.y), high(self.y));
        Bounds {
            west: mercator::longitude(low(self.x)),
            south: if bottom >= 1.0 {
                -90.0
            } else {
                mercator::latitude(bottom)
            },
            east: mercator::longitude(high(self.x)),
            north: if top <= 0.0 { 90.0 } else { mercator::latitude(top) },
        }
    }

    /// Where in the tile is a place, in units of which a side has `extent`? None for what is not a number.
    #[must_use]
    pub fn project(self, lon: f64, lat: f64, extent: u32) -> Option<(f64, f64)> {
        if !lon.is_finite() || !lat.is_finite() {
            return None;
        }
        let across = f64::from(1_u32 << self.z);
        let unit = |world: f64, index: u32| (world * across - f64::from(index)) * f64::from(extent);
        Some((
            unit(mercator::world_x(lon), self.x),
            unit(mercator::world_y(lat), self.y),
        ))
    }
}

impl fmt::Display for TileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{}/{}", self.z, self.x, self.y)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_tiles_of_the_map_exist() {
        assert!(TileId::new(0, 0, 0).is_ok());
        assert!(TileId::new(22, (1 << 22) - 1, 0).is_ok());
        assert!(TileId::new(0, 1, 0).is_err());
        assert!(TileId::new(3, 0, 8).is_err());
        assert!(TileId::new(23, 0, 0).is_err());
        assert!(TileId::new(255, u32::MAX, u32::MAX).is_err());
    }

    #[test]
    fn a_place_is_in_its_tile() {
        let check = |lon, lat, z, expected: &str| {
            assert_eq!(TileId::around(lon, lat, z).unwrap().to_string(), expected)
        };
        check(2.3522, 48.8566, 0, "0/0/0");
        check(2.3522, 48.8566, 10, "10/518/352");
        check(-180.0, 90.0, 2, "2/0/0");
        check(180.0, -90.0, 2, "2/3/3");
        check(f64::NAN, f64::NAN, 2, "2/0/0");
    }

    #[test]
    fn bounds_are_degrees_and_end_at_the_map() {
        let world = TileId::new(0, 0, 0).unwrap().bounds_with_margin(0.5);
        assert_eq!(
            world,
            Bounds {
                west: -180.0,
                south: -90.0,
                east: 180.0,
                north: 90.0
            }
        );
        let quarter = TileId::new(1, 1, 0).unwrap().bounds();
        assert!((quarter.west - 0.0).abs() < 1e-9 && (quarter.south - 0.0).abs() < 1e-9);
        assert_eq!((quarter.east, quarter.north), (180.0, 90.0));
        let wider = TileId::new(1, 1, 0).unwrap().bounds_with_margin(1.0 / 64.0);
        assert!((wider.west + 2.8125).abs() < 1e-9);
    }

    #[test]
    fn places_are_projected_to_units() {
        let tile = TileId::new(1, 1, 0).unwrap();
        let (x, y) = tile.project(90.0, 0.0, 4096).unwrap();
        assert!((x - 2048.0).abs() < 1e-6 && (y - 4096.0).abs() < 1e-6);
        assert_eq!(tile.project(f64::INFINITY, 0.0, 4096), None);
    }
}
