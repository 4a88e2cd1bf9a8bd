//! Shapes: read from text and bytes, brought to degrees, simplified, repaired, compared with an area.

use std::collections::HashMap;

use geo::{BooleanOps, Intersects, LinesIter, Validation};
use geo_types::{Coord, Geometry, LineString, MultiLineString, MultiPolygon, Polygon};
use portico_formats::geometry::{Reprojection, clean, read_text, read_wkb, representative, write_wkb};
use portico_formats::values::{self, Value};
use portico_model::FieldType;

use super::points::reprojection;
use super::text::{FIELD, OUTPUT};
use crate::act::{Built, field_to_write, keep, map};
use crate::arguments::{Arguments, Wrong};
use crate::kind::{Group, Kind, Param, ParamType};
use crate::plan::Context;

const SHAPE_OR_POINT: ParamType = ParamType::Choice(&["geo_shape", "geo_point_2d"]);

pub(crate) static WKT: Kind = Kind {
    name: "wkt_to_geojson",
    group: Group::Places,
    title: "WKT and WKB to GeoJSON",
    help: "Reads geometries that are written as WKT, EWKT, or as WKB or EWKB in hexadecimal.",
    params: &[
        FIELD,
        Param::optional(
            "epsg",
            ParamType::Epsg,
            "The EPSG code of the coordinates; left out, the one that the geometry names, else degrees.",
        ),
        Param::optional("to", SHAPE_OR_POINT, "A shape, or the point that stands for it.").or("geo_shape"),
        OUTPUT,
    ],
    build: read_shapes,
};

pub(crate) static REPROJECT: Kind = Kind {
    name: "normalize_projection",
    group: Group::Places,
    title: "Normalize projection reference",
    help: "Brings coordinates of another system to degrees (WGS 84): of a text with a pair `x, y`, WKT or GeoJSON, or of a field of places.",
    params: &[
        FIELD,
        Param::required("epsg", ParamType::Epsg, "The EPSG code of the coordinates."),
        Param::optional("to", SHAPE_OR_POINT, "A shape, or the point that stands for it.").or("geo_point_2d"),
        OUTPUT,
    ],
    build: read_shapes,
};

fn read_shapes(arguments: &Arguments<'_>, _: &Context<'_>) -> Result<Built, Wrong> {
    let index = arguments.field("field")?;
    let output = arguments.output("output", index)?;
    let ty = super::fields::type_named(arguments.text("to"));
    let field = field_to_write(arguments.schema(), &output, ty);
    let given = match arguments.has("epsg") {
        true => Some(reprojection(arguments, "epsg")?),
        false => None,
    };
    let mut known: HashMap<u32, Option<Reprojection>> = HashMap::new();
    Ok(map(
        arguments.schema(),
        vec![index],
        vec![field],
        move |values, out| {
            let Some((geometry, srid)) = geometry(&values[0])? else {
                return Ok(());
            };
            let way = match (&given, srid) {
                (Some(way), _) => way.clone(),
                (None, None) => None,
                (None, Some(code)) => way_of(code, &mut known)?,
            };
            let Some(geometry) = clean(geometry, way.as_ref())? else {
                return Err("nothing is left of the geometry: it has no extent".to_owned());
            };
            out[0] = match ty {
                FieldType::GeoPoint2d => representative(&geometry).map_or(Value::Null, Value::Point),
                _ => Value::Shape(write_wkb(&geometry)),
            };
            Ok(())
        },
    ))
}

/// Systems of one column.
const MOST_SYSTEMS: usize = 32;

fn way_of(code: u32, known: &mut HashMap<u32, Option<Reprojection>>) -> Result<Option<Reprojection>, String> {
    if let Some(way) = known.get(&code) {
        return Ok(way.clone());
    }
    let way = Reprojection::from_epsg(code).map_err(|error| error.to_string())?;
    if known.len() < MOST_SYSTEMS {
        known.insert(code, way.clone());
    }
    Ok(way)
}

/// A geometry, and the coordinate system that it names.
type Placed = (Geometry<f64>, Option<u32>);

/// The geometry of a value.
fn geometry(value: &Value) -> Result<Option<Placed>, String> {
    match value {
        Value::Null => return Ok(None),
        Value::Point(point) => return Ok(Some(((*point).into(), None))),
        Value::Shape(wkb) => {
            let geometry = read_wkb(wkb).ok_or("the geometry is damaged")?;
            return Ok(Some((geometry, None)));
        }
        _ => {}
    }
    let text = values::text(value).unwrap_or_default();
    let text = text.trim();
    let hexadecimal = text
        .strip_prefix("\\x")
        .or_else(|| text.strip_prefix("0x"))
        .unwrap_or(text);
    if hexadecimal.len() >= 10 && hexadecimal.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        let bytes = hex::decode(hexadecimal).map_err(|_| "it is not WKB in hexadecimal".to_owned())?;
        let geometry = read_wkb(&bytes).ok_or("the WKB is damaged, or of a kind that is not read")?;
        return Ok(Some((geometry, srid_of(&bytes))));
    }
    let srid = match text.get(..5) {
        Some(start) if start.eq_ignore_ascii_case("SRID=") => {
            let digits: String = text[5..].chars().take_while(char::is_ascii_digit).collect();
            digits.parse().ok()
        }
        _ => None,
    };
    if let Some(geometry) = read_text(text) {
        return Ok(Some((geometry, srid)));
    }
    pair(text)
        .map(|point| Some((point, None)))
        .ok_or_else(|| "it is not a geometry in WKT, WKB or GeoJSON".to_owned())
}

/// The coordinate system of extended WKB; 0 means that it says none.
fn srid_of(bytes: &[u8]) -> Option<u32> {
    let word = |at: usize| -> Option<u32> {
        let four: [u8; 4] = bytes.get(at..at + 4)?.try_into().ok()?;
        Some(match bytes.first()? {
            1 => u32::from_le_bytes(four),
            _ => u32::from_be_bytes(four),
        })
    };
    (word(1)? & 0x2000_0000 != 0)
        .then(|| word(5))
        .flatten()
        .filter(|code| *code != 0)
}

/// `x, y`: the way that coordinate systems on paper write it.
fn pair(text: &str) -> Option<Geometry<f64>> {
    let inner = text.trim_matches(|c| matches!(c, '(' | ')' | '[' | ']' | ' '));
    let mut numbers = inner
        .split([',', ';', ' '])
        .map(str::trim)
        .filter(|part| !part.is_empty());
    let (x, y): (f64, f64) = (numbers.next()?.parse().ok()?, numbers.next()?.parse().ok()?);
    let finite = x.is_finite() && y.is_finite() && numbers.next().is_none();
    finite.then(|| geo_types::Point::new(x, y).into())
}

/// Changes shapes, in place or into another field.
fn on_shapes(
    arguments: &Arguments<'_>,
    work: impl Fn(Geometry<f64>) -> Result<Geometry<f64>, String> + Send + 'static,
) -> Result<Built, Wrong> {
    let index = arguments.field_of("field", &[FieldType::GeoShape])?;
    let output = arguments.output("output", index)?;
    let field = field_to_write(arguments.schema(), &output, FieldType::GeoShape);
    Ok(map(
        arguments.schema(),
        vec![index],
        vec![field],
        move |values, out| {
            if let Value::Shape(wkb) = &values[0] {
                let geometry = read_wkb(wkb).ok_or("the geometry is damaged")?;
                if let Some(changed) = clean(work(geometry)?, None)? {
                    out[0] = Value::Shape(write_wkb(&changed));
                }
            }
            Ok(())
        },
    ))
}

pub(crate) static SIMPLIFY: Kind = Kind {
    name: "simplify_shape",
    group: Group::Places,
    title: "Simplify geo shape",
    help: "Takes corners out of lines and areas that lie closer to a straight line than a tolerance. Areas that touched may then overlap.",
    params: &[
        FIELD,
        Param::optional(
            "tolerance",
            ParamType::Number {
                min: 0.001,
                max: 1.0e6,
            },
            "The tolerance, in metres.",
        )
        .or("10"),
        OUTPUT,
    ],
    build: |arguments, _| {
        // A degree of latitude has so many metres.
        let tolerance = arguments.number("tolerance") / 111_195.0;
        on_shapes(arguments, move |geometry| {
            let simple = simplified(&geometry, &mut Simplifier::new(tolerance))?;
            // What would vanish stays as it is.
            Ok(match clean(simple.clone(), None) {
                Ok(Some(_)) => simple,
                _ => geometry,
            })
        })
    },
};

fn simplified(geometry: &Geometry<f64>, by: &mut Simplifier) -> Result<Geometry<f64>, String> {
    let mut polygon = |polygon: &Polygon<f64>| -> Result<Polygon<f64>, String> {
        let holes = polygon.interiors().iter().map(|ring| by.line(ring, 4));
        let holes = holes.collect::<Result<Vec<_>, _>>()?;
        Ok(Polygon::new(by.line(polygon.exterior(), 4)?, holes))
    };
    Ok(match geometry {
        Geometry::Polygon(one) => polygon(one)?.into(),
        Geometry::MultiPolygon(all) => {
            MultiPolygon(all.0.iter().map(polygon).collect::<Result<Vec<_>, _>>()?).into()
        }
        Geometry::LineString(line) => by.line(line, 2)?.into(),
        Geometry::MultiLineString(lines) => {
            let lines = lines.0.iter().map(|line| by.line(line, 2));
            MultiLineString(lines.collect::<Result<Vec<_>, _>>()?).into()
        }
        Geometry::GeometryCollection(parts) => {
            let parts = parts.0.iter().map(|part| simplified(part, by));
            Geometry::GeometryCollection(parts.collect::<Result<Vec<_>, _>>()?.into_iter().collect())
        }
        other => other.clone(),
    })
}

/// Takes corners out of lines, after Ramer, Douglas and Peucker, without recursion and with an end to its work.
struct Simplifier {
    tolerance: f64,
    /// Corners that may still be looked at: a hostile line would have each looked at for each other.
    left: usize,
}

/// Corners that are looked at for one geometry.
const MOST_LOOKS: usize = 50_000_000;

impl Simplifier {
    fn new(tolerance: f64) -> Self {
        Self {
            tolerance,
            left: MOST_LOOKS,
        }
    }

    /// The line with fewer corners; as it is, when fewer than `least` would stay.
    fn line(&mut self, line: &LineString<f64>, least: usize) -> Result<LineString<f64>, String> {
        let corners = &line.0;
        if corners.len() <= least {
            return Ok(line.clone());
        }
        let mut kept = vec![false; corners.len()];
        let last = corners.len() - 1;
        (kept[0], kept[last]) = (true, true);
        let mut parts = vec![(0, last)];
        while let Some((from, to)) = parts.pop() {
            let looks = to - from;
            self.left = self
                .left
                .checked_sub(looks)
                .ok_or("the geometry has too many corners to be simplified")?;
            let farthest = (from + 1..to)
                .map(|at| (at, distance(corners[at], corners[from], corners[to])))
                .max_by(|one, other| one.1.total_cmp(&other.1));
            if let Some((at, far)) = farthest
                && far > self.tolerance
            {
                kept[at] = true;
                parts.extend([(from, at), (at, to)]);
            }
        }
        let simple: Vec<_> = corners
            .iter()
            .zip(kept)
            .filter_map(|(corner, kept)| kept.then_some(*corner))
            .collect();
        Ok(if simple.len() < least {
            line.clone()
        } else {
            LineString(simple)
        })
    }
}

/// How far a corner is from the stretch between two others.
fn distance(corner: Coord<f64>, from: Coord<f64>, to: Coord<f64>) -> f64 {
    let (dx, dy) = (to.x - from.x, to.y - from.y);
    let length = dx * dx + dy * dy;
    let along = if length > 0.0 {
        (((corner.x - from.x) * dx + (corner.y - from.y) * dy) / length).clamp(0.0, 1.0)
    } else {
        0.0
    };
    (corner.x - from.x - along * dx).hypot(corner.y - from.y - along * dy)
}

pub(crate) static CORRECT: Kind = Kind {
    name: "correct_shape",
    group: Group::Places,
    title: "Correct geo shape",
    help: "Repairs areas whose outline crosses itself, closes rings and drops parts without extent.",
    params: &[FIELD, OUTPUT],
    build: |arguments, _| on_shapes(arguments, corrected),
};

fn corrected(geometry: Geometry<f64>) -> Result<Geometry<f64>, String> {
    let repaired = |areas: MultiPolygon<f64>| {
        if crosses_too_often(&areas) {
            return Err("its outline crosses itself too often to be repaired".to_owned());
        }
        Ok(if areas.is_valid() {
            areas
        } else {
            areas.union(&MultiPolygon::new(Vec::new()))
        })
    };
    Ok(match geometry {
        Geometry::Polygon(polygon) => {
            let mut areas = repaired(MultiPolygon(vec![polygon]))?;
            match areas.0.len() {
                1 => Geometry::Polygon(areas.0.remove(0)),
                _ => areas.into(),
            }
        }
        Geometry::MultiPolygon(areas) => repaired(areas)?.into(),
        Geometry::GeometryCollection(parts) => {
            let parts = parts.0.into_iter().map(corrected);
            Geometry::GeometryCollection(parts.collect::<Result<Vec<_>, _>>()?.into_iter().collect())
        }
        other => other,
    })
}

/// Pairs of stretches that may cross: each crossing is a corner of the repaired area.
const MOST_CROSSINGS: usize = 1_000_000;

/// Whether so many stretches lie over each other that repairing them would take all memory there is.
fn crosses_too_often(areas: &MultiPolygon<f64>) -> bool {
    let mut boxes: Vec<[f64; 4]> = areas
        .lines_iter()
        .map(|line| {
            let (a, b) = (line.start, line.end);
            [a.x.min(b.x), a.x.max(b.x), a.y.min(b.y), a.y.max(b.y)]
        })
        .collect();
    boxes.sort_by(|one, other| one[0].total_cmp(&other[0]));
    let (mut looks, mut pairs) = (0, 0);
    for (at, one) in boxes.iter().enumerate() {
        for other in boxes[at + 1..].iter().take_while(|other| other[0] <= one[1]) {
            looks += 1;
            pairs += usize::from(one[2] <= other[3] && other[2] <= one[3]);
            if looks > MOST_LOOKS || pairs > MOST_CROSSINGS {
                return true;
            }
        }
    }
    false
}

pub(crate) static POLYGON_FILTER: Kind = Kind {
    name: "polygon_filter",
    group: Group::Places,
    title: "Polygon filtering",
    help: "Keeps the records whose place touches an area, or those whose place does not. Records without a place are left out.",
    params: &[
        FIELD,
        Param::required(
            "polygon",
            ParamType::Lines,
            "The area, as GeoJSON or WKT, in degrees.",
        ),
        Param::optional(
            "outside",
            ParamType::Flag,
            "The records outside of the area are kept.",
        )
        .or("false"),
    ],
    build: |arguments, _| {
        let index = arguments.field_of("field", &[FieldType::GeoPoint2d, FieldType::GeoShape])?;
        let written = Value::Text(arguments.text("polygon").to_owned());
        let (area, _) = geometry(&written)
            .map_err(|reason| Wrong::of("polygon", reason))?
            .ok_or_else(|| Wrong::of("polygon", "it is missing"))?;
        let area = clean(area, None).map_err(|reason| Wrong::of("polygon", reason))?;
        let area = match area {
            Some(area @ (Geometry::Polygon(_) | Geometry::MultiPolygon(_))) => area,
            _ => return Err(Wrong::of("polygon", "it is no area").hint("write a Polygon or a MultiPolygon")),
        };
        let outside = arguments.flag("outside");
        Ok(keep(
            arguments.schema(),
            vec![index],
            move |values| match geometry(&values[0]) {
                Ok(Some((place, _))) => area.intersects(&place) != outside,
                _ => false,
            },
        ))
    },
};
