//! How do records become GeoJSON? A feature a record, with the first geometry field, else the first point, as its geometry.

use std::io::Write as _;

use arrow::record_batch::RecordBatch;
use portico_model::{Field, FieldType};

use super::cells::Cell;
use super::value::{Columns, Rendering};
use super::{RecordWriter, WriteOptions, geometry, scalars};
use crate::FormatError;

/// Writes a feature collection. Records without a place are kept, with `"geometry": null`.
#[derive(Debug)]
pub(super) struct GeoJsonWriter {
    fields: Vec<Field>,
    rendering: Rendering,
    /// The column whose value is the geometry.
    place: Option<usize>,
    any: bool,
}

impl GeoJsonWriter {
    pub(super) fn new(fields: &[Field], options: &WriteOptions) -> Self {
        let first = |ty| fields.iter().position(|field| field.ty == ty);
        Self {
            fields: fields.to_vec(),
            rendering: Rendering {
                timezone: options.timezone,
                style: options.json_style,
            },
            place: first(FieldType::GeoShape).or_else(|| first(FieldType::GeoPoint2d)),
            any: false,
        }
    }
}

impl RecordWriter for GeoJsonWriter {
    fn start(&mut self, out: &mut Vec<u8>) -> Result<(), FormatError> {
        let (comma, colon) = (self.rendering.style.comma(), self.rendering.style.colon());
        scalars::put!(
            out,
            "{{\"type\"{colon}\"FeatureCollection\"{comma}\"features\"{colon}["
        );
        Ok(())
    }

    fn write(&mut self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<(), FormatError> {
        let style = self.rendering.style;
        let (comma, colon) = (style.comma(), style.colon());
        let columns = Columns::new(&self.fields, batch, self.rendering)?;
        for row in 0..columns.rows() {
            if self.any {
                out.extend_from_slice(comma.as_bytes());
            }
            self.any = true;
            scalars::put!(out, "{{\"type\"{colon}\"Feature\"{comma}\"geometry\"{colon}");
            let drawn = match self.place.map(|column| columns.cell(column, row)) {
                Some(Cell::Shape(wkb)) => geometry::write(wkb, style, out),
                Some(Cell::Point { lon, lat }) => {
                    geometry::write_point(lon, lat, style, out);
                    true
                }
                _ => false,
            };
            if !drawn {
                out.extend_from_slice(b"null");
            }
            scalars::put!(out, "{comma}\"properties\"{colon}{{");
            columns.write_members(row, |column| Some(column) != self.place, out);
            out.extend_from_slice(b"}}");
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut Vec<u8>) -> Result<(), FormatError> {
        out.extend_from_slice(b"]}");
        Ok(())
    }
}
