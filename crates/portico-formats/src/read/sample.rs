//! What is in the first part of a large file? A small file of the same kind, for a first look.

use std::fs::File;
use std::io::{Read, Write};
use std::path::Path;

use tempfile::NamedTempFile;

use super::{Format, ReadOptions, detect};
use crate::FormatError;

/// The first records of a text file as a file of their own, of at most about `limit` bytes. None when the file is not larger, or is of
/// a kind that cannot be cut (workbooks, Parquet, archives): then a reader is told to stop after some records.
///
/// # Errors
/// When the file cannot be read, or is of no format of ours.
pub fn sample(
    path: &Path,
    original_name: &str,
    options: &ReadOptions,
    limit: u64,
) -> Result<Option<NamedTempFile>, FormatError> {
    let format = detect::format(path, original_name, options)?;
    let file = File::open(path)?;
    if file.metadata()?.len() <= limit {
        return Ok(None);
    }
    let mut head = Vec::new();
    file.take(limit).read_to_end(&mut head)?;
    let piece = match format {
        Format::Csv | Format::JsonLines => whole_lines(&head).map(|end| head[..end].to_vec()),
        Format::Json | Format::GeoJson => whole_values(&head),
        Format::Shapefile | Format::Xlsx | Format::Ods | Format::Parquet => None,
    };
    let Some(piece) = piece else { return Ok(None) };
    let mut sample = NamedTempFile::new()?;
    sample.write_all(&piece)?;
    sample.flush()?;
    Ok(Some(sample))
}

/// Where the last line ends that is not in the middle of a quoted cell.
fn whole_lines(head: &[u8]) -> Option<usize> {
    // UTF-16 writes each of these bytes with a NUL before or behind it.
    let wide = head.iter().take(1024).filter(|byte| **byte == 0).count() > 100;
    if wide {
        let big = head.iter().take(1024).position(|byte| *byte == 0)? % 2 == 0;
        let end = (0..head.len() / 2).rev().find(|unit| {
            let pair = [head[unit * 2], head[unit * 2 + 1]];
            pair == if big { [0, b'\n'] } else { [b'\n', 0] }
        })?;
        return Some((end + 1) * 2);
    }
    let (mut quoted, mut end, mut last) = (false, None, None);
    for (position, byte) in head.iter().enumerate() {
        match byte {
            b'"' => quoted = !quoted,
            b'\n' => {
                last = Some(position + 1);
                if !quoted {
                    end = Some(position + 1);
                }
            }
            _ => {}
        }
    }
    // A lone quote somewhere early turns everything round: then any line end is better than next to nothing.
    match end {
        Some(end) if end * 2 >= head.len() => Some(end),
        _ => last,
    }
}

/// The beginning of a JSON document up to the last whole record, with everything closed that is open there.
fn whole_values(head: &[u8]) -> Option<Vec<u8>> {
    let mut open: Vec<u8> = Vec::new();
    let (mut in_text, mut escaped) = (false, false);
    // Depth of the list, position behind its last whole element, and what is open there.
    let mut best: Option<(usize, usize, Vec<u8>)> = None;
    for (position, byte) in head.iter().enumerate() {
        if in_text {
            match byte {
                _ if escaped => escaped = false,
                b'\\' => escaped = true,
                b'"' => in_text = false,
                _ => {}
            }
            continue;
        }
        match byte {
            b'"' => in_text = true,
            b'{' | b'[' => open.push(*byte),
            b'}' | b']' => {
                open.pop()?;
                let is_element = open.last().is_none_or(|parent| *parent == b'[');
                let depth = open.len();
                if is_element && best.as_ref().is_none_or(|(least, ..)| depth <= *least) {
                    best = Some((depth, position + 1, open.clone()));
                }
            }
            _ => {}
        }
    }
    let (_, end, open) = best?;
    let mut piece = head[..end].to_vec();
    let closed = open
        .iter()
        .rev()
        .map(|byte| if *byte == b'{' { b'}' } else { b']' });
    piece.extend(closed);
    Some(piece)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn json(text: &str) -> Option<String> {
        whole_values(text.as_bytes()).map(|piece| String::from_utf8(piece).unwrap())
    }

    #[test]
    fn a_document_is_closed_behind_its_last_whole_record() {
        assert_eq!(
            json(r#"[{"a": "]}"}, {"a": [1, 2]}, {"a""#).as_deref(),
            Some(r#"[{"a": "]}"}, {"a": [1, 2]}]"#)
        );
        assert_eq!(
            json(r#"{"type": "FeatureCollection", "features": [{"p": [[1, 2], [3, 4]]}, {"p": [[5, 6], [7"#)
                .as_deref(),
            Some(r#"{"type": "FeatureCollection", "features": [{"p": [[1, 2], [3, 4]]}]}"#)
        );
        assert_eq!(
            json("{\"a\": 1}\n{\"a\": 2}\n{\"a").as_deref(),
            Some("{\"a\": 1}\n{\"a\": 2}")
        );
        assert_eq!(json(r#"{"a": "never"#), None);
        assert_eq!(json("]"), None);
    }

    #[test]
    fn a_table_is_cut_at_the_end_of_a_line_outside_of_quotes() {
        assert_eq!(whole_lines(b"a,b\n1,2\n3,\"x\n"), Some(8));
        assert_eq!(whole_lines(b"a,b\n1,2"), Some(4));
        assert_eq!(whole_lines(b"a\" b\n1,2\n3,4\n5"), Some(13), "a lone quote");
        assert_eq!(whole_lines(b"abc"), None);
        let wide: Vec<u8> = "a;b\n1;2\n3"
            .repeat(200)
            .encode_utf16()
            .flat_map(u16::to_le_bytes)
            .collect();
        let end = whole_lines(&wide).unwrap();
        assert_eq!(wide[end - 2..end], [b'\n', 0]);
    }

    #[test]
    fn small_files_and_workbooks_are_not_cut() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("a.csv");
        std::fs::write(&path, "a,b\n1,2\n".repeat(100)).unwrap();
        let options = ReadOptions::default();
        assert!(sample(&path, "a.csv", &options, 10_000).unwrap().is_none());
        let cut = sample(&path, "a.csv", &options, 100).unwrap().unwrap();
        let text = std::fs::read_to_string(cut.path()).unwrap();
        assert!(text.len() <= 100 && text.ends_with('\n'), "{text}");
        assert!(
            sample(
                &path,
                "a.xlsx",
                &ReadOptions {
                    format: Some(Format::Xlsx),
                    ..options
                },
                100
            )
            .unwrap()
            .is_none()
        );
    }
}
