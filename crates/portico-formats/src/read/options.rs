//! What may the caller decide instead of the reader? Format, encoding, header, types, limits.

use portico_model::FieldType;

use crate::FormatError;

/// The formats that can be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// Separated text: comma, semicolon, tab, bar or any other character.
    Csv,
    /// An array of objects, or an object that holds one somewhere.
    Json,
    /// One object a line.
    JsonLines,
    /// A FeatureCollection, a Feature or a geometry.
    GeoJson,
    /// A ZIP with `.shp` and `.dbf`.
    Shapefile,
    /// A workbook of Excel 2007 and later.
    Xlsx,
    /// A workbook of OpenDocument, as LibreOffice writes it.
    Ods,
    /// Apache Parquet, GeoParquet included.
    Parquet,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 8] = [
        Self::Csv,
        Self::Json,
        Self::JsonLines,
        Self::GeoJson,
        Self::Shapefile,
        Self::Xlsx,
        Self::Ods,
        Self::Parquet,
    ];

    /// The short name: `csv`, `json`, `jsonl`, `geojson`, `shapefile`, `xlsx`, `ods`, `parquet`.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::JsonLines => "jsonl",
            Self::GeoJson => "geojson",
            Self::Shapefile => "shapefile",
            Self::Xlsx => "xlsx",
            Self::Ods => "ods",
            Self::Parquet => "parquet",
        }
    }

    /// One file of several sheets.
    #[must_use]
    pub fn is_workbook(self) -> bool {
        matches!(self, Self::Xlsx | Self::Ods)
    }

    /// Reads a name or a file extension, in any case.
    ///
    /// # Errors
    /// [`FormatError::Unsupported`] with the list of names.
    pub fn parse(name: &str) -> Result<Self, FormatError> {
        Ok(
            match name.trim().trim_start_matches('.').to_ascii_lowercase().as_str() {
                "csv" | "tsv" | "txt" | "tab" => Self::Csv,
                "json" => Self::Json,
                "jsonl" | "ndjson" | "jsonlines" | "ldjson" => Self::JsonLines,
                "geojson" => Self::GeoJson,
                "shapefile" | "shp" => Self::Shapefile,
                "xlsx" | "xlsm" => Self::Xlsx,
                "ods" => Self::Ods,
                "parquet" | "geoparquet" => Self::Parquet,
                other => {
                    return Err(FormatError::Unsupported {
                        message: format!("`{other}` is not a format that can be read"),
                        hint: Some(format!("use one of {}", Self::ALL.map(Self::as_str).join(", "))),
                    });
                }
            },
        )
    }
}

/// What an editor decided about one column, instead of the reader's guess.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Override {
    /// The column: its header, its label, or the field name made from it.
    pub field: String,
    /// Type of the values. A cell that does not fit is refused: the record is kept, the cell is empty and listed.
    pub ty: Option<FieldType>,
    /// How dates are written, in `strftime` words: `%d/%m/%y`.
    pub date_format: Option<String>,
    /// Another field name.
    pub rename: Option<String>,
    /// Another label.
    pub label: Option<String>,
    /// Values are lists cut at this separator; empty items at both ends are dropped.
    pub multivalued: Option<String>,
    /// Offered as a filter, or not.
    pub facet: Option<bool>,
    /// Left out of the dataset.
    pub skip: bool,
}

/// Sizes that protect the machine.
#[derive(Debug, Clone, PartialEq)]
pub struct Limits {
    /// Fields of a dataset.
    pub fields: usize,
    /// One row of text, in bytes; a longer one is refused.
    pub row_bytes: usize,
    /// One JSON record or one geometry, in bytes of source; a longer one is refused.
    pub record_bytes: usize,
    /// Everything in an archive once unpacked, in bytes.
    pub archive_bytes: u64,
    /// Unpacked size over packed size, for archives above 64 MiB unpacked.
    pub archive_ratio: u64,
    /// The shared texts of a workbook, in bytes: they are held in memory.
    pub workbook_text_bytes: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            fields: 500,
            row_bytes: 16 << 20,
            record_bytes: 64 << 20,
            archive_bytes: 8 << 30,
            archive_ratio: 300,
            workbook_text_bytes: 256 << 20,
        }
    }
}

/// What happens to a cell that does not fit the type of its field.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum BadCells {
    /// The record is kept, the cell is empty and listed.
    #[default]
    Empty,
    /// The whole row is left out and listed.
    RefuseRow,
    /// A column with such a cell is a text, whatever the editor wished.
    Text,
}

impl BadCells {
    /// Every choice.
    pub const ALL: [Self; 3] = [Self::Empty, Self::RefuseRow, Self::Text];

    /// The name in forms and documents.
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Empty => "empty",
            Self::RefuseRow => "refuse_row",
            Self::Text => "text",
        }
    }

    /// Reads that name.
    #[must_use]
    pub fn parse(text: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|choice| choice.as_str() == text)
    }
}

/// What the caller decides; everything else is guessed from the whole file.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct ReadOptions {
    /// The format.
    pub format: Option<Format>,
    /// Name of the encoding: `utf-8`, `windows-1252`…
    pub encoding: Option<String>,
    /// What separates the cells of a CSV file.
    pub separator: Option<char>,
    /// The line (CSV) or row (workbooks) of the header, from 1; 0 means that there is none.
    pub header_row: Option<usize>,
    /// Where the records are in a JSON document, dotted: `OpenData.DataSets`.
    pub records_path: Option<String>,
    /// Name of the sheet of a workbook.
    pub sheet: Option<String>,
    /// Coordinate reference system of the geometries, when the file does not say: `EPSG:2267`.
    pub crs: Option<String>,
    /// Decisions about columns.
    pub overrides: Vec<Override>,
    /// What happens to cells that do not fit.
    pub bad_cells: BadCells,
    /// Look at so many records and no more: a first look, types are then guesses.
    pub sample_rows: Option<u64>,
    /// Sizes that protect the machine.
    pub limits: Limits,
}
