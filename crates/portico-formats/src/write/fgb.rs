//! How do records become FlatGeobuf? A header, then a feature a record, each a small FlatBuffer of its own.
//!
//! The format is described at <https://flatgeobuf.org>; the slots below are those of its `header.fbs` and `feature.fbs`. The header
//! says how many features there are, where they lie and of which kind they are: they wait in a temporary file until that is known.
//! There is no spatial index, for which all features would have to be sorted by place.

use std::fmt;
use std::fs::File;
use std::io::{BufWriter, Seek, SeekFrom, Write as _};
use std::mem;

use arrow::record_batch::RecordBatch;
use flatbuffers::{FlatBufferBuilder, TableFinishedWIPOffset, VOffsetT, WIPOffset};
use geo::BoundingRect;
use geo_types::{Coord, Geometry, LineString};
use portico_model::{Field, FieldType, Precision};

use super::cells::Cell;
use super::crs::Crs;
use super::features::Features;
use super::value::Columns;
use super::{RecordWriter, WriteOptions, scratch};
use crate::FormatError;

const MAGIC: [u8; 8] = *b"fgb\x03fgb\x01";
/// What the role model calls the one layer of a file.
const LAYER: &str = "Layer1";
const WGS84: &str = concat!(
    r#"GEOGCRS["WGS 84",DATUM["World Geodetic System 1984",ELLIPSOID["WGS 84",6378137,298.257223563,LENGTHUNIT["metre",1]]],"#,
    r#"PRIMEM["Greenwich",0,ANGLEUNIT["degree",0.0174532925199433]],CS[ellipsoidal,2],"#,
    r#"AXIS["geodetic latitude (Lat)",north,ORDER[1],ANGLEUNIT["degree",0.0174532925199433]],"#,
    r#"AXIS["geodetic longitude (Lon)",east,ORDER[2],ANGLEUNIT["degree",0.0174532925199433]],ID["EPSG",4326]]"#
);

/// Types of columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
#[repr(u8)]
enum Kind {
    Bool = 2,
    Long = 7,
    Double = 10,
    String = 11,
    Json = 12,
    DateTime = 13,
}

impl Kind {
    fn of(field: &Field) -> Self {
        match field.ty {
            FieldType::Int => Self::Long,
            FieldType::Double => Self::Double,
            FieldType::Boolean => Self::Bool,
            FieldType::JsonBlob => Self::Json,
            FieldType::Datetime => Self::DateTime,
            // Months and years are no days.
            FieldType::Date => match field.annotations.timeserie_precision {
                Some(Precision::Year | Precision::Month) => Self::String,
                _ => Self::DateTime,
            },
            _ => Self::String,
        }
    }
}

/// Writes FlatGeobuf.
pub(super) struct FgbWriter {
    features: Features,
    /// The attributes: every column that is no geometry.
    columns: Vec<(usize, Kind)>,
    crs: Crs,
    builder: FlatBufferBuilder<'static>,
    waiting: BufWriter<File>,
    count: u64,
    extent: Option<[f64; 4]>,
    /// The kind of all geometries so far; 0 once they differ.
    kind: Option<u8>,
}

impl fmt::Debug for FgbWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FgbWriter")
            .field("columns", &self.columns)
            .field("count", &self.count)
            .finish_non_exhaustive()
    }
}

impl FgbWriter {
    pub(super) fn new(fields: &[Field], options: &WriteOptions) -> Result<Self, FormatError> {
        let columns = fields.iter().enumerate().filter(|(_, field)| !field.ty.is_geo());
        Ok(Self {
            columns: columns.map(|(column, field)| (column, Kind::of(field))).collect(),
            features: Features::new(fields, options)?,
            crs: options.crs.clone(),
            builder: FlatBufferBuilder::new(),
            waiting: BufWriter::new(scratch::file(options.scratch.as_deref())?),
            count: 0,
            extent: None,
            kind: None,
        })
    }

    fn meet(&mut self, geometry: &Geometry<f64>) {
        let kind = kind_of(geometry);
        self.kind = Some(match self.kind {
            Some(known) if known != kind => 0,
            _ => kind,
        });
        if let Some(rect) = geometry.bounding_rect() {
            let (min, max) = (rect.min(), rect.max());
            let new = [min.x, min.y, max.x, max.y];
            self.extent = Some(self.extent.map_or(new, |old| {
                [
                    old[0].min(new[0]),
                    old[1].min(new[1]),
                    old[2].max(new[2]),
                    old[3].max(new[3]),
                ]
            }));
        }
    }

    /// The values that are there: number of the column, then the value.
    fn properties(&self, columns: &Columns<'_>, row: usize, out: &mut Vec<u8>) {
        for (number, (column, kind)) in self.columns.iter().enumerate() {
            let begin = out.len();
            out.extend_from_slice(&u16::try_from(number).unwrap_or(u16::MAX).to_le_bytes());
            match columns.cell(*column, row) {
                Cell::Int(value) if *kind == Kind::Long => out.extend_from_slice(&value.to_le_bytes()),
                Cell::Double(value) if value.is_finite() => out.extend_from_slice(&value.to_le_bytes()),
                Cell::Boolean(flag) => out.push(u8::from(flag)),
                Cell::Double(_) => out.truncate(begin),
                _ => match self.features.text(columns, *column, row) {
                    Some(text) => {
                        let length = u32::try_from(text.len()).unwrap_or(u32::MAX);
                        out.extend_from_slice(&length.to_le_bytes());
                        out.extend_from_slice(text.as_bytes());
                    }
                    None => out.truncate(begin),
                },
            }
        }
    }

    fn header(&mut self) -> &[u8] {
        let builder = &mut self.builder;
        builder.reset();
        let mut columns = Vec::new();
        for (column, kind) in &self.columns {
            let name = builder.create_string(&self.features.names[*column]);
            let table = builder.start_table();
            builder.push_slot_always(slot(0), name);
            builder.push_slot_always(slot(1), *kind as u8);
            columns.push(builder.end_table(table));
        }
        let columns = builder.create_vector(&columns);
        let org = builder.create_string("EPSG");
        let wkt = builder.create_string(if self.crs.is_wgs84() {
            WGS84
        } else {
            self.crs.wkt()
        });
        let crs = builder.start_table();
        builder.push_slot_always(slot(0), org);
        builder.push_slot_always(slot(1), i32::from(self.crs.code()));
        builder.push_slot_always(slot(4), wkt);
        let crs = builder.end_table(crs);
        let name = builder.create_string(LAYER);
        let envelope = self.extent.map(|extent| builder.create_vector(&extent));
        let table = builder.start_table();
        builder.push_slot_always(slot(0), name);
        if let Some(envelope) = envelope {
            builder.push_slot_always(slot(1), envelope);
        }
        builder.push_slot_always(slot(2), self.kind.unwrap_or(0));
        builder.push_slot_always(slot(7), columns);
        builder.push_slot_always(slot(8), self.count);
        // No index.
        builder.push_slot_always(slot(9), 0_u16);
        builder.push_slot_always(slot(10), crs);
        let table = builder.end_table(table);
        builder.finish_size_prefixed(table, None);
        builder.finished_data()
    }
}

impl RecordWriter for FgbWriter {
    fn start(&mut self, _out: &mut Vec<u8>) -> Result<(), FormatError> {
        Ok(())
    }

    fn write(&mut self, batch: &RecordBatch, _out: &mut Vec<u8>) -> Result<(), FormatError> {
        let fields = mem::take(&mut self.features.fields);
        let written = Columns::new(&fields, batch, self.features.rendering);
        self.features.fields.clone_from(&fields);
        let columns = written?;
        let mut properties = Vec::new();
        for row in 0..columns.rows() {
            properties.clear();
            self.properties(&columns, row, &mut properties);
            let place = self.features.projected(&columns, row);
            if let Some(geometry) = &place {
                self.meet(geometry);
            }
            let builder = &mut self.builder;
            builder.reset();
            let geometry = place.map(|geometry| shape(builder, &geometry));
            let properties = builder.create_vector(&properties);
            let table = builder.start_table();
            if let Some(geometry) = geometry {
                builder.push_slot_always(slot(0), geometry);
            }
            builder.push_slot_always(slot(1), properties);
            let table = builder.end_table(table);
            builder.finish_size_prefixed(table, None);
            self.waiting.write_all(builder.finished_data())?;
            self.count += 1;
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut Vec<u8>) -> Result<Option<File>, FormatError> {
        out.extend_from_slice(&MAGIC);
        let header = self.header();
        out.extend_from_slice(header);
        self.waiting.flush()?;
        let mut file = self.waiting.get_ref().try_clone()?;
        file.seek(SeekFrom::Start(0))?;
        Ok(Some(file))
    }
}

/// The place of a field in its table.
fn slot(number: VOffsetT) -> VOffsetT {
    4 + 2 * number
}

fn kind_of(geometry: &Geometry<f64>) -> u8 {
    match geometry {
        Geometry::Point(_) => 1,
        Geometry::LineString(_) | Geometry::Line(_) => 2,
        Geometry::Polygon(_) | Geometry::Rect(_) | Geometry::Triangle(_) => 3,
        Geometry::MultiPoint(_) => 4,
        Geometry::MultiLineString(_) => 5,
        Geometry::MultiPolygon(_) => 6,
        Geometry::GeometryCollection(_) => 7,
    }
}

type Table = WIPOffset<TableFinishedWIPOffset>;

fn shape(builder: &mut FlatBufferBuilder<'static>, geometry: &Geometry<f64>) -> Table {
    let kind = kind_of(geometry);
    match geometry {
        Geometry::Point(point) => flat(builder, kind, &[&[point.0]]),
        Geometry::LineString(line) => flat(builder, kind, &[&line.0]),
        Geometry::Line(line) => flat(builder, kind, &[&[line.start, line.end]]),
        Geometry::MultiPoint(points) => {
            let coords: Vec<_> = points.0.iter().map(|point| point.0).collect();
            flat(builder, kind, &[&coords])
        }
        Geometry::MultiLineString(lines) => flat(builder, kind, &rings(lines.0.iter())),
        Geometry::Polygon(area) => {
            let all = std::iter::once(area.exterior()).chain(area.interiors());
            flat(builder, kind, &rings(all))
        }
        Geometry::Rect(rect) => shape(builder, &rect.to_polygon().into()),
        Geometry::Triangle(triangle) => shape(builder, &triangle.to_polygon().into()),
        Geometry::MultiPolygon(areas) => {
            let parts = areas.0.iter().cloned().map(Geometry::Polygon);
            collection(builder, kind, parts)
        }
        Geometry::GeometryCollection(parts) => collection(builder, kind, parts.0.iter().cloned()),
    }
}

fn rings<'a>(lines: impl Iterator<Item = &'a LineString<f64>>) -> Vec<&'a [Coord<f64>]> {
    lines.map(|line| line.0.as_slice()).collect()
}

/// Coordinates one after the other, and where each part ends when there are several.
fn flat(builder: &mut FlatBufferBuilder<'static>, kind: u8, parts: &[&[Coord<f64>]]) -> Table {
    let xy: Vec<f64> = parts
        .iter()
        .flat_map(|part| part.iter().flat_map(|coord| [coord.x, coord.y]))
        .collect();
    let xy = builder.create_vector(&xy);
    let ends = (parts.len() > 1).then(|| {
        let mut end = 0;
        let ends = parts.iter().map(|part| {
            end += u32::try_from(part.len()).unwrap_or(u32::MAX);
            end
        });
        let ends: Vec<u32> = ends.collect();
        builder.create_vector(&ends)
    });
    let table = builder.start_table();
    if let Some(ends) = ends {
        builder.push_slot_always(slot(0), ends);
    }
    builder.push_slot_always(slot(1), xy);
    builder.push_slot_always(slot(6), kind);
    builder.end_table(table)
}

fn collection(
    builder: &mut FlatBufferBuilder<'static>,
    kind: u8,
    parts: impl Iterator<Item = Geometry<f64>>,
) -> Table {
    let parts: Vec<Table> = parts.map(|part| shape(builder, &part)).collect();
    let parts = builder.create_vector(&parts);
    let table = builder.start_table();
    builder.push_slot_always(slot(6), kind);
    builder.push_slot_always(slot(7), parts);
    builder.end_table(table)
}
