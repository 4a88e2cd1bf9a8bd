//! How is a workbook read? Cell by cell, so that only the shared texts are in memory.

use std::collections::BTreeMap;
use std::io::BufReader;
use std::path::Path;

use calamine::{Data, DataRef, ExcelDateTime, Reader as _, SheetType, Xlsx, XlsxError};

use super::archive;
use super::input::{CountedFile, Counter};
use super::inspection::clip;
use super::plan::{Cell, Flow, Found, Layout, Sink};
use super::survey::{Survey, too_many};
use super::values::dates;
use super::{Format, Limits, Note, ReadOptions};
use crate::FormatError;

/// Where the table is in a workbook.
#[derive(Debug, Clone)]
pub(crate) struct XlsxLayout {
    sheet: String,
    /// Rows up to this one (from 1) hold no data.
    skip: u32,
    /// Column of the sheet, from 0, to column of the table.
    columns: BTreeMap<u32, usize>,
}

/// Rows looked at for the header.
const LOOK: u32 = 40;

type Workbook = Xlsx<BufReader<CountedFile>>;

fn damaged(error: &XlsxError) -> FormatError {
    FormatError::content_with_hint(
        format!("the workbook cannot be read: {error}"),
        "open it and save it again as .xlsx, or export the sheet as CSV",
    )
}

fn open(path: &Path) -> Result<(Workbook, Counter), FormatError> {
    let (file, bytes) = CountedFile::open(path)?;
    let workbook = Xlsx::new(BufReader::with_capacity(64 << 10, file)).map_err(|error| match error {
        XlsxError::Password => FormatError::content_with_hint(
            "the workbook is protected by a password",
            "save it without a password",
        ),
        other => damaged(&other),
    })?;
    Ok((workbook, bytes))
}

/// Every part is unpacked once to nowhere: declared sizes may lie.
fn check_sizes(path: &Path, limits: &Limits) -> Result<(), FormatError> {
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

/// The names of the sheets of a workbook.
///
/// # Errors
/// When it cannot be opened.
pub(crate) fn sheets(path: &Path, limits: &Limits) -> Result<Vec<String>, FormatError> {
    check_sizes(path, limits)?;
    let (workbook, _) = open(path)?;
    Ok(names_of(&workbook))
}

fn names_of<R>(workbook: &Xlsx<R>) -> Vec<String>
where
    R: std::io::Read + std::io::Seek,
{
    let sheets = workbook.sheets_metadata().iter();
    sheets
        .filter(|sheet| sheet.typ == SheetType::WorkSheet)
        .map(|sheet| sheet.name.clone())
        .collect()
}

/// First pass.
pub(crate) fn inspect(
    path: &Path,
    options: &ReadOptions,
    survey: &mut Survey<'_>,
) -> Result<Found, FormatError> {
    check_sizes(path, &options.limits)?;
    let mut notes = Vec::new();
    let (mut workbook, _) = open(path)?;
    let sheets = names_of(&workbook);
    let listed = clip(&sheets.join(", "), 300);
    let candidates = match &options.sheet {
        Some(wanted) if sheets.contains(wanted) => vec![wanted.clone()],
        Some(wanted) => {
            return Err(FormatError::content_with_hint(
                format!("the workbook has no sheet `{}`", clip(wanted, 60)),
                format!("its sheets are: {listed}"),
            ));
        }
        None => sheets.clone(),
    };
    let mut chosen = None;
    for sheet in candidates {
        let head = first_rows(&mut workbook, &sheet, options.header_row)?;
        if !head.is_empty() {
            chosen = Some((sheet, head));
            break;
        }
    }
    let Some((sheet, head)) = chosen else {
        return Err(FormatError::content("every sheet of the workbook is empty"));
    };
    if sheets.len() > 1 && options.sheet.is_none() {
        notes.push(Note::new(
            "several_sheets",
            format!("sheet `{sheet}` was read; the workbook has: {listed}"),
        ));
    }
    let (header_row, skip) = header(&head, options.header_row)?;
    let mut layout = XlsxLayout {
        sheet: sheet.clone(),
        skip,
        columns: BTreeMap::new(),
    };
    if header_row == 0 {
        notes.push(Note::new(
            "no_header",
            "no header was found: the columns are named column_1, column_2…",
        ));
    } else {
        if header_row > *head.keys().next().unwrap_or(&1) {
            notes.push(Note::new(
                "preamble",
                format!("the rows before the header on row {header_row} were left out"),
            ));
        }
        for (column, text) in &head[&header_row] {
            let header = text.text();
            let header = header.split_whitespace().collect::<Vec<_>>().join(" ");
            layout
                .columns
                .insert(*column, survey.declare(&clip(&header, 200), None)?);
        }
    }
    if layout.columns.len() > options.limits.fields {
        return Err(too_many(layout.columns.len(), options.limits.fields));
    }
    run(path, &mut layout, survey, options.limits.fields)?;
    if survey.rows() == 0 {
        notes.push(Note::new("no_rows", "the sheet has a header and no record"));
    }
    let found = Found::new(Format::Xlsx, Layout::Xlsx(layout), notes);
    Ok(Found {
        header_row: Some(header_row as usize),
        sheet: Some(sheet),
        ..found
    })
}

/// A cell of the first rows.
#[derive(Debug)]
enum Head {
    Text(String),
    Other(String),
}

impl Head {
    fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Other(text) => text,
        }
    }
}

type FirstRows = BTreeMap<u32, BTreeMap<u32, Head>>;

/// The cells of the first rows, by row from 1 and column from 0.
fn first_rows(workbook: &mut Workbook, sheet: &str, wanted: Option<usize>) -> Result<FirstRows, FormatError> {
    let mut cells = match workbook.worksheet_cells_reader(sheet) {
        Ok(cells) => cells,
        Err(XlsxError::NotAWorksheet(_)) => return Ok(FirstRows::new()),
        Err(error) => return Err(damaged(&error)),
    };
    let last = u32::try_from(wanted.unwrap_or(0))
        .unwrap_or(u32::MAX)
        .saturating_add(LOOK);
    let mut rows = FirstRows::new();
    while let Some(cell) = cells.next_cell().map_err(|error| damaged(&error))? {
        let (row, column) = cell.get_position();
        if row >= last {
            break;
        }
        let head = match cell.get_value() {
            DataRef::Empty | DataRef::Error(_) => continue,
            DataRef::String(text) if text.trim().is_empty() => continue,
            DataRef::SharedString(text) if text.trim().is_empty() => continue,
            DataRef::String(text) => Head::Text(text.clone()),
            DataRef::SharedString(text) => Head::Text((*text).to_owned()),
            other => Head::Other(Data::from(other.clone()).to_string()),
        };
        rows.entry(row + 1).or_default().insert(column, head);
    }
    Ok(rows)
}

/// The row of the header (0 for none) and the last row without data.
fn header(rows: &FirstRows, wanted: Option<usize>) -> Result<(u32, u32), FormatError> {
    match wanted {
        Some(0) => return Ok((0, 0)),
        Some(row) => {
            let row = u32::try_from(row).unwrap_or(u32::MAX);
            return if rows.contains_key(&row) {
                Ok((row, row))
            } else {
                Err(FormatError::content(format!(
                    "row {row} is empty: it cannot be the header"
                )))
            };
        }
        None => {}
    }
    let texts = |cells: &BTreeMap<u32, Head>| {
        cells
            .values()
            .filter(|cell| matches!(cell, Head::Text(text) if !super::csv::looks_like_data(std::slice::from_ref(text))))
            .count()
    };
    let most = rows.values().map(texts).max().unwrap_or(0);
    // The first row with the most texts; a table of texts has many such rows, so a few less are forgiven to an earlier one.
    let first = rows
        .iter()
        .find(|(_, cells)| texts(cells) > 0 && texts(cells) * 10 >= most * 8);
    Ok(match first {
        Some((row, _)) => (*row, *row),
        None => (0, 0),
    })
}

/// Second pass.
pub(crate) fn scan(path: &Path, layout: &XlsxLayout, sink: &mut dyn Sink) -> Result<(), FormatError> {
    run(path, &mut layout.clone(), sink, usize::MAX)
}

fn run(path: &Path, layout: &mut XlsxLayout, sink: &mut dyn Sink, limit: usize) -> Result<(), FormatError> {
    let (mut workbook, bytes) = open(path)?;
    let mut cells = workbook
        .worksheet_cells_reader(&layout.sheet)
        .map_err(|error| damaged(&error))?;
    let mut current = None;
    while let Some(cell) = cells.next_cell().map_err(|error| damaged(&error))? {
        let (row, column) = cell.get_position();
        if row < layout.skip || is_empty(cell.get_value()) {
            continue;
        }
        if current != Some(row) {
            if current.is_some_and(|before| before > row) {
                return Err(FormatError::content(format!(
                    "the rows of the sheet are out of order near row {}",
                    row + 1
                )));
            }
            if current.is_some() && sink.end(bytes.get())? == Flow::Stop {
                return Ok(());
            }
            sink.begin(u64::from(row) + 1);
            current = Some(row);
        }
        let index = match layout.columns.get(&column) {
            Some(index) => *index,
            None => {
                // A value right of the header, or under an empty header cell.
                if layout.columns.len() >= limit {
                    return Err(too_many(layout.columns.len() + 1, limit));
                }
                let index = sink.declare("", None)?;
                layout.columns.insert(column, index);
                index
            }
        };
        hand_over(cell.get_value(), index, sink);
    }
    if current.is_some() {
        sink.end(bytes.get())?;
    }
    Ok(())
}

fn is_empty(value: &DataRef<'_>) -> bool {
    match value {
        DataRef::Empty => true,
        DataRef::String(text) => text.trim().is_empty(),
        DataRef::SharedString(text) => text.trim().is_empty(),
        _ => false,
    }
}

fn hand_over(value: &DataRef<'_>, column: usize, sink: &mut dyn Sink) {
    match value {
        DataRef::Empty => {}
        DataRef::Int(value) => sink.cell(column, Cell::Int(*value)),
        // A workbook knows only one kind of number: whole ones are integers here.
        DataRef::Float(value) if value.fract() == 0.0 && value.abs() < 9.0e15 => {
            sink.cell(column, Cell::Int(*value as i64));
        }
        DataRef::Float(value) => sink.cell(column, Cell::Float(*value)),
        DataRef::String(text) => sink.cell(column, Cell::Text(text)),
        DataRef::SharedString(text) => sink.cell(column, Cell::Text(text)),
        DataRef::Bool(value) => sink.cell(column, Cell::Bool(*value)),
        DataRef::DateTime(value) => date_time(value, column, sink),
        DataRef::DateTimeIso(text) | DataRef::DurationIso(text) => sink.cell(column, Cell::Text(text)),
        // #N/A, #REF!…: no value.
        DataRef::Error(_) => {}
    }
}

fn date_time(value: &ExcelDateTime, column: usize, sink: &mut dyn Sink) {
    let serial = value.as_f64();
    if value.is_duration() || (0.0..1.0).contains(&serial) {
        let seconds = (serial * 86_400.0).round().clamp(-1e12, 1e12) as i64;
        let sign = if seconds < 0 { "-" } else { "" };
        let seconds = seconds.abs();
        let text = format!(
            "{sign}{:02}:{:02}:{:02}",
            seconds / 3600,
            seconds / 60 % 60,
            seconds % 60
        );
        return sink.cell(column, Cell::Text(&text));
    }
    let (year, month, day, hour, minute, second, milli) = value.to_ymd_hms_milli();
    let date = chrono::NaiveDate::from_ymd_opt(i32::from(year), u32::from(month), u32::from(day));
    let micros = date
        .and_then(|date| date.and_hms_milli_opt(hour.into(), minute.into(), second.into(), milli.into()))
        .map(|instant| instant.and_utc().timestamp_micros());
    match micros {
        None => {}
        Some(micros) if serial.fract() == 0.0 => sink.cell(column, Cell::Date(dates::day_of(micros))),
        Some(micros) => sink.cell(column, Cell::Instant(micros)),
    }
}
