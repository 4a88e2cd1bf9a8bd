//! Which formats can records be written in, and what is each called on the wire?

use portico_model::{FieldType, Schema};

/// A format that records can be written in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum ExportFormat {
    /// Text with a separator, for spreadsheets.
    Csv,
    /// One array of objects.
    Json,
    /// FlatGeobuf: features in a compact binary form.
    Fgb,
    /// A feature collection.
    GeoJson,
    /// Waypoints and tracks, for navigation devices.
    Gpx,
    /// Events, for calendars.
    Ical,
    /// One object a line.
    JsonLines,
    /// Placemarks, for globes.
    Kml,
    /// Points of interest, for TomTom devices.
    Ov2,
    /// Typed columns.
    Parquet,
    /// Triples in XML.
    RdfXml,
    /// Triples in JSON.
    JsonLd,
    /// Triples in Turtle.
    Turtle,
    /// Triples in Notation3.
    N3,
    /// A zipped Shapefile.
    Shp,
    /// A workbook.
    Xlsx,
}

impl ExportFormat {
    /// Every format, in the order in which they are offered.
    pub const ALL: [Self; 16] = [
        Self::Csv,
        Self::Json,
        Self::Fgb,
        Self::GeoJson,
        Self::Gpx,
        Self::Ical,
        Self::JsonLines,
        Self::Kml,
        Self::Ov2,
        Self::Parquet,
        Self::RdfXml,
        Self::JsonLd,
        Self::Turtle,
        Self::N3,
        Self::Shp,
        Self::Xlsx,
    ];

    /// The formats that a dataset with these fields is offered in. The others can be written all the same: those with a place
    /// then hold records without one, and a calendar has no event.
    pub fn offered(schema: &Schema) -> impl Iterator<Item = Self> {
        let has_place = schema.geometry().is_some();
        let of = |types: &[FieldType]| schema.fields.iter().any(|field| types.contains(&field.ty));
        let has_events = of(&[FieldType::Date, FieldType::Datetime]) && of(&[FieldType::Text]);
        Self::ALL.into_iter().filter(move |format| match format {
            Self::Ical => has_events,
            format => has_place || !format.needs_place(),
        })
    }

    /// The name on the wire: `csv`, `jsonl`…
    #[must_use]
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Json => "json",
            Self::Fgb => "fgb",
            Self::GeoJson => "geojson",
            Self::Gpx => "gpx",
            Self::Ical => "ical",
            Self::JsonLines => "jsonl",
            Self::Kml => "kml",
            Self::Ov2 => "ov2",
            Self::Parquet => "parquet",
            Self::RdfXml => "rdfxml",
            Self::JsonLd => "jsonld",
            Self::Turtle => "turtle",
            Self::N3 => "n3",
            Self::Shp => "shp",
            Self::Xlsx => "xlsx",
        }
    }

    /// Reads the wire name; `xls` is the old name of `xlsx`.
    #[must_use]
    pub fn parse(name: &str) -> Option<Self> {
        let named = |format: &Self| format.as_str() == name || (name == "xls" && *format == Self::Xlsx);
        Self::ALL.into_iter().find(named)
    }

    /// The format that files with this ending have.
    #[must_use]
    pub fn of_extension(ending: &str) -> Option<Self> {
        let ends = |format: &Self| format.extension() == ending;
        Self::ALL.into_iter().find(ends).or_else(|| Self::parse(ending))
    }

    /// The ending of a file's name, without the dot.
    #[must_use]
    pub fn extension(self) -> &'static str {
        match self {
            Self::Ical => "ics",
            Self::RdfXml => "rdf",
            Self::Turtle => "ttl",
            Self::Shp => "zip",
            other => other.as_str(),
        }
    }

    /// The media type, as portals with this interface announce it.
    #[must_use]
    pub fn content_type(self) -> &'static str {
        match self {
            Self::Csv => "text/csv; charset=utf-8",
            Self::Json | Self::JsonLines | Self::GeoJson => "application/json; charset=utf-8",
            Self::Fgb => "application/octet-stream; charset=utf-8",
            Self::Gpx => "application/gpx+xml",
            Self::Ical => "text/calendar; charset=utf-8",
            Self::Kml => "application/vnd.google-earth.kml+xml",
            Self::Ov2 => "text/plain",
            Self::Parquet => "application/parquet",
            Self::RdfXml => "application/rdf+xml",
            Self::JsonLd => "application/ld+json",
            Self::Turtle => "text/turtle",
            Self::N3 => "text/n3",
            Self::Shp => "application/zip",
            Self::Xlsx => "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        }
    }

    /// The file is text, so that compressing it is worth it.
    #[must_use]
    pub fn is_text(self) -> bool {
        !matches!(
            self,
            Self::Fgb | Self::Ov2 | Self::Parquet | Self::Shp | Self::Xlsx
        )
    }

    /// The file is made on disk: none of its bytes are there before the last record was written.
    #[must_use]
    pub fn is_prepared(self) -> bool {
        matches!(self, Self::Fgb | Self::Shp | Self::Xlsx)
    }

    /// Makes sense only for records with a place.
    #[must_use]
    pub fn needs_place(self) -> bool {
        matches!(
            self,
            Self::GeoJson | Self::Gpx | Self::Kml | Self::Ov2 | Self::Shp
        )
    }

    /// A record's place is not one of its attributes, but what the file draws.
    #[must_use]
    pub fn draws_place(self) -> bool {
        self == Self::Fgb || self.needs_place()
    }

    /// Says which record is which: wants their identifiers ([`WriteOptions::record_ids`](super::WriteOptions)).
    #[must_use]
    pub fn names_records(self) -> bool {
        matches!(
            self,
            Self::RdfXml | Self::JsonLd | Self::Turtle | Self::N3 | Self::Ical
        )
    }
}
