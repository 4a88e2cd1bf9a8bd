//! How is separated text read? Encoding, separator, header, then row by row.

mod header;
mod separator;
mod split;

use std::path::Path;

use self::header::Header;
use self::split::{Row, Splitter};
use super::input::{self, TextEncoding};
use super::plan::{Cell, Flow, Found, Layout, Sink};
use super::survey::Survey;
use super::{Format, Limits, Note, ReadOptions};
use crate::FormatError;

pub(crate) use self::header::looks_like_data;

/// How a text is cut.
#[derive(Debug, Clone)]
pub(crate) struct CsvLayout {
    encoding: TextEncoding,
    separator: u8,
    /// Rows that start up to this line hold no data.
    skip: u64,
    /// Number of columns.
    width: usize,
}

/// First pass.
pub(crate) fn inspect(
    path: &Path,
    options: &ReadOptions,
    survey: &mut Survey<'_>,
) -> Result<Found, FormatError> {
    let mut notes = Vec::new();
    let encoding = input::encoding(path, options.encoding.as_deref(), &mut notes)?;
    let wanted = match options.separator {
        None => None,
        Some(c) if c.is_ascii() && !matches!(c, '"' | '\n' | '\r') => Some(c as u8),
        Some(c) => {
            return Err(FormatError::content_with_hint(
                format!("`{c}` cannot separate cells"),
                "use one ASCII character that is neither a quote nor a line end",
            ));
        }
    };
    let announced = announced_separator(path, encoding)?;
    let guess = separator::guess(input::text(path, encoding)?.0, wanted.or(announced))?;
    let header = read_header(
        path,
        encoding,
        guess.separator,
        guess.width,
        announced.is_some(),
        options,
    )?;
    let width = if header.names.is_empty() {
        guess.width
    } else {
        header.names.len()
    };
    if width > options.limits.fields {
        return Err(FormatError::TooLarge {
            message: format!(
                "the file has {width} columns; the limit is {}",
                options.limits.fields
            ),
            hint: Some("leave columns out, or check the separator".to_owned()),
        });
    }
    if header.names.is_empty() {
        notes.push(Note::new(
            "no_header",
            "no header was found: the columns are named column_1, column_2…",
        ));
    } else if header.preamble > 0 {
        notes.push(Note::new(
            "preamble",
            format!(
                "{} lines before the header on line {} were left out",
                header.preamble, header.line
            ),
        ));
    }
    for index in 0..width {
        survey.declare(header.names.get(index).map_or("", String::as_str), None)?;
    }
    let layout = CsvLayout {
        encoding,
        separator: guess.separator,
        skip: header.skip,
        width,
    };
    let short = run(path, &layout, &options.limits, survey)?;
    if short > 0 {
        notes.push(Note::new(
            "short_rows",
            format!("{short} rows have fewer cells than the header: the missing ones are empty"),
        ));
    }
    if survey.rows() == 0 && survey.refused_rows() == 0 {
        notes.push(Note::new("no_rows", "the file has a header and no record"));
    }
    if survey.refused_rows() > 10 && survey.refused_rows() > survey.rows() {
        return Err(FormatError::content_with_hint(
            format!(
                "most rows ({} of {}) do not have the {width} cells of the header",
                survey.refused_rows(),
                survey.rows() + survey.refused_rows()
            ),
            "check the separator, the line of the header and the quotes",
        ));
    }
    Ok(Found {
        encoding: Some(encoding.name().to_owned()),
        separator: Some(char::from(guess.separator)),
        header_row: Some(usize::try_from(header.line).unwrap_or(0)),
        ..Found::new(Format::Csv, Layout::Csv(layout), notes)
    })
}

/// The first line `sep=;` that Excel understands.
fn announced_separator(path: &Path, encoding: TextEncoding) -> Result<Option<u8>, FormatError> {
    let mut splitter = Splitter::new(input::text(path, encoding)?.0, b'\n', 64);
    let mut row = Row::default();
    // A quote left open is for the real reading to complain of.
    if !splitter.next(&mut row).unwrap_or(false) || row.len() == 0 {
        return Ok(None);
    }
    Ok(match row.cell(0).as_bytes() {
        [b's' | b'S', b'e' | b'E', b'p' | b'P', b'=', separator] => Some(*separator),
        _ => None,
    })
}

fn read_header(
    path: &Path,
    encoding: TextEncoding,
    separator: u8,
    width: usize,
    announced: bool,
    options: &ReadOptions,
) -> Result<Header, FormatError> {
    let mut splitter = Splitter::new(
        input::text(path, encoding)?.0,
        separator,
        options.limits.row_bytes,
    );
    let wanted = options.header_row;
    let (mut rows, mut held, mut any) = (Vec::new(), 0, false);
    while rows.len() < header::LOOK && held < 32 << 20 {
        let mut row = Row::default();
        if !splitter.next(&mut row)? {
            break;
        }
        any = true;
        if announced && row.line == 1 || wanted.is_some_and(|line| row.line < line as u64) {
            continue;
        }
        held += row.bytes();
        rows.push(row);
    }
    header::guess(&rows, width, wanted).ok_or_else(|| match wanted {
        Some(line) if any => FormatError::content(format!("there is no line {line} for the header")),
        _ => FormatError::content("the file has no row"),
    })
}

/// Second pass.
pub(crate) fn scan(
    path: &Path,
    layout: &CsvLayout,
    limits: &Limits,
    sink: &mut dyn Sink,
) -> Result<(), FormatError> {
    run(path, layout, limits, sink).map(|_| ())
}

/// Hands every row over; how many were shorter than the header.
fn run(path: &Path, layout: &CsvLayout, limits: &Limits, sink: &mut dyn Sink) -> Result<u64, FormatError> {
    let (source, bytes) = input::text(path, layout.encoding)?;
    let mut splitter = Splitter::new(source, layout.separator, limits.row_bytes);
    let mut row = Row::default();
    let mut short = 0;
    while splitter.next(&mut row)? {
        if row.line <= layout.skip {
            continue;
        }
        if row.too_long {
            sink.refuse_row(
                row.line,
                &format!("the row is longer than {} bytes", limits.row_bytes),
                &row.excerpt(),
            );
            continue;
        }
        let extra = (layout.width..row.len()).any(|index| !row.cell(index).is_empty());
        if extra {
            let reason = format!("the row has {} cells, the header {}", row.len(), layout.width);
            sink.refuse_row(row.line, &reason, &row.excerpt());
            continue;
        }
        let cells = row.len().min(layout.width);
        if (0..cells).all(|index| row.cell(index).is_empty()) {
            continue;
        }
        short += u64::from(cells < layout.width);
        sink.begin(row.line);
        for index in 0..cells {
            let text = row.cell(index);
            if !text.is_empty() {
                sink.cell(index, Cell::Text(text));
            }
        }
        if sink.end(bytes.get())? == Flow::Stop {
            break;
        }
    }
    Ok(short)
}
