//! Where does a row end, where does a cell? Streaming, with a limit on the length of a row.

use std::io::Read;

use crate::FormatError;

const CHUNK: usize = 128 << 10;

/// One row: its cells and where it starts.
#[derive(Debug, Default)]
pub(crate) struct Row {
    text: Vec<u8>,
    ends: Vec<usize>,
    /// Line of its first character, from 1.
    pub(crate) line: u64,
    /// It was longer than the limit: the cells are cut.
    pub(crate) too_long: bool,
}

impl Row {
    fn push(&mut self, byte: u8, limit: usize) {
        if self.text.len() < limit {
            self.text.push(byte);
        } else {
            self.too_long = true;
        }
    }

    /// Number of cells.
    pub(crate) fn len(&self) -> usize {
        self.ends.len()
    }

    /// Size of its text.
    pub(crate) fn bytes(&self) -> usize {
        self.text.len()
    }

    /// The text of a cell, spaces around it dropped.
    pub(crate) fn cell(&self, index: usize) -> &str {
        let start = if index == 0 { 0 } else { self.ends[index - 1] };
        std::str::from_utf8(&self.text[start..self.ends[index]])
            .unwrap_or("\u{fffd}")
            .trim()
    }

    /// Cells with something in them.
    pub(crate) fn filled(&self) -> usize {
        (0..self.len())
            .filter(|index| !self.cell(*index).is_empty())
            .count()
    }

    /// The row as one text, for refusals.
    pub(crate) fn excerpt(&self) -> String {
        let cells: Vec<&str> = (0..self.len().min(20)).map(|index| self.cell(index)).collect();
        super::super::inspection::clip(&cells.join(" | "), 200)
    }
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum State {
    /// Before the first character of a cell.
    Start,
    Plain,
    Quoted,
    /// After a quote inside a quoted cell: the end of the quotes, or a doubled quote.
    Closing,
}

/// Cuts UTF-8 text into rows.
pub(crate) struct Splitter<R> {
    source: R,
    buffer: Vec<u8>,
    start: usize,
    end: usize,
    line: u64,
    after_return: bool,
    separator: u8,
    limit: usize,
}

impl<R: Read> Splitter<R> {
    pub(crate) fn new(source: R, separator: u8, limit: usize) -> Self {
        Self {
            source,
            buffer: vec![0; CHUNK],
            start: 0,
            end: 0,
            line: 1,
            after_return: false,
            separator,
            limit,
        }
    }

    /// Reads the next row that is not an empty line; false at the end.
    ///
    /// # Errors
    /// When the source fails, or a quote is still open at the end of the file.
    pub(crate) fn next(&mut self, row: &mut Row) -> Result<bool, FormatError> {
        row.text.clear();
        row.ends.clear();
        row.too_long = false;
        let mut state = State::Start;
        let mut quote_line = self.line;
        row.line = self.line;
        loop {
            if self.start == self.end {
                (self.start, self.end) = (0, self.source.read(&mut self.buffer)?);
                if self.end == 0 {
                    if state == State::Quoted {
                        return Err(FormatError::content_with_hint(
                            format!("a quote opened on line {quote_line} is never closed"),
                            "close it, or double the quotes that are part of the text",
                        ));
                    }
                    let something = state != State::Start || !row.ends.is_empty();
                    if something {
                        row.ends.push(row.text.len());
                    }
                    return Ok(something);
                }
            }
            // The long runs first: nothing to decide inside them.
            let rest = &self.buffer[self.start..self.end];
            let run = match state {
                State::Plain => rest
                    .iter()
                    .position(|b| *b == self.separator || *b == b'\n' || *b == b'\r')
                    .unwrap_or(rest.len()),
                State::Quoted => rest
                    .iter()
                    .position(|b| *b == b'"' || *b == b'\n')
                    .unwrap_or(rest.len()),
                State::Start | State::Closing => 0,
            };
            if run > 0 {
                if row.text.len() + run <= self.limit {
                    row.text.extend_from_slice(&rest[..run]);
                } else {
                    row.too_long = true;
                }
                self.after_return = false;
                self.start += run;
                continue;
            }
            let byte = rest[0];
            self.start += 1;
            let skip_newline =
                self.after_return && byte == b'\n' && state == State::Start && row.ends.is_empty();
            self.after_return = false;
            if skip_newline {
                continue;
            }
            match (state, byte) {
                (State::Start, b'"') => {
                    state = State::Quoted;
                    quote_line = self.line;
                }
                (State::Closing, b'"') => {
                    row.push(b'"', self.limit);
                    state = State::Quoted;
                }
                (State::Quoted, b'"') => state = State::Closing,
                (State::Quoted, byte) => {
                    // Only a line feed comes here: runs took the rest.
                    self.line += 1;
                    row.push(byte, self.limit);
                }
                (_, b'\n' | b'\r') => {
                    self.line += 1;
                    self.after_return = byte == b'\r';
                    if state == State::Start && row.ends.is_empty() {
                        row.line = self.line;
                        continue;
                    }
                    row.ends.push(row.text.len());
                    return Ok(true);
                }
                (_, byte) if byte == self.separator => {
                    row.ends.push(row.text.len());
                    state = State::Start;
                    if row.ends.len() > 100_000 {
                        row.ends.pop();
                        row.too_long = true;
                    }
                }
                (_, byte) => {
                    row.push(byte, self.limit);
                    state = State::Plain;
                }
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str) -> Vec<String> {
        let mut splitter = Splitter::new(text.as_bytes(), b',', 100);
        let mut row = Row::default();
        let mut rows = Vec::new();
        loop {
            match splitter.next(&mut row) {
                Ok(true) => {
                    let cells: Vec<_> = (0..row.len()).map(|index| row.cell(index)).collect();
                    rows.push(format!(
                        "{}{}:{}",
                        row.line,
                        if row.too_long { "!" } else { "" },
                        cells.join("|")
                    ));
                }
                Ok(false) => return rows,
                Err(error) => {
                    rows.push(error.to_string());
                    return rows;
                }
            }
        }
    }

    #[test]
    fn rows_end_at_any_kind_of_line_end() {
        assert_eq!(check("a,b\n1,2"), ["1:a|b", "2:1|2"]);
        assert_eq!(check("a,b\r\n\r\n1,2\r\n"), ["1:a|b", "3:1|2"]);
        assert_eq!(check("a,b\r1,2\r"), ["1:a|b", "2:1|2"]);
        assert_eq!(check("a,\n,\n"), ["1:a|", "2:|"]);
    }

    #[test]
    fn quotes_keep_separators_lines_and_doubled_quotes() {
        assert_eq!(check("\"a,\"\"b\"\"\nc\",d\ne"), ["1:a,\"b\"\nc|d", "3:e"]);
        assert_eq!(check("5\" pipe,\"x\" y"), ["1:5\" pipe|x y"]);
        assert_eq!(
            check("a\n\"b,c\nd"),
            ["1:a", "a quote opened on line 2 is never closed"]
        );
    }

    #[test]
    fn a_row_beyond_the_limit_is_cut_and_said() {
        let long = format!("a,{}\nb,c", "x".repeat(500));
        assert_eq!(check(&long), ["1!:a|x", "2:b|c"]);
    }
}
