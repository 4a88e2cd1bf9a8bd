//! How are the features of a GeoJSON document read? Properties become columns, the geometry a shape or a point.

use std::path::Path;

use struson::reader::{JsonReader, ReaderError, ValueType};

use super::value::{self, Json};
use super::{JsonLayout, Reader, broken, line_of, open};
use crate::FormatError;
use crate::read::Limits;
use crate::read::geometry::{crs::Reprojection, geojson};
use crate::read::plan::{Flow, Sink};

/// Members of a feature that are no data.
const FRAME: [&str; 4] = ["type", "geometry", "properties", "bbox"];

/// Reads every feature; a single feature or a bare geometry counts as one.
pub(super) fn run(
    path: &Path,
    layout: &mut JsonLayout,
    limits: &Limits,
    sink: &mut dyn Sink,
) -> Result<(), FormatError> {
    let (mut reader, bytes) = open(path, layout.encoding, false)?;
    let fail = |error: ReaderError| broken(&error);
    if reader.peek().map_err(fail)? != ValueType::Object {
        return Err(not_geojson("it is not an object"));
    }
    reader.begin_object().map_err(fail)?;
    let (mut collection, mut alone) = (false, Vec::new());
    while reader.has_next().map_err(fail)? {
        let name = reader.next_name_owned().map_err(fail)?;
        let array = reader.peek().map_err(fail)? == ValueType::Array;
        match name.as_str() {
            "features" if array => {
                collection = true;
                reader.begin_array().map_err(fail)?;
                while reader.has_next().map_err(fail)? {
                    let line = line_of(&reader);
                    let mut budget = Some(limits.record_bytes);
                    let value = value::next(&mut reader, &mut budget).map_err(fail)?;
                    if budget.is_none() {
                        let reason = format!("the feature is longer than {} bytes", limits.record_bytes);
                        sink.refuse_row(line, &reason, "");
                    } else if feature(layout, value, line, sink)? && sink.end(bytes.get())? == Flow::Stop {
                        return Ok(());
                    }
                }
                reader.end_array().map_err(fail)?;
            }
            "crs" if layout.reprojection.is_none() => {
                layout.reprojection = reference(&mut reader)?;
                layout.late = collection && layout.reprojection.is_some();
            }
            _ if collection => reader.skip_value().map_err(fail)?,
            _ => {
                let mut budget = Some(limits.record_bytes);
                let value = value::next(&mut reader, &mut budget).map_err(fail)?;
                if budget.is_some() {
                    alone.push((name, value));
                }
            }
        }
    }
    reader.end_object().map_err(fail)?;
    reader.consume_trailing_whitespace().map_err(fail)?;
    if collection {
        // Even without a feature, the table has its geometry.
        return geometry_column(layout, sink).map(|_| ());
    }
    let value = Json::Object(alone);
    let value = match value.member("type").and_then(Json::text) {
        Some("Feature") => value,
        _ if geojson::is_geometry(&value) => Json::Object(vec![("geometry".to_owned(), value)]),
        _ => return Err(not_geojson("it has no list of features")),
    };
    if feature(layout, value, 1, sink)? {
        sink.end(bytes.get())?;
    }
    Ok(())
}

fn not_geojson(why: &str) -> FormatError {
    FormatError::content_with_hint(format!("the file is not GeoJSON: {why}"), "import it as JSON")
}

/// Hands a feature over up to its end; false when it was refused.
pub(super) fn feature(
    layout: &mut JsonLayout,
    value: Json,
    line: u64,
    sink: &mut dyn Sink,
) -> Result<bool, FormatError> {
    let Json::Object(members) = value else {
        sink.refuse_row(line, "the feature is not an object", "");
        return Ok(false);
    };
    let (mut record, mut foreign, mut geometry) = (Vec::new(), Vec::new(), Json::Null);
    for (name, value) in members {
        match (name.as_str(), value) {
            ("properties", Json::Object(properties)) => record = properties,
            ("geometry", value) => geometry = value,
            (name, _) if FRAME.contains(&name) => {}
            (_, value) => foreign.push((name, value)),
        }
    }
    for (name, value) in foreign {
        let taken = record.iter().any(|(known, _)| *known == name);
        record.push((if taken { format!("feature_{name}") } else { name }, value));
    }
    sink.begin(line);
    layout.members.record(&record, sink)?;
    let column = geometry_column(layout, sink)?;
    super::flatten::emit_geometry(column, &geometry, layout.reprojection.as_ref(), sink);
    Ok(true)
}

fn geometry_column(layout: &mut JsonLayout, sink: &mut dyn Sink) -> Result<usize, FormatError> {
    if let Some(column) = layout.geometry {
        return Ok(column);
    }
    let column = sink.declare("geo_shape", Some(portico_model::FieldType::GeoShape))?;
    layout.geometry = Some(column);
    Ok(column)
}

/// The old-style `crs` member: `{"type": "name", "properties": {"name": "urn:ogc:def:crs:EPSG::2267"}}`.
fn reference(reader: &mut Reader) -> Result<Option<Reprojection>, FormatError> {
    let value = value::next(reader, &mut Some(10_000)).map_err(|error| broken(&error))?;
    let properties = value.member("properties");
    if let Some(name) = properties
        .and_then(|inner| inner.member("name"))
        .and_then(Json::text)
    {
        return Reprojection::from_name(name);
    }
    match properties
        .and_then(|inner| inner.member("code"))
        .and_then(Json::number)
    {
        Some(code) if (0.0..1e9).contains(&code) => Reprojection::from_epsg(code as u32),
        _ => Ok(None),
    }
}
