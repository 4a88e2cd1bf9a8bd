//! How do record batches become a file? One writer a format; each takes batches and hands out bytes, so memory stays constant.

pub(crate) mod cells;
mod crs;
mod csv;
mod features;
mod fgb;
mod format;
mod geojson;
pub(crate) mod geometry;
mod gpx;
mod ical;
mod json;
mod kml;
mod options;
mod ov2;
mod parquet;
mod plain;
mod rdf;
pub(crate) mod scalars;
mod scratch;
mod shp;
#[cfg(test)]
mod tests;
#[cfg(test)]
mod tests_of_places;
#[cfg(test)]
mod tests_of_triples;
pub mod value;
mod xlsx;
mod xml;

use std::fs::File;

use arrow::record_batch::RecordBatch;
use portico_model::Field;

pub use self::crs::Crs;
pub use self::format::ExportFormat;
pub use self::options::{Compression, CsvOptions, JsonStyle, Subject, WriteOptions};
use crate::FormatError;

/// Writes one file, batch after batch: `start`, then `write` as often as there are batches, then `finish`.
///
/// Each step appends to `out`; the caller sends these bytes and empties the buffer before the next step. What a writer keeps
/// between steps does not grow with the number of records (Parquet keeps one row group, at most 32 MiB): formats that must know
/// the end to write the beginning keep records on disk.
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

    /// The format has no room for more records: the caller may stop reading them.
    fn is_full(&self) -> bool {
        false
    }

    /// What comes after the last record: the bytes in `out`, then those of the file, when there is one. The file stands at its
    /// beginning, has no name any more and is gone when it is closed.
    ///
    /// # Errors
    /// When the format's library refuses, or the disk is full.
    fn finish(&mut self, out: &mut Vec<u8>) -> Result<Option<File>, FormatError>;
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
        ExportFormat::Fgb => Box::new(fgb::FgbWriter::new(fields, options)?),
        ExportFormat::GeoJson => Box::new(geojson::GeoJsonWriter::new(fields, options)?),
        ExportFormat::Gpx => Box::new(gpx::GpxWriter::new(fields, options)?),
        ExportFormat::Ical => Box::new(ical::IcalWriter::new(fields, options)?),
        ExportFormat::JsonLines => Box::new(json::JsonWriter::lines(fields, options)),
        ExportFormat::Kml => Box::new(kml::KmlWriter::new(fields, options)?),
        ExportFormat::Ov2 => Box::new(ov2::Ov2Writer::new(fields, options)?),
        ExportFormat::Parquet => Box::new(parquet::ParquetRecordWriter::new(fields, options)?),
        ExportFormat::RdfXml => Box::new(rdf::RdfWriter::xml(fields, options)),
        ExportFormat::JsonLd => Box::new(rdf::RdfWriter::jsonld(fields, options)),
        ExportFormat::Turtle | ExportFormat::N3 => Box::new(rdf::RdfWriter::turtle(fields, options)),
        ExportFormat::Shp => Box::new(shp::ShpWriter::new(fields, options)?),
        ExportFormat::Xlsx => Box::new(xlsx::XlsxWriter::new(fields, options)?),
    })
}
