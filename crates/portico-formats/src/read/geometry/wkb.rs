//! How is a geometry written as WKB, and read from it? ISO, two dimensions; extra dimensions are dropped on reading.

use geo_types::{
    Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point,
    Polygon,
};

/// Little-endian ISO WKB.
pub(crate) fn write(geometry: &Geometry<f64>, out: &mut Vec<u8>) {
    match geometry {
        Geometry::Point(point) => {
            head(1, out);
            coord(point.0, out);
        }
        Geometry::LineString(line) => {
            head(2, out);
            coords(line, out);
        }
        Geometry::Polygon(polygon) => {
            head(3, out);
            count(polygon.num_interior_rings() + 1, out);
            coords(polygon.exterior(), out);
            polygon.interiors().iter().for_each(|ring| coords(ring, out));
        }
        Geometry::MultiPoint(points) => many(4, points.0.iter().map(|part| Geometry::Point(*part)), out),
        Geometry::MultiLineString(lines) => many(5, lines.0.iter().cloned().map(Geometry::LineString), out),
        Geometry::MultiPolygon(polygons) => many(6, polygons.0.iter().cloned().map(Geometry::Polygon), out),
        Geometry::GeometryCollection(parts) => many(7, parts.0.iter().cloned(), out),
        Geometry::Line(line) => write(&LineString::from(line).into(), out),
        Geometry::Rect(rect) => write(&rect.to_polygon().into(), out),
        Geometry::Triangle(triangle) => write(&triangle.to_polygon().into(), out),
    }
}

fn head(kind: u32, out: &mut Vec<u8>) {
    out.push(1);
    out.extend_from_slice(&kind.to_le_bytes());
}

fn count(items: usize, out: &mut Vec<u8>) {
    out.extend_from_slice(&u32::try_from(items).unwrap_or(u32::MAX).to_le_bytes());
}

fn coord(coord: Coord<f64>, out: &mut Vec<u8>) {
    out.extend_from_slice(&coord.x.to_le_bytes());
    out.extend_from_slice(&coord.y.to_le_bytes());
}

fn coords(line: &LineString<f64>, out: &mut Vec<u8>) {
    count(line.0.len(), out);
    line.0.iter().for_each(|one| coord(*one, out));
}

fn many(kind: u32, parts: impl ExactSizeIterator<Item = Geometry<f64>>, out: &mut Vec<u8>) {
    head(kind, out);
    count(parts.len(), out);
    parts.for_each(|part| write(&part, out));
}

/// Reads WKB of any byte order, ISO or extended, with or without extra dimensions. None when it is malformed.
pub(crate) fn read(bytes: &[u8]) -> Option<Geometry<f64>> {
    Reader { bytes }.geometry(0)
}

struct Reader<'a> {
    bytes: &'a [u8],
}

impl Reader<'_> {
    fn take<const N: usize>(&mut self) -> Option<[u8; N]> {
        let (head, rest) = self.bytes.split_first_chunk()?;
        self.bytes = rest;
        Some(*head)
    }

    fn int(&mut self, little: bool) -> Option<u32> {
        let bytes = self.take()?;
        Some(if little {
            u32::from_le_bytes(bytes)
        } else {
            u32::from_be_bytes(bytes)
        })
    }

    fn float(&mut self, little: bool) -> Option<f64> {
        let bytes = self.take()?;
        Some(if little {
            f64::from_le_bytes(bytes)
        } else {
            f64::from_be_bytes(bytes)
        })
    }

    fn coord(&mut self, little: bool, extra: usize) -> Option<Coord<f64>> {
        let coord = Coord {
            x: self.float(little)?,
            y: self.float(little)?,
        };
        for _ in 0..extra {
            self.float(little)?;
        }
        Some(coord)
    }

    /// A count that the remaining bytes can hold.
    fn count(&mut self, little: bool, smallest: usize) -> Option<usize> {
        let count = self.int(little)? as usize;
        (count.checked_mul(smallest)? <= self.bytes.len()).then_some(count)
    }

    fn line(&mut self, little: bool, extra: usize) -> Option<LineString<f64>> {
        let count = self.count(little, 16 + 8 * extra)?;
        (0..count)
            .map(|_| self.coord(little, extra))
            .collect::<Option<Vec<_>>>()
            .map(LineString)
    }

    fn parts(&mut self, little: bool, depth: usize) -> Option<Vec<Geometry<f64>>> {
        let count = self.count(little, 5)?;
        (0..count).map(|_| self.geometry(depth + 1)).collect()
    }

    fn geometry(&mut self, depth: usize) -> Option<Geometry<f64>> {
        if depth > 8 {
            return None;
        }
        let [order] = self.take()?;
        let little = order == 1;
        let word = self.int(little)?;
        if word & 0x2000_0000 != 0 {
            self.int(little)?;
        }
        let iso = (word & 0x0fff_ffff) / 1000;
        let has_z = word & 0x8000_0000 != 0 || iso == 1 || iso == 3;
        let has_m = word & 0x4000_0000 != 0 || iso == 2 || iso == 3;
        let extra = usize::from(has_z) + usize::from(has_m);
        Some(match (word & 0x0fff_ffff) % 1000 {
            1 => Point(self.coord(little, extra)?).into(),
            2 => self.line(little, extra)?.into(),
            3 => {
                let count = self.count(little, 4)?;
                let rings = (0..count)
                    .map(|_| self.line(little, extra))
                    .collect::<Option<Vec<_>>>()?;
                let mut rings = rings.into_iter();
                let exterior = rings.next().unwrap_or(LineString(Vec::new()));
                Polygon::new(exterior, rings.collect()).into()
            }
            4 => MultiPoint(
                self.parts(little, depth)?
                    .into_iter()
                    .map(point)
                    .collect::<Option<_>>()?,
            )
            .into(),
            5 => MultiLineString(
                self.parts(little, depth)?
                    .into_iter()
                    .map(line)
                    .collect::<Option<_>>()?,
            )
            .into(),
            6 => MultiPolygon(
                self.parts(little, depth)?
                    .into_iter()
                    .map(polygon)
                    .collect::<Option<_>>()?,
            )
            .into(),
            7 => Geometry::GeometryCollection(GeometryCollection(self.parts(little, depth)?)),
            _ => return None,
        })
    }
}

fn point(geometry: Geometry<f64>) -> Option<Point<f64>> {
    if let Geometry::Point(point) = geometry {
        Some(point)
    } else {
        None
    }
}

fn line(geometry: Geometry<f64>) -> Option<LineString<f64>> {
    if let Geometry::LineString(line) = geometry {
        Some(line)
    } else {
        None
    }
}

fn polygon(geometry: Geometry<f64>) -> Option<Polygon<f64>> {
    if let Geometry::Polygon(polygon) = geometry {
        Some(polygon)
    } else {
        None
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::read::values::places::geometry;

    #[test]
    fn what_is_written_is_read_back() {
        for text in [
            "POINT(1 2)",
            "LINESTRING(0 0,1 1)",
            "POLYGON((0 0,4 0,4 4,0 0),(1 1,2 1,2 2,1 1))",
            "MULTIPOINT(1 2,3 4)",
            "MULTILINESTRING((0 0,1 1))",
            "MULTIPOLYGON(((0 0,4 0,4 4,0 0)))",
            "GEOMETRYCOLLECTION(POINT(1 2),LINESTRING(0 0,1 1))",
        ] {
            let given = geometry(text).unwrap();
            let mut bytes = Vec::new();
            write(&given, &mut bytes);
            assert_eq!(read(&bytes), Some(given), "{text}");
            for end in 0..bytes.len() {
                assert_eq!(read(&bytes[..end]), None, "{text} cut at {end}");
            }
        }
    }

    #[test]
    fn a_hostile_count_allocates_nothing() {
        assert_eq!(read(&[1, 2, 0, 0, 0, 255, 255, 255, 255]), None);
    }
}
