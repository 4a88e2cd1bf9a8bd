//! In which reference system do geometries leave? WGS 84, or what an EPSG code names.

use std::fmt;
use std::sync::Arc;

use geo_types::{Coord, Geometry};
use proj4rs::Proj;

use crate::FormatError;

/// What the World Geodetic System is called everywhere.
const WGS84: u16 = 4326;

/// A reference system that geometries can be written in.
#[derive(Clone, Default)]
pub struct Crs(Option<Arc<Projection>>);

struct Projection {
    code: u16,
    wkt: &'static str,
    from: Proj,
    to: Proj,
}

impl fmt::Debug for Crs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "EPSG:{}", self.code())
    }
}

impl Crs {
    /// The system of an EPSG code.
    ///
    /// # Errors
    /// [`FormatError::Option`] when the code is unknown, or names a system in which a place is not two numbers.
    pub fn of_epsg(code: i64) -> Result<Self, FormatError> {
        if code == i64::from(WGS84) {
            return Ok(Self::default());
        }
        let unknown = || FormatError::Option {
            message: format!(
                "Invalid value for epsg API parameter: {code} was found but the code of a known reference system is expected."
            ),
            hint: Some("use an EPSG code such as 4326, 3857 or 2154".to_owned()),
        };
        // What web maps called their system before it had a number, and what others call it still.
        let code = match code {
            900_913 | 102_100 | 102_113 => 3857,
            code => code,
        };
        let number = u16::try_from(code).map_err(|_| unknown())?;
        let definition = crs_definitions::from_code(number).ok_or_else(unknown)?;
        if definition.proj4.contains("+proj=geocent") {
            return Err(unknown());
        }
        let to = Proj::from_proj_string(definition.proj4).map_err(|_| unknown())?;
        let wgs84 = crs_definitions::from_code(WGS84).ok_or_else(unknown)?;
        let from = Proj::from_proj_string(wgs84.proj4).map_err(|_| unknown())?;
        Ok(Self(Some(Arc::new(Projection {
            code: number,
            wkt: definition.wkt,
            from,
            to,
        }))))
    }

    /// The EPSG code.
    #[must_use]
    pub fn code(&self) -> u16 {
        self.0.as_ref().map_or(WGS84, |projection| projection.code)
    }

    /// Longitude and latitude, WGS 84.
    #[must_use]
    pub fn is_wgs84(&self) -> bool {
        self.0.is_none()
    }

    /// Its definition as Well-Known Text.
    pub(crate) fn wkt(&self) -> &'static str {
        match &self.0 {
            Some(projection) => projection.wkt,
            None => crs_definitions::from_code(WGS84).map_or("", |known| known.wkt),
        }
    }

    /// Brings a geometry from longitude and latitude into the system. None when a part of it lies where the system has no numbers.
    pub(crate) fn project(&self, geometry: Geometry<f64>) -> Option<Geometry<f64>> {
        use geo::MapCoords;

        let Some(projection) = &self.0 else {
            return Some(geometry);
        };
        geometry.try_map_coords(|coord| projection.apply(coord)).ok()
    }
}

impl Projection {
    fn apply(&self, coord: Coord<f64>) -> Result<Coord<f64>, ()> {
        let (lon, lat) = (coord.x.to_radians(), coord.y.to_radians());
        let (x, y) = proj4rs::adaptors::transform_xy(&self.from, &self.to, lon, lat).map_err(|_| ())?;
        let (x, y) = if self.to.is_latlong() {
            (x.to_degrees(), y.to_degrees())
        } else {
            (x, y)
        };
        if x.is_finite() && y.is_finite() {
            Ok(Coord { x, y })
        } else {
            Err(())
        }
    }
}

#[cfg(test)]
mod tests {
    use geo_types::Point;

    use super::*;

    #[test]
    fn geometries_are_brought_into_the_system() {
        let lambert = Crs::of_epsg(2154).unwrap();
        let Some(Geometry::Point(place)) = lambert.project(Point::new(3.0, 46.5).into()) else {
            panic!("a point");
        };
        assert!((place.x() - 700_000.0).abs() < 0.01 && (place.y() - 6_600_000.0).abs() < 0.01);
        assert!(lambert.wkt().contains("Lambert-93"));
        let pole = Crs::of_epsg(3857).unwrap().project(Point::new(0.0, 90.0).into());
        assert!(pole.is_none(), "{pole:?}");
        assert_eq!(Crs::of_epsg(4326).unwrap().code(), 4326);
        assert_eq!(Crs::of_epsg(900_913).unwrap().code(), 3857);
    }

    #[test]
    fn unknown_codes_are_named() {
        for code in [-1, 0, 1, 99_999, 4328, i64::MAX] {
            let message = Crs::of_epsg(code).unwrap_err().to_string();
            assert!(message.contains(&code.to_string()), "{message}");
        }
    }
}
