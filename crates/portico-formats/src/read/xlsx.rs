//! How are the cells of an Excel workbook read? One by one, so that only the shared texts are in memory.

use std::io::BufReader;
use std::path::Path;

use calamine::{DataRef, ExcelDateTime, Reader as _, SheetType, Xlsx, XlsxError};

use super::Limits;
use super::archive;
use super::input::{CountedFile, Counter};
use super::plan::{Cell, Flow};
use super::values::dates;
use super::workbook::{Book, Met, Take, number};
use crate::FormatError;

/// A workbook of Excel 2007 and later.
pub(super) struct Excel {
    workbook: Xlsx<BufReader<CountedFile>>,
    sheets: Vec<String>,
    bytes: Counter,
}

fn damaged(error: &XlsxError) -> FormatError {
    FormatError::content_with_hint(
        format!("the workbook cannot be read: {error}"),
        "open it and save it again as .xlsx, or export the sheet as CSV",
    )
}

/// Every part is unpacked once to nowhere: declared sizes may lie.
pub(super) fn check_sizes(path: &Path, limits: &Limits) -> Result<(), FormatError> {
    let (file, _) = CountedFile::open(path)?;
    let mut parts = archive::open(BufReader::new(file), limits)?;
    let mut left = limits.archive_bytes;
    for index in 0..parts.len() {
        let name = parts
            .name_for_index(index)
            .and_then(Result::ok)
            .map_or_else(String::new, |name| name.to_ascii_lowercase());
        // Sheets are streamed; everything else that calamine opens is held in memory.
        let limit = if name.contains("worksheets/") {
            left
        } else {
            left.min(limits.workbook_text_bytes)
        };
        left -= archive::measure(&mut parts, index, limit)?;
    }
    Ok(())
}

impl Excel {
    /// Opens a workbook whose sizes were checked.
    ///
    /// # Errors
    /// When it is damaged or protected by a password.
    pub(super) fn open(path: &Path) -> Result<Self, FormatError> {
        let (file, bytes) = CountedFile::open(path)?;
        let file = BufReader::with_capacity(64 << 10, file);
        let workbook = Xlsx::new(file).map_err(|error| match error {
            XlsxError::Password => FormatError::content_with_hint(
                "the workbook is protected by a password",
                "save it without a password",
            ),
            other => damaged(&other),
        })?;
        let sheets = workbook.sheets_metadata().iter();
        let sheets = sheets.filter(|sheet| sheet.typ == SheetType::WorkSheet);
        Ok(Self {
            sheets: sheets.map(|sheet| sheet.name.clone()).collect(),
            workbook,
            bytes,
        })
    }
}

impl Book for Excel {
    fn sheets(&self) -> &[String] {
        &self.sheets
    }

    fn bytes(&self) -> Counter {
        Counter::clone(&self.bytes)
    }

    fn each_cell(&mut self, sheet: &str, take: &mut Take<'_>) -> Result<(), FormatError> {
        let mut cells = match self.workbook.worksheet_cells_reader(sheet) {
            Ok(cells) => cells,
            Err(XlsxError::NotAWorksheet(_)) => return Ok(()),
            Err(error) => return Err(damaged(&error)),
        };
        while let Some(cell) = cells.next_cell().map_err(|error| damaged(&error))? {
            let (row, column) = cell.get_position();
            let mut hand_over = |cell, is_words| {
                take(Met {
                    row,
                    column,
                    cell,
                    is_words,
                })
            };
            let flow = match cell.get_value() {
                DataRef::Empty => Flow::On,
                // #N/A, #REF!…: no value.
                DataRef::Error(_) => hand_over(Cell::Null, false)?,
                DataRef::String(text) if text.trim().is_empty() => Flow::On,
                DataRef::SharedString(text) if text.trim().is_empty() => Flow::On,
                DataRef::String(text) => hand_over(Cell::Text(text), true)?,
                DataRef::SharedString(text) => hand_over(Cell::Text(text), true)?,
                DataRef::Int(value) => hand_over(Cell::Int(*value), false)?,
                DataRef::Float(value) => hand_over(number(*value), false)?,
                DataRef::Bool(value) => hand_over(Cell::Bool(*value), false)?,
                DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => {
                    hand_over(Cell::Text(text), false)?
                }
                DataRef::DateTime(value) => match time_of_day(value) {
                    Some(text) => hand_over(Cell::Text(&text), false)?,
                    None => match moment(value) {
                        Some(cell) => hand_over(cell, false)?,
                        None => Flow::On,
                    },
                },
            };
            if flow == Flow::Stop {
                return Ok(());
            }
        }
        Ok(())
    }
}

/// `10:30:00`, of a duration or a time without a day.
fn time_of_day(value: &ExcelDateTime) -> Option<String> {
    let serial = value.as_f64();
    if !value.is_duration() && !(0.0..1.0).contains(&serial) {
        return None;
    }
    let seconds = (serial * 86_400.0).round().clamp(-1e12, 1e12) as i64;
    let sign = if seconds < 0 { "-" } else { "" };
    let seconds = seconds.abs();
    Some(format!(
        "{sign}{:02}:{:02}:{:02}",
        seconds / 3600,
        seconds / 60 % 60,
        seconds % 60
    ))
}

fn moment(value: &ExcelDateTime) -> Option<Cell<'static>> {
    let (year, month, day, hour, minute, second, milli) = value.to_ymd_hms_milli();
    let date = chrono::NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day))?;
    let instant = date.and_hms_milli_opt(hour.into(), minute.into(), second.into(), milli.into())?;
    let micros = instant.and_utc().timestamp_micros();
    if value.as_f64().fract() == 0.0 {
        return Some(Cell::Date(dates::day_of(micros)));
    }
    Some(Cell::Instant(micros))
}
