//! How is a workbook read, whichever program wrote it? Cell by cell: the table of a sheet is found, then its rows are handed over.

use std::collections::BTreeMap;
use std::path::Path;

use super::input::Counter;
use super::inspection::clip;
use super::plan::{Cell, Flow, Found, Layout, Sink};
use super::survey::{Survey, too_many};
use super::values::dates;
use super::{Format, Limits, Note, ReadOptions, ods, xlsx};
use crate::FormatError;

/// Where the table is in a workbook.
#[derive(Debug, Clone)]
pub(crate) struct SheetLayout {
    format: Format,
    sheet: String,
    /// Rows up to this one (from 1) hold no data.
    skip: u32,
    /// Column of the sheet, from 0, to column of the table.
    columns: BTreeMap<u32, usize>,
}

/// Rows looked at for the header.
const LOOK: u32 = 40;

/// A cell of a sheet that holds something.
#[derive(Debug)]
pub(super) struct Met<'a> {
    /// From 0.
    pub(super) row: u32,
    /// From 0.
    pub(super) column: u32,
    pub(super) cell: Cell<'a>,
    /// Somebody wrote words there: no number, date or time.
    pub(super) is_words: bool,
}

/// What receives the cells of a sheet, row by row.
pub(super) type Take<'a> = dyn FnMut(Met<'_>) -> Result<Flow, FormatError> + 'a;

/// A workbook that is open.
pub(super) trait Book {
    /// The names of its sheets.
    fn sheets(&self) -> &[String];
    /// How many bytes of the file were read so far.
    fn bytes(&self) -> Counter;
    /// Hands the cells of a sheet over, until the receiver has enough. A sheet without cells, or that is none (a chart), is empty.
    fn each_cell(&mut self, sheet: &str, take: &mut Take<'_>) -> Result<(), FormatError>;
}

/// Opens a workbook. `check` unpacks everything once, before anything of it is believed: the first pass needs it, the second no more.
fn open(path: &Path, format: Format, limits: &Limits, check: bool) -> Result<Box<dyn Book>, FormatError> {
    if format == Format::Ods {
        return Ok(Box::new(ods::Ods::open(path, limits)?));
    }
    if check {
        xlsx::check_sizes(path, limits)?;
    }
    Ok(Box::new(xlsx::Excel::open(path)?))
}

/// The names of the sheets of a workbook.
///
/// # Errors
/// When it cannot be opened.
pub(crate) fn sheets(path: &Path, format: Format, limits: &Limits) -> Result<Vec<String>, FormatError> {
    Ok(open(path, format, limits, true)?.sheets().to_vec())
}

/// A number as sheets hold it: they know only one kind, whole ones are integers here.
pub(super) fn number(value: f64) -> Cell<'static> {
    if value.fract() == 0.0 && value.abs() < 9.0e15 {
        return Cell::Int(value as i64);
    }
    Cell::Float(value)
}

/// First pass.
pub(crate) fn inspect(
    path: &Path,
    format: Format,
    options: &ReadOptions,
    survey: &mut Survey<'_>,
) -> Result<Found, FormatError> {
    let mut notes = Vec::new();
    let mut workbook = open(path, format, &options.limits, true)?;
    let sheets = workbook.sheets().to_vec();
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
        let head = first_rows(workbook.as_mut(), &sheet, options.header_row)?;
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
    let mut layout = SheetLayout {
        format,
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
    run(path, &mut layout, survey, &options.limits, options.limits.fields)?;
    if survey.rows() == 0 {
        notes.push(Note::new("no_rows", "the sheet has a header and no record"));
    }
    let found = Found::new(format, Layout::Sheet(layout), notes);
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
    fn of(met: &Met<'_>) -> Option<Self> {
        Some(match met.cell {
            Cell::Text(text) if met.is_words => Self::Text(text.to_owned()),
            Cell::Text(text) => Self::Other(text.to_owned()),
            Cell::Int(value) => Self::Other(value.to_string()),
            Cell::Float(value) => Self::Other(value.to_string()),
            Cell::Bool(value) => Self::Other(value.to_string()),
            Cell::Date(day) => Self::Other(dates::day_text(day)),
            Cell::Instant(micros) => Self::Other(dates::instant_text(micros)),
            _ => return None,
        })
    }

    fn text(&self) -> &str {
        match self {
            Self::Text(text) | Self::Other(text) => text,
        }
    }
}

type FirstRows = BTreeMap<u32, BTreeMap<u32, Head>>;

/// The cells of the first rows, by row from 1 and column from 0.
fn first_rows(workbook: &mut dyn Book, sheet: &str, wanted: Option<usize>) -> Result<FirstRows, FormatError> {
    let last = u32::try_from(wanted.unwrap_or(0))
        .unwrap_or(u32::MAX)
        .saturating_add(LOOK);
    let mut rows = FirstRows::new();
    workbook.each_cell(sheet, &mut |met| {
        if met.row >= last {
            return Ok(Flow::Stop);
        }
        if let Some(head) = Head::of(&met) {
            rows.entry(met.row + 1).or_default().insert(met.column, head);
        }
        Ok(Flow::On)
    })?;
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
pub(crate) fn scan(
    path: &Path,
    layout: &SheetLayout,
    limits: &Limits,
    sink: &mut dyn Sink,
) -> Result<(), FormatError> {
    run(path, &mut layout.clone(), sink, limits, usize::MAX)
}

fn run(
    path: &Path,
    layout: &mut SheetLayout,
    sink: &mut dyn Sink,
    limits: &Limits,
    most: usize,
) -> Result<(), FormatError> {
    let mut workbook = open(path, layout.format, limits, false)?;
    let bytes = workbook.bytes();
    let SheetLayout {
        sheet, skip, columns, ..
    } = layout;
    let mut current = None;
    let mut enough = false;
    workbook.each_cell(sheet, &mut |met| {
        if met.row < *skip {
            return Ok(Flow::On);
        }
        if current != Some(met.row) {
            if current.is_some_and(|before| before > met.row) {
                return Err(FormatError::content(format!(
                    "the rows of the sheet are out of order near row {}",
                    met.row + 1
                )));
            }
            if current.is_some() && sink.end(bytes.get())? == Flow::Stop {
                enough = true;
                return Ok(Flow::Stop);
            }
            sink.begin(u64::from(met.row) + 1);
            current = Some(met.row);
        }
        let index = match columns.get(&met.column) {
            Some(index) => *index,
            None => {
                // A value right of the header, or under an empty header cell.
                if columns.len() >= most {
                    return Err(too_many(columns.len() + 1, most));
                }
                let index = sink.declare("", None)?;
                columns.insert(met.column, index);
                index
            }
        };
        sink.cell(index, met.cell);
        Ok(Flow::On)
    })?;
    if current.is_some() && !enough {
        sink.end(bytes.get())?;
    }
    Ok(())
}
