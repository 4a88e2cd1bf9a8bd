//! What geometry does a GeoJSON value hold?

use std::borrow::Cow;

use geo_types::{
    Coord, Geometry, GeometryCollection, LineString, MultiLineString, MultiPoint, MultiPolygon, Point,
    Polygon,
};

use crate::read::json::value::Json;

const KINDS: [&str; 7] = [
    "Point",
    "MultiPoint",
    "LineString",
    "MultiLineString",
    "Polygon",
    "MultiPolygon",
    "GeometryCollection",
];

/// The value is a GeoJSON geometry and nothing else.
pub(crate) fn is_geometry(value: &Json) -> bool {
    let Json::Object(members) = value else {
        return false;
    };
    members.len() <= 4
        && value
            .member("type")
            .and_then(Json::text)
            .is_some_and(|kind| KINDS.contains(&kind))
        && matches!(
            value.member("coordinates").or_else(|| value.member("geometries")),
            Some(Json::Array(_))
        )
}

/// The geometry of a value that is a place and nothing else: a GeoJSON geometry, a feature without properties, or an object of
/// longitude and latitude, which is how the Explore API itself writes points.
pub(crate) fn place_of(value: &Json) -> Option<Cow<'_, Json>> {
    if is_geometry(value) {
        return Some(Cow::Borrowed(value));
    }
    let Json::Object(members) = value else {
        return None;
    };
    if value.member("type").and_then(Json::text) == Some("Feature") {
        let bare = match value.member("properties") {
            None | Some(Json::Null) => true,
            Some(Json::Object(properties)) => properties.is_empty(),
            Some(_) => false,
        };
        return value
            .member("geometry")
            .filter(|geometry| bare && is_geometry(geometry))
            .map(Cow::Borrowed);
    }
    if members.len() != 2 {
        return None;
    }
    let number = |names: [&str; 3], most: f64| {
        names
            .iter()
            .find_map(|name| value.member(name))
            .and_then(Json::number)
            .filter(|number| number.abs() <= most)
    };
    let longitude = number(["lon", "lng", "longitude"], 180.0)?;
    let latitude = number(["lat", "latitude", "Lat"], 90.0)?;
    let coordinates = Json::Array(vec![Json::Float(longitude), Json::Float(latitude)]);
    Some(Cow::Owned(Json::Object(vec![
        ("type".to_owned(), Json::Text("Point".to_owned())),
        ("coordinates".to_owned(), coordinates),
    ])))
}

/// The geometry of a GeoJSON object; none for null and for empty geometries.
///
/// # Errors
/// What is malformed.
pub(crate) fn geometry(value: &Json) -> Result<Option<Geometry<f64>>, String> {
    nested(value, 0)
}

fn nested(value: &Json, depth: usize) -> Result<Option<Geometry<f64>>, String> {
    if matches!(value, Json::Null) {
        return Ok(None);
    }
    if depth > 8 {
        return Err("geometry collections are nested too deeply".to_owned());
    }
    let kind = value
        .member("type")
        .and_then(Json::text)
        .ok_or("a geometry has no type")?;
    if kind == "GeometryCollection" {
        let parts = list(
            value
                .member("geometries")
                .ok_or("a geometry collection has no geometries")?,
        )?;
        let mut kept = Vec::new();
        for part in parts {
            kept.extend(nested(part, depth + 1)?);
        }
        return Ok((!kept.is_empty()).then_some(Geometry::GeometryCollection(GeometryCollection(kept))));
    }
    let coordinates = match value.member("coordinates") {
        None | Some(Json::Null) => return Ok(None),
        Some(coordinates) => coordinates,
    };
    if list(coordinates)?.is_empty() {
        return Ok(None);
    }
    Ok(Some(match kind {
        "Point" => Point(position(coordinates)?).into(),
        "MultiPoint" => MultiPoint(each(coordinates, |one| position(one).map(Point))?).into(),
        "LineString" => line(coordinates)?.into(),
        "MultiLineString" => MultiLineString(each(coordinates, line)?).into(),
        "Polygon" => match polygon(coordinates)? {
            Some(polygon) => polygon.into(),
            None => return Ok(None),
        },
        "MultiPolygon" => MultiPolygon(each(coordinates, polygon)?.into_iter().flatten().collect()).into(),
        other => {
            return Err(format!(
                "`{}` is not a geometry type",
                crate::read::inspection::clip(other, 40)
            ));
        }
    }))
}

fn list(value: &Json) -> Result<&[Json], String> {
    match value {
        Json::Array(items) => Ok(items),
        _ => Err("coordinates are not a list".to_owned()),
    }
}

fn each<T>(value: &Json, read: impl Fn(&Json) -> Result<T, String>) -> Result<Vec<T>, String> {
    list(value)?.iter().map(read).collect()
}

fn position(value: &Json) -> Result<Coord<f64>, String> {
    match list(value)? {
        [x, y, ..] => match (x.number(), y.number()) {
            (Some(x), Some(y)) => Ok(Coord { x, y }),
            _ => Err("a coordinate is not a number".to_owned()),
        },
        _ => Err("a position has fewer than two coordinates".to_owned()),
    }
}

fn line(value: &Json) -> Result<LineString<f64>, String> {
    each(value, position).map(LineString)
}

/// Rings are not closed here: the repair does, and says so.
fn polygon(value: &Json) -> Result<Option<Polygon<f64>>, String> {
    let mut rings = each(value, line)?.into_iter();
    Ok(rings
        .next()
        .map(|exterior| Polygon::new(exterior, rings.collect())))
}
