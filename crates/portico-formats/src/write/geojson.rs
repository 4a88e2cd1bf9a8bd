//! How do records become GeoJSON? A feature a record, with the first geometry field, else the first point, as its geometry.

use std::fs::File;
use std::io::Write as _;

use arrow::record_batch::RecordBatch;
use portico_model::Field;

use super::cells::Cell;
use super::crs::Crs;
use super::features::Features;
use super::value::Columns;
use super::{RecordWriter, WriteOptions, geometry, scalars};
use crate::FormatError;
use crate::read::geometry::wkb;

/// Writes a feature collection. Records without a place are kept, with `"geometry": null`.
#[derive(Debug)]
pub(super) struct GeoJsonWriter {
    features: Features,
    crs: Crs,
    any: bool,
}

impl GeoJsonWriter {
    pub(super) fn new(fields: &[Field], options: &WriteOptions) -> Result<Self, FormatError> {
        Ok(Self {
            features: Features::new(fields, options)?,
            crs: options.crs.clone(),
            any: false,
        })
    }

    /// Appends the geometry, or nothing when there is none.
    fn draw(&self, columns: &Columns<'_>, row: usize, out: &mut Vec<u8>) -> Option<()> {
        let style = self.features.rendering.style;
        if !self.crs.is_wgs84() {
            let mut bytes = Vec::new();
            wkb::write(&self.features.projected(columns, row)?, &mut bytes);
            return geometry::write(&bytes, style, out).then_some(());
        }
        match columns.cell(self.features.place?, row) {
            Cell::Shape(bytes) => geometry::write(bytes, style, out).then_some(()),
            Cell::Point { lon, lat } => {
                geometry::write_point(lon, lat, style, out);
                Some(())
            }
            _ => None,
        }
    }
}

impl RecordWriter for GeoJsonWriter {
    fn start(&mut self, out: &mut Vec<u8>) -> Result<(), FormatError> {
        let style = self.features.rendering.style;
        let (comma, colon) = (style.comma(), style.colon());
        scalars::put!(out, "{{\"type\"{colon}\"FeatureCollection\"{comma}");
        if !self.crs.is_wgs84() {
            // Of GeoJSON as it was before RFC 7946, which readers still follow.
            let name = format!("urn:ogc:def:crs:EPSG::{}", self.crs.code());
            scalars::put!(
                out,
                "\"crs\"{colon}{{\"type\"{colon}\"name\"{comma}\"properties\"{colon}{{\"name\"{colon}\"{name}\"}}}}{comma}"
            );
        }
        scalars::put!(out, "\"features\"{colon}[");
        Ok(())
    }

    fn write(&mut self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<(), FormatError> {
        let rendering = self.features.rendering;
        let (comma, colon) = (rendering.style.comma(), rendering.style.colon());
        let columns = Columns::new(&self.features.fields, batch, rendering)?;
        let place = self.features.place;
        for row in 0..columns.rows() {
            if self.any {
                out.extend_from_slice(comma.as_bytes());
            }
            self.any = true;
            scalars::put!(out, "{{\"type\"{colon}\"Feature\"{comma}\"geometry\"{colon}");
            if self.draw(&columns, row, out).is_none() {
                out.extend_from_slice(b"null");
            }
            scalars::put!(out, "{comma}\"properties\"{colon}{{");
            columns.write_members(row, |column| Some(column) != place, out);
            out.extend_from_slice(b"}}");
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut Vec<u8>) -> Result<Option<File>, FormatError> {
        out.extend_from_slice(b"]}");
        Ok(None)
    }
}
