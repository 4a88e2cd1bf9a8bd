//! Which row is the header? The first full row, unless it looks like the data below it.

use super::super::values::{dates, numbers};
use super::split::Row;

/// Rows looked at.
pub(crate) const LOOK: usize = 40;

/// What the first rows tell.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Header {
    /// Line of the header; 0 when there is none.
    pub(crate) line: u64,
    /// Rows that start up to this line hold no data.
    pub(crate) skip: u64,
    /// The headers; empty when there are none.
    pub(crate) names: Vec<String>,
    /// Lines before the header.
    pub(crate) preamble: usize,
}

fn names(row: &Row) -> Vec<String> {
    (0..row.len())
        .map(|index| row.cell(index).split_whitespace().collect::<Vec<_>>().join(" "))
        .collect()
}

/// The row has a number other than a year, or a date.
pub(crate) fn looks_like_data(cells: &[String]) -> bool {
    cells.iter().any(|cell| {
        let year = cell.len() == 4 && matches!(cell.parse::<u16>(), Ok(1800..=2200));
        !year && is_value(cell)
    })
}

/// A number, or a date.
fn is_value(cell: &str) -> bool {
    numbers::look(cell).is_some() || dates::look(cell).is_some_and(|seen| !seen.orders.monthly())
}

/// The columns that hold nothing but numbers and dates below: more of them begin with a word than with a value.
fn differs_from(head: &[String], below: &[Row]) -> bool {
    let (mut words, mut values) = (0, 0);
    for (index, cell) in head.iter().enumerate().filter(|(_, cell)| !cell.is_empty()) {
        let mut seen = below
            .iter()
            .filter(|row| index < row.len())
            .map(|row| row.cell(index).trim())
            .filter(|cell| !cell.is_empty())
            .peekable();
        if seen.peek().is_some() && seen.all(is_value) {
            match is_value(cell) {
                true => values += 1,
                false => words += 1,
            }
        }
    }
    words > values
}

/// Guesses from the first rows. `width` is the usual number of cells; `wanted` the caller's line, 0 for no header.
pub(crate) fn guess(rows: &[Row], width: usize, wanted: Option<usize>) -> Option<Header> {
    let header = |index: usize| {
        let row = &rows[index];
        Header {
            line: row.line,
            skip: row.line,
            names: names(row),
            preamble: index,
        }
    };
    let headless = |index: usize| Header {
        line: 0,
        skip: rows[index].line.saturating_sub(1),
        names: Vec::new(),
        preamble: index,
    };
    if rows.is_empty() {
        return None;
    }
    match wanted {
        Some(0) => return Some(headless(0)),
        Some(line) => return rows.iter().position(|row| row.line >= line as u64).map(header),
        None => {}
    }
    let full = |row: &Row| row.len() >= width && row.filled() * 2 >= width;
    let first = rows.iter().position(full).unwrap_or(0);
    let head = names(&rows[first]);
    Some(
        if looks_like_data(&head) && !differs_from(&head, &rows[first + 1..]) {
            headless(first)
        } else {
            header(first)
        },
    )
}
