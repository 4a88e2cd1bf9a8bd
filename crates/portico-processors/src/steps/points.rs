//! Points: made of columns, of degrees with minutes, of codes; measured and masked.

use geo::{Destination, Distance, Haversine};
use geo_types::{Coord, Geometry, LineString, Point};
use hmac::{Hmac, Mac};
use portico_formats::geometry::{Reprojection, clean, representative, write_wkb};
use portico_formats::values::{self, Conversion, Value};
use portico_model::{Field, FieldType};
use sha2::Sha256;

use super::text::{FIELD, OUTPUT};
use crate::act::{Built, field_to_write, map};
use crate::arguments::{Arguments, Wrong};
use crate::kind::{Group, Kind, Param, ParamType};
use crate::plan::Context;

/// The way from the coordinate system of a parameter to degrees; none when they are degrees.
pub(crate) fn reprojection(arguments: &Arguments<'_>, param: &str) -> Result<Option<Reprojection>, Wrong> {
    let code = u32::try_from(arguments.int(param)).unwrap_or(4326);
    Reprojection::from_epsg(code).map_err(|error| {
        Wrong::of(param, error.to_string()).hint("write the EPSG code of the system, such as 2154 or 3857")
    })
}

/// A point in degrees, or why it is none.
fn place(x: f64, y: f64, way: Option<&Reprojection>) -> Result<Value, String> {
    let cleaned = clean(Geometry::Point(Point::new(x, y)), way)?;
    Ok(cleaned
        .and_then(|geometry| representative(&geometry))
        .map_or(Value::Null, Value::Point))
}

pub(crate) static GEO_POINT: Kind = Kind {
    name: "geo_point",
    group: Group::Places,
    title: "Create geo point",
    help: "Makes a point of two columns: latitude and longitude, or the coordinates of another system.",
    params: &[
        Param::required(
            "lat",
            ParamType::Field,
            "The field with the latitude, or the y of another system.",
        ),
        Param::required(
            "lon",
            ParamType::Field,
            "The field with the longitude, or the x of another system.",
        ),
        Param::optional("epsg", ParamType::Epsg, "The EPSG code of the coordinates.").or("4326"),
        Param::optional(
            "decimal_comma",
            ParamType::Flag,
            "Texts are written with a decimal comma: `48,85`.",
        )
        .or("false"),
        Param::required("output", ParamType::Name, "The field to write: a point."),
    ],
    build: |arguments, _| {
        let (lat, lon) = (arguments.sayable("lat")?, arguments.sayable("lon")?);
        let way = reprojection(arguments, "epsg")?;
        let field = field_to_write(
            arguments.schema(),
            &arguments.name("output")?,
            FieldType::GeoPoint2d,
        );
        let number = Conversion::to(
            &Field::new("number", FieldType::Double),
            None,
            arguments.flag("decimal_comma"),
        );
        Ok(map(
            arguments.schema(),
            vec![lat, lon],
            vec![field],
            move |values, out| {
                let read = |value: &Value| match number.convert(value)? {
                    Value::Double(number) => Ok::<_, String>(Some(number)),
                    _ => Ok(None),
                };
                if let (Some(lat), Some(lon)) = (read(&values[0])?, read(&values[1])?) {
                    out[0] = place(lon, lat, way.as_ref())?;
                }
                Ok(())
            },
        ))
    },
};

pub(crate) static DEGREES: Kind = Kind {
    name: "convert_degrees",
    group: Group::Places,
    title: "Convert degrees",
    help: "Writes degrees with minutes and seconds, such as `48° 51' 24\" N`, as a decimal number.",
    params: &[FIELD, OUTPUT],
    build: |arguments, _| {
        let index = arguments.sayable("field")?;
        let output = arguments.output("output", index)?;
        let field = field_to_write(arguments.schema(), &output, FieldType::Double);
        Ok(map(
            arguments.schema(),
            vec![index],
            vec![field],
            |values, out| {
                if let Some(text) = values::text(&values[0]) {
                    out[0] = Value::Double(degrees(&text)?);
                }
                Ok(())
            },
        ))
    },
};

/// Up to three numbers, and the side of the world as a letter (`O` is west in French and Spanish).
fn degrees(text: &str) -> Result<f64, String> {
    let wrong = || "it is not degrees with minutes and seconds".to_owned();
    let mut numbers: Vec<f64> = Vec::new();
    let (mut sign, mut side) = (1.0, false);
    let mut rest = text.trim();
    while let Some(first) = rest.chars().next() {
        if first.is_ascii_digit() {
            let end = rest
                .find(|c: char| !(c.is_ascii_digit() || matches!(c, '.' | ',')))
                .unwrap_or(rest.len());
            let written = rest[..end].trim_end_matches([',', '.']).replace(',', ".");
            numbers.push(written.parse().map_err(|_| wrong())?);
            rest = &rest[end..];
            continue;
        }
        match first {
            '-' | '−' if numbers.is_empty() => sign = -1.0,
            'S' | 's' | 'W' | 'w' | 'O' | 'o' if !side => {
                side = true;
                sign = -1.0;
            }
            'N' | 'n' | 'E' | 'e' | '+' if !side => side = first != '+',
            '°' | 'º' | '\'' | '′' | '’' | '‘' | '"' | '″' | '”' | '“' | ':' | 'd' | 'm' | '-' =>
                {}
            other if other.is_whitespace() => {}
            _ => return Err(wrong()),
        }
        rest = &rest[first.len_utf8()..];
    }
    let [whole, parts @ ..] = numbers.as_slice() else {
        return Err(wrong());
    };
    if parts.len() > 2 || parts.iter().any(|part| *part >= 60.0) || *whole > 180.0 {
        return Err(wrong());
    }
    let minutes = parts.first().unwrap_or(&0.0) / 60.0;
    let seconds = parts.get(1).unwrap_or(&0.0) / 3600.0;
    Ok(sign * (whole + minutes + seconds))
}

pub(crate) static GEOHASH: Kind = Kind {
    name: "geohash",
    group: Group::Places,
    title: "GeoHash to GeoJSON",
    help: "Writes the place of a GeoHash, such as `u09tvw0`: the point in its middle, or the rectangle it stands for.",
    params: &[
        FIELD,
        Param::optional(
            "to",
            ParamType::Choice(&["geo_point_2d", "geo_shape"]),
            "The middle, or the rectangle.",
        )
        .or("geo_point_2d"),
        OUTPUT,
    ],
    build: |arguments, _| {
        let index = arguments.sayable("field")?;
        let output = arguments.output("output", index)?;
        let ty = super::fields::type_named(arguments.text("to"));
        let field = field_to_write(arguments.schema(), &output, ty);
        Ok(map(
            arguments.schema(),
            vec![index],
            vec![field],
            move |values, out| {
                let Some(text) = values::text(&values[0]) else {
                    return Ok(());
                };
                let area = geohash(text.trim())?;
                out[0] = if ty == FieldType::GeoPoint2d {
                    Value::Point(area.center().into())
                } else {
                    let shape = clean(area.to_polygon().into(), None)?;
                    shape.map_or(Value::Null, |shape| Value::Shape(write_wkb(&shape)))
                };
                Ok(())
            },
        ))
    },
};

fn geohash(text: &str) -> Result<geo_types::Rect<f64>, String> {
    const LETTERS: &[u8] = b"0123456789bcdefghjkmnpqrstuvwxyz";
    if text.is_empty() || text.len() > 12 {
        return Err("a GeoHash has 1 to 12 letters".to_owned());
    }
    let (mut lon, mut lat) = ((-180.0, 180.0), (-90.0, 90.0));
    let mut horizontal = true;
    for byte in text.bytes() {
        let digit = LETTERS
            .iter()
            .position(|letter| *letter == byte.to_ascii_lowercase());
        let digit = digit.ok_or_else(|| format!("`{}` is no letter of a GeoHash", char::from(byte)))?;
        for bit in (0..5).rev() {
            let side: &mut (f64, f64) = if horizontal { &mut lon } else { &mut lat };
            let middle = f64::midpoint(side.0, side.1);
            if digit >> bit & 1 == 1 {
                side.0 = middle;
            } else {
                side.1 = middle;
            }
            horizontal = !horizontal;
        }
    }
    Ok(geo_types::Rect::new(
        Coord { x: lon.0, y: lat.0 },
        Coord { x: lon.1, y: lat.1 },
    ))
}

pub(crate) static POLYLINE: Kind = Kind {
    name: "decode_polyline",
    group: Group::Places,
    title: "Decode a Google polyline",
    help: "Writes a line that is encoded as letters as a shape.",
    params: &[
        FIELD,
        Param::optional(
            "precision",
            ParamType::Integer { min: 1, max: 9 },
            "Decimals of the degrees.",
        )
        .or("5"),
        OUTPUT,
    ],
    build: |arguments, _| {
        let index = arguments.sayable("field")?;
        let output = arguments.output("output", index)?;
        let factor = 10_f64.powi(i32::try_from(arguments.int("precision")).unwrap_or(5));
        let field = field_to_write(arguments.schema(), &output, FieldType::GeoShape);
        Ok(map(
            arguments.schema(),
            vec![index],
            vec![field],
            move |values, out| {
                let Some(text) = values::text(&values[0]) else {
                    return Ok(());
                };
                let line = polyline(text.trim().as_bytes(), factor).ok_or("it is not an encoded line")?;
                let shape = clean(line.into(), None)?.ok_or("the line has no length")?;
                out[0] = Value::Shape(write_wkb(&shape));
                Ok(())
            },
        ))
    },
};

fn polyline(bytes: &[u8], factor: f64) -> Option<LineString<f64>> {
    let mut coords = Vec::new();
    let (mut lat, mut lon) = (0_i64, 0_i64);
    let mut rest = bytes.iter();
    let mut next = || -> Option<Option<i64>> {
        let (mut result, mut shift) = (0_i64, 0);
        loop {
            let Some(byte) = rest.next() else {
                return (shift == 0).then_some(None);
            };
            let chunk = i64::from(byte.checked_sub(63)?);
            if shift > 40 {
                return None;
            }
            result |= (chunk & 0x1f) << shift;
            shift += 5;
            if chunk < 0x20 {
                break;
            }
        }
        Some(Some(if result & 1 == 1 {
            !(result >> 1)
        } else {
            result >> 1
        }))
    };
    while let Some(step) = next()? {
        lat = lat.checked_add(step)?;
        lon = lon.checked_add(next()??)?;
        coords.push(Coord {
            x: lon as f64 / factor,
            y: lat as f64 / factor,
        });
    }
    Some(LineString(coords))
}

pub(crate) static DISTANCE: Kind = Kind {
    name: "geo_distance",
    group: Group::Places,
    title: "Compute geo distance",
    help: "Writes how far two points are from each other, in kilometres, along the surface of the earth.",
    params: &[
        Param::required("first", ParamType::Field, "The first point."),
        Param::required("second", ParamType::Field, "The second point."),
        Param::required("output", ParamType::Name, "The field to write: a number."),
    ],
    build: |arguments, _| {
        let points = [FieldType::GeoPoint2d];
        let inputs = vec![
            arguments.field_of("first", &points)?,
            arguments.field_of("second", &points)?,
        ];
        let mut field = field_to_write(arguments.schema(), &arguments.name("output")?, FieldType::Double);
        field.annotations.unit = Some("km".to_owned());
        Ok(map(arguments.schema(), inputs, vec![field], |values, out| {
            if let [Value::Point(first), Value::Point(second)] = values {
                let metres = Haversine.distance(*first, *second);
                out[0] = Value::Double((metres * 1000.0).round() / 1_000_000.0);
            }
            Ok(())
        }))
    },
};

pub(crate) static GEOMASK: Kind = Kind {
    name: "geomask",
    group: Group::Places,
    title: "Geomasking",
    help: "Moves points somewhere else around their place, for privacy. The same place always moves to the same point, so that later updates \
           reveal nothing; other fields, such as an address, are left as they are.",
    params: &[
        Param::required("field", ParamType::Field, "The points."),
        Param::optional(
            "min",
            ParamType::Number { min: 0.0, max: 1.0e6 },
            "How far they move at least, in metres.",
        )
        .or("1000"),
        Param::optional(
            "max",
            ParamType::Number { min: 1.0, max: 1.0e6 },
            "How far they move at most, in metres.",
        )
        .or("3000"),
        Param::optional(
            "key",
            ParamType::Field,
            "A field that tells records apart: a record keeps its shift when its place is measured again.",
        ),
    ],
    build: geomask,
};

fn geomask(arguments: &Arguments<'_>, context: &Context<'_>) -> Result<Built, Wrong> {
    let index = arguments.field_of("field", &[FieldType::GeoPoint2d])?;
    let key = arguments.field_if_given("key")?;
    let (min, max) = (arguments.number("min"), arguments.number("max"));
    if min >= max {
        return Err(Wrong::of("max", format!("{max} is not larger than `min`, {min}")));
    }
    let schema = arguments.schema();
    let field = schema.fields[index].clone();
    let secret = context.resources.secret();
    let inputs = std::iter::once(index).chain(key).collect();
    Ok(map(schema, inputs, vec![field], move |values, out| {
        let Value::Point(point) = &values[0] else {
            return Ok(());
        };
        // About a metre: the same place, measured again.
        let about = format!("{:.5} {:.5}", point.x(), point.y());
        let seed = match values.get(1).and_then(values::text) {
            Some(key) => format!("key {key}"),
            None => format!("place {about}"),
        };
        out[0] = Value::Point(moved(*point, &secret, &seed, min, max));
        Ok(())
    }))
}

/// A point of the ring around a point, every part of it as likely as another for whoever does not know the secret.
fn moved(point: Point<f64>, secret: &[u8; 32], seed: &str, min: f64, max: f64) -> Point<f64> {
    let bytes = match Hmac::<Sha256>::new_from_slice(secret) {
        Ok(mut mac) => {
            mac.update(b"geomask ");
            mac.update(seed.as_bytes());
            mac.finalize().into_bytes()
        }
        // A key may have any length.
        Err(_) => return Point::new(0.0, 0.0),
    };
    let part = |at: usize| {
        let mut eight = [0; 8];
        eight.copy_from_slice(&bytes[at..at + 8]);
        u64::from_be_bytes(eight) as f64 / u64::MAX as f64
    };
    let metres = (part(0) * (max * max - min * min) + min * min).sqrt();
    let there = Haversine.destination(point, part(8) * 360.0, metres);
    let round = |degrees: f64| (degrees * 1.0e6).round() / 1.0e6;
    let lon = (there.x() + 540.0).rem_euclid(360.0) - 180.0;
    Point::new(round(lon), round(there.y().clamp(-90.0, 90.0)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn degrees_are_read_however_they_are_written() {
        for (text, wanted) in [
            ("48° 51' 24\" N", 48.856_667),
            ("2°21′07″E", 2.351_944),
            ("95 59 30 W", -95.991_667),
            ("-36:09:14", -36.153_889),
            ("O 2° 30'", -2.5),
            ("48,5°", 48.5),
        ] {
            let found = degrees(text).unwrap();
            assert!((found - wanted).abs() < 1e-5, "{text}: {found}");
        }
        for text in ["", "north", "200°", "48° 75'", "48° 51' 24\" N 2° E", "1 2 3 4"] {
            assert!(degrees(text).is_err(), "{text}");
        }
    }

    #[test]
    fn masked_points_lie_in_the_ring_and_stay_where_they_are() {
        let secret = [1; 32];
        let mut east = 0;
        for number in 0..500 {
            let point = Point::new(-95.9 + f64::from(number) / 1000.0, 36.1);
            let there = moved(point, &secret, &format!("place {number}"), 1000.0, 3000.0);
            let metres = Haversine.distance(point, there);
            assert!((999.0..3001.0).contains(&metres), "{metres}");
            assert_eq!(
                there,
                moved(point, &secret, &format!("place {number}"), 1000.0, 3000.0)
            );
            assert_ne!(
                there,
                moved(point, &[2; 32], &format!("place {number}"), 1000.0, 3000.0)
            );
            east += u32::from(there.x() > point.x());
        }
        assert!((200..300).contains(&east), "{east}");
        let edge = moved(Point::new(179.999, 0.0), &secret, "x", 1000.0, 3000.0);
        assert!(edge.x().abs() <= 180.0);
    }

    #[test]
    fn broken_lines_and_codes_are_refused() {
        assert!(polyline(b"_p~iF~ps|U_ulLnnqC", 1e5).is_some());
        for bytes in [&b"_"[..], b"_p~iF", b"!!", &[255; 40]] {
            assert!(polyline(bytes, 1e5).is_none());
        }
        assert!(geohash("aaa").is_err());
        assert!(geohash(&"u".repeat(100)).is_err());
    }
}
