//! How can a source of records be read? One table of kinds with their parameters, for programs that list them and for checking what they send.

use portico_formats::read::{BadCells, Format, Inspection, ReadOptions};
use portico_model::Fault;
use portico_odsql::nearest;
use serde_json::{Map, Value, json};

/// A kind of source: a format that is read.
#[derive(Debug)]
pub struct Extractor {
    /// The name in documents: `csvfile`.
    pub name: &'static str,
    /// Other names that programs use.
    pub aliases: &'static [&'static str],
    /// What people call it, in English.
    pub title: &'static str,
    /// What is read.
    pub format: Format,
    /// What may be said of it.
    pub params: &'static [ExtractorParam],
}

/// Something that may be said of a source.
#[derive(Debug, Clone, Copy)]
pub struct ExtractorParam {
    /// The name in documents.
    pub name: &'static str,
    /// `text`, `integer`, `boolean` or `choice`.
    pub ty: &'static str,
    /// What counts when it is left out, in English.
    pub default: &'static str,
    /// What it says, in English.
    pub help: &'static str,
}

const fn param(
    name: &'static str,
    ty: &'static str,
    default: &'static str,
    help: &'static str,
) -> ExtractorParam {
    ExtractorParam {
        name,
        ty,
        default,
        help,
    }
}

const SEPARATOR: ExtractorParam = param(
    "separator",
    "text",
    "found in the file",
    "The character between two cells; `\\t` is a tab.",
);
const ENCODING: ExtractorParam = param(
    "encoding",
    "text",
    "found in the file",
    "The encoding of the text, such as `utf-8` or `windows-1252`.",
);
const HEADERS: ExtractorParam = param(
    "headers_first_row",
    "boolean",
    "found in the file",
    "The first row holds the names of the columns.",
);
const FIRST_ROW: ExtractorParam = param(
    "first_row_no",
    "integer",
    "found in the file",
    "The number of the row with the names of the columns, from 1.",
);
const QUOTES: ExtractorParam = param(
    "doublequote",
    "boolean",
    "true",
    "A quote inside a quoted cell is written twice; no other way is read.",
);
const SHEET: ExtractorParam = param("sheet", "text", "the first sheet", "The name of the sheet.");
const RECORDS: ExtractorParam = param(
    "records_path",
    "text",
    "found in the file",
    "Where the records are in the document, dotted: `data.items`.",
);
const CRS: ExtractorParam = param(
    "crs",
    "text",
    "what the file says, else WGS 84",
    "The coordinate reference system of the places, such as `EPSG:2267`.",
);
const BAD_CELLS: ExtractorParam = param(
    "bad_cells",
    "choice",
    "empty",
    "What happens to a cell that does not fit its type: `empty`, `refuse_row` or `text`.",
);

/// Every kind. The first of a format is the one that is found.
pub static EXTRACTORS: [Extractor; 8] = [
    Extractor {
        name: "csvfile",
        aliases: &["csv"],
        title: "CSV: separated text",
        format: Format::Csv,
        params: &[SEPARATOR, ENCODING, HEADERS, FIRST_ROW, QUOTES, CRS, BAD_CELLS],
    },
    Extractor {
        name: "xls",
        aliases: &["xlsx"],
        title: "A workbook of Excel 2007 and later",
        format: Format::Xlsx,
        params: &[SHEET, HEADERS, FIRST_ROW, CRS, BAD_CELLS],
    },
    Extractor {
        name: "ods",
        aliases: &["odsfile"],
        title: "A spreadsheet of OpenDocument",
        format: Format::Ods,
        params: &[SHEET, HEADERS, FIRST_ROW, CRS, BAD_CELLS],
    },
    Extractor {
        name: "json",
        aliases: &["jsonfile"],
        title: "JSON: an array of objects, or an object that holds one",
        format: Format::Json,
        params: &[ENCODING, RECORDS, CRS, BAD_CELLS],
    },
    Extractor {
        name: "jsonl",
        aliases: &["jsonlines", "ndjson"],
        title: "JSON Lines: one object a line",
        format: Format::JsonLines,
        params: &[ENCODING, CRS, BAD_CELLS],
    },
    Extractor {
        name: "geojson",
        aliases: &[],
        title: "GeoJSON",
        format: Format::GeoJson,
        params: &[CRS, BAD_CELLS],
    },
    Extractor {
        name: "shapefile",
        aliases: &["shp"],
        title: "A Shapefile in a ZIP",
        format: Format::Shapefile,
        params: &[ENCODING, CRS, BAD_CELLS],
    },
    Extractor {
        name: "parquet",
        aliases: &["geoparquet"],
        title: "Apache Parquet",
        format: Format::Parquet,
        params: &[CRS, BAD_CELLS],
    },
];

impl Extractor {
    /// The kind of that name, or of one of its other names.
    ///
    /// # Errors
    /// `UnknownType` with the nearest name.
    pub fn named(name: &str) -> Result<&'static Self, Fault> {
        let found = EXTRACTORS
            .iter()
            .find(|kind| kind.name == name || kind.aliases.contains(&name));
        found.ok_or_else(|| {
            let known = EXTRACTORS.iter().map(|kind| kind.name);
            let shown: String = name.chars().take(60).collect();
            let fault = Fault::invalid("UnknownType", format!("`{shown}` is no type of resource"));
            let hint = match nearest(name, known.clone()) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("use realtime, {}", known.collect::<Vec<_>>().join(", ")),
            };
            fault.with_hint(hint).with_position("type", None)
        })
    }

    /// The kind that reads that format.
    #[must_use]
    pub fn of(format: Format) -> &'static Self {
        let found = EXTRACTORS.iter().find(|kind| kind.format == format);
        found.unwrap_or(&EXTRACTORS[0])
    }

    /// How a file is read when this is said of it.
    ///
    /// # Errors
    /// `InvalidParameter` with the parameter to blame.
    pub(super) fn options(&self, params: &Map<String, Value>) -> Result<ReadOptions, Fault> {
        let mut options = ReadOptions {
            format: Some(self.format),
            ..ReadOptions::default()
        };
        let (mut headers, mut first_row) = (None, None);
        for (name, value) in params.iter().filter(|(_, value)| !value.is_null()) {
            if !self.params.iter().any(|param| param.name == name) {
                return Err(self.unknown(name));
            }
            match name.as_str() {
                "separator" => options.separator = Some(separator(text(name, value)?)?),
                "encoding" => options.encoding = Some(text(name, value)?.to_owned()),
                "headers_first_row" => headers = Some(flag(name, value)?),
                "first_row_no" => first_row = Some(row(name, value)?),
                "doublequote" if !flag(name, value)? => {
                    return Err(wrong(name, "cells are read with doubled quotes only"));
                }
                "doublequote" => {}
                "sheet" => options.sheet = Some(text(name, value)?.to_owned()),
                "records_path" => options.records_path = Some(text(name, value)?.to_owned()),
                "crs" => options.crs = Some(text(name, value)?.to_owned()),
                _ => {
                    let choice = text(name, value)?;
                    options.bad_cells = BadCells::parse(choice).ok_or_else(|| {
                        let known = BadCells::ALL.map(BadCells::as_str).join(", ");
                        wrong(name, &format!("`{choice}` is none of {known}"))
                    })?;
                }
            }
        }
        options.header_row = match (headers, first_row) {
            (Some(false), None | Some(1)) => Some(0),
            (Some(false), Some(_)) => {
                let message = "it names the row of the headers, and there is none";
                return Err(wrong("first_row_no", message));
            }
            (Some(true), None) => Some(1),
            (_, row) => row,
        };
        Ok(options)
    }

    /// What was found in a file, as parameters.
    pub(super) fn found(&self, inspection: &Inspection) -> Map<String, Value> {
        let mut found = Map::new();
        for param in self.params {
            let value = match param.name {
                "separator" => inspection.separator.map(|separator| json!(separator.to_string())),
                "encoding" => inspection.encoding.as_ref().map(|encoding| json!(encoding)),
                "headers_first_row" => inspection.header_row.map(|row| json!(row > 0)),
                "first_row_no" => inspection.header_row.map(|row| json!(row.max(1))),
                "doublequote" => Some(json!(true)),
                "sheet" => inspection.sheet.as_ref().map(|sheet| json!(sheet)),
                "records_path" => inspection.records_path.as_ref().map(|path| json!(path)),
                _ => None,
            };
            if let Some(value) = value {
                found.insert(param.name.to_owned(), value);
            }
        }
        found
    }

    fn unknown(&self, name: &str) -> Fault {
        let known = self.params.iter().map(|param| param.name);
        let fault = wrong(name, &format!("it is no parameter of `{}`", self.name));
        match nearest(name, known.clone()) {
            Some(near) => fault.with_hint(format!("did you mean `{near}`?")),
            None => fault.with_hint(format!("use {}", known.collect::<Vec<_>>().join(", "))),
        }
    }
}

fn wrong(name: &str, why: &str) -> Fault {
    let shown: String = name.chars().take(60).collect();
    Fault::invalid("InvalidParameter", format!("`{shown}`: {why}"))
        .with_position(format!("params.{shown}"), None)
}

fn text<'a>(name: &str, value: &'a Value) -> Result<&'a str, Fault> {
    let text = value
        .as_str()
        .filter(|text| !text.is_empty() && text.len() <= 500);
    text.ok_or_else(|| wrong(name, "it is a text of 1 to 500 letters"))
}

fn flag(name: &str, value: &Value) -> Result<bool, Fault> {
    let flag = value.as_bool();
    flag.ok_or_else(|| wrong(name, "it is true or false"))
}

fn row(name: &str, value: &Value) -> Result<usize, Fault> {
    let number = value.as_u64().filter(|number| (1..=1_000_000).contains(number));
    let number = number.and_then(|number| usize::try_from(number).ok());
    number.ok_or_else(|| wrong(name, "it is a whole number from 1 to 1000000"))
}

fn separator(text: &str) -> Result<char, Fault> {
    let mut letters = text.chars();
    match (text, letters.next(), letters.next()) {
        ("\\t", ..) => Ok('\t'),
        (_, Some(one), None) => Ok(one),
        _ => Err(wrong("separator", "it is one character")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn options(kind: &str, params: Value) -> Result<ReadOptions, Fault> {
        let params = params.as_object().cloned().unwrap_or_default();
        Extractor::named(kind)?.options(&params)
    }

    #[test]
    fn what_is_said_becomes_the_options_of_the_reader() {
        let said = json!({"separator": "\\t", "encoding": "latin1", "headers_first_row": true, "first_row_no": 3, "crs": null});
        let read = options("csv", said).expect("options");
        assert_eq!(
            (
                read.format,
                read.separator,
                read.header_row,
                read.encoding.as_deref()
            ),
            (Some(Format::Csv), Some('\t'), Some(3), Some("latin1"))
        );
        let none = options("csvfile", json!({"headers_first_row": false})).expect("options");
        assert_eq!(none.header_row, Some(0));
        assert_eq!(options("csvfile", json!({})).expect("options").header_row, None);
    }

    #[test]
    fn what_cannot_be_said_names_its_parameter() {
        for (kind, said, name) in [
            ("csvfile", json!({"separatr": ";"}), "params.separatr"),
            ("csvfile", json!({"separator": ";;"}), "params.separator"),
            ("csvfile", json!({"doublequote": false}), "params.doublequote"),
            (
                "csvfile",
                json!({"headers_first_row": false, "first_row_no": 4}),
                "params.first_row_no",
            ),
            ("geojson", json!({"separator": ";"}), "params.separator"),
            ("xls", json!({"first_row_no": 0}), "params.first_row_no"),
            ("json", json!({"bad_cells": "burn"}), "params.bad_cells"),
            ("csvfil", json!({}), "type"),
        ] {
            let fault = options(kind, said).expect_err(name);
            assert_eq!(fault.clause.as_deref(), Some(name), "{fault:?}");
        }
    }

    #[test]
    fn names_are_taken_once() {
        let mut names: Vec<&str> = EXTRACTORS
            .iter()
            .flat_map(|kind| kind.aliases.iter().copied().chain([kind.name]))
            .collect();
        let all = names.len();
        names.sort_unstable();
        names.dedup();
        assert_eq!(names.len(), all);
    }
}
