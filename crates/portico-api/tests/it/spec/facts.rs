//! What does a program find in a file? Told by readers of its format, not by the code that wrote it.

use std::io::{Cursor, Read};

use calamine::{Reader, Xlsx};
use parquet::file::reader::{FileReader, SerializedFileReader};

use super::compare::like;
use crate::fixture::Reply;

/// Compares what is found in the file with what is wanted.
pub(super) fn check(reply: &Reply, wanted: &[(String, String)]) -> Result<(), String> {
    let found = match reply.body.as_ref() {
        [b'P', b'A', b'R', b'1', ..] => parquet(reply)?,
        [b'P', b'K', 3, 4, ..] if is_workbook(reply) => workbook(reply)?,
        [b'P', b'K', 3, 4, ..] => archive(reply)?,
        [b'{' | b'[', ..] => lists(reply, wanted)?,
        [0x1f, 0x8b, ..] => gzip(reply)?,
        [b'f', b'g', b'b', ..] => vec![("magic".to_owned(), "fgb".to_owned())],
        bytes => {
            let start = &bytes[..bytes.len().min(8)];
            return Err(format!("no known kind of file begins with {start:?}"));
        }
    };
    for (name, wanted) in wanted {
        match found.iter().find(|(known, _)| known == name) {
            Some((_, value)) if like(value, wanted) => {}
            Some((_, value)) => return Err(format!("{name}: expected `{wanted}`, found `{value}`")),
            None => return Err(format!("`{name}` is no fact of this file; known are {found:?}")),
        }
    }
    Ok(())
}

type Facts = Vec<(String, String)>;

fn fact(name: &str, value: impl ToString) -> (String, String) {
    (name.to_owned(), value.to_string())
}

fn parquet(reply: &Reply) -> Result<Facts, String> {
    let reader = SerializedFileReader::new(reply.body.clone()).map_err(|error| error.to_string())?;
    let metadata = reader.metadata();
    let columns = metadata.file_metadata().schema().get_fields();
    let names: Vec<&str> = columns.iter().map(|column| column.name()).collect();
    Ok(vec![
        fact("rows", metadata.file_metadata().num_rows()),
        fact("columns", names.join(", ")),
        fact("compression", metadata.row_group(0).column(0).compression()),
    ])
}

/// How many elements the lists have that are asked for.
fn lists(reply: &Reply, wanted: &[(String, String)]) -> Result<Facts, String> {
    let body: serde_json::Value = serde_json::from_slice(&reply.body).map_err(|error| error.to_string())?;
    let count = |(name, _): &(String, String)| {
        let place = match name.as_str() {
            "count of the list" => "",
            other => other.strip_prefix("count of ")?,
        };
        Some(fact(name, body.pointer(place)?.as_array()?.len()))
    };
    Ok(wanted.iter().filter_map(count).collect())
}

fn is_workbook(reply: &Reply) -> bool {
    let kind = reply.header("content-type");
    kind.contains("spreadsheet")
}

fn workbook(reply: &Reply) -> Result<Facts, String> {
    let mut book = Xlsx::new(Cursor::new(reply.body.clone())).map_err(|error| error.to_string())?;
    let sheet = book
        .worksheet_range_at(0)
        .ok_or("there is no sheet")?
        .map_err(|error| error.to_string())?;
    let header = sheet.rows().next().unwrap_or_default();
    let header: Vec<String> = header.iter().map(ToString::to_string).collect();
    Ok(vec![
        fact("rows", sheet.height()),
        fact("header", header.join(", ")),
    ])
}

/// A zip: names of its entries, and the text of those that are text.
fn archive(reply: &Reply) -> Result<Facts, String> {
    let mut archive =
        zip::ZipArchive::new(Cursor::new(reply.body.clone())).map_err(|error| error.to_string())?;
    let mut facts = Vec::new();
    let mut endings = Vec::new();
    for index in 0..archive.len() {
        let mut entry = archive.by_index(index).map_err(|error| error.to_string())?;
        let name = entry.name().map_err(|error| error.to_string())?.into_owned();
        let ending = name.rsplit('.').next().unwrap_or_default().to_owned();
        let mut bytes = Vec::new();
        entry.read_to_end(&mut bytes).map_err(|error| error.to_string())?;
        if let Ok(text) = String::from_utf8(bytes) {
            facts.push(fact(&ending, text));
        }
        facts.push(fact(&name, "present"));
        endings.push(ending);
    }
    endings.sort();
    facts.push(fact("endings", endings.join(", ")));
    Ok(facts)
}

fn gzip(reply: &Reply) -> Result<Facts, String> {
    let mut text = String::new();
    flate2::read::GzDecoder::new(reply.body.as_ref())
        .read_to_string(&mut text)
        .map_err(|error| error.to_string())?;
    Ok(vec![
        fact("lines", text.lines().count()),
        fact("first line", text.lines().next().unwrap_or_default()),
    ])
}
