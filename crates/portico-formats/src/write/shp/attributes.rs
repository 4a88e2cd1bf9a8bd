//! How do the attributes of records become a `.dbf` file? Columns of fixed width, names of ten bytes, UTF-8.

use chrono::Datelike;
use portico_model::{Field, FieldType, Precision};

use super::super::cells::Cell;
use super::super::features::Features;
use super::super::value::Columns;
use crate::FormatError;

/// Bytes of the longest text.
const TEXT: u8 = 254;
/// Bytes of a column's name.
const NAME: usize = 10;
/// Bytes of a record, which the header counts in sixteen bits.
const RECORD: usize = 65_535;
/// Digits of a whole number that common software still reads as one.
const WHOLE: u8 = 18;
/// Characters of the longest double.
const DOUBLE: u8 = 24;
const DECIMALS: u8 = 15;

/// The columns of a table.
#[derive(Debug)]
pub(super) struct Attributes {
    columns: Vec<Column>,
    /// Values that had to be shortened or left out.
    pub(super) shortened: u64,
}

#[derive(Debug)]
struct Column {
    /// Its number among the record's; none for the row number of records without attributes.
    source: Option<usize>,
    name: String,
    kind: u8,
    width: u8,
}

impl Attributes {
    /// # Errors
    /// [`FormatError::Option`] when there are more columns than a record has room for.
    pub(super) fn new(features: &Features) -> Result<Self, FormatError> {
        let is_attribute = |column: &usize| features.fields[*column].ty != FieldType::GeoShape;
        let mut columns: Vec<Column> = Vec::new();
        for source in features.attributes().filter(is_attribute) {
            let (kind, width) = layout(&features.fields[source]);
            columns.push(Column {
                source: Some(source),
                name: unique(&features.names[source], &columns),
                kind,
                width,
            });
        }
        if columns.is_empty() {
            // A table needs a column.
            columns.push(Column {
                source: None,
                name: "row".to_owned(),
                kind: b'N',
                width: WHOLE,
            });
        }
        let is_text = |column: &&mut Column| column.kind == b'C';
        let fixed: usize = columns
            .iter()
            .filter(|column| column.kind != b'C')
            .map(|column| usize::from(column.width))
            .sum();
        let texts = columns.iter_mut().filter(is_text).count();
        let room = RECORD
            .saturating_sub(1 + fixed)
            .checked_div(texts)
            .unwrap_or(usize::from(TEXT));
        // The header counts its own bytes in sixteen bits, too.
        if room == 0 || fixed >= RECORD || 33 + 32 * columns.len() > RECORD {
            return Err(FormatError::Option {
                message: format!(
                    "The table of a Shapefile has no room for {} columns.",
                    columns.len()
                ),
                hint: Some("choose columns with `select`, or another format".to_owned()),
            });
        }
        let width = u8::try_from(room).unwrap_or(TEXT).min(TEXT);
        columns
            .iter_mut()
            .filter(is_text)
            .for_each(|column| column.width = width);
        Ok(Self {
            columns,
            shortened: 0,
        })
    }

    /// The header of a table of so many records, last changed on a day.
    pub(super) fn header(&self, records: u32, day: chrono::NaiveDate) -> Vec<u8> {
        let length = 33 + 32 * self.columns.len();
        let record: usize = 1 + self
            .columns
            .iter()
            .map(|column| usize::from(column.width))
            .sum::<usize>();
        let mut header = vec![0x03];
        header.push(u8::try_from(day.year() - 1900).unwrap_or(0));
        header.push(day.month() as u8);
        header.push(day.day() as u8);
        header.extend_from_slice(&records.to_le_bytes());
        header.extend_from_slice(&u16::try_from(length).unwrap_or(u16::MAX).to_le_bytes());
        header.extend_from_slice(&u16::try_from(record).unwrap_or(u16::MAX).to_le_bytes());
        header.extend_from_slice(&[0; 20]);
        for column in &self.columns {
            let mut name = column.name.as_bytes().to_vec();
            name.resize(NAME + 1, 0);
            header.extend_from_slice(&name);
            header.push(column.kind);
            header.extend_from_slice(&[0; 4]);
            header.push(column.width);
            header.push(if column.width == DOUBLE && column.kind == b'N' {
                DECIMALS
            } else {
                0
            });
            header.extend_from_slice(&[0; 14]);
        }
        header.push(0x0d);
        header
    }

    /// Appends a record.
    pub(super) fn record(
        &mut self,
        features: &Features,
        columns: &Columns<'_>,
        row: usize,
        number: u64,
        out: &mut Vec<u8>,
    ) {
        out.push(b' ');
        for column in &self.columns {
            let text = match column.source {
                None => Some(number.to_string()),
                Some(source) => said(column.kind, features, columns, source, row),
            };
            let width = usize::from(column.width);
            let mut text = text.unwrap_or_default();
            if text.len() > width {
                self.shortened += 1;
                let mut end = if column.kind == b'C' { width } else { 0 };
                while !text.is_char_boundary(end) {
                    end -= 1;
                }
                text.truncate(end);
            }
            let blanks = std::iter::repeat_n(b' ', width - text.len());
            if column.kind == b'N' {
                out.extend(blanks);
                out.extend_from_slice(text.as_bytes());
            } else {
                out.extend_from_slice(text.as_bytes());
                out.extend(blanks);
            }
        }
    }
}

/// Kind and width of a column. Texts share what room is left.
fn layout(field: &Field) -> (u8, u8) {
    match field.ty {
        FieldType::Int => (b'N', WHOLE),
        FieldType::Double => (b'N', DOUBLE),
        FieldType::Boolean => (b'L', 1),
        FieldType::Date => match field.annotations.timeserie_precision {
            Some(Precision::Year | Precision::Month) => (b'C', TEXT),
            _ => (b'D', 8),
        },
        _ => (b'C', TEXT),
    }
}

fn said(kind: u8, features: &Features, columns: &Columns<'_>, source: usize, row: usize) -> Option<String> {
    match columns.cell(source, row) {
        Cell::Boolean(flag) => Some(if flag { "T" } else { "F" }.to_owned()),
        Cell::Null if kind == b'L' => Some("?".to_owned()),
        Cell::Date(_) if kind == b'D' => features
            .text(columns, source, row)
            .map(|day| day.replace('-', "")),
        // A NUL would end the text for some readers.
        _ => features
            .text(columns, source, row)
            .map(|text| text.replace('\0', "")),
    }
}

/// The name in ten bytes, unlike the others in any case.
fn unique(name: &str, others: &[Column]) -> String {
    let cut = |most: usize| {
        let mut end = name.len().min(most);
        while !name.is_char_boundary(end) {
            end -= 1;
        }
        name[..end].replace('\0', "")
    };
    let mut candidate = cut(NAME);
    let mut number = 1;
    let taken = |candidate: &str| {
        candidate.is_empty()
            || others
                .iter()
                .any(|other| other.name.to_lowercase() == candidate.to_lowercase())
    };
    while taken(&candidate) {
        let ending = format!("_{number}");
        candidate = format!("{}{ending}", cut(NAME - ending.len()));
        number += 1;
    }
    candidate
}
