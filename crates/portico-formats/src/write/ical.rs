//! How do records become events of a calendar? RFC 5545: an all-day or timed event for each record with a date.
//!
//! The event begins at the first date or time among the fields whose name says so (`start`, `begin`, `debut`, `dtstart`…), else at
//! the first of all; it ends at the first of the same kind whose name says that (`end`, `fin`, `until`…), if that is later. It is
//! called like the field `name_field`, else like the first text; the other values are its description, a point its place.

use std::fs::File;
use std::io::Write as _;

use arrow::record_batch::RecordBatch;
use chrono::{DateTime, Days, Months, NaiveDate};
use portico_model::{Field, FieldType, Precision};

use super::cells::Cell;
use super::features::{self, Features};
use super::value::Columns;
use super::{RecordWriter, WriteOptions, scalars};
use crate::FormatError;

/// Bytes of a line before it is folded.
const LINE: usize = 75;

const STARTS: [&str; 7] = ["start", "begin", "debut", "inicio", "from", "dtstart", "since"];
const ENDS: [&str; 7] = ["end", "fin", "finish", "until", "to", "dtend", "stop"];

/// Writes a calendar.
#[derive(Debug)]
pub(super) struct IcalWriter {
    features: Features,
    title: String,
    address: String,
    updated_at: i64,
    start: Option<usize>,
    end: Option<usize>,
    /// The column of the record's identifier.
    id: Option<usize>,
    described: Vec<usize>,
    records: u64,
}

impl IcalWriter {
    pub(super) fn new(fields: &[Field], options: &WriteOptions) -> Result<Self, FormatError> {
        let features = Features::new(fields, options)?;
        let is_time = |field: &Field| {
            matches!(field.ty, FieldType::Date | FieldType::Datetime)
                && !features::is_technical(field, options)
        };
        let said = |field: &Field, words: &[&str]| {
            field
                .name
                .split('_')
                .any(|part| words.contains(&part.to_ascii_lowercase().as_str()))
        };
        let start = fields
            .iter()
            .position(|field| is_time(field) && said(field, &STARTS))
            .or_else(|| fields.iter().position(is_time));
        let end = start.and_then(|start| {
            fields
                .iter()
                .position(|field| is_time(field) && field.ty == fields[start].ty && said(field, &ENDS))
                .filter(|end| *end != start)
        });
        let described = (0..fields.len()).filter(|column| {
            let field = &fields[*column];
            let used = [features.title, start, end].contains(&Some(*column));
            !used && field.ty != FieldType::GeoShape && !features::is_technical(field, options)
        });
        Ok(Self {
            described: described.collect(),
            features,
            title: options.subject.title.clone(),
            address: options.subject.address.clone(),
            updated_at: options.subject.updated_at,
            start,
            end,
            id: options.record_ids.then_some(0),
            records: 0,
        })
    }

    fn event(&self, columns: &Columns<'_>, row: usize, out: &mut Vec<u8>) {
        let Some(start) = self.start.and_then(|column| time(columns, column, row)) else {
            return;
        };
        let end = self.end.and_then(|column| time(columns, column, row));
        let id = self
            .id
            .and_then(|column| self.features.text(columns, column, row));
        let id = id.unwrap_or_else(|| self.records.to_string());
        line("BEGIN", "VEVENT", out);
        line("UID", &escaped(&format!("{}/records/{id}", self.address)), out);
        line("DTSTAMP", &stamp(self.updated_at), out);
        start.write("DTSTART", out);
        if let Some(end) = end.and_then(|end| start.until(end)).or(start.own_end()) {
            end.write("DTEND", out);
        }
        if let Some(name) = self.features.name(columns, row) {
            line("SUMMARY", &escaped(&name), out);
        }
        let said = self.described.iter().filter_map(|column| {
            let text = self.features.text(columns, *column, row)?;
            Some(format!("{}: {text}", self.features.names[*column]))
        });
        let said: Vec<String> = said.collect();
        if !said.is_empty() {
            line("DESCRIPTION", &escaped(&said.join("\n")), out);
        }
        let place = self.features.geometry(columns, row);
        if let Some(geo_types::Geometry::Point(point)) = place {
            let mut geo = Vec::new();
            scalars::put!(geo, "{:.6};{:.6}", point.y(), point.x());
            line("GEO", &String::from_utf8_lossy(&geo), out);
        }
        line("END", "VEVENT", out);
    }
}

impl RecordWriter for IcalWriter {
    fn start(&mut self, out: &mut Vec<u8>) -> Result<(), FormatError> {
        line("BEGIN", "VCALENDAR", out);
        line("VERSION", "2.0", out);
        line("PRODID", "-//Portico//Records//EN", out);
        line("CALSCALE", "GREGORIAN", out);
        line("X-WR-CALNAME", &escaped(&self.title), out);
        Ok(())
    }

    fn write(&mut self, batch: &RecordBatch, out: &mut Vec<u8>) -> Result<(), FormatError> {
        let fields = self.features.fields.clone();
        let columns = Columns::new(&fields, batch, self.features.rendering)?;
        for row in 0..columns.rows() {
            self.records += 1;
            self.event(&columns, row, out);
        }
        Ok(())
    }

    fn finish(&mut self, out: &mut Vec<u8>) -> Result<Option<File>, FormatError> {
        line("END", "VCALENDAR", out);
        Ok(None)
    }
}

/// When an event begins or ends.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Time {
    /// From that day to the one before the other.
    Days(NaiveDate, NaiveDate),
    Instant(i64),
}

fn time(columns: &Columns<'_>, column: usize, row: usize) -> Option<Time> {
    match columns.cell(column, row) {
        Cell::Date(days) => {
            let epoch = NaiveDate::from_ymd_opt(1970, 1, 1)?;
            let distance = Days::new(u64::from(days.unsigned_abs()));
            let day = if days < 0 {
                epoch.checked_sub_days(distance)
            } else {
                epoch.checked_add_days(distance)
            }?;
            let next = match columns.fields()[column].annotations.timeserie_precision {
                Some(Precision::Year) => day.checked_add_months(Months::new(12)),
                Some(Precision::Month) => day.checked_add_months(Months::new(1)),
                _ => day.succ_opt(),
            }?;
            has_four_digits(day).then_some(Time::Days(day, next))
        }
        Cell::Instant(microseconds) => {
            let day = DateTime::from_timestamp_micros(microseconds)?.date_naive();
            has_four_digits(day).then_some(Time::Instant(microseconds))
        }
        _ => None,
    }
}

/// The calendar format has no others.
fn has_four_digits(day: NaiveDate) -> bool {
    use chrono::Datelike;

    (0..=9999).contains(&day.year())
}

impl Time {
    /// The end of an event from here until there. A day that is the last one is meant to its end.
    fn until(self, end: Self) -> Option<Self> {
        match (self, end) {
            (Self::Days(first, _), Self::Days(last, after)) => {
                (last >= first).then_some(Self::Days(after, after))
            }
            (Self::Instant(from), Self::Instant(to)) => (to > from).then_some(end),
            _ => None,
        }
    }

    /// The end of a day, month or year that is an event of its own.
    fn own_end(self) -> Option<Self> {
        match self {
            Self::Days(_, after) => Some(Self::Days(after, after)),
            Self::Instant(_) => None,
        }
    }

    fn write(self, name: &str, out: &mut Vec<u8>) {
        match self {
            Self::Days(day, _) => {
                let name = format!("{name};VALUE=DATE");
                line(&name, &day.format("%Y%m%d").to_string(), out);
            }
            Self::Instant(microseconds) => line(name, &stamp(microseconds), out),
        }
    }
}

/// An instant in UTC.
fn stamp(microseconds: i64) -> String {
    let instant = DateTime::from_timestamp_micros(microseconds).unwrap_or_default();
    instant.format("%Y%m%dT%H%M%SZ").to_string()
}

/// A text value: no control characters, and the separators marked.
fn escaped(text: &str) -> String {
    let special = |character: char| character.is_control() || matches!(character, '\\' | ';' | ',');
    if !text.contains(special) {
        return text.to_owned();
    }
    let text = text.replace("\r\n", "\n");
    let mut escaped = String::with_capacity(text.len() + 8);
    let mut begin = 0;
    for (at, found) in text.match_indices(special) {
        escaped.push_str(&text[begin..at]);
        begin = at + found.len();
        match found {
            "\\" | ";" | "," => {
                escaped.push('\\');
                escaped.push_str(found);
            }
            "\n" | "\r" => escaped.push_str("\\n"),
            "\t" => escaped.push('\t'),
            _ => {}
        }
    }
    escaped.push_str(&text[begin..]);
    escaped
}

/// `NAME:value`, folded between characters so that no line is longer than 75 bytes.
fn line(name: &str, value: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(name.as_bytes());
    out.push(b':');
    let mut rest = value;
    let mut room = LINE - 1 - name.len();
    while rest.len() > room {
        let mut end = room;
        while !rest.is_char_boundary(end) {
            end -= 1;
        }
        out.extend_from_slice(&rest.as_bytes()[..end]);
        out.extend_from_slice(b"\r\n ");
        rest = &rest[end..];
        room = LINE - 1;
    }
    out.extend_from_slice(rest.as_bytes());
    out.extend_from_slice(b"\r\n");
}
