//! How is a spreadsheet of LibreOffice read? Its `content.xml` goes by once per look, one row in memory.
//!
//! Source of the names: OpenDocument 1.3, part 3, sections 9.1 (tables), 19.385 (value types) and 6.1 (spaces).

use std::cell::Cell as Shared;
use std::io::{self, BufRead, BufReader, Read};
use std::path::{Path, PathBuf};
use std::rc::Rc;

use quick_xml::escape::resolve_predefined_entity;
use quick_xml::events::{BytesStart, Event};
use quick_xml::{Reader, XmlVersion};

use super::archive::{self, Limited};
use super::input::{CountedFile, Counter};
use super::plan::{Cell, Flow};
use super::workbook::{Book, Met, Take, number};
use super::{Limits, inspection};
use crate::FormatError;

/// Rows of a sheet, whatever it says of repetition.
const MOST_ROWS: u32 = 1 << 20;
/// Columns of a sheet.
const MOST_COLUMNS: u32 = 1 << 14;
/// Sheets of a workbook.
const MOST_SHEETS: usize = 10_000;
/// One tag or one run of text, in bytes.
const LONGEST_PIECE: u64 = 16 << 20;
/// Bytes of the list of files in which the word for encryption is searched.
const SEARCHED: u64 = 1 << 20;

/// A workbook of LibreOffice and others, `.ods`.
pub(super) struct Ods {
    path: PathBuf,
    limits: Limits,
    sheets: Vec<String>,
    bytes: Counter,
}

fn damaged(error: &dyn std::fmt::Display) -> FormatError {
    FormatError::content_with_hint(
        format!("the workbook cannot be read: {error}"),
        "open it and save it again as .ods, or export the sheet as CSV",
    )
}

fn of_xml(error: quick_xml::Error) -> FormatError {
    match &error {
        quick_xml::Error::Io(inner) if inner.kind() == io::ErrorKind::FileTooLarge => FormatError::TooLarge {
            message: format!("the workbook is too large: {inner}"),
            hint: Some("export the sheet as CSV, or raise the limit for archives".to_owned()),
        },
        _ => damaged(&error),
    }
}

impl Ods {
    /// Opens a workbook and lists its sheets.
    ///
    /// # Errors
    /// When it is damaged, protected by a password or unpacks to too much.
    pub(super) fn open(path: &Path, limits: &Limits) -> Result<Self, FormatError> {
        if is_encrypted(path, limits)? {
            return Err(FormatError::content_with_hint(
                "the workbook is protected by a password",
                "save it without a password",
            ));
        }
        let mut workbook = Self {
            path: path.to_owned(),
            limits: limits.clone(),
            sheets: Vec::new(),
            bytes: Counter::default(),
        };
        let mut sheets = Vec::new();
        workbook.with_content(|content| {
            while let Some(name) = content.next_table()? {
                if sheets.len() == MOST_SHEETS {
                    return Err(damaged(&format!("it has more than {MOST_SHEETS} sheets")));
                }
                sheets.push(name);
                content.skip("table:table")?;
            }
            Ok(())
        })?;
        workbook.sheets = sheets;
        Ok(workbook)
    }

    fn with_content(
        &self,
        work: impl FnOnce(&mut Content<'_>) -> Result<(), FormatError>,
    ) -> Result<(), FormatError> {
        let file = CountedFile::counting(&self.path, &self.bytes)?;
        let mut parts = archive::open(BufReader::new(file), &self.limits)?;
        let part = parts.by_name("content.xml").map_err(|error| damaged(&error))?;
        let used = Rc::new(Shared::new(0));
        let piece = Piece {
            inner: Limited::new(part, self.limits.archive_bytes),
            used: Rc::clone(&used),
        };
        let mut xml = Reader::from_reader(Box::new(BufReader::new(piece)) as Box<dyn BufRead>);
        xml.config_mut().expand_empty_elements = true;
        work(&mut Content {
            xml,
            used,
            buffer: Vec::new(),
        })
    }
}

impl Book for Ods {
    fn sheets(&self) -> &[String] {
        &self.sheets
    }

    fn bytes(&self) -> Counter {
        Counter::clone(&self.bytes)
    }

    fn each_cell(&mut self, sheet: &str, take: &mut Take<'_>) -> Result<(), FormatError> {
        let longest = self.limits.row_bytes;
        self.with_content(|content| {
            while let Some(name) = content.next_table()? {
                if name == sheet {
                    return content.rows(longest, take);
                }
                content.skip("table:table")?;
            }
            Ok(())
        })
    }
}

/// Whether the list of files says that they are encrypted.
fn is_encrypted(path: &Path, limits: &Limits) -> Result<bool, FormatError> {
    let (file, _) = CountedFile::open(path)?;
    let mut parts = archive::open(BufReader::new(file), limits)?;
    let Ok(list) = parts.by_name("META-INF/manifest.xml") else {
        return Ok(false);
    };
    let mut text = Vec::new();
    list.take(SEARCHED)
        .read_to_end(&mut text)
        .map_err(|error| damaged(&error))?;
    Ok(String::from_utf8_lossy(&text).contains("encryption-data"))
}

/// Fails when one tag or one text is longer than anything that a person made: it would be held in memory.
struct Piece<R> {
    inner: R,
    used: Rc<Shared<u64>>,
}

impl<R: Read> Read for Piece<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.inner.read(buffer)?;
        self.used.set(self.used.get() + length as u64);
        if self.used.get() > LONGEST_PIECE {
            let message = format!("one text is longer than {LONGEST_PIECE} bytes");
            return Err(io::Error::new(io::ErrorKind::FileTooLarge, message));
        }
        Ok(length)
    }
}

/// `content.xml`, from where the reading is.
struct Content<'a> {
    xml: Reader<Box<dyn BufRead + 'a>>,
    used: Rc<Shared<u64>>,
    buffer: Vec<u8>,
}

/// What a cell holds.
enum Held {
    Empty,
    /// As a person typed it.
    Words(String),
    /// A date, a date with a time, or a time.
    Moment(String),
    Number(f64),
    Flag(bool),
}

/// A cell of a row: column, how many like it follow one another, and what it holds.
type Placed = (u32, u32, Held);

impl Content<'_> {
    fn next(&mut self) -> Result<Event<'_>, FormatError> {
        self.buffer.clear();
        self.used.set(0);
        self.xml.read_event_into(&mut self.buffer).map_err(of_xml)
    }

    /// Goes to the next sheet; its name.
    fn next_table(&mut self) -> Result<Option<String>, FormatError> {
        loop {
            match self.next()? {
                Event::Start(start) if start.name().as_ref() == "table:table" => {
                    return Ok(Some(attribute(&start, "table:name")?.unwrap_or_default()));
                }
                Event::Eof => return Ok(None),
                _ => {}
            }
        }
    }

    /// Goes behind the end of the element of that name that was begun.
    fn skip(&mut self, name: &str) -> Result<(), FormatError> {
        let mut depth = 1_u32;
        loop {
            match self.next()? {
                Event::Start(start) if start.name().as_ref() == name => depth += 1,
                Event::End(end) if end.name().as_ref() == name => depth -= 1,
                Event::Eof => return Err(damaged(&"it ends in the middle of a sheet")),
                _ => {}
            }
            if depth == 0 {
                return Ok(());
            }
        }
    }

    /// Hands the rows of the sheet over that was begun.
    fn rows(&mut self, longest: usize, take: &mut Take<'_>) -> Result<(), FormatError> {
        let mut row = 0_u32;
        let mut cells = Vec::new();
        while row < MOST_ROWS {
            let times = match self.next()? {
                Event::Start(start) if start.name().as_ref() == "table:table-row" => {
                    repeated(&start, "table:number-rows-repeated")?
                }
                // Pictures and charts above the cells.
                Event::Start(start) if start.name().as_ref() == "table:shapes" => {
                    self.skip("table:shapes")?;
                    continue;
                }
                Event::End(end) if end.name().as_ref() == "table:table" => return Ok(()),
                Event::Eof => return Err(damaged(&"it ends in the middle of a sheet")),
                _ => continue,
            };
            self.row(longest, row, &mut cells)?;
            let end = row.saturating_add(times).min(MOST_ROWS);
            if !cells.is_empty() {
                for row in row..end {
                    if hand_over(row, &cells, take)? == Flow::Stop {
                        return Ok(());
                    }
                }
            }
            row = end;
        }
        Ok(())
    }

    /// Reads the row that was begun: the cells that hold something.
    fn row(&mut self, longest: usize, row: u32, cells: &mut Vec<Placed>) -> Result<(), FormatError> {
        cells.clear();
        let (mut column, mut bytes) = (0_u32, 0_usize);
        loop {
            let (times, held, is_covered) = match self.next()? {
                Event::Start(start) => match start.name().as_ref() {
                    "table:table-cell" => (columns(&start)?, value(&start)?, false),
                    "table:covered-table-cell" => (columns(&start)?, value(&start)?, true),
                    _ => continue,
                },
                Event::End(end) if end.name().as_ref() == "table:table-row" => return Ok(()),
                Event::Eof => return Err(damaged(&"it ends in the middle of a row")),
                _ => continue,
            };
            let name = if is_covered {
                "table:covered-table-cell"
            } else {
                "table:table-cell"
            };
            let held = match held {
                Some(held) => {
                    self.skip(name)?;
                    held
                }
                None => Held::Words(self.words(name, longest)?),
            };
            let held = match held {
                Held::Words(text) if text.trim().is_empty() => Held::Empty,
                other => other,
            };
            if let Held::Words(text) | Held::Moment(text) = &held {
                bytes += text.len();
            }
            if bytes > longest {
                return Err(FormatError::TooLarge {
                    message: format!(
                        "row {} holds more than {longest} bytes of text",
                        row.saturating_add(1)
                    ),
                    hint: Some("shorten it, or export the sheet as CSV".to_owned()),
                });
            }
            if !matches!(held, Held::Empty) && column < MOST_COLUMNS {
                cells.push((column, times.min(MOST_COLUMNS - column), held));
            }
            column = column.saturating_add(times);
        }
    }

    /// The words of the cell that was begun, a line a paragraph; without its comment and what is drawn over it.
    fn words(&mut self, name: &str, longest: usize) -> Result<String, FormatError> {
        let mut text = String::new();
        let (mut paragraphs, mut inside) = (0_u32, 0_u32);
        loop {
            let skipped = match self.next()? {
                Event::Start(start) => match start.name().as_ref() {
                    "text:p" | "text:h" => {
                        if paragraphs > 0 {
                            text.push('\n');
                        }
                        paragraphs += 1;
                        inside += 1;
                        None
                    }
                    "text:s" => {
                        let spaces = repeated(&start, "text:c")?.min(1_000);
                        text.extend(std::iter::repeat_n(' ', spaces as usize));
                        None
                    }
                    "text:tab" => {
                        text.push('\t');
                        None
                    }
                    "text:line-break" => {
                        text.push('\n');
                        None
                    }
                    "office:annotation" => Some("office:annotation"),
                    "draw:frame" => Some("draw:frame"),
                    "table:table" => Some("table:table"),
                    _ => None,
                },
                Event::Text(words) if inside > 0 => {
                    text.push_str(&words.xml10_content());
                    None
                }
                Event::CData(words) if inside > 0 => {
                    text.push_str(&words.xml10_content());
                    None
                }
                Event::GeneralRef(entity) if inside > 0 => {
                    let number = entity.resolve_char_ref().map_err(of_xml)?;
                    match (number, resolve_predefined_entity(&entity)) {
                        (Some(character), _) => text.push(character),
                        (None, Some(known)) => text.push_str(known),
                        (None, None) => {
                            let entity = inspection::clip(&entity, 60);
                            return Err(damaged(&format!("`&{entity};` is not known")));
                        }
                    }
                    None
                }
                Event::End(end) => match end.name().as_ref() {
                    "text:p" | "text:h" => {
                        inside = inside.saturating_sub(1);
                        None
                    }
                    other if other == name => return Ok(text),
                    _ => None,
                },
                Event::Eof => return Err(damaged(&"it ends in the middle of a cell")),
                _ => None,
            };
            if let Some(element) = skipped {
                self.skip(element)?;
            }
            if text.len() > longest {
                // The row says so, with its number.
                self.skip(name)?;
                return Ok(text);
            }
        }
    }
}

fn hand_over(row: u32, cells: &[Placed], take: &mut Take<'_>) -> Result<Flow, FormatError> {
    for (first, times, held) in cells {
        for column in *first..*first + *times {
            let cell = match held {
                Held::Empty => continue,
                Held::Words(text) | Held::Moment(text) => Cell::Text(text),
                Held::Number(value) => number(*value),
                Held::Flag(value) => Cell::Bool(*value),
            };
            let met = Met {
                row,
                column,
                cell,
                is_words: matches!(held, Held::Words(_)),
            };
            if take(met)? == Flow::Stop {
                return Ok(Flow::Stop);
            }
        }
    }
    Ok(Flow::On)
}

/// What a cell says of its value; none when its words are the value.
fn value(start: &BytesStart<'_>) -> Result<Option<Held>, FormatError> {
    if attribute(start, "calcext:value-type")?.as_deref() == Some("error") {
        return Ok(Some(Held::Empty));
    }
    let Some(kind) = attribute(start, "office:value-type")? else {
        return Ok(Some(Held::Empty));
    };
    let held = match kind.as_str() {
        "float" | "percentage" | "currency" => attribute(start, "office:value")?
            .and_then(|text| text.trim().parse().ok())
            .filter(|value: &f64| value.is_finite())
            .map(Held::Number),
        "date" => attribute(start, "office:date-value")?.map(Held::Moment),
        "time" => attribute(start, "office:time-value")?.map(|text| Held::Moment(time_of_day(&text))),
        "boolean" => attribute(start, "office:boolean-value")?.map(|text| Held::Flag(text == "true")),
        _ => attribute(start, "office:string-value")?.map(Held::Words),
    };
    Ok(held)
}

/// `PT10H30M00S` as `10:30:00`; anything else as it is.
fn time_of_day(text: &str) -> String {
    let (sign, rest) = text.strip_prefix('-').map_or(("", text), |rest| ("-", rest));
    let parse = || {
        let (hours, rest) = rest.strip_prefix("PT")?.split_once('H')?;
        let (minutes, rest) = rest.split_once('M')?;
        let seconds: f64 = rest.strip_suffix('S')?.replace(',', ".").parse().ok()?;
        let (hours, minutes): (u32, u32) = (hours.parse().ok()?, minutes.parse().ok()?);
        let plausible = (0.0..60.0).contains(&seconds) && minutes < 60;
        plausible.then(|| format!("{sign}{hours:02}:{minutes:02}:{:02}", seconds as u32))
    };
    parse().unwrap_or_else(|| text.to_owned())
}

fn attribute(start: &BytesStart<'_>, name: &str) -> Result<Option<String>, FormatError> {
    let found = start.try_get_attribute(name).map_err(|error| damaged(&error))?;
    found
        .map(|attribute| {
            attribute
                .normalized_value(XmlVersion::Implicit1_0)
                .map(std::borrow::Cow::into_owned)
        })
        .transpose()
        .map_err(of_xml)
}

/// How often; once when it does not say, or says nonsense.
fn repeated(start: &BytesStart<'_>, name: &str) -> Result<u32, FormatError> {
    let said = attribute(start, name)?;
    Ok(said.and_then(|text| text.parse().ok()).unwrap_or(1).max(1))
}

fn columns(start: &BytesStart<'_>) -> Result<u32, FormatError> {
    repeated(start, "table:number-columns-repeated")
}
