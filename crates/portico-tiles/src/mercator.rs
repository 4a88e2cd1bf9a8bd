//! Where on the square world map of Web Mercator is a place?
//!
//! *World coordinates* run from 0 to 1, x eastwards from the antimeridian, y southwards from 85.05° north:
//!
//! ```text
//! x = lon / 360 + 0.5
//! y = 0.5 - ln(tan(π/4 + radians(lat)/2)) / 2π  =  0.5 - atanh(sin(radians(lat))) / 2π
//! ```

use std::f64::consts::PI;

/// The latitude where the square ends, in degrees.
pub const MAX_LATITUDE: f64 = 85.051_128_779_806_59;

/// World x of a longitude in degrees; longitudes beyond ±180 stay at the edge.
#[must_use]
pub fn world_x(lon: f64) -> f64 {
    lon.clamp(-180.0, 180.0) / 360.0 + 0.5
}

/// World y of a latitude in degrees; the poles stay at the edge.
#[must_use]
pub fn world_y(lat: f64) -> f64 {
    if lat >= MAX_LATITUDE {
        return 0.0;
    }
    if lat <= -MAX_LATITUDE {
        return 1.0;
    }
    (0.5 - lat.to_radians().sin().atanh() / (2.0 * PI)).clamp(0.0, 1.0)
}

/// Longitude of a world x, in degrees.
#[must_use]
pub fn longitude(x: f64) -> f64 {
    (x - 0.5) * 360.0
}

/// Latitude of a world y, in degrees.
#[must_use]
pub fn latitude(y: f64) -> f64 {
    ((0.5 - y) * 2.0 * PI).sinh().atan().to_degrees()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn places_go_there_and_back() {
        let check = |lon: f64, lat: f64| {
            assert!((longitude(world_x(lon)) - lon).abs() < 1e-9, "{lon}");
            assert!((latitude(world_y(lat)) - lat).abs() < 1e-9, "{lat}");
        };
        check(0.0, 0.0);
        check(2.3522, 48.8566);
        check(-122.33, 47.6);
        check(180.0, -85.0);
    }

    #[test]
    fn the_edges_hold_what_lies_beyond_them() {
        assert_eq!((world_x(-180.0), world_x(180.0)), (0.0, 1.0));
        assert_eq!((world_x(-500.0), world_x(500.0)), (0.0, 1.0));
        assert_eq!((world_y(90.0), world_y(-90.0)), (0.0, 1.0));
        assert!((world_y(0.0) - 0.5).abs() < 1e-12);
    }
}
