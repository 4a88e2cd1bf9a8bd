//! How is a stored geometry written as text? WKB straight to a GeoJSON geometry, `coordinates` before `type`.

use super::JsonStyle;
use super::scalars;

/// Collections inside collections inside … : nobody means that.
const DEEPEST: u8 = 16;

/// Appends the geometry; false, and nothing appended, when the bytes are not little- or big-endian WKB.
pub(crate) fn write(wkb: &[u8], style: JsonStyle, out: &mut Vec<u8>) -> bool {
    let begin = out.len();
    let done = Reader { bytes: wkb, style }.geometry(0, out).is_some();
    if !done {
        out.truncate(begin);
    }
    done
}

/// A point as a GeoJSON geometry.
pub(crate) fn write_point(lon: f64, lat: f64, style: JsonStyle, out: &mut Vec<u8>) {
    put(&["{\"coordinates\"", style.colon(), "["], out);
    scalars::double(lon, out);
    put(&[style.comma()], out);
    scalars::double(lat, out);
    put(
        &["]", style.comma(), "\"type\"", style.colon(), "\"Point\"}"],
        out,
    );
}

/// The kind of geometry: `Point`, `MultiPolygon`…
pub(crate) fn kind(wkb: &[u8]) -> Option<&'static str> {
    Reader {
        bytes: wkb,
        style: JsonStyle::Spaced,
    }
    .head()
    .map(|head| head.name)
}

fn put(texts: &[&str], out: &mut Vec<u8>) {
    texts
        .iter()
        .for_each(|text| out.extend_from_slice(text.as_bytes()));
}

struct Head {
    name: &'static str,
    code: u32,
    little: bool,
    /// Numbers of a coordinate: two, and those that are left out.
    dimensions: usize,
}

struct Reader<'a> {
    bytes: &'a [u8],
    style: JsonStyle,
}

impl Reader<'_> {
    fn geometry(&mut self, depth: u8, out: &mut Vec<u8>) -> Option<()> {
        if depth > DEEPEST {
            return None;
        }
        let head = self.head()?;
        let key = if head.code == 7 {
            "geometries"
        } else {
            "coordinates"
        };
        put(&["{\"", key, "\"", self.style.colon()], out);
        match head.code {
            1 => self.coordinate(&head, out)?,
            2 => self.list(&head, out, |reader, out| reader.coordinate(&head, out))?,
            3 => self.rings(&head, out)?,
            7 => self.list(&head, out, |reader, out| reader.geometry(depth + 1, out))?,
            // The parts of a multi-geometry are whole geometries, of which only the coordinates are said.
            _ => self.list(&head, out, |reader, out| {
                let part = reader.head().filter(|part| part.code + 3 == head.code)?;
                match part.code {
                    1 => reader.coordinate(&part, out),
                    2 => reader.list(&part, out, |reader, out| reader.coordinate(&part, out)),
                    _ => reader.rings(&part, out),
                }
            })?,
        }
        put(
            &[
                self.style.comma(),
                "\"type\"",
                self.style.colon(),
                "\"",
                head.name,
                "\"}",
            ],
            out,
        );
        Some(())
    }

    fn rings(&mut self, head: &Head, out: &mut Vec<u8>) -> Option<()> {
        self.list(head, out, |reader, out| {
            reader.list(head, out, |reader, out| reader.coordinate(head, out))
        })
    }

    fn list(
        &mut self,
        head: &Head,
        out: &mut Vec<u8>,
        mut item: impl FnMut(&mut Self, &mut Vec<u8>) -> Option<()>,
    ) -> Option<()> {
        let count = self.number(head.little)?;
        out.push(b'[');
        for at in 0..count {
            if at > 0 {
                put(&[self.style.comma()], out);
            }
            item(self, out)?;
        }
        out.push(b']');
        Some(())
    }

    /// An empty point has coordinates that are not numbers: `[]`.
    fn coordinate(&mut self, head: &Head, out: &mut Vec<u8>) -> Option<()> {
        let numbers = self.take(8 * head.dimensions)?;
        let number = |at: usize| {
            let bytes: [u8; 8] = numbers.get(at * 8..at * 8 + 8)?.try_into().ok()?;
            Some(if head.little {
                f64::from_le_bytes(bytes)
            } else {
                f64::from_be_bytes(bytes)
            })
        };
        let (x, y) = (number(0)?, number(1)?);
        out.push(b'[');
        if x.is_finite() && y.is_finite() {
            scalars::double(x, out);
            put(&[self.style.comma()], out);
            scalars::double(y, out);
        }
        out.push(b']');
        Some(())
    }

    /// ISO codes (1001 is a point with a height) and the extended ones with flags.
    fn head(&mut self) -> Option<Head> {
        let little = match self.take(1)? {
            [1] => true,
            [0] => false,
            _ => return None,
        };
        let code = self.number(little)?;
        let (base, flags) = (code & 0x0fff_ffff, code >> 28);
        let (base, iso) = (base % 1000, base / 1000);
        let extra = match iso {
            0 => (flags >> 3 & 1) + (flags >> 2 & 1),
            1 | 2 => 1,
            3 => 2,
            _ => return None,
        };
        if flags & 2 != 0 {
            self.take(4)?;
        }
        let name = match base {
            1 => "Point",
            2 => "LineString",
            3 => "Polygon",
            4 => "MultiPoint",
            5 => "MultiLineString",
            6 => "MultiPolygon",
            7 => "GeometryCollection",
            _ => return None,
        };
        Some(Head {
            name,
            code: base,
            little,
            dimensions: 2 + extra as usize,
        })
    }

    fn number(&mut self, little: bool) -> Option<u32> {
        let bytes: [u8; 4] = self.take(4)?.try_into().ok()?;
        Some(if little {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        })
    }

    fn take(&mut self, count: usize) -> Option<&[u8]> {
        let (taken, rest) = self.bytes.split_at_checked(count)?;
        self.bytes = rest;
        Some(taken)
    }
}

#[cfg(test)]
mod tests {
    use geozero::{CoordDimensions, ToWkb, wkt::Wkt};

    use super::*;

    fn wkb(wkt: &str) -> Vec<u8> {
        Wkt(wkt).to_wkb(CoordDimensions::xy()).unwrap()
    }

    #[track_caller]
    fn check(wkt: &str, expected: &str) {
        let mut out = Vec::new();
        assert!(write(&wkb(wkt), JsonStyle::Spaced, &mut out), "{wkt}");
        assert_eq!(String::from_utf8(out).unwrap(), expected);
    }

    #[test]
    fn each_kind_of_geometry_is_written() {
        check(
            "POINT (-123.06 49.27)",
            r#"{"coordinates": [-123.06, 49.27], "type": "Point"}"#,
        );
        check(
            "LINESTRING (0 1, 2 3)",
            r#"{"coordinates": [[0.0, 1.0], [2.0, 3.0]], "type": "LineString"}"#,
        );
        check(
            "POLYGON ((0 0, 4 0, 4 4, 0 0), (1 1, 2 1, 2 2, 1 1))",
            r#"{"coordinates": [[[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 0.0]], [[1.0, 1.0], [2.0, 1.0], [2.0, 2.0], [1.0, 1.0]]], "type": "Polygon"}"#,
        );
        check(
            "MULTIPOINT (0 1, 2 3)",
            r#"{"coordinates": [[0.0, 1.0], [2.0, 3.0]], "type": "MultiPoint"}"#,
        );
        check(
            "MULTIPOLYGON (((0 0, 4 0, 4 4, 0 0)))",
            r#"{"coordinates": [[[[0.0, 0.0], [4.0, 0.0], [4.0, 4.0], [0.0, 0.0]]]], "type": "MultiPolygon"}"#,
        );
        check(
            "GEOMETRYCOLLECTION (POINT (1 2), LINESTRING (0 1, 2 3))",
            r#"{"geometries": [{"coordinates": [1.0, 2.0], "type": "Point"}, {"coordinates": [[0.0, 1.0], [2.0, 3.0]], "type": "LineString"}], "type": "GeometryCollection"}"#,
        );
    }

    #[test]
    fn malformed_bytes_write_nothing_and_never_panic() {
        let whole = wkb("MULTIPOLYGON (((0 0, 4 0, 4 4, 0 0)))");
        for length in 0..whole.len() {
            let mut out = b"before".to_vec();
            assert!(!write(&whole[..length], JsonStyle::Spaced, &mut out));
            assert_eq!(out, b"before");
        }
        // A count of four thousand million in a file of nine bytes.
        assert!(!write(
            &[1, 2, 0, 0, 0, 255, 255, 255, 255],
            JsonStyle::Spaced,
            &mut Vec::new()
        ));
        let nested: Vec<u8> = [1, 7, 0, 0, 0, 1, 0, 0, 0].repeat(10_000);
        assert!(!write(&nested, JsonStyle::Spaced, &mut Vec::new()));
    }

    #[test]
    fn heights_are_left_out() {
        let mut point = vec![1];
        point.extend_from_slice(&1001_u32.to_le_bytes());
        [1.0_f64, 2.0, 99.0]
            .iter()
            .for_each(|number| point.extend_from_slice(&number.to_le_bytes()));
        let mut out = Vec::new();
        assert!(write(&point, JsonStyle::Compact, &mut out));
        assert_eq!(
            String::from_utf8(out).unwrap(),
            r#"{"coordinates":[1.0,2.0],"type":"Point"}"#
        );
        assert_eq!(kind(&point), Some("Point"));
    }
}
