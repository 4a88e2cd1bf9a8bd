//! How do records become waypoints and tracks? GPX 1.1, always in WGS 84; points as `wpt`, lines and outlines as `trk`.
//!
//! The standard wants all waypoints before the first track: tracks wait in a temporary file. Records without a place are left out,
//! since a waypoint is nothing but a place. Values beside name and description stand in `<extension>`, each in an element of its
//! field's name, or as lines of `<desc>`.

use std::fs::File;
use std::io::{BufWriter, Seek, SeekFrom, Write as _};
use std::path::PathBuf;

use arrow::record_batch::RecordBatch;
use geo_types::{Coord, Geometry, LineString};
use portico_model::Field;

use super::features::{self, Features};
use super::value::Columns;
use super::{RecordWriter, WriteOptions, scalars, scratch, xml};
use crate::FormatError;

/// Writes GPX.
#[derive(Debug)]
pub(super) struct GpxWriter {
    features: Features,
    title: String,
    /// The columns that describe.
    described: Vec<usize>,
    use_extension: bool,
    /// The name of each column's element.
    elements: Vec<String>,
    scratch: Option<PathBuf>,
    /// Tracks, once there is one.
    tracks: Option<BufWriter<File>>,
}

const END: &[u8] = b"</gpx>\n";

impl GpxWriter {
    pub(super) fn new(fields: &[Field], options: &WriteOptions) -> Result<Self, FormatError> {
        let features = Features::new(fields, options)?;
        let described = options
            .description_fields
            .iter()
            .map(|name| features::column(fields, "description_field_list", name))
            .collect::<Result<_, _>>()?;
        Ok(Self {
            elements: xml::names(features.names.iter().map(String::as_str)),
            features,
            title: options.subject.title.clone(),
            described,
            use_extension: options.use_extension,
            scratch: options.scratch.clone(),
            tracks: None,
        })
    }

    /// Name, description and other values of a record, in the order of the standard.
    fn attributes(&self, columns: &Columns<'_>, row: usize, out: &mut Vec<u8>) {
        let features = &self.features;
        if let Some(name) = features.name(columns, row) {
            xml::element("name", &name, out);
        }
        let texts = self.described.iter();
        let mut description: Vec<String> = texts
            .filter_map(|column| features.text(columns, *column, row))
            .collect();
        if !self.use_extension {
            let rest = features
                .attributes()
                .filter(|column| Some(*column) != features.title && !self.described.contains(column));
            let said = rest.filter_map(|column| {
                let text = features.text(columns, column, row)?;
                Some(format!("{}: {text}", features.names[column]))
            });
            description.extend(said);
        }
        if !description.is_empty() {
            xml::element("desc", &description.join("\n"), out);
        }
        if self.use_extension {
            out.extend_from_slice(b"<extension>");
            for column in features.attributes() {
                if let Some(text) = features.text(columns, column, row) {
                    xml::element(&self.elements[column], &text, out);
                }
            }
            out.extend_from_slice(b"</extension>");
        }
    }

    fn track(&mut self, lines: &[&LineString<f64>], attributes: &[u8]) -> Result<(), FormatError> {
        let mut out = b"<trk>".to_vec();
        out.extend_from_slice(attributes);
        for line in lines {
            out.extend_from_slice(b"<trkseg>");
            for coord in &line.0 {
                place("trkpt", *coord, &mut out);
                out.extend_from_slice(b"/>");
            }
            out.extend_from_slice(b"</trkseg>");
        }
        out.extend_from_slice(b"</trk>\n");
        let tracks = match &mut self.tracks {
            Some(tracks) => tracks,
            none => none.insert(BufWriter::new(scratch::file(self.scratch.as_deref())?)),
        };
        Ok(tracks.write_all(&out)?)
    }
}

impl RecordWriter for GpxWriter {
    fn start(&mut self, out: &mut Vec<u8>) -> Result<(), FormatError> {
        out.extend_from_slice(
            b"<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<gpx version=\"1.1\" creator=\"Portico\" xmlns=\"http://www.topografix.com/GPX/1/1\">",
        );
        out.extend_from_slice(b"<metadata>");
        xml::element("name", &self.title, out);
        out.extend_from_slice(b"</metadata>\n");
        Ok(())
    }

    fn write(&mut self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<(), FormatError> {
        let fields = self.features.fields.clone();
        let columns = Columns::new(&fields, batch, self.features.rendering)?;
        for row in 0..columns.rows() {
            let Some(geometry) = self.features.geometry(&columns, row) else {
                continue;
            };
            let mut attributes = Vec::new();
            self.attributes(&columns, row, &mut attributes);
            let mut parts = Parts::default();
            parts.take(&geometry);
            for coord in parts.points {
                place("wpt", coord, out);
                out.push(b'>');
                out.extend_from_slice(&attributes);
                out.extend_from_slice(b"</wpt>\n");
            }
            if !parts.lines.is_empty() {
                self.track(&parts.lines, &attributes)?;
            }
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut Vec<u8>) -> Result<Option<File>, FormatError> {
        let Some(mut tracks) = self.tracks.take() else {
            out.extend_from_slice(END);
            return Ok(None);
        };
        tracks.write_all(END)?;
        let mut file = tracks.into_inner().map_err(|error| error.into_error())?;
        file.seek(SeekFrom::Start(0))?;
        Ok(Some(file))
    }
}

/// Appends `<name lat="…" lon="…"`.
fn place(name: &str, coord: Coord<f64>, out: &mut Vec<u8>) {
    out.push(b'<');
    out.extend_from_slice(name.as_bytes());
    out.extend_from_slice(b" lat=\"");
    scalars::double(coord.y, out);
    out.extend_from_slice(b"\" lon=\"");
    scalars::double(coord.x, out);
    out.push(b'"');
}

/// A geometry as points and lines.
#[derive(Default)]
struct Parts<'a> {
    points: Vec<Coord<f64>>,
    lines: Vec<&'a LineString<f64>>,
}

impl<'a> Parts<'a> {
    fn take(&mut self, geometry: &'a Geometry<f64>) {
        match geometry {
            Geometry::Point(point) => self.points.push(point.0),
            Geometry::MultiPoint(points) => self.points.extend(points.0.iter().map(|point| point.0)),
            Geometry::LineString(line) => self.lines.push(line),
            Geometry::MultiLineString(lines) => self.lines.extend(&lines.0),
            Geometry::Polygon(area) => {
                self.lines.push(area.exterior());
                self.lines.extend(area.interiors());
            }
            Geometry::MultiPolygon(areas) => {
                for area in &areas.0 {
                    self.lines.push(area.exterior());
                    self.lines.extend(area.interiors());
                }
            }
            Geometry::GeometryCollection(parts) => parts.0.iter().for_each(|part| self.take(part)),
            // Stored geometries are never one of these.
            Geometry::Line(_) | Geometry::Rect(_) | Geometry::Triangle(_) => {}
        }
    }
}
