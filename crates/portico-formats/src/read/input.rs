//! How do the bytes of a text file become UTF-8? Encoding told over the whole file, decoded while it streams.

use std::cell::Cell;
use std::fs::File;
use std::io::{self, BufReader, Read, Seek, SeekFrom};
use std::path::Path;
use std::rc::Rc;

use chardetng::{EncodingDetector, Iso2022JpDetection, Utf8Detection};
use encoding_rs::{CoderResult, Decoder, Encoding, UTF_8, UTF_16BE, UTF_16LE};

use super::inspection::{Note, clip};
use crate::FormatError;

const CHUNK: usize = 128 << 10;

/// How many bytes were read from a file so far.
pub(crate) type Counter = Rc<Cell<u64>>;

/// A file that counts the bytes read from it.
#[derive(Debug)]
pub(crate) struct CountedFile {
    file: File,
    count: Counter,
}

impl CountedFile {
    /// Opens a file and shares its counter.
    pub(crate) fn open(path: &Path) -> Result<(Self, Counter), FormatError> {
        let count = Counter::default();
        Ok((Self::counting(path, &count)?, count))
    }

    /// Opens a file that counts with that counter, from 0.
    pub(crate) fn counting(path: &Path, count: &Counter) -> Result<Self, FormatError> {
        count.set(0);
        Ok(Self {
            file: File::open(path)?,
            count: Rc::clone(count),
        })
    }
}

impl Read for CountedFile {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.file.read(buffer)?;
        self.count.set(self.count.get() + length as u64);
        Ok(length)
    }
}

impl Seek for CountedFile {
    fn seek(&mut self, position: SeekFrom) -> io::Result<u64> {
        self.file.seek(position)
    }
}

/// How the bytes are to be decoded.
#[derive(Debug, Clone, Copy)]
pub(crate) struct TextEncoding {
    /// The encoding.
    pub(crate) encoding: &'static Encoding,
    /// Every byte is valid UTF-8: nothing to decode.
    clean: bool,
}

impl TextEncoding {
    /// Its name: `UTF-8`, `windows-1252`…
    pub(crate) fn name(self) -> &'static str {
        self.encoding.name()
    }
}

/// What one look over all bytes tells.
struct Survey {
    bytes: u64,
    /// Position of the first NUL byte.
    nul: Option<u64>,
    /// NUL bytes at even and odd positions of the first 64 KiB.
    nuls: [usize; 2],
    /// Valid UTF-8 sequences of several bytes.
    sequences: u64,
    /// Bytes that are not UTF-8, and the line of the first.
    invalid: u64,
    first_invalid_line: u64,
    head: Vec<u8>,
}

/// Tells the encoding of a text file from all of its bytes, or takes the name that the caller gave.
///
/// A byte-order mark decides; else valid UTF-8; else, when a few bytes are broken in a file that is UTF-8 otherwise, UTF-8 with the broken
/// bytes replaced and a remark; else the best guess of a detector fed with the whole file.
pub(crate) fn encoding(
    path: &Path,
    wanted: Option<&str>,
    notes: &mut Vec<Note>,
) -> Result<TextEncoding, FormatError> {
    let mut detector = EncodingDetector::new(Iso2022JpDetection::Deny);
    let found = survey(path, &mut detector)?;
    if found.bytes == 0 {
        return Err(FormatError::content("the file is empty"));
    }
    if let Some(name) = wanted {
        let encoding = Encoding::for_label(name.as_bytes()).ok_or_else(|| {
            FormatError::content_with_hint(
                format!("`{}` is not the name of an encoding", clip(name, 40)),
                "use a name such as utf-8, windows-1252, iso-8859-15 or utf-16le",
            )
        })?;
        return Ok(TextEncoding {
            encoding,
            clean: encoding == UTF_8 && found.invalid == 0,
        });
    }
    if let Some((encoding, _)) = Encoding::for_bom(&found.head) {
        return Ok(TextEncoding {
            encoding,
            clean: encoding == UTF_8 && found.invalid == 0,
        });
    }
    if let Some(position) = found.nul {
        let half = found.head.len() / 2;
        let [even, odd] = found.nuls;
        let encoding = if half > 1 && odd > half * 2 / 5 && even < odd / 8 + 1 {
            UTF_16LE
        } else if half > 1 && even > half * 2 / 5 && odd < even / 8 + 1 {
            UTF_16BE
        } else {
            return Err(FormatError::content_with_hint(
                format!("the file is not text: it has a NUL byte at position {position}"),
                "check that it is the file you meant, and name its format if it is not CSV or JSON",
            ));
        };
        return Ok(TextEncoding {
            encoding,
            clean: false,
        });
    }
    if found.invalid == 0 {
        return Ok(TextEncoding {
            encoding: UTF_8,
            clean: true,
        });
    }
    if found.sequences > found.invalid.saturating_mul(4) {
        notes.push(Note::new(
            "broken_bytes",
            format!(
                "{} bytes are not UTF-8 (first on line {}); each was replaced by \u{fffd}",
                found.invalid, found.first_invalid_line
            ),
        ));
        return Ok(TextEncoding {
            encoding: UTF_8,
            clean: false,
        });
    }
    let encoding = detector.guess(None, Utf8Detection::Deny);
    notes.push(Note::new(
        "encoding",
        format!("read as {}: the bytes are not UTF-8", encoding.name()),
    ));
    Ok(TextEncoding {
        encoding,
        clean: false,
    })
}

fn survey(path: &Path, detector: &mut EncodingDetector) -> Result<Survey, FormatError> {
    let mut file = File::open(path)?;
    let mut found = Survey {
        bytes: 0,
        nul: None,
        nuls: [0; 2],
        sequences: 0,
        invalid: 0,
        first_invalid_line: 0,
        head: Vec::new(),
    };
    let mut lines = 1_u64;
    let mut buffer = vec![0_u8; CHUNK];
    let mut kept = 0;
    loop {
        let length = file.read(&mut buffer[kept..])?;
        let chunk = &buffer[..kept + length];
        let last = length == 0;
        if found.bytes == 0 {
            found.head = chunk[..chunk.len().min(64 << 10)].to_vec();
            for (index, _) in found.head.iter().enumerate().filter(|(_, byte)| **byte == 0) {
                found.nuls[index % 2] += 1;
            }
        }
        if found.nul.is_none() {
            found.nul = chunk
                .iter()
                .position(|byte| *byte == 0)
                .map(|at| found.bytes - kept as u64 + at as u64);
        }
        // The detector is only asked when the bytes are not UTF-8: it starts with the first chunk that is not.
        let before = found.invalid;
        let used = validate(chunk, last, &mut found, &mut lines);
        if found.invalid > 0 && (before > 0 || used > 0) {
            detector.feed(&chunk[..used], last);
        }
        if last {
            return Ok(found);
        }
        found.bytes += length as u64;
        kept = chunk.len() - used;
        buffer.copy_within(used..used + kept, 0);
    }
}

/// Counts sequences and broken bytes; how many bytes were settled (an unfinished sequence at the end is not).
fn validate(mut chunk: &[u8], last: bool, found: &mut Survey, lines: &mut u64) -> usize {
    let whole = chunk.len();
    loop {
        let (valid, error) = match std::str::from_utf8(chunk) {
            Ok(text) => (text.len(), None),
            Err(error) => (error.valid_up_to(), Some(error)),
        };
        if !chunk[..valid].is_ascii() {
            found.sequences += chunk[..valid].iter().filter(|byte| **byte >= 0xC0).count() as u64;
        }
        let Some(error) = error else { return whole };
        if error.error_len().is_none() && !last {
            return whole - (chunk.len() - valid);
        }
        if found.invalid == 0 {
            found.first_invalid_line = *lines + count_lines(&chunk[..valid]);
        }
        *lines += count_lines(&chunk[..valid]);
        found.invalid += 1;
        let broken = error.error_len().unwrap_or(chunk.len() - valid);
        chunk = &chunk[valid + broken..];
    }
}

fn count_lines(bytes: &[u8]) -> u64 {
    bytes.iter().filter(|byte| **byte == b'\n').count() as u64
}

/// The file as UTF-8, without a byte-order mark, and a counter of the bytes read.
pub(crate) fn text(path: &Path, encoding: TextEncoding) -> Result<(Box<dyn Read>, Counter), FormatError> {
    let (mut file, count) = CountedFile::open(path)?;
    if encoding.clean {
        let mut head = [0; 3];
        let length = file.read(&mut head)?;
        let rest = if length == 3 && head == [0xEF, 0xBB, 0xBF] {
            3
        } else {
            0
        };
        file.seek(SeekFrom::Start(rest))?;
        return Ok((Box::new(file), count));
    }
    let decoder = encoding.encoding.new_decoder_with_bom_removal();
    Ok((
        Box::new(Decoding {
            source: BufReader::with_capacity(CHUNK, file),
            decoder,
            output: vec![0; CHUNK],
            start: 0,
            end: 0,
            done: false,
        }),
        count,
    ))
}

/// Decodes while reading; what cannot be decoded becomes U+FFFD.
struct Decoding {
    source: BufReader<CountedFile>,
    decoder: Decoder,
    output: Vec<u8>,
    start: usize,
    end: usize,
    done: bool,
}

impl Read for Decoding {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        use std::io::BufRead;
        while self.start == self.end {
            if self.done {
                return Ok(0);
            }
            let input = self.source.fill_buf()?;
            let last = input.is_empty();
            let (result, used, written, _) = self.decoder.decode_to_utf8(input, &mut self.output, last);
            self.source.consume(used);
            (self.start, self.end) = (0, written);
            self.done = last && result == CoderResult::InputEmpty;
        }
        let length = buffer.len().min(self.end - self.start);
        buffer[..length].copy_from_slice(&self.output[self.start..self.start + length]);
        self.start += length;
        Ok(length)
    }
}
