//! What may the caller choose about a file?

use std::path::PathBuf;

use chrono_tz::Tz;
use portico_model::Field;

use super::crs::Crs;

/// What the caller may choose about a file.
#[derive(Debug, Clone)]
pub struct WriteOptions {
    /// The zone in which instants are said; Parquet keeps UTC.
    pub timezone: Tz,
    /// Labels instead of names, in formats with a header or a table of attributes.
    pub use_labels: bool,
    /// How a CSV file looks.
    pub csv: CsvOptions,
    /// How the pages of a Parquet file are packed.
    pub parquet: Compression,
    /// How members of JSON objects are separated.
    pub json_style: JsonStyle,
    /// The reference system of geometries, in formats that can say which it is.
    pub crs: Crs,
    /// What the records are records of.
    pub subject: Subject,
    /// The first columns are `_id`, `_timestamp` and `_size`, as the engine puts them in front.
    pub record_ids: bool,
    /// The field that names a feature or an event; none means the first text.
    pub name_field: Option<String>,
    /// The fields that describe a waypoint.
    pub description_fields: Vec<String>,
    /// The other values of a waypoint in an element of their own, else in its description.
    pub use_extension: bool,
    /// Folder of temporary files; none means the system's.
    pub scratch: Option<PathBuf>,
}

/// What the records are records of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// What a file inside of an archive is called, without ending.
    pub name: String,
    /// Absolute address, without a slash at the end: records and fields are named below it.
    pub address: String,
    /// For people.
    pub title: String,
    /// Microseconds since 1970: when it changed last.
    pub updated_at: i64,
}

impl Default for Subject {
    fn default() -> Self {
        Self {
            name: "records".to_owned(),
            address: "urn:portico:records".to_owned(),
            title: "Records".to_owned(),
            updated_at: 0,
        }
    }
}

impl WriteOptions {
    /// What the column of a field is called: its name, or its label when labels are asked for.
    pub(super) fn title<'a>(&self, field: &'a Field) -> &'a str {
        if self.use_labels {
            &field.label
        } else {
            &field.name
        }
    }
}

impl Default for WriteOptions {
    fn default() -> Self {
        Self {
            timezone: Tz::UTC,
            use_labels: false,
            csv: CsvOptions::default(),
            parquet: Compression::default(),
            json_style: JsonStyle::default(),
            crs: Crs::default(),
            subject: Subject::default(),
            record_ids: false,
            name_field: None,
            description_fields: Vec::new(),
            use_extension: true,
            scratch: None,
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
