//! How do records become triples? The same generic mapping in four syntaxes.
//!
//! - A record is `<dataset address>/records/<record id>`, a row that is no record (a group, a sum) a blank node.
//! - A field is the property `<dataset address>#<field>`; what cannot stand in a name is an underscore there, and a digit at the
//!   beginning has one in front. Each property is declared once, with the field's label as `rdfs:label`.
//! - Texts are plain literals, one for each value of a list. Numbers, truth values, days, months, years and times have the types of
//!   XML Schema. Places and shapes are `geo:wktLiteral` of GeoSPARQL in longitude and latitude. A file is its address. JSON is text.
//! - What is missing says nothing. Characters that XML cannot hold are left out in every syntax, so that all say the same.

mod jsonld;
mod turtle;
mod xml_syntax;

use std::fs::File;

use arrow::record_batch::RecordBatch;
use geozero::ToWkt;
use portico_model::{Field, Precision};

use super::cells::Cell;
use super::features;
use super::value::{Columns, Rendering};
use super::{RecordWriter, WriteOptions, plain, xml};
use crate::FormatError;
use crate::read::geometry::wkb;

/// How triples are spelled.
pub(super) trait Syntax {
    /// What comes first; `vocabulary` is what properties begin with.
    fn start(&mut self, vocabulary: &str, out: &mut Vec<u8>);
    /// A property and its label.
    fn property(&mut self, name: &str, label: &str, out: &mut Vec<u8>);
    /// A record: its address, or none, and what it says, each property once.
    fn record(&mut self, address: Option<&str>, says: &[(&str, Vec<Term>)], out: &mut Vec<u8>);
    /// What comes last.
    fn finish(&mut self, out: &mut Vec<u8>);
}

/// The object of a triple.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Term {
    /// A text.
    Plain(String),
    /// A text that is of a type.
    Typed(String, Type),
    /// An address.
    Iri(String),
}

/// The type of a literal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Type {
    /// Prefix in the namespaces below.
    pub(super) prefix: &'static str,
    pub(super) name: &'static str,
}

/// Prefixes beside that of the dataset's own properties, `d`.
pub(super) const NAMESPACES: [(&str, &str); 4] = [
    ("rdf", "http://www.w3.org/1999/02/22-rdf-syntax-ns#"),
    ("rdfs", "http://www.w3.org/2000/01/rdf-schema#"),
    ("xsd", "http://www.w3.org/2001/XMLSchema#"),
    ("geo", "http://www.opengis.net/ont/geosparql#"),
];

impl Type {
    const WKT: Self = Self {
        prefix: "geo",
        name: "wktLiteral",
    };

    fn xsd(name: &'static str) -> Self {
        Self { prefix: "xsd", name }
    }

    /// The whole address.
    pub(super) fn iri(self) -> String {
        let space = NAMESPACES.iter().find(|(prefix, _)| *prefix == self.prefix);
        format!("{}{}", space.map_or("", |(_, space)| space), self.name)
    }
}

/// Writes triples.
pub(super) struct RdfWriter {
    fields: Vec<Field>,
    /// Names of the properties.
    names: Vec<String>,
    rendering: Rendering,
    address: String,
    /// The first columns say which record it is.
    record_ids: bool,
    /// The columns that are fields.
    properties: Vec<usize>,
    syntax: Box<dyn Syntax + Send>,
}

impl std::fmt::Debug for RdfWriter {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("RdfWriter")
            .field("address", &self.address)
            .finish_non_exhaustive()
    }
}

impl RdfWriter {
    fn new(fields: &[Field], options: &WriteOptions, syntax: Box<dyn Syntax + Send>) -> Self {
        let properties =
            (0..fields.len()).filter(|column| !features::is_technical(&fields[*column], options));
        Self {
            names: xml::names(fields.iter().map(|field| field.name.as_str())),
            properties: properties.collect(),
            fields: fields.to_vec(),
            rendering: Rendering {
                timezone: options.timezone,
                style: options.json_style,
            },
            address: iri(&options.subject.address),
            record_ids: options.record_ids,
            syntax,
        }
    }

    /// In XML.
    pub(super) fn xml(fields: &[Field], options: &WriteOptions) -> Self {
        Self::new(fields, options, Box::new(xml_syntax::Xml))
    }

    /// In Turtle, which is Notation3 as well.
    pub(super) fn turtle(fields: &[Field], options: &WriteOptions) -> Self {
        Self::new(fields, options, Box::new(turtle::Turtle::default()))
    }

    /// In JSON-LD.
    pub(super) fn jsonld(fields: &[Field], options: &WriteOptions) -> Self {
        Self::new(fields, options, Box::new(jsonld::JsonLd::default()))
    }
}

impl RecordWriter for RdfWriter {
    fn start(&mut self, out: &mut Vec<u8>) -> Result<(), FormatError> {
        self.syntax.start(&format!("{}#", self.address), out);
        for column in &self.properties {
            self.syntax
                .property(&self.names[*column], &clean(&self.fields[*column].label), out);
        }
        Ok(())
    }

    fn write(&mut self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<(), FormatError> {
        let columns = Columns::new(&self.fields, batch, self.rendering)?;
        for row in 0..columns.rows() {
            let id = if self.record_ids {
                plain::text(&self.fields[0], &columns.cell(0, row), self.rendering)
            } else {
                None
            };
            let address = id.map(|id| iri(&format!("{}/records/{id}", self.address)));
            let says: Vec<(&str, Vec<Term>)> = self
                .properties
                .iter()
                .map(|column| {
                    let cell = columns.cell(*column, row);
                    let terms = terms(&self.fields[*column], &cell, self.rendering);
                    (self.names[*column].as_str(), terms)
                })
                .filter(|(_, terms)| !terms.is_empty())
                .collect();
            if !says.is_empty() {
                self.syntax.record(address.as_deref(), &says, out);
            }
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut Vec<u8>) -> Result<Option<File>, FormatError> {
        self.syntax.finish(out);
        Ok(None)
    }
}

/// What a cell says.
fn terms(field: &Field, cell: &Cell<'_>, rendering: Rendering) -> Vec<Term> {
    let typed = |name| {
        let text = plain::text(field, cell, rendering);
        text.map(|text| Term::Typed(text, Type::xsd(name)))
            .into_iter()
            .collect()
    };
    match cell {
        Cell::Null => Vec::new(),
        Cell::Text(text) | Cell::Json(text) => vec![Term::Plain(clean(text))],
        Cell::List(items) => {
            let mut terms: Vec<Term> = Vec::with_capacity(items.len());
            // A triple says a thing once.
            for term in items.iter().map(|item| Term::Plain(clean(item))) {
                if !terms.contains(&term) {
                    terms.push(term);
                }
            }
            terms
        }
        Cell::Int(_) => typed("integer"),
        Cell::Double(_) => typed("double"),
        Cell::Boolean(_) => typed("boolean"),
        Cell::Date(_) => typed(match field.annotations.timeserie_precision {
            Some(Precision::Year) => "gYear",
            Some(Precision::Month) => "gYearMonth",
            _ => "date",
        }),
        Cell::Instant(_) => typed("dateTime"),
        Cell::Point { lon, lat } => {
            let point = geo_types::Geometry::Point(geo_types::Point::new(*lon, *lat));
            point
                .to_wkt()
                .map(|text| Term::Typed(text, Type::WKT))
                .into_iter()
                .collect()
        }
        Cell::Shape(bytes) => wkb::read(bytes)
            .and_then(|geometry| geometry.to_wkt().ok())
            .map(|text| Term::Typed(text, Type::WKT))
            .into_iter()
            .collect(),
        Cell::File(_) => {
            let text = plain::text(field, cell, rendering).unwrap_or_default();
            if text.starts_with("http://") || text.starts_with("https://") {
                vec![Term::Iri(iri(&text))]
            } else {
                vec![Term::Plain(clean(&text))]
            }
        }
    }
}

/// The text without what XML cannot hold.
fn clean(text: &str) -> String {
    text.chars()
        .filter(|character| !xml::is_forbidden(*character))
        .collect()
}

/// The address with what no address can hold in its percent form.
fn iri(text: &str) -> String {
    let mut iri = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '\0'..=' ' | '<' | '>' | '"' | '{' | '}' | '|' | '^' | '`' | '\\' | '\u{7f}' => {
                iri.push_str(&format!("%{:02X}", u32::from(character)));
            }
            forbidden if xml::is_forbidden(forbidden) => {}
            other => iri.push(other),
        }
    }
    iri
}
