//! Which coordinate reference system is it, and how does it become WGS 84?

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, LazyLock};

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

/// The names that ESRI's programs and GDAL write into `.prj` files, with their EPSG codes: a line each, name, tab, code, sorted by name.
/// From the names that PROJ's database knows (`alias_name`, source ESRI); docs/decisions/0030-reference-systems.md.
const ESRI_NAMES: &str = include_str!("esri-names.tsv");

/// The EPSG code of a system that ESRI calls so.
fn esri_code(name: &str) -> Option<u32> {
    static KNOWN: LazyLock<HashMap<&str, u32>> = LazyLock::new(|| {
        let lines = ESRI_NAMES.lines().filter_map(|line| line.split_once('\t'));
        lines
            .filter_map(|(name, code)| Some((name, code.parse().ok()?)))
            .collect()
    });
    KNOWN.get(name).copied()
}

/// The EPSG code that a text says of its whole system, at its end: `…,AUTHORITY["EPSG","2154"]]`, `…,ID["EPSG",2154]]`.
fn authority(text: &str) -> Option<u32> {
    let inner = text.trim_end().strip_suffix(']')?.trim_end().strip_suffix(']')?;
    let (_, last) = inner.rsplit_once('[')?;
    let before = inner[..inner.len() - last.len() - 1].trim_end();
    let is_named = before.ends_with("AUTHORITY") || before.ends_with("ID");
    let mut words = last.split(',').map(|word| word.trim().trim_matches('"'));
    let is_epsg = words.next()?.eq_ignore_ascii_case("EPSG");
    (is_named && is_epsg)
        .then(|| words.next()?.parse().ok())
        .flatten()
}

/// The text in the words that the reader of projections knows: ESRI and GDAL have others for the same methods and parameters, and what it
/// does not know it leaves out without a word, which puts everything somewhere else.
fn in_known_words(text: &str) -> Cow<'_, str> {
    let Some(method) = text
        .split_once("PROJECTION[")
        .and_then(|(_, rest)| rest.split('"').nth(1))
    else {
        return text.into();
    };
    let has_second_parallel = text.to_ascii_lowercase().contains("standard_parallel_2");
    let known = match method {
        "Gauss_Kruger" => "Transverse_Mercator",
        "Lambert_Conformal_Conic" if has_second_parallel => "Lambert_Conformal_Conic_2SP",
        "Lambert_Conformal_Conic" => "Lambert_Conformal_Conic_1SP",
        "Albers" => "Albers_Conic_Equal_Area",
        other => other,
    };
    let mut told = text.replacen(&format!("\"{method}\""), &format!("\"{known}\""), 1);
    if matches!(known, "Albers_Conic_Equal_Area" | "Lambert_Azimuthal_Equal_Area") {
        for (name, known) in [
            ("Latitude_Of_Origin", "latitude_of_center"),
            ("latitude_of_origin", "latitude_of_center"),
            ("Central_Meridian", "longitude_of_center"),
            ("central_meridian", "longitude_of_center"),
        ] {
            told = told.replace(&format!("\"{name}\""), &format!("\"{known}\""));
        }
    }
    told.into()
}

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
        if let Some(code) = authority(text).or_else(|| esri_code(title))
            && let Ok(known) = Self::from_epsg(code)
        {
            return Ok(known);
        }
        let definition = proj4wkt::wkt_to_projstring(&in_known_words(text)).map_err(|_| unknown(title))?;
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

    fn check_wkt(text: &str, x: f64, y: f64) -> String {
        let reprojection = Reprojection::from_wkt(text).unwrap().expect("another system");
        let mut coord = Coord { x, y };
        reprojection.apply(&mut coord).unwrap();
        format!("{:.4} {:.4}", coord.x, coord.y)
    }

    /// As GDAL writes it; the coordinates are those of the Eiffel tower.
    const LAMBERT_93: &str = r#"PROJCS["RGF_1993_Lambert_93",GEOGCS["GCS_RGF_1993",DATUM["D_RGF_1993",SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Lambert_Conformal_Conic"],PARAMETER["False_Easting",700000.0],PARAMETER["False_Northing",6600000.0],PARAMETER["Central_Meridian",3.0],PARAMETER["Standard_Parallel_1",49.0],PARAMETER["Standard_Parallel_2",44.0],PARAMETER["Latitude_Of_Origin",46.5],UNIT["Meter",1.0]]"#;
    const LAEA: &str = r#"PROJCS["ETRS_1989_LAEA",GEOGCS["GCS_ETRS_1989",DATUM["D_ETRS_1989",SPHEROID["GRS_1980",6378137.0,298.257222101]],PRIMEM["Greenwich",0.0],UNIT["Degree",0.0174532925199433]],PROJECTION["Lambert_Azimuthal_Equal_Area"],PARAMETER["False_Easting",4321000.0],PARAMETER["False_Northing",3210000.0],PARAMETER["Central_Meridian",10.0],PARAMETER["Latitude_Of_Origin",52.0],UNIT["Meter",1.0]]"#;

    #[test]
    fn systems_of_prj_files_are_known_by_name_by_code_and_by_their_parameters() {
        let (x, y) = (648_237.3, 6_862_271.7);
        assert_eq!(check_wkt(LAMBERT_93, x, y), "2.2945 48.8584");
        assert_eq!(
            check_wkt(&LAMBERT_93.replace("RGF_1993_Lambert_93", "ours"), x, y),
            "2.2945 48.8584"
        );
        let (x, y) = (4_321_000.0, 3_210_000.0);
        assert_eq!(check_wkt(LAEA, x, y), "10.0000 52.0000");
        assert_eq!(
            check_wkt(&LAEA.replace("ETRS_1989_LAEA", "ours"), x, y),
            "10.0000 52.0000"
        );
        let coded = r#"PROJCS["a name of nobody",AUTHORITY["EPSG","2154"]]"#;
        assert_eq!(check_wkt(coded, 700_000.0, 6_600_000.0), "3.0000 46.5000");
    }

    #[test]
    fn the_names_of_esri_are_sorted_and_most_of_their_codes_are_known() {
        let names: Vec<&str> = ESRI_NAMES
            .lines()
            .map(|line| line.split('\t').next().unwrap())
            .collect();
        assert!(names.is_sorted());
        let known = ESRI_NAMES.lines().filter(|line| {
            let code = line.split('\t').nth(1).unwrap().parse().unwrap();
            Reprojection::from_epsg(code).is_ok()
        });
        let known = known.count();
        assert!(known * 100 > names.len() * 90, "{known} of {}", names.len());
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
