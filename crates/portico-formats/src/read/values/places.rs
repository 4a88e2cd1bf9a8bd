//! Is this text a place? `48.85, 2.35`, WKT or GeoJSON.

use geo_types::{Geometry, Point};
use geozero::ToGeo;
use geozero::wkt::Wkt;

/// Two decimal numbers, as they are written: `48.85, 2.35`, `(48.85 2.35)`, `[48.85;2.35]`.
pub(crate) fn pair(text: &str) -> Option<(f64, f64)> {
    let text = text
        .strip_prefix(['(', '['])
        .map_or(text, |inner| inner.strip_suffix([')', ']']).unwrap_or(inner))
        .trim();
    if text.len() > 80 {
        return None;
    }
    let (first, second) = text.split_once([',', ';']).or_else(|| text.split_once(' '))?;
    let read = |part: &str| -> Option<f64> {
        let part = part.trim();
        let shaped = part
            .bytes()
            .all(|b| b.is_ascii_digit() || matches!(b, b'-' | b'+' | b'.'))
            && part
                .split_once('.')
                .is_some_and(|(_, decimals)| !decimals.is_empty());
        if shaped { part.parse().ok() } else { None }
    };
    Some((read(first)?, read(second)?))
}

/// A point from two numbers in that order, when they are degrees.
pub(crate) fn point(first: f64, second: f64, longitude_first: bool) -> Option<Point<f64>> {
    let (lon, lat) = if longitude_first {
        (first, second)
    } else {
        (second, first)
    };
    (lon.abs() <= 180.0 && lat.abs() <= 90.0).then(|| Point::new(lon, lat))
}

const WKT_WORDS: [&str; 7] = [
    "POINT",
    "LINESTRING",
    "POLYGON",
    "MULTIPOINT",
    "MULTILINESTRING",
    "MULTIPOLYGON",
    "GEOMETRYCOLLECTION",
];

/// The text starts like a geometry: worth reading.
pub(crate) fn looks_like_geometry(text: &str) -> bool {
    let text = without_srid(text);
    if text.starts_with('{') {
        return text.contains("\"coordinates\"") || text.contains("\"geometries\"");
    }
    let word: String = text
        .chars()
        .take_while(char::is_ascii_alphabetic)
        .take(20)
        .collect::<String>()
        .to_ascii_uppercase();
    WKT_WORDS.iter().any(|known| {
        word.strip_prefix(known)
            .is_some_and(|rest| matches!(rest, "" | "Z" | "M" | "ZM"))
    }) && text.len() > word.len()
}

fn without_srid(text: &str) -> &str {
    let text = text.trim_start();
    match text.get(..5) {
        Some(start) if start.eq_ignore_ascii_case("SRID=") => {
            text.split_once(';').map_or(text, |(_, rest)| rest.trim_start())
        }
        _ => text,
    }
}

/// The geometry written there; none when it is malformed, empty or nested too deeply.
pub(crate) fn geometry(text: &str) -> Option<Geometry<f64>> {
    let text = without_srid(text);
    if text.starts_with('{') {
        let value = super::super::json::value::parse(text.as_bytes()).ok()?;
        return super::super::geometry::geojson::geometry(&value).ok().flatten();
    }
    let mut depth = 0_i32;
    for byte in text.bytes() {
        match byte {
            b'(' => depth += 1,
            b')' => depth -= 1,
            _ => {}
        }
        if depth > 16 {
            return None;
        }
    }
    Wkt(text).to_geo().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pairs_of_decimals_are_places() {
        assert_eq!(pair("48.85, 2.35"), Some((48.85, 2.35)));
        assert_eq!(pair("(48.85 -2.35)"), Some((48.85, -2.35)));
        assert_eq!(pair("1, 2"), None);
        assert_eq!(pair("1.5"), None);
        assert_eq!(pair("48.85, 2.35, 3.0"), None);
    }

    #[test]
    fn geometries_are_read_from_wkt_and_geojson() {
        for text in [
            "POINT (1 2)",
            "SRID=4326;point(1 2)",
            "MULTIPOLYGON (((0 0,1 0,1 1,0 0)))",
            "POINT Z (1 2 3)",
            r#"{"type":"Point","coordinates":[1,2]}"#,
        ] {
            assert!(looks_like_geometry(text), "{text}");
            assert!(geometry(text).is_some(), "{text}");
        }
        for text in ["POINTLESS (1 2)", "Point", "POLYGON of interest", "{}"] {
            assert!(!(looks_like_geometry(text) && geometry(text).is_some()), "{text}");
        }
        let deep = format!("{}{}", "GEOMETRYCOLLECTION(".repeat(100_000), ")".repeat(100_000));
        assert!(geometry(&deep).is_none());
    }
}
