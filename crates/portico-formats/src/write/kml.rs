//! How do records become placemarks? KML 2.2: a schema of typed attributes, then a placemark a record, always in WGS 84.

use std::fs::File;

use arrow::record_batch::RecordBatch;
use geo_types::{Coord, Geometry, LineString, Polygon};
use portico_model::{Field, FieldType};

use super::features::Features;
use super::value::Columns;
use super::{RecordWriter, WriteOptions, scalars, xml};
use crate::FormatError;

/// Writes KML.
#[derive(Debug)]
pub(super) struct KmlWriter {
    features: Features,
    title: String,
}

impl KmlWriter {
    pub(super) fn new(fields: &[Field], options: &WriteOptions) -> Result<Self, FormatError> {
        Ok(Self {
            features: Features::new(fields, options)?,
            title: options.subject.title.clone(),
        })
    }
}

/// The types that a schema may name. Its `int` has 32 bits, which ours do not fit in.
fn type_name(ty: FieldType) -> &'static str {
    match ty {
        FieldType::Int | FieldType::Double => "double",
        FieldType::Boolean => "bool",
        _ => "string",
    }
}

impl RecordWriter for KmlWriter {
    fn start(&mut self, out: &mut Vec<u8>) -> Result<(), FormatError> {
        out.extend_from_slice(
            b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<kml xmlns=\"http://www.opengis.net/kml/2.2\"><Document id=\"root_doc\">",
        );
        xml::element("name", &self.title, out);
        out.extend_from_slice(b"<Schema name=\"records\" id=\"records\">");
        for column in self.features.attributes() {
            out.extend_from_slice(b"<SimpleField name=\"");
            xml::attribute(&self.features.names[column], out);
            let ty = type_name(self.features.fields[column].ty);
            put(&["\" type=\"", ty, "\"/>"], out);
        }
        out.extend_from_slice(b"</Schema><Folder>");
        xml::element("name", &self.title, out);
        out.push(b'\n');
        Ok(())
    }

    fn write(&mut self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<(), FormatError> {
        let features = &self.features;
        let columns = Columns::new(&features.fields, batch, features.rendering)?;
        for row in 0..columns.rows() {
            out.extend_from_slice(b"<Placemark>");
            if let Some(name) = features.name(&columns, row) {
                xml::element("name", &name, out);
            }
            out.extend_from_slice(b"<ExtendedData><SchemaData schemaUrl=\"#records\">");
            for column in features.attributes() {
                if let Some(text) = features.text(&columns, column, row) {
                    out.extend_from_slice(b"<SimpleData name=\"");
                    xml::attribute(&features.names[column], out);
                    out.extend_from_slice(b"\">");
                    xml::text(&text, out);
                    out.extend_from_slice(b"</SimpleData>");
                }
            }
            out.extend_from_slice(b"</SchemaData></ExtendedData>");
            if let Some(geometry) = features.geometry(&columns, row) {
                draw(&geometry, out);
            }
            out.extend_from_slice(b"</Placemark>\n");
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut Vec<u8>) -> Result<Option<File>, FormatError> {
        out.extend_from_slice(b"</Folder></Document></kml>\n");
        Ok(None)
    }
}

fn put(texts: &[&str], out: &mut Vec<u8>) {
    texts
        .iter()
        .for_each(|text| out.extend_from_slice(text.as_bytes()));
}

fn draw(geometry: &Geometry<f64>, out: &mut Vec<u8>) {
    match geometry {
        Geometry::Point(point) => line("Point", &[point.0], out),
        Geometry::LineString(path) => line("LineString", &path.0, out),
        Geometry::Polygon(area) => polygon(area, out),
        Geometry::MultiPoint(points) => many(points.0.iter().map(|part| Geometry::Point(*part)), out),
        Geometry::MultiLineString(lines) => many(lines.0.iter().cloned().map(Geometry::LineString), out),
        Geometry::MultiPolygon(areas) => many(areas.0.iter().cloned().map(Geometry::Polygon), out),
        Geometry::GeometryCollection(parts) => many(parts.0.iter().cloned(), out),
        Geometry::Line(two) => line("LineString", &[two.start, two.end], out),
        Geometry::Rect(rect) => polygon(&rect.to_polygon(), out),
        Geometry::Triangle(triangle) => polygon(&triangle.to_polygon(), out),
    }
}

fn many(parts: impl Iterator<Item = Geometry<f64>>, out: &mut Vec<u8>) {
    out.extend_from_slice(b"<MultiGeometry>");
    parts.for_each(|part| draw(&part, out));
    out.extend_from_slice(b"</MultiGeometry>");
}

fn polygon(area: &Polygon<f64>, out: &mut Vec<u8>) {
    let ring = |boundary: &str, ring: &LineString<f64>, out: &mut Vec<u8>| {
        put(&["<", boundary, ">"], out);
        line("LinearRing", &ring.0, out);
        put(&["</", boundary, ">"], out);
    };
    out.extend_from_slice(b"<Polygon>");
    ring("outerBoundaryIs", area.exterior(), out);
    area.interiors()
        .iter()
        .for_each(|hole| ring("innerBoundaryIs", hole, out));
    out.extend_from_slice(b"</Polygon>");
}

fn line(name: &str, coords: &[Coord<f64>], out: &mut Vec<u8>) {
    put(&["<", name, "><coordinates>"], out);
    for (at, coord) in coords.iter().enumerate() {
        if at > 0 {
            out.push(b' ');
        }
        scalars::double(coord.x, out);
        out.push(b',');
        scalars::double(coord.y, out);
    }
    put(&["</coordinates></", name, ">"], out);
}
