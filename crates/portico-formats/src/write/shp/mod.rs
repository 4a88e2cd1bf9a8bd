//! How do records become a zipped Shapefile? Shapes, their index and their attributes side by side, packed at the end.
//!
//! What the format cannot hold: the file has one kind of geometry, that of the first one, and records of another kind are left out;
//! it has 50 000 records, as the role model has it, and further ones are left out; names have ten bytes, texts 254. Records without
//! a geometry are kept, without a shape. When anything was left out or shortened, the archive says so in a text of its own.

mod attributes;
mod shapes;

use std::fs::File;
use std::io::{self, BufWriter, Seek, SeekFrom, Write};
use std::path::PathBuf;

use arrow::record_batch::RecordBatch;
use chrono::DateTime;
use portico_model::{Field, FieldType};
use zip::ZipWriter;
use zip::write::SimpleFileOptions;

use self::attributes::Attributes;
use self::shapes::{Extent, Kind};
use super::crs::Crs;
use super::features::Features;
use super::value::Columns;
use super::{RecordWriter, Subject, WriteOptions, scratch};
use crate::FormatError;

/// Records of a file.
const RECORDS: u64 = 50_000;
/// Bytes of the header of `.shp` and `.shx`.
const HEADER: u64 = 100;

/// Writes a Shapefile.
#[derive(Debug)]
pub(super) struct ShpWriter {
    features: Features,
    attributes: Attributes,
    crs: Crs,
    subject: Subject,
    scratch: Option<PathBuf>,
    shapes: BufWriter<File>,
    index: BufWriter<File>,
    table: BufWriter<File>,
    /// Bytes of shapes, with their headers.
    length: u64,
    records: u64,
    kind: Option<Kind>,
    extent: Option<Extent>,
    /// Records of another kind of geometry, and such as lie outside of the reference system.
    others: u64,
    outside: u64,
    beyond: u64,
}

impl ShpWriter {
    pub(super) fn new(fields: &[Field], options: &WriteOptions) -> Result<Self, FormatError> {
        let features = Features::new(fields, options)?;
        let file = || -> Result<_, FormatError> {
            let mut file = BufWriter::new(scratch::file(options.scratch.as_deref())?);
            file.write_all(&[0; HEADER as usize])?;
            Ok(file)
        };
        let attributes = Attributes::new(&features)?;
        let mut table = BufWriter::new(scratch::file(options.scratch.as_deref())?);
        table.write_all(&attributes.header(0, chrono::NaiveDate::default()))?;
        let is_point = features
            .place
            .is_some_and(|place| features.fields[place].ty == FieldType::GeoPoint2d);
        Ok(Self {
            kind: is_point.then_some(Kind::Point),
            features,
            attributes,
            crs: options.crs.clone(),
            subject: options.subject.clone(),
            scratch: options.scratch.clone(),
            shapes: file()?,
            index: file()?,
            table,
            length: HEADER,
            records: 0,
            extent: None,
            others: 0,
            outside: 0,
            beyond: 0,
        })
    }

    fn record(&mut self, columns: &Columns<'_>, row: usize) -> Result<(), FormatError> {
        if self.records == RECORDS {
            self.beyond += 1;
            return Ok(());
        }
        let place = self.features.geometry(columns, row);
        if let Some(place) = &place {
            let kind = Kind::of(place);
            self.kind = self.kind.or(kind);
            if kind.is_none() || kind != self.kind {
                self.others += 1;
                return Ok(());
            }
        }
        let had_place = place.is_some();
        let place = place.and_then(|place| self.crs.project(place));
        if had_place && place.is_none() {
            self.outside += 1;
        }
        let mut content = Vec::new();
        let extent = shapes::content(place.as_ref(), &mut content);
        if let Some(new) = extent {
            self.extent = Some(self.extent.map_or(new, |old| {
                [
                    old[0].min(new[0]),
                    old[1].min(new[1]),
                    old[2].max(new[2]),
                    old[3].max(new[3]),
                ]
            }));
        }
        let words = |bytes: u64| {
            shapes::words(bytes).ok_or_else(|| FormatError::TooLarge {
                message: "The geometries are larger than a Shapefile can be: 4 GiB.".to_owned(),
                hint: Some("narrow the query, or use fgb or geojson".to_owned()),
            })
        };
        self.records += 1;
        let length = words(content.len() as u64)?;
        let number = i32::try_from(self.records).unwrap_or(i32::MAX);
        self.index.write_all(&words(self.length)?.to_be_bytes())?;
        self.index.write_all(&length.to_be_bytes())?;
        self.shapes.write_all(&number.to_be_bytes())?;
        self.shapes.write_all(&length.to_be_bytes())?;
        self.shapes.write_all(&content)?;
        self.length += 8 + content.len() as u64;
        words(self.length)?;
        content.clear();
        self.attributes
            .record(&self.features, columns, row, self.records, &mut content);
        Ok(self.table.write_all(&content)?)
    }

    /// What was left out, for people; empty when nothing was.
    fn notes(&self) -> String {
        let mut notes = String::new();
        let mut note = |count: u64, text: &str| {
            if count > 0 {
                notes.push_str(&format!("{text}\r\n"));
            }
        };
        note(
            self.beyond,
            &format!("A Shapefile holds {RECORDS} records; further ones were left out."),
        );
        let others = self.others;
        note(
            others,
            &format!(
                "A Shapefile holds one kind of geometry; {others} records of another kind were left out."
            ),
        );
        let outside = self.outside;
        note(
            outside,
            &format!("{outside} records have no shape because they lie outside of the reference system."),
        );
        let shortened = self.attributes.shortened;
        note(
            shortened,
            &format!(
                "{shortened} values were longer than a column and were shortened; numbers with too many digits were left out."
            ),
        );
        notes
    }

    /// The four files with what is known at the end.
    fn complete(&mut self) -> Result<(), FormatError> {
        let table = self.attributes.header(
            u32::try_from(self.records).unwrap_or(u32::MAX),
            DateTime::from_timestamp_micros(self.subject.updated_at)
                .unwrap_or_default()
                .date_naive(),
        );
        self.table.write_all(&[0x1a])?;
        let header = |bytes| shapes::header(bytes, self.kind, self.extent).unwrap_or_default();
        for (file, header) in [
            (&mut self.shapes, header(self.length)),
            (&mut self.index, header(HEADER + 8 * self.records)),
            (&mut self.table, table),
        ] {
            file.seek(SeekFrom::Start(0))?;
            file.write_all(&header)?;
            file.flush()?;
            file.seek(SeekFrom::Start(0))?;
        }
        Ok(())
    }
}

impl RecordWriter for ShpWriter {
    fn start(&mut self, _out: &mut Vec<u8>) -> Result<(), FormatError> {
        Ok(())
    }

    fn write(&mut self, batch: &RecordBatch, _out: &mut Vec<u8>) -> Result<(), FormatError> {
        let fields = self.features.fields.clone();
        let columns = Columns::new(&fields, batch, self.features.rendering)?;
        (0..columns.rows()).try_for_each(|row| self.record(&columns, row))
    }

    fn is_full(&self) -> bool {
        self.beyond > 0
    }

    fn finish(&mut self, _out: &mut Vec<u8>) -> Result<Option<File>, FormatError> {
        self.complete()?;
        let mut archive = ZipWriter::new(BufWriter::new(scratch::file(self.scratch.as_deref())?));
        // The same records make the same file: without the moment.
        let options = SimpleFileOptions::default()
            .last_modified_time(zip::DateTime::default())
            .large_file(true);
        let name = |ending: &str| format!("{}.{ending}", self.subject.name);
        let parts = [
            ("shp", &mut self.shapes),
            ("shx", &mut self.index),
            ("dbf", &mut self.table),
        ];
        for (ending, file) in parts {
            archive.start_file(name(ending), options).map_err(refused)?;
            io::copy(file.get_mut(), &mut archive)?;
        }
        for (ending, text) in [("prj", self.crs.wkt()), ("cpg", "UTF-8"), ("txt", &self.notes())] {
            if !text.is_empty() {
                archive.start_file(name(ending), options).map_err(refused)?;
                archive.write_all(text.as_bytes())?;
            }
        }
        let mut file = archive
            .finish()
            .map_err(refused)?
            .into_inner()
            .map_err(|error| error.into_error())?;
        file.seek(SeekFrom::Start(0))?;
        Ok(Some(file))
    }
}

fn refused(error: zip::result::ZipError) -> FormatError {
    FormatError::Io(io::Error::other(error))
}
