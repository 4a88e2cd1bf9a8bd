//! Which coordinate reference system is it, and how does it become WGS 84?

use std::sync::Arc;

use geo_types::Coord;
use proj4rs::Proj;

use crate::FormatError;

/// The way from one reference system to longitude and latitude.
#[derive(Clone)]
pub struct Reprojection {
    name: String,
    projections: Arc<(Proj, Proj)>,
}

impl std::fmt::Debug for Reprojection {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Reprojection")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

const WGS84: &str = "+proj=longlat +datum=WGS84 +no_defs";

fn unknown(name: &str) -> FormatError {
    FormatError::content_with_hint(
        format!(
            "the coordinate reference system `{}` is not known",
            super::super::inspection::clip(name, 120)
        ),
        "export the file in WGS 84 (EPSG:4326), or say which system it is with an EPSG code",
    )
}

impl Reprojection {
    /// The name of the source system.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }

    /// From a name such as `EPSG:2267`, `urn:ogc:def:crs:EPSG::3857`, `urn:ogc:def:crs:OGC:1.3:CRS84`. None when it is WGS 84 already.
    ///
    /// # Errors
    /// When the name is not known.
    pub fn from_name(name: &str) -> Result<Option<Self>, FormatError> {
        let upper = name.trim().to_ascii_uppercase();
        if upper.is_empty()
            || upper.ends_with("CRS84")
            || upper.ends_with("CRS84H")
            || upper == "WGS84"
            || upper == "WGS 84"
        {
            return Ok(None);
        }
        let code = upper.rsplit([':', '/', '#']).next().unwrap_or_default();
        let code: u32 = if upper.contains("EPSG") || upper == code {
            code.parse().ok()
        } else {
            None
        }
        .ok_or_else(|| unknown(name))?;
        Self::from_epsg(code)
    }

    /// From an EPSG code. None when it is WGS 84 already.
    ///
    /// # Errors
    /// When the code is not known.
    pub fn from_epsg(code: u32) -> Result<Option<Self>, FormatError> {
        let name = format!("EPSG:{code}");
        // Codes of Web Mercator from before it had an official one.
        let code = match code {
            4326 | 4979 => return Ok(None),
            900_913 | 102_100 | 102_113 => 3857,
            code => u16::try_from(code).map_err(|_| unknown(&name))?,
        };
        let definition = crs_definitions::from_code(code).ok_or_else(|| unknown(&name))?;
        Self::new(name, definition.proj4)
    }

    /// From the text of a `.prj` file. None when it is WGS 84 already.
    ///
    /// # Errors
    /// When the projection is not known.
    pub(crate) fn from_wkt(text: &str) -> Result<Option<Self>, FormatError> {
        let text = text.trim().trim_start_matches('\u{feff}');
        let title = text.split('"').nth(1).unwrap_or(text);
        let geographic = text.to_ascii_uppercase().starts_with("GEOG");
        if geographic
            && ["WGS_1984", "WGS 84", "WGS84", "WGS 1984"]
                .iter()
                .any(|name| title.contains(name))
        {
            return Ok(None);
        }
        let definition = proj4wkt::wkt_to_projstring(text).map_err(|_| unknown(title))?;
        Self::new(title.to_owned(), &definition)
    }

    fn new(name: String, definition: &str) -> Result<Option<Self>, FormatError> {
        let source = Proj::from_proj_string(definition).map_err(|_| unknown(&name))?;
        let target = Proj::from_proj_string(WGS84).map_err(|_| unknown("WGS 84"))?;
        Ok(Some(Self {
            name,
            projections: Arc::new((source, target)),
        }))
    }

    /// Brings one coordinate to degrees.
    ///
    /// # Errors
    /// When it lies outside the projection.
    pub fn apply(&self, coord: &mut Coord<f64>) -> Result<(), String> {
        let (source, target) = &*self.projections;
        let (x, y) = if source.is_latlong() {
            (coord.x.to_radians(), coord.y.to_radians())
        } else {
            (coord.x, coord.y)
        };
        let (lon, lat) = proj4rs::adaptors::transform_xy(source, target, x, y)
            .map_err(|_| format!("coordinates {}, {} lie outside {}", coord.x, coord.y, self.name))?;
        *coord = Coord {
            x: lon.to_degrees(),
            y: lat.to_degrees(),
        };
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(name: &str, x: f64, y: f64) -> String {
        let Some(reprojection) = Reprojection::from_name(name).unwrap() else {
            return "as it is".to_owned();
        };
        let mut coord = Coord { x, y };
        reprojection.apply(&mut coord).unwrap();
        format!("{:.5} {:.5}", coord.x, coord.y)
    }

    #[test]
    fn coordinates_become_degrees() {
        assert_eq!(check("urn:ogc:def:crs:OGC:1.3:CRS84", 1.0, 2.0), "as it is");
        assert_eq!(check("EPSG:4326", 1.0, 2.0), "as it is");
        assert_eq!(
            check("urn:ogc:def:crs:EPSG::3857", 261_848.15, 6_250_566.72),
            "2.35222 48.85661"
        );
        assert_eq!(check("EPSG:2154", 700_000.0, 6_600_000.0), "3.00000 46.50000");
        assert_eq!(
            check(
                "http://www.opengis.net/def/crs/EPSG/0/2267",
                2_563_000.0,
                430_000.0
            )
            .split('.')
            .next(),
            Some("-95")
        );
        assert_eq!(check("EPSG:4269", -95.0, 36.0), "-95.00000 36.00000");
    }

    #[test]
    fn unknown_systems_are_named() {
        for name in ["EPSG:1", "nonsense", "EPSG:99999999"] {
            assert!(
                Reprojection::from_name(name)
                    .unwrap_err()
                    .to_string()
                    .contains(name),
                "{name}"
            );
        }
    }
}
