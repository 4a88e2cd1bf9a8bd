//! How is a file to be read the second time? Decided once, by the first pass.

use geo_types::Geometry;
use portico_model::FieldType;

use super::values::{dates::DateStyle, numbers::NumberStyle};
use crate::FormatError;

/// How to read the file again.
#[derive(Debug, Clone)]
pub(crate) struct Plan {
    /// Where the records are.
    pub(crate) layout: Layout,
    /// One entry per column of the source.
    pub(crate) columns: Vec<ColumnPlan>,
    /// Fields made from columns.
    pub(crate) derived: Vec<Derived>,
}

/// Where the records of a file are.
#[derive(Debug, Clone)]
pub(crate) enum Layout {
    /// Separated text.
    Csv(super::csv::CsvLayout),
    /// JSON, JSON Lines and GeoJSON.
    Json(super::json::JsonLayout),
    /// Zipped Shapefile.
    Shapefile(super::shapefile::ShapefileLayout),
    /// Workbook.
    Sheet(super::workbook::SheetLayout),
    /// Parquet.
    Parquet(super::parquet::ParquetLayout),
}

/// How one column of the source is read.
#[derive(Debug, Clone)]
pub(crate) struct ColumnPlan {
    /// Header, for refusals.
    pub(crate) header: String,
    /// How the cells become values.
    pub(crate) reading: Reading,
    /// Index of the field; none when left out (it may still feed a derived field).
    pub(crate) target: Option<usize>,
}

/// How a cell becomes a value.
#[derive(Debug, Clone)]
pub(crate) enum Reading {
    Text,
    Int(NumberStyle),
    Double(NumberStyle),
    Boolean,
    Date(DateStyle),
    Datetime(DateStyle),
    /// Numbers counted from 1970.
    Epoch {
        milliseconds: bool,
    },
    /// Text such as `48.85, 2.35`, WKT or GeoJSON of points.
    Point {
        longitude_first: bool,
    },
    /// Geometries, WKT or GeoJSON.
    Shape,
    /// Lists; text is cut at the separator.
    List {
        separator: String,
    },
}

/// A field made from others.
#[derive(Debug, Clone)]
pub(crate) enum Derived {
    /// A point from two number columns.
    Pair { lat: usize, lon: usize, target: usize },
    /// A point that stands for the geometry of a column.
    Representative { shape: usize, target: usize },
}

/// One value of a source record.
#[derive(Debug, Clone, Copy)]
pub(crate) enum Cell<'a> {
    Null,
    Text(&'a str),
    Int(i64),
    Float(f64),
    Bool(bool),
    /// Days since 1970-01-01.
    Date(i32),
    /// Microseconds since the epoch, UTC.
    Instant(i64),
    List(&'a [String]),
    /// Nested JSON, as text.
    Json(&'a str),
    /// A clean geometry in WGS 84; `repaired` when it had to be changed.
    Shape {
        geometry: &'a Geometry<f64>,
        repaired: bool,
    },
    /// A value that cannot be used, and why.
    Unusable {
        reason: &'a str,
        value: &'a str,
    },
}

/// Go on, or stop because the receiver has enough.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flow {
    On,
    Stop,
}

/// What receives the records of a file.
pub(crate) trait Sink {
    /// A column was met; its index. `declared` is the type that the source itself declares.
    fn declare(&mut self, header: &str, declared: Option<FieldType>) -> Result<usize, FormatError>;
    /// A record starts at this line.
    fn begin(&mut self, line: u64);
    /// A value of the current record.
    fn cell(&mut self, column: usize, cell: Cell<'_>);
    /// The current record is complete. `bytes` is how far the file was read.
    fn end(&mut self, bytes: u64) -> Result<Flow, FormatError>;
    /// A row is left out.
    fn refuse_row(&mut self, line: u64, reason: &str, value: &str);
}

/// What the first pass of a format found, beside the columns.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) format: super::Format,
    pub(crate) encoding: Option<String>,
    pub(crate) separator: Option<char>,
    pub(crate) header_row: Option<usize>,
    pub(crate) records_path: Option<String>,
    pub(crate) sheet: Option<String>,
    pub(crate) layout: Layout,
    pub(crate) notes: Vec<super::Note>,
}

impl Found {
    /// Nothing but the layout.
    pub(crate) fn new(format: super::Format, layout: Layout, notes: Vec<super::Note>) -> Self {
        Self {
            format,
            layout,
            notes,
            encoding: None,
            separator: None,
            header_row: None,
            records_path: None,
            sheet: None,
        }
    }
}
