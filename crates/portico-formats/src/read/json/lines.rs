//! How is JSON Lines read? A bad line is refused, the others are kept.

use std::io::{BufRead, BufReader, Read};
use std::path::Path;

use super::value::{self, Json};
use super::{JsonLayout, features};
use crate::FormatError;
use crate::read::Limits;
use crate::read::input;
use crate::read::inspection::clip;
use crate::read::plan::{Flow, Sink};

/// Reads every line.
pub(super) fn run(
    path: &Path,
    layout: &mut JsonLayout,
    limits: &Limits,
    sink: &mut dyn Sink,
) -> Result<(), FormatError> {
    let (source, bytes) = input::text(path, layout.encoding)?;
    let mut source = BufReader::with_capacity(128 << 10, source);
    let (mut text, mut line) = (Vec::new(), 0);
    let mut last_refusal = None;
    let mut kept = 0_u64;
    loop {
        text.clear();
        line += 1;
        let read = source
            .by_ref()
            .take(limits.record_bytes as u64 + 1)
            .read_until(b'\n', &mut text)?;
        if read == 0 {
            break;
        }
        let excerpt = || clip(&String::from_utf8_lossy(&text[..text.len().min(400)]), 200);
        if text.len() > limits.record_bytes {
            sink.refuse_row(
                line,
                &format!("the line is longer than {} bytes", limits.record_bytes),
                &excerpt(),
            );
            skip_line(&mut source)?;
            continue;
        }
        let trimmed = text.trim_ascii();
        if trimmed.is_empty() {
            continue;
        }
        let record = match value::parse(trimmed) {
            Ok(record) => record,
            Err(error) => {
                let reason = value::complaint(&error).replace(" at line 1,", " at");
                sink.refuse_row(line, &reason, &excerpt());
                last_refusal = Some((line, reason));
                continue;
            }
        };
        let is_feature = record.member("type").and_then(Json::text) == Some("Feature");
        let taken = if is_feature {
            features::feature(layout, record, line, sink)?
        } else {
            layout.record(&record, line, sink)?
        };
        if taken {
            kept += 1;
            if sink.end(bytes.get())? == Flow::Stop {
                return Ok(());
            }
        }
    }
    match last_refusal {
        Some((line, reason)) if kept == 0 => Err(FormatError::content_with_hint(
            format!("no line is a JSON object (line {line}: {reason})"),
            "check that the file is JSON Lines: one object on each line",
        )),
        _ => Ok(()),
    }
}

fn skip_line(source: &mut impl BufRead) -> Result<(), FormatError> {
    loop {
        let buffer = source.fill_buf()?;
        if buffer.is_empty() {
            return Ok(());
        }
        let end = buffer.iter().position(|byte| *byte == b'\n');
        let length = end.map_or(buffer.len(), |at| at + 1);
        source.consume(length);
        if end.is_some() {
            return Ok(());
        }
    }
}
