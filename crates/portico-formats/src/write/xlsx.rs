//! How do records become a workbook? Typed cells, a header that stays in view, further sheets where one is full.
//!
//! What Excel cannot hold: a sheet has 1 048 576 rows, so that further records continue on further sheets, each with the header; a
//! cell has 32 767 characters (of UTF-16), so that longer texts end in `…`; a number has 15 digits, so that larger whole numbers are
//! texts; control characters are left out, and lines end in a line feed; times have no zone, so that they are those of the zone that was asked for; days before 1900 are texts.

use std::fmt;
use std::fs::File;
use std::io::{BufWriter, Seek, SeekFrom};
use std::path::PathBuf;

use arrow::record_batch::RecordBatch;
use chrono::{DateTime, Datelike, NaiveDate, TimeZone, Timelike};
use chrono_tz::Tz;
use portico_model::{Field, Precision};
use rust_xlsxwriter::{DocProperties, ExcelDateTime, Format, Workbook, Worksheet, XlsxError};

use super::cells::Cell;
use super::value::{Columns, Rendering};
use super::{RecordWriter, WriteOptions, plain, scratch, xml};
use crate::FormatError;

/// Rows of a sheet.
const ROWS: u32 = 1_048_576;
/// Columns of a sheet.
const COLUMNS: usize = 16_384;
/// UTF-16 units of a cell.
const CHARACTERS: usize = 32_767;
/// Whole numbers up to here are exact in a cell.
const EXACT: u64 = 999_999_999_999_999;

/// Writes a workbook.
pub(super) struct XlsxWriter {
    fields: Vec<Field>,
    headers: Vec<String>,
    rendering: Rendering,
    scratch: Option<PathBuf>,
    workbook: Workbook,
    formats: Formats,
    /// Rows of the sheet being written, with its header.
    row: u32,
    most_rows: u32,
    sheets: usize,
}

/// How dates look.
struct Formats {
    header: Format,
    day: Format,
    month: Format,
    year: Format,
    instant: Format,
}

impl fmt::Debug for XlsxWriter {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("XlsxWriter")
            .field("sheets", &self.sheets)
            .field("row", &self.row)
            .finish_non_exhaustive()
    }
}

impl XlsxWriter {
    pub(super) fn new(fields: &[Field], options: &WriteOptions) -> Result<Self, FormatError> {
        if fields.len() > COLUMNS {
            return Err(FormatError::Option {
                message: format!(
                    "A sheet has at most {COLUMNS} columns, and these records have {}.",
                    fields.len()
                ),
                hint: Some("choose columns with `select`".to_owned()),
            });
        }
        let mut workbook = Workbook::new();
        if let Some(folder) = &options.scratch {
            workbook.set_tempdir(folder).map_err(refused)?;
        }
        // The same records make the same file: its date is that of the records.
        let updated = DateTime::from_timestamp_micros(options.subject.updated_at).unwrap_or_default();
        let created = ExcelDateTime::from_timestamp(updated.timestamp().max(0)).map_err(refused)?;
        let properties = DocProperties::new()
            .set_title(clipped(&options.subject.title, 255))
            .set_creation_datetime(&created);
        workbook.set_properties(&properties);
        let header = |field: &Field| options.title(field).to_owned();
        Ok(Self {
            headers: fields.iter().map(header).collect(),
            fields: fields.to_vec(),
            rendering: Rendering {
                timezone: options.timezone,
                style: options.json_style,
            },
            scratch: options.scratch.clone(),
            workbook,
            formats: Formats {
                header: Format::new().set_bold(),
                day: Format::new().set_num_format("yyyy-mm-dd"),
                month: Format::new().set_num_format("yyyy-mm"),
                year: Format::new().set_num_format("yyyy"),
                instant: Format::new().set_num_format("yyyy-mm-dd hh:mm:ss"),
            },
            row: 0,
            most_rows: ROWS,
            sheets: 0,
        })
    }

    /// A sheet with its header.
    fn begin_sheet(&mut self) -> Result<(), XlsxError> {
        self.sheets += 1;
        let sheet = self.workbook.add_worksheet_with_constant_memory()?;
        sheet.set_freeze_panes(1, 0)?;
        for (column, header) in self.headers.iter().enumerate() {
            let text = clipped(header, CHARACTERS);
            sheet.write_string_with_format(0, index(column), text, &self.formats.header)?;
        }
        self.row = 1;
        Ok(())
    }
}

/// Checked against the most columns before.
fn index(column: usize) -> u16 {
    u16::try_from(column).unwrap_or(u16::MAX)
}

impl RecordWriter for XlsxWriter {
    fn start(&mut self, _out: &mut Vec<u8>) -> Result<(), FormatError> {
        self.begin_sheet().map_err(refused)
    }

    fn write(&mut self, batch: &RecordBatch, _out: &mut Vec<u8>) -> Result<(), FormatError> {
        let fields = std::mem::take(&mut self.fields);
        let columns = Columns::new(&fields, batch, self.rendering)?;
        let mut from = 0;
        while from < columns.rows() {
            if self.row == self.most_rows {
                self.begin_sheet().map_err(refused)?;
            }
            let room = (self.most_rows - self.row) as usize;
            let to = columns.rows().min(from + room);
            let sheet = self
                .workbook
                .worksheet_from_index(self.sheets - 1)
                .map_err(refused)?;
            for row in from..to {
                for (column, field) in fields.iter().enumerate() {
                    let place = (self.row, index(column));
                    let cell = columns.cell(column, row);
                    write_cell(sheet, place, field, &cell, &self.formats, self.rendering).map_err(refused)?;
                }
                self.row += 1;
            }
            from = to;
        }
        self.fields = fields;
        Ok(())
    }

    fn finish(&mut self, _out: &mut Vec<u8>) -> Result<Option<File>, FormatError> {
        let mut file = scratch::file(self.scratch.as_deref())?;
        self.workbook
            .save_to_writer(BufWriter::new(&mut file))
            .map_err(refused)?;
        file.seek(SeekFrom::Start(0))?;
        Ok(Some(file))
    }
}

fn write_cell(
    sheet: &mut Worksheet,
    (row, column): (u32, u16),
    field: &Field,
    cell: &Cell<'_>,
    formats: &Formats,
    rendering: Rendering,
) -> Result<(), XlsxError> {
    let number = match cell {
        Cell::Null => return Ok(()),
        Cell::Boolean(flag) => return sheet.write_boolean(row, column, *flag).map(drop),
        Cell::Int(number) => (number.unsigned_abs() <= EXACT).then_some((*number as f64, None)),
        Cell::Double(number) => number.is_finite().then_some((*number, None)),
        Cell::Date(days) => {
            let format = match field.annotations.timeserie_precision {
                Some(Precision::Year) => &formats.year,
                Some(Precision::Month) => &formats.month,
                _ => &formats.day,
            };
            serial_day(i64::from(*days)).map(|serial| (serial, Some(format)))
        }
        Cell::Instant(microseconds) => {
            serial_instant(*microseconds, rendering.timezone).map(|serial| (serial, Some(&formats.instant)))
        }
        _ => None,
    };
    match number {
        Some((number, Some(format))) => sheet
            .write_number_with_format(row, column, number, format)
            .map(drop),
        Some((number, None)) => sheet.write_number(row, column, number).map(drop),
        None => match plain::text(field, cell, rendering) {
            Some(text) if !text.is_empty() => sheet
                .write_string(row, column, clipped(&text, CHARACTERS))
                .map(drop),
            _ => Ok(()),
        },
    }
}

/// The day as Excel counts: 1900-01-01 is 1, and 1900-02-29, which never was, is 60. None outside of its calendar.
fn serial_day(days: i64) -> Option<f64> {
    match days {
        -25_567..=-25_509 => Some((days + 25_568) as f64),
        -25_508..=2_932_896 => Some((days + 25_569) as f64),
        _ => None,
    }
}

/// Day and part of the day, of the clocks in a zone.
fn serial_instant(microseconds: i64, timezone: Tz) -> Option<f64> {
    let utc = DateTime::from_timestamp_micros(microseconds)?;
    let local = timezone.from_utc_datetime(&utc.naive_utc()).naive_local();
    let epoch = NaiveDate::from_ymd_opt(1970, 1, 1)?.num_days_from_ce();
    let day = serial_day(i64::from(local.date().num_days_from_ce() - epoch))?;
    let seconds = f64::from(local.time().num_seconds_from_midnight());
    let fraction = f64::from(local.time().nanosecond() % 1_000_000_000) / 1e9;
    Some(day + (seconds + fraction) / 86_400.0)
}

/// The text without what a workbook cannot show, or as much of it as has room, then `…`.
fn clipped(text: &str, most: usize) -> String {
    let lines = text.replace("\r\n", "\n").replace('\r', "\n");
    let text = &lines.replace(xml::is_forbidden, "");
    if text.len() <= most || text.encode_utf16().count() <= most {
        return text.to_owned();
    }
    let mut units = 0;
    let mut kept: String = text
        .chars()
        .take_while(|character| {
            units += character.len_utf16();
            units < most
        })
        .collect();
    kept.push('…');
    kept
}

fn refused(error: XlsxError) -> FormatError {
    match error {
        XlsxError::IoError(error) => FormatError::Io(error),
        other => FormatError::Io(std::io::Error::other(other)),
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use arrow::array::{ArrayRef, Int64Array};
    use calamine::{Reader, Xlsx, open_workbook_from_rs};
    use portico_model::FieldType;

    use super::*;

    #[test]
    fn records_beyond_the_last_row_continue_on_another_sheet() {
        let fields = [Field::new("n", FieldType::Int)];
        let column: ArrayRef = Arc::new(Int64Array::from_iter_values(0..7));
        let batch = RecordBatch::try_from_iter_with_nullable([("n", column, true)]).unwrap();
        let mut writer = XlsxWriter::new(&fields, &WriteOptions::default()).unwrap();
        writer.most_rows = 4;
        let mut out = Vec::new();
        writer.start(&mut out).unwrap();
        writer.write(&batch, &mut out).unwrap();
        let file = writer.finish(&mut out).unwrap().unwrap();
        assert!(out.is_empty());
        let mut book: Xlsx<_> = open_workbook_from_rs(std::io::BufReader::new(file)).unwrap();
        let heights = [0, 1, 2].map(|sheet| book.worksheet_range_at(sheet).unwrap().unwrap().height());
        assert_eq!(heights, [4, 4, 2]);
    }

    #[test]
    fn days_are_counted_as_excel_counts_them() {
        let day = |year, month, day| {
            let date = NaiveDate::from_ymd_opt(year, month, day).unwrap();
            let epoch = NaiveDate::from_ymd_opt(1970, 1, 1).unwrap();
            serial_day((date - epoch).num_days())
        };
        assert_eq!(day(1899, 12, 31), None);
        assert_eq!(day(1900, 1, 1), Some(1.0));
        assert_eq!(day(1900, 2, 28), Some(59.0));
        assert_eq!(day(1900, 3, 1), Some(61.0));
        assert_eq!(day(1970, 1, 1), Some(25_569.0));
        assert_eq!(day(9999, 12, 31), Some(2_958_465.0));
        assert_eq!(day(10_000, 1, 1), None);
        let noon = serial_instant(43_200_000_000, Tz::UTC).unwrap();
        assert!((noon - 25_569.5).abs() < 1e-9);
    }

    #[test]
    fn texts_are_cut_where_a_cell_ends() {
        assert_eq!(clipped("abc", 3), "abc");
        assert_eq!(clipped("abcd", 3), "ab…");
        assert_eq!(clipped("\u{1f600}\u{1f600}", 3), "\u{1f600}…");
        assert_eq!(clipped("a\u{1}\r\nb\rc", 10), "a\nb\nc");
    }
}
