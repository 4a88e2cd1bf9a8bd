//! How do record batches become a file? One writer a format; each takes batches and hands out bytes, so memory stays constant.

mod cells;
mod csv;
mod geojson;
mod geometry;
mod json;
mod parquet;
mod scalars;
#[cfg(test)]
mod tests;
pub mod value;

use arrow::record_batch::RecordBatch;
use chrono_tz::Tz;
use portico_model::Field;

use crate::FormatError;

/// A format that records can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExportFormat {
    /// Text with a separator, for spreadsheets.
    Csv,
    /// One array of objects.
    Json,
    /// One object a line.
    JsonLines,
    /// A feature collection.
    GeoJson,
    /// Typed columns.
    Parquet,
}

impl ExportFormat {
    /// Every format, in the order in which they are offered.
    pub const ALL: [Self; 5] = [
        Self::Csv,
        Self::Json,
        Self::JsonLines,
        Self::GeoJson,
        Self::Parquet,
    ];

    /// The name on the wire: `csv`, `jsonl`…
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::JsonLines => "jsonl",
            Self::GeoJson => "geojson",
            Self::Parquet => "parquet",
        }
    }

    /// Reads the wire name.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|format| format.as_str() == name)
    }

    /// The ending of a file's name, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        self.as_str()
    }

    /// The media type, as portals with this interface announce it.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Json | Self::JsonLines | Self::GeoJson => "application/json; charset=utf-8",
            Self::Parquet => "application/parquet",
        }
    }

    /// The file is text, so compressing it again is worth it.
    #[must_use]
    pub fn is_text(self) -> bool {
        self != Self::Parquet
    }
}

/// What the caller may choose about a file.
#[derive(Debug, Clone)]
pub struct WriteOptions {
    /// The zone in which instants are said; Parquet keeps UTC.
    pub timezone: Tz,
    /// Labels instead of names in the header of a CSV file.
    pub use_labels: bool,
    /// How a CSV file looks.
    pub csv: CsvOptions,
    /// How the pages of a Parquet file are packed.
    pub parquet: Compression,
    /// How members of JSON objects are separated.
    pub json_style: JsonStyle,
}

impl Default for WriteOptions {
    fn default() -> Self {
        Self {
            timezone: Tz::UTC,
            use_labels: false,
            csv: CsvOptions::default(),
            parquet: Compression::default(),
            json_style: JsonStyle::default(),
        }
    }
}

/// How a CSV file looks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CsvOptions {
    /// Between cells: any ASCII character but a quote, a line end or NUL.
    pub delimiter: char,
    /// Between the values of a list.
    pub list_separator: String,
    /// Every cell in quotes, else only those that need them.
    pub quote_all: bool,
    /// Start with a byte order mark, by which spreadsheets recognise UTF-8.
    pub with_bom: bool,
    /// Between the latitude and the longitude of a point.
    pub point_separator: String,
}

impl Default for CsvOptions {
    fn default() -> Self {
        Self {
            delimiter: ';',
            list_separator: ",".to_owned(),
            quote_all: false,
            with_bom: true,
            point_separator: ", ".to_owned(),
        }
    }
}

/// How the pages of a Parquet file are packed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Compression {
    /// Quick.
    #[default]
    Snappy,
    /// Small.
    Zstd,
}

impl Compression {
    /// Reads the wire name: `snappy` or `zstd`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        match name {
            "snappy" => Some(Self::Snappy),
            "zstd" => Some(Self::Zstd),
            _ => None,
        }
    }
}

/// How members of JSON objects are separated.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum JsonStyle {
    /// `{"a": 1, "b": 2}`: what clients of the Explore API see.
    #[default]
    Spaced,
    /// `{"a":1,"b":2}`.
    Compact,
}

impl JsonStyle {
    /// Between two members or items.
    #[must_use]
    pub fn comma(self) -> &'static str {
        match self {
            Self::Spaced => ", ",
            Self::Compact => ",",
        }
    }

    /// Between a key and its value.
    #[must_use]
    pub fn colon(self) -> &'static str {
        match self {
            Self::Spaced => ": ",
            Self::Compact => ":",
        }
    }
}

/// Writes one file, batch after batch: `start`, then `write` as often as there are batches, then `finish`.
///
/// Each step appends to `out`; the caller sends these bytes and empties the buffer before the next step. What a writer keeps
/// between steps does not grow with the number of records (Parquet keeps one row group, at most 32 MiB).
pub trait RecordWriter {
    /// What comes before the first record.
    ///
    /// # Errors
    /// When the format's library refuses.
    fn start(&mut self, out: &mut Vec<u8>) -> Result<(), FormatError>;

    /// The records of a batch, whose columns follow the fields given to [`writer`].
    ///
    /// # Errors
    /// When the columns are not those of the fields.
    fn write(&mut self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<(), FormatError>;

    /// What comes after the last record.
    ///
    /// # Errors
    /// When the format's library refuses.
    fn finish(&mut self, out: &mut Vec<u8>) -> Result<(), FormatError>;
}

/// The writer of a format, for records with these fields: `field.name` is the key or header, `field.label` the header with
/// `use_labels`, and the annotations say the precision of dates.
///
/// # Errors
/// When an option makes no sense for the format, such as a delimiter that is a quote.
pub fn writer(
    format: ExportFormat,
    fields: &[Field],
    options: &WriteOptions,
) -> Result<Box<dyn RecordWriter + Send>, FormatError> {
    Ok(match format {
        ExportFormat::Csv => Box::new(csv::CsvWriter::new(fields, options)?),
        ExportFormat::Json => Box::new(json::JsonWriter::array(fields, options)),
        ExportFormat::JsonLines => Box::new(json::JsonWriter::lines(fields, options)),
        ExportFormat::GeoJson => Box::new(geojson::GeoJsonWriter::new(fields, options)),
        ExportFormat::Parquet => Box::new(parquet::ParquetRecordWriter::new(fields, options)?),
    })
}
