//! What does a geometry's text or WKB say? Rectangles, types, literals, and WKB made of rectangles and hulls.

use geo::{BoundingRect, Geometry};
use geozero::geojson::GeoJson;
use geozero::wkb::{Ewkb, Wkb};
use geozero::wkt::Wkt;
use geozero::{CoordDimensions, ToGeo, ToWkb};
use portico_model::Extent;

/// Parentheses and brackets that a literal may nest.
const MAX_NESTING: usize = 16;

/// The geometry of a literal: WKT, hexadecimal WKB, or a GeoJSON geometry or feature. Nothing when it cannot be read.
pub(crate) fn parse_literal(text: &str) -> Option<Geometry> {
    let text = text.trim();
    if nesting(text) > MAX_NESTING {
        return None;
    }
    let geometry = if text.starts_with('{') {
        let json: serde_json::Value = serde_json::from_str(text).ok()?;
        let geometry = if json.get("type")?.as_str()? == "Feature" {
            json.get("geometry")?
        } else {
            &json
        };
        GeoJson(&geometry.to_string()).to_geo().ok()?
    } else if text.len() >= 10 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        let bytes: Vec<u8> = text
            .as_bytes()
            .chunks_exact(2)
            .filter_map(|pair| u8::from_str_radix(std::str::from_utf8(pair).ok()?, 16).ok())
            .collect();
        wkb_rectangle(&bytes)?;
        Wkb(bytes.as_slice())
            .to_geo()
            .or_else(|_| Ewkb(bytes.as_slice()).to_geo())
            .ok()?
    } else {
        Wkt(text).to_geo().ok()?
    };
    let rectangle = geometry.bounding_rect()?;
    let finite = [
        rectangle.min().x,
        rectangle.min().y,
        rectangle.max().x,
        rectangle.max().y,
    ];
    finite.iter().all(|value| value.is_finite()).then_some(geometry)
}

fn nesting(text: &str) -> usize {
    let (mut open, mut deepest) = (0_usize, 0);
    for byte in text.bytes() {
        match byte {
            b'(' | b'[' | b'{' => open += 1,
            b')' | b']' | b'}' => open = open.saturating_sub(1),
            _ => {}
        }
        deepest = deepest.max(open);
    }
    deepest
}

/// The rectangle around a geometry.
pub(crate) fn rectangle(geometry: &Geometry) -> Option<Extent> {
    let rect = geometry.bounding_rect()?;
    Some(Extent {
        west: rect.min().x,
        south: rect.min().y,
        east: rect.max().x,
        north: rect.max().y,
    })
}

/// The geometry of stored WKB.
pub(crate) fn from_wkb(wkb: &[u8]) -> Option<Geometry> {
    Wkb(wkb).to_geo().ok()
}

/// The WKB of a geometry.
pub(crate) fn to_wkb(geometry: &Geometry) -> Option<Vec<u8>> {
    geometry.to_wkb(CoordDimensions::xy()).ok()
}

/// The GeoJSON type of a WKB geometry.
pub(crate) fn wkb_type(wkb: &[u8]) -> Option<&'static str> {
    let mut reader = Reader { rest: wkb };
    let (_, kind) = reader.header()?;
    const NAMES: [&str; 7] = [
        "Point",
        "LineString",
        "Polygon",
        "MultiPoint",
        "MultiLineString",
        "MultiPolygon",
        "GeometryCollection",
    ];
    NAMES
        .get(usize::try_from(kind % 1000).ok()?.checked_sub(1)?)
        .copied()
}

/// The rectangle around a WKB geometry; none when it is empty or damaged.
pub(crate) fn wkb_rectangle(wkb: &[u8]) -> Option<Extent> {
    let mut extent = None;
    Reader { rest: wkb }.geometry(&mut extent, 0)?;
    extent
}

/// Walks WKB without building geometries.
struct Reader<'a> {
    rest: &'a [u8],
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (bytes, rest) = self.rest.split_first_chunk::<N>()?;
        self.rest = rest;
        Some(*bytes)
    }

    fn number(&mut self, little: bool) -> Option<u32> {
        let bytes = self.take::<4>()?;
        Some(if little {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        })
    }

    fn ordinate(&mut self, little: bool) -> Option<f64> {
        let bytes = self.take::<8>()?;
        Some(if little {
            f64::from_le_bytes(bytes)
        } else {
            f64::from_be_bytes(bytes)
        })
    }

    /// Byte order and type; the flags of extended WKB become thousands as in ISO.
    fn header(&mut self) -> Option<(bool, u32)> {
        let [order] = self.take::<1>()?;
        let little = order == 1;
        let kind = self.number(little)?;
        if kind & 0x2000_0000 != 0 {
            self.number(little)?;
        }
        let dimensions = u32::from(kind & 0x8000_0000 != 0) + 2 * u32::from(kind & 0x4000_0000 != 0);
        Some((little, (kind & 0x0FFF_FFFF) + 1000 * dimensions))
    }

    fn geometry(&mut self, extent: &mut Option<Extent>, depth: usize) -> Option<()> {
        if depth > MAX_NESTING {
            return None;
        }
        let (little, kind) = self.header()?;
        let more = match kind / 1000 {
            0 => 0,
            3 => 2,
            _ => 1,
        };
        match kind % 1000 {
            1 => self.coordinates(1, more, little, extent),
            2 => {
                let points = self.number(little)?;
                self.coordinates(points, more, little, extent)
            }
            3 => {
                for _ in 0..self.number(little)? {
                    let points = self.number(little)?;
                    self.coordinates(points, more, little, extent)?;
                }
                Some(())
            }
            4..=7 => {
                for _ in 0..self.number(little)? {
                    self.geometry(extent, depth + 1)?;
                }
                Some(())
            }
            _ => None,
        }
    }

    fn coordinates(
        &mut self,
        points: u32,
        more: usize,
        little: bool,
        extent: &mut Option<Extent>,
    ) -> Option<()> {
        for _ in 0..points {
            let (lon, lat) = (self.ordinate(little)?, self.ordinate(little)?);
            for _ in 0..more {
                self.ordinate(little)?;
            }
            if lon.is_finite() && lat.is_finite() {
                let point = Extent::point(lon, lat);
                *extent = Some(extent.map_or(point, |extent| extent.union(point)));
            }
        }
        Some(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn literals_read_in_three_notations() {
        let check = |text: &str, expected: Option<[f64; 4]>| {
            let found = parse_literal(text).and_then(|geometry| rectangle(&geometry));
            assert_eq!(
                found.map(|e| [e.west, e.south, e.east, e.north]),
                expected,
                "{text}"
            );
        };
        check("POINT(2.5 48)", Some([2.5, 48.0, 2.5, 48.0]));
        check(
            r#"{"type":"Point","coordinates":[1,2]}"#,
            Some([1.0, 2.0, 1.0, 2.0]),
        );
        check(
            r#"{"type":"Feature","properties":{},"geometry":{"type":"Point","coordinates":[1,2]}}"#,
            Some([1.0, 2.0, 1.0, 2.0]),
        );
        check(
            "0101000000000000000000F03F0000000000000040",
            Some([1.0, 2.0, 1.0, 2.0]),
        );
        check("garbage", None);
        check("POINT EMPTY", None);
        check(&"GEOMETRYCOLLECTION(".repeat(2000), None);
        check("0101", None);
    }

    #[test]
    fn a_rectangle_is_read_off_the_bytes() {
        let polygon = parse_literal("POLYGON((0 1, 2 1, 2 5, 0 1))").unwrap();
        let wkb = to_wkb(&polygon).unwrap();
        assert_eq!(
            wkb_rectangle(&wkb),
            Some(Extent {
                west: 0.0,
                south: 1.0,
                east: 2.0,
                north: 5.0
            })
        );
        assert_eq!(wkb_type(&wkb), Some("Polygon"));
        assert_eq!(wkb_rectangle(&wkb[..20]), None);
        assert_eq!(from_wkb(&wkb), Some(polygon));
    }
}
